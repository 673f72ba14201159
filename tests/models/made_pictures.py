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
    rows = zlib.compressobj(1)
    row = bytes(1 + -(-side // 8))
    data = b"".join(rows.compress(row) for _ in range(side)) + rows.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


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


def png_of_chunks(megabytes: int) -> bytes:
    """A valid PNG with empty chunks of nobody's before its data."""
    whole = file_of(Image.new("L", (100, 100)))
    return whole[:33] + _chunk(b"prVt", b"") * (megabytes * 1_000_000 // 12) + whole[33:]


def jpeg_of_comments(megabytes: int) -> bytes:
    """A valid JPEG with empty comments before its data."""
    whole = file_of(Image.new("L", (100, 100)), "JPEG")
    return whole[:2] + b"\xff\xfe\x00\x02" * (megabytes * 250_000) + whole[2:]


def gif_of_remarks(megabytes: int) -> bytes:
    """A valid GIF with empty remarks before its frame."""
    whole = file_of(Image.new("1", (100, 100)), "GIF")
    frame = whole.index(b"\x2c" + bytes(4))
    return whole[:frame] + b"\x21\xfe\x00" * (megabytes * 1_000_000 // 3) + whole[frame:]


def tiff_of_tiles(side: int) -> bytes:
    """A valid grey TIFF of tiles of one pixel."""
    count, held = side * side, 8 + 2 + 9 * 12 + 4
    tags = [(256, side), (257, side), (258, 8), (259, 1), (262, 1), (322, 1), (323, 1)]
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    entries += struct.pack("<HHIIHHII", 324, 4, count, held, 325, 4, count, held + 4 * count)
    head = b"II*\0" + struct.pack("<IH", 8, 9) + entries + bytes(4)
    return head + struct.pack("<I", 8) * count + struct.pack("<I", 1) * count


def tiff_of_repeats(megabytes: int, times: int) -> bytes:
    """The directory of a TIFF, or of an EXIF block, with so many entries that are each the same bytes."""
    size, held = megabytes * 1_000_000, 8 + 2 + times * 12 + 4
    entries = b"".join(struct.pack("<HHII", 40_000 + number, 7, size, held) for number in range(times))
    return b"II*\0" + struct.pack("<IH", 8, times) + entries + bytes(4 + size)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
