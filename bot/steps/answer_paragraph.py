"""Grows the best sentence to what goes on with the answer, in its paragraph and right below it: a list of rules.

"Error 809 means that the ports are blocked." is half an answer to "how do I fix it": the fix comes next.
"""

import re
from collections.abc import Callable

from bot.grounding.blocks import announced_behind, block_around, whole_block
from bot.grounding.excerpt import Excerpt
from bot.grounding.list_structure import introduces_block
from bot.grounding.listings import LONGEST_CURE
from bot.pictures.identifiers import codes
from bot.steps.evidence import Evidence, Reading
from bot.steps.unit_form import points_elsewhere

NEIGHBOUR_SHARE, BROAD_SHARE, FACT_SHARE = 0.7, 0.4, 0.8
"""How well a neighbouring sentence must fit to be quoted with the best one, as a share of its score: usually, where the
question asks broadly, and where it asks for a fact. Of the neighbours that fit so well, one in 15 holds the answer."""

NEAR = 2
"""How far apart two sentences of a paragraph are that are quoted with the one between them."""

LONGEST_FIX = 5
"""Sentences of a paragraph that says what to do about an error and is quoted with what the error's code means."""

_DEFAULT = re.compile(
    r"(?:(?:the )?default(?: \w+)? (?:is|are)|(?:it )?defaults to)\b.{1,80}", re.IGNORECASE | re.DOTALL
)
"""A short sentence that tells what a setting is by default, and not of which."""

_COMMAND = re.compile(r"[$#>%] |\S+(?: \S+){0,3} --?\w")
"""What is typed and not shown by a program: behind a prompt, or with options."""

SHARE_PASTED = 0.5
"""Share of a message's words, or of the question's where it is shorter, that shows that the one repeats the other."""


def grown(reading: Reading, best: Evidence, block: range) -> range:
    """A block that ends with the best unit and is a paragraph's, with what goes on with it; any other as it is.

    A listing that shows the message that was pasted comes with what is said of it: its words alone tell nothing.
    """
    excerpt = reading.excerpt_of(best)
    if excerpt.units[block[-1]].kind == "code" and _repeats_question(reading, best):
        return _with_what_is_said_of_it(excerpt, block)
    # The first one may be the item or the step that the sentences are a paragraph of.
    kinds = {excerpt.units[n].kind for n in (*block[1:], best.unit)}
    if block[-1] == best.unit and kinds == {"sentence"}:
        for rule in _RULES:
            block = rule(reading, best.excerpt, block)
    return block


def _repeats_question(reading: Reading, best: Evidence) -> bool:
    """True for a message in a listing that shares its words with the question, or has no others where that asks how."""
    excerpt = reading.excerpt_of(best)
    if excerpt.units[best.unit].kind != "code" or _COMMAND.match(excerpt.text(best.unit)):
        return False
    shown = excerpt.stems[best.unit]
    shared = len(shown & reading.asked)
    most = len(shown) if reading.asks_how else min(len(shown), len(reading.asked))
    share = 1 if reading.asks_how else SHARE_PASTED
    return shared > 1 and shared >= share * most


def _with_what_is_said_of_it(excerpt: Excerpt, block: range) -> range:
    """A listing with the paragraph right below it and the list that this announces; without one, with that above it."""
    first, end = block[0], block[-1]
    while end - block[-1] < LONGEST_CURE and _is_said(excerpt, end + 1) and (end == block[-1] or excerpt.runs_on(end)):
        end += 1
    if end > block[-1]:
        return range(first, (block_around(excerpt, end)[1] if introduces_block(excerpt, end) else end) + 1)
    while block[0] - first < LONGEST_CURE and first > 0 and excerpt.units[first - 1].kind == "sentence":
        if first < block[0] and not excerpt.runs_on(first - 1):
            break
        first -= 1
    is_of_another = first > 0 and excerpt.units[first - 1].kind == "code"
    return block if is_of_another else range(first, end + 1)


def _is_said(excerpt: Excerpt, unit: int) -> bool:
    """True for a sentence that does not only open another listing."""
    if unit >= len(excerpt.units) or excerpt.units[unit].kind != "sentence":
        return False
    opens_listing = unit + 1 < len(excerpt.units) and excerpt.units[unit + 1].kind == "code"
    return not (opens_listing and introduces_block(excerpt, unit))


def _with_next_of_way(reading: Reading, number: int, block: range) -> range:
    """With the next sentence, where a way to do something is asked for."""
    return _longer(block, reading.asks_how and _goes_on(reading.excerpts[number], block[-1]))


def _with_fitting(reading: Reading, number: int, block: range) -> range:
    """With the sentences on either side that fit well enough."""
    excerpt = reading.excerpts[number]
    share = BROAD_SHARE if reading.asks_broadly else FACT_SHARE if _asks_one_fact(reading) else NEIGHBOUR_SHARE
    first, last = block[0], block[-1]
    while _goes_on(excerpt, last) and reading.fits(number, last + 1, share):
        last += 1
    while first > 0 and excerpt.runs_on(first - 1) and reading.fits(number, first - 1, share):
        first -= 1
    return range(first, last + 1)


