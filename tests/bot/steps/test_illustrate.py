"""Which figures go with an answer, and what a picture without text is taken for."""

from dataclasses import replace

import numpy as np

from bot.sightings import Sighting
from bot.steps.describe import look_alike_description
from bot.steps.illustrate import figures_beside, likely_figures
from bot.steps.look import QuestionPictures
from bot.steps.picture_queries import for_look_alike, with_pictures
from bot.steps.search import SearchQueries
from knowledge.documents import Figure
from tests.fakes.sample_events import FIGURES

FIGURE = FIGURES[0]


class Shelf:
    """A knowledge base of figures by their document and place."""

    def __init__(self, *figures: Figure) -> None:
        self.figures = figures

    def figures_in(self, document_key: int, start: int, end: int) -> list[Figure]:
        return [one for one in self.figures if one.document_key == document_key and start <= one.start <= end]


def test_the_figures_of_the_cited_sections_go_with_the_answer_each_once() -> None:
    here, there = replace(FIGURE, start=10, digest="a"), replace(FIGURE, start=900, digest="b", key=8)
    again = replace(here, start=20, key=9)
    assert figures_beside([(1, 0, 100), (1, 0, 100)], (), Shelf(here, there, again)) == (here,)  # type: ignore[arg-type]


def test_a_figure_that_was_found_counts_only_where_its_document_is_cited() -> None:
    sure, other = replace(FIGURE, score=0.8), replace(FIGURE, score=0.9, document_key=2, digest="c")
    assert figures_beside([(1, 0, 1)], (other, sure), Shelf()) == (sure,)  # type: ignore[arg-type]
    assert figures_beside([(1, 0, 1)], (replace(sure, score=0.3),), Shelf()) == ()  # type: ignore[arg-type]


def test_the_figure_that_was_meant_comes_first_though_it_stands_in_a_cited_section_too() -> None:
    beside = tuple(replace(FIGURE, key=n, digest=str(n), start=n) for n in range(4))
    meant = replace(beside[3], score=0.9)
    assert figures_beside([(1, 0, 100)], (meant,), Shelf(*beside)) == (meant, *beside[:2])  # type: ignore[arg-type]


def test_no_more_figures_than_leave_the_answer_in_view() -> None:
    many = tuple(replace(FIGURE, key=n, digest=str(n), start=n) for n in range(9))
    assert len(figures_beside([(1, 0, 100)], (), Shelf(*many))) == 3  # type: ignore[arg-type]


def test_looks_alone_must_be_the_same_not_only_alike() -> None:
    alike, same = replace(FIGURE, score=0.9), replace(FIGURE, score=0.97, digest="d")
    assert likely_figures((same, alike)) == (same, alike) and likely_figures((same, alike), by_looks=True) == (same,)


def test_a_picture_without_text_is_asked_as_the_figure_that_looks_the_same() -> None:
    blurred = Sighting("a.png", None, "", "", (), "", np.ones(4, np.float32) / 2)
    queries = for_look_alike(with_pictures(SearchQueries("", ()), "", [blurred]), FIGURE)
    assert queries.standalone == queries.for_writer == "How do I fix The error dialog of the VPN client"
    assert look_alike_description(QuestionPictures((blurred,)), FIGURE) == (
        "I can't make out any text in a.png, but it looks like a picture in VPN error codes on Windows: "
        "“The error dialog of the VPN client”."
    )
