"""Layouts of training screens of text in one width: terminals and editors."""

import random
import re
from html import escape

from models.training.screens.style import Style, menu, window
from models.training.screens.words import FILES, file

INKS = (
    ("#000000", "#cccccc"),
    ("#0c0c0c", "#f2f2f2"),
    ("#1e1e1e", "#d4d4d4"),
    ("#300a24", "#eeeeec"),
    ("#012456", "#eeedf0"),
    ("#002b36", "#93a1a1"),
    ("#282a36", "#f8f8f2"),
    ("#0d1117", "#c9d1d9"),
    ("#111111", "#00ff41"),
    ("#1d1f21", "#c5c8c6"),
    ("#ffffff", "#000000"),
    ("#ffffff", "#24292f"),
    ("#fdf6e3", "#586e75"),
    ("#f6f8fa", "#1f2328"),
    ("#eeeeee", "#222222"),
)
TINTS = ("#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#2aa198", "#d33682")
PROMPTS = (
    "$ ",
    "# ",
    "% ",
    "❯ ",
    "➜ ~ ",
    "kim@mini ~ % ",
    "dev@box:~/app$ ",
    "[root@node3 ~]# ",
    "C:\\> ",
    "PS C:\\> ",
    "",
    "D:\\work>",
    "(base) lab@gpu:~$ ",
    "admin@fw> ",
    "sh-5.1$ ",
)
MENUS = (
    "File Edit Selection View Go Run Terminal Help",
    "File Edit View Navigate Code Refactor Build Run Tools Git Window Help",
    "Datei Bearbeiten Ansicht Suchen Extras Hilfe",
    "File Edit Format View Help",
)
COMMANDS = (
    "clear",
    "cd /srv/www",
    "ls",
    "make",
    "git pull",
    "sudo reboot",
    "whoami",
    "uptime",
    "cat notes.txt",
    "exit",
    "date",
    "history | tail",
    "ssh db2",
    "vim .env",
    "dir",
    "hostname",
    "top",
    "./run.sh",
    "go build ./...",
    "yarn dev",
)


