"""Draws error dialogs with codes in them: light, dark and coloured themes, several fonts, scales and layouts."""

import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONT_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".fonts",
    Path("/Library/Fonts"),
)
SANS = (
    "LiberationSans-Regular.ttf",
    "DejaVuSans.ttf",
    "NotoSans-Regular.ttf",
    "OpenSans-Regular.ttf",
    "Roboto-Regular.ttf",
)
MONO = ("DejaVuSansMono.ttf", "LiberationMono-Regular.ttf", "NotoMono-Regular.ttf")
THEMES = {
    "light": ((255, 255, 255), (20, 20, 20), (240, 240, 240), (0, 90, 158)),
    "grey": ((240, 240, 240), (0, 0, 0), (225, 225, 225), (0, 60, 116)),
    "dark": ((32, 32, 32), (240, 240, 240), (51, 51, 51), (118, 185, 237)),
    "black": ((0, 0, 0), (200, 200, 200), (24, 24, 24), (80, 200, 120)),
    "blue": ((0, 92, 175), (255, 255, 255), (0, 92, 175), (255, 255, 255)),
    "alert": ((253, 231, 233), (90, 10, 15), (250, 215, 218), (164, 38, 44)),
}
MESSAGES = (
    "The remote server could not be reached. Check the network connection and try again.",
    "Windows could not complete the installation. To install Windows on this computer, restart the installation.",
    "We can't sign you in right now. Contact your administrator if the problem continues.",
    "The file could not be saved because another process is using it.",
    "Your license for this product has expired or could not be verified.",
    "The printer is offline or out of paper. The document was not printed.",
    "Access is denied. You don't have permission to open this resource.",
    "The backup job stopped unexpectedly and will be retried in 15 minutes.",
)
TITLES = (
    "Error",
    "Connection failed",
    "Setup",
    "Something went wrong",
    "Windows Update",
    "Mail",
    "VPN client",
    "Sign-in",
)


@dataclass(frozen=True)
class Dialog:
    """A drawn dialog and how it was drawn."""

    content: bytes
    code: str
    theme: str
    scale: float
    font: str
    layout: str
    jpeg: bool


def dialog(rng: random.Random) -> Dialog:
    """A dialog of any theme, font, layout, scale from 1 to 2 and kind of code; half are JPEGs of quality 60."""
    code = rng.choice(list(CODES.values()))(rng)
    theme, layout, scale = rng.choice(list(THEMES)), rng.choice(list(LAYOUTS)), rng.choice((1.0, 1.25, 1.5, 1.75, 2.0))
    sans, mono = rng.choice(installed(SANS)), rng.choice(installed(MONO))
    font = mono if layout == "terminal" or theme == "black" else sans
    image = _drawn(rng, code, theme, layout, scale, font, mono)
    jpeg = rng.random() < 0.5
    content = io.BytesIO()
    image.save(content, "JPEG", quality=60) if jpeg else image.save(content, "PNG")
    return Dialog(content.getvalue(), code, theme, scale, Path(font).stem, layout, jpeg)


