"""The money of a year: its sums, each of its events, and the kinds of income and cost."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from eventdesk.domain.money import Amounts, PerFamily, Side, Sums
from ui.models.money import amount, bare, figures_of, side_line, with_places
from ui.pages.base import PageContext
from ui.pages.partners_parts import MoneyFigure, Part
from ui.theme import Type
from ui.widgets.base import Card, Elided, Label, Rule, clear, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Size, icon_button
from ui.widgets.cells import Cell, Column, RowState, TextCell
from ui.widgets.states import EmptyState
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.budgets import BudgetView, YearBudget

_WITH_KINDS = 1010
FIRST_YEAR, LAST_YEAR = 1971, 2099


class FiguresRow(Card):
    """Income, cost, balance and the cost of a family, beside each other."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context.theme, padding=(20, 14, 20, 12))
        self._words = context.words
        self.figures = tuple(MoneyFigure(self.theme) for _ in range(4))
        row = hbox(spacing=16)
        for place, figure in enumerate(self.figures):
            if place:
                row.addWidget(Rule(self.theme, vertical=True))
            row.addWidget(figure, 1)
        self.body.addLayout(row)

    def set(self, sums: Sums, per_family: PerFamily) -> None:
        """Show other sums."""
        words = self._words
        income, cost, balance, family = self.figures
        income.set(words("partners.income"), amount(words, sums.income.actual), side_line(words, sums.income))
        cost.set(words("partners.cost"), amount(words, sums.cost.actual), side_line(words, sums.cost))
        planned = words("partners.balance_line", planned=amount(words, sums.planned_balance))
        left = sums.actual_balance
        balance.set(words("partners.balance"), amount(words, left), planned, loss=left < 0)
        fen = per_family.fen
        line = words("partners.per_family_none") if fen is None else words(
            "partners.per_family_line", cost=amount(words, per_family.cost), n=per_family.families)  # fmt: skip
        family.set(words("partners.per_family"), "\u2013" if fen is None else amount(words, fen), line)


