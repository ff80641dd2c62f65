"""How the money of an event's registrations stands, and whether its budget says the same."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLayout, QWidget

from eventdesk.domain.right import Right
from ui.models.money import amount
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Label, clear, fill, hbox, vbox
from ui.widgets.buttons import Button, Size

if TYPE_CHECKING:
    from eventdesk.services.fee_totals import FeeTotals


class FeeSums(QWidget):
    """Figures beside each other, how the money came, and what the budget says; ``take_wanted()`` to write it there."""

    take_wanted = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context, self._words, self._theme = context, context.words, context.theme
        self.take: Button | None = None
        self._column = vbox(spacing=6)
        self.setLayout(self._column)

    def set(self, totals: "FeeTotals") -> None:
        """Show other sums."""
        clear(self._column)
        self.take = None
        words, stands = self._words, totals.stands
        figures = [("due", stands.due), ("received", totals.received), ("waived", stands.waived), ("owed", totals.owed)]
        if stands.refunded:
            figures.insert(2, ("refunded", stands.refunded))
        if totals.over:
            figures.append(("over", totals.over))
        row = hbox(spacing=18)
        for key, fen in figures:
            pair = vbox(spacing=0)
            fill(pair, Label(self._theme, words(f"fees.sum_{key}"), Type.CAPTION, color="muted"),
                 Label(self._theme, amount(words, fen), Type.BODY, bold=True))  # fmt: skip
            row.addLayout(pair)
        row.addStretch(1)
        self._column.addLayout(row)
        methods = [
            words("fees.sum_by_method", method=words(f"fees.method_{method}"), amount=amount(words, fen))
            for method, fen in totals.by_method.items()
        ]
        if methods:
            line = Label(self._theme, words("common.list_sep").join(methods), Type.COMPACT, color="text2", wrap=True)
            self._column.addWidget(line)
        if totals.received or totals.in_budget is not None:
            self._column.addLayout(self._budget(totals))

    def _budget(self, totals: "FeeTotals") -> QLayout:
        words, row = self._words, hbox(spacing=10)
        same = totals.in_budget == totals.received
        if same:
            text = words("fees.sum_budget_same")
        elif totals.in_budget is None:
            text = words("fees.sum_budget_none")
        else:
            text = words("fees.sum_budget_differs", amount=amount(words, totals.in_budget))
        row.addWidget(Label(self._theme, text, Type.COMPACT, color="text2" if same else "warn-text", wrap=True), 1)
        self.take = Button(self._theme, words("fees.sum_budget_take"), size=Size.SMALL)
        self.take.setAutoDefault(False)
        self.take.setVisible(not same)
        actor = self._context.desk.actor
        may = actor.may(Right.EVENTS) and actor.may(Right.REPORTS)
        self.take.set_reason("" if may else words("fees.prices_right"))
        self.take.clicked.connect(self.take_wanted)
        row.addWidget(self.take)
        return row
