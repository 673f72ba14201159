"""Questions that change after they were asked."""

from bot.events import Answer, Delta, Failed
from bot.slack.app import SlackApp
from tests.bot.slack.answers import settled
from tests.bot.slack.conftest import Start
from tests.bot.slack.desks import until
from tests.fakes.scripted_engine import ScriptedEngine, conversation_of
from tests.fakes.slack import SlackWorkspace


async def answered(slack: SlackWorkspace, app: SlackApp, question: str) -> str:
    """The ts of a question in C1 that has its answer."""
    ts = await slack.say("C1", "U1", question)
    await slack.reply_to("C1", ts)
    await settled(slack, app)
    return ts


async def test_an_edited_question_is_answered_anew_in_the_same_message_when_asked_to(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    ts = await slack.say("C1", "U1", "<@BOT> how do I fix VPN error 809?")
    await slack.reply_to("C1", ts)
    await app.idle()
    await slack.edit("C1", ts, "<@BOT> how do I fix VPN error 691?")
    await settled(slack, app)
    assert len(engine.asked) == 1
    offer = slack.ephemerals("U1", "C1")[-1]
    await slack.click("C1", offer["ts"], "deskside_again", "U1")
    await app.idle()
    assert [question.text for question in engine.asked] == [
        "how do I fix VPN error 809?",
        "how do I fix VPN error 691?",
    ]
    assert len(slack.replies("C1", ts)) == 1


async def test_a_question_that_waits_is_asked_as_it_is_now(
    slack: SlackWorkspace, start: Start, engine: ScriptedEngine
) -> None:
    app = await start(at_once=1)
    engine.pause()
    await slack.say("C2", "U2", "<@BOT> the first question")
    await until(lambda: engine.asked)
    ts = await slack.say("C1", "U1", "<@BOT> the secnd question")
    await slack.idle()
    await slack.edit("C1", ts, "<@BOT> the second question")
    await slack.idle()
    engine.play()
    engine.step(100)
    await app.idle()
    assert [question.text for question in engine.asked] == ["the first question", "the second question"]
    assert slack.ephemerals("U1") == []


async def test_a_preview_of_a_link_is_no_edit(slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine) -> None:
    ts = await slack.say("C1", "U1", "<@BOT> what does https://example.com say?")
    await slack.reply_to("C1", ts)
    await slack.unfurl("C1", ts)
    await settled(slack, app)
    assert slack.ephemerals("U1") == []


async def test_deleting_a_question_stops_the_work_and_takes_the_placeholder_away(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    slack.faults.poor()
    engine.pause()
    ts = await slack.say("C1", "U1", "<@BOT> how do I fix VPN error 809?")
    await slack.reply_to("C1", ts, when=lambda message: "Looking" in message["text"] and bool(engine.asked))
    await slack.delete("C1", ts)
    await settled(slack, app)
    assert engine.stopped == 1
    assert all(message.get("user") != slack.bot for message in slack.messages("C1"))


async def test_a_question_deleted_while_it_waits_is_never_asked(
    slack: SlackWorkspace, start: Start, engine: ScriptedEngine
) -> None:
    app = await start(at_once=1)
    engine.pause()
    await slack.say("C2", "U2", "<@BOT> the first question")
    await until(lambda: engine.asked)
    ts = await slack.say("C1", "U1", "<@BOT> the second question")
    await slack.idle()
    await slack.delete("C1", ts)
    await slack.idle()
    engine.play()
    engine.step(100)
    await app.idle()
    assert [question.text for question in engine.asked] == ["the first question"]


async def test_who_changes_a_question_before_its_reply_is_there_sees_the_offer(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    engine.pause()
    ts = await slack.say("C1", "U1", "<@BOT> how do I fix VPN error 809?")
    await until(lambda: engine.asked)
    await slack.edit("C1", ts, "<@BOT> how do I fix VPN error 691?")
    await slack.idle()
    await app.errands.idle()
    assert "You changed your question" in slack.ephemerals("U1", "C1")[-1]["text"]
    engine.play()
    engine.step(100)
    await app.idle()


async def test_a_deleted_question_is_quoted_nowhere(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    ts = await answered(slack, app, "<@BOT> how do I fix the quagga?")
    assert len(engine.stored) == 1
    await slack.delete("C1", ts)
    await settled(slack, app)
    await slack.open_app("U1")
    await settled(slack, app)
    (entry,) = await app.ledger.since(0)
    assert "quagga" not in str(entry)
    assert "quagga" not in str(slack.home("U1"))
    assert engine.stored == {}


async def test_a_deleted_question_leaves_the_others_of_its_conversation(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    ts = await answered(slack, app, "<@BOT> how do I fix VPN error 809?")
    (name,) = engine.stored
    engine.stored[name] = conversation_of(2, name)
    await slack.delete("C1", ts)
    await settled(slack, app)
    assert list(engine.stored) == [name]


async def test_a_deleted_question_that_was_answered_anew_is_quoted_nowhere(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    given = iter(("a1", "a3"))
    engine.script = lambda question: [Answer("The quagga is out.", "grounded", id=next(given))]
    ts = await answered(slack, app, "<@BOT> how do I fix the quaga?")
    await slack.edit("C1", ts, "<@BOT> how do I fix the quagga?")
    await settled(slack, app)
    await slack.click("C1", slack.ephemerals("U1", "C1")[-1]["ts"], "deskside_again", "U1")
    await settled(slack, app)
    (name,) = engine.stored
    engine.stored[name] = conversation_of(2, name)
    await slack.delete("C1", ts)
    await settled(slack, app)
    assert len(engine.asked) == 2
    assert "quag" not in str(await app.ledger.since(0))
    assert engine.stored == {}


async def test_a_deleted_question_that_got_no_answer_leaves_the_conversation(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    ts = await answered(slack, app, "<@BOT> how do I fix VPN error 809?")
    (name,) = engine.stored
    engine.stored[name] = conversation_of(1, name)
    engine.script = lambda question: [Failed("No.", "Ask again.", "bug")]
    follow_up = await slack.say("C1", "U1", "And in a hotel?", thread_ts=ts)
    await settled(slack, app)
    await slack.delete("C1", follow_up)
    await settled(slack, app)
    assert list(engine.stored) == [name]


async def test_a_question_that_is_deleted_while_its_reply_is_finished_is_quoted_nowhere(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    slack.faults.add("chat.postMessage", "ratelimited", seconds=1)
    engine.script = lambda question: [Delta("The quagga is out."), Answer("The quagga is out.", "grounded", id="a1")]
    ts = await slack.say("C1", "U1", "<@BOT> how do I fix the quagga?")
    await until(lambda: slack.faults.happened)
    (name,) = engine.stored
    engine.stored[name] = conversation_of(1, name)
    await slack.delete("C1", ts)
    await settled(slack, app)
    assert "quagga" not in str(await app.ledger.since(0))
    assert engine.stored == {}


async def test_a_deleted_message_that_was_no_question_is_not_written_down(slack: SlackWorkspace, app: SlackApp) -> None:
    ts = await slack.say("C1", "U1", "lunch, everybody?")
    await slack.delete("C1", ts)
    await settled(slack, app)
    assert await app.ledger.since(0) == []
