"""Rendered training screens that are forms: login pages and settings."""

import random

from models.training.screens import words
from models.training.screens.boxes import credential_box, property_box
from models.training.screens.looks import Look, framed, page, sidebar

BULLET = "&#8226;"
ENDS = ("#111", "#fff", "#68a", "#fa8")
OFF = "#8888"
GO_ON = "<span>&#8250;</span>"


def login_page(look: Look, shape: random.Random, values: random.Random) -> tuple[str, str]:
    """Signing in: a card on a ground, a page in halves, a system's own screen, or a phone's."""
    if shape.random() < 0.2:
        return credential_box(look, shape, values)
    name, verb = words.product(shape), shape.choice(("Sign in", "Log in", "Login", "Sign In", "Log on", "Continue"))
    fields = shape.choice(
        (
            ("Username", "Password"),
            ("Email", "Password"),
            ("User name", "Password"),
            ("E-mail address", "Password"),
            ("Email or phone",),
            ("Password",),
            ("Email", "Password", "Company ID"),
            ("PIN",),
        )
    )
    beside = shape.random() < 0.3
    typed = values.random() < 0.5
    rows = []
    for field in fields:
        secret = field in ("Password", "PIN")
        given = (
            (
                BULLET * values.randint(5, 14)
                if secret
                else f"{words.person(values).split()[0].lower()}@{words.host(values)}"
            )
            if typed
            else f"<span class=x>{'' if beside else field}</span>"
        )
        box = f"<div class='f w' style='min-height:2.4em;padding-top:.5em'>{given}</div>"
        rows.append(
            f"<div class=r style='margin:{look.gap}px 0'><span style='width:100px'>{field}</span>{box}</div>"
            if beside
            else (
                f"<div style='margin:{look.gap}px 0'>"
                f"{f'<label>{field}</label>' if typed or shape.random() < 0.6 else ''}{box}</div>"
            )
        )
    social = "".join(
        f"<button style='width:100%;margin-top:6px'>{shape.choice(('Continue with', 'Sign in with'))} {who}</button>"
        for who in shape.sample(
            ("Google", "Microsoft", "GitHub", "SSO", "Apple", "Okta"), shape.choice((0, 0, 0, 1, 2, 3))
        )
    )
    more = shape.choice(
        (
            "<p class=x>Forgot password?</p>",
            f"<p style='color:{look.accent}'>Can't access your account?</p>",
            "<p><input type=checkbox> Remember me</p>",
            "<p class=x>No account? <u>Create one</u></p>",
            "",
        )
    )
    failed = (
        (
            "<div style='color:#d13438'>"
            f"{shape.choice(('Incorrect password.', 'Invalid credentials', 'We could not find that account.'))}"
            "</div>"
        )
        if values.random() < 0.15
        else ""
    )
    logo = (
        (
            f"<div style='width:44px;height:44px;border-radius:{look.radius + 4}px;background:{look.accent};"
            f"margin:{'0 auto' if shape.random() < 0.5 else '0'}'></div>"
        )
        if shape.random() < 0.6
        else ""
    )
    wide = "width:100%" if shape.random() < 0.7 else "float:right"
    head = shape.choice((f"{verb} to {name}", verb, name, "Welcome back", f"{name} {verb.lower()}"))
    form = (
        f"{logo}<h2>{head}</h2>{failed}{''.join(rows)}<button class=p style='{wide};margin-top:6px'>"
        f"{verb}</button>{social}{more}"
    )
    caption = f"{head}. {', '.join(fields)}, {verb}"
    card = (
        f"<div style='width:{shape.choice((300, 340, 380, 420))}px;max-width:94%;"
        f"padding:{look.gap * 2 + 10}px;background:{look.panel};border-radius:{look.radius}px;"
        f"{shape.choice(('box-shadow:0 6px 30px #0005', f'border:1px solid {look.line}', ''))};"
        f"text-align:{shape.choice(('left', 'left', 'center'))}'>{form}</div>"
    )
    place = shape.choice(("card", "card", "card", "halves", "system", "dialog"))
    ground = shape.choice(
        (look.ground, look.ground, f"linear-gradient({shape.randint(0, 360)}deg,{look.accent},{shape.choice(ENDS)})")
    )
    if place == "halves":
        hero = (
            "<div class=w style='height:100%;"
            f"background:linear-gradient({shape.randint(0, 360)}deg,{look.accent},#223);color:#fff;"
            f"padding:8%'><h1>{name}</h1><p>{shape.choice(words.SENTENCES)}</p></div>"
        )
        parts = [
            hero,
            f"<div class=w style='display:flex;justify-content:center;align-items:center;height:100%'>{card}</div>",
        ]
        shape.shuffle(parts)
        return page(
            look, framed(look, verb, f"<div style='display:flex;height:100%'>{''.join(parts)}</div>", shape)
        ), caption
    if place == "system":
        avatar = (
            "<div style='width:110px;height:110px;border-radius:60px;background:#fff6;margin:auto;"
            f"font-size:60px;line-height:110px'>{words.person(values)[0]}</div>"
        )
        inside = (
            f"<div style='text-align:center;color:#fff;padding-top:14%'>{avatar}<h1>"
            f"{words.person(values)}</h1><div class=f style='width:260px;margin:auto;text-align:left'>"
            f"{BULLET * values.randint(0, 9)}<span class=x>{'Password' if not typed else ''}</span></div><p>"
            "Sign-in options</p></div>"
        )
        return page(
            look, inside, f"linear-gradient({shape.randint(0, 360)}deg,{look.accent},#012)"
        ), f"{words.PRODUCTS[0]} password, sign-in screen"
    if place == "dialog":
        return page(
            look,
            framed(
                look,
                f"{name} - {verb}",
                f"<div style='padding:{look.gap + 12}px'>{form}</div>",
                shape,
                shape.choice(("windows", "classic", "mac", "gnome")),
            ),
        ), caption
    inside = (
        f"<div style='height:100%;background:{ground};display:flex;flex-direction:column;"
        "justify-content:center;"
        f"align-items:{shape.choice(('center', 'center', 'center', 'flex-end'))}'>"
        f"{card}<p style='color:{look.faint};font-size:.85em;text-align:center'>&copy; {name}</p></div>"
    )
    return page(look, framed(look, verb, inside, shape)), caption


