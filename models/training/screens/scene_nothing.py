"""Layouts of training screens of no kind."""

import itertools
import random

from models.training.screens.style import Style, bar, menu, window
from models.training.screens.words import NOUNS, PEOPLE, clock, file


def nothing(style: Style, entry: str, rng: random.Random) -> str:
    """A screen of no kind, as its entry's first line names it."""
    form, *lines = entry.splitlines()
    drawn = NO_KINDS[form](style, lines, rng)
    framed = "none" if form in ("dialog", "desktop", "slide") and rng.random() < 0.7 else ""
    return window(style, lines[0].partition(",")[0], drawn, rng, framed)


def _article(style: Style, lines: list[str], rng: random.Random) -> str:
    side = menu(style, rng.sample(NOUNS, 8), rng) if rng.random() < 0.4 else ""
    told = "".join(f"<p>{line}" for line in lines[1:] * rng.choice((1, 1, 2)))
    top = bar(style, rng.choice(("The Daily", "Docs", "Wiki", "Handbook")), rng) if rng.random() < 0.5 else ""
    return (
        f"{top}<div style='display:flex;height:100%'>"
        f"{side}<div style='padding:3% 6%;max-width:{rng.choice((620, 760, 1000))}px'><h1>"
        f"{lines[0]}</h1>{told}</div></div>"
    )


def _list(style: Style, lines: list[str], rng: random.Random) -> str:
    rows = []
    for line in lines[1:]:
        first, *rest = line.split("   ")
        rows.append(
            f"<div class=l style='padding:{style.pad + 4}px'><b class={rng.choice('aw')}>{first}</b><br>"
            f"{rest[0] if rest else ''} <span class=f>{' '.join(rest[1:])}</span></div>"
        )
    side = menu(style, ["Inbox", "Starred", "Sent", "Drafts", "Spam", "Trash"], rng) if rng.random() < 0.5 else ""
    return (
        f"<div style='display:flex;height:100%'>{side}<div class=w style='padding:10px 24px'><h2>"
        f"{lines[0]}</h2>{''.join(rows)}</div></div>"
    )


def _tiles(style: Style, lines: list[str], rng: random.Random) -> str:
    tiles = "".join(
        (
            f"<div class=box><div style='height:{rng.choice((40, 90, 130))}px;"
            f"background:hsl({rng.randrange(360)},40%,50%)'></div><b>{line.split('   ')[0]}</b><br>"
            f"<span class=f>{''.join(line.split('   ')[1:])}</span></div>"
        )
        for line in lines[1:]
    )
    return (
        f"{bar(style, lines[0], rng)}<div style='padding:16px;display:grid;gap:14px;"
        f"grid-template-columns:repeat({rng.randint(2, 5)},1fr)'>{tiles}</div>"
    )


def _board(style: Style, lines: list[str], rng: random.Random) -> str:
    cards = lines[1:]
    columns = "".join(
        (
            f"<div class='p w' style='padding:8px;margin:6px;border:1px solid {style.line}'><b>{name}</b>"
            f"{_cards(rng.sample(cards, rng.randint(1, 4)))}"
            "</div>"
        )
        for name in lines[0].split(", ")
    )
    return f"{bar(style, 'Board', rng)}<div style='display:flex;align-items:flex-start'>{columns}</div>"


def _cards(cards: list[str]) -> str:
    return "".join(f"<div class=box style=margin-top:8px>{card}</div>" for card in cards)


def _wizard(style: Style, lines: list[str], rng: random.Random) -> str:
    told = "".join(f"<p>{line}</p>" for line in lines[1:])
    strip = (
        f"<div style='width:140px;background:linear-gradient({style.accent},#223)'></div>" if rng.random() < 0.5 else ""
    )
    names = rng.choice(
        (("Back", "Next", "Cancel"), ("Previous", "Continue"), ("Zurück", "Weiter", "Abbrechen"), ("Next", "Exit"))
    )
    foot = "".join(f"<span class='btn {'go' if at == 1 else ''}'>{name}</span>" for at, name in enumerate(names))
    return (
        f"<div style='display:flex;height:84%'>{strip}<div class=w style='padding:18px'><h2>"
        f"{lines[0]}</h2>{told}</div></div><div style='text-align:right;padding:8px'>{foot}</div>"
    )


