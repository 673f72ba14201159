"""Other views of one screen: cropped, scaled, dark, compressed, in another window, with other values in its fields.

What somebody sends is never the picture in the manual, so the encoder is taught on pairs of views that differ in all this.
"""

import random
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

GROUND = (128, 128, 128)
WORDS = (
    "admin", "10.0.4.17", "contoso", "Enabled", "Not set", "2026-03-14", "42", "example.com", "Ann Lee", "default",
    "Disabled", "prod-eu-1", "7,204", "0x80070005", "Running", "north", "C:\\Data", "user@corp", "Finance", "v2.1",
)  # fmt: skip


def view(image: Image.Image, side: int, rng: random.Random, other: Image.Image | None = None) -> Image.Image:
    """A view of the screen, letterboxed to side x side; `other` is a screen that may show around it."""
    image = cheaper(image, side)
    if rng.random() < 0.45:
        image = with_other_values(image, rng)
    if rng.random() < 0.3:
        image = dark(image, rng)
    if rng.random() < 0.65:
        image = cropped(image, rng, most=0.36)
    if rng.random() < 0.2:
        image = in_a_window(image, rng, other)
    if rng.random() < 0.45:
        image = recoloured(image, rng)
    if rng.random() < 0.4:
        share = rng.uniform(0.45, 0.95)
        image = image.resize(
            (max(8, int(image.width * share)), max(8, int(image.height * share))), Image.Resampling.BILINEAR
        )
    if rng.random() < 0.35:
        image = compressed(image, rng.randint(25, 80))
    fitted = letterboxed(image, side)
    if rng.random() < 0.12:
        fitted = fitted.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 1.1)))
    if rng.random() < 0.15:
        fitted = noisy(fitted, rng)
    return fitted


def cheaper(image: Image.Image, side: int) -> Image.Image:
    """The screen at no more than what a crop of a third still fills: all that follows costs by the pixel."""
    longest = round(side * 1.35)
    if max(image.size) <= longest:
        return image.convert("RGB")
    factor = longest / max(image.size)
    size = (max(4, round(image.width * factor)), max(4, round(image.height * factor)))
    return image.convert("RGB").resize(size, Image.Resampling.BILINEAR)


