"""The season: what the year has come to so far, the next events and how ready they are, and what may go wrong."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QStackedLayout, QWidget

from eventdesk.domain.right import Right
from eventdesk.domain.season_goals import GoalName
from eventdesk.errors import DeskError
from resources.season_words import required_titles
from ui.pages.base import Page, PageContext, State
from ui.pages.season_define import DefinitionDialog, of_goal
from ui.pages.season_goals import GoalCard
from ui.pages.season_next import NextCard
from ui.pages.season_risks import KEYS, RisksCard, way
from ui.pages.season_segments import SEASON, TODAY, segments
from ui.widgets.base import Label, clear, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Kind, Size, icon_button
from ui.widgets.states import EmptyState, ErrorCard

if TYPE_CHECKING:
    from eventdesk.domain.season_goals import GoalLine
    from eventdesk.domain.season_risks import Risk
    from eventdesk.services.season_dashboard import Dashboard, NextEvent

_MAX_WIDTH = 1440
_NARROW, _STACKED, _SINGLE = 1040, 860, 620
_AGAIN = 15 * 60 * 1000
"""Milliseconds: days pass and tasks fall due without anybody changing anything."""


class SeasonPage(Page):
    """``state()`` and ``restore()``: ``year``. It is read anew with any change of the desk."""

    nouns = frozenset[str]()

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.found: Dashboard | None = None
        self._year: int | None = None
        self._columns_of_goals = self._columns_of_next = 0
        self._timer = QTimer(self, interval=_AGAIN)
        self._timer.timeout.connect(self.make_stale)
        self._build()
        keys = [("Ctrl+1", partial(self.context.navigate, TODAY)), ("C", self._calendar), ("N", self._new)]
        keys += [("[", partial(self.step, -1)), ("]", partial(self.step, 1))]
        keys += [(str(number), partial(self.risks.press, number)) for number in range(1, KEYS + 1)]
        for key, slot in keys:
            shortcut = QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _build(self) -> None:
        theme, words = self.theme, self.words
        self.goals = {name.value: GoalCard(theme, self.wording, name.value, self.define_goal) for name in GoalName}
        self._goal_grid, self._next_grid = QGridLayout(), QGridLayout()
        for grid in (self._goal_grid, self._next_grid):
            grid.setContentsMargins(0, 0, 0, 0)
            grid.setSpacing(14)
        self.next: list[NextCard] = []
        self.no_next = EmptyState(theme, "cal", words("season_page.next_none"), words("season_page.next_none_hint"), dashed=True)
        all_ = Button(theme, words("season_page.next_all"), kind=Kind.LINK, size=Size.SMALL, trailing="right")
        all_.clicked.connect(self._calendar)
        heading = hbox(2, 0, 2, 0)
        fill(heading, Label(theme, words("season_page.next"), bold=True), None, all_)
        left = vbox(spacing=8)
        fill(left, heading, self._next_grid, self.no_next, None)
        self.risks = RisksCard(theme, self.wording, self.desk.zone)
        self.risks.wanted.connect(self._settle)
        self._columns = hbox(spacing=20)
        self._columns.addLayout(left, 58)
        self._columns.addWidget(self.risks, 42)
        column = vbox(24, 20, 24, 20, spacing=16)
        column.addLayout(self._goal_grid)
        column.addLayout(self._columns, 1)
        content = QWidget()
        content.setLayout(column)
        content.setMaximumWidth(_MAX_WIDTH)
        self._failed = ErrorCard(theme, "", "")
        again = Button(theme, words("common.retry"))
        again.clicked.connect(self.refresh)
        new = Button(theme, words("season_page.new_event"), kind=Kind.PRIMARY, icon="plus", key="N")
        new.clicked.connect(self._new)
        self.empty = EmptyState(theme, "cal", words("season_page.empty"), words("season_page.empty_hint"), actions=(new,))
        holder = QWidget()
        place = vbox(24, 20, 24, 20, spacing=12)
        fill(place, self._failed, again, None)
        place.setAlignment(again, Qt.AlignmentFlag.AlignLeft)
        holder.setLayout(place)
        self._stack = QStackedLayout()
        for widget in (QWidget(), scrolled(content), self.empty, holder):
            self._stack.addWidget(widget)
        self.setLayout(self._stack)

    # -- what it says of itself

    def title(self) -> str:
        """The title in the header."""
        return self.words("season_page.title")

    def subtitle(self) -> str:
        """The year, and up to when."""
        if self.found is None:
            return ""
        return self.words("season_page.so_far", year=self.found.year, day=self.wording.day_short(self.found.now.date()))

    def header_actions(self) -> list[QWidget]:
        """Another year, and back to today."""
        words = self.words
        before = icon_button(self.theme, "left", words("season_page.year_before"))
        before.clicked.connect(lambda: self.step(-1))
        after = icon_button(self.theme, "right", words("season_page.year_after"))
        after.clicked.connect(lambda: self.step(1))
        return [before, after, segments(self.context, SEASON)]

    def keys(self) -> tuple[tuple[str, str], ...]:
        """For the sheet of keys."""
        words = self.words
        return (
            ("Ctrl+1\u20262", words("season_page.key_segments")), ("1\u20269", words("season_page.key_risk")),
            ("[ ]", words("season_page.key_years")), ("C", words("season_page.key_next")),
        )  # fmt: skip

    # -- what happens to it

    def shown(self) -> None:
        """Keys go to the page, and time passes."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus()
        self._timer.start()

    def hidden(self) -> None:
        """Nobody looks."""
        self._timer.stop()

    def refresh(self) -> None:
        """Read the season."""
        desk, year = self.desk, self._year

        def read() -> "Dashboard":
            return desk.dashboard.show(year, required=required_titles())

        self.tasks.run(read, done=self._show, failed=self._not_read, owner=self)

    def state(self) -> dict[str, Any]:
        """The year that was chosen."""
        return {"year": self._year}

    def restore(self, state: State) -> None:
        """Show it again."""
        if isinstance(state.get("year"), int):
            self._year = int(state["year"])
            self.make_stale()

    def step(self, by: int) -> None:
        """Show another year."""
        if self.found is not None:
            self._year = self.found.year + by
            self.refresh()

    # -- showing

    def _show(self, found: "Dashboard") -> None:
        self.found = found
        self.header_changed()
        if not found.begun:
            self._stack.setCurrentIndex(2)
            return
        allowed = self.desk.actor.may(Right.REPORTS)
        for line in found.goals:
            self.goals[line.name.value].set(line, allowed=allowed)
        clear(self._next_grid)
        self.next = [NextCard(self.theme, self.wording, event, found.now) for event in found.next]
        for card in self.next:
            card.opened.connect(lambda code: self.context.navigate("events", event=code))
            card.defined.connect(self._define_fact)
        self.no_next.setVisible(not found.next)
        self.risks.set(found.risks)
        self._columns_of_next = 0
        self._lay_out()
        self._stack.setCurrentIndex(1)

    def _not_read(self, error: DeskError) -> None:
        sentence = self.wording.error(error)
        self._failed.set(sentence.what, sentence.hint)
        self._year = None
        self._stack.setCurrentIndex(3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Less stands beside each other where there is less room."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        px, wide = self.theme.px, self.width()
        stacked = wide < px(_STACKED)
        goals = 1 if wide < px(_SINGLE) else 2 if wide < px(_NARROW) else 4
        if goals != self._columns_of_goals:
            self._columns_of_goals = goals
            _place(self._goal_grid, list(self.goals.values()), goals)
        cards = 1 if wide < px(_SINGLE) or (not stacked and wide < px(_NARROW)) else 2
        if cards != self._columns_of_next:
            self._columns_of_next = cards
            _place(self._next_grid, list(self.next), cards)
        way = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        self._columns.setDirection(way)

    # -- what the person wants

    def define_goal(self, line: "GoalLine") -> DefinitionDialog:
        """Say how a goal is worked out."""
        dialog = of_goal(self.context, line, parent=self)
        dialog.opened.connect(lambda code: self.context.navigate("events", event=code))
        dialog.opened.connect(dialog.accept)
        dialog.open()
        return dialog

    def _define_fact(self, name: str, event: "NextEvent") -> None:
        words = self.words
        value = next(card.facts[name].text() for card in self.next if card.event_.code == event.code)
        definition = words(f"season_page.define_{name}", title=event.title)
        DefinitionDialog(self.context, words(f"season_page.{name}"), value, definition, parent=self).open()

    def _settle(self, risk: "Risk") -> None:
        page, state = way(risk)
        self.context.navigate(page, **state)

    def _calendar(self) -> None:
        self.context.navigate("events", mode="month")

    def _new(self) -> None:
        if self.found is not None and not self.found.begun:
            self.context.navigate("events", new=True)


def _place(grid: QGridLayout, widgets: list[Any], columns: int) -> None:
    """Put widgets into a grid of so many columns of one width."""
    for column in range(4):
        grid.setColumnStretch(column, 1 if column < columns else 0)
        grid.setColumnMinimumWidth(column, 0)
    for index, widget in enumerate(widgets):
        grid.addWidget(widget, *divmod(index, columns))
