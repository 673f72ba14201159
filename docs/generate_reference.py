"""Writes the reference pages that the code itself knows: the commands with their options, and the settings.

    python docs/generate_reference.py

A test compares the pages with what this gives, so they cannot fall behind.
"""

import inspect
import types
from collections.abc import Callable, Iterator
from copy import copy
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import typer
from annotated_types import Ge, Gt, Le, Lt, MaxLen
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from typer.models import ArgumentInfo, OptionInfo

from bot.cli.command_help import value_of
from bot.settings import Settings
from bot.slack_settings import ChannelSettings, Readers, SlackSettings
from tui.cli import app

PAGES = Path(__file__).parent / "reference"
SLACK_TABLES = {
    "slack": SlackSettings,
    "slack.channels.C0123456789": ChannelSettings,
    "slack.readers.SPACE": Readers,
}
NOTE = "<!-- Made by `python docs/generate_reference.py`; change the code, then run it again. -->"

COMMANDS_INTRO = f"""{NOTE}

# Commands

Results go to stdout, progress and problems to stderr, so every command can be used in a pipe. `--help` gives the same
text as this page.

| exit code | means |
| --- | --- |
| 0 | fine; a question whose answer was not found is fine too |
| 1 | the work failed, or a part of it: a document could not be read, a model is missing |
| 2 | wrong usage: an unknown option, an empty question, a space or a recipe that is not there, a wrong setting |
| 130 | stopped with ctrl+c |
"""
COMMANDS_END = """## What `--json` prints

Control characters, which documents may hold, are printed as escapes (`\\u001b`), so that they do nothing to a terminal;
a program that parses the JSON gets them as they are. Plain output leaves them out, on a terminal and in a pipe.

`deskside ask --json` prints one object. `kind` is `grounded`, `extract`, `not_found`, `clarify`, `pinned` or `chat`,
as [Events](events.md) says. `closest` has documents where the kind is `not_found`, or `clarify` because a picture could
not be read, and one document where a `pinned` answer names one that it cannot quote. Times are in milliseconds.
A `pinned` answer also has `"pinned": {"by": "ann", "at": "2026-11-24T21:50:00+00:00"}`. `id` is what
`deskside feedback` takes. `options` are what to choose from where the kind is `clarify`, a question back. `figures` are
pictures in the documents that belong to the answer. With `-i` there is `read` as well: for each picture its `name`,
`kind`, `text` and, if it was not read, the `problem`.

```json
{"kind": "grounded", "answer": "A release is cut every Thursday at 10:00. [1]",
 "citations": [{"n": 1, "document": "releases.md", "title": "Releases", "location": "Releases",
                "quote": "A release is cut every Thursday at 10:00.", "url": null}],
 "closest": [],
 "timings": {"search_ms": 12.1, "first_token_ms": 600.3, "total_ms": 841.0, "prompt_tokens": 181,
             "answer_tokens": 14},
 "id": "0b0f6c5e1d1b4a0f9d6f2a4c8e7b3d52", "options": [],
 "figures": []}
```

An entry of `closest` has `document`, `title`, `location` and `url`.

A figure has `document`, `figure` (its key), `title`, `location`, `name`, `alt`, `text`, `score`, `found_by` and `url`;
`deskside search --figures --json` prints a list of them.

`deskside search --json` prints a list of passages, best first. `found_by` says where each ranker placed the passage:
`dense` by meaning, `bm25` by words.

```json
[{"document": "releases.md", "chunk": 1, "title": "Releases", "location": "Releases",
  "text": "A release is cut …", "score": 0.7523,
  "found_by": {"dense": {"rank": 1, "score": 0.7021}, "bm25": {"rank": 1, "score": 9.1822}}}]
```

The other commands print their tables as lists of objects: `deskside sources --json`, `deskside models list --json`,
`deskside doctor --json`, `deskside pin list --json`. `deskside eval DIR --json` prints one object with every figure of
the report, `deskside eval DIR --calibrate --json` one with `relevance`, `fusion`, and the figures `before` and `after`,
and `deskside eval --feedback --json` one with `space`, `up`, `down`, `up_share`, `weeks`, `documents`, `unanswered`
(`topic` and its `questions`) and `reasked` (`question`, `was`, `now`, `result`).
"""

