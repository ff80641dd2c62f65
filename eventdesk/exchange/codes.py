"""Reading QR codes out of picture files and camera frames. No Qt here.

Pictures get several looks (``looks.py``) until one adds nothing; frames get one, since the next frame is a
new chance.
"""

import struct
import time
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from eventdesk.errors import UnreadableFile
from eventdesk.exchange import looks

if TYPE_CHECKING:
    from PIL import Image

Buffer = bytes | bytearray | memoryview

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "JPEG2000", "PPM")
"""What Pillow may open here, common ones first. Left out on purpose: formats that start other programs (EPS),
that have no signature (TGA) or are no pictures."""

MAX_PIXELS = 80_000_000
"""A larger picture (an A3 page at 600 dpi has 70 million) is refused before its pixels are unpacked."""

_PARSER_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What Pillow's readers may raise over damaged files; they parse without much of a net."""

_PAGES = 20
_FRAMES = 8


@dataclass(frozen=True)
class CodesInPicture:
    """The codes of one picture, each text once, from top to bottom; ``ms`` is how long the reading took."""

    file: str
    codes: tuple[str, ...]
    ms: float


def read_codes(path: Path) -> CodesInPicture:
    """All QR codes of a picture file; an empty tuple where it shows none.

    A scanned TIFF is read page by page; of an animation the first frame that shows a code counts.
    :class:`UnreadableFile` with ``file`` and one of the codes ``picture_missing``, ``picture_is_folder``,
    ``picture_no_access``, ``picture_too_large`` (``limit`` in million pixels), ``picture_heic``,
    ``picture_pdf``, ``picture_damaged`` and ``picture_unreadable`` for everything that is not a picture.
    """
    started = time.perf_counter()
    _check(path)
    codes: dict[str, None] = {}
    with warnings.catch_warnings():
        # Pillow warns about sizes and odd headers; both are answered here.
        warnings.simplefilter("ignore")
        with _opened(path) as picture:
            for page in _pages(picture, path.name):
                codes.update(dict.fromkeys(looks.search(page)))
                if codes and picture.format != "TIFF":
                    break
    return CodesInPicture(path.name, tuple(codes), (time.perf_counter() - started) * 1000)


def decode_luminance(
    buffer: Buffer, width: int, height: int, stride: int, *, step: int = 1, thorough: bool = False
) -> tuple[str, ...]:
    """The QR codes in one plane of brightness, as a camera delivers it.

    ``stride`` is the bytes from one row to the next, ``step`` those from one pixel to the next (2 in YUYV).
    The plane is read where it lies, not copied. ``thorough`` also looks at smaller versions and sharpens a
    blurred picture, which takes several times as long: for every fifth frame or so. ``ValueError`` where the
    buffer is too short.
    """
    view = memoryview(buffer)
    if min(width, step) < 1 or height < 2 or view.nbytes < stride * (height - 1) + (width - 1) * step + 1:
        raise ValueError("the plane is shorter than its measures say")
    from zxingcpp import ImageFormat, ImageView

    # The reader wants whole rows; where a plane begins within a pixel or ends with its last one, that row is left out.
    rows = min(height, view.nbytes // stride)
    plane = ImageView(view, width, rows, ImageFormat.Lum, stride, step)  # type: ignore[arg-type]  # takes any buffer
    texts = looks.read(plane, downscale=thorough).texts
    if texts or not thorough:
        return texts
    return looks.read(looks.sharpened(_copied(view, width, height, stride, step))).texts


def _copied(view: memoryview, width: int, height: int, stride: int, step: int) -> "Image.Image":
    from PIL import Image

    rows = (bytes(view[y * stride : y * stride + width * step : step]) for y in range(height))
    return Image.frombytes("L", (width, height), b"".join(rows))


def _check(path: Path) -> None:
    """Refuses what can be refused by name and first bytes."""
    name = path.name or str(path)
    try:
        if path.is_dir():
            raise UnreadableFile("picture_is_folder", file=name)
        if not path.exists():
            raise UnreadableFile("picture_missing", file=name)
        if not path.is_file():
            raise UnreadableFile("picture_unreadable", file=name)
        with path.open("rb") as file:
            head = file.read(16)
    except PermissionError:
        raise UnreadableFile("picture_no_access", file=name) from None
    except (OSError, ValueError):
        raise UnreadableFile("picture_missing", file=name) from None
    if head.startswith(b"%PDF"):
        raise UnreadableFile("picture_pdf", file=name)
    if head[4:8] == b"ftyp" and head[8:12] in {b"heic", b"heix", b"heim", b"hevc", b"hevx", b"mif1", b"msf1"}:
        raise UnreadableFile("picture_heic", file=name)


@contextmanager
def _opened(path: Path) -> Iterator["Image.Image"]:
    from PIL import Image

    try:
        picture = Image.open(path, formats=FORMATS)
    except Image.DecompressionBombError:
        raise _too_large(path.name) from None
    except _PARSER_ERRORS:
        raise UnreadableFile("picture_unreadable", file=path.name) from None
    with picture:
        yield picture


def _pages(picture: "Image.Image", name: str) -> Iterator["Image.Image"]:
    """The picture's pages or frames with their pixels unpacked."""
    try:
        count: int = getattr(picture, "n_frames", 1) if picture.format != "MPO" else 1
    except _PARSER_ERRORS:  # counting reads the directory of every page
        count = 1
    for number in range(min(count, _PAGES if picture.format == "TIFF" else _FRAMES)):
        try:
            if number:
                picture.seek(number)
            _shrink_on_load(picture, name)
            picture.load()
        except UnreadableFile:
            raise
        except MemoryError:
            raise _too_large(name) from None
        except _PARSER_ERRORS:
            if number:
                return
            raise UnreadableFile("picture_damaged", file=name) from None
        yield picture


def _shrink_on_load(picture: "Image.Image", name: str) -> None:
    """Has a huge JPEG unpacked at half, a quarter or an eighth; refuses other huge pictures."""
    width, height = picture.size
    if width * height > MAX_PIXELS:
        picture.draft("L", (int((MAX_PIXELS / 4) ** 0.5), int((MAX_PIXELS / 4) ** 0.5)))
    if picture.width * picture.height > MAX_PIXELS:
        raise _too_large(name)


def _too_large(name: str) -> UnreadableFile:
    return UnreadableFile("picture_too_large", file=name, limit=MAX_PIXELS // 1_000_000)
