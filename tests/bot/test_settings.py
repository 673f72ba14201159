"""Flags beat variables, variables beat deskside.toml, and a mistake is named."""

from pathlib import Path

import pytest

from bot.settings import load_settings
from bot.slack_settings import Readers
from models.errors import UsageError


@pytest.fixture(autouse=True)
def working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in ("DESKSIDE_HOME", "DESKSIDE_SPACE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_the_strongest_source_wins(working_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().space == "default"
    (working_folder / "config" / "deskside").mkdir(parents=True)
    (working_folder / "config" / "deskside" / "deskside.toml").write_text('space = "user"')
    assert load_settings().space == "user"
    (working_folder / "deskside.toml").write_text('space = "here"')
    assert load_settings().space == "here"
    monkeypatch.setenv("DESKSIDE_SPACE", "variable")
    assert load_settings().space == "variable"
    assert load_settings(space="flag").space == "flag"
    assert load_settings(space=None).space == "variable"


def test_a_table_in_both_files_is_one_table(working_folder: Path) -> None:
    (working_folder / "config" / "deskside").mkdir(parents=True)
    (working_folder / "config" / "deskside" / "deskside.toml").write_text(
        '[slack]\nat_once = 2\nkeep_days = 7\nadmins = ["U1"]\n[slack.readers.hr]\nusers = ["U1"]\ngroups = ["S1"]\n'
    )
    (working_folder / "deskside.toml").write_text(
        '[slack]\nat_once = 8\nadmins = ["U3"]\n[slack.readers.hr]\nusers = []\n[slack.readers.pay]\nusers = ["U4"]\n'
    )
    slack = load_settings().slack
    assert (slack.at_once, slack.keep_days) == (8, 7)
    assert slack.readers == {"hr": Readers(users=(), groups=("S1",)), "pay": Readers(users=("U4",))}
    assert slack.admins == ("U3",)  # A list is one value.


def test_a_relative_home_is_in_the_working_folder(working_folder: Path) -> None:
    (working_folder / "deskside.toml").write_text('home = "data"')
    assert load_settings().home == working_folder / "data"


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('spase = "x"', "`spase` is not a setting"),
        ("home = ''", "`home` has to be a folder"),
        ('home = "a\\u0000b"', "`home` has to be a folder"),
        ("threads = 0", "`threads` has to be at least 1"),
        ("threads = 100_000", "`threads` has to be at most 1024"),
        ('threads = "four"', "`threads` has to be a whole number"),
        ("llm_timeout = 0", "`llm_timeout` has to be more than 0"),
        ('share_pictures = "perhaps"', "`share_pictures` has to be true or false"),
        ('[slack]\nspaces = "it"', "`slack.spaces` has to be a list"),
        ('[slack]\nprompts = ["a", "b", "c", "d", "e"]', "`slack.prompts` has to be a list of at most 4"),
        ("[slack]\nkeep_days = 1_000_000", "`slack.keep_days` has to be at most 36500"),
        ('slack = "it"', "`slack` has to be a table"),
        ("space = ", "cannot be read: Invalid value"),
        ('space = "\udcff"', "cannot be read: it is not in UTF-8"),
    ],
)
def test_a_mistake_is_named_with_the_file_that_has_it(working_folder: Path, toml: str, said: str) -> None:
    file = working_folder / "deskside.toml"
    file.write_text(toml, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(UsageError, match=said) as told:
        load_settings()
    assert str(file) in str(told.value)


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("DESKSIDE_KEYS", "nope", "variable cannot be used"),
        ("DESKSIDE_THREADS", "0", "`threads` has to be at least 1. Fix it in DESKSIDE_THREADS."),
        ("DESKSIDE_HOME", "~nobody-of-that-name/x", "names a user who is not there"),
    ],
)
def test_a_mistake_in_a_variable_is_told(variable: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(UsageError, match=said):
        load_settings()


def test_an_empty_variable_counts_as_not_set(working_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKSIDE_HOME", "")
    assert load_settings().home != working_folder


def test_a_file_in_another_encoding_is_told(working_folder: Path) -> None:
    (working_folder / "deskside.toml").write_bytes('space = "café"'.encode("latin-1"))
    with pytest.raises(UsageError, match="UTF-8"):
        load_settings()
