"""How the training screens made from data look: a style is drawn, and gives the rules that every layout uses."""

import random
from dataclasses import dataclass
from html import escape

from models.training.screens.words import host

SANS = (
    "DejaVu Sans", "Liberation Sans", "Noto Sans", "DejaVu Sans Condensed", "Open Sans", "Roboto", "Cantarell",
    "Liberation Sans Narrow", "DejaVu Serif", "Liberation Serif",
)  # fmt: skip
MONO = ("DejaVu Sans Mono", "Liberation Mono", "Noto Sans Mono", "monospace")
LIGHT = ("#ffffff", "#fafafa", "#f5f5f5", "#eff0f1", "#f0f2f5", "#f6f6f6", "#fffdf7", "#ececec", "#e8edf3", "#c0c0c0")
DARK = ("#111217", "#1c1c1e", "#20242a", "#0d1117", "#2b2b2b", "#1a1b26", "#242424", "#001e26", "#2d2a32", "#000000")
FRAMES = ("none", "none", "none", "buttons", "dots", "centred", "coloured", "browser")


@dataclass(frozen=True)
class Style:
    """A drawn style: colours as CSS, sizes in pixels."""

    dark: bool
    ground: str
    panel: str
    ink: str
    faint: str
    line: str
    accent: str
    mono: str
    size: int
    pad: int
    frame: str
    css: str


def draw_style(rng: random.Random) -> Style:
    """A style that `rng` draws."""
    dark = rng.random() < 0.4
    ground = rng.choice(DARK if dark else LIGHT)
    panel = rng.choice((ground, "#ffffff" if not dark else "#ffffff12"))
    ink, faint = (
        (rng.choice(("#e6e6e6", "#ffffff", "#c9d1d9")), "#8b949e")
        if dark
        else (rng.choice(("#111", "#222", "#333", "#1f2328")), rng.choice(("#666", "#777", "#59636e", "#8e8e93")))
    )
    line = rng.choice(("#ffffff22", "#444")) if dark else rng.choice(("#ddd", "#ccc", "#e0e0e0", "#999"))
    hue, strong = rng.randrange(360), rng.choice((45, 60, 75, 90))
    accent = f"hsl({hue},{strong}%,{rng.choice((32, 40, 48, 55))}%)"
    size, pad, radius = (
        rng.choice((12, 13, 14, 14, 15, 16, 17)),
        rng.choice((3, 5, 7, 9, 12)),
        rng.choice((0, 2, 4, 8, 16)),
    )
    button = rng.choice(
        (
            f"border:1px solid {line};background:{panel}",
            f"border:2px outset #eee;background:{'#555' if dark else '#ddd'}",
            f"border:0;color:{accent};font-weight:bold;background:none",
            f"border:1px solid {accent};color:{accent};background:none",
            f"border:0;background:{'#ffffff1c' if dark else '#00000012'}",
        )
    )
    chief = rng.choice((f"background:{accent};color:#fff;border:1px solid {accent}",) * 3 + ("font-weight:bold",))
    field = rng.choice(
        (
            f"border:1px solid {line};background:{'#ffffff0c' if dark else '#fff'}",
            f"border:0;border-bottom:2px solid {faint};background:{'#ffffff10' if dark else '#0000000a'}",
            f"border:2px inset #ddd;background:{'#333' if dark else '#fff'}",
        )
    )
    css = (
        f"*{{box-sizing:border-box}}html,body{{margin:0;height:100%;"
        f"overflow:hidden}}body{{background:{ground};color:{ink};"
        f"font:{size}px/{rng.choice((1.25, 1.4, 1.5, 1.65))} "
        f"'{rng.choice(SANS)}',sans-serif}}.btn{{{button};border-radius:{radius}px;"
        f"padding:{pad // 2 + 2}px {pad * 2 + 4}px;display:inline-block;margin:2px;"
        f"text-align:center}}.go{{{chief}}}.in{{{field};"
        f"border-radius:{min(radius, 8)}px;padding:{pad // 2 + 3}px {pad + 3}px;"
        f"min-height:{size * 2}px}}.p{{background:{panel}}}"
        f".box{{background:{panel};border:1px solid {line};border-radius:{radius}px;"
        f"padding:{pad + 4}px}}.f{{color:{faint}}}"
        f".r{{display:flex;align-items:center;gap:{pad + 2}px}}.w{{flex:1;"
        f"min-width:0}}.a{{color:{accent}}}.A{{background:{accent};"
        f"color:#fff}}.l{{border-bottom:1px solid {line}}}h1,h2,h3{{margin:.4em 0;"
        f"font-weight:{rng.choice((400, 600, 700))}}}"
        f"table{{border-collapse:collapse}}td,th{{text-align:left}}small{{font-size:.85em}}"
    )
    return Style(dark, ground, panel, ink, faint, line, accent, rng.choice(MONO), size, pad, rng.choice(FRAMES), css)


