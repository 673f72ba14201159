"""Layouts of training screens that ask somebody to sign in or hold settings."""

import random
from html import escape

from models.training.screens.style import Style, bar, menu, window
from models.training.screens.words import PEOPLE

BULLET = "•"


def parts_of(entry: str) -> list[str]:
    """The parts of an entry, which stand apart by bars."""
    return [part.strip() for part in entry.split("|")]


def buttons_of(names: str, stacked: bool = False) -> str:
    """The buttons of those names, of which the first one is the likely one."""
    way = "display:block;margin:6px 0" if stacked else ""
    return "".join(
        f"<span class='btn {'go' if at == 0 else ''}' style='{way}'>{escape(name)}</span>"
        for at, name in enumerate(names.split(","))
        if name
    )


def _fields(style: Style, names: str, rng: random.Random) -> str:
    inside, typed = rng.random() < 0.4, rng.random() < 0.4
    rows = []
    for name in filter(None, (part.strip() for part in names.split(","))):
        secret = any(
            word in name.lower() for word in ("pass", "pin", "wort", "contras", "wacht", "lösen", "hasło", "key")
        )
        text = (
            (BULLET * rng.randint(6, 12) if secret else f"{rng.choice(PEOPLE).split()[0].lower()}@mail.example")
            if typed
            else ""
        )
        shown = f"<span class=f>{escape(name)}</span>" if inside and not typed else text or "&nbsp;"
        rows.append(
            f"<div style='margin:{style.pad + 2}px 0'>"
            f"{'' if inside and not typed else f'<div>{escape(name)}</div>'}<div class=in>{shown}</div>"
            "</div>"
        )
    return "".join(rows)


def _login(style: Style, entry: str, rng: random.Random) -> str:
    title, fields, button, links, social = parts_of(entry)
    logo = (
        (
            f"<div style='width:48px;height:48px;border-radius:{rng.choice((4, 12, 24))}px;"
            f"background:{style.accent};margin:{rng.choice(('auto', '0'))}'></div>"
        )
        if rng.random() < 0.5
        else ""
    )
    beside = "".join(
        (
            "<span class=btn style='display:block;margin:6px 0'>"
            f"{rng.choice(('Continue with', 'Sign in with', ''))} {name}</span>"
        )
        for name in filter(None, social.split(","))
    )
    people = (
        "".join(
            (
                "<div class='r l' style='padding:10px'><i style='width:32px;height:32px;border-radius:16px;"
                f"background:{style.accent}'></i><div>{name}<br><small class=f>"
                f"{name.split()[0].lower()}@corp.example</small></div></div>"
            )
            for name in rng.sample(PEOPLE, 2)
        )
        if not fields
        else ""
    )
    below = "".join(
        f"<p class={rng.choice('af')}><small>{rng.choice(('', '', '☐ '))}{link.strip()}</small></p>"
        for link in filter(None, links.split(";"))
    )
    wide = "display:block" if rng.random() < 0.6 else ""
    wrong = (
        f"<p style='color:#d33'>{rng.choice(('Wrong password', 'Please try again.', 'Invalid login'))}</p>"
        if rng.random() < 0.08
        else ""
    )
    go = (
        f"<span class='btn go' style='{wide}'>{button}</span>{rng.choice(('', '', '<span class=btn>Cancel</span>'))}"
        if button
        else ""
    )
    return f"{logo}<h2>{escape(title)}</h2>{wrong}{_fields(style, fields, rng)}{people}{go}{below}{beside}"


def _card(style: Style, entry: str, rng: random.Random) -> str:
    card = (
        f"<div class=box style='width:{rng.choice((300, 340, 400, 460))}px;max-width:92%;padding:26px;"
        f"background:{style.ground};text-align:{rng.choice(('left', 'left', 'center'))}'>"
        f"{_login(style, entry, rng)}</div>"
    )
    ground = rng.choice(
        (style.ground, style.ground, f"linear-gradient({rng.randrange(360)}deg,{style.accent},#124)", style.accent)
    )
    top = bar(style, rng.choice(("Portal", "Acme", "eBank", "Campus")), rng) if rng.random() < 0.3 else ""
    return window(
        style,
        "Login",
        (
            f"{top}<div style='height:100%;display:flex;flex-direction:column;align-items:center;"
            f"justify-content:{rng.choice(('center', 'flex-start'))};background:{ground};padding:5%'>"
            f"{card}</div>"
        ),
        rng,
    )


