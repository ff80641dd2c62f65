"""Events from a calendar file: choose it, see what it would do, take it, take it back."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from eventdesk.errors import DeskError
from ui.dialogs.calendar_import import CalendarPreview
from ui.dialogs.files import ask_file
from ui.pages.base import PageContext
from ui.pages.events_verbs import EventVerbs
from ui.widgets.paint import Tone

if TYPE_CHECKING:
    from eventdesk.services.calendar_undo import TakenBack
    from eventdesk.services.calendars import ImportedCalendar

NOUNS = frozenset({"events", "calls", "registrations"})
"""What an import, and taking it back, may change."""


class CalendarImport(QObject):
    """``arrived`` carries the day of the first event that an import made."""

    arrived = Signal(object)

    def __init__(self, context: PageContext, verbs: EventVerbs, page: QWidget) -> None:
        super().__init__(page)
        self._context, self._words, self._verbs, self._page = context, context.words, verbs, page
        self.preview: CalendarPreview | None = None

    def ask(self) -> QFileDialog:
        """Ask for the file."""
        words = self._words
        return ask_file(self._page, words("calendar_import.choose"), self.look, kinds=f"{words('events_plan.export_kind')} (*.ics)")

    def look(self, file: Path) -> None:
        """See what a file would do."""
        self._context.toast(self._words("calendar_import.reading", file=file.name), tone=Tone.INFO)
        done = partial(self._offer, file)
        look = self._context.desk.calendars.look
        self._context.tasks.run(look, file, done=done, failed=self._failed, owner=self)

    def _offer(self, file: Path, found: "ImportedCalendar") -> None:
        if not (found.made or found.changes or found.skipped):
            self._context.toast(self._words("calendar_import.same", file=file.name, n=found.unchanged), tone=Tone.INFO)
            return
        self._context.toast(self._words("calendar_import.read", file=file.name), tone=Tone.INFO)
        self.preview = CalendarPreview(self._context, found, self._page)
        self.preview.wanted.connect(partial(self.take, file))
        self.preview.open()

    def take(self, file: Path, overwrite: bool) -> None:
        """Write it."""
        write = self._context.desk.calendars.import_file
        self._context.tasks.run(
            write, file, overwrite=overwrite, done=self._taken, failed=self._failed, owner=self
        )  # fmt: skip

    def _taken(self, done: "ImportedCalendar") -> None:
        words = self._words
        if done.batch is None:
            self._context.toast(words("calendar_import.same", file=done.file, n=done.unchanged), tone=Tone.INFO)
            return
        self._context.changes.announce(NOUNS)
        back = self._verbs.undoable_step(partial(self._take_back, done.batch))
        said = words("calendar_import.done", events=len(done.events), slots=done.slots, file=done.file)
        self._context.toast(said, undo=back)
        first = min((entry.start for entry in done.made if not entry.is_slot), default=None)
        if first is not None:
            self.arrived.emit(first.astimezone(self._context.desk.zone).date())

    def _take_back(self, batch: str) -> None:
        undo = self._context.desk.calendars.undo
        self._context.tasks.run(undo, batch, done=self._taken_back, failed=self._failed, owner=self)

    def _taken_back(self, done: "TakenBack") -> None:
        words = self._words
        self._context.changes.announce(NOUNS)
        said = words("calendar_import.back", n=len(done.removed))
        if done.restored:
            said = f"{said} {words('calendar_import.back_restored', n=len(done.restored))}"
        if done.kept:
            some = [
                words("calendar_import.kept_one", event=code, why=words(f"calendar.kept_{why}")) for code, why in done.kept[:3]
            ]
            which = words("common.list_sep").join(some)
            said = f"{said} {words('calendar_import.kept', n=len(done.kept), which=which)}"
        self._context.toast(said, tone=Tone.INFO if done.kept else Tone.OK)

    def _failed(self, error: DeskError) -> None:
        self._context.toast(self._context.wording.error(error).whole, tone=Tone.WARN)
