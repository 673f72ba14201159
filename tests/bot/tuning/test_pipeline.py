"""Rows that took minutes to make are made again where what they were made from has changed, and only there."""

from pathlib import Path

from bot import locations
from bot.settings import load_settings
from bot.tuning.pipeline import _identity
from models.store import ModelStore, write_manifest


def test_rows_are_made_where_another_server_writes_the_answers(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path / "home", llm="openai:http://127.0.0.1:9#small")
    store = ModelStore(locations.models_folder(settings.home))
    for name in (settings.embedder, settings.reader, "writer"):
        (store.folder / name).mkdir(parents=True)
        write_manifest(store.folder / name, "writer", "one")
    (tmp_path / "set").mkdir()
    assert _identity(tmp_path / "set", settings, store)


def test_rows_are_those_of_a_set_s_files_and_of_the_models(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path / "home")
    store = ModelStore(locations.models_folder(settings.home))
    for name in (settings.embedder, settings.reader, settings.llm):
        (store.folder / name).mkdir(parents=True)
        write_manifest(store.folder / name, "writer", "one")
    page = tmp_path / "set" / "documents" / "leave.md"
    page.parent.mkdir(parents=True)
    page.write_text("Leave is 25 days.")
    (tmp_path / "set" / "queries.jsonl").write_text('{"id": "1"}\n')
    first = _identity(tmp_path / "set", settings, store)
    assert _identity(tmp_path / "set", settings, store) == first
    page.write_text("Leave is 28 days.")
    edited = _identity(tmp_path / "set", settings, store)
    assert edited != first
    write_manifest(store.folder / settings.reader, "reader", "two")
    assert _identity(tmp_path / "set", settings, store) not in (first, edited)