def whole(style: Style, body: str) -> str:
    """The document around what `body` shows."""
    return f"<!doctype html><meta charset=utf-8><style>{style.css}</style><body>{body}"


def window(style: Style, title: str, inside: str, rng: random.Random, frame: str = "") -> str:
    """A window or a browser that fills its place around `inside`; at times nothing."""
    frame, text = frame or style.frame, escape(title)
    if frame == "none":
        return f"<div style='height:100%;overflow:hidden;position:relative'>{inside}</div>"
    shade = "#ffffff1c" if style.dark else "#0000001a"
    if frame == "buttons":
        head = (
            f"<span class=w>{text}</span><span style='letter-spacing:14px'>{rng.choice(('—☐✕', '_□×', '🗕🗖🗙'))}</span>"
        )
    elif frame == "dots":
        head = "".join(
            f"<i style='width:12px;height:12px;border-radius:9px;background:{c}'></i>" for c in ("#f66", "#fb3", "#3c5")
        )
        head += f"<span class=w style='text-align:center'>{text}</span>"
    elif frame == "centred":
        head = f"<b class=w style='text-align:center'>{text}</b><span>✕</span>"
    elif frame == "browser":
        head = (
            f"← → ⟳ <span class=w style='background:{shade};border-radius:12px;padding:3px 12px'>"
            f"{host(rng)}/{rng.choice(('', 'app', 'home', 'en/start', '#/'))}</span> ⋮"
        )
    else:
        head = f"<b class=w>{text}</b>✕"
    bar = f"background:{style.accent};color:#fff" if frame == "coloured" else f"background:{shade}"
    return (
        "<div style='height:100%;display:flex;flex-direction:column'>"
        f"<div class=r style='{bar};padding:5px 10px'>{head}</div>"
        f"<div style='flex:1;min-height:0;overflow:hidden;position:relative'>{inside}</div></div>"
    )


def menu(style: Style, names: list[str], rng: random.Random) -> str:
    """A column of entries at the side, one of them chosen."""
    chosen, icons = rng.randrange(len(names)), rng.random() < 0.4
    entries = "".join(
        f"<div style='padding:{style.pad // 2 + 2}px {style.pad + 6}px;white-space:nowrap;"
        f"{f'background:{style.accent};color:#fff' if at == chosen else ''}'>"
        f"{'◈ ' if icons else ''}{escape(name)}</div>"
        for at, name in enumerate(names)
    )
    return (
        f"<div style='width:{rng.choice((150, 190, 230))}px;flex:none;padding:8px 0;border-right:1px "
        f"solid {style.line}'>{entries}</div>"
    )


def bar(style: Style, name: str, rng: random.Random) -> str:
    """What stands at the top of an app or a site: its name and a few words."""
    words = rng.sample(
        ("Home", "Products", "Reports", "Help", "Projects", "Team", "Docs", "Search", "Log out", "Account"), 3
    )
    ground = rng.choice(
        (
            f"background:{style.accent};color:#fff",
            "background:#1b1f24;color:#fff",
            f"border-bottom:1px solid {style.line}",
        )
    )
    return (
        f"<div class=r style='{ground};padding:{style.pad + 4}px 18px'><b>{escape(name)}</b>"
        f"<span class=w></span>{' &nbsp; '.join(words)}</div>"
    )
