"""Watching syncs after a change, and only then."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from knowledge.knowledge_base import KnowledgeBase
from knowledge.sources.watch import watch
from models.errors import DesksideError
from models.progress import Step
from tests.fakes.embedder import HashingEmbedder

MODIFIED = 2


@pytest.fixture
def stop() -> Iterator[Event]:
    """Ends the watching at the end of a test."""
    stop = Event()
    yield stop
    stop.set()


@pytest.fixture
def noticed(monkeypatch: pytest.MonkeyPatch) -> Callable[[Iterable[Path | None]], None]:
    """Gives notice of a change at each of some paths, one a look; of none where a path is None."""

    def give(paths: Iterable[Path | None]) -> None:
        def changes(*_: Path, **__: object) -> Iterator[set[tuple[int, str]]]:
            for path in paths:
                yield {(MODIFIED, str(path))} if path else set()

        monkeypatch.setattr("watchfiles.watch", changes)

    return give


def test_a_change_is_synced_while_watching(knowledge: KnowledgeBase, documents: Path, stop: Event) -> None:
    knowledge.add([str(documents)])
    reports = watch(knowledge, stop=stop)
    assert next(reports).unchanged == 2
    (documents / "vpn.md").write_text("# VPN access\n\nAll is new.\n")
    assert next(reports).changed == 1
    (documents / "new.md").write_text("# New\n\nFirst words.\n")
    assert next(reports).added == 1


def test_a_file_that_changes_during_a_sync_is_synced_after_it(
    knowledge: KnowledgeBase, documents: Path, stop: Event
) -> None:
    knowledge.add([str(documents)])

    def edit(step: Step) -> None:
        if step.doing == "Reading vpn.md" and "thirty" in (documents / "leave.md").read_text():
            (documents / "leave.md").write_text("# Annual leave\n\nEverybody has forty days.\n")

    reports = watch(knowledge, stop=stop, progress=edit)
    assert next(reports).unchanged == 2
    assert next(reports).changed == 1


def test_a_single_file_is_watched_and_nothing_beside_it(
    knowledge: KnowledgeBase, documents: Path, stop: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    from watchfiles import watch as changes

    watched: list[Path] = []

    def noted(*paths: Path, **how: Any) -> Iterator[Any]:
        watched.extend(paths)
        return changes(*paths, **how)

    monkeypatch.setattr("watchfiles.watch", noted)
    knowledge.add([str(documents / "vpn.md")])
    reports = watch(knowledge, stop=stop)
    assert next(reports).unchanged == 1
    (documents / "other.md").write_text("# Other\n\nNobody added it.\n")
    (documents / "draft").write_text("# VPN access\n\nAll is new.\n")
    (documents / "draft").rename(documents / "vpn.md")  # as an editor saves
    assert next(reports).changed == 1
    assert watched == []


def test_a_file_that_is_being_written_is_left_until_it_is_quiet(
    knowledge: KnowledgeBase, documents: Path, noticed: Callable[[Iterable[Path | None]], None]
) -> None:
    page = documents / "vpn.md"
    knowledge.add([str(page)])

    def looks() -> Iterator[None]:
        yield None
        for size in range(1, 4):
            page.write_text("# VPN access\n\n" + "word " * size)
            yield None
        yield None
        yield None

    noticed(looks())
    reports = watch(knowledge)
    assert [next(reports).unchanged, next(reports).changed] == [1, 1]
    [passage] = knowledge.search(["word"], ["default"])
    assert passage.text.count("word") == 3


def test_what_no_sync_is_about_is_no_change(
    documents: Path, hashing: HashingEmbedder, noticed: Callable[[Iterable[Path | None]], None]
) -> None:
    knowledge = KnowledgeBase.open(documents / "home" / "knowledge", hashing, own=documents / "home")
    (documents / "home" / "server.log").write_text("A question failed.\n")
    assert knowledge.add([str(documents)]).added == 2
    (documents / "program.py").write_text("print()")

    def looks() -> Iterator[Path | None]:
        yield None
        yield documents / "home" / "knowledge" / "catalog.sqlite-wal"
        yield documents / "home" / "server.log"
        yield documents / "home" / "gone"
        yield documents / ".git" / "description.md"
        yield documents / "program.py"
        yield documents / "~$vpn.docx"
        yield documents.parent / "elsewhere.md"
        (documents / "vpn.md").write_text("# VPN access\n\nAll is new.\n")
        yield documents / "vpn.md"

    noticed(looks())
    reports = watch(knowledge)
    assert next(reports).unchanged == 2
    assert next(reports).changed == 1
    knowledge.close()


def test_a_folder_that_is_moved_away_is_a_change(
    knowledge: KnowledgeBase, documents: Path, tmp_path: Path, stop: Event
) -> None:
    (documents / "deep").mkdir()
    (documents / "deep" / "more.md").write_text("# More\n\nThere is more.\n")
    knowledge.add([str(documents)])
    reports = watch(knowledge, stop=stop)
    assert next(reports).unchanged == 3
    (documents / "deep").rename(tmp_path / "deep")
    assert next(reports).removed == 1
    (tmp_path / "deep").rename(documents / "again")
    assert next(reports).added == 1


def test_documents_that_lie_in_the_data_home_are_watched(
    knowledge: KnowledgeBase, home: Path, documents: Path, stop: Event
) -> None:
    inside = documents.rename(home / "documents")
    knowledge.add([str(inside)])
    reports = watch(knowledge, stop=stop)
    assert next(reports).unchanged == 2
    (inside / "vpn.md").write_text("# VPN access\n\nAll is new.\n")
    assert next(reports).changed == 1


def test_a_source_that_is_added_while_watching_is_watched_too(
    knowledge: KnowledgeBase, documents: Path, tmp_path: Path, stop: Event
) -> None:
    knowledge.add([str(documents)])
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "new.md").write_text("# New\n\nFirst words.\n")
    reports = watch(knowledge, stop=stop)
    assert next(reports).unchanged == 2
    knowledge.add([str(tmp_path / "other")], "other")
    assert next(reports).unchanged == 3
    (tmp_path / "other" / "new.md").write_text("# New\n\nOther words.\n")
    assert next(reports).changed == 1
    stop.set()
    assert list(reports) == []


def test_a_folder_that_is_added_empty_while_watching_is_watched_too(
    knowledge: KnowledgeBase,
    documents: Path,
    tmp_path: Path,
    stop: Event,
    noticed: Callable[[Iterable[Path | None]], None],
) -> None:
    knowledge.add([str(documents)])
    other = tmp_path / "other"
    other.mkdir()

    def looks() -> Iterator[Path | None]:
        yield None
        knowledge.add([str(other)])
        yield None
        (other / "new.md").write_text("# New\n\nFirst words.\n")
        yield other / "new.md"
        stop.set()

    noticed(looks())
    assert [report.added for report in watch(knowledge, stop=stop)] == [0, 1]


def test_more_folders_than_the_system_watches_are_told(
    knowledge: KnowledgeBase, documents: Path, stop: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Path, ignore_permission_denied: bool, **__: Any) -> Iterator[set[tuple[int, str]]]:
        if not ignore_permission_denied:
            raise OSError("OS file watch limit reached.")
        stop.set()  # as watchfiles does: it watches some and says nothing
        yield set()

    monkeypatch.setattr("watchfiles.watch", full)
    knowledge.add([str(documents)])
    with pytest.raises(DesksideError, match="watch limit reached"):
        list(watch(knowledge, stop=stop))


def test_a_folder_that_may_not_be_entered_keeps_nobody_from_watching_the_others(
    knowledge: KnowledgeBase, documents: Path, stop: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    from watchfiles import watch as changes

    def closed(*paths: Path, ignore_permission_denied: bool, **how: Any) -> Iterator[Any]:
        if not ignore_permission_denied:
            raise PermissionError
        return changes(*paths, ignore_permission_denied=True, **how)

    monkeypatch.setattr("watchfiles.watch", closed)
    knowledge.add([str(documents)])
    reports = watch(knowledge, stop=stop)
    assert next(reports).unchanged == 2
    (documents / "vpn.md").write_text("# VPN access\n\nAll is new.\n")
    assert next(reports).changed == 1


def test_a_folder_that_comes_back_is_watched_again(knowledge: KnowledgeBase, documents: Path, stop: Event) -> None:
    knowledge.add([str(documents)])
    away = documents.rename(documents.with_name("away"))
    reports = watch(knowledge, stop=stop)
    assert len(next(reports).problems) == 1
    away.rename(documents)
    assert next(reports).unchanged == 2
    (documents / "vpn.md").write_text("# VPN access\n\nAll is new.\n")
    assert next(reports).changed == 1
