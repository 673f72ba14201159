"""The words of one paragraph, heading or cell: emphasis, code, links with their true target, and citations.

A link can lie about where it leads, and an entity (`&#8238;`) can smuggle in a character that the source was cleared
of: so targets are always shown, only http and https can be followed, and the text is cleared again after parsing.
"""

import re
from collections.abc import Collection, Iterator, Sequence

from markdown_it.tree import SyntaxTreeNode
from textual.content import Content, Span
from textual.style import Style

from bot.untrusted import shown, shown_line

CITATION = re.compile(r"\[(\d{1,3})\]")
FOLLOWED = re.compile(r"https?://[^\s/]", re.IGNORECASE)

STYLES = {"strong": "bold", "em": "italic", "s": "strike"}
CODE = "$text-secondary"
LINK = "$text-accent"

Run = tuple[str, Sequence[str | Style]]
"""A stretch of text and the styles on it."""


def inline(node: SyntaxTreeNode, citations: Collection[int], style: str = "") -> Content:
    """The content of an inline node; `[2]` can be clicked where 2 is one of the citations."""
    texts: list[str] = []
    spans: list[Span] = []
    end = 0
    for text, styles in _runs(node, (style,) if style else ()):
        start, end = end, end + len(text)
        texts.append(text)
        spans += (Span(start, end, each) for each in styles)
    whole = "".join(texts)
    return Content(whole, [*spans, *_citation_spans(whole, citations)])


def _citation_spans(text: str, citations: Collection[int]) -> Iterator[Span]:
    """Sets citation marks apart, and makes those clickable that lead somewhere."""
    for mark in CITATION.finditer(text):
        yield Span(*mark.span(), LINK)
        if (number := int(mark[1])) in citations:
            yield Span(*mark.span(), clickable(f"cite({number})"))


def clickable(action: str) -> Style:
    """The style that runs an action of the widget under the pointer when it is clicked."""
    return Style.from_meta({"@click": action})


def _runs(node: SyntaxTreeNode, styles: Sequence[str | Style]) -> Iterator[Run]:
    for child in node.children:
        match child.type:
            case "text" | "text_special":
                # A line break that an entity made would break the drawing of lines.
                yield shown(child.content).replace("\n", " "), styles
            case "softbreak":
                yield " ", styles
            case "hardbreak":
                yield "\n", styles
            case "code_inline":
                yield shown_line(child.content), (*styles, CODE)
            case "link":
                yield from _link(child, styles)
            case "image":
                yield _image(child), styles
            case kind:
                yield from _runs(child, (*styles, STYLES[kind]) if kind in STYLES else styles)


def _link(node: SyntaxTreeNode, styles: Sequence[str | Style]) -> Iterator[Run]:
    """The link's text and then its target, unless the text is the target itself."""
    target = shown_line(str(node.attrs.get("href", "")))
    words = list(_runs(node, styles))
    if not FOLLOWED.match(target):
        yield from words
        if target and "".join(text for text, _ in words) != target.removeprefix("mailto:"):
            yield f" ({target})", (*styles, "$text-muted")
        return
    follow = (*styles, LINK, "underline", clickable(f"follow({target!r})"))
    for text, own in words:
        yield text, (*own, *follow[len(styles) :])
    if "".join(text for text, _ in words) != target:
        yield f" ({target})", (*styles, "$text-muted", follow[-1])


def _image(node: SyntaxTreeNode) -> str:
    words = shown_line(node.content)
    return f"[picture: {words}]" if words else "[picture]"
