"""A reply that a channel sees comes only from what everybody in it may read; admins choose, and nobody else."""

import pytest

from tests.bot.slack.answers import clicked, settled
from tests.bot.slack.conftest import Start
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.slack import SlackWorkspace

PRIVATE = {"people": {"users": ["U2"], "groups": ["S1"]}}


@pytest.fixture
def engine() -> ScriptedEngine:
    scripted = ScriptedEngine()
    scripted.space_names = ["default", "it", "people"]
    return scripted


async def test_a_channel_is_answered_from_its_own_spaces(
    slack: SlackWorkspace, start: Start, engine: ScriptedEngine
) -> None:
    app = await start(channels={"C2": {"spaces": ["it"]}})
    await slack.say("C2", "U1", "<@BOT> how do I fix VPN error 809?")
    await settled(slack, app)
    await slack.say("C1", "U1", "<@BOT> how do I fix VPN error 809?")
    await settled(slack, app)
    assert [question.spaces for question in engine.asked] == [("it",), ("default",)]


async def test_a_public_reply_leaves_out_what_one_in_the_channel_may_not_read(
    slack: SlackWorkspace, start: Start, engine: ScriptedEngine
) -> None:
    # S1 is U3 and UADMIN. G1 has U2 and UADMIN, C2 has U1 too.
    spaces = {"spaces": ["default", "people"]}
    app = await start(readers=PRIVATE, channels={"G1": spaces, "C2": spaces})
    await slack.say("G1", "U2", "<@BOT> who earns what?")
    await settled(slack, app)
    await slack.say("C2", "U2", "<@BOT> who earns what?")
    await settled(slack, app)
    assert [question.spaces for question in engine.asked] == [("default", "people"), ("default",)]


async def test_where_members_cannot_be_told_a_public_reply_leaves_it_out(
    slack: SlackWorkspace, start: Start, engine: ScriptedEngine
) -> None:
    slack.faults.unknown = ("conversations.members",)
    app = await start(readers=PRIVATE, channels={"G1": {"spaces": ["default", "people"]}})
    await slack.say("G1", "U2", "<@BOT> who earns what?")
    await settled(slack, app)
    assert engine.asked[0].spaces == ("default",)


async def test_a_private_question_sees_what_its_asker_may_read(
    slack: SlackWorkspace, start: Start, engine: ScriptedEngine
) -> None:
    app = await start(readers=PRIVATE)
    for channel, user in (("D1", "U1"), ("D2", "U2"), ("D3", "U3")):
        await slack.say(channel, user, "who earns what?")
        await settled(slack, app)
    assert [question.spaces for question in engine.asked] == [
        ("default",),
        ("default", "people"),
        ("default", "people"),
    ]


async def test_a_private_answer_from_a_closed_space_is_not_shared(
    slack: SlackWorkspace, start: Start, engine: ScriptedEngine
) -> None:
    app = await start(readers=PRIVATE, channels={"C2": {"spaces": ["people"]}})
    await slack.command("/deskside", "who earns what?", "U2", "C2")
    await app.idle()
    assert engine.asked[0].spaces == ("people",)
    answer = slack.ephemerals("U2", "C2")[-1]
    await clicked(slack, app, "C2", answer["ts"], "deskside_share", "U2")
    assert "not everybody in this channel may read" in slack.ephemerals("U2", "C2")[-1]["text"]
    assert all(message.get("user") != slack.bot for message in slack.messages("C2"))


async def test_a_channel_where_nothing_may_be_read_is_told_so(
    slack: SlackWorkspace, start: Start, engine: ScriptedEngine
) -> None:
    await start(readers=PRIVATE, channels={"C2": {"spaces": ["people"]}})
    ts = await slack.say("C2", "U2", "<@BOT> who earns what?")
    assert "nothing that I may answer from" in (await slack.reply_to("C2", ts))["text"]
    assert engine.asked == []


async def test_a_channel_shared_with_another_company_gets_only_what_was_chosen_for_it(
    slack: SlackWorkspace, start: Start, engine: ScriptedEngine
) -> None:
    await start()
    ts = await slack.say("C4", "UOTHER", "<@BOT> how do I fix VPN error 809?")
    assert "nothing that I may answer from" in (await slack.reply_to("C4", ts))["text"]
    assert engine.asked == []


