"""A writer that says that its notes do not answer is heard while the signals are unsure, and only then."""

from collections.abc import Generator

import pytest

from bot.engine import Engine
from bot.events import Answer, Looking
from bot.steps import decide
from bot.steps.write import REFUSAL
from models.writing.usage import Writing
from models.writing.writer import Writer
from tests.bot.asking import answer_to, events_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> None:
    def pieces() -> Generator[str, None, None]:
        yield from ("Not in", " the notes.")

    def refuse(*_: object) -> Writing:
        return Writing(pieces())

    assert "".join(refuse()) == REFUSAL
    monkeypatch.setattr(Writer, "write", refuse)


@pytest.mark.usefixtures("refusing")
async def test_a_refusal_is_an_honest_not_found_where_the_signals_are_unsure(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decide, "SURE", 1.1)
    events = await events_of(engine, "Which printer prints posters?")
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert (answer.kind, answer.citations) == ("not_found", ())
    assert answer.closest
    assert Looking("writing") in events
    assert REFUSAL not in answer.text


@pytest.mark.usefixtures("refusing")
async def test_a_refusal_is_overruled_by_the_extract_where_the_signals_are_sure(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decide, "SURE", 0.0)
    answer = await answer_to(engine, "How much is refunded for a hotel?")
    assert answer.kind == "extract"
    assert "150 euros" in answer.text
    assert REFUSAL not in answer.text
