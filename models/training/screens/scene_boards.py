"""Layouts of training screens of data: tables and charts."""

import math
import random

from models.training.screens import words
from models.training.screens.scene_cells import GENERATORS
from models.training.screens.style import Style, bar, menu, window


def _grid(
    style: Style, entry: str, rng: random.Random, css: str, most: int = 26, letters: bool = False
) -> tuple[str, str]:
    title, columns = (part.strip() for part in entry.split("|"))
    named = [tuple(part.strip() for part in column.split(":")) for column in columns.split(",")]
    if len(named) > 4 and rng.random() < 0.3:
        named = rng.sample(named, len(named) - 1)
    rows = rng.randint(5, most)
    striped, right = rng.random() < 0.4, rng.random() < 0.4
    empty = rng.choice((0, 0, 0, 0.15))
    pill = rng.random() < 0.3
    head = "".join(
        f"<th style='{css}'>{name or '&nbsp;'}{rng.choice(('', '', '', ' ▲', ' ⇅'))}</th>" for name, _ in named
    )
    lettered = "".join(f'<th style="{css};text-align:center">{chr(65 + at)}</th>' for at in range(len(named)))
    lead = f"<tr><th style='{css}'></th>{lettered}</tr>" if letters else ""
    body = []
    for row in range(rows):
        cells = []
        for _, maker in named:
            text = "" if rng.random() < empty else GENERATORS[maker](rng, row)
            if pill and maker.startswith("state"):
                text = f"<span class=A style='border-radius:9px;padding:1px 8px'>{text}</span>"
            cells.append(
                "<td "
                f"style='{css}{';text-align:right' if right and maker in ('int', 'dec', 'money', 'pct') else ''}'>"
                f"{text}</td>"
            )
        number = f"<td style='{css};text-align:center'>{row + 2}</td>" if letters else ""
        body.append(f"<tr style='{'background:#8881' if striped and row % 2 else ''}'>{number}{''.join(cells)}</tr>")
    first = f"<td style='{css}'>1</td>" if letters else ""
    return (
        title,
        (
            f"<table style='width:{rng.choice(('100%', '100%', 'auto'))};"
            f"font-size:{rng.choice((11, 12, 13, 14, 15))}px'>"
            f"{lead}<tr style='{rng.choice(('', 'background:#8882', f'background:{style.accent};color:#fff'))}'>"
            f"{first}{head}</tr>{''.join(body)}</table>"
        ),
    )


def _css(style: Style, rng: random.Random) -> str:
    edge = rng.choice((f"border:1px solid {style.line}", f"border-bottom:1px solid {style.line}", "border:0"))
    return f"{edge};padding:{rng.choice((1, 2, 4, 7, 11))}px {rng.choice((5, 8, 12, 18))}px;white-space:nowrap"


def _web_table(style: Style, entry: str, rng: random.Random) -> str:
    title, grid = _grid(style, entry, rng, _css(style, rng))
    tools = "".join(
        f"<span class=btn>{name}</span>"
        for name in rng.sample(("New", "Export", "Filter", "Columns", "Refresh", "Import", "Delete"), rng.randint(0, 4))
    )
    side = menu(style, rng.sample(words.NOUNS, 8), rng) if rng.random() < 0.35 else ""
    top = bar(style, rng.choice(("Backoffice", "CRM", "Store", "Ops")), rng) if rng.random() < 0.4 else ""
    foot = (
        "<div class=f style='padding:8px'>"
        f"{rng.choice(('1–20 of 214', 'Showing 1 to 10 of 57 entries', '‹ 1 2 3 … 9 ›', '14 rows', ''))}"
        "</div>"
    )
    return window(
        style,
        title,
        (
            f"{top}<div style='display:flex;height:100%'>"
            f"{side}<div class=w style='padding:{rng.choice((0, 10, 26))}px;overflow:hidden'><div class=r>"
            f"<h2 class=w>{title}</h2>{tools}</div>{grid}{foot}</div></div>"
        ),
        rng,
    )


def _bare_grid(style: Style, entry: str, rng: random.Random) -> str:
    title, grid = _grid(
        style, entry, rng, f"border:1px solid {style.line};padding:{rng.choice((1, 2, 3))}px 6px;white-space:nowrap"
    )
    tabs = rng.choice(
        (
            "Data Output &nbsp; Messages",
            "Results &nbsp; Messages &nbsp; Explain",
            "Grid &nbsp; Text &nbsp; Record",
            "",
            title,
        )
    )
    foot = rng.choice(("Query OK, 0.041 s", "Total rows: 26", "200 rows fetched", ""))
    return window(
        style,
        title,
        f"<div style='padding:4px 8px'>{tabs}</div>{grid}<div style='padding:4px 8px' class=f>{foot}</div>",
        rng,
    )


