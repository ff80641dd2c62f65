"""Dialogs: a question, what follows from it, two verbs; the safe one is the default."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QWidget

from resources.words import Words
from ui.theme import Theme, Type
from ui.widgets.base import Label, Themed, fill, hbox, vbox
from ui.widgets.buttons import Button, Kbd, Kind


class Dialog(Themed, QDialog):
    """A dialog with a title, room for content (``content`` is a column), and a row of buttons.

    Esc rejects. Focus returns to where it was when it closes (Qt does that for modal dialogs).
    """

    def __init__(self, theme: Theme, title: str, *, parent: QWidget | None = None, width: int = 480) -> None:
        super().__init__(parent)
        self.adopt(theme)
        self.setWindowTitle(title)
        self.setModal(True)
        self._title = Label(theme, title, Type.TITLE, bold=True, wrap=True)
        self.content = vbox(spacing=16)
        self._buttons = hbox(spacing=8)
        self._buttons.addStretch(1)
        column = vbox(24, 20, 24, 20, spacing=16)
        fill(column, self._title, self.content)
        column.addStretch(1)
        fill(column, self._buttons)
        self.setLayout(column)
        self.setMinimumWidth(width)

    def add_button(self, text: str, *, kind: Kind = Kind.PLAIN, key: str = "", icon: str = "") -> Button:
        """Put a button at the end of the row; connect it yourself."""
        button = Button(self.theme, text, kind=kind, key=key, icon=icon)
        button.setAutoDefault(False)
        self._buttons.addWidget(button)
        return button

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the surface."""
        QPainter(self).fillRect(self.rect(), self.theme.color("surface"))


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
