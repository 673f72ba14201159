"""What reading OpenDocument files promises: what LibreOffice shows of texts and presentations, and where it stands."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from knowledge.documents import Document
from knowledge.knowledge_base import KnowledgeBase
from knowledge.readers import read_document
from tests.knowledge.files import odf_file, packed
from tests.knowledge.page_text import refusal

PNG = b"\x89PNG"
STYLES = """
<style:style style:name='P1' style:family='paragraph' style:parent-style-name='Title'/>
<style:style style:name='Away' style:family='text'><style:text-properties text:display='none'/></style:style>
<style:style style:name='T1' style:family='text' style:parent-style-name='Away'/>
<style:style style:name='P2' style:family='paragraph'><style:text-properties text:display='none'/></style:style>
<style:style style:name='Up' style:family='text'><style:text-properties style:text-position='super 58%'/></style:style>
<style:style style:name='Gone' style:family='text'>
  <style:text-properties style:text-line-through-style='solid'/></style:style>
<style:style style:name='dp2' style:family='drawing-page'>
  <style:drawing-page-properties presentation:visibility='hidden'/></style:style>
<text:list-style style:name='L1'>
  <text:list-level-style-number text:level='1' style:num-format='1'/>
  <text:list-level-style-bullet text:level='2' text:bullet-char='•'/></text:list-style>
