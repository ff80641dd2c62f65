"""The rooms of a venue in the order of the planner's lanes, and what all venues share."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from eventdesk.errors import DeskError, InvalidInput
from ui.models.event_form import read_places
from ui.pages.base import PageContext
from ui.pages.venues_lines import Lines
from ui.widgets.base import hbox
from ui.widgets.buttons import Button
from ui.widgets.cells import ActionCell, Cell, Column, TextCell
from ui.widgets.fields import Field

if TYPE_CHECKING:
    from eventdesk.services.venues import ResourceView, RoomView, VenueView

_TOP = Qt.AlignmentFlag.AlignTop


class RoomsCard(Lines["RoomView"]):
    """Every change is written at once. ``written`` carries what was done, for the page to read again."""

    written = Signal()

    def __init__(self, context: PageContext) -> None:
        words = context.words
        self._venue: VenueView | None = None
        columns: tuple[Column[RoomView], ...] = (
            Column("name", words("venues.name"), lambda room: self.cell(room.id, "name", room.name), 120, 3),
            Column("capacity", words("venues.holds"), self._capacity, 96),
            Column(
                "features", words("venues.features"), lambda room: self.cell(room.id, "features", room.features), 120, 4
            ),
            Column("up", "", lambda room: self._step(room, -1), 36),
            Column("down", "", lambda room: self._step(room, 1), 36),
            Column("remove", "", lambda room: ActionCell("remove", icon="trash"), 44),
        )
        super().__init__(
            context,
            words("venues.rooms"),
            columns,
            key=lambda room: room.id,
            none=words("venues.rooms_none"),
            fewest=2,
            most=6,
        )
        self.new_name = Field(self.theme, words("venues.room_new"))
        self.new_capacity = Field(self.theme, words("venues.holds"), placeholder=words("venues.unlimited"))
        self.new_features = Field(self.theme, words("venues.features"), placeholder=words("venues.features_example"))
        self.add = Button(self.theme, words("venues.room_add"), icon="plus")
        self.add.clicked.connect(self._add)
        self.new_capacity.setFixedWidth(self.theme.px(96))
        row = hbox()
        row.addWidget(self.new_name, 3, _TOP)
        row.addWidget(self.new_capacity, 0, _TOP)
        row.addWidget(self.new_features, 4, _TOP)
        row.addLayout(self.level(self.add))
        self.adding(row)
        for field in (self.new_name, self.new_capacity, self.new_features):
            field.submitted.connect(self._add)
        self.table.edited.connect(self._edited)
        self.table.acted.connect(self._acted)
        self.bind("Delete", lambda: self._on_current(self.remove))
        self.bind("Alt+Up", lambda: self._on_current(lambda room: self.move_room(room, -1)))
        self.bind("Alt+Down", lambda: self._on_current(lambda room: self.move_room(room, 1)))

    def _capacity(self, room: "RoomView") -> Cell:
        return self.cell(room.id, "capacity", "" if room.capacity is None else str(room.capacity))

    def _step(self, room: "RoomView", by: int) -> Cell:
        rooms = self._venue.rooms if self._venue else ()
        at = next((n for n, one in enumerate(rooms) if one.id == room.id), -1)
        if not 0 <= at + by < len(rooms):
            return TextCell("")
        return ActionCell("up" if by < 0 else "down", icon="up" if by < 0 else "down", hover=True)

    def show_venue(self, venue: "VenueView") -> None:
        """Show a venue's rooms."""
        if self._venue is None or self._venue.id != venue.id:
            self.forget()
        self._venue = venue
        self.show_lines(venue.rooms, count=self.words("venues.rooms_n", n=len(venue.rooms)))

    # -- changing

    def _on_current(self, do: "partial[None] | object") -> None:
        if self.table.current is not None and callable(do):
            do(self.table.current)

    def _acted(self, room: "RoomView", column: str, action: str) -> None:
        if action == "remove":
            self.remove(room)
        else:
            self.move_room(room, -1 if action == "up" else 1)

    def _edited(self, room: "RoomView", column: str, text: str) -> None:
        if self._venue is None:
            return
        venues, refused = self.context.desk.venues, partial(self._refused, room.id, column, text)
        done = partial(self._taken, room.id, column)
        run = self.context.tasks.run
        if column == "name":
            run(venues.rename_room, self._venue.name, room.name, text, done=done, failed=refused, owner=self)
            return
        try:
            capacity = read_places(text) if column == "capacity" else room.capacity
        except InvalidInput as error:
            refused(error)
            return
        features = text if column == "features" else room.features
        run(
            venues.put_room, self._venue.name, room.name, capacity=capacity, features=features, done=done, failed=refused,
            owner=self,
        )  # fmt: skip

    def _taken(self, room: str, column: str, venue: "VenueView") -> None:
        self.take(room, column)
        self.written.emit()

    def _refused(self, room: str, column: str, text: str, error: DeskError) -> None:
        self.refuse(room, column, text, self.context.wording.error(error).whole)

    def move_room(self, room: "RoomView", by: int) -> None:
        """Move a room up or down among the lanes."""
        if self._venue is None:
            return
        names = [one.name for one in self._venue.rooms]
        at = names.index(room.name)
        if not 0 <= at + by < len(names):
            return
        names[at], names[at + by] = names[at + by], names[at]
        self.context.tasks.run(
            self.context.desk.venues.order_rooms, self._venue.name, tuple(names), done=self._moved, failed=self._said, owner=self
        )  # fmt: skip

    def _moved(self, venue: "VenueView") -> None:
        self.written.emit()

    def _said(self, error: DeskError) -> None:
        self.say(self.context.wording.error(error).whole)

    def remove(self, room: "RoomView") -> None:
        """Take a room away; the toast puts it back where it was."""
        if self._venue is None:
            return
        venue, place = self._venue.name, [one.id for one in self._venue.rooms].index(room.id)
        self.context.tasks.run(
            self.context.desk.venues.remove_room, venue, room.name, done=partial(self._removed, venue, room, place),
            failed=self._said, owner=self,
        )  # fmt: skip

    def _removed(self, venue: str, room: "RoomView", place: int, kept: "VenueView") -> None:
        put_back = partial(self.context.desk.venues.put_back_room, venue, room, place)
        back = partial(self.context.tasks.run, put_back, done=self._moved, failed=self._said, owner=self)
        self.context.toast(self.words("venues.room_removed", room=room.name), undo=back)
        self.written.emit()

    # -- adding

    def _add(self) -> None:
        if self._venue is None:
            return
        for field in (self.new_name, self.new_capacity):
            field.set_error("")
        name = self.new_name.text()
        try:
            if not name:
                raise InvalidInput("name_missing", field="name")
            capacity = read_places(self.new_capacity.text())
        except InvalidInput as error:
            self._not_added(error)
            return
        if name in {room.name for room in self._venue.rooms}:
            self.new_name.set_error(self.words("venues.room_there", room=name))
            return
        self.add.set_busy(self.words("venues.adding"))
        self.context.tasks.run(
            self.context.desk.venues.put_room, self._venue.name, name, capacity=capacity, features=self.new_features.text(),
            done=self._added, failed=self._not_added, ended=lambda: self.add.set_busy(""), owner=self,
        )  # fmt: skip

    def _added(self, venue: "VenueView") -> None:
        for field in (self.new_name, self.new_capacity, self.new_features):
            field.set_text("")
        self.new_name.setFocus()
        self.written.emit()

    def _not_added(self, error: DeskError) -> None:
        where = self.new_capacity if error.details.get("field") == "capacity" else self.new_name
        where.set_error(self.context.wording.error(error).whole)
        where.setFocus()


