"""No secret that stands in a picture gets past the masking; no error code is lost to it."""

from time import process_time

import pytest

from bot.pictures.masking import MASK, masked, masked_lines
from models.ocr import Line


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("password=hunter2 retry", "hunter2"),
        ("Password: Tr0ub4dor&3", "Tr0ub4dor&3"),
        ("the password is s3cr3t!", "s3cr3t!"),
        ("DB_PASSWORD='correct horse'", "correct horse"),
        ("pass phrase: correct horse battery", "horse"),
        ("remote: ghp_16C7e42F292c6912E7710c838347Ae178B4a", "ghp_16C7e42F292c6912E7710c838347Ae178B4a"),
        ("SLACK_BOT_TOKEN=xoxb-2345678901-abcdefgh", "xoxb-2345678901-abcdefgh"),
        ("key AKIAIOSFODNN7EXAMPLE denied", "AKIAIOSFODNN7EXAMPLE"),
        ("Authorization: Bearer abc.def-ghi123", "abc.def-ghi123"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVP", "eyJzdWIiOiIxMjM0In0"),
        ("postgres://app:pw123@db/prod", "pw123"),
        ("https://x.example/?sig=abcdefgh%2B12345", "abcdefgh%2B12345"),
        ("secret wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "wJalrXUtnFEMI"),
        ('"api_key": "abcd-1234"', "abcd-1234"),
        ("Client secret: 6F9619FF-8B86-D011-B42D-00CF4FC964FF", "6F9619FF-8B86-D011-B42D-00CF4FC964FF"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIB\nAAKC\n-----END RSA PRIVATE KEY-----", "MIIEpAIB"),
        ("Password (8 to 20 characters, one of them a digit): Tr0ub4dor", "Tr0ub4dor"),
        ("https://hooks.slack.com/services/T000/B000/XXXX", "T000/B000/XXXX"),
    ],
)
def test_secret_is_masked(text: str, secret: str) -> None:
    assert secret in text
    assert secret not in masked(text)
    assert MASK in masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "Error 0x80070005 in 6F9619FF-8B86-D011-B42D-00CF4FC964FF",
        "The password is incorrect. Error 691.",
        "Password: required",
        "Token: expired (AADSTS700082)",
        "Forgot your password?",
        "commit da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "MicrosoftExchangeTransportAgentSmtp2019ReceiveConnector",
        "C:\\Program Files\\Deskside\\Logs\\2026-11-25-Transport-Frontend.log",
        "mail to maria@example.com failed with 550 5.7.708",
        "basic settings and bearer of news",
    ],
)
def test_what_is_searched_for_stays(text: str) -> None:
    assert masked(text) == text


def test_masking_twice_changes_nothing_more() -> None:
    once = masked("password=hunter2&token=abc")
    assert "hunter2" not in once and "abc" not in once
    assert masked(once) == once


def line(text: str, left: float, top: float, width: float = 120) -> Line:
    return Line(text, (left, top, left + width, top + 16), 0.99)


def test_value_below_a_password_label_is_masked() -> None:
    shown = masked_lines(
        [line("User name", 10, 0), line("maria", 10, 24), line("Password", 10, 60), line("hunter2", 10, 84)]
    )
    assert [each.text for each in shown] == ["User name", "maria", "Password", MASK]


def test_value_right_of_a_token_label_is_masked() -> None:
    shown = masked_lines([line("API token:", 10, 0), line("Qx7-99", 200, 1), line("Cancel", 10, 40)])
    assert [each.text for each in shown] == ["API token:", MASK, "Cancel"]


def test_buttons_and_messages_by_a_password_field_stay() -> None:
    texts = ["Password", "Show", "Your password has expired.", "Sign in"]
    shown = masked_lines([line(text, 10, 24 * index) for index, text in enumerate(texts)])
    assert [each.text for each in shown] == texts


def test_private_key_over_several_lines_is_masked_whole() -> None:
    texts = [
        "$ cat key",
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        "b3BlbnNzaC1rZXk",
        "AAAAB3",
        "-----END OPENSSH PRIVATE KEY-----",
        "$",
    ]
    shown = masked_lines([line(text, 10, 20 * index) for index, text in enumerate(texts)])
    assert [each.text for each in shown] == ["$ cat key", MASK, MASK, MASK, MASK, "$"]


def test_token_wrapped_into_the_next_line_is_masked() -> None:
    lines = [
        line("token=eyJhbGciOiJIUzI1NiJ9", 10, 0),
        line("eyJzdWIiOiIxMjM0In0xyz", 10, 20),
        line("Try again later", 10, 60),
    ]
    assert [each.text for each in masked_lines(lines)] == [f"token={MASK}", MASK, "Try again later"]


@pytest.mark.parametrize(
    "piece", ["password (", "pin (", "secret ", "token=';", "-----BEGIN ", "eyJabcdefgh.", "://a:"]
)
def test_a_long_text_takes_no_longer_than_it_is_long(piece: str) -> None:
    short, long = (min(_seconds(piece * (length // len(piece))) for _ in range(3)) for length in (20_000, 160_000))
    assert long < 0.02 + 20 * short


def test_a_long_label_takes_no_longer_than_it_is_long() -> None:
    begun = process_time()
    masked_lines([line(f"password{' ' * 50_000}x", 10, 0), line("abcd", 10, 20)])
    assert process_time() - begun < 5


def _seconds(text: str) -> float:
    begun = process_time()
    masked(text)
    return process_time() - begun
