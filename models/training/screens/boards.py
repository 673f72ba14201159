"""Rendered training screens of data and talk: tables, charts and chats."""

import math
import random

from models.training.screens import words
from models.training.screens.looks import ACCENTS, Look, framed, page, sidebar

SORTS = ("", "", " &#9650;", " &#9662;")


def table(look: Look, shape: random.Random, values: random.Random) -> tuple[str, str]:
    """A table: a grid of an app, a spreadsheet, a list of files, a plain one of a page."""
    columns, rows = shape.randint(3, 9), shape.randint(5, 26)
    names = [words.label(shape) if shape.random() < 0.4 else shape.choice(words.NOUNS) for _ in range(columns)]
    kinds = [shape.choice("nndpsfhm") for _ in names]
    sheet = shape.random() < 0.3
    grid = f"1px solid {look.line}" if sheet or shape.random() < 0.5 else "0"
    tight = 1 if sheet else shape.choice((2, 4, 7, 11))
    striped, ticks = shape.random() < 0.4, shape.random() < 0.25 and not sheet
    cell = (
        f"border:{grid};border-bottom:1px solid {look.line};padding:{tight}px {look.gap}px;"
        "white-space:nowrap;overflow:hidden;max-width:190px"
    )
    head_ground = shape.choice((look.ground, look.accent, "transparent", f"{look.accent}33"))
    head_ink = "#fff" if head_ground == look.accent else look.ink
    tick = "<td style='padding:0 6px'><input type=checkbox></td>" if ticks else ""
    head = tick.replace("td", "th") + "".join(
        f"<th style='{cell};background:{head_ground};color:{head_ink}'>{name}{shape.choice(SORTS)}</th>"
        for name in names
    )
    letters = (
        (
            "<tr><th></th>"
            f"{''.join(f'<th style=text-align:center;background:{look.ground};border:1px&#32;solid&#32;{look.line}>{chr(65 + at)}</th>' for at in range(columns))}"
            "</tr>"
        )
        if sheet
        else ""
    )
    body = []
    for row in range(rows):
        number = f"<td style='{cell};background:{look.ground};text-align:center'>{row + 1}</td>" if sheet else ""
        cells = "".join(f"<td style='{cell}'>{_cell(kind, shape, values)}</td>" for kind in kinds)
        body.append(
            f"<tr style='{f'background:{look.ground}' if striped and row % 2 else ''}'>{number}{tick}{cells}</tr>"
        )
    lead = "<th></th>" if sheet else ""
    grid_html = (
        f"<table style='border-collapse:collapse;width:{shape.choice(('100%', '100%', 'auto'))};"
        f"font-size:{shape.choice((11, 12, 13, 14))}px'>{letters}<tr>{lead}{head}</tr>"
        f"{''.join(body)}</table>"
    )
    title = shape.choice(
        (
            f"{shape.choice(words.NOUNS)}s",
            words.label(shape),
            f"{words.product(shape)} - {shape.choice(words.NOUNS)} list",
            "Book1 - Spreadsheet",
        )
    )
    tools = (
        (
            f"<div class=r style='padding:{look.gap}px'>"
            f"{''.join(f'<button>{shape.choice(words.VERBS)}</button>' for _ in range(shape.randint(1, 5)))}"
            "<span class=w></span><span class=f style='width:160px'><span class=x>Search</span></span>"
            "</div>"
        )
        if shape.random() < 0.6
        else ""
    )
    if sheet:
        tools = (
            "<div style='padding:4px 10px'>"
            f"{' &nbsp; '.join(('File', 'Home', 'Insert', 'Formulas', 'Data', 'View'))}</div>"
            f"<div class=r style='padding:3px 8px;border:1px solid {look.line}'>B{values.randint(1, 20)} <i>"
            f"fx</i> <span class=w>=SUM(B2:B{values.randint(3, 30)})</span></div>"
        )
    foot = (
        (
            "<div class=x style='padding:8px;text-align:right'>"
            f"1-{rows} of {values.randint(rows, 900)} &nbsp; &#8249; &#8250;</div>"
        )
        if shape.random() < 0.4 and not sheet
        else ""
    )
    side = sidebar(look, shape, shape.randint(4, 10), 150) if shape.random() < 0.25 and not sheet else ""
    head_line = f"<h2 style='padding:0 {look.gap}px'>{title}</h2>" if shape.random() < 0.5 and not sheet else ""
    inside = (
        f"<div style='display:flex;height:100%'>{side}<div class=w style='overflow:hidden'>"
        f"{head_line}{tools}{grid_html}{foot}</div></div>"
    )
    return page(look, framed(look, title, inside, shape), look.panel), f"{title}: {', '.join(names)}"


