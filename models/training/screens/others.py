"""Rendered training screens of no kind: articles, diagrams, menus, mails, wizards, calendars, dialogs that tell of no error."""

import itertools
import random

from models.training.screens import words
from models.training.screens.looks import Look, framed, page, sidebar

FORMS = (
    "article",
    "diagram",
    "tiles",
    "mail",
    "menu",
    "wizard",
    "about",
    "progress",
    "calendar",
    "icons",
    "form",
    "ribbon",
    "open file",
)


def of_no_kind(look: Look, shape: random.Random, values: random.Random) -> tuple[str, str]:
    """A screen that is none of the kinds; several of the forms are easily taken for one."""
    form = shape.choice(FORMS)
    title = words.label(shape)
    inside = DRAWN[form](look, shape, values, title)
    return page(look, framed(look, title, inside, shape)), f"{title}, {form} in {words.product(shape)}"


def _article(look: Look, shape: random.Random, values: random.Random, title: str) -> str:
    told = ["<p>" + " ".join(shape.choices(words.SENTENCES + words.ADVICE, k=shape.randint(2, 6))) for _ in range(6)]
    side = sidebar(look, shape, 9, 170) if shape.random() < 0.4 else ""
    return (
        f"<div style='display:flex;height:100%'>{side}<div class=w style='padding:4% 7%'><h1>"
        f"{title}</h1>{''.join(told)}</div></div>"
    )


def _diagram(look: Look, shape: random.Random, values: random.Random, title: str) -> str:
    boxes = [(shape.randint(5, 380), 20 + at * 62) for at in range(shape.randint(3, 5))]
    lines = "".join(
        f"<line x1={a[0] + 55} y1={a[1] + 34} x2={b[0] + 55} y2={b[1]} stroke='{look.ink}'/>"
        for a, b in itertools.pairwise(boxes)
    )
    drawn = "".join(
        (
            f"<rect x={x} y={y} width=110 height=34 rx={look.radius} fill='{look.accent}'/>"
            f"<text x={x + 55} y={y + 21} text-anchor=middle fill=white>{shape.choice(words.NOUNS)}</text>"
        )
        for x, y in boxes
    )
    return f"<svg width=100% height=100% viewBox='0 0 500 320' font-size=12 fill='{look.ink}'>{lines}{drawn}</svg>"


def _tiles(look: Look, shape: random.Random, values: random.Random, title: str) -> str:
    tiles = "".join(
        (
            f"<div class=f style='padding:18px'><h3>{words.label(shape)}</h3><p class=x>"
            f"{shape.choice(words.SENTENCES)}</p></div>"
        )
        for _ in range(shape.randint(4, 10))
    )
    return (
        f"<div style='padding:16px'><h2>{title}</h2>"
        f"<div style='display:grid;grid-template-columns:repeat({shape.randint(2, 5)},1fr);gap:12px'>"
        f"{tiles}</div></div>"
    )


def _mail(look: Look, shape: random.Random, values: random.Random, title: str) -> str:
    body = "".join(f"<p>{shape.choice(words.SENTENCES)} {shape.choice(words.ADVICE)}</p>" for _ in range(4))
    return (
        f"<div style='display:flex;height:100%'>{sidebar(look, shape, 7, 150)}<div class=w "
        f"style='padding:18px'><h2>{title}</h2><b>{words.person(values)}</b> <span class=x>"
        f"{words.date(values)}</span><p>Hello,</p>{body}<p>Kind regards</p></div></div>"
    )


def _menu(look: Look, shape: random.Random, values: random.Random, title: str) -> str:
    items = "".join(f"<div style='padding:6px 14px'>{words.label(shape)}</div>" for _ in range(shape.randint(5, 11)))
    return (
        f"<div style='height:100%;background:{look.ground}'>"
        f"<div style='position:absolute;left:{shape.randint(5, 50)}%;top:{shape.randint(2, 20)}%;"
        f"width:210px;box-shadow:0 4px 18px #0006;background:{look.panel}'>{items}</div></div>"
    )


def _wizard(look: Look, shape: random.Random, values: random.Random, title: str) -> str:
    chosen = shape.randrange(5)
    items = "".join(
        (
            "<div style='padding:5px 10px;"
            f"{f'background:{look.accent};color:#fff' if at == chosen else ''}'>{words.label(shape)}</div>"
        )
        for at in range(9)
    )
    return (
        f"<div style='padding:20px'><h2>{title}</h2><p>"
        f"{shape.choice(words.SENTENCES)} {shape.choice(words.SENTENCES)}</p><div class=f>{items}</div>"
        "</div>"
        "<div class=r style='position:absolute;bottom:14px;right:14px'><button>Back</button>"
        f"<button class=p>{shape.choice(('Next', 'Continue', 'Install'))}</button><button>"
        "Cancel</button></div>"
    )


