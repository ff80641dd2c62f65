"""What a workbook that came back would change in the schedule: every slot, every cell, or what is wrong with it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from eventdesk.domain.plan_rows import PlanRow, row_of
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Card, Elided, Label, Rule, fill, hbox, vbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.cells import Cell, ChipsCell, Column, RowState, TextCell
from ui.widgets.chips import AlertStrip
from ui.widgets.paint import ChipLook, Tone
from ui.widgets.states import EmptyState
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.domain.plan_changes import PlanChanges, RowFlaw, SlotEdit
    from eventdesk.domain.schedule import PlannedSlot


@dataclass(frozen=True)
class PreviewLine:
    """One line: what becomes of a slot, or a cell that can't be taken."""

    number: int
    chip: ChipLook
    title: str
    detail: str
    wrong: bool = False


class SheetPreview(Card):
    """``taken`` carries the changes when the person takes them."""

    taken = Signal(object)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context.theme, padding=(1, 1, 1, 12), spacing=0)
        self._context, self._words = context, context.words
        self._changes: PlanChanges | None = None
        theme, words = self.theme, self._words
        self._name = Elided(theme, "", bold=True)
        self.count = Label(theme, "", Type.COMPACT, color="text2")
        head = hbox(16, 12, 16, 10, spacing=12)
        head.addWidget(self._name, 1)
        fill(head, self.count)
        self.strip = AlertStrip(theme, tone=Tone.REFUSE, icon="octagon")
        self._trouble, strip = QWidget(), vbox(12, 8, 12, 4)
        strip.addWidget(self.strip)
        self._trouble.setLayout(strip)
        same = EmptyState(theme, "okc", words("event_more.sheet_same"), words("event_more.sheet_same_hint"))
        self.table: DataTable[PreviewLine] = DataTable(
            theme, self._columns(), key=lambda line: line.number, name=words("event_more.sheet_would"), empty=same, frame=False,
            state=lambda line: RowState.ERROR if line.wrong else RowState.NORMAL,
        )  # fmt: skip
        self.take = Button(theme, words("event_more.sheet_take"), kind=Kind.PRIMARY, icon="check")
        self.drop = Button(theme, words("event_more.sheet_drop"))
        self.take.clicked.connect(lambda: self.taken.emit(self._changes))
        self.drop.clicked.connect(self.forget)
        foot = hbox(16, 12, 16, 0, spacing=8)
        fill(foot, None, self.drop, self.take)
        inside = vbox()
        fill(inside, head, Rule(theme), self._trouble)
        inside.addWidget(self.table, 1)
        fill(inside, Rule(theme), foot)
        page = QWidget()
        page.setLayout(inside)
        self._stack = QStackedLayout()
        self.body.addLayout(self._stack)
        self._stack.addWidget(
            EmptyState(theme, "import", words("event_more.sheet_none"), words("event_more.sheet_none_hint"))
        )
        self._stack.addWidget(page)

    def _columns(self) -> tuple[Column[PreviewLine], ...]:
        words = self._words

        def detail(line: PreviewLine) -> Cell:
            return TextCell(line.detail, tone="refuse-text" if line.wrong else "text2")

        return (
            Column("chip", words("event_more.col_change"), lambda line: ChipsCell((line.chip,)), 108),
            Column("title", words("event_more.col_slot"), lambda line: TextCell(line.title, bold=True), 96, 2),
            Column("detail", words("event_more.col_detail"), detail, 150, 5),
        )

    # -- showing

    @property
    def changes(self) -> "PlanChanges | None":
        """What was read and waits."""
        return self._changes

    def forget(self) -> None:
        """Nothing waits."""
        self._changes = None
        self._stack.setCurrentIndex(0)

    def show_changes(self, name: str, changes: "PlanChanges") -> None:
        """Show what a file would change."""
        words = self._words
        self._changes = changes
        self._name.setText(name)
        lines = [self._flaw(flaw) for flaw in changes.flaws] or [
            *(self._new(slot) for slot in changes.added), *(self._edit(edit) for edit in changes.changed),
            *(self._gone(slot) for slot in changes.removed),
        ]  # fmt: skip
        numbered = [PreviewLine(n, line.chip, line.title, line.detail, line.wrong) for n, line in enumerate(lines)]
        self.table.set_rows(numbered)
        counts = {"added": len(changes.added), "changed": len(changes.changed), "removed": len(changes.removed)}
        self.count.setText("" if changes.flaws else words("event_more.sheet_counts", **counts))
        self.strip.set(words("event_more.sheet_flaws", n=len(changes.flaws)), words("event_more.sheet_flaws_hint"))
        self._trouble.setVisible(bool(changes.flaws))
        empty = changes.is_empty and not changes.flaws
        self.take.setVisible(not empty)
        self.take.set_reason(words("event_more.sheet_flaws_reason") if changes.flaws else "")
        self.drop.set_text(words("common.close") if empty or changes.flaws else words("event_more.sheet_drop"))
        self._stack.setCurrentIndex(1)
        (self.drop if empty or changes.flaws else self.take).setFocus()

    def _chip(self, key: str, icon: str, tone: Tone) -> ChipLook:
        return ChipLook(self._words(f"event_more.sheet_{key}"), icon, tone)

    def _new(self, slot: "PlannedSlot") -> PreviewLine:
        row = row_of(slot, self._context.desk.zone)
        parts = [part for part in (self._value(row, "day"), self._value(row, "start"), row.room) if part]
        return PreviewLine(
            0, self._chip("added", "plus", Tone.OK), slot.title, self._words("event_more.part_sep").join(parts)
        )

    def _gone(self, slot: "PlannedSlot") -> PreviewLine:
        return PreviewLine(0, self._chip("removed", "x", Tone.REFUSE), slot.title, slot.code)

    def _edit(self, edit: "SlotEdit") -> PreviewLine:
        zone, words = self._context.desk.zone, self._words
        before, after = row_of(edit.before, zone), row_of(edit.after, zone)
        open_ = words("event_more.open")
        parts = [
            words(
                "event_more.sheet_cell",
                column=words(f"plan_sheet.column_{name}"),
                before=self._value(before, name) or open_,
                after=self._value(after, name) or open_,
            )
            for name in edit.columns
        ]
        detail = words("event_more.part_sep").join(parts)
        return PreviewLine(0, self._chip("changed", "pencil", Tone.INFO), edit.before.title, detail)

    def _value(self, row: PlanRow, name: str) -> str:
        value = getattr(row, name)
        if value is None:
            return ""
        match name:
            case "kind" | "unit":
                return self._words(f"plan_sheet.{name}_{value.value}")
            case "day":
                return self._context.wording.day_short(value)
            case "start" | "end":
                return f"{value.hour}:{value.minute:02d}"
        return " ".join(str(value).split())

    def _flaw(self, flaw: "RowFlaw") -> PreviewLine:
        words = self._words
        place = words("plan_sheet.row", row=flaw.row)
        if flaw.column:
            place = words("plan_sheet.row_column", row=flaw.row, column=words(f"plan_sheet.column_{flaw.column}"))
        detail = words(f"plan_sheet.flaw_{flaw.code}", place=place, text=flaw.text)
        return PreviewLine(
            0, self._chip("wrong", "octagon", Tone.REFUSE), words("plan_sheet.row", row=flaw.row), detail, wrong=True
        )
