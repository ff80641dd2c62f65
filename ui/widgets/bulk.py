"""The bar that floats over a list while rows are ticked."""

from PySide6.QtCore import QEvent, QObject, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from resources.words import Words
from ui.theme import Theme
from ui.widgets.base import Label, Themed, hbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.elevation import Shadow
from ui.widgets.paint import draw_box


class BulkBar(Themed, QFrame):
    """What is ticked, what can be done with it, and a cross that takes the ticks away (``closed``)."""

    closed = Signal()

    def __init__(self, theme: Theme, words: Words, over: QWidget) -> None:
        super().__init__(over)
        self.adopt(theme)
        self._label = Label(theme, bold=True)
        self._row = hbox(18, 8, 10, 8, spacing=8)
        self._row.addWidget(self._label)
        self._row.addSpacing(40)
        self._row.addStretch(1)
        cross = Button(theme, icon="x", kind=Kind.DARK, tip=words("common.close"))
        cross.clicked.connect(self.closed)
        self._row.addWidget(cross)
        self.setLayout(self._row)
        over.installEventFilter(self)
        self._shadow = Shadow(theme, self, radius=12)
        self.restyle()
        self.hide()

    def add_action(self, text: str, icon: str = "") -> Button:
        """Put a button before the cross; connect it yourself."""
        button = Button(self.theme, text, kind=Kind.DARK, icon=icon)
        self._row.insertWidget(self._row.count() - 1, button)
        return button

    def show_count(self, sentence: str) -> None:
        """Say how much is ticked; an empty sentence hides the bar."""
        self._label.setText(sentence)
        self.setVisible(bool(sentence))
        self._place()
        self.raise_()

    def restyle(self) -> None:
        """The bar is dark in the light theme and grey in the dark one."""
        self._label.set_look(color="text" if self.theme.dark else "surface")
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the foot of the list."""
        if event.type() is QEvent.Type.Resize:
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground."""
        color, dark = self.theme.color, self.theme.dark
        ground = color("pressed" if dark else "text")
        draw_box(QPainter(self), QRectF(self.rect()), 12, fill=ground, border=color("border-strong") if dark else None)

    def _place(self) -> None:
        over = self.parentWidget()
        if over is None or not self.isVisible():
            return
        self.adjustSize()
        width = min(max(self.sizeHint().width(), 520), over.width() - 24)
        self.resize(width, self.sizeHint().height())
        self.move((over.width() - width) // 2, over.height() - self.height() - 10)
