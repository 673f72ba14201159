"""What a Markdown file says of itself above its text: between rules in YAML or TOML, in JSON, or in lines."""

import json
import re
import tomllib
from dataclasses import dataclass

_YAML = re.compile(r"\A---[ \t]*\r?\n((?=[^\s:#]+:\s).*?\r?\n)?(---|\.\.\.)[ \t]*(\r?\n|\Z)", re.DOTALL)
_YAML_LINE = re.compile(r"[^\s:#][^:]*:(?:\s|$)|[\s#\]}]|-(?:\s|$)|$")
_YAML_TITLE = re.compile(r"^title:[ \t]*(.*(?:\r?\n[ \t]+\S.*)*)", re.MULTILINE)
_FOLDED = re.compile(r"[>|][-+\d]*[ \t]*\r?\n")
_QUOTED = re.compile(r"""\"((?:\\.|[^"\\])*)\"|'((?:''|[^'])*)'""", re.DOTALL)
_REMARK = re.compile(r"(?:^|\s)#.*")
_TOML = re.compile(r"\A\+\+\+[ \t]*\r?\n(.*?^)?\+\+\+[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_JSON = re.compile(r"\A\{\s*\"")
_PANDOC = re.compile(r"\A%[ \t]+(\S.*(?:\r?\n[ \t]+\S.*)*)(?:\r?\n%.*(?:\r?\n[ \t]+\S.*)*){0,2}\r?\n(?=\s*(?:\n|\Z))")

_KEYS = re.compile(r"\A(?i:title):[ \t]*(\S.*)\r?\n(?:[A-Za-z][\w -]{0,30}:.*\r?\n|[ \t]+\S.*\r?\n)*(?=\r?\n|\Z)")


@dataclass(frozen=True)
class FrontMatter:
    """Where it ends in the file's text, 0 for a file without any, and the title that it says, or nothing."""

    end: int = 0
    title: str = ""


def front_matter(text: str) -> FrontMatter:
    """The front matter of a Markdown file."""
    return _yaml(text) or _toml(text) or _json(text) or _lines(text, _PANDOC) or _lines(text, _KEYS) or FrontMatter()


def _yaml(text: str) -> FrontMatter | None:
    """What stands between the first two rules if it is keys with values; a page may begin with a rule, and go on."""
    found = _YAML.match(text)
    if found is None or not all(_YAML_LINE.match(line) for line in (found[1] or "").split("\n")):
        return None
    title = _YAML_TITLE.search(found[1] or "")
    return FrontMatter(found.end(), _yaml_text(title[1]) if title else "")


def _yaml_text(value: str) -> str:
    """The words of a value of YAML in one line, without its marks."""
    if (folded := _FOLDED.match(value)) is not None:
        return " ".join(value[folded.end() :].split())
    if (quoted := _QUOTED.match(value)) is not None:
        words = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted[2] is None else quoted[2].replace("''", "'")
        return " ".join(words.split())
    return " ".join(_REMARK.sub("", value).split())


def _toml(text: str) -> FrontMatter | None:
    found = _TOML.match(text)
    if found is None:
        return None
    try:
        return FrontMatter(found.end(), _title_in(tomllib.loads((found[1] or "").replace("\r\n", "\n"))))
    except tomllib.TOMLDecodeError:
        return None


def _json(text: str) -> FrontMatter | None:
    """An object that the file begins with, if it has a title; any other may be what the page is about."""
    if not _JSON.match(text):
        return None
    try:
        content, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return None
    title = _title_in(content)
    return FrontMatter(end, title) if title else None


def _lines(text: str, form: re.Pattern[str]) -> FrontMatter | None:
    """A title and more in a line each: behind percent signs, or behind their names as MultiMarkdown has it."""
    found = form.match(text)
    return FrontMatter(found.end(), " ".join(found[1].split())) if found else None


def _title_in(content: object) -> str:
    title = content.get("title") if isinstance(content, dict) else None
    return " ".join(title.split()) if isinstance(title, str) else ""
