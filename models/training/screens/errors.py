"""Rendered training screens of what went wrong: message boxes, alerts over an app, pages and banners."""

import random
from html import escape

from models.training.screens import words
from models.training.screens.looks import Look, framed, page, sidebar

ICONS = (
    "<circle cx=24 cy=24 r=22 fill='{c}'/><path d='M15 15L33 33M33 15L15 33' stroke='white' stroke-width=5 />",
    "<path d='M24 3L46 44H2Z' fill='{c}'/><path d='M24 17V31M24 35V39' stroke='black' stroke-width=4 />",
    "<circle cx=24 cy=24 r=22 fill='{c}'/><path d='M24 10V27M24 32V37' stroke='white' stroke-width=5 />",
    (
        "<path d='M15 2H33L46 15V33L33 46H15L2 33V15Z' fill='{c}'/>"
        "<path d='M24 11V28M24 33V38' stroke='white' stroke-width=5 />"
    ),
    (
        "<circle cx=24 cy=24 r=21 fill='none' stroke='{c}' stroke-width=4 />"
        "<path d='M16 16L32 32M32 16L16 32' stroke='{c}' stroke-width=4 />"
    ),
)
BUTTONS = (
    ("OK",),
    ("OK", "Cancel"),
    ("Retry", "Cancel"),
    ("Abort", "Retry", "Ignore"),
    ("Close",),
    ("Yes", "No"),
    ("Try again",),
    ("Details", "Close"),
    ("Dismiss",),
    ("Send report", "Don't send"),
)


def icon(shape: random.Random, size: int) -> str:
    """A sign of error or warning."""
    at = shape.randrange(len(ICONS))
    colour = (
        shape.choice(("#f5b301", "#ffcc00", "#f59e0b"))
        if at == 1
        else shape.choice(("#d13438", "#e53935", "#dc2626", "#c50f1f"))
    )
    return f"<svg width={size} height={size} viewBox='0 0 48 48' style='flex:none'>{ICONS[at].format(c=colour)}</svg>"


