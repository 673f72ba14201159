"""Every way to ask gets one reply, where it belongs; what is no question gets none."""

from collections.abc import Callable

import pytest

from bot.events import Event
from bot.slack.app import SlackApp
from tests.bot.slack.answers import settled
from tests.bot.slack.conftest import Start
from tests.fakes import sample_events
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.slack import SlackWorkspace

ANSWER = "Open UDP ports 500 and 4500"


async def test_a_mention_is_answered_in_its_thread(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    ts = await slack.say("C1", "U1", "<@BOT> how do I fix VPN error 809?")
    reply = await slack.reply_to("C1", ts)
    assert reply["thread_ts"] == ts
    assert ANSWER in reply["text"]
    assert [question.text for question in engine.asked] == ["how do I fix VPN error 809?"]
    await settled(slack, app)
    assert len(slack.replies("C1", ts)) == 1


async def test_a_direct_message_is_answered_in_its_own_thread(slack: SlackWorkspace, app: SlackApp) -> None:
    ts = await slack.say("D1", "U1", "how do I fix VPN error 809?")
    assert (await slack.reply_to("D1", ts))["thread_ts"] == ts


async def test_a_direct_message_in_a_thread_goes_on_there(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    ts = await slack.say("D1", "U1", "how do I fix VPN error 809?")
    await slack.reply_to("D1", ts)
    later = await slack.say("D1", "U1", "and in a hotel?", thread_ts=ts)
    await slack.reply_to("D1", later)
    first, second = engine.asked
    assert first.conversation == second.conversation is not None


async def test_a_follow_up_needs_no_mention_even_while_the_first_is_answered(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    engine.pause()
    ts = await slack.say("C1", "U1", "<@BOT> how do I fix VPN error 809?")
    await slack.say("C1", "U1", "on Windows, I mean", thread_ts=ts)
    await slack.idle()
    engine.play()
    engine.step(100)
    await app.idle()
    assert len(slack.replies("C1", ts)) == 2
    assert [question.text for question in engine.asked] == ["how do I fix VPN error 809?", "on Windows, I mean"]


async def test_people_talking_to_each_other_are_left_alone(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    ts = await slack.say("C1", "U1", "<@BOT> how do I fix VPN error 809?")
    await slack.reply_to("C1", ts)
    await slack.say("C1", "U2", "<@U3> did that work for you?", thread_ts=ts)
    await slack.say("C1", "U2", "lunch, everybody?")
    other = await slack.say("C1", "U2", "who has the key?")
    await slack.say("C1", "U3", "I do", thread_ts=other)
    await settled(slack, app)
    assert len(engine.asked) == 1


async def test_a_colleagues_follow_up_without_an_answer_is_left_to_people(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    ts = await slack.say("C1", "U1", "<@BOT> how do I fix VPN error 809?")
    await slack.reply_to("C1", ts)
    engine.script = lambda question: sample_events.not_found()
    await slack.say("C1", "U2", "thanks from me too, by the way", thread_ts=ts)
    await settled(slack, app)
    assert len(slack.replies("C1", ts)) == 1
    mine = await slack.say("C1", "U1", "and who pays for it?", thread_ts=ts)
    assert "couldn't find" in (await slack.reply_to("C1", mine))["text"]


@pytest.mark.parametrize("ends", [sample_events.failed, sample_events.clarify], ids=["failure", "question back"])
async def test_nothing_is_shown_for_what_others_say_in_a_thread(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine, ends: Callable[[], list[Event]]
) -> None:
    ts = await slack.say("C1", "U1", "<@BOT> how do I fix VPN error 809?")
    await slack.reply_to("C1", ts)
    await settled(slack, app)
    shown = len(slack.calls("chat.postMessage")) + len(slack.calls("assistant.threads.setStatus"))
    engine.script = lambda question: ends()
    await slack.say("C1", "U2", "did you ask the landlord about it?", thread_ts=ts)
    await settled(slack, app)
    assert len(engine.asked) == 2
    assert len(slack.replies("C1", ts)) == 1
    assert len(slack.calls("chat.postMessage")) + len(slack.calls("assistant.threads.setStatus")) == shown
    assert slack.ephemerals("U2") == []


async def test_a_bare_mention_in_a_thread_means_the_threads_question(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    root = await slack.say("C1", "U2", "How do I fix VPN error 809?")
    await slack.answered("C1", "U1", "<@BOT>", thread_ts=root)
    assert engine.asked[0].text == "How do I fix VPN error 809?"


async def test_a_bare_mention_gets_help(slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine) -> None:
    ts = await slack.say("C1", "U1", "<@BOT>")
    assert "Ask me anything" in (await slack.reply_to("C1", ts))["text"]
    assert engine.asked == []


async def test_bots_joins_and_its_own_messages_are_no_questions(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    slack.world.channel("C1").members.add("USLACKBOT")
    await slack.say("C1", "USLACKBOT", "<@BOT> reminder: how do I fix VPN error 809?")
    await slack.join("C1", "U3")
    await settled(slack, app)
    assert engine.asked == []


async def test_a_channel_set_to_everything_hears_only_what_the_documents_say(
    slack: SlackWorkspace, start: Start, engine: ScriptedEngine
) -> None:
    app = await start(channels={"C2": {"everything": True}})
    found = await slack.say("C2", "U1", "how do I fix VPN error 809?")
    await settled(slack, app)
    engine.script = lambda question: sample_events.not_found()
    silent = await slack.say("C2", "U1", "who is coming to the party tonight?")
    await slack.say("C2", "U1", "good morning")
    await settled(slack, app)
    assert len(slack.replies("C2", found)) == 1
    assert slack.replies("C2", silent) == []
    assert len(engine.asked) == 2
    assert not [call for call in slack.calls("assistant.threads.setStatus") if call.args.get("thread_ts") == silent]


async def test_chat_uses_up_nobodys_questions(slack: SlackWorkspace, start: Start, engine: ScriptedEngine) -> None:
    app = await start(channels={"C2": {"everything": True}}, user_per_hour=2)
    engine.script = lambda question: sample_events.not_found()
    for number in range(4):
        await slack.say("C2", "U2", f"who is coming to party number {number}?")
        await settled(slack, app)
    assert len(engine.asked) == 2  # chat has an allowance of its own
    engine.script = lambda question: sample_events.grounded()
    await slack.answered("C2", "U2", "<@BOT> how do I fix VPN error 809?")
    await settled(slack, app)
    assert slack.ephemerals("U2") == []


async def test_a_colleagues_chat_in_a_thread_uses_up_none_of_their_questions(
    slack: SlackWorkspace, start: Start, engine: ScriptedEngine
) -> None:
    app = await start(user_per_hour=1)
    ts = await slack.say("C1", "U1", "<@BOT> how do I fix VPN error 809?")
    await slack.reply_to("C1", ts)
    engine.script = lambda question: sample_events.not_found()
    for text in ("thanks from me too", "and good night"):
        await slack.say("C1", "U2", text, thread_ts=ts)
        await settled(slack, app)
    assert len(engine.asked) == 2
    assert slack.ephemerals("U2") == []
    mine = await slack.say("C1", "U2", "<@BOT> and who pays for it?", thread_ts=ts)
    await slack.reply_to("C1", mine)


async def test_a_command_is_answered_for_its_asker_alone(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    answered = await slack.command("/deskside", "how do I fix VPN error 809?", "U1", "C1")
    assert answered is not None
    assert "how do I fix VPN error 809?" in answered["text"]
    await app.idle()
    echo, answer = slack.ephemerals("U1", "C1")
    assert "error 809?" in echo["text"]
    assert ANSWER in answer["text"]
    assert all(m["user"] != slack.bot for m in slack.messages("C1"))


async def test_a_command_is_repeated_as_it_was_typed(slack: SlackWorkspace, app: SlackApp) -> None:
    answered = await slack.command("/deskside", "is 3 &lt; 5 &amp; is <#C2|help-it> *open*?", "U1", "C1")
    assert answered is not None
    assert answered["text"] == ":mag: is 3 &lt; 5 &amp; is help-it *open*?"
    await app.idle()


async def test_a_command_alone_says_what_can_be_asked(slack: SlackWorkspace, app: SlackApp) -> None:
    for text in ("", "help", "Help?"):
        answered = await slack.command("/deskside", text)
        assert answered is not None
        assert "Ask me anything" in answered["text"]


async def test_a_command_that_begins_with_one_of_its_words_is_a_question(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    asked = ["help me fix VPN error 809", "admin rights for my laptop?"]
    for text in asked:
        await slack.command("/deskside", text, "U1", "C1")
        await app.idle()
    assert [question.text for question in engine.asked] == asked


async def test_a_shortcut_answers_the_message_in_a_modal(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    ts = await slack.say("C1", "U2", "my VPN shows error 809")
    await slack.shortcut("find_answer", "C1", ts, "U1")
    await app.idle()
    view = slack.modal("U1")
    assert view is not None
    assert ANSWER in str(view["blocks"])
    assert slack.replies("C1", ts) == []
    assert engine.asked[0].text == "my VPN shows error 809"


async def test_a_shortcut_where_there_are_no_modals_answers_unseen_by_others(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    slack.faults.unknown = ("views.*",)
    ts = await slack.say("C1", "U2", "my VPN shows error 809")
    await slack.shortcut("find_answer", "C1", ts, "U1")
    await app.idle()
    assert ANSWER in slack.ephemerals("U1", "C1")[-1]["text"]


@pytest.mark.parametrize("poor", [False, True])
async def test_opening_the_messages_suggests_questions(slack: SlackWorkspace, app: SlackApp, poor: bool) -> None:
    if poor:
        slack.faults.poor(not_found=True)
    await slack.open_app("U1", "messages")
    await settled(slack, app)
    calls = [call for call in slack.calls("assistant.threads.setSuggestedPrompts") if not call.error]
    assert len(calls) == (0 if poor else 1)
    if not poor:
        assert {"title", "message"} == set(calls[0].args["prompts"][0])


async def test_an_older_install_gets_its_suggestions_in_the_assistants_thread(
    slack: SlackWorkspace, app: SlackApp
) -> None:
    ts = await slack.start_assistant_thread("U1")
    await settled(slack, app)
    (call,) = slack.calls("assistant.threads.setSuggestedPrompts")
    assert call.args["thread_ts"] == ts


async def test_the_home_shows_the_last_questions_the_spaces_and_help(slack: SlackWorkspace, app: SlackApp) -> None:
    await slack.answered("D1", "U1", "how do I fix VPN error 809?")
    await app.idle()
    await slack.open_app("U1")
    await settled(slack, app)
    home = slack.home("U1")
    assert home is not None
    shown = str(home["blocks"])
    assert "how do I fix VPN error 809?" in shown
    assert "*default*" in shown
    assert "Ask me anything" in shown


async def test_who_looks_for_an_answer_alone_brings_the_app_into_no_thread(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    engine.pause()
    ts = await slack.say("C1", "U2", "my VPN says 809, who knows?")
    await slack.shortcut("find_answer", "C1", ts, "U1")
    await slack.say("C1", "U1", "let me have a look at that", thread_ts=ts)
    await slack.idle()
    engine.play()
    engine.step(100)
    await app.idle()
    assert len(engine.asked) == 1
    assert all(message["user"] != slack.bot for message in slack.replies("C1", ts))
