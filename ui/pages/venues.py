"""Venues with their rooms, what all of them share, and when something cannot be had."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QStackedLayout, QWidget

from eventdesk.errors import DeskError
from ui.pages.base import Page, PageContext, State
from ui.pages.venues_basics import VenueCard
from ui.pages.venues_closures import ClosuresCard
from ui.pages.venues_lines import Lines
from ui.pages.venues_rooms import ResourcesCard, RoomsCard
from ui.widgets.base import fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.cells import Cell, Column, TextCell
from ui.widgets.fields import Field
from ui.widgets.states import EmptyState

if TYPE_CHECKING:
    from eventdesk.services.venues import ResourceView, VenueView

    Read = tuple[tuple[VenueView, ...], tuple[ResourceView, ...]]

_CHANGED = frozenset({"venues"})


class VenuesPage(Page):
    """``state()`` and ``restore()``: ``venue`` is the name of the venue that is chosen."""

    nouns = _CHANGED

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._venues: tuple[VenueView, ...] = ()
        self._current, self._wanted, self._read_once = "", "", False
        self.venues: Lines[VenueView] = Lines(
            context,
            self.words("venues.venues"),
            self._columns(),
            key=lambda venue: venue.id,
            none=self.words("venues.none"),
        )
        self.resources, self.basics = ResourcesCard(context), VenueCard(context)
        self.rooms, self.closures = RoomsCard(context), ClosuresCard(context)
        self._build()
        self.venues.table.selected.connect(self._selected)
        self.venues.table.opened.connect(lambda venue: self.basics.fields["name"].setFocus())
        self.venues.bind("Delete", self.remove)
        self.basics.remove_wanted.connect(self.remove)
        for card in (self.resources, self.basics, self.rooms, self.closures):
            card.written.connect(self._written)
        shortcut = QShortcut(QKeySequence("N"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._to_new)
        back = QShortcut(QKeySequence("Escape"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self._to_list)

    def _columns(self) -> "tuple[Column[VenueView], ...]":
        def name(venue: "VenueView") -> Cell:
            return TextCell(venue.name, bold=True)

        def rooms(venue: "VenueView") -> Cell:
            return TextCell(self.words("venues.rooms_of", n=len(venue.rooms)), tone="text2")

        return (
            Column("name", self.words("venues.name"), name, 120, 1),
            Column("rooms", self.words("venues.rooms"), rooms, 92),
        )

    def _build(self) -> None:
        theme, words = self.theme, self.words
        self.new_name = Field(theme, words("venues.venue_new"))
        self.add = Button(theme, words("venues.add"), icon="plus")
        self.add.clicked.connect(self._add)
        self.new_name.submitted.connect(self._add)
        row = hbox()
        row.addWidget(self.new_name, 1, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self.venues.level(self.add))
        self.venues.adding(row)
        self._left = QWidget()
        left = vbox(spacing=16)
        left.addWidget(self.venues, 2)  # venues are few, things are many
        left.addWidget(self.resources, 3)
        self._left.setLayout(left)
        right, content = vbox(0, 0, 0, 20, spacing=16), QWidget()
        fill(right, self.basics, self.rooms, self.closures, None)
        content.setLayout(right)
        begin = Button(theme, words("venues.begin"), icon="plus", kind=Kind.PRIMARY, key="N")
        begin.clicked.connect(self._to_new)
        self.invite = EmptyState(
            theme, "building", words("venues.none"), words("venues.none_hint"), actions=(begin,), dashed=True
        )
        blank = QWidget()
        columns = hbox(24, 20, 24, 0, spacing=16)
        side = vbox(0, 0, 0, 20)
        side.addWidget(self._left)
        columns.addLayout(side)
        self._stack = QStackedLayout()
        columns.addLayout(self._stack, 1)
        self.setLayout(columns)
        for pane in (blank, scrolled(content), self.invite):
            self._stack.addWidget(pane)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The lists give way a little where it is narrow."""
        self._left.setFixedWidth(self.theme.px(360 if self.width() >= self.theme.px(1080) else 304))
        super().resizeEvent(event)

    # -- what it says of itself

    def title(self) -> str:
        """The title in the header."""
        return self.words("venues.title")

    def subtitle(self) -> str:
        """How many there are."""
        return self.words("venues.count", n=len(self._venues)) if self._venues else ""

    def header_actions(self) -> list[QWidget]:
        """The way back to the events."""
        back = Button(self.theme, self.words("venues.to_events"), icon="cal")
        back.clicked.connect(lambda: self.context.navigate("events"))
        return [back]

    def keys(self) -> tuple[tuple[str, str], ...]:
        """For the sheet of keys."""
        words = self.words
        return (
            ("N", words("venues.key_new")), ("Enter", words("venues.key_open")), ("F2", words("venues.key_edit")),
            ("Alt+\u2191 Alt+\u2193", words("venues.key_order")), ("Del", words("venues.key_remove")),
            ("Esc", words("venues.key_list")),
        )  # fmt: skip

    # -- reading

    def refresh(self) -> None:
        """Ask for all of it; it is little."""
        self.tasks.run(self._read, done=self._show)

    def _read(self) -> "Read":
        return self.desk.venues.list(), self.desk.venues.resources()

    def _show(self, read: "Read") -> None:
        self._venues, resources = read
        self.venues.show_lines(self._venues)
        self.resources.show_lines(resources)
        self._resources = resources
        wanted = next((venue for venue in self._venues if venue.name == self._wanted), None)
        if wanted is not None:
            self._current, self._wanted = wanted.id, ""
        if not any(venue.id == self._current for venue in self._venues):
            self._current = self._venues[0].id if self._venues else ""
        if self._current:
            self.venues.table.select(self._current)
        self._show_current()
        self.header_changed()
        if not self._read_once:
            self._read_once = True
            self._to_list()  # there was nothing to put the focus on before

    def _show_current(self) -> None:
        venue = self.venue
        self._stack.setCurrentIndex(1 if venue is not None else 2)
        if venue is not None:
            self.basics.show_venue(venue)
            self.rooms.show_venue(venue)
            self.closures.show_venue(venue, self._resources)

    @property
    def venue(self) -> "VenueView | None":
        """The venue that is chosen."""
        return next((venue for venue in self._venues if venue.id == self._current), None)

    def _selected(self, venue: "VenueView | None") -> None:
        if venue is not None and venue.id != self._current:
            self._current = venue.id
            self._show_current()

    def _written(self) -> None:
        self.context.changes.announce(_CHANGED)

    # -- changing

    def _to_new(self) -> None:
        self.new_name.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _to_list(self) -> None:
        if self.isVisible():
            (self.venues.table if self._venues else self.new_name).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _add(self) -> None:
        name = self.new_name.text()
        self.new_name.set_error("")
        if any(venue.name == name for venue in self._venues):
            self.new_name.set_error(self.words("venues.venue_there", venue=name))
            return
        self.tasks.run(self.desk.venues.put, name, done=self._added, failed=self._not_added, owner=self)

    def _added(self, venue: "VenueView") -> None:
        self._wanted = venue.name
        self.new_name.set_text("")
        self.rooms.new_name.setFocus()

    def _not_added(self, error: DeskError) -> None:
        self.new_name.set_error(self.wording.error(error).whole)
        self.new_name.setFocus()

    def remove(self) -> None:
        """Take the venue away that is chosen; the toast puts it back."""
        if self.venue is not None:
            run = self.tasks.run
            run(self.desk.venues.remove, self.venue.name, done=self._removed, failed=self._not_removed, owner=self)

    def _removed(self, venue: "VenueView") -> None:
        self._wanted = ""

        def back() -> None:
            self._wanted = venue.name
            self.tasks.run(partial(self.desk.venues.put_back, venue), failed=self._not_removed, owner=self)

        self.say(self.words("venues.venue_removed", venue=venue.name), undo=back)

    def _not_removed(self, error: DeskError) -> None:
        self.venues.say(self.wording.error(error).whole)

    # -- coming and going

    def shown(self) -> None:
        """The keyboard is at the list."""
        if self._read_once:
            self._to_list()

    def state(self) -> dict[str, Any]:
        """The venue that is chosen."""
        return {"venue": self.venue.name if self.venue is not None else self._wanted}

    def restore(self, state: State) -> None:
        """Choose a venue by its name."""
        if state.get("venue"):
            self._wanted = str(state["venue"])
            self.make_stale()
