"""The wording that families agree to: read it, and put a new version into use. What was agreed to before stays as it was."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from eventdesk.errors import DeskError
from resources.words import Words
from ui.theme import Theme
from ui.widgets.base import Label, fill
from ui.widgets.buttons import Kind
from ui.widgets.dialog import Dialog
from ui.widgets.fields import Field, FieldFrame
from ui.wording import Wording

_OF_VERSION = frozenset({"bad_notice_version", "notice_exists"})


class NoticeDialog(Dialog):
    """``submitted(version, text)``. Stays open until it is accepted or there is an error; what was typed stays."""

    submitted = Signal(str, str)

    def __init__(
        self, theme: Theme, words: Words, *, version: str, text: str, may_change: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, words("privacy.notice_title"), parent=parent, width=640)
        self._words = words
        self.version = Field(theme, words("privacy.notice_version"), text=version)
        self.text = QPlainTextEdit(text)
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(theme.px(320))
        self.frame = FieldFrame(theme, words("privacy.notice_text"), self.text)
        hint = Label(theme, words("privacy.notice_hint" if may_change else "privacy.notice_read_only"), color="text2", wrap=True)
        fill(self.content, hint, self.version, self.frame)
        close = self.add_button(words("common.cancel" if may_change else "common.close"), key="Esc")
        close.clicked.connect(self.reject)
        self.verb = self.add_button(words("privacy.notice_verb"), kind=Kind.PRIMARY, icon="check")
        self.verb.clicked.connect(self.submit)
        self.verb.setVisible(may_change)
        self.version.edit.setReadOnly(not may_change)
        self.text.setReadOnly(not may_change)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Hand on what was typed."""
        self.version.set_error("")
        self.frame.set_error("")
        self.verb.set_busy(self._words("privacy.saving"))
        self.submitted.emit(self.version.text(), self.text.toPlainText())

    def refuse(self, error: DeskError) -> None:
        """Say what is wrong beside the field that it is about."""
        self.verb.set_busy("")
        field = self.version if error.code in _OF_VERSION else self.frame
        field.set_error(Wording(self._words).error(error).whole)
        field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
