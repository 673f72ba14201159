"""The weekly digest: once a week, whatever happens, and nothing in it that was asked in private."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.events import Answer, AnswerKind
from bot.feedback import Verdict
from bot.settings import Settings
from bot.slack import clock, digest
from bot.slack.asked import Asked, Way
from bot.slack.digest import last_week
from bot.slack.ledger import Ledger, Opinion, Outcome
from bot.slack.sqlite_ledger import SqliteLedger
from bot.slack.tokens import Tokens
from bot.slack.troubles import Troubles
from bot.slack.web import Unsure, Web, connected
from bot.slack_settings import SlackSettings
from tests.bot.slack.desks import PATIENCE
from tests.fakes.embedder import HashingEmbedder
from tests.fakes.slack import SlackWorkspace

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC).timestamp()
WEEK = last_week(NOW)
TUESDAY = WEEK.begins.timestamp() + 86_400


@pytest.fixture
async def web(slack: SlackWorkspace) -> AsyncIterator[Web]:
    async with connected(Tokens.from_environment(slack.environment), Troubles()) as web:
        yield web


@pytest.fixture
async def ledger(tmp_path: Path) -> AsyncIterator[Ledger]:
    opened = SqliteLedger.open(tmp_path / "slack.db")
    yield opened
    await opened.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, slack=SlackSettings(digest_channel="C2"))


class Asking:
    """Writes questions into a ledger, as the app does."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._number = 0

    async def __call__(
        self,
        text: str,
        kind: AnswerKind = "grounded",
        channel: str = "C1",
        user: str = "U1",
        at: float = TUESDAY,
        way: Way = "mention",
        verdict: Verdict | None = None,
        reason: str = "",
        private: bool = False,
    ) -> None:
        self._number += 1
        key = f"T:{channel}:{self._number}"
        asked = Asked(key, way, channel, user, text, at, direct=channel.startswith("D"), private=private)
        assert await self._ledger.claim(asked, key)
        await self._ledger.finish(key, "replied", Outcome(Answer("…", kind)))
        if verdict:
            await self._ledger.judge(key, user, Opinion(verdict, reason))


@pytest.fixture
def ask(ledger: Ledger) -> Asking:
    return Asking(ledger)


async def sent(web: Web, ledger: Ledger, settings: Settings) -> digest.Digest | None:
    return await digest.send(web, ledger, settings, WEEK, HashingEmbedder().embed)


def shown(slack: SlackWorkspace, channel: str = "C2") -> list[str]:
    """The text of each digest in a channel, as people see it."""
    return [
        "\n".join(str(block.get("text", {}).get("text", block)) for block in message["blocks"])
        for message in slack.messages(channel)
    ]


async def test_the_digest_counts_the_week_and_names_the_documents_to_write(
    slack: SlackWorkspace, web: Web, ledger: Ledger, settings: Settings, ask: Asking
) -> None:
    await ask("How do I get a parking badge?", "not_found")
    await ask("how do i get a parking badge", "not_found", user="U2")
    await ask("Where is the printer?", verdict="up")
    await ask("What is error 809?", verdict="down", reason="It is about error 691.")
    await ask("Hello", "chat")
    await ask("From before", at=WEEK.begins.timestamp() - 1)
    await ask("From after", at=WEEK.ends.timestamp() + 1)
    await sent(web, ledger, settings)
    (text,) = shown(slack)
    assert "*4 questions* from 2 people: 2 answered, 2 not found." in text
    assert "Documents to write next" in text and "parking badge?” and 1 like it" in text
    assert "1 helpful, 1 not helpful" in text and "“What is error 809?”: It is about error 691." in text
    assert "Hello" not in text and "From" not in text


async def test_everybodys_opinion_of_an_answer_counts(
    slack: SlackWorkspace, web: Web, ledger: Ledger, settings: Settings, ask: Asking
) -> None:
    await ask("What is error 809?", verdict="down", reason="It is about error 691.")
    (entry,) = await ledger.since(0)
    for user in ("U2", "U3"):
        await ledger.judge(entry.asked.key, user, Opinion("up"))
    await sent(web, ledger, settings)
    (text,) = shown(slack)
    assert "2 helpful, 1 not helpful" in text and "“What is error 809?”: It is about error 691." in text


@pytest.mark.parametrize("where", ["D1", "G1", "M1", "C1"])
async def test_what_was_asked_in_private_is_counted_and_not_quoted(
    slack: SlackWorkspace, web: Web, ledger: Ledger, settings: Settings, ask: Asking, where: str
) -> None:
    private = where == "C1"  # a command, in a public channel, for the asker's eyes only
    await ask("Am I being fired?", "not_found", channel=where, user="U2", private=private)
    await ask(
        "Who reads this?", channel=where, user="U2", private=private, verdict="down", reason="none of your business"
    )
    await sent(web, ledger, settings)
    (text,) = shown(slack)
    assert "2 asked in private" in text and "1 not found" in text
    assert "fired" not in text and "business" not in text and "not quoted" in text


async def test_private_questions_are_quoted_where_the_settings_allow_it(
    slack: SlackWorkspace, web: Web, ledger: Ledger, settings: Settings, ask: Asking
) -> None:
    await ask("Where is the safe?", "not_found", channel="D1")
    allowed = settings.slack.model_copy(update={"digest_private": True})
    await sent(web, ledger, settings.model_copy(update={"slack": allowed}))
    assert "Where is the safe?" in shown(slack)[0]


async def test_a_channel_that_slack_says_nothing_of_counts_as_private(
    slack: SlackWorkspace, web: Web, ledger: Ledger, settings: Settings, ask: Asking
) -> None:
    slack.faults.unknown = ("conversations.info",)
    await ask("Am I being fired?", "not_found")
    await sent(web, ledger, settings)
    assert "fired" not in shown(slack)[0]


