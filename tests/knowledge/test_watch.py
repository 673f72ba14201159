"""Watching syncs after a change, and only then."""

from pathlib import Path
from threading import Event, Thread

from knowledge.knowledge_base import KnowledgeBase
from knowledge.watch import watch


def test_a_change_is_synced_while_watching(knowledge: KnowledgeBase, documents: Path) -> None:
    knowledge.add([str(documents)])
    stop = Event()
    reports = watch(knowledge, stop=stop)
    assert next(reports).unchanged == 2
    # The watcher starts inside next(), so the change is made again until it has been seen.
    seen = Event()

    def change() -> None:
        count = 0
        while not seen.wait(0.2):
            count += 1
            (documents / "vpn.md").write_text(f"# VPN access\n\nChanged {count} times.\n")
            if count % 8 == 0:
                seen.wait(2.0)

    writer = Thread(target=change)
    writer.start()
    report = next(reports)
    seen.set()
    writer.join()
    stop.set()
    assert report.changed == 1
