"""The tag `{% generation %}` of chat templates, which marks what a model is to learn in training, and nothing here."""

from typing import TYPE_CHECKING

from jinja2 import nodes
from jinja2.ext import Extension

if TYPE_CHECKING:
    from jinja2.parser import Parser


class GenerationTag(Extension):
    """Leaves what stands between `{% generation %}` and `{% endgeneration %}` as it is."""

    tags = {"generation"}  # noqa: RUF012 - Jinja declares it so

    def parse(self, parser: "Parser") -> list[nodes.Node]:
        """The nodes in between."""
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)
