"""What a picture shows is fixed, masked and condensed before anybody sees it, and how it is described."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from bot.events import Turn
from bot.sightings import Sighting, restored, stored
from bot.steps.describe import description, nothing_made_out
from bot.steps.look import QuestionPictures, pictures_referred_to, refers_to_pictures, sighting_of
from bot.steps.picture_queries import with_pictures
from bot.steps.search import SearchQueries, queries_for
from models.ocr import Line
from models.pictures import PictureUnreadable
from models.vision.kinds import Kind, KindGuess
from models.vision.sight import Seen

MESSAGE = "The network connection could not be established."


def seen(*texts: str, kind: Kind | None = None) -> Seen:
    lines = tuple(Line(text, (60, 40 + 60 * n, 60 + 9 * len(text), 60 + 60 * n), 0.99) for n, text in enumerate(texts))
    return Seen("", "a.png", lines, (800, 600), np.ones(4, np.float32) / 2, KindGuess(kind, 0.9))


def knowing(*known: str):
    def knows(tokens: Sequence[str]) -> dict[str, int]:
        return {token: int(token in known) for token in tokens}

    return knows


def sighting(headline: str, text: str = "", codes: tuple[str, ...] = (), name: str = "a.png", kind: Kind | None = None):
    return Sighting(name, kind, headline, text or headline, codes, text or headline, np.ones(4, np.float32) / 2)


def test_the_name_of_a_computer_is_no_error_and_not_in_the_headline() -> None:
    computer = seen("Can't connect to Kelpline Gate. " + MESSAGE, "Connected via FRITZ-Home·DESKTOP KLW-2640")
    assert sighting_of("a.png", computer, knowing()).codes == ()
    assert sighting_of("a.png", computer, knowing()).headline.startswith("Can't connect to Kelpline Gate.")
    assert sighting_of("a.png", computer, knowing("KLW-2640")).codes == ("KLW-2640",)
    printer = seen("Orvane printer MFP-62", "Sleep after 5 minutes", kind="settings page")
    made_out = sighting_of("a.png", printer, knowing("MFP-62"))
    assert made_out.codes == () and "MFP-62" in made_out.headline
    failed = seen("Orvane printer MFP-62", "The change could not be saved: error", kind="settings page")
    assert sighting_of("a.png", failed, knowing("MFP-62")).codes == ("MFP-62",)
    recovery = seen("Disk recovery", "Key ID: D20F83A6-11BE-4C09-8A75-60E9B4F1C3D2 Drive label: KLW-2533")
    assert sighting_of("a.png", recovery, knowing()).headline == "Disk recovery"


@pytest.mark.parametrize(
    ("lines", "known", "headline"),
    [
        (("Claim C-9310", "PU-17", "The claim was refused."), "PU-17", "PU-17: The claim was refused."),
        (("LB-40", "Backup has stopped."), "LB-40", "LB-40: Backup has stopped."),
        (("LB-88: vault signature mismatch", "Restore"), "", "LB-88: vault signature mismatch"),
        (("The server is not responding. (809)",), "809", "The server is not responding. (809)"),
        (("PU-17",), "PU-17", "PU-17"),
    ],
)  # fmt: skip
def test_the_headline_names_the_code_and_what_stands_beside_it(
    lines: tuple[str, ...], known: str, headline: str
) -> None:
    made_out = sighting_of("a.png", seen(*lines), knowing(known))
    assert made_out.headline == headline and made_out.codes


def test_an_error_that_no_document_knows_stays_an_error() -> None:
    made_out = sighting_of("a.png", seen("Error 4711", MESSAGE), knowing())
    assert made_out.codes == ("Error 4711",)
    assert "4711" in made_out.headline and MESSAGE in made_out.headline


@pytest.mark.parametrize(
    "line",
    ["ERROR: AADSTS530003: Your device must be managed.", "Request ID 7f3c · Error UPL-0413", "Error code - KI-235"],
)
def test_a_code_right_behind_the_word_error_is_one(line: str) -> None:
    [code] = sighting_of("a.png", seen("The upload failed.", line), knowing()).codes
    assert code in line and sighting_of("a.png", seen("The upload failed.", f"Device {code}"), knowing()).codes == ()


def test_an_o_in_a_code_is_fixed_by_what_the_documents_know() -> None:
    made_out = sighting_of("a.png", seen("Error 8O9", MESSAGE), knowing("809"))
    assert "809" in made_out.text and "8O9" not in made_out.text + made_out.words


def test_secrets_are_masked_in_all_that_is_made_of_a_picture() -> None:
    made_out = sighting_of("a.png", seen("Sign in failed", "User name: ann", "Password: hunter2-Xy77"), knowing())
    assert "hunter2" not in repr(made_out) and "•••" in made_out.words


def test_of_a_terminal_the_last_error_counts() -> None:
    shell = ["$ make", "error: old trouble of before could not be found", *(f"compiling part {n}" for n in range(20))]
    made_out = sighting_of(
        "a.png", seen(*shell, "fatal: the new trouble could not be read", kind="terminal"), knowing()
    )
    assert made_out.headline == "fatal: the new trouble could not be read"
    prompt = seen("ada@host:~$ make", "cc: error: no input files", "make: *** [all] Error 1", "ada@host:~$")
    assert sighting_of("a.png", prompt, knowing()).headline == "cc: error: no input files make: *** [all] Error 1"


@pytest.mark.parametrize(
    ("lines", "headline"),
    [
        (
            ("(.venv) kim@b-07:~/etl$ python load.py", "File load.py, line 23, in fetch", "KeyError: 'customer_id'",
             "(.venv) kim@b-07:~/etl$"),
            "KeyError: 'customer_id'",
        ),
        (
            ("PS C:\\Users\\m> Get-Mailbox -Identity finance",
             "Get-Mailbox : The term 'Get-Mailbox' is not recognized as the name of a cmdlet or script file.",
             "At line:1 char:1", "+ Get-Mailbox -Identity finance", "CategoryInfo",
             ": ObjectNotFound: (Get-Mailbox:String) [], CommandNotFoundException",
             "+ FullyQualifiedErrorId : CommandNotFoundException", "PS C:\\Users\\m>"),
            "CommandNotFoundException: Get-Mailbox : The term 'Get-Mailbox' is not recognized as the name of a cmdlet "
            "or script file.",
        ),
        (
            ("$ npm install", "npm error code ERESOLVE", "npm error ERESOLVE unable to resolve dependency tree",
             "npm error", "npm error Found: react@19.0.0", "npm error node_modules/react",
             'react@"^19.0.0" from the root project',
             "npm error Could not resolve dependency:", "npm error peer react@17 from react-table@7.8.0",
             "npm error A complete log of this run can be found in: /home/kim/.npm/_logs/debug-0.log", "$"),
            "ERESOLVE: npm error Could not resolve dependency: npm error peer react@17 from react-table@7.8.0",
        ),
        (
            ("C:\\Users\\anna>ping fs-02", "Request timed out.", "Request timed out.", "Destination host unreachable."),
            "Request timed out. Destination host unreachable.",
        ),
    ],
)  # fmt: skip
def test_of_what_a_terminal_prints_around_a_failure_only_its_message_counts(
    lines: tuple[str, ...], headline: str
) -> None:
    assert sighting_of("a.png", seen(*lines, kind="terminal"), knowing()).headline == headline


def test_the_icon_before_a_message_is_no_word_of_it() -> None:
    """It is read as "©": three words and it were a message, and the one below was not looked at."""
    banner = seen("© Unknown error (403)", "namespaces is forbidden: the user viewer cannot list them.")
    said = sighting_of("a.png", banner, knowing()).headline
    assert said == "error (403): namespaces is forbidden: the user viewer cannot list them."
    assert sighting_of("a.png", seen("© 2026 Example Corporation"), knowing()).headline.startswith("© 2026")


def test_the_keys_in_a_column_of_a_tracker_are_no_errors() -> None:
    keys = ("POR-1200", "POR-1201", "POR-1202", "POR-1203")
    assert sighting_of("a.png", seen("Issues", *keys), knowing()).codes == ()
    assert sighting_of("a.png", seen("Issues", *keys), knowing("POR-1201")).codes == ("POR-1201",)
    errors = seen(*(f"{key}: the disk of it could not be read" for key in keys))
    assert sighting_of("a.png", errors, knowing()).codes == keys


def test_a_sighting_is_kept_without_its_picture_and_comes_back() -> None:
    kept = sighting("error 809", f"error 809\n{MESSAGE}", ("error 809",), kind="error dialog")
    kept = replace(kept, seen_by="clip-1")
    [back] = restored(stored([kept]))
    assert (back.name, back.kind, back.headline, back.text, back.codes) == (
        "a.png", "error dialog", "error 809", f"error 809\n{MESSAGE}", ("error 809",),
    )  # fmt: skip
    assert np.allclose(back.vector, kept.vector, atol=1e-3) and back.seen().text == kept.text
    assert back.seen_by == back.seen().seen_by == "clip-1"  # its vector says nothing to another model


ERROR = sighting(f"error 809: {MESSAGE}", f"OpenFort\nerror 809\n{MESSAGE}", ("error 809",))


def test_a_picture_alone_asks_how_what_it_shows_is_fixed() -> None:
    queries = with_pictures(SearchQueries("", ()), "", [ERROR])
    assert queries.standalone == queries.for_writer == f"How do I fix error 809: {MESSAGE}"
    assert queries.texts == (f" OpenFort error 809 {MESSAGE}",)
    assert [one.text for one in queries.pictures] == [ERROR.words]


def test_words_that_say_nothing_leave_the_search_to_the_picture() -> None:
    queries = with_pictures(queries_for("How do I fix this?", (), lambda _: {}), "How do I fix this?", [ERROR])
    assert queries.texts == (f"How do I fix this? OpenFort error 809 {MESSAGE}",)
    assert queries.for_writer == f"How do I fix this? error 809: {MESSAGE}"


def test_words_that_say_something_are_searched_for_with_headline_and_text() -> None:
    words = "My laptop cannot reach the printers since the hotel changed its router"
    queries = with_pictures(queries_for(words, (), lambda _: {}), words, [ERROR])
    assert queries.texts == (f"{words} {ERROR.headline}", f"{words} OpenFort error 809 {MESSAGE}")


def test_a_follow_up_says_the_pictures_headline_once() -> None:
    history = (Turn("user", ERROR.headline), Turn("assistant", "Open the ports."))
    queries = with_pictures(queries_for("It still says that.", history, lambda _: {}), "It still says that.", [ERROR])
    assert queries.standalone.count(MESSAGE) == 1 and queries.standalone.endswith("It still says that.")


def test_pictures_without_text_are_searched_for_by_their_looks_alone() -> None:
    queries = with_pictures(SearchQueries("", ()), "", [sighting("")])
    assert (queries.standalone, queries.texts, len(queries.pictures)) == ("", (), 1)


@pytest.mark.parametrize(
    ("made_out", "said"),
    [
        (ERROR, f"Your screenshot shows error 809: “{MESSAGE}”"),
        (sighting("error 809", codes=("error 809",)), "Your screenshot shows error 809."),
        (sighting("LB-88: Sync failed", codes=("LB-88",)), "Your screenshot shows the code LB-88: “Sync failed”."),
        (sighting("LB-88 – Sync failed", codes=("LB-88",)), "Your screenshot shows the code LB-88: “Sync failed”."),
        (sighting("Sharing", kind="settings page"), "Your screenshot shows a settings page: “Sharing”."),
        (sighting("Sharing"), "Your screenshot says: “Sharing”."),
        (sighting("a *b* [1] <i>c</i> x_y"), r"Your screenshot says: “a \*b\* \[1\] \<i>c\</i> x_y”."),
        (sighting("word " * 60), f"Your screenshot says: “{'word ' * 40}…”"),
        (sighting("", kind="photo"), "I can't make out any text in your picture."),
    ],
)
def test_what_was_read_is_described_word_for_word_and_as_nothing_but_words(made_out: Sighting, said: str) -> None:
    assert description(QuestionPictures(fresh=(made_out,))) == said


def test_a_picture_of_an_earlier_question_is_not_described_again() -> None:
    assert description(QuestionPictures(earlier=(ERROR,))) == ""


def test_a_question_on_something_else_lets_an_earlier_picture_go() -> None:
    shown, leaning, alone = ("", (ERROR,)), ("why?", ()), ("How many days of leave do people in Lisbon get?", ())
    for earlier in ([shown], [leaning, shown], [leaning, leaning, shown]):
        assert pictures_referred_to(earlier) == (ERROR,)
    for earlier in ([leaning, alone, shown], [leaning], []):
        assert pictures_referred_to(earlier) == ()


@pytest.mark.parametrize(
    ("question", "refers"),
    [
        ("It still says that.", True),
        ("and on my phone?", True),
        ("how do I fix the error?", True),
        ("What does the message mean?", True),
        ("what can I do?", True),
        ("who do I call?", True),
        ("Do I have to restart?", True),
        ("How many days of leave do I have?", False),
        ("What is the Wi-Fi password?", False),
        ("How do I book a desk?", False),
        ("What does error 809 mean?", False),
        ("How many days of leave do people in Lisbon get?", False),
    ],
)
def test_a_short_question_on_something_of_its_own_does_not_ask_about_the_picture(question: str, refers: bool) -> None:
    assert refers_to_pictures(question) is refers
    assert pictures_referred_to([(question, ()), ("", (ERROR,))]) == ((ERROR,) if refers else ())


def test_several_pictures_are_described_by_their_names() -> None:
    pictures = QuestionPictures((ERROR, sighting("Sharing", name="b_*.png"))).with_unread(
        "c.png", PictureUnreadable("It is cut.", "x")
    )
    assert description(pictures) == (
        f"- a.png shows error 809: “{MESSAGE}”\n- b\\_\\*.png says: “Sharing”.\n- c.png was not read: It is cut."
    )


def test_with_nothing_to_go_by_a_crop_is_asked_for() -> None:
    said = nothing_made_out(QuestionPictures((sighting(""), sighting("", name="b.png"))))
    assert said.startswith(
        "I can't make out any text in a.png and b.png, and no picture in the documents looks like it."
    )
    assert "a crop" in said