def _sheet(style: Style, entry: str, rng: random.Random) -> str:
    css = (
        f"border:1px solid {style.line};padding:{rng.choice((1, 2, 3))}px 6px;"
        f"min-width:{rng.choice((60, 80, 110))}px;white-space:nowrap"
    )
    title, grid = _grid(style, entry, rng, css, 30, letters=True)
    menus = rng.choice(
        (
            "File Home Insert Page Layout Formulas Data Review View",
            "File Edit View Insert Format Data Tools Extensions Help",
            "Datei Start Einfügen Formeln Daten Überprüfen",
            "",
        )
    )
    return window(
        style,
        title,
        (
            f"<div style='padding:4px 10px'>{menus}</div><div class=r style='padding:2px 8px;border:1px "
            f"solid {style.line}'>{rng.choice('ABCDE')}{rng.randint(1, 30)} <i>fx</i>"
            f" {rng.choice(('=SUM(B2:B14)', '', '=C4*1.2', '412'))}</div>"
            f"{grid}<div style='position:absolute;bottom:0;padding:3px 10px;background:{style.ground}'>"
            "Sheet1 &nbsp; Sheet2 &nbsp; +</div>"
        ),
        rng,
    )


def _printed(style: Style, entry: str, rng: random.Random) -> str:
    title, grid = _grid(style, entry, rng, f"border:{rng.choice((0, 1))}px solid #555;padding:5px 9px", 14)
    return (
        f"<div style='background:#fff;color:#000;height:100%;padding:24px'><h2>{title}</h2>{grid}<p>"
        f"{rng.choice(('All figures without VAT.', 'Source: own count', ''))}</p></div>"
    )


def _series(rng: random.Random, count: int) -> list[float]:
    level, found = rng.uniform(0.2, 0.7), []
    for _ in range(count):
        level = min(0.97, max(0.04, level + rng.uniform(-0.22, 0.22)))
        found.append(level)
    return found


def _text(x: float, y: float, text: str, ink: str, size: int = 12, anchor: str = "middle") -> str:
    return f"<text x={x:.0f} y={y:.0f} fill='{ink}' font-size={size} text-anchor={anchor}>{text}</text>"


