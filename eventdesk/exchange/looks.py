"""The looks a picture gets until its codes are found: as it is, sharpened, in even light, larger, smaller.

zxing-cpp alone reads turned, tilted, inverted, mirrored and dim codes. What it misses are blurred ones
(sharpening brings back a Gaussian blur of up to 0.6 modules), codes whose light and dark differ in colour
alone, and those cut off at their edge. The order is by how often a look helps for what it costs, measured on
painted photographs (``benchmarks/photographs.py``).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Union, cast

if TYPE_CHECKING:
    from PIL import Image
    from zxingcpp import ImageView

LARGE = 5_000_000
"""Pixels above which a picture is made smaller before it is filtered, and the most that enlarging makes."""


@dataclass(frozen=True)
class Seen:
    """What one look saw: texts from top to bottom, and whether a code was there that could not be read."""

    texts: tuple[str, ...]
    broken: bool


def search(picture: "Image.Image") -> tuple[str, ...]:
    """The texts of all codes in a picture of any mode.

    Looks follow one another until one after the first find adds nothing and sees no broken code.
    """
    found: dict[str, None] = {}
    for look in _looks(picture):
        seen = read(look)
        known = len(found)
        found.update(dict.fromkeys(seen.texts))
        if found and len(found) == known and not seen.broken:
            break
    return tuple(found)


def read(image: Union["Image.Image", "ImageView"], *, downscale: bool = True) -> Seen:
    """One look by zxing-cpp: QR codes only, inverted ones as well."""
    from zxingcpp import BarcodeFormat, BarcodeFormats, TextMode, read_barcodes

    codes = read_barcodes(
        image,
        formats=BarcodeFormats([BarcodeFormat.QRCode]),
        try_invert=True,
        try_downscale=downscale,
        text_mode=TextMode.Plain,
        return_errors=True,
    )
    good = sorted(
        (code for code in codes if code.valid and code.text),
        key=lambda code: (code.position.top_left.y, code.position.top_left.x),
    )
    return Seen(tuple(dict.fromkeys(code.text for code in good)), any(not code.valid for code in codes))


def sharpened(grey: "Image.Image", radius: float = 3, percent: int = 500) -> "Image.Image":
    """Undoes some blur; ``radius`` is about half a module of a code that needs it."""
    from PIL import ImageFilter

    return grey.filter(ImageFilter.UnsharpMask(radius, percent, 0))


def _looks(picture: "Image.Image") -> Iterator["Image.Image"]:
    grey = _luminance(picture, 255)
    smaller = grey
    while smaller.width * smaller.height > LARGE:
        smaller = smaller.reduce(2)
    if smaller is not grey:
        yield smaller
    yield grey
    yield from _filtered(smaller)
    yield from _other_sides(picture)


def _filtered(grey: "Image.Image") -> Iterator["Image.Image"]:
    yield sharpened(grey)
    yield _twice_sharpened(grey)
    yield _evened(grey)
    yield _framed(grey)
    for factor, radius, percent in ((2, 4, 800), (3, 6, 1000)):
        if grey.width * grey.height * factor * factor <= LARGE:
            larger = grey.resize((grey.width * factor, grey.height * factor))
            yield sharpened(larger, radius, percent)
            yield _twice_sharpened(larger)
    if min(grey.size) >= 200:
        yield sharpened(grey.reduce(2))
        yield _softened(grey)


def _luminance(picture: "Image.Image", paper: int) -> "Image.Image":
    """The picture in grey, what is transparent in it laid on ``paper``."""
    from PIL import Image

    if picture.mode in {"I", "F"} or picture.mode.startswith("I;"):
        # Deep greys are stretched to their own range: Pillow's conversion would clip them to white.
        deep = picture.convert("F")
        low, high = cast("tuple[float, float]", deep.getextrema())
        scale = 255 / (high - low) if high > low else 0.0
        return deep.point(lambda level: level * scale - low * scale).convert("L")
    if picture.has_transparency_data:
        layer = picture.convert("LA" if picture.mode in {"1", "L", "LA", "La"} else "RGBA")
        ground = Image.new("L", layer.size, paper)
        ground.paste(layer.convert("L"), mask=layer.getchannel("A"))
        return ground
    return picture.convert("L")


def _other_sides(picture: "Image.Image") -> Iterator["Image.Image"]:
    """Each colour by itself, and what is transparent on black."""
    if picture.has_transparency_data:
        yield _luminance(picture, 0)
    if picture.mode not in {"1", "L", "LA", "La"} and not picture.mode.startswith(("I", "F")):
        yield from picture.convert("RGB").split()


def _twice_sharpened(grey: "Image.Image") -> "Image.Image":
    from PIL import ImageFilter

    once = sharpened(grey, 4, 300).filter(ImageFilter.GaussianBlur(1))
    return sharpened(once, 4, 300)


def _evened(grey: "Image.Image") -> "Image.Image":
    """Brightness against that of the surroundings, stretched: for weak print and hard shadows."""
    from PIL import ImageChops, ImageFilter, ImageOps

    around = grey.filter(ImageFilter.BoxBlur(24))
    return ImageOps.autocontrast(ImageChops.subtract(grey, around, 0.5, 128), cutoff=1)


def _framed(grey: "Image.Image") -> "Image.Image":
    """With a light margin, for a code cut off at its edge."""
    from PIL import ImageOps

    return ImageOps.expand(grey, max(16, min(grey.size) // 8), 255)


def _softened(grey: "Image.Image") -> "Image.Image":
    """Without the dots of a printing screen or the grid of a photographed display."""
    from PIL import ImageFilter

    return grey.filter(ImageFilter.MedianFilter(3)).filter(ImageFilter.GaussianBlur(1.5))
