"""A screenshot through the real eyes: drawn, read, found and answered, and others answered meanwhile."""

import asyncio
from io import BytesIO

import pytest
from PIL import Image, ImageDraw, ImageFont

from bot.engine import Engine
from bot.events import Answer, Attachment, Question, Read
from bot.settings import Settings
from tests.bot.asking import answer_in, answer_to
from tests.bot.conftest import MakeHome

LINES = ("OpenFort client", "Error 809", "The connection to the VPN server could not be established.")


def dialog(size: tuple[int, int], dark: bool) -> Attachment:
    """A dialog as a client draws it, on a desktop of that size."""
    ground, ink = ((32, 32, 36), (235, 235, 235)) if dark else ((250, 250, 250), (20, 20, 20))
    picture = Image.new("RGB", size, ground)
    draw = ImageDraw.Draw(picture)
    for n, line in enumerate(LINES):
        draw.text((40, 30 + 50 * n), line, ink, ImageFont.load_default(20 if n == 0 else 18))
    file = BytesIO()
    picture.save(file, "PNG")
    return Attachment("dialog.png", file.getvalue())


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_a_drawn_dialog_is_read_and_answered_while_others_are(make_home: MakeHome, dark: bool) -> None:
    async with Engine.open(Settings(home=make_home(), threads=1)) as engine:

        async def asked() -> tuple[Read, Answer]:
            question = Question("", (dialog((720, 220), dark),))
            events = [event async for event in engine.ask(question)]
            [read] = [event for event in events if isinstance(event, Read)]
            return read, answer_in(events)

        (read, answer), other = await asyncio.gather(asked(), answer_to(engine, "Which printer prints posters?"))
    assert "Error 809" in read.text and LINES[2] in read.text
    assert answer.text.startswith("Your screenshot shows error 809") and "Open UDP ports 500 and 4500" in answer.text
    assert {citation.document for citation in answer.citations} == {"vpn.md"}
    assert "floor 3" in other.text
