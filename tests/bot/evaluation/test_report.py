import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from bs4 import BeautifulSoup, Tag

from bot.evaluation.charts import abstention_plot, kinds_plot, latency_plot
from bot.evaluation.labelled_set import LabelledQuestion, LabelledSet
from bot.evaluation.outcomes import Cited, Evaluation, Outcome, OutcomeKind, Ranked
from bot.evaluation.report import write_report
from bot.evaluation.summary import summarise
from bot.events import AnswerKind
from knowledge.reports import FileProblem

ASKED: list[OutcomeKind] = [*get_args(AnswerKind), "failed"]


def outcome(number: int, kind: OutcomeKind, answerable: bool = True) -> Outcome:
    relevant = {"vpn": 1.0} if answerable else {}
    question = LabelledQuestion(
        str(number), "How is it fixed?", accepted=("30",), answerable=answerable, relevant=relevant
    )
    cited = (Cited("vpn", "Open the ports.", True),) if kind in ("grounded", "extract", "pinned") else ()
    return Outcome(question, (Ranked("vpn", 1.0),), (), kind, "Open the ports.", cited, ms=20.0)


def reported(
    outcomes: Iterable[Outcome], folder: Path, problems: tuple[FileProblem, ...] = (), retrieval_only: bool = False
) -> BeautifulSoup:
    whole = tuple(outcomes)
    labelled = LabelledSet("handbook", tuple(one.question for one in whole), {})
    evaluation = Evaluation(labelled, whole, 1, 1, 1.0, problems, retrieval_only)
    write_report(evaluation, summarise(evaluation), folder)
    return BeautifulSoup((folder / "report.html").read_text(encoding="utf-8"), "html.parser")


def plot_label(plot: str) -> str:
    (label,) = re.findall(r'aria-label="([^"]*)"', plot)
    return str(label)


def test_the_legend_names_every_kind_of_answer_beside_the_plot_where_it_can_break(tmp_path: Path) -> None:
    plot = BeautifulSoup(kinds_plot([outcome(n, kind) for n, kind in enumerate(ASKED)]), "html.parser")
    (legend,) = plot.select("ul.legend")
    assert len(legend.select("li")) == len(ASKED) == 7
    assert {item.text for item in legend.select("li")} >= {"grounded", "asked back", "pinned", "failed"}
    assert not plot.select("svg ul")


def test_a_bar_says_how_many_questions_it_stands_for_where_it_has_room() -> None:
    outcomes = [outcome(n, "extract") for n in range(97)] + [outcome(n, "not_found") for n in range(3)]
    plot = BeautifulSoup(kinds_plot(outcomes), "html.parser")
    assert [words.text for words in plot.select("text.on")] == ["97"]


def test_a_plot_tells_its_figures_to_those_who_cannot_see_it() -> None:
    outcomes = [outcome(0, "extract"), outcome(1, "extract"), outcome(2, "not_found"), outcome(3, "not_found", False)]
    assert plot_label(kinds_plot(outcomes)).endswith("answerable: 2 extract, 1 not found; unanswerable: 1 not found")
    assert "answerable and abstained: 1; unanswerable and answered: 0" in plot_label(abstention_plot(outcomes))


def test_a_row_without_questions_has_no_shares() -> None:
    assert abstention_plot([outcome(0, "extract")]).count(">–</text>") == 2


@pytest.mark.parametrize("answered", [1, 2, 12, 1_000])
def test_a_percentile_lies_on_the_line_of_its_stage(answered: int) -> None:
    outcomes = [replace(outcome(n, "extract"), ms=20.0 + n**2) for n in range(answered)]
    plot = BeautifulSoup(latency_plot(outcomes, retrieval_only=True), "html.parser")
    (line,) = [str(found["points"]).split() for found in plot.select("polyline")]
    dots = [f"{dot['cx']},{dot['cy']}" for dot in plot.select("circle")]
    assert len(dots) == 4 and set(dots) <= set(line)
    assert len(line) <= 500


def test_every_table_has_a_heading_for_each_column(tmp_path: Path) -> None:
    problem = FileProblem("hr/leave.pdf", "It is locked.", "Save it without a password.")
    page = reported([outcome(0, "not_found"), outcome(1, "extract", False)], tmp_path, (problem,))
    tables = page.select("table")
    assert [table["class"] for table in tables] == [["figures"], ["times"], ["failures"], ["problems"]]
    for table in tables:
        headings = [heading.text for heading in table.select("thead th")]
        assert all(headings)
        assert {_width(row) for row in table.select("tr")} == {len(headings)}


def test_a_failure_names_its_parts_where_it_is_no_row_of_a_table(tmp_path: Path) -> None:
    page = reported([outcome(0, "not_found")], tmp_path)
    headings = [heading.text for heading in page.select(".failures thead th")]
    assert [cell.get("data-name") for cell in page.select(".failures td")] == [None, *headings[1:]]


def test_one_question_is_told_as_one(tmp_path: Path) -> None:
    text = reported([outcome(0, "not_found")], tmp_path).text
    assert "1 question on 1 document, 1 passage, " in text
    assert "1 of 1 outcome is not as the labels want it." in text


def test_how_answers_were_judged_is_not_told_where_nothing_was_asked(tmp_path: Path) -> None:
    notes = reported([outcome(0, "not_asked")], tmp_path, retrieval_only=True).select_one(".notes")
    assert notes is not None and "best passage" in notes.text
    assert "Silence" not in notes.text and "token F1" not in notes.text


def test_the_page_says_its_language_title_and_width(tmp_path: Path) -> None:
    page = reported([outcome(0, "extract")], tmp_path)
    assert page.html is not None and page.html["lang"] == "en"
    assert page.title is not None and page.title.text == "Evaluation on handbook"
    assert page.select_one('meta[name="viewport"][content*="width=device-width"]')
    assert [heading.name for heading in page.select("h1, h2, h3")].count("h1") == 1


def _width(row: Tag) -> int:
    return sum(int(str(cell.get("colspan", 1))) for cell in row.select("th, td"))
