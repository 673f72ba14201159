"""The report's plots: SVG, below a legend where colours stand for something."""

from collections import Counter
from collections.abc import Sequence
from math import ceil, floor, log10

from bot.evaluation.measure_text import KIND_NAMES, STAGE_NAMES, time_text
from bot.evaluation.metrics import percentile
from bot.evaluation.outcomes import Outcome, OutcomeKind
from bot.evaluation.summary import PERCENTILES, recall_curve
from bot.wording import counted
from models.drawing import BOTTOM, HEIGHT, RIGHT, WIDTH, Drawing, legend

# Okabe and Ito's colours: told apart by every kind of eye, on light and on dark paper.
BLUE, ORANGE, GREEN, RED, PURPLE, GREY = "#3b8fd4", "#e69f00", "#009e73", "#d55e00", "#a471c9", "#8a8f98"
YELLOW = "#f0e442"
KIND_COLOURS: dict[OutcomeKind, str] = {
    "grounded": GREEN,
    "extract": BLUE,
    "not_found": ORANGE,
    "clarify": PURPLE,
    "chat": GREY,
    "pinned": YELLOW,
    "failed": RED,
}
DEEPEST = 10
MOST_POINTS = 400
"""Points of a line: more than a screen tells apart."""

NARROWEST = 0.08
"""The share of a bar that has room for a number of four digits."""

SHARES = {0.0: "0%", 0.25: "25%", 0.5: "50%", 0.75: "75%", 1.0: "100%"}


def recall_plot(outcomes: Sequence[Outcome]) -> str:
    """Recall by the number of documents looked at, with its 95% interval as a band."""
    measured = [m for m in recall_curve(outcomes, DEEPEST) if m.value is not None]
    curve = [(m.value or 0.0, m.low or 0.0, m.high or 0.0) for m in measured]
    ticks = _down_to(min(low for _, low, _ in curve))
    drawing = Drawing()
    across, up = drawing.across(0.7, DEEPEST + 0.3), drawing.up(ticks[-1], 1.0)
    drawing.axis_across(across, {float(n): str(n) for n in range(1, DEEPEST + 1)}, "documents looked at")
    drawing.axis_up(up, {tick: f"{tick:.2f}" for tick in ticks})
    places = range(1, len(curve) + 1)
    upper = [(across(n), up(high)) for n, (_, _, high) in zip(places, curve, strict=True)]
    lower = [(across(n), up(low)) for n, (_, low, _) in zip(places, curve, strict=True)]
    drawing.area([*upper, *reversed(lower)], BLUE)
    drawing.path([(across(n), up(value)) for n, (value, _, _) in zip(places, curve, strict=True)], BLUE)
    for n, (value, low, high) in zip(places, curve, strict=True):
        drawing.dot(across(n), up(value), BLUE, f"recall at {n}: {value:.3f} ({low:.3f} to {high:.3f})")
    return drawing.svg(f"Recall from {curve[0][0]:.3f} at 1 to {curve[-1][0]:.3f} at {len(curve)}")


def _down_to(lowest: float) -> list[float]:
    """Even shares from 1 down to below the lowest, not more than seven."""
    step = next(step for step in (0.02, 0.05, 0.1, 0.2) if (1 - lowest) / step <= 5)
    return [1 - step * n for n in range(max(1, ceil((1 - lowest) / step)) + 1)]


def latency_plot(outcomes: Sequence[Outcome], retrieval_only: bool) -> str:
    """The share of questions done within a time, for each stage: percentiles are read off it directly."""
    finished = [outcome for outcome in outcomes if outcome.kind != "failed"]
    stages = {"search": [outcome.ms if retrieval_only else outcome.timings.search_ms for outcome in finished]}
    if not retrieval_only:
        stages["first_token"] = [outcome.first_text_ms for outcome in finished]
        stages["total"] = [outcome.ms for outcome in finished]
    shown = {stage: sorted(max(ms, 0.1) for ms in times) for stage, times in stages.items() if times}
    drawing = Drawing()
    fastest = min((times[0] for times in shown.values()), default=1.0)
    slowest = max((times[-1] for times in shown.values()), default=10.0)
    first = floor(log10(fastest))
    last = max(first + 1, ceil(log10(slowest)))
    across, up = drawing.across(first, last), drawing.up(0, 1)
    decades = {float(n): time_text(10.0**n).replace(".00", "").replace(".0", "") for n in range(first, last + 1)}
    drawing.axis_across(across, decades, "time, on a logarithmic scale")
    drawing.axis_up(up, SHARES)
    colours = dict(zip(stages, (BLUE, ORANGE, GREEN), strict=False))
    for stage, times in shown.items():
        drawing.path([(across(log10(ms)), up(share)) for ms, share in _distribution(times)], colours[stage])
        for percent in PERCENTILES:
            ms = percentile(times, percent) or times[-1]
            title = f"{STAGE_NAMES[stage]}: {percent}% within {time_text(ms)}"
            drawing.dot(across(log10(ms)), up(percent / 100), colours[stage], title)
    plot = drawing.svg("The share of questions that were done within a time")
    return legend([(STAGE_NAMES[stage], colours[stage]) for stage in shown]) + plot


