"""Puts the headings of a text below its title, which a word processor sets beside them."""

import re

TITLE = '<h1 class="title">'
"""How a title begins in the HTML that a text is written as."""

_HEADING = re.compile(r"(</?h)([1-5])(?=[ >])")


def below_title(html: str) -> str:
    """A page whose headings stand below its title, where it has one: in Word, the largest heading comes next to it."""
    start = html.find(TITLE)
    if start < 0:
        return html
    end = html.index("</h1>", start) + len("</h1>")
    return html[:end] + _HEADING.sub(lambda heading: f"{heading[1]}{int(heading[2]) + 1}", html[end:])
