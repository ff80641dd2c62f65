"""The panel beside the grid: everything about the slot that is selected, changed where it stands."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from eventdesk.domain.age import AgeBand
from eventdesk.domain.conflicts import Conflict, Severity
from eventdesk.domain.event import SlotKind
from eventdesk.domain.schedule import BadSchedule, PlannedSlot, Schedule
from eventdesk.domain.venue import Grounds
from eventdesk.errors import InvalidInput
from ui.models.event_form import read_clock, read_places
from ui.pages.planner_fields import ClockEdit, ConflictBox, LeaderEdit, NotesEdit, PlacesEdit
from ui.pages.planner_resources import ResourcesEdit
from ui.pages.planner_saving import SaveState
from ui.pages.planner_words import PlannerWords
from ui.theme import Theme, Type
from ui.widgets.base import Elided, Label, Rule, Themed, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, CheckBox, Size, icon_button
from ui.widgets.choice import Seg, Select
from ui.widgets.elevation import Menu
from ui.widgets.fields import FieldFrame, LineEdit
from ui.widgets.lanes_plan import Step
from ui.widgets.meters import CapacityBar
from ui.widgets.paint import Tone

WIDTH = 304
_BANDS = ((0, 35), (36, 59), (60, 83), (36, 83), (84, 119))
_ACROSS_MIDNIGHT = timedelta(hours=12)  # an end before the start is the next day's, if that is not longer


def _by_age(band: AgeBand | None) -> tuple[int, int]:
    return (-1, -1) if band is None else (band.min_months, band.max_months)


class TitleEdit(LineEdit):
    """The title, as a heading that can be typed into."""

    def restyle(self) -> None:
        """Bold, without a frame."""
        self.setFont(self.theme.font(Type.DOOR, bold=True))
        self.setProperty("bare", True)
        self.update()


class Inspector(Themed, QWidget):
    """``stepped`` carries a schedule with one change, the :class:`Step` and the slot (id), as the grid's does."""

    stepped = Signal(object, object, str)
    remedy_wanted = Signal(int)
    copy_wanted = Signal()
    delete_wanted = Signal()
    unplace_wanted = Signal()
    place_wanted = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, words: PlannerWords) -> None:
        super().__init__()
        self.adopt(theme)
        self._words = words
        self._schedule: Schedule | None = None
        self._slot: PlannedSlot | None = None
        self._bands: dict[str, AgeBand | None] = {}
        self._build()
        self._bind()

    # -- making it

    def _build(self) -> None:
        theme, words = self.theme, self._words
        self.title = TitleEdit(theme)
        self.title.setAccessibleName(words("planner.field_title"))
        self.more = icon_button(theme, "dots", words("planner.more"), size=Size.SMALL)
        self.close_button = icon_button(theme, "x", words("planner.deselect"), size=Size.SMALL)
        head = hbox(16, 0, 12, 0, spacing=2)
        head.addWidget(self.title, 1)
        fill(head, self.more, self.close_button)
        top = QWidget()
        top.setLayout(head)
        top.setFixedHeight(theme.px(51))
        self._fields()
        self.status = Elided(theme, "", Type.COMPACT, color="text2")
        self.copy = Button(theme, words("planner.copy"), size=Size.SMALL)
        self.delete = Button(theme, words("planner.delete"), size=Size.SMALL)
        foot = hbox(40, 0, 16, 0, spacing=8)
        foot.addWidget(self.status, 1)
        fill(foot, self.copy, self.delete)
        self._foot = QWidget()
        self._foot.setLayout(foot)
        self._foot.setFixedHeight(theme.px(54))
        column = vbox(1)
        fill(column, top, Rule(theme))
        column.addWidget(self._body(), 1)
        fill(column, Rule(theme), self._foot)
        self.setLayout(column)
        self.set_state(SaveState.SAVED)

    def _fields(self) -> None:
        theme, words = self.theme, self._words
        self.box = ConflictBox(theme)
        self.room, self.age = Select(theme), Select(theme)
        self.start, self.end = ClockEdit(theme), ClockEdit(theme)
        self.capacity = PlacesEdit(theme, placeholder=words("planner.unlimited"))
        self.booked = Elided(theme, "", Type.COMPACT, color="text2")
        self.percent = Label(theme, "", Type.COMPACT, bold=True)
        self.bar = CapacityBar(theme, height=8)
        self.leader, self.resources = LeaderEdit(theme), ResourcesEdit(theme, words)
        kinds = [(kind.value, words(f"planner.kind_{kind.value}")) for kind in SlotKind]
        self.kind = Seg(theme, kinds)
        self.kind.setAccessibleName(words("planner.field_kind"))
        self.pinned = CheckBox(theme, words("planner.pinned"))
        self.notes = NotesEdit(theme)
        frame: Callable[[str, QWidget], FieldFrame] = lambda key, editor: FieldFrame(theme, words(key), editor)  # noqa: E731
        self.frames = {
            "room": frame("planner.field_room", self.room), "start": frame("planner.field_start", self.start),
            "end": frame("planner.field_end", self.end), "age": frame("planner.field_age", self.age),
            "capacity": frame("planner.field_capacity", self.capacity), "leader": frame("planner.field_leader", self.leader),
            "notes": FieldFrame(theme, words("planner.field_notes"), self.notes, hint=words("planner.notes_hint")),
        }  # fmt: skip

    def _body(self) -> QScrollArea:
        frames = self.frames
        times, places = hbox(spacing=8), hbox(spacing=8)
        for row, pair in ((times, ("start", "end")), (places, ("age", "capacity"))):
            for name in pair:
                row.addWidget(frames[name], 1, Qt.AlignmentFlag.AlignTop)
        numbers = hbox(spacing=8)
        numbers.addWidget(self.booked, 1)
        fill(numbers, self.percent)
        filled = vbox(spacing=6)
        fill(filled, numbers, self.bar)
        self._filled = QWidget()
        self._filled.setLayout(filled)
        column = vbox(16, 14, 16, 14, spacing=12)
        fill(
            column, self.box, frames["room"], times, places, self._filled, frames["leader"], self.resources,
            self.pinned, self.kind, frames["notes"], None,
        )  # fmt: skip
        body = QWidget()
        body.setLayout(column)
        area = scrolled(body)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    def _bind(self) -> None:
        self.title.editingFinished.connect(self._title_typed)
        self.more.clicked.connect(self._open_menu)
        self.close_button.clicked.connect(self.closed)
        self.copy.clicked.connect(self.copy_wanted)
        self.delete.clicked.connect(self.delete_wanted)
        self.box.chosen.connect(self.remedy_wanted)
        self.room.chosen.connect(lambda room: self._change(room=room))
        self.age.chosen.connect(lambda key: self._change(band=self._bands[key]))
        self.kind.chosen.connect(lambda key: self._change(kind=SlotKind(key)))
        self.start.editingFinished.connect(self._start_typed)
        self.end.editingFinished.connect(self._end_typed)
        self.start.nudged.connect(lambda minutes: self._nudge(minutes, start=True))
        self.end.nudged.connect(lambda minutes: self._nudge(minutes, start=False))
        self.capacity.editingFinished.connect(self._capacity_typed)
        self.leader.editingFinished.connect(lambda: self._change(leader=self.leader.text().strip()))
        self.resources.changed.connect(lambda needs: self._change(resources=needs))
        self.pinned.toggled.connect(lambda on: self._change(pinned=on))
        self.notes.committed.connect(lambda text: self._change(notes=text))

    # -- showing

    @property
    def slot(self) -> PlannedSlot | None:
        """The slot that is shown."""
        return self._slot

    def show_slot(self, schedule: Schedule, slot: PlannedSlot, grounds: Grounds, conflicts: Sequence[Conflict]) -> None:
        """Show a slot and what is wrong with it. What somebody is typing into stays, as long as it is the same slot."""
        if self._slot is not None and self._slot.id != slot.id:
            self.commit()
        same = self._slot is not None and self._slot.id == slot.id
        if not same and self._state is SaveState.FAILED:
            self.set_state(SaveState.SAVED)  # what failed was said, was taken back, and was another slot's
        self._schedule, self._slot = schedule, slot
        words = self._words
        self._put(self.title, slot.title, same)
        rooms = [(room.name, room.name) for room in grounds.rooms]
        if slot.room not in dict(rooms):
            rooms.insert(0, (slot.room, slot.room or words("planner.no_room")))
        self.room.set_options(rooms, current=slot.room)
        times = [words.clock(moment) for moment in slot.span] if slot.is_placed else ["", words.hours(slot)]
        self._put(self.start, times[0], same)
        self._put(self.end, times[1], same)
        self.end.setReadOnly(not slot.is_placed)
        self._show_band(slot, schedule)
        self._put(self.capacity, "" if slot.capacity is None else str(slot.capacity), same)
        self.capacity.set_unit(words(f"planner.suffix_{slot.capacity_unit.value}"))
        self.leader.know(words.leaders(schedule.slots))
        self._put(self.leader, slot.leader, same)
        self.resources.show_needs(slot.resources, grounds.resources)
        with QSignalBlocker(self.pinned):
            self.pinned.setChecked(slot.pinned)
        self.kind.set_current(slot.kind.value)
        self.notes.set_text(slot.notes)
        for frame in self.frames.values():
            frame.set_error("")
        for_families = slot.kind is SlotKind.SLOT
        for part in (self.frames["age"], self.frames["capacity"], self.frames["leader"], self._filled, self.resources):
            part.setVisible(for_families)
        self._show_booked(slot, grounds)
        self._show_conflicts(slot, conflicts)

    def _put(self, editor: LineEdit, text: str, same: bool) -> None:
        if not (same and editor.hasFocus() and editor.isModified()) and editor.text() != text:
            editor.setText(text)
        if not editor.hasFocus():
            editor.setCursorPosition(0)

    def _show_band(self, slot: PlannedSlot, schedule: Schedule) -> None:
        known = [AgeBand(low, high) for low, high in _BANDS]
        # Two bands may read the same (to the sixth birthday, or all of that year): the slot's own comes first.
        bands = [slot.band, *(other.band for other in schedule.slots), None, *known]
        named = {self._words.band(band): band for band in reversed(bands)}
        self._bands = {self._band_key(band): band for band in sorted(named.values(), key=_by_age)}
        self.age.set_options(
            [(key, self._words.band(band)) for key, band in self._bands.items()], current=self._band_key(slot.band)
        )

    @staticmethod
    def _band_key(band: AgeBand | None) -> str:
        return "" if band is None else f"{band.min_months}-{band.max_months}"

    def _show_booked(self, slot: PlannedSlot, grounds: Grounds) -> None:
        words, room = self._words, grounds.room(slot.room)
        count = words.units(slot.registered, slot)
        most = room.capacity if room is not None else None
        self.booked.setText(
            words("planner.booked", count=count)
            if most is None
            else words("planner.booked_room", count=count, most=most)
        )
        share = slot.registered / slot.capacity if slot.capacity else 0.0
        self.percent.setText(f"{round(share * 100)}%" if slot.capacity else "")
        self.bar.set(slot.registered, slot.capacity or 0, words.spoken(slot))
        self.bar.setVisible(slot.capacity is not None)

    def _show_conflicts(self, slot: PlannedSlot, conflicts: Sequence[Conflict]) -> None:
        mine = [conflict for conflict in conflicts if slot.id in conflict.slots]
        if not mine:
            self.box.set("", "", "", (), Tone.REFUSE)
            return
        words, first = self._words, mine[0]
        tone = Tone.REFUSE if first.severity is Severity.ERROR else Tone.WARN
        more = "\n".join(words.said(conflict, slot.id) for conflict in mine[1:3])
        ways = [words.remedy(remedy) for remedy in first.remedies[:3]]
        hint = words("planner.remedies" if ways else "planner.remedies_none")
        self.box.set(words.said(first, slot.id), more, hint, ways, tone)

    def set_state(self, state: SaveState) -> None:
        """Say whether what was done is kept."""
        self._state = state
        self.status.setText(self._words(f"planner.{state.value}"))
        self.status.set_look(color="refuse-text" if state is SaveState.FAILED else "text2")
        self.update()

    def say_wrong(self, name: str, sentence: str) -> None:
        """Say at a field what is wrong."""
        self.frames[name].set_error(sentence)

    def focus_title(self) -> None:
        """Type the title."""
        self.title.setFocus(Qt.FocusReason.OtherFocusReason)
        self.title.selectAll()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, the line before it and the sign beside the status."""
        painter, color = QPainter(self), self.theme.color
        painter.fillRect(self.rect(), color("surface"))
        painter.fillRect(QRectF(0, 0, 1, self.height()), color("border"))
        icons = {SaveState.SAVED: ("okc", "text2"), SaveState.SAVING: ("sync", "text2")}
        icon, ink = icons.get(self._state, ("octagon", "refuse-text"))
        middle = self._foot.geometry().center().y()
        self.theme.paint_icon(painter, icon, 16, round(middle - 7), 16, ink)

    # -- changing

    def commit(self) -> None:
        """Take what was typed and not yet told."""
        for editor in (self.title, self.start, self.end, self.capacity, self.leader):
            if editor.isModified() and editor.hasFocus():
                editor.editingFinished.emit()
        self.notes.commit()

    def _step(self, step: Step, change: Callable[[Schedule, PlannedSlot], Schedule]) -> bool:
        if self._schedule is None or self._slot is None:
            return False
        schedule = change(self._schedule, self._slot)
        if schedule != self._schedule:
            self.stepped.emit(schedule, step, self._slot.id)
        return True

    def _change(self, **fields: Any) -> None:
        try:
            self._step(Step.EDIT, lambda schedule, slot: schedule.change(slot.id, **fields))
        except BadSchedule as error:
            name = next(iter(fields))
            if name in self.frames:
                self.say_wrong(name, self._words(f"planner.refused_{error.code}"))

    def _title_typed(self) -> None:
        self.title.setModified(False)
        title = self.title.text().strip()
        if title:
            self._change(title=title)
        elif self._slot is not None:
            self.title.setText(self._slot.title)  # an empty heading could not be found again

    def _start_typed(self) -> None:
        slot, text = self._slot, self.start.text().strip()
        self.start.setModified(False)
        if slot is None or self._schedule is None or (not text and not slot.is_placed):
            return
        near = slot.start or self._schedule.start
        start = self._read(text, near, "start")
        if start is not None and start != slot.start:
            self._step(Step.MOVE, lambda schedule, slot: schedule.move(slot.id, room=slot.room, start=start))

    def _end_typed(self) -> None:
        slot = self._slot
        self.end.setModified(False)
        if slot is None or not slot.is_placed:
            return
        start, end = slot.span
        found = self._read(self.end.text(), start, "end")
        if found is None or found == end:
            return
        if found <= start and found + timedelta(days=1) - start <= _ACROSS_MIDNIGHT:
            found += timedelta(days=1)
        self._resize(start, found, "end")

    def _resize(self, start: datetime, end: datetime, name: str) -> None:
        if end <= start:
            self.say_wrong(name, self._words("planner.end_before_start"))
            return
        try:
            self._step(Step.RESIZE, lambda schedule, slot: schedule.resize(slot.id, start=start, end=end))
        except BadSchedule as error:
            self.say_wrong(name, self._words(f"planner.refused_{error.code}"))

    def _nudge(self, minutes: int, *, start: bool) -> None:
        slot = self._slot
        if slot is None or not slot.is_placed:
            return
        first, last = slot.span
        by = timedelta(minutes=minutes)
        if start:
            self._step(Step.MOVE, lambda schedule, slot: schedule.move(slot.id, room=slot.room, start=first + by))
        else:
            self._resize(first, last + by, "end")

    def _read(self, text: str, near: datetime, name: str) -> datetime | None:
        """The moment of a typed time on the day of another one; says what is wrong with it."""
        try:
            clock = read_clock(text)
        except InvalidInput:
            self.say_wrong(name, self._words("planner.bad_time"))
            return None
        return self._words.at(near, clock)

    def _capacity_typed(self) -> None:
        self.capacity.setModified(False)
        try:
            capacity = read_places(self.capacity.text())
        except InvalidInput:
            self.say_wrong("capacity", self._words("planner.bad_capacity"))
            return
        self._change(capacity=capacity)

    def _open_menu(self) -> None:
        slot = self._slot
        if slot is None:
            return
        menu = Menu(self.theme, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if slot.is_placed:
            menu.addAction(self._words("planner.unplace"), self.unplace_wanted.emit)
        else:
            menu.addAction(self._words("planner.place"), self.place_wanted.emit)
        menu.addAction(self._words("planner.copy"), self.copy_wanted.emit)
        menu.addAction(self._words("planner.delete"), self.delete_wanted.emit)
        corner = self.more.mapToGlobal(self.more.rect().bottomLeft())
        menu.popup_at(corner)