def _distribution(times: Sequence[float]) -> list[tuple[float, float]]:
    """The share of times that are at most as long, at few enough of them, by the rule of the percentiles beside it."""
    last = len(times) - 1
    places = [*range(0, last, ceil(len(times) / MOST_POINTS)), last]
    points = [(times[place], place / last) for place in places] if last else [(times[0], 0.0), (times[0], 1.0)]
    marked = [(percentile(times, percent) or times[-1], percent / 100) for percent in PERCENTILES]
    return sorted([*points, *marked], key=lambda point: (point[1], point[0]))


def kinds_plot(outcomes: Sequence[Outcome]) -> str:
    """How the answerable and the unanswerable questions were answered, as shares of each."""
    rows = {
        "answerable": Counter(o.kind for o in outcomes if o.question.answerable),
        "unanswerable": Counter(o.kind for o in outcomes if not o.question.answerable),
    }
    rows = {name: kinds for name, kinds in rows.items() if kinds}
    drawing = Drawing(left=RIGHT)
    across = drawing.across(0, 1)
    drawing.axis_across(across, SHARES, "share of questions")
    height = (HEIGHT - BOTTOM - drawing.top) / max(1, len(rows))
    for row, (name, kinds) in enumerate(rows.items()):
        top, begun = drawing.top + row * height, 0.0
        drawing.text(drawing.left, top + 20, f"{name} ({kinds.total():,})", "start")
        for kind, colour in KIND_COLOURS.items():
            share = (number := kinds[kind]) / kinds.total()
            if number:
                title = f"{KIND_NAMES[kind]}: {counted(number, 'question')} ({share:.1%})"
                size = (across(begun + share) - across(begun), height - 46)
                drawing.box((across(begun), top + 30), size, colour, title)
            if share >= NARROWEST:
                drawing.text_on_colour(across(begun + share / 2), top + 30 + (height - 46) / 2 + 5, f"{number:,}")
            begun += share
    described = "; ".join(f"{name}: {_kinds_text(kinds)}" for name, kinds in rows.items())
    seen = [(KIND_NAMES[kind], colour) for kind, colour in KIND_COLOURS.items() if any(k[kind] for k in rows.values())]
    return legend(seen) + drawing.svg(f"What the questions were answered with. {described}")


def _kinds_text(kinds: Counter[OutcomeKind]) -> str:
    return ", ".join(f"{number:,} {KIND_NAMES[kind]}" for kind, number in kinds.most_common())


def abstention_plot(outcomes: Sequence[Outcome]) -> str:
    """The four ways a decision can go: answered or silent, on questions with and without an answer."""
    judged = [outcome for outcome in outcomes if outcome.question.judges_abstention]
    table = Counter((outcome.question.answerable, outcome.abstained) for outcome in judged)
    columns, rows = {"answered": False, "abstained": True}, {"answerable": True, "unanswerable": False}
    drawing, described = Drawing(left=140, top=34), []
    width, height = (WIDTH - RIGHT - drawing.left) / len(columns), (HEIGHT - drawing.top - 14) / len(rows)
    for column, name in enumerate(columns):
        drawing.text(drawing.left + (column + 0.5) * width, drawing.top - 12, name)
    for row, (kind, answerable) in enumerate(rows.items()):
        top = drawing.top + row * height
        drawing.text(drawing.left - 10, top + height / 2, kind, "end")
        total = sum(table[answerable, abstained] for abstained in columns.values())
        for column, (name, abstained) in enumerate(columns.items()):
            count, left = table[answerable, abstained], drawing.left + column * width
            share = count / max(1, total)
            # Right decisions are green, wrong ones red, stronger the more of the row's questions went that way.
            colour = GREEN if abstained != answerable else RED
            size = (width - 4, height - 4)
            title = f"{kind}, {name}: {counted(count, 'question')}"
            drawing.box((left, top), size, colour, title, opacity=0.08 + 0.67 * share)
            drawing.text(left + width / 2, top + height / 2 - 4, f"{count:,}", size=17)
            drawing.text(left + width / 2, top + height / 2 + 18, f"{share:.0%}" if total else "–", size=15)
            described.append(f"{kind} and {name}: {count:,}")
    return drawing.svg(f"Answered or silent, on questions with and without an answer. {'; '.join(described)}")
