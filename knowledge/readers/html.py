"""Reads HTML: the words of the page's main part as a person sees them, without markup, scripts or navigation."""

import re
from typing import TYPE_CHECKING

from knowledge.documents import Document
from knowledge.readers.decode import decode
from knowledge.readers.html_boilerplate import remove_boilerplate, remove_space
from knowledge.readers.html_hidden import remove_hidden
from knowledge.readers.html_navigation import remove_navigation
from knowledge.readers.html_pictures import Shown, base_of, from_base, shown
from knowledge.readers.html_remarks import name_remarks
from knowledge.readers.html_tables import CELLS, HEADINGS, is_for_looks, own_parts, told
from knowledge.readers.illustrations import illustration
from knowledge.readers.layout import EXPLAINED_MARGIN, Layout, fenced, set_in
from knowledge.readers.titles import without_site

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_CONTROLS = ["input", "select", "datalist", "textarea", "output", "progress", "meter"]
_WRAPPING_SHARE = 0.75  # of a page's words, from which on a form is no part of it but what it stands in
_CODE = ["code", "kbd", "samp", "tt"]
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr picture q rb rp rt ruby "
    "s samp small source span strike strong sub sup time tt u var wbr br".split()
)
_DEEPEST = 512
"""Elements in one another, as browsers have it."""

# The parser warns of a page that says it is XML: it is read as HTML all the same.
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_LINE_NUMBERS = ["linenos", "lineno", "linenodiv", "gutter", "rouge-gutter"]
_NO_DIGITS = str.maketrans("", "", "0123456789")
_RAISED = re.compile(r"[+\-−]?[0-9]{1,3}")
_SUPERSCRIPT = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_BLANK = re.compile(r"[ \t\r\n\f\xa0]+")
_WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")
_BLOCKS = ["p", "div", "ul", "ol", "dl", "table", "pre", "blockquote", *HEADINGS]
_ENDS = (".", ",", ";", ":", "!", "?")
_WIDEST = 50  # columns and rows that one cell covers
_DEEPEST = 150  # elements in elements; what lies deeper is read as one run of words, for Python's stack is short
_LINE_BREAK = "\u2028"  # a <br>, until the white space around it is known


def read_html(content: str, name: str) -> Document:
    """A page as a document; its title is the page's own, or as `title_of` says."""
    soup = parsed(content)
    remove_space(soup)
    named = soup.title or soup.find("p", class_="title")  # the second where Google Docs has saved the page
    title = _one_line(named.get_text()) if named else ""
    remove_hidden(soup)
    for control in [control for form in soup("form") for control in form(_CONTROLS)]:
        control.decompose()
    for beside in soup(_is_page_aside):
        beside.decompose()
    base = base_of(soup)
    main = _main_part(soup)
    _remove_forms(main)
    remove_boilerplate(main)
    remove_navigation(main)
    for part in (name_remarks, _remove_line_numbers, _break_lines, _raise_digits, _mark_code):
        part(main)
    page = _Page(base)
    page.read(main)
    return page.layout.document(without_site(title, page.layout.top_heading) or page.layout.title(name))


def read_page(content: bytes, name: str, charset: str | None = None) -> Document:
    """The bytes of a page as a document, in the encoding that they are said to be in, or that the page itself says."""
    return read_html(decode(content, charset or declared_encoding(content)), name)


def parsed(content: str) -> "BeautifulSoup":
    """The elements of a page, or of what is written like one."""
    from bs4 import BeautifulSoup

    page = BeautifulSoup(_XML_DECLARATION.sub("", content, count=1), "lxml")
    _flatten(page)
    return page


def _flatten(page: "BeautifulSoup") -> None:
    """Makes bare words of what lies deeper than browsers nest elements, or one link where all of it is links.

    Every look below each of them takes the square of their depth.
    """
    from bs4 import Tag

    level: list[Tag] = [page]
    for _ in range(_DEEPEST):
        level = [child for element in level for child in element.children if isinstance(child, Tag)]
        if not level:
            return
    for element in level:
        words = " ".join(element.strings)
        linked = " ".join(text for link in element.find_all("a") for text in link.strings)
        is_linked = bool(words.strip()) and words.split() == linked.split()
        flat = page.new_tag("a", href="#", string=words) if is_linked else words
        element.clear()
        element.append(flat)


def declared_encoding(content: bytes) -> str | None:
    """The encoding that a page says it is in."""
    from bs4.dammit import EncodingDetector

    return EncodingDetector.find_declared_encoding(content, is_html=True)


def _is_page_aside(element: "Tag") -> bool:
    """True for an aside of the page; one inside its main part is a note or a warning to what stands there."""
    return element.name == "aside" and not any(
        above.name in ("main", "article") or above.get("role") == "main" for above in element.parents
    )


