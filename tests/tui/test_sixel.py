"""Pictures in a terminal's pixels: nothing of what stood there before looks out beside them."""

from PIL import Image
from textual.app import App, ComposeResult

from tui.sixel import SixelPicture


class Shown(App[None]):
    CSS = "SixelPicture { width: 9; height: 3; }"

    def compose(self) -> ComposeResult:
        yield SixelPicture(Image.new("RGB", (50, 30), "red"))


async def test_the_cells_below_a_picture_are_blank() -> None:
    async with Shown().run_test() as pilot:
        (drawn,) = pilot.app.query_one(SixelPicture).children
        lines = drawn.render_lines(drawn.size.region)
        assert [line.text[:9] for line in lines] == [" " * 9] * 3
        assert "\x1bP" in lines[-1].text  # the pixels come after the blanks
        assert [line.cell_length for line in lines] == [9, 9, 9]
