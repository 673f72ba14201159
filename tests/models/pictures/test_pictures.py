"""Whatever is sent as a picture is opened as it was meant, or refused in a sentence that says what to send instead."""

import io
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageChops

from models.pictures import PictureUnreadable, open_picture
from models.pictures.opening import MOST_BYTES, MOST_PIXELS, MOST_SIDE
from tests.models.made_pictures import (
    file_of,
    gif_of_remarks,
    jpeg_bomb,
    jpeg_of_comments,
    png_bomb,
    png_of_chunks,
    tiff_of_repeats,
    tiff_of_tiles,
    written,
)

HEIC = Path(__file__).parent / "error-809.heic"
SHADES = Image.linear_gradient("L").resize((120, 90))


def opened(image: Image.Image, form: str = "PNG", **options: object) -> Image.Image:
    return open_picture(file_of(image, form, **options), "picture").image


def refused(content: bytes) -> str:
    with pytest.raises(PictureUnreadable) as caught:
        open_picture(content, "sent.png")
    assert caught.value.code == "picture"
    assert caught.value.problem.startswith("sent.png ")
    assert caught.value.next_step
    return str(caught.value)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "AVIF"])
def test_formats_people_send_are_opened(form: str) -> None:
    image = opened(SHADES.convert("RGB"), form)
    assert (image.mode, image.size) == ("RGB", (120, 90))
    assert image.getpixel((60, 2))[0] < 30 < 220 < image.getpixel((60, 88))[0]


def test_picture_knows_its_name_and_the_bytes_it_came_from() -> None:
    content = file_of(SHADES)
    first, second = open_picture(content, "a.png"), open_picture(content, "b.png")
    assert (first.name, len(first.digest)) == ("a.png", 64)
    assert first.digest == second.digest != open_picture(file_of(SHADES, "BMP"), "a").digest


def test_phone_photograph_in_heic_is_opened() -> None:
    image = open_picture(HEIC.read_bytes(), "IMG_0809.HEIC").image
    assert (image.mode, image.size) == ("RGB", (160, 64))
    assert min(image.convert("L").crop((10, 20, 150, 44)).getextrema()) < 60


def test_cmyk_looks_as_it_did() -> None:
    colours = Image.new("RGB", (40, 40), (200, 30, 40)).convert("CMYK")
    red, green, blue = opened(colours, "JPEG", quality=95).getpixel((20, 20))
    assert red > 150 and green < 90 and blue < 90


def test_sixteen_bits_keep_their_shades() -> None:
    deep = Image.fromarray(np.linspace(0, 65535, 120 * 90).reshape(90, 120).astype(np.uint16))
    image = opened(deep)
    assert image.getpixel((0, 0))[0] < 5
    assert 120 < image.getpixel((60, 45))[0] < 136
    assert image.getpixel((119, 89))[0] > 250


def test_floats_keep_their_shades() -> None:
    image = opened(Image.fromarray(np.linspace(-1, 3, 120 * 90).reshape(90, 120).astype(np.float32)), "TIFF")
    assert 120 < image.getpixel((60, 45))[0] < 136


def test_light_text_on_nothing_is_laid_on_black() -> None:
    image = opened(written("Error 809", ink="white", ground="#00000000", mode="RGBA"))
    assert image.getpixel((0, 0)) == (0, 0, 0)
    assert image.getextrema()[0][1] > 200


def test_dark_text_on_nothing_is_laid_on_white() -> None:
    image = opened(written("Error 809", ink="black", ground="#ffffff00", mode="RGBA"))
    assert image.getpixel((0, 0)) == (255, 255, 255)
    assert image.getextrema()[0][0] < 60


def test_palette_with_a_transparent_colour_stays_legible() -> None:
    drawn = written("Error 809", ink="white", ground="#00000000", mode="RGBA")
    palette = drawn.convert("RGB").quantize(16)
    palette.paste(15, mask=ImageChops.invert(drawn.getchannel("A")))
    image = opened(palette, transparency=15)
    light = sum(image.convert("L").histogram()[200:]) / (image.width * image.height)
    assert 0.01 < light < 0.5


