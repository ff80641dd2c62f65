"""Who works at the desk, to add or to rename."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from eventdesk.domain.right import OperatorRole
from resources.words import Words
from ui.theme import Theme
from ui.widgets.base import Label
from ui.widgets.buttons import Kind
from ui.widgets.choice import Select
from ui.widgets.dialog import Dialog
from ui.widgets.fields import Field, FieldFrame

ROLES = (OperatorRole.PLANNER, OperatorRole.LEAD, OperatorRole.DOOR, OperatorRole.READER)
"""Everybody but the owner, of whom there is one."""


class OperatorForm(Dialog):
    """``wanted`` carries a name and a role (None: only the name is asked for). It stays open: what
    the desk does not take is said at the name by :meth:`say_wrong`, with what was typed.
    """

    wanted = Signal(str, object)

    def __init__(self, theme: Theme, words: Words, *, name: str | None = None, parent: QWidget | None = None) -> None:
        title = words("operators.add_title" if name is None else "operators.rename_title")
        super().__init__(theme, title, parent=parent, width=420)
        self._words, self._with_role = words, name is None
        self.name = Field(theme, words("operators.field_name"), text=name or "")
        self.name.submitted.connect(self._take)
        self.content.addWidget(self.name)
        self.role = Select(theme, [(role.value, words(f"operators.role_{role.value}")) for role in ROLES])
        self.role.set_current(OperatorRole.PLANNER.value)
        self._may = Label(theme, "", color="text2", wrap=True)
        if self._with_role:
            self.content.addWidget(FieldFrame(theme, words("operators.field_role"), self.role))
            self.content.addWidget(self._may)
            self.role.chosen.connect(lambda _: self._show_role())
            self._show_role()
        self.add_button(words("common.cancel"), key="Esc").clicked.connect(self.reject)
        verb = words("operators.add_do" if name is None else "common.save")
        self.verb = self.add_button(verb, kind=Kind.PRIMARY, key="Enter")
        self.verb.setDefault(True)
        self.verb.clicked.connect(self._take)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.name.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def say_wrong(self, sentence: str) -> None:
        """Say at the name what is wrong with it."""
        self.name.set_error(sentence)
        self.name.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_role(self) -> None:
        self._may.setText(self._words(f"operators.may_{self.role.current}"))

    def _take(self) -> None:
        if not self.isVisible():  # answered by this very key
            return
        name = self.name.text().strip()
        if not name:
            self.say_wrong(self._words("operators.name_empty"))
            return
        self.wanted.emit(name, OperatorRole(self.role.current) if self._with_role else None)
