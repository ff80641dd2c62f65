"""Whom a message is for: how many get it now, who is left out and why, one row for each family."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from eventdesk.domain.registration import RegistrationState
from eventdesk.domain.right import Right
from ui.pages.base import PageContext
from ui.widgets.base import Card, Rule, clear, fill, hbox
from ui.widgets.cells import ActionCell, Cell, ChipsCell, Column, NameCell, RowState, TextCell
from ui.widgets.chips import Chip
from ui.widgets.paint import ChipLook, Tone
from ui.widgets.states import EmptyState
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.message_views import PlanView, RecipientView

_TONES = {"ready": Tone.ACCENT, "reached": Tone.OK, "opted_out": Tone.NEUTRAL, "no_address": Tone.WARN}
_STATES = {RegistrationState.CONFIRMED: Tone.OK, RegistrationState.WAITLISTED: Tone.WARN}


class Recipients(Card):
    """``selected`` when another family is in front; ``opt_out_wanted`` carries the row of who wants no more."""

    selected = Signal()
    opt_out_wanted = Signal(object)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context.theme, padding=(1, 1, 1, 8), spacing=0)
        self.context, self.words = context, context.words
        self._counts = hbox(16, 10, 12, 10, spacing=8)
        counts = QWidget()
        counts.setLayout(self._counts)
        self.empty = EmptyState(self.theme, "mail", self.words("messaging.none"), self.words("messaging.none_hint"))
        self.table: DataTable[RecipientView] = DataTable(
            self.theme, self._columns(), key=lambda row: row.family, name=self.words("messaging.recipients"), empty=self.empty,
            frame=False, state=lambda row: RowState.NORMAL if row.standing.value == "ready" else RowState.DIM,
        )  # fmt: skip
        self.table.selected.connect(lambda row: self.selected.emit())
        self.table.acted.connect(lambda row, column, action: self.opt_out_wanted.emit(row))
        fill(self.body, counts, Rule(self.theme))
        self.body.addWidget(self.table, 1)

    def _columns(self) -> "tuple[Column[RecipientView], ...]":
        words = self.words
        may = self.context.desk.actor.may(Right.REGISTRATIONS)

        def state(row: "RecipientView") -> Cell:
            if row.state is None:
                return ""
            return ChipsCell((ChipLook(words(f"registrations.state_{row.state.value}"), "", _STATES.get(row.state, Tone.NEUTRAL)),))

        def standing(row: "RecipientView") -> Cell:
            return ChipsCell((ChipLook(words(f"messages.standing_{row.standing.value}"), "", _TONES[row.standing.value]),))

        def no_more(row: "RecipientView") -> Cell:
            if not may or row.standing.value == "opted_out":
                return ""
            return ActionCell("out", words("messaging.no_more"), icon="x", hover=True)

        return (
            Column("family", words("messaging.col_family"), lambda row: NameCell(row.label, note=row.nickname), 140, 2),
            Column("standing", words("messaging.col_standing"), standing, 104, sort=lambda row: row.standing.value),
            Column("state", words("messaging.col_state"), state, 106),
            Column("address", words("messaging.col_address"), lambda row: TextCell(row.address or "\u2013", tone="text2"), 132, 3),
            Column("no_more", "", no_more, 78),
        )  # fmt: skip

    def show_plan(self, plan: "PlanView | None") -> None:
        """Show whom a message would go to."""
        clear(self._counts)
        rows = plan.recipients if plan is not None else ()
        for key in _TONES:
            n = sum(row.standing.value == key for row in rows)
            if n or key == "ready":
                text = self.words("messages.count", word=self.words(f"messages.standing_{key}"), n=n)
                self._counts.addWidget(Chip(self.theme, text, _TONES[key], bold=key == "ready"))
        self._counts.addStretch(1)
        self.table.set_rows(sorted(rows, key=lambda row: tuple(_TONES).index(row.standing.value)))
        if rows and self.table.current is None:
            self.table.select(self.table.rows[0].family)

    @property
    def current(self) -> "RecipientView | None":
        """The row in front."""
        return self.table.current

    def ready(self) -> "tuple[RecipientView, ...]":
        """The families that get it now."""
        return tuple(row for row in self.table.rows if row.standing.value == "ready")

    def next_ready(self) -> "RecipientView | None":
        """The row in front if it waits, else the first that does."""
        current = self.current
        if current is not None and current.standing.value == "ready":
            return current
        return next(iter(self.ready()), None)


