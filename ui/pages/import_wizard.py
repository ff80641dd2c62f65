"""The import of registrations: choose a file, check what was understood, import. Nothing is written before the button."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QWidget

from eventdesk.errors import DeskError
from ui.dialogs.files import ask_file
from ui.models.import_fields import source_name
from ui.models.import_rows import Place, outcome
from ui.pages.base import Page, PageContext, State
from ui.pages.import_check import CheckStep
from ui.pages.import_look import look, short, unquoted
from ui.pages.import_pick import PickStep
from ui.pages.import_result import ResultStep
from ui.pages.import_undo import ImportUndo
from ui.tasks import Task
from ui.widgets.base import fill, hbox, vbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.chips import Chip
from ui.widgets.paint import Tone
from ui.widgets.stepper import Stepper

if TYPE_CHECKING:
    from eventdesk.services.event_views import EventView
    from eventdesk.services.import_views import BatchView, ImportResult

PICK, CHECK, RESULT = range(3)


class ImportPage(Page):
    """Three steps; the file stays in memory between them, so that every change is checked at once."""

    nouns = frozenset({"events", "imports"})

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._events: tuple[EventView, ...] = ()
        self._whole_event: EventView | None = None
        self._event = context.settings().event
        self._reading: Task | None = None
        self._checking: Task | None = None
        self._writing = False
        self._out: Button | None = None
        self._forget()
        self._build()
        self.setAcceptDrops(True)
        for key, slot in (
            ("Esc", self.leave), ("Ctrl+Return", self.go), ("Ctrl+Enter", self.go), ("Ctrl+V", self.paste), ("Ctrl+O", self.pick),
        ):  # fmt: skip
            QShortcut(QKeySequence(key), self, slot)

    def _forget(self) -> None:
        """Nothing is read yet."""
        self._file = Path()
        self._workbook: Any = None
        self._result: ImportResult | None = None
        self._mapping: dict[str, dict[str, str]] = {}
        self._corrections: dict[Place, str] = {}
        self._steps_back: list[tuple[dict[str, dict[str, str]], dict[Place, str]]] = []
        self._batch = ""

    # -- what the page says of itself

    def title(self) -> str:
        """What is done here."""
        return self.words("importing.title")

    def subtitle(self) -> str:
        """The event."""
        return next((event.title for event in self._events if event.code == self._event), "")

    def header_actions(self) -> list[QWidget]:
        """A way out."""
        self._out = Button(self.theme, self.words(self._out_word), kind=Kind.QUIET, icon="x", key="Esc")
        self._out.clicked.connect(self.leave)
        return [self._out]

    @property
    def _out_word(self) -> str:
        return "common.close" if self.step == RESULT else "common.cancel"

    def keys(self) -> tuple[tuple[str, str], ...]:
        """For the sheet of keys."""
        words = self.words
        return (
            ("Ctrl+O", words("importing.choose_file")), ("Ctrl+V", words("importing.key_paste")),
            ("F2", words("importing.key_edit")), ("Ctrl+Enter", words("importing.key_go")), ("Esc", words("common.cancel")),
        )  # fmt: skip

    # -- making it

    def _build(self) -> None:
        words = self.words
        self.stepper = Stepper(
            self.theme, (words("importing.step_file"), words("importing.step_check"), words("importing.step_done"))
        )  # fmt: skip
        self.chip = Chip(self.theme, icon="file")
        self.chip.hide()
        self.pick_step, self.check_step, self.result_step = PickStep(self.context), CheckStep(self.context), ResultStep(self.context)
        self._stack = QStackedLayout()
        for step in (self.pick_step, self.check_step, self.result_step):
            self._stack.addWidget(step)
        top = hbox(spacing=12)
        fill(top, self.stepper, None, self.chip)
        column = vbox(24, 16, 24, 20, spacing=12)
        column.addLayout(top)
        column.addLayout(self._stack, 1)
        self.setLayout(column)
        self._undoing = ImportUndo(self)
        self._undoing.undone.connect(self._undone)
        pick, check, result = self.pick_step, self.check_step, self.result_step
        pick.picked.connect(self.pick)
        pick.paste_wanted.connect(self.paste)
        pick.given_up.connect(self._give_up)
        pick.event_chosen.connect(self._choose_event)
        pick.undo_wanted.connect(self._ask_undo)
        check.back.connect(self._back)
        check.go.connect(self.go)
        check.undo_wanted.connect(self._ask_undo)
        check.columns.mapped.connect(self._map)
        check.preview.corrected.connect(self._correct)
        result.onward.connect(self.onward)
        result.again.connect(self._start_over)
        result.undo_wanted.connect(self._undo_this)
        QShortcut(QKeySequence("Return"), result, self.onward)

    @property
    def step(self) -> int:
        """Which step is shown."""
        return self._stack.currentIndex()

    def _go_to(self, step: int) -> None:
        self._stack.setCurrentIndex(step)
        self.stepper.set_current(step)
        self.chip.setVisible(step == CHECK)
        if self._out is not None:
            self._out.set_text(self.words(self._out_word))

    # -- events, and what was imported before

    def refresh(self) -> None:
        """Ask for the events and their imports."""
        self.tasks.run(look, self.desk, self._event, done=self._seen)

    def _seen(self, seen: "tuple[tuple[EventView, ...], str, tuple[BatchView, ...], EventView | None]") -> None:
        self._events, self._event, batches, self._whole_event = seen
        options = [(event.code, event.title) for event in self._events]
        self.pick_step.chooser.set_options(options, current=self._event)
        self.pick_step.choose.set_reason("" if options else self.words("registrations.no_events_hint"))
        self.pick_step.show_batches(batches)
        self.check_step.show_last(next((batch for batch in batches if batch.undo_offered), None))
        self.header_changed()

    def _choose_event(self, code: str) -> None:
        self._event = code
        self.context.save(event=code)
        self.refresh()

    # -- the file

    def pick(self) -> None:
        """Ask for a file."""
        if self._event and self.step == PICK and self._reading is None:
            ask_file(self, self.words("importing.choose_file"), self.read, kinds=self.words("importing.kinds"))

    def paste(self) -> None:
        """Take what is on the clipboard: a file, its path, or the text of a group's list."""
        data = QGuiApplication.clipboard().mimeData()
        text = data.text() if data.hasText() else ""
        path = QUrl.fromUserInput(unquoted(text))
        if data.hasUrls() and any(url.isLocalFile() for url in data.urls()):
            self._take(data.urls())
        elif "\n" not in text.strip() and path.isLocalFile() and Path(path.toLocalFile()).exists():
            self._take([path])
        elif text.strip():
            self.read_text(text)
        elif self.step == PICK:
            self.say(self.words("importing.nothing_to_paste"))

    def read_text(self, text: str) -> None:
        """Read pasted text, and check what it would bring."""
        if self.step != PICK or not self._event or self._reading is not None:
            return
        self._forget()
        self._file = Path(self.words("import.pasted"))
        self.pick_step.show_reading(self._file)
        self._reading = self.tasks.outside(
            self.desk.imports.read_text, text, name=self._file.name, done=self._read, failed=self._unreadable
        )  # fmt: skip

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped while one is to be chosen."""
        if self.step == PICK and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read the file that was dropped."""
        event.acceptProposedAction()
        self._take(event.mimeData().urls())

    def _take(self, urls: list[QUrl]) -> None:
        file = next((url.toLocalFile() for url in urls if url.isLocalFile()), "")
        if file and self.step == PICK and self._event and self._reading is None:
            self.read(Path(file))

    def read(self, file: Path) -> None:
        """Read a file, and check what it would bring."""
        self._forget()
        self._file = file
        self.pick_step.show_reading(file)
        self._reading = self.tasks.outside(self.desk.imports.read, file, done=self._read, failed=self._unreadable)

    def _give_up(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
        if self._checking is not None:
            self._checking.cancel()
        self._reading = self._checking = None
        self.pick_step.show_reading(None)
        self.pick_step.choose.setFocus()

    def _unreadable(self, error: DeskError) -> None:
        self._reading = self._checking = None
        self.pick_step.show_problem(error)

    def _read(self, workbook: object) -> None:
        self._workbook = workbook
        self._checking = self.tasks.run(
            self.desk.imports.run, self._event, self._file, dry_run=True, workbook=workbook, done=self._first_checked,
            failed=self._unreadable,
        )  # fmt: skip

    def _first_checked(self, result: "ImportResult") -> None:
        self._reading = self._checking = None
        for guess in result.columns:
            if guess.confidence >= 1:  # remembered from an earlier file
                self._mapping.setdefault(guess.sheet, {})[guess.letter] = guess.field
        self.pick_step.show_reading(None)
        self.pick_step.show_no_problem()
        self._show(result)
        self.check_step.preview.start_over()
        self._go_to(CHECK)
        self.check_step.preview.table.setFocus()

    def _show(self, result: "ImportResult") -> None:
        self._result = result
        event = self._whole_event
        if event is None:
            return
        self.check_step.show_result(result, event, frozenset(self._corrections))
        words = self.words
        rows = words("importing.rows", n=len(result.rows))
        from_where = words("importing.source", source=source_name(words, result.source))
        self.chip.set(words("importing.file_chip", file=short(self._file.name), rows=rows, source=from_where), Tone.NEUTRAL, "file")

    # -- checking again

    def _map(self, sheet: str, letter: str, field: str) -> None:
        self._remember_step()
        self._mapping = {**self._mapping, sheet: {**self._mapping.get(sheet, {}), letter: field}}
        self._check_again()

    def _correct(self, place: Place, text: str) -> None:
        self._remember_step()
        self._corrections = {**self._corrections, place: text}
        self._check_again()

    def _remember_step(self) -> None:
        self._steps_back.append((self._mapping, self._corrections))

    def undo(self) -> None:
        """Ctrl+Z takes the last change of the check back."""
        if self.step == CHECK and self._steps_back:
            self._mapping, self._corrections = self._steps_back.pop()
            self._check_again()

    def _check_again(self) -> None:
        if self._checking is not None:
            self._checking.cancel()  # the newest question is the only one that matters
        self.check_step.set_busy(True)
        self._checking = self.tasks.run(
            self.desk.imports.run, self._event, self._file, **self._choices(), dry_run=True, done=self._checked,
            failed=self._not_checked,
        )  # fmt: skip

    def _choices(self) -> Mapping[str, Any]:
        return {"workbook": self._workbook, "mapping": self._mapping or None, "corrections": self._corrections or None}

    def _checked(self, result: "ImportResult") -> None:
        self._checking = None
        self.check_step.set_busy(False)
        self._show(result)

    def _not_checked(self, error: DeskError) -> None:
        """The change can't be: say why, and show again what was there before."""
        self._checking = None
        self.check_step.set_busy(False)
        sentence = self.wording.error(error)
        if self._steps_back:
            self._mapping, self._corrections = self._steps_back.pop()
        if self._result is not None:
            self._show(self._result)
        self.check_step.problem.set(sentence.what, sentence.hint)
        self.check_step.problem.show()

    # -- importing

    def go(self) -> None:
        """Import what is shown."""
        check = self.check_step
        if self.step != CHECK or self._writing or self._checking is not None or not check.act.isEnabled():
            return
        self._writing = True
        check.act.set_busy(self.words("importing.writing"))
        self.tasks.run(
            self.desk.imports.run, self._event, self._file, **self._choices(), remember=check.columns.remember.isChecked(),
            notice=check.columns.notice.text().strip() or None, done=self._imported, failed=self._not_imported,
            ended=self._written,
        )  # fmt: skip

    def _written(self) -> None:
        self._writing = False
        self.check_step.act.set_busy("")

    def _imported(self, result: "ImportResult") -> None:
        self._batch = result.batch or ""
        self.context.save(event=self._event)
        self.result_step.show_outcome(outcome(result))
        self._go_to(RESULT)
        self.result_step.go.setFocus()

    def _not_imported(self, error: DeskError) -> None:
        sentence = self.wording.error(error)
        self.check_step.problem.set(sentence.what, sentence.hint)
        self.check_step.problem.show()

    def _undo_this(self) -> None:
        self._undoing.ask(self._batch, self.words("importing.undo_question_this"))

    def _ask_undo(self, batch: "BatchView") -> None:
        day = self.wording.day_short(batch.at.astimezone(self.desk.zone).date())
        self._undoing.ask(batch.id, self.words("importing.undo_question", day=day))

    def _undone(self) -> None:
        if self.step == RESULT:
            self._start_over()
        elif self.step == CHECK:
            self._check_again()  # families that were there are not there any more

    # -- coming and going

    def _back(self) -> None:
        self._start_over()

    def _start_over(self) -> None:
        self._forget()
        self._go_to(PICK)
        self.pick_step.choose.setFocus()

    def onward(self) -> None:
        """Go and see who is on the list now."""
        event = self._event
        self._start_over()
        self.context.navigate("registrations", event=event)

    def leave(self) -> None:
        """Give the import up; nothing was written."""
        if self._reading is not None:
            self._give_up()
            return
        if not self._writing:
            self.onward()

    def may_leave(self) -> bool:
        """Not while it is being written."""
        if self._writing:
            self.say(self.words("importing.writing"))
        return not self._writing

    def shown(self) -> None:
        """The button that opens the file dialog."""
        if self.step == PICK:
            self.pick_step.choose.setFocus()

    def state(self) -> dict[str, Any]:
        """The event; a file is not read again for another language."""
        return {"event": self._event}

    def restore(self, state: State) -> None:
        """Import into this event."""
        if state.get("event") and state["event"] != self._event:
            self._event = str(state["event"])
            self._start_over()
            self.make_stale()
