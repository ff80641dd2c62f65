"""The picture of a ticket that a family is sent: a card in PNG, 750 × 1250 pixels.

Messengers shrink pictures and save them again as JPEG, so the code is large (11 pixels a module), pure black on white
and in whole pixels, with its quiet zone.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageDraw, ImageFont

from eventdesk.exchange import qr
from eventdesk.reports.exporters.files import write_whole
from eventdesk.reports.fonts import BOLD, REGULAR
from eventdesk.reports.glyphs import Glyphs
from eventdesk.reports.palette import load_palette
from eventdesk.reports.tickets import TROUBLE, Face, TicketCard, TicketEvent, face, when
from eventdesk.reports.wrapping import cut, wrapped
from resources import path
from resources.words import Words

SIZE = (750, 1250)
MODULE = 11
"""Pixels of one module of the code."""

_MARGIN = 32
_INSIDE = 76
_RADIUS = 36
_HEAD = 304
"""Where the coloured head ends."""

_TEAR = 924
"""Where the card's foot begins, with a dashed line between two notches."""

_NOTCH = 18
_SMOOTH = 3
"""Shapes are drawn this many times larger and shrunk, because Pillow draws them without smoothing."""


def write_pictures(cards: Sequence[TicketCard], event: TicketEvent, words: Words, *, folder: Path) -> Iterator[Path]:
    """Writes ``folder/<registration>.png`` one after the other, and gives each path when it is there."""
    for registration, data in pictures(cards, event, words):

        def write(file: BinaryIO, data: bytes = data) -> None:
            file.write(data)

        yield write_whole(folder, f"{registration}.png", write, trouble=TROUBLE)


def pictures(cards: Sequence[TicketCard], event: TicketEvent, words: Words) -> Iterator[tuple[str, bytes]]:
    """Draws one picture after the other: (registration, PNG)."""
    card = _Card(event, words)
    for one in cards:
        yield one.registration, card.png(face(one, words))


