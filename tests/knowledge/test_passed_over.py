"""What a folder holds and nobody reads is said: a person who adds it may think that all of it was read."""

from pathlib import Path

import pytest

from knowledge.knowledge_base import KnowledgeBase
from knowledge.passed_over import passed_over_line
from tests.fakes.embedder import HashingEmbedder


@pytest.fixture
def office(documents: Path) -> Path:
    """The folder of documents with some that are not read."""
    (documents / "budget").mkdir()
    for name in (
        "plan.xlsx",
        "budget/2026.XLSX",
        "kickoff.pptx",
        "hosts.csv",
        "~$plan.xlsx",
        ".notes.xlsx",
        "Makefile",
    ):
        (documents / name).write_text("Anything")
    return documents


LINE = (
    "5 files were passed over: .xlsx (2), .csv (1), .pptx (1), without an ending (1). "
    "Save .xlsx as .csv and .pptx as .pdf, and add those. Add each .csv by its name."
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
    assert source.passed_over == {".xlsx": 2, ".pptx": 1, ".csv": 1, "": 1}
    (office / "kickoff.pptx").unlink()
    again.sync()
    (source,) = again.sources()
    assert ".pptx" not in source.passed_over
    again.close()


def test_a_file_that_was_named_itself_is_not_passed_over(knowledge: KnowledgeBase, office: Path) -> None:
    knowledge.add([str(office / "hosts.csv")])
    assert ".csv" not in knowledge.add([str(office)]).passed_over


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
        (
            {".py": 1_300, ".js": 80, ".css": 20, ".c": 9, ".h": 8, ".go": 7, ".doc": 1},
            "1,425 files were passed over: .doc (1), .py (1,300), .js (80), .css (20), .c (9), others (15). "
            "Save .doc as .docx, and add those.",
        ),
    ],
)
def test_documents_are_named_first_and_a_long_list_is_cut(files: dict[str, int], line: str) -> None:
    assert passed_over_line(files) == line