def session(entry: str, rng: random.Random) -> str:
    """What a terminal shows: an entry with other figures, before or after it a command or two."""
    lines = entry.splitlines()
    if rng.random() < 0.25:
        lines = lines[rng.randrange(len(lines) // 2 + 1) :]
    if rng.random() < 0.15:
        lines = lines[: max(2, len(lines) // 2)]
    text = re.sub(
        r"\d", lambda found: str(rng.randint(1, 9)) if rng.random() < 0.5 else found.group(), "\n".join(lines)
    )
    prompt = rng.choice(PROMPTS)
    for _ in range(rng.choice((0, 0, 1, 2))):
        text = f"{prompt}{rng.choice(COMMANDS)}\n{text}"
    for _ in range(rng.choice((0, 0, 1, 2))):
        text = f"{text}\n{prompt}{rng.choice(COMMANDS)}"
    if rng.random() < 0.5:
        text = f"{text}\n{prompt}{rng.choice(('', '_', '█'))}"
    return text


def tinted(text: str, rng: random.Random) -> str:
    """The text as HTML, some words of it in colour, at times none."""
    share = rng.choice((0, 0, 0.05, 0.15))
    parts = []
    for word in re.split(r"(\s+)", text):
        shown = escape(word)
        parts.append(f"<span style='color:{rng.choice(TINTS)}'>{shown}</span>" if rng.random() < share else shown)
    return "".join(parts)


def _console(style: Style, entry: str, rng: random.Random, ground: tuple[str, str] | None = None) -> str:
    paper, ink = ground or rng.choice(INKS)
    return (
        f"<pre style='margin:0;height:100%;padding:{rng.choice((2, 5, 10))}px;background:{paper};"
        f"color:{ink};overflow:hidden;"
        f'font:{rng.choice((11, 12, 13, 14, 15, 17))}px/{rng.choice((1.1, 1.2, 1.35, 1.5))} "{style.mono}",monospace;'
        f"white-space:{rng.choice(('pre', 'pre', 'pre-wrap'))}'>{tinted(session(entry, rng), rng)}</pre>"
    )


def _bare(style: Style, entry: str, rng: random.Random) -> str:
    return _console(style, entry, rng)


def _in_window(style: Style, entry: str, rng: random.Random) -> str:
    title = rng.choice(
        ("Terminal", "bash", "Konsole", "root@node3: ~", "Command Prompt", "PowerShell", "zsh — 80×24", "ssh", "xterm")
    )
    tabs = (
        f"<div class=r style='padding:4px 8px'>1: {title} &nbsp; 2: logs &nbsp; +</div>" if rng.random() < 0.25 else ""
    )
    inside = (
        f"<div style='display:flex;flex-direction:column;height:100%'>{tabs}<div class=w>"
        f"{_console(style, entry, rng)}</div></div>"
    )
    return window(style, title, inside, rng, rng.choice(("buttons", "dots", "centred", "coloured")))


def _log_page(style: Style, entry: str, rng: random.Random) -> str:
    head = rng.choice(
        ("Console output", "Job log", "Build #4112", "Logs: web-1", "Deploy log", "Pipeline step: test", "Output")
    )
    tools = "".join(
        f"<span class=btn>{name}</span>" for name in rng.sample(("Download", "Follow", "Raw", "Copy", "Refresh"), 2)
    )
    numbered = rng.random() < 0.4
    text = session(entry, rng)
    if numbered:
        text = "\n".join(f"{at:>3}  {line}" for at, line in enumerate(text.splitlines(), 1))
    paper, ink = rng.choice(INKS)
    inside = (
        f"<div style='padding:14px;height:100%'><div class=r><h2 class=w>{head}</h2>{tools}</div>"
        "<pre style='margin:0;height:88%;overflow:hidden;"
        f'background:{paper};color:{ink};padding:8px;font:12px/1.4 "{style.mono}",monospace\'>'
        f"{tinted(text, rng)}</pre></div>"
    )
    return window(style, head, inside, rng)


def _panes(style: Style, entry: str, rng: random.Random) -> str:
    ground = rng.choice(INKS)
    lines = entry.splitlines()
    halves = [_console(style, half, rng, ground) for half in (entry, "\n".join(lines[::-1][: len(lines) // 2 + 1]))]
    way = rng.choice(("row", "column"))
    inner = "".join(f"<div class=w style='border:1px solid #4a4;overflow:hidden'>{half}</div>" for half in halves)
    foot = (
        "<div style='background:#2a2;color:#000;font:13px monospace'>"
        f"[0] 0:bash* 1:logs- &nbsp; &quot;node3&quot; 08:{rng.randint(10, 59)}</div>"
    )
    return (
        "<div style='display:flex;flex-direction:column;height:100%'>"
        f"<div style='display:flex;flex-direction:{way};flex:1;min-height:0'>{inner}</div>{foot}</div>"
    )


def highlighted(name: str, text: str, rng: random.Random, dark: bool) -> str:
    """The lines of code in the colours of an editor."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_for_filename
    from pygments.util import ClassNotFound

    themes = (
        (
            "monokai",
            "dracula",
            "github-dark",
            "one-dark",
            "nord",
            "material",
            "gruvbox-dark",
            "native",
            "fruity",
            "zenburn",
        )
        if dark
        else (
            "default",
            "vs",
            "xcode",
            "friendly",
            "tango",
            "colorful",
            "borland",
            "solarized-light",
            "bw",
            "autumn",
            "igor",
        )
    )
    try:
        lexer = get_lexer_for_filename(name)
    except ClassNotFound:
        return escape(text)
    shown: str = highlight(text, lexer, HtmlFormatter(style=rng.choice(themes), noclasses=True, nowrap=True))
    return shown


def _code(style: Style, entry: str, rng: random.Random, numbered: float = 0.8) -> str:
    name, _, text = entry.partition("\n")
    lines = text.splitlines()
    if rng.random() < 0.35:
        lines = (lines * 3)[rng.randrange(len(lines)) :][: rng.randint(8, 40)]
    text = "\n".join(lines)
    dark = rng.random() < 0.55
    paper, ink = ("#1e1e1e", "#d4d4d4") if dark else ("#ffffff", "#222222")
    if rng.random() < 0.5:
        paper = rng.choice(
            ("#272822", "#282c34", "#0d1117", "#002b36", "#263238") if dark else ("#fdf6e3", "#fafafa", "#f8f8f8")
        )
    first, size = rng.choice((1, 1, 1, rng.randint(2, 900))), rng.choice((11, 12, 13, 14, 15, 16))
    rows = highlighted(name, text, rng, dark).splitlines()
    show = rng.random() < numbered
    body = "\n".join(
        f"<span style='opacity:.5'>{first + at:>4} </span> {row}" if show else row for at, row in enumerate(rows)
    )
    return (
        f"<pre style='margin:0;height:100%;overflow:hidden;padding:6px;background:{paper};color:{ink};font:{size}px/"
        f'{rng.choice((1.25, 1.4, 1.55, 1.7))} "{style.mono}",monospace\'>{body}</pre>'
    )


def _name(entry: str) -> str:
    return entry.partition("\n")[0]


def _plain_code(style: Style, entry: str, rng: random.Random) -> str:
    return _code(style, entry, rng, 0.6)


def _ide(style: Style, entry: str, rng: random.Random) -> str:
    names = [_name(entry), *(file(rng) for _ in range(rng.randint(0, 4)))]
    tabs = "".join(
        f"<span style='padding:5px 12px;{'' if at else f'border-bottom:2px solid {style.accent}'}'>{name} ×</span>"
        for at, name in enumerate(names)
    )
    tree = (
        menu(style, [rng.choice(("▸ ", "▾ ", "  ")) + file(rng) for _ in range(rng.randint(6, 16))], rng)
        if rng.random() < 0.6
        else ""
    )
    menus = (f"<div style='padding:3px 10px'>{rng.choice(MENUS)}</div>") if rng.random() < 0.5 else ""
    foot = (
        (
            "<div class=r style='padding:2px 10px;font-size:12px;"
            f"{rng.choice((f'background:{style.accent};color:#fff', ''))}'><span class=w>"
            f"{rng.choice(('main', 'dev', 'feature/tax'))} ⟳ ⊗ {rng.randint(0, 9)}</span>"
            f"{rng.choice(('Ln 12, Col 5', '12:5', 'line 12 of 80'))} &nbsp; UTF-8 &nbsp; "
            f"{_name(entry).rpartition('.')[2]}</div>"
        )
        if rng.random() < 0.6
        else ""
    )
    panel = (
        (
            f"<div style='height:110px;border-top:1px solid {style.line};padding:6px'>"
            "PROBLEMS &nbsp; OUTPUT &nbsp; TERMINAL<br><small>Build finished in 2.1 s</small></div>"
        )
        if rng.random() < 0.2
        else ""
    )
    inside = (
        "<div style='height:100%;display:flex;flex-direction:column'>"
        f"{menus}<div style='flex:1;min-height:0;display:flex'>"
        f"{tree}<div class=w style='display:flex;flex-direction:column'>"
        f"<div style='white-space:nowrap;overflow:hidden'>{tabs}</div><div style='flex:1;min-height:0'>"
        f"{_code(style, entry, rng, 0.9)}</div>{panel}</div></div>{foot}</div>"
    )
    return window(
        style, f"{_name(entry)} - {rng.choice(('Studio', 'Code', 'Kate', 'Eclipse', 'Geany', 'Editor'))}", inside, rng
    )


def _blob(style: Style, entry: str, rng: random.Random) -> str:
    path = f"{rng.choice(FILES)} / src / <b>{_name(entry)}</b>"
    tools = "".join(
        f"<span class=btn>{name}</span>" for name in rng.sample(("Raw", "Blame", "History", "Edit", "Copy"), 3)
    )
    inside = (
        f"<div style='padding:12px 20px;height:100%'><div>{path}</div>"
        "<div class=box style='padding:0;margin-top:10px;height:90%;overflow:hidden'>"
        "<div class='r l' style='padding:6px 12px'><small class=w>"
        f"{rng.randint(10, 90)} lines ({rng.randint(1, 9)}.{rng.randint(1, 9)} KB)</small>{tools}</div>"
        f"{_code(style, entry, rng, 0.9)}</div></div>"
    )
    return window(style, _name(entry), inside, rng)


def _notebook(style: Style, entry: str, rng: random.Random) -> str:
    cells = "".join(
        (
            "<div class=r style='align-items:flex-start;margin:8px 0'>"
            f"<span class=a style='font:12px monospace;width:60px'>In [{at}]:</span>"
            f"<div class='box w' style='padding:0'>{_code(style, entry, rng, 0.0)}</div></div>"
        )
        for at in range(1, rng.randint(2, 4))
    )
    return window(
        style,
        "notebook",
        (
            "<div class=r style='padding:6px 14px'>File Edit View Insert Cell Kernel Help<span class=w>"
            f"</span>Python 3</div><div style='padding:6px 20px'>{cells}</div>"
        ),
        rng,
    )


def _split_code(style: Style, entry: str, rng: random.Random) -> str:
    inner = "".join(
        (
            f"<div class=w style='border-left:1px solid {style.line};overflow:hidden'>"
            f"<div style='padding:4px 8px'>{name}</div>{_code(style, entry, rng)}</div>"
        )
        for name in (_name(entry), file(rng))
    )
    return window(style, _name(entry), f"<div style='display:flex;height:100%'>{inner}</div>", rng)


TEXT_SIZES = ((1100, 620), (900, 480), (760, 420), (640, 400), (1280, 700), (980, 300), (820, 560))
TERMINALS = ((_bare, TEXT_SIZES), (_bare, TEXT_SIZES), (_in_window, TEXT_SIZES), (_log_page, ()), (_panes, ()))
EDITORS = ((_plain_code, TEXT_SIZES), (_ide, ()), (_ide, ()), (_blob, ()), (_notebook, ()), (_split_code, ()))