def _drawn(
    rng: random.Random, code: str, theme: str, layout: str, scale: float, font_path: str, mono_path: str
) -> Image.Image:
    background, foreground, bar, accent = THEMES[theme]
    size = rng.choice((12, 13, 14, 15))
    font = ImageFont.truetype(font_path, round(size * scale))
    large = ImageFont.truetype(font_path, round(size * 1.5 * scale))
    mono = ImageFont.truetype(mono_path, round(size * scale))
    # Long codes get a window that they fit into.
    widest = max(each.getlength(f"Error {code}") for each in (large, mono))
    width = max(round(rng.choice((380, 460, 560, 680)) * scale), round(widest + 40 * scale))
    pad, step = round(18 * scale), round(size * 1.45 * scale)
    image = Image.new("RGB", (width, round(700 * scale)), background)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width, round(30 * scale)), fill=bar)
    draw.text((pad, round(7 * scale)), rng.choice(TITLES), font=font, fill=foreground)
    draw.text((width - round(24 * scale), round(7 * scale)), "×", font=font, fill=foreground)
    top = round(44 * scale)
    for text, kind in LAYOUTS[layout](rng, code):
        used = {"large": large, "mono": mono}.get(kind, font)
        for line in _wrapped(draw, text, used, width - 2 * pad):
            draw.text((pad, top), line, font=used, fill=accent if kind == "large" else foreground)
            top += round(step * (1.5 if kind == "large" else 1))
        top += step // 2
    if layout != "terminal":
        for index, button in enumerate(rng.choice((("OK",), ("Retry", "Cancel"), ("Close", "Help")))):
            right = width - pad - index * round(96 * scale)
            box = (right - round(84 * scale), top + step // 2, right, top + step // 2 + round(28 * scale))
            draw.rectangle(box, fill=bar, outline=foreground)
            draw.text((box[0] + round(20 * scale), box[1] + round(6 * scale)), button, font=font, fill=foreground)
        top += round(60 * scale)
    return image.crop((0, 0, width, top + pad))


def _wrapped(draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if draw.textlength(longer, font=font) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _hex(rng: random.Random) -> str:
    return "0x" + rng.choice(("8007", "8024", "C000", "800F", "8004", "8009")) + f"{rng.randrange(65536):04X}"


def _mixed(rng: random.Random) -> str:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    prefix = rng.choice(("ERR", "E", "NET", "APP", "SYS"))
    return f"{prefix}-{rng.choice(letters)}{rng.randrange(100):02}{rng.choice(letters)}"


def _constant(rng: random.Random) -> str:
    parts = "ACCESS CONNECTION CERT NAME TIMED_OUT REFUSED DENIED INVALID RESOLVED RESET PROXY SSL COMMON HOST".split()
    return rng.choice(("ERR_", "E_", "DNS_", "STATUS_")) + "_".join(rng.sample(parts, rng.choice((2, 3))))


def _prefixed(rng: random.Random) -> str:
    return rng.choice(("AADSTS", "KB", "TS", "CS", "ORA-", "MSB", "ERR-", "LB-", "TDS-")) + str(
        rng.randrange(100, 99999)
    )


def _guid(rng: random.Random) -> str:
    text = f"{rng.getrandbits(128):032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


CODES: dict[str, Callable[[random.Random], str]] = {
    "hex": _hex,
    "lower hex": lambda rng: _hex(rng).lower(),
    "number": lambda rng: str(rng.choice((809, 720, 691, 1603, 2738, 403, 404, 500, 503, rng.randrange(100, 99999)))),
    "prefixed": _prefixed,
    "mixed": _mixed,
    "constant": _constant,
    "guid": _guid,
    "dashed": lambda rng: f"{rng.randrange(1000)}-{rng.randrange(10000)}-0x{rng.randrange(256):02X}",
}
LAYOUTS: dict[str, Callable[[random.Random, str], list[tuple[str, str]]]] = {
    "code line": lambda rng, code: [
        (rng.choice(TITLES), "large"),
        (rng.choice(MESSAGES), ""),
        (f"Error code: {code}", ""),
    ],
    "inline": lambda rng, code: [(f"{rng.choice(MESSAGES)} Error {code} was returned by the server.", "")],
    "parentheses": lambda rng, code: [(f"{rng.choice(MESSAGES)} ({code})", ""), ("See the log for details.", "")],
    "heading": lambda rng, code: [(f"Error {code}", "large"), (rng.choice(MESSAGES), "")],
    "details": lambda rng, code: [
        (rng.choice(MESSAGES), ""),
        ("Technical details", ""),
        (f"Code={code}", "mono"),
        (f"Time=2026-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02} 10:{rng.randrange(60):02}", "mono"),
    ],
    "terminal": lambda rng, code: [
        ("$ deploy --target production", "mono"),
        (f"error: request failed with {code}", "mono"),
        (rng.choice(MESSAGES), "mono"),
    ],
}


@cache
def installed(names: tuple[str, ...]) -> list[str]:
    """Paths of those fonts that this machine has; raises FileNotFoundError when it has none."""
    files = {path.name: str(path) for folder in FONT_FOLDERS if folder.is_dir() for path in folder.rglob("*.ttf")}
    found = [files[name] for name in names if name in files]
    if not found:
        raise FileNotFoundError(f"none of these fonts is installed: {', '.join(names)}")
    return found
