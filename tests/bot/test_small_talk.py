"""A greeting is greeted back; whatever asks for something is a question."""

import pytest

from bot.small_talk import asks_for_documents, small_talk


@pytest.mark.parametrize(
    "text",
    [
        "Hi",
        "hello there!",
        "Good morning, Deskside.",
        "  hey  ",
        "Hello?",
        "hi there, how's it going?",
        "Hi! How are you today?",
        "How are you?",
        "Hello 👋",
        "👋🏽",
        "Guten Tag!",
        "Bonjour",
    ],
)
def test_a_greeting_is_greeted_back(text: str) -> None:
    assert small_talk(text) == "Hello! Ask me anything that our documents may answer."


@pytest.mark.parametrize(
    "text",
    [
        "thanks",
        "Thank you so much!",
        "OK, thanks :)",
        "perfect, thank you",
        "Thanks, that helped a lot!",
        "Got it, thanks!",
        "thank u",
        "Cool, thanks",
        "No thanks",
        "thanks it works now",
        "many thanks 🙏",
        "thanks a bunch, you saved my day",
        "Thank you, that made my day!",
    ],
)
def test_thanks_are_answered(text: str) -> None:
    assert small_talk(text) == "You're welcome!"


@pytest.mark.parametrize(
    "text",
    [
        "ok",
        "bye",
        "OK!",
        "Got it",
        "👍",
        "👍🏽 👍",
        "Okay, got it. Bye!",
        "It works now :)",
        "never mind",
        "That’s all",
    ],
)
def test_last_words_are_not_searched_for(text: str) -> None:
    assert small_talk(text) == "Good. Ask me again any time."


@pytest.mark.parametrize(
    "text", ["help", "What can you do?", "what can I ask you", "Who are you?", "What documents do you have?"]
)
def test_who_asks_what_this_is_is_told(text: str) -> None:
    assert (small_talk(text) or "").startswith("I answer questions from our documents")


@pytest.mark.parametrize("text", ["Are you a human or a bot?", "are you real?", "What model are you?", "Who made you?"])
def test_who_asks_whether_somebody_is_there_is_told(text: str) -> None:
    assert (small_talk(text) or "").startswith("I am a program. I answer questions from our documents")


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
        "got it, and where is the printer",
        "ok and in Lisbon?",
        "It works now, but how do I print?",
        "ok google account",
        "How are you supposed to book leave?",
        "How is it billed?",
        "Hi, how are things refunded?",
        "thanks, my day pass",
        "Are you a manager of the team?",
        "What documents do you need for a visa?",
        "Which model are you allowed to order?",
        "Who made you an offer?",
        "no",
        "yes",
        "Nice",
        "done deal form",
        "👍 is blocked by the filter",
        f"{'good bye ' * 3000}form",
        "VPN",
        "",
    ],
)
def test_what_asks_for_something_is_no_small_talk(text: str) -> None:
    assert small_talk(text) is None


@pytest.mark.parametrize(
    "text", ["What documents do you have?", "which docs are there", "List all documents", "show me your sources"]
)
def test_who_asks_which_documents_there_are_asks_for_a_list(text: str) -> None:
    assert asks_for_documents(text)
    assert small_talk(text) is not None


@pytest.mark.parametrize("text", ["What documents do I need for a visa?", "Which documents are there about leave?", ""])
def test_who_asks_for_documents_about_something_does_not(text: str) -> None:
    assert not asks_for_documents(text)