def test_window_with_a_shadow_keeps_its_colours() -> None:
    window = Image.new("RGBA", (200, 120), (0, 0, 0, 0))
    window.paste((250, 250, 250, 255), (6, 6, 194, 114))
    assert opened(window).getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_turned_photographs_stand_upright(orientation: int) -> None:
    upright = Image.new("RGB", (60, 40), "white")
    upright.paste("red", (0, 0, 20, 20))
    turn_back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = upright.transpose(turn_back[orientation]) if orientation in turn_back else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = opened(stored, "JPEG", exif=exif, quality=95)
    assert image.size == (60, 40)
    assert image.getpixel((8, 8))[1] < 60 and image.getpixel((50, 30))[1] > 200


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_damaged_exif_does_not_matter() -> None:
    assert opened(SHADES, "JPEG", exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff").size == (120, 90)


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP"])
def test_animation_shows_the_first_frame_with_something_in_it(form: str) -> None:
    empty, message, later = (
        Image.new("RGB", (120, 90), "white"),
        SHADES.convert("RGB"),
        Image.new("RGB", (120, 90), "red"),
    )
    image = opened(empty, form, save_all=True, append_images=[message, later], duration=50)
    assert image.convert("L").getextrema()[1] - image.convert("L").getextrema()[0] > 150


def test_animation_of_nothing_shows_its_first_frame() -> None:
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("white", "red")]
    assert opened(frames[0], "GIF", save_all=True, append_images=frames[1:]).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"MZ\x90\x00 not a picture at all", "is not a picture"),
        (b"%PDF-1.7\n...", "Add it as a document"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"<?xml version='1.0'?>\n<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN'>", "SVG"),
        (b"<!-- made by hand -->\n<svg width='10'>", "SVG"),
        (b"<!DOCTYPE html><html><head><title>Slack</title>", "web page"),
        (b"PK\x03\x04\x14\x00", "document or an archive"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom", "video"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n(ls) system", "PostScript"),
        (b"8BPS\x00\x01", "Photoshop"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"\xff\xd8\xff\xe0", "damaged"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "damaged"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "damaged"),
    ],
)
def test_what_is_no_picture_is_told_apart(content: bytes, says: str) -> None:
    assert says in refused(content)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF", "AVIF"])
def test_truncated_picture_is_told(form: str) -> None:
    noise = Image.effect_noise((160, 120), 80).convert("RGB")
    content = file_of(noise, form)
    assert "cut off" in refused(content[: len(content) // 2])


def test_truncated_heic_is_told() -> None:
    assert "cut off" in refused(HEIC.read_bytes()[:700])


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (7, 7)])
def test_picture_of_a_few_pixels_is_too_small_to_read(size: tuple[int, int]) -> None:
    assert "too small to read" in refused(file_of(Image.new("RGB", size)))


def test_too_many_bytes_are_not_even_looked_at() -> None:
    assert "64 MB" in refused(b"\x89PNG\r\n\x1a\n" + bytes(MOST_BYTES))


def test_large_picture_is_made_smaller_in_its_shape() -> None:
    image = opened(Image.new("L", (6000, 4000), 90))
    assert image.width * image.height <= MOST_PIXELS
    assert image.width / image.height == pytest.approx(1.5, abs=0.01)
    assert image.getpixel((5, 5)) == (90, 90, 90)


def test_very_long_picture_keeps_its_width_where_it_can() -> None:
    image = opened(Image.new("L", (800, 17_000), 90))
    assert image.height <= MOST_SIDE and image.width > 700


def test_jpeg_of_countless_scans_is_refused() -> None:
    content = file_of(SHADES, "JPEG", progressive=True)
    scan = content.index(b"\xff\xda")
    assert "layers" in refused(content[:scan] + content[scan : scan + 10] * 500 + content[scan:])


@pytest.mark.parametrize("progressive", [False, True])
def test_what_a_phone_appends_to_a_jpeg_and_writes_into_it_are_no_scans(progressive: bool) -> None:
    video = b"\x00\x00\x00\x18ftypmp42" + b"\xff\xda" * 1000
    content = file_of(SHADES, "JPEG", progressive=progressive, icc_profile=b"\xff\xda" * 100, exif=b"Exif\0\0" + video)
    assert open_picture(content + video, "MVIMG.jpg").image.size == (120, 90)


def test_jpeg_of_scans_behind_a_comment_that_looks_like_its_end_is_refused() -> None:
    whole = file_of(SHADES, "JPEG")
    scan = whole[whole.index(b"\xff\xda") : -2]
    comment = b"\xff\xfe\x00\x04\xff\xd9"
    assert "too many layers" in refused(whole[:-2] + comment + scan * 100 + whole[-2:])


def test_jpeg_of_countless_segments_is_refused() -> None:
    whole = file_of(SHADES, "JPEG")
    assert "too many layers" in refused(whole[:-2] + b"\xff\xfe\x00\x02" * 20_000 + whole[-2:])


def test_large_progressive_jpeg_is_refused_before_it_is_held_in_memory() -> None:
    content = bytearray(file_of(SHADES, "JPEG", progressive=True))
    frame = content.index(b"\xff\xc2")
    content[frame + 5 : frame + 9] = b"\x4e\x20\x4e\x20"
    assert "20,000 x 20,000 pixels: too large" in refused(bytes(content))


def test_large_jpeg_stored_channel_by_channel_is_refused_before_it_is_held_in_memory() -> None:
    content = bytearray(file_of(SHADES.convert("RGB"), "JPEG"))
    frame, scan = content.index(b"\xff\xc0"), content.index(b"\xff\xda")
    content[frame + 5 : frame + 9] = b"\x4e\x20\x4e\x20"
    content[scan + 2 : scan + 14] = b"\x00\x08\x01\x01\x00\x00\x3f\x00"
    assert "20,000 x 20,000 pixels: too large" in refused(bytes(content))


