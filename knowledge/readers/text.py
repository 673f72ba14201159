"""Reads plain text by how it is laid out: headings, lists, tables and listings as they are drawn with blanks and signs.

Pages of the manual are laid out so too. What other formats have, their readers write as such lines first.
"""

import re
from collections.abc import Sequence
from itertools import groupby, takewhile

from knowledge.documents import Document
from knowledge.readers.outline import Outline
from knowledge.readers.text_headings import (
    LONGEST,
    Heading,
    hanging_heading,
    hanging_margin,
    has_several_in_capitals,
    heading_at,
)
from knowledge.readers.text_lines import (
    BLANK,
    Line,
    chunks_of,
    code_lines,
    goes_on,
    is_drawn,
    is_full,
    is_prose,
    is_typed,
    joined,
    line_of,
    lines_of,
    margin_of,
    next_line,
    page_width,
    region_end,
    trimmed,
)
from knowledge.readers.text_tables import Table, table_at, table_under_names
from knowledge.readers.titles import title_of_file

_MARK = re.compile(r"(?P<mark>[-*+•‣◦▪●·–o]|\(?(?P<number>\d{1,3}|[a-z])[.)])(?P<gap> +)(?=\S)")
_QUOTED = re.compile(r"[>|](?: |$)")
_EXPLAINED = re.compile(r"(?P<term>\S+(?: \S+)*) {2,}(?=\S)")
_NAMES = re.compile(r"`[^`]+`(?:,? `[^`]+`)*(?: \([^()]*\))?")
"""Names as they are typed, perhaps with their kind: what is set in below them explains them behind a blank line too."""
_SENTENCE_ENDS = (".", "!", "?", ":")
_TERM_ENDS = (".", ",", ";", ":", "!")
_LONGEST_TERM = 80
_MOST_TERMS = 6  # that are explained together
_SAMPLE = 200  # lines of a block that tell whether all of it is typed
_DEEPEST = 40  # what lies deeper is read as a listing, for Python's stack is short
_REMARK = "#"
_OPENS_LISTING = ("#", "<", "{", "$ ", "[")
_RULED_OFF = re.compile(r"([^\w\s])(?:\s*\1){2,}")

_NAME = "NAME"
_SAYS_WHAT_FOR = re.compile(r"\S.*? [-–—] \S")


def read_text(text: str, name: str) -> Document:
    """A plain text as a document; its title is a heading's that stands alone on top of it, or its file's name."""
    return read_lines(lines_of(text), title_of_file(name))


def read_log(text: str, name: str) -> Document:
    """A log as a document: its lines as they stand."""
    return read_lines(code_lines(lines_of(text)), title_of_file(name))


def read_lines(
    lines: Sequence[Line], name: str, title: str = "", is_markup: bool = False, indent_explains: bool = False
) -> Document:
    """A document in lines; in markup, ends of lines mean nothing, and headings are in order of their styles.

    `indent_explains` says that whatever is set in right below a line explains it.
    """
    reading = _Reading(lines, is_markup, indent_explains)
    reading.read()
    return reading.outline.document(title or reading.title or name)