def error_dialog(look: Look, shape: random.Random, values: random.Random) -> tuple[str, str]:
    """An error: a message box, alone or over an app; a dialog of a web page; an alert; a page that failed."""
    title = shape.choice(
        (words.product(shape), "Error", "Warning", f"{words.product(shape)} - Error", words.label(shape), "Problem")
    )
    message, code = words.error(shape), words.code(values)
    advice = shape.choice(
        (words.ADVICE[shape.randrange(len(words.ADVICE))], "", f"({code})", f"Error code: {code}", code)
    )
    buttons = shape.choice(BUTTONS)
    form = shape.choice(("box", "box", "box", "web", "alert", "over", "over", "trace", "page", "banner"))
    caption = f"{title}: {message} {advice}"
    row = "".join(
        f"<button class={'p' if at == 0 and look.radius > 2 else 's'}>{name}</button>"
        for at, name in enumerate(buttons)
    )
    align = shape.choice(("flex-end", "flex-end", "center"))
    foot = (
        f"<div class=r style='justify-content:{align};padding:{look.gap + 4}px;"
        f"background:{look.ground if shape.random() < 0.5 else 'transparent'}'>{row}</div>"
    )
    text = (
        "<div class=w>"
        f"{f'<h3>{escape(message)}</h3>' if shape.random() < 0.3 else f'<div>{escape(message)}</div>'}"
        f"<div style='margin-top:{look.gap}px'>{escape(advice)}</div></div>"
    )
    body = (
        f"<div class=r style='padding:{look.gap + 10}px;gap:{look.gap + 8}px;align-items:flex-start'>"
        f"{icon(shape, shape.choice((32, 40, 48)))}{text}</div>"
    )
    if form == "trace":
        trace = "\n".join(
            (
                "   at "
                f"{words.product(shape)}.{words.label(shape).replace(' ', '')}.{shape.choice(words.VERBS)}(String "
                f"s) line {shape.randint(1, 900)}"
            )
            for _ in range(shape.randint(4, 12))
        )
        body += (
            f"<pre class=f style='margin:0 {look.gap + 8}px;font-size:.85em;white-space:pre;"
            f"overflow:hidden'>{escape(trace)}</pre>"
        )
    if form in ("box", "trace"):
        chrome = look.chrome if look.chrome not in ("none", "browser") else "windows"
        return page(
            look,
            framed(
                look, title, f"{body}<div style='position:absolute;bottom:0;left:0;right:0'>{foot}</div>", shape, chrome
            ),
        ), caption
    if form == "alert":
        stack = (
            (
                f"<div style='text-align:center;padding:22px'>{icon(shape, 56)}<h3>{escape(message)}</h3><p>"
                f"{escape(advice)}</p>"
            )
            + "".join(
                f"<button {'class=p' if at == 0 else ''} style='width:100%;margin-top:6px'>{name}</button>"
                for at, name in enumerate(buttons)
            )
            + "</div>"
        )
        return page(
            look,
            _over(look, shape, stack, 300, words.label(shape))
            if shape.random() < 0.5
            else f"<div style='height:100%;background:{look.panel};border-radius:14px'>{stack}</div>",
        ), caption
    if form == "page":
        inside = (
            f"<div style='padding:9%;text-align:{shape.choice(('left', 'center'))}'>{icon(shape, 64)}<h1>"
            f"{escape(message)}</h1><p>{escape(advice)}</p><p class='x m'>{code}</p>{row}</div>"
        )
        return page(look, framed(look, title, inside, shape)), caption
    if form == "banner":
        alarm = "#5c1a1f" if look.dark else "#fde7e9"
        alert = (
            f"<div class=r style='background:{alarm};border:1px solid #d13438;padding:{look.gap + 4}px;"
            f"margin:{look.gap}px;gap:12px'>{icon(shape, 28)}{text}</div>"
        )
        return page(look, framed(look, title, alert + _app(look, shape), shape)), caption
    chrome = "none" if form == "web" else shape.choice(("windows", "mac", "classic", "gnome"))
    head = f"<h3 style='padding:{look.gap + 8}px {look.gap + 10}px 0'>{escape(title)}</h3>" if form == "web" else ""
    dialog = framed(look, title, head + body + foot, shape, chrome)
    return page(look, _over(look, shape, dialog, shape.choice((360, 420, 480)), words.product(shape))), caption


def _app(look: Look, shape: random.Random) -> str:
    """What a dialog stands over: some rows of an app."""
    rows = "".join(
        (
            f"<div class=r style='padding:{look.gap}px;border-bottom:1px solid {look.line}'><span class=w>"
            f"{words.label(shape)}</span><span class='w x'>{words.value(shape)}</span></div>"
        )
        for _ in range(14)
    )
    side = sidebar(look, shape, 9, 170) if shape.random() < 0.6 else ""
    return (
        f"<div style='display:flex;height:100%'>{side}<div class=w style='padding:14px'><h2>"
        f"{words.label(shape)}</h2>{rows}</div></div>"
    )


def _over(look: Look, shape: random.Random, dialog: str, width: int, title: str) -> str:
    """A dialog over an app, dimmed or not, or over a desktop."""
    desktop = shape.random() < 0.25
    behind = (
        f"<div style='height:100%;background:linear-gradient({shape.randint(0, 360)}deg,{look.accent},#123)'></div>"
        if desktop
        else framed(look, title, _app(look, shape), shape)
    )
    dim = "#0008" if shape.random() < 0.5 and not desktop else "#0000"
    left, top = shape.randint(25, 50), shape.randint(22, 45)
    return (
        f"<div style='position:absolute;inset:0'>{behind}</div>"
        f"<div style='position:absolute;inset:0;background:{dim}'></div><div style='position:absolute;"
        f"left:{left}%;top:{top}%;transform:translate(-50%,-30%);width:{width}px;"
        f"background:{look.panel};border-radius:{look.radius}px;overflow:hidden;"
        f"box-shadow:0 10px 40px #000a'>{dialog}</div>"
    )