"""


def read(body: str, parts: dict[str, bytes | str] | None = None) -> Document:
    return read_document(odf_file("text", body, STYLES, parts), "leave_rules.odt")


def heading(level: int, words: str) -> str:
    return f"<text:h text:outline-level='{level}'>{words}</text:h>"


def items(*words: str, more: str = "") -> str:
    said = "".join(f"<text:list-item><text:p>{item}</text:p></text:list-item>" for item in words)
    return f"<text:list text:style-name='L1'{more}>{said}</text:list>"


def cell(words: str, more: str = "") -> str:
    return f"<table:table-cell {more}><text:p>{words}</text:p></table:table-cell>"


def frame(name: str, more: str = "", inside: str = "") -> str:
    return f"<draw:frame {more}><draw:image xlink:href='{name}'/>{inside}</draw:frame>"


def test_headings_words_lists_and_tables_are_read_as_they_stand() -> None:
    document = read(
        heading(1, "Leave") + "<text:p>Everybody has <text:span>thirty</text:span><text:s text:c='2'/>days."
        "<text:line-break/>Ask Ann.</text:p>"
        + heading(2, "Carry over")
        + "<text:list text:style-name='L1'><text:list-item><text:p>Ask</text:p><text:list><text:list-item>"
        "<text:p>your manager</text:p></text:list-item></text:list></text:list-item>"
        "<text:list-item><text:p>Enter it</text:p></text:list-item></text:list>"
        "<table:table><table:table-header-rows><table:table-row>"
        + cell("Country")
        + cell("Days")
        + "</table:table-row></table:table-header-rows><table:table-row>"
        + cell("Norway", "table:number-rows-spanned='2'")
        + cell("25")
        + "</table:table-row><table:table-row><table:covered-table-cell/>"
        + cell("26")
        + "</table:table-row></table:table>"
    )
    assert document.text == (
        "# Leave\n\nEverybody has thirty days.\nAsk Ann.\n\n## Carry over\n\n1. Ask\n   - your manager\n2. Enter it\n\n"
        "| Country | Days |\n| Norway | 25 |\n| Norway | 26 |"
    )
    assert [section.headings for section in document.sections] == [("Leave",), ("Leave", "Carry over")]
    assert document.title == "Leave"


def test_a_title_stands_above_all_headings_and_names_the_document() -> None:
    document = read(
        f"<text:p text:style-name='P1'>Staff handbook</text:p>{heading(1, 'Leave')}<text:p>30 days.</text:p>"
    )
    assert document.title == "Staff handbook"
    assert document.sections[-1].headings == ("Staff handbook", "Leave")


def test_a_text_without_a_title_is_called_by_its_file() -> None:
    assert read("<text:p>30 days.</text:p>").title == "Leave rules"


def test_numbered_headings_are_headings_and_no_items() -> None:
    nested = f"<text:list><text:list-item>{heading(2, 'Carry over')}</text:list-item></text:list>"
    document = read(f"<text:list><text:list-item>{heading(1, 'Leave')}{nested}</text:list-item></text:list>")
    assert document.text == "# Leave\n\n## Carry over"


def test_a_list_that_goes_on_behind_a_paragraph_goes_on_counting() -> None:
    document = read(
        items("Open", "Sign")
        + "<text:p>Wait.</text:p>"
        + items("Send", more=" text:continue-numbering='true'")
        + items("New")
    )
    assert [line for line in document.text.splitlines() if line] == [
        "1. Open", "2. Sign", "Wait.", "3. Send", "1. New",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "unseen",
    [
        "<text:p><office:annotation><dc:creator>Bo</dc:creator><text:p>secret</text:p></office:annotation></text:p>",
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>secret</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>",
        "<text:table-of-content><text:index-body><text:p>secret<text:tab/>3</text:p></text:index-body>"
        "</text:table-of-content>",
        "<text:p><text:span text:style-name='T1'>secret</text:span></text:p>",
        "<text:p><text:span text:style-name='Gone'>secret</text:span></text:p>",
        "<text:p text:style-name='P2'>secret</text:p>",
        "<text:section text:display='none'><text:p>secret</text:p></text:section>",
        "<text:p><text:hidden-text text:is-hidden='true'>secret</text:hidden-text></text:p>",
        "<text:p><text:hidden-paragraph text:is-hidden='true'/>secret</text:p>",
        "<office:forms><text:p>secret</text:p></office:forms>",
    ],
)
def test_remarks_deletions_contents_and_what_is_hidden_are_not_read(unseen: str) -> None:
    assert read(f"<text:p>30 days.</text:p>{unseen}<text:p>Ask Ann.</text:p>").text == "30 days.\n\nAsk Ann."


def test_what_was_changed_last_is_read() -> None:
    days = "<text:change-start text:change-id='1'/>30<text:change-end text:change-id='1'/>"
    assert read(f"<text:p>Everyone has {days} days.</text:p>").text == "Everyone has 30 days."


def test_a_note_stands_below_what_it_belongs_to() -> None:
    note = (
        "<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>{}</text:p></text:note-body></text:note>"
    )
    cells = cell("Norway" + note.format("By law.")) + cell("25")
    table = f"<table:table><table:table-row>{cells}</table:table-row></table:table>"
    document = read(f"<text:p>30 days{note.format('Part time: less.')} a year.</text:p>{table}<text:p>End.</text:p>")
    assert document.text == "30 days a year.\n\nPart time: less.\n\n| Norway | 25 |\n\nBy law.\n\nEnd."


def test_raised_digits_make_no_other_number() -> None:
    assert read("<text:p>10<text:span text:style-name='Up'>2</text:span> m</text:p>").text == "10² m"


def test_the_words_of_boxes_and_shapes_stand_behind_their_paragraph() -> None:
    box = "<draw:frame><draw:text-box><text:p>In a box.</text:p></draw:text-box></draw:frame>"
    shape = "<draw:g><draw:custom-shape><text:p>In a shape.</text:p></draw:custom-shape></draw:g>"
    assert (
        read(f"<text:p>Before {box}{shape}and after.</text:p>").text == "Before and after.\n\nIn a box.\n\nIn a shape."
    )


def test_a_picture_stands_where_it_is_shown_with_its_words() -> None:
    document = read(
        "<text:p>First.</text:p><text:p>"
        + frame("Pictures/a.png", inside="<svg:title>The way to the desk</svg:title>")
        + frame("Pictures/b.png", "svg:width='0.5cm' svg:height='0.5cm'")
        + frame("../elsewhere.png")
        + "</text:p><text:p>Last.</text:p>",
        {"Pictures/a.png": PNG, "Pictures/b.png": PNG},
    )
    (picture,) = document.illustrations
    assert (picture.alt, picture.place, picture.content) == ("The way to the desk", "picture 1", PNG)
    assert document.text[picture.at :].startswith("The way to the desk\n\nLast.")


def slides(*pages: str) -> bytes:
    return odf_file("presentation", "".join(pages), STYLES, {"Pictures/a.png": PNG})


def page(*shapes: str, more: str = "") -> str:
    return f"<draw:page {more}>{''.join(shapes)}</draw:page>"


def placed(words: str, kind: str = "", top: int = 0, left: int = 0) -> str:
    kind = f"presentation:class='{kind}'" if kind else ""
    return (
        f"<draw:frame {kind} svg:x='{left}cm' svg:y='{top}cm' svg:width='9cm' svg:height='2cm'><draw:text-box>"
        f"<text:p>{words}</text:p></draw:text-box></draw:frame>"
    )


def test_a_presentation_is_read_slide_by_slide_as_one_reads_it() -> None:
    notes = f"<presentation:notes>{placed('Say it twice.', 'notes')}</presentation:notes>"
    empty = "<draw:frame presentation:class='outline' presentation:placeholder='true'><draw:text-box/></draw:frame>"
    content = slides(
        page(
            placed("Below.", top=9), placed("Right.", top=4, left=12), placed("Left.", top=4), empty,
            placed("7", "page-number", 20), placed("New phones", "title", top=1), notes,
        ),
        page(placed("secret"), more="draw:style-name='dp2'"),
        page(frame("Pictures/a.png", "svg:width='9cm' svg:height='9cm'")),
    )  # fmt: skip
    document = read_document(content, "phones.odp")
    assert document.title == "New phones"
    assert document.text == "# New phones\n\nLeft.\n\nRight.\n\nBelow.\n\nSay it twice.\n\nSlide 3"
    assert [(part.page, part.headings) for part in document.sections] == [(1, ("New phones",)), (3, ())]
    (picture,) = document.illustrations
    assert (picture.place, document.text[picture.at - 7 : picture.at]) == ("slide 3, picture 1", "Slide 3")


def test_a_picture_on_many_slides_is_a_logo() -> None:
    logo = frame("Pictures/a.png", "svg:width='9cm' svg:height='9cm'")
    document = read_document(slides(*(page(placed(words), logo) for words in ("One.", "Two.", "Three."))), "a.odp")
    assert (document.text, document.illustrations) == ("One.\n\nTwo.\n\nThree.", ())


def test_a_place_in_a_presentation_is_its_slide(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    (tmp_path / "phones.odp").write_bytes(slides(page(placed("Hello.")), page(placed("Desk", "title"), placed("Ann."))))
    knowledge.add([str(tmp_path)])
    assert "Desk, slide 2" in {passage.location for passage in knowledge.search("Ann", ["default"])}


LOCKED = "<m:manifest xmlns:m='urn:m'><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>"
ENTITIES = "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'>{}]><a>&e9;</a>".format(
    "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 20 if n else '&a;' * 20}'>" for n in range(10))
)
OUTSIDE = "<!DOCTYPE a [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><a>&a;</a>"
MIME = "application/vnd.oasis.opendocument."


@pytest.mark.parametrize(
    ("content", "name", "problem"),
    [
        (odf_file("text", "<text:p/>"), "a.odt", "It holds no text."),
        (odf_file("spreadsheet", ""), "a.ods", "It holds no text."),
        (odf_file("presentation", "<draw:page/>"), "a.odp", "It holds no text."),
        (odf_file("text", "", "", {"META-INF/manifest.xml": LOCKED}), "a.odt", "locked with a password"),
        (odf_file("text", "<text:p>30 days.</text:p>")[:-40], "a.odt", "not an OpenDocument text that can be read"),
        (odf_file("text", "<text:p>" * 20_000 + "</text:p>" * 20_000), "a.odt", "not an OpenDocument text that"),
        (odf_file("text", "", "", {"content.xml": ENTITIES}), "a.odt", "not an OpenDocument text that can be read"),
        (odf_file("text", "", "", {"content.xml": OUTSIDE}), "a.odt", "not an OpenDocument text that can be read"),
        (odf_file("text", "", "", {"content.xml": b" " * 40_000_000}), "a.odt", "too large to be a document's"),
        (packed({"mimetype": f"{MIME}text"}), "a.odt", "not an OpenDocument text that can be read"),
        (packed({"mimetype": f"{MIME}spreadsheet"}), "a.ods", "not an OpenDocument spreadsheet that can be read"),
        (packed({"mimetype": f"{MIME}presentation"}), "a.odp", "not an OpenDocument presentation that can be read"),
        (packed({"mimetype": f"{MIME}graphics"}), "a.odg", "It is an OpenDocument drawing."),
        (packed({"notes.txt": "30 days."}), "a.odt", "not an OpenDocument text that can be read"),
        (odf_file("spreadsheet", ""), "a.odt", "It is an OpenDocument spreadsheet, though its name ends in .odt."),
        (odf_file("text", "<text:p>30 days.</text:p>"), "a.docx", "It is an OpenDocument text, though"),
        (b"30 days.", "a.odt", "Its content is not that of a .odt file."),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_in_a_sentence(content: bytes, name: str, problem: str) -> None:
    assert problem in refusal(content, name).problem


def test_tables_in_repeated_cells_are_said_once() -> None:
    table = "30 days"
    for _ in range(20):
        repeated = f"<table:table-cell table:number-columns-repeated='50'><text:p>{'x' * 200}</text:p>{table}"
        table = f"<table:table><table:table-row>{repeated}</table:table-cell></table:table-row></table:table>"
    assert len(read(table).text) < 10_000
    cells = cell("a", "table:number-columns-repeated='2'") + cell("b")
    assert read(f"<table:table><table:table-row>{cells}</table:table-row></table:table>").text == "| a | a | b |"


def test_a_file_whose_kind_is_said_in_another_place_is_read_by_its_ending() -> None:
    with ZipFile(BytesIO(odf_file("text", "<text:p>30 days.</text:p>"))) as parts:
        said = {name: parts.read(name) for name in reversed(parts.namelist())}
    assert read_document(packed(said), "a.odt").text == "30 days."
