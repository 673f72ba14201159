"""Rendered training screens of text in one width: terminals and code editors."""

import random
import re
from html import escape

from models.training.screens import words
from models.training.screens.looks import Look, framed, page

GROUNDS = (
    ("#0c0c0c", "#cccccc"),
    ("#000000", "#e0e0e0"),
    ("#012456", "#eeedf0"),
    ("#300a24", "#ffffff"),
    ("#1e1e1e", "#d4d4d4"),
    ("#282c34", "#abb2bf"),
    ("#002b36", "#839496"),
    ("#000000", "#33ff66"),
    ("#2e3440", "#d8dee9"),
)
PALE = (("#ffffff", "#222222"), ("#fdf6e3", "#657b83"), ("#f5f5f5", "#1a1a1a"))
ARROWS = ("&#9656; ", "&#9662; ", "", "")
CARETS = ("&#9608;", "_", "", "&#9612;")
COLOURS = ("#e5484d", "#46a758", "#e2a336", "#3e63dd", "#ab4aba", "#00a2c7")


def terminal(look: Look, shape: random.Random, values: random.Random) -> tuple[str, str]:
    """A terminal or a console window: prompts, commands and what they print."""
    ground, ink = shape.choice(GROUNDS if look.dark or shape.random() < 0.6 else PALE)
    prompt = shape.choice(words.PROMPTS).format(
        user=words.person(shape).split()[0].lower(), machine=shape.choice(("web01", "laptop", "ubuntu", "db-2", "dev"))
    )
    tint, coloured = shape.choice(COLOURS), shape.random() < 0.6
    lines: list[str] = []
    named = []
    for _ in range(shape.randint(1, 5)):
        command, prints = shape.choice(words.COMMANDS)
        command = command.format(host=words.host(shape))
        named.append(command)
        lead = f"<span style='color:{tint}'>{escape(prompt)}</span>" if coloured else escape(prompt)
        lines.append(f"{lead}{escape(command)}")
        lines += [_tinted(line, shape, coloured) for line in printed(prints, shape, values)]
    lines.append(f"{escape(prompt)}{shape.choice(CARETS)}")
    size = shape.choice((11, 12, 13, 14, 16, 18))
    text = (
        (
            f"<pre style='font-size:{size}px;line-height:{shape.choice((1.15, 1.3, 1.45))};"
            f"padding:{shape.choice((2, 6, 12))}px;white-space:{shape.choice(('pre', 'pre-wrap'))};"
            f"color:{ink};background:{ground};height:100%'>"
        )
        + "\n".join(lines)
        + "</pre>"
    )
    title = shape.choice(
        (
            "Terminal",
            "Command Prompt",
            "Windows PowerShell",
            f"{prompt.strip()}",
            "bash",
            "Administrator: cmd",
            "zsh",
            "ssh",
        )
    )
    if shape.random() < 0.15:
        text = (
            f"<div style='display:flex;height:100%'><div class=w>{text}</div>"
            f"<div class=w style='border-left:1px solid #888'>{text}</div></div>"
        )
    chrome = shape.choice(("windows", "mac", "gnome", "none", "none", "classic"))
    return page(look, framed(look, title, text, shape, chrome), ground), f"{title}: {'; '.join(named)}"


def _tinted(line: str, shape: random.Random, coloured: bool) -> str:
    text = escape(line)
    if not coloured:
        return text
    text = re.sub(r"\b(error|failed|FAILED|Error|fatal)\b", r"<span style='color:#e5484d'>\1</span>", text)
    text = re.sub(r"\b(ok|OK|done|Running|active|PASSED|success)\b", r"<span style='color:#46a758'>\1</span>", text)
    return re.sub(r"\b(warning|WARN|deprecated)\b", r"<span style='color:#e2a336'>\1</span>", text)


