"""Making QR codes: the squares of a code, its picture, and blocks to draw it with.

Texts that fit QR's alphanumeric alphabet (tickets do) are written in that mode, others as UTF-8 bytes. Error
correction is level M. ISO/IEC 18004 §7.8 asks for the best of eight masks; trying them all takes most of the
time and a reader undoes whichever was used, so the mask is fixed: number 3, which of the eight had the lowest
mean penalty over tickets.
"""

import io
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from eventdesk.errors import InvalidInput

QUIET_ZONE = 4
"""Light modules around a code on every side (ISO/IEC 18004 §6.3.8)."""

_MASK = 3
_ALPHANUMERIC = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")

Matrix = tuple[tuple[bool, ...], ...]
"""Rows from the top, each from the left; ``True`` is a dark module. Without the quiet zone."""


@dataclass(frozen=True)
class Block:
    """A dark rectangle in modules: ``x`` from the left, ``y`` from the top, of the square with its quiet
    zone."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Drawing:
    """A code as blocks: the side of its square in modules, quiet zone included, and what is dark in it."""

    side: int
    blocks: tuple[Block, ...]


@lru_cache(maxsize=8)
def matrix(text: str) -> Matrix:
    """The modules of the code that says ``text``.

    :class:`InvalidInput` ``qr_empty`` for an empty text and ``qr_too_long`` for one that no QR code can hold.
    """
    if not text:
        raise InvalidInput("qr_empty")
    from qrcode import QRCode
    from qrcode.constants import ERROR_CORRECT_M
    from qrcode.util import MODE_8BIT_BYTE, MODE_ALPHA_NUM, QRData

    alphanumeric = _ALPHANUMERIC.issuperset(text)
    data = (
        QRData(text, mode=MODE_ALPHA_NUM)
        if alphanumeric
        else QRData(text.encode(), mode=MODE_8BIT_BYTE, check_data=False)
    )
    version = _version(len(data), alphanumeric=alphanumeric)
    code = QRCode(version=version, error_correction=ERROR_CORRECT_M, mask_pattern=_MASK, border=0)
    code.add_data(data)
    code.make(fit=False)
    return tuple(tuple(map(bool, row)) for row in code.modules)


def png(text: str, scale: int = 8) -> bytes:
    """The code as a PNG file in black and white, quiet zone included, ``scale`` pixels a module."""
    from PIL import Image

    rows = matrix(text)
    side = len(rows) + 2 * QUIET_ZONE
    blank = b"\xff" * side
    margin = b"\xff" * QUIET_ZONE
    body = b"".join(margin + bytes(0 if dark else 255 for dark in row) + margin for row in rows)
    pixels = blank * QUIET_ZONE + body + blank * QUIET_ZONE
    picture = Image.frombytes("L", (side, side), pixels).convert("1", dither=Image.Dither.NONE)
    picture = picture.resize((side * scale, side * scale), Image.Resampling.NEAREST)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def drawing(text: str) -> Drawing:
    """The code as few dark blocks, for drawing in vectors (PDF, SVG).

    Neighbouring dark modules of a row are one block, and equal blocks of neighbouring rows too, so that a
    viewer which smooths edges leaves no hairlines inside them.
    """
    rows = matrix(text)
    growing: dict[tuple[int, int], int] = {}
    blocks: list[Block] = []
    for y, row in enumerate((*rows, ())):
        runs = dict.fromkeys(_runs(row))
        for (x, width), top in list(growing.items()):
            if (x, width) not in runs:
                blocks.append(Block(x + QUIET_ZONE, top + QUIET_ZONE, width, y - top))
                del growing[x, width]
        for run in runs:
            growing.setdefault(run, y)
    return Drawing(len(rows) + 2 * QUIET_ZONE, tuple(blocks))


def _runs(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    """The dark runs of a row as (first column, length)."""
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for x, dark in enumerate((*row, False)):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            runs.append((start, x - start))
            start = None
    return runs


def _version(length: int, *, alphanumeric: bool) -> int:
    """The smallest version, 1 to 40, that holds so many characters (or bytes).

    Worked out from the tables: the library's own search encodes the whole text twice more.
    """
    from qrcode.constants import ERROR_CORRECT_M
    from qrcode.util import BIT_LIMIT_TABLE

    limits: list[int] = BIT_LIMIT_TABLE[ERROR_CORRECT_M]
    body = length // 2 * 11 + length % 2 * 6 if alphanumeric else length * 8
    count_bits = ((9, 9), (26, 11), (40, 13)) if alphanumeric else ((9, 8), (26, 16), (40, 16))
    for last, bits in count_bits:
        version = bisect_left(limits, 4 + bits + body, 1, last + 1)
        if version <= last:
            return version
    raise InvalidInput("qr_too_long", characters=length)
