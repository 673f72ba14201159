"""What a page shows of Hugo's shortcodes, `{{< … >}}`, and of Liquid's tags, `{% … %}`, as Jekyll and GitBook have.

What a value is that stands in a sentence, as in `{{ site.days }}`, only the site knows: such marks stay as they are.
"""

import re

from knowledge.readers.markdown_code import mark, outside_code

_HUGO = r"\{\{(?:<|%)-?[ \t]*(?P<closing>/)?[ \t]*(?P<name>[\w./-]+)(?P<parameters>[^{}]*?)/?[ \t]*(?:>|%)\}\}"
_LIQUID = r"\{%-?[ \t]*(?P<tag>\w+)(?P<arguments>[^{}]*?)-?%\}"
_REMARKS = r"\{\{(?:<|%)?/\*.*?\*/(?:>|%)?\}\}|\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}"
_REMARK = mark(_REMARKS)
_MARK = mark(rf"(?P<before>^[ \t]*)?(?:{_HUGO}|{_LIQUID})(?P<behind>[ \t]*\r?$)?")
_SEVERAL = mark(r"^[ \t]*(?:\{\{[<%][^{}\n]*[>%]\}\}[ \t]*|\{%[^{}\n]*%\}[ \t]*){2,}\r?$")
_BETWEEN = re.compile(r"(\}\}|%\})[ \t]*(?=\{)")
_HIGHLIGHT = re.compile(
    r"\{\{[<%]\s*highlight\s+(\w*)[^{}]*[>%]\}\}(.*?)\{\{[<%]\s*/\s*highlight\s*[>%]\}\}"
    r"|\{%-?\s*highlight\s+(\w*)[^{}]*%\}(.*?)\{%-?\s*endhighlight\s*-?%\}",
    re.DOTALL,
)
_VALUE = re.compile(r"""(?:([\w-]+)=)?(?:"([^"]*)"|“([^”]*)”|'([^']*)'|`([^`]*)`|([^\s=]+))""")
_NAMED_BY_WORDS = frozenset("tab details expand accordion collapse panel heading".split())
"""Whose first word is what the page shows; that of others is a kind or a file."""
_SAYS_FIRST = frozenset("heading ref relref".split())
_PICTURES = frozenset("figure img image".split())
_CONTROLS = frozenset(
    "raw endraw if elsif elseif else endif unless endunless ifversion case when endcase for endfor assign capture "
    "endcapture".split()
)
"""Tags that are never seen, wherever they stand."""


def without_shortcodes(text: str) -> str:
    """A Markdown text with what shortcodes and tags show in their place, as far as that is known."""
    if "{{" not in text and "{%" not in text:
        return text
    text = _HIGHLIGHT.sub(lambda found: _listing(found[1] or found[3] or "", found[2] or found[4] or ""), text)
    text = outside_code(_REMARK, lambda found: "", text)
    text = outside_code(_SEVERAL, lambda found: _BETWEEN.sub(r"\1\n", found[0]), text)
    closed = {found["name"] for found in _MARK.finditer(text) if found["closing"]}
    return outside_code(_MARK, lambda found: _shown(found, closed), text)


def values_in(text: str) -> tuple[dict[str, str], list[str]]:
    """The values in the parameters of a mark: those with a name, and those without."""
    named: dict[str, str] = {}
    others: list[str] = []
    for name, *written in _VALUE.findall(text):
        value = "".join(written)
        if name:
            named[name.lower()] = value
        else:
            others.append(value)
    return named, others


def title_in(named: dict[str, str]) -> str:
    """What is shown above the words that a mark is about."""
    return next((named[key] for key in ("title", "label", "summary", "heading", "header") if named.get(key)), "")


def _listing(language: str, code: str) -> str:
    return f"\n```{language}\n{code.strip()}\n```\n"


def _shown(found: re.Match[str], closed: set[str]) -> str:
    is_alone = found["before"] is not None and found["behind"] is not None
    words = _of_line(found) if is_alone else _in_line(found, closed)
    return (found["before"] or "") + words + (found["behind"] or "")


def _of_line(found: re.Match[str]) -> str:
    """What is shown of a mark that stands in a line by itself."""
    if found["closing"]:
        return ""
    named, others = values_in(found["parameters"] or found["arguments"] or "")
    name = found["name"] or found["tag"]
    if name in _PICTURES and named.get("src"):
        return f"![{named.get('alt') or named.get('caption') or named.get('title') or ''}](<{named['src']}>)"
    if words := named.get("text") or named.get("term_id"):  # it stands in a sentence, whose lines are broken
        return words
    title = title_in(named) or (named.get("name", "") if name == "tab" else "")
    if not title and name in _NAMED_BY_WORDS and others:
        title = others[0]
    return f"**{title}**\n" if title else ""


def _in_line(found: re.Match[str], closed: set[str]) -> str:
    """What is shown of a mark in running text: the words that it is given, or the mark itself."""
    mark = found[0][len(found["before"] or "") : len(found[0]) - len(found["behind"] or "")]
    if found["tag"]:
        return "" if found["tag"] in _CONTROLS else mark
    named, others = values_in(found["parameters"])
    if found["closing"] or found["name"] in closed:
        return ""
    if found["name"] in _SAYS_FIRST and others:
        return others[0]
    return named.get("text") or named.get("term_id") or mark
