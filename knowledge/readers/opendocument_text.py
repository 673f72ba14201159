"""Writes the text of an OpenDocument file as HTML: what is shown of it, without remarks, deletions and contents."""

from html import escape
from xml.etree.ElementTree import Element

from knowledge.readers.office_parts import local, named
from knowledge.readers.opendocument import OpenDocument, table_rows
from knowledge.readers.written_html import TITLE

_DRAWING = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_MOST_REPEATED, _LONGEST_REPEATED = 50, 200
"""Columns, and letters of a cell, beyond which nobody says the same beside itself."""

_NOT_READ = frozenset(
    # what others remark, what was deleted, what a program needs
    "annotation annotation-end tracked-changes forms script number ruby-text event-listeners "
    # what is made of the text itself
    "table-of-content illustration-index table-index object-index user-index alphabetical-index".split()
)
_CODE = "Source_20_Text"
_PIXELS = {"cm": 96 / 2.54, "mm": 96 / 25.4, "in": 96.0, "pt": 96 / 72, "pc": 16.0, "px": 1.0}


class OpenDocumentText:
    """Parts of a file as HTML; `pictures` are those shown so far, by the address that they have in it."""

    def __init__(self, document: OpenDocument, place: str = "picture ") -> None:
        self.pictures: dict[str, bytes] = {}
        self._document, self._styles = document, document.styles
        self._place = place
        self._lists: list[str] = []
        self._counted: dict[str, int] = {}
        self._behind: list[str] = []
        self._in_table = 0

    def blocks(self, element: Element) -> str:
        """The paragraphs, lists and tables in an element."""
        return "".join(map(self.block, element))

    def block(self, element: Element) -> str:
        """A paragraph, a list, a table or what else holds some; notes and boxes stand behind the block they are in."""
        kind = local(element)
        if kind in _NOT_READ or _is_hidden(element):
            return ""
        before, self._behind = self._behind, []
        if kind in ("p", "h"):
            html = self._paragraph(element)
        elif kind == "list":
            html = self._list(element)
        elif kind == "table":
            html = self._table(element)
        elif element.tag.startswith(_DRAWING):
            html = self._drawing(element)
        else:
            html = self.blocks(element)
        behind = self._behind
        if self._in_table:
            self._behind = before + behind
            return html
        self._behind = before
        return html + "".join(behind)

    def words(self, element: Element) -> str:
        """What stands in a line: the words in an element and in those in it."""
        html = [escape(element.text or "")]
        for part in element:
            html += [self._inline(part), escape(part.tail or "")]
        return "".join(html)

    def line(self, element: Element) -> str:
        """The words of the paragraphs in an element, as one line."""
        return " ".join(self.words(part) for part in element.iter() if local(part) in ("p", "h"))

    def _paragraph(self, element: Element) -> str:
        style = named(element, "style-name")
        if self._styles.hides("paragraph", style) or any(map(_hides_paragraph, element)):
            return ""
        words = self.words(element)
        if local(element) == "h":
            level = min(int(named(element, "outline-level") or 1), 6)
            return f"<h{level}>{words}</h{level}>"
        is_title = self._styles.is_based_on("paragraph", style, "Title")
        return f"{TITLE}{words}</h1>" if is_title else f"<p>{words}</p>"

    def _inline(self, element: Element) -> str:
        kind = local(element)
        if kind in _NOT_READ or _is_hidden(element):
            return ""
        if kind in ("s", "tab"):
            return " "
        if kind == "line-break":
            return "<br>"
        if kind == "note":
            self._put_behind("".join(self.blocks(part) for part in element if local(part) == "note-body"))
            return ""
        if element.tag.startswith(_DRAWING):
            return self._drawing(element)
        return self._span(element) if kind == "span" else self.words(element)

    def _span(self, element: Element) -> str:
        style = named(element, "style-name")
        if self._styles.hides("text", style):
            return ""
        words = self.words(element)
        if self._styles.says("text", style, "text-properties", "text-line-through-style") not in ("", "none"):
            return f"<s>{words}</s>"
        if self._styles.says("text", style, "text-properties", "text-position").startswith("super"):
            return f"<sup>{words}</sup>"
        return f"<code>{words}</code>" if self._styles.is_based_on("text", style, _CODE) else words

    def _list(self, element: Element) -> str:
        items = [item for item in element if local(item) in ("list-item", "list-header")]
        if all(local(part) in ("h", "list") for item in items for part in item) and element.find(".//{*}h") is not None:
            return "".join(map(self.blocks, items))  # the numbers of headings
        name = named(element, "style-name") or (self._lists[-1] if self._lists else "")
        self._lists.append(name)
        level = len(self._lists)
        kind = "ol" if self._styles.is_numbered(name, level) else "ul"
        goes_on = level == 1 and (named(element, "continue-numbering") == "true" or named(element, "continue-list"))
        first = self._counted.get(name, 0) + 1 if goes_on else 1
        said = next((named(item, "start-value") for item in items), "")
        first = int(said) if said.isdecimal() else first
        html = "".join(self._item(item) for item in items)
        self._lists.pop()
        if level == 1:
            self._counted[name] = first + sum(local(item) == "list-item" for item in items) - 1
        return f'<{kind} start="{first}">{html}</{kind}>'

    def _item(self, element: Element) -> str:
        html = self.blocks(element)
        return f"<li>{html}</li>" if local(element) == "list-item" else html

    def _table(self, element: Element) -> str:
        self._in_table += 1
        lists, self._lists = self._lists, []
        rows = "".join(f"<tr>{self._cells(row)}</tr>" for row, *_ in table_rows(element))
        self._lists = lists
        self._in_table -= 1
        return f"<table>{rows}</table>"

    def _cells(self, row: Element) -> str:
        html = ""
        for cell in row:
            if local(cell) == "table-cell":
                spans = [(way, named(cell, f"number-{way}s-spanned")) for way in ("column", "row")]
                span = "".join(f' {way[:3]}span="{escape(number)}"' for way, number in spans if number)
                said = self.blocks(cell)
                times = min(int(named(cell, "number-columns-repeated") or 1), _MOST_REPEATED)
                html += f"<td{span}>{said}</td>" * (times if len(said) < _LONGEST_REPEATED else 1)
        return html

    def _drawing(self, element: Element) -> str:
        """A picture in its place, and behind the block that it stands in the text of a box or a shape."""
        around = [part for part in element if local(part) == "text-box"] or [element]
        said = [part for one in around for part in one if local(part) in ("p", "h", "list", "table", "section")]
        if said:  # beside a table there is a picture of it
            self._put_behind("".join(map(self.block, said)))
            return ""
        content = self._document.picture(element)
        if content is not None:
            return self._picture(element, content)
        return "".join(self._drawing(part) for part in element if part.tag.startswith(_DRAWING))

    def _put_behind(self, html: str) -> None:
        if html:
            self._behind.append(html)

    def _picture(self, frame: Element, content: bytes) -> str:
        self.pictures[place := f"{self._place}{len(self.pictures) + 1}"] = content
        alt = next((part.text for kind in ("title", "desc") for part in frame if local(part) == kind and part.text), "")
        sides = [(side, pixels(named(frame, side))) for side in ("width", "height")]
        size = "".join(f' {side}="{pixels:.0f}"' for side, pixels in sides if pixels)
        decorates = ' role="presentation"' if named(frame, "decorative") == "true" else ""
        return f'<img src="{place}" alt="{escape(alt)}"{size}{decorates}>'


def pixels(length: str) -> float:
    """A length such as `2.5cm` in pixels; 0 for one that says no length."""
    try:
        return float(length[:-2]) * _PIXELS.get(length[-2:], 0.0)
    except ValueError:
        return 0.0


def _is_hidden(element: Element) -> bool:
    """Whether an element says itself that it is not shown: a section, the field of a hidden text."""
    is_section = local(element) == "section" and named(element, "display") == "none"
    return is_section or (local(element) == "hidden-text" and named(element, "is-hidden") == "true")


def _hides_paragraph(element: Element) -> bool:
    return local(element) == "hidden-paragraph" and named(element, "is-hidden") == "true"
