"""What the knowledge promises of pictures in documents: each is read once, found, shown, and gone with its page."""

from base64 import b64encode
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from knowledge.knowledge_base import KnowledgeBase
from models.errors import UsageError
from models.progress import Step
from tests.fakes.colour_sight import ColourSight, picture_file, seen
from tests.fakes.embedder import HashingEmbedder


def stored(home: Path) -> list[Path]:
    return [path for path in (home / "pictures").rglob("*") if path.is_file()]


def test_a_picture_is_found_by_what_is_read_in_it_and_tells_where_it_stands(
    seeing: KnowledgeBase, manual: Path
) -> None:
    report = seeing.add([str(manual)])
    assert (report.added, report.pictures, report.problems) == (3, 2, ())
    figure = seeing.search_figures(["error 809 no answer"], [], ["default"])[0]
    assert (figure.document, figure.title, figure.alt, figure.name) == ("vpn.md", "VPN access", "The dialog", "809.png")
    assert figure.text == "VPN connection\nError 809 no answer"
    assert figure.location == "Error 809"
    assert {"bm25", "dense"} <= figure.found_by.keys()
    text = seeing.document(figure.document_key).text
    assert text[figure.start : figure.end].startswith("## Error 809")
    assert seeing.figure_picture(figure.key) == (manual / "images" / "809.png").read_bytes()
    assert seeing.figure(figure.key).digest == figure.digest


def test_a_picture_is_found_by_its_looks_and_by_a_picture_like_it(seeing: KnowledgeBase, manual: Path) -> None:
    seeing.add([str(manual)])
    assert seeing.search_figures(["something blue"], [], ["default"])[0].name == "tray.png"
    found = seeing.search_figures([], [seen(colour="blue")], ["default"])
    assert found[0].name == "tray.png"
    assert found[0].found_by["clip"].rank == 1
    assert found[0].score > found[1].score


def test_looks_to_another_model_are_not_compared(seeing: KnowledgeBase, manual: Path) -> None:
    seeing.add([str(manual)])
    former = replace(seen(colour="blue"), seen_by="former", vector=np.ones(7, np.float32))
    assert seeing.search_figures([], [former], ["default"]) == []
    [figure] = seeing.search_figures([], [replace(former, lines=seen("Paper tray empty").lines)], ["default"], 1)
    assert figure.name == "tray.png" and "clip" not in figure.found_by


def test_a_screenshot_lifts_the_passage_that_its_like_stands_in(seeing: KnowledgeBase, manual: Path) -> None:
    seeing.add([str(manual)])
    without = seeing.search(["what is this and how is it fixed"], ["default"])
    found = seeing.search(["what is this and how is it fixed"], ["default"], seen=[seen(colour="red")])
    assert found[0].document == "vpn.md" and "UDP port 4500" in found[0].text
    assert found[0].found_by["clip"].rank == found[0].found_by["figure"].rank == 1
    assert {passage.chunk_key for passage in found} >= {passage.chunk_key for passage in without}
    assert all("clip" not in passage.found_by for passage in without)


def test_a_screenshot_alone_is_searched_by_its_words(seeing: KnowledgeBase, documents: Path) -> None:
    seeing.add([str(documents)])
    assert seeing.search([], ["default"], seen=[seen("Annual leave\nthirty days")])[0].document == "leave.md"
    assert seeing.search([], ["default"], seen=[seen()]) == []


def test_a_picture_shown_by_a_document_is_no_document_of_its_own(seeing: KnowledgeBase, manual: Path) -> None:
    (manual / "images" / "floor.png").write_bytes(picture_file("Second floor kitchen"))
    seeing.add([str(manual)])
    assert [document.name for document in seeing.documents()] == [
        "images/floor.png", "leave.md", "printing.md", "vpn.md",
    ]  # fmt: skip
    (manual / "printing.md").write_text("# Printing\n\nNo picture any more.\n")
    seeing.sync()
    assert "images/tray.png" in [document.name for document in seeing.documents()]
    (manual / "printing.md").unlink()
    (manual / "vpn.md").unlink()
    assert seeing.sync().removed == 2
    assert "images/809.png" in [document.name for document in seeing.documents()]


