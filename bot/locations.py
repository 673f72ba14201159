"""Where everything lives in a data home: the one place that knows the names of its folders and files."""

from pathlib import Path


def default_home() -> Path:
    """The user's own data folder, by the platform's custom."""
    from platformdirs import user_data_path

    return user_data_path("deskside", appauthor=False)


def configuration_files() -> tuple[Path, ...]:
    """The `deskside.toml` files that are read, weakest first: the user's, then the working folder's."""
    from platformdirs import user_config_path

    return (user_config_path("deskside", appauthor=False) / "deskside.toml", Path("deskside.toml"))


def models_folder(home: Path) -> Path:
    """Built models, one folder each."""
    return home / "models"


def knowledge_folder(home: Path) -> Path:
    """The catalog and the vectors."""
    return home / "knowledge"


def conversations_file(home: Path) -> Path:
    """The SQLite file of all conversations."""
    return home / "conversations.db"


def owner_lock(home: Path) -> Path:
    """The file that the owning process holds locked."""
    return home / "owner.lock"


def owner_card(home: Path) -> Path:
    """Who holds the lock, in words that another process can show."""
    return home / "owner.json"
