"""Asking before a family is erased: what goes, what stays, and why it is done."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from eventdesk.domain.family import mask_name
from ui.dialogs.family_forms import FamilyDialogForm
from ui.pages.base import PageContext
from ui.widgets.base import Label, fill
from ui.widgets.buttons import CheckBox, Kind
from ui.widgets.fields import Field

if TYPE_CHECKING:
    from eventdesk.services.volunteer_views import VolunteerView

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
        self.helpers = Label(self.theme, "", wrap=True)
        self.helpers_too = CheckBox(self.theme, words("families.erase_helpers_too"))
        for widget in (self.helpers, self.helpers_too):
            widget.hide()
        text = Label(self.theme, words("families.erase_text"), color="text2", wrap=True)
        fill(self.content, text, self.helpers, self.helpers_too, self.reason, self._trouble)
        self.add_button(words("common.cancel"), key="Esc").clicked.connect(self.reject)
        self.verb = self.add_button(words("families.erase_verb"), kind=Kind.DANGER, icon="trash", key="Ctrl+Enter")
        self.verb.clicked.connect(self.submit)
        self.reason.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        context.tasks.run(context.desk.volunteers.of_family, family, done=self._show_helpers, owner=self)

    def _show_helpers(self, found: "tuple[VolunteerView, ...]") -> None:
        """Who of the family helps is told before anything is erased, and asked about."""
        names = self.words("common.list_sep").join(mask_name(one.name) for one in found)
        self.helpers.setText(self.words("families.erase_helpers", names=names))
        for widget in (self.helpers, self.helpers_too):
            widget.setVisible(bool(found))

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
        return self.context.desk.privacy.erase, {
            "family": self._family, "reason": self.reason.text(), "volunteers": self.helpers_too.isChecked(),
        }  # fmt: skip
