"""No secret that stands in a picture gets past the masking; no error code is lost to it."""

from time import process_time

import pytest

from bot.pictures.masking import masked_lines
from bot.pictures.secret_text import MASK, masked
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
        ("postgres://app:p@ss3word@db/prod", "ss3word"),
        ('{"password": "a1\\"b2c3"}', "b2c3"),
        ("Ihr Kennwort lautet Sommer-24x", "Sommer-24x"),
        ("Le mot de passe est Soleil24", "Soleil24"),
        ("manage-bde: 123456-234567-345678-456789-567890-678901-789012-890123", "456789"),
        ("https://x.example/?sig=abcdefgh%2B12345", "abcdefgh%2B12345"),
        ("secret wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "wJalrXUtnFEMI"),
        ('"api_key": "abcd-1234"', "abcd-1234"),
        ("Client secret: 6F9619FF-8B86-D011-B42D-00CF4FC964FF", "6F9619FF-8B86-D011-B42D-00CF4FC964FF"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIB\nAAKC\n-----END RSA PRIVATE KEY-----", "MIIEpAIB"),
        ("Password (8 to 20 characters, one of them a digit): Tr0ub4dor", "Tr0ub4dor"),
        ("https://hooks.slack.com/services/T000/B000/XXXX", "T000/B000/XXXX"),
        ("DB_PASS=hunter2", "hunter2"),
        ("smtp_pass: hunter2", "hunter2"),
        ("PGPASSWORD=hunter2 psql", "hunter2"),
        ('"adminPassword": "hunter2",', "hunter2"),
        ("dbPass: 'hunter2'", "hunter2"),
        ("API_KEY_PROD=abc12345", "abc12345"),
        ("SECRET_KEY_BASE=3f9a77c1", "3f9a77c1"),
        ('"password": "correct horse batt', "horse"),
        ("password = “hunter2”", "hunter2"),
        ("$ deploy --password hunter2 --verbose", "hunter2"),
        ("deploy --admin-token 'a b1'", "b1"),
        ("curl -u admin:hunter2 https://api.example.com", "hunter2"),
        ("mysql -uroot -phunter2 shop", "hunter2"),
        ("sshpass -p hunter2 ssh web1", "hunter2"),
        ("Authorization: Token 9944b09199c62bcf9418ad846dd0e4bb", "9944b09199"),
        ("Authorization: Basic YWRtaW46aHVudGVyMg==", "YWRtaW46"),
        ("Cookie: sessionid=4fz9k2; csrftoken=x81", "4fz9k2"),
        ("Cookie: theme=dark; sid=4fz9k2", "4fz9k2"),
        ("Verification code: 482913", "482913"),
        ("Wi-Fi security key: Sommer2024", "Sommer2024"),
        ("Network security key: Sommer2024", "Sommer2024"),
        ("    Key Content            : Sommer2024", "Sommer2024"),
        ("    Schlüsselinhalt            : Sommer2024", "Sommer2024"),
        ("482913 is your verification code", "482913"),
        ("Password: correct horse battery staple", "staple"),
        ("Password: sunshine was rejected", "sunshine"),
        ("Password: WINTER2024", "WINTER2024"),
        ("your PIN is 4821.", "4821"),
        ("the password is 'sunshine'", "sunshine"),
        ("Password for ada@example.com: hunter2", "hunter2"),
        ("[sudo] password for ada: sunshine", "sunshine"),
        ("Password for 'https://ada@git.example:8443': hunter2", "hunter2"),
        ("Passwort für das Gäste-WLAN: Sommer2024", "Sommer2024"),
        ("The password of the printer room: correct horse battery", "horse"),
        ("Enter passphrase for key '/home/ada/.ssh/id_rsa': correct horse", "horse"),
        ("Wrong password for ada: hunter2", "hunter2"),
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
        "Failed to acquire token: AADSTS700082: The refresh token has expired",
        "Could not get access token: 0x80070005",
        "Could not get access token: 0x8OO70005",
        "Login failed for credentials: ORA-01017",
        "Failed to get a token: invalid_grant: AADSTS50126",
        "Failed to validate token: TokenExpiredError",
        "The smart card PIN is blocked.",
        "Your PIN is locked",
        "The API key is disabled",
        "The network security key isn't correct. Please try again.",
        "    Security key           : Present",
        "Your password is about to expire",
        "Access denied for user 'root' (using password: YES)",
        "token_type: expired_token, token_endpoint: https://login.example.com",
        "Tests pass: 12, bypass: off, mapping: none, secretary: Maria",
        "docker run -u 1000:1000 web",
        "https://wiki.example:8443?to=maria@example.com",
        "Ihr Passwort ist abgelaufen",
        "Le mot de passe est incorrect",
        "the --password option is missing",
        "fatal: Could not read password for 'https://git.example/a.git': terminal prompts disabled",
        "could not read Password for 'https://ada@git.example': Device not configured",
        "Password for 'https://ada@git.example':\nEverything up-to-date",
        "[sudo] password for ada: \nSorry, try again.",
        "Password for ada@example.com: expired",
        "Could not set the password for ada: 0x8007052D",
        "No password for https://git.example:8443/a is kept",
        "Failed password for root from 192.0.2.7 port 22 ssh2",
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


@pytest.mark.parametrize(
    "secret", ["Tr0ub(4dor", "P@ss:word1", "pa,ss;1", "correct horse", "correct horse battery staple"]
)
def test_any_secret_below_or_beside_a_password_label_is_masked(secret: str) -> None:
    below = masked_lines([line("Password", 10, 60), line(secret, 10, 84)])
    beside = masked_lines([line("Password:", 10, 60), line(secret, 200, 60)])
    assert [each.text for each in (*below, *beside)] == ["Password", MASK, "Password:", MASK]


def test_line_that_was_read_in_two_pieces_is_masked_as_one() -> None:
    shown = masked_lines([line("password", 10, 60, 60), line("is hunter2-Xy", 78, 60)])
    assert [each.text for each in shown] == ["password", f"is {MASK}"]


@pytest.mark.parametrize(
    "text", ["Incorrect password", "Remember me", "Show password", "Password required", "Error 691", "0x80070005"]
)
def test_what_is_said_below_a_password_field_stays(text: str) -> None:
    assert [each.text for each in masked_lines([line("Password", 10, 60), line(text, 10, 84)])] == ["Password", text]


def test_code_below_a_message_that_ends_in_a_word_for_a_secret_stays() -> None:
    texts = ["Failed to acquire token:", "AADSTS700082"]
    assert [each.text for each in masked_lines([line(t, 10, 20 * n) for n, t in enumerate(texts)])] == texts


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
    "piece",
    [
        "password (",
        "pin (",
        "secret ",
        "token=';",
        "-----BEGIN ",
        "eyJabcdefgh.",
        "://a:",
        "SECRETA",
        "password_",
        "cookie:a=",
        "7z ",
        "-u a:",
        "password: a ",
        "is your ",
        "--a-",
    ],
)
def test_a_long_text_takes_no_longer_than_it_is_long(piece: str) -> None:
    short, long = (min(_seconds(piece * (length // len(piece))) for _ in range(2)) for length in (10_000, 80_000))
    assert long < 0.02 + 20 * short


def test_a_long_label_takes_no_longer_than_it_is_long() -> None:
    begun = process_time()
    masked_lines([line(f"password{' ' * 50_000}x", 10, 0), line("abcd", 10, 20)])
    assert process_time() - begun < 5


def _seconds(text: str) -> float:
    begun = process_time()
    masked(text)
    return process_time() - begun