def letterboxed(image: Image.Image, side: int) -> Image.Image:
    """As serving fits a picture (`models.vision.pixels`): the longer side scaled to `side`, in the middle of grey."""
    factor = side / max(image.size)
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    whole = Image.new("RGB", (side, side), GROUND)
    whole.paste(image.resize(size, Image.Resampling.BILINEAR), ((side - size[0]) // 2, (side - size[1]) // 2))
    return whole


def dark(image: Image.Image, rng: random.Random | None = None) -> Image.Image:
    """The dark theme of a screen: lightness turned over and every hue kept.

    With `rng`, black is no pure black and contrast differs, as in real themes.
    """
    pixels = np.asarray(image, dtype=np.int16)
    turned = pixels + (255 - pixels.max(axis=2) - pixels.min(axis=2))[:, :, None]
    if rng is not None:
        floor, ceiling = rng.randint(0, 50), rng.randint(200, 255)
        turned = floor + turned * (ceiling - floor) // 255
    return Image.fromarray(np.clip(turned, 0, 255).astype(np.uint8))


def cropped(image: Image.Image, rng: random.Random, most: float) -> Image.Image:
    """The screen with up to `most` of its width or height, or of both a little less, cut away."""
    across, down = rng.uniform(0.0, most), rng.uniform(0.0, most)
    if rng.random() < 0.4:
        across, down = (across, 0.0) if rng.random() < 0.5 else (0.0, down)
    width, height = max(8, int(image.width * (1 - across))), max(8, int(image.height * (1 - down)))
    left, top = rng.randint(0, max(0, image.width - width)), rng.randint(0, max(0, image.height - height))
    return image.crop((left, top, min(image.width, left + width), min(image.height, top + height)))


def with_other_values(image: Image.Image, rng: random.Random) -> Image.Image:
    """The screen with some places painted over in their ground, and mostly another value written there."""
    image = image.copy()
    draw = ImageDraw.Draw(image)
    for _ in range(rng.randint(1, 5)):
        width = max(6, int(image.width * rng.uniform(0.06, 0.35)))
        height = max(5, int(image.height * rng.uniform(0.025, 0.08)))
        left, top = rng.randint(0, max(0, image.width - width)), rng.randint(0, max(0, image.height - height))
        ground = image.getpixel((left, top))
        draw.rectangle((left, top, left + width, top + height), fill=ground)
        if rng.random() < 0.75 and isinstance(ground, tuple):
            ink = (25, 25, 25) if sum(ground[:3]) > 380 else (230, 230, 230)
            size = max(6.0, height * rng.uniform(0.6, 1.0))
            text = " ".join(rng.choices(WORDS, k=rng.randint(1, 3)))
            draw.text((left + 1, top), text[: int(width / size * 1.9) + 1], fill=ink, font_size=size)
    return image


def in_a_window(image: Image.Image, rng: random.Random, other: Image.Image | None) -> Image.Image:
    """The screen inside a larger one: another screen or a plain desktop behind it, mostly with a title bar on top."""
    width, height = (int(side * rng.uniform(1.04, 1.45)) for side in image.size)
    colour = (rng.randint(0, 255), rng.randint(0, 255), rng.randint(0, 255))
    if other is not None and rng.random() < 0.5:
        whole = other.convert("RGB").resize((width, height), Image.Resampling.NEAREST)
    else:
        whole = Image.new("RGB", (width, height), colour)
    left, top = rng.randint(0, width - image.width), rng.randint(0, height - image.height)
    whole.paste(image, (left, top))
    bar = max(3, int(height * 0.04))
    if rng.random() < 0.7 and top > bar:
        shade = rng.choice(((240, 240, 240), (43, 43, 43), (222, 225, 230), colour))
        ImageDraw.Draw(whole).rectangle((left, top - bar, left + image.width - 1, top - 1), fill=shade)
    return whole


def recoloured(image: Image.Image, rng: random.Random) -> Image.Image:
    """Contrast, brightness and balance changed a little, hues at times turned, rarely no colour at all."""
    if rng.random() < 0.12:
        return image.convert("L").convert("RGB")
    pixels = np.asarray(image)
    if rng.random() < 0.35:
        hsv = np.array(image.convert("HSV"))
        hsv[:, :, 0] += np.uint8(rng.randint(0, 255))
        pixels = np.asarray(Image.fromarray(hsv, "HSV").convert("RGB"))
    table = np.arange(256, dtype=np.float32)
    contrast, brightness = rng.uniform(0.75, 1.15), rng.uniform(-20, 20)
    tables = [(table - 128) * contrast * rng.uniform(0.93, 1.07) + 128 + brightness for _ in range(3)]
    lut = np.clip(np.stack(tables), 0, 255).astype(np.uint8)
    return Image.fromarray(np.stack([lut[at][pixels[:, :, at]] for at in range(3)], axis=2))


def compressed(image: Image.Image, quality: int) -> Image.Image:
    """The screen as a JPEG of that quality shows it."""
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return Image.open(buffer).convert("RGB")


def noisy(image: Image.Image, rng: random.Random) -> Image.Image:
    """The screen with a sensor's noise."""
    pixels = np.asarray(image, dtype=np.float32)
    noise = np.random.default_rng(rng.getrandbits(32)).normal(0, rng.uniform(2, 9), pixels.shape)
    return Image.fromarray(np.clip(pixels + noise.astype(np.float32), 0, 255).astype(np.uint8))


def as_array(image: Image.Image) -> NDArray[np.uint8]:
    """The bytes of an RGB picture: (height, width, 3)."""
    return np.asarray(image, dtype=np.uint8)