async def test_a_question_cannot_call_everybody_or_forge_a_link(
    slack: SlackWorkspace, web: Web, ledger: Ledger, settings: Settings, ask: Asking
) -> None:
    await ask("<!channel> *see* <https://evil.example|the handbook>", "not_found")
    await sent(web, ledger, settings)
    assert "<!channel>" not in shown(slack)[0] and "<https" not in shown(slack)[0]


async def test_the_same_week_is_sent_once_even_across_restarts(
    slack: SlackWorkspace, web: Web, ledger: Ledger, settings: Settings, ask: Asking, tmp_path: Path
) -> None:
    await ask("Where is the printer?")
    await sent(web, ledger, settings)
    await sent(web, ledger, settings)
    await ledger.choose(digest.SENT, "")  # killed between the post and the note of it
    await sent(web, ledger, settings)
    assert len(shown(slack)) == 1
    assert (await ledger.chosen())[digest.SENT] == WEEK.name


async def test_a_lost_answer_does_not_send_it_twice(
    slack: SlackWorkspace, web: Web, ledger: Ledger, settings: Settings, ask: Asking
) -> None:
    await ask("Where is the printer?")
    slack.faults.add("chat.postMessage", "lost response")
    with pytest.raises(Unsure):
        await sent(web, ledger, settings)
    await sent(web, ledger, settings)
    assert len(shown(slack)) == 1


async def test_a_week_without_questions_is_not_worth_a_message(
    slack: SlackWorkspace, web: Web, ledger: Ledger, settings: Settings
) -> None:
    await sent(web, ledger, settings)
    assert shown(slack) == []


async def test_it_may_go_to_a_person(
    slack: SlackWorkspace, web: Web, ledger: Ledger, settings: Settings, ask: Asking
) -> None:
    await ask("Where is the printer?")
    to_admin = settings.slack.model_copy(update={"digest_channel": "UADMIN"})
    for _ in range(2):
        await sent(web, ledger, settings.model_copy(update={"slack": to_admin}))
        await ledger.choose(digest.SENT, "")
    assert len(shown(slack, "DADMIN")) == 1


@pytest.mark.parametrize(
    ("day", "hour", "name"),
    [(23, 8, "2026-W46"), (23, 9, "2026-W47"), (24, 0, "2026-W47"), (29, 23, "2026-W47"), (30, 9, "2026-W48")],
)
def test_a_week_is_due_on_the_monday_after_it(day: int, hour: int, name: str) -> None:
    moment = datetime(2026, 11, day, hour).astimezone()
    week = last_week(moment.timestamp())
    assert week.name == name and week.ends - week.begins == timedelta(days=7) and week.ends.weekday() == 0


@pytest.mark.parametrize("changed", [datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)])
def test_weeks_follow_each_other_over_the_beginning_and_the_end_of_summer_time(
    changed: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Europe/Lisbon")
    time.tzset()
    try:
        weeks = [last_week((changed + timedelta(days=days, hours=12)).timestamp()) for days in (-9, -2, 0, 5, 12)]
        names = [week.name for week in weeks]
        assert [a == b or a.ends == b.begins for a, b in pairwise(weeks)] == [True] * 4
        assert names[1] == names[2] and weeks[1] == weeks[2]
        assert {(week.begins.weekday(), week.begins.hour) for week in weeks} == {(0, 0)}
    finally:
        monkeypatch.undo()
        time.tzset()


async def test_of_two_replicas_one_sends_it(
    slack: SlackWorkspace, web: Web, ledger: Ledger, settings: Settings, ask: Asking
) -> None:
    await ask("Where is the printer?")
    await asyncio.gather(*(sent(web, ledger, settings) for _ in range(2)))
    assert len(shown(slack)) == 1


async def test_the_app_sends_it_while_it_runs_and_tries_again_after_a_failure(
    slack: SlackWorkspace, web: Web, ledger: Ledger, settings: Settings, ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digest, "LOOKING_AGAIN", 0.01)
    monkeypatch.setattr(digest, "_topics", lambda *_: ())
    slack.faults.add("chat.postMessage", "error", error="channel_not_found", times=2)
    await ask("Where is the printer?")
    looked_again = asyncio.Event()

    def now() -> float:
        if shown(slack):
            looked_again.set()
        return NOW

    monkeypatch.setattr(clock, "now", now)
    sending = asyncio.create_task(digest.keep_sending(web, ledger, settings))
    async with asyncio.timeout(PATIENCE):
        await looked_again.wait()
    sending.cancel()
    assert len(shown(slack)) == 1


async def test_a_ledger_that_fails_keeps_no_later_digest_back(
    slack: SlackWorkspace, web: Web, ledger: Ledger, settings: Settings, ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digest, "LOOKING_AGAIN", 0.0)
    await ask("Where is the printer?")
    chosen, noted, failures = ledger.chosen, asyncio.Event(), [OSError("the disk is gone")]

    async def choose(name: str, value: str) -> None:
        noted.set()

    async def failing() -> Mapping[str, str]:
        if failures:
            raise failures.pop()
        return await chosen()

    monkeypatch.setattr(ledger, "choose", choose)
    monkeypatch.setattr(ledger, "chosen", failing)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    sending = asyncio.create_task(digest.keep_sending(web, ledger, settings))
    async with asyncio.timeout(PATIENCE):
        await noted.wait()
    sending.cancel()
    assert len(shown(slack)) == 1


async def test_a_question_that_was_asked_again_counts_once(
    web: Web, ledger: Ledger, settings: Settings, ask: Asking
) -> None:
    await ask("Where is the printer?")
    await ask("Where is the printer?", way="again")
    found = await sent(web, ledger, settings)
    assert found is not None and found.questions == 1