def _with_needed(reading: Reading, number: int, block: range) -> range:
    """With what else of the paragraph the answer has to give, in its order, and a sentence that stands between.

    "Then right-click it." would come before "You first need the secret." otherwise.
    """
    excerpt, first, last = reading.excerpts[number], block[0], block[-1]
    needed = {e.unit for e in reading.needed if e.excerpt == number}
    for unit in sorted(needed, reverse=True):
        if 0 < first - unit <= NEAR and _is_one_paragraph(excerpt, unit, first):
            first = unit
    for unit in sorted(needed):
        if 0 < unit - last <= NEAR and _is_one_paragraph(excerpt, last, unit):
            last = unit
    return range(first, last + 1)


def _with_what_refers_back(reading: Reading, number: int, block: range) -> range:
    """With a sentence that refers to the last: "It can be built without locks. This is asked for by CONCURRENTLY.".

    What something is by default tells whoever asks about it for a fact as well.
    """
    excerpt, last = reading.excerpts[number], block[-1]
    if not _goes_on(excerpt, last):
        return block
    refers = not _asks_one_fact(reading) and excerpt.refers_back(last + 1)
    return _longer(block, refers or bool(_DEFAULT.fullmatch(excerpt.visible_text(last + 1))))


def _with_announced(reading: Reading, number: int, block: range) -> range:
    """With the listing or the steps that the next sentence announces."""
    announced = None if reading.asks_fact else announced_behind(reading.excerpts[number], block[-1])
    return block if announced is None else range(block[0], announced + 1)


def _with_steps_below(reading: Reading, number: int, block: range) -> range:
    """With the procedure right below the paragraph; not where a fact or an account is asked for.

    "You first need to pair the headset." says that there is a way, and the steps below say what it is. They help
    who asks how, and who only names a trouble or a topic ("mouse for left-handed people").
    """
    excerpt, end = reading.excerpts[number], block[-1]
    while excerpt.runs_on(end):
        end += 1
    below = end + 1
    asks_other = reading.asks_fact or reading.asks_broadly
    if asks_other or below == len(excerpt.units) or excerpt.units[below].kind != "step":
        return block
    if end > block[-1] and introduces_block(excerpt, end):  # "To delete it instead:"
        return block
    is_whole = whole_block(excerpt, below)[0] == below
    return range(block[0], block_around(excerpt, below)[1] + 1) if is_whole else block


def _with_cure_below(reading: Reading, number: int, block: range) -> range:
    """With the paragraph right below one that opens a page or section with the code in question.

    What the code means is half an answer. On a page that lists errors, the paragraph below names another code.
    """
    excerpt, start, end = reading.excerpts[number], block[0], block[-1]
    named = {code for n in block for code in codes(excerpt.visible_text(n))}
    is_subject = any(e.names_subject and e.excerpt == number and e.unit in block for e in reading.evidence)
    if not named or not is_subject or reading.asks_fact or reading.asks_broadly:
        return block
    while start > 0 and excerpt.runs_on(start - 1):
        start -= 1
    while excerpt.runs_on(end):
        end += 1
    opens = start == 0 or excerpt.units[start - 1].kind == "heading"
    below = last = end + 1
    if not opens or end - block[-1] > NEAR or below == len(excerpt.units) or excerpt.units[below].kind != "sentence":
        return block
    while excerpt.runs_on(last):
        last += 1
    cure = range(below, block_around(excerpt, last)[1] + 1)
    is_short = sum(excerpt.units[n].kind == "sentence" for n in cure) <= LONGEST_FIX
    is_of_it = named.issuperset(code for n in cure for code in codes(excerpt.visible_text(n)))
    is_cure = is_short and is_of_it and not points_elsewhere(excerpt, below)
    return range(block[0], cure[-1] + 1) if is_cure else block


_RULES: tuple[Callable[[Reading, int, range], range], ...] = (
    _with_next_of_way,
    _with_fitting,
    _with_needed,
    _with_what_refers_back,
    _with_announced,
    _with_steps_below,
    _with_cure_below,
)
"""What an answer goes on with, each rule behind what those before it added."""


def _is_one_paragraph(excerpt: Excerpt, first: int, last: int) -> bool:
    return all(excerpt.runs_on(n) for n in range(first, last))


def _asks_one_fact(reading: Reading) -> bool:
    """False where several things are asked for: one sentence may not name them all."""
    return reading.asks_fact and not reading.asks_several


def _longer(block: range, by_one: bool) -> range:
    return range(block[0], block[-1] + 1 + by_one)


def _goes_on(excerpt: Excerpt, unit: int) -> bool:
    """True if the next sentence of the paragraph says something by itself, unlike "Have these ready:"."""
    following = unit + 1
    return excerpt.runs_on(unit) and not (introduces_block(excerpt, following) or excerpt.announces(following))
