"""Who may act at the desk: retired here and brought back. The seat at the rail adds and renames them."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from eventdesk.domain.right import OperatorRole, Right
from eventdesk.errors import DeskError
from ui.pages.base import PageContext
from ui.pages.settings_parts import Group
from ui.theme import Type
from ui.widgets.base import Elided, Label, clear, fill, hbox, vbox
from ui.widgets.buttons import Button, Size
from ui.widgets.paint import Tone

if TYPE_CHECKING:
    from eventdesk.services.operators import OperatorView


class OperatorsGroup(Group):
    """A line for everybody with what can be done about them; whoever left stands last."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context.theme, context.words("operators.title"))
        self._context, self._words = context, context.words
        self.buttons: dict[str, Button] = {}
        self._list = vbox(spacing=4)
        inside = QWidget()
        inside.setLayout(self._list)
        hint = Label(self.theme, self._words("operators.retire_hint"), Type.COMPACT, color="muted", wrap=True)
        self.sync = Button(self.theme, self._words("sync_page.open"), icon="sync", size=Size.SMALL)
        self.sync.clicked.connect(lambda: context.navigate("sync"))
        row = hbox()
        fill(row, self.sync, None)
        fill(self.body, hint, 4, inside, 4, row)

    def read(self) -> None:
        """Ask who there is."""
        self._context.tasks.run(self._context.desk.operators.list, done=self._show, owner=self)

    def _show(self, found: "tuple[OperatorView, ...]") -> None:
        focused = next((id for id, button in self.buttons.items() if button.hasFocus()), "")
        clear(self._list)
        self.buttons = {}
        for one in sorted(found, key=lambda one: not one.active):
            self._list.addLayout(self._line(one))
        if focused in self.buttons:
            self.buttons[focused].setFocus()

    def _line(self, one: "OperatorView") -> QHBoxLayout:
        words, row = self._words, hbox(0, 2, 0, 2, spacing=12)
        role = words(f"operators.role_{one.role.value}")
        name = words("operators.entry", name=one.name, role=role) if one.name else role
        row.addWidget(Elided(self.theme, name, color="text" if one.active else "muted"), 1)
        if one.role is OperatorRole.OWNER:
            return row
        button = Button(self.theme, words("operators.retire" if one.active else "operators.bring_back"), size=Size.SMALL)
        button.setAccessibleDescription(name)
        may = self._context.desk.actor.may(Right.OPERATORS)
        reason = "" if may else words("operators.retire_right")
        button.set_reason(reason or (words("operators.retire_acting") if one.acting else ""))
        button.clicked.connect(partial(self._retire if one.active else self._bring_back, one.id))
        self.buttons[one.id] = button
        row.addWidget(button)
        return row

    def _retire(self, id: str) -> None:
        operators = self._context.desk.operators
        self._context.tasks.run(operators.retire, id, done=self._retired, failed=self._failed, owner=self)

    def _retired(self, view: "OperatorView") -> None:
        self.read()
        self._context.toast(self._words("operators.retired", name=view.name), undo=partial(self._bring_back, view.id))

    def _bring_back(self, id: str) -> None:
        operators = self._context.desk.operators
        self._context.tasks.run(operators.bring_back, id, done=self._returned, failed=self._failed, owner=self)

    def _returned(self, view: "OperatorView") -> None:
        self.read()
        self._context.toast(self._words("operators.returned", name=view.name))

    def _failed(self, error: DeskError) -> None:
        self._context.toast(self._context.wording.error(error).whole, tone=Tone.WARN)
        self.read()
