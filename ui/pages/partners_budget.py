"""The lines of one event's money, changed where they stand: income above, costs below, a line to add one."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from eventdesk.domain.money import KINDS, Amounts, LineKind, Side
from eventdesk.errors import DeskError, InvalidInput
from ui.dialogs.fee_sums import FeeSums
from ui.models.money import amount, bare, typed_fen, typed_fen_or_none
from ui.pages.base import PageContext
from ui.pages.partners_money import FiguresRow
from ui.theme import Type
from ui.widgets.base import Card, Elided, Label, Rule, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.cells import ActionCell, Cell, ChoiceCell, Column, EditCell, TextCell
from ui.widgets.choice import Select
from ui.widgets.fields import Field, FieldFrame
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.budgets import BudgetLine, BudgetView
    from eventdesk.services.fee_totals import FeeTotals
    from eventdesk.services.rows import Removed

_ROW, _HEAD = 40, 39
_CAPTION = 24  # a field's caption and the gap below it
_EDITED = {"title": "title", "planned": "planned_fen", "actual": "actual_fen"}


@dataclass(frozen=True)
class ShownLine:
    """A line as its table shows it; ``typed`` are texts that could not be taken, by column."""

    line: "BudgetLine"
    typed: tuple[tuple[str, str], ...] = ()

    def cell(self, column: str, kept: str, *, right: bool = False) -> Cell:
        """A cell to type into; what a partner brings is only shown."""
        if self.line.partner:
            return TextCell(kept)
        wrong = dict(self.typed).get(column)
        return EditCell(kept if wrong is None else wrong, error=wrong is not None, right=right)


class SideCard(Card):
    """The lines of one side. ``edited(line, column, text)``, ``chosen(line, kind)``, ``removed(line)``."""

    edited = Signal(object, str, str)
    chosen = Signal(object, str)
    removed = Signal(object)

    def __init__(self, context: PageContext, side: Side) -> None:
        super().__init__(context.theme, padding=(1, 0, 1, 12), spacing=0)
        self._words, self._side = context.words, side
        words = self._words
        self._title = Label(self.theme, "", bold=True)
        self._sums = Label(self.theme, "", Type.COMPACT, color="text2")
        head = hbox(16, 12, 16, 10, spacing=8)
        fill(head, self._title, None, self._sums)
        self.table: DataTable[ShownLine] = DataTable(
            self.theme,
            self._columns(),
            key=lambda shown: shown.line.id,
            name=words(f"partners.{side.value}"),
            frame=False,
        )
        self._none = Label(self.theme, words(f"partners.lines_none_{side.value}"), color="muted", wrap=True)
        self._none.setContentsMargins(16, 12, 16, 2)
        fill(self.body, head, Rule(self.theme), self.table, self._none)
        self.table.edited.connect(lambda shown, column, text: self.edited.emit(shown.line, column, text))
        self.table.chosen.connect(lambda shown, _, kind: self.chosen.emit(shown.line, kind))
        self.table.acted.connect(lambda shown, *_: self.removed.emit(shown.line))
        delete = QShortcut(QKeySequence("Delete"), self.table, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        delete.activated.connect(self._remove_current)

    def _columns(self) -> tuple[Column[ShownLine], ...]:
        words, right = self._words, Qt.AlignmentFlag.AlignRight
        options = tuple((kind.value, words(f"partners.line_{kind.value}")) for kind in KINDS[self._side])

        def kind(shown: ShownLine) -> Cell:
            line = shown.line
            return (
                TextCell(words(f"partners.line_{line.kind.value}"))
                if line.partner
                else ChoiceCell(options, line.kind.value)
            )

        def title(shown: ShownLine) -> Cell:
            line = shown.line
            if line.partner:
                return TextCell(line.title, tail=words("partners.from_partner", partner=line.partner))
            return shown.cell("title", line.title)

        def remove(shown: ShownLine) -> Cell:
            return TextCell("", icon="lock", tone="muted") if shown.line.partner else ActionCell("remove", icon="trash")

        return (
            Column("title", words("partners.col_line"), title, 200, 3),
            Column("kind", words("partners.col_line_kind"), kind, 150),
            Column("planned", words("partners.col_planned"),
                   lambda shown: shown.cell("planned", bare(shown.line.planned_fen), right=True), 130, 1, align=right),
            Column("actual", words("partners.col_actual"),
                   lambda shown: shown.cell("actual", bare(shown.line.actual_fen), right=True), 130, 1, align=right),
            Column("remove", "", remove, 56),
        )  # fmt: skip

    def set(self, lines: list[ShownLine], sums: Amounts) -> None:
        """Show other lines."""
        words = self._words
        self._title.setText(
            words("partners.income_n" if self._side is Side.INCOME else "partners.cost_n", n=len(lines))
        )
        planned, actual = amount(words, sums.planned), amount(words, sums.actual)
        self._sums.setText(words("partners.sums_line", planned=planned, actual=actual))
        self._sums.setVisible(bool(lines))
        self.table.set_rows(lines)
        self.table.setVisible(bool(lines))
        self._none.setVisible(not lines)
        self.table.setFixedHeight(self.theme.px(_HEAD + len(lines) * _ROW))

    def _remove_current(self) -> None:
        shown = self.table.current
        if shown is not None and not shown.line.partner:
            self.removed.emit(shown.line)


class FeesCard(Card):
    """What families owe and paid for the event: beside the sums, and in none of them."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context.theme, padding=(16, 12, 16, 12), spacing=8)
        words = context.words
        head = hbox(spacing=8)
        note = Elided(self.theme, words("partners.fees_note"), Type.COMPACT, color="text2")
        head.addWidget(Label(self.theme, words("partners.fees_title"), bold=True))
        head.addWidget(note, 1)
        self.sums = FeeSums(context)
        fill(self.body, head, self.sums)
        self.hide()

    def set(self, totals: "FeeTotals | None") -> None:
        """Show other sums; nothing where the event is free."""
        self.setVisible(totals is not None)
        if totals is not None:
            self.sums.set(totals)