def test_pillow_limits_of_the_whole_process_are_untouched() -> None:
    before = (Image.MAX_IMAGE_PIXELS, dict(Image.EXTENSION))
    open_picture(HEIC.read_bytes(), "a.heic")
    open_picture(file_of(SHADES), "b.png")
    assert (Image.MAX_IMAGE_PIXELS, dict(Image.EXTENSION)) == before


MEASURED = """
import sys, time
from pathlib import Path
from models.pictures import PictureUnreadable, open_picture
content = sys.stdin.buffer.read()
started = time.process_time()
try:
    picture = open_picture(content, "bomb")
    print(*picture.image.size)
except PictureUnreadable as error:
    print(error)
status = Path("/proc/self/status")
peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM")) if status.exists() else "- 0"
print(time.process_time() - started, int(peak.split()[1]) / 1024)
"""


def measured(content: bytes) -> tuple[str, float, float]:
    """What opening gives in a process of its own, the seconds of processor time it takes, and that process's MB."""
    done = subprocess.run([sys.executable, "-c", MEASURED], input=content, capture_output=True, check=True, timeout=120)
    what, figures = done.stdout.decode().strip().rsplit("\n", 1)
    seconds, megabytes = figures.split()
    return what, float(seconds), float(megabytes)


def test_png_bomb_is_refused_from_its_header() -> None:
    what, seconds, megabytes = measured(png_bomb(20_000))
    assert "20,000 x 20,000 pixels: too large to open" in what
    assert seconds < 2 and megabytes < 200


def test_jpeg_of_400_million_pixels_is_read_small() -> None:
    what, seconds, megabytes = measured(jpeg_bomb(20_000))
    width, height = map(int, what.split())
    assert width == height and 2_000 < width <= 4_000
    assert seconds < 10 and megabytes < 600


def test_largest_picture_that_is_decoded_stays_within_memory() -> None:
    content = io.BytesIO()
    Image.new("RGBA", (8_400, 8_400), (9, 9, 9, 90)).save(content, "PNG", compress_level=1)
    what, seconds, megabytes = measured(content.getvalue())
    assert what == "4000 4000"
    assert seconds < 10 and megabytes < 1_500


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP"])
@pytest.mark.parametrize(("most_pixels", "is_shown"), [(35_000, True), (30_000, False)])
def test_frames_are_looked_at_as_far_as_one_picture_may_be_large(
    monkeypatch: pytest.MonkeyPatch, form: str, most_pixels: int, is_shown: bool
) -> None:
    monkeypatch.setattr("models.pictures.opening.MOST_DECODED_PIXELS", most_pixels)
    frames = [*(Image.new("L", SHADES.size, shade) for shade in (90, 120)), SHADES]
    image = opened(frames[0], form, save_all=True, append_images=frames[1:], duration=50)
    assert (image.getpixel((60, 2)) != image.getpixel((60, 88))) == is_shown


def test_pages_behind_the_first_of_a_tiff_are_not_opened() -> None:
    behind = [Image.new("F", (9_000, 9_000), 1.0)]
    first = Image.new("L", (100, 100), 255)
    what, seconds, megabytes = measured(
        file_of(first, "TIFF", save_all=True, append_images=behind, compression="tiff_adobe_deflate")
    )
    assert what == "100 100"
    assert seconds < 2 and megabytes < 200


def test_frame_that_is_larger_than_its_picture_is_refused() -> None:
    frames = [Image.new("P", (100, 100), colour) for colour in (1, 2)]
    content = bytearray(file_of(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    second = content.rindex(b"\x2c" + bytes(4))
    content[second + 5 : second + 9] = struct.pack("<HH", 9_000, 9_000)
    what, seconds, megabytes = measured(bytes(content))
    assert "9,000 x 9,000 pixels: too large" in what
    assert seconds < 2 and megabytes < 200


@pytest.mark.parametrize(
    ("made", "size"), [(png_of_chunks, 20), (jpeg_of_comments, 20), (tiff_of_tiles, 1_500), (gif_of_remarks, 20)]
)
def test_file_of_countless_parts_is_refused_before_they_are_walked_through(
    made: Callable[[int], bytes], size: int
) -> None:
    what, seconds, megabytes = measured(made(size))
    assert "too many layers" in what
    assert seconds < 2 and megabytes < 200


def test_directory_that_is_the_same_bytes_again_and_again_is_refused() -> None:
    assert "too many layers" in refused(tiff_of_repeats(5, 1_000))


def test_exif_block_that_is_the_same_bytes_again_and_again_turns_nothing() -> None:
    what, seconds, megabytes = measured(file_of(SHADES, "PNG", exif=b"Exif\x00\x00" + tiff_of_repeats(5, 1_000)))
    assert what == "120 90"
    assert seconds < 2 and megabytes < 200


def test_pictures_in_as_many_parts_as_programs_write_are_opened() -> None:
    rows = Image.new("L", (90, 9_000), 90)
    assert opened(rows, "TIFF", tiffinfo={278: 1}).height == 9_000
    assert opened(Image.effect_noise((2_000, 2_000), 90), "PNG").width == 2_000
