"""How much falsehood the check lets through, and how much truth it stops, on sentences of real documents.

    python -m benchmarks.quality.verification [FOLDER…] [--sentences 300] [--show 3]

Every sentence is taken word for word from a document, distorted by each rule that applies to it, and put to the check
beside the passages of that document and of two others. A distorted sentence must be rejected; a right one must be
rejected where its own document is not among the passages, and accepted in other words that change nothing. Without
folders, the sample handbook is used. `--show` prints that many of what went wrong, of each kind.
"""

import argparse
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from benchmarks.quality.distortions import DISTORTIONS, Distortion, Setting
from benchmarks.quality.paraphrases import PARAPHRASES
from bot.grounding.excerpt import Excerpt
from bot.grounding.support import find_support
from knowledge.context import Context
from knowledge.documents import Document, Passage
from knowledge.readers.choose import READABLE_SUFFIXES, read_document

SAMPLE = Path(__file__).parents[2] / "docs" / "sample" / "documents"

SHORTEST, LONGEST = 5, 40
"""Words of the sentences that are distorted."""

OTHERS = 2
"""Other documents whose passages lie beside the right one's."""

VARIANTS = 4
"""Variants of one sentence that are tried, of each kind."""

WRONG_CITATION = "its document is not there"


@dataclass(frozen=True)
class Sentence:
    """A sentence of a document, what stands near it, the passages that a search may find, and the others' alone."""

    text: str
    setting: Setting
    passages: tuple[Excerpt, ...]
    others: tuple[Excerpt, ...]


@dataclass
class Tally:
    """How many variants of one kind were tried, how many the check accepted, and which went wrong."""

    tried: int = 0
    accepted: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, text: str, accepted: bool, expected: bool) -> None:
        self.tried += 1
        self.accepted += accepted
        if accepted != expected:
            self.wrong.append(text)


def sentences_of(folders: Iterable[Path], most: int, seed: int = 0) -> list[Sentence]:
    """At most that many sentences of the documents in some folders, drawn at random."""
    pages = [_excerpts(name, document, key) for key, (name, document) in enumerate(_documents(folders), start=1)]
    rng = random.Random(seed)  # noqa: S311 - draws a sample, keeps no secret
    places = [(p, e, u) for p, page in enumerate(pages) for e, part in enumerate(page) for u in _statements(part)]
    drawn = rng.sample(places, min(most, len(places)))
    return [_sentence(pages, place, rng) for place in drawn]


def tallies(
    sentences: Sequence[Sentence], rules: Mapping[str, Distortion], expected: bool, variants: int = VARIANTS
) -> dict[str, Tally]:
    """What the check says to the variants of each kind; `expected` is what it should say."""
    said = {kind: Tally() for kind in rules}
    real = {_plain(sentence.text) for sentence in sentences}
    for sentence in sentences:
        for kind, rule in rules.items():
            for variant in islice(dict.fromkeys(rule(sentence.text, sentence.setting)), variants):
                # A distortion may hit upon another true sentence, or leave this one as it is.
                if expected or _plain(variant) not in real:
                    said[kind].add(variant, find_support(variant, sentence.passages) is not None, expected)
    return said


def wrong_citations(sentences: Sequence[Sentence]) -> Tally:
    """What the check says to right sentences when only other documents are there to be cited."""
    tally = Tally()
    for sentence in sentences:
        tally.add(sentence.text, find_support(sentence.text, sentence.others) is not None, expected=False)
    return tally


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def _documents(folders: Iterable[Path]) -> list[tuple[str, Document]]:
    files = [file for folder in folders for file in sorted(folder.rglob("*")) if file.suffix in READABLE_SUFFIXES]
    return [(file.name, read_document(file.read_bytes(), file.name)) for file in files]


def _excerpts(name: str, document: Document, key: int) -> tuple[Excerpt, ...]:
    """Each section as a passage of its own, grown as the reading step grows one."""
    passages = [
        Passage(
            chunk_key=n,
            document_key=key,
            space="default",
            document=name,
            title=document.title,
            headings=section.headings,
            page=section.page,
            text=document.text[section.start : section.end],
            start=section.start,
            end=section.end,
            score=1.0,
        )
        for n, section in enumerate(document.sections)
    ]
    return tuple(Excerpt.of(Context(passage, ((0, len(passage.text)),))) for passage in passages)


def _statements(excerpt: Excerpt) -> list[int]:
    """The units that are whole sentences of a length worth distorting."""
    return [
        n
        for n, unit in enumerate(excerpt.units)
        if unit.kind in ("sentence", "item", "step") and SHORTEST <= len(excerpt.text(n).split()) <= LONGEST
        if excerpt.text(n)[0].isupper() and excerpt.text(n)[-1] in ".!"
    ]


def _sentence(pages: Sequence[tuple[Excerpt, ...]], place: tuple[int, int, int], rng: random.Random) -> Sentence:
    page, part, unit = place
    excerpt = pages[page][part]
    text = excerpt.text(unit)
    others = [pages[n] for n in rng.sample([n for n in range(len(pages)) if n != page], min(OTHERS, len(pages) - 1))]
    near = [excerpt.text(n) for n in _statements(excerpt) if n != unit]
    far = [other.text(n) for other_page in others for other in other_page for n in _statements(other)]
    rng.shuffle(far)
    following = excerpt.text(unit + 1) if excerpt.runs_on(unit) else ""
    elsewhere = tuple(other for other_page in others for other in other_page)
    return Sentence(text, Setting(near, far[:3], following), pages[page] + elsewhere, elsewhere)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=[SAMPLE])
    parser.add_argument("--sentences", type=int, default=300)
    parser.add_argument("--show", type=int, default=0)
    options = parser.parse_args()
    sentences = sentences_of(options.folders, options.sentences)
    print(f"{len(sentences)} sentences\n\n| distorted by | tried | rejected |\n| --- | ---: | ---: |")
    rejected = {**tallies(sentences, DISTORTIONS, expected=False), WRONG_CITATION: wrong_citations(sentences)}
    for kind, tally in rejected.items():
        print(f"| {kind} | {tally.tried} | {1 - tally.accepted / max(tally.tried, 1):.1%} |")
    _show(rejected, options.show)
    print("\n| said in other words | tried | accepted |\n| --- | ---: | ---: |")
    accepted = tallies(sentences, PARAPHRASES, expected=True)
    for kind, tally in accepted.items():
        print(f"| {kind} | {tally.tried} | {tally.accepted / max(tally.tried, 1):.1%} |")
    _show(accepted, options.show)


def _show(said: Mapping[str, Tally], most: int) -> None:
    for kind, tally in said.items():
        for text in tally.wrong[:most]:
            print(f"  {kind}: {text}")


if __name__ == "__main__":
    main()