def _form(style: Style, lines: list[str], rng: random.Random) -> str:
    rows = "".join(
        (
            f"<div style='margin:8px 0'>{line}<div class=in>"
            f"{rng.choice(('', '', rng.choice(PEOPLE), '12 May'))}</div></div>"
        )
        for line in lines[1:]
    )
    return (
        f"{bar(style, rng.choice(('Portal', 'Bistro', 'Office')), rng)}<div style='padding:14px 8%;"
        f"max-width:680px'><h2>{lines[0]}</h2>{rows}<span class='btn go'>"
        f"{rng.choice(('Submit', 'Send', 'Add', 'Continue', 'Senden'))}</span></div>"
    )


def _dialog(style: Style, lines: list[str], rng: random.Random) -> str:
    buttons = "".join(
        f"<span class='btn {'go' if at == 0 else ''}'>{name}</span>" for at, name in enumerate(lines[2].split(", "))
    )
    return (
        f"<div style='padding:8% 10%;text-align:{rng.choice(('left', 'center'))}'><h3>{lines[0]}</h3><p>"
        f"{lines[1]}</p><div style='text-align:{rng.choice(('right', 'center'))}'>{buttons}</div></div>"
    )


def _progress(style: Style, lines: list[str], rng: random.Random) -> str:
    done = rng.randint(2, 98)
    return (
        f"<div style='padding:8%'><h3>{rng.choice(lines)}</h3>"
        f"<div style='background:#8885;height:{rng.choice((6, 12, 18))}px'>"
        f"<div style='width:{done}%;height:100%;background:{style.accent}'></div></div><p>"
        f"{done}% · {rng.randint(1, 40)} of {rng.randint(41, 900)} · {rng.randint(1, 9)} min</p>"
        f"<span class=btn>{rng.choice(('Cancel', 'Hide', 'Pause', 'Abbrechen'))}</span></div>"
    )


def _calendar(style: Style, lines: list[str], rng: random.Random) -> str:
    days = "".join(
        (f"<div style='border:1px solid {style.line};padding:4px'>{(day - 1) % 30 + 1}{_appointment(rng)}</div>")
        for day in range(1, 36)
    )
    week = "".join(
        f"<div>{day}</div>"
        for day in rng.choice(("Mon Tue Wed Thu Fri Sat Sun", "Mo Di Mi Do Fr Sa So", "S M T W T F S")).split()
    )
    return (
        "<div style='height:100%;display:flex;flex-direction:column;padding:8px'><h2>"
        f"{rng.choice(lines)} 2026</h2><div style='display:grid;grid-template-columns:repeat(7,1fr)'>"
        f"{week}</div><div style='flex:1;display:grid;grid-template-columns:repeat(7,1fr)'>{days}</div>"
        "</div>"
    )


def _appointment(rng: random.Random) -> str:
    return f"<div class=A><small>{rng.choice(NOUNS)}</small></div>" if rng.random() < 0.2 else ""


def _menu(style: Style, lines: list[str], rng: random.Random) -> str:
    items = "".join(f"<div style='padding:4px 16px'>{name}</div>" for name in lines[0].split(", "))
    return (
        f"<div style='height:100%;background:{rng.choice((style.ground, style.accent, '#467'))}'>"
        f"<div class=box style='background:{style.ground};position:absolute;left:{rng.randint(4, 50)}%;"
        f"top:{rng.randint(2, 25)}%;width:220px'>{items}</div></div>"
    )


def _slide(style: Style, lines: list[str], rng: random.Random) -> str:
    points = "".join(f"<li>{line}" for line in lines[1:])
    ground = rng.choice((f"background:{style.accent};color:#fff", "background:#123;color:#fff", ""))
    return (
        f"<div style='{ground};height:100%;padding:7% 9%;font-size:{rng.choice((22, 28, 34))}px'><h1>"
        f"{lines[0]}</h1><ul>{points}</ul></div>"
    )


