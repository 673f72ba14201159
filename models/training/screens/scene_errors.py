"""Layouts of training screens that tell of an error."""

import random
from html import escape

from models.training.screens.errors import icon
from models.training.screens.scene_forms import PHONES, buttons_of, parts_of
from models.training.screens.style import Style, bar, menu, window
from models.training.screens.words import NOUNS, label, value


def _sign(rng: random.Random, size: int) -> str:
    return icon(rng, size) if rng.random() < 0.65 else ""


def _behind(style: Style, rng: random.Random) -> str:
    """What a dialog may stand over: an app, or a plain ground."""
    if rng.random() < 0.3:
        return (
            f"<div style='height:100%;background:linear-gradient({rng.randrange(360)}deg,{style.accent},#234)'></div>"
        )
    rows = "".join(
        (
            f"<div class='r l' style='padding:8px'><span class=w>{label(rng)}</span><span class='w f'>"
            f"{value(rng)}</span></div>"
        )
        for _ in range(14)
    )
    return (
        f"{bar(style, rng.choice(NOUNS), rng)}<div style='display:flex;height:100%'>"
        f"{menu(style, rng.sample(NOUNS, 9), rng)}<div class=w style='padding:12px'>{rows}</div></div>"
    )


def _box(style: Style, entry: str, rng: random.Random) -> str:
    title, said, advice, buttons = parts_of(entry)
    head = f"<b>{escape(said)}</b>" if rng.random() < 0.4 else escape(said)
    where = rng.choice(("right", "right", "center"))
    inside = (
        "<div class=r style='align-items:flex-start;padding:18px;gap:16px'>"
        f"{_sign(rng, rng.choice((28, 36, 48)))}<div class=w>{head}<p>{escape(advice)}</p></div></div>"
        f"<div style='position:absolute;bottom:0;left:0;right:0;padding:12px;text-align:{where}'>"
        f"{buttons_of(buttons or rng.choice(('OK', 'Close', 'OK,Cancel')))}</div>"
    )
    frame = rng.choice(("buttons", "dots", "centred", "coloured", "none"))
    return window(
        style,
        title or "Error",
        (f"<h3 style='padding:0 18px'>{title}</h3>" if frame == "none" else "") + inside,
        rng,
        frame,
    )


def _over(style: Style, entry: str, rng: random.Random) -> str:
    title, said, advice, buttons = parts_of(entry)
    stacked = rng.random() < 0.3
    middle = "text-align:center" if stacked else ""
    dialog = (
        f"<div style='padding:18px;{middle}'>{_sign(rng, 40)}<h3>{escape(title or said)}</h3>"
        f"{escape(said) if title else ''}<p>{escape(advice)}</p>"
        f"<div style='text-align:{rng.choice(('right', 'center', 'left'))}'>"
        f"{buttons_of(buttons or 'OK', stacked)}</div></div>"
    )
    dim = rng.choice(("#0008", "#0005", "#0000", "#fff8"))
    return (
        f"<div style='position:absolute;inset:0'>{_behind(style, rng)}</div>"
        f"<div style='position:absolute;inset:0;background:{dim}'></div>"
        "<div style='position:absolute;left:50%;"
        f"top:{rng.randint(12, 40)}%;transform:translateX(-50%);"
        f"width:{rng.choice((300, 380, 460, 540))}px;max-width:92%;background:{style.ground};"
        f"color:{style.ink};"
        f"border:1px solid {style.line};border-radius:{rng.choice((0, 4, 10, 20))}px;box-shadow:0 8px "
        f"30px #0007'>{dialog}</div>"
    )


def _failed_page(style: Style, entry: str, rng: random.Random) -> str:
    title, said, advice, buttons = parts_of(entry)
    centred = rng.random() < 0.6
    top = bar(style, rng.choice(NOUNS), rng) if rng.random() < 0.4 else ""
    big = (
        f"<div class=a style='font-size:{rng.choice((60, 90, 120))}px'>"
        f"{title if len(title) < 5 else rng.choice(('404', '500', ':(', '⚠', ''))}</div>"
    )
    inside = (
        f"{top}<div style='padding:{rng.choice(('6% 8%', '12% 14%', '3%'))};"
        f"text-align:{'center' if centred else 'left'}'>{big if rng.random() < 0.5 else _sign(rng, 60)}"
        f"<h1>{escape(title)}</h1><p>{escape(said)}</p><p class=f>{escape(advice)}</p>"
        f"{buttons_of(buttons)}</div>"
    )
    return window(style, title or said, inside, rng, rng.choice(("browser", "none", "none")))


def _plain_failure(style: Style, entry: str, rng: random.Random) -> str:
    title, said, advice, _ = parts_of(entry)
    trace = "".join(
        f"<br>&nbsp;&nbsp;at {label(rng).replace(' ', '.')}({rng.choice(NOUNS)}:{rng.randint(1, 900)})"
        for _ in range(rng.choice((0, 0, 4, 9)))
    )
    paper = rng.choice(("#fff", "#fff", "#ffc", "#eee"))
    return (
        f"<div style='height:100%;background:{paper};color:#000;padding:10px;"
        f"font-family:{rng.choice(('Liberation Serif', 'DejaVu Sans', 'DejaVu Sans Mono'))}'><h1>"
        f"{escape(title or 'Error')}</h1><hr><h3>{escape(said)}</h3>{escape(advice)}{trace}</div>"
    )


def _alarm(style: Style, entry: str, rng: random.Random) -> str:
    title, said, advice, buttons = parts_of(entry)
    red, ink = rng.choice(
        (("#fde7e9", "#611"), ("#d32f2f", "#fff"), ("#f8d7da", "#842029"), ("#fff4ce", "#433"), ("#323232", "#fff"))
    )
    low = rng.random() < 0.3
    place = "position:absolute;bottom:20px;left:20%;right:20%" if low else "margin:16px"
    alarm = (
        f"<div class=r style='background:{red};color:{ink};padding:14px;border-radius:4px;{place}'>"
        f"{_sign(rng, 24)}<div class=w><b>{escape(title)}</b> {escape(said)} {escape(advice)}</div>"
        f"{buttons_of(buttons)}</div>"
    )
    return window(style, title, alarm + (_behind(style, rng) if rng.random() < 0.7 else ""), rng)


def _stop_screen(style: Style, entry: str, rng: random.Random) -> str:
    title, said, advice, buttons = parts_of(entry)
    ground = rng.choice(("#0078d7", "#000", "#141414", "#1a1a2e", "#7a0010", "#111"))
    return (
        f"<div style='height:100%;background:{ground};color:#fff;padding:{rng.choice((8, 12))}%;"
        f"font-size:{rng.choice((18, 24, 30))}px'><div>{escape(title)}</div><p>{escape(said)}</p>"
        f"<p style='opacity:.8'>{escape(advice)}</p>{buttons_of(buttons)}</div>"
    )


BOXES = ((460, 200), (520, 240), (400, 180), (620, 300), (560, 340), (700, 260))
ERRORS = (
    (_box, BOXES),
    (_box, BOXES),
    (_over, ()),
    (_over, (*PHONES, (900, 600), (1200, 760))),
    (_failed_page, ()),
    (_plain_failure, ()),
    (_alarm, ()),
    (_stop_screen, ()),
)
