"""The words that the check compares are the same whoever asks, and whatever asks beside it."""

from concurrent.futures import ThreadPoolExecutor

from bot.grounding.terms import stems
from knowledge.terms import stem_of

TEXTS = [f"connections{'ing' * (n % 3)} replaced generously {chr(97 + n % 26)}ationally happily" for n in range(400)]


def test_threads_that_check_at_once_see_the_words_that_one_alone_sees() -> None:
    stem_of.cache_clear()
    alone = [stems(text) for text in TEXTS]
    stem_of.cache_clear()
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(stems, TEXTS))
    assert together == alone
