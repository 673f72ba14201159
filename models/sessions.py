"""Opens the graph and the tokenizer of a built model; a damaged file becomes an error that a person understands."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from models.errors import DesksideError, MemoryShort, is_for_memory
from models.machine import int8_products_saturate, usable_cores
from models.store import GRAPH, TOKENIZER, BuiltModel, corrupt

if TYPE_CHECKING:
    from onnxruntime import InferenceSession, SessionOptions
    from tokenizers import Tokenizer


@contextmanager
def loading(model: BuiltModel) -> Iterator[None]:
    """Turns whatever goes wrong while a model is loaded into ModelCorrupt; a `DesksideError` passes as it is.

    Raises MemoryShort where there is no room for it.
    """
    try:
        yield
    except DesksideError:
        raise
    except Exception as error:  # the libraries raise bare exceptions for a file they cannot read
        if is_for_memory(error):
            raise MemoryShort(
                f"There is not enough memory for “{model.name}”.",
                "Free some or raise its limit; a lower `answers_at_once` in deskside.toml, or a writer built with a "
                "smaller `context_tokens`, needs less.",
            ) from error
        cannot = "read" if isinstance(error, OSError) else "loaded"
        raise corrupt(model.name, f"it cannot be {cannot}") from error


def open_session(
    model: BuiltModel, threads: int | None, graph: str = GRAPH, *, decodes: bool = False
) -> "InferenceSession":
    """An ONNX Runtime session on a graph of the model, with threads that sleep while there is nothing to do.

    `threads` and `decodes` are as in `session_options`.
    """
    import onnxruntime

    options = session_options(threads, decodes=decodes)
    return onnxruntime.InferenceSession(model.path / graph, options, providers=["CPUExecutionProvider"])


def session_options(threads: int | None = None, *, decodes: bool = False) -> "SessionOptions":
    """How sessions run here: no telemetry, no warnings, and threads that sleep while there is nothing to do.

    `threads` is how many cores one call may use; None means all that this process may use. A session that `decodes`
    runs for every token of a text, so its threads spin while they wait for each other, but only within a run.
    """
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or usable_cores()
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "1" if decodes else "0")
    if decodes:
        options.add_session_config_entry("session.force_spinning_stop", "1")
        # It would keep a plan of the memory for each length that a text ever had.
        options.enable_mem_pattern = False
    if int8_products_saturate():
        options.add_session_config_entry("session.x64quantprecision", "1")
    return options


def load_tokenizer(model: BuiltModel) -> "Tokenizer":
    """The model's tokenizer."""
    # Its own thread pool warns when the process forks, and the graph takes 50 times its time anyway.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(model.path / TOKENIZER))
