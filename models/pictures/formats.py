"""Tells a file's format from its first bytes. It never trusts a name and decodes nothing."""

import re

from models.pictures.unreadable import PictureUnreadable

SEND_ANOTHER = "Send it as PNG or JPEG."

# The formats whose decoders are safe to give a stranger's bytes: no interpreter, no file of another program.
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
)
_BRANDS = {
    **dict.fromkeys((b"avif", b"avis"), "AVIF"),
    **dict.fromkeys((b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"), "HEIF"),
}
HEAD = 1024
"""Bytes from a file's start that tell its format."""

_DOCUMENT = "Add it as a document with `deskside add`, or send a picture of the page that matters."
_SCREENSHOT = "Send a screenshot of what you see."
# What people send instead of a picture, as the start of a file, and what to say of it.
_OTHERS = (
    (rb"%PDF-", "a PDF", _DOCUMENT),
    (rb"PK\x03\x04", "a document or an archive", _DOCUMENT),
    (rb"\xd0\xcf\x11\xe0", "an old Office document", _DOCUMENT),
    (rb"(?s)\s*(?:<\?xml.{0,800}?|<!--.{0,400}?-->\s*)?(?:<!DOCTYPE\s+svg|<svg[\s>])", "an SVG drawing", _SCREENSHOT),
    (rb"(?i)\s*(?:<!doctype\s+html|<html)", "a web page", "Download the picture itself, then send it."),
    (rb"%!PS|\xc5\xd0\xd3\xc6", "a PostScript drawing", _SCREENSHOT),
    (rb"8BPS", "a Photoshop document", SEND_ANOTHER),
    (rb"\xff\x0a|\x00\x00\x00\x0cJXL ", "a JPEG XL picture", SEND_ANOTHER),
    (rb"....ftyp|\x1aE\xdf\xa3|RIFF....AVI ", "a video", _SCREENSHOT),
)


def format_of(content: bytes, name: str) -> str:
    """The picture's format by Pillow's name; raises PictureUnreadable, saying what it is instead, for all others."""
    head = content[:HEAD].removeprefix(b"\xef\xbb\xbf")
    for magic, found in _MAGIC:
        if head.startswith(magic):
            return found
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp" and (brand := _brand(head)) is not None:
        return brand
    for pattern, what, next_step in _OTHERS:
        if re.match(pattern, head, re.DOTALL):
            raise PictureUnreadable(f"{name} is {what}, not a picture.", next_step)
    raise PictureUnreadable(f"{name} is not a picture in a format that can be read.", SEND_ANOTHER)


def _brand(head: bytes) -> str | None:
    """The format that an ISO container's brands name: the main one, or else the first known compatible one."""
    end = max(16, min(int.from_bytes(head[:4], "big"), HEAD))
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, end, 4))]
    if brands[0] in (b"mif1", b"msf1") and b"avif" in brands:
        return "AVIF"
    return next((_BRANDS[brand] for brand in brands if brand in _BRANDS), None)