async def test_where_slack_does_not_say_who_is_in_a_channel_it_may_be_shared(
    slack: SlackWorkspace, start: Start, engine: ScriptedEngine
) -> None:
    slack.faults.add("conversations.info", "error", times=None, error="missing_scope")
    await start()
    ts = await slack.say("C4", "UOTHER", "<@BOT> how do I fix VPN error 809?")
    assert "nothing that I may answer from" in (await slack.reply_to("C4", ts))["text"]
    assert engine.asked == []


async def test_what_does_not_know_channels_shares_none(
    slack: SlackWorkspace, start: Start, engine: ScriptedEngine
) -> None:
    slack.faults.unknown = ("conversations.info",)
    app = await start()
    await slack.say("C1", "U1", "<@BOT> how do I fix VPN error 809?")
    await settled(slack, app)
    assert [question.spaces for question in engine.asked] == [("default",)]


async def test_who_comes_later_is_not_shown_the_passages_of_a_closed_space(
    slack: SlackWorkspace, start: Start, engine: ScriptedEngine
) -> None:
    app = await start(readers=PRIVATE, channels={"G1": {"spaces": ["people"]}})
    ts = await slack.say("G1", "U2", "<@BOT> who earns what?")
    reply = (await slack.reply_to("G1", ts))["ts"]
    await settled(slack, app)
    for user in ("U1", "U2"):
        await slack.click("G1", reply, "deskside_passages", user)
        await settled(slack, app)
    assert "may not read" in str(slack.ephemerals("U1", "G1"))
    assert slack.modal("U1") is None
    assert "Open UDP ports" in str(slack.modal("U2"))


async def test_a_space_that_is_not_there_neither_stops_an_answer_nor_tells_which_others_are(
    slack: SlackWorkspace, start: Start, engine: ScriptedEngine
) -> None:
    app = await start(
        readers={"gone": {"users": ["U1"]}, "people": {"users": ["U3"]}}, channels={"C1": {"spaces": ["old"]}}
    )
    await slack.say("D1", "U1", "how do I fix VPN error 809?")
    await settled(slack, app)
    ts = await slack.say("C1", "U1", "<@BOT> how do I fix VPN error 809?")
    reply = (await slack.reply_to("C1", ts))["text"]
    assert [question.spaces for question in engine.asked] == [("default",)]
    assert "nothing that I may answer from" in reply
    assert "people" not in reply


async def test_only_admins_may_choose(slack: SlackWorkspace, start: Start) -> None:
    await start(admins=["UADMIN"])
    answered = await slack.command("/deskside", "admin spaces it", "U1", "C1")
    assert answered is not None
    assert "Only admins" in answered["text"]


@pytest.mark.parametrize("typed", ["admin spaces it", "admin everything on", "admin"])
async def test_what_is_a_channels_is_not_said_to_be_a_direct_messages(
    slack: SlackWorkspace, start: Start, typed: str
) -> None:
    app = await start(admins=["U1"])
    answered = await slack.command("/deskside", typed, "U1", "D1")
    assert answered is not None
    assert "in the channel that it is for" in answered["text"]
    assert dict(await app.ledger.chosen()) == {}


async def test_an_admins_choice_holds_at_once_and_after_a_restart(
    slack: SlackWorkspace, start: Start, engine: ScriptedEngine
) -> None:
    app = await start(admins=["UADMIN"])
    answered = await slack.command("/deskside", "admin spaces it", "UADMIN", "C1")
    assert answered is not None
    assert "answered from *it*" in answered["text"]
    await slack.say("C1", "U1", "<@BOT> how do I fix VPN error 809?")
    await settled(slack, app)
    assert engine.asked[0].spaces == ("it",)
    assert dict(await app.ledger.chosen()) == {"channel/C1/spaces": "it"}
    await slack.command("/deskside", "admin spaces default", "UADMIN", "C1")
    assert dict(await app.ledger.chosen()) == {}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("admin", "only when I am mentioned"),
        ("admin spaces nowhere", "There is no space nowhere"),
        ("admin everything on", "every question"),
        ("admin everything maybe", "`/deskside admin spaces it,hr`"),
        ("admin people <!subteam^S1|@it-helpers>", "People to ask: `S1`"),
        ("admin readers people <@U2|bram> <!subteam^S1>", "*people* is read by `U2`, `S1`"),
        ("admin people ada", "`/deskside admin spaces it,hr`"),
        ("admin people nobody", "People to ask: nobody"),
        ("admin readers hrr <@U2>", "is read by `U2`. There is no such space yet. There are: default, it, people."),
        ("admin readers people everybody", "*people* is read by everybody"),
        ("admin readers people nobody-at-all", "`/deskside admin spaces it,hr`"),
        ("admin nonsense", "`/deskside admin spaces it,hr`"),
    ],
)
async def test_what_an_admin_types_is_done_or_explained(
    slack: SlackWorkspace, start: Start, typed: str, told: str
) -> None:
    await start(admins=["UADMIN"])
    answered = await slack.command("/deskside", typed, "UADMIN", "C1")
    assert answered is not None
    assert told in answered["text"]