def settings_page(look: Look, shape: random.Random, values: random.Random) -> tuple[str, str]:
    """Settings: groups of switches, choices and fields, with a menu, tabs or neither."""
    if shape.random() < 0.25:
        return property_box(look, shape, values)
    title = shape.choice(
        (
            "Settings",
            "Preferences",
            "Options",
            f"{words.product(shape)} settings",
            f"{shape.choice(words.NOUNS)} settings",
            "System",
            "Configuration",
            "Privacy & security",
        )
    )
    style = shape.choice(("rows", "rows", "cards", "form", "checks"))
    groups, named = [], []
    for _ in range(shape.randint(2, 6)):
        name = words.label(shape)
        named.append(name)
        rows = "".join(_setting(look, shape, values, style) for _ in range(shape.randint(1, 5)))
        head = f"<h3>{name}</h3>" if shape.random() < 0.8 else ""
        box = (
            (
                f"background:{look.ground};border-radius:{look.radius}px;padding:{look.gap}px;"
                f"margin-bottom:{look.gap + 4}px;border:1px solid {look.line}"
            )
            if style == "cards"
            else f"margin-bottom:{look.gap + 4}px"
        )
        groups.append(f"{head}<div style='{box}'>{rows}</div>")
    save = (
        (
            "<div class=r style='position:absolute;bottom:0;right:0;left:0;padding:10px;"
            f"justify-content:flex-end;background:{look.panel};border-top:1px solid {look.line}'><button>"
            f"Cancel</button><button class=p>{shape.choice(('Save', 'Apply', 'OK', 'Save changes'))}"
            "</button></div>"
        )
        if shape.random() < 0.4
        else ""
    )
    main = (
        f"<div class=w style='padding:{look.gap + 10}px;position:relative;overflow:hidden;height:100%'>"
        f"<h1 style='font-weight:{shape.choice((400, 700))}'>{title}</h1>{''.join(groups)}{save}</div>"
    )
    nav = shape.choice(("side", "side", "tabs", "none"))
    side = sidebar(look, shape, shape.randint(5, 14), shape.choice((150, 190, 230))) if nav == "side" else ""
    if nav == "tabs":
        tabs = "".join(
            (
                "<span style='padding:6px 14px;border-bottom:2px solid "
                f"{look.accent if at == 0 else 'transparent'}'>{words.label(shape)}</span>"
            )
            for at in range(shape.randint(3, 6))
        )
        main = (
            f"<div class=w style='height:100%'><div class=r style='border-bottom:1px solid {look.line};"
            f"white-space:nowrap'>{tabs}</div>{main}</div>"
        )
    return page(
        look, framed(look, title, f"<div style='display:flex;height:100%'>{side}{main}</div>", shape)
    ), f"{title} with {', '.join(named)}"


def _setting(look: Look, shape: random.Random, values: random.Random, style: str) -> str:
    name, on = words.label(shape), values.random() < 0.5
    hint = f"<div class=x style='font-size:.85em'>{shape.choice(words.SENTENCES)}</div>" if shape.random() < 0.5 else ""
    switch = (
        "<span style='width:40px;height:20px;border-radius:12px;"
        f"background:{look.accent if on else OFF};display:inline-block;flex:none'>"
        "<i style='display:block;width:14px;height:14px;border-radius:9px;background:#fff;margin:3px "
        f"{3 if not on else 23}px'></i></span>"
    )
    tick = (
        f"<input type={'radio' if shape.random() < 0.2 else 'checkbox'} {'checked' if on else ''} "
        f"style='accent-color:{look.accent}'>"
    )
    choice = (
        f"<span class=f style='min-width:120px'>{words.value(values)} <span style='float:right'>&#9662;</span></span>"
    )
    slider = (
        "<span style='width:140px;height:4px;background:#8886;display:inline-block'>"
        f"<i style='display:block;width:12px;height:12px;border-radius:8px;background:{look.accent};"
        f"margin:-4px 0 0 {values.randint(0, 128)}px'></i></span>"
    )
    field = f"<span class=f style='min-width:{shape.choice((120, 180, 240))}px'>{words.value(values)}</span>"
    if style == "checks":
        return f"<div class=r style='padding:{look.gap // 2}px 0'>{tick}<span>{name}{hint}</span></div>"
    if style == "form":
        return (
            f"<div class=r style='padding:{look.gap // 2}px 0'>"
            f"<span style='width:170px;text-align:{shape.choice(('left', 'right'))}'>{name}:</span>"
            f"{shape.choice((field, choice, tick, slider))}</div>"
        )
    return (
        f"<div class=r style='padding:{look.gap}px;border-bottom:1px solid {look.line}'><span class=w>"
        f"{name}{hint}</span>{shape.choice((switch, switch, choice, slider, field, GO_ON, tick))}</div>"
    )
