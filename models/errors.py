"""The errors a person can meet, each with what happened and what to do next.

Every error that Deskside raises on purpose is a `DesksideError`; anything else is a bug and is shown as one.
"""

import errno
import re

_NO_ROOM = ("bad_alloc", "bad allocation", "Failed to allocate memory", "Cannot allocate memory")
"""What ONNX Runtime says, in errors of no kind of their own, where there is no memory left."""

_NUMBER = re.compile(r"^\[(?:Errno|WinError) -?\d+\] ")


def in_words(error: Exception) -> str:
    """What another library's error says, without the system's number and the path: `Permission denied`."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return _NUMBER.sub("", str(error)).rstrip(".")


def is_for_memory(error: Exception) -> bool:
    """Whether there was no room: what is whole must not be called damaged for it."""
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    return isinstance(error, MemoryError) or any(words in str(error) for words in _NO_ROOM)


def first_line(error: Exception) -> str:
    """The first line of what another library's error says, which may be pages; its kind where it says nothing."""
    return next((line.strip().rstrip(".") for line in str(error).splitlines() if line.strip()), type(error).__name__)


class DesksideError(Exception):
    """A failure that a person can understand and fix.

    `problem` is one plain sentence, `next_step` one thing to do about it, `code` a short word for the log.
    """

    code = "error"

    def __init__(self, problem: str, next_step: str) -> None:
        super().__init__(f"{problem} {next_step}")
        self.problem = problem
        self.next_step = next_step


class UsageError(DesksideError):
    """The command or the question cannot be carried out as given."""

    code = "usage"


class ModelMissing(DesksideError):
    """A model that is needed has not been built yet."""

    code = "model-missing"


class ModelCorrupt(DesksideError):
    """A model folder exists, but its files are not the ones that were built."""

    code = "model-corrupt"


class ModelUnfit(DesksideError):
    """A model that is built does not go with another one that the settings name."""

    code = "model-unfit"


class RecipeInvalid(DesksideError):
    """A recipe names something that cannot be built."""

    code = "recipe-invalid"


class WeightsUnavailable(DesksideError):
    """A model's weights could not be fetched, or are not the ones the recipe names."""

    code = "weights-unavailable"


class DiskFull(DesksideError):
    """There is no space left to write what was asked for."""

    code = "disk-full"


class MemoryShort(DesksideError):
    """There is no memory left to load a model."""

    code = "memory-short"


class BuildToolsMissing(DesksideError):
    """The libraries that build models are not installed."""

    code = "build-tools-missing"


class PromptTooLong(DesksideError):
    """A prompt and the room for its answer do not fit what the language model can hold."""

    code = "prompt-too-long"


class TrainingDataInvalid(DesksideError):
    """The training data cannot be learned from."""

    code = "training-data"


class WriterUnreachable(DesksideError):
    """The language model runs elsewhere, and there it did not answer."""

    code = "writer-unreachable"


class WriterClosed(DesksideError):
    """The language model was closed while somebody waited for its answer."""

    code = "writer-closed"

    def __init__(self) -> None:
        super().__init__("The language model was closed.", "Ask again once it is running.")


def told(error: BaseException) -> str:
    """An error for a log: what happened and what to do; of a bug its kind and its place, for it may quote anything."""
    return str(error) if isinstance(error, DesksideError) else f"{type(error).__name__} at {place_of(error)}"


def place_of(error: BaseException) -> str:
    """The file and line where an exception was raised, for a log: its own words may quote a document or a question."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown"
