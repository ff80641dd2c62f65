"""Small dialogs that ask for one of a few things by its number, or for a line of text."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from resources.words import Words
from ui.theme import Theme
from ui.widgets.base import Label, scrolled, vbox
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.dialog import Dialog
from ui.widgets.fields import Field


class Choose(Dialog):
    """``picked(key)`` carries the option chosen by a click or its number, or ``typed(text)`` what was written.

    ``field`` is the label of a line for another answer; without it there is none. Closes itself when answered.
    """

    picked = Signal(str)
    typed = Signal(str)

    def __init__(
        self,
        theme: Theme,
        words: Words,
        title: str,
        *,
        text: str = "",
        options: Sequence[tuple[str, str]] = (),
        current: str = "",
        field: str = "",
        verb: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, title, parent=parent, width=460)
        self.words = words
        if text:
            self.content.addWidget(Label(theme, text, color="text2", wrap=True))
        self.buttons: list[Button] = []
        column = vbox(2, 2, 2, 2, spacing=8)
        for number, (key, label) in enumerate(options, start=1):
            button = Button(theme, label, size=Size.DOOR, key=str(number) if number <= 9 else "")
            button.setAutoDefault(False)
            if key == current:
                button.set_icon("check")
            button.clicked.connect(lambda _=False, key=key: self._pick(key))
            self.buttons.append(button)
            column.addWidget(button)
        holder = QWidget()
        holder.setLayout(column)
        if len(options) > 6:
            area = scrolled(holder)
            area.setMinimumHeight(theme.px(6 * 52))
            self.content.addWidget(area)
        elif options:
            self.content.addWidget(holder)
        self.field: Field | None = Field(theme, field) if field else None
        cancel = self.add_button(words("common.cancel"), key="Esc")
        cancel.clicked.connect(self.reject)
        if self.field is not None:
            self.content.addWidget(self.field)
            self.verb = self.add_button(verb or words("common.ok"), kind=Kind.PRIMARY, key="Enter")
            self.verb.clicked.connect(self._type)
            self.field.submitted.connect(self._type)
        if self.buttons:
            self.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.field is not None:
            self.field.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A number picks; Enter on an option picks it."""
        if not self.isVisible():  # answered by this very key
            return
        text, focus = event.text(), self.focusWidget()
        if text.isdigit() and text != "0" and int(text) <= len(self.buttons):
            self.buttons[int(text) - 1].click()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if isinstance(focus, Button) and not event.isAutoRepeat():
                focus.click()
        else:
            super().keyPressEvent(event)

    def _pick(self, key: str) -> None:
        self.accept()
        self.picked.emit(key)

    def _type(self) -> None:
        if self.field is None:
            return
        text = self.field.text()
        if not text:
            self.field.set_error(self.words("door.field_empty"))
            self.field.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.accept()
        self.typed.emit(text)
