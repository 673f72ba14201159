"""How a command ends: 0 fine, 1 the work failed, 2 wrong usage, 130 stopped with ctrl+c; each failure in a sentence."""

import codecs
import errno
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.cli.layout import fitted
from bot.untrusted import escaped, shown
from knowledge.spaces import InSeveralSpaces, NoSuchSpace
from models.errors import DesksideError, UsageError
from models.full_disk import is_disk_full

if TYPE_CHECKING:
    from bot.events import Failed

FAILED, WRONG_USAGE, STOPPED = 1, 2, 130
NEXT_STEPS = {
    NoSuchSpace.code: "Name one with --space, or add documents to this one.",
    InSeveralSpaces.code: "Say which one is meant with --space.",
}
"""What to do about a failure, where a command has an option for it."""

_OF_A_PATH = (
    *(errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.EEXIST),
    *(errno.EACCES, errno.EPERM, errno.EROFS, errno.EFBIG),
)


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turns the errors that a person can fix into a sentence on stderr and an exit code."""
    try:
        yield
    except DesksideError as error:
        tell_failure(error)
        raise typer.Exit(WRONG_USAGE if isinstance(error, UsageError) else FAILED) from None
    except KeyboardInterrupt:
        tell("Stopped.")
        raise typer.Exit(STOPPED) from None
    except BrokenPipeError:
        # The reader of our output went away (`deskside sources | head`); there is nobody left to tell.
        sys.stderr.close()
        raise typer.Exit(FAILED) from None
    except OSError as error:
        if is_disk_full(error):
            _drop_output()
            tell("There is no space left where the output goes.", "Free some space and run the same command again.")
        elif error.errno in _OF_A_PATH and error.filename:
            tell(f"{error.filename} cannot be used: {error.strerror}.", "Check the path and who may write there.")
        elif _is_nowhere():
            tell("The folder that you are in is not there any more.", "Go to another one and run the command again.")
        else:
            raise
        raise typer.Exit(FAILED) from None


def _is_nowhere() -> bool:
    """Whether the working folder was removed: no relative path means anything then."""
    try:
        Path.cwd()
    except FileNotFoundError:
        return True
    return False


def _drop_output() -> None:
    """Discards output that is not written yet, so that the process does not fail on it again when it ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def print_json(value: object) -> None:
    """Prints one line of JSON, with what would steer a terminal, or what the output's encoding may lack, escaped."""
    is_whole = codecs.lookup(getattr(sys.stdout, "encoding", None) or "utf-8").name == "utf-8"
    typer.echo(escaped(json.dumps(value, default=_in_json, ensure_ascii=not is_whole)))


def _in_json(value: object) -> str:
    """What JSON has no form for: a moment as ISO 8601 has it, anything else in words."""
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)


def tell(*sentences: str) -> None:
    """Says something to the person, on stderr, never mixed with results."""
    typer.echo(fitted(shown(" ".join(sentences)), sys.stderr), err=True)


def tell_failure(failure: "DesksideError | Failed") -> None:
    """Says what failed and what to do about it on the command line."""
    tell(failure.problem, NEXT_STEPS.get(failure.code, failure.next_step))
