"""What a document is called that does not say so itself: by a heading that stands above all others, or by its file."""

import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote

_NOTION = re.compile(r"[ -]?[0-9a-f]{32}(?:_all)?$")
_SITE = re.compile(r"\s*(?:[|·•»—–]|\s-\s?|::\s)\s*\S.*")
_SAYS_ENOUGH = 3
_BETWEEN_WORDS = re.compile(r"(?<!\d)[-_]+|[-_]+(?!\d)")


def title_of(headings: Sequence[tuple[int, str]], begins_with_heading: bool, name: str) -> str:
    """The title of a text with headings, each its level from 1 to 6 and its words.

    It is the first heading of level 1, or one on top of the text that all others stand below; else its file's name.
    """
    highest = min((level for level, _ in headings), default=0)
    top = [words for level, words in headings if level == highest]
    stands_above = begins_with_heading and len(top) == 1 and headings[0][0] == highest
    return (top[0] if highest == 1 or stands_above else "") or title_of_file(name)


def without_site(title: str, heading: str) -> str:
    """A page's title without the name of its site, which stands behind what the page's own heading says too.

    It stays behind a word or two, which alone say too little: "Installation | Acme Agent".
    """
    behind = title.removeprefix(heading)
    says_enough = len(heading.split()) >= _SAYS_ENOUGH
    return heading if says_enough and behind != title and _SITE.fullmatch(behind) else title


def is_from_notion(name: str) -> bool:
    """Whether a file's name ends as those that Notion exports do."""
    return bool(_NOTION.search(PurePosixPath(name).stem))


def title_of_file(name: str) -> str:
    """A file's name as words: `vpn-access_mac.md` is "Vpn access mac"; what joins numbers, as in a date, stays.

    What Notion puts behind it is left out, and `%2D` is a hyphen, as in the wikis of Azure.
    """
    stem = PurePosixPath(name).stem
    stem = _NOTION.sub("", stem) or stem
    words = stem if " " in stem else unquote(_BETWEEN_WORDS.sub(" ", stem).strip() or stem)
    return words[:1].upper() + words[1:] if words.islower() else words
