"""The pages that a stranger reads, and what is quoted in them: links, paths and commands."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
SAMPLE = REPOSITORY / "docs" / "sample"
PAGES = sorted(
    page
    for page in (*(REPOSITORY / "docs").rglob("*.md"), REPOSITORY / "README.md", REPOSITORY / "CONTRIBUTING.md")
    if page.exists() and not page.is_relative_to(SAMPLE)
)

_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_INLINE = re.compile(r"`([^`\n]+)`")
_HEADING = re.compile(r"^#{1,6}\s+(.+)$", re.MULTILINE)
_OPERATORS = frozenset({"|", "||", "&&", ";", ">", ">>", "<", "&"})


def name(page: Path) -> str:
    """The page's path in the repository: what a failing test is called by."""
    return page.relative_to(REPOSITORY).as_posix()


def links(page: Path) -> list[str]:
    """The targets of the page's relative links."""
    return [
        target for target in _LINK.findall(_prose(page)) if "://" not in target and not target.startswith("mailto:")
    ]


def anchors(page: Path) -> set[str]:
    """The anchors of the page's headings, as MkDocs and GitHub make them."""
    headings = _HEADING.findall(_prose(page))
    return {re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower()) for heading in headings}


def inline_code(page: Path) -> list[str]:
    """What stands between single backticks."""
    return _INLINE.findall(_prose(page))


def commands(page: Path, program: str) -> Iterator[list[str]]:
    """The arguments of each command line of `program`, in blocks and in inline code."""
    blocks = [
        line.strip().removeprefix("$ ") for block in _FENCE.findall(_text(page)) for line in block.splitlines()[1:]
    ]
    for line in [*_joined(blocks), *inline_code(page)]:
        if program not in line:
            continue
        for words in _pipeline(line):
            while words and "=" in words[0]:
                words = words[1:]
            if words and Path(words[0]).name == program and not words[0].endswith("/"):
                yield words[1:]


def _joined(lines: list[str]) -> Iterator[str]:
    """The lines with those put together that end in a backslash."""
    pending = ""
    for line in lines:
        pending += line.removesuffix("\\")
        if not line.endswith("\\"):
            yield pending
            pending = ""


def _pipeline(line: str) -> Iterator[list[str]]:
    """The words of each command of a shell line; what is no shell has none."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words: list[str] = []
    try:
        for token in lexer:
            if token in _OPERATORS:
                yield words
                words = []
            else:
                words.append(token)
    except ValueError:  # prose or output with a single quotation mark
        return
    yield words


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def _prose(page: Path) -> str:
    return _FENCE.sub("", _text(page))
