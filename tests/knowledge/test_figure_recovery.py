"""What survives of pictures: a crash at any step, lost files, another model, an older home."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from knowledge.figures.catalog import FigureCatalog
from knowledge.figures.indexing import FigureVectors
from knowledge.figures.ledger import FigureLedger
from knowledge.figures.store import PictureStore
from knowledge.knowledge_base import KnowledgeBase
from tests.fakes.colour_sight import ColourSight, picture_file, seen
from tests.fakes.embedder import HashingEmbedder


class Crash(BaseException):
    """The process is killed here."""


def crash(*_: object, **__: object) -> None:
    raise Crash


@contextmanager
def opened(home: Path, embedder: HashingEmbedder, sight: ColourSight | None) -> Iterator[KnowledgeBase]:
    knowledge = KnowledgeBase.open(home, embedder, find_sight=lambda: sight)  # type: ignore[arg-type]
    yield knowledge
    knowledge.close()


def pictures_owed(knowledge: KnowledgeBase) -> int:
    """How many pictures wait to be looked at."""
    sight = knowledge._sight
    return len(knowledge._catalog.figures.unseen_pictures(sight.fingerprint)) if sight else 0


def all_is_equal(knowledge: KnowledgeBase, home: Path) -> bool:
    """Whether catalog, vectors and stored pictures say the same and nothing is owed."""
    catalog, vectors = knowledge._catalog, knowledge._figure_vectors
    kept = {path.name for path in (home / "pictures").rglob("*") if path.is_file()}
    return (
        all(
            catalog.figure_ledger.with_looks(space_id) == vectors.looks.keys(space_id)
            and catalog.figure_ledger.with_words(space_id) == vectors.words.keys(space_id)
            for space_id in catalog.spaces().values()
        )
        and not (catalog.figure_ledger.count_to_embed() or catalog.figure_ledger.orphans())
        and kept == catalog.figures.picture_digests()
        and pictures_owed(knowledge) == 0
    )


@pytest.mark.parametrize(
    ("owner", "step"),
    [
        (PictureStore, "put"),
        (FigureCatalog, "put_figures"),
        (ColourSight, "look"),
        (FigureCatalog, "put_seen"),
        (FigureVectors, "put"),
        (FigureLedger, "mark_embedded"),
    ],
)
def test_a_crash_while_pictures_are_added_is_made_good(
    home: Path, manual: Path, hashing: HashingEmbedder, sight: ColourSight, owner: type, step: str
) -> None:
    with pytest.MonkeyPatch.context() as patch, pytest.raises(Crash), opened(home, hashing, sight) as knowledge:
        patch.setattr(owner, step, crash)
        try:
            knowledge.add([str(manual)])
        finally:
            knowledge.close()
    with opened(home, hashing, sight) as again:
        again.sync()
        assert all_is_equal(again, home)
        assert again.search_figures(["error 809 no answer"], [], ["default"])[0].document == "vpn.md"
        assert again.search(["UDP port 4500"], ["default"], seen=[seen(colour="red")])[0].document == "vpn.md"


@pytest.mark.parametrize(
    ("owner", "step"), [(FigureVectors, "remove"), (FigureCatalog, "remove_unused_pictures"), (PictureStore, "remove")]
)
def test_a_crash_while_pictures_are_removed_is_fixed_at_the_next_start(
    home: Path, manual: Path, hashing: HashingEmbedder, sight: ColourSight, owner: type, step: str
) -> None:
    with opened(home, hashing, sight) as knowledge:
        knowledge.add([str(manual)])
        with pytest.MonkeyPatch.context() as patch, pytest.raises(Crash):
            patch.setattr(owner, step, crash)
            knowledge.remove("vpn.md")
        assert all(figure.document != "vpn.md" for figure in knowledge.search_figures(["809"], [], ["default"]))
    with opened(home, hashing, sight) as again:
        assert all_is_equal(again, home)
        assert len(again.search_figures(["809"], [], ["default"])) == 1


def test_figures_of_a_document_in_doubt_are_not_shown(
    home: Path, manual: Path, hashing: HashingEmbedder, sight: ColourSight
) -> None:
    """A crash between a changed text and its figures must not leave offsets into the former text."""
    with opened(home, hashing, sight) as knowledge:
        knowledge.add([str(manual)])
        (manual / "vpn.md").write_text("# VPN\n\n![The dialog](images/809.png)\n")
        with pytest.MonkeyPatch.context() as patch, pytest.raises(Crash):
            patch.setattr(FigureCatalog, "put_figures", crash)
            knowledge.sync()
        assert [figure.document for figure in knowledge.search_figures(["809"], [], ["default"])] == ["printing.md"]
        assert knowledge.sync().unchanged == 3
        assert knowledge.search_figures(["error 809 no answer"], [], ["default"])[0].document == "vpn.md"


def test_lost_vectors_are_made_again_without_a_look(
    home: Path, manual: Path, hashing: HashingEmbedder, sight: ColourSight
) -> None:
    with opened(home, hashing, sight) as knowledge:
        knowledge.add([str(manual)])
        knowledge._figure_vectors.clear()
    sight.looked.clear()
    with opened(home, hashing, sight) as again:
        assert all_is_equal(again, home)
        assert sight.looked == []


def test_rebuild_needs_neither_source_nor_look(
    home: Path, manual: Path, hashing: HashingEmbedder, sight: ColourSight
) -> None:
    with opened(home, hashing, sight) as knowledge:
        knowledge.add([str(manual)])
        for path in [*manual.glob("*.md"), *manual.glob("images/*")]:
            path.unlink()
        sight.looked.clear()
        knowledge.rebuild()
        assert all_is_equal(knowledge, home)
        assert sight.looked == []
        assert knowledge.search_figures([], [seen(colour="red")], ["default"])[0].name == "809.png"


def test_another_sight_looks_at_all_pictures_again_but_not_at_the_start(
    home: Path, manual: Path, hashing: HashingEmbedder, sight: ColourSight
) -> None:
    (manual / "plan.png").write_bytes(picture_file("Second floor"))
    with opened(home, hashing, sight) as knowledge:
        knowledge.add([str(manual)])
    other = ColourSight("other colours")
    with opened(home, hashing, other) as again:
        assert (other.looked, pictures_owed(again)) == ([], 3)
        # Until then nobody compares the looks of two models; words are words.
        assert all("clip" not in f.found_by for f in again.search_figures(["red"], [seen(colour="red")], ["default"]))
        assert again.search_figures(["error 809 no answer"], [], ["default"])[0].document == "vpn.md"
        assert again.sync().pictures == 3
        assert all_is_equal(again, home)
        assert again.search(["second floor"], ["default"])[0].text == "Second floor"


def test_another_embedder_makes_the_vectors_of_words_again(
    home: Path, manual: Path, hashing: HashingEmbedder, sight: ColourSight
) -> None:
    with opened(home, hashing, sight) as knowledge:
        knowledge.add([str(manual)])
    other = HashingEmbedder("another")
    sight.looked.clear()
    with opened(home, other, sight) as again:
        assert any("no answer" in text for text in other.embedded)
        assert all_is_equal(again, home)
        assert sight.looked == []


@pytest.mark.parametrize("looked_at", [False, True])
def test_lost_pictures_come_back_with_the_next_sync(
    home: Path, manual: Path, hashing: HashingEmbedder, sight: ColourSight, looked_at: bool
) -> None:
    with opened(home, hashing, sight if looked_at else None) as knowledge:
        knowledge.add([str(manual)])
    for path in (home / "pictures").rglob("*"):
        if path.is_file():
            path.unlink()
    with opened(home, hashing, sight) as again:
        assert again.search_figures(["809"], [], ["default"]) == []  # what can't be shown is not found
        assert again.sync().problems == ()
        assert all_is_equal(again, home)
        assert again.search_figures(["error 809 no answer"], [], ["default"])[0].document == "vpn.md"


def test_a_home_of_an_earlier_version_opens_and_gets_its_figures(
    home: Path, manual: Path, hashing: HashingEmbedder, sight: ColourSight
) -> None:
    with opened(home, hashing, None) as knowledge:
        knowledge.add([str(manual)])
        found = knowledge.search(["UDP port 4500"], ["default"])
    with sqlite3.connect(home / "catalog.sqlite") as old:
        for (name,) in old.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            old.execute(f"DROP TRIGGER {name}")
        for index in ("figuretext_1", "figuregrams_1"):
            old.execute(f"DROP TABLE {index}_terms")
            old.execute(f"DROP TABLE {index}")
        for table in ("illustrated", "figures", "pictures", "figure_orphans"):
            old.execute(f"DROP TABLE {table}")
    hashing.embedded.clear()
    with opened(home, hashing, sight) as again:
        assert hashing.embedded == []
        assert again.search(["UDP port 4500"], ["default"]) == found
        assert again.search_figures(["809"], [], ["default"]) == []
        report = again.sync()
        assert (report.unchanged, report.pictures, report.chunks) == (3, 2, 0)
        assert again.search_figures(["error 809 no answer"], [], ["default"])[0].document == "vpn.md"
        assert all_is_equal(again, home)


def test_what_a_crash_left_half_written_is_gone_at_the_next_start(
    home: Path, manual: Path, hashing: HashingEmbedder, sight: ColourSight
) -> None:
    with opened(home, hashing, sight) as knowledge:
        knowledge.add([str(manual)])
    kept = sorted((home / "pictures").glob("*/*"))
    half = kept[0].with_suffix(".partial")
    half.write_bytes(b"half of a picture")
    with opened(home, hashing, sight):
        assert sorted((home / "pictures").glob("*/*")) == kept
