"""A conversation as one HTML page that needs nothing else: no script, no picture, no font from elsewhere."""

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from bot.conversations import ConversationWindow
from bot.untrusted import shown
from tui.opener import is_web_address

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup


def as_html(conversation: ConversationWindow) -> str:
    """The page. Whatever was said stands in it as text: only Markdown's own marks become tags."""
    return _template().render(conversation=conversation)


@cache
def _template() -> "Template":
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"answer": _answer, "shown": shown}
    environment.tests["web_address"] = is_web_address
    page = resources.files("tui.export").joinpath("conversation.html.jinja").read_text(encoding="utf-8")
    return environment.from_string(page)


def _answer(text: str) -> "Markup":
    """An answer's Markdown as HTML; tags in it are text, and no picture is fetched when the page is opened."""
    from markdown_it import MarkdownIt
    from markupsafe import Markup

    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "html_block", "html_inline"])
    tokens = markdown.parse(shown(text))
    for token in tokens:
        if token.type == "table_open":
            token.attrSet("tabindex", "0")  # A wide one is scrolled, and then by keys as well.
    return Markup(markdown.renderer.render(tokens, markdown.options, {}))  # noqa: S704 - rendered with HTML off