SETTINGS_INTRO = f"""{NOTE}

# Settings

A setting can be given in three places. The first that has it counts:

1. a variable in the environment, such as `DESKSIDE_HOME`;
2. `deskside.toml` in the folder where the command runs, then `deskside.toml` in the user's configuration folder
   (`~/.config/deskside/` on Linux, `~/Library/Application Support/deskside/` on a Mac);
3. the default.

`--space` on the command line takes precedence over all of them. A name in `deskside.toml` that is not a setting is an
error. Tables are merged setting by setting: a `[slack.readers.hr]` in the user's file applies beside a `[slack]` in the
working folder's. A list is one value, and is taken whole from the first place that has it.

| setting and variable | value | default | what it is |
| --- | --- | --- | --- |
"""

SETTINGS_END = """
A `deskside.toml` has one setting a line:

```toml
home = "/srv/deskside"
space = "it"
threads = 4
```

A relative `home` is taken from the folder where the command runs. The clone of the repository has a `deskside.toml`
that says `home = ".deskside"`, so commands that run in the clone keep their models and their index there.
"""


def commands_page() -> str:
    """The page of all commands, in the order of `deskside --help`."""
    return "\n".join([COMMANDS_INTRO, *_group(app, "deskside"), COMMANDS_END])


def settings_page() -> str:
    """The page of all settings, in the order of the class."""
    rows = (_setting(name, field) for name, field in Settings.model_fields.items() if name != "slack")
    return SETTINGS_INTRO + "\n".join(rows) + "\n" + SETTINGS_END + "\n".join(_slack_tables())


def pages() -> dict[Path, str]:
    """What each generated file should hold."""
    return {PAGES / "commands.md": commands_page(), PAGES / "settings.md": settings_page()}


def _group(group: typer.Typer, path: str) -> Iterator[str]:
    yield f"## `{path}`\n"
    yield f"{group.info.help}\n"
    if group.registered_callback and group.registered_callback.callback:
        yield from _parameters(group.registered_callback.callback)
    for command in group.registered_commands:
        if command.callback:
            yield from _command(command.callback, f"{path} {command.name or command.callback.__name__}")
    for inner in group.registered_groups:
        if inner.typer_instance:
            yield from _group(inner.typer_instance, f"{path} {inner.name}")


def _command(callback: Callable[..., Any], path: str) -> Iterator[str]:
    arguments = [_argument(name, info, default) for name, info, default in _declared(callback, ArgumentInfo)]
    yield f"### `{path}`\n"
    yield f"{inspect.getdoc(callback)}\n"
    yield f"```\n{' '.join([path, '[OPTIONS]', *arguments])}\n```\n"
    yield from _parameters(callback)


def _parameters(callback: Callable[..., Any]) -> Iterator[str]:
    """A table of the arguments and options of a command."""
    rows = [
        (f"`{_argument(name, info, default)}`", _says(info, default))
        for name, info, default in _declared(callback, ArgumentInfo)
    ]
    rows += [(_spelling(name, info), _says(info, default)) for name, info, default in _declared(callback, OptionInfo)]
    if rows:
        yield "| argument or option | what it does |\n| --- | --- |"
        yield "\n".join(f"| {name} | {says} |" for name, says in rows) + "\n"


def _declared(callback: Callable[..., Any], kind: type) -> list[tuple[str, Any, object]]:
    """The parameters of a command that Typer was told are of this kind, each with its declaration and its default."""
    hints = get_type_hints(callback, include_extras=True)
    signature = inspect.signature(callback).parameters
    return [
        (name, _with_type(info, get_args(hints[name])[0]), parameter.default)
        for name, parameter in signature.items()
        for info in get_args(hints[name])[1:]
        if isinstance(info, kind)
    ]


