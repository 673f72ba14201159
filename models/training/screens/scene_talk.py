"""Layouts of training screens of talk, and of screens of no kind."""

import itertools
import random
from html import escape

from models.training.screens.style import Style, bar, menu, window
from models.training.screens.words import NOUNS, PEOPLE, clock, file

SELF = ("me", "yo", "You")


def _turns(entry: str, rng: random.Random) -> tuple[str, list[tuple[str, str]]]:
    head, *lines = entry.splitlines()
    turns = [(who, text.strip()) for who, _, text in (line.partition(":") for line in lines)]
    return head, turns[rng.choice((0, 0, 0, 1)) :]


def _bubbles(style: Style, turns: list[tuple[str, str]], rng: random.Random) -> str:
    mine, theirs = (
        rng.choice((style.accent, "#dcf8c6", "#0b93f6", "#005c4b")),
        "#ffffff22" if style.dark else "#00000010",
    )
    ink = "#111" if mine == "#dcf8c6" else "#fff"
    times, named, radius = rng.random() < 0.6, rng.random() < 0.4, rng.choice((4, 10, 18))
    shown = []
    for who, text in turns:
        own = who in SELF
        small = f" <small style='opacity:.7'>{clock(rng)}</small>" if times else ""
        name = f"<small class=a>{who}</small><br>" if named and not own else ""
        look = f"background:{mine if own else theirs};color:{ink if own else style.ink};border-radius:{radius}px"
        shown.append(
            f"<div style='text-align:{'right' if own else 'left'};margin:{style.pad}px 12px'><span style='{look};padding:7px 12px;"
            f"display:inline-block;max-width:72%;text-align:left'>{name}{escape(text)}{small}</span></div>"
        )
    return "".join(shown)


def _entry_line(style: Style, rng: random.Random) -> str:
    said = rng.choice(
        (
            "Message",
            "Type a message…",
            "Write a message",
            "Send a message",
            "Reply…",
            "Aa",
            "Nachricht schreiben",
            "Écrire un message",
            "Escribe un mensaje",
            "Ask anything",
        )
    )
    return f"<div class=r style='position:absolute;bottom:0;left:0;right:0;padding:10px;background:{style.ground}'><span class='in w f'>{said}</span>{rng.choice(('➤', 'Send', '🎤', '☺'))}</div>"


def _phone_chat(style: Style, entry: str, rng: random.Random) -> str:
    head, turns = _turns(entry, rng)
    top = rng.choice(
        (
            f"<div class=A style='padding:14px'>‹ <b>{head}</b><br><small>{rng.choice(('online', 'last seen today', '4 members', ''))}</small></div>",
            f"<div class=l style='padding:14px;text-align:center'><b>{head}</b></div>",
        )
    )
    day = f"<div class=f style='text-align:center'><small>{rng.choice(('Today', 'Yesterday', 'Heute', '3 February'))}</small></div>"
    return f"{top}{day}{_bubbles(style, turns, rng)}{_entry_line(style, rng)}"


def _desk_chat(style: Style, entry: str, rng: random.Random) -> str:
    head, turns = _turns(entry, rng)
    people = rng.sample(PEOPLE, 7)
    listed = "".join(
        f"<div class=l style='padding:8px 12px'><b>{name}</b><br><small class=f>{rng.choice(('ok thanks', 'See you then', 'Photo', 'haha', 'You: sure', 'typing…'))}</small></div>"
        for name in people
    )
    inside = f"<div style='display:flex;height:100%'><div style='width:240px;border-right:1px solid {style.line};overflow:hidden'>{listed}</div><div class=w style='position:relative'><div class=l style='padding:12px'><b>{head}</b></div>{_bubbles(style, turns, rng)}{_entry_line(style, rng)}</div></div>"
    return window(style, head, inside, rng)


def _channel(style: Style, entry: str, rng: random.Random) -> str:
    head, turns = _turns(entry, rng)
    side = menu(
        style,
        [
            rng.choice(("# ", "@ ", "")) + name
            for name in rng.sample(
                ("general", "random", "help", "ops", "design", "lunch", "releases", "standup", "hiring", "music"), 7
            )
        ],
        rng,
    )
    avatar = rng.choice(
        (
            "",
            f"<i style='width:32px;height:32px;border-radius:{rng.choice((4, 16))}px;background:{style.accent};flex:none'></i>",
        )
    )
    rows = "".join(
        f"<div class=r style='align-items:flex-start;margin:{style.pad}px 0'>{avatar}<div><b>{who}</b> <small class=f>{clock(rng)}</small><br>{escape(text)}{rng.choice(('', '', '', ' <small>👍 2</small>'))}</div></div>"
        for who, text in turns
    )
    inside = f"<div style='display:flex;height:100%'>{side if rng.random() < 0.8 else ''}<div class=w style='position:relative;padding:6px 18px'><h3 class=l>{head}</h3>{rows}{_entry_line(style, rng)}</div></div>"
    return window(style, head, inside, rng)


