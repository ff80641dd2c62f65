"""A PDF page with its origin at the upper left corner, colours by the names of design tokens, and texts that fit."""

from collections.abc import Sequence
from typing import Any, BinaryIO

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from eventdesk.exchange import qr
from eventdesk.reports.fonts import REGULAR, register_fonts, width
from eventdesk.reports.glyphs import Glyphs
from eventdesk.reports.palette import load_palette
from eventdesk.reports.wrapping import cut, wrapped

_LANGUAGES = {"zh": "zh-CN", "en": "en"}
"""What a reader of the file is told: a voice that reads it aloud must know the language."""

_CAP = 0.36
"""How much of a letter's size stands above and below the middle of its capitals."""


class Paper:
    """Draws on the pages of one file. Lengths are points, ``y`` grows downwards; texts stand on their base line.

    Every text is cleaned of what the shipped typeface lacks before it is measured or drawn.
    """

    def __init__(
        self, file: BinaryIO, size: tuple[float, float], *, title: str, author: str, subject: str, language: str | None = None
    ) -> None:  # fmt: skip
        register_fonts()
        lang = _LANGUAGES[language] if language else None
        self._canvas: Any = Canvas(file, pagesize=size, pageCompression=1, initialFontName=REGULAR, lang=lang)
        self._palette = load_palette("light")
        self._glyphs = Glyphs()
        self.width, self.height = size
        self.pages = 0
        self._widths: dict[tuple[str, str], float] = {}
        self._canvas.setTitle(self.clean(title))
        self._canvas.setAuthor(self.clean(author))
        self._canvas.setSubject(self.clean(subject))

    def clean(self, text: str) -> str:
        """The text as it can be printed."""
        return self._glyphs.printable(text)

    def begin(self, size: tuple[float, float]) -> None:
        """A page of this size; the one before is finished."""
        if self.pages:
            self._canvas.showPage()
        self.width, self.height = size
        self._canvas.setPageSize(size)
        self.pages += 1

    def save(self) -> None:
        """Finishes the last page and the file."""
        self._canvas.showPage()
        self._canvas.save()

    def text(
        self, x: float, y: float, text: str, *, font: str = REGULAR, size: float, token: str = "text",
        room: float | None = None, anchor: str = "start",
    ) -> float:  # fmt: skip
        """One line, cut with ``…`` beyond ``room``; returns its width. ``anchor``: start, middle or end at ``x``."""
        text = self.clean(text)
        if room is not None:
            text = cut(text, lambda part: self._measure(part, font, size), room)
        wide = self._measure(text, font, size)
        x -= {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        self._canvas.setFont(font, size)
        self._canvas.setFillColor(HexColor(self._palette[token]))
        self._canvas.drawString(x, self.height - y, text)
        return wide

    def middle(self, x: float, y: float, text: str, *, font: str = REGULAR, size: float, token: str = "text",
               room: float | None = None, anchor: str = "start") -> float:  # fmt: skip
        """As :meth:`text`, but ``y`` is the middle of its line."""
        return self.text(x, y + size * _CAP, text, font=font, size=size, token=token, room=room, anchor=anchor)

    def lines(self, text: str, *, font: str = REGULAR, size: float, room: float, most: int = 10_000) -> list[str]:
        """A text broken into lines of ``room``; paragraphs stay apart, the last line that is allowed ends with ``…``."""
        found: list[str] = []
        for paragraph in text.splitlines() or [""]:
            clean = self.clean(paragraph)
            if len(found) < most and clean:
                found += wrapped(clean, lambda part: self._measure(part, font, size), room, lines=most - len(found))
        return found

    def block(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        *,
        font: str = REGULAR,
        size: float,
        step: float,
        token: str = "text",
    ) -> float:
        """Lines one under the other, the first one's base line a ``step`` below ``y``; returns the last base line."""
        for line in lines:
            y += step
            self.text(x, y, line, font=font, size=size, token=token)
        return y

    def wide(self, text: str, *, font: str = REGULAR, size: float) -> float:
        """How wide a text will be."""
        return self._measure(self.clean(text), font, size)

    def _measure(self, text: str, font: str, size: float) -> float:
        """How wide a clean text is. The same beginnings of a text are asked for at one size after the other."""
        key = font, text
        if key not in self._widths:
            self._widths[key] = width(text, font, 1)
        return self._widths[key] * size

    def rect(
        self, x: float, y: float, wide: float, high: float, *, fill: str | None = None, stroke: str | None = None,
        line: float = 0.7, radius: float = 0, dash: Sequence[float] = (),
    ) -> None:  # fmt: skip
        """A rectangle from its upper left corner; nothing where it has no area."""
        if wide <= 0 or high <= 0:
            return
        canvas = self._canvas
        canvas.saveState()
        if fill:
            canvas.setFillColor(HexColor(self._palette[fill]))
        if stroke:
            canvas.setStrokeColor(HexColor(self._palette[stroke]))
            canvas.setLineWidth(line)
            canvas.setDash(*([list(dash)] if dash else []))
        radius = min(radius, wide / 2, high / 2)
        canvas.roundRect(x, self.height - y - high, wide, high, radius, stroke=int(bool(stroke)), fill=int(bool(fill)))
        canvas.restoreState()

    def line(
        self, x: float, y: float, x2: float, y2: float, token: str, *, line: float = 0.5, dash: Sequence[float] = ()
    ) -> None:
        """A straight line."""
        canvas = self._canvas
        canvas.saveState()
        canvas.setStrokeColor(HexColor(self._palette[token]))
        canvas.setLineWidth(line)
        if dash:
            canvas.setDash(list(dash))
        canvas.line(x, self.height - y, x2, self.height - y2)
        canvas.restoreState()

    def circle(
        self, x: float, y: float, radius: float, *, fill: str | None = None, stroke: str | None = None, line: float = 0.7
    ) -> None:
        """A circle around a point."""
        canvas = self._canvas
        canvas.saveState()
        if fill:
            canvas.setFillColor(HexColor(self._palette[fill]))
        if stroke:
            canvas.setStrokeColor(HexColor(self._palette[stroke]))
            canvas.setLineWidth(line)
        canvas.circle(x, self.height - y, radius, stroke=int(bool(stroke)), fill=int(bool(fill)))
        canvas.restoreState()

    def bow(self, x: float, y: float, half: float, bend: float, token: str, *, line: float = 0.9) -> None:
        """A bow ``half`` to each side of a point, its middle ``bend`` lower than its ends; a straight line without any."""
        canvas = self._canvas
        canvas.saveState()
        canvas.setStrokeColor(HexColor(self._palette[token]))
        canvas.setLineWidth(line)
        canvas.setLineCap(1)
        ends, low = self.height - y + bend / 2, self.height - y - bend / 2 - bend / 3
        canvas.bezier(x - half, ends, x - half / 2, low, x + half / 2, low, x + half, ends)
        canvas.restoreState()

    def hatch(self, x: float, y: float, wide: float, high: float, token: str, *, gap: float = 5) -> None:
        """Fine slanting lines over a rectangle, to be told apart on a black and white print as well."""
        if wide <= 0 or high <= 0:
            return
        canvas = self._canvas
        canvas.saveState()
        frame = canvas.beginPath()
        frame.rect(x, self.height - y - high, wide, high)
        canvas.clipPath(frame, stroke=0, fill=0)
        canvas.setStrokeColor(HexColor(self._palette[token]))
        canvas.setLineWidth(0.5)
        lines = canvas.beginPath()
        offset = -high
        while offset < wide:
            lines.moveTo(x + offset, self.height - y - high)
            lines.lineTo(x + offset + high, self.height - y)
            offset += gap
        canvas.drawPath(lines, stroke=1, fill=0)
        canvas.restoreState()

    def code(self, x: float, y: float, side: float, text: str) -> None:
        """A QR code in vectors, its quiet zone inside ``side``."""
        drawing = qr.drawing(text)
        module = side / drawing.side
        canvas = self._canvas
        canvas.saveState()
        canvas.translate(x, self.height - y)
        canvas.scale(module, -module)
        canvas.setFillGray(0)
        canvas.addLiteral(" ".join(f"{b.x} {b.y} {b.width} {b.height} re" for b in drawing.blocks) + " f")
        canvas.restoreState()
