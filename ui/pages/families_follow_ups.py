"""What is to be done for families, the most urgent first."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from eventdesk.domain.right import Right
from ui.dialogs.family_forms import DoneForm
from ui.pages.base import PageContext
from ui.pages.partners_parts import Part
from ui.widgets.base import fill, hbox, vbox
from ui.widgets.buttons import Button
from ui.widgets.cells import Cell, Column, RowState, TextCell
from ui.widgets.choice import Seg
from ui.widgets.states import EmptyState
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.family_views import FollowUpView


class FollowUps(Part):
    """``family_wanted`` carries the id of a family to show."""

    family_wanted = Signal(str)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        words = self.words
        self._count = 0
        self.which = Seg(self.theme, (("open", words("families.open_ones")), ("all", words("families.all_of_them"))))
        self.which.chosen.connect(lambda _: self.read())
        self.done = Button(self.theme, words("families.mark_done"), icon="check", key="D")
        self.done.clicked.connect(self._done)
        tools = hbox(spacing=12)
        fill(tools, None, self.which, self.done)
        self.tools.setLayout(tools)
        empty = EmptyState(self.theme, "list", words("families.follow_ups_none"), words("families.follow_ups_hint"))
        self.table: DataTable[FollowUpView] = DataTable(
            self.theme, self._columns(), key=lambda one: one.id, state=self._state, empty=empty, name=words("families.follow_ups")
        )
        self.table.opened.connect(lambda one: self.family_wanted.emit(one.family))
        self.table.selected.connect(lambda _: self._say())
        key = QShortcut(QKeySequence("D"), self.table, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        key.activated.connect(self._done)
        column = vbox()
        column.addWidget(self.table, 1)
        self.setLayout(column)

    def _columns(self) -> "list[Column[FollowUpView]]":
        words = self.words

        def due(one: "FollowUpView") -> Cell:
            day = one.done_at.astimezone(self.desk.zone).date() if one.done_at else one.due
            return TextCell(day.isoformat() if day else "\u2013", tone="warn-text" if one.overdue else "text2")

        return [
            Column("due", words("families.col_due"), due, 120, sort=lambda one: one.due.isoformat() if one.due else "9"),
            Column("text", words("families.field_text"), lambda one: TextCell(one.text, bold=one.done_at is None), 240, 3),
            Column("family", words("families.col_family"), lambda one: one.label, 120, 1),
            Column("owner", words("families.field_owner"), lambda one: TextCell(one.owner or "\u2013", tone="text2"), 110, 1),
            Column("result", words("families.field_result"), lambda one: TextCell(one.result, tone="text2"), 140, 2),
        ]

    @staticmethod
    def _state(one: "FollowUpView") -> RowState:
        return RowState.DIM if one.done_at is not None else RowState.NORMAL

    @property
    def summary(self) -> str:
        """How much is to be done."""
        return self.words("families.to_do", n=self._count) if self._count else ""

    def read(self) -> None:
        """Ask the desk again."""
        open_only = self.which.current == "open"
        self.tasks.run(self.desk.follow_ups.list, open_only=open_only, done=self._show, owner=self)

    def _show(self, found: "tuple[FollowUpView, ...]") -> None:
        self._count = sum(one.done_at is None for one in found)
        self.table.set_rows(found)
        if found and self.table.current is None:
            self.table.select(found[0].id)
        self._say()
        self.header_changed.emit()

    def _say(self) -> None:
        one = self.table.current
        may = self.desk.actor.may(Right.REGISTRATIONS)
        ready = one is not None and one.done_at is None
        self.done.set_reason("" if may and ready else self.words("families.choose_follow_up" if may else "registrations.change_reason"))

    def _done(self) -> None:
        one = self.table.current
        if one is not None and one.done_at is None and self.desk.actor.may(Right.REGISTRATIONS):
            dialog = DoneForm(self.context, one, parent=self.window())
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def to_front(self) -> None:
        """Keys go to the list."""
        self.table.setFocus()
