"""How rendered training screens look: colours, fonts, and the windows and browsers that stand around them."""

import random
from dataclasses import dataclass
from html import escape

from models.training.screens.words import host, label, product

SANS = (
    "Liberation Sans",
    "DejaVu Sans",
    "Noto Sans",
    "Noto Sans Display",
    "Liberation Sans Narrow",
    "Liberation Serif",
    "system-ui",
)
MONO = ("DejaVu Sans Mono", "Liberation Mono", "Noto Sans Mono", "monospace")
ACCENTS = (
    "#0067c0", "#2563eb", "#0ea5e9", "#16a34a", "#059669", "#dc2626", "#e11d48", "#7c3aed", "#9333ea", "#ea580c", "#d97706",
    "#475569", "#0f766e", "#111827", "#c026d3",
)  # fmt: skip
LIGHT = (
    ("#ffffff", "#ffffff"),
    ("#f3f3f3", "#ffffff"),
    ("#f8fafc", "#ffffff"),
    ("#ececec", "#fafafa"),
    ("#f0f0f0", "#f0f0f0"),
    ("#fffaf0", "#ffffff"),
)
DARK = (
    ("#1e1e1e", "#252526"),
    ("#202020", "#2b2b2b"),
    ("#0f172a", "#1e293b"),
    ("#121212", "#1d1d1d"),
    ("#282c34", "#21252b"),
    ("#18181b", "#27272a"),
)
SIGNS = ("&#9881; ", "&#9733; ", "&#9993; ", "&#9776; ", "&#9998; ", "&#9824; ")
CHROMES = ("windows", "windows", "mac", "gnome", "classic", "none", "browser", "browser")


@dataclass(frozen=True)
class Look:
    """A theme: all colours as CSS, sizes in pixels; `chrome` is the kind of window that stands around."""

    dark: bool
    ground: str
    panel: str
    ink: str
    faint: str
    line: str
    field: str
    accent: str
    font: str
    mono: str
    size: int
    radius: int
    gap: int
    chrome: str


def draw_look(rng: random.Random, dark: bool) -> Look:
    """A look that `rng` draws; the same draw in dark and in light is the same screen in two themes."""
    at = rng.randrange(6)
    ground, panel = (DARK if dark else LIGHT)[at]
    ink, faint, line = ("#e6e6e6", "#9a9a9a", "#454545") if dark else ("#1b1b1b", "#6b6b6b", "#d4d4d4")
    return Look(
        dark, ground, panel, ink, faint, line, "#333" if dark else "#fff", rng.choice(ACCENTS), rng.choice(SANS),
        rng.choice(MONO), rng.choice((12, 13, 14, 14, 15, 16, 18)), rng.choice((0, 0, 3, 4, 6, 8, 12, 18)),
        rng.choice((4, 6, 8, 10, 12, 16)), rng.choice(CHROMES),
    )  # fmt: skip


def page(look: Look, body: str, ground: str = "") -> str:
    """A whole document with the look's basic rules."""
    return (
        f"<!doctype html><meta charset=utf-8><style>*{{box-sizing:border-box}}body{{margin:0;"
        "height:100vh;overflow:hidden;"
        f"background:{ground or look.ground};color:{look.ink};font:{look.size}px "
        f"'{look.font}',sans-serif;line-height:1.45}}"
        f"button{{font:inherit;border:1px solid {look.line};background:{look.panel};color:{look.ink};"
        f"padding:{look.gap // 2 + 1}px "
        f"{look.gap + 6}px;border-radius:{look.radius}px}}button.p{{background:{look.accent};color:#fff;"
        f"border-color:{look.accent}}}"
        f"input,select,.f{{font:inherit;background:{look.field};color:{look.ink};border:1px solid "
        f"{look.line};border-radius:"
        f"{min(look.radius, 8)}px;padding:{look.gap // 2 + 1}px {look.gap}px}}h1,h2,h3{{margin:.3em "
        f"0}}.m{{font-family:'{look.mono}',monospace}}"
        f".r{{display:flex;align-items:center;gap:{look.gap}px}}.x{{color:{look.faint}}}.w{{flex:1;"
        f"min-width:0}}pre{{margin:0;"
        f"font-family:'{look.mono}',monospace;white-space:pre-wrap}}td,th{{text-align:left}}</style><body>{body}"
    )