class Kinds(Card):
    """Each kind of income and cost with its sums."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context.theme, padding=1, spacing=0)
        words = self._words = context.words
        head = vbox(16, 12, 16, 10)
        fill(head, Label(self.theme, words("partners.by_kind"), bold=True),
             Elided(self.theme, words("partners.by_kind_sub"), Type.CAPTION, color="muted"))  # fmt: skip
        self._column = vbox(16, 12, 16, 14, spacing=8)
        inside = QWidget()
        inside.setLayout(self._column)
        fill(self.body, head, Rule(self.theme))
        self.body.addWidget(scrolled(inside), 1)

    def set(self, sums: Sums) -> None:
        """Show other sums."""
        clear(self._column)
        words = self._words
        places = with_places(fen for _, _, a in sums.by_kind for fen in (a.planned, a.actual)) or None
        for side, key, whole in ((Side.INCOME, "income", sums.income), (Side.COST, "cost", sums.cost)):
            lines = [(words(f"partners.line_{kind.value}"), a) for where, kind, a in sums.by_kind if where is side]
            self._line(words(f"partners.{key}"), whole, places=places, bold=True)
            for name, amounts in lines:
                self._line(name, amounts, places=places)
            if side is Side.INCOME:
                self._column.addSpacing(6)
        self._column.addStretch(1)

    def _line(self, name: str, amounts: Amounts, *, places: bool | None, bold: bool = False) -> None:
        row = hbox(spacing=6)
        row.addWidget(Elided(self.theme, name, Type.COMPACT, bold=bold, color="text" if bold else "text2"), 1)
        planned = Label(self.theme, f"/ {bare(amounts.planned, places=places)}", Type.COMPACT, color="muted")
        fill(row, Label(self.theme, bare(amounts.actual, places=places), Type.COMPACT, bold=bold), planned)
        self._column.addLayout(row)


class YearMoney(Part):
    """``opened`` carries the code of an event whose lines are asked for; ``year`` is shown at the next reading."""

    opened = Signal(str)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        words, theme = self.words, self.theme
        self.year = self.desk.clock.now().astimezone(self.desk.zone).year
        self._shown_year = 0
        self._places: bool | None = None
        self.before = icon_button(theme, "left", words("partners.year_before"))
        self.after = icon_button(theme, "right", words("partners.year_after"))
        self._title = Label(theme, "", bold=True, align=Qt.AlignmentFlag.AlignHCenter)
        self._title.setMinimumWidth(theme.px(64))
        tools = hbox(spacing=2)
        fill(tools, self.before, self._title, self.after, None)
        self.tools.setLayout(tools)
        self.figures = FiguresRow(context)
        self.table: DataTable[BudgetView] = DataTable(
            theme,
            self._columns(),
            key=lambda view: view.code,
            state=self._state,
            name=words("partners.seg_money"),
            empty=QWidget(),
        )
        self.kinds = Kinds(context)
        self.kinds.setFixedWidth(theme.px(264))
        self._general = Label(theme, "", Type.COMPACT, color="text2", wrap=True)
        below = hbox(spacing=16)
        below.addWidget(self.table, 1)
        below.addWidget(self.kinds)
        column = vbox(spacing=14)
        fill(column, self.figures)
        column.addLayout(below, 1)
        fill(column, self._general)
        self.setLayout(column)
        self.before.clicked.connect(lambda: self._step(-1))
        self.after.clicked.connect(lambda: self._step(1))
        self.table.opened.connect(lambda view: self.opened.emit(view.code))
        for key, step in (("[", -1), ("]", 1)):
            shortcut = QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda step=step: self._step(step))

    def _columns(self) -> "tuple[Column[BudgetView], ...]":
        words, right, day, zone = self.words, Qt.AlignmentFlag.AlignRight, self.wording.day_short, self.desk.zone

        def money(key: str, place: int) -> "Column[BudgetView]":
            def cell(view: "BudgetView") -> Cell:
                fen = figures_of(view)[place]
                if fen is None:
                    return TextCell("\u2013", tone="muted")
                tone = "refuse-text" if fen < 0 else "text2" if place in (0, 2) else "text"
                return TextCell(bare(fen, places=self._places), tone=tone, bold=place == 4)

            return Column(
                key,
                words(f"partners.col_{key}"),
                cell,
                86,
                1,
                align=right,
                sort=lambda view: figures_of(view)[place] or 0,
            )

        def per_family(view: "BudgetView") -> Cell:
            fen = view.per_family.fen
            return TextCell("\u2013", tone="muted") if fen is None else TextCell(bare(fen, places=self._places))

        return (
            Column("date", words("partners.col_date"), lambda view: day(view.start.astimezone(zone).date()), 116,
                   sort=lambda view: view.start),
            Column("event", words("partners.col_event"), lambda view: TextCell(view.title, bold=True), 116, 4,
                   sort=lambda view: view.title),
            money("income_planned", 0), money("income", 1), money("cost_planned", 2), money("cost", 3), money("balance", 4),
            Column("per_family", words("partners.col_per_family"), per_family, 92, align=right,
                   sort=lambda view: view.per_family.fen or 0),
        )  # fmt: skip

    @staticmethod
    def _state(view: "BudgetView") -> RowState:
        return RowState.DIM if view.state.value == "cancelled" else RowState.NORMAL

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The kinds go where it is narrow: they are in each event's lines as well."""
        self.kinds.setVisible(self.width() >= self.theme.px(_WITH_KINDS))

    # -- showing

    def read(self) -> None:
        """Add the year up again."""
        self._title.setText(self.words("partners.year_title", year=self.year))
        self.before.setEnabled(self.year > FIRST_YEAR)
        self.after.setEnabled(self.year < LAST_YEAR)
        self.tasks.run(self.desk.budgets.of_year, self.year, done=self._show)

    def to_front(self) -> None:
        """The table takes keys."""
        self.table.setFocus()

    def _step(self, years: int) -> None:
        self.year = min(max(self.year + years, FIRST_YEAR), LAST_YEAR)
        self.read()

    def _show(self, view: "YearBudget") -> None:
        if view.year != self.year:  # a newer question is on its way
            return
        words = self.words
        self._places = with_places(fen for event in view.events for fen in figures_of(event)) or None
        self.figures.set(view.sums, view.per_family)
        self.kinds.set(view.sums)
        if not view.events:
            go = Button(self.theme, words("partners.open_events"), icon="cal", size=Size.DESK)
            go.clicked.connect(lambda: self.context.navigate("events"))
            fact = words("partners.no_events", year=view.year)
            self.table.set_empty(EmptyState(self.theme, "cal", fact, words("partners.no_events_hint"), actions=(go,)))
        self.table.set_rows(view.events)
        if view.events and self._shown_year != view.year:
            begun = [event.code for event in view.events if event.start <= self.desk.clock.now()]
            self.table.select(begun[-1] if begun else view.events[0].code)
        self._shown_year = view.year
        general = sum(one.pledged_fen for one in view.general if not one.in_kind)
        self._general.setText(words("partners.general", amount=amount(words, general)) if general else "")
        self._general.setVisible(bool(general))
