"""A document is summed up in its own words: its opening, and how each section begins, each with its citation."""

import pytest

from bot.engine import Engine
from bot.events import Delta
from tests.bot.asking import answer_to, events_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_document_is_summed_up_with_a_citation_for_each_sentence(engine: Engine) -> None:
    events = await events_of(engine, "Summarize the VPN access page")
    answer = await answer_to(engine, "Summarize the VPN access page")
    assert answer.text == (
        "**VPN access**\n\nConnect with the OpenFort client. It is on every laptop already. [1]\n\n"
        "- **Error 809**: Error 809 means that the router blocks the VPN. [2]\n"
        "- **Error 691**: Error 691 means that the user name or the password is wrong. [3]"
    )
    assert answer.kind == "extract"
    assert {citation.document for citation in answer.citations} == {"vpn.md"}
    assert [citation.location for citation in answer.citations] == ["VPN access", "Error 809", "Error 691"]
    assert "".join(event.text for event in events if isinstance(event, Delta)) == answer.text


async def test_what_a_document_orders_is_not_told(engine: Engine) -> None:
    answer = await answer_to(engine, "What is the visitors page about?")
    assert "signed in at the reception" in answer.text and "banana" not in answer.text


async def test_a_document_that_is_not_there_is_not_summed_up(engine: Engine) -> None:
    assert (await answer_to(engine, "Summarize the goldfish policy")).kind == "not_found"


async def test_who_asks_which_documents_there_are_is_told_some(engine: Engine) -> None:
    answer = await answer_to(engine, "What documents do you have?")
    assert answer.kind == "chat"
    assert answer.text.startswith("I answer from 8 documents") and "\n- VPN access\n" in answer.text
