"""What reading rich text (RTF) promises: the words as they are shown, whatever program wrote them, in any letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents import Document
from knowledge.readers import read_document
from knowledge.readers.problem import Unreadable
from tests.knowledge.page_text import refusal

PNG = b"\x89PNG\r\n\x1a\n\x00\x00"
HEAD = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\froman\fcharset204{\*\panose 02}Times;}"
    r"{\f2\fnil\fcharset128 Mincho;}{\f3\fcharset2 Symbol;}}{\colortbl;\red0\green0\blue0;}"
    r"{\stylesheet{\ql Normal;}{\s1\outlinelevel0 heading 1;}{\*\cs10 Default Paragraph Font;}{\s3 Title;}{\s4 toc 1;}}"
    r"{\info{\title Old name}{\author Bo}}"
)


def rich(body: str, head: str = HEAD) -> bytes:
    return f"{head}{body}}}".encode("cp1252")


def read(body: str, head: str = HEAD) -> Document:
    return read_document(rich(body, head), "leave_rules.rtf")


def test_paragraphs_and_headings_are_read_as_they_stand() -> None:
    document = read(
        r"{\header Confidential}\pard\plain\s1\outlinelevel0\b Leave\par"
        "\n"
        r"\pard\plain Everybody has {\i thirty} days\line of leave.\par\pard\par"
        r"\pard\s2\outlinelevel1 Carry over\par\pard Ask\~Ann\emdash soon.\par"
    )
    assert document.text == "# Leave\n\nEverybody has thirty days\nof leave.\n\n## Carry over\n\nAsk Ann—soon."
    assert [section.headings for section in document.sections] == [("Leave",), ("Leave", "Carry over")]
    assert document.title == "Leave"


def test_a_title_stands_above_all_headings() -> None:
    document = read(r"\pard\s3 Staff handbook\par\pard\s1\outlinelevel0 Leave\par\pard 30 days.\par")
    assert (document.title, document.sections[-1].headings) == ("Staff handbook", ("Staff handbook", "Leave"))
    assert read(r"\pard 30 days.\par").title == "Leave rules"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (r"Gr\'fc\'dfe", "Grüße"),
        (r"{\f1 \'ce\'f2\'ef\'f3\'f1\'ea} f\'fcr", "Отпуск für"),
        (r"{\f2 \'8b\'78\'89\'c9}", "休暇"),
        (r"{\f2 \'8bx\'89\'c9}", "休暇"),
        (r"\u1054?\u1090\'f2пуск".replace("пуск", ""), "От"),
        (r"{\uc2\u8364 EU} 5", "€ 5"),
        (r"\uc0\u8364 5", "€5"),
        (r"\u-10179?\u-8703?", "😁"),
        (r"{\upr{Otpusk}{\*\ud{\u1054?\u1090?}}}", "От"),
        (r"a\{b\}\\c", "a{b}\\c"),
        (r"non\_stop co\-operate", "non-stop cooperate"),
        (r"\ldblquote yes\rdblquote\endash no", "“yes”–no"),
        (r"10{\super 2} m{\sub 2}", "10² m2"),
        ("raw \xe4", "raw ä"),
        ("a\\\nb", "a\n\nb"),
    ],
)
def test_letters_of_every_encoding_are_read(said: str, words: str) -> None:
    assert read(said).text == words


def test_the_encoding_is_that_of_the_text_where_its_font_says_none() -> None:
    assert read(r"\'b9\'ea", r"{\rtf1\ansi\ansicpg1250\deff0{\fonttbl{\f0 Arial;}}").text == "ąę"
    assert read(r"\'8a", r"{\rtf1\mac").text == "ä"
    assert read(r"\'b9", r"{\rtf1\ansi\deff1{\fonttbl{\f1\fcharset238 Arial;}}").text == "ą"
    assert read(r"\'e4", r"{\rtf1\ansi\ansicpg99999").text == "ä"


@pytest.mark.parametrize(
    "unseen",
    [
        r"{\v secret}",
        r"{\deleted secret}",
        r"{\strike secret}",
        r"{\*\annotation\pard secret}",
        r"{\*\unknown secret{\b secret}}",
        r"{\footer secret}",
        r"{\field{\*\fldinst HYPERLINK secret}}",
        r"{\*\bkmkstart secret}",
        r"{\header{\*\ud secret}}",
        r"{\shp{\*\shpinst{\sp{\sn secret}{\sv secret}}}{\shprslt secret\par}}",
        r"{\object{\*\objclass secret}{\*\objdata 0102}}",
    ],
)
def test_remarks_deletions_and_what_is_hidden_are_not_read(unseen: str) -> None:
    assert read(rf"\pard 30 {unseen}days.\par").text == "30 days."


def test_contents_are_left_out_and_the_words_of_links_stay() -> None:
    contents = r"\pard\s4 Leave\tab 3\par"
    link = r'{\field{\*\fldinst HYPERLINK "https://a.example"}{\fldrslt{\ul the form}}}'
    assert read(rf"{contents}\pard Fill in {link}.\par").text == "Fill in the form."


def test_items_stand_behind_their_markers() -> None:
    bullet, number = r"{{\listtext\f3\'b7\tab}}\ilvl{}", r"{{\listtext\pard {}.\tab}}"
    lines = [
        number.format(1) + r"Ask\par",
        bullet.format(1) + r"your manager\par",
        number.format(2) + r"Enter it\par",
        r"\pard{\pntext\f0 3.\tab}{\*\pn\pnlvlbody{\pntxta .}}Wait\par",
        r"\pard{\listtext a)\tab}Sign\par",
    ]
    assert read(r"\pard" + r"\pard".join(lines)).text == ("1. Ask\n  - your manager\n2. Enter it\n3. Wait\n\na) Sign")


def test_a_list_of_apples_editor_is_one() -> None:
    body = "{\\listtext\t\\uc0\\u8226 \t}Ask\\\n{\\listtext\t\\uc0\\u8226 \t}Enter it\\\n\\pard\n\\f0 Done."
    assert read(body, r"{\rtf1\ansi\ansicpg1252\cocoartf2709{\fonttbl\f0\fswiss\fcharset0 Helvetica;}").text == (
        "- Ask\n- Enter it\n\nDone."
    )


def test_tables_are_read_row_by_row() -> None:
    row = r"\trowd\cellx1000\cellx2000\pard\intbl {}\cell {}\cell\row"
    merged = r"\trowd{}\cellx1000\cellx2000\pard\intbl {}\cell Fri\par 8-15\cell\row"
    document = read(
        r"\pard Hours\par"
        + row.format("Site", "Day")
        + merged.format(r"\clvmgf", "Leeds")
        + merged.format(r"\clvmrg", "")
        + r"\trowd\clmgf\cellx1000\clmrg\cellx2000\pard\intbl Closed in May\cell\cell\row"
        + r"\pard{\listtext 1.\tab}Ask Ann\par"
    )
    assert document.text == (
        "Hours\n\n| Site | Day |\n| Leeds | Fri 8-15 |\n| Leeds | Fri 8-15 |\n| Closed in May |  |\n\n1. Ask Ann"
    )


def test_a_table_in_a_cell_is_words_of_the_cell() -> None:
    inner = r"\pard\intbl\itap2 a\nestcell b\nestcell{\*\nesttableprops\trowd\cellx9\nestrow}{\nonesttables\par}"
    assert read(rf"\trowd\cellx1\cellx2\pard\intbl Who\cell {inner}\pard\intbl c\cell\row").text == "| Who | a b c |"


def test_notes_and_boxes_stand_below_their_paragraph() -> None:
    note = r"{\super\chftn{\footnote\pard\plain\chftn Part time: less.\par And by law.}}"
    box = r"{\shp{\*\shpinst{\sp{\sn a}{\sv 1}}{\shptxt\pard In a box.\par}}{\shprslt{\pard x\par}}}"
    assert read(rf"\pard 30 days{note}{box} a year.\par End.\par").text == (
        "30 days a year.\n\nPart time: less.\n\nAnd by law.\n\nIn a box.\n\nEnd."
    )


@pytest.mark.parametrize(
    "picture",
    [
        r"{{\*\shppict{{\pict\pngblip\picwgoal3000\pichgoal3000{{\*\blipuid 00ff}} {}}}}}"
        r"{{\nonshppict{{\pict\pngblip 00}}}}",
        r"{{\shp{{\*\shpinst{{\sp{{\sn pib}}{{\sv {{\pict\pngblip {}}}}}}}}}}}",
    ],
)
def test_a_picture_stands_where_it_is_shown(picture: str) -> None:
    digits = PNG.hex()
    shown = picture.format(f"{digits[:8]}\n{digits[8:]}")
    document = read(rf"\pard First.\par {shown}\par {{\pict\wmetafile8 0102}}\pard Last.\par")
    assert document.text == "First.\n\nLast."
    assert [(one.place, one.content, one.at) for one in document.illustrations] == [("picture 1", PNG, 6)]


def test_a_picture_in_bytes_is_read_and_an_icon_is_not() -> None:
    content = (
        HEAD.encode() + rb"A {\pict\jpegblip\bin5 {}\1}}b {\pict\pngblip\picwgoal150\pichgoal150 00}\par}" + b"\x00"
    )
    document = read_document(content, "a.rtf")
    assert (document.text, [one.content for one in document.illustrations]) == ("A b", [b"{}\\1}"])


@pytest.mark.parametrize(
    ("content", "name", "problem"),
    [
        (rich(""), "a.rtf", "It holds no text."),
        (rich(r"\pard 30 days.\par")[:-8], "a.rtf", "not a rich text (RTF) that can be read"),
        (rich("{" * 900), "a.rtf", "not a rich text (RTF) that can be read"),
        (b"30 days.", "a.rtf", "Its content is not that of a .rtf file."),
        (rich("30 days."), "a.txt", "It is a rich text (RTF), though its name ends in .txt."),
    ],
)
def test_a_bad_file_is_refused_in_a_sentence(content: bytes, name: str, problem: str) -> None:
    assert problem in refusal(content, name).problem


def test_a_rich_text_with_the_ending_of_a_word_document_is_read() -> None:
    assert read_document(rich(r"30 days.\par"), "letter.doc").text == "30 days."


@given(
    st.lists(
        st.sampled_from(
            [
                *(
                    "{",
                    "}",
                    r"\par ",
                    r"\cell ",
                    r"\row ",
                    r"\trowd\clvmrg\cellx9 ",
                    r"\intbl ",
                    r"\pard ",
                    r"\'e",
                    r"\'81",
                ),
                *(
                    r"{\*",
                    r"{\footnote ",
                    r"{\shptxt ",
                    r"{\pict\pngblip ",
                    r"\bin99999 ",
                    r"\u-1 ",
                    r"\uc-5 ",
                    r"\ud ",
                ),
                *(
                    r"{\upr",
                    r"{\*\ud ",
                    r"{\listtext ",
                    r"\ilvl99 ",
                    r"\s99999999 ",
                    r"\f-9 ",
                    r"{\fonttbl\f1",
                    "a",
                    "ÿ",
                    "\\",
                ),
            ]
        ),
        max_size=40,
    )
)
def test_whatever_stands_in_it_ends_in_a_document_or_a_sentence(pieces: list[str]) -> None:
    try:
        document = read_document(rich("".join(pieces)), "a.rtf")
    except Unreadable:
        return
    assert document.sections[-1].end == len(document.text)
