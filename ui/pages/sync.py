"""Meeting other desks: how far this one is, what stands in the way, and what two desks wrote differently."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QProgressBar, QWidget
from shiboken6 import isValid

from eventdesk.domain.right import Right
from eventdesk.errors import DeskError
from ui.dialogs.enrol import EnrolDialog
from ui.dialogs.files import ask_file, ask_save
from ui.dialogs.venue_hub import VenueHubDialog
from ui.pages.base import Page, PageContext
from ui.pages.sync_clashes import ClashList
from ui.pages.sync_state import StateCard
from ui.tasks import Task
from ui.theme import Type
from ui.widgets.base import Card, Label, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.dialog import Question
from ui.widgets.paint import Tone

if TYPE_CHECKING:
    from eventdesk.sync.apply import Received
    from eventdesk.sync.enrol import Enrolment
    from eventdesk.sync.station import ClashView, SyncStatus
    from eventdesk.sync.stick import Stick
    from ui.sync_runner import Told


class SyncPage(Page):
    """``rounds`` of the context makes the rounds; without one only sticks are carried."""

    nouns = frozenset({"sync"})

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        theme, words = self.theme, self.words
        self._dialog: EnrolDialog | None = None
        self._task: Task | None = None
        self.question: Question | None = None
        self.state_card = StateCard(theme, words, self.wording)
        self.clashes = ClashList(theme, words, self.wording)
        self.clashes.settled.connect(self._settle)
        self.now = Button(theme, words("sync_page.now"), kind=Kind.PRIMARY, icon="sync", key="R")
        self.enrol = Button(theme, words("sync_page.enrol"), icon="link", key="L")
        self.out = Button(theme, words("sync_page.out"), icon="export", key="E")
        self.take = Button(theme, words("sync_page.in"), icon="import", key="I")
        for button, slot in (
            (self.now, self.sync_now), (self.enrol, self.connect_hub), (self.out, self.carry_out), (self.take, self.carry_in),
        ):  # fmt: skip
            button.clicked.connect(slot)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.stop = Button(theme, words("sync_page.stop"), kind=Kind.QUIET)
        self.stop.clicked.connect(self.stop_taking)
        self.stop.hide()
        self.outcome = Label(theme, "", wrap=True, color="text2")
        self.outcome.hide()
        inside = QWidget()
        column = vbox(24, 20, 24, 20, spacing=16)
        fill(column, self._hub_card(), self._stick_card(), self.bar, self.outcome, self.clashes, None)
        inside.setLayout(column)
        outer = vbox()
        outer.addWidget(scrolled(inside))
        self.setLayout(outer)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if context.rounds is not None:
            context.rounds.busy.connect(self._busy)
            context.rounds.told.connect(self._told)

    def _hub_card(self) -> QWidget:
        row = hbox(spacing=8)
        self.own = Button(self.theme, self.words("venue_hub.open"), icon="building", key="V")
        self.own.clicked.connect(self.open_own_hub)
        fill(row, self.now, self.enrol, self.own, None)
        fill(self.state_card.body, row)
        return self.state_card

    def _stick_card(self) -> QWidget:
        card = Card(self.theme, padding=20, spacing=10)
        row = hbox(spacing=8)
        fill(row, self.out, self.take, self.stop, None)
        fill(
            card.body, Label(self.theme, self.words("sync_page.stick"), Type.LEAD, bold=True),
            Label(self.theme, self.words("sync_page.stick_text"), color="text2", wrap=True), row,
        )  # fmt: skip
        return card

    def title(self) -> str:
        """Syncing."""
        return self.words("sync_page.title")

    def subtitle(self) -> str:
        """What it is for."""
        return self.words("sync_page.subtitle")

    def keys(self) -> tuple[tuple[str, str], ...]:
        """For the sheet."""
        words = self.words
        return (
            ("R", words("sync_page.now")), ("L", words("sync_page.enrol")), ("E", words("sync_page.out")),
            ("I", words("sync_page.in")), ("V", words("venue_hub.title")),
            ("1", words("sync_page.key_keep")), ("2", words("sync_page.key_other")),
        )  # fmt: skip

    def shown(self) -> None:
        """Keys work at once."""
        self.setFocus()

    def refresh(self) -> None:
        """How it stands, and what is to be settled."""
        self.tasks.run(self.desk.sync.status, done=self._show)
        may = self.desk.actor.may
        if may(Right.REGISTRATIONS):
            self.tasks.run(self.desk.sync.clashes, done=self._show_clashes)
        self.enrol.set_reason("" if may(Right.OPERATORS) else self.words("sync_page.no_right"))
        self.own.set_reason("" if may(Right.OPERATORS) else self.words("sync_page.no_right"))
        self.out.set_reason("" if may(Right.EXPORT) else self.words("sync_page.no_right"))
        self.take.set_reason("" if may(Right.IMPORT) else self.words("sync_page.no_right"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A letter presses its button; 1 and 2 settle what has the focus, or the first."""
        ways = {
            Qt.Key.Key_R: self.now, Qt.Key.Key_L: self.enrol, Qt.Key.Key_E: self.out, Qt.Key.Key_I: self.take, Qt.Key.Key_V: self.own,
        }  # fmt: skip
        key = Qt.Key(event.key())
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key in ways:
            if ways[key].isVisible():
                ways[key].click()
        elif key in (Qt.Key.Key_1, Qt.Key.Key_2):
            self.clashes.choose(other=key == Qt.Key.Key_2)
        else:
            super().keyPressEvent(event)

    # -- with the hub

    def sync_now(self) -> None:
        """A round at once."""
        if self.context.rounds is not None and self.context.rounds.running:
            self.now.set_busy(self.words("sync_page.syncing"))
            self.context.rounds.now()

    def open_own_hub(self) -> None:
        """This laptop as the venue's hub."""
        if self.context.venue is not None:
            self._own_dialog = VenueHubDialog(self.context, self.context.venue, parent=self.window())
            self._own_dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self._own_dialog.open()

    def connect_hub(self) -> None:
        """Ask for the invitation."""
        self._dialog = dialog = EnrolDialog(self.theme, self.words, self.tasks, parent=self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.submitted.connect(partial(self._enrol, dialog, False))
        dialog.open()

    def _enrol(self, dialog: EnrolDialog, move: bool, text: str) -> None:
        # A slow network is waited for beside the writer: the door goes on meanwhile.
        self.tasks.outside(
            self.desk.sync.beside().enrol, text, move=move, nearby=True, done=partial(self._enrolled, dialog),
            failed=partial(self._not_enrolled, dialog, text), owner=self,
        )  # fmt: skip

    def _not_enrolled(self, dialog: EnrolDialog, text: str, error: DeskError) -> None:
        if not isValid(dialog):
            self.say(self.wording.error(error).whole, tone=Tone.WARN)
            return
        if error.code != "hub_already":
            dialog.refuse(error)
            return
        self._ask(
            self.words("sync_page.move_question"), self.words("sync_page.move_text", url=error.details.get("url", "")),
            self.words("sync_page.move_verb"), partial(self._enrol, dialog, True, text), refused=partial(dialog.refuse, error),
        )  # fmt: skip

    def _ask(
        self, question: str, text: str, verb: str, accepted: Callable[[], object], *, refused: Callable[[], object]
    ) -> None:  # fmt: skip
        self.question = asked = Question(
            self.theme, question=question, consequence=text, verb=verb, safe=self.words("common.cancel"), danger=False,
            parent=self.window(),
        )  # fmt: skip
        asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asked.accepted.connect(accepted)
        asked.rejected.connect(refused)
        asked.open()

    def _enrolled(self, dialog: EnrolDialog, made: "Enrolment") -> None:
        # Whoever closed it meanwhile is connected all the same, and hears of it.
        if isValid(dialog):
            dialog.accept()
        self.say(self.words("sync_page.enrolled", url=made.url))
        self.context.changes.announce({"sync"})

    def _busy(self, busy: bool) -> None:
        self.now.set_busy(self.words("sync_page.syncing") if busy and self.isVisible() else "")

    def _told(self, told: "Told") -> None:
        if self.isVisible():
            self._show(told.status)

    def _show(self, status: "SyncStatus") -> None:
        self.state_card.show_status(status, now=self.desk.clock.now(), zone=self.desk.zone)
        self.now.setVisible(status.hub is not None)

    # -- by a stick

    def carry_out(self) -> None:
        """Ask where to, and write."""
        words = self.words
        name = f"{words('sync_page.file_name')}-{self.desk.clock.now().astimezone(self.desk.zone):%Y%m%d-%H%M}.bundle"
        ask_save(self, words("sync_page.out_title"), name, self._write, kinds=words("sync_page.kinds"))

    def carry_in(self) -> None:
        """Ask which file, and take it in."""
        ask_file(self, self.words("sync_page.in_title"), self._take, kinds=self.words("sync_page.kinds"))

    def _write(self, file: Path) -> None:
        self._begin("sync_page.writing")
        self.tasks.run(
            self.desk.sync.bundle_out, file, done=partial(self._written, file), failed=self._failed, ended=self._ended, owner=self
        )

    def _written(self, file: Path, count: int) -> None:
        self._result(self.words("sync_page.written", n=count, file=file.name))

    def _take(self, file: Path) -> None:
        self._begin("sync_page.reading")
        self.tasks.outside(self.desk.sync.beside().read_stick, file, done=self._found, failed=self._not_read)

    def _not_read(self, error: DeskError) -> None:
        self._ended()
        self._failed(error)

    def _found(self, stick: "Stick") -> None:
        """Computers that nobody here has met are asked about before anything of theirs is believed."""
        if not stick.strangers:
            self._take_in(stick)
            return
        names = [
            self.words("sync_page.stranger", name=one.name or self.words("sync_page.unnamed"), fingerprint=one.fingerprint)
            for one in stick.strangers
        ]
        self._ended()
        self._result("")
        self._ask(
            self.words("sync_page.strangers", n=len(names)), "\n".join((*names, self.words("sync_page.strangers_text"))),
            self.words("sync_page.strangers_verb"), partial(self._take_in, stick), refused=self._left_alone,
        )  # fmt: skip

    def _left_alone(self) -> None:
        self._result(self.words("sync_page.nothing_taken"))

    def _take_in(self, stick: "Stick") -> None:
        self._begin("sync_page.reading")
        self._task = self.tasks.outside(
            self.desk.sync.beside().take_stick, stick, done=self._taken, failed=self._failed, ended=self._ended,
            on_progress=self._moved,
        )  # fmt: skip
        self.stop.show()

    def _moved(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def stop_taking(self) -> None:
        """Take no more from the stick; what came in stays."""
        if self._task is not None:
            self._task.cancel()

    def _taken(self, done: "Received") -> None:
        words, parts = self.words, [self.words("sync_page.taken", n=done.new, known=done.known)]
        for name, count in (("refused", len(done.refused)), ("waiting", done.waiting), ("unread", done.unread)):
            if count:
                parts.append(words(f"sync_page.said_{name}", n=count))
        self._result(" ".join(parts), Tone.WARN if done.refused else Tone.OK)
        self.context.changes.announce({"sync"})

    def _begin(self, key: str) -> None:
        self._result(self.words(key))
        self.bar.show()
        for button in (self.out, self.take):
            button.setEnabled(False)

    def _ended(self) -> None:
        self.bar.hide()
        self.bar.setRange(0, 0)
        self.stop.hide()
        if self._task is not None and self._task.cancelled:
            self._result(self.words("sync_page.stopped"), Tone.WARN)
            self.context.changes.announce({"sync"})
        self._task = None
        for button in (self.out, self.take):
            button.setEnabled(True)

    def _failed(self, error: DeskError) -> None:
        self._result(self.wording.error(error).whole, Tone.REFUSE)

    def _result(self, sentence: str, tone: Tone = Tone.OK) -> None:
        self.outcome.setText(sentence)
        self.outcome.set_look(color="refuse-text" if tone is Tone.REFUSE else "warn-text" if tone is Tone.WARN else "text2")
        self.outcome.show()

    # -- what is to be settled

    def _show_clashes(self, found: "tuple[ClashView, ...]") -> None:
        self.clashes.set(found, self.desk.zone)

    def _settle(self, clash: "ClashView", other: bool) -> None:
        self.tasks.run(self.desk.sync.settle, clash, other=other, done=self._settled, failed=self._not_settled, owner=self)

    def _settled(self, clash: "ClashView") -> None:
        self.say(self.words("sync_page.settled"))
        self.setFocus()

    def _not_settled(self, error: DeskError) -> None:
        self.say(self.wording.error(error).whole, tone=Tone.WARN)
        self.refresh()
