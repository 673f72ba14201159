"""Rendered training screens in a system's small boxes: properties with tabs and ticks, a question for credentials."""

import random

from models.training.screens import words
from models.training.screens.looks import Look, framed, page

BOX = "<!--box-->"
"""Marks a page that is to be rendered as small as a box."""

BULLET = "&#8226;"
CHROMES = ("windows", "windows", "classic", "gnome", "mac")


def property_box(look: Look, shape: random.Random, values: random.Random) -> tuple[str, str]:
    """Settings in a box: tabs, groups of ticks and fields, and what applies them."""
    noun = shape.choice(words.NOUNS)
    title = shape.choice(
        (f"{noun} Properties", "Options", f"{noun} Options", "Preferences", "Properties", f"{noun} settings")
    )
    tabs = [
        words.label(shape) if shape.random() < 0.3 else shape.choice(words.NOUNS) for _ in range(shape.randint(2, 7))
    ]
    strip = "".join(
        (
            f"<span style='border:1px solid {look.line};padding:3px 8px;"
            f"background:{look.panel if at == 0 else look.ground}'>{tab}</span>"
        )
        for at, tab in enumerate(tabs)
    )
    groups = []
    for _ in range(shape.randint(1, 3)):
        rows = []
        for _ in range(shape.randint(2, 7)):
            told = shape.choice(
                (
                    words.label(shape),
                    shape.choice(words.SENTENCES).rstrip("."),
                    (
                        f"{shape.choice(words.VERBS)} {words.label(shape).lower()} "
                        f"{shape.choice(('when idle', 'at start', 'automatically', 'for all users'))}"
                    ),
                )
            )
            mark = (
                f"<input type={shape.choice(('checkbox', 'checkbox', 'checkbox', 'radio'))} "
                f"{'checked' if values.random() < 0.5 else ''}>"
            )
            field = f"{told}: <span class=f>{words.value(values)}</span>"
            rows.append(f"<div style='margin:5px 0'>{f'{mark} {told}' if shape.random() < 0.75 else field}</div>")
        groups.append(
            f"<fieldset style='border:1px solid {look.line};margin:8px 0'><legend>"
            f"{words.label(shape)}</legend>{''.join(rows)}</fieldset>"
        )
    buttons = "".join(
        f"<button>{name}</button>"
        for name in shape.choice((("OK", "Cancel", "Apply"), ("OK", "Cancel"), ("Close",), ("Apply", "Close")))
    )
    inside = (
        f"{BOX}<div style='padding:9px;background:{look.ground};height:100%'>"
        f"<div style='white-space:nowrap;overflow:hidden'>{strip}</div>"
        f"<div style='border:1px solid {look.line};"
        f"background:{look.panel};padding:8px;height:calc(100% - 76px);overflow:hidden'>"
        f"{''.join(groups)}</div><div class=r style='justify-content:flex-end;padding-top:8px'>"
        f"{buttons}</div></div>"
    )
    return page(look, framed(look, title, inside, shape, shape.choice(CHROMES))), f"{title} with tabs {', '.join(tabs)}"


def credential_box(look: Look, shape: random.Random, values: random.Random) -> tuple[str, str]:
    """A box that asks for a name and a password to reach something."""
    title = shape.choice(
        (
            f"{words.product(shape)} Security",
            "Authentication required",
            "Sign in",
            "Network password",
            f"Connect to {words.host(shape)}",
            "Log on",
        )
    )
    asked = shape.choice(
        (
            "Enter your user name and password",
            "Please sign in to continue",
            f"The server {words.host(values)} asks for a user name and password.",
            "Type your credentials to connect.",
            "Authentication is needed to run this.",
        )
    )
    user = shape.choice(("User name", "Username", "Email address", "Account", "Login"))
    name = f"{words.person(values).split()[0].lower()}" if values.random() < 0.5 else ""
    beside = shape.random() < 0.4
    fields = "".join(
        (
            f"<div class={'r' if beside else 'f0'} style='margin:6px 0'>"
            f"{f'<span style=width:90px>{field}:</span>' if beside or shape.random() < 0.5 else ''}<div "
            f"class='f w' style='min-height:2em'>{given or f'<span class=x>{field}</span>'}</div></div>"
        )
        for field, given in ((user, name), ("Password", BULLET * values.choice((0, 6, 9))))
    )
    tick = (
        (
            "<div><input type=checkbox>"
            f" {shape.choice(('Remember my password', 'Remember me', 'Save this password', 'Stay signed in'))}"
            "</div>"
        )
        if shape.random() < 0.7
        else ""
    )
    buttons = "".join(
        f"<button>{label}</button>"
        for label in shape.choice((("OK", "Cancel"), ("Sign in", "Cancel"), ("Log On", "Cancel"), ("Connect",)))
    )
    inside = (
        f"{BOX}<div style='padding:14px'>"
        f"<div style='color:{look.accent if shape.random() < 0.4 else look.ink};margin-bottom:8px'>"
        f"{asked}</div>{fields}{tick}<div class=r style='justify-content:flex-end;margin-top:10px'>"
        f"{buttons}</div></div>"
    )
    return page(look, framed(look, title, inside, shape, shape.choice(CHROMES))), f"{title}: {asked}"
