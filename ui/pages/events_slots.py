"""The slots of an event: a table that is changed in place, and a line to add one."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from eventdesk.domain.event import Unit
from eventdesk.errors import DeskError, InvalidInput
from ui.models.event_form import UNITS, read_places, read_times
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Card, Label, Rule, fill, hbox, vbox
from ui.widgets.buttons import Button
from ui.widgets.cells import ActionCell, Cell, ChoiceCell, Column, EditCell, TextCell
from ui.widgets.choice import Select
from ui.widgets.fields import Field, FieldFrame
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.event_views import EventView, SlotView

_ROW, _HEAD, _FEWEST, _MOST = 40, 39, 2, 6
_CAPTION = 24  # a field's caption and the gap below it


@dataclass(frozen=True)
class SlotLine:
    """A slot as the table shows it; ``typed`` are texts that could not be taken, by column."""

    slot: "SlotView"
    typed: tuple[tuple[str, str], ...] = ()

    def text(self, column: str, kept: str) -> EditCell:
        """A cell to type into: what is kept, or what was typed and is wrong."""
        wrong = dict(self.typed).get(column)
        return EditCell(kept if wrong is None else wrong, error=wrong is not None)


class EventSlots(Card):
    """Every change is written at once; a slot that was taken away can be put back."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context.theme, padding=(1, 0, 1, 16), spacing=0)
        self._context, self._words = context, context.words
        self._event: EventView | None = None
        self._typed: dict[tuple[str, str], str] = {}
        self._build()
        self.table.edited.connect(self._edited)
        self.table.chosen.connect(self._chosen)
        self.table.acted.connect(lambda line, column, action: self.remove(line))
        delete = QShortcut(QKeySequence("Delete"), self.table, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        delete.activated.connect(self._remove_current)

    def _build(self) -> None:
        theme, words = self.theme, self._words
        self._title = Label(theme, words("events.slots"), bold=True)
        heading = hbox(16, 12, 16, 10)
        fill(heading, self._title, None)
        self.table: DataTable[SlotLine] = DataTable(
            theme, self._columns(), key=lambda line: line.slot.code, name=words("events.slots"), frame=False
        )
        self._none = Label(theme, words("events.slots_none"), color="muted", wrap=True)
        self._none.setContentsMargins(16, 12, 16, 2)
        self.error = Label(theme, "", Type.COMPACT, color="refuse-text", wrap=True)
        self.error.setContentsMargins(16, 8, 16, 0)
        self.error.hide()
        fill(self.body, heading, Rule(theme), self.table, self._none, self.error)
        self.body.addLayout(self._adding())

    def _columns(self) -> tuple[Column[SlotLine], ...]:
        words = self._words
        return (
            Column("code", words("events.slot_code"), lambda line: line.slot.code, 76),
            Column("time", words("events.slot_time"), self._time, 100),
            Column("title", words("events.slot_title"), lambda line: line.text("title", line.slot.title), 92, 3),
            Column("room", words("events.slot_room"), lambda line: line.text("room", line.slot.room), 70, 2),
            Column("capacity", words("events.slot_capacity"), self._capacity, 70),
            Column("unit", words("events.slot_unit"), self._unit, 114),
            Column("remove", "", lambda line: ActionCell("remove", icon="trash"), 44),
        )

    def _adding(self) -> Any:
        theme, words = self.theme, self._words
        self.new_title = Field(theme, words("events.slot_new"))
        self.new_room = Field(theme, words("events.slot_room"))
        self.new_time = Field(theme, words("events.slot_time"), placeholder="09:30-10:30")
        self.new_capacity = Field(theme, words("events.slot_capacity"), placeholder=words("events.unlimited"))
        self.new_unit = Select(theme, [(unit.value, words(f"events.unit_{unit.value}")) for unit in UNITS])
        self.add = Button(theme, words("events.slot_add"), icon="plus")
        self.add.clicked.connect(self._add)
        row = hbox(16, 12, 16, 0, spacing=8)
        row.addWidget(self.new_title, 3, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.new_room, 2, Qt.AlignmentFlag.AlignTop)
        unit = FieldFrame(theme, words("events.slot_unit"), self.new_unit)
        for field, width in ((self.new_time, 112), (self.new_capacity, 84), (unit, 100)):
            field.setFixedWidth(theme.px(width))
            row.addWidget(field, 0, Qt.AlignmentFlag.AlignTop)
        for field in (self.new_title, self.new_room, self.new_time, self.new_capacity):
            field.submitted.connect(self._add)
        level = vbox(0, theme.px(_CAPTION), 0, 0)
        fill(level, self.add, None)
        row.addLayout(level)
        return row

    def _time(self, line: SlotLine) -> Cell:
        zone, wording = self._context.desk.zone, self._context.wording
        if not line.slot.own_times:
            return TextCell(self._words("events.slot_whole"), tone="muted")
        start, end = (wording.time(moment.astimezone(zone)) for moment in (line.slot.start, line.slot.end))
        return self._words("events.times", start=start, end=end)

    def _capacity(self, line: SlotLine) -> Cell:
        return line.text("capacity", "" if line.slot.capacity is None else str(line.slot.capacity))

    def _unit(self, line: SlotLine) -> Cell:
        options = tuple((unit.value, self._words(f"events.unit_{unit.value}")) for unit in UNITS)
        return ChoiceCell(options, line.slot.capacity_unit.value)

    # -- showing

    def show_event(self, event: "EventView") -> None:
        """Show an event's slots."""
        if self._event is None or self._event.code != event.code:
            self._typed.clear()
            self._say("")
        self._event = event
        slots = event.slots
        self._title.setText(self._words("events.slots_n", n=len(slots)) if slots else self._words("events.slots"))
        self.table.set_rows([SlotLine(slot, self._wrong(slot.code)) for slot in slots])
        self.table.setVisible(bool(slots))
        self._none.setVisible(not slots)
        rows = min(max(len(slots), _FEWEST), _MOST)
        self.table.setFixedHeight(self.theme.px(_HEAD + rows * _ROW))

    def _wrong(self, code: str) -> tuple[tuple[str, str], ...]:
        return tuple((column, text) for (slot, column), text in self._typed.items() if slot == code)

    def _say(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))

    # -- changing

    def _edited(self, line: SlotLine, column: str, text: str) -> None:
        slot = line.slot
        values: dict[str, Any] = {"title": slot.title, "room": slot.room, "capacity": slot.capacity}
        failed = partial(self._not_taken, slot.code, column, text)
        try:
            values[column] = read_places(text) if column == "capacity" else text
        except InvalidInput as error:
            failed(error)
            return
        self._write(line, failed, **values, capacity_unit=slot.capacity_unit)

    def _chosen(self, line: SlotLine, column: str, unit: str) -> None:
        slot = line.slot
        failed = partial(self._not_taken, slot.code, column, unit)
        self._write(
            line, failed, title=slot.title, room=slot.room, capacity=slot.capacity, capacity_unit=Unit(unit)
        )  # fmt: skip

    def _write(self, line: SlotLine, failed: Any, **values: Any) -> None:
        if self._event is None:
            return
        change = self._context.desk.events.change_slot
        code = line.slot.code
        self._context.tasks.run(
            change, self._event.code, code, done=partial(self._taken, code), failed=failed, owner=self, **values
        )

    def _taken(self, code: str, event: "EventView") -> None:
        self._typed = {place: text for place, text in self._typed.items() if place[0] != code}
        self._say("")
        self._show_if_same(event)

    def _not_taken(self, code: str, column: str, text: str, error: DeskError) -> None:
        """Keeps what was typed, and says what is wrong with it."""
        if column in ("title", "room", "capacity"):
            self._typed[code, column] = text
        self._say(self._context.wording.error(error).whole)
        if self._event is not None:
            self.show_event(self._event)

    def _show_if_same(self, event: "EventView") -> None:
        if self._event is not None and self._event.code == event.code:
            self.show_event(event)

    # -- adding and taking away

    def _add(self) -> None:
        if self._event is None:
            return
        for field in (self.new_title, self.new_time, self.new_capacity):
            field.set_error("")
        try:
            if not self.new_title.text():
                raise InvalidInput("title_missing", field="title")
            start, end = read_times(self.new_time.text(), self._event.start.astimezone(self._context.desk.zone))
            capacity = read_places(self.new_capacity.text())
        except InvalidInput as error:
            self._not_added(error)
            return
        self.add.set_busy(self._words("events.adding"))
        self._context.tasks.run(
            self._context.desk.events.add_slot, self._event.code, title=self.new_title.text(), room=self.new_room.text(),
            start=start, end=end, capacity=capacity, capacity_unit=Unit(self.new_unit.current), done=self._added,
            failed=self._not_added, ended=lambda: self.add.set_busy(""), owner=self,
        )  # fmt: skip

    def _added(self, event: "EventView") -> None:
        for field in (self.new_title, self.new_room, self.new_time, self.new_capacity):
            field.set_text("")
        self._say("")
        self._show_if_same(event)
        self.new_title.setFocus()

    def _not_added(self, error: DeskError) -> None:
        where = {
            "title_missing": self.new_title, "bad_capacity": self.new_capacity, "bad_time": self.new_time,
            "half_a_time": self.new_time, "ends_before_start": self.new_time,
        }.get(error.code)  # fmt: skip
        if where is None:
            self._say(self._context.wording.error(error).whole)
            return
        sentence = self._context.wording.error(error)
        # The hint of a time speaks of whole dates, as the command line wants them; here the field shows how.
        where.set_error(sentence.what if error.code == "bad_time" else sentence.whole)
        where.setFocus()

    def _remove_current(self) -> None:
        line = self.table.current
        if line is not None:
            self.remove(line)

    def remove(self, line: SlotLine) -> None:
        """Take a slot away; the toast puts it back."""
        if self._event is None:
            return
        code = self._event.code
        remove = self._context.desk.events.remove_slot
        done = partial(self._removed, line.slot)
        failed = partial(self._not_taken, line.slot.code, "remove", "")
        self._context.tasks.run(remove, code, line.slot.code, done=done, failed=failed, owner=self)

    def _removed(self, slot: "SlotView", event: "EventView") -> None:
        self._say("")
        self._show_if_same(event)
        context = self._context
        put_back = partial(
            context.tasks.run, context.desk.events.add_slot, event.code, code=slot.code, title=slot.title, room=slot.room,
            start=slot.start if slot.own_times else None, end=slot.end if slot.own_times else None,
            capacity=slot.capacity, capacity_unit=slot.capacity_unit, band=slot.band,
        )  # fmt: skip
        context.toast(self._words("events.slot_removed", title=slot.title), undo=put_back)
