"""Every measure against values worked out by hand."""

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation import metrics
from bot.evaluation.metrics import Measure

RANKING = ["a", "b", "c", "d"]


def test_recall_counts_the_share_of_relevant_documents_in_the_first_places() -> None:
    relevant = {"b": 1.0, "d": 1.0}
    assert [metrics.recall_at(k, RANKING, relevant) for k in (1, 2, 3, 4)] == [0.0, 0.5, 0.5, 1.0]


def test_reciprocal_rank_looks_at_the_first_relevant_document_only() -> None:
    assert metrics.reciprocal_rank(RANKING, {"c": 1.0, "d": 1.0}) == pytest.approx(1 / 3)
    assert metrics.reciprocal_rank(RANKING, {"z": 1.0}) == 0.0


def test_ndcg_weighs_grades_and_places() -> None:
    relevant = {"a": 1.0, "c": 2.0, "z": 1.0}
    gained = 1 / log2(2) + 2 / log2(4)
    best = 2 / log2(2) + 1 / log2(3) + 1 / log2(4)
    assert metrics.ndcg_at(10, RANKING, relevant) == pytest.approx(gained / best)
    assert metrics.ndcg_at(2, RANKING, relevant) == pytest.approx(1 / (2 + 1 / log2(3)))


@given(
    st.permutations(["a", "b", "c", "d", "e"]), st.dictionaries(st.sampled_from("abcxyz"), st.floats(1, 5), min_size=1)
)
def test_every_ranking_measure_stays_between_0_and_1(ranking: list[str], relevant: dict[str, float]) -> None:
    for k in (1, 3, 10):
        assert 0 <= metrics.recall_at(k, ranking, relevant) <= 1
        assert 0 <= metrics.ndcg_at(k, ranking, relevant) <= 1 + 1e-9
    assert 0 <= metrics.reciprocal_rank(ranking, relevant) <= 1


def test_stand_in_takes_the_place_of_the_one_gold_document() -> None:
    assert metrics.with_stand_ins(RANKING, {"c": 1.0}, frozenset("b")) == ["a", "c", "d"]
    assert metrics.with_stand_ins(RANKING, {"c": 1.0, "d": 1.0}, frozenset("b")) == RANKING


def test_normalising_drops_case_punctuation_articles_and_citation_marks() -> None:
    assert metrics.normalised("The  VPN-client, [1] an  Answer.[12]") == "vpnclient answer"


def test_exact_match_takes_any_accepted_answer() -> None:
    assert metrics.exact_match("The 75! [1]", ["seventy-five", "75"]) == 1.0
    assert metrics.exact_match("75 people", ["75"]) == 0.0
    assert metrics.exact_match("75", []) == 0.0


def test_token_f1_is_the_best_over_the_accepted_answers() -> None:
    # Two of three words shared with the first, none with the second: precision 2/3, recall 2/4.
    assert metrics.token_f1("restart client now", ["restart client and wait", "no"]) == pytest.approx(4 / 7)
    assert metrics.token_f1("", ["x"]) == 0.0


def test_contained_wants_whole_words() -> None:
    assert metrics.contained("It has 75 employees. [1]", ["75"]) == 1.0
    assert metrics.contained("It was founded in 1975.", ["75"]) == 0.0
    assert metrics.contained("Anything", ["the", "!"]) == 0.0


def test_quote_is_verbatim_only_character_for_character() -> None:
    assert metrics.is_verbatim("a  b", "x a  b y")
    assert not metrics.is_verbatim("a b", "x a  b y")
    assert not metrics.is_verbatim("  ", "x   y")


def test_percentile_interpolates_between_values() -> None:
    assert metrics.percentile([4.0, 1.0, 3.0, 2.0], 50) == 2.5
    assert metrics.percentile([10.0, 20.0], 95) == pytest.approx(19.5)
    assert metrics.percentile([7.0], 99) == 7.0
    assert metrics.percentile([], 50) is None


def test_share_is_the_ratio_of_sums_not_the_mean_of_ratios() -> None:
    figure = metrics.share([(1, 1), (0, 3)], ["a", "b"])
    assert (figure.value, figure.n) == (0.25, 4)
    assert figure.low is not None and figure.high is not None
    assert figure.low <= 0.25 <= figure.high


def test_nothing_to_measure_has_no_value() -> None:
    assert metrics.share([(0, 0)], ["a"]) == Measure(None, None, None, 0)


def test_interval_fits_the_binomial_and_is_the_same_each_time() -> None:
    parts = [(float(n % 2), 1.0) for n in range(400)]
    figure = metrics.share(parts, [str(n) for n in range(400)])
    # The normal approximation: 0.5 plus or minus 1.96 * sqrt(0.25 / 400) = 0.049.
    assert figure.low == pytest.approx(0.451, abs=0.006)
    assert figure.high == pytest.approx(0.549, abs=0.006)
    assert metrics.share(parts, [str(n) for n in range(400)]) == figure


def test_interval_widens_when_questions_belong_together() -> None:
    parts = [(float(n // 10 % 2), 1.0) for n in range(400)]
    alone = metrics.share(parts, [str(n) for n in range(400)])
    together = metrics.share(parts, [str(n // 10) for n in range(400)])
    assert alone.low is not None and together.low is not None
    assert together.low < alone.low - 0.05
