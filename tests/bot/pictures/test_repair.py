"""Misread codes are fixed where the knowledge base or their shape says how; what could be meant never changes."""

from collections.abc import Mapping, Sequence
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pictures.repair import repaired, repaired_lines
from models.ocr import Line

KNOWN = {"0x80070005", "0x80070008", "ERR_CONNECTION_REFUSED", "AADSTS50011", "ERR-123", "ORA-01017", "TS2304", "I2C"}


def knows(tokens: Sequence[str]) -> Mapping[str, int]:
    return {token: 3 for token in tokens if token in KNOWN}


def knows_nothing(tokens: Sequence[str]) -> Mapping[str, int]:
    return dict.fromkeys(tokens, 0)


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Code: 0x8OO70005.", "Code: 0x80070005."),
        ("ERR_C0NNECTI0N_REFUSED", "ERR_CONNECTION_REFUSED"),
        ("AADSTS5OO11:", "AADSTS50011:"),
        ("(ERR-l23)", "(ERR-123)"),
        ("ORA-O1O17", "ORA-01017"),
        ("T52304", "TS2304"),
        ("STATUS: ERR CONNECTION REFUSED", "STATUS: ERR_CONNECTION_REFUSED"),
    ],
)
def test_code_is_fixed_against_what_the_knowledge_base_holds(read: str, meant: str) -> None:
    assert repaired(read, knows) == meant


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("0xC0O0021A", "0xC000021A"),
        ("Ox8007OOO5", "0x80070005"),
        ("0×80070005", "0x80070005"),
        ("(695-5148-0×6B)", "(695-5148-0x6B)"),
        ("error 8O9", "error 809"),
        ("HTTP 5O3", "HTTP 503"),
        ("AADSTS5OO11", "AADSTS50011"),
        ("ERR0R: failed", "ERROR: failed"),
        ("0RA-12154", "ORA-12154"),
        ("6F9619FF-8B86-DO11-B42D-OOCF4FC964FF", "6F9619FF-8B86-D011-B42D-00CF4FC964FF"),
        ("ping 1O.0.0.l", "ping 10.0.0.1"),
    ],
)
def test_what_a_shape_does_not_allow_is_fixed_without_a_vocabulary(read: str, meant: str) -> None:
    assert repaired(read, knows_nothing) == meant


@pytest.mark.parametrize(
    "text",
    [
        "0x8007000B",  # a code of its own, though 0x80070008 is known
        "I2C bus, B2B, SHA256, H264, MP3, OAuth2",
        "Ox and plough",
        "S3 and EC2 in eu-west-1",
        "serial B8O0-ZZ1S",  # neither known nor of a shape that says which are digits
        "Hello World, 2026 and 100%",
        r"C:\Users\bob1\X0Y",
        "Error B200",
        "Support code: 5B00",
        "SQL state 08S01 (42S02), error 42S02",
        "ERR-404S",
        "code P0AFA",
        "ID: B12",
    ],
)
def test_what_could_be_meant_stays_as_it_was_read(text: str) -> None:
    assert repaired(text, knows) == text


@settings(deadline=None)
@given(st.sampled_from(sorted(KNOWN)), st.sampled_from(["", "Error ", "code=", "("]))
def test_known_code_is_never_turned_into_another(code: str, before: str) -> None:
    near = KNOWN | {code.replace("0", "O"), code.replace("1", "l"), code.replace("S", "5"), code.replace("8", "B")}
    assert repaired(before + code, lambda tokens: dict.fromkeys(near & set(tokens), 1)) == before + code


@pytest.mark.parametrize(
    "text", ["B2B shop", "Amazon S3", "ERR-1B", "(42S02)", "error 5B00", "k8s", "BOSS", "b2b", "Error B200"]
)
def test_code_with_a_letter_is_never_a_number_that_the_knowledge_base_knows(text: str) -> None:
    numbers = {"828", "53", "ERR-18", "42502", "5800", "k85", "8055", "626", "8200"}
    assert repaired(text, lambda tokens: dict.fromkeys(numbers & set(tokens), 1)) == text


def test_blanks_behind_a_word_for_a_code_are_passed_at_once() -> None:
    text, started = f"#{' ' * 1_000}; 8O9", process_time()
    assert repaired(text, knows_nothing) == text
    assert process_time() - started < 0.5


def test_two_codes_as_near_leave_it_as_read() -> None:
    assert repaired("APP-O1", lambda tokens: dict.fromkeys({"APP-01", "APP-OI"} & set(tokens), 1)) == "APP-O1"


@settings(deadline=None)
@given(st.text(alphabet="0O1lI5S8B2Z-_. xXabcERR:()", max_size=40))
def test_any_text_can_be_fixed_and_keeps_its_length(text: str) -> None:
    assert len(repaired(text, knows_nothing)) == len(text)


def test_knowledge_base_is_asked_twice_for_a_whole_picture() -> None:
    asked: list[Sequence[str]] = []

    def recorded(tokens: Sequence[str]) -> Mapping[str, int]:
        asked.append(tokens)
        return knows(tokens)

    lines = [Line(f"error AADSTS5OO{n} and 0x8OO7{n}", (0, 20 * n, 90, 20 * n + 12), 0.99) for n in range(10, 40)]
    repaired_lines(lines, recorded)
    assert len(asked) == 2
    assert all(len(set(tokens)) == len(tokens) for tokens in asked)


def test_lines_keep_their_boxes_and_scores() -> None:
    line = Line("code 0x8OO70005", (1.0, 2.0, 3.0, 4.0), 0.9)
    assert repaired_lines([line], knows) == (Line("code 0x80070005", (1.0, 2.0, 3.0, 4.0), 0.9),)
