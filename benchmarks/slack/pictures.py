"""Draws the pictures of docs/slack.md: what people see of the app, from messages that it really sent.

    python -m benchmarks.slack.pictures [--only NAME] [--out docs/slack]

The app runs over the fake workspace, with the real engine and models over the sample handbook; each picture is a
rendering of the blocks that arrived there, in a headless Chromium. Needs `make models` and a `chromium`.
"""

import argparse
import asyncio
import shutil
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.slack.drawing import Drawing
from bot.engine import Engine
from bot.settings import Settings
from bot.slack import digest
from bot.slack.app import SlackApp, running
from bot.slack.tokens import Tokens
from bot.slack_settings import SlackSettings
from tests.fakes.slack import SlackWorkspace
from tests.fakes.slack.channels import Message
from tests.fakes.slack.state import File

if TYPE_CHECKING:
    from PIL import Image

REPOSITORY = Path(__file__).parents[2]
SAMPLE = REPOSITORY / "docs" / "sample"
WIDTH, TALLEST = 760, 2_400
MOST = 1_100
"""Rows of a page that are kept: a longer one fades out, as what is scrolled away."""

MORNING = 36_480.0
"""The second of the day at which the scene begins: 10:08."""

PATIENCE = 300.0
SCALE = 1.5
FADE = 220


class Scene:
    """A workspace in which the app answers from the sample handbook, and the pictures that were drawn of it."""

    def __init__(self, slack: SlackWorkspace, app: SlackApp, settings: Settings) -> None:
        names = {person.id: person.name for person in slack.world.state.people.values()}
        names |= {group.id: group.handle for group in slack.world.state.groups.values()}
        self.slack, self.app, self.settings = slack, app, settings
        self.drawing = Drawing(names, slack.bot)
        self.pages: dict[str, str] = {}

    async def asked(self, channel: str, user: str, text: str, *files: File) -> tuple[Message, Message]:
        """A question and its finished reply."""
        ts = await self.slack.say(channel, user, text, files=files)
        reply = await self.slack.reply_to(channel, ts, within=PATIENCE)
        await self.app.idle()
        return self.slack.world.channel(channel).messages[ts], reply

    def sample(self, name: str) -> File:
        """A screenshot of the sample handbook's questions, uploaded."""
        return self.slack.file(name, (SAMPLE / "images" / name).read_bytes())

    def thread(self, name: str, title: str, question: Message, *replies: Message, note: str = "") -> None:
        """A picture of a question and what stands below it."""
        draw, pictures = self.drawing, {file.id: file.content for file in self.slack.world.state.files.values()}
        parts = [draw.bar(title, note), draw.message(question, pictures), draw.replies(len(replies))]
        self.pages[name] = draw.page(*parts, *(draw.message(reply, pictures) for reply in replies))

    def page(self, name: str, *parts: str) -> None:
        """A picture of other things."""
        self.pages[name] = self.drawing.page(*parts)


async def played(scene: Scene) -> None:
    """All the pictures of the page."""
    slack, draw = scene.slack, scene.drawing
    slack.clock.advance((MORNING - slack.clock.now()) % 86_400)
    question, answer = await scene.asked("C2", "U1", "<@BOT> How do I fix VPN error 809?")
    scene.thread("answer", "# help-it", question, answer)
    await slack.click("C2", answer["ts"], "deskside_passages", "U1")
    await scene.app.idle()
    scene.page("passages", draw.modal(_there(slack.modal("U1"))))
    await slack.click("C2", answer["ts"], "deskside_feedback", "U1")

    question, answer = await scene.asked("D2", "U2", "", scene.sample("query-vpn-809.png"))
    scene.thread("screenshot", "Deskside", question, *slack.replies("D2", question["ts"]))

    question, answer = await scene.asked("C2", "U3", "<@BOT> Which bus goes to the new office in Ghent?")
    await slack.click("C2", answer["ts"], "deskside_person", "U3")
    await scene.app.idle()
    scene.thread("not-found", "# help-it", question, *slack.replies("C2", question["ts"]))

    await slack.command("/deskside", "how many caliper licences do we have?", "U1", "C1")
    await scene.app.idle()
    private = slack.ephemerals("U1", "C1")
    scene.page("private", draw.bar("# general"), *(draw.message(message, private=True) for message in private))

    await slack.open_app("U1", "home")
    await slack.idle()
    await scene.app.idle()
    scene.page("home", draw.bar("Deskside", "Home"), draw.home(_there(slack.home("U1"))))

    await _working(scene)
    week = digest.last_week(time.time() + 7 * 86_400)
    await digest.send(scene.app.web, scene.app.ledger, scene.settings, week)
    scene.page("digest", draw.bar("Deskside"), *(draw.message(message) for message in slack.messages("DADMIN")))