def _remove_forms(main: "Tag") -> None:
    """Takes out forms, all but one that the page stands in, as ASP.NET wraps it."""
    words = len(main.get_text().split())
    for form in main("form"):
        if not form.decomposed and len(form.get_text().split()) < _WRAPPING_SHARE * words:
            form.decompose()


def _remove_line_numbers(main: "Tag") -> None:
    """Takes out the numbers of a listing's lines, by the names that highlighters give them."""
    for numbers in main(class_=_LINE_NUMBERS):
        if not numbers.decomposed and not numbers.get_text().translate(_NO_DIGITS).strip():
            numbers.decompose()


def _break_lines(main: "Tag") -> None:
    """Breaks the lines of listings, and keeps words apart that a break parts in a heading or in code."""
    for line_break in main("br"):
        if line_break.find_parent("pre"):
            line_break.replace_with("\n")
        elif line_break.find_parent([*_CODE, *HEADINGS]):
            line_break.replace_with(" ")


def _raise_digits(main: "Tag") -> None:
    """Writes digits that stand raised behind others as such: a power or a note's mark would make another number."""
    for raised in main("sup"):
        before, words = raised.find_previous(string=True), raised.get_text().strip()
        if before and before[-1:].isdigit() and _RAISED.fullmatch(words):
            raised.replace_with(words.translate(_SUPERSCRIPT))


def _mark_code(soup: "Tag") -> None:
    """Puts what the page sets as code or as a key between backticks, as Markdown does: people type it as it stands."""
    for code in soup(lambda element: element.name in _CODE or element.get("class") == ["command"]):
        words = _one_line(code.get_text())
        if words and "`" not in words and not code.find_parent(["pre", *_CODE, *HEADINGS]):
            code.replace_with(f"`{words}`")


def _main_part(soup: "Tag") -> "Tag":
    """The `<main>` of a page, its only `<article>`, or all of its body."""
    main = soup.find("main") or soup.find(None, {"role": "main"})
    articles = soup.find_all("article")
    if main is None and len(articles) == 1:
        main = articles[0]
    if main is not None and main.get_text(strip=True):
        return main
    return soup.body or soup


def _is_inline(element: "Tag") -> bool:
    """True for what stands in a line of words, such as a place or a date that Office has marked: `st1:City`."""
    return element.name in _INLINE or ":" in element.name


def _one_line(text: str) -> str:
    return _BLANK.sub(" ", text.replace(_LINE_BREAK, " ")).strip()


def _paragraph(words: list[str]) -> str:
    """The words of one block as a person sees them, in lines."""
    lines = [_one_line(line) for line in "".join(words).split(_LINE_BREAK)]
    return "\n".join(line for line in lines if line)


def _cells(row: "Tag", reaching: dict[int, tuple[str, int]]) -> list[str]:
    """The cells of a row, one for each column; `reaching` are those from above that reach into it, and how far.

    A cell that spans rows is said in each of them, so that a row means the same alone.
    """
    cells: list[str] = []
    own = own_parts(row, CELLS)
    while own or any(column >= len(cells) for column in reaching):
        above, left = reaching.pop(len(cells), ("", 0))
        if left:
            reaching.update({len(cells): (above, left - 1)} if left > 1 else {})
            cells.append(above)
        elif own:
            cell = own.pop(0)
            words = _cell_words(cell)
            for part in [words, *[""] * (_span(cell, "colspan") - 1)]:
                reaching.update({len(cells): (part, _span(cell, "rowspan") - 1)} if _span(cell, "rowspan") > 1 else {})
                cells.append(part)
        else:
            cells.append("")
    return cells


def _cell_words(cell: "Tag") -> str:
    """The words of a cell in one line, apart where a person sees them apart."""
    for block in cell(lambda element: element.name == "br" or not _is_inline(element)):
        ends = block.name == "li" and block.find_next_sibling("li") and not block.get_text().rstrip().endswith(_ENDS)
        block.insert_before(" ")
        block.insert_after("; " if ends else " ")
    return _one_line(cell.get_text())


def _first_definition(term: "Tag") -> "Tag | None":
    """What defines a term: all of it where it is words alone, or the paragraph that it begins with."""
    says = term.find_next_sibling(True)
    if says is None or says.name != "dd":
        return None
    if not says.find(_BLOCKS):
        return says
    first = next((part for part in says.children if str(part).strip()), None)
    return says.find("p", recursive=False) if getattr(first, "name", None) == "p" else None


def _span(cell: "Tag", name: str) -> int:
    """How many columns or rows a cell covers; a page may claim any number."""
    return min(max(_number(cell, name), 1), _WIDEST)


def _number(element: "Tag", name: str) -> int:
    """The whole number that an attribute says, or 1 where it says none that anybody counts to."""
    value = str(element.get(name, ""))
    return int(value) if _WHOLE_NUMBER.fullmatch(value) else 1


