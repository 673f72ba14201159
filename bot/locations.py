"""Where everything lives in a data home: the one place that knows the names of its folders and files."""

import errno
import os
from pathlib import Path


def default_home() -> Path:
    """The user's own data folder, by the platform's custom."""
    from platformdirs import user_data_path

    return user_data_path("deskside", appauthor=False)


def configuration_files() -> tuple[Path, ...]:
    """The `deskside.toml` files that are read, weakest first: the user's, then the working folder's."""
    from platformdirs import user_config_path

    return (user_config_path("deskside", appauthor=False) / "deskside.toml", Path("deskside.toml"))


def make_home(home: Path) -> None:
    """Makes a data home, for its owner's eyes only: it holds documents, and what people ask.

    Raises `OSError`, and of a file or a link to nowhere that it is no directory.
    """
    if home.is_dir():
        return
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileExistsError as taken:
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(home)) from taken


def models_folder(home: Path) -> Path:
    """Built models, one folder each."""
    return home / "models"


def knowledge_folder(home: Path) -> Path:
    """The catalog and the vectors."""
    return home / "knowledge"


def conversations_file(home: Path) -> Path:
    """The SQLite file of all conversations."""
    return home / "conversations.db"


def feedback_file(home: Path) -> Path:
    """The SQLite file of what people think of answers."""
    return home / "feedback.db"


def pins_file(home: Path) -> Path:
    """The SQLite file of the pinned answers."""
    return home / "pins.db"


def databases(home: Path) -> tuple[Path, ...]:
    """Every SQLite file of a home that may be damaged; the vectors' own is made again by itself."""
    catalog = knowledge_folder(home) / "catalog.sqlite"
    return catalog, conversations_file(home), feedback_file(home), pins_file(home), slack_file(home)


def owner_lock(home: Path) -> Path:
    """The file that the owning process holds locked."""
    return home / "owner.lock"


def owner_card(home: Path) -> Path:
    """Who holds the lock, in words that another process can show, and where it serves if it does."""
    return home / "owner.json"


def terminal_preferences(home: Path) -> Path:
    """What the terminal app remembers of its looks."""
    return home / "terminal.json"


def terminal_questions(home: Path) -> Path:
    """The questions that were typed into the terminal app, one JSON string a line."""
    return home / "terminal-questions.jsonl"


def server_token(home: Path) -> Path:
    """The token that a client of the serving owner shows; only the owner of the home may read it."""
    return home / "server.token"


def server_log(home: Path) -> Path:
    """What a server in the background logs."""
    return home / "server.log"


def pictures_folder(home: Path) -> Path:
    """Pictures that were pasted from the clipboard, for as long as the chat is open."""
    return home / "pictures"


def slack_file(home: Path) -> Path:
    """The SQLite file of what the Slack app remembers."""
    return home / "slack.db"


def slack_heartbeat(home: Path) -> Path:
    """The file that is young while the Slack app's socket is open."""
    return home / "slack.heartbeat"