def _lines_chat(style: Style, entry: str, rng: random.Random) -> str:
    head, turns = _turns(entry, rng)
    mark = rng.choice(("[{t}] <{w}> {x}", "{t} {w}: {x}", "({t}) {w}: {x}", "<{w}> {x}"))
    rows = "".join(f"<div>{escape(mark.format(t=clock(rng), w=who, x=text))}</div>" for who, text in turns)
    names = f"<div style='width:110px;border-left:1px solid {style.line};padding:8px'>{'<br>'.join(sorted({who for who, _ in turns}))}</div>"
    face = f'font-family:"{style.mono}"' if rng.random() < 0.5 else ""
    return window(
        style,
        head,
        f"<div style='display:flex;height:100%;{face}'><div class=w style='padding:8px;position:relative'>{rows}<div class=in style='position:absolute;bottom:6px;left:8px;right:8px'></div></div>{names}</div>",
        rng,
    )


def _assistant(style: Style, entry: str, rng: random.Random) -> str:
    head, turns = _turns(entry, rng)
    rows = "".join(
        f"<div style='text-align:right;margin:14px 0'><span class=box style='display:inline-block'>{escape(text)}</span></div>"
        if who in SELF
        else f"<p>{rng.choice(('', f'<b>{who}</b><br>'))}{escape(text)}</p>"
        for who, text in turns
    )
    side = (
        menu(
            style,
            rng.sample(
                (
                    "New chat",
                    "Trip ideas",
                    "Cover letter",
                    "Bread recipe",
                    "Tax question",
                    "Poem for Ida",
                    "Debug help",
                ),
                5,
            ),
            rng,
        )
        if rng.random() < 0.6
        else ""
    )
    return window(
        style,
        head,
        f"<div style='display:flex;height:100%'>{side}<div class=w style='padding:20px 10%;position:relative'>{rows}{_entry_line(style, rng)}</div></div>",
        rng,
    )


def _widget(style: Style, entry: str, rng: random.Random) -> str:
    head, turns = _turns(entry, rng)
    return f"<div class=A style='padding:12px'><b>{head}</b><span style='float:right'>– ×</span></div>{_bubbles(style, turns[:5], rng)}{_entry_line(style, rng)}"


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
    return f"{top}<div style='display:flex;height:100%'>{side}<div style='padding:3% 6%;max-width:{rng.choice((620, 760, 1000))}px'><h1>{lines[0]}</h1>{told}</div></div>"


def _list(style: Style, lines: list[str], rng: random.Random) -> str:
    rows = []
    for line in lines[1:]:
        first, *rest = line.split("   ")
        rows.append(
            f"<div class=l style='padding:{style.pad + 4}px'><b class={rng.choice('aw')}>{first}</b><br>{rest[0] if rest else ''} <span class=f>{' '.join(rest[1:])}</span></div>"
        )
    side = menu(style, ["Inbox", "Starred", "Sent", "Drafts", "Spam", "Trash"], rng) if rng.random() < 0.5 else ""
    return f"<div style='display:flex;height:100%'>{side}<div class=w style='padding:10px 24px'><h2>{lines[0]}</h2>{''.join(rows)}</div></div>"


def _tiles(style: Style, lines: list[str], rng: random.Random) -> str:
    tiles = "".join(
        f"<div class=box><div style='height:{rng.choice((40, 90, 130))}px;background:hsl({rng.randrange(360)},40%,50%)'></div><b>{line.split('   ')[0]}</b><br><span class=f>{''.join(line.split('   ')[1:])}</span></div>"
        for line in lines[1:]
    )
    return f"{bar(style, lines[0], rng)}<div style='padding:16px;display:grid;gap:14px;grid-template-columns:repeat({rng.randint(2, 5)},1fr)'>{tiles}</div>"