def _diagram(style: Style, lines: list[str], rng: random.Random) -> str:
    spots = [
        (60 + 190 * (at % 3) + rng.randint(-20, 20), 50 + 120 * (at // 3) + rng.randint(-15, 15))
        for at in range(len(lines))
    ]
    links = "".join(
        f"<line x1={a[0] + 60} y1={a[1] + 20} x2={b[0] + 60} y2={b[1] + 20} stroke='{style.faint}' stroke-width=2 />"
        for a, b in itertools.pairwise(spots)
    )
    boxes = "".join(
        (
            f"<rect x={x} y={y} width=120 height=42 rx={rng.choice((0, 6, 20))} "
            f"fill='{rng.choice((style.accent, style.ground))}' stroke='{style.ink}'/>"
            f"<text x={x + 60} y={y + 26} text-anchor=middle font-size=14 fill='{style.ink}'>{name}</text>"
        )
        for (x, y), name in zip(spots, lines, strict=True)
    )
    return f"<svg width=100% height=100% viewBox='0 0 640 400'>{links}{boxes}</svg>"


def _map(style: Style, lines: list[str], rng: random.Random) -> str:
    roads = "".join(
        (
            f"<path d='M{rng.randint(0, 900)} 0L{rng.randint(0, 900)} 600M0 {rng.randint(0, 600)}L900 "
            f"{rng.randint(0, 600)}' stroke='{rng.choice(('#fff', '#fd8', '#ccc'))}' "
            f"stroke-width={rng.choice((4, 8, 12))} fill=none />"
        )
        for _ in range(6)
    )
    names = "".join(
        f"<text x={rng.randint(40, 760)} y={rng.randint(40, 560)} font-size=15 fill='#555'>{line}</text>"
        for line in lines
    )
    return (
        "<svg width=100% height=100% viewBox='0 0 900 600' preserveAspectRatio='xMidYMid slice' "
        f"style='background:#e8eadf'><rect x={rng.randint(0, 500)} y={rng.randint(0, 300)} width=400 "
        f"height=300 fill='#aadaff'/>{roads}{names}</svg>"
    )


def _player(style: Style, lines: list[str], rng: random.Random) -> str:
    return (
        "<div style='height:72%;"
        f"background:linear-gradient({rng.randrange(360)}deg,"
        f"hsl({rng.randrange(360)},40%,40%),hsl({rng.randrange(360)},40%,20%))'>"
        f"</div><div style='padding:14px'><b>{lines[0]}</b><br><span class=f>{lines[1]}</span>"
        f"<div style='text-align:center'>⏮ ▶ ⏭ &nbsp; 1:{rng.randint(10, 59)} / 4:0{rng.randint(1, 9)}"
        "</div></div>"
    )


def _desktop(style: Style, lines: list[str], rng: random.Random) -> str:
    icons = "".join(
        (
            "<div style='width:90px;text-align:center;margin:14px'>"
            "<div style='width:44px;height:44px;margin:auto;border-radius:6px;"
            f"background:hsl({rng.randrange(360)},50%,60%)'></div>{name}</div>"
        )
        for name in (*lines, *(file(rng) for _ in range(rng.randint(0, 8))))
    )
    return (
        "<div style='height:100%;color:#fff;display:flex;flex-wrap:wrap;align-content:flex-start;"
        f"background:linear-gradient({rng.randrange(360)}deg,{style.accent},#135)'>{icons}</div>"
        "<div style='position:absolute;bottom:0;width:100%;background:#0009;color:#fff;padding:8px'>"
        f"⊞ &nbsp; {clock(rng)}</div>"
    )


def _paper(style: Style, lines: list[str], rng: random.Random) -> str:
    told = "".join(f"<p>{line}</p>" for line in lines[1:])
    return (
        "<div class=r style='padding:6px 14px;gap:18px'>"
        f"{lines[0].replace(', ', ' &nbsp; ') if ',' in lines[0] else ''}</div>"
        "<div style='margin:10px 16%;background:#fff;color:#222;height:88%;padding:40px;border:1px "
        f"solid #ccc'><h2>{'' if ',' in lines[0] else lines[0]}</h2>{told}</div>"
    )


NO_KINDS = {
    "article": _article,
    "list": _list,
    "tiles": _tiles,
    "board": _board,
    "wizard": _wizard,
    "form": _form,
    "dialog": _dialog,
    "progress": _progress,
    "calendar": _calendar,
    "menu": _menu,
    "slide": _slide,
    "diagram": _diagram,
    "map": _map,
    "player": _player,
    "desktop": _desktop,
    "invoice": _paper,
    "ribbon": _paper,
    "profile": _list,
    "weather": _article,
}
NOTHINGS = ((nothing, ()), (nothing, ((700, 480), (560, 400), (900, 640))))
