"""A follow-up that names only another thing to do is the question before with that in it."""

import pytest

from bot.events import Turn
from bot.steps.asking.other_task import other_task
from bot.steps.search import queries_for


@pytest.mark.parametrize(
    ("follow_up", "before", "whole"),
    [
        ("and unmount it?", "How do I mount a drive?", "How do I unmount a drive?"),
        ("unmount", "How can I mount a drive on a Mac?", "How can I unmount a drive on a Mac?"),
        ("and on?", "How do I turn off the web app?", "How do I turn on the web app?"),
        ("Turn it on again", "turn off sync", "Turn on sync"),
        ("arm it?", "how do I delete a monitor", "how do I arm a monitor"),
        ("and to import?", "how do I export a passkey", "how do I import a passkey"),
        ("How do I remove one?", "how do I get access tokens", "How do I remove access tokens"),
        ("can I cancel it", "how do I book a room for Monday", "can I cancel a room for Monday"),
        ("and book?", "cancel a desk", "book a desk"),
    ],
)
def test_another_thing_to_do_takes_the_place_of_the_first(follow_up: str, before: str, whole: str) -> None:
    assert other_task(follow_up, [before]) == whole


@pytest.mark.parametrize(
    ("follow_up", "before"),
    [
        ("and docker?", "install on Ubuntu"),
        ("and interns?", "How do I request leave?"),
        ("How do I get it back?", "delete an entry"),
        ("undo it", "How do I delete an entry?"),
        ("for it?", "How do I book a room?"),
        ("is it free?", "How do I book a room?"),
        ("how do I do it", "reset my password"),
        ("and how long?", "How do I book a room?"),
        ("uninstall it", "the laptop is slow"),
        ("and unmount it?", "Which drives are there?"),
        ("How do I opt out?", "How do I mount a drive?"),
        ("thanks", "How do I book a room?"),
        ("[" * 20_000, "How do I book a room?"),
    ],
)
def test_any_other_follow_up_is_none(follow_up: str, before: str) -> None:
    assert other_task(follow_up, [before]) is None and other_task(follow_up, []) is None


def test_it_is_searched_and_read_as_the_whole_question() -> None:
    history = (Turn("user", "can I use passkeys"), Turn("user", "How do I export a passkey?"))
    queries = queries_for("and import?", history, lambda terms: dict.fromkeys(terms, 1.0))
    assert queries.standalone == queries.for_writer == "How do I import a passkey?"
    assert not any("export" in text for text in queries.texts)