def printed(kind: str, shape: random.Random, values: random.Random) -> list[str]:
    """Lines that a command of that kind prints."""
    some = range(shape.randint(3, 14))
    noun = words.NOUNS
    if kind == "listing":
        return [
            (
                f"-rw-r--r--  1 root  staff  {values.randint(0, 999999):>8} {words.date(values):>10} "
                f"{words.clock(values):>8} {words.file(values)}"
            )
            for _ in some
        ]
    if kind == "columns":
        head = f"{'NAME':<24}{'STATUS':<14}{'RESTARTS':<10}{'AGE':<8}"
        return [head] + [
            f"{shape.choice(noun).lower() + '-' + hex(values.getrandbits(24))[2:]:<24}{shape.choice(('Running', 'Pending', 'Error', 'Up 3 hours')):<14}{values.randint(0, 9):<10}{values.randint(1, 99)}d"
            for _ in some
        ]
    if kind == "ping":
        return [
            *[
                (
                    f"64 bytes from {words.host(values)}: icmp_seq={at} ttl={values.randint(40, 128)} "
                    f"time={values.uniform(1, 90):.1f} ms"
                )
                for at in some
            ][:4],
            "--- ping statistics ---",
            f"4 packets transmitted, {values.randint(0, 4)} received, {values.choice((0, 25, 100))}% packet loss",
        ]
    if kind == "trace":
        return (
            ["Traceback (most recent call last):"]
            + [
                (
                    f'  File "/app/{words.file(shape)}", line {values.randint(1, 900)}, in '
                    f"{shape.choice(words.VERBS).lower()}\n    "
                    f"{shape.choice(words.VERBS).lower()}({shape.choice(noun).lower()})"
                )
                for _ in range(shape.randint(1, 5))
            ]
            + [
                (
                    f"{shape.choice(('ValueError', 'KeyError', 'ConnectionError', 'ModuleNotFoundError'))}: "
                    f"{words.error(values)}"
                )
            ]
        )
    if kind == "git":
        return [
            f"On branch {shape.choice(('main', 'dev', 'feature/login'))}",
            "Changes not staged for commit:",
            *[f"\tmodified:   src/{words.file(values)}" for _ in some][:6],
            'no changes added to commit (use "git add")',
        ]
    if kind == "service":
        return [
            "● nginx.service - web server",
            "   Loaded: loaded (/lib/systemd/system/nginx.service)",
            f"   Active: {shape.choice(('active (running)', 'failed', 'inactive (dead)'))} since {words.date(values)}",
            *_log(some, shape, values),
        ]
    if kind == "properties":
        pairs = [
            (shape.choice(noun) + shape.choice(("Name", "Address", "State", "Port", "")), words.value(values))
            for _ in some
        ]
        return ["", *(f"{name:<18}: {value}" for name, value in pairs), ""]
    if kind == "banner":
        return [f"{words.product(shape)} [Version {values.randint(6, 11)}.0.{values.randint(1000, 20000)}]", ""]
    if kind == "net":
        return ["Ethernet adapter:", ""] + [
            f"   {name:.<36}: {words.host(values)}"
            for name in ("IPv4 Address ", "Subnet Mask ", "Default Gateway ", "DNS Servers ", "DHCP Server ")
        ]
    if kind == "http":
        return [
            f"HTTP/2 {values.choice((200, 301, 403, 404, 500))}",
            "server: nginx",
            f"content-length: {values.randint(0, 9999)}",
            f"date: {words.date(values)}",
            "cache-control: no-cache",
        ]
    if kind == "npm":
        return [
            (
                f"npm {shape.choice(('WARN deprecated', 'ERR! code', 'notice'))} "
                f"{shape.choice(noun).lower()}@{values.randint(0, 9)}.{values.randint(0, 30)}.1"
            )
            for _ in some
        ] + [f"added {values.randint(2, 900)} packages in {values.randint(1, 60)}s"]
    if kind == "tests":
        return [
            f"tests/test_{shape.choice(noun).lower()}.py {'.' * values.randint(2, 30)} [{values.randint(1, 100):>3}%]"
            for _ in some
        ] + [f"{values.randint(0, 5)} failed, {values.randint(1, 300)} passed in {values.uniform(0, 60):.2f}s"]
    if kind == "hosts":
        return [f"{words.host(values):<16}{shape.choice(noun).lower()}.local" for _ in some]
    if kind == "build":
        return [
            (
                f"[{at + 1}/{len(some)}] "
                f"{shape.choice(('Compiling', 'Building', 'Linking', 'warning: unused'))} {words.file(shape)}"
            )
            for at in some
        ] + [shape.choice(("Build succeeded.", "error: build failed", "Finished in 12.3s"))]
    return _log(some, shape, values)


def _log(some: range, shape: random.Random, values: random.Random) -> list[str]:
    return [
        (
            f"{words.date(values)} {words.clock(values)} {shape.choice(('INFO', 'WARN', 'ERROR', 'DEBUG'))} "
            f"[{shape.choice(words.NOUNS).lower()}] "
            f"{words.error(values) if shape.random() < 0.4 else words.label(shape)}"
        )
        for _ in some
    ]


