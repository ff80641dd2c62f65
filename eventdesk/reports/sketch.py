"""A drawing with its origin at the top left, colours by the names of design tokens, and texts that fit."""

from collections.abc import Callable, Sequence

from reportlab.graphics.shapes import Circle, Drawing, Line, Polygon, PolyLine, Rect, String
from reportlab.lib.colors import HexColor

from eventdesk.reports.fonts import BOLD, REGULAR, fitted, register_fonts, width
from eventdesk.reports.palette import Palette

Clean = Callable[[str], str]

TITLE, BODY, CAPTION = 13.0, 12.0, 11.0
# How much of a letter's size stands above and below the middle of its digits.
_MIDDLE = 0.36


class Sketch:
    """Puts shapes on a reportlab drawing. Lengths are pixels of the screen; ``y`` grows downwards."""

    def __init__(self, *, palette: Palette, width: float, height: float, clean: Clean | None = None) -> None:
        register_fonts()
        self.palette = palette
        self.clean = clean or str
        self.width = width
        self.height = height
        self.drawing = Drawing(width, height)

    def colour(self, token: str) -> HexColor:
        """The colour of a design token."""
        return HexColor(self.palette[token])

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        token: str = "text",
        size: float = BODY,
        bold: bool = False,
        anchor: str = "start",
        room: float | None = None,
    ) -> float:
        """A line of text whose middle is at ``y``; its end is elided beyond ``room``. Returns its width."""
        font = BOLD if bold else REGULAR
        text = self.clean(text)
        if room is not None:
            text = fitted(text, font, size, room)
        baseline = self.height - y - size * _MIDDLE
        self.drawing.add(
            String(
                x,
                baseline,
                text,
                fontName=font,
                fontSize=size,
                fillColor=self.colour(token),
                textAnchor=anchor,
            )
        )
        return width(text, font, size)

    def rect(self, x: float, y: float, w: float, h: float, token: str, *, radius: float = 0) -> None:
        """A filled rectangle; nothing where it has no area."""
        if w <= 0 or h <= 0:
            return
        radius = min(radius, w / 2, h / 2)
        self.drawing.add(
            Rect(
                x,
                self.height - y - h,
                w,
                h,
                rx=radius,
                ry=radius,
                fillColor=self.colour(token),
                strokeColor=None,
            )
        )

    def line(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        token: str,
        *,
        stroke: float = 1,
        dash: Sequence[float] | None = None,
    ) -> None:
        """A straight line."""
        self.drawing.add(
            Line(
                start[0],
                self.height - start[1],
                end[0],
                self.height - end[1],
                strokeColor=self.colour(token),
                strokeWidth=stroke,
                strokeDashArray=list(dash) if dash else None,
            )
        )

    def curve(self, points: Sequence[tuple[float, float]], token: str, *, stroke: float = 2) -> None:
        """A line through points."""
        self.drawing.add(
            PolyLine(
                self._flat(points),
                strokeColor=self.colour(token),
                strokeWidth=stroke,
                strokeLineJoin=1,
                strokeLineCap=1,
            )
        )

    def area(self, points: Sequence[tuple[float, float]], token: str) -> None:
        """A filled shape through points."""
        self.drawing.add(Polygon(self._flat(points), fillColor=self.colour(token), strokeColor=None))

    def dot(self, x: float, y: float, radius: float, token: str) -> None:
        """A filled circle."""
        self.drawing.add(Circle(x, self.height - y, radius, fillColor=self.colour(token), strokeColor=None))

    def _flat(self, points: Sequence[tuple[float, float]]) -> list[float]:
        return [number for x, y in points for number in (x, self.height - y)]
