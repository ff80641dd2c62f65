"""Dialogs: a question, what follows from it, two verbs; the safe one is the default."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QHideEvent, QMouseEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from resources.words import Words
from ui.theme import Theme, Type
from ui.widgets.base import Label, Themed, fill, hbox, vbox
from ui.widgets.buttons import Button, Kbd, Kind
from ui.widgets.elevation import REACH, draw_raised, make_bare
from ui.widgets.focus import FocusRing

_RADIUS = 14


class Scrim(QWidget):
    """Dims a window while a dialog lies on it, and takes no clicks: the dialog does."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setGeometry(window.rect())
        window.installEventFilter(self)
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the window when it changes its size."""
        if event.type() is QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dim."""
        shade = QColor(Qt.GlobalColor.black)
        shade.setAlphaF(0.28)
        QPainter(self).fillRect(self.rect(), shade)


class Dialog(Themed, QDialog):
    """A dialog with a title, room for content (``content`` is a column), and a row of buttons.

    Esc rejects. Focus returns to where it was when it closes (Qt does that for modal dialogs). It has no frame of the
    system's: it is drawn as the pictures have it, and can be moved by its ground.
    """

    def __init__(self, theme: Theme, title: str, *, parent: QWidget | None = None, width: int = 480) -> None:
        super().__init__(parent)
        self.adopt(theme)
        self.setWindowTitle(title)
        self.setModal(True)
        make_bare(self)
        self._scrim: Scrim | None = None
        self._ring = FocusRing(theme, self)
        self._title = Label(theme, title, Type.TITLE, bold=True, wrap=True)
        self.content = vbox(spacing=16)
        self._buttons = hbox(spacing=8)
        self._buttons.addStretch(1)
        column = vbox(24 + REACH, 20 + REACH, 24 + REACH, 20 + REACH, spacing=16)
        fill(column, self._title, self.content)
        column.addStretch(1)
        fill(column, self._buttons)
        self.setLayout(column)
        self.setMinimumWidth(width + 2 * REACH)

    def add_button(self, text: str, *, kind: Kind = Kind.PLAIN, key: str = "", icon: str = "") -> Button:
        """Put a button at the end of the row; connect it yourself."""
        button = Button(self.theme, text, kind=kind, key=key, icon=icon)
        button.setAutoDefault(False)
        self._buttons.addWidget(button)
        return button

    def event(self, event: QEvent) -> bool:
        """Grow with what is said in it, such as an error below a field."""
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._make_room()
        return done

    def _make_room(self) -> None:
        """As high as its words are at its width, as far as the screen goes: Qt guesses another width for words that wrap,
        and would squeeze what stands below them."""
        layout = self.layout()
        if layout is not None and layout.hasHeightForWidth():
            needed = layout.totalHeightForWidth(max(self.width(), self.minimumWidth()))
            self.setMinimumHeight(min(needed, self.screen().availableGeometry().height()))

    def showEvent(self, event: QShowEvent) -> None:
        """Dim what lies below."""
        self._make_room()
        super().showEvent(event)
        self._ring.watch_keys()
        parent = self.parentWidget()
        if parent is not None and self._scrim is None:
            self._scrim = Scrim(parent.window())

    def hideEvent(self, event: QHideEvent) -> None:
        """Let it be bright again."""
        super().hideEvent(event)
        if self._scrim is not None:
            self._scrim.hide()
            self._scrim.deleteLater()
            self._scrim = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Move it, where the system lets us."""
        handle = self.windowHandle()
        if event.button() is Qt.MouseButton.LeftButton and handle is not None:
            handle.startSystemMove()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint box and shadow."""
        box = QRectF(self.rect()).adjusted(REACH, REACH, -REACH, -REACH)
        draw_raised(QPainter(self), self.theme, box, _RADIUS, fill="surface")


class Question(Dialog):
    """Only for what can't be undone or reaches other people. ``exec()`` is true when the verb was chosen."""

    def __init__(
        self,
        theme: Theme,
        *,
        question: str,
        consequence: str,
        verb: str,
        safe: str,
        danger: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, question, parent=parent, width=420)
        self.content.addWidget(Label(theme, consequence, color="text2", wrap=True))
        self.keep = self.add_button(safe, key="Esc")
        self.act = self.add_button(verb, kind=Kind.DANGER if danger else Kind.PRIMARY)
        self.keep.clicked.connect(self.reject)
        self.act.clicked.connect(self.accept)
        self.keep.setDefault(True)
        self.keep.setFocus(Qt.FocusReason.OtherFocusReason)
        self._hold_all()

    def _hold_all(self) -> None:
        """As high as the words are at its width: Qt guesses another width for words that wrap, and would cut them off."""
        layout = self.layout()
        if layout is not None:
            width = max(self.minimumWidth(), layout.totalMinimumSize().width())
            self.setFixedWidth(width)
            self.setMinimumHeight(layout.totalHeightForWidth(width))


def ask(
    theme: Theme,
    parent: QWidget,
    *,
    question: str,
    consequence: str,
    verb: str,
    safe: str,
    danger: bool = True,
) -> bool:
    """Ask and wait; true when the verb was chosen."""
    dialog = Question(
        theme,
        question=question,
        consequence=consequence,
        verb=verb,
        safe=safe,
        danger=danger,
        parent=parent,
    )
    chosen = bool(dialog.exec())
    dialog.deleteLater()
    return chosen


class ShortcutSheet(Dialog):
    """All keys of the page that is open: ``groups`` of (heading, ((key, what it does), …))."""

    def __init__(
        self,
        theme: Theme,
        words: Words,
        title: str,
        groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...],
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, title, parent=parent, width=560)
        columns = hbox(spacing=32)
        for heading, keys in groups:
            column = vbox(spacing=8)
            fill(column, Label(theme, heading, Type.COMPACT, bold=True, color="muted"))
            for key, meaning in keys:
                column.addWidget(_KeyRow(theme, key, meaning))
            column.addStretch(1)
            columns.addLayout(column, 1)
        self.content.addLayout(columns)
        close = self.add_button(words("common.close"), key="Esc")
        close.clicked.connect(self.reject)
        close.setDefault(True)


class _KeyRow(Themed, QWidget):
    def __init__(self, theme: Theme, key: str, meaning: str) -> None:
        super().__init__()
        self.adopt(theme)
        row = hbox(spacing=12)
        cap = hbox()
        fill(cap, Kbd(theme, key), None)
        holder = QWidget()
        holder.setLayout(cap)
        holder.setFixedWidth(108)
        fill(row, holder, Label(theme, meaning))
        row.addStretch(1)
        self.setLayout(row)
