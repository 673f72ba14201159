"""The ledger's promises, kept by SQLite and, where a server is installed, by Redis."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.events import Answer
from bot.slack import clock, keys
from bot.slack.asked import Asked, SlackFile
from bot.slack.ledger import STRUCK_KEPT, Ledger, Opinion, Outcome, Thread
from bot.slack.places import Place
from bot.slack.redis_ledger import LEASE, RedisLedger, RedisUnusable
from bot.slack.sqlite_ledger import SlackRunsAlready, SqliteLedger
from tests.fakes import sample_events

ASKED = Asked("T:C1:10.1", "mention", "C1", "U1", "How?", 1_000.0, ts="10.1", thread="10.1", team="T")


@pytest.fixture(params=["sqlite", "redis"])
async def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Ledger]:
    """A ledger with nothing in it."""
    opened: Ledger
    if request.param == "sqlite":
        opened = SqliteLedger.open(tmp_path / "slack.db")
    else:
        opened = await RedisLedger.open(request.getfixturevalue("redis_url"), tmp_path.name)
    yield opened
    await opened.close()


async def test_an_event_is_taken_in_once(ledger: Ledger) -> None:
    assert await ledger.claim(ASKED, "Ev1")
    assert not await ledger.claim(ASKED, "Ev1")


async def test_a_message_is_taken_in_once_whatever_its_event_is_called(ledger: Ledger) -> None:
    assert await ledger.claim(ASKED, "Ev1")
    assert not await ledger.claim(ASKED, "Ev2")
    assert not await ledger.claim(replace(ASKED, way="direct"), "")


async def test_an_event_is_taken_in_once_whatever_it_says_later(ledger: Ledger) -> None:
    assert await ledger.claim(ASKED, "Ev1")
    assert not await ledger.claim(replace(ASKED, key="T:C1:11.1"), "Ev1")


async def test_of_many_deliveries_at_once_one_wins(ledger: Ledger) -> None:
    won = await asyncio.gather(*(ledger.claim(ASKED, f"Ev{number % 3}") for number in range(20)))
    assert sum(won) == 1


async def test_a_question_goes_from_claim_to_reply(ledger: Ledger) -> None:
    await ledger.claim(ASKED, "Ev1")
    assert await ledger.begin(ASKED.key)
    assert await ledger.holds(ASKED.key)
    await ledger.placed(ASKED.key, "10.2")
    assert await ledger.is_reply("C1", "10.2")
    assert not await ledger.is_reply("C1", "10.3")
    places = tuple(map(Place.of, sample_events.PASSAGES))
    outcome = Outcome(Answer("So.", "grounded", sample_events.CITATIONS, id="a"), places, ("it",))
    await ledger.finish(ASKED.key, "replied", outcome)
    entry = await ledger.find(ASKED.key)
    assert entry is not None
    assert (entry.asked, entry.state, entry.reply, entry.outcome) == (ASKED, "replied", "10.2", outcome)
    assert not await ledger.holds(ASKED.key)
    assert not await ledger.begin(ASKED.key)
    assert await ledger.orphans() == []


async def test_a_deleted_message_is_never_answered_even_if_it_comes_later(ledger: Ledger) -> None:
    assert await ledger.strike(ASKED.key) == []
    assert not await ledger.claim(ASKED, "Ev1")


async def test_a_deleted_message_that_was_no_question_is_neither_kept_nor_counted(ledger: Ledger) -> None:
    await ledger.strike(ASKED.key)
    assert await ledger.since(0) == []
    assert await ledger.find(ASKED.key) is None


async def test_the_key_of_a_deleted_message_is_forgotten_after_an_hour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = SqliteLedger.open(tmp_path / "slack.db")
    await ledger.strike("T:C1:quagga")
    later = clock.now() + STRUCK_KEPT + 1
    monkeypatch.setattr(clock, "now", lambda: later)
    await ledger.forget(0)
    assert not files_holding(tmp_path, b"quagga")
    await ledger.close()


async def test_deleting_a_message_ends_its_question(ledger: Ledger) -> None:
    await ledger.claim(ASKED, "Ev1")
    (before,) = await ledger.strike(ASKED.key)
    assert before.state == "received"
    assert not await ledger.begin(ASKED.key)
    assert await ledger.orphans() == []


async def test_deleting_an_answered_question_forgets_what_it_said(ledger: Ledger) -> None:
    files = (SlackFile("F1", "quagga.png"),)
    await ledger.claim(replace(ASKED, text="Where is the quagga?", files=files), "Ev1")
    await ledger.finish(ASKED.key, "replied", Outcome(Answer("The quagga is out.", "grounded")))
    (before,) = await ledger.strike(ASKED.key)
    assert before.state == "replied"
    entry = await ledger.find(ASKED.key)
    assert entry is not None
    assert (entry.asked, entry.state, entry.outcome) == (replace(ASKED, text=""), "stopped", None)
    assert await ledger.recent("U1", 5) == []
    assert not await ledger.claim(ASKED, "Ev2")


async def test_deleting_a_message_takes_along_what_was_made_of_it(ledger: Ledger) -> None:
    again = replace(ASKED, key=keys.of_another_try(ASKED.key, "1"), way="again")
    option = replace(ASKED, key=keys.of_option(again.key, "0"), way="option")
    shortcut = replace(ASKED, key=keys.of_shortcut(ASKED.key, "t"), way="shortcut", user="U2", private=True)
    another = replace(ASKED, key=f"{ASKED.key}0", text="Where is the okapi?")
    every = (ASKED, again, option, shortcut, another)
    for asked in every:
        await ledger.claim(asked, "")
        await ledger.finish(asked.key, "replied", Outcome(Answer(f"{asked.text} So.", "grounded")))
    waiting = replace(shortcut, key=keys.of_shortcut(ASKED.key, "u"))
    await ledger.claim(waiting, "")
    struck = await ledger.strike(ASKED.key)
    assert struck[0].asked == ASKED
    assert {entry.asked.key for entry in struck} == {asked.key for asked in every[:4]}
    kept = [entry for asked in (*every, waiting) if (entry := await ledger.find(asked.key))]
    assert [entry.is_struck for entry in kept] == [True] * 4 + [False] * 2
    assert await ledger.orphans() == kept[-1:]  # who waits for an answer of their own gets it


async def test_an_answer_that_comes_after_its_question_was_deleted_is_not_kept(ledger: Ledger) -> None:
    await ledger.claim(ASKED, "Ev1")
    await ledger.begin(ASKED.key)
    await ledger.strike(ASKED.key)
    await ledger.finish(ASKED.key, "replied", Outcome(Answer("The quagga is out.", "grounded")))
    entry = await ledger.find(ASKED.key)
    assert entry is not None
    assert (entry.state, entry.outcome) == ("stopped", None)
    assert await ledger.recent("U1", 5) == []


async def test_an_edit_that_comes_with_a_deletion_or_after_it_brings_no_word_back(ledger: Ledger) -> None:
    await ledger.claim(ASKED, "Ev1")
    await ledger.finish(ASKED.key, "replied", Outcome(Answer("So.", "grounded")))
    await asyncio.gather(ledger.find(ASKED.key), ledger.find(ASKED.key))  # neither waits for a connection afterwards
    await asyncio.gather(ledger.revise(ASKED.key, "Where is the okapi?"), ledger.strike(ASKED.key))
    assert await ledger.revise(ASKED.key, "Where is the quagga?") is None
    entry = await ledger.find(ASKED.key)
    assert entry is not None
    assert entry.asked.text == ""


async def test_an_edit_changes_the_text_and_tells_what_it_was(ledger: Ledger) -> None:
    await ledger.claim(ASKED, "Ev1")
    before = await ledger.revise(ASKED.key, "How now?")
    assert before is not None
    assert before.asked.text == "How?"
    entry = await ledger.find(ASKED.key)
    assert entry is not None
    assert entry.asked == replace(ASKED, text="How now?")
    assert await ledger.revise("T:C1:99", "?") is None


async def test_a_thread_is_remembered(ledger: Ledger) -> None:
    assert await ledger.thread("C1", "10.1") is None
    await ledger.put_thread("C1", "10.1", Thread("c1", "U1"))
    assert await ledger.thread("C1", "10.1") == Thread("c1", "U1")


async def test_the_open_questions_of_a_thread_are_known(ledger: Ledger) -> None:
    for key, thread in (("T:C1:10.1", "10.1"), ("T:C1:10.5", "10.1"), ("T:C1:10.7", "10.1"), ("T:C1:11.1", "11.1")):
        await ledger.claim(replace(ASKED, key=key, thread=thread), "")
    await ledger.finish("T:C1:10.5", "replied")
    # What somebody looks for alone is not theirs who stop the thread.
    await ledger.claim(replace(ASKED, key=keys.of_shortcut(ASKED.key, "t"), way="shortcut", private=True), "")
    assert set(await ledger.open_in("C1", "10.1")) == {"T:C1:10.1", "T:C1:10.7"}
    assert await ledger.open_in("C2", "10.1") == []


async def test_people_have_a_thread_until_each_of_their_matters_is_settled(ledger: Ledger) -> None:
    await ledger.put_thread("C1", "10.1", Thread("c1", "U1"))
    for matter in ("T:C1:10.1", "T:C1:10.5", "T:C1:10.5"):
        await ledger.hand("C1", "10.1", matter)
    assert not await ledger.settle("C1", "10.1", "T:C1:10.1")
    await ledger.put_thread("C1", "10.1", Thread("c2", "U1"))
    assert await ledger.thread("C1", "10.1") == Thread("c2", "U1", handed=True)
    assert await ledger.settle("C1", "10.1", "T:C1:10.5")
    assert await ledger.thread("C1", "10.1") == Thread("c2", "U1")
    assert await ledger.settle("C1", "10.1", "T:C1:10.5")  # pressed twice


async def test_somebodys_last_questions_are_found(ledger: Ledger) -> None:
    for number in range(5):
        asked = replace(ASKED, key=f"T:C1:{number}", at=1_000.0 + number, user="U1" if number % 2 else "U2")
        await ledger.claim(asked, f"Ev{number}")
        await ledger.finish(asked.key, "replied")
    assert [entry.asked.key for entry in await ledger.recent("U1", 5)] == ["T:C1:3", "T:C1:1"]
    assert [entry.asked.key for entry in await ledger.since(1_003.0)] == ["T:C1:3", "T:C1:4"]


async def test_an_opinion_is_kept_for_each_person(ledger: Ledger) -> None:
    await ledger.claim(ASKED, "Ev1")
    for user, opinion in (("U1", Opinion("up")), ("U1", Opinion("down", "wrong building")), ("U2", Opinion("up"))):
        await ledger.judge(ASKED.key, user, opinion)
    entry = await ledger.find(ASKED.key)
    assert entry is not None
    assert set(entry.opinions) == {Opinion("down", "wrong building"), Opinion("up")}
    assert len(entry.opinions) == 2


async def test_a_choice_is_kept(ledger: Ledger) -> None:
    await ledger.choose("channel/C1/spaces", "it")
    assert dict(await ledger.chosen()) == {"channel/C1/spaces": "it"}
    await ledger.choose("channel/C1/spaces", "")
    assert dict(await ledger.chosen()) == {}


async def test_what_is_done_once_is_done_once_unless_undone(ledger: Ledger) -> None:
    assert await ledger.once("share")
    assert not await ledger.once("share")
    await ledger.undo("share")
    assert await ledger.once("share")


async def test_old_questions_are_forgotten_but_never_open_ones(ledger: Ledger) -> None:
    await ledger.claim(ASKED, "Ev1")
    done = replace(ASKED, key="T:C1:11")
    await ledger.claim(done, "Ev2")
    await ledger.finish(done.key, "replied")
    await ledger.forget(clock.now())
    assert await ledger.find(done.key) is None
    assert [entry.asked.key for entry in await ledger.orphans()] == [ASKED.key]


async def test_a_crash_loses_no_question(tmp_path: Path) -> None:
    first = SqliteLedger.open(tmp_path / "slack.db")
    await first.claim(ASKED, "Ev1")
    await first.begin(ASKED.key)
    await first.placed(ASKED.key, "10.2")
    await first.close()
    second = SqliteLedger.open(tmp_path / "slack.db")
    (entry,) = await second.orphans()
    assert (entry.asked, entry.state, entry.reply) == (ASKED, "answering", "10.2")
    assert not await second.claim(ASKED, "Ev1")
    await second.close()


async def test_a_second_process_on_one_home_is_turned_away(tmp_path: Path) -> None:
    first = SqliteLedger.open(tmp_path / "slack.db")
    with pytest.raises(SlackRunsAlready, match="Another"):
        SqliteLedger.open(tmp_path / "slack.db")
    await first.close()
    await SqliteLedger.open(tmp_path / "slack.db").close()


async def test_a_replica_that_gives_no_sign_loses_its_questions_to_another(
    redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, other = [await RedisLedger.open(redis_url, tmp_path.name) for _ in range(2)]
    await gone.claim(ASKED, "Ev1")
    assert await other.orphans() == []
    assert not await other.claim(ASKED, "Ev1")
    later = clock.now() + LEASE + 1
    monkeypatch.setattr(clock, "now", lambda: later)
    assert [entry.asked.key for entry in await other.orphans()] == [ASKED.key]
    assert await other.holds(ASKED.key)
    assert not await gone.holds(ASKED.key)
    await gone.close()
    await other.close()


async def test_a_replica_that_lives_keeps_its_questions(
    redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    living, other = [await RedisLedger.open(redis_url, tmp_path.name) for _ in range(2)]
    await living.claim(ASKED, "Ev1")
    begun = clock.now()
    monkeypatch.setattr(clock, "now", lambda: begun + LEASE - 1)
    await living.keep()
    monkeypatch.setattr(clock, "now", lambda: begun + LEASE + 1)
    assert await other.orphans() == []
    await living.close()
    await other.close()


async def test_a_stop_reaches_the_replica_that_works(redis_url: str, tmp_path: Path) -> None:
    working, told = [await RedisLedger.open(redis_url, tmp_path.name) for _ in range(2)]
    await working.claim(ASKED, "Ev1")
    await working.claim(replace(ASKED, key="T:C1:10.5"), "Ev2")
    await told.ask_to_stop([ASKED.key])
    assert await told.keep() == []
    assert await working.keep() == [ASKED.key]
    assert await working.keep() == []
    await working.close()
    await told.close()


@pytest.mark.parametrize("address", ["localhost:6379", "redis://localhost:port/0"])
async def test_what_is_no_address_of_a_redis_is_said(address: str) -> None:
    with pytest.raises(RedisUnusable, match="not an address") as told:
        await RedisLedger.open(address, "T")
    assert "redis://HOST:6379/0" in told.value.next_step


async def test_a_redis_that_is_not_there_is_said() -> None:
    with pytest.raises(RedisUnusable, match=r"127\.0\.0\.1"):
        await RedisLedger.open("redis://127.0.0.1:1/0", "T")


async def test_a_forgotten_question_is_in_no_file_any_more(tmp_path: Path) -> None:
    ledger = SqliteLedger.open(tmp_path / "slack.db")
    await ledger.claim(replace(ASKED, text="Where is the quagga?"), "Ev1")
    await ledger.judge(ASKED.key, "U1", Opinion("down", "no quagga"))
    await ledger.finish(ASKED.key, "replied")
    await ledger.forget(ASKED.at + 1)
    assert not files_holding(tmp_path, b"quagga")
    await ledger.close()


async def test_a_deleted_question_is_in_no_file_any_more(tmp_path: Path) -> None:
    ledger = SqliteLedger.open(tmp_path / "slack.db")
    await ledger.claim(replace(ASKED, text="Where is the quagga?"), "Ev1")
    await ledger.finish(ASKED.key, "replied")
    await ledger.strike(ASKED.key)
    assert not files_holding(tmp_path, b"quagga")
    await ledger.close()


def files_holding(folder: Path, word: bytes) -> list[Path]:
    return [file for file in folder.iterdir() if word in file.read_bytes()]
