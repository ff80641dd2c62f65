"""Numbers with a meaning: the bar of a capacity, and the counter above it."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme, Type
from ui.widgets.base import Themed
from ui.widgets.paint import LEFT, RIGHT, draw_box, draw_text, text_width

NEARLY_FULL = 0.9  # above this share a bar turns amber


def bar_color(value: float, maximum: float) -> str:
    """The token of a bar's fill: amber above 90 %, red above 100 %."""
    if maximum <= 0 or value <= maximum * NEARLY_FULL:
        return "accent"
    return "refuse" if value > maximum else "warn"


def draw_bar(
    painter: QPainter, theme: Theme, rect: QRectF, value: float, maximum: float, *, limit: bool = True
) -> None:
    """Paint a capacity bar; without a maximum only the track. Where it is no limit, no amber tells of it."""
    radius = rect.height() / 2
    draw_box(painter, rect, radius, fill=theme.color("sunken"))
    share = min(value / maximum, 1.0) if maximum > 0 else 0.0
    if share > 0:
        width = max(rect.width() * share, rect.height())
        done = QRectF(rect.x(), rect.y(), width, rect.height())
        draw_box(painter, done, radius, fill=theme.color(bar_color(value, maximum) if limit else "accent"))


class CapacityBar(Themed, QWidget):
    """A track and how much of it is taken. ``described`` is what a screen reader says."""

    def __init__(self, theme: Theme, value: int = 0, maximum: int = 0, *, height: int = 6) -> None:
        super().__init__()
        self.adopt(theme)
        self._value, self._maximum, self._height = value, maximum, height
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(self, value: int, maximum: int, described: str = "") -> None:
        """Change what it shows; 0 as maximum means no limit."""
        self._value, self._maximum = value, maximum
        self.setAccessibleName(described or f"{value} / {maximum}")
        self.update()

    def sizeHint(self) -> QSize:
        """Grows sideways."""
        return QSize(120, self._height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        draw_bar(QPainter(self), self.theme, QRectF(self.rect()), self._value, self._maximum)


class Counter(Themed, QWidget):
    """A large number: its label, its limit on the right, what remains beside it, and a bar."""

    def __init__(self, theme: Theme, *, kind: Type = Type.COUNTER, bar: bool = True) -> None:
        super().__init__()
        self.adopt(theme)
        self._kind, self._bar = kind, bar
        self._label = self._remainder = self._limit = self._number = ""
        self._value = self._maximum = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(
        self,
        label: str,
        value: int,
        *,
        remainder: str = "",
        limit_text: str = "",
        maximum: int = 0,
        described: str = "",
    ) -> None:
        """Change everything it says; 0 as maximum means no limit."""
        self._label, self._value, self._number = label, value, f"{value:,}"
        self._remainder, self._limit, self._maximum = remainder, limit_text, maximum
        self.setAccessibleName(described or " ".join(filter(None, (label, self._number, remainder, limit_text))))
        self.update()

    def sizeHint(self) -> QSize:
        """Label, number and bar."""
        height = 22 + self._kind.line + 2 + (18 if self._bar else 0)
        return QSize(180, self.theme.px(height))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        color, width = self.theme.color, self.width()
        row = float(self.theme.px(20))
        small, caption = self.theme.font(Type.BODY), self.theme.font(Type.COMPACT)
        draw_text(painter, QRectF(0, 0, width, row), self._label, small, color("text2"))
        draw_text(painter, QRectF(0, 0, width, row), self._limit, caption, color("muted"), RIGHT)
        top, tall = row + self.theme.px(4), self.theme.px(self._kind.line)
        full = 0 < self._maximum < self._value
        font = self.theme.font(self._kind, bold=True)
        ink = color("refuse-text" if full else "text")
        draw_text(painter, QRectF(0, top, width, tall), self._number, font, ink, LEFT)
        left = text_width(font, self._number) + 7
        shift = self._kind.size * 0.22  # the words stand on the number's baseline
        rest = QRectF(left, top + shift, width - left, tall)
        draw_text(painter, rest, self._remainder, small, color("muted"), LEFT)
        if self._bar and self._maximum:
            draw_bar(painter, self.theme, QRectF(0, self.height() - 10, width, 10), self._value, self._maximum)