def _board(style: Style, lines: list[str], rng: random.Random) -> str:
    cards = lines[1:]
    columns = "".join(
        f"<div class='p w' style='padding:8px;margin:6px;border:1px solid {style.line}'><b>{name}</b>{''.join(f'<div class=box style=margin-top:8px>{card}</div>' for card in rng.sample(cards, rng.randint(1, 4)))}</div>"
        for name in lines[0].split(", ")
    )
    return f"{bar(style, 'Board', rng)}<div style='display:flex;align-items:flex-start'>{columns}</div>"


def _wizard(style: Style, lines: list[str], rng: random.Random) -> str:
    told = "".join(f"<p>{line}</p>" for line in lines[1:])
    strip = (
        f"<div style='width:140px;background:linear-gradient({style.accent},#223)'></div>" if rng.random() < 0.5 else ""
    )
    names = rng.choice(
        (("Back", "Next", "Cancel"), ("Previous", "Continue"), ("Zurück", "Weiter", "Abbrechen"), ("Next", "Exit"))
    )
    foot = "".join(f"<span class='btn {'go' if at == 1 else ''}'>{name}</span>" for at, name in enumerate(names))
    return f"<div style='display:flex;height:84%'>{strip}<div class=w style='padding:18px'><h2>{lines[0]}</h2>{told}</div></div><div style='text-align:right;padding:8px'>{foot}</div>"


def _form(style: Style, lines: list[str], rng: random.Random) -> str:
    rows = "".join(
        f"<div style='margin:8px 0'>{line}<div class=in>{rng.choice(('', '', rng.choice(PEOPLE), '12 May'))}</div></div>"
        for line in lines[1:]
    )
    return f"{bar(style, rng.choice(('Portal', 'Bistro', 'Office')), rng)}<div style='padding:14px 8%;max-width:680px'><h2>{lines[0]}</h2>{rows}<span class='btn go'>{rng.choice(('Submit', 'Send', 'Add', 'Continue', 'Senden'))}</span></div>"


def _dialog(style: Style, lines: list[str], rng: random.Random) -> str:
    buttons = "".join(
        f"<span class='btn {'go' if at == 0 else ''}'>{name}</span>" for at, name in enumerate(lines[2].split(", "))
    )
    return f"<div style='padding:8% 10%;text-align:{rng.choice(('left', 'center'))}'><h3>{lines[0]}</h3><p>{lines[1]}</p><div style='text-align:{rng.choice(('right', 'center'))}'>{buttons}</div></div>"


def _progress(style: Style, lines: list[str], rng: random.Random) -> str:
    done = rng.randint(2, 98)
    return f"<div style='padding:8%'><h3>{rng.choice(lines)}</h3><div style='background:#8885;height:{rng.choice((6, 12, 18))}px'><div style='width:{done}%;height:100%;background:{style.accent}'></div></div><p>{done}% · {rng.randint(1, 40)} of {rng.randint(41, 900)} · {rng.randint(1, 9)} min</p><span class=btn>{rng.choice(('Cancel', 'Hide', 'Pause', 'Abbrechen'))}</span></div>"


def _calendar(style: Style, lines: list[str], rng: random.Random) -> str:
    days = "".join(
        f"<div style='border:1px solid {style.line};padding:4px'>{(day - 1) % 30 + 1}{f'<div class=A><small>{rng.choice(NOUNS)}</small></div>' if rng.random() < 0.2 else ''}</div>"
        for day in range(1, 36)
    )
    week = "".join(
        f"<div>{day}</div>"
        for day in rng.choice(("Mon Tue Wed Thu Fri Sat Sun", "Mo Di Mi Do Fr Sa So", "S M T W T F S")).split()
    )
    return f"<div style='height:100%;display:flex;flex-direction:column;padding:8px'><h2>{rng.choice(lines)} 2026</h2><div style='display:grid;grid-template-columns:repeat(7,1fr)'>{week}</div><div style='flex:1;display:grid;grid-template-columns:repeat(7,1fr)'>{days}</div></div>"


def _menu(style: Style, lines: list[str], rng: random.Random) -> str:
    items = "".join(f"<div style='padding:4px 16px'>{name}</div>" for name in lines[0].split(", "))
    return f"<div style='height:100%;background:{rng.choice((style.ground, style.accent, '#467'))}'><div class=box style='background:{style.ground};position:absolute;left:{rng.randint(4, 50)}%;top:{rng.randint(2, 25)}%;width:220px'>{items}</div></div>"