def _about(look: Look, shape: random.Random, values: random.Random, title: str) -> str:
    return (
        "<div style='text-align:center;padding:8%'>"
        f"<div style='width:70px;height:70px;border-radius:{look.radius + 8}px;background:{look.accent};"
        f"margin:auto'></div><h2>{words.product(shape)}</h2><p>"
        f"Version {values.randint(1, 9)}.{values.randint(0, 20)}</p><p class=x>"
        f"&copy; {words.person(shape)} and contributors</p><button>"
        f"{shape.choice(('Close', 'OK', 'Credits'))}</button></div>"
    )


def _progress(look: Look, shape: random.Random, values: random.Random, title: str) -> str:
    done = values.randint(3, 97)
    return (
        "<div style='padding:9%'><h3>"
        f"{shape.choice(('Installing', 'Copying', 'Downloading', 'Updating'))} {words.file(shape)}</h3>"
        "<div style='height:14px;background:#8884'>"
        f"<div style='height:14px;width:{done}%;background:{look.accent}'></div></div><p>"
        f"{done}% complete, {values.randint(1, 50)} minutes left</p><button>"
        f"{shape.choice(('Cancel', 'Pause', 'Hide'))}</button></div>"
    )


def _calendar(look: Look, shape: random.Random, values: random.Random, title: str) -> str:
    days = "".join(
        (
            f"<div style='border:1px solid {look.line};padding:4px;overflow:hidden'>"
            f"{day if day <= 30 else day - 30}{f'<div style=background:{look.accent};color:white;font-size:11px>{shape.choice(words.NOUNS)}</div>' if values.random() < 0.2 else ''}"
            "</div>"
        )
        for day in range(1, 36)
    )
    return (
        "<div style='height:100%;display:flex;flex-direction:column'><h2>"
        f"{shape.choice(('March', 'July', 'October'))} 2026</h2>"
        f"<div style='flex:1;display:grid;grid-template-columns:repeat(7,1fr)'>{days}</div></div>"
    )


def _icons(look: Look, shape: random.Random, values: random.Random, title: str) -> str:
    icons = "".join(
        (
            "<div style='text-align:center;width:96px;margin:10px'>"
            "<div style='width:46px;height:40px;border-radius:5px;"
            f"background:hsl({shape.randint(0, 359)},60%,55%);margin:auto'></div>{words.file(values)}</div>"
        )
        for _ in range(shape.randint(4, 24))
    )
    ground = f"linear-gradient({shape.randint(0, 360)}deg,{look.accent},#234)" if shape.random() < 0.5 else look.panel
    return (
        f"<div style='height:100%;background:{ground};display:flex;flex-wrap:wrap;"
        f"align-content:flex-start'>{icons}</div>"
    )


def _form(look: Look, shape: random.Random, values: random.Random, title: str) -> str:
    rows = "".join(
        (
            f"<div style='margin:8px 0'>{words.label(shape)}{shape.choice((' *', ''))}<div class=f "
            f"style='min-height:2em'>{words.value(values) if values.random() < 0.5 else ''}</div></div>"
        )
        for _ in range(shape.randint(3, 7))
    )
    verb, noun = shape.choice(("New", "Create", "Add", "Edit")), shape.choice(words.NOUNS).lower()
    return (
        f"<div style='padding:20px;max-width:620px'><h2>{verb} {noun}</h2>{rows}<button class=p>"
        f"{shape.choice(('Create', 'Add', 'Submit', 'Next'))}</button> <button>Cancel</button></div>"
    )


def _ribbon(look: Look, shape: random.Random, values: random.Random, title: str) -> str:
    groups = "".join(
        (
            f"<div style='border-right:1px solid {look.line};padding:6px 10px;text-align:center'>"
            "<div style='font-size:24px'>&#9633; &#9634; &#9635;</div>"
            f"{shape.choice(words.VERBS)}<div class=x style='font-size:.8em'>"
            f"{shape.choice(words.NOUNS)}</div></div>"
        )
        for _ in range(shape.randint(4, 9))
    )
    return (
        f"<div style='padding:3px 10px'>{' &nbsp; '.join(('File', 'Home', 'Insert', 'View', 'Help'))}"
        f"</div><div class=r style='gap:0;background:{look.ground}'>{groups}</div>"
        "<div style='margin:20px 16%;background:#fff;color:#222;height:70%;padding:40px'><p>"
        f"{shape.choice(words.SENTENCES)}</p></div>"
    )


def _open_file(look: Look, shape: random.Random, values: random.Random, title: str) -> str:
    files = "".join(
        f"<div style='padding:3px 8px'>&#128196; {words.file(values)}</div>" for _ in range(shape.randint(4, 14))
    )
    return (
        f"<div style='display:flex;height:76%'>{sidebar(look, shape, 7, 130)}<div class=w "
        f"style='background:{look.field}'>{files}</div></div><div class=r style='padding:10px'>"
        f"File name: <span class='f w'>{words.file(values)}</span><button class=p>Open</button><button>"
        "Cancel</button></div>"
    )


DRAWN = {
    "article": _article, "diagram": _diagram, "tiles": _tiles, "mail": _mail, "menu": _menu, "wizard": _wizard, "about": _about,
    "progress": _progress, "calendar": _calendar, "icons": _icons, "form": _form, "ribbon": _ribbon, "open file": _open_file,
}  # fmt: skip
