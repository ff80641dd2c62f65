"""The bar that says what was done and offers to undo it, for eight seconds."""

from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QEvent, QObject, QPoint, QPropertyAnimation, QRectF, QTimer
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from resources.words import Words
from ui.theme import Theme
from ui.widgets.base import Label, Themed, hbox
from ui.widgets.buttons import Button, Kind, icon_button
from ui.widgets.elevation import Shadow
from ui.widgets.paint import Tone, draw_box

SECONDS = 8


class Toast(Themed, QFrame):
    """One at a time, at the foot of its parent. Stays while the pointer or the focus is on it."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget) -> None:
        super().__init__(parent)
        self.adopt(theme)
        self._undo: Callable[[], object] | None = None
        self._tone = Tone.OK
        self._bottom = 24
        self._label = Label(theme, color="surface", wrap=False)
        self._button = Button(theme, words("common.undo"), kind=Kind.DARK, key="Ctrl+Z")
        self._act: Callable[[], object] | None = None
        self._action = Button(theme, "", kind=Kind.DARK)
        self._action.clicked.connect(self._acted)
        self._close = icon_button(theme, "x", words("common.close"), kind=Kind.DARK)
        self._button.clicked.connect(self._undone)
        self._close.clicked.connect(self.dismiss)
        row = hbox(48, 6, 8, 6, spacing=12)
        row.addWidget(self._label, 1)
        row.addWidget(self._action)
        row.addWidget(self._button)
        row.addWidget(self._close)
        self.setLayout(row)
        self._timer = QTimer(self, singleShot=True, interval=SECONDS * 1000)
        self._timer.timeout.connect(self._expire)
        self._slide = QPropertyAnimation(self, b"pos", self)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        parent.installEventFilter(self)
        self._shadow = Shadow(theme, self, radius=10)
        self.restyle()
        self.hide()

    @property
    def text(self) -> str:
        """The sentence."""
        return self._label.text()

    @property
    def can_undo(self) -> bool:
        """Whether Ctrl+Z would undo what the toast tells of."""
        return self.isVisible() and self._undo is not None

    def show_text(
        self,
        sentence: str,
        *,
        undo: Callable[[], object] | None = None,
        action: tuple[str, Callable[[], object]] | None = None,
        tone: Tone = Tone.OK,
        bottom: int = 24,
    ) -> None:
        """Say something, replacing what was said; ``undo`` is called at most once. ``action`` is a verb and what it does."""
        self._undo, self._tone, self._bottom = undo, tone, bottom
        word, self._act = action or ("", None)
        self._action.set_text(word)
        self._action.setVisible(action is not None)
        self._label.setText(sentence)
        self._button.setVisible(undo is not None)
        self._close.setVisible(undo is None)
        self.setAccessibleName(sentence)
        self.show()
        self.raise_()
        self._place(slide=True)
        self._timer.start()

    def set_words(self, words: Words) -> None:
        """Speak another language from now on."""
        self._button.set_text(words("common.undo"))
        self._close.set_tip(words("common.close"))

    def undo(self) -> None:
        """Undo, as its button does."""
        self._undone()

    def dismiss(self) -> None:
        """Go away."""
        self._timer.stop()
        self._undo = self._act = None
        self.hide()

    @property
    def remaining(self) -> int:
        """Milliseconds until it goes; negative while it is held."""
        return self._timer.remainingTime()

    def hold(self) -> None:
        """Stay."""
        self._timer.stop()

    def release(self) -> None:
        """Go after the full time again."""
        if self.isVisible():
            self._timer.start()

    def restyle(self) -> None:
        """The bar is dark in the light theme and light grey in the dark one."""
        self._label.set_look(color="text" if self.theme.dark else "surface")
        self.setMinimumHeight(self.theme.px(48))
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in place when the window changes its size."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place(slide=False)
        return False

    def enterEvent(self, event: QEnterEvent) -> None:
        """Wait while somebody reads."""
        self.hold()

    def leaveEvent(self, event: QEvent) -> None:
        """Count again."""
        self.release()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground and icon."""
        painter = QPainter(self)
        color = self.theme.color
        dark = self.theme.dark
        edge = color("border") if dark else None
        draw_box(painter, QRectF(self.rect()), 10, fill=color("pressed" if dark else "text"), border=edge)
        icon = {Tone.OK: "check", Tone.WARN: "warn", Tone.REFUSE: "octagon"}.get(self._tone, "info")
        ink = "text" if dark else "surface"
        self.theme.paint_icon(painter, icon, 16, round(self.height() / 2 - 9), 18, ink)

    def _expire(self) -> None:
        if any(button.hasFocus() for button in (self._action, self._button, self._close)):
            self._timer.start()
        else:
            self.dismiss()

    def _acted(self) -> None:
        act = self._act
        self.dismiss()
        if act is not None:
            act()

    def _undone(self) -> None:
        undo = self._undo
        self.dismiss()
        if undo is not None:
            undo()

    def _place(self, *, slide: bool) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        room = parent.width() - 48
        self._label.setWordWrap(False)
        wanted = max(self.sizeHint().width(), 412)
        self._label.setWordWrap(wanted > room)
        self.resize(min(wanted, room), self.sizeHint().height() if wanted <= room else self.heightForWidth(room))
        place = QPoint((parent.width() - self.width()) // 2, parent.height() - self.height() - self._bottom)
        self._slide.stop()
        duration = self.theme.ms(160)
        if slide and duration:
            self._slide.setDuration(duration)
            self._slide.setStartValue(place + QPoint(0, 16))
            self._slide.setEndValue(place)
            self._slide.start()
        else:
            self.move(place)
