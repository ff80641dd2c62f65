"""An event's prices by level and person, how its money stands, and the way into the budget."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from eventdesk.domain.fee import PersonKind
from eventdesk.domain.money import NotAnAmount, parse
from eventdesk.domain.right import Right
from eventdesk.errors import DeskError
from ui.dialogs.fee_sums import FeeSums
from ui.models.money import bare
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Card, Elided, Label, clear, fill, scrolled
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.chips import AlertStrip
from ui.widgets.dialog import Dialog
from ui.widgets.fields import LineEdit

if TYPE_CHECKING:
    from eventdesk.desk import Desk
    from eventdesk.services.fee_totals import FeeTotals
    from eventdesk.services.fees import PricesView

_MOST_ROWS = 6


class Prices(Dialog):
    """Prices are written together; what the desk refuses is said here with everything still typed."""

    def __init__(self, context: PageContext, event: str, *, parent: QWidget) -> None:
        words = context.words
        super().__init__(context.theme, words("fees.prices_title"), parent=parent, width=600)
        self.setObjectName("prices")
        self._context, self._words, self._event = context, words, event
        self.edits: dict[tuple[str, PersonKind], LineEdit] = {}
        self._before: dict[tuple[str, PersonKind], str] = {}
        self._grid = QGridLayout()
        self._grid.setContentsMargins(2, 2, 12, 2)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(8)
        inside = QWidget()
        inside.setLayout(self._grid)
        self._area = scrolled(inside)
        self.note = Label(self.theme, "", Type.COMPACT, color="refuse-text", wrap=True)
        self.note.hide()
        self.apply_button = Button(self.theme, words("fees.prices_apply"), size=Size.SMALL)
        self.apply_button.setAutoDefault(False)
        self.apply_button.clicked.connect(self._apply)
        self.stale = AlertStrip(self.theme, "", action=self.apply_button)
        self.stale.hide()
        self.sums = FeeSums(context)
        self.sums.take_wanted.connect(lambda: self._run(into_budget, said="fees.sum_budget_taken"))
        below = Card(self.theme, padding=(14, 10, 14, 10), spacing=6, fill="sunken")
        below.body.addWidget(self.sums)
        hint = Label(self.theme, words("fees.prices_hint"), Type.COMPACT, color="text2", wrap=True)
        fill(self.content, hint, self._area, self.note, self.stale, below)
        self.add_button(words("common.close"), key="Esc").clicked.connect(self.reject)
        self.verb = self.add_button(words("common.save"), kind=Kind.PRIMARY, icon="check", key="Enter")
        self.verb.setDefault(True)
        self.verb.clicked.connect(self.submit)
        self._run(read)

    def _run(self, work: "Callable[..., Found]", *more: object, said: str = "") -> None:
        self.verb.set_busy(self._words("common.working"))
        self._context.tasks.run(
            work, self._context.desk, self._event, *more, done=partial(self._show, said), failed=self._failed,
            ended=self._idle, owner=self,
        )  # fmt: skip

    def _idle(self) -> None:
        self.verb.set_busy("")
        may = self._context.desk.actor.may(Right.EVENTS)
        self.verb.set_reason("" if may else self._words("fees.prices_right"))

    def _show(self, said: str, found: "Found") -> None:
        prices = found.prices
        self._fill(prices)
        self.stale.set(self._words("fees.prices_stale", n=prices.stale), "")
        self.stale.setVisible(bool(prices.stale))
        self.sums.set(found.totals)
        if said:
            self._context.toast(self._words(said, n=found.count))

    def _fill(self, prices: "PricesView") -> None:
        clear(self._grid)
        self.edits, self._before = {}, {}
        self._grid.addWidget(Label(self.theme, self._words("fees.prices_level"), Type.COMPACT, color="muted"), 0, 0)
        for place, kind in enumerate(PersonKind, start=1):
            head = Label(self.theme, self._words(f"fees.kind_{kind.value}"), Type.COMPACT, color="muted")
            self._grid.addWidget(head, 0, place)
        may = self._context.desk.actor.may(Right.EVENTS)
        for line, row in enumerate(prices.rows, start=1):
            name = row.name or self._words("fees.everybody")
            self._grid.addWidget(Elided(self.theme, name, Type.BODY), line, 0)
            for place, kind in enumerate(PersonKind, start=1):
                edit = LineEdit(self.theme)
                edit.setText(bare(row.amount(kind)))
                edit.setAlignment(Qt.AlignmentFlag.AlignRight)
                edit.setAccessibleName(f"{name} {self._words(f'fees.kind_{kind.value}')}")
                edit.setReadOnly(not may)
                edit.returnPressed.connect(self.submit)
                self.edits[row.level, kind], self._before[row.level, kind] = edit, edit.text()
                self._grid.addWidget(edit, line, place)
        for column in range(4):
            self._grid.setColumnStretch(column, 2 if column == 0 else 1)
        self._area.setMinimumHeight(self.theme.px(38 + 46 * min(len(prices.rows), _MOST_ROWS)))
        next(iter(self.edits.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Write the prices that were changed."""
        if not self.isVisible() or not self.verb.isEnabled():
            return
        self.note.hide()
        wanted: dict[tuple[str, PersonKind], int | None] = {}
        for key, edit in self.edits.items():
            text = edit.text().strip()
            if text == self._before[key]:
                continue
            try:
                wanted[key] = parse(text) if text else None
            except NotAnAmount:
                self._wrong(edit, self._words("fees.prices_bad"))
                return
        if wanted:
            self._run(write, wanted, said="fees.prices_saved")
        else:
            self.accept()

    def _apply(self) -> None:
        self._run(work_out, said="fees.prices_applied")

    def _wrong(self, edit: LineEdit, sentence: str) -> None:
        self.note.setText(sentence)
        self.note.show()
        edit.setFocus(Qt.FocusReason.OtherFocusReason)
        edit.selectAll()

    def _failed(self, error: DeskError) -> None:
        self.note.setText(self._context.wording.error(error).whole)
        self.note.show()


@dataclass(frozen=True)
class Found:
    """What the verbs of this file answer; ``count`` prices or fees were changed."""

    prices: "PricesView"
    totals: "FeeTotals"
    count: int = 0
    changes: frozenset[str] = frozenset()


def read(desk: "Desk", event: str) -> Found:
    """Prices and totals; runs off the GUI thread, as the other verbs here."""
    return Found(desk.fees.prices(event), desk.fees.totals(event))


def write(desk: "Desk", event: str, wanted: "dict[tuple[str, PersonKind], int | None]") -> Found:
    """Sets prices."""
    desk.fees.set_prices(event, wanted)
    return replace(read(desk, event), count=len(wanted), changes=frozenset({"fees", "registrations"}))


def work_out(desk: "Desk", event: str) -> Found:
    """Works fees out anew."""
    count = desk.fees.work_out(event)
    return replace(read(desk, event), count=count, changes=frozenset({"fees", "registrations"}))


def into_budget(desk: "Desk", event: str) -> Found:
    """Writes what was received into the budget."""
    desk.fees.into_budget(event)
    return replace(read(desk, event), changes=frozenset({"budgets"}))
