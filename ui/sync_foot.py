"""How far this desk is with others, at the foot of the rail; and the rounds that keep it so."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from eventdesk.errors import DeskError
from ui.dialogs.venue_stop import what_stops
from ui.shell import Shell
from ui.sync_runner import SyncRunner, Told
from ui.venue_keeper import VenueKeeper
from ui.widgets.dialog import Question
from ui.widgets.paint import Tone
from ui.wording import Wording

if TYPE_CHECKING:
    from eventdesk.desk import Desk
    from eventdesk.sync.station import SyncStatus
    from eventdesk.venue_hub import VenueState
    from ui.main_window import MainWindow

PAGE = "sync"
_AGES = 3_000


class SyncFoot(QObject):
    """Shows nothing on a desk that neither has a hub nor met another desk."""

    def __init__(self, shell: Shell, window: "MainWindow") -> None:
        super().__init__(window)
        self._shell, self._window = shell, window
        self._desk: Desk | None = None
        self._status: SyncStatus | None = None
        self.runner = SyncRunner(shell.changes, self)
        self.runner.told.connect(self._told)
        self.runner.bug.connect(shell.tasks.bug)
        self.venue = VenueKeeper(shell.tasks, self)
        self.venue.failed.connect(window.show_problem)
        self.question: Question | None = None
        self._asking = self._leave_them = False
        self._soon = QTimer(self, singleShot=True, interval=400)
        self._soon.timeout.connect(self._read)
        self._ages = QTimer(self, interval=_AGES)
        self._ages.timeout.connect(self.show)
        shell.changes.changed.connect(lambda nouns: self._soon.start())
        window.rail.sync_wanted.connect(lambda: window.navigate(PAGE))

    def begin(self, desk: "Desk") -> None:
        """A desk is open: look how it stands."""
        self.runner.stop()
        self._asking = self._leave_them = False
        self._desk, self._status = desk, None
        self.venue.begin(desk)
        self.show()
        if any(spec.key == PAGE for spec in self._shell.pages):
            self._soon.start()

    def may_end(self, close: Callable[[], object]) -> bool:
        """Whether the window may close now. While this laptop serves others as the venue's hub somebody is asked first; ``close`` is
        called again where they want to."""
        if self.venue.hub is None or self._leave_them:
            return True
        if not self._asking:
            self._asking = True
            self._shell.tasks.outside(
                self.venue.hub.state, done=partial(self._ask_end, close), failed=partial(self._cannot_tell, close), owner=self
            )
        return False

    def _cannot_tell(self, close: Callable[[], object], error: DeskError) -> None:
        # Whatever is wrong with the hub, it does not hold the window.
        self._end_anyway(close)

    def _ask_end(self, close: Callable[[], object], state: "VenueState") -> None:
        consequence = what_stops(self._window.words, state)
        if not consequence:
            self._end_anyway(close)
            return
        words = self._window.words
        self.question = Question(
            self._shell.theme, question=words("venue_hub.close_question"), consequence=consequence, verb=words("venue_hub.close_verb"),
            safe=words("common.cancel"), parent=self._window,
        )  # fmt: skip
        self.question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.question.accepted.connect(partial(self._end_anyway, close))
        self.question.rejected.connect(self._stay)
        self.question.open()

    def _stay(self) -> None:
        self._asking = False

    def _end_anyway(self, close: Callable[[], object]) -> None:
        self._leave_them = True
        close()

    def end(self) -> None:
        """The window closes."""
        self._soon.stop()
        self._ages.stop()
        self._desk = None
        self.runner.stop()
        self.venue.end()

    def show(self) -> None:
        """Say it, in the window's language and with its age now."""
        status, rail, desk = self._status, self._window.rail, self._desk
        if status is None or desk is None or (status.hub is None and not status.devices):
            rail.set_sync("", Tone.OK)
            return
        words, tone = self._window.words, Tone.OK
        if status.problem and status.problem not in ("hub_offline", "hub_busy"):
            text, tone = words("sync_page.chip_error"), Tone.REFUSE
        elif status.problem or status.hub is None:
            text = words("sync_page.chip_offline" if status.hub else "sync_page.chip_stick")
            rail.set_sync(text, Tone.OUTLINE, offline=True)
            return
        elif status.pending:
            text, tone = words("sync_page.chip_pending", n=status.pending), Tone.WARN
        elif status.last_success is None:
            text, tone = words("sync_page.chip_new"), Tone.WARN
        else:
            age = Wording(words).ago(desk.clock.now() - status.last_success)
            text = words("sync_page.chip_synced", age=age)
        if status.conflicts and tone is Tone.OK:
            text, tone = words("sync_page.chip_conflicts", n=status.conflicts), Tone.WARN
        rail.set_sync(text, tone)

    def _read(self) -> None:
        if self._desk is not None:
            self._shell.tasks.run(self._desk.sync.status, done=self._found, owner=self)

    def _found(self, status: "SyncStatus") -> None:
        self._status = status
        self.show()
        if self._desk is not None and status.hub is not None:
            self._ages.start()
            self.runner.start(self._desk)

    def _told(self, told: Told) -> None:
        self._status = told.status
        self.show()