def _with_type(info: Any, annotation: Any) -> Any:
    declared = copy(info)
    declared.value = annotation
    return declared


def _argument(name: str, info: Any, default: object) -> str:
    shown = (info.metavar or name).upper()
    if get_origin(_without_none(info.value)) is list:
        shown += "..."
    return shown if default is inspect.Parameter.empty else f"[{shown}]"


def _spelling(name: str, info: Any) -> str:
    # Inside Annotated, Typer keeps the first spelling where a default would stand.
    declared = [part for part in (info.default, *(info.param_decls or ())) if isinstance(part, str)]
    spelled = " ".join(declared or [f"--{name.replace('_', '-')}"]).replace("/", " ").split()
    value = info.metavar or value_of(info.value)
    first = f"`{spelled[0]} {value}`" if value else f"`{spelled[0]}`"
    return ", ".join([first, *(f"`{other}`" for other in spelled[1:])])


def _says(info: Any, default: object) -> str:
    bounds = [
        f"at least {info.min}" if info.min is not None else "",
        f"at most {info.max}" if info.max is not None else "",
    ]
    limits = ", ".join(bound for bound in bounds if bound)
    has_default = bool(default) and isinstance(default, int | str) and not isinstance(default, bool)
    notes = [limits and f"{limits.capitalize()}.", f"By default `{default}`." if has_default else ""]
    return " ".join([str(info.help), *filter(None, notes)])


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) is not types.UnionType:
        return annotation
    return next(member for member in get_args(annotation) if member is not types.NoneType)


def _slack_tables() -> Iterator[str]:
    """The settings of the Slack app, table by table; they stand in deskside.toml alone."""
    yield "\n## The Slack app\n\n[Answer in Slack](../slack.md) says what they are for. Tokens are not settings."
    for table, model in SLACK_TABLES.items():
        yield f"\n### `[{table}]`\n\n| setting | value | default | what it is |\n| --- | --- | --- | --- |"
        for name, field in model.model_fields.items():
            yield f"| `{name}` | {_kind(field)} | {_default(field)} | {field.description} |"
    yield ""


def _setting(name: str, field: FieldInfo) -> str:
    default = "the user's data folder" if field.default_factory else _default(field)
    return f"| `{name}`<br>`DESKSIDE_{name.upper()}` | {_kind(field)} | {default} | {field.description} |"


def _default(field: FieldInfo) -> str:
    """The default as a `deskside.toml` would say it."""
    if field.default in (None, (), {}, ""):
        return "not set"
    return f"`{str(field.default).lower() if isinstance(field.default, bool) else field.default}`"


def _kind(field: FieldInfo) -> str:
    words = {
        dict[str, dict[str, str]]: "tables of text",
        dict[str, ChannelSettings]: "tables, see below",
        dict[str, Readers]: "tables, see below",
        tuple[str, ...]: "list of text",
        SecretStr: "text",
        str: "text",
        int: "whole number",
        Path: "folder",
        bool: "true or false",
        float: "number",
    }
    kind = _without_none(field.annotation)
    bounds = [_bound(limit) for limit in field.metadata]
    return ", ".join([words.get(kind, str(kind)), *filter(None, bounds)])


def _bound(limit: object) -> str:
    match limit:
        case Ge(ge=least):
            return f"at least {least}"
        case Le(le=most):
            return f"at most {most}"
        case Gt(gt=floor):
            return f"more than {floor}"
        case Lt(lt=ceiling):
            return f"less than {ceiling}"
        case MaxLen(max_length=most):
            return f"at most {most}"
        case _:
            return ""


if __name__ == "__main__":
    for page, content in pages().items():
        page.write_text(content, encoding="utf-8")