def _halves(style: Style, entry: str, rng: random.Random) -> str:
    hero = (
        "<div class='w A' style='padding:9%'><h1>"
        f"{rng.choice(('Work together.', 'Your money, simply.', 'Plan less, do more.', 'Everything in one place'))}"
        f"</h1><p>{rng.choice(('Trusted by 4,000 teams', 'New: reports by mail', ''))}</p></div>"
    )
    parts = [hero, f"<div class=w style='padding:7% 5%'>{_login(style, entry, rng)}</div>"]
    rng.shuffle(parts)
    return window(style, "Login", f"<div style='display:flex;height:100%'>{''.join(parts)}</div>", rng)


def _bare_login(style: Style, entry: str, rng: random.Random) -> str:
    return window(
        style,
        parts_of(entry)[0],
        f"<div style='padding:16px 20px'>{_login(style, entry, rng)}</div>",
        rng,
        rng.choice(("buttons", "dots", "centred", "coloured", "none")),
    )


def _lock_screen(style: Style, entry: str, rng: random.Random) -> str:
    _, fields, button, links, _ = parts_of(entry)
    who = (
        "<div style='width:96px;height:96px;border-radius:48px;background:#fff5;margin:auto'></div><h2>"
        f"{rng.choice(PEOPLE)}</h2>"
    )
    last = (fields.split(",")[-1] or "Password").strip()
    return (
        "<div style='height:100%;text-align:center;color:#fff;padding-top:12%;"
        f"background:linear-gradient({rng.randrange(360)}deg,{style.accent},#011)'>"
        f"{who}<div style='width:260px;margin:auto;background:#0005;border:1px solid #fff6;padding:9px;"
        f"text-align:left'>{rng.choice((last, BULLET * 8))}</div><p>"
        f"{rng.choice((links, button, 'Sign-in options', ''))}</p></div>"
    )


def _control(style: Style, value: str, rng: random.Random, switches: bool) -> str:
    if value in ("on", "off"):
        on = value == "on" if rng.random() < 0.6 else rng.random() < 0.5
        if switches:
            return (
                "<span style='width:42px;height:22px;border-radius:12px;flex:none;"
                f"background:{style.accent if on else '#8887'}'><i style='display:block;width:16px;height:16px;"
                f"border-radius:9px;background:#fff;margin:3px {3 if not on else 23}px'></i></span>"
            )
        return f"<input type=checkbox {'checked' if on else ''}>"
    if value == "slider":
        return (
            "<span style='width:150px;height:4px;background:#8886'>"
            f"<i style='display:block;width:14px;height:14px;border-radius:9px;background:{style.accent};"
            f"margin:-5px 0 0 {rng.randint(5, 130)}px'></i></span>"
        )
    if value == "link":
        return rng.choice(("›", "Change…", "⧉"))
    if value.startswith("radio"):
        return f"<input type=radio {'checked' if value.endswith('on') else ''}>"
    return rng.choice(
        (
            f"<span class=in style='min-width:130px'>{value} ▾</span>",
            f"<span class=in style='min-width:150px'>{value}</span>",
            f"<span class=f>{value} ›</span>",
            f"<span class=f>{value}</span>",
        )
    )


