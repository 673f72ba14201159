"""Changes a Markdown text outside of its code, which people copy as it stands."""

import re
from collections.abc import Callable

_LISTING = r"^[ \t]*(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})[^\n]*\n(?s:.*?)(?:^[ \t]*(?P=fence)[`~]*[ \t]*\r?$|\Z)"
_SPAN = r"(?<!`)(?P<ticks>`+)(?!`)(?:[^\n]|\n(?![ \t]*\r?\n)){1,2000}?(?<!`)(?P=ticks)(?!`)"


def mark(pattern: str) -> re.Pattern[str]:
    """The pattern of a mark, to be given to `outside_code`; a dot in it stands for a line's end too."""
    return re.compile(rf"(?P<code>{_LISTING}|{_SPAN})|(?s:{pattern})", re.MULTILINE)


def outside_code(marked: re.Pattern[str], replacement: Callable[[re.Match[str]], str], text: str) -> str:
    """The text with a replacement in the place of each mark that stands outside of code."""
    return marked.sub(lambda found: found[0] if found["code"] else replacement(found), text)
