"""What every widget of the project shares: the theme, labels, cards, rules, layouts."""

from typing import Protocol, cast

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.theme import Theme, Type
from ui.widgets.paint import draw_box


class _Restyled(Protocol):
    def update(self) -> None: ...
    def updateGeometry(self) -> None: ...


class Themed:
    """Mixed into widgets that paint themselves: keeps the theme, repaints when it changes.

    ``ring_radius`` is the corner radius of the keyboard focus ring; widgets without it show focus by
    themselves.
    """

    theme: Theme
    ring_radius: float | None = None

    def adopt(self, theme: Theme) -> None:
        """Called once by the constructor, after ``super().__init__``."""
        self.theme = theme
        theme.changed.connect(self.restyle)

    def restyle(self) -> None:
        """Take colours and sizes again after the theme changed."""
        widget = cast(_Restyled, self)
        widget.updateGeometry()
        widget.update()


class Label(Themed, QLabel):
    """Text in a step of the type scale and a token's colour."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        kind: Type = Type.BODY,
        *,
        bold: bool = False,
        color: str = "text",
        wrap: bool = False,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.adopt(theme)
        self._kind, self._bold, self._color = kind, bold, color
        self.setTextFormat(Qt.TextFormat.PlainText)  # a family's name is never markup
        self.setWordWrap(wrap)
        self.setAlignment(align | Qt.AlignmentFlag.AlignVCenter)
        self.restyle()

    def set_look(self, *, kind: Type | None = None, bold: bool | None = None, color: str | None = None) -> None:
        """Change step, weight or colour."""
        self._kind = kind or self._kind
        self._bold = self._bold if bold is None else bold
        self._color = color or self._color
        self.restyle()

    def restyle(self) -> None:
        """Take font and colour again."""
        self.setFont(self.theme.font(self._kind, bold=self._bold))
        palette = self.palette()
        palette.setColor(self.foregroundRole(), self.theme.color(self._color))
        self.setPalette(palette)
        if self._kind.size >= 28 and not self.wordWrap():
            # The face is 1.45 em high; from here on that would make its row grow beyond the drawn line.
            self.setFixedHeight(self.theme.px(self._kind.line))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words ourselves: a style sheet restores an older palette when a label gets another parent."""
        if self.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse:
            super().paintEvent(event)
            return
        flags = self.alignment() | (Qt.TextFlag.TextWordWrap if self.wordWrap() else Qt.TextFlag.TextDontClip)
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.theme.color(self._color))
        painter.drawText(self.contentsRect(), int(flags), self.text())


class Elided(Label):
    """One line that gives way: elided at the end, the whole text in its tooltip."""

    def __init__(
        self, theme: Theme, text: str = "", kind: Type = Type.BODY, *, bold: bool = False, color: str = "text"
    ) -> None:
        super().__init__(theme, text, kind, bold=bold, color=color)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """May shrink to nothing."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what fits."""
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.theme.color(self._color))
        painter.drawText(self.contentsRect(), int(self.alignment() | Qt.TextFlag.TextSingleLine), shown)


class Card(Themed, QFrame):
    """A surface with a hairline border. ``body`` is its layout."""

    def __init__(
        self,
        theme: Theme,
        *,
        padding: int | tuple[int, int, int, int] = 20,
        spacing: int = 12,
        radius: int = 12,
        fill: str = "surface",
        border: str = "border",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.adopt(theme)
        self._radius, self._fill, self._border = radius, fill, border
        sides = (padding,) * 4 if isinstance(padding, int) else padding
        self.body = vbox(*sides, spacing=spacing)
        self.setLayout(self.body)

    def set_look(self, *, fill: str | None = None, border: str | None = None) -> None:
        """Change the tokens of ground and border."""
        self._fill = fill or self._fill
        self._border = border or self._border
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground and border."""
        draw_box(
            QPainter(self),
            QRectF(self.rect()),
            self._radius,
            fill=self.theme.color(self._fill),
            border=self.theme.color(self._border),
        )


class Rule(Themed, QWidget):
    """A hairline between parts, horizontal unless ``vertical``."""

    def __init__(self, theme: Theme, *, vertical: bool = False) -> None:
        super().__init__()
        self.adopt(theme)
        self.setFixedWidth(1) if vertical else self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the hairline."""
        QPainter(self).fillRect(self.rect(), self.theme.color("border"))


def vbox(left: int = 0, top: int = 0, right: int = 0, bottom: int = 0, *, spacing: int = 0) -> QVBoxLayout:
    """A column without surprises: margins and spacing are what is said."""
    layout = QVBoxLayout()
    layout.setContentsMargins(left, top, right, bottom)
    layout.setSpacing(spacing)
    return layout


def hbox(left: int = 0, top: int = 0, right: int = 0, bottom: int = 0, *, spacing: int = 0) -> QHBoxLayout:
    """A row without surprises."""
    layout = QHBoxLayout()
    layout.setContentsMargins(left, top, right, bottom)
    layout.setSpacing(spacing)
    return layout


def fill(layout: QBoxLayout, *items: QWidget | QLayout | int | None) -> QBoxLayout:
    """Put things into a layout in order: a widget, a layout, a number of pixels, or ``None`` for a
    stretch.
    """
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QWidget):
            layout.addWidget(item)
        else:
            layout.addLayout(item)
    return layout


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def scrolled(content: QWidget) -> QScrollArea:
    """The content in a vertical scroll area without a frame."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.viewport().setAutoFillBackground(False)
    area.setWidget(content)
    content.setAutoFillBackground(False)  # setWidget has switched it on
    return area
