"""Answers that nobody has to write: that nothing was found, a question back, and one answer made of several.

What is quoted in them comes from the documents word for word, with its citation, as in any other answer.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import chain, zip_longest
from typing import TypeVar

from bot.events import Answer, AnswerKind, Closest, Timings
from bot.grounding.citations import Citations
from bot.grounding.compose import Composer, cited, is_block
from bot.grounding.inline import literal
from bot.grounding.lead_in import lead_in
from bot.grounding.orders import is_order
from bot.grounding.quotation import quotation
from bot.steps.asking.question_form import wants_done
from bot.steps.clarify import Choice, question_back
from bot.steps.describe import nothing_made_out
from bot.steps.evidence import Reading
from bot.steps.extracts.sections import Extract
from bot.steps.illustrate import distinct_figures
from bot.steps.look import QuestionPictures
from bot.wording import counted
from knowledge.documents import Figure, Passage

NOT_FOUND = "I couldn't find the answer to that in the documents."
CANNOT_DO = "I can't do that for you, I only answer from our documents, and I found nothing in them on how it is done."
NOTHING_MORE = "I found nothing more on it in the documents."
WHAT_ABOUT = "What is it about? Tell me in a few words more, and I look in the documents."
WHICH_PART = "More about which part? Name it, and I show what the documents say about it."
MOST_CLOSEST = 3

BEST_FIRST: tuple[AnswerKind, ...] = ("grounded", "extract", "clarify", "not_found")
"""What an answer to several questions is: the first of these that one of its parts is."""

Thing = TypeVar("Thing")


def not_found(
    passages: Sequence[Passage], timings: Timings, figures: tuple[Figure, ...] = (), part: str = "", asked: str = ""
) -> Answer:
    """That nothing answers, with the documents that come closest; it names the `part` of a message that it is about.

    Who `asked` for something to be done is told that nobody does it here.
    """
    alone = CANNOT_DO if wants_done(asked) else NOT_FOUND
    text = f"I couldn't find the answer to “{literal(part)}” in the documents." if part else alone
    return Answer(text, "not_found", closest=closest(passages), timings=timings, figures=figures)


def nothing_more(part: str, timings: Timings) -> Answer:
    """That all that was found on a part of a message is what a part before it was answered with."""
    text = f"I found nothing more on “{literal(part)}” in the documents." if part else NOTHING_MORE
    return Answer(text, "not_found", timings=timings)


def titled(name: str) -> str:
    """The line above what is said of one of several things that a question names."""
    begins = name.split()[0]
    return f"**{literal(name[0].upper() + name[1:] if begins.isalpha() and begins.islower() else name)}**\n\n"


def nothing_legible(pictures: QuestionPictures, passages: Sequence[Passage], timings: Timings) -> Answer:
    """The answer to pictures alone where nothing in them can be read, and no figure looks the same."""
    return Answer(nothing_made_out(pictures), "clarify", closest=closest(passages), timings=timings)


def asked_back(open_choices: Sequence[Choice], reading: Reading, timings: Timings, first: int) -> Answer:
    """The question that names the choices, with what the documents say of each, and where they say it.

    `first` is the number of its first citation.
    """
    citations = Citations(reading.excerpts, first)
    names = tuple(choice.name for choice in open_choices)
    paragraphs = [question_back(names)]
    for choice in open_choices:
        excerpt, units = reading.excerpts[choice.excerpt], range(choice.first, choice.last + 1)
        said = quotation(excerpt, units, under=choice.name)
        _, opener = lead_in(excerpt, units)
        number = citations.number(choice.excerpt, choice.first if opener is None else opener, choice.last)
        apart = "\n\n" if is_block(said) else " "
        paragraphs.append(cited(f"**{literal(choice.name)}**:{apart}{said}", number))
    return Answer("\n\n".join(paragraphs), "clarify", citations.listed(), timings=timings, options=names)


def shown(extract: Extract, timings: Timings) -> Answer:
    """What documents say, as it stands in them."""
    citations = Citations(extract.excerpts)
    composer = Composer(citations)
    for piece in extract.pieces:
        composer.add(piece)
    rest = f"\n\n… ({counted(extract.left_out, 'more section')} in the document)" if extract.left_out else ""
    is_titled = extract.title and not is_order(extract.title)
    text = f"{titled(extract.title) if is_titled else ''}{composer.text}{rest}"
    return Answer(text, "extract", citations.listed(), timings=timings)


def joined(answers: Sequence[Answer], timings: Timings) -> Answer:
    """One answer to all questions of a message, of the answers to each; documents to look at only if none is found."""
    kind = min((answer.kind for answer in answers), key=BEST_FIRST.index)
    near = in_turn([answer.closest for answer in answers], lambda close: close.document) if kind == "not_found" else ()
    return Answer(
        "\n\n".join(answer.text for answer in answers), kind,
        citations=tuple(chain.from_iterable(answer.citations for answer in answers)),
        closest=near[:MOST_CLOSEST],
        timings=timings,
        options=tuple(dict.fromkeys(chain.from_iterable(answer.options for answer in answers))),
        figures=distinct_figures(chain.from_iterable(answer.figures for answer in answers)),
        interrupted=any(answer.interrupted for answer in answers),
    )  # fmt: skip


def closest(passages: Iterable[Passage]) -> tuple[Closest, ...]:
    """The best passages' documents, each once: offered for reading, cited for nothing."""
    best = {passage.document_key: passage for passage in reversed(tuple(passages))}
    ranked = sorted(best.values(), key=lambda passage: -passage.score)
    return tuple(Closest(p.document, p.title, p.location, p.url) for p in ranked[:MOST_CLOSEST])


def in_turn(ranked: Sequence[Sequence[Thing]], key: Callable[[Thing], Hashable]) -> tuple[Thing, ...]:
    """The first of each ranking, then the second of each, and so on; what has the same key once."""
    first: dict[Hashable, Thing] = {}
    for places in zip_longest(*ranked):
        for thing in places:
            if thing is not None:
                first.setdefault(key(thing), thing)
    return tuple(first.values())
