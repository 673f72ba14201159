"""Renders every page in `screens/` to a PNG with headless Chromium: `python docs/sample/make_screens.py [NAME…]`.

Pages named `screen-…` become pictures of the handbook, pages named `query-…` become pictures that askers attach.
The size of a picture stands in its page: `<meta name="screen" content="WIDTHxHEIGHT">`.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

SAMPLE = Path(__file__).parent
SCREENS = SAMPLE / "screens"
SIZE = re.compile(r'<meta name="screen" content="(\d+)x(\d+)">')
COLOURS = 128  # enough for flat interfaces, and a third of the bytes of true colour


def picture_of(page: Path) -> Path:
    """Where the picture of a page belongs."""
    folder = SAMPLE / "images" if page.stem.startswith("query-") else SAMPLE / "documents" / "images"
    return folder / f"{page.stem}.png"


def render(page: Path, browser: str) -> Path:
    """Render one page and return its picture; raises `ValueError` for a page that names no size."""
    size = SIZE.search(page.read_text(encoding="utf-8"))
    if size is None:
        raise ValueError(f"{page} names no size: add <meta name='screen' content='WIDTHxHEIGHT'>")
    picture = picture_of(page)
    picture.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        raw = Path(profile) / "screen.png"
        subprocess.run(
            [
                browser,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--hide-scrollbars",
                f"--user-data-dir={profile}/profile",
                f"--window-size={size[1]},{size[2]}",
                f"--screenshot={raw}",
                page.resolve().as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=60,
        )
        with Image.open(raw) as image:
            image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(picture, optimize=True)
    return picture


def main(names: list[str]) -> None:
    """Render the named pages, or all of them."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        sys.exit("No Chromium found: install the package `chromium` first.")
    pages = [SCREENS / f"{name}.html" for name in names] or sorted(SCREENS.glob("*.html"))
    for page in pages:
        picture = render(page, browser)
        print(f"{picture.relative_to(SAMPLE)}  {picture.stat().st_size / 1000:.0f} kB")  # noqa: T201 - what this script has to say


if __name__ == "__main__":
    main(sys.argv[1:])
