"""Where people type: a line with an icon, and the frame of label, editor and error line around any editor."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from ui.theme import Theme, Type
from ui.widgets.base import Label, Themed, fill, hbox, vbox
from ui.widgets.paint import RIGHT, draw_kbd, draw_text, kbd_width, text_width


def set_invalid(editor: QWidget, invalid: bool) -> None:
    """Give an editor the border of an error, or take it away."""
    if bool(editor.property("invalid")) != invalid:
        editor.setProperty("invalid", invalid)
        editor.style().unpolish(editor)
        editor.style().polish(editor)


class LineEdit(Themed, QLineEdit):
    """A line of text with an icon before it and a suffix or key cap after it. A read-only one shows a
    lock.
    """

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        *,
        placeholder: str = "",
        icon: str = "",
        suffix: str = "",
        key: str = "",
        read_only: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.adopt(theme)
        self._icon, self._suffix, self._key = icon, suffix, key
        self.setPlaceholderText(placeholder)
        self.setReadOnly(read_only)
        self.restyle()

    def restyle(self) -> None:
        """Make room for icon and suffix."""
        right = 0
        if self._key:
            right = round(kbd_width(self.theme, self._key)) + 2
        elif self._suffix:
            right = round(text_width(self.theme.font(), self._suffix)) + 6
        elif self.isReadOnly():
            right = 24
        self.setTextMargins(27 if self._icon else 0, 0, right, 0)
        self.update()

    def sizeHint(self) -> QSize:
        """As Qt's, never shorter than a button."""
        hint = super().sizeHint()
        return QSize(hint.width(), max(hint.height(), self.theme.px(36)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Let Qt paint the text, add what surrounds it."""
        super().paintEvent(event)
        painter = QPainter(self)
        middle = self.height() / 2
        if self._icon:
            self.theme.paint_icon(painter, self._icon, 12, round(middle - 9), 18, "text2")
        if self._key:
            draw_kbd(painter, self.theme, self.width() - kbd_width(self.theme, self._key) - 10, middle, self._key)
        elif self._suffix:
            box = QRectF(0, 0, self.width() - 12, self.height())
            draw_text(painter, box, self._suffix, self.theme.font(), self.theme.color("muted"), RIGHT)
        elif self.isReadOnly():
            self.theme.paint_icon(painter, "lock", self.width() - 30, round(middle - 8), 16, "muted")


class FieldFrame(Themed, QWidget):
    """A label above an editor, and below it a hint or, when something is wrong, one sentence in red."""

    def __init__(self, theme: Theme, label: str, editor: QWidget, *, hint: str = "", optional: str = "") -> None:
        super().__init__()
        self.adopt(theme)
        self.editor = editor
        self._hint_text = hint
        self._hint = Label(theme, hint, Type.COMPACT, color="muted", wrap=True)
        self._error = _ErrorLine(theme)
        column = vbox(spacing=6)
        if label:
            caption = Label(theme, label, Type.COMPACT, color="text2")
            caption.setBuddy(editor)
            editor.setAccessibleName(label)
            heading = hbox(spacing=6)
            fill(heading, caption)
            if optional:
                fill(heading, Label(theme, optional, Type.COMPACT, color="muted"))
            fill(column, fill(heading, None))
        fill(column, editor, self._hint, self._error, None)  # fields beside each other stay level
        self.setLayout(column)
        self._hint.setVisible(bool(hint))  # not before it belongs here: it would be a window of its own
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def set_error(self, sentence: str) -> None:
        """Say what is wrong with the value; an empty sentence takes it back."""
        self._error.set(sentence)
        self._hint.setVisible(bool(self._hint_text) and not sentence)
        self.editor.setAccessibleDescription(sentence)
        set_invalid(self.editor, bool(sentence))

    def set_hint(self, hint: str) -> None:
        """Change the sentence below the editor."""
        self._hint_text = hint
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint) and not self._error.text())

    @property
    def error(self) -> str:
        """The sentence in red, if any."""
        return self._error.text()


class Field(FieldFrame):
    """A label and a line of text. ``changed`` carries the text as it is typed; an error goes with the
    next key.
    """

    changed = Signal(str)
    submitted = Signal()

    def __init__(
        self,
        theme: Theme,
        label: str = "",
        *,
        text: str = "",
        placeholder: str = "",
        icon: str = "",
        suffix: str = "",
        hint: str = "",
        optional: str = "",
        read_only: bool = False,
    ) -> None:
        self.edit = LineEdit(theme, text, placeholder=placeholder, icon=icon, suffix=suffix, read_only=read_only)
        super().__init__(theme, label, self.edit, hint=hint, optional=optional)
        self.setFocusProxy(self.edit)
        self.edit.textEdited.connect(self._edited)
        self.edit.returnPressed.connect(self.submitted)

    def text(self) -> str:
        """What is typed, without spaces around it."""
        return self.edit.text().strip()

    def set_text(self, text: str) -> None:
        """Put a text in."""
        self.edit.setText(text)

    def _edited(self, text: str) -> None:
        self.set_error("")
        self.changed.emit(text)


class SearchField(LineEdit):
    """A line to search with: ``searched`` comes when typing pauses for 150 ms, and at once on Enter. Esc
    empties.
    """

    searched = Signal(str)

    def __init__(self, theme: Theme, placeholder: str, *, key: str = "") -> None:
        super().__init__(theme, placeholder=placeholder, icon="search", key=key)
        self._pause = QTimer(self, singleShot=True, interval=150)
        self._pause.timeout.connect(self._now)
        self.textChanged.connect(lambda: self._pause.start())
        self.returnPressed.connect(self._now)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties a search before it closes anything."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep Esc from the window's shortcuts while there is something to empty."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Escape
            and self.text()
        ):
            event.accept()
            return True
        return super().event(event)

    def _now(self) -> None:
        self._pause.stop()
        self.searched.emit(self.text().strip())


class _ErrorLine(Themed, QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.adopt(theme)
        self._label = Label(theme, "", Type.COMPACT, color="refuse-text", wrap=True)
        row = hbox(20, 0, 0, 0)
        row.addWidget(self._label)
        self.setLayout(row)
        self.hide()

    def text(self) -> str:
        return self._label.text()

    def set(self, sentence: str) -> None:
        self._label.setText(sentence)
        self.setVisible(bool(sentence))

    def paintEvent(self, event: QPaintEvent) -> None:
        self.theme.paint_icon(QPainter(self), "octagon", 0, 1, 16, "refuse-text")
