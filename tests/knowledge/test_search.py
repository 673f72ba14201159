"""What a search promises: what was asked for is found, by whatever it is called, and no question breaks it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.knowledge_base import KnowledgeBase
from knowledge.readers.markdown import read_markdown
from knowledge.terms import terms_of
from models.encoders.embedder import Embedder
from models.errors import UsageError
from tests.fakes.embedder import HashingEmbedder

PAGES = {
    "federation.md": "# Hybrid set-up\n\nRun Set-FederatedOrganizationIdentifier. It may fail with 0x80070005.\n",
    "vpn.md": "# VPN access\n\n## Error 809\n\nOpen UDP port 4500 on the router, then connect to vpn.example.com.\n",
    "leave.md": "# Annual leave\n\nEverybody has thirty days of vacation a year. Unused days end in March.\n",
    "café.md": "# Café\n\nThe café on the second floor opens at eight. 東京 office: ask at the desk.\n",
    "printer.md": "# Printers\n\nThe toner of the printer is in the cupboard. PaperCut_queue holds the jobs.\n",
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[KnowledgeBase]:
    """The pages above, under the real embedder."""
    knowledge = KnowledgeBase.open(tmp_path_factory.mktemp("home"), embedder)
    knowledge.add_documents([(name, read_markdown(text, name)) for name, text in PAGES.items()], "pages")
    yield knowledge
    knowledge.close()


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("Set-FederatedOrganizationIdentifier", "federation.md"),
        ("set-federatedorganizationidentifier", "federation.md"),
        ("federated organization", "federation.md"),
        ("what is 0X80070005?", "federation.md"),
        ("error 809", "vpn.md"),
        ("vpn.example.com", "vpn.md"),
        ("holidays per year", "leave.md"),
        ("cafe", "café.md"),
        ("東京", "café.md"),
        ("papercut queue", "printer.md"),
    ],
)
def test_an_identifier_is_found_whole_in_parts_and_by_meaning(
    pages: KnowledgeBase, question: str, document: str
) -> None:
    assert pages.search([question], ["pages"], 1)[0].document == document


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("email", "e-mail"),
        ("E-Mails", "email"),
        ("Sign-ins", "signin"),
        ("Straße", "STRASSE"),
        ("Łódź", "Lodz"),
        ("Tromsø", "Tromso"),
        ("smørrebrød", "smorrebrod"),
        ("encyclopædia", "encyclopaedia"),
    ],
)
def test_a_word_that_is_written_in_two_ways_is_one_term(one: str, other: str) -> None:
    assert next(terms_of(one)) == next(terms_of(other))


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("किताबें कहाँ हैं?", ["किताबें", "कहाँ", "हैं"]),
        ("வேலை நாட்கள்", ["வேலை", "நாடகள"]),
        ("ছুটির দিন", ["ছুটির", "দিন"]),
        ("VPN-सर्वर", ["vpnसरवर", "vpn", "सरवर"]),
        ("วันลา", ["วัน", "นล", "ลา"]),
        ("លុយ", ["លុយ"]),
        ("有給休暇", ["有給", "給休", "休暇"]),
    ],
)
def test_a_word_whose_letters_carry_marks_is_one_term(text: str, terms: list[str]) -> None:
    assert list(terms_of(text)) == terms


@pytest.mark.parametrize(
    ("question", "right", "other"),
    [
        ("पुस्तकालय कमाल", "यह पुस्तकालय कमाल है", "कम और कल का माल, क म ल"),
        ("ลาพักร้อนกี่วัน", "การลาพักร้อนปีละสิบวัน", "ที่จอดรถ"),
    ],
)
def test_words_of_marked_letters_are_found_whole(
    knowledge: KnowledgeBase, question: str, right: str, other: str
) -> None:
    texts = {"right.md": f"# A\n\n{right}\n", "other.md": f"# B\n\n{other}\n"}
    knowledge.add_documents([(name, read_markdown(text, name)) for name, text in texts.items()])
    [found] = [one for one in knowledge.search([question], ["default"]) if "bm25" in one.found_by]
    assert found.document == "right.md"
    assert set(knowledge.passage_counts(question.split(), ["default"]).values()) == {1}


@pytest.mark.parametrize(("one", "other"), [("LB-88", "LB88"), ("10-12", "1012"), ("2024-03-01", "20240301")])
def test_a_hyphen_beside_a_digit_still_tells_two_words_apart(one: str, other: str) -> None:
    assert next(terms_of(one)) != next(terms_of(other))


def test_what_alone_has_a_number_of_the_question_is_among_what_is_found(pages: KnowledgeBase) -> None:
    found = pages.search(["on which floor do people eat breakfast at 4500"], ["pages"], 2)
    assert [passage.document for passage in found] == ["café.md", "vpn.md"]


def test_a_passage_tells_where_it_stands_and_who_found_it(pages: KnowledgeBase) -> None:
    passage = pages.search(["How do I fix VPN error 809?"], ["pages"], 1)[0]
    assert (passage.title, passage.location, passage.space) == ("VPN access", "VPN access", "pages")
    assert passage.found_by["dense"].rank == passage.found_by["bm25"].rank == 1
    assert 0.5 < passage.found_by["dense"].score <= 1
    assert pages.document(passage.document_key).text[passage.start : passage.end] == passage.text


def test_the_score_of_an_answer_is_above_that_of_a_stranger(pages: KnowledgeBase) -> None:
    [known] = pages.search(["How many days of vacation do I have?"], ["pages"], 1)
    [strange] = pages.search(["How do I feed a crocodile?"], ["pages"], 1)
    assert 0 <= strange.score < 0.6 * known.score <= 1


def test_wordings_of_one_question_help_each_other(pages: KnowledgeBase) -> None:
    found = pages.search(["and how long?", "vacation days a year"], ["pages"], 3)
    assert found[0].document == "leave.md"


def test_the_same_question_twice_gives_the_same_passages(pages: KnowledgeBase) -> None:
    first, second = (pages.search(["where is the toner"], ["pages"]) for _ in range(2))
    assert first == second


def test_an_unknown_space_is_refused_naming_those_that_exist(pages: KnowledgeBase) -> None:
    with pytest.raises(UsageError, match="pages"):
        pages.search(["x"], ["nowhere"])


def test_nothing_is_found_for_no_words(pages: KnowledgeBase) -> None:
    assert pages.search(["", "  "], ["pages"]) == []


def test_a_question_of_a_hundred_thousand_characters_is_searched(pages: KnowledgeBase) -> None:
    assert pages.search(["toner printer " * 7_200], ["pages"])[0].document == "printer.md"


def test_a_space_sees_nothing_of_another(knowledge: KnowledgeBase) -> None:
    for space in ("a", "b"):
        knowledge.add_documents([("d.md", read_markdown(f"# {space}\n\nonly {space}", "d.md"))], space)
    assert {passage.space for passage in knowledge.search(["only a b"], ["a"])} == {"a"}
    assert {passage.space for passage in knowledge.search(["only a b"], ["a", "b"])} == {"a", "b"}


def test_only_the_named_documents_are_searched(pages: KnowledgeBase) -> None:
    [leave] = pages.find_documents(text="leave")
    found = pages.search(["toner of the printer, vacation days"], ["pages"], documents=[leave.key])
    assert {passage.document for passage in found} == {"leave.md"}
    assert found[0].found_by.keys() == {"dense", "bm25"}
    assert pages.search(["toner"], ["pages"], documents=[10_000]) == []


def test_documents_of_one_name_are_told_apart_by_their_place(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    places = [tmp_path / folder / "vpn.md" for folder in ("berlin", "lisbon")]
    for place in places:
        place.parent.mkdir()
        place.write_text(f"# VPN\n\nThe gateway of {place.parent.name}.\n")
        knowledge.add([str(place.parent)])
    listed = {summary.key: summary.location for summary in knowledge.find_documents(text="vpn.md")}
    for place in places:
        found = knowledge.search([place.parent.name], ["default"])[0]
        assert (found.document, listed[found.document_key]) == ("vpn.md", str(place))
    named = knowledge.document_named("default", "vpn.md")
    assert named is not None and named.location == listed[named.key]


def test_copies_of_a_document_take_one_place_and_the_original_is_named(
    knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    folder = tmp_path / "documents"
    for place in [*(f"backup{n}" for n in range(12)), "."]:
        (folder / place).mkdir(parents=True, exist_ok=True)
        (folder / place / "vpn.md").write_text("# VPN\n\nThe gateway is vpn.example.com.\n")
    (folder / "leave.md").write_text("# Leave\n\nThirty days a year.\n")
    knowledge.add([str(folder)])
    found = knowledge.search(["vpn gateway"], ["default"])
    assert [passage.document for passage in found] == ["vpn.md", "leave.md"]


def test_documents_are_listed_by_the_beginning_of_their_name_or_title_first(pages: KnowledgeBase) -> None:
    found = [summary.document for summary in pages.find_documents("pages", "P")]
    assert found == ["printer.md", "federation.md", "vpn.md"]
    assert [summary.document for summary in pages.find_documents(text="Annual")] == ["leave.md"]
    assert len(pages.find_documents("pages")) == len(PAGES)
    assert len(pages.find_documents("pages", limit=2)) == 2
    assert pages.find_documents("elsewhere") == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    question=st.text(max_size=80) | st.sampled_from(['"', "NEAR(", "a AND", "title:", "*", "-", "^x", "\0", "\ud800"])
)
def test_no_question_breaks_the_full_text_syntax(pages: KnowledgeBase, question: str) -> None:
    pages.search([question], ["pages"])


def test_searches_go_on_while_documents_are_added(tmp_path: Path, hashing: HashingEmbedder) -> None:
    knowledge = KnowledgeBase.open(tmp_path / "home", hashing)
    knowledge.add_documents([("first.md", read_markdown("# First\n\nalpha", "first.md"))])
    found: list[int] = []
    many = [(f"{n}.md", read_markdown(f"# {n}\n\nbeta {n}", f"{n}.md")) for n in range(20)]
    knowledge.add_documents(many, progress=lambda step: found.append(len(knowledge.search(["alpha"], ["default"]))))
    assert min(found) >= 1
    knowledge.close()
