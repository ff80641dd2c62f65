"""Meeting other desks by a stick: writing one, looking at whose computers are on one, taking it in piece by piece."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QProgressBar

from eventdesk.domain.right import Right
from eventdesk.errors import DeskError
from ui.dialogs.files import ask_file, ask_save
from ui.pages.base import Page
from ui.pages.sync_questions import asked
from ui.tasks import Task
from ui.theme import Type
from ui.widgets.base import Card, Label, fill, hbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.dialog import Question
from ui.widgets.paint import Tone

if TYPE_CHECKING:
    from eventdesk.sync.apply import Received
    from eventdesk.sync.stick import Stick


class StickCard(Card):
    """A part of the page. ``bar`` and ``outcome`` stand below it."""

    def __init__(self, page: Page) -> None:
        super().__init__(page.theme, padding=20, spacing=10)
        self._page, words = page, page.words
        self._words, self._tasks = words, page.tasks
        self._task: Task | None = None
        self.question: Question | None = None
        self.out = Button(page.theme, words("sync_page.out"), icon="export", key="E")
        self.take = Button(page.theme, words("sync_page.in"), icon="import", key="I")
        self.out.clicked.connect(self.carry_out)
        self.take.clicked.connect(self.carry_in)
        self.stop = Button(page.theme, words("sync_page.stop"), kind=Kind.QUIET)
        self.stop.clicked.connect(self.stop_taking)
        self.stop.hide()
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.outcome = Label(page.theme, "", wrap=True, color="text2")
        self.outcome.hide()
        row = hbox(spacing=8)
        fill(row, self.out, self.take, self.stop, None)
        fill(
            self.body, Label(page.theme, words("sync_page.stick"), Type.LEAD, bold=True),
            Label(page.theme, words("sync_page.stick_text"), color="text2", wrap=True), row,
        )  # fmt: skip

    def look_at_rights(self) -> None:
        """Who is at the desk now may do what?"""
        may, no = self._page.desk.actor.may, self._words("sync_page.no_right")
        self.out.set_reason("" if may(Right.EXPORT) else no)
        self.take.set_reason("" if may(Right.IMPORT) else no)

    def carry_out(self) -> None:
        """Ask where to, and write."""
        words = self._words
        name = f"{words('sync_page.file_name')}-{self._page.desk.clock.now().astimezone(self._page.desk.zone):%Y%m%d-%H%M}.bundle"
        ask_save(self._page, words("sync_page.out_title"), name, self._write, kinds=words("sync_page.kinds"))

    def carry_in(self) -> None:
        """Ask which file, and take it in."""
        ask_file(self._page, self._words("sync_page.in_title"), self._take, kinds=self._words("sync_page.kinds"))

    def _write(self, file: Path) -> None:
        self._begin("sync_page.writing")
        self._tasks.run(
            self._page.desk.sync.bundle_out, file, done=partial(self._written, file), failed=self._failed, ended=self._ended, owner=self
        )

    def _written(self, file: Path, count: int) -> None:
        self._result(self._words("sync_page.written", n=count, file=file.name))

    def _take(self, file: Path) -> None:
        self._begin("sync_page.reading")
        self._tasks.outside(self._page.desk.sync.beside().read_stick, file, done=self._found, failed=self._not_read)

    def _not_read(self, error: DeskError) -> None:
        self._ended()
        self._failed(error)

    def _found(self, stick: "Stick") -> None:
        """Computers that nobody here has met are asked about before anything of theirs is believed."""
        if not stick.strangers:
            self._take_in(stick)
            return
        names = [
            self._words("sync_page.stranger", name=one.name or self._words("sync_page.unnamed"), fingerprint=one.fingerprint)
            for one in stick.strangers
        ]
        self._ended()
        self._result("")
        self.question = asked(
            self._page, self._words("sync_page.strangers", n=len(names)), "\n".join((*names, self._words("sync_page.strangers_text"))),
            self._words("sync_page.strangers_verb"), partial(self._take_in, stick), refused=self._left_alone,
        )  # fmt: skip

    def _left_alone(self) -> None:
        self._result(self._words("sync_page.nothing_taken"))

    def _take_in(self, stick: "Stick") -> None:
        self._begin("sync_page.reading")
        self._task = self._tasks.outside(
            self._page.desk.sync.beside().take_stick, stick, done=self._taken, failed=self._failed, ended=self._ended,
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
        words, parts = self._words, [self._words("sync_page.taken", n=done.new, known=done.known)]
        for name, count in (("refused", len(done.refused)), ("waiting", done.waiting), ("unread", done.unread)):
            if count:
                parts.append(words(f"sync_page.said_{name}", n=count))
        self._result(" ".join(parts), Tone.WARN if done.refused else Tone.OK)
        self._page.context.changes.announce({"sync"})

    def _begin(self, key: str) -> None:
        self._result(self._words(key))
        self.bar.show()
        for button in (self.out, self.take):
            button.setEnabled(False)

    def _ended(self) -> None:
        self.bar.hide()
        self.bar.setRange(0, 0)
        self.stop.hide()
        if self._task is not None and self._task.cancelled:
            self._result(self._words("sync_page.stopped"), Tone.WARN)
            self._page.context.changes.announce({"sync"})
        self._task = None
        for button in (self.out, self.take):
            button.setEnabled(True)

    def _failed(self, error: DeskError) -> None:
        self._result(self._page.wording.error(error).whole, Tone.REFUSE)

    def _result(self, sentence: str, tone: Tone = Tone.OK) -> None:
        self.outcome.setText(sentence)
        self.outcome.set_look(color="refuse-text" if tone is Tone.REFUSE else "warn-text" if tone is Tone.WARN else "text2")
        self.outcome.show()
