"""The text of a picture is shortened to its problem, in the picture's own words."""

from time import process_time

import pytest

from bot.pictures.condense import CONDENSED_WORDS, condensed, headline
from models.ocr import Line


def line(text: str, left: float, top: float, height: float = 16) -> Line:
    return Line(text, (left, top, left + len(text) * height * 0.5, top + height), 0.99)


DIALOG = (
    line("VPN client", 410, 205),
    line("Can't connect to Meridian VPN", 410, 240, 24),
    line("The network connection between your computer and the VPN server", 410, 280),
    line("could not be established because the remote server is not responding.", 410, 300),
    line("error 809", 410, 330),
    line("Retry", 600, 370),
    line("Cancel", 700, 370),
)
DESKTOP = (
    line("File Edit View Window Help", 10, 4),
    *(line(word, 20, 100 + 40 * n) for n, word in enumerate(("Home", "Mail", "Calendar", "People", "Tasks", "Notes"))),
    *DIALOG,
    line("10:42 AM", 1200, 700),
    line("25/11/2026", 1200, 716),
)
SIZE = (1280, 740)


def test_headline_is_the_code_and_the_message() -> None:
    assert headline(DIALOG, SIZE) == (
        "error 809: The network connection between your computer and the VPN server could not be established because "
        "the remote server is not responding."
    )


def test_headline_of_a_whole_desktop_is_that_of_its_dialog() -> None:
    assert headline(DESKTOP, SIZE) == headline(DIALOG, SIZE)


def test_condensed_text_leaves_menus_buttons_and_clocks_out() -> None:
    words = condensed(DESKTOP, SIZE, ())
    assert "error 809" in words and "could not be established" in words and "Meridian VPN" in words
    assert not {"Retry", "Cancel", "File", "Calendar", "10:42", "25/11/2026"} & set(words.split())


def test_condensed_text_keeps_reading_order_and_its_bound() -> None:
    many = [line(f"Failed to start service {n} of the cluster", 10, 40 * n) for n in range(80)]
    words = condensed(many, (800, 3300), ()).split()
    assert len(words) == CONDENSED_WORDS
    numbers = [int(word) for word in words if word.isdigit()]
    assert numbers == sorted(numbers)


def test_the_next_prompt_is_no_part_of_a_message() -> None:
    shell = (line("KeyError: 'customer_id'", 10, 100), line("(.venv) kim@b-07:~/etl$", 10, 118))
    assert headline(shell, SIZE) == shell[0].text


def test_a_button_below_a_message_is_no_part_of_it() -> None:
    page = (line("The page was not found or you have no permission to view it.", 100, 100), line("Go home", 260, 122))
    assert headline(page, SIZE) == page[0].text
    assert "Go home" not in condensed(page, SIZE, ())
    wrapped = (
        line("It failed. Look at what you changed last in the list of your", 100, 100),
        line("Settings.", 100, 122),
    )
    assert headline(wrapped, SIZE).endswith("of your Settings.")


def test_a_state_in_a_list_is_not_what_the_screen_is_about() -> None:
    states = ("Running", "Stopped", "Running", "Running", "Stopped", "Running")
    rows = [line(state, 400, 120 + 40 * n) for n, state in enumerate(states)]
    machines = [line(f"vm-{n:02}", 100, 120 + 40 * n) for n in range(len(states))]
    cells = [cell for pair in zip(machines, rows, strict=True) for cell in pair]
    assert headline([line("Virtual machines", 100, 40, 30), *cells], SIZE) == "Virtual machines"


LABELS = ("Transmit power", "Beacon interval", "Airtime fairness", "AP isolation", "Save at once")


def test_the_name_of_a_product_is_no_problem_beside_which_lists_say_nothing() -> None:
    page = [line("Kelvane KR-1900", 20, 14, 26), *(line(label, 300, 100 + 40 * n) for n, label in enumerate(LABELS))]
    assert "Airtime fairness" in condensed(page, SIZE, ())
    assert condensed(page, SIZE, ("KR-1900",)) == "Kelvane KR-1900"


def test_a_list_that_is_set_as_closely_as_a_paragraph_is_one() -> None:
    menu = [
        line(word, 20, 100 + 24 * n) for n, word in enumerate(("Overview", "Internet", "Telephony", "Network", "Wi-Fi"))
    ]
    assert headline([line("ViaBox 7710", 20, 20, 30), *menu], SIZE) == "ViaBox 7710"
    dialog = [line("The change could not be saved.", 400, 300), line("Error VB-204", 400, 400)]
    assert "Telephony" not in condensed([*menu, *dialog], SIZE, ("VB-204",))


def test_the_message_counts_in_german_too() -> None:
    message = "Die Vertrauensstellung zur Domäne konnte nicht hergestellt werden."
    dialog = (line("Fehler beim Anmelden", 100, 40), line(message, 100, 120))
    assert headline(dialog, SIZE) == message


def test_every_word_stands_in_the_picture() -> None:
    read = " ".join(each.text for each in DESKTOP)
    assert set(condensed(DESKTOP, SIZE, ()).split()) <= set(read.split())


def test_long_message_is_cut_to_the_sentence_that_tells() -> None:
    texts = [
        "Thank you for using the backup service. It has been running for 214 days on this machine.",
        "All volumes were prepared and the list of files was made without any trouble at all.",
        "The copy to tape 4 failed. Ask your operator to insert a new tape, then start it again.",
    ]
    lines = [line(text, 10, 20 * n) for n, text in enumerate(texts)]
    assert headline(lines, (900, 200)) == "The copy to tape 4 failed."


def test_page_without_a_problem_is_named_by_its_title() -> None:
    lines = [line("Network settings", 300, 30, 28), line("Wi-Fi is turned on", 300, 90), line("Proxy: none", 300, 120)]
    assert headline(lines, (1000, 600)) == "Network settings"


def test_nothing_legible_says_nothing() -> None:
    assert headline([], (100, 100)) == condensed([], (100, 100), ()) == ""
    assert headline([line("×", 5, 5)], (100, 100)) == condensed([line("×", 5, 5)], (100, 100), ()) == ""


def test_code_of_a_title_stands_before_its_message() -> None:
    lines = [line("Error 0x80070005", 20, 10, 24), line("You do not have permission to open this file.", 20, 60)]
    assert headline(lines, (600, 200)) == "0x80070005: You do not have permission to open this file."


@pytest.mark.parametrize(("columns", "pitch"), [(1, 20), (1, 40), (40, 20)])
def test_picture_of_thousands_of_short_texts_is_told_at_once(columns: int, pitch: int) -> None:
    lines = [
        Line(f"item {n}", (x, y, x + 30, y + 12), 0.9)
        for n in range(6_000)
        for x, y in [(40.0 * (n % columns), 1.0 * pitch * (n // columns))]
    ]
    begun = process_time()
    assert headline(lines, (1600, 16_000))
    assert condensed(lines, (1600, 16_000), ())
    assert process_time() - begun < 5


@pytest.mark.parametrize("text", ["2026-11-29 10:15:32.123 ERROR connection refused", "-" * 26 + " connection refused"])
def test_a_line_of_a_log_is_told_at_once(text: str) -> None:
    started = process_time()
    assert "connection refused" in headline((line(text, 10, 20),), SIZE)
    assert process_time() - started < 0.5
