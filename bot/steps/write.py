"""Step 5: write. Builds the prompt from the units worth seeing, and follows what the language model writes."""

import io
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from bot.events import Attachment, Turn
from bot.grounding.orders import is_order
from bot.steps.asking.earlier_questions import questions_before
from bot.steps.asking.follow_ups import leant_on, stands_alone
from bot.steps.evidence import Reading
from models.errors import WriterUnreachable
from models.pictures import PictureUnreadable, open_picture
from models.writing.chat_template import Message
from models.writing.language_model import LanguageModel
from models.writing.usage import Writing

log = logging.getLogger("deskside")

EVIDENCE_TOKENS = 340
"""Tokens of evidence in a prompt: more makes a small model wander, and the first token late."""

QUESTION_TOKENS, EARLIER_TOKENS = 640, 160
"""Tokens of the question and of the one before it: of a longer one, a pasted log, its beginning and its end."""

EVIDENCE_UNITS = 6
"""Units of evidence in a prompt; each brings its neighbours."""

REFUSAL = "Not in the notes."
"""What a tuned writer says, and nothing else, where the notes do not answer the question."""

AROUND = " \n\r\t\"'“‘„«*_`"
"""What a writer that was not tuned may put before it: quotes, emphasis, an empty line."""

INSTRUCTION = (
    "Answer the question with one to three sentences from the notes, word for word. "
    f"If the notes do not answer it, say: {REFUSAL}"
)

PICTURE_SIDE = 1_536
"""Pixels a side of a picture that is sent to a remote writer: models scale larger ones down anyway."""

NEVER_SHOWN = ("heading", "image", "order")
"""Kinds of units that the notes leave out: headings stand above the others anyway, orders are prompt injections."""


@dataclass
class WriterState:
    """How far the writer has come; the thread that reads its text keeps this up to date.

    `writing` is the text once it is begun; `interrupted` is true once the writer cannot be reached any more.
    """

    writing: Writing | None = None
    interrupted: bool = False


def prompt(
    question: str,
    history: Sequence[Turn],
    reading: Reading,
    writer: LanguageModel,
    pictures: Sequence[Attachment] = (),
) -> list[Message]:
    """The messages for the writer: the instruction, the evidence in reading order, the question and its pictures.

    The questions that it leans on come with one that cannot stand alone; beside any other they would be answered again.
    """
    notes = "\n\n".join(_notes(reading, writer))
    earlier = [] if stands_alone(question) else leant_on(question, questions_before(history))
    context = f"Earlier question: {_both_ends(' '.join(earlier), EARLIER_TOKENS, writer)}\n" if earlier else ""
    asked = _both_ends(question, QUESTION_TOKENS, writer)
    return [
        Message("system", INSTRUCTION),
        Message("user", f"Notes:\n{notes}\n\n{context}Question: {asked}", tuple(_sent(pictures))),
    ]


def until_unreachable(pieces: Iterator[str], state: WriterState) -> Iterator[str]:
    """The writer's pieces until it can no longer be reached, which is logged and noted in the state."""
    try:
        yield from pieces
    except WriterUnreachable as error:
        log.error("the writer failed: %s", error)
        state.interrupted = True


def split_refusal(pieces: Iterator[str]) -> tuple[bool, Iterator[str]]:
    """Whether the writer begins with the refusal, and all of its pieces; only as much is read as is needed to tell."""
    refusal = REFUSAL.rstrip(".").lower()
    said = ""
    for piece in pieces:
        said += piece
        begun = said.lstrip(AROUND).lower()
        if begun.startswith(refusal) or not refusal.startswith(begun):
            break
    return said.lstrip(AROUND).lower().startswith(refusal), chain([said], pieces)


def shown_units(reading: Reading, writer: LanguageModel) -> dict[int, list[int]]:
    """The units that the writer sees, by excerpt and in reading order, the excerpt of the best unit first.

    They are the best units with their neighbours, as many as the token budget allows.
    """
    chosen: dict[int, set[int]] = {}
    left = EVIDENCE_TOKENS
    for evidence in reading.evidence[:EVIDENCE_UNITS]:
        excerpt = reading.excerpt_of(evidence)
        taken = chosen.setdefault(evidence.excerpt, set())
        for unit in (evidence.unit, evidence.unit - 1, evidence.unit + 1):
            if not 0 <= unit < len(excerpt.units) or unit in taken or excerpt.units[unit].kind in NEVER_SHOWN:
                continue
            cost = writer.count_tokens(excerpt.text(unit))
            if cost > left:
                continue
            taken.add(unit)
            left -= cost
    return {number: sorted(taken) for number, taken in chosen.items() if taken}


def _both_ends(text: str, most: int, writer: LanguageModel) -> str:
    """The text if it has at most so many tokens, else its two ends: the question itself stands at one of them."""
    cut, kept = text, len(text)
    while (tokens := writer.count_tokens(cut)) > most:
        kept = min(kept * most // tokens, kept * 9 // 10)
        cut = f"{text[: kept // 2].rstrip()} … {text[len(text) - kept // 2 :].lstrip()}"
    return cut


def _notes(reading: Reading, writer: LanguageModel) -> list[str]:
    """The units that the writer sees, each excerpt's under its title and headings."""
    notes = []
    for number, taken in shown_units(reading, writer).items():
        excerpt = reading.excerpts[number]
        names = [name for name in (excerpt.passage.title, *excerpt.passage.headings) if not is_order(name)]
        heading = " > ".join(dict.fromkeys(names))
        notes.append("\n".join([f"{heading}:", *(excerpt.marked(unit) for unit in taken)]))
    return notes


def _sent(pictures: Sequence[Attachment]) -> Iterator[bytes]:
    """The pictures as they are sent to a writer that sees: the pixels alone, without a camera's metadata."""
    for attachment in pictures:
        try:
            image = open_picture(attachment.content, attachment.name).image
        except PictureUnreadable:
            continue  # the asker was told when it was looked at
        image.thumbnail((PICTURE_SIDE, PICTURE_SIDE))
        file = io.BytesIO()
        image.save(file, "PNG")
        yield file.getvalue()
