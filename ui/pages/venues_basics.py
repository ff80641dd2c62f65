"""What a venue is called, where it is and how many it holds. Each field is kept as soon as it is left."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal

from eventdesk.errors import DeskError, InvalidInput
from ui.models.event_form import read_places
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Card, Elided, Label, fill, hbox
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.fields import Field

if TYPE_CHECKING:
    from eventdesk.services.venues import VenueView

_FIELDS = ("name", "capacity", "address", "notes")


class VenueCard(Card):
    """``written`` after something was kept, ``remove_wanted`` when the venue is to go."""

    written = Signal()
    remove_wanted = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__(context.theme, padding=(16, 12, 16, 16), spacing=12)
        self._context, self._words = context, context.words
        self._venue: VenueView | None = None
        theme, words = self.theme, self._words
        self._title = Elided(theme, "", Type.LEAD, bold=True)
        self.status = Label(theme, "", Type.COMPACT, color="muted")
        self.remove = Button(theme, words("venues.venue_remove"), icon="trash", size=Size.SMALL, kind=Kind.QUIET)
        self.remove.clicked.connect(self.remove_wanted)
        heading = hbox(spacing=12)
        heading.addWidget(self._title, 1)
        fill(heading, self.status, self.remove)
        self.fields = {
            "name": Field(theme, words("venues.name")),
            "capacity": Field(
                theme, words("venues.holds"), placeholder=words("venues.unlimited"), suffix=words("venues.persons")
            ),
            "address": Field(theme, words("venues.address"), placeholder=words("venues.address_example")),
            "notes": Field(theme, words("venues.notes"), placeholder=words("venues.notes_example")),
        }  # fmt: skip
        rows = hbox(spacing=12), hbox(spacing=12)
        for row, key, share in zip((rows[0], rows[0], rows[1], rows[1]), _FIELDS, (3, 1, 1, 1), strict=True):
            row.addWidget(self.fields[key], share, Qt.AlignmentFlag.AlignTop)
        fill(self.body, heading, *rows)
        for key, field in self.fields.items():
            field.edit.editingFinished.connect(partial(self._leave, key))

    def show_venue(self, venue: "VenueView") -> None:
        """Show a venue; what was typed into the same one and is not kept stays."""
        same = self._venue is not None and self._venue.id == venue.id
        before, self._venue = self._venue, venue
        self._title.setText(venue.name)
        if not same:
            self.status.setText("")
        for key, field in self.fields.items():
            kept = _text(venue, key)
            untouched = before is not None and field.text() == _text(before, key).strip()
            if not same or (untouched and field.text() != kept):
                field.set_text(kept)
                field.set_error("")

    def _leave(self, key: str) -> None:
        venue, field = self._venue, self.fields[key]
        if venue is None or field.text() == _text(venue, key).strip():
            field.set_error("")
            return
        venues, run = self._context.desk.venues, self._context.tasks.run
        heard: dict[str, Any] = {
            "done": partial(self._kept, key), "failed": partial(self._refused, venue.id, key), "owner": self,
        }  # fmt: skip
        if key == "name":
            run(venues.rename, venue.name, field.text(), **heard)
            return
        values: dict[str, Any] = {name: getattr(venue, name) for name in _FIELDS[1:]}
        try:
            values[key] = read_places(field.text()) if key == "capacity" else field.text()
        except InvalidInput as error:
            self._refused(venue.id, key, error)
            return
        run(venues.put, venue.name, **values, **heard)

    def _kept(self, key: str, venue: "VenueView") -> None:
        if self._venue is not None and self._venue.id == venue.id:
            self.fields[key].set_error("")
            self.show_venue(venue)
            self.status.setText(self._words("venues.saved"))
        self.written.emit()

    def _refused(self, venue: str, key: str, error: DeskError) -> None:
        if self._venue is not None and self._venue.id == venue:
            self.status.setText("")
            self.fields[key].set_error(self._context.wording.error(error).whole)


def _text(venue: "VenueView", key: str) -> str:
    value = getattr(venue, key)
    return "" if value is None else str(value)
