"""A picture in a terminal's pixels (sixel): what stood in its cells before is taken away first.

textual-image draws the pixels and nothing else. Where they do not fill the last row and column of cells, words of what
was there before stayed: of the help, of an answer that was scrolled.
"""

from rich.segment import Segment
from textual.app import ComposeResult
from textual.geometry import Region
from textual.strip import Strip
from textual_image.widget.sixel import Image, _ImageSixelImpl


class SixelPicture(Image, Renderable=Image._Renderable):
    """textual-image's picture over blank cells."""

    def compose(self) -> ComposeResult:
        """The picture's lines."""
        yield _OverBlanks(self.image, self._sixel_options)


class _OverBlanks(_ImageSixelImpl, inherit_css=False, can_focus=False):
    # The pixels come with the last line, so that the blanks of all lines are below them.
    def render_lines(self, crop: Region) -> list[Strip]:
        blank = Segment(" " * crop.width, self.rich_style)
        return [Strip([blank, *line], cell_length=crop.width) for line in super().render_lines(crop)]