def framed(look: Look, title: str, inside: str, rng: random.Random, chrome: str = "") -> str:
    """A window, or a browser, that fills its place; `inside` fills the rest."""
    chrome = chrome or look.chrome
    text = escape(title)
    bar = {"windows": look.panel, "mac": "#3a3a3a" if look.dark else "#e8e6e8", "gnome": "#303030" if look.dark else "#ebebeb",
           "classic": look.accent}.get(chrome, look.panel)  # fmt: skip
    shell = (
        f"display:flex;flex-direction:column;height:100%;background:{look.panel};overflow:hidden;"
        f"border:1px solid {look.line}"
    )
    rest = f"<div style='flex:1;min-height:0;overflow:hidden;position:relative'>{inside}</div>"
    if chrome == "windows":
        head = f"<span class=w>&nbsp;{text}</span><span style='letter-spacing:18px'>&#8211;&#9633;&#10005;</span>"
    elif chrome == "mac":
        dots = "".join(
            f"<i style='width:12px;height:12px;border-radius:9px;background:{c}'></i>"
            for c in ("#ff5f57", "#febc2e", "#28c840")
        )
        head = f"{dots}<b class=w style='text-align:center'>{text}</b>"
    elif chrome == "gnome":
        head = (
            f"<b class=w style='text-align:center'>{text}</b><span style='border-radius:12px;padding:0 6px;"
            "background:#8884'>&#10005;</span>"
        )
    elif chrome == "classic":
        head = (
            f"<b class=w style='color:#fff'>&nbsp;{text}</b>"
            "<span style='background:#ccc;color:#000;padding:0 5px;border:2px outset #eee'>x</span>"
        )
    elif chrome == "browser":
        tabs = "".join(
            f"<span style='background:{look.panel if at == 0 else 'transparent'};padding:5px 12px;"
"border-radius:8px 8px 0 0;max-width:180px;"
            f"white-space:nowrap;overflow:hidden'>{escape(title if at == 0 else label(rng))} &#215;</span>"
            for at in range(rng.randint(1, 4))
        )  # fmt: skip
        address = f"https://{host(rng)}/{label(rng).lower().replace(' ', '-')}"
        strip = "#111" if look.dark else "#dee1e6"
        return (
            f"<div style='{shell}'><div class=r style='background:{strip};padding:6px 8px 0;gap:2px'>{tabs}</div>"
            f"<div class=r style='padding:5px 10px;border-bottom:1px solid {look.line}'>"
            "&#8592; &#8594; &#8635;<span class=w style='background:#8882;"
            f"border-radius:14px;padding:3px 12px'>{address}</span>&#8942;</div>{rest}</div>"
        )
    else:
        return f"<div style='height:100%;background:{look.panel};overflow:hidden;position:relative'>{inside}</div>"
    return (
        f"<div style='{shell};border-radius:{8 if chrome in ('mac', 'gnome') else 0}px'>"
        f"<div class=r style='background:{bar};padding:5px 9px;"
        f"min-height:30px'>{head}</div>{rest}</div>"
    )


def sidebar(look: Look, shape: random.Random, items: int, width: int) -> str:
    """A column of menu items, one of them chosen."""
    chosen = shape.randrange(items)
    icons = shape.random() < 0.5
    lines = "".join(
        f"<div style='padding:{look.gap // 2 + 2}px {look.gap + 2}px;border-radius:{look.radius}px;"
        "white-space:nowrap;overflow:hidden;"
        f"{f'background:{look.accent}33;font-weight:bold' if at == chosen else ''}'>"
        f"{shape.choice(SIGNS) if icons else ''}{label(shape)}</div>"
        for at in range(items)
    )
    head = f"<h3 style='padding:0 {look.gap}px'>{product(shape)}</h3>" if shape.random() < 0.5 else ""
    return (
        f"<div style='width:{width}px;height:100%;padding:{look.gap}px;background:{look.ground};"
        f"border-right:1px solid {look.line};flex:none'>{head}{lines}</div>"
    )
