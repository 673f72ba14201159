"""Asks an engine and keeps what it says."""

from bot.engine import Engine
from bot.events import Answer, Event, Failed, Found, Question


async def events_of(engine: Engine, text: str, conversation: str | None = None) -> list[Event]:
    return [event async for event in engine.ask(Question(text, conversation=conversation))]


async def answer_to(engine: Engine, text: str, conversation: str | None = None) -> Answer:
    last = (await events_of(engine, text, conversation))[-1]
    assert isinstance(last, Answer), last
    return last


async def failure_of(engine: Engine, question: Question) -> Failed:
    [*_, last] = [event async for event in engine.ask(question)]
    assert isinstance(last, Failed), last
    assert last.problem.endswith(".") and last.next_step
    return last


def found_in(events: list[Event]) -> Found:
    [found] = [event for event in events if isinstance(event, Found)]
    return found
