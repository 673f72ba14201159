"""Watching syncs after a change, and only then."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from knowledge.knowledge_base import KnowledgeBase
from knowledge.watch import watch


@contextmanager
def repeated(change: Callable[[int], object]) -> Iterator[None]:
    """Makes a change again and again: the watcher starts inside `next`, and may miss the first."""
    seen = Event()

    def run() -> None:
        count = 0
        while not seen.wait(0.2):
            count += 1
            change(count)
            if count % 8 == 0:
                seen.wait(2.0)

    changing = Thread(target=run)
    changing.start()
    yield
    seen.set()
    changing.join()


def test_a_change_is_synced_while_watching(knowledge: KnowledgeBase, documents: Path) -> None:
    knowledge.add([str(documents)])
    stop = Event()
    reports = watch(knowledge, stop=stop)
    assert next(reports).unchanged == 2
    with repeated(lambda count: (documents / "vpn.md").write_text(f"# VPN access\n\nChanged {count} times.\n")):
        report = next(reports)
    stop.set()
    assert report.changed == 1


def test_a_source_that_is_added_while_watching_is_watched_too(
    knowledge: KnowledgeBase, documents: Path, tmp_path: Path
) -> None:
    knowledge.add([str(documents)])
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "new.md").write_text("# New\n\nFirst words.\n")
    stop = Event()
    reports = watch(knowledge, stop=stop)
    assert next(reports).unchanged == 2
    knowledge.add([str(tmp_path / "other")], "other")
    with repeated(lambda count: (tmp_path / "other" / "new.md").write_text(f"# New\n\nChanged {count} times.\n")):
        while not (report := next(reports)).changed:
            assert report.unchanged == 3
    stop.set()
    assert list(reports) == []


def test_a_folder_that_comes_back_is_watched_again(knowledge: KnowledgeBase, documents: Path) -> None:
    knowledge.add([str(documents)])
    away = documents.rename(documents.with_name("away"))
    stop = Event()
    reports = watch(knowledge, stop=stop)
    assert len(next(reports).problems) == 1

    def comes_back(count: int) -> None:
        if count == 1:
            away.rename(documents)
        (documents / "vpn.md").write_text(f"# VPN access\n\nChanged {count} times.\n")

    with repeated(comes_back):
        while not (report := next(reports)).changed:
            assert report.unchanged + len(report.problems) > 0
    stop.set()
