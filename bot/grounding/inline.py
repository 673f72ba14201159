"""Shows the words of one line as Markdown: no pictures, no links that lead nowhere, no marks of foreign sources."""

import re
from collections.abc import Mapping

_INLINE_TAGS = frozenset(
    "a abbr acronym b bdi bdo big cite code del dfn em font i img ins kbd mark q s samp small span strike strong sub "
    "sup tt u var wbr".split()
)
_BLOCK_TAGS = frozenset(
    "article aside audio blockquote br caption center col colgroup dd details div dl dt figcaption figure footer h1 h2 "
    "h3 h4 h5 h6 header hr iframe li main nav ol p picture pre script section style summary table tbody td tfoot th "
    "thead tr ul video".split()
)
"""What HTML calls its elements; what else stands in angle brackets is a word (`<user>`, `List<String>`)."""

CODE_SPAN = r"(?P<ticks>`{1,20})(?!`).+?(?<!`)(?P=ticks)(?!`)"
_TARGET = r"\((?P<target>(?:[^()]|\([^()]*\))*)\)"
_SOURCE = r"(?:(?<![\w\]])|(?<=[a-z.,;)]))\[(?P<source>\d{1,3})\](?![(\[])"
_TOKEN = re.compile(
    rf"(?P<kept>{CODE_SPAN}|\\[^\w\s]|<(?:https?:|mailto:|tel:)[^\s<>]*>|<[\w.+-]+@[\w-]+(?:\.[\w-]+)+>)"
    r"|(?P<image>!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\]))"
    rf"|{_SOURCE}"
    r"|\[(?P<words>(?:`[^`]*`|!\[[^\]]*\]\([^)]*\)|\[[^\[\]`]*\](?!\()|[^\[\]`])*)\]"
    rf"(?:{_TARGET}|(?P<reference>\[(?P<label>[^\[\]]*)\]))?"
    r"|(?P<tag></?(?P<name>[a-zA-Z][\w-]*)(?=[\s/>])[^<>]*>)"
    r"|(?P<opening><(?=[a-zA-Z/!?]))",
    re.DOTALL,
)
_FOLLOWED = re.compile(r"\s*<?(?:https?://|mailto:|tel:)", re.IGNORECASE)
# An underscore inside of a word and a backslash before a letter mean nothing to Markdown, and stay as they are.
_MARKUP = (
    r"(?P<address>https?://[^\s<>\[\]`*|\\]+)"
    r"|[*`<\[\]|~]|(?<![^\W_])_|_(?![^\W_])|\\(?=[^\w\s]|_)|&(?=#?\w+;)|(?<=^)[#>]"
)
_MEANT_AS_MARKUP = re.compile(_MARKUP)
# A path or a name with such signs, which people copy: code style keeps it whole where nobody draws the Markdown too.
_COPIED = (
    r"(?<![^\s(\"'“„])(?![\"'“„])(?=[^\s`|]{0,400}[^\W_])[^\s`|<>()\[\]*]{0,400}(?:\\|(?<![^\W_])_|_(?![^\W_]))[^\s`|<>()\[\]*]{0,400}"
    r"(?<![.,;:!?\"'”“])(?=[.,;:!?)\"'”“]*(?:\s|$))"
)
_MEANT_OUTSIDE_CODE = re.compile(rf"(?P<code>{CODE_SPAN})|{_SOURCE}|(?P<copied>{_COPIED})|{_MARKUP}", re.DOTALL)

_RAISED = re.compile(r"\d<sup\b[^<>]*>[-−–+]?\d", re.IGNORECASE)
"""A power behind a number: 10<sup>6</sup> is not 106."""

NO_LINKS: Mapping[str, str] = {}


def plain_inline(text: str, links: Mapping[str, str] = NO_LINKS) -> str:
    """Markdown without images, relative links, HTML tags, and marks that look like this answer's own citations.

    What stands between backticks or in an address is typed as it is, and stays. `links` says where the page's links by
    reference lead, by their labels in lower case.
    """
    return " ".join(_inline(text, links).split())


def literal(text: str) -> str:
    """Somebody's own words as Markdown that shows them as they are: no emphasis, no link, no tag, no citation."""
    return _MEANT_AS_MARKUP.sub(lambda found: found["address"] or rf"\{found[0]}", " ".join(text.split()))


def literal_but_code(text: str) -> str:
    """The words of a text that is no Markdown, as Markdown that shows them; backticks, and paths, are code."""
    return _MEANT_OUTSIDE_CODE.sub(_escaped, " ".join(text.split()))


def _escaped(found: re.Match[str]) -> str:
    if found["source"]:
        return f"({found['source']})"
    if found["copied"] and not found["copied"].startswith(("http://", "https://")):
        return f"`{found['copied']}`"
    return found["code"] or found["copied"] or found["address"] or rf"\{found[0]}"


def _inline(text: str, links: Mapping[str, str]) -> str:
    return _TOKEN.sub(lambda token: _shown(token, links), text)


def _shown(token: re.Match[str], links: Mapping[str, str]) -> str:
    if token["kept"]:
        return token["kept"]
    if token["source"]:
        return f"({token['source']})"
    if token["words"] is not None:
        return _link(token, links)
    if token["tag"]:
        name = token["name"].lower()
        if name not in _INLINE_TAGS | _BLOCK_TAGS:
            return rf"\<{_inline(token['tag'][1:], links)}"
        if name == "sup" and _RAISED.search(token.string[: token.end() + 2], max(0, token.start() - 1)):
            return "^"
        return " " if name in _BLOCK_TAGS else ""
    return r"\<" if token["opening"] else ""


def _link(token: re.Match[str], links: Mapping[str, str]) -> str:
    """A link with its target where that can be followed from here, else its words; brackets that are none stay."""
    words, target = _inline(token["words"], links), token["target"]
    if target is None:
        label = token["label"] or token["words"]
        target = links.get(" ".join(label.lower().split()))
        is_in_word = token.start() > 0 and token.string[token.start() - 1].isalnum()
        if target is None and (token["reference"] is None or is_in_word):
            return f"[{words}]{token['reference'] or ''}"
    if not words.strip():
        return ""
    return f"[{words}]({target})" if _FOLLOWED.match(target or "") else words