def _cell(kind: str, shape: random.Random, values: random.Random) -> str:
    state = values.choice(words.STATES)
    hue = sum(map(ord, state)) * 37 % 360
    pill = f"<span style='background:hsl({hue},60%,45%);color:#fff;border-radius:9px;padding:0 8px'>{state}</span>"
    return {
        "n": f"{values.randint(0, 99999):,}", "d": words.date(values), "p": words.person(values), "s": pill if shape.random() < 0.8 else state,
        "f": words.file(values), "h": words.host(values), "m": f"${values.uniform(1, 9999):,.2f}",
    }[kind]  # fmt: skip


def chart(look: Look, shape: random.Random, values: random.Random) -> tuple[str, str]:
    """A chart, or a dashboard of several, as an app, a spreadsheet or a plotting library draws them."""
    many = shape.choice((1, 1, 1, 1, 2, 3, 4, 6))
    title = (
        f"{shape.choice(words.NOUNS)} "
        f"{shape.choice(('usage', 'by month', 'per region', 'over time', 'trend', 'distribution', 'latency', 'by status'))}"
    )
    drawn = [_plot(look, shape, values, title if at == 0 else words.label(shape)) for at in range(many)]
    across = 1 if many == 1 else shape.choice((1, 2)) if many < 4 else shape.choice((2, 3))
    cards = "".join(
        (
            f"<div style='min-height:0;border:{shape.choice(('0', f'1px solid {look.line}'))};"
            f"border-radius:{look.radius}px;padding:4px'>{svg}</div>"
        )
        for svg, _ in drawn
    )
    numbers = (
        "".join(
            (
                f"<div class='w f' style='padding:8px'><div class=x>{words.label(shape)}</div><h2>"
                f"{values.randint(1, 9999):,}</h2></div>"
            )
            for _ in range(3)
        )
        if many > 1 and shape.random() < 0.4
        else ""
    )
    inside = (
        f"<div style='height:100%;display:flex;flex-direction:column;padding:{look.gap}px;"
        f"background:{look.panel}'><div class=r>{numbers}</div>"
        f"<div style='flex:1;min-height:0;display:grid;gap:{look.gap}px;"
        f"grid-template-columns:repeat({across},1fr)'>{cards}</div></div>"
    )
    plain = many == 1 and shape.random() < 0.5
    return page(
        look, inside if plain else framed(look, words.product(shape), inside, shape)
    ), f"{title}, {drawn[0][1]} chart"


