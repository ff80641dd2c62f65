"""The ring around what the keyboard is at: two pixels wide, two pixels away, outside the widget."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget
from shiboken6 import isValid

from ui.theme import Theme
from ui.widgets.base import Themed
from ui.widgets.paint import draw_box

_OUT = 4
_MOVES = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Hide, QEvent.Type.Show)


class FocusRing(Themed, QWidget):
    """Lies over its window and follows the focus. Only widgets of our own with a ``ring_radius`` get a ring, and
    only while the keyboard is in use.
    """

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self.adopt(theme)
        self._watched: list[QWidget] = []
        self._radius = 8.0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._moved)

    def watch_keys(self) -> None:
        """Once the window is shown: notice whether the person uses keys or the pointer."""
        window = self.parentWidget()
        handle = window.windowHandle() if window is not None else None
        if handle is not None:
            handle.removeEventFilter(self)
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow what moves under the ring; keys show it, the pointer hides it."""
        if event.type() is QEvent.Type.KeyPress:
            self.follow_input(keyboard=True)
        elif event.type() is QEvent.Type.MouseButtonPress:
            self.follow_input(keyboard=False)
        elif event.type() in _MOVES:
            self._place()
        return False

    def follow_input(self, *, keyboard: bool) -> None:
        """The person used the keyboard, or the pointer."""
        if keyboard != self.theme.keyboard_in_use:
            self.theme.keyboard_in_use = keyboard
            self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ring."""
        color = self.theme.color("focus")
        draw_box(QPainter(self), QRectF(self.rect()), self._radius + _OUT, border=color, width=2)

    def _moved(self, old: QWidget | None, new: QWidget | None) -> None:
        for widget in filter(isValid, self._watched):  # a page may be gone, and the focus only now
            widget.removeEventFilter(self)
        self._watched = []
        window = self.parentWidget()
        if new is not None and window is not None and new.window() is window:
            link: QWidget | None = new
            while link is not None and link is not window:
                link.installEventFilter(self)
                self._watched.append(link)
                link = link.parentWidget()
        self._place()

    def _place(self) -> None:
        window = self.parentWidget()
        target = self._watched[0] if self._watched and isValid(self._watched[0]) else None
        radius = getattr(target, "ring_radius", None)
        if window is None or target is None or radius is None or not self.theme.keyboard_in_use:
            self.hide()
            return
        if not target.isVisible() or not target.hasFocus():
            self.hide()
            return
        place = QRect(target.mapTo(window, QPoint(0, 0)), target.size()).adjusted(-_OUT, -_OUT, _OUT, _OUT)
        for link in self._watched[1:]:
            parent = link.parentWidget()
            if isinstance(parent, QAbstractScrollArea) and parent.viewport() is link:
                view = QRect(link.mapTo(window, QPoint(0, 0)), link.size())
                if not view.intersects(place.adjusted(_OUT, _OUT, -_OUT, -_OUT)):
                    self.hide()
                    return
                place = place.intersected(view.adjusted(-_OUT, -_OUT, _OUT, _OUT))
        self._radius = float(radius)
        self.setGeometry(place)
        self.show()
        self.raise_()