def test_a_picture_that_obsidian_shows_by_its_name_lies_anywhere_below_the_folder(
    seeing: KnowledgeBase, tmp_path: Path
) -> None:
    (tmp_path / "vault" / "files" / "old").mkdir(parents=True)
    for name, words in (("files/809.png", "Error 809 no answer"), ("files/old/809.png", "Former dialog")):
        (tmp_path / "vault" / name).write_bytes(picture_file(words, "red"))
    (tmp_path / "vault" / "vpn.md").write_text("# VPN\n\nAs shown.\n\n![[809.png|400]]\n\n![[gone.png]]\n")
    report = seeing.add([str(tmp_path / "vault")])
    [figure] = seeing.search_figures(["error 809 no answer"], [], ["default"], 1)
    assert (figure.document, figure.name) == ("vpn.md", "809.png")
    [problem] = report.problems
    assert problem.problem.startswith("Its picture gone.png is left out")


def test_a_picture_of_its_own_is_a_document_with_the_words_read_in_it(seeing: KnowledgeBase, tmp_path: Path) -> None:
    (tmp_path / "floor plan.png").write_bytes(picture_file("Second floor\nKitchen and copier"))
    report = seeing.add([str(tmp_path / "floor plan.png")])
    assert (report.added, report.pictures, report.chunks) == (1, 1, 1)
    [passage] = seeing.search(["where is the copier"], ["default"])
    assert (passage.title, passage.text) == ("floor plan", "Second floor\nKitchen and copier")
    [figure] = seeing.figures_in(passage.document_key, passage.start, passage.end)
    assert (figure.text, figure.name) == (passage.text, "floor plan.png")


def test_a_picture_that_was_read_before_has_its_words_under_its_new_name(
    seeing: KnowledgeBase, tmp_path: Path, sight: ColourSight
) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "a.png").write_bytes(picture_file("Second floor"))
    seeing.add([str(folder)])
    (folder / "a.png").rename(folder / "b.png")
    report = seeing.sync()
    assert (report.added, report.removed, sight.looked) == (1, 1, ["a.png"])
    assert seeing.search(["second floor"], ["default"])[0].document == "b.png"


def test_a_picture_whose_bytes_a_document_holds_is_no_document_of_its_own(
    seeing: KnowledgeBase, documents: Path
) -> None:
    content = b64encode(picture_file("Second floor")).decode()
    (documents / "floor.html").write_text(f'<p>The floor</p><img alt="plan" src="data:image/png;base64,{content}">')
    (documents / "floor.png").write_bytes(picture_file("Second floor"))
    seeing.add([str(documents)])
    assert seeing.sync().unchanged == 3
    assert "floor.png" not in [document.name for document in seeing.documents()]


@pytest.mark.parametrize("again", ["vpn.md", "."])
def test_the_pictures_of_a_document_that_was_removed_by_hand_stay_away_with_it(
    seeing: KnowledgeBase, manual: Path, again: str
) -> None:
    def names() -> list[str]:
        return [document.name for document in seeing.documents()]

    (manual / "copy.png").write_bytes((manual / "images" / "809.png").read_bytes())
    seeing.add([str(manual)])
    seeing.remove("vpn.md")
    seeing.sync()
    assert names() == ["leave.md", "printing.md"]
    seeing.add([str(manual / again)])
    assert names() == ["leave.md", "printing.md", "vpn.md"]
    (manual / "vpn.md").write_text("# VPN access\n\nNo picture any more.\n")
    seeing.sync()
    assert names() == ["copy.png", "images/809.png", "leave.md", "printing.md", "vpn.md"]


def test_a_picture_of_a_removed_document_can_be_added_as_one_of_its_own(seeing: KnowledgeBase, manual: Path) -> None:
    seeing.add([str(manual)])
    seeing.remove("vpn.md")
    seeing.add([str(manual / "images" / "809.png")])
    assert [document.name for document in seeing.documents()] == ["images/809.png", "leave.md", "printing.md"]


def test_words_that_were_run_together_or_misread_are_found(seeing: KnowledgeBase, tmp_path: Path) -> None:
    for n, words in enumerate(("Addnewconnection", "Refresh token", "Colour picker", "Network printers")):
        (tmp_path / f"{n}.png").write_bytes(picture_file(words, "gray"))
    seeing.add([str(tmp_path)])
    assert seeing.search_figures(["the connection"], [], ["default"])[0].name == "0.png"


