"""What is said and logged of a bug: never the question, which a traceback may hold."""

from bot.events import Failed


def bug() -> Failed:
    """What the asker is told."""
    return Failed("Something went wrong inside Deskside.", "Run `deskside doctor`, then ask again.", "bug")


def place_of(error: BaseException) -> str:
    """The file and line where an exception was raised."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown"
