"""Records the README's picture of the chat: the real engine answers from the sample handbook, frame by frame.

    python -m benchmarks.terminal.demo [--out docs/chat.svg]

The frames are the app's own SVG screenshots, put one after the other in one SVG that any browser plays.
"""

import argparse
import asyncio
import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.terminal.latency import home_with_sample
from bot.attach import attach_engine
from bot.settings import Settings
from tui.app import DesksideApp

QUESTION = "What do I do when my laptop is stolen?"
SIZE = (110, 28)
ROUNDS = 2_000


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--out", type=Path, default=Path("docs/chat.svg"))
    given = arguments.parse_args()
    os.environ["COLORTERM"] = "truecolor"
    with tempfile.TemporaryDirectory() as folder, home_with_sample(Path(folder)) as env:
        frames = asyncio.run(record(Settings(home=Path(env["DESKSIDE_HOME"]), space="sample")))
    given.out.write_text(played(frames), encoding="utf-8")
    print(f"{given.out}: {len(frames)} frames, {given.out.stat().st_size / 1000:.0f} kB")


async def record(settings: Settings) -> list[tuple[str, float]]:
    """The frames, each with the seconds that it is shown."""
    app = DesksideApp(settings, attach_engine, lambda settings: ())
    frames: list[tuple[str, float]] = []

    def take(seconds: float) -> None:
        frames.append((app.export_screenshot(title="deskside chat"), seconds))

    async with app.run_test(size=SIZE) as pilot:
        chat = app.chat
        while app.connection.engine is None or not chat.status.model:
            await pilot.pause(0.05)
        await pilot.press(*QUESTION)
        await pilot.pause()
        take(1.5)
        await pilot.press("enter")
        while chat.panel.is_empty:
            await pilot.pause(0.01)
        take(1.2)
        card = chat.transcript.cards[0]
        while "2." not in card.text and not card.ended:
            await pilot.pause(0.01)
        await pilot.pause(0.06)
        take(1.2)
        while not card.ended:
            await pilot.pause(0.05)
        await pilot.pause(0.2)
        take(4.0)
        await pilot.press("shift+tab", "1")
        await pilot.pause(0.5)
        take(4.0)
    return frames


def played(frames: Sequence[tuple[str, float]]) -> str:
    """One SVG that shows the frames in turn, without scripts and without fonts from elsewhere."""
    total = sum(seconds for _, seconds in frames)
    view = re.search(r'viewBox="([^"]+)"', frames[0][0])
    if view is None:
        raise ValueError("A screenshot has no size.")
    rules, pictures, at = [], [], 0.0
    for number, (svg, seconds) in enumerate(frames):
        start, end = 100 * at / total, 100 * (at + seconds) / total
        hidden = "" if number == 0 else f"0%, {start - 0.01:.2f}% {{ visibility: hidden }} "
        after = "" if number == len(frames) - 1 else f" {end + 0.01:.2f}%, 100% {{ visibility: hidden }}"
        rules.append(f"@keyframes f{number} {{ {hidden}{start:.2f}%, {end:.2f}% {{ visibility: visible }}{after} }}")
        rules.append(f".f{number} {{ visibility: hidden; animation: f{number} {total}s step-end infinite }}")
        pictures.append(f'<g class="f{number}">{lighter(svg)}</g>')
        at += seconds
    # Who asked for no motion sees the picture that is shown the longest: the finished answer.
    still = max(range(len(frames)), key=lambda number: frames[number][1])
    shown = f"g[class] {{ animation: none }} .f{still} {{ visibility: visible }}"
    rules.append(f"@media (prefers-reduced-motion: reduce) {{ {shown} }}")
    style = "<style>" + "\n".join(rules) + "</style>"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view[1]}">{style}{"".join(pictures)}</svg>\n'


def lighter(svg: str) -> str:
    """A screenshot without fonts from elsewhere, and without what nobody sees: blanks, and clips that clip nothing."""
    svg = re.sub(r"@font-face\s*\{.*?\}", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code", "ui-monospace, Menlo, Consolas")
    svg = re.sub(r'<clipPath id="[^"]*-line-\d+">.*?</clipPath>', "", svg, flags=re.DOTALL)
    svg = re.sub(r' clip-path="url\(#[^)]*-line-\d+\)"', "", svg)
    svg = re.sub(r"<text[^>]*>(?:&#160;)*</text>", "", svg)
    svg = svg.replace(' shape-rendering="crispEdges"', "")
    return re.sub(r"\n\s*", "\n", svg)


if __name__ == "__main__":
    main()