def test_figures_of_a_passage_are_those_that_stand_in_it(seeing: KnowledgeBase, manual: Path) -> None:
    seeing.add([str(manual)])
    [vpn] = seeing.search(["UDP port 4500"], ["default"], 1)
    assert [figure.name for figure in seeing.figures_in(vpn.document_key, vpn.start, vpn.end)] == ["809.png"]
    [leave] = seeing.search(["vacation days"], ["default"], 1)
    assert seeing.figures_in(leave.document_key, leave.start, leave.end) == []


def test_a_picture_in_several_documents_is_stored_and_read_once(
    seeing: KnowledgeBase, manual: Path, home: Path, sight: ColourSight
) -> None:
    (manual / "copy.png").write_bytes((manual / "images" / "809.png").read_bytes())
    (manual / "more.md").write_text("# More\n\n![again](copy.png) ![and again](images/809.png)\n")
    seeing.add([str(manual)])
    assert len(stored(home)) == len(sight.looked) == 2
    found = seeing.search_figures(["error 809 no answer"], [], ["default"])
    assert sum(figure.text.endswith("no answer") for figure in found) == 3
    (manual / "vpn.md").unlink()
    seeing.sync()
    assert len(stored(home)) == 2


def test_unchanged_pictures_are_not_looked_at_again(
    seeing: KnowledgeBase, manual: Path, sight: ColourSight, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeing.add([str(manual)])
    sight.looked.clear()
    before = seeing.versions(["default"])
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail(f"{path} was read"))
    assert seeing.sync().unchanged == 3
    assert sight.looked == []
    assert seeing.versions(["default"]) == before


def test_a_changed_picture_of_an_unchanged_document_is_noticed(
    seeing: KnowledgeBase, manual: Path, home: Path, hashing: HashingEmbedder
) -> None:
    seeing.add([str(manual)])
    before = seeing.versions(["default"])
    (manual / "images" / "809.png").write_bytes(picture_file("Error 812 refused", "red"))
    report = seeing.sync()
    assert (report.unchanged, report.changed, report.pictures) == (3, 0, 1)
    assert seeing.versions(["default"]) != before
    assert seeing.search_figures(["error 812 refused"], [], ["default"])[0].document == "vpn.md"
    texts = [figure.text for figure in seeing.search_figures(["error 809"], [], ["default"])]
    assert any("812" in text for text in texts) and not any("809" in text for text in texts)
    assert len(stored(home)) == 2


def test_a_moved_figure_keeps_its_vectors(
    seeing: KnowledgeBase, manual: Path, hashing: HashingEmbedder, sight: ColourSight
) -> None:
    seeing.add([str(manual)])
    [before] = seeing.search_figures(["error 809 no answer"], [], ["default"], 1)
    hashing.embedded.clear()
    (manual / "vpn.md").write_text("# VPN access\n\nRead this first.\n\n" + (manual / "vpn.md").read_text()[14:])
    seeing.sync()
    assert not [text for text in hashing.embedded if "no answer" in text]
    [after] = seeing.search_figures(["error 809 no answer"], [], ["default"], 1)
    assert (after.key, after.start > before.start) == (before.key, True)
    assert seeing.document(after.document_key).text[after.start : after.end].startswith("## Error 809")


def test_a_removed_document_takes_its_pictures_along(seeing: KnowledgeBase, manual: Path, home: Path) -> None:
    seeing.add([str(manual)])
    (manual / "vpn.md").unlink()
    (manual / "images" / "809.png").unlink()
    seeing.sync()
    assert [figure.name for figure in seeing.search_figures(["error 809"], [], ["default"])] == ["tray.png"]
    [space_id] = seeing._catalog.spaces().values()
    assert seeing._figure_vectors.looks.count(space_id) == 1
    assert len(stored(home)) == 1
    assert not [path for path in home.rglob("*") if path.is_file() and b"no answer" in path.read_bytes()]
    assert seeing.remove(str(manual)) == 2
    assert (stored(home), seeing.spaces()) == ([], [])


def test_a_gone_figure_is_said_in_a_sentence(seeing: KnowledgeBase) -> None:
    for ask in (seeing.figure, seeing.figure_picture):
        with pytest.raises(UsageError, match="not in the knowledge any more"):
            ask(17)


