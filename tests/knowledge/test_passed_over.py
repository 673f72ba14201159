"""What a folder holds and nobody reads is said: a person who adds it may think that all of it was read."""

from pathlib import Path

import pytest

from knowledge.knowledge_base import KnowledgeBase
from knowledge.sources.passed_over import passed_over_line
from tests.fakes.embedder import HashingEmbedder


@pytest.fixture
def office(documents: Path) -> Path:
    """The folder of documents with some that are not read."""
    (documents / "budget").mkdir()
    for name in (
        "plan.xls",
        "budget/2026.XLS",
        "kickoff.ppt",
        "hosts.csv",
        "~$plan.xls",
        ".notes.xls",
        "Makefile",
    ):
        (documents / name).write_text("host,room\n" * 10_001)
    return documents


LINE = (
    "5 files were passed over: .xls (2), .csv (1), .ppt (1), without an ending (1). "
    "Save .xls as .xlsx and .ppt as .pptx, and add those. Large .csv files are taken for data: add each by its name."
)


def test_the_files_of_a_folder_that_are_not_read_are_said_with_what_has_them_read(
    knowledge: KnowledgeBase, office: Path
) -> None:
    report = knowledge.add([str(office)])
    assert report.problems == ()
    assert str(report) == f"Documents: 2 added; 2 passages indexed. {LINE}"
    assert str(knowledge.sync()) == f"Documents: 2 unchanged; 0 passages indexed. {LINE}"


def test_a_source_still_says_later_what_was_passed_over_in_it(
    knowledge: KnowledgeBase, office: Path, home: Path, hashing: HashingEmbedder
) -> None:
    knowledge.add([str(office)])
    knowledge.close()
    again = KnowledgeBase.open(home, hashing)
    (source,) = again.sources()
    assert source.passed_over == {".xls": 2, ".ppt": 1, ".csv": 1, "": 1}
    (office / "kickoff.ppt").unlink()
    again.sync()
    (source,) = again.sources()
    assert ".ppt" not in source.passed_over
    again.close()


def test_a_file_that_was_named_itself_is_not_passed_over(knowledge: KnowledgeBase, office: Path) -> None:
    knowledge.add([str(office / "hosts.csv")])
    assert ".csv" not in knowledge.add([str(office)]).passed_over


def test_a_large_csv_is_read_by_its_name_though_its_folder_was_added_before(
    knowledge: KnowledgeBase, office: Path
) -> None:
    knowledge.add([str(office)])
    assert knowledge.add([str(office / "hosts.csv")]).added == 1
    assert ".csv" not in knowledge.sync().passed_over


def test_a_csv_is_read_with_its_folder_until_it_has_grown_to_data(knowledge: KnowledgeBase, documents: Path) -> None:
    prices = documents / "prices.csv"
    prices.write_text("item;price\nchair;39\ndesk;99\n")
    assert knowledge.add([str(documents)]).added == 3
    prices.write_text("item;price\n" + "chair;39\n" * 20_000)
    report = knowledge.sync()
    assert (report.removed, report.passed_over) == (1, {".csv": 1})


def test_a_file_that_was_removed_by_hand_is_said_to_stay_out(knowledge: KnowledgeBase, documents: Path) -> None:
    knowledge.add([str(documents)])
    knowledge.remove("vpn.md")
    assert str(knowledge.sync()).endswith("1 removed file stays out until it is added again.")
    assert "stays out" not in str(knowledge.add([str(documents)]))


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({}, ""),
        ({".zip": 1}, "1 file was passed over: .zip (1)."),
        ({".ppt": 2}, "2 files were passed over: .ppt (2). Save .ppt as .pptx, and add those."),
        (
            {".yaml": 3, ".py": 9, ".pages": 1, ".json": 2},
            "15 files were passed over: .yaml (3), .json (2), .pages (1), .py (9). Save .pages as .docx, and add "
            "those. Add .yaml and .json files by their names to have them read.",
        ),
        (
            {".py": 1_300, ".js": 80, ".css": 20, ".c": 9, ".h": 8, ".go": 7, ".doc": 1},
            "1,425 files were passed over: .doc (1), .py (1,300), .js (80), .css (20), .c (9), others (15). "
            "Save .doc as .docx, and add those.",
        ),
    ],
)
def test_documents_are_named_first_and_a_long_list_is_cut(files: dict[str, int], line: str) -> None:
    assert passed_over_line(files) == line