class EventBudget(QWidget):
    """The money of one event. ``closed``: back to the year."""

    closed = Signal()
    header_changed = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context, self._words, self._theme = context, context.words, context.theme
        self.code = ""
        self._view: BudgetView | None = None
        self._typed: dict[tuple[str, str], str] = {}
        self._build()
        for card in self.cards.values():
            card.edited.connect(self._edited)
            card.chosen.connect(self._chosen)
            card.removed.connect(self.remove)
        for keys, slot in (("Escape", self.closed.emit), ("N", self.new_title.setFocus)):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _build(self) -> None:
        theme, words = self._theme, self._words
        self.back = Button(
            theme, words("partners.all_events"), icon="left", key="Esc", size=Size.SMALL, kind=Kind.QUIET
        )
        self.back.clicked.connect(self.closed)
        self._name = Elided(theme, kind=Type.LEAD, bold=True)
        self.to_event = Button(theme, words("partners.open_events"), icon="cal", size=Size.SMALL)
        self.to_event.clicked.connect(lambda: self._context.navigate("events", event=self.code))
        top = hbox(spacing=8)
        fill(top, self.back, 4)
        top.addWidget(self._name, 1)
        top.addWidget(self.to_event)
        self.figures = FiguresRow(self._context)
        self.cards = {side: SideCard(self._context, side) for side in Side}
        self._in_kind = Label(theme, "", Type.COMPACT, color="text2", wrap=True)
        self._in_kind.setContentsMargins(16, 10, 16, 0)
        self.cards[Side.INCOME].body.addWidget(self._in_kind)
        self.fees = FeesCard(self._context)
        self.fees.sums.take_wanted.connect(self._take_fees)
        self.error = Label(theme, "", Type.COMPACT, color="refuse-text", wrap=True)
        self.error.hide()
        content = vbox(0, 0, 0, 16, spacing=14)
        fill(content, self.figures, self.cards[Side.INCOME], self.fees, self.cards[Side.COST], None)
        inside = QWidget()
        inside.setLayout(content)
        column = vbox(24, 14, 24, 14, spacing=12)
        fill(column, top)
        column.addWidget(scrolled(inside), 1)
        fill(column, self.error, self._adding())
        self.setLayout(column)

    def _adding(self) -> Card:
        theme, words = self._theme, self._words
        card = Card(theme, padding=(16, 12, 16, 12))
        self.new_title = Field(theme, words("partners.new_line"))
        options = [
            (f"{side.value}:{kind.value}", f"{words(f'partners.{side.value}')} \u00b7 {words(f'partners.line_{kind.value}')}")
            for side in reversed(Side) for kind in KINDS[side]
        ]  # fmt: skip
        self.new_kind = Select(theme, options)
        self.new_planned = Field(theme, words("partners.new_planned"))
        self.new_actual = Field(theme, words("partners.new_actual"), placeholder=words("partners.not_known"))
        self.add = Button(theme, words("partners.add_line"), icon="plus")
        self.add.clicked.connect(self._add)
        row = hbox(spacing=8)
        row.addWidget(self.new_title, 3, Qt.AlignmentFlag.AlignTop)
        row.addWidget(FieldFrame(theme, words("partners.new_kind"), self.new_kind), 2, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.new_planned, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.new_actual, 1, Qt.AlignmentFlag.AlignTop)
        for field in (self.new_title, self.new_planned, self.new_actual):
            field.submitted.connect(self._add)
        level = vbox(0, theme.px(_CAPTION), 0, 0)
        fill(level, self.add, None)
        row.addLayout(level)
        card.body.addLayout(row)
        return card

    # -- showing

    def open(self, code: str) -> None:
        """Show an event's lines."""
        if code != self.code:
            self._typed.clear()
            self._say("")
        self.code = code
        self.read()

    def read(self) -> None:
        """Ask for the lines again."""
        self._context.tasks.run(self._context.desk.budgets.of_event, self.code, done=self._show, failed=self._gone)

    def to_front(self) -> None:
        """Typing goes to the first table that has lines, or to a new line."""
        tables = [card.table for card in self.cards.values() if card.table.rows]
        (tables[0] if tables else self.new_title).setFocus()

    def _gone(self, error: DeskError) -> None:
        self.closed.emit()

    def _show(self, view: "BudgetView") -> None:
        if view.code != self.code:
            return
        first, self._view = self._view is None or self._view.code != view.code, view
        words, wording = self._words, self._context.wording
        day = wording.day(view.start.astimezone(self._context.desk.zone).date())
        self._name.setText(f"{view.title} \u00b7 {day}")
        self.figures.set(view.sums, view.per_family)
        self.fees.set(view.fees)
        for side, card in self.cards.items():
            lines = [ShownLine(line, self._wrong(line.id)) for line in view.lines if line.side is side]
            card.set(lines, view.sums.income if side is Side.INCOME else view.sums.cost)
        items = [
            words(
                "partners.in_kind_item",
                partner=one.partner_name,
                title=one.title,
                amount=amount(words, one.pledged_fen),
            )
            for one in view.in_kind
        ]
        self._in_kind.setText(
            words("partners.in_kind_line", list=words("common.list_sep").join(items)) if items else ""
        )
        self._in_kind.setVisible(bool(items))
        if first and self.isVisible():
            self.to_front()

    def _wrong(self, id: str) -> tuple[tuple[str, str], ...]:
        return tuple((column, text) for (line, column), text in self._typed.items() if line == id)

    def _say(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))

    # -- changing

    def _edited(self, line: "BudgetLine", column: str, text: str) -> None:
        failed = partial(self._not_taken, line.id, column, text)
        try:
            value: Any = text
            if column == "planned":
                value = typed_fen(text, field="planned_fen")
            elif column == "actual":
                value = typed_fen_or_none(text, field="actual_fen")
        except InvalidInput as error:
            failed(error)
            return
        self._write(line.id, failed, **{_EDITED[column]: value})

    def _chosen(self, line: "BudgetLine", kind: str) -> None:
        self._write(line.id, partial(self._not_taken, line.id, "kind", kind), kind=LineKind(kind))

    def _write(self, id: str, failed: Any, **fields: Any) -> None:
        budgets, tasks = self._context.desk.budgets, self._context.tasks
        tasks.run(budgets.change, id, done=partial(self._taken, id), failed=failed, owner=self, **fields)

    def _taken(self, id: str, view: "BudgetView") -> None:
        self._typed = {place: text for place, text in self._typed.items() if place[0] != id}
        self._say("")
        self._show(view)

    def _not_taken(self, id: str, column: str, text: str, error: DeskError) -> None:
        """Keeps what was typed, and says what is wrong with it."""
        if column in _EDITED:
            self._typed[id, column] = text
        self._say(self._context.wording.error(error).whole)
        if self._view is not None:
            self._show(self._view)

    def _take_fees(self) -> None:
        """What families paid becomes the actual amount of the ticket line."""
        context = self._context
        context.tasks.run(context.desk.fees.into_budget, self.code, done=self._fees_taken, failed=self._not_written, owner=self)

    def _fees_taken(self, view: "BudgetView") -> None:
        self._say("")
        self._show(view)
        self._context.toast(self._words("fees.sum_budget_taken"))

    def _not_written(self, error: DeskError) -> None:
        self._say(self._context.wording.error(error).whole)

    # -- adding and taking away

    def _add(self) -> None:
        for field in (self.new_title, self.new_planned, self.new_actual):
            field.set_error("")
        try:
            if not self.new_title.text():
                raise InvalidInput("title_missing", field="title")
            planned = typed_fen(self.new_planned.text(), field="planned_fen")
            actual = typed_fen_or_none(self.new_actual.text(), field="actual_fen")
        except InvalidInput as error:
            self._not_added(error)
            return
        side, _, kind = self.new_kind.current.partition(":")
        self.add.set_busy(self._words("partners.adding"))
        self._context.tasks.run(
            self._context.desk.budgets.add, self.code, side=Side(side), kind=LineKind(kind), title=self.new_title.text(),
            planned_fen=planned, actual_fen=actual, done=self._added, failed=self._not_added,
            ended=lambda: self.add.set_busy(""), owner=self,
        )  # fmt: skip

    def _added(self, view: "BudgetView") -> None:
        for field in (self.new_title, self.new_planned, self.new_actual):
            field.set_text("")
        self._say("")
        self._show(view)
        self.new_title.setFocus()

    def _not_added(self, error: DeskError) -> None:
        places = {"title": self.new_title, "planned_fen": self.new_planned, "actual_fen": self.new_actual}
        field = places.get(str(error.details.get("field")))
        sentence = self._context.wording.error(error)
        if field is None:
            self._say(sentence.whole)
            return
        field.set_error(sentence.what)
        field.setFocus()

    def remove(self, line: "BudgetLine") -> None:
        """Take a line away; the toast puts it back."""
        budgets, tasks = self._context.desk.budgets, self._context.tasks
        tasks.run(budgets.remove, line.id, done=partial(self._removed, line.title), owner=self)

    def _removed(self, title: str, removed: "Removed") -> None:
        self.read()
        context = self._context
        put_back = partial(context.tasks.run, context.desk.budgets.put_back, removed, done=self._show, owner=self)
        context.toast(self._words("partners.line_removed", title=title), undo=put_back)
