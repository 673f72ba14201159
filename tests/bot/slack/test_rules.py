"""What is a question and what isn't, and how it reads."""

import pytest

from bot.slack.rules import (
    IGNORED,
    Me,
    is_in_thread,
    looks_like_a_question,
    mentions,
    mentions_others,
    question_in,
    why_ignored,
)

ME = Me("T1", "UBOT", "BBOT")
SAID = {"type": "message", "user": "U1", "text": "How do I fix VPN error 809?", "ts": "10.1", "channel": "C1"}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"user": "UBOT"}, "our own message"),
        ({"bot_id": "BBOT"}, "our own message"),
        ({"bot_id": "BOTHER"}, "another bot's message"),
        ({"bot_profile": {"id": "BOTHER"}}, "another bot's message"),
        ({"user": "USLACKBOT"}, "another bot's message"),
        ({"subtype": "bot_message", "user": "U1"}, "not said by a person"),
        ({"subtype": "channel_join"}, "not said by a person"),
        ({"subtype": "channel_topic"}, "not said by a person"),
        ({"subtype": "message_changed"}, "not said by a person"),
        ({"subtype": "message_deleted"}, "not said by a person"),
        ({"subtype": "assistant_app_thread"}, "not said by a person"),
        ({"user": ""}, "said by nobody"),
        ({"hidden": True}, "hidden"),
        ({"text": ""}, "nothing in it"),
        ({"text": "   "}, "nothing in it"),
    ],
)
def test_what_is_no_question_is_ignored_for_a_reason(change: dict[str, object], why: str) -> None:
    assert why_ignored(SAID | change, ME) == why


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"subtype": "file_share", "text": "", "files": [{"id": "F1"}]},
        {"subtype": "thread_broadcast"},
        {"text": "<@UBOT>"},
        {"text": "<@UBOT|deskside>"},
    ],
)
def test_what_people_say_is_not_ignored(change: dict[str, object]) -> None:
    assert why_ignored(SAID | change, ME) is None


def test_an_app_without_a_bot_id_still_hears_people() -> None:
    assert why_ignored(SAID, Me("T1", "UBOT", "")) is None


def test_every_rule_says_why_in_words_of_its_own() -> None:
    assert len({rule.why for rule in IGNORED}) == len(IGNORED)


def test_a_question_reads_as_a_person_reads_it() -> None:
    text = "<@UBOT>  does &lt;b&gt; work in <#C9|help-it>, <@U2|ada>? See <https://wiki.example/x|the wiki> &amp; <https://a.example>"
    read = question_in(SAID | {"text": text}, ME)
    assert read == "does <b> work in help-it, ada? See the wiki & https://a.example"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("thanks :pray::skin-tone-2:", "thanks"),
        (":+1:", ""),
        ("does :white_check_mark: mean <@U0456> has approved?", "does mean a colleague has approved?"),
        ("what does <!subteam^S12> do in <#C9>?", "what does a group do in a channel?"),
        ("what does <!subteam^S12|@it-helpers> do?", "what does @it-helpers do?"),
        ("the log says 10:30:45 and std::string::npos, a:b:c", "the log says 10:30:45 and std::string::npos, a:b:c"),
        ("is port localhost:8080:tcp open?", "is port localhost:8080:tcp open?"),
    ],
)
def test_emoji_people_and_groups_are_words_or_nothing(text: str, read: str) -> None:
    assert question_in(SAID | {"text": text}, ME) == read


@pytest.mark.parametrize("called", ["<!subteam^S1>", "<!subteam^S1|@it>", "<!here>", "<!channel>", "<!everyone>"])
def test_a_message_to_a_group_is_meant_for_others(called: str) -> None:
    assert mentions_others(SAID | {"text": f"{called} can one of you look at the VPN?"}, ME)
    assert not mentions_others(SAID | {"text": f"{called} and <@UBOT>, what is error 809?"}, ME)


@pytest.mark.parametrize(
    "holds",
    [
        {"attachments": [{"text": "VPN error 809 on gate-3", "fallback": "an alert"}]},
        {"attachments": [{"fallback": "VPN error 809 on gate-3"}]},
        {"attachments": [{"fallback": "[no preview]", "blocks": [{"type": "section", "fields": [
            {"type": "mrkdwn", "text": "VPN error 809 on gate-3"}]}]}]},
        {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "VPN error 809 on gate-3"}}]},
        {"blocks": [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [
            {"type": "text", "text": "VPN error 809 on gate-3"}]}]}]},
    ],
)  # fmt: skip
def test_a_message_without_a_text_is_read_from_what_it_shows(holds: dict[str, object]) -> None:
    assert question_in(SAID | {"text": ""} | holds, ME) == "VPN error 809 on gate-3"


def test_a_forwarded_mention_calls_nobody() -> None:
    forwarded = SAID | {"text": "", "attachments": [{"text": "<@UBOT> how do I fix VPN error 809?"}]}
    assert not mentions(forwarded, ME)
    assert question_in(forwarded, ME) == "how do I fix VPN error 809?"


def test_a_button_is_no_part_of_a_question() -> None:
    pressed = {"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": "Approve"}}]}
    assert question_in(SAID | {"text": "", "blocks": [pressed]}, ME) == ""


def test_a_mention_is_told_from_a_name_that_begins_alike() -> None:
    assert mentions(SAID | {"text": "hi <@UBOT>"}, ME)
    assert not mentions(SAID | {"text": "hi <@UBOTTLE>"}, ME)
    assert mentions_others(SAID | {"text": "<@U2> can you look?"}, ME)
    assert not mentions_others(SAID | {"text": "<@U2> and <@UBOT> can you look?"}, ME)


def test_a_root_is_not_in_its_thread() -> None:
    assert not is_in_thread(SAID | {"thread_ts": "10.1"})
    assert is_in_thread(SAID | {"thread_ts": "9.1"})


def test_chatter_is_told_from_what_may_be_a_question() -> None:
    assert looks_like_a_question("VPN?")
    assert looks_like_a_question("my laptop does not start")
    assert not looks_like_a_question("good morning all")