class _Card:
    """What all cards of an event share is drawn once; each family's own comes on a copy."""

    def __init__(self, event: TicketEvent, words: Words) -> None:
        self._words = words
        self._palette = load_palette("light")
        self._glyphs = Glyphs()
        self._fonts: dict[tuple[str, int], ImageFont.FreeTypeFont] = {}
        self._blank = self._draw_blank(event)

    def png(self, one: Face) -> bytes:
        """The picture of one ticket."""
        picture = self._blank.copy()
        pen = ImageDraw.Draw(picture)
        self._code(picture, one.ticket)
        self._foot(pen, one)
        file = BytesIO()
        picture.save(file, "PNG", compress_level=6)
        return file.getvalue()

    def _draw_blank(self, event: TicketEvent) -> Image.Image:
        picture = self._shapes()
        pen = ImageDraw.Draw(picture)
        room = SIZE[0] - 2 * _INSIDE
        heading = self._words("tickets.heading")
        wide = self._width(heading, REGULAR, 24)
        organisation = cut(
            self._glyphs.printable(event.organisation), lambda t: self._width(t, REGULAR, 24), room - wide - 24
        )
        self._text(pen, _INSIDE, 88, organisation, REGULAR, 24, "accent-soft")
        self._text(pen, SIZE[0] - _INSIDE - wide, 88, heading, REGULAR, 24, "accent-soft")
        title = self._glyphs.printable(event.title)
        short = self._width(title, BOLD, 46) <= room
        y = 88
        for line in self._wrap(title, BOLD, 46 if short else 34, room, 2):
            y += 64 if short else 45
            self._text(pen, _INSIDE, y, line, BOLD, 46 if short else 34, "on-accent")
        y, size, step = (y + 16, 27, 40) if short else (y + 10, 24, 33)
        for text, lines in ((when(event, self._words), 2), (self._glyphs.printable(event.venue), 1)):
            for line in self._wrap(text, REGULAR, size, room, lines):
                y += step
                self._text(pen, _INSIDE, y, line, REGULAR, size, "on-accent")
        return picture

    def _shapes(self) -> Image.Image:
        """The background, the card with its coloured head, and the line to tear along."""
        s = _SMOOTH
        large = Image.new("RGB", (SIZE[0] * s, SIZE[1] * s), self._palette["side"])
        pen = ImageDraw.Draw(large)
        right, bottom = SIZE[0] - _MARGIN, SIZE[1] - _MARGIN

        def box(x: float, y: float, x2: float, y2: float) -> tuple[float, float, float, float]:
            return (x * s, y * s, x2 * s - 1, y2 * s - 1)

        pen.rounded_rectangle(box(_MARGIN, _MARGIN, right, bottom), _RADIUS * s, fill="#FFFFFF")
        pen.rounded_rectangle(
            box(_MARGIN, _MARGIN, right, _HEAD), _RADIUS * s, fill=self._palette["accent"],
            corners=(True, True, False, False),
        )  # fmt: skip
        for x in (_MARGIN, right):
            pen.ellipse(box(x - _NOTCH, _TEAR - _NOTCH, x + _NOTCH, _TEAR + _NOTCH), fill=self._palette["side"])
        for x in range(_MARGIN + _NOTCH + 14, right - _NOTCH - 14, 16):
            pen.rounded_rectangle(box(x, _TEAR - 1, x + 8, _TEAR + 2), s, fill=self._palette["chart-prev"])
        return large.resize(SIZE, Image.Resampling.BOX)

    def _code(self, picture: Image.Image, text: str) -> None:
        code = Image.open(BytesIO(qr.png(text, MODULE)))
        top = (_HEAD + _TEAR - code.height) // 2
        picture.paste(code.convert("RGB"), ((SIZE[0] - code.width) // 2, top))

    def _foot(self, pen: ImageDraw.ImageDraw, one: Face) -> None:
        """The family, its party and its slots; and what to do at the door."""
        room, right = SIZE[0] - 2 * _INSIDE, SIZE[0] - _INSIDE
        code = self._width(one.code, BOLD, 28)
        y = _TEAR + 58
        self._text(pen, right - code, y, one.code, BOLD, 28, "text")
        left = room - code - 24
        if one.family:
            family = cut(self._glyphs.printable(one.family), lambda t: self._width(t, BOLD, 34), left)
            self._text(pen, _INSIDE, y, family, BOLD, 34, "text")
            y += 42
        self._text(pen, _INSIDE, y, one.party, REGULAR, 26, "text")
        if one.waitlisted:
            self._mark(pen, _INSIDE + self._width(one.party, REGULAR, 26) + 16, y)
        slots = self._glyphs.printable(self._words("common.list_sep").join(one.slots))
        for line in self._wrap(slots, REGULAR, 24, room, 2):
            y += 36
            self._text(pen, _INSIDE, y, line, REGULAR, 24, "muted")
        kind = "waiting" if one.waitlisted else "door"
        bottom = SIZE[1] - _MARGIN
        self._text(pen, _INSIDE, bottom - 64, self._words(f"tickets.{kind}_line"), BOLD, 24, "accent-text")
        self._text(pen, _INSIDE, bottom - 30, self._words(f"tickets.{kind}_hint"), REGULAR, 22, "muted")

    def _mark(self, pen: ImageDraw.ImageDraw, x: float, y: float) -> None:
        text = self._words("tickets.waitlisted")
        box = (x, y - 27, x + self._width(text, BOLD, 22) + 24, y + 9)
        pen.rounded_rectangle(box, 18, fill=self._palette["warn"])
        self._text(pen, x + 12, y - 1, text, BOLD, 22, "on-warn")

    def _text(self, pen: ImageDraw.ImageDraw, x: float, y: float, text: str, face: str, size: int, token: str) -> None:
        pen.text((x, y), text, self._palette[token], self._font(face, size), anchor="ls")

    def _wrap(self, text: str, face: str, size: int, room: float, lines: int) -> list[str]:
        return wrapped(text, lambda part: self._width(part, face, size), room, lines=lines)

    def _width(self, text: str, face: str, size: int) -> float:
        return self._font(face, size).getlength(text)

    def _font(self, face: str, size: int) -> ImageFont.FreeTypeFont:
        if (face, size) not in self._fonts:
            layout = ImageFont.Layout.BASIC
            self._fonts[face, size] = ImageFont.truetype(path("fonts", f"{face}.ttf"), size, layout_engine=layout)
        return self._fonts[face, size]
