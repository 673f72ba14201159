"""Makes pictures for tests: words on a ground, and files that are larger when decoded than anybody should decode."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from models.pictures import Picture, open_picture


def written(
    *lines: str, size: int = 16, ink: str = "black", ground: str = "white", margin: int = 12, mode: str = "RGB"
) -> Image.Image:
    """A picture with these lines of text, one below the other, in Pillow's own font."""
    font = ImageFont.load_default(size)
    width = round(max(font.getlength(line) for line in lines)) + 2 * margin
    image = Image.new(mode, (width, round(len(lines) * size * 1.6) + 2 * margin), ground)
    for index, line in enumerate(lines):
        ImageDraw.Draw(image).text((margin, margin + index * size * 1.6), line, font=font, fill=ink)
    return image


def file_of(image: Image.Image, form: str = "PNG", **options: Any) -> bytes:
    """The bytes of a picture in a format."""
    content = io.BytesIO()
    image.save(content, form, **options)
    return content.getvalue()


def picture_of(image: Image.Image, name: str = "picture") -> Picture:
    """An opened picture of what was drawn."""
    return open_picture(file_of(image), name)


def png_bomb(side: int) -> bytes:
    """A whole, valid PNG of one bit a pixel, tiny as a file."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = zlib.compressobj(1)
    row = bytes(1 + -(-side // 8))
    data = b"".join(rows.compress(row) for _ in range(side)) + rows.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def jpeg_bomb(side: int, shade: int = 120) -> bytes:
    """A whole, valid grey JPEG: the coded data of one strip of eight rows, repeated with restart markers between."""
    strip = file_of(Image.new("L", (side, 8), shade), "JPEG", restart_marker_rows=1)
    scan = strip.index(b"\xff\xda")
    start = scan + 2 + int.from_bytes(strip[scan + 2 : scan + 4], "big")
    header, row = bytearray(strip[:start]), strip[start : strip.rindex(b"\xff\xd9")]
    frame = header.index(b"\xff\xc0")
    header[frame + 5 : frame + 7] = struct.pack(">H", side)
    rows = -(-side // 8)
    coded = b"".join(row + (bytes((0xFF, 0xD0 + index % 8)) if index < rows - 1 else b"") for index in range(rows))
    return bytes(header) + coded + b"\xff\xd9"
