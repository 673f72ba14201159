"""Writes a rich text (RTF) as HTML: what is shown of it, without its headers, remarks, deletions and hidden words."""

import re
from collections.abc import Callable
from dataclasses import replace
from html import escape

from knowledge.readers.rtf_groups import (
    ASIDE,
    HIDING,
    MARKERS,
    NOT_SHOWN,
    NOT_UNICODE,
    PICTURE,
    READ,
    SHOWN,
    SILENT,
    TOGGLED,
    UNICODE,
    Group,
    Paragraph,
)
from knowledge.readers.rtf_pictures import Picture
from knowledge.readers.rtf_rows import Rows
from knowledge.readers.rtf_tokens import OF_MACHINES, WINDOWS, Sign, encoding_of_charset, encoding_of_page, signs
from knowledge.readers.written_html import TITLE

_DEEPEST = 500
"""Groups in groups."""

_WORDS = {
    "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "tab": "\t", "emspace": " ", "enspace": " ", "qmspace": " ", "nestcell": " ", "nestrow": " ",
    "line": "\n", "page": "\n", "column": "\n",
}  # fmt: skip
_SYMBOLS = {"~": " ", "_": "-", "\\": "\\", "{": "{", "}": "}", "\t": "\t"}
_ENDS = frozenset({"par", "sect", "\n", "\r"})
_NUMBERED = re.compile(r"\(?([0-9]{1,4})[.)]")
_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_NO_HEADING = 9
_LEVELS = 9


