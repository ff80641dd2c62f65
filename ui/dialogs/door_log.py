"""Everything that happened at the door lately, with its undo."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from resources.words import Words
from ui.models.door_view import DoorWords
from ui.theme import Theme
from ui.widgets.cells import ActionCell, Cell, ChipsCell, Column, NameCell, RowState, TextCell
from ui.widgets.dialog import Dialog
from ui.widgets.paint import ChipLook, Tone
from ui.widgets.states import EmptyState
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.door_views import RecentEntry


class LogDialog(Dialog):
    """``undo_wanted(journal)`` for a row's undo."""

    undo_wanted = Signal(str)

    def __init__(self, theme: Theme, words: Words, say: DoorWords, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, words("door.log_title"), parent=parent, width=760)
        self.words, self.say = words, say
        columns: tuple[Column[RecentEntry], ...] = (
            Column("time", words("door.log_time"), lambda e: TextCell(say.time(e.at), bold=True), 80, sort=lambda e: e.at),
            Column("family", words("door.log_family"), lambda e: NameCell(e.label or words("door.unnamed")), 160, 2,
                   sort=lambda e: e.label),
            Column("persons", words("door.log_persons"), lambda e: str(e.persons), 70, sort=lambda e: e.persons),
            Column("station", words("door.log_station"), lambda e: e.station, 120, 1, sort=lambda e: e.station),
            Column("state", "", self._state, 150),
            Column("undo", "", self._undo, 90),
        )  # fmt: skip
        self.table: DataTable[RecentEntry] = DataTable(
            theme, columns, key=lambda e: e.journal, state=lambda e: RowState.DIM if e.voided else RowState.NORMAL,
            empty=EmptyState(theme, "door", words("door.nobody_yet"), words("door.nobody_yet_line")),
            name=words("door.log_title"),
        )  # fmt: skip
        self.table.setMinimumHeight(theme.px(420))
        self.content.addWidget(self.table)
        close = self.add_button(words("common.close"), key="Esc")
        close.clicked.connect(self.reject)
        self.table.acted.connect(lambda row, _column, _key: self.undo_wanted.emit(row.journal))

    def show_rows(self, rows: "tuple[RecentEntry, ...]") -> None:
        """Show these admissions, the latest first."""
        self.table.set_rows(rows)

    def _state(self, entry: "RecentEntry") -> Cell:
        if entry.voided:
            return ChipsCell((ChipLook(self.words("door.log_undone"), "undo"),))
        if entry.kind == "override":
            return ChipsCell((ChipLook(self.words("door.log_override"), "info", Tone.WARN),))
        return ""

    def _undo(self, entry: "RecentEntry") -> Cell:
        return "" if entry.voided else ActionCell("undo", self.words("common.undo"), "undo")
