"""How right the citations are: the share that names a gold document, and of sentences that their quotes support.

    python -m benchmarks.quality.citations SET… [--questions 100] [--show 3]

The questions are drawn with a fixed seed. A cited document counts as right if it is a gold one or holds the answer as
well. A sentence of the answer is supported if the check finds it in one of the quotes cited behind it, which here are
all that it may look at. `--show` prints that many answers of each set that cite another document.
"""

import argparse
import asyncio
import random
import re
from dataclasses import dataclass, replace
from pathlib import Path

from bot.evaluation.labelled_set import LabelledSet, load_labelled_set
from bot.evaluation.outcomes import Outcome
from bot.evaluation.run import engine_in_home, evaluate
from bot.grounding.canonical import canonical_words
from bot.grounding.stream import SentenceStream
from bot.settings import load_settings

MARK = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    def __str__(self) -> str:
        return f"{self.part / self.whole:.3f} of {self.whole}" if self.whole else "none"


def drawn(labelled: LabelledSet, most: int, seed: int = 0) -> LabelledSet:
    """The set with at most that many of its questions."""
    questions = list(labelled.questions)
    random.Random(seed).shuffle(questions)  # noqa: S311 - draws a sample, keeps no secret
    return replace(labelled, questions=tuple(questions[:most]))


def wrong_documents(outcome: Outcome) -> list[str]:
    """The cited documents that hold no answer."""
    right = set(outcome.question.relevant) | outcome.question.stand_ins
    return [document for document in outcome.cited_documents if document not in right]


def sentence_support(outcome: Outcome) -> Share:
    """The sentences of an answer whose words stand in their quotes in the same order, of all of its sentences."""
    stream = SentenceStream()
    quoted = [canonical_words(cited.quote) for cited in outcome.citations]
    sentences = [*stream.feed(outcome.text), *stream.flush()]
    said = [canonical_words(MARK.sub("", sentence.text)) for sentence in sentences]
    said = [words for words in said if len(words) > 1 or any(word.isalnum() for word in words)]
    return Share(sum(any(_in_order(words, quote) for quote in quoted) for words in said), len(said))


def _in_order(words: tuple[str, ...], quote: tuple[str, ...]) -> bool:
    """True if the words stand in the quote in this order; what a list or a table sets between them does not matter."""
    rest = iter(quote)
    return all(word in rest for word in words)


async def measure(folder: Path, questions: int, show: int) -> None:
    labelled = drawn(load_labelled_set(folder), questions)
    done = await evaluate(labelled, engine_in_home(load_settings()))
    told = [outcome for outcome in done.outcomes if outcome.answered and outcome.citations]
    judged = [outcome for outcome in told if outcome.question.relevant]
    cited = sum(len(outcome.cited_documents) for outcome in judged)
    right = Share(cited - sum(len(wrong_documents(outcome)) for outcome in judged), cited)
    each = [sentence_support(outcome) for outcome in told]
    supported = Share(sum(s.part for s in each), sum(s.whole for s in each))
    per_answer = cited / max(len(judged), 1)
    print(f"| {labelled.name} | {len(judged)} | {right} | {per_answer:.2f} | {supported} |", flush=True)
    for outcome in [outcome for outcome in judged if wrong_documents(outcome)][:show]:
        print(f"  {outcome.question.text[:120]} -> {wrong_documents(outcome)}, not {sorted(outcome.question.relevant)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--show", type=int, default=0)
    options = parser.parse_args()
    print("| set | answers | right documents | documents an answer | supported sentences |")
    print("| --- | ---: | ---: | ---: | ---: |", flush=True)
    for folder in options.sets:
        asyncio.run(measure(folder, options.questions, options.show))


if __name__ == "__main__":
    main()
