"""A year of events, and beside it the goals."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from eventdesk.domain.season import Goal, GoalKey
from eventdesk.errors import DeskError
from ui.dialogs.goals import GoalsDialog
from ui.models.season import BROKEN, LANES
from ui.models.year import band_label, goal_line, months_of, standing_chip
from ui.pages.base import PageContext
from ui.pages.events_inspector import WIDTH, Strip
from ui.pages.events_verbs import EventVerbs
from ui.theme import Theme, Type
from ui.widgets.base import Elided, Label, Rule, Themed, clear, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.chips import Chip
from ui.widgets.month_paint import mark_pieces
from ui.widgets.paint import CENTER, Tone, draw_box, draw_text
from ui.widgets.year_grid import YearGrid

if TYPE_CHECKING:
    from eventdesk.services.seasons import SeasonView


class YearPane(QWidget):
    """``month_wanted`` carries a month's first day, ``event_wanted`` a code and its day."""

    month_wanted = Signal(object)
    event_wanted = Signal(str, object)
    export_wanted = Signal(int)
    changed = Signal()

    def __init__(self, context: PageContext, verbs: EventVerbs) -> None:
        super().__init__()
        self._context, self._words, self._verbs = context, context.words, verbs
        self._year = self._today.year
        self._view: SeasonView | None = None
        words = self._words
        self.grid = YearGrid(
            context.theme,
            name=words("season.year_name"),
            more=words("season.month_more", n="{n}"),
            ages=words("season.ages"),
            dot=words("events_plan.dot"),
        )
        self.goals = GoalPanel(context)
        left = vbox(20, 14, 16, 14)
        left.addWidget(self.grid)
        row = hbox()
        row.addLayout(left, 1)
        row.addWidget(self.goals)
        self.setLayout(row)
        self.grid.month_wanted.connect(lambda month: self.month_wanted.emit(date(self._year, month, 1)))
        self.grid.event_wanted.connect(self._open)
        self.grid.stepped.connect(self.step)
        self.goals.change_wanted.connect(self.ask_goals)
        self.goals.export_wanted.connect(lambda: self.export_wanted.emit(self._year))
        self.grid.choose(self._today.month)

    @property
    def _now(self) -> datetime:
        desk = self._context.desk
        return desk.clock.now().astimezone(desk.zone)

    @property
    def _today(self) -> date:
        return self._now.date()

    @property
    def label(self) -> str:
        """The year in words."""
        return self._words("season.year_title", year=self._year)

    @property
    def year(self) -> int:
        """The year."""
        return self._year

    def step(self, years: int) -> None:
        """So many years on."""
        self._year += years
        self.read()
        self.changed.emit()

    def go_today(self) -> None:
        """Back to this year."""
        self.grid.choose(self._today.month)
        self.step(self._today.year - self._year)

    def read(self) -> None:
        """Ask for the year."""
        self._context.tasks.run(
            self._context.desk.seasons.year, self._year, done=self._show, failed=self._no_year, owner=self
        )

    def _show(self, view: "SeasonView") -> None:
        if view.season.year != self._year:
            return
        self._view = view
        now = self._today.month if self._today.year == self._year else 0
        self.grid.set_year(months_of(self._context.wording, view, self._now), now=now)
        self.goals.show_year(view)

    def _no_year(self, error: DeskError) -> None:
        self._context.toast(self._context.wording.error(error).whole, tone=Tone.WARN)
        self.go_today()

    def _open(self, code: str) -> None:
        event = next((event for event in self._view.season.events if event.code == code), None) if self._view else None
        if event is not None:
            self.event_wanted.emit(code, event.start.date())

    # -- goals

    def ask_goals(self) -> GoalsDialog | None:
        """Ask for the goals of the year."""
        if self._view is None:
            return None
        context = self._context
        dialog = GoalsDialog(context.theme, self._words, year=self._year, targets=self._view.targets, parent=self)
        dialog.wanted.connect(self._set_goals)
        dialog.open()
        return dialog

    def _set_goals(self, changed: dict[GoalKey, int]) -> None:
        if self._view is None or not changed:
            return
        before = {key: self._view.targets[key] for key in changed}
        self._keep_goals(self._view.season.year, changed, partial(self._goals_set, before))

    def _goals_set(self, before: dict[GoalKey, int], view: "SeasonView") -> None:
        self._show(view)
        year = view.season.year
        back = self._verbs.undoable_step(lambda: self._keep_goals(year, before, self._goals_restored))
        self._context.toast(self._words("season.goals_saved", year=year), undo=back)

    def _goals_restored(self, view: "SeasonView") -> None:
        self._show(view)
        self._context.toast(self._words("season.goals_restored", year=view.season.year))

    def _keep_goals(self, year: int, goals: dict[GoalKey, int], done: "Callable[[SeasonView], None]") -> None:
        set_goals = self._context.desk.seasons.set_goals
        self._context.tasks.run(set_goals, year, goals, done=done, failed=self._no_goal, owner=self)

    def _no_goal(self, error: DeskError) -> None:
        self._context.toast(self._context.wording.error(error).whole, tone=Tone.WARN)


