"""Feedback after an event: results with how sure they are, surveys, what was written, what is to be answered, files of answers, and the
screen at the exit."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QWidget
from shiboken6 import isValid

from eventdesk.domain.feedback import SurveyState
from eventdesk.domain.right import Right
from eventdesk.domain.themes import lexicon
from eventdesk.errors import DeskError
from resources.theme_words import theme_words
from ui.dialogs.feedback_import import FeedbackImportDialog
from ui.dialogs.feedback_invite import FeedbackInvite
from ui.pages.base import Page, PageContext, State
from ui.pages.feedback_answers import FeedbackAnswers
from ui.pages.feedback_cases import FeedbackCases
from ui.pages.feedback_found import Found, read_feedback_page
from ui.pages.feedback_results import FeedbackResults
from ui.pages.feedback_surveys import FeedbackSurveys
from ui.widgets.base import hbox, vbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.cells import ActionCell, Cell, Column, TextCell
from ui.widgets.choice import Seg, Select
from ui.widgets.paint import RIGHT
from ui.widgets.states import EmptyState
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.event_views import EventView
    from eventdesk.services.feedback_views import FeedbackBatch, FeedbackUndo
    from ui.pages.kiosk import KioskWindow

RESULTS, SURVEYS, ANSWERS, CASES, FILES = SEGMENTS = ("results", "surveys", "answers", "cases", "files")
_LOOKED_BACK = 4
"""How many earlier events are looked through for one to compare with."""


class FeedbackPage(Page):
    """``state()`` and ``restore()``: ``event`` a code, ``segment`` (one of ``SEGMENTS``), ``overdue`` to show what should be answered
    by now, and what the builder of surveys has."""

    nouns = frozenset({"feedback", "events", "attendance"})

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        theme, words = self.theme, self.words
        self._events: tuple[EventView, ...] = ()
        self._event = ""
        self._found: Found | None = None
        self._rules = lexicon(theme_words())
        self._buttons: dict[Button, tuple[str, ...]] = {}
        self.kiosk: KioskWindow | None = None
        self.screen_button: Button | None = None
        self.choice = Select(theme, (), placeholder=words("feedback_page.event"))
        self.choice.setAccessibleName(words("feedback_page.event"))
        self.choice.setMinimumWidth(theme.px(280))
        self.choice.chosen.connect(self.open_event)
        self.seg = Seg(theme, tuple((key, words(f"feedback_page.seg_{key}")) for key in SEGMENTS))
        self.seg.chosen.connect(self._to)
        self.results = FeedbackResults(context)
        self.results.all_wanted.connect(lambda: self._to(ANSWERS))
        self.results.invite_wanted.connect(self.invite)
        self.surveys = FeedbackSurveys(context)
        self.answers = FeedbackAnswers(context, self._rules, self.say)
        self.cases = FeedbackCases(context, self.say)
        for changing in (self.answers, self.cases):
            changing.changed.connect(self.make_stale)
        self.files: DataTable[FeedbackBatch] = DataTable(
            theme, self._file_columns(), key=lambda row: row.id, name=words("feedback_page.seg_files"),
            empty=EmptyState(theme, "import", words("feedback_page.no_files"), words("feedback_page.no_files_line")),
        )  # fmt: skip
        self.files.acted.connect(lambda row, *_: self._undo(row.id))
        screen = Button(theme, words("feedback_page.kiosk"), icon="smile", kind=Kind.PRIMARY)
        bring = Button(theme, words("feedback_page.import"), icon="import")
        screen.clicked.connect(self.open_screen)
        bring.clicked.connect(self.bring)
        self.ways = ((screen, Right.CHECKIN), (bring, Right.IMPORT))
        self.empty = EmptyState(
            theme, "smile", words("feedback_page.empty"), words("feedback_page.empty_line"), actions=(screen, bring)
        )
        parts: tuple[QWidget, ...] = (self.results, self.surveys, self.answers, self.cases, self.files)
        self._parts = dict(zip(SEGMENTS, parts, strict=True))
        self._stack = QStackedLayout()
        for part in (*parts, self.empty):
            self._stack.addWidget(part)
        bar = hbox(spacing=12)
        bar.addWidget(self.choice)
        bar.addStretch(1)
        bar.addWidget(self.seg)
        column = vbox(24, 20, 24, 20, spacing=14)
        column.addLayout(bar)
        column.addLayout(self._stack, 1)
        self.setLayout(column)
        segments = ((f"Ctrl+{n}", partial(self._to, key)) for n, key in enumerate(SEGMENTS, start=1))
        for keys, slot in (("I", self.bring), ("K", self.open_screen), ("X", self.export), *segments):
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
        """The verbs of each segment; those of the one in front are shown."""
        words, theme = self.words, self.theme
        bring = Button(theme, words("feedback_page.import"), icon="import", key="I")
        export = Button(theme, words("feedback_page.export"), icon="export", key="X")
        screen = Button(theme, words("feedback_page.kiosk"), icon="smile", kind=Kind.PRIMARY, key="F11")
        for button, slot, right in (
            (bring, self.bring, Right.IMPORT), (export, self.export, Right.REPORTS), (screen, self.open_screen, Right.CHECKIN),
        ):  # fmt: skip
            button.clicked.connect(slot)
            button.set_reason("" if self.desk.actor.may(right) else words("feedback_page.no_right"))
        self.screen_button = screen
        of_surveys, of_cases = self.surveys.header_actions(), self.cases.header_actions()
        self._buttons = {
            **{one: (SURVEYS,) for one in of_surveys if isinstance(one, Button)},
            **{one: (CASES,) for one in of_cases if isinstance(one, Button)},
            bring: (RESULTS, ANSWERS, FILES), export: (RESULTS,), screen: (RESULTS, ANSWERS, CASES, FILES),
        }  # fmt: skip
        self._show_actions()
        return [*of_surveys, *of_cases, bring, export, screen]

    def _show_actions(self) -> None:
        for button, segments in self._buttons.items():
            if isValid(button):
                button.setVisible(self.seg.current in segments)

    def keys(self) -> tuple[tuple[str, str], ...]:
        """For the sheet of keys."""
        words = self.words
        own = {SURVEYS: self.surveys.keys, CASES: self.cases.keys}.get(self.seg.current)
        return (
            ("Ctrl+1\u20265", words("feedback_page.key_segments")), ("I", words("feedback_page.import")),
            ("X", words("feedback_page.export")), ("F11", words("feedback_page.kiosk")), *(own() if own else ()),
        )  # fmt: skip

    # -- what happens to it

    def shown(self) -> None:
        """Keys go to the page."""
        self.choice.setFocus(Qt.FocusReason.OtherFocusReason)

    def full_screen(self) -> bool:
        """F11 opens the screen at the exit."""
        self.open_screen()
        return True

    def may_leave(self) -> bool:
        """Not while a survey would lose what is not saved."""
        return self.surveys.may_leave()

    def undo(self) -> None:
        """The builder's last step, where that is in front."""
        if self.seg.current == SURVEYS:
            self.surveys.undo()

    def refresh(self) -> None:
        """Read events, and what the chosen one's families said."""
        self.tasks.run(self.desk.events.list, done=self._take_events)

    def state(self) -> dict[str, Any]:
        """The event and what is in front."""
        return {"event": self._event, "segment": self.seg.current, **self.surveys.state()}

    def restore(self, state: State) -> None:
        """Show an event, a segment."""
        self.surveys.restore(state)
        if state.get("segment") in SEGMENTS:
            self.seg.set_current(str(state["segment"]))
            self._show_actions()
        if state.get("overdue"):
            self.cases.show_overdue()
        if state.get("event"):
            self.open_event(str(state["event"]))
        if self._found is not None:
            self._to(self.seg.current)

    def open_event(self, code: str) -> None:
        """Show another event's feedback."""
        if code != self._event:
            self._event, self._found = code, None
            self.refresh()

    def _take_events(self, events: "tuple[EventView, ...]") -> None:
        self._events = tuple(sorted(events, key=lambda one: one.start, reverse=True))
        now = self.desk.clock.now()
        begun = [one.code for one in self._events if one.start <= now]
        if all(one.code != self._event for one in events):
            # The last one that began is the one that families talk about.
            self._event = next(iter(begun or [one.code for one in reversed(self._events)]), "")
        self.choice.set_options([(one.code, self._called(one)) for one in self._events], current=self._event)
        self.header_changed()
        if not self._event:
            self._show_nothing(self.words("feedback_page.no_event"), self.words("feedback_page.no_event_line"))
            return
        place = begun.index(self._event) + 1 if self._event in begun else len(begun)
        work = partial(
            read_feedback_page, self.desk, self._event, begun[place : place + _LOOKED_BACK], rules=self._rules,
            language=self.words.language,
        )  # fmt: skip
        self.tasks.run(work, done=self._show, failed=self._failed, owner=self)
        self.surveys.show_event(self._event)
        self.cases.show_event(self._event)

    def _called(self, event: "EventView") -> str:
        """Title and day: an event that comes every week has one title."""
        day = self.wording.day_short(event.start.astimezone(self.desk.zone).date())
        return f"{event.title} · {day}"

    def _failed(self, error: DeskError) -> None:
        sentence = self.wording.error(error)
        self._show_nothing(sentence.what, sentence.hint)

    def _show_nothing(self, fact: str, line: str, *, ways: bool = False) -> None:
        """``ways``: whether answers can be brought about from here."""
        self.empty.set(fact, line)
        for button, right in self.ways:
            button.setVisible(ways and self.desk.actor.may(right))
        self._stack.setCurrentWidget(self.empty)

    def _show(self, found: Found) -> None:
        if found.summary.event != self._event:
            return  # another event was chosen meanwhile
        self._found = found
        self.results.show_summary(found.results)
        self.answers.show_comments(self._event, found.lines)
        self.files.set_rows(found.batches)
        if found.taken is not None and found.taken.cases:
            taken = found.taken
            self.cases.show_event(self._event)
            self.say(self.words("cases.taken_up", n=len(taken.cases)), undo=lambda: self._take_back(taken))
        self._to(self.seg.current)

    def _take_back(self, taken: Any) -> None:
        self.tasks.run(self.desk.cases.take_back, taken, done=lambda _: self.say(self.words("cases.taken_back")), owner=self)

    def _to(self, key: str) -> None:
        self.seg.set_current(key)
        self._show_actions()
        if not self._event:
            return
        if key == RESULTS and self._found is not None and not self._found.summary.responses:
            self._show_nothing(self.words("feedback_page.empty"), self.words("feedback_page.empty_line"), ways=True)
            return
        self._stack.setCurrentWidget(self._parts[key])

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
            Column("n", words("feedback_page.responses"), lambda row: str(row.responses), 90, align=RIGHT),
            Column("act", "", act, 120),
        ]

    # -- what it does

    def export(self) -> None:
        """Open this event's report of satisfaction, which has every format."""
        if self._event and self.desk.actor.may(Right.REPORTS):
            self.context.navigate("reports", event=self._event, kind="satisfaction")

    def invite(self) -> None:
        """Invite families that came to answer, or remind them."""
        found = self._found
        if found is None or not self.desk.actor.may(Right.EXPORT):
            return
        surveys = tuple(one for one in found.surveys if one.state is SurveyState.OPEN)
        dialog = FeedbackInvite(self.context, self._event, surveys, again=bool(found.results.reach.invited), parent=self)
        dialog.written.connect(self._invited)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _invited(self, said: str, made: tuple[str, ...]) -> None:
        take_back = self.desk.feedback_invitations.take_back

        def back() -> None:
            self.tasks.run(take_back, made, done=self._uninvited)

        self.say(said, undo=back if made else None)
        self.make_stale()

    def _uninvited(self, n: int) -> None:
        self.say(self.words("feedback_page.uninvited", n=n))
        self.make_stale()

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
