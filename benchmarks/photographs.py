"""What a camera sees of a ticket: codes turned, tilted, blurred, dim, small, noisy, in uneven light.

Painted with Pillow from a seed, so that the same seed gives the same picture, on every machine alike.
"""

import io
import math
import random
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageEnhance, ImageFilter

from eventdesk.exchange import qr


@dataclass(frozen=True, kw_only=True)
class Shot:
    """How one code is seen. Lengths are pixels of the finished picture, ``turn`` is degrees anticlockwise."""

    module: float = 6.0
    """Pixels a module of the code takes."""
    turn: float = 0.0
    tilt: float = 0.0
    """Perspective: by how much of its side the far edge is shortened (0 to 0.5)."""
    blur: float = 0.0
    """Radius of a Gaussian blur."""
    contrast: float = 1.0
    """1 is black on white, 0.1 leaves a tenth of the distance."""
    noise: float = 0.0
    """Standard deviation of the sensor's noise in grey levels of 255."""
    shade: float = 0.0
    """Uneven light: by how much of its brightness the picture falls off from left to right (0 to 1)."""
    jpeg: int = 0
    """Quality of a JPEG compression on the way, 0 for none."""
    inverted: bool = False
    mirrored: bool = False
    size: tuple[int, int] = (1280, 720)


def photograph(text: str, shot: Shot, seed: int = 0) -> Image.Image:
    """A grey picture (mode ``L``) of the code that says ``text``, lying near the middle of a desk."""
    chance = random.Random(seed)
    code = _tilted(_turned(_sized(_code(text), shot.module), shot.turn), shot.tilt)
    if shot.inverted:
        grey, mask = code.split()
        code = Image.merge("LA", (ImageChops.invert(grey), mask))
    if shot.mirrored:
        code = code.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    picture = _desk(shot.size, chance)
    x = (shot.size[0] - code.width) // 2 + chance.randint(-9, 9)
    y = (shot.size[1] - code.height) // 2 + chance.randint(-9, 9)
    picture.paste(code.getchannel(0), (x, y), code.getchannel(1))
    return _taken(picture, shot, chance)


def _code(text: str) -> Image.Image:
    """The code at 8 pixels a module with its quiet zone, as grey and mask (mode ``LA``)."""
    grey = Image.open(io.BytesIO(qr.png(text, 8))).convert("L")
    return Image.merge("LA", (grey, Image.new("L", grey.size, 255)))


def _sized(code: Image.Image, module: float) -> Image.Image:
    side = round(code.width / 8 * module)
    return code.resize((side, side), Image.Resampling.LANCZOS if module < 8 else Image.Resampling.BICUBIC)


def _turned(code: Image.Image, turn: float) -> Image.Image:
    return code.rotate(turn, Image.Resampling.BICUBIC, expand=True) if turn else code


def _tilted(code: Image.Image, tilt: float) -> Image.Image:
    """The upper edge drawn together to ``1 - tilt`` of its length, the height by half as much."""
    if not tilt:
        return code
    width, height = code.size
    inset = width * tilt / 2
    tall = height * (1 - tilt / 2)
    corners = ((inset, 0.0), (width - inset, 0.0), (float(width), tall), (0.0, tall))
    sources = ((0.0, 0.0), (float(width), 0.0), (float(width), float(height)), (0.0, float(height)))
    away = _perspective(corners, sources)
    return code.transform(
        (width, math.ceil(tall)), Image.Transform.PERSPECTIVE, away, Image.Resampling.BICUBIC
    )


def _perspective(
    seen: tuple[tuple[float, float], ...], flat: tuple[tuple[float, float], ...]
) -> tuple[float, ...]:
    """The eight coefficients that take a point of the picture to the flat code (Gauss-Jordan elimination)."""
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(seen, flat, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for column in range(8):
        pivot = max(range(column, 8), key=lambda row: abs(rows[row][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows[column] = [value / rows[column][column] for value in rows[column]]
        for row in range(8):
            if row != column:
                factor = rows[row][column]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[column], strict=True)]
    return tuple(row[8] for row in rows)


def _desk(size: tuple[int, int], chance: random.Random) -> Image.Image:
    """A background as behind a desk: a few soft shapes of middle greys."""
    picture = Image.new("L", size, chance.randint(90, 150))
    for _ in range(12):
        width, height = chance.randint(40, size[0] // 3), chance.randint(40, size[1] // 3)
        shape = Image.new("L", (width, height), chance.randint(40, 220))
        picture.paste(shape, (chance.randint(-40, size[0]), chance.randint(-40, size[1])))
    return picture.filter(ImageFilter.GaussianBlur(3))


def _taken(picture: Image.Image, shot: Shot, chance: random.Random) -> Image.Image:
    """Lens, light, sensor and file, in that order."""
    if shot.blur:
        picture = picture.filter(ImageFilter.GaussianBlur(shot.blur))
    if shot.contrast != 1:
        picture = ImageEnhance.Contrast(picture).enhance(shot.contrast)
    if shot.shade:
        light = Image.linear_gradient("L").rotate(90).resize(picture.size)
        light = light.point([round(255 * (1 - shot.shade * level / 255)) for level in range(256)])
        picture = ImageChops.multiply(picture, light)
    if shot.noise:
        tile = Image.frombytes("L", (256, 256), bytes(_grain(chance, shot.noise) for _ in range(65536)))
        grain = Image.new("L", picture.size)
        for x in range(0, picture.width, 256):
            for y in range(0, picture.height, 256):
                grain.paste(tile, (x, y))
        picture = ImageChops.add(picture, grain, 1, -128)
    if shot.jpeg:
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=shot.jpeg)
        picture = Image.open(file).convert("L")
    return picture


def _grain(chance: random.Random, noise: float) -> int:
    return max(0, min(255, round(chance.gauss(128, noise))))
