"""Asks an engine and keeps what it says."""

from bot.events import Answer, Event, Failed, Found, Question
from bot.interface import EngineInterface


async def events_of(engine: EngineInterface, text: str, conversation: str | None = None) -> list[Event]:
    return [event async for event in engine.ask(Question(text, conversation=conversation))]


async def answer_to(engine: EngineInterface, text: str, conversation: str | None = None) -> Answer:
    return answer_in(await events_of(engine, text, conversation))


def answer_in(events: list[Event]) -> Answer:
    last = events[-1]
    assert isinstance(last, Answer), last
    return last


async def failure_of(engine: EngineInterface, question: Question) -> Failed:
    [*_, last] = [event async for event in engine.ask(question)]
    assert isinstance(last, Failed), last
    assert last.problem.endswith(".") and last.next_step
    return last


def found_in(events: list[Event]) -> Found:
    [found] = [event for event in events if isinstance(event, Found)]
    return found
