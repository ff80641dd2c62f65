"""Asking before a family is erased: what goes, what stays, and why it is done."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.dialogs.family_forms import FamilyDialogForm
from ui.pages.base import PageContext
from ui.widgets.base import Label, fill
from ui.widgets.buttons import Kind
from ui.widgets.fields import Field

_LONGEST = 200
"""Characters of a reason."""


class EraseFamily(FamilyDialogForm):
    """Erases a family once a reason is written. Enter alone confirms nothing: this can't be undone. ``name`` is masked."""

    def __init__(self, context: PageContext, family: str, name: str, *, parent: QWidget) -> None:
        words = context.words
        super().__init__(context, words("families.erase_title", name=name), parent=parent)
        self._family = family
        self.reason = Field(
            self.theme, words("families.field_reason"), placeholder=words("families.reason_example"),
            hint=words("families.reason_hint"),
        )  # fmt: skip
        self.reason.edit.setMaxLength(_LONGEST)
        self.fields = {"reason": self.reason}
        fill(self.content, Label(self.theme, words("families.erase_text"), color="text2", wrap=True), self.reason, self._trouble)
        self.add_button(words("common.cancel"), key="Esc").clicked.connect(self.reject)
        self.verb = self.add_button(words("families.erase_verb"), kind=Kind.DANGER, icon="trash", key="Ctrl+Enter")
        self.verb.clicked.connect(self.submit)
        self.reason.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter confirms, wherever the focus is."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.verb.isEnabled():
            self.submit()
        elif not enter:
            super().keyPressEvent(event)

    def submit(self) -> None:
        """Hand it over, if there is a reason."""
        if self.reason.text().strip():
            super().submit()
            return
        self.reason.set_error(self.words("families.reason_needed"))
        self.reason.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def filled(self) -> tuple[Callable[..., Any], dict[str, Any]]:
        """The family, and why."""
        return self.context.desk.privacy.erase, {"family": self._family, "reason": self.reason.text()}
