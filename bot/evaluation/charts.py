"""The report's plots, as Plotly figures without colours of paper or ink: the page's style sheet gives those."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bot.evaluation.outcomes import Outcome
from bot.evaluation.summary import recall_curve
from bot.evaluation.wording import KINDS, STAGES

if TYPE_CHECKING:
    from plotly.graph_objects import Figure as Plot

# Okabe and Ito's colours: told apart by every kind of eye, on light and on dark paper.
BLUE, ORANGE, GREEN, RED, PURPLE, GREY = "#3b8fd4", "#e69f00", "#009e73", "#d55e00", "#a471c9", "#8a8f98"
YELLOW = "#f0e442"
KIND_COLOURS = {
    "grounded": GREEN,
    "extract": BLUE,
    "not_found": ORANGE,
    "clarify": PURPLE,
    "chat": GREY,
    "pinned": YELLOW,
    "failed": RED,
}
DEEPEST = 10


def recall_plot(outcomes: Sequence[Outcome]) -> "Plot":
    """Recall by the number of documents looked at, with its 95% interval as a band."""
    import plotly.graph_objects as go

    curve = recall_curve(outcomes, DEEPEST)
    places = list(range(1, DEEPEST + 1))
    plot = _plot()
    plot.add_trace(_band_edge(places, [measure.high for measure in curve], fill=None))
    plot.add_trace(_band_edge(places, [measure.low for measure in curve], fill="tonexty"))
    plot.add_trace(
        go.Scatter(
            x=places,
            y=[measure.value for measure in curve],
            mode="lines+markers",
            line={"color": BLUE, "width": 2.5},
            marker={"size": 7},
            hovertemplate="recall at %{x}: %{y:.3f}<extra></extra>",
            showlegend=False,
        )
    )
    lowest = min((measure.low for measure in curve if measure.low is not None), default=0.0)
    plot.update_xaxes(title="documents looked at", dtick=1, range=[0.7, DEEPEST + 0.3])
    plot.update_yaxes(title="recall", range=[max(0.0, lowest - 0.05), 1.01], tickformat=".2f")
    return plot


def _band_edge(places: Sequence[int], values: Sequence[float | None], fill: str | None) -> Any:
    import plotly.graph_objects as go

    return go.Scatter(
        x=list(places),
        y=list(values),
        mode="lines",
        line={"width": 0, "color": BLUE},
        fill=fill,
        fillcolor="rgba(59,143,212,0.2)",
        hoverinfo="skip",
        showlegend=False,
    )


def latency_plot(outcomes: Sequence[Outcome], retrieval_only: bool) -> "Plot":
    """The share of questions done within a time, for each stage: percentiles are read off it directly."""
    import plotly.graph_objects as go

    finished = [outcome for outcome in outcomes if outcome.kind != "failed"]
    stages = {"search": [outcome.ms if retrieval_only else outcome.timings.search_ms for outcome in finished]}
    if not retrieval_only:
        stages["first_token"] = [outcome.first_text_ms for outcome in finished]
        stages["total"] = [outcome.ms for outcome in finished]
    plot = _plot()
    for (stage, times), colour in zip(stages.items(), (BLUE, ORANGE, GREEN), strict=False):
        ordered = sorted(max(ms, 0.1) for ms in times)
        plot.add_trace(
            go.Scatter(
                x=ordered,
                y=[(place + 1) / len(ordered) for place in range(len(ordered))],
                mode="lines",
                line={"shape": "hv", "width": 2.5, "color": colour},
                name=STAGES[stage],
                hovertemplate="%{y:.0%} within %{x:,.0f} ms<extra>" + STAGES[stage] + "</extra>",
            )
        )
    ticks = {1: "1 ms", 10: "10 ms", 100: "100 ms", 1_000: "1 s", 10_000: "10 s", 100_000: "100 s"}
    plot.update_xaxes(type="log", title="time", tickvals=list(ticks), ticktext=list(ticks.values()))
    plot.update_yaxes(title="share of questions", range=[0, 1.02], tickformat=".0%")
    return plot


def kinds_plot(outcomes: Sequence[Outcome]) -> "Plot":
    """How the answerable and the unanswerable questions were answered, as shares of each."""
    import plotly.graph_objects as go

    rows = {
        "answerable": [o for o in outcomes if o.question.answerable],
        "unanswerable": [o for o in outcomes if not o.question.answerable],
    }
    rows = {name: asked for name, asked in rows.items() if asked}
    counts = {name: Counter(outcome.kind for outcome in asked) for name, asked in rows.items()}
    plot = _plot()
    for kind, colour in KIND_COLOURS.items():
        numbers = [counts[name][kind] for name in rows]  # type: ignore[index]
        if not any(numbers):
            continue
        plot.add_trace(
            go.Bar(
                y=[f"{name} ({len(asked):,})" for name, asked in rows.items()],
                x=[number / len(asked) for number, asked in zip(numbers, rows.values(), strict=True)],
                customdata=numbers,
                orientation="h",
                name=KINDS[kind],
                marker={"color": colour, "line": {"width": 0}},
                hovertemplate="%{customdata:,} questions (%{x:.1%})<extra>" + KINDS[kind] + "</extra>",
            )
        )
    plot.update_layout(barmode="stack", bargap=0.4)
    plot.update_xaxes(title="share of questions", tickformat=".0%", range=[0, 1.001])
    plot.update_yaxes(autorange="reversed")
    return plot


def abstention_plot(outcomes: Sequence[Outcome]) -> "Plot":
    """The four ways a decision can go: answered or silent, on questions with and without an answer."""
    import plotly.graph_objects as go

    judged = [outcome for outcome in outcomes if outcome.question.judges_abstention]
    table = Counter((outcome.question.answerable, outcome.abstained) for outcome in judged)
    columns, rows = {"answered": False, "abstained": True}, {"answerable": True, "unanswerable": False}
    counts = [[table[answerable, abstained] for abstained in columns.values()] for answerable in rows.values()]
    totals = [max(1, sum(row)) for row in counts]
    plot = _plot()
    plot.add_trace(
        go.Heatmap(
            # Right decisions are green, wrong ones red, stronger the more of the row's questions went that way.
            z=[
                [
                    (1 if abstained != answerable else -1) * count / total
                    for abstained, count in zip(columns.values(), row, strict=True)
                ]
                for answerable, row, total in zip(rows.values(), counts, totals, strict=True)
            ],
            x=list(columns),
            y=list(rows),
            text=[
                [f"{count:,}<br>{count / total:.0%}" for count in row]
                for row, total in zip(counts, totals, strict=True)
            ],
            texttemplate="%{text}",
            textfont={"size": 17},
            colorscale=[[0, "rgba(213,94,0,0.75)"], [0.5, "rgba(138,143,152,0.08)"], [1, "rgba(0,158,115,0.75)"]],
            zmin=-1,
            zmax=1,
            showscale=False,
            xgap=4,
            ygap=4,
            hoverinfo="skip",
        )
    )
    plot.update_xaxes(side="top", showgrid=False)
    plot.update_yaxes(autorange="reversed", showgrid=False)
    return plot


def _plot() -> "Plot":
    import plotly.graph_objects as go

    return go.Figure(
        layout={
            "template": "none",
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"family": "system-ui, sans-serif", "size": 13},
            "margin": {"l": 8, "r": 28, "t": 8, "b": 8},
            "height": 300,
            "xaxis": {"automargin": True, "zeroline": False, "fixedrange": True, "ticklabelstandoff": 6},
            "yaxis": {"automargin": True, "zeroline": False, "fixedrange": True, "ticklabelstandoff": 6},
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
            "hoverlabel": {"font": {"color": "#ffffff"}},
        }
    )
