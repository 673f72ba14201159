"""What reading EPUB books promises: their chapters in order, under the names that a person finds them by."""

from pathlib import Path

import pytest

from knowledge.documents import Document
from knowledge.knowledge_base import KnowledgeBase
from knowledge.readers import read_document
from tests.knowledge.files import packed
from tests.knowledge.page_text import refusal

PNG = b"\x89PNG"
CONTAINER = "<container><rootfiles><rootfile full-path='OEBPS/book.opf'/></rootfiles></container>"
NAVIGATION = """<?xml version="1.0"?><html xmlns:epub="e"><body><nav epub:type="toc"><ol>
<li><a href="text/2%20b.xhtml">Carry&nbsp;over</a></li>
<li><a href="text/2%20b.xhtml#x">Deadlines</a></li></ol></nav>
<nav epub:type="page-list"><a href="text/3.xhtml">12</a></nav></body></html>"""
NCX = """<ncx><navMap><navPoint><navLabel><text>Carry over</text></navLabel><content src="text/2%20b.xhtml"/>
<navPoint><navLabel><text>Deadlines</text></navLabel><content src="text/2%20b.xhtml#x"/></navPoint>
</navPoint></navMap></ncx>"""


def book(chapters: dict[str, str], more: dict[str, bytes | str] | None = None, spine: list[str] | None = None) -> bytes:
    """A book whose chapters are read in the order of their names in `spine`, or as they stand."""
    items = "".join(
        f"<item id='{n}' href='text/{name.replace(' ', '%20')}' media-type='application/xhtml+xml'/>"
        for n, name in enumerate(chapters)
    )
    order = [[*chapters].index(name) for name in (spine or chapters)]
    package = (
        "<package xmlns:dc='d'><metadata><dc:title> Staff\n handbook </dc:title></metadata><manifest>"
        f"<item id='nav' href='nav.xhtml' media-type='application/xhtml+xml' properties='nav'/>{items}"
        "<item id='ncx' href='toc.ncx' media-type='application/x-dtbncx+xml'/></manifest>"
        f"<spine><itemref idref='nav'/>{''.join(f'''<itemref idref='{n}'/>''' for n in order)}</spine></package>"
    )
    return packed(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "OEBPS/book.opf": package,
            **{f"OEBPS/text/{name}": said for name, said in chapters.items()},
            **(more or {}),
        }
    )


def page(body: str, head: str = "<title/>") -> str:
    """A page as XML has it, where an element without words may end as it begins."""
    return (
        f"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><head>{head}</head><body>{body}</body></html>"
    )


def read(content: bytes) -> Document:
    return read_document(content, "shelf/handbook.epub")


def test_chapters_are_read_in_their_order_with_their_headings() -> None:
    leave = page("<h1>Leave</h1><p>Everybody has <i/>thirty days.</p><h2>Carry over</h2><ul><li>Ask Ann</li></ul>")
    travel = page("<h1>Travel</h1><p>Book early.</p>", "<title>x</title><script src='a.js'/>")
    document = read(book({"travel.xhtml": travel, "leave.xhtml": leave}, spine=["leave.xhtml", "travel.xhtml"]))
    assert document.title == "Staff handbook"
    assert document.text == (
        "# Leave\n\nEverybody has thirty days.\n\n## Carry over\n\n- Ask Ann\n\n# Travel\n\nBook early."
    )
    assert [part.headings for part in document.sections] == [("Leave",), ("Leave", "Carry over"), ("Travel",)]
    assert document.text[document.sections[2].start :] == "# Travel\n\nBook early."