class ResourcesCard(Lines["ResourceView"]):
    """What slots of all venues share, and how many there are of it."""

    written = Signal()

    def __init__(self, context: PageContext) -> None:
        words = context.words
        columns: tuple[Column[ResourceView], ...] = (
            Column("name", words("venues.name"), lambda one: self.cell(one.id, "name", one.name), 120, 1),
            Column(
                "quantity", words("venues.quantity"), lambda one: self.cell(one.id, "quantity", str(one.quantity)), 92
            ),
            Column("remove", "", lambda one: ActionCell("remove", icon="trash"), 44),
        )
        super().__init__(
            context, words("venues.resources"), columns, key=lambda one: one.id, none=words("venues.resources_none")
        )
        self.new_name = Field(self.theme, words("venues.resource_new"))
        self.new_quantity = Field(self.theme, words("venues.quantity"), text="1")
        self.new_quantity.setFixedWidth(self.theme.px(76))
        self.add = Button(self.theme, words("venues.add"), icon="plus")
        self.add.clicked.connect(self._add)
        row = hbox()
        row.addWidget(self.new_name, 1, _TOP)
        row.addWidget(self.new_quantity, 0, _TOP)
        row.addLayout(self.level(self.add))
        self.adding(row)
        for field in (self.new_name, self.new_quantity):
            field.submitted.connect(self._add)
        self.table.edited.connect(self._edited)
        self.table.acted.connect(lambda one, column, action: self.remove(one))
        self.bind("Delete", lambda: self.remove(self.table.current) if self.table.current is not None else None)

    def _edited(self, one: "ResourceView", column: str, text: str) -> None:
        venues, refused = self.context.desk.venues, partial(self._refused, one.id, column, text)
        done, run = partial(self._taken, one.id, column), self.context.tasks.run
        if column == "name":
            run(venues.rename_resource, one.name, text, done=done, failed=refused, owner=self)
            return
        try:
            run(venues.put_resource, one.name, read_quantity(text), done=done, failed=refused, owner=self)
        except InvalidInput as error:
            refused(error)

    def _taken(self, one: str, column: str, kept: object) -> None:
        self.take(one, column)
        self.written.emit()

    def _refused(self, one: str, column: str, text: str, error: DeskError) -> None:
        self.refuse(one, column, text, self.context.wording.error(error).whole)

    def remove(self, one: "ResourceView") -> None:
        """Take a resource away; the toast puts it back."""
        self.context.tasks.run(
            self.context.desk.venues.remove_resource,
            one.name,
            done=partial(self._removed, one),
            failed=self._said,
            owner=self,
        )

    def _removed(self, one: "ResourceView", kept: object) -> None:
        put_back = partial(self.context.desk.venues.put_back_resource, one)
        back = partial(self.context.tasks.run, put_back, done=self._changed, failed=self._said, owner=self)
        self.context.toast(self.words("venues.resource_removed", resource=one.name), undo=back)
        self.written.emit()

    def _changed(self, kept: object) -> None:
        self.written.emit()

    def _said(self, error: DeskError) -> None:
        self.say(self.context.wording.error(error).whole)

    def _add(self) -> None:
        name = self.new_name.text()
        for field in (self.new_name, self.new_quantity):
            field.set_error("")
        try:
            if not name:
                raise InvalidInput("name_missing", field="name")
            quantity = read_quantity(self.new_quantity.text())
        except InvalidInput as error:
            self._not_added(error)
            return
        if name in {one.name for one in self.table.rows}:
            self.new_name.set_error(self.words("venues.resource_there", resource=name))
            return
        self.context.tasks.run(
            self.context.desk.venues.put_resource, name, quantity, done=self._added, failed=self._not_added, owner=self
        )

    def _added(self, kept: object) -> None:
        self.new_name.set_text("")
        self.new_quantity.set_text("1")
        self.new_name.setFocus()
        self.written.emit()

    def _not_added(self, error: DeskError) -> None:
        where = self.new_quantity if error.details.get("field") == "quantity" else self.new_name
        where.set_error(self.context.wording.error(error).whole)
        where.setFocus()


def read_quantity(text: str) -> int:
    """How many there are of a thing; it has to be said."""
    try:
        quantity = read_places(text, field="quantity")
    except InvalidInput:
        quantity = None
    if quantity is None:
        raise InvalidInput("bad_quantity", field="quantity")
    return quantity
