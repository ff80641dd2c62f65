"""Letting somebody pass a rule: it is written down who did it and why."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.models.roster_words import RosterWords
from ui.theme import Theme
from ui.widgets.base import Label, fill
from ui.widgets.buttons import Kind
from ui.widgets.dialog import Dialog
from ui.widgets.fields import Field


class WaiveForm(Dialog):
    """Accepted with a ``reason``; without one it stays open."""

    def __init__(self, theme: Theme, words: RosterWords, *, name: str, role: str, why: str, parent: QWidget) -> None:
        super().__init__(theme, words("volunteers.waive_title", name=name, role=role), parent=parent, width=440)
        self._words = words
        self.field = Field(theme, words("volunteers.waive_reason"), placeholder=words("volunteers.waive_example"))
        self.field.submitted.connect(self.submit)
        fill(self.content, Label(theme, words("volunteers.waive_text", why=why), color="text2", wrap=True), self.field)
        cancel = self.add_button(words("common.cancel"), key="Esc")
        cancel.clicked.connect(self.reject)
        self.verb = self.add_button(words("volunteers.waive"), kind=Kind.PRIMARY, icon="check", key="Enter")
        self.verb.clicked.connect(self.submit)
        self.field.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def reason(self) -> str:
        """Why."""
        return self.field.text()

    def submit(self) -> None:
        """Take it, once there is a reason."""
        if self.reason:
            self.accept()
        else:
            self.field.set_error(self._words("volunteers.waive_missing"))
