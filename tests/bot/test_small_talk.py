"""What is said to whoever answers gets its reply; whatever asks for something is a question."""

import pytest

from bot.small_talk import (
    ASK_AWAY,
    GOOD,
    GREETING,
    NOBODY_ELSE,
    OWN_WORDS,
    PRIVACY,
    PROGRAM,
    PURPOSE,
    SORRY,
    TRUST,
    WELCOME,
    asks_for_documents,
    leaves_behind,
    small_talk,
)


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
        "lol ok whatever",
        "oh well, fair enough",
        "see you tomorrow",
        "oops, wrong chat",
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
    ("reply", "texts"),
    [
        (
            GREETING,
            [
                "hey, are you there?",
                "anybody here?",
                "you still there",
                "test",
                "testing 1 2 3",
                "hello, test",
                "what's up?",
            ],
        ),
        (
            WELCOME,
            [
                "good bot!",
                "you're the best",
                "well done",
                "that was really helpful",
                "I love it",
                "danke!",
                "brilliant, cheers",
                "cheers that was great",
            ],
        ),
        (GOOD, ["lol", "hmm ok", "lmao", "aha", "hahaha", "see ya", "interesting", "noted, bye", "wow"]),
        (
            ASK_AWAY,
            [
                "hi! quick question",
                "Hello, I have two questions for you",
                "can I ask you something?",
                "could you help me out please",
                "sorry, another question",
                "I need some help",
                "ok so",
                "hmm",
                "hey there, got a minute?",
                "let's start over",
                "new topic",
                "forget it",
            ],
        ),
        (
            SORRY,
            [
                "that's not what I asked",
                "This isn’t what I was looking for.",
                "no, that is completely wrong",
                "you did not answer my question",
                "that doesn't help me at all!!",
                "your answer doesn't make sense",
                "you are so stupid",
                "stupid bot",
                "you useless bot",
                "what a waste of time",
                "you got it wrong",
                "WTF",
                "are you kidding me?",
                "that can't be right",
                "well, thanks for nothing",
                "nonsense",
                "try again",
                "😡",
                "👎👎",
                "useless",
            ],
        ),
        (PURPOSE, ["what is this bot for?", "how do you work?", "ok, what can you do here"]),
        (
            PROGRAM,
            [
                "are you ChatGPT?",
                "is this an AI",
                "am I talking to a real person?",
                "is ChatGPT behind this?",
                "what's your name",
            ],
        ),
        (
            TRUST,
            [
                "can I trust you?",
                "how accurate are your answers",
                "do you ever make things up",
                "where do you get your information from?",
                "are you always right",
            ],
        ),
        (PRIVACY, ["who can see my questions?", "is this chat private", "does my manager see what I ask here?"]),
        (
            OWN_WORDS,
            [
                "do you speak German?",
                "what languages do you speak",
                "in Spanish please",
                "sprichst du Deutsch?",
                "can you translate that",
                "can I have this in Spanish please",
                "shorter please",
                "explain it in simple words",
                "tl;dr",
            ],
        ),
        (
            NOBODY_ELSE,
            [
                "can I talk to a human?",
                "I want to speak to a real person please",
                "get me a human",
                "I'd like to speak to a human please",
            ],
        ),
    ],
)
def test_what_is_said_to_whoever_answers_gets_its_reply(reply: str, texts: list[str]) -> None:
    assert {text: small_talk(text) for text in texts} == dict.fromkeys(texts, reply)


@pytest.mark.parametrize(
    "text",
    [
        "that is wrong, it says 40 euros in the handbook",
        "it doesn't work",
        "it is broken",
        "still not working",
        "can I trust this mail?",
        "who can see my calendar?",
        "are my phone calls recorded?",
        "does the company read my mails",
        "do you keep my old laptop?",
        "is this confidential?",
        "in German?",
        "can I talk to someone?",
        "can I speak to a person about my pension",
        "I have a question about parental leave",
        "can you help me with the printer",
        "test environment",
        "and testing",
        "ok and test?",
        "new question form",
        "what is this?",
        "how does this work?",
        "start over the installation",
        "which languages do you need for the reception job?",
        "bad cable",
        "help me move house",
        "a human resources contact",
    ],
)
def test_what_may_be_about_something_is_no_small_talk(text: str) -> None:
    assert small_talk(text) is None


def test_long_texts_of_such_words_are_told_at_once() -> None:
    for words in ("ok ", "hi there ", "how are you ", "you are so ", "i have a question "):
        assert small_talk((words * 60)[:118] + "q") is None


@pytest.mark.parametrize(
    ("text", "is_left"),
    [("Start over", True), ("ok, new question", True), ("never mind", False), ("new laptop", False), ("", False)],
)
def test_who_starts_over_leaves_behind_what_was_said(text: str, is_left: bool) -> None:
    assert leaves_behind(text) is is_left


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
