"""Today: am I ready, and what needs me?"""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QBoxLayout, QStackedLayout, QWidget

from eventdesk.errors import DeskError
from ui.pages.base import Page, PageContext, State
from ui.pages.season_segments import SEASON, TODAY, segments
from ui.pages.today_cards import FiguresCard, SlotsCard
from ui.pages.today_cases import OverdueStrip
from ui.pages.today_duty import TodayDuty
from ui.pages.today_hero import Hero
from ui.pages.today_preflight import Preflight
from ui.pages.today_todos import TodoCard
from ui.scanner.camera import CameraScanner
from ui.scanner.rhythm import Settings as ScannerSettings
from ui.scanner.rhythm import Suffix
from ui.scanner.wedge import WedgeFilter
from ui.widgets.base import fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.choice import Select
from ui.widgets.states import EmptyState, ErrorCard

if TYPE_CHECKING:
    from eventdesk.services.readiness import Today

_MAX_WIDTH = 1440
_NARROW, _STACKED, _SINGLE = 1060, 860, 640


class TodayPage(Page):
    """The event of the day, how this computer stands, and what waits for somebody.

    ``camera`` makes what lists the cameras; ``state()`` keeps the event that was chosen among several of one day.
    """

    nouns = frozenset({"events", "registrations", "families", "checkins", "imports", "duty", "rosters"})

    def __init__(
        self,
        context: PageContext,
        *,
        camera: Callable[[QWidget], CameraScanner] = lambda parent: CameraScanner(parent=parent),
    ) -> None:
        super().__init__(context)
        self.today: Today | None = None
        self._chosen = ""
        self._checked = False
        self._minute: datetime | None = None
        self._day: date | None = None
        self._chooser: Select | None = None
        settings = context.settings()
        self.wedge = WedgeFilter(ScannerSettings(suffix=Suffix(settings.scanner_suffix)), parent=self)
        self._second = QTimer(self, interval=1000, timerType=Qt.TimerType.PreciseTimer)
        self._build(camera)
        self._bind()

    # -- what it says of itself

    def title(self) -> str:
        """The title in the header."""
        return self.words("today.title")

    def subtitle(self) -> str:
        """Date and time, where the organisation is."""
        now = self._now()
        return self.words("today.now", day=self.wording.day_short(now.date()), time=self.wording.time(now))

    def header_actions(self) -> list[QWidget]:
        """Which event, where the day has several; and the season."""
        self._chooser = Select(self.theme)
        self._chooser.setAccessibleName(self.words("today.which"))
        self._chooser.chosen.connect(self._choose)
        self._fill_chooser()
        return [self._chooser, segments(self.context, TODAY)]

    def keys(self) -> tuple[tuple[str, str], ...]:
        """For the sheet of keys."""
        words = self.words
        return (
            ("Enter", words("today.key_start")), ("W", words("today.key_walk_in")), ("R", words("today.key_check")),
            ("Ctrl+1\u20262", words("season_page.key_segments")),
        )  # fmt: skip

    # -- making it

    def _build(self, camera: Callable[[QWidget], CameraScanner]) -> None:
        theme, zone = self.theme, self.desk.zone
        self.hero = Hero(theme, self.wording, zone, station=lambda: self.desk.actor.station_name)
        self.figures = FiguresCard(theme, self.wording)
        self.slots = SlotsCard(theme, self.wording, zone)
        self.preflight = Preflight(self.context, camera=camera)
        self.todos = TodoCard(theme, self.wording)
        self.duty = TodayDuty(self.context, self.wording, self)
        self.overdue = OverdueStrip(self.context)
        left, right = vbox(spacing=16), vbox(spacing=16)
        fill(left, self.hero, self.figures)
        left.addWidget(self.slots, 1)
        right.addWidget(self.preflight)
        right.addWidget(self.duty.card)
        right.addWidget(self.overdue)
        right.addWidget(self.todos, 1)
        self._columns = hbox(24, 20, 24, 20, spacing=20)
        self._columns.addLayout(left, 59)
        self._columns.addLayout(right, 41)
        content = QWidget()
        content.setLayout(self._columns)
        content.setMaximumWidth(_MAX_WIDTH)
        self._empty, self._failed = QWidget(), QWidget()
        self._stack = QStackedLayout()
        for widget in (QWidget(), scrolled(content), self._empty, self._failed):
            self._stack.addWidget(widget)
        self.setLayout(self._stack)

    def _bind(self) -> None:
        self.hero.start_wanted.connect(self._start)
        self.hero.walk_in_wanted.connect(self._walk_in)
        self.hero.phase_changed.connect(self.make_stale)
        self.slots.opened.connect(lambda: self.context.navigate("events", event=self._code))
        self.todos.wanted.connect(self._settle)
        self.wedge.scanned.connect(lambda text: self.preflight.heard(text, self.desk.clock.now()))
        self._second.timeout.connect(self.tick)
        for keys, slot in (
            ("Return", self._enter),
            ("Enter", self._enter),
            ("W", self._walk_in),
            ("R", self._check),
            ("N", self._new),
            ("Ctrl+2", partial(self.context.navigate, SEASON)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Less stands beside each other where there is less room."""
        narrow = self.width() < self.theme.px(_NARROW)
        stacked = self.width() < self.theme.px(_STACKED)
        self.hero.set_narrow(narrow)
        self.preflight.set_narrow(narrow and not stacked)
        self.figures.set_narrow((narrow and not stacked) or self.width() < self.theme.px(_SINGLE))
        self.slots.setMinimumHeight(self.theme.px(260 if stacked else 136))
        way = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        self._columns.setDirection(way)
        super().resizeEvent(event)

    # -- what happens to it

    def shown(self) -> None:
        """Listen for the scanner, let the seconds pass."""
        self.wedge.configure(ScannerSettings(suffix=Suffix(self.context.settings().scanner_suffix)))
        self.wedge.install()
        self.tick()
        self._second.start()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        (self.hero.start if self.today is not None and self.today.event is not None else self).setFocus()

    def hidden(self) -> None:
        """Let go of scanner and clock."""
        self._second.stop()
        self.wedge.remove()
        self._chooser = None  # the header deletes its buttons with the page that is left

    def refresh(self) -> None:
        """Ask for the day; the computer is checked once by itself."""
        self.tasks.run(self.desk.readiness.today, self._chosen or None, done=self._show, failed=self._not_read)
        if not self._checked:
            self._checked = True
            QTimer.singleShot(0, self.preflight, self.preflight.check)  # the page is painted first

    def state(self) -> dict[str, Any]:
        """The chosen event, and when a code was read."""
        return {"event": self._chosen, "scanned_at": self.preflight.scanned_at}

    def restore(self, state: State) -> None:
        """Take them up again."""
        if "event" in state and str(state["event"]) != self._chosen:
            self._chosen = str(state["event"])
            self.make_stale()
        if isinstance(state.get("scanned_at"), datetime):
            self.preflight.scanned_at = state["scanned_at"]
            self.preflight.show_scanner()

    def tick(self) -> None:
        """A second has passed."""
        now = self._now()
        self.hero.tick(now)
        minute = now.replace(second=0, microsecond=0)
        if minute != self._minute:
            self._minute = minute
            self.header_changed()
            self.preflight.show_scanner()
            self.duty.read_again()
        if now.date() != self._day:
            if self._day is not None:
                self._chosen = ""
                self.make_stale()
            self._day = now.date()

    def _now(self) -> datetime:
        return self.desk.clock.now().astimezone(self.desk.zone)

    # -- showing

    @property
    def _code(self) -> str:
        event = self.today.event if self.today is not None else None
        return event.code if event is not None else ""

    def _show(self, today: "Today") -> None:
        self.today = today
        if today.event is None or today.figures is None:
            self._show_empty(today)
            return
        first = self._stack.currentIndex() != 1
        self.hero.set_event(today.event, self._now())
        self.figures.set(today.figures)
        self.slots.set(today.slots)
        self.todos.set(today.todos)
        self.duty.read(today.event.code)
        self.overdue.read()
        self._stack.setCurrentIndex(1)
        self._fill_chooser()
        if first and self.isVisible():
            self.hero.start.setFocus()

    def _show_empty(self, today: "Today") -> None:
        words = self.words
        new = Button(self.theme, words("today.new_event"), kind=Kind.PRIMARY, icon="plus", key="N")
        new.clicked.connect(self._new)
        actions = [new]
        if today.events:
            past = Button(self.theme, words("today.past_events"))
            past.clicked.connect(lambda: self.context.navigate("events"))
            actions.append(past)
        begun = "past" if today.events else "none"
        state = EmptyState(
            self.theme, "cal", words(f"today.empty_{begun}"), words(f"today.empty_{begun}_hint"), actions=tuple(actions)
        )
        self._empty = self._replace(self._empty, state, 2)
        self._fill_chooser()

    def _not_read(self, error: DeskError) -> None:
        sentence = self.wording.error(error)
        again = Button(self.theme, self.words("common.retry"))
        again.clicked.connect(self.refresh)
        holder = QWidget()
        column = vbox(24, 20, 24, 20)
        fill(column, ErrorCard(self.theme, sentence.what, sentence.hint, actions=(again,)), None)
        holder.setLayout(column)
        self._failed = self._replace(self._failed, holder, 3)

    def _replace(self, old: QWidget, new: QWidget, position: int) -> QWidget:
        self._stack.removeWidget(old)
        old.deleteLater()
        self._stack.insertWidget(position, new)
        self._stack.setCurrentIndex(position)
        return new

    def _fill_chooser(self) -> None:
        if self._chooser is None:
            return
        today = self.today
        events = [today.event, *today.others] if today is not None and today.event is not None else []
        options = [(event.code, event.title) for event in sorted(events, key=lambda event: event.start)]
        self._chooser.set_options(options, current=self._code)
        self._chooser.setVisible(len(options) > 1)

    # -- what the person wants

    def _choose(self, code: str) -> None:
        self._chosen = code
        self.refresh()

    def _enter(self) -> None:
        """Enter presses what has the focus, and otherwise opens the door."""
        focus = QApplication.focusWidget()
        if isinstance(focus, QAbstractButton) and self.isAncestorOf(focus):
            focus.click()
        elif self._code:
            self._start()

    def _start(self) -> None:
        self.context.navigate("door", event=self._code)

    def _walk_in(self) -> None:
        if self._code:
            self.context.navigate("door", event=self._code, walk_in=True)

    def _check(self) -> None:
        self.preflight.again.click()

    def _new(self) -> None:
        if not self._code:
            self.context.navigate("events", new=True)

    def _settle(self, matter: str) -> None:
        """Go where a matter is settled."""
        code = self._code
        match matter:
            case "consent":
                self.context.navigate("registrations", event=code, no_consent=True)
            case "places":
                self.context.navigate("registrations", event=code, state="waitlisted")
            case "rejected":
                self.context.navigate("import", event=code)
            case "doubled":
                self.context.navigate("reports", event=code)
            case _:
                self.context.navigate("registrations", event=code, allergies=True)
