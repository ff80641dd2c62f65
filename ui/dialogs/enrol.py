"""Connecting this desk to a hub: the line of its invitation, typed, pasted, or read from its file."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from eventdesk.errors import DeskError
from resources.words import Words
from ui.dialogs.files import ask_file
from ui.theme import Theme
from ui.widgets.base import Label, fill, hbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.dialog import Dialog
from ui.widgets.fields import FieldFrame
from ui.wording import Wording

LONGEST = 10_000
"""Characters of an invitation that are looked at; one has some three hundred."""


class EnrolDialog(Dialog):
    """``submitted`` carries the line. Stays open until it is accepted or there is an error; what was typed stays."""

    submitted = Signal(str)

    def __init__(self, theme: Theme, words: Words, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, words("sync_page.enrol_title"), parent=parent, width=560)
        self._words = words
        self.line = QPlainTextEdit()
        self.line.setTabChangesFocus(True)
        self.line.setFixedHeight(theme.px(110))
        self.frame = FieldFrame(theme, words("sync_page.invitation"), self.line, hint=words("sync_page.invitation_hint"))
        self.open_file = Button(theme, words("sync_page.invitation_file"), icon="file")
        self.open_file.clicked.connect(self._ask)
        row = hbox()
        fill(row, self.open_file, None)
        fill(self.content, Label(theme, words("sync_page.enrol_text"), color="text2", wrap=True), self.frame, row)
        self.add_button(words("common.cancel"), key="Esc").clicked.connect(self.reject)
        self.verb = self.add_button(words("sync_page.enrol_verb"), kind=Kind.PRIMARY, icon="link")
        self.verb.clicked.connect(self.submit)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Hand on the line."""
        text = self.line.toPlainText().strip()
        if not text:
            self.frame.set_error(self._words("sync_page.invitation_missing"))
            self.line.setFocus()
        elif self.verb.isEnabled():
            self.frame.set_error("")
            self.verb.set_busy(self._words("sync_page.enrolling"))
            self.submitted.emit(text)

    def refuse(self, error: DeskError) -> None:
        """Say why not."""
        self.verb.set_busy("")
        self.frame.set_error(Wording(self._words).error(error).whole)
        self.line.setFocus()

    def _ask(self) -> None:
        ask_file(self, self._words("sync_page.invitation_file"), self.take, kinds=self._words("sync_page.invitation_kinds"))

    def take(self, file: Path) -> None:
        """Put the line of a file into the field."""
        try:
            with file.open(encoding="utf-8") as opened:
                self.line.setPlainText(opened.read(LONGEST).strip())
        except (OSError, UnicodeError):
            self.refuse(DeskError("not_an_invitation"))
