"""Codes, paths, addresses and names are told from words, letter for letter."""

from time import process_time

import pytest

from bot.pictures.identifiers import codes, exact_tokens, identifiers


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("Error code: 0x80070005.", "code", "0x80070005"),
        ("STOP: 0xC000021A (unknown hard error)", "code", "0xC000021A"),
        ("ERR-123: not allowed", "code", "ERR-123"),
        ("AADSTS50011: The reply URL does not match", "code", "AADSTS50011"),
        ("returned E_ACCESSDENIED, sorry", "code", "E_ACCESSDENIED"),
        ("ERR_CONNECTION_REFUSED", "code", "ERR_CONNECTION_REFUSED"),
        ("ORA-12154: TNS could not resolve", "code", "ORA-12154"),
        ("Reader lost its key (MX-E4471).", "code", "MX-E4471"),
        ("AUTH-MFA-12 was not answered", "code", "AUTH-MFA-12"),
        ("SQL state: 42P01", "code", "42P01"),
        ("The connection ended with error 809.", "code", "error 809"),
        ("HTTP 404 Not Found", "code", "HTTP 404"),
        ("HTTP Status code: 500.", "code", "HTTP Status code: 500"),
        ("Event ID 4769 was logged", "code", "Event ID 4769"),
        ("Fatal error (1603)", "code", "error (1603)"),
        ("returned '550 5.7.708 Service unavailable'", "code", "550 5.7.708"),
        ("see CVE-2021-44228", "code", "CVE-2021-44228"),
        ("install KB5001716 first", "code", "KB5001716"),
        ("System.IO.FileNotFoundException: x", "exception", "System.IO.FileNotFoundException"),
        ("ModuleNotFoundError: No module named 'x'", "exception", "ModuleNotFoundError"),
        ("id {6f9619ff-8b86-d011-b42d-00cf4fc964ff}", "guid", "{6f9619ff-8b86-d011-b42d-00cf4fc964ff}"),
        (r"open C:\Users\maria\vpn.log, please", "path", r"C:\Users\maria\vpn.log"),
        (r"on \\fs01\share\docs.", "path", r"\\fs01\share\docs"),
        (r"set HKLM\Software\Policies\X to 1", "path", r"HKLM\Software\Policies\X"),
        ("edit /etc/ssh/sshd_config: line 3", "path", "/etc/ssh/sshd_config"),
        ("see (https://example.com/a?b=1).", "url", "https://example.com/a?b=1"),
        ("listening on 10.0.0.1:8080", "address", "10.0.0.1:8080"),
        ("db.corp.example:5432 refused", "address", "db.corp.example:5432"),
        ("open port 443", "address", "port 443"),
        ("spring.datasource.url: missing", "key", "spring.datasource.url"),
        ("use --no-verify", "key", "--no-verify"),
        ("max_connections is too low", "key", "max_connections"),
    ],
)
def test_identifier_is_recognised_as_written(text: str, kind: str, found: str) -> None:
    match = next(each for each in identifiers(text) if each.text == found)
    assert match.kind == kind
    assert text[match.start : match.end] == found


@pytest.mark.parametrize(
    "text",
    ["The error is fatal, he said.", "Sign in to Windows 10 in 2026", "an Error occurred", "10:30 AM", "and/or either"],
)
def test_plain_words_hold_no_identifier(text: str) -> None:
    assert identifiers(text) == []


def test_blanks_after_a_word_that_a_number_may_follow_are_passed_at_once() -> None:
    """Three runs of blanks that may each be empty took 15 seconds for 20,000."""
    started = process_time()
    assert codes("error" + " " * 20_000 + "!") == [] and codes("error    809") == ["error    809"]
    assert process_time() - started < 2


def test_a_long_name_before_a_host_is_passed_at_once() -> None:
    started = process_time()
    assert identifiers("a_" * 24 + "a@example") == []
    assert process_time() - started < 0.5


def test_codes_come_once_and_in_order() -> None:
    assert codes("Err:2 http://mirror.example stable/main sensors 2.4-1") == []
    assert codes("0x80070005 E_FAIL, then 0x80070005 in C:\\x.log") == ["0x80070005", "E_FAIL"]


def test_number_after_a_word_is_looked_up_by_itself() -> None:
    assert list(exact_tokens("error 809, HTTP/1.1 503, Fatal error (1603), 0x80070005")) == [
        "809",
        "503",
        "1603",
        "0x80070005",
    ]