def _plot(look: Look, shape: random.Random, values: random.Random, title: str) -> tuple[str, str]:
    kind = shape.choice(("line", "line", "bar", "bar", "pie", "area", "scatter", "stacked", "donut", "sideways"))
    colours = shape.sample(ACCENTS, 6)
    series, points = (1 if shape.random() < 0.4 else shape.randint(2, 4)), shape.randint(4, 14)
    parts = []
    left, top, right, bottom = 48, 34, 470, 250
    if kind in ("pie", "donut"):
        shares = [values.uniform(0.3, 2) for _ in range(shape.randint(3, 6))]
        angle = -math.pi / 2
        for at, share in enumerate(shares):
            turn = 2 * math.pi * share / sum(shares)
            x, y, u, v = (
                150 + 105 * math.cos(angle),
                150 + 105 * math.sin(angle),
                150 + 105 * math.cos(angle + turn),
                150 + 105 * math.sin(angle + turn),
            )
            parts.append(
                f"<path d='M150 150L{x:.0f} {y:.0f}A105 105 0 {int(turn > math.pi)} 1 {u:.0f} {v:.0f}Z' "
                f"fill='{colours[at]}' stroke='{look.panel}'/><rect x=300 y={70 + 28 * at} width=13 height=13 "
                f"fill='{colours[at]}'/><text x=320 y={82 + 28 * at}>"
                f"{words.label(shape)} {100 * share / sum(shares):.0f}%</text>"
            )
            angle += turn
        if kind == "donut":
            parts.append(f"<circle cx=150 cy=150 r=58 fill='{look.panel}'/>")
        return _svg(look, title, "".join(parts)), kind
    for line in range(6):
        y = bottom - line * (bottom - top) / 5
        parts.append(
            f"<line x1={left} x2={right} y1={y} y2={y} stroke='{look.line}'/>"
            f"<text x={left - 6} y={y + 4} text-anchor=end>{line * values.choice((10, 20, 50, 100))}</text>"
        )
    for at in range(points):
        x = left + (at + 0.5) * (right - left) / points
        parts.append(
            f"<text x={x:.0f} y={bottom + 16} text-anchor=middle>"
            f"{('Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec Q1 Q2'.split())[at % 14]}</text>"
        )
    width = (right - left) / points
    base = [0.0] * points
    for one in range(series):
        level = values.uniform(0.2, 0.7)
        heights = [max(0.03, min(0.97, level + values.uniform(-0.2, 0.25))) * (bottom - top) for _ in range(points)]
        xs = [left + (at + 0.5) * width for at in range(points)]
        if kind == "bar":
            parts += [
                (
                    f"<rect x={x - width * 0.4 + one * width * 0.8 / series:.0f} y={bottom - h:.0f} "
                    f"width={width * 0.8 / series - 1:.1f} height={h:.0f} fill='{colours[one]}'/>"
                )
                for x, h in zip(xs, heights, strict=True)
            ]
        elif kind == "stacked":
            for at, h in enumerate(heights):
                parts.append(
                    f"<rect x={xs[at] - width * 0.35:.0f} y={bottom - base[at] - h / series:.0f} "
                    f"width={width * 0.7:.1f} height={h / series:.0f} fill='{colours[one]}'/>"
                )
                base[at] += h / series
        elif kind == "sideways":
            step = (bottom - top) / points
            parts += [
                (
                    f"<rect x={left} y={top + at * step + 2:.0f} width={h * 1.8:.0f} height={step - 4:.0f} "
                    f"fill='{colours[0]}'/>"
                )
                for at, h in enumerate(heights)
            ]
        elif kind == "scatter":
            parts += [
                (
                    f"<circle cx={values.uniform(left, right):.0f} cy={values.uniform(top, bottom):.0f} r=4 "
                    f"fill='{colours[one]}' opacity=.7 />"
                )
                for _ in range(30)
            ]
        else:
            path = " ".join(f"{x:.0f},{bottom - h:.0f}" for x, h in zip(xs, heights, strict=True))
            parts.append(f"<polyline points='{path}' fill=none stroke='{colours[one]}' stroke-width=2.5 />")
            if kind == "area":
                parts.append(
                    f"<polygon points='{xs[0]:.0f},{bottom} {path} {xs[-1]:.0f},{bottom}' fill='{colours[one]}' "
                    "opacity=.35 />"
                )
        if series > 1:
            parts.append(
                f"<rect x={60 + one * 105} y=276 width=11 height=11 fill='{colours[one]}'/>"
                f"<text x={75 + one * 105} y=286>{shape.choice(words.NOUNS)}</text>"
            )
    return _svg(look, title, "".join(parts)), kind


def _svg(look: Look, title: str, inside: str) -> str:
    return (
        f"<svg width=100% height=100% viewBox='0 0 500 300' font-size=12 font-family='{look.font}' "
        f"fill='{look.ink}'><text x=250 y=20 text-anchor=middle font-size=16>{title}</text>"
        f"{inside}</svg>"
    )


