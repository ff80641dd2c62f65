"""The printed tickets: A4 pages of eight, each an A7 card, so that a straight cut along the marks parts them.

Codes are drawn as vectors and stay sharp at any size; text is real text in an embedded typeface.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from eventdesk.exchange import qr
from eventdesk.reports.exporters.files import write_whole
from eventdesk.reports.fonts import BOLD, REGULAR, register_fonts, width
from eventdesk.reports.glyphs import Glyphs
from eventdesk.reports.palette import Palette, load_palette
from eventdesk.reports.tickets import TROUBLE, Face, TicketCard, TicketEvent, face, when
from eventdesk.reports.wrapping import cut, wrapped
from resources.words import Words

COLUMNS, ROWS = 2, 4
CARD = (A4[0] / COLUMNS, A4[1] / ROWS)
"""105 × 74.25 mm: A7 lying."""

EDGE: float = 7 * mm
"""Printers leave about 5 mm white around a page; nothing is nearer to a card's edge than this."""

QR_SIDE: float = 48 * mm
"""With its quiet zone. A ticket has 53 modules with it: 0.9 mm each, twice what a phone needs at arm's length."""

_TOP: float = 11 * mm
"""Where the dark squares and the text begin."""


def write_sheet(cards: Sequence[TicketCard], event: TicketEvent, words: Words, *, folder: Path, name: str) -> Path:
    """All tickets as ``folder/name.pdf``."""
    register_fonts()

    def write(file: BinaryIO) -> None:
        sheet = _Sheet(Canvas(file, pagesize=A4, pageCompression=1, initialFontName=REGULAR), event, words)
        sheet.draw([face(card, words) for card in cards])

    return write_whole(folder, f"{name}.pdf", write, trouble=TROUBLE)


