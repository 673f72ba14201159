"""Makes text of documents and models fit for Slack: it can call nobody, forge no link and break out of no block.

`safe` is for Markdown (a `markdown` block, a stream), `mrkdwn` and `escaped` for Slack's own markup.
"""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from bot.table_citations import in_last_cell
from knowledge.terms import visible

GAP = "\u200b"
"""A blank of no width: it breaks what Slack would take for a command, and nobody sees it."""

_CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]"
)
_SURROGATES = re.compile(r"[\ud800-\udfff]")
# Only what Slack knows: a blank in `<!-- -->`, `<!DOCTYPE html>`, `@here/maps-api` or help@here.example is a fault.
_COMMAND = re.compile(
    r"<(?=!(?i:channel|here|everyone|group|subteam\^|date\^)|@[UWB][A-Z0-9]|#[CGD][A-Z0-9]"
    r"|[a-zA-Z][a-zA-Z0-9+.-]*:[^>\s]*\|)"
)
_CALL = re.compile(r"(?<![^\W_])@(?=(?:channel|here|everyone|group)(?!_*[^\W_]|[/.-]\w))", re.IGNORECASE)
_DEFINITION = re.compile(r"^( {0,3}\[[^\]\n]+\]):", re.MULTILINE)
_LINK = re.compile(
    r"!?\[((?:[^\[\]\\\n]|\\.)*)\]"
    r"\(\s*+<?([^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)>?(?:(?:\s++|(?<=\s))[\"'(][^)\n]*)?\s*+\)"
)
# A line such as ```make``` opens no block: it is code within a line, written with three marks.
_FENCE = re.compile(r"^ {0,3}`{3,}(?![^\n]*```)[^\n]*$", re.MULTILINE)
_CODE = re.compile(rf"({_FENCE.pattern}.*?(?:{_FENCE.pattern}|\Z)|`[^`\n]+`)", re.MULTILINE | re.DOTALL)
_ADDRESS = re.compile(r"(?:https?://|www\.)?[\w-]+(?:\.[\w-]+)+(?:[/:?#]\S*)?")

_WEB_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s/?#]+")
_MARKS = re.compile(r"[*_~`]")


def safe(text: str) -> str:
    """Markdown as `text` means it, in which nothing is a command of Slack's and every link shows where it leads."""
    text = _outside_code(
        in_last_cell(clean(text)), lambda prose: _DEFINITION.sub(rf"\1{GAP}:", _LINK.sub(_honest_link, prose))
    )
    text = _CALL.sub(f"@{GAP}", _COMMAND.sub(f"<{GAP}", text))
    return text if len(_FENCE.findall(text)) % 2 == 0 else f"{text.rstrip()}\n```"


def settled(text: str) -> str:
    """As much of an unfinished text as `safe` will never see differently: no open link, command or block of code."""
    if len(_FENCE.findall(text)) % 2:
        text = text[: [found.start() for found in _FENCE.finditer(text)][-1]]
    line = text.rfind("\n") + 1
    text = text.removesuffix("!")  # a picture may begin with it
    opened = [text.find(mark, line) for mark in ("![", "[", "<", "@", "`")]
    held = min((place for place in opened if place >= 0), default=len(text))
    return text[:held] if len(text) - held < 500 and not _closed(text[held:]) else text


def mrkdwn(text: str) -> str:
    """Markdown in Slack's own markup, for notifications and for places that take no Markdown."""
    return _outside_code(escaped(clean(text)), _in_slack_markup)


def escaped(text: str) -> str:
    """Plain text for a place that takes Slack's markup: its three special characters escaped, nobody called."""
    text = clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _CALL.sub(f"@{GAP}", text)


def label(text: str) -> str:
    """Plain text on one line, without what formats it."""
    return escaped(" ".join(re.sub(r"[`*~|]", " ", text).split()))


def link(url: str | None, text: str) -> str:
    """A link in Slack's markup, or the text alone where the address is none that a browser opens."""
    if not url or _scheme(url) not in ("http", "https"):
        return label(text)
    address = re.sub(r"[<>|\s\"`]", lambda found: f"%{ord(found[0]):02X}", url).replace("&", "&amp;")
    return f"<{address}|{label(text) or address}>"


def clean(text: str) -> str:
    """The text without control characters and marks that turn its direction."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text))


def _honest_link(found: re.Match[str]) -> str:
    """A link that says where it leads: words stay words, an address that isn't the target's is told apart."""
    words, target = found[1].strip(), found[2]
    if (scheme := _scheme(target)) not in ("http", "https", "mailto") or not words:
        return f"{words} ({target})" if words and scheme is None else words or target
    is_told_apart = _pretends(words, target) or found[0].startswith("!")
    return f"{words} ({target})" if is_told_apart else f"[{words}]({target})"


def _pretends(words: str, target: str) -> bool:
    """Whether the words of a link are another address than its own, in bold or not, or have one among them."""
    seen = _MARKS.sub("", visible(words).replace(GAP, "")).strip()
    named = [seen] if _ADDRESS.fullmatch(seen) else _WEB_ADDRESS.findall(seen)
    return any(_host(address) != _host(target) for address in named)


def _host(address: str) -> str:
    try:
        host = urlsplit(address if "://" in address else f"https://{address}").hostname or ""
    except ValueError:
        return address
    return host.removeprefix("www.")


def _scheme(address: str) -> str | None:
    """What an address begins with, empty where it has no such beginning; None for `http://[server]/` and its like."""
    try:
        return urlsplit(address).scheme
    except ValueError:
        return None


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    """The text with its prose changed and its code left alone."""
    parts = _CODE.split(text)
    return "".join(part if number % 2 else change(part) for number, part in enumerate(parts))


def _closed(text: str) -> bool:
    """Whether every bracket that opens in the text closes in it."""
    balanced = text.count("[") == text.count("]") and text.count("(") == text.count(")")
    balanced = balanced and text.count("<") == text.count(">") and text.count("`") % 2 == 0
    return balanced and re.search(r"(?:[\]`]|@\w*[/.-]?)$", text) is None


def _in_slack_markup(text: str) -> str:
    text = re.sub(r"^#{1,6}[ \t]+(\S.*)$", _bold_heading, text, flags=re.MULTILINE)
    text = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"*\2*", text)
    text = re.sub(r"~~(?=\S)(.+?)(?<=\S)~~", r"~\1~", text)
    text = re.sub(r"^([^\S\n]*)[-*+] +", r"\1• ", text, flags=re.MULTILINE)
    return _LINK.sub(_slack_link, text.replace(r"\|", "|"))


def _bold_heading(found: re.Match[str]) -> str:
    """A heading in bold; marks at its end close it only behind a blank: "C#" is a name."""
    title = found[1].rstrip()
    unmarked = title.rstrip("#")
    return f"*{unmarked.rstrip() if unmarked[-1:].isspace() else title}*"


def _slack_link(found: re.Match[str]) -> str:
    target = found[2]
    if (scheme := _scheme(target)) not in ("http", "https"):
        return f"{found[1]} ({target})" if scheme is None else found[1]
    address = target.replace("|", "%7C")
    is_address = _ADDRESS.fullmatch(found[1]) is not None or _pretends(found[1], target)
    return f"{found[1]} ({address})" if is_address else f"<{address}|{found[1].replace('|', ' ')}>"
