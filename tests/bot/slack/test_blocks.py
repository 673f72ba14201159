"""What stands in an answer's message."""

import json
from dataclasses import replace

from bot.events import Answer, Pinned
from bot.slack.blocks import answer_message, doing_message, drawn, said
from tests.fakes import sample_events

KEY = "T1:C1:10.1"
ANSWER = Answer(sample_events.ANSWER, "grounded", sample_events.CITATIONS, id="a1")


def never(citation: object) -> str:
    return ""


def actions(message: object) -> list[str]:
    return [
        element["action_id"]
        for block in message.below
        for element in block.get("elements", [])
        if "action_id" in element
    ]  # type: ignore[attr-defined]


def test_sources_are_numbered_links_with_section_and_freshness() -> None:
    message = answer_message(KEY, ANSWER, lambda citation: "checked 2 hours ago")
    (sources,) = [block for block in message.below if block["type"] == "context"]
    assert sources["elements"][0]["text"].splitlines() == [
        "[1] <https://handbook.example/vpn|VPN error codes on Windows — Error 809> · checked 2 hours ago",
        "[2] Routers at home (it/network/routers.md) · checked 2 hours ago",
    ]


def test_a_public_answer_can_be_rated_questioned_and_looked_into() -> None:
    assert actions(answer_message(KEY, ANSWER, never)) == ["deskside_feedback", "deskside_passages", "deskside_person"]


def test_a_private_answer_can_be_shared_unless_there_is_none() -> None:
    assert "deskside_share" in actions(answer_message(KEY, ANSWER, never, private=True))
    nothing = replace(ANSWER, kind="not_found", citations=())
    assert "deskside_share" not in actions(answer_message(KEY, nothing, never, private=True))


def test_what_was_not_found_offers_the_closest_documents_and_a_person() -> None:
    *_, answer = sample_events.not_found()
    assert isinstance(answer, Answer)
    message = answer_message(KEY, answer, never)
    assert "The closest documents:\n• <https://handbook.example/vpn|" in message.sources
    assert "deskside_person" in actions(message)


def test_a_question_back_offers_its_options_as_buttons() -> None:
    asked = Answer("Which one?", "clarify", id="a", options=("In Berlin?", "In Lisbon?"))
    options = answer_message(KEY, asked, never).below[0]["elements"]
    assert [(option["text"]["text"], option["value"]) for option in options] == [
        ("In Berlin?", f"{KEY}|0"),
        ("In Lisbon?", f"{KEY}|1"),
    ]


def test_small_talk_has_no_buttons() -> None:
    assert answer_message(KEY, Answer("Hello!", "chat", id="a"), never).below == ()


def test_a_pinned_answer_names_who_pinned_it() -> None:
    pinned = replace(ANSWER, kind="pinned", pinned=Pinned("ann", sample_events_moment()), citations=())
    assert answer_message(KEY, pinned, never).sources.startswith("Pinned by ann on 2026-11-")


def sample_events_moment():  # type: ignore[no-untyped-def]
    from tests.fakes.scripted_engine import THEN

    return THEN


def test_an_older_workspace_gets_plain_buttons_and_sections() -> None:
    body = drawn(answer_message(KEY, ANSWER, never), 1)
    kinds = [block["type"] for block in body["blocks"]]
    assert "markdown" not in kinds
    assert "context_actions" not in kinds
    assert {"deskside_up", "deskside_down"} <= {
        element.get("action_id") for block in body["blocks"] for element in block.get("elements", [])
    }


def test_the_plainest_message_says_it_all_in_text() -> None:
    body = drawn(answer_message(KEY, ANSWER, never), 2)
    assert set(body) == {"text"}
    assert "Open UDP ports 500 and 4500" in body["text"]
    assert "<https://handbook.example/vpn|" in body["text"]


def test_an_answer_on_its_way_can_be_stopped() -> None:
    body = drawn(doing_message(KEY, "Searching the documents", "So far"), 0)
    assert "deskside_stop" in json.dumps(body)
    assert body["text"].startswith("So far")


def test_a_title_cannot_forge_a_source() -> None:
    forged = replace(sample_events.CITATIONS[1], title="x\n[3] <https://evil.example|HR>", document="<!channel>")
    message = answer_message(KEY, replace(ANSWER, citations=(forged,)), never)
    assert message.sources == "[2] x [3] &lt;https://evil.example HR&gt; — Routers at home (&lt;!channel&gt;)"


def test_the_apps_own_words_are_a_section() -> None:
    assert drawn(said("*Hello*"), 0)["blocks"] == [{"type": "section", "text": {"type": "mrkdwn", "text": "*Hello*"}}]


async def test_a_passage_is_shown_without_pictures_and_calls_nobody() -> None:
    from bot.slack.asked import Asked
    from bot.slack.ledger import Entry, Outcome
    from bot.slack.passages import passages_view
    from bot.slack.places import Place
    from knowledge.documents import Document

    text = "## Error 809\n\n![the dialog](pics/809.png)\n\n**Open** the <!channel> ports."
    found = replace(sample_events.PASSAGES[1], text=text, start=0, end=len(text))
    outcome = Outcome(ANSWER, (Place.of(found),))
    entry = Entry(Asked(KEY, "mention", "C1", "U1", "?", 0.0), "replied", outcome=outcome)

    async def document(key: int) -> Document:
        return Document("Errors", text, ())

    blocks = (await passages_view(entry, document))["blocks"]
    assert [block["type"] for block in blocks] == ["context", "divider", "context", "divider", "context", "section"]
    shown = blocks[-1]["text"]
    assert shown["type"] == "mrkdwn"
    assert "809.png" not in shown["text"]
    assert "<!channel>" not in shown["text"]
    assert shown["text"].startswith("*Error 809*\n\n*Open*")
