"""Where a question names an error code, what is said of another code is no answer to it."""

import pytest

from bot.steps.codes import about_code, speaks_of_another, speaks_of_code
from bot.steps.evidence import Reading
from tests.bot.steps.readings import reading_of

PAGE = """# VPN errors

## Error 809

To fix VPN error 809, follow these steps:

1. Open the ports.
2. Restart the laptop.

## Error 789

Error 789 means that the laptop has no certificate. Connect it to the office network by cable.

## Help

Ask the service desk.
"""
TABLE = """# Backup

| Code | What to do |
| --- | --- |
| LB-27 | close the lid |
| LB-40 | sign in again |
"""


def said(reading: Reading) -> set[str]:
    return {reading.excerpt_of(e).text(e.unit) for e in reading.evidence}


@pytest.mark.parametrize(
    "question",
    [
        "How do I fix error 789?",
        "How do I fix Error 789: failed",
        "It failed. (789)",
        "How do I fix error-789?",
        "HOW DO I FIX ERROR 789",
        "Error code: 789",
        "What is error #789?",
        "error: 789",
    ],
)
def test_the_steps_for_another_code_are_left_out(question: str) -> None:
    kept = said(about_code(question, reading_of(PAGE, best="Open the ports")))
    assert "Error 789 means that the laptop has no certificate." in kept
    assert "Connect it to the office network by cable." in kept and "Ask the service desk." in kept
    assert not {"Open the ports.", "Restart the laptop."} & kept


def test_of_a_table_of_codes_one_row_is_left() -> None:
    kept = said(about_code("What do I do about LB-40?", reading_of(TABLE)))
    assert any("sign in again" in text for text in kept) and not any("close the lid" in text for text in kept)


def test_what_tells_of_the_code_comes_before_what_fits_better() -> None:
    reading = about_code("How do I fix LB-40?", reading_of(TABLE, "Open Lifeboat.\n\nLift it.", best="Open Lifeboat"))
    best = reading.evidence[0]
    assert "sign in again" in reading.excerpt_of(best).text(best.unit)
    assert speaks_of_code("LB-40", reading) and not speaks_of_code("LB-41", reading)


def test_a_constant_is_a_code_too() -> None:
    page = "# Messages\n\n- `CHILD_SA failed`: another VPN runs.\n- `AUTHENTICATION_FAILED`: the certificate is old.\n"
    kept = said(about_code("received AUTHENTICATION_FAILED notify error", reading_of(page)))
    assert any("certificate" in text for text in kept) and not any("another VPN" in text for text in kept)


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        ("HTTP 503", "HTTP 504"),
        ("ERROR 809", "ERROR 691"),
        ("Event ID 4625", "Event ID 4624"),
        ("AADSTS700082", "AADSTS50011"),
        ("TS2304", "TS2322"),
        ("KB5001716", "KB5002000"),
        ("CVE-2021-44228", "CVE-2021-45046"),
        ("java.lang.NullPointerException", "java.lang.ClassCastException"),
        ("E_ACCESSDENIED", "E_FAIL"),
        ("MX-E4471", "MX-E4403"),
        ("SQL state 42P01", "SQL state 42P07"),
    ],
)
def test_a_code_that_a_screenshot_s_headline_names_is_seen(asked: str, other: str) -> None:
    page = f"# Messages\n\n- {other}: restart the laptop.\n\n- {asked}: open the ports.\n\n- Save it as UTF-8.\n"
    reading = reading_of(page, best="restart")
    kept = said(about_code(f"How do I fix {asked}", reading))
    assert any("open the ports" in text for text in kept) and not any("restart" in text for text in kept)
    assert any("UTF-8" in text for text in kept) and speaks_of_code(asked, reading)


@pytest.mark.parametrize(
    ("asked", "is_another"),
    [
        ("ERR_CANNOT_CONNECT: Connection refused.", True),
        ("NET::ERR_CONNECTION_REFUSED", False),
        ("STATUS_TIMEOUT: the site refuses the connection", False),
        ("error 4711: the site refuses the connection", False),
        ("ERR_CANNOT_CONNECT or ERR_CONNECTION_REFUSED?", False),
    ],
)
def test_what_is_said_of_another_name_of_its_family_is_told_apart(asked: str, is_another: bool) -> None:
    page = "# Browser\n\nThe site refuses it with ERR_CONNECTION_REFUSED on Tuesdays.\n\nAsk the service desk.\n"
    assert speaks_of_another(f"How do I fix {asked}", reading_of(page, best="The site refuses it")) is is_another
    assert not speaks_of_another(f"How do I fix {asked}", reading_of(page, best="Ask the service desk"))


@pytest.mark.parametrize("name", ["M365", "UTF-8", "FY2026", "Event 2026"])
def test_a_product_a_norm_and_a_year_are_no_codes(name: str) -> None:
    reading = reading_of(f"# Work\n\n{name} is here.\n\nFor error 809, restart.\n")
    assert about_code(f"How does {name} work?", reading) == reading


@pytest.mark.parametrize("question", ["How do I connect?", "How do I fix error 4711?", "Was 2026 (1234) good?"])
def test_without_a_code_that_is_told_of_nothing_is_left_out(question: str) -> None:
    reading = reading_of(PAGE)
    assert about_code(question, reading) == reading


def test_the_row_of_a_code_comes_before_a_sentence_that_mentions_it() -> None:
    report = "# Double charges\n\nRetries after LB-40 were booked again.\n"
    found = about_code("LB-40", reading_of(report, TABLE, best="Retries"))
    best = found.evidence[0]
    assert found.excerpt_of(best).text(best.unit) == "| LB-40 | sign in again |"


EXIT_CODES = """# curl

EXIT CODES

- 58 Problem with the local certificate.
- 60 Peer certificate cannot be authenticated with known CA certificates.
- 7 Failed to connect to host.

The SSL certificate problem is told of elsewhere. 3 times is enough.
"""


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("curl: (60) SSL certificate problem: unable to get local issuer certificate", "60"),
        ("curl exits with 7", "7"),
        ("curl exit status 58?", "58"),
    ],
)
def test_a_code_of_few_digits_is_the_one_that_a_line_begins_with(question: str, code: str) -> None:
    reading = about_code(question, reading_of(EXIT_CODES, best="Problem with the local"))
    first = reading.evidence[0]
    assert reading.excerpt_of(first).text(first.unit).startswith(code)
    begun = {text.split()[0] for text in said(reading)}
    assert not {"58", "60", "7"} - {code} & begun


def test_a_number_in_a_question_is_no_code_of_few_digits() -> None:
    reading = reading_of(EXIT_CODES, best="Problem with the local")
    assert about_code("Which of the 60 certificates is wrong?", reading) == reading
