"""What of a passage is embedded and indexed: its document's title, the headings above it and its plain words."""

import re
from collections.abc import Sequence

from knowledge.readers.markdown import heading_words

_BRACKETED = r"\[(?:[^\[\]]|\[[^\[\]]*\])*\]"
# A link's words may hold brackets and pictures, and its target brackets of its own.
_LINK = re.compile(
    rf"!?\[((?:[^\[\]\\]|\\.|{_BRACKETED}){{0,1000}})\](?:\((?:[^()]|\([^()]*\))*\)|\([^)]*\))", re.DOTALL
)
_HEADING_MARK = re.compile(r"^#{1,6}\s+", re.MULTILINE)


def body_of(text: str) -> str:
    """A passage without its links' targets and its entities: they would fill the embedder and mean nothing."""
    return _HEADING_MARK.sub("", _without_targets(text)).replace("&nbsp;", " ")


def _without_targets(text: str) -> str:
    return _LINK.sub(lambda link: _without_targets(link[1]), text)


def headings_above(headings: Sequence[str], text: str) -> list[str]:
    """The headings that a passage stands under but does not begin with itself."""
    return list(headings[:-1]) if headings and _begins_with(headings[-1], text) else list(headings)


def _begins_with(heading: str, text: str) -> bool:
    """Whether a text begins with a heading, and not with a remark in a listing or with a heading below it."""
    first = text.lstrip().split("\n", 1)[0]
    return first.startswith("#") and heading in (first.lstrip("#").strip(), heading_words(first))


def text_to_embed(title: str, headings: Sequence[str], text: str) -> str:
    """The text whose vector stands for a passage."""
    above = [heading for heading in headings_above(headings, text) if heading != title]
    return "\n".join([title, *above, " ".join(body_of(text).split())])