class RichText:
    """A text that is written as HTML; raises `ValueError` for one whose end is missing."""

    def __init__(self, content: bytes) -> None:
        self.pictures: dict[str, bytes] = {}
        self._html: list[str] = []
        self._words: list[str] = []
        self._marker: list[str] = []
        self._behind: list[str] = []
        self._around: list[tuple[list[str], list[str], list[str]]] = []
        self._rows, self._picture = Rows(), Picture()
        self._group, self._above = Group(), list[Group]()
        self._bytes = bytearray()
        self._passes_over = 0
        self._encoding, self._fonts, self._font, self._usual_font = WINDOWS, dict[int, str](), 0, 0
        self._styles, self._style = dict[int, str](), 0
        self._read(content)

    @property
    def html(self) -> str:
        """The text as HTML."""
        return "".join(self._html)

    def _read(self, content: bytes) -> None:
        begins = may_be_unknown = False
        for sign in signs(content):
            if sign.kind == "{":
                self._begin()
            elif sign.kind == "}":
                self._end()
                if not self._above:
                    break  # some programs write zeros behind it
            elif begins and sign.word == "*":
                may_be_unknown = True
                continue
            elif not (begins and sign.kind == "word" and self._opens(sign.word, may_be_unknown)):
                self._take(sign)
            begins, may_be_unknown = sign.kind == "{", False
        if self._above:
            raise ValueError
        self._end_paragraph()

    def _begin(self) -> None:
        self._flush()
        self._passes_over = 0
        if len(self._above) >= _DEEPEST:
            raise ValueError
        self._above.append(self._group)
        self._group = replace(self._group, opens="")
        if self._group.destination == "stylesheet":
            self._style = 0

    def _opens(self, word: str, may_be_unknown: bool) -> bool:
        """Whether the first word of a group says where its words go."""
        is_read = word in READ
        if not (is_read or word in NOT_SHOWN or may_be_unknown) or word in SHOWN:
            return word in SHOWN
        around = self._above[-2] if word == UNICODE and self._group.destination == NOT_UNICODE else self._group
        self._group = replace(self._group, destination=word, opens=word, is_shown=around.is_shown and is_read)
        if word == PICTURE:
            self._picture = Picture()
        elif word in MARKERS:
            self._marker = []
        elif word in ASIDE:
            self._around.append((self._html, self._words, self._marker))
            self._html, self._words, self._marker = [], [], []
        return True

    def _end(self) -> None:
        self._flush()
        self._passes_over = 0
        if not self._above:
            raise ValueError
        opened = self._group.opens
        if opened in ASIDE:
            self._end_paragraph()
            aside = self.html
            self._html, self._words, self._marker = self._around.pop()
            self._behind += [aside] if self._group.is_shown else []
        elif opened == PICTURE and self._group.is_shown and (content := self._picture.content):
            place = f"picture {len(self.pictures) + 1}"
            self.pictures[place] = content
            self._words.append(self._picture.html(place))
        self._group = self._above.pop()

    def _take(self, sign: Sign) -> None:
        if sign.kind not in ("word", "symbol"):
            self._take_bytes(sign)
            return
        self._flush()
        self._passes_over = 0
        word, number = sign.word, sign.number
        if sign.kind == "word" and word == "u" and number:
            self._say(chr(number & 0xFFFF))
            self._passes_over = self._group.fallback
        elif word in _SYMBOLS or word in _WORDS:
            self._say(_SYMBOLS.get(word) or _WORDS[word])
        elif word in TOGGLED:
            others = self._group.on - {word}
            self._group = replace(self._group, on=others if number == 0 else others | {word})
        elif word in _SETTINGS:
            _SETTINGS[word](self, 1 if number is None else number)
        elif word in OF_MACHINES:
            self._encoding = OF_MACHINES[word]
        elif self._group.destination == PICTURE:
            self._picture.define(word, number)
        elif self._group.is_shown:
            self._lay_out(word)

    def _lay_out(self, word: str) -> None:
        if word in _ENDS:
            self._end_paragraph()
        elif word == "cell":
            self._rows.end_cell(self._said_in_cell())
        elif word == "row":
            self._rows.end_row()
        else:
            self._rows.define(word)

    def _take_bytes(self, sign: Sign) -> None:
        if self._group.destination == PICTURE:
            self._picture.add(sign.content, sign.kind == "bin")
        elif sign.kind != "bin":
            passed = min(self._passes_over, len(sign.content))
            self._passes_over -= passed
            self._bytes += sign.content[passed:]

    def _flush(self) -> None:
        """Says the bytes that are gathered, in the encoding of their font."""
        if self._bytes:
            content = self._bytes.replace(b"\0", b"")
            self._bytes.clear()
            encoding = self._group.encoding or self._fonts.get(self._usual_font) or self._encoding
            self._say(content.decode(encoding, errors="replace"))

    def _say(self, text: str) -> None:
        group = self._group
        if not group.is_shown or group.on & HIDING:
            return
        if group.destination in MARKERS:
            self._marker.append(text)
        elif group.destination == "stylesheet":
            self._styles[self._style] = self._styles.get(self._style, "") + text
        elif group.destination not in SILENT:
            self._words.append(_marked(text, group.on))

    def _said(self) -> tuple[str, str]:
        """The words of the paragraph, and the marker before them."""
        # What lies beyond 16 bits is written as two signs.
        words = "".join(self._words).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        marker = "".join(self._marker).strip()
        self._words, self._marker = [], []
        return words, marker

    def _said_in_cell(self) -> str:
        words, marker = self._said()
        return f"{escape(marker)} {words}"

    def _end_paragraph(self) -> None:
        about = self._group.paragraph
        if about.in_table and not self._around:
            self._rows.add(f"{self._said_in_cell()}<br>")
            return
        html, marker = self._said()
        if not self._around:
            self._html.append(self._rows.table())
        if html.strip():
            self._html.append(self._block(html, marker, about))
        if not self._around:
            self._html += self._behind
            self._behind = []

    def _block(self, html: str, marker: str, about: Paragraph) -> str:
        style = self._styles.get(about.style, "").strip(" ;").lower()
        if style.startswith("toc "):
            return ""
        if style == "title":
            return f"{TITLE}{html}</h1>"
        named = _HEADING.fullmatch(style)
        outline = int(named[1]) - 1 if named else about.outline
        if outline is not None:
            level = min(outline + 1, 6)
            return f"<h{level}>{html}</h{level}>"
        number = _NUMBERED.fullmatch(marker)
        if not marker or (len(marker) > 1 and not number):
            return f"<p>{escape(marker)} {html}</p>"
        item = f'<ol start="{number[1]}"><li>{html}</li></ol>' if number else f"<ul><li>{html}</li></ul>"
        return f"{'<ul>' * about.level}{item}{'</ul>' * about.level}"

    def _choose_font(self, number: int) -> None:
        if self._group.destination == "fonttbl":
            self._font = number
        else:
            self._group = replace(self._group, encoding=self._fonts.get(number, ""))

    def _choose_usual_font(self, number: int) -> None:
        self._usual_font = number

    def _take_charset(self, number: int) -> None:
        self._fonts[self._font] = encoding_of_charset(number)

    def _take_page(self, number: int) -> None:
        if self._group.destination == "fonttbl":
            self._fonts[self._font] = encoding_of_page(number)
        else:
            self._encoding = encoding_of_page(number)

    def _take_fallback(self, number: int) -> None:
        self._group = replace(self._group, fallback=max(number, 0))

    def _lower(self, _: int) -> None:
        self._group = replace(self._group, on=self._group.on - {"super"})

    def _reset_words(self, _: int) -> None:
        self._group = replace(self._group, on=self._group.on & {"htmlrtf"}, encoding="")

    def _reset_paragraph(self, _: int) -> None:
        self._group = replace(self._group, paragraph=Paragraph())

    def _choose_style(self, number: int) -> None:
        self._style = number
        self._group = replace(self._group, paragraph=replace(self._group.paragraph, style=number))

    def _choose_outline(self, number: int) -> None:
        outline = number if 0 <= number < _NO_HEADING else None
        self._group = replace(self._group, paragraph=replace(self._group.paragraph, outline=outline))

    def _choose_level(self, number: int) -> None:
        level = min(max(number, 0), _LEVELS - 1)
        self._group = replace(self._group, paragraph=replace(self._group.paragraph, level=level))

    def _stand_in_table(self, number: int) -> None:
        self._group = replace(self._group, paragraph=replace(self._group.paragraph, in_table=number != 0))


_SETTINGS: dict[str, Callable[[RichText, int], None]] = {
    "f": RichText._choose_font,
    "deff": RichText._choose_usual_font,
    "fcharset": RichText._take_charset,
    "cpg": RichText._take_page,
    "ansicpg": RichText._take_page,
    "uc": RichText._take_fallback,
    "nosupersub": RichText._lower,
    "sub": RichText._lower,
    "plain": RichText._reset_words,
    "pard": RichText._reset_paragraph,
    "s": RichText._choose_style,
    "outlinelevel": RichText._choose_outline,
    "ilvl": RichText._choose_level,
    "intbl": RichText._stand_in_table,
}


def _marked(text: str, on: frozenset[str]) -> str:
    """Words as HTML, with what says that they are raised or struck out."""
    html = escape(text).replace("\n", "<br>")
    if "super" in on:
        html = f"<sup>{html}</sup>"
    return f"<s>{html}</s>" if on & {"strike", "striked"} else html