class _Reading:
    """Goes through the lines of a text, block by block, and writes what each is."""

    def __init__(self, lines: Sequence[Line], is_markup: bool, indent_explains: bool) -> None:
        self.outline = Outline()
        self.title = ""
        self._lines = lines
        self._is_markup = is_markup
        self._indent_explains = indent_explains
        self._width = page_width(lines)
        self._styles: list[str] = []
        self._headings: list[int] = []
        self._depth = 0

    def read(self) -> None:
        """Writes all of the text."""
        margin = 0 if self._is_markup else hanging_margin(self._lines)
        if margin:
            self._read_hanging(margin)
        else:
            self._read_flush_left()

    def _read_flush_left(self) -> None:
        """A text that begins at the left edge, as its headings do."""
        lines, start, at = self._lines, 0, 0
        has_capitals = has_several_in_capitals(lines)
        top = ""
        while at < len(lines):
            may_head = lines[at].text and not lines[at].is_code and not lines[at].indent
            found = heading_at(lines, at, self._is_markup, has_capitals) if may_head else None
            if found:
                self._write_blocks(lines[start:at])
                if not self._headings and not trimmed(lines[:at]):
                    top = found.text
                self._write_heading(found)
                start = at = found.end
            else:
                at += 1
        self._write_blocks(lines[start:])
        if top and self._headings.count(self._headings[0]) == 1:
            self.title = top

    def _read_hanging(self, margin: int) -> None:
        """A text that is set in below its headings, as pages of the manual are."""
        lines, start, above = self._lines, 0, ""
        for at, line in enumerate([*lines, BLANK]):
            found = hanging_heading(lines, at, margin) if at < len(lines) and line.text else None
            is_outside = bool(line.text) and not line.indent
            if not (found or is_outside or at == len(lines)):
                continue
            self._write_section(above, lines[start:at])
            start = at + 1
            if found:
                self._write_heading(found)
                above = found.text
            elif is_outside:
                self.outline.paragraph(joined([line]))

    def _write_section(self, heading: str, lines: Sequence[Line]) -> None:
        words = joined(trimmed(lines))
        if heading == _NAME and _SAYS_WHAT_FOR.match(words) and len(words) <= LONGEST:
            self.title = words
        self._write_blocks(lines)

    def _write_heading(self, found: Heading) -> None:
        """Writes a heading; in markup, one style is below those that came before it."""
        level = found.level
        if self._is_markup and not found.style.startswith("#"):
            self._styles += [] if found.style in self._styles else [found.style]
            level = 1 + self._styles.index(found.style)
        self._headings.append(level)
        self.outline.heading(min(level, 6), found.text)

    def _write_blocks(self, lines: Sequence[Line]) -> None:
        """Writes the blocks of a stretch of lines that is set in alike."""
        if self._depth > _DEEPEST:
            self._write_listing(lines)
            return
        self._depth += 1
        margin, at = margin_of(lines), 0
        while at < len(lines):
            line = lines[at]
            if not line.text or _RULED_OFF.fullmatch(line.text):
                at += 1
            elif line.is_code:
                at = self._write_code(lines, at)
            else:
                at = self._write_block(lines, at, margin)
        self._depth -= 1

    def _write_block(self, lines: Sequence[Line], at: int, margin: int) -> int:
        """Writes the block that begins with a line; the index behind it."""
        table = table_under_names(lines, at)
        if not table and lines[at].indent > margin and not self._opens_paragraph(lines, at, margin):
            return self._write_indented(lines, at, margin)
        if not table and (mark := _MARK.match(lines[at].text)):
            return self._write_item(lines, at, mark)
        if table := table or table_at(lines, at):
            self._write_table(lines[at : table.end], table)
            return table.end
        if _QUOTED.match(lines[at].text):
            return self._write_quotation(lines, at)
        return self._write_typed(lines, at) or self._write_explained(lines, at) or self._write_paragraph(lines, at)

    def _write_typed(self, lines: Sequence[Line], at: int) -> int:
        """The index behind blocks of lines that are typed as they stand; 0 where there are none."""
        end, start = 0, at
        while not self._is_markup and not self.outline.awaits_words and start < len(lines):
            if not _is_listing(list(takewhile(lambda line: line.text, lines[start : start + _SAMPLE]))):
                break
            end = next((n for n in range(start, len(lines)) if not lines[n].text), len(lines))
            start = next((n for n in range(end, len(lines)) if lines[n].text), len(lines))
        if end:
            self._write_listing(lines[at:end])
        return end

    def _write_code(self, lines: Sequence[Line], at: int) -> int:
        end = next((n for n in range(at, len(lines)) if not lines[n].is_code), len(lines))
        self._write_listing(lines[at:end])
        return end

    def _write_listing(self, lines: Sequence[Line]) -> None:
        """Writes lines as they stand, as far to the left as all of them can."""
        margin = margin_of(lines)
        code = (" " * max(0, line.indent - margin) + line.text for line in trimmed(lines))
        self.outline.listing("\n".join(code))

    def _opens_paragraph(self, lines: Sequence[Line], at: int, margin: int) -> bool:
        """Whether a line is only set in as the first of its paragraph."""
        below = lines[at + 1] if at + 1 < len(lines) else BLANK
        return bool(below.text) and below.indent == margin and goes_on(lines[at], below, self._width)

    def _write_indented(self, lines: Sequence[Line], at: int, margin: int) -> int:
        """What is set in further is a listing, unless it holds running text or a list; in markup, those have marks."""
        end = region_end(lines, at, margin)
        region = lines[at:end]
        if any(line.is_code for line in region) or any(map(self._is_text, chunks_of(region))):
            self._write_blocks(region)
        elif (table := table_at(region, 0)) and table.end == len(region):
            self._write_table(region, table)
        elif self._is_markup:
            self._write_blocks(region)
        else:
            self._write_listing(region)
        return end

    def _is_text(self, chunk: Sequence[Line]) -> bool:
        """Whether a stretch without a blank line is text and no listing."""
        mark = _MARK.match(chunk[0].text)
        return bool(mark) or is_prose(joined(chunk)) or (bool(_QUOTED.match(chunk[0].text)) and self._is_markup)

    def _write_item(self, lines: Sequence[Line], at: int, mark: re.Match[str]) -> int:
        """An item of a list with all that stands below it and further in."""
        first, end = lines[at], self._item_end(lines, at)
        words = Line(first.indent + mark.end(), first.text[mark.end() :])
        with self.outline.item(f"{mark['number']}. " if mark["number"] else "- "):
            self._write_blocks(self._in_line(words, lines[at + 1 : end]))
        return end

    def _item_end(self, lines: Sequence[Line], at: int) -> int:
        """The index behind an item; its words may go on at the left edge as long as the lines are full."""
        end = at + 1
        while end < len(lines) and lines[end].text and lines[end].indent == lines[at].indent:
            if _MARK.match(lines[end].text) or not is_full(lines[end - 1], lines[end], self._width):
                break
            end += 1
        return region_end(lines, end, lines[at].indent)

    def _in_line(self, words: Line, rest: Sequence[Line]) -> list[Line]:
        """The first words of an item above the rest, and the lines that go on with them as far in as they are."""
        size = next((n for n, line in enumerate(rest) if not line.text or _MARK.match(line.text)), len(rest))
        later = trimmed(rest[size:])
        words = Line(min(words.indent, margin_of(later) if later else words.indent), words.text)
        run = rest[:size]
        if run and (run[0].indent <= words.indent or goes_on(words, run[0], self._width)):
            shift = words.indent - run[0].indent
            run = [Line(max(words.indent, line.indent + shift), line.text, line.is_code) for line in run]
        return [words, *run, *rest[size:]]

    def _write_table(self, lines: Sequence[Line], table: Table) -> None:
        """Writes a table; where no row names the columns, as a list of explanations or as the lines that were drawn."""
        if table.has_header:
            self.outline.table(table.rows)
        elif table.explains:
            for term, words in table.rows:
                with self.outline.item("- "), self.outline.term(term):
                    if words:
                        self.outline.paragraph(words)
        else:
            self._write_listing(lines)

    def _write_quotation(self, lines: Sequence[Line], at: int) -> int:
        """Lines behind marks of a quotation, without these."""
        marked = takewhile(lambda line: _QUOTED.match(line.text) and not line.is_code, lines[at:])
        quoted = [line_of(" " * line.indent + line.text[1:]) for line in marked]
        if any(map(self._is_text, chunks_of(quoted))):
            self._write_blocks(quoted)
        else:
            self._write_listing(lines[at : at + len(quoted)])
        return at + len(quoted)

    def _write_explained(self, lines: Sequence[Line], at: int) -> int:
        """A term with what explains it, in line behind it or set in below it; 0 where there is none."""
        return self._write_explained_beside(lines, at) or self._write_explained_below(lines, at)

    def _write_explained_beside(self, lines: Sequence[Line], at: int) -> int:
        first, second = lines[at], lines[at + 1] if at + 1 < len(lines) else BLANK
        beside = _EXPLAINED.match(first.text)
        if not beside:
            return 0
        column = first.indent + beside.end()
        if not (first.text.startswith("-") or (second.text and second.indent == column)):
            return 0
        end = region_end(lines, at + 1, first.indent)
        with self.outline.term(beside["term"]):
            self._write_blocks([Line(column, first.text[beside.end() :]), *lines[at + 1 : end]])
        return end

    def _write_explained_below(self, lines: Sequence[Line], at: int) -> int:
        start = self._terms_end(lines, at)
        if not start:
            return 0
        end = region_end(lines, start, lines[at].indent)
        with self.outline.term(", ".join(joined([line]) for line in lines[at:start])):
            self._write_blocks(lines[start:end])
        return end

    def _terms_end(self, lines: Sequence[Line], at: int) -> int:
        """The index behind the terms that what is set in right below them explains; 0 where there are none."""
        if self._indent_explains:
            is_apart = bool(_NAMES.fullmatch(lines[at].text))
            below = next_line(lines, at) if is_apart else lines[at + 1] if at + 1 < len(lines) else BLANK
            return at + 1 if below.text and not below.is_code and below.indent > lines[at].indent else 0
        end = at
        while end < len(lines) and lines[end].text and lines[end].indent <= lines[at].indent:
            text = lines[end].text
            if end == at + _MOST_TERMS or len(text) > _LONGEST_TERM or text.removesuffix("...").endswith(_TERM_ENDS):
                return 0
            end += 1
        if end == len(lines) or not lines[end].text or lines[end].is_code or is_prose(joined(lines[at:end])):
            return 0
        return 0 if lines[end].text[0].islower() and is_full(lines[end - 1], lines[end], self._width) else end

    def _write_paragraph(self, lines: Sequence[Line], at: int) -> int:
        """Lines without a blank one; the index behind them."""
        end = at + 1
        while end < len(lines) and self._is_beside(lines[end - 1], lines[end], end == at + 1):
            end += 1
        block = lines[at:end]
        if self._is_markup:
            self.outline.paragraph(joined(block))
            return end
        parts = self._parts(block)
        if self.outline.awaits_words:
            self.outline.paragraph(joined(parts.pop(0)))
        for kind, run in groupby(parts, key=_kind):
            self._write_parts(kind, list(run))
        return end

    def _is_beside(self, above: Line, line: Line, is_second: bool) -> bool:
        """Whether a line belongs to the paragraph of the one above it."""
        is_broken = is_full(above, line, self._width)
        if not line.text or line.is_code or (_MARK.match(line.text) and not is_broken):
            return False
        if line.indent > above.indent:
            return is_broken and line.text[0].islower()
        return is_second or line.indent == above.indent

    def _parts(self, block: Sequence[Line]) -> list[list[Line]]:
        """The lines of a block, those together of which one goes on with the other."""
        parts: list[list[Line]] = []
        for line in block:
            if parts and goes_on(parts[-1][-1], line, self._width):
                parts[-1].append(line)
            else:
                parts.append([line])
        return parts

    def _write_parts(self, kind: str, parts: Sequence[Sequence[Line]]) -> None:
        is_announced = self.outline.last.endswith(":") and not parts[0][0].text[:1].isupper()
        if kind == "typed" or (kind == "listed" and is_announced):
            self._write_listing([line for part in parts for line in part])
        elif kind == "prose" or len(parts) == 1:
            self.outline.paragraph("\n".join(map(joined, parts)))
        else:
            for part in parts:
                with self.outline.item("- "):
                    self.outline.paragraph(joined(part))


def _is_listing(block: Sequence[Line]) -> bool:
    """Whether all lines of a block are typed as they stand, for its first one is and its others are no text."""
    if not block or block[0].is_code or not is_typed(block[0].text) or block[0].text.startswith("-"):
        return False
    typed = sum(1 for line in block if line.indent > block[0].indent or is_typed(line.text))
    has_prose = any(is_prose(line.text) for line in block if not line.text.startswith(_REMARK))
    return not has_prose and (block[0].text.startswith(_OPENS_LISTING) or 2 * typed > len(block))


def _kind(part: Sequence[Line]) -> str:
    """Whether lines are typed as they stand, prose, or one entry of a list without marks."""
    text = joined(part)
    if all(is_typed(line.text) for line in part) or is_drawn(part):
        return "typed"
    return "prose" if text.endswith(_SENTENCE_ENDS) or is_prose(text) else "listed"