def snippet(shape: random.Random, count: int) -> tuple[str, list[str]]:
    """A language and so many lines of it."""
    language = shape.choice(("py", "js", "cs", "json", "yaml", "sql", "html", "go", "java", "css", "sh"))
    lines: list[str] = []
    while len(lines) < count:
        a, b, c = (shape.choice(words.NOUNS).lower() for _ in range(3))
        verb, number = shape.choice(words.VERBS).lower(), shape.randint(0, 900)
        lines += {
            "py": [f"def {verb}_{a}({b}, {c}=None):", f'    """{verb.title()} the {a}."""', f"    if {c} is None:", f"        {c} = {b}.{verb}({number})", f"    for item in {b}:", f"        print(item, {c})", f"    return {c}", "", f"# {shape.choice(words.SENTENCES)}", f"class {a.title()}({b.title()}):", f"    {c}: int = {number}", ""],
            "js": [f"import {{ {a} }} from './{b}';", "", f"export function {verb}{a.title()}({b}) {{", f"  const {c} = await {b}.{verb}({number});", f"  if (!{c}) {{ return null; }}", f"  console.log('{a}', {c});", f"  return {c}.map(x => x.{a});", "}", "", f"// {shape.choice(words.SENTENCES)}"],
            "cs": [f"public class {a.title()}{b.title()}", "{", f"    private readonly int _{c} = {number};", f"    public async Task<string> {verb.title()}Async(string {b})", "    {", f"        var {c} = await client.{verb.title()}({b});", f'        throw new Exception("{a}");', "    }", "}", ""],
            "java": [f"package com.example.{a};", "", f"public final class {b.title()} {{", f"    private int {c} = {number};", f"    @Override public String {verb}{a.title()}() {{", f'        return "{c}";', "    }", "}", ""],
            "json": ["{", f'  "{a}": "{b}",', f'  "{c}Count": {number},', f'  "{verb}": [true, false, null],', f'  "{b}": {{ "id": {number + 1}, "name": "{c}" }},', "},"],
            "yaml": [f"{a}:", f"  name: {b}", f"  image: {c}:{number}", "  ports:", f"    - {number}:80", f"  {verb}: true", f"# {shape.choice(words.SENTENCES)}"],
            "sql": [f"SELECT {a}_id, {b}, COUNT(*) AS {c}", f"FROM dbo.{a}s AS t", f"INNER JOIN {b} ON t.id = {b}.{a}_id", f"WHERE {c} > {number} AND {b} LIKE '%{verb}%'", f"GROUP BY {a}_id;", "", f"-- {shape.choice(words.SENTENCES)}"],
            "html": [f'<div class="{a}">', f"  <h1>{b.title()}</h1>", f'  <a href="/{c}">{verb}</a>', f'  <input type="text" name="{a}" />', "</div>", f"<!-- {c} -->"],
            "go": [f"func {verb.title()}({a} string) ({b}, error) {{", f"\tresult, err := {c}.{verb.title()}({number})", "\tif err != nil {", f'\t\treturn nil, fmt.Errorf("{a}: %w", err)', "\t}", "\treturn result, nil", "}", ""],
            "css": [f".{a}-{b} {{", f"  margin: {number}px auto;", f"  color: #{number:06x};", "  display: flex;", "}", ""],
            "sh": ["#!/bin/bash", f"export {a.upper()}={number}", f"for {b} in $(ls {c}); do", f'  echo "${b}" | grep {verb}', "done", f"# {a}"],
        }[language]  # fmt: skip
    return language, lines[:count]


WORD_COLOURS = (
    {"k": "#569cd6", "s": "#ce9178", "c": "#6a9955", "n": "#b5cea8"}, {"k": "#c678dd", "s": "#98c379", "c": "#7f848e", "n": "#d19a66"}, {"k": "#ff79c6", "s": "#f1fa8c", "c": "#6272a4", "n": "#bd93f9"},
)  # fmt: skip
PALE_COLOURS = (
    {"k": "#0000ff", "s": "#a31515", "c": "#008000", "n": "#098658"},
    {"k": "#cf222e", "s": "#0a3069", "c": "#6e7781", "n": "#0550ae"},
    {"k": "#000080", "s": "#008000", "c": "#808080", "n": "#0000ff"},
)
TOKENS = re.compile(
    r"(?P<c>#.*|//.*|--.*|&lt;!--.*)|(?P<s>&quot;.*?&quot;|&#x27;.*?&#x27;)|(?P<k>\b(?:def|class|if|for|in|return|import|from|export|function|const|await|async|public|private|"
    r"readonly|final|var|new|throw|package|SELECT|FROM|WHERE|INNER|JOIN|ON|AND|LIKE|GROUP|BY|func|true|false|null|None|is|do|done|echo|string|int)\b)|(?P<n>\b\d+\b)"
)


