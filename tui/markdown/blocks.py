"""Markdown as screen lines of a given width, each a `Content`."""

from collections.abc import Collection, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from textual.content import Content
from textual.highlight import highlight

from bot.untrusted import shown, shown_line
from tui.markdown.code_line import CodeLine
from tui.markdown.inline import inline
from tui.markdown.table import table_lines

LEAST_WIDTH = 8


@cache
def parser() -> MarkdownIt:
    """The parser: CommonMark with tables and bare links; no HTML, and no link definitions.

    A definition (`[1]: http://…`) in an answer would turn every citation mark into a link of its author's choosing.
    """
    parser = MarkdownIt("commonmark", {"html": False, "linkify": True, "maxNesting": 12})
    parser.enable(["table", "strikethrough", "linkify"])
    parser.disable(["reference", "html_block", "html_inline"])
    if parser.linkify is not None:
        parser.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    return parser


def parse(source: str) -> SyntaxTreeNode:
    """The tree of a Markdown text."""
    return SyntaxTreeNode(parser().parse(source))


def render(source: str, width: int, citations: Collection[int] = ()) -> list[Content]:
    """The lines of a Markdown text, none wider than `width` cells."""
    return render_blocks(parse(source).children, width, citations)


def render_blocks(blocks: Sequence[SyntaxTreeNode], width: int, citations: Collection[int] = ()) -> list[Content]:
    """The lines of blocks that were parsed before."""
    return _blocks(blocks, max(width, LEAST_WIDTH), citations)


def code_in(source: str) -> list[str]:
    """The blocks of code of a Markdown text, without their fences."""
    nodes = parse(source).walk(include_self=False)
    return [shown(node.content).rstrip("\n") for node in nodes if node.type in ("fence", "code_block")]


def _blocks(
    nodes: Sequence[SyntaxTreeNode], width: int, citations: Collection[int], spaced: bool = True
) -> list[Content]:
    lines: list[Content] = []
    for node in nodes:
        block = _block(node, width, citations)
        if lines and block and spaced:
            lines.append(Content(""))
        lines += block
    return lines


def _block(node: SyntaxTreeNode, width: int, citations: Collection[int]) -> list[Content]:
    match node.type:
        case "paragraph":
            return _wrapped(inline(node.children[0], citations), width)
        case "heading":
            return _wrapped(inline(node.children[0], citations, "bold $text-primary"), width)
        case "bullet_list" | "ordered_list":
            return _list(node, width, citations)
        case "fence" | "code_block":
            return _code(node, width)
        case "blockquote":
            return _indented(_blocks(node.children, width - 2, citations), Content.styled("▎ ", "$text-muted"))
        case "table":
            return table_lines(_cells(node, citations), width)
        case "hr":
            return [Content.styled("─" * width, "$text-muted")]
        case _:
            return _wrapped(Content(shown(node.content)), width) if node.content else []


def _list(node: SyntaxTreeNode, width: int, citations: Collection[int]) -> list[Content]:
    items = node.children
    first = int(node.attrs.get("start", 1))
    ordered = node.type == "ordered_list"
    digits = len(str(first + len(items) - 1))
    lines: list[Content] = []
    for number, item in enumerate(items, first):
        marker = f"{number}.".rjust(digits + 1) + " " if ordered else "• "
        if len(marker) > width // 2:
            marker = ""
        body = _blocks(item.children, width - len(marker), citations, spaced=False) or [Content("")]
        rest = _indented(body[1:], Content(" " * len(marker)))
        lines += [*_indented(body[:1], Content.styled(marker, "$text-primary")), *rest]
    return lines


def _code(node: SyntaxTreeNode, width: int) -> list[Content]:
    """The code, coloured; a line that is too long goes on below, for a scroll bar would hide its end."""
    code = shown(node.content).rstrip("\n")
    if not code:
        return []
    language = shown_line(node.info).split(" ")[0] if node.info else "text"
    inside = width - 2
    lines: list[Content] = []
    for line in highlight(code, language=language).split("\n", allow_blank=True):
        *parts, last = line.fold(inside) or [Content("")]
        lines += [*(_code_line(part, inside, goes_on=True) for part in parts), _code_line(last, inside, goes_on=False)]
    return lines


def _code_line(code: Content, inside: int, *, goes_on: bool) -> CodeLine:
    padding = " " * max(0, inside + 1 - code.cell_length)
    drawn = Content.assemble(" ", code, padding).stylize_before("on $surface-active")
    return CodeLine(drawn, 1, 1 + len(code.plain), goes_on)


def _cells(table: SyntaxTreeNode, citations: Collection[int]) -> list[list[Content]]:
    return [
        [inline(cell.children[0], citations) if cell.children else Content("") for cell in row.children]
        for part in table.children
        for row in part.children
    ]


def _wrapped(content: Content, width: int) -> list[Content]:
    return content.wrap(max(width, 2))


def _indented(lines: Sequence[Content], indent: Content) -> list[Content]:
    return [line.behind(indent) if isinstance(line, CodeLine) else indent + line for line in lines]
