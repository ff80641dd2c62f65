"""When a venue, one of its rooms, or a resource cannot be had."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from eventdesk.errors import DeskError
from ui.pages.base import PageContext
from ui.pages.events_inputs import MomentEdit
from ui.pages.venues_lines import Lines
from ui.widgets.base import fill, hbox, vbox
from ui.widgets.buttons import Button
from ui.widgets.cells import ActionCell, Cell, Column, RowState, TextCell
from ui.widgets.choice import Select
from ui.widgets.fields import Field, FieldFrame

if TYPE_CHECKING:
    from eventdesk.services.venues import ClosureView, ResourceView, VenueView

_TOP = Qt.AlignmentFlag.AlignTop


@dataclass(frozen=True)
class ClosureLine:
    """A closure, and what it is of."""

    closure: "ClosureView"
    target: str
    name: str
    icon: str
    over: bool


class ClosuresCard(Lines[ClosureLine]):
    """Those ahead first, those that are over below them, muted."""

    written = Signal()

    def __init__(self, context: PageContext) -> None:
        words = context.words
        columns: tuple[Column[ClosureLine], ...] = (
            Column(
                "name",
                words("venues.what"),
                lambda line: TextCell(line.name, icon=line.icon, bold=not line.over),
                130,
                2,
            ),
            Column("when", words("venues.when"), self._when, 210, 2),
            Column("reason", words("venues.reason"), self._reason, 90, 2),
            Column("remove", "", lambda line: ActionCell("remove", icon="trash"), 44),
        )
        super().__init__(
            context, words("venues.closures"), columns, key=lambda line: line.closure.id, none=words("venues.closures_none"),
            state=lambda line: RowState.DIM if line.over else RowState.NORMAL, fewest=1, most=5,
        )  # fmt: skip
        self._venue = ""
        zone = context.desk.zone
        self.target = Select(self.theme, ())
        self.start, self.end = MomentEdit(zone), MomentEdit(zone)
        self.reason = Field(self.theme, words("venues.reason"), placeholder=words("venues.reason_example"))
        self.add = Button(self.theme, words("venues.closure_add"), icon="plus")
        self._end_frame = FieldFrame(self.theme, words("venues.until"), self.end)
        self._lay_out()
        self.add.clicked.connect(self._add)
        self.reason.submitted.connect(self._add)
        self.start.dateTimeChanged.connect(self._follow)
        self.end.dateTimeChanged.connect(self._end_set)
        self.table.acted.connect(lambda line, column, action: self.remove(line))
        self.bind("Delete", lambda: self.remove(self.table.current) if self.table.current is not None else None)
        tomorrow = (context.desk.clock.now().astimezone(zone) + timedelta(days=1)).replace(
            minute=0, second=0, microsecond=0
        )
        self._length = timedelta(hours=8)
        self.start.set_moment(tomorrow.replace(hour=9))

    def _lay_out(self) -> None:
        words, theme = self.words, self.theme
        first = hbox(spacing=8)
        first.addWidget(FieldFrame(theme, words("venues.what"), self.target), 1, _TOP)
        for frame in (FieldFrame(theme, words("venues.from"), self.start), self._end_frame):
            frame.setFixedWidth(theme.px(190))
            first.addWidget(frame, 0, _TOP)
        second = hbox(spacing=8)
        second.addWidget(self.reason, 1, _TOP)
        second.addLayout(self.level(self.add))
        column = vbox(spacing=8)
        fill(column, first, second)
        self.adding(column)

    def _when(self, line: ClosureLine) -> Cell:
        zone, closure = self.context.desk.zone, line.closure
        return self.context.wording.span(closure.start.astimezone(zone), closure.end.astimezone(zone))

    def _reason(self, line: ClosureLine) -> Cell:
        text = line.closure.reason
        return TextCell(text or self.words("venues.no_reason"), tone="text" if text else "muted")

    def show_venue(self, venue: "VenueView", resources: "tuple[ResourceView, ...]") -> None:
        """Show when the venue, its rooms and the resources are closed."""
        now = self.context.desk.clock.now()
        named = [(venue, self.words("venues.whole", venue=venue.name), "building")]
        named += [(room, room.name, "door") for room in venue.rooms]  # type: ignore[misc]  # each has id and closures
        named += [(one, one.name, "tag") for one in resources]  # type: ignore[misc]
        lines = [
            ClosureLine(closure, thing.id, name, icon, closure.end <= now)
            for thing, name, icon in named
            for closure in thing.closures
        ]
        ahead = sorted((line for line in lines if not line.over), key=lambda line: line.closure.start)
        over = sorted((line for line in lines if line.over), key=lambda line: line.closure.start, reverse=True)
        kept = self.target.current if venue.id == self._venue else venue.id
        self.target.set_options([(thing.id, name) for thing, name, _ in named], current=kept)
        self._venue = venue.id
        self.show_lines([*ahead, *over], count=self.words("venues.closures_n", n=len(ahead)) if ahead else "")

    # -- changing

    def _follow(self) -> None:
        """The end keeps its distance, so that one date typed is enough."""
        self.end.set_moment(self.start.moment + self._length)

    def _end_set(self) -> None:
        self._end_frame.set_error("")
        if self.end.moment > self.start.moment:
            self._length = self.end.moment - self.start.moment

    def _add(self) -> None:
        start, end = self.start.moment, self.end.moment
        self.context.tasks.run(
            self.context.desk.venues.close, self.target.current, start=start, end=end, reason=self.reason.text(),
            done=self._added, failed=self._not_added, owner=self,
        )  # fmt: skip

    def _added(self, closure: "ClosureView") -> None:
        self.reason.set_text("")
        self._end_frame.set_error("")
        self.say("")
        self.written.emit()

    def _not_added(self, error: DeskError) -> None:
        sentence = self.context.wording.error(error).whole
        if error.details.get("field") == "end":
            self._end_frame.set_error(sentence)
            self.end.setFocus()
        else:
            self.say(sentence)

    def remove(self, line: ClosureLine) -> None:
        """Take a closure away; the toast writes it again."""
        done = partial(self._removed, line)
        self.context.tasks.run(
            self.context.desk.venues.reopen, line.closure.id, done=done, failed=self._said, owner=self
        )

    def _removed(self, line: ClosureLine, nothing: object) -> None:
        closure = line.closure
        again = partial(
            self.context.desk.venues.close, line.target, start=closure.start, end=closure.end, reason=closure.reason
        )
        back = partial(
            self.context.tasks.run, again, done=lambda made: self.written.emit(), failed=self._said, owner=self
        )
        self.context.toast(self.words("venues.closure_removed", name=line.name), undo=back)
        self.written.emit()

    def _said(self, error: DeskError) -> None:
        self.say(self.context.wording.error(error).whole)