def chat(look: Look, shape: random.Random, values: random.Random) -> tuple[str, str]:
    """A chat: bubbles left and right, or messages with names and faces in a channel; on a phone or a desk."""
    bubbles = shape.random() < 0.55
    who = shape.sample(words.PEOPLE, shape.randint(2, 5))
    title = shape.choice(
        (
            f"# {shape.choice(words.NOUNS).lower()}",
            who[0],
            "General",
            f"{words.product(shape)} support",
            f"{who[0]} and {len(who)} others",
            "Assistant",
        )
    )
    rows = []
    for _ in range(shape.randint(4, 14)):
        name = shape.choice(who)
        text = " ".join(values.sample(words.TALK, shape.choice((1, 1, 1, 2))))
        mine = name == who[0]
        hue = sum(map(ord, name)) * 53 % 360
        face = (
            f"<span style='width:34px;height:34px;border-radius:{shape.choice((6, 20))}px;"
            f"background:hsl({hue},55%,50%);color:#fff;text-align:center;line-height:34px;flex:none'>"
            f"{name[0]}</span>"
        )
        if bubbles:
            theirs = "#3a3a3c" if look.dark else "#e9e9eb"
            colour = f"background:{look.accent};color:#fff" if mine else f"background:{theirs}"
            rows.append(
                f"<div style='display:flex;justify-content:{'flex-end' if mine else 'flex-start'};gap:8px;"
                f"margin:{look.gap // 2 + 3}px 0'>{'' if mine or shape.random() < 0.5 else face}<span "
                f"style='{colour};padding:7px 12px;border-radius:{shape.choice((8, 14, 18))}px;max-width:72%'>"
                f"{text}<span style='font-size:.75em;opacity:.6'> {words.clock(values)}</span></span></div>"
            )
        else:
            reaction = (
                (
                    f"<span style='border:1px solid {look.line};border-radius:10px;padding:0 6px;font-size:.85em'>"
                    f"&#128077; {values.randint(1, 9)}</span>"
                )
                if shape.random() < 0.15
                else ""
            )
            rows.append(
                f"<div style='display:flex;gap:10px;margin:{look.gap}px 0'>{face}<div class=w><b>{name}</b>"
                f" <span class=x style='font-size:.8em'>{words.clock(values)}</span><div>{text}</div>"
                f"{reaction}</div></div>"
            )
    box = (
        f"<div class='f' style='margin:8px;border-radius:{look.radius + 4}px;padding:9px 12px'>"
        "<span class=x>"
        f"{shape.choice(('Type a message', f'Message {title}', 'Reply…', 'Write something', 'Ask anything'))}"
        "</span><span style='float:right'>&#128206; &#10148;</span></div>"
    )
    main = (
        "<div class=w style='display:flex;flex-direction:column;height:100%'>"
        f"<div style='padding:9px 14px;border-bottom:1px solid {look.line}'><b>{title}</b></div>"
        f"<div style='flex:1;min-height:0;overflow:hidden;padding:4px 14px'>{''.join(rows)}</div>"
        f"{box}</div>"
    )
    side = ""
    if shape.random() < 0.5:
        names = "".join(
            (
                "<div class=r style='padding:6px 8px'><span style='width:26px;height:26px;border-radius:14px;"
                f"background:hsl({shape.randint(0, 360)},50%,50%)'></span><span class=w>"
                f"{shape.choice(words.PEOPLE)}<div class=x style='font-size:.8em;white-space:nowrap;"
                f"overflow:hidden'>{shape.choice(words.TALK)}</div></span></div>"
            )
            for _ in range(9)
        )
        side = (
            f"<div style='width:200px;flex:none;overflow:hidden;background:{look.ground};border-right:1px "
            f"solid {look.line}'>{names}</div>"
        )
    return page(
        look, framed(look, title, f"<div style='display:flex;height:100%'>{side}{main}</div>", shape)
    ), f"{title}: chat with {', '.join(who)}"
