"""What of a passage is embedded and indexed: its document's title, the headings above it and its plain words."""

import re
from collections.abc import Sequence

_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_HEADING_MARK = re.compile(r"^#{1,6}\s+", re.MULTILINE)


def body_of(text: str) -> str:
    """A passage without its links' targets and its entities: they would fill the embedder and mean nothing."""
    return _HEADING_MARK.sub("", _LINK.sub(r"\1", text)).replace("&nbsp;", " ")


def headings_above(headings: Sequence[str], text: str) -> list[str]:
    """The headings that a passage stands under but does not begin with itself."""
    return list(headings[:-1]) if text.lstrip().startswith("#") else list(headings)


def text_to_embed(title: str, headings: Sequence[str], text: str) -> str:
    """The text whose vector stands for a passage."""
    above = [heading for heading in headings_above(headings, text) if heading != title]
    return "\n".join([title, *above, " ".join(body_of(text).split())])