def test_text_is_there_before_the_first_picture_is_looked_at(
    seeing: KnowledgeBase, manual: Path, sight: ColourSight, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[int] = []
    look = sight.look
    monkeypatch.setattr(
        sight,
        "look",
        lambda picture: (found.append(len(seeing.search(["UDP port 4500"], ["default"]))), look(picture))[1],
    )
    seeing.add([str(manual)])
    assert len(found) == 2 and min(found) >= 3


def test_progress_says_which_picture_is_looked_at(seeing: KnowledgeBase, manual: Path) -> None:
    steps: list[Step] = []
    seeing.add([str(manual)], progress=steps.append)
    assert Step("Looking at 809.png", 1, 2) in steps


def test_a_cancelled_look_is_made_good_by_the_next_change(
    seeing: KnowledgeBase, manual: Path, sight: ColourSight
) -> None:
    report = seeing.add([str(manual)], cancelled=lambda: bool(sight.looked))
    assert (report.added, report.pictures, len(sight.looked)) == (3, 1, 1)
    assert seeing.sync().pictures == 1
    assert seeing.search_figures(["error 809 no answer"], [], ["default"])[0].text.endswith("no answer")


def test_a_removal_looks_at_no_picture(seeing: KnowledgeBase, manual: Path, sight: ColourSight) -> None:
    seeing.add([str(manual)], cancelled=lambda: bool(sight.looked))
    assert seeing.remove("leave.md") == 1
    assert len(sight.looked) == 1
    assert seeing.sync().pictures == 1


def test_without_sight_pictures_are_known_by_what_their_documents_say(
    knowledge: KnowledgeBase, manual: Path, sight: ColourSight, home: Path, hashing: HashingEmbedder
) -> None:
    report = knowledge.add([str(manual)])
    assert (report.added, report.pictures) == (3, 0)
    [figure, *_] = knowledge.search_figures(["panel of the printer"], [], ["default"])
    assert (figure.alt, figure.text, figure.location) == ("The panel of the printer", "", "Empty tray")
    assert knowledge.figure_picture(figure.key)
    knowledge.close()
    later = KnowledgeBase.open(home, hashing, find_sight=lambda: sight)  # type: ignore[arg-type]
    assert later.sync().pictures == 2
    later.close()


def test_a_sync_looks_at_pictures_once_the_model_was_built(
    home: Path, hashing: HashingEmbedder, sight: ColourSight, manual: Path
) -> None:
    built: list[ColourSight] = []
    with closing(KnowledgeBase.open(home, hashing, find_sight=lambda: built[0] if built else None)) as knowledge:
        assert knowledge.add([str(manual)]).pictures == 0
        built.append(sight)
        assert knowledge.sync().pictures == 2
        assert knowledge.search_figures([], [seen(colour="blue")], ["default"])[0].name == "tray.png"
        assert "clip" in knowledge.search_figures(["blue"], [], ["default"])[0].found_by


def test_tokens_are_known_letter_for_letter(knowledge: KnowledgeBase, documents: Path) -> None:
    (documents / "codes.md").write_text("# Codes\n\nCode PU-14 and 0x80070005 and LH-423.\n\n# More\n\nPU-14 again.\n")
    (documents / "other.md").write_text("# Other\n\npu-14 too\n")
    knowledge.add([str(documents)])
    counts = knowledge.passage_counts(
        ["PU-14", "PU-I4", "0x80070005", "0x8007OOO5", "809", "Set PU-14", "the", ""], ["default"]
    )
    assert counts == {
        "PU-14": 2, "PU-I4": 0, "0x80070005": 1, "0x8007OOO5": 0, "809": 1, "Set PU-14": 0, "the": 0, "": 0,
    }  # fmt: skip


def test_a_space_sees_no_figure_of_another(seeing: KnowledgeBase, manual: Path, tmp_path: Path) -> None:
    seeing.add([str(manual)], "a")
    (tmp_path / "other.png").write_bytes(picture_file("Error 809 elsewhere", "red"))
    seeing.add([str(tmp_path / "other.png")], "b")
    assert {figure.space for figure in seeing.search_figures(["error 809"], [seen(colour="red")], ["b"])} == {"b"}
    both = seeing.search_figures(["error 809"], [seen(colour="red")], ["a", "b"])
    assert {figure.space for figure in both} == {"a", "b"}
