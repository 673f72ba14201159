"""Draws a feedback report for the terminal."""

from typing import TYPE_CHECKING

from bot.cli.layout import figures_table
from bot.untrusted import first_line, shown_line

if TYPE_CHECKING:
    from bot.evaluation.feedback_report import FeedbackReport

MOST_DOCUMENTS = 10
WORDINGS_SHOWN = 3
QUESTION_SHOWN = 100
"""Characters of a question: a pasted one may have forty lines."""


def show_feedback(report: "FeedbackReport") -> None:
    """Prints the figures, the documents that disappoint, the documents to write and what is fixed."""
    from rich.console import Console
    from rich.text import Text

    from bot.evaluation.feedback_report import up_share
    from bot.evaluation.measure_text import KIND_NAMES

    console = Console(highlight=False)
    console.soft_wrap = not console.is_terminal
    share = up_share(report.up, report.down)
    liked = "" if share is None else f", {share:.0%} up"
    console.print(f"{report.space}: {report.up} up, {report.down} down{liked}.")
    weeks = figures_table(console, "Week of", "up", "down", "share up")
    for week in report.weeks:
        weeks.add_row(week.monday.isoformat(), str(week.up), str(week.down), f"{up_share(week.up, week.down) or 0:.0%}")
    documents = figures_table(console, "Document with bad answers", "down", "up")
    for document in report.documents[:MOST_DOCUMENTS]:
        documents.add_row(Text(shown_line(document.document)), str(document.down), str(document.up))
    for table in (weeks, documents):
        if table.row_count:
            console.print(table)
    if report.unanswered:
        console.print("Questions without an answer, the documents to write next:")
    for topic in report.unanswered:
        console.print(Text(f"  {len(topic.questions)} × {first_line(topic.name, QUESTION_SHOWN)}"))
        for question in topic.questions[1:WORDINGS_SHOWN]:
            console.print(Text(f"      {first_line(question, QUESTION_SHOWN)}", style="dim"))
    if report.reasked:
        fixed = sum(item.result == "fixed" for item in report.reasked)
        console.print(f"Badly answered questions, asked again: {fixed} of {len(report.reasked)} fixed.")
    for item in report.reasked:
        question = first_line(item.question, QUESTION_SHOWN)
        console.print(Text(f"  {item.result}: {question} ({KIND_NAMES[item.was]}, now {KIND_NAMES[item.now]})"))