def test_a_place_in_a_book_is_its_chapter(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    (tmp_path / "a.epub").write_bytes(book({"1.xhtml": page("<h1>Leave</h1><p>Everybody has thirty days.</p>")}))
    knowledge.add([str(tmp_path)])
    (passage,) = knowledge.search("thirty days", ["default"])
    assert (passage.title, passage.location) == ("Staff handbook", "Leave")


@pytest.mark.parametrize("contents", [{"OEBPS/nav.xhtml": NAVIGATION}, {"OEBPS/toc.ncx": NCX}])
def test_a_chapter_without_a_heading_is_called_as_the_table_of_contents_has_it(
    contents: dict[str, bytes | str],
) -> None:
    document = read(
        book({"2 b.xhtml": page("<p>Up to five days.</p>"), "3.xhtml": page("<p>Until March.</p>")}, contents)
    )
    assert document.text == "# Carry over\n\nUp to five days.\n\nUntil March."
    assert [part.headings for part in document.sections] == [("Carry over",), ("Carry over",)]


def test_notes_and_boxes_of_a_chapter_are_read_and_what_parts_words_is_not() -> None:
    chapter = page(
        "<p>Thirty days in a calen\xaddar ye&#173;ar.</p><aside epub:type='footnote'>Part time: less.</aside>"
    )
    assert read(book({"1.xhtml": chapter})).text == "Thirty days in a calendar year.\n\nPart time: less."


def test_pictures_are_shown_where_they_stand_but_for_ornaments() -> None:
    shown = "<p>Words {}.</p><p><img src='../images/{}.png' alt='{}'/></p>"
    chapters = {f"{n}.xhtml": page(shown.format(n, "line", "") + "<img src='line.png'/>") for n in range(3)}
    chapters["0.xhtml"] = page(shown.format(0, "a%20b", "The form") + "<img src='../images/line.png'/>")
    pictures: dict[str, bytes | str] = {"OEBPS/images/a b.png": PNG, "OEBPS/images/line.png": PNG + b"line"}
    chapters["4.xhtml"] = page("<p>End.</p><img src='../images/line.png'/>")
    document = read(book(chapters, pictures))
    (picture,) = document.illustrations
    assert (picture.alt, picture.content) == ("The form", PNG)
    assert document.text[picture.at :].startswith("The form\n\nWords 1.")


def test_a_file_that_the_book_does_not_hold_is_left_out() -> None:
    content = book({"1.xhtml": page("<p>Words.</p>"), "../../outside.xhtml": page("<p>secret</p>")})
    assert read(content).text == "Words."


def encrypted(*names: str) -> dict[str, bytes | str]:
    said = "".join(f"<x:EncryptedData><x:CipherReference URI='{name}'/></x:EncryptedData>" for name in names)
    return {"META-INF/encryption.xml": f"<encryption xmlns:x='x'>{said}</encryption>"}


def test_a_book_whose_letters_alone_are_locked_is_read() -> None:
    assert read(book({"1.xhtml": page("<p>Words.</p>")}, encrypted("OEBPS/fonts/a.otf"))).text == "Words."


GOOD = {"1.xhtml": page("<p>Words.</p>")}
ENTITIES = "<!DOCTYPE a [{}]><a>&e30;</a>".format(
    "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 20 if n else 'a' * 20}'>" for n in range(31))
)


@pytest.mark.parametrize(
    ("content", "name", "problem"),
    [
        (book({"1.xhtml": page("")}), "a.epub", "It holds no text."),
        (book({"1.xhtml": ""}), "a.epub", "It holds no text."),
        (book(GOOD, encrypted("OEBPS/text/1.xhtml")), "a.epub", "It is locked by its publisher."),
        (book(GOOD)[:-40], "a.epub", "not an EPUB book that can be read"),
        (book(GOOD, {"META-INF/container.xml": ENTITIES}), "a.epub", "not an EPUB book that can be read"),
        (book(GOOD, {"OEBPS/book.opf": "<package>"}), "a.epub", "not an EPUB book that can be read"),
        (book({"1.xhtml": " " * 31_000_000}), "a.epub", "It has more text than a document."),
        (book(GOOD, {"OEBPS/toc.ncx": " " * 31_000_000}), "a.epub", "It has more text than a document."),
        (packed({"mimetype": "application/epub+zip"}), "a.epub", "not an EPUB book that can be read"),
        (packed({"notes.txt": "Words."}), "a.epub", "not an EPUB book that can be read"),
        (book({"1.xhtml": b"\x00\x01".decode() * 900}), "a.epub", "Its content is binary"),
        (book(GOOD), "a.docx", "It is an EPUB book, though its name ends in .docx."),
        (b"Words.", "a.epub", "Its content is not that of a .epub file."),
    ],
)
def test_a_bad_book_is_refused_in_a_sentence(content: bytes, name: str, problem: str) -> None:
    assert problem in refusal(content, name).problem


@pytest.mark.timeout(20)
def test_entities_in_a_table_of_contents_become_nothing_large() -> None:
    bomb = ENTITIES.replace("<a>", "<ncx><navPoint><navLabel>").replace(
        "</a>", "</navLabel><content src='text/1.xhtml'/></navPoint></ncx>"
    )
    assert len(read(book(GOOD, {"OEBPS/toc.ncx": bomb})).text) < 1_000


def test_a_book_with_a_folder_named_word_is_a_book() -> None:
    assert read(book({"word/1.xhtml": page("<p>Words.</p>")})).text == "Words."