async def test_an_admins_readers_close_a_space(slack: SlackWorkspace, start: Start, engine: ScriptedEngine) -> None:
    app = await start(admins=["UADMIN"], spaces=["default", "it"])
    await slack.command("/deskside", "admin readers it <@U2>", "UADMIN", "C1")
    await slack.say("D1", "U1", "how do I fix VPN error 809?")
    await settled(slack, app)
    await slack.say("D2", "U2", "how do I fix VPN error 809?")
    await settled(slack, app)
    assert [question.spaces for question in engine.asked] == [("default",), ("default", "it")]


async def test_people_whom_an_admin_named_are_called(slack: SlackWorkspace, start: Start) -> None:
    app = await start(admins=["UADMIN"])
    await slack.command("/deskside", "admin people <!subteam^S1|@it-helpers>", "UADMIN", "C1")
    ts = await slack.say("C1", "U1", "<@BOT> how do I fix VPN error 809?")
    reply = await slack.reply_to("C1", ts)
    await app.idle()
    await clicked(slack, app, "C1", reply["ts"], "deskside_person", "U1")
    assert "<!subteam^S1>" in slack.replies("C1", ts)[-1]["text"]


async def test_nobody_is_called_where_an_admin_chose_nobody(slack: SlackWorkspace, start: Start) -> None:
    app = await start(admins=["UADMIN"], people="S1")
    answered = await slack.command("/deskside", "admin people nobody", "UADMIN", "C1")
    assert answered is not None
    assert "People to ask: nobody." in answered["text"]
    ts = await slack.say("C1", "U1", "<@BOT> how do I fix VPN error 809?")
    reply = await slack.reply_to("C1", ts)
    await app.idle()
    await clicked(slack, app, "C1", reply["ts"], "deskside_person", "U1")
    assert "subteam" not in slack.replies("C1", ts)[-1]["text"]
    answered = await slack.command("/deskside", "admin people default", "UADMIN", "C1")
    assert answered is not None
    assert "People to ask: `S1`." in answered["text"]


async def test_a_command_in_a_private_channel_without_the_app_is_answered(
    slack: SlackWorkspace, start: Start, engine: ScriptedEngine
) -> None:
    app = await start()
    await slack.command("/deskside", "how do I fix VPN error 809?", "UADMIN", "G2")
    await settled(slack, app)
    assert [question.spaces for question in engine.asked] == [("default",)]


async def test_where_no_space_is_named_the_only_one_answers(
    slack: SlackWorkspace, start: Start, engine: ScriptedEngine
) -> None:
    engine.space_names = ["sample"]
    app = await start(admins=["UADMIN"])
    for channel in ("C1", "D1"):
        await slack.say(channel, "U1", "<@BOT> how do I fix VPN error 809?")
        await settled(slack, app)
    assert [question.spaces for question in engine.asked] == [("sample",), ("sample",)]


@pytest.mark.parametrize("table", [{"channels": {"C2": {"spaces": ["it"]}}}, {"readers": {"it": {"users": ["U2"]}}}])
async def test_the_only_space_is_not_for_others_than_it_was_named_for(
    slack: SlackWorkspace, start: Start, engine: ScriptedEngine, table: dict[str, object]
) -> None:
    engine.space_names = ["it"]
    app = await start(**table)
    for channel in ("C1", "D1"):
        await slack.say(channel, "U1", "<@BOT> how do I fix VPN error 809?")
        await settled(slack, app)
    assert engine.asked == []


async def test_what_an_admin_named_a_space_for_keeps_it_from_others(
    slack: SlackWorkspace, start: Start, engine: ScriptedEngine
) -> None:
    engine.space_names = ["it"]
    app = await start(admins=["UADMIN"])
    await slack.command("/deskside", "admin spaces it", "UADMIN", "C2")
    await app.idle()
    for channel in ("C2", "C1"):
        await slack.say(channel, "U1", "<@BOT> how do I fix VPN error 809?")
        await settled(slack, app)
    assert [question.spaces for question in engine.asked] == [("it",)]