async def _working(scene: Scene) -> None:
    """A picture of an answer while it is written."""
    slack, draw = scene.slack, scene.drawing
    ts = await slack.say("C2", "U1", "<@BOT> What do I do when my new laptop is stuck at 0x80180014?")
    await slack.reply_to("C2", ts, lambda message: len(message["text"]) > 80, within=PATIENCE)
    status = [
        call.args["status"] for call in slack.calls("assistant.threads.setStatus") if call.args["thread_ts"] == ts
    ]
    (reply,) = slack.replies("C2", ts)
    question = draw.message(slack.world.channel("C2").messages[ts])
    parts = [draw.bar("# help-it"), question, draw.replies(1), draw.message(reply, streaming=True)]
    scene.page("working", *parts, draw.status(next((s for s in reversed(status) if s), "is writing")))
    await slack.reply_to("C2", ts, within=PATIENCE)
    await scene.app.idle()


def _there(view: Mapping[str, Any] | None) -> Mapping[str, Any]:
    assert view is not None, "nothing was opened"
    return view


@asynccontextmanager
async def opened(home: Path) -> AsyncIterator[Scene]:
    """A scene over a new home that knows the sample handbook."""
    slack_settings = SlackSettings(people="S1", admins=("UADMIN",), digest_channel="")
    settings = Settings(home=home, slack=slack_settings)
    with_digest = slack_settings.model_copy(update={"digest_channel": "UADMIN"})
    async with Engine.open(settings) as engine:
        if not await engine.documents():
            await engine.add([str(SAMPLE / "documents")])
        async with SlackWorkspace() as slack:
            tokens = Tokens.from_environment(slack.environment)
            async with running(settings, engine, tokens) as app:
                yield Scene(slack, app, settings.model_copy(update={"slack": with_digest}))


def shot(page: str, file: Path) -> None:
    """Draws a page into a PNG as tall as what is on it."""
    from PIL import Image, ImageChops

    with tempfile.TemporaryDirectory() as folder:
        source, drawn = Path(folder) / "page.html", Path(folder) / "page.png"
        source.write_text(page, encoding="utf-8")
        command = [
            shutil.which("chromium") or "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            "--disable-background-networking", f"--user-data-dir={folder}/profile",
            f"--force-device-scale-factor={SCALE}", f"--window-size={WIDTH},{TALLEST}", f"--screenshot={drawn}",
            source.as_uri(),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        image = Image.open(drawn).convert("RGB")
    box = ImageChops.difference(image, Image.new("RGB", image.size, (255, 255, 255))).getbbox()
    assert box is not None, "the page is empty"
    image = image.crop((0, 0, image.width, min(image.height, box[3] + 18)))
    if image.height > MOST * SCALE:
        image = _faded(image.crop((0, 0, image.width, round(MOST * SCALE))))
    image.quantize(64).save(file, optimize=True)
    print(f"{file}: {file.stat().st_size / 1000:.0f} kB")


def _faded(image: "Image.Image") -> "Image.Image":
    """The picture with its last rows turning white."""
    from PIL import Image

    shade = Image.linear_gradient("L").resize((image.width, FADE))
    mask = Image.new("L", image.size, 0)
    mask.paste(shade, (0, image.height - FADE))
    return Image.composite(Image.new("RGB", image.size, (255, 255, 255)), image, mask)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="the one picture to draw")
    parser.add_argument("--out", type=Path, default=REPOSITORY / "docs" / "slack")
    parser.add_argument("--home", type=Path, help="a data home to keep the sample handbook in")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or Path(folder) / "home"
        home.mkdir(exist_ok=True)
        if not (home / "models").exists():
            (home / "models").symlink_to(REPOSITORY / ".deskside" / "models", target_is_directory=True)
        for left_over in home.glob("slack.db*"):
            left_over.unlink()
        pages = asyncio.run(_pages(home))
    for name, page in pages.items():
        if options.only in ("", name):
            shot(page, options.out / f"{name}.png")


async def _pages(home: Path) -> dict[str, str]:
    async with opened(home) as scene:
        await played(scene)
        return scene.pages


if __name__ == "__main__":
    main()