def _plot(style: Style, entry: str, rng: random.Random, width: int = 720, height: int = 420) -> str:
    titles, categories, series = (part.strip() for part in entry.split("|"))
    title, names, groups = rng.choice(titles.split("; ")), categories.split(","), series.split(",")[: rng.randint(1, 3)]
    hue = rng.randrange(360)
    colours = [
        f"hsl({(hue + at * rng.choice((40, 137))) % 360},{rng.choice((50, 70))}%,{rng.choice((45, 55))}%)"
        for at in range(8)
    ]
    form = rng.choice(
        ("bar", "bar", "line", "line", "area", "pie", "donut", "across", "stack", "scatter", "heat", "candle", "gauge")
    )
    ink, left, top = style.ink, 60, 50 if rng.random() < 0.8 else 20
    wide, tall = width - left - 30, height - top - 50
    parts = [_text(rng.choice((width / 2, left + 60)), 28, title, ink, rng.choice((14, 16, 20)))] if top == 50 else []
    if form in ("pie", "donut"):
        shares, turn, radius = [rng.uniform(0.3, 1) for _ in names[:6]], 0.0, min(wide, tall) / 2
        cx, cy = left + radius + rng.choice((0, wide / 4)), top + tall / 2
        for at, share in enumerate(shares):
            to = turn + share / sum(shares) * 2 * math.pi
            parts.append(
                f"<path d='M{cx:.0f} {cy:.0f}L{cx + radius * math.sin(turn):.0f} "
                f"{cy - radius * math.cos(turn):.0f}A{radius:.0f} {radius:.0f} 0 {int(to - turn > math.pi)} 1 "
                f"{cx + radius * math.sin(to):.0f} {cy - radius * math.cos(to):.0f}Z' fill='{colours[at]}' "
                f"stroke='{style.ground}'/>"
            )
            parts.append(
                _text(
                    cx + radius * 0.65 * math.sin((turn + to) / 2),
                    cy - radius * 0.65 * math.cos((turn + to) / 2),
                    f"{share / sum(shares):.0%}",
                    "#fff",
                )
            )
            parts.append(
                f"<rect x={width - 150} y={top + at * 24} width=12 height=12 fill='{colours[at]}'/>"
                + _text(width - 130, top + 11 + at * 24, names[at], ink, 13, "start")
            )
            turn = to
        if form == "donut":
            parts.append(f"<circle cx={cx:.0f} cy={cy:.0f} r={radius * 0.6:.0f} fill='{style.ground}'/>")
        return f"<svg width=100% height=100% viewBox='0 0 {width} {height}'>{''.join(parts)}</svg>"
    if form == "gauge":
        done = rng.uniform(0.1, 0.95)
        cx, cy, radius = width / 2, height * 0.7, height * 0.42
        for share, colour in ((1.0, "#8885"), (done, colours[0])):
            x, y = cx - radius * math.cos(share * math.pi), cy - radius * math.sin(share * math.pi)
            parts.append(
                f"<path d='M{cx - radius:.0f} {cy:.0f}A{radius:.0f} {radius:.0f} 0 0 1 {x:.0f} {y:.0f}' "
                f"stroke='{colour}' stroke-width=44 fill=none />"
            )
        return (
            f"<svg width=100% height=100% viewBox='0 0 {width} {height}'>"
            f"{''.join(parts)}{_text(cx, cy, f'{done:.0%}', ink, 44)}</svg>"
        )
    if form == "heat":
        side = names[:7]
        for i, _ in enumerate(side):
            parts += [
                (
                    f"<rect x={left + i * wide / 7:.0f} y={top + j * tall / 7:.0f} width={wide / 7:.0f} "
                    f"height={tall / 7:.0f} fill='hsl({hue},60%,{rng.randint(25, 92)}%)'/>"
                )
                for j in range(7)
            ]
            parts += [
                _text(left + (i + 0.5) * wide / 7, height - 30, side[i], ink),
                _text(left - 8, top + (i + 0.6) * tall / 7, side[i], ink, 12, "end"),
            ]
        return f"<svg width=100% height=100% viewBox='0 0 {width} {height}'>{''.join(parts)}</svg>"
    unit, most = rng.choice(("", "", "k", "%", " ms")), rng.choice((1, 4, 10, 25, 100, 200, 1000))
    lines = rng.random() < 0.7
    for at in range(6):
        x, y = left + wide * at / 5, top + tall - tall * at / 5
        shown = f"{most * at / 5:g}{unit}"
        if form == "across":
            parts.append(
                (f"<line x1={x:.0f} x2={x:.0f} y1={top} y2={top + tall} stroke='{style.line}'/>" if lines else "")
                + _text(x, height - 30, shown, ink)
            )
        else:
            parts.append(
                (f"<line x1={left} x2={left + wide} y1={y:.0f} y2={y:.0f} stroke='{style.line}'/>" if lines else "")
                + _text(left - 8, y + 4, shown, ink, 12, "end")
            )
    step = wide / len(names)
    for at, name in enumerate(names):
        parts.append(
            _text(left - 8, top + (at + 0.6) * tall / len(names), name, ink, 12, "end")
            if form == "across"
            else _text(left + (at + 0.5) * step, height - 28, name, ink)
        )
    if form == "candle":
        for at, level in enumerate(_series(rng, 48)):
            x, y, body = left + at * wide / 48, top + tall * (1 - level), rng.randint(6, 40)
            colour = rng.choice(("#26a69a", "#ef5350"))
            parts.append(
                f"<line x1={x + 4:.0f} x2={x + 4:.0f} y1={y - 14:.0f} y2={y + body + 12:.0f} stroke='{colour}'/>"
                f"<rect x={x:.0f} y={y:.0f} width=8 height={body} fill='{colour}'/>"
            )
    below = [0.0] * len(names)
    for group, colour in enumerate(colours[: len(groups)]):
        values = _series(rng, len(names) if form in ("bar", "across", "stack") else rng.choice((len(names), 30, 80)))
        points = [
            (left + wide * at / max(1, len(values) - 1), top + tall * (1 - value)) for at, value in enumerate(values)
        ]
        joined = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
        if form == "bar":
            part = step * 0.7 / len(groups)
            parts += [
                (
                    f"<rect x={left + at * step + step * 0.15 + group * part:.0f} y={top + tall * (1 - value):.0f} "
                    f"width={part:.0f} height={tall * value:.0f} fill='{colour}'/>"
                )
                for at, value in enumerate(values)
            ]
        elif form == "stack":
            for at, value in enumerate(values):
                high = tall * value / len(groups)
                parts.append(
                    f"<rect x={left + at * step + step * 0.15:.0f} y={top + tall - below[at] - high:.0f} "
                    f"width={step * 0.7:.0f} height={high:.0f} fill='{colour}'/>"
                )
                below[at] += high
        elif form == "across":
            part = tall / len(names)
            parts += [
                (
                    f"<rect x={left} y={top + at * part + part * (0.15 + 0.7 * group / len(groups)):.0f} "
                    f"width={wide * value:.0f} height={part * 0.7 / len(groups):.0f} fill='{colour}'/>"
                )
                for at, value in enumerate(values)
            ]
        elif form == "scatter":
            parts += [
                (
                    f"<circle cx={x + rng.gauss(0, 14):.0f} cy={min(top + tall, y + rng.gauss(0, 30)):.0f} "
                    f"r={rng.choice((3, 4, 6))} fill='{colour}' opacity=.7 />"
                )
                for x, y in points * 2
            ]
        elif form in ("line", "area"):
            parts.append(
                f"<polyline points='{joined}' fill=none stroke='{colour}' stroke-width={rng.choice((1, 2, 3))} />"
                if form == "line"
                else (
                    f"<polygon points='{left},{top + tall} {joined} {left + wide},{top + tall}' fill='{colour}' "
                    "opacity=.5 />"
                )
            )
        if rng.random() < 0.6:
            parts.append(
                f"<rect x={left + 20 + group * 110} y={height - 16} width=11 height=11 fill='{colour}'/>"
                + _text(left + 36 + group * 110, height - 6, groups[group], ink, 12, "start")
            )
    frame = (
        f"<rect x={left} y={top} width={wide} height={tall} fill=none stroke='{ink}'/>" if rng.random() < 0.3 else ""
    )
    return f"<svg width=100% height=100% viewBox='0 0 {width} {height}'>{frame}{''.join(parts)}</svg>"