class _Sheet:
    """Draws faces on a canvas. Within a card the origin is its upper left corner and y grows downwards."""

    def __init__(self, canvas: Any, event: TicketEvent, words: Words) -> None:
        self._canvas, self._words = canvas, words
        self._palette: Palette = load_palette("light")
        self._glyphs = Glyphs()
        self._organisation = self._glyphs.printable(event.organisation)
        self._title = self._glyphs.printable(event.title)
        self._when = when(event, words)
        self._venue = self._glyphs.printable(event.venue)
        canvas.setTitle(words("tickets.sheet_title", title=event.title))
        canvas.setAuthor(event.organisation)
        canvas.setSubject(event.code)

    def draw(self, faces: Sequence[Face]) -> None:
        """All of them, and the end of the file."""
        each = COLUMNS * ROWS
        for start in range(0, len(faces), each):
            self._marks()
            for place, one in enumerate(faces[start : start + each]):
                row, column = divmod(place, COLUMNS)
                self._canvas.saveState()
                self._canvas.translate(column * CARD[0], A4[1] - row * CARD[1])
                self._card(one)
                self._canvas.restoreState()
            self._canvas.showPage()
        self._canvas.save()

    def _marks(self) -> None:
        """Lines to cut along, fine and dashed, over the whole page."""
        canvas = self._canvas
        canvas.saveState()
        canvas.setStrokeColor(HexColor(self._palette["chart-prev"]))
        canvas.setLineWidth(0.5)
        canvas.setDash(3, 3)
        for column in range(1, COLUMNS):
            canvas.line(column * CARD[0], 0, column * CARD[0], A4[1])
        for row in range(1, ROWS):
            canvas.line(0, row * CARD[1], A4[0], row * CARD[1])
        canvas.restoreState()

    def _card(self, one: Face) -> None:
        self._foot(one, self._code(one))
        # Text may reach into the code's quiet zone by half: two modules stay white between them.
        left, room = EDGE, CARD[0] - 2 * EDGE - QR_SIDE
        y = self._heads(left, room)
        y = self._place(left, y, room)
        self._family(one, left, y, room)

    def _heads(self, left: float, room: float) -> float:
        y = _TOP + 6.5
        self._text(self._cut(self._organisation, REGULAR, 7.5, room), left, y, REGULAR, 7.5, "muted")
        y += 1
        size, lines = 14.0, self._wrap(self._title, BOLD, 14, room, 2)
        if lines[-1].endswith("…"):
            size, lines = 10.5, self._wrap(self._title, BOLD, 10.5, room, 3)
        for line in lines:
            y += size * 1.29
            self._text(line, left, y, BOLD, size, "text")
        return y

    def _place(self, left: float, y: float, room: float) -> float:
        y += 5
        for text, lines in ((self._when, 3), (self._venue, 2)):
            for line in self._wrap(text, REGULAR, 8.5, room, lines):
                y += 12.5
                self._text(line, left, y, REGULAR, 8.5, "text2")
        return y

    def _family(self, one: Face, left: float, y: float, room: float) -> None:
        y += 9
        self._canvas.setFillColor(HexColor(self._palette["accent"]))
        self._canvas.rect(left, -y, 8 * mm, 1.6, stroke=0, fill=1)
        y += 4
        if one.family:
            y += 15
            self._text(self._cut(self._glyphs.printable(one.family), BOLD, 13, room), left, y, BOLD, 13, "text")
        y += 14.5
        self._text(one.party, left, y, REGULAR, 10, "text")
        if one.waitlisted:
            y = self._mark(left, y, width(one.party, REGULAR, 10) + 5, room)
        y += 1
        slots = self._glyphs.printable(self._words("common.list_sep").join(one.slots))
        left_over = int((CARD[1] - EDGE - y) / 12.5)
        for line in self._wrap(slots, REGULAR, 8.5, room, max(1, min(3, left_over))):
            y += 12.5
            self._text(line, left, y, REGULAR, 8.5, "muted")

    def _mark(self, left: float, y: float, behind: float, room: float) -> float:
        """The waitlist in a frame, to be seen on a black and white print as well: behind the party, or below it."""
        text = self._words("tickets.waitlisted")
        wide = width(text, BOLD, 7.5) + 8
        if behind + wide > room:
            behind, y = 0, y + 15
        x = left + behind
        self._canvas.setFillColor(HexColor(self._palette["warn-soft"]))
        self._canvas.setStrokeColor(HexColor(self._palette["warn-text"]))
        self._canvas.setLineWidth(0.7)
        self._canvas.roundRect(x, -y - 2.8, wide, 11.6, 3, stroke=1, fill=1)
        self._text(text, x + 4, y - 0.2, BOLD, 7.5, "warn-text")
        return y

    def _code(self, one: Face) -> float:
        """The squares, in units of modules, so that the file holds whole numbers; returns the side of what is dark.

        The quiet zone at the right and above is the white around the card.
        """
        drawing = qr.drawing(one.ticket)
        module = QR_SIDE / drawing.side
        canvas = self._canvas
        canvas.saveState()
        canvas.translate(CARD[0] - EDGE - QR_SIDE + qr.QUIET_ZONE * module, -_TOP + qr.QUIET_ZONE * module)
        canvas.scale(module, -module)
        canvas.setFillGray(0)
        canvas.addLiteral(" ".join(f"{b.x} {b.y} {b.width} {b.height} re" for b in drawing.blocks) + " f")
        canvas.restoreState()
        return QR_SIDE - 2 * qr.QUIET_ZONE * module

    def _foot(self, one: Face, side: float) -> None:
        """Under the code: its short form, and what it is for."""
        centre = CARD[0] - EDGE - side / 2
        y = _TOP + side + 14
        self._centred(one.code, centre, y, BOLD, 11, "text")
        line = self._words("tickets.sheet_waiting" if one.waitlisted else "tickets.sheet_line")
        self._centred(self._cut(line, REGULAR, 8, QR_SIDE), centre, y + 12.5, REGULAR, 8, "muted")

    def _centred(self, text: str, x: float, y: float, font: str, size: float, token: str) -> None:
        self._text(text, x - width(text, font, size) / 2, y, font, size, token)

    def _text(self, text: str, x: float, y: float, font: str, size: float, token: str) -> None:
        self._canvas.setFont(font, size)
        self._canvas.setFillColor(HexColor(self._palette[token]))
        self._canvas.drawString(x, -y, text)

    def _wrap(self, text: str, font: str, size: float, room: float, lines: int) -> list[str]:
        return wrapped(text, lambda part: width(part, font, size), room, lines=lines)

    def _cut(self, text: str, font: str, size: float, room: float) -> str:
        return cut(text, lambda part: width(part, font, size), room)
