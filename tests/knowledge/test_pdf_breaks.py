"""What reading PDFs promises of what a page's edge cuts: words and sentences are whole."""

from knowledge.readers import read_document
from knowledge.readers.pdf_breaks import without_parted_words
from knowledge.readers.pdf_lines import Line
from tests.knowledge.files import pdf_file, typeset_pdf


def texts(pages: list[str]) -> list[tuple[int | None, str]]:
    document = read_document(pdf_file(pages), "book.pdf")
    return [(section.page, document.text[section.start : section.end].strip()) for section in document.sections]


def test_a_sentence_that_goes_on_overleaf_is_whole_on_its_page() -> None:
    assert texts(["Be careful. Contractors are not", "allowed to use the\nproduction network. Staff are.\nAll."]) == [
        (1, "Be careful. Contractors are not allowed to use the production network."),
        (2, "Staff are.\nAll."),
    ]


def test_a_sentence_goes_on_overleaf_past_the_number_of_its_page() -> None:
    assert texts(["Contractors are not\nPage 1", "allowed to. Staff are.\nPage 2"]) == [
        (1, "Contractors are not allowed to."),
        (2, "Staff are."),
    ]


def test_pages_that_end_with_a_sentence_a_number_or_before_an_item_stay_apart() -> None:
    for first, second in (("It ends.", "and then."), ("Are not\n12", "allowed."), ("Bring", "a) a passport.")):
        assert [page for page, _ in texts([first, second])] == [1, 2]
        assert texts([first, second])[1][1] == second


def test_a_word_that_a_line_s_end_parts_is_whole() -> None:
    [(_, text)] = texts(["The travel allow-\nance is for pre-\nand long-\nterm stays, as long-term means."])
    assert text == "The travel allowance is for pre- and long-term stays, as long-term means."


def test_a_word_that_a_page_s_end_parts_is_whole() -> None:
    assert texts(["Two days of home of-", "fice per week. Ask first."]) == [
        (1, "Two days of home office per week."),
        (2, "Ask first."),
    ]


def test_a_typesetter_s_hyphen_at_a_line_s_end_parts_a_word_too() -> None:
    lines = [Line("ask the ad\u2010"), Line("ministrators of long\u2010"), Line("term or long-term stays.")]
    [whole] = without_parted_words([lines])
    assert [line.text for line in whole] == ["ask the administrators", "of long\u2010term", "or long-term stays."]


def test_headers_and_footers_of_several_lines_are_said_by_none() -> None:
    words = ("one", "two", "three", "four")
    head = [("Kelpline", "body", 0.0), ("For staff only", "body", 15.0)]
    foot = ("Legal", "body", 500.0)
    pages = [
        [*head, (f"Words of {word}.", "body", 30.0), foot, (f"Page {n}", "body", 15.0)] for n, word in enumerate(words)
    ]
    document = read_document(typeset_pdf(pages), "rules.pdf")
    assert document.text.split("\n\n") == ["Words of one.", "Words of two.", "Words of three.", "Words of four."]


def test_rows_of_numbers_that_every_page_begins_with_are_no_header() -> None:
    pages = ["\n".join(["Kelpline", *(f"{page}{row} {row * 7}" for row in range(10)), "The end."]) for page in range(5)]
    assert [text.count("\n") for _, text in texts(pages)] == [9] * 5
