"""Step 5: write. Shows the language model only the sentences worth seeing, and lets it write."""

from collections.abc import Sequence

from bot.events import Turn
from bot.steps.read import Reading
from models.writer import Message, Writer

EVIDENCE_TOKENS = 420
"""Tokens of evidence in a prompt: more makes a small model wander, and the first token late."""

EVIDENCE_UNITS = 6
"""Units that pull their neighbours into the prompt."""

INSTRUCTION = (
    "You answer a colleague's question from the notes. Copy the facts from the notes in their own words. "
    "Write one to three short sentences. Add nothing that is not in the notes."
)


def prompt(question: str, history: Sequence[Turn], reading: Reading, writer: Writer) -> list[Message]:
    """The messages for the writer: the instruction, the evidence in reading order, and the question."""
    notes = "\n\n".join(_notes(reading, writer))
    asked = [turn.text for turn in history if turn.role == "user"][-1:]
    context = f"Earlier question: {asked[0]}\n" if asked else ""
    return [
        Message("system", INSTRUCTION),
        Message("user", f"Notes:\n{notes}\n\n{context}Question: {question}"),
    ]


def _notes(reading: Reading, writer: Writer) -> list[str]:
    """The best units with their neighbours, grouped by excerpt, best excerpt first, within the token budget."""
    chosen: dict[int, set[int]] = {}
    left = EVIDENCE_TOKENS
    for evidence in reading.evidence[:EVIDENCE_UNITS]:
        excerpt = reading.excerpts[evidence.excerpt]
        taken = chosen.setdefault(evidence.excerpt, set())
        for unit in (evidence.unit, evidence.unit - 1, evidence.unit + 1):
            if not 0 <= unit < len(excerpt.units) or unit in taken or excerpt.units[unit].kind in ("heading", "image"):
                continue
            cost = writer.count_tokens(excerpt.text(unit, unit))
            if cost > left:
                continue
            taken.add(unit)
            left -= cost
    notes = []
    for number, taken in chosen.items():
        if taken:
            excerpt = reading.excerpts[number]
            heading = " > ".join(dict.fromkeys([excerpt.passage.title, *excerpt.passage.headings]))
            lines = [
                excerpt.marked(unit) for unit in sorted(taken) if excerpt.units[unit].kind not in ("heading", "image")
            ]
            notes.append("\n".join([f"{heading}:", *lines]))
    return notes
