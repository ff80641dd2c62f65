"""Feedback after an event: results with how sure they are, what was written, files of answers, and the screen at the exit."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QWidget
from shiboken6 import isValid

from eventdesk.domain.right import Right
from eventdesk.errors import DeskError
from ui.dialogs.feedback_import import FeedbackImportDialog
from ui.pages.base import Page, PageContext, State
from ui.pages.feedback_results import FeedbackResults
from ui.widgets.base import hbox, vbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.cells import ActionCell, Cell, Column, TextCell
from ui.widgets.choice import Seg, Select
from ui.widgets.states import EmptyState
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.event_views import EventView
    from eventdesk.services.feedback_views import Comments, FeedbackBatch, FeedbackSummary, FeedbackUndo
    from ui.pages.kiosk import KioskWindow

RESULTS, ANSWERS, FILES = "results", "answers", "files"


@dataclass(frozen=True)
class Written:
    """One line that somebody wrote, and to what."""

    key: int
    question: str
    text: str


@dataclass(frozen=True)
class _Found:
    summary: "FeedbackSummary"
    comments: "tuple[Comments, ...]"
    batches: "tuple[FeedbackBatch, ...]"


class FeedbackPage(Page):
    """``state()`` and ``restore()``: ``event`` a code, ``segment`` (results, answers, files)."""

    nouns = frozenset({"feedback", "events"})

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        theme, words = self.theme, self.words
        self._events: tuple[EventView, ...] = ()
        self._event = ""
        self._found: _Found | None = None
        self.kiosk: KioskWindow | None = None
        self.screen_button: Button | None = None
        self.choice = Select(theme, (), placeholder=words("feedback_page.event"))
        self.choice.setAccessibleName(words("feedback_page.event"))
        self.choice.setMinimumWidth(theme.px(280))
        self.choice.chosen.connect(self.open_event)
        self.seg = Seg(theme, tuple((key, words(f"feedback_page.seg_{key}")) for key in (RESULTS, ANSWERS, FILES)))
        self.seg.chosen.connect(self._to)
        self.results = FeedbackResults(context)
        self.results.all_wanted.connect(lambda: self._to(ANSWERS))
        self.answers: DataTable[Written] = DataTable(
            theme, self._written_columns(), key=lambda row: str(row.key), name=words("feedback_page.seg_answers")
        )
        self.files: DataTable[FeedbackBatch] = DataTable(
            theme, self._file_columns(), key=lambda row: row.id, name=words("feedback_page.seg_files"),
            empty=EmptyState(theme, "import", words("feedback_page.no_files"), words("feedback_page.no_files_line")),
        )  # fmt: skip
        self.files.acted.connect(lambda row, *_: self._undo(row.id))
        self.empty = EmptyState(theme, "smile", words("feedback_page.empty"), words("feedback_page.empty_line"))
        self._stack = QStackedLayout()
        for part in (self.results, self.answers, self.files, self.empty):
            self._stack.addWidget(part)
        bar = hbox(spacing=12)
        bar.addWidget(self.choice)
        bar.addStretch(1)
        bar.addWidget(self.seg)
        column = vbox(24, 20, 24, 20, spacing=14)
        column.addLayout(bar)
        column.addLayout(self._stack, 1)
        self.setLayout(column)
        segments = ((f"Ctrl+{n}", partial(self._to, key)) for n, key in enumerate((RESULTS, ANSWERS, FILES), start=1))
        for keys, slot in (("I", self.bring), ("K", self.open_screen), *segments):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    # -- what it says of itself

    def title(self) -> str:
        """The title in the header."""
        return self.words("feedback_page.title")

    def subtitle(self) -> str:
        """Which event, and its day."""
        event = next((one for one in self._events if one.code == self._event), None)
        if event is None:
            return ""
        day = self.wording.day_short(event.start.astimezone(self.desk.zone).date())
        return self.words("feedback_page.of", title=event.title, day=day)

    def header_actions(self) -> list[QWidget]:
        """A file of answers, and the screen at the exit."""
        words, actor = self.words, self.desk.actor
        bring = Button(self.theme, words("feedback_page.import"), icon="import", key="I")
        bring.clicked.connect(self.bring)
        bring.set_reason("" if actor.may(Right.IMPORT) else words("feedback_page.no_right"))
        screen = Button(self.theme, words("feedback_page.kiosk"), icon="smile", kind=Kind.PRIMARY, key="K")
        screen.clicked.connect(self.open_screen)
        screen.set_reason("" if actor.may(Right.CHECKIN) else words("feedback_page.no_right"))
        self.screen_button = screen
        return [bring, screen]

    def keys(self) -> tuple[tuple[str, str], ...]:
        """For the sheet of keys."""
        words = self.words
        return (
            ("Ctrl+1\u20263", words("feedback_page.key_segments")),
            ("I", words("feedback_page.import")),
            ("K", words("feedback_page.kiosk")),
        )

    # -- what happens to it

    def shown(self) -> None:
        """Keys go to the page."""
        self.choice.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read events, and what the chosen one's families said."""
        self.tasks.run(self.desk.events.list, done=self._take_events)

    def state(self) -> dict[str, Any]:
        """The event and what is in front."""
        return {"event": self._event, "segment": self.seg.current}

    def restore(self, state: State) -> None:
        """Show an event, a segment."""
        if state.get("segment") in (RESULTS, ANSWERS, FILES):
            self.seg.set_current(str(state["segment"]))
        if state.get("event"):
            self.open_event(str(state["event"]))

    def open_event(self, code: str) -> None:
        """Show another event's feedback."""
        if code != self._event:
            self._event = code
            self.refresh()

    def _take_events(self, events: "tuple[EventView, ...]") -> None:
        self._events = tuple(sorted(events, key=lambda one: one.start, reverse=True))
        now = self.desk.clock.now()
        if all(one.code != self._event for one in events):
            # The last one that began is the one that families talk about.
            begun = [one.code for one in self._events if one.start <= now] or [one.code for one in reversed(self._events)]
            self._event = begun[0] if begun else ""
        self.choice.set_options([(one.code, one.title) for one in self._events], current=self._event)
        self.header_changed()
        if not self._event:
            self._show_nothing(self.words("feedback_page.no_event"), self.words("feedback_page.no_event_line"))
            return
        code, language, desk = self._event, self.words.language, self.desk

        def read() -> _Found:
            summary = desk.feedback.summary(code, language=language)
            return _Found(summary, desk.feedback.comments(code, language=language), desk.feedback_imports.batches(code))

        self.tasks.run(read, done=self._show, failed=self._failed, owner=self)

    def _failed(self, error: DeskError) -> None:
        sentence = self.wording.error(error)
        self._show_nothing(sentence.what, sentence.hint)

    def _show_nothing(self, fact: str, line: str) -> None:
        self.empty.set(fact, line)
        self._stack.setCurrentWidget(self.empty)

    def _show(self, found: _Found) -> None:
        if found.summary.event != self._event:
            return  # another event was chosen meanwhile
        words = self.words
        self._found = found
        self.results.show_summary(found.summary, found.comments)
        lines = [(one.text, text) for one in found.comments for text in one.comments]
        few = any(one.suppressed and one.answered for one in found.comments)
        self.answers.set_empty(
            EmptyState(
                self.theme, "list", words("feedback_page.quotes_few_short" if few else "feedback_page.quotes_none"),
                words("feedback_page.quotes_line"),
            )
        )  # fmt: skip
        self.answers.set_rows([Written(place, question, text) for place, (question, text) in enumerate(lines)])
        self.files.set_rows(found.batches)
        self._to(self.seg.current)

    def _to(self, key: str) -> None:
        self.seg.set_current(key)
        if not self._event:
            return
        if key == RESULTS and self._found is not None and not self._found.summary.responses:
            self._show_nothing(self.words("feedback_page.empty"), self.words("feedback_page.empty_line"))
            return
        self._stack.setCurrentWidget({RESULTS: self.results, ANSWERS: self.answers, FILES: self.files}[key])

    # -- tables

    def _written_columns(self) -> "list[Column[Written]]":
        words = self.words
        return [
            Column("question", words("feedback_page.question"), lambda row: TextCell(row.question, tone="text2"), 260),
            Column("text", words("feedback_page.text"), lambda row: row.text, 300, 1),
        ]

    def _file_columns(self) -> "list[Column[FeedbackBatch]]":
        words = self.words

        def act(row: "FeedbackBatch") -> Cell:
            if row.undone_at is not None:
                return TextCell(words("feedback_page.undone"), tone="muted")
            return ActionCell("undo", words("common.undo"), "undo") if self.desk.actor.may(Right.IMPORT) else ""

        def at(row: "FeedbackBatch") -> str:
            return self.wording.date_time(row.at.astimezone(self.desk.zone))

        return [
            Column("file", words("feedback_page.file"), lambda row: TextCell(row.file, bold=True), 260, 1),
            Column("at", words("feedback_page.at"), at, 240),
            Column("n", words("feedback_page.responses"), lambda row: str(row.responses), 90),
            Column("act", "", act, 120),
        ]

    # -- what it does

    def bring(self) -> None:
        """Ask for a file of answers."""
        if self._event and self.desk.actor.may(Right.IMPORT):
            dialog = FeedbackImportDialog(self.context, self._event, parent=self)
            dialog.taken.connect(self._taken)
            dialog.open()

    def _taken(self, batch: str, n: int) -> None:
        self.say(self.words("feedback_page.taken", n=n), undo=lambda: self._undo(batch))

    def _undo(self, batch: str) -> None:
        self.tasks.run(self.desk.feedback_imports.undo, batch, done=self._undone)

    def _undone(self, done: "FeedbackUndo") -> None:
        self.say(self.words("feedback_page.taken_back", n=done.removed))

    def open_screen(self) -> None:
        """Open the screen at the exit."""
        from ui.pages.kiosk import open_kiosk

        if self._event and self.desk.actor.may(Right.CHECKIN) and (self.kiosk is None or not isValid(self.kiosk)):
            open_kiosk(self.context, self._event, over=self.window(), opened=self._screen_opened)

    def _screen_opened(self, window: "KioskWindow") -> None:
        self.kiosk = window
        window.left.connect(self.make_stale)