class GoalPanel(Themed, QWidget):
    """The goals and the counts of a year."""

    change_wanted = Signal()
    export_wanted = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.adopt(context.theme)
        self._context, self._words = context, context.words
        self._column = vbox(16, 14, 16, 16)
        content = QWidget()
        content.setLayout(self._column)
        outer = vbox(1)
        outer.addWidget(scrolled(content))
        self.setLayout(outer)
        self.setFixedWidth(context.theme.px(WIDTH))

    def show_year(self, view: "SeasonView") -> None:
        """Show a year."""
        clear(self._column)
        theme, words, season = self.theme, self._words, view.season
        change = Button(theme, words("season.edit_goals"), kind=Kind.LINK, size=Size.SMALL)
        change.clicked.connect(self.change_wanted)
        head = hbox()
        fill(head, Label(theme, words("season.goals"), bold=True), None, change)
        fill(self._column, head)
        fill(self._column, Label(theme, words("season.goals_hint"), Type.CAPTION, color="muted"), 10)
        if season.permits:
            titles = words("common.list_sep").join(event.title for event in season.permits)
            fact = words("season.permit_fact", n=len(season.permits))
            fill(self._column, Strip(self._context, fact, words("season.permit_text", titles=titles), Tone.WARN), 10)
        if not view.published:
            fact = words("season.unpublished", year=season.year)
            fill(self._column, Strip(self._context, fact, words("season.unpublished_hint"), Tone.NEUTRAL), 10)
        for goal in season.goals:
            self._show_goal(goal)
        fill(self._column, Rule(theme), 10)
        ages = [(band_label(band), count.done, count.planned) for band, count in season.bands]
        self._show_columns(words("season.by_age"), ages)
        quarters = [
            (words("season.quarter", n=number), count.done, count.planned)
            for number, count in enumerate(season.quarters, start=1)
        ]
        self._show_columns(words("season.by_quarter"), quarters)
        fill(self._column, Label(theme, words("season.by_kind"), Type.COMPACT, bold=True), 6)
        for kind, count in season.kinds:
            row = hbox(spacing=8)
            fill(row, _Dot(theme, LANES[kind], broken=kind in BROKEN))
            row.addWidget(Elided(theme, words(f"season.kind_{kind.value}"), Type.COMPACT, color="text2"), 1)
            fill(row, Label(theme, _count(count.done, count.planned), Type.COMPACT, bold=bool(count.planned),
                            color="text" if count.planned else "muted"))  # fmt: skip
            fill(self._column, row, 4)
        export = Button(theme, words("events_plan.export_year"), icon="export", size=Size.SMALL)
        export.clicked.connect(self.export_wanted)
        fill(self._column, 8, export, None)

    def _show_goal(self, goal: Goal) -> None:
        theme, words = self.theme, self._words
        chip = Chip(theme)
        chip.set_look(standing_chip(self._context.wording, goal))
        head = hbox(spacing=8)
        head.addWidget(Elided(theme, words(f"season.goal_{goal.key.value}"), Type.COMPACT, bold=True), 1)
        fill(head, chip)
        figures = goal_line(self._context.wording, goal)
        bar = GoalBar(theme, goal.done or 0, goal.planned or 0, goal.target)
        bar.setAccessibleName(figures)
        fill(self._column, head, 4, bar, 3, Label(theme, figures, Type.CAPTION, color="text2"), 10)

    def _show_columns(self, title: str, columns: list[tuple[str, int, int]]) -> None:
        theme = self.theme
        fill(self._column, Label(theme, title, Type.COMPACT, bold=True), 6)
        row = hbox(spacing=4)
        for name, done, planned in columns:
            row.addWidget(_Tally(theme, name, done, planned), 1)
        fill(self._column, row, 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the line at the left."""
        painter = QPainter(self)
        painter.fillRect(QRectF(self.rect()), self.theme.color("surface"))
        painter.fillRect(0, 0, 1, self.height(), self.theme.color("border"))


def _count(done: int, planned: int) -> str:
    return f"{done} / {planned}"


class GoalBar(Themed, QWidget):
    """Done in full colour, planned in a pale one, and a mark where the goal is."""

    def __init__(self, theme: Theme, done: float, planned: float, target: int) -> None:
        super().__init__()
        self.adopt(theme)
        self._done, self._planned, self._target = done, planned, target
        self.setFixedHeight(10)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, color = QPainter(self), self.theme.color
        whole = max(self._target, self._planned, self._done, 1)
        track = QRectF(0, 2, self.width(), 6)
        draw_box(painter, track, 3, fill=color("sunken"))
        for number, token in ((self._planned, "chart-prev"), (self._done, "accent")):
            if number:
                draw_box(painter, QRectF(0, 2, max(track.width() * number / whole, 6), 6), 3, fill=color(token))
        at = min(round(track.width() * self._target / whole), self.width() - 2)
        painter.fillRect(QRectF(at, 0, 2, 10), color("text"))


class _Dot(Themed, QWidget):
    """The mark of a kind, as events of it carry it."""

    def __init__(self, theme: Theme, lane: str, *, broken: bool) -> None:
        super().__init__()
        self.adopt(theme)
        self._lane, self._broken = lane, broken
        self.setFixedSize(10, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for piece in mark_pieces(QRectF(2, 2, 5, 16), broken=self._broken):
            draw_box(painter, piece, 2, fill=self.theme.color(self._lane))


class _Tally(Themed, QWidget):
    """A name above how many are done and planned; pale where nothing is."""

    def __init__(self, theme: Theme, name: str, done: int, planned: int) -> None:
        super().__init__()
        self.adopt(theme)
        self._name, self._done, self._planned = name, done, planned
        self.setFixedHeight(theme.px(44))
        self.setAccessibleName(f"{name} {done} / {planned}")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, color, rect = QPainter(self), self.theme.color, QRectF(self.rect())
        some = self._planned > 0
        draw_box(
            painter, rect, 6, fill=color("accent-soft") if some else None, border=None if some else color("border")
        )
        half = rect.height() / 2
        draw_text(
            painter, QRectF(0, 3, rect.width(), half), self._name, self.theme.font(Type.CAPTION), color("text2"), CENTER
        )
        figures = f"{self._done}/{self._planned}"
        below = QRectF(0, half - 2, rect.width(), half)
        ink = color("accent-text" if some else "muted")
        draw_text(painter, below, figures, self.theme.font(Type.CAPTION, bold=some), ink, CENTER)
