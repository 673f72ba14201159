"""Layouts of training screens on which people talk."""

import random
from html import escape

from models.training.screens.style import Style, menu, window
from models.training.screens.words import PEOPLE, clock

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
            f"<div style='text-align:{'right' if own else 'left'};margin:{style.pad}px 12px'>"
            f"<span style='{look};padding:7px 12px;"
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
    return (
        "<div class=r style='position:absolute;bottom:0;left:0;right:0;padding:10px;"
        f"background:{style.ground}'><span class='in w f'>{said}</span>"
        f"{rng.choice(('➤', 'Send', '🎤', '☺'))}</div>"
    )


def _phone_chat(style: Style, entry: str, rng: random.Random) -> str:
    head, turns = _turns(entry, rng)
    top = rng.choice(
        (
            (
                f"<div class=A style='padding:14px'>‹ <b>{head}</b><br><small>"
                f"{rng.choice(('online', 'last seen today', '4 members', ''))}</small></div>"
            ),
            f"<div class=l style='padding:14px;text-align:center'><b>{head}</b></div>",
        )
    )
    day = (
        "<div class=f style='text-align:center'><small>"
        f"{rng.choice(('Today', 'Yesterday', 'Heute', '3 February'))}</small></div>"
    )
    return f"{top}{day}{_bubbles(style, turns, rng)}{_entry_line(style, rng)}"


def _desk_chat(style: Style, entry: str, rng: random.Random) -> str:
    head, turns = _turns(entry, rng)
    people = rng.sample(PEOPLE, 7)
    listed = "".join(
        (
            f"<div class=l style='padding:8px 12px'><b>{name}</b><br><small class=f>"
            f"{rng.choice(('ok thanks', 'See you then', 'Photo', 'haha', 'You: sure', 'typing…'))}</small>"
            "</div>"
        )
        for name in people
    )
    inside = (
        "<div style='display:flex;height:100%'><div style='width:240px;border-right:1px solid "
        f"{style.line};overflow:hidden'>{listed}</div><div class=w style='position:relative'>"
        f"<div class=l style='padding:12px'><b>{head}</b></div>"
        f"{_bubbles(style, turns, rng)}{_entry_line(style, rng)}</div></div>"
    )
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
            (
                f"<i style='width:32px;height:32px;border-radius:{rng.choice((4, 16))}px;"
                f"background:{style.accent};flex:none'></i>"
            ),
        )
    )
    rows = "".join(
        (
            f"<div class=r style='align-items:flex-start;margin:{style.pad}px 0'>{avatar}<div><b>{who}</b>"
            f" <small class=f>{clock(rng)}</small><br>"
            f"{escape(text)}{rng.choice(('', '', '', ' <small>👍 2</small>'))}</div></div>"
        )
        for who, text in turns
    )
    inside = (
        f"<div style='display:flex;height:100%'>{side if rng.random() < 0.8 else ''}<div class=w "
        f"style='position:relative;padding:6px 18px'><h3 class=l>{head}</h3>"
        f"{rows}{_entry_line(style, rng)}</div></div>"
    )
    return window(style, head, inside, rng)


def _lines_chat(style: Style, entry: str, rng: random.Random) -> str:
    head, turns = _turns(entry, rng)
    mark = rng.choice(("[{t}] <{w}> {x}", "{t} {w}: {x}", "({t}) {w}: {x}", "<{w}> {x}"))
    rows = "".join(f"<div>{escape(mark.format(t=clock(rng), w=who, x=text))}</div>" for who, text in turns)
    names = (
        f"<div style='width:110px;border-left:1px solid {style.line};padding:8px'>"
        f"{'<br>'.join(sorted({who for who, _ in turns}))}</div>"
    )
    face = f'font-family:"{style.mono}"' if rng.random() < 0.5 else ""
    return window(
        style,
        head,
        (
            f"<div style='display:flex;height:100%;{face}'>"
            "<div class=w style='padding:8px;position:relative'>"
            f"{rows}<div class=in style='position:absolute;bottom:6px;left:8px;right:8px'></div></div>"
            f"{names}</div>"
        ),
        rng,
    )


def _assistant(style: Style, entry: str, rng: random.Random) -> str:
    head, turns = _turns(entry, rng)
    rows = "".join(
        (
            "<div style='text-align:right;margin:14px 0'><span class=box style='display:inline-block'>"
            f"{escape(text)}</span></div>"
        )
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
        (
            f"<div style='display:flex;height:100%'>{side}<div class=w style='padding:20px 10%;"
            f"position:relative'>{rows}{_entry_line(style, rng)}</div></div>"
        ),
        rng,
    )


def _widget(style: Style, entry: str, rng: random.Random) -> str:
    head, turns = _turns(entry, rng)
    return (
        f"<div class=A style='padding:12px'><b>{head}</b><span style='float:right'>– ×</span></div>"
        f"{_bubbles(style, turns[:5], rng)}{_entry_line(style, rng)}"
    )


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