def _slide(style: Style, lines: list[str], rng: random.Random) -> str:
    points = "".join(f"<li>{line}" for line in lines[1:])
    ground = rng.choice((f"background:{style.accent};color:#fff", "background:#123;color:#fff", ""))
    return f"<div style='{ground};height:100%;padding:7% 9%;font-size:{rng.choice((22, 28, 34))}px'><h1>{lines[0]}</h1><ul>{points}</ul></div>"


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
        f"<rect x={x} y={y} width=120 height=42 rx={rng.choice((0, 6, 20))} fill='{rng.choice((style.accent, style.ground))}' stroke='{style.ink}'/><text x={x + 60} y={y + 26} text-anchor=middle font-size=14 fill='{style.ink}'>{name}</text>"
        for (x, y), name in zip(spots, lines, strict=True)
    )
    return f"<svg width=100% height=100% viewBox='0 0 640 400'>{links}{boxes}</svg>"


def _map(style: Style, lines: list[str], rng: random.Random) -> str:
    roads = "".join(
        f"<path d='M{rng.randint(0, 900)} 0L{rng.randint(0, 900)} 600M0 {rng.randint(0, 600)}L900 {rng.randint(0, 600)}' stroke='{rng.choice(('#fff', '#fd8', '#ccc'))}' stroke-width={rng.choice((4, 8, 12))} fill=none />"
        for _ in range(6)
    )
    names = "".join(
        f"<text x={rng.randint(40, 760)} y={rng.randint(40, 560)} font-size=15 fill='#555'>{line}</text>"
        for line in lines
    )
    return f"<svg width=100% height=100% viewBox='0 0 900 600' preserveAspectRatio='xMidYMid slice' style='background:#e8eadf'><rect x={rng.randint(0, 500)} y={rng.randint(0, 300)} width=400 height=300 fill='#aadaff'/>{roads}{names}</svg>"


def _player(style: Style, lines: list[str], rng: random.Random) -> str:
    return f"<div style='height:72%;background:linear-gradient({rng.randrange(360)}deg,hsl({rng.randrange(360)},40%,40%),hsl({rng.randrange(360)},40%,20%))'></div><div style='padding:14px'><b>{lines[0]}</b><br><span class=f>{lines[1]}</span><div style='text-align:center'>⏮ ▶ ⏭ &nbsp; 1:{rng.randint(10, 59)} / 4:0{rng.randint(1, 9)}</div></div>"


def _desktop(style: Style, lines: list[str], rng: random.Random) -> str:
    icons = "".join(
        f"<div style='width:90px;text-align:center;margin:14px'><div style='width:44px;height:44px;margin:auto;border-radius:6px;background:hsl({rng.randrange(360)},50%,60%)'></div>{name}</div>"
        for name in (*lines, *(file(rng) for _ in range(rng.randint(0, 8))))
    )
    return f"<div style='height:100%;color:#fff;display:flex;flex-wrap:wrap;align-content:flex-start;background:linear-gradient({rng.randrange(360)}deg,{style.accent},#135)'>{icons}</div><div style='position:absolute;bottom:0;width:100%;background:#0009;color:#fff;padding:8px'>⊞ &nbsp; {clock(rng)}</div>"


def _paper(style: Style, lines: list[str], rng: random.Random) -> str:
    told = "".join(f"<p>{line}</p>" for line in lines[1:])
    return f"<div class=r style='padding:6px 14px;gap:18px'>{lines[0].replace(', ', ' &nbsp; ') if ',' in lines[0] else ''}</div><div style='margin:10px 16%;background:#fff;color:#222;height:88%;padding:40px;border:1px solid #ccc'><h2>{'' if ',' in lines[0] else lines[0]}</h2>{told}</div>"


NO_KINDS = {
    "article": _article, "list": _list, "tiles": _tiles, "board": _board, "wizard": _wizard, "form": _form, "dialog": _dialog,
    "progress": _progress, "calendar": _calendar, "menu": _menu, "slide": _slide, "diagram": _diagram, "map": _map, "player": _player,
    "desktop": _desktop, "invoice": _paper, "ribbon": _paper, "profile": _list, "weather": _article,
}  # fmt: skip
PHONES = ((390, 760), (412, 820), (380, 640))
CHATS = (
    (_phone_chat, PHONES),
    (_desk_chat, ()),
    (_channel, ()),
    (_channel, ()),
    (_lines_chat, ()),
    (_assistant, ()),
    (_widget, ((380, 560), (340, 480))),
)
NOTHINGS = ((nothing, ()), (nothing, ((700, 480), (560, 400), (900, 640))))
