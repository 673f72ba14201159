"""A greeting is greeted back; whatever asks for something is a question."""

import pytest

from bot.small_talk import small_talk


@pytest.mark.parametrize("text", ["Hi", "hello there!", "Good morning, Deskside.", "  hey  ", "Hello?"])
def test_a_greeting_is_greeted_back(text: str) -> None:
    assert small_talk(text) == "Hello! Ask me anything that our documents may answer."


@pytest.mark.parametrize(
    "text", ["thanks", "Thank you so much!", "OK, thanks :)", "perfect, thank you", "Thanks, that helped a lot!"]
)
def test_thanks_are_answered(text: str) -> None:
    assert small_talk(text) == "You're welcome!"


@pytest.mark.parametrize("text", ["help", "What can you do?", "what can I ask you", "Who are you?"])
def test_who_asks_what_this_is_is_told(text: str) -> None:
    assert (small_talk(text) or "").startswith("I answer questions from our documents")


@pytest.mark.parametrize(
    "text",
    [
        "help with the printer",
        "What can I do?",
        "What can you do about a broken printer?",
        "Hello, how do I fix VPN error 809?",
        "thanks, and where is the printer",
        "Hi! VPN error 809",
        "Hi, my laptop was stolen on the train this morning",
        "thanks, the printer is broken",
        "hello world program",
        "VPN",
        "",
    ],
)
def test_what_asks_for_something_is_no_small_talk(text: str) -> None:
    assert small_talk(text) is None