class _Page:
    """Walks the blocks of a page in order and writes each one's words into a layout."""

    def __init__(self, base: str) -> None:
        self.layout = Layout()
        self._base = base
        self._words: list[str] = []
        self._item = ""
        self._margin = 0
        self._previous_was_item = False
        self._nesting = 0

    def read(self, element: "Tag") -> None:
        self._children(element)
        self._end_block()

    def _children(self, element: "Tag") -> None:
        from bs4 import Tag
        from bs4.element import NavigableString

        for child in element.children:
            if isinstance(child, NavigableString):
                self._words.append(str(child))
            elif isinstance(child, Tag):
                self._element(child)

    def _element(self, element: "Tag") -> None:
        if self._nesting > _DEEPEST:
            self._words.append(element.get_text(" "))
            return
        self._nesting += 1
        self._read_element(element)
        self._nesting -= 1

    def _read_element(self, element: "Tag") -> None:
        if element.name == "br":
            self._words.append(_LINE_BREAK)
        elif element.name == "img":
            self._words.append(shown(element))
        elif _is_inline(element) and not element.find(["p", "div", "ul", "ol", "table", *HEADINGS]):
            self._children(element)
        else:
            self._end_block()
            self._block(element)
            self._end_block()

    def _block(self, element: "Tag") -> None:
        if element.name in HEADINGS:
            self.layout.heading(HEADINGS[element.name], element.get_text())
            self._previous_was_item = False
            self._margin = 0  # it ends every list that it stands in
            self._show_all(element, self.layout.length)
        elif element.name == "pre":
            self._write(fenced(element.get_text().strip("\n")), is_item=False)
        elif element.name in ("ul", "ol"):
            self._list(element)
        elif element.name == "table":
            self._table(element)
        elif element.name == "dl":
            self._definitions(element)
        else:
            self._children(element)

    def _list(self, element: "Tag") -> None:
        """Writes each item behind its marker, and what else belongs to it as far to the right, as Markdown does."""
        number = _number(element, "start")
        margin = self._margin
        for child in element.find_all(True, recursive=False):
            if child.name == "li":
                marker = f"{number}. " if element.name == "ol" else "- "
                self._item = " " * margin + marker
                self._margin = margin + len(marker)
                self._children(child)
                self._end_block()
                self._item = ""
                number += 1
            else:
                self._margin = margin + 2
                self._element(child)
        self._margin = margin

    def _definitions(self, element: "Tag") -> None:
        """A term stands in one block with the first of its definition, if that is words alone; the rest is below."""
        set_in_by = 0
        for child in element.find_all(True, recursive=False):
            if child.name != "dt":
                margin = self._margin
                self._margin += set_in_by
                self._element(child)
                self._margin = margin
                continue
            for part in child(["dt", "p", "div"]):  # DocBook's glossaries set a term in a term
                part.insert_before(" ")
                part.unwrap()
            self._children(child)
            says = _first_definition(child) if _paragraph(self._words) else None
            set_in_by = EXPLAINED_MARGIN if says is not None else 0
            if says is not None:
                self._words.append(" " if child.get_text(strip=True).endswith((":", "?")) else ": ")
                self._children(says)
                says.clear()
            self._end_block()

    def _table(self, element: "Tag") -> None:
        if is_for_looks(element):
            self._children(element)
            return
        caption = element.find("caption", recursive=False)
        if caption:
            self._children(caption)
            self._end_block()
        self._previous_was_item = False
        reaching: dict[int, tuple[str, int]] = {}
        rows = own_parts(element, ["tr"])
        for row, (text, is_row) in zip(rows, told(rows, [_cells(row, reaching) for row in rows]), strict=True):
            start = self._write(text, is_item=is_row) if text else self.layout.length
            self._show_all(row, start)
        self._previous_was_item = False

    def _end_block(self) -> None:
        words = list(self._words)
        self._words.clear()
        text, start, margin = _paragraph(words), self.layout.length, self._margin
        if text:
            marker, self._item = self._item, ""
            start = self._write(text, is_item=bool(marker), marker=marker)
        for n, word in enumerate(words):
            if isinstance(word, Shown):
                self._show(start + min(len(set_in(text, margin)), len(set_in(_paragraph(words[:n]), margin))), word)

    def _write(self, text: str, is_item: bool, marker: str = "") -> int:
        """Writes a block behind a marker, or as far to the right as the item that it belongs to; where it begins."""
        # What stands in the place of an item's words has no marker, and so no item to belong to.
        margin = 0 if self._item else self._margin
        lead = marker or " " * margin
        separator = "\n" if is_item and self._previous_was_item else "\n\n"
        start = self.layout.block(lead + set_in(text, margin), separator) + len(lead)
        self._previous_was_item = is_item
        return start

    def _show_all(self, element: "Tag", at: int) -> None:
        for image in element.find_all("img"):
            self._show(at, shown(image))

    def _show(self, at: int, picture: Shown) -> None:
        found = illustration(at, picture.alt, from_base(self._base, picture.place))
        if found is not None:
            self.layout.show(found)