def _one_chart(style: Style, entry: str, rng: random.Random) -> str:
    return f"<div style='height:100%;padding:6px'>{_plot(style, entry, rng)}</div>"


def _chart_page(style: Style, entry: str, rng: random.Random) -> str:
    side = menu(style, rng.sample(words.NOUNS, 8), rng) if rng.random() < 0.4 else ""
    return window(
        style,
        "Report",
        (
            f"{bar(style, 'Reports', rng)}<div style='display:flex;height:88%'>"
            f"{side}<div class=w style='padding:14px'><div class=box style='height:90%'>"
            f"{_plot(style, entry, rng)}</div></div></div>"
        ),
        rng,
    )


def _boards(style: Style, entry: str, rng: random.Random) -> str:
    numbers = "".join(
        (
            f"<div class='box w'><span class=f>{rng.choice(words.NOUNS)}</span><br>"
            "<b style='font-size:24px'>"
            f"{rng.choice(('€', '', ''))}{rng.randint(10, 9999):,}{rng.choice(('', '%', 'K'))}</b></div>"
        )
        for _ in range(rng.choice((0, 3, 4, 5)))
    )
    across = rng.choice((1, 2, 2, 3))
    plots = "".join(
        f"<div class=box style='padding:2px;min-height:0'>{_plot(style, entry, rng, 520, 320)}</div>"
        for _ in range(across * rng.choice((1, 2, 2)))
    )
    return window(
        style,
        "Dashboard",
        (
            "<div style='display:flex;flex-direction:column;height:100%;padding:10px;gap:8px'><h2>"
            f"{rng.choice(('Overview', 'Dashboard', 'Node metrics', 'Sales', 'Übersicht'))}</h2>"
            f"<div class=r>{numbers}</div><div style='flex:1;min-height:0;display:grid;gap:8px;"
            f"grid-template-columns:repeat({across},1fr)'>{plots}</div></div>"
        ),
        rng,
    )


PLOTS = ((640, 480), (760, 460), (900, 480), (560, 420), (800, 600))
TABLES = (
    (_web_table, ()),
    (_web_table, ()),
    (_web_table, ((420, 760), (700, 560))),
    (_bare_grid, ()),
    (_bare_grid, ()),
    (_sheet, ()),
    (_printed, ((800, 600), (640, 560))),
)
CHARTS = ((_one_chart, PLOTS), (_one_chart, PLOTS), (_chart_page, ()), (_boards, ()))
