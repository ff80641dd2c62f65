"""Further limits of an event: of rooms, of ages, of a family's size, hard and soft; each is written as it is set."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from eventdesk.domain.age import AgeBand
from eventdesk.domain.capacity import Count, LimitKind
from eventdesk.domain.event import Unit
from eventdesk.errors import DeskError, InvalidInput
from ui.models.event_form import read_places
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Card, Label, Rule, fill, hbox, vbox
from ui.widgets.buttons import Button, CheckBox
from ui.widgets.cells import ActionCell, Cell, ChoiceCell, Column, EditCell, TextCell
from ui.widgets.choice import Select
from ui.widgets.fields import Field, FieldFrame
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.event_views import EventView
    from eventdesk.services.limits import LimitBar, PlacesView
    from eventdesk.services.rows import Removed

_ROW, _HEAD, _MOST = 40, 39, 6
_CAPTION = 24  # a field's caption and the gap below it
_KINDS = (
    ("room", LimitKind.ROOM, Count.PERSONS), ("band", LimitKind.BAND, Count.CHILDREN),
    ("family_persons", LimitKind.FAMILY, Count.PERSONS), ("family_adults", LimitKind.FAMILY, Count.ADULTS),
    ("family_children", LimitKind.FAMILY, Count.CHILDREN), ("slot", LimitKind.SLOT, Count.PERSONS),
    ("event", LimitKind.EVENT, Count.PERSONS),
)  # fmt: skip
"""What can be limited, as the list offers it: key, kind, unit."""
_HARD, _SOFT = "hard", "soft"


class EventLimits(Card):
    """The limits beside the capacities of the event and its slots; one that was taken away can be put back."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context.theme, padding=(1, 0, 1, 16), spacing=0)
        self._context, self._words = context, context.words
        self._event: EventView | None = None
        self._build()
        self.table.edited.connect(self._edited)
        self.table.chosen.connect(self._chosen)
        self.table.acted.connect(lambda bar, column, action: self.remove(bar))
        delete = QShortcut(QKeySequence("Delete"), self.table, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        delete.activated.connect(self._remove_current)

    def _build(self) -> None:
        theme, words = self.theme, self._words
        heading = hbox(16, 12, 16, 10)
        fill(heading, Label(theme, words("places.title"), bold=True), None)
        self.table: DataTable[LimitBar] = DataTable(
            theme, self._columns(), key=self._key, name=words("places.title"), frame=False
        )  # fmt: skip
        self._none = Label(theme, words("places.none"), color="muted", wrap=True)
        self._none.setContentsMargins(16, 12, 16, 2)
        self.error = Label(theme, "", Type.COMPACT, color="refuse-text", wrap=True)
        self.error.setContentsMargins(16, 8, 16, 0)
        self.error.hide()
        fill(self.body, heading, Rule(theme), self.table, self._none, self.error)
        self.body.addLayout(self._adding())
        self._kind_chosen()

    def _columns(self) -> tuple[Column["LimitBar"], ...]:
        words = self._words
        return (
            Column("name", words("places.column_limit"), self._name, 120, 3),
            Column("places", words("places.column_places"), self._places, 74),
            Column("taken", words("places.column_taken"), self._taken_cell, 110, 1),
            Column("how", words("places.column_how"), self._how, 100),
            Column("remove", "", lambda bar: ActionCell("remove", icon="trash") if bar.limit else "", 44),
        )

    def _adding(self) -> Any:
        theme, words = self.theme, self._words
        self.kind = Select(theme, [(key, words(f"places.choice_{key}")) for key, _, _ in _KINDS])
        self.kind.chosen.connect(self._kind_chosen)
        self.subject = Select(theme, [])
        self.low, self.high = Field(theme, words("places.from_months")), Field(theme, words("places.to_months"))
        self.number = Field(theme, words("places.column_places"))
        self.hard = CheckBox(theme, words("places.hard"))
        self.hard.setToolTip(words("places.hard_hint"))
        self.add = Button(theme, words("places.add"), icon="plus")
        self.add.clicked.connect(self._add)
        for field in (self.low, self.high, self.number):
            field.submitted.connect(self._add)
        self._kind_frame = FieldFrame(theme, words("places.column_limit"), self.kind)
        self._subject_frame = FieldFrame(theme, words("places.about"), self.subject)
        row = hbox(16, 12, 16, 0, spacing=8)
        row.addWidget(self._kind_frame, 3, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._subject_frame, 3, Qt.AlignmentFlag.AlignTop)
        for field in (self.low, self.high, self.number):
            field.setFixedWidth(theme.px(76))
            row.addWidget(field, 0, Qt.AlignmentFlag.AlignTop)
        for widget in (self.hard, self.add):
            level = vbox(0, theme.px(_CAPTION), 0, 0)
            fill(level, widget, None)
            row.addLayout(level)
        return row

    @staticmethod
    def _key(bar: "LimitBar") -> str:
        return bar.limit or f"{bar.kind.value}:{bar.subject}:{','.join(bar.slots)}"

    def _name(self, bar: "LimitBar") -> Cell:
        from eventdesk.services.place_words import limit_name

        note = self._words("places.of_the_venue") if bar.limit is None else ""
        return TextCell(limit_name(bar, self._words), tail=note)

    def _places(self, bar: "LimitBar") -> Cell:
        text = "" if bar.places is None else str(bar.places)
        return EditCell(text) if bar.limit else text

    def _taken_cell(self, bar: "LimitBar") -> Cell:
        if bar.kind is LimitKind.FAMILY:
            return TextCell(self._words("places.larger", n=bar.taken), tone="muted") if bar.taken else ""
        unit = self._words(f"places.number_{bar.unit.value}", n=bar.taken + bar.offered)
        over = bar.places is not None and bar.taken + bar.offered > bar.places
        return TextCell(unit, tone="warn-text" if over else "text")

    def _how(self, bar: "LimitBar") -> Cell:
        options = ((_HARD, self._words("places.hard")), (_SOFT, self._words("places.soft")))
        if bar.limit is None:
            return TextCell(options[0 if bar.hard else 1][1], tone="muted")
        return ChoiceCell(options, _HARD if bar.hard else _SOFT)

    # -- showing

    def show_event(self, event: "EventView") -> None:
        """Show an event's limits, read anew: its slots and rooms may have changed."""
        other = self._event is None or self._event.code != event.code
        self._event = event
        if other:
            self._say("")
            self.table.set_rows([])
            self._arrange()
        self._kind_chosen()
        self._context.tasks.run(self._context.desk.places.show, event.code, done=self._show, failed=self._failed, owner=self)

    def _show(self, view: "PlacesView") -> None:
        if self._event is None or self._event.code != view.event.code:
            return
        shown = [bar for bar in view.bars if bar.limit or _binds(bar, view.event)]
        self.table.set_rows(sorted(shown, key=lambda bar: bar.limit is None))
        self._arrange()

    def _arrange(self) -> None:
        rows = len(self.table.rows)
        self.table.setVisible(bool(rows))
        self._none.setVisible(not rows)
        self.table.setFixedHeight(self.theme.px(_HEAD + min(max(rows, 1), _MOST) * _ROW))

    def _kind_chosen(self, _: str = "") -> None:
        kind = self._chosen_kind()[1]
        slots = self._event.bookable if self._event is not None else ()
        if kind is LimitKind.ROOM:
            options = [(room, room) for room in dict.fromkeys(slot.room for slot in slots if slot.room)]
        else:
            options = [(slot.code, f"{slot.code} {slot.title}") for slot in slots]
            if kind is LimitKind.BAND:
                options = [("", self._words("places.whole_event")), *options]
        current = self.subject.current if self.subject.current in dict(options) else (options[0][0] if options else "")
        self.subject.set_options(options, current=current)
        self._subject_frame.setVisible(kind in (LimitKind.ROOM, LimitKind.SLOT, LimitKind.BAND))
        for field in (self.low, self.high):
            field.setVisible(kind is LimitKind.BAND)

    def _chosen_kind(self) -> tuple[str, LimitKind, Count]:
        return next(one for one in _KINDS if one[0] == (self.kind.current or _KINDS[0][0]))

    def _say(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))

    # -- changing

    def _edited(self, bar: "LimitBar", column: str, text: str) -> None:
        try:
            places = read_places(text)
            if places is None:
                raise InvalidInput("bad_limit_places", field="places")
        except InvalidInput as error:
            self._failed(error)
            return
        self._write(self._context.desk.places.change_limit, bar.limit, places=places)

    def _chosen(self, bar: "LimitBar", column: str, how: str) -> None:
        self._write(self._context.desk.places.change_limit, bar.limit, hard=how == _HARD)

    def _add(self) -> None:
        if self._event is None:
            return
        for field in (self.low, self.high, self.number):
            field.set_error("")
        _, kind, unit = self._chosen_kind()
        try:
            places = read_places(self.number.text())
            if places is None:
                raise InvalidInput("bad_limit_places", field="places")
        except InvalidInput as error:
            self.number.set_error(self._context.wording.error(error).whole)
            self.number.setFocus()
            return
        band = self._band() if kind is LimitKind.BAND else None
        if kind is LimitKind.BAND and band is None:
            return
        subject = {LimitKind.ROOM: "room", LimitKind.SLOT: "slot", LimitKind.BAND: "slot"}.get(kind)
        more = {subject: self.subject.current} if subject is not None else {}
        self.add.set_busy(self._words("places.adding"))
        self._write(
            self._context.desk.places.add_limit, self._event.code, kind=kind, unit=unit, places=places, band=band,
            hard=self.hard.isChecked(), **more,
        )  # fmt: skip

    def _band(self) -> AgeBand | None:
        try:
            low, high = read_places(self.low.text()), read_places(self.high.text())
            if low is None or high is None or low > high:
                raise InvalidInput("bad_limit_band", field="band")
        except InvalidInput:
            self.low.set_error(self._words("places.band_wrong"))
            self.low.setFocus()
            return None
        return AgeBand(low, high)

    def _write(self, verb: Any, *given: Any, **more: Any) -> None:
        self._context.tasks.run(
            verb, *given, done=self._written, failed=self._failed, ended=lambda: self.add.set_busy(""), owner=self, **more
        )

    def _written(self, view: "PlacesView") -> None:
        self._say("")
        for field in (self.low, self.high, self.number):
            field.set_text("")
        self._show(view)
        if view.called:
            self._context.toast(self._words("places.called", n=view.called))

    def _failed(self, error: DeskError) -> None:
        self._say(self._context.wording.error(error).whole)
        self.table.set_rows(list(self.table.rows))

    def _remove_current(self) -> None:
        bar = self.table.current
        if bar is not None:
            self.remove(bar)

    def remove(self, bar: "LimitBar") -> None:
        """Take a limit away; the toast puts it back."""
        if bar.limit is None:
            return
        places = self._context.desk.places
        self._context.tasks.run(places.remove_limit, bar.limit, done=partial(self._removed, bar), failed=self._failed, owner=self)

    def _removed(self, bar: "LimitBar", removed: "Removed") -> None:
        from eventdesk.services.place_words import limit_name

        context = self._context
        self._say("")
        self.table.set_rows([one for one in self.table.rows if one.limit != bar.limit])
        self._arrange()
        put_back = partial(context.tasks.run, context.desk.places.put_back_limit, removed, done=self._written, owner=self)
        context.toast(self._words("places.removed", limit=limit_name(bar, self._words)), undo=put_back)


def _binds(bar: "LimitBar", event: "EventView") -> bool:
    """Whether a room of the venue says more than its slot: several share it, or the slot would let more people in."""
    if bar.kind is not LimitKind.ROOM:
        return False
    slots = [slot for slot in event.slots if slot.code in bar.slots]
    if len(slots) != 1 or bar.places is None:
        return True
    (slot,) = slots
    return slot.capacity is None or slot.capacity_unit is not Unit.PERSONS or slot.capacity > bar.places
