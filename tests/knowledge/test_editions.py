"""Of several editions of a document the one in force is found, and an earlier one where the question names its year."""

from pathlib import Path

import pytest

from knowledge.knowledge_base import KnowledgeBase

LEAVE = "# Leave policy{title}\n\nEverybody has {days} days of annual leave a year, asked for two weeks before.\n"


def found(knowledge: KnowledgeBase, folder: Path, pages: dict[str, str], question: str) -> list[str]:
    """The documents that a question finds among some pages; the newest file is of the oldest page."""
    for name, text in reversed(pages.items()):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    knowledge.add([str(folder)])
    return [passage.document for passage in knowledge.search([question], ["default"])]


BY_YEAR = {f"policy-{year}.md": LEAVE.format(title=f" {year}", days=year - 2000) for year in (2022, 2024, 2023)}
FOLDERS_BY_YEAR = {f"{year}/policy.md": LEAVE.format(title="", days=year - 2000) for year in (2023, 2022, 2024)}
ARCHIVED = {f"{place}/leave.md": LEAVE.format(title="", days=len(place)) for place in ("archive", "current")}
DRAFT = {name: LEAVE.format(title="", days=len(name)) for name in ("leave.md", "leave (draft).md")}
TO_COME = {f"policy-{year}.md": LEAVE.format(title="", days=year - 2000) for year in (2024, 2099)}
VERSIONS = {f"Leave v{n}.md": LEAVE.format(title="", days=n) for n in (9, 10)}
COPIES = {f"policy-{year}.md": LEAVE.format(title="", days=30) for year in (2022, 2024)}


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        (BY_YEAR, ["policy-2024.md"]),
        (FOLDERS_BY_YEAR, ["2024/policy.md"]),
        (ARCHIVED, ["current/leave.md"]),
        (DRAFT, ["leave.md"]),
        (VERSIONS, ["Leave v10.md"]),
        (COPIES, ["policy-2024.md"]),
        (TO_COME, ["policy-2024.md", "policy-2099.md"]),
    ],
    ids=["year in the name", "year in the folder", "archive", "draft", "version", "word for word", "a year to come"],
)
def test_the_edition_in_force_is_found(
    knowledge: KnowledgeBase, documents: Path, pages: dict[str, str], expected: list[str]
) -> None:
    assert sorted(found(knowledge, documents / "hr", pages, "How many days of annual leave?")) == expected


@pytest.mark.parametrize("question", ["annual leave in 2022", "How many days of leave did I have last year?"])
def test_a_question_about_what_was_finds_earlier_editions(
    knowledge: KnowledgeBase, documents: Path, question: str
) -> None:
    assert sorted(found(knowledge, documents / "hr", BY_YEAR, question)) == sorted(BY_YEAR)


def test_an_earlier_edition_that_is_chosen_by_hand_is_searched(knowledge: KnowledgeBase, documents: Path) -> None:
    found(knowledge, documents / "hr", BY_YEAR, "leave")
    earlier = knowledge.document_named("default", "policy-2022.md")
    assert earlier is not None
    (passage,) = knowledge.search(["annual leave"], ["default"], documents=[earlier.key])
    assert passage.document == "policy-2022.md"


@pytest.mark.parametrize(
    "pages",
    [
        {"germany/leave.md": LEAVE.format(title="", days=30), "spain/leave.md": LEAVE.format(title="", days=25)},
        {"leave-2023.md": LEAVE.format(title="", days=30), "leave.md": LEAVE.format(title="", days=25)},
        {f"v{n}/leave.md": LEAVE.format(title="", days=n) for n in (1, 2)},
        {f"standup-2024-03-0{day}.md": LEAVE.format(title="", days=day) for day in (1, 8)},
        {
            "leave-2023.md": LEAVE.format(title="", days=30),
            "leave-2024.md": "# Leave\n\nAnnual leave: ask Ann first.\n",
        },
    ],
    ids=["twins", "one without a year", "folders of versions", "records of days", "another matter"],
)
def test_documents_that_are_no_editions_of_one_another_are_all_found(
    knowledge: KnowledgeBase, documents: Path, pages: dict[str, str]
) -> None:
    assert sorted(found(knowledge, documents / "hr", pages, "How many days of annual leave?")) == sorted(pages)
