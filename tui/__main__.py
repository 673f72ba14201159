"""Where the `deskside` command starts, and `python -m tui`: ctrl+c ends it in a word while it is still being imported.

Nothing but Python's own small modules is imported before that holds.
"""

import os

_STOPPED = 130


def main() -> None:
    """The `deskside` command."""
    import signal

    # Not by an exception: in the middle of an import it may be wrapped in another, or passed over.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _stop)
    from tui.cli import main as command

    if signal.getsignal(signal.SIGINT) is _stop:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        command()
    except KeyboardInterrupt:  # Typer was still making its commands
        _stop()


def _stop(*_: object) -> None:
    os.write(2, b"Stopped.\n")
    os._exit(_STOPPED)


if __name__ == "__main__":
    main()
