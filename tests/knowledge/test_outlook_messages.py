"""What reading messages of Outlook promises: the same as of the mails that they were."""

import struct
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents import Document
from knowledge.knowledge_base import KnowledgeBase
from knowledge.readers import read_document
from knowledge.readers.problem import Unreadable
from tests.knowledge.compound_files import compound_file, packed_rich_text
from tests.knowledge.page_text import refusal

SUBJECT, HEADERS, SENDER, ADDRESS, RECEIVERS = 0x0037, 0x007D, 0x0C1A, 0x5D01, 0x0E04
PLAIN, RICH, PAGE = 0x1000, 0x1009, 0x1013
SENT, PAGE_IN, TEXTS_IN = (0x0039, 0x0040), (0x3FDE, 0x0003), (0x3FFD, 0x0003)
TICKS = int((datetime(2026, 5, 1, 9, tzinfo=UTC) - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000


def message(said: dict[int, str | bytes], numbers: dict[tuple[int, int], int] | None = None) -> bytes:
    """A message with texts, or bytes, and numbers by what they are in it."""
    values = {SENT: TICKS, **(numbers or {})}
    listed = b"".join(struct.pack("<HHIQ", kind, number, 6, value) for (number, kind), value in values.items())
    files = {"__properties_version1.0": bytes(32) + listed}
    for number, words in said.items():
        kind, content = (0x001F, words.encode("utf-16-le")) if isinstance(words, str) else (0x0102, words)
        files[f"__substg1.0_{number:04X}{kind:04X}"] = content
    return compound_file(files)


def read(said: dict[int, str | bytes], numbers: dict[tuple[int, int], int] | None = None) -> Document:
    return read_document(message(said, numbers), "mails/move.msg")


def text_of(said: dict[int, str | bytes], numbers: dict[tuple[int, int], int] | None = None) -> str:
    """What a message says below the lines on who wrote it."""
    return read(said, numbers).text.partition("\n\n")[2]


def test_a_message_is_called_by_its_subject_and_says_who_wrote_it_when() -> None:
    document = read(
        {
            SUBJECT: "The canteen moves",
            SENDER: "Ann Lee",
            ADDRESS: "ann@b.example",
            RECEIVERS: "All; Bo Li",
            PAGE: b"<html><h1>Move</h1><p>From Monday in house <b>B</b>.</p><img src='cid:1'></html>",
            PLAIN: "Move\r\n\r\nFrom Monday in house B.",
        }
    )
    assert document.title == "The canteen moves"
    assert document.text == (
        "- From: Ann Lee <ann@b.example>\n- To: All; Bo Li\n- Date: Fri, 01 May 2026 09:00:00 +0000\n\n"
        "# Move\n\nFrom Monday in house B."
    )
    assert (document.sections[-1].headings, document.illustrations) == (("Move",), ())


def test_a_message_that_came_from_elsewhere_says_what_stood_above_it() -> None:
    headers = "From: Bo <bo@c.example>\r\nTo: it@b.example\r\nDate: Mon, 2 Mar 2026 10:00:00 +0100\r\nX-A: b\r\n\r\n"
    document = read({HEADERS: headers, SENDER: "bo", PLAIN: "Ask Ann."})
    assert (
        document.text
        == "- From: Bo <bo@c.example>\n- To: it@b.example\n- Date: Mon, 02 Mar 2026 10:00:00 +0100\n\nAsk Ann."
    )
    assert document.title == "Move"


def test_a_message_in_letters_of_before_unicode_is_read() -> None:
    files = {"__properties_version1.0": bytes(32) + struct.pack("<HHIQ", TEXTS_IN[1], TEXTS_IN[0], 6, 1251)}
    files["__substg1.0_1000001E"] = "Отпуск".encode("cp1251")
    assert read_document(compound_file(files), "a.msg").text == "Отпуск"
    assert text_of({PAGE: "<p>Grüße</p>".encode("iso8859-1")}, {PAGE_IN: 28591}) == "Grüße"


def test_a_page_that_is_kept_in_rich_text_is_read_as_it_was_written() -> None:
    page = (
        r"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}}{\*\htmltag64 <html>}"
        r"{\*\htmltag64 <table><tr><td>}\htmlrtf{\htmlrtf0 Site{\*\htmltag72 </td><td>}\htmlrtf\tab\htmlrtf0 "
        r"Gr\'f6\'dfe{\*\htmltag84 &amp;}\u8364?\htmlrtf \plain x\par}\htmlrtf0 {\*\htmltag72 </td></tr>"
        r"<tr><td>Leeds</td><td>\'34</td></tr></table>}{\*\mhtmltag64 secret}{\*\htmltag64 </html>}}"
    )
    assert text_of({RICH: packed_rich_text(page.encode()), PLAIN: "Site Größe"}) == "| Site | Größe&€ |\n| Leeds | 4 |"


def test_a_message_in_rich_text_alone_is_read() -> None:
    rich = rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\pard " + b"Ask Ann first, and Ann will ask Bo. " * 300 + rb"\par}"
    assert text_of({RICH: packed_rich_text(rich)}).startswith("Ask Ann first, and Ann will ask Bo. Ask Ann")


def test_a_long_message_is_read_to_its_end() -> None:
    assert text_of({PLAIN: "Ask Ann. " * 20_000 + "The end."}).endswith("The end.")


def test_a_message_is_found_by_its_subject(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    (tmp_path / "a.msg").write_bytes(message({SUBJECT: "The canteen moves", PLAIN: "From Monday in house B."}))
    (tmp_path / "de.msg").write_text("namespace eval ::tcl")
    report = knowledge.add([str(tmp_path)])
    assert (report.added, report.problems) == (1, ())
    assert "The canteen moves" in {passage.title for passage in knowledge.search("canteen", ["default"])}


GOOD = message({PLAIN: "Ask Ann."})


@pytest.mark.parametrize(
    ("content", "name", "problem"),
    [
        (message({SUBJECT: "A scan"}), "a.msg", "It holds no text."),
        (GOOD[:600] + "__properties_version1.0".encode("utf-16-le"), "a.msg", "not a message of Outlook that can be"),
        (
            message({RICH: b"\x10\0\0\0\x10\0\0\0what\0\0\0\0xxxx"}),
            "a.msg",
            "not a message of Outlook that can be read",
        ),
        (compound_file({"WordDocument": b"x"}), "a.msg", "It is an old Office document."),
        (b"namespace eval ::tcl", "de.msg", "It is no message of Outlook."),
        (GOOD, "a.docx", "It is a message of Outlook, though its name ends in .docx."),
    ],
)
def test_a_bad_message_is_refused_in_a_sentence(content: bytes, name: str, problem: str) -> None:
    assert problem in refusal(content, name).problem


@given(
    st.lists(st.tuples(st.integers(8, len(GOOD) - 1), st.integers(0, 255)), max_size=12), st.integers(512, len(GOOD))
)
def test_whatever_is_broken_in_it_ends_in_a_document_or_a_sentence(changes: list[tuple[int, int]], length: int) -> None:
    broken = bytearray(GOOD)
    for at, byte in changes:
        broken[at] = byte
    try:
        document = read_document(bytes(broken[:length]), "a.msg")
    except Unreadable:
        return
    assert document.sections[-1].end == len(document.text)