def code_editor(look: Look, shape: random.Random, values: random.Random) -> tuple[str, str]:
    """A code editor: coloured code with line numbers, mostly with tabs, a tree of files, a status line."""
    count, colours = shape.randint(12, 48), shape.choice(WORD_COLOURS if look.dark else PALE_COLOURS)
    language, lines = snippet(shape, count)
    start, size = values.randint(1, 400) if shape.random() < 0.3 else 1, shape.choice((11, 12, 13, 14, 15))
    chosen = values.randrange(count)
    numbered = shape.random() < 0.9
    rows = []
    for at, line in enumerate(lines):
        text = TOKENS.sub(
            lambda found: f"<span style='color:{colours[str(found.lastgroup)]}'>{found.group()}</span>", escape(line)
        )
        gutter = (
            (
                "<span style='display:inline-block;width:3.2em;text-align:right;padding-right:1.2em;"
                f"color:{look.faint}'>{start + at}</span>"
            )
            if numbered
            else ""
        )
        rows.append(f"<div style='{f'background:{look.accent}22' if at == chosen else ''}'>{gutter}{text} </div>")
    editor = (
        f"<pre class=w style='font-size:{size}px;line-height:1.5;white-space:pre;"
        f"background:{look.ground};padding:6px 0;height:100%;overflow:hidden'>{''.join(rows)}</pre>"
    )
    names = [f"{shape.choice(words.FILES)}.{language}" for _ in range(shape.randint(1, 5))]
    tabs = (
        "".join(
            (
                "<span style='padding:6px 14px;"
                f"{f'background:{look.ground};border-top:2px solid {look.accent}' if at == 0 else ''}'>"
                f"{name} &#215;</span>"
            )
            for at, name in enumerate(names)
        )
        if shape.random() < 0.85
        else ""
    )
    names_in_tree = [
        (
            f"<div style='white-space:nowrap;padding-left:{shape.choice((4, 16, 28))}px'>"
            f"{shape.choice(ARROWS)}{words.file(shape)}</div>"
        )
        for _ in range(shape.randint(6, 22))
    ]
    tree = (
        (
            f"<div style='width:{shape.choice((150, 190, 230))}px;flex:none;padding:8px;font-size:.9em'>"
            f"<div class=x>EXPLORER</div>{''.join(names_in_tree)}</div>"
        )
        if shape.random() < 0.6
        else ""
    )
    rail = (
        (
            "<div style='width:44px;flex:none;text-align:center;font-size:20px;line-height:2.1;"
            f"color:{look.faint}'>&#10064;<br>&#8981;<br>&#9095;<br>&#9654;<br>&#9881;</div>"
        )
        if tree and shape.random() < 0.6
        else ""
    )
    menu = (
        (
            "<div style='padding:3px 8px'>"
            f"{'&nbsp; &nbsp;'.join(('File', 'Edit', 'View', 'Go', 'Run', 'Terminal', 'Help'))}</div>"
        )
        if shape.random() < 0.5
        else ""
    )
    panel = (
        (
            f"<pre style='height:{shape.choice((90, 130, 170))}px;border-top:1px solid {look.line};"
            f"padding:6px 10px;font-size:{size}px;overflow:hidden'><span class=x>"
            f"PROBLEMS   OUTPUT   TERMINAL</span>\n{escape(chr(10).join(printed('build', shape, values)))}"
            "</pre>"
        )
        if shape.random() < 0.25
        else ""
    )
    status = (
        (
            f"<div class=r style='background:{shape.choice((look.accent, look.panel))};padding:2px 10px;"
            f"font-size:.8em;border-top:1px solid {look.line}'><span class=w>"
            f"main* &#8635; 0 &#9888; {values.randint(0, 20)}</span>"
            f"Ln {chosen + 1}, Col {values.randint(1, 80)} &nbsp; UTF-8 &nbsp; {language}</div>"
        )
        if shape.random() < 0.6
        else ""
    )
    inside = (
        "<div style='display:flex;flex-direction:column;height:100%'>"
        f"{menu}<div style='display:flex;flex:1;min-height:0'>"
        f"{rail}{tree}<div class=w style='display:flex;flex-direction:column;overflow:hidden'>"
        f"<div style='white-space:nowrap;overflow:hidden'>{tabs}</div>{editor}{panel}</div></div>"
        f"{status}</div>"
    )
    title = (
        f"{names[0]} - {words.product(shape)} - "
        f"{shape.choice(('Visual Studio Code', 'Editor', 'IDE', 'Notepad++', 'Sublime'))}"
    )
    return page(look, framed(look, title, inside, shape)), f"{title}, {language} code: {lines[0]} {lines[3]}"
