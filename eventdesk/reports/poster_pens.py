"""Two pens that draw the same poster: one on a PDF page, one on a picture. Their unit is the poster's: 1080 to its width."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any, BinaryIO, Protocol

from eventdesk.exchange import qr
from eventdesk.reports.fonts import BOLD, REGULAR
from eventdesk.reports.palette import load_palette
from resources import path

WIDE = 1080
_STAMP_ANGLE = 32
_STAMP_SIZE = 300
_STAMP_ALPHA = 0.26

Point = tuple[float, float]


class Pen(Protocol):
    """What a poster is drawn with. ``y`` grows downwards; colours are names of design tokens; texts stand on their base line.

    Texts are drawn over all shapes, whatever the order of the calls.
    """

    def rect(self, x: float, y: float, wide: float, high: float, token: str, *, radius: float = 0) -> None:
        """A filled rectangle."""

    def shape(self, points: Sequence[Point], token: str) -> None:
        """A filled polygon."""

    def circle(self, x: float, y: float, radius: float, token: str) -> None:
        """A filled circle."""

    def text(self, x: float, y: float, text: str, *, size: float, bold: bool = False, token: str = "text") -> None:
        """One line from ``x`` on."""

    def code(self, x: float, y: float, side: float, text: str) -> None:
        """A QR code, its quiet zone inside ``side``."""

    def stamp(self, text: str) -> None:
        """A word across the whole poster, through which everything can still be read."""


class PagePen:
    """Draws on one PDF page of ``size`` points."""

    def __init__(self, file: BinaryIO, size: tuple[float, float], *, title: str, author: str, subject: str) -> None:
        from reportlab.pdfgen.canvas import Canvas

        from eventdesk.reports.fonts import register_fonts

        register_fonts()
        self._palette = load_palette("light")
        self._canvas: Any = Canvas(file, pagesize=size, pageCompression=1, initialFontName=REGULAR)
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setSubject(subject)
        scale = size[0] / WIDE
        self.high = size[1] / scale
        self._canvas.scale(scale, scale)

    def rect(self, x: float, y: float, wide: float, high: float, token: str, *, radius: float = 0) -> None:
        """See :class:`Pen`."""
        self._canvas.setFillColor(self._palette[token])
        self._canvas.roundRect(x, self.high - y - high, wide, high, radius, stroke=0, fill=1)

    def shape(self, points: Sequence[Point], token: str) -> None:
        """See :class:`Pen`."""
        line = self._canvas.beginPath()
        (x, y), *others = points
        line.moveTo(x, self.high - y)
        for x, y in others:
            line.lineTo(x, self.high - y)
        line.close()
        self._canvas.setFillColor(self._palette[token])
        self._canvas.drawPath(line, stroke=0, fill=1)

    def circle(self, x: float, y: float, radius: float, token: str) -> None:
        """See :class:`Pen`."""
        self._canvas.setFillColor(self._palette[token])
        self._canvas.circle(x, self.high - y, radius, stroke=0, fill=1)

    def text(self, x: float, y: float, text: str, *, size: float, bold: bool = False, token: str = "text") -> None:
        """See :class:`Pen`."""
        self._canvas.setFont(BOLD if bold else REGULAR, size)
        self._canvas.setFillColor(self._palette[token])
        self._canvas.drawString(x, self.high - y, text)

    def code(self, x: float, y: float, side: float, text: str) -> None:
        """See :class:`Pen`."""
        drawing = qr.drawing(text)
        module = side / drawing.side
        canvas = self._canvas
        canvas.saveState()
        canvas.translate(x, self.high - y)
        canvas.scale(module, -module)
        canvas.setFillGray(0)
        canvas.addLiteral(" ".join(f"{b.x} {b.y} {b.width} {b.height} re" for b in drawing.blocks) + " f")
        canvas.restoreState()

    def stamp(self, text: str) -> None:
        """See :class:`Pen`."""
        canvas = self._canvas
        canvas.saveState()
        canvas.translate(WIDE / 2, self.high / 2)
        canvas.rotate(_STAMP_ANGLE)
        canvas.setFillColor(self._palette["refuse"])
        canvas.setFillAlpha(_STAMP_ALPHA)
        canvas.setFont(BOLD, _STAMP_SIZE)
        canvas.drawCentredString(0, -_STAMP_SIZE * 0.36, text)
        canvas.restoreState()

    def save(self) -> None:
        """The end of the page and of the file."""
        self._canvas.showPage()
        self._canvas.save()


class PicturePen:
    """Draws on a picture of 1080 pixels' width. Shapes are drawn twice as large and shrunk, because Pillow draws them
    without smoothing; texts and the code follow in whole pixels."""

    SMOOTH = 2

    def __init__(self, high: int) -> None:
        from PIL import Image, ImageDraw

        self.high = float(high)
        self._palette = load_palette("light")
        self._large = Image.new("RGB", (WIDE * self.SMOOTH, high * self.SMOOTH), "#FFFFFF")
        self._shapes = ImageDraw.Draw(self._large)
        self._fonts: dict[tuple[str, int], Any] = {}
        self._later: list[tuple[float, float, str, int, str, str]] = []
        self._codes: list[tuple[float, float, float, str]] = []
        self._stamp = ""

    def rect(self, x: float, y: float, wide: float, high: float, token: str, *, radius: float = 0) -> None:
        """See :class:`Pen`."""
        s = self.SMOOTH
        box = (x * s, y * s, (x + wide) * s - 1, (y + high) * s - 1)
        self._shapes.rounded_rectangle(box, radius * s, fill=self._palette[token])

    def shape(self, points: Sequence[Point], token: str) -> None:
        """See :class:`Pen`."""
        self._shapes.polygon([(x * self.SMOOTH, y * self.SMOOTH) for x, y in points], fill=self._palette[token])

    def circle(self, x: float, y: float, radius: float, token: str) -> None:
        """See :class:`Pen`."""
        s = self.SMOOTH
        self._shapes.ellipse(
            ((x - radius) * s, (y - radius) * s, (x + radius) * s - 1, (y + radius) * s - 1), fill=self._palette[token]
        )

    def text(self, x: float, y: float, text: str, *, size: float, bold: bool = False, token: str = "text") -> None:
        """See :class:`Pen`."""
        self._later.append((x, y, text, round(size), BOLD if bold else REGULAR, token))

    def code(self, x: float, y: float, side: float, text: str) -> None:
        """See :class:`Pen`."""
        self._codes.append((x, y, side, text))

    def stamp(self, text: str) -> None:
        """See :class:`Pen`."""
        self._stamp = text

    def png(self) -> bytes:
        """The finished picture."""
        from PIL import Image, ImageDraw

        picture = self._large.resize((WIDE, int(self.high)), Image.Resampling.BOX)
        pen = ImageDraw.Draw(picture)
        for x, y, text, size, face, token in self._later:
            pen.text((x, y), text, self._palette[token], self._font(face, size), anchor="ls")
        for x, y, side, text in self._codes:
            module = max(int(side // qr.drawing(text).side), 1)
            code = Image.open(BytesIO(qr.png(text, module))).convert("RGB")
            picture.paste(code, (round(x + (side - code.width) / 2), round(y + (side - code.height) / 2)))
        if self._stamp:
            picture = self._stamped(picture)
        file = BytesIO()
        picture.save(file, "PNG", compress_level=6)
        return file.getvalue()

    def _stamped(self, picture: Any) -> Any:
        from PIL import Image, ImageDraw

        layer = Image.new("RGBA", picture.size, (0, 0, 0, 0))
        red, green, blue = (int(self._palette["refuse"][at : at + 2], 16) for at in (1, 3, 5))
        font = self._font(BOLD, _STAMP_SIZE)
        middle = (picture.width / 2, picture.height / 2)
        fill = (red, green, blue, round(255 * _STAMP_ALPHA))
        ImageDraw.Draw(layer).text(middle, self._stamp, fill, font, anchor="mm")
        layer = layer.rotate(_STAMP_ANGLE, Image.Resampling.BICUBIC)
        return Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB")

    def _font(self, face: str, size: int) -> Any:
        from PIL import ImageFont

        if (face, size) not in self._fonts:
            layout = ImageFont.Layout.BASIC
            self._fonts[face, size] = ImageFont.truetype(path("fonts", f"{face}.ttf"), size, layout_engine=layout)
        return self._fonts[face, size]
