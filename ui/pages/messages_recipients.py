"""Whom a message is for: how many get it now, who is left out and why, one row for each family; ticks keep to some."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from eventdesk.domain.registration import RegistrationState
from eventdesk.domain.right import Right
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Card, Elided, Rule, clear, fill, hbox
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.cells import ActionCell, Cell, ChipsCell, Column, NameCell, RowState, TextCell
from ui.widgets.chips import Chip
from ui.widgets.paint import ChipLook, Tone
from ui.widgets.states import EmptyState
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.message_views import PlanView, RecipientView

_TONES = {"ready": Tone.ACCENT, "reached": Tone.OK, "opted_out": Tone.NEUTRAL, "no_address": Tone.WARN, "sending": Tone.INFO}
_STATES = {RegistrationState.CONFIRMED: Tone.OK, RegistrationState.WAITLISTED: Tone.WARN}


class Recipients(Card):
    """``selected`` when another family is in front, ``picked`` when others are ticked; ``opt_out_wanted`` carries the row of
    who wants no more. Without a tick the message is for all that wait for it."""

    selected = Signal()
    picked = Signal()
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
            frame=False, state=lambda row: RowState.NORMAL if row.standing.value == "ready" else RowState.DIM, checkable=True,
        )  # fmt: skip
        self._wanted: frozenset[str] = frozenset()
        self._whom = Elided(self.theme, "", Type.COMPACT, color="text2")
        self.all = Button(self.theme, self.words("messaging.pick_all"), kind=Kind.LINK, size=Size.SMALL)
        self.all.clicked.connect(self.pick_all)
        whom = hbox(16, 4, 12, 4, spacing=8)
        whom.addWidget(self._whom, 1)
        whom.addWidget(self.all)
        self.table.ticked.connect(self._ticked)
        self.table.selected.connect(lambda row: self.selected.emit())
        self.table.acted.connect(lambda row, column, action: self.opt_out_wanted.emit(row))
        fill(self.body, counts, Rule(self.theme))
        self.body.addWidget(self.table, 1)
        fill(self.body, Rule(self.theme), whom)
        self._ticked()

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
            Column("family", words("messaging.col_family"), lambda row: NameCell(row.label, note=row.nickname), 168, 2),
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
        if self._wanted:
            self.table.model.check([row.family for row in rows if row.family in self._wanted])
        if rows and self.table.current is None:
            self.table.select(self.table.rows[0].family)

    # -- who of them

    def pick(self, families: Iterable[str]) -> None:
        """Tick these, now and when the recipients are read next."""
        self._wanted = frozenset(families)
        self.table.model.check_all(False)
        self.table.model.check([row.family for row in self.table.rows if row.family in self._wanted])

    def pick_all(self) -> None:
        """Take all ticks away: the message is for everybody again."""
        self.pick(())

    @property
    def only(self) -> frozenset[str] | None:
        """The families that are ticked; None where the message is for all."""
        return frozenset(row.family for row in self.table.checked) or None

    @property
    def missing(self) -> int:
        """How many families were to be ticked that a message of this purpose is not for."""
        return len(self._wanted.difference(row.family for row in self.table.rows))

    def _ticked(self) -> None:
        n = len(self.only or ())
        self._whom.setText(self.words("messaging.picked", n=n) if n else self.words("messaging.all_get"))
        self.all.setVisible(bool(n))
        self.picked.emit()

    @property
    def current(self) -> "RecipientView | None":
        """The row in front."""
        return self.table.current

    def ready(self) -> "tuple[RecipientView, ...]":
        """The families that get it now."""
        only = self.only
        return tuple(row for row in self.table.rows if row.standing.value == "ready" and (only is None or row.family in only))

    def next_ready(self) -> "RecipientView | None":
        """The row in front if it gets the message, else the first that does."""
        current = self.current
        ready = self.ready()
        return current if current in ready else next(iter(ready), None)