def _settings(style: Style, entry: str, rng: random.Random) -> tuple[str, list[str], list[str], str]:
    title, *lines = entry.splitlines()
    nav, tabs = (
        [[name.strip() for name in line[5:].split(",")] for line in lines[:1] if line.startswith("nav:")],
        [[name.strip() for name in line[5:].split(",")] for line in lines[:1] if line.startswith("tabs:")],
    )
    switches, form, boxed = rng.random() < 0.6, rng.random() < 0.35, rng.random() < 0.4
    rows = []
    for line in lines:
        if line.startswith("# "):
            rows.append(f"<h3>{line[2:]}</h3>")
        if "|" not in line:
            continue
        name, value, *hint = parts_of(line)
        told = f"<div class=f><small>{hint[0]}</small></div>" if hint and rng.random() < 0.8 else ""
        control = _control(style, value, rng, switches)
        if "<input" in control:
            rows.append(f"<div style='margin:{style.pad}px 0'>{control} {name}{told}</div>")
        elif form:
            rows.append(
                f"<div class=r style='margin:{style.pad}px 0'><span style='width:220px'>{name}:{told}</span>"
                f"{control}</div>"
            )
        else:
            rows.append(
                f"<div class='r {'box' if boxed else 'l'}' style='padding:{style.pad + 2}px 8px;"
                f"margin:{3 if boxed else 0}px 0'><span class=w>{name}{told}</span>{control}</div>"
            )
    if rng.random() < 0.2:
        rows = [row for row in rows if rng.random() < 0.8] or rows
    save = rng.choice(("", "", "Save", "Save changes", "Apply,Cancel", "Update", "OK,Cancel,Apply"))
    return title, (nav or [[]])[0], (tabs or [[]])[0], "".join(rows) + f"<p>{buttons_of(save)}</p>"


def _settings_page(style: Style, entry: str, rng: random.Random) -> str:
    title, nav, _, rows = _settings(style, entry, rng)
    side = menu(style, nav, rng) if nav and rng.random() < 0.85 else ""
    top = bar(style, rng.choice(("Console", "Admin", "Acme", "Studio")), rng) if rng.random() < 0.35 else ""
    crumb = rng.choice((title, title, f"Settings › {title}", f"Settings / {title}", f"System &gt; {title}"))
    return window(
        style,
        rng.choice((title, "Settings")),
        (
            f"{top}<div style='display:flex;height:100%'>"
            f"{side}<div class=w style='padding:{style.pad + 6}px {rng.choice((12, 30, 80))}px'><h1>"
            f"{crumb}</h1>{rows}</div></div>"
        ),
        rng,
    )


def _settings_box(style: Style, entry: str, rng: random.Random) -> str:
    title, nav, tabs, rows = _settings(style, entry, rng)
    strip = "".join(
        (
            f"<span style='padding:4px 10px;border:1px solid {style.line};"
            f"{f'background:{style.panel};font-weight:bold' if at == 0 else ''}'>{name}</span>"
        )
        for at, name in enumerate(tabs or nav[:5])
    )
    foot = buttons_of(rng.choice(("OK,Cancel,Apply", "Close", "OK,Cancel", "Save,Discard", "Übernehmen,Abbrechen")))
    return window(
        style,
        title,
        (
            "<div style='padding:10px;height:100%'><div style='white-space:nowrap;overflow:hidden'>"
            f"{strip}</div><div style='border:1px solid {style.line};padding:10px;height:80%;"
            f"overflow:hidden'>{rows}</div><div style='text-align:right;padding:6px'>{foot}</div></div>"
        ),
        rng,
        rng.choice(("buttons", "coloured", "centred", "dots")),
    )


def _phone_settings(style: Style, entry: str, rng: random.Random) -> str:
    title, _, _, rows = _settings(style, entry, rng)
    top = rng.choice(
        (
            f"<div class=A style='padding:16px'>‹ &nbsp; {title}</div>",
            f"<h1 style='padding:24px 16px 0'>{title}</h1>",
            (
                "<div style='padding:14px;text-align:center'><span class=a style='float:left'>‹ Back</span><b>"
                f"{title}</b></div>"
            ),
        )
    )
    return f"{top}<div style='padding:6px 14px'>{rows}</div>"


PHONES = ((390, 760), (412, 820), (360, 640))
FORMS = ((460, 520), (420, 380), (560, 480), (520, 300))
LOGINS = ((_card, ()), (_card, (*PHONES, (900, 700))), (_halves, ()), (_bare_login, FORMS), (_lock_screen, ()))
SETTINGS = ((_settings_page, ()), (_settings_page, ()), (_settings_box, FORMS), (_phone_settings, PHONES))
