"""What a page shows while there is nothing, something went wrong, or it is still reading."""

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QStackedLayout, QWidget

from ui.theme import Theme, Type
from ui.widgets.base import Card, Label, Themed, fill, hbox, vbox
from ui.widgets.buttons import Button, Size
from ui.widgets.paint import draw_box


class EmptyState(Themed, QWidget):
    """What will appear here, and how to begin. ``dashed`` draws a frame where no card is around it."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        fact: str,
        detail: str = "",
        *,
        actions: tuple[Button, ...] = (),
        dashed: bool = False,
    ) -> None:
        super().__init__()
        self.adopt(theme)
        self._icon, self._dashed = icon, dashed
        self._fact = Label(theme, fact, bold=True, align=Qt.AlignmentFlag.AlignHCenter, wrap=True)
        self._detail = Label(theme, detail, color="text2", align=Qt.AlignmentFlag.AlignHCenter, wrap=True)
        self._detail.setVisible(bool(detail))
        column = vbox(24, 62, 24, 20)
        column.addStretch(1)
        fill(column, self._fact, 2, self._detail)
        if actions:
            row = hbox(spacing=8)
            fill(row, None, *actions, None)
            fill(column, 14, row)
        column.addStretch(1)
        self.setLayout(column)

    def set(self, fact: str, detail: str = "") -> None:
        """Change the words, e.g. to echo what was searched for."""
        self._fact.setText(fact)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint icon and frame."""
        painter = QPainter(self)
        top = self._fact.y() - 44
        self.theme.paint_icon(painter, self._icon, round(self.width() / 2 - 15), top, 30, "muted")
        if self._dashed:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.theme.color("border-strong"), 1, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 12, 12)


class ErrorCard(Card):
    """What happened, what still works, and ways on."""

    def __init__(self, theme: Theme, fact: str, detail: str = "", *, actions: tuple[Button, ...] = ()) -> None:
        super().__init__(theme, padding=(14, 12, 14, 12), spacing=4, fill="refuse-soft", border="refuse")
        heading = hbox(27, 0, 0, 0)
        self._fact = Label(theme, fact, bold=True, color="refuse-text", wrap=True)
        self._detail = Label(theme, detail, wrap=True)
        self._detail.setVisible(bool(detail))
        heading.addWidget(self._fact)
        fill(self.body, heading, self._detail)
        if actions:
            row = hbox(spacing=8)
            fill(row, *actions, None)
            fill(self.body, 6, row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def set(self, fact: str, detail: str = "") -> None:
        """Change the words."""
        self._fact.setText(fact)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint card and icon."""
        super().paintEvent(event)
        self.theme.paint_icon(QPainter(self), "octagon", 15, self._fact.geometry().top() + 1, 18, "refuse-text")


class Skeleton(Themed, QWidget):
    """Grey bars where rows will be. They do not move."""

    def __init__(self, theme: Theme, rows: int = 5) -> None:
        super().__init__()
        self.adopt(theme)
        self._rows = rows

    def sizeHint(self) -> QSize:
        """As high as its rows."""
        return QSize(240, self._rows * 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bars."""
        painter = QPainter(self)
        grey = self.theme.color("sunken")
        for row in range(self._rows):
            top, width = row * 40 + 4.0, float(self.width() - 42)
            draw_box(painter, QRectF(0, top, 30, 30), 8, fill=grey)
            draw_box(painter, QRectF(42, top + 3, width * (0.62 if row % 2 else 0.75), 9), 4.5, fill=grey)
            draw_box(painter, QRectF(42, top + 18, width * (0.3 if row % 2 else 0.42), 8), 4, fill=grey)


class Loading(QWidget):
    """Shows a content, or that it is being read: nothing for 300 ms, grey bars after, words after 3 s, and
    after 10 s a button to give up (``cancelled``).
    """

    cancelled = Signal()

    def __init__(self, theme: Theme, content: QWidget, *, words: str, cancel: str, rows: int = 6) -> None:
        super().__init__()
        self._bars = Skeleton(theme, rows)
        self._words = Label(theme, words, Type.COMPACT, color="muted")
        self._cancel = Button(theme, cancel, size=Size.SMALL)
        self._cancel.clicked.connect(self.cancelled)
        foot = hbox(spacing=12)
        fill(foot, self._words, self._cancel, None)
        column = vbox(16, 16, 16, 16, spacing=12)
        fill(column, self._bars, foot)
        column.addStretch(1)
        waiting = QWidget()
        waiting.setLayout(column)
        self._stack = QStackedLayout()
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(content)
        self._stack.addWidget(waiting)
        self.setLayout(self._stack)
        self._timers: list[QTimer] = []
        for delay, show in ((300, self._show_bars), (3000, self._words.show), (10000, self._cancel.show)):
            timer = QTimer(self, singleShot=True, interval=delay)
            timer.timeout.connect(show)
            self._timers.append(timer)

    def start(self) -> None:
        """Reading began."""
        self._words.hide()
        self._cancel.hide()
        for timer in self._timers:
            timer.start()

    def stop(self) -> None:
        """The content is there."""
        for timer in self._timers:
            timer.stop()
        self._stack.setCurrentIndex(0)

    def _show_bars(self) -> None:
        self._stack.setCurrentIndex(1)
