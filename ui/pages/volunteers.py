"""Volunteers: an event's roster in three views, and the people over the years."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QWidget

from eventdesk.domain.right import Right
from eventdesk.errors import DeskError
from ui.pages.base import Page, PageContext, State
from ui.pages.registrations_work import next_event
from ui.pages.volunteers_roster import PEOPLE, ROLES, TIMES, RosterPart
from ui.pages.volunteers_verbs import Verbs
from ui.theme import Type
from ui.widgets.base import Label, fill, hbox, vbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.choice import Seg, Select
from ui.widgets.states import EmptyState, ErrorCard, Loading

if TYPE_CHECKING:
    from eventdesk.desk import Desk
    from eventdesk.services.event_views import EventView

TEAM = "team"
VIEWS = (PEOPLE, ROLES, TIMES, TEAM)


def load(desk: "Desk", wanted: str) -> "tuple[tuple[EventView, ...], str]":
    """All events, and the code of the one that is wanted or comes next."""
    events = desk.events.list()
    return events, next_event(events, wanted, desk.clock.now())


class VolunteersPage(Page):
    """``state()`` and ``restore()``: ``event``, ``view`` (people, roles, times, team), ``shift`` to look at."""

    nouns = frozenset({"rosters", "volunteers", "events", "trainings", "duty"})

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.events: tuple[EventView, ...] = ()
        self._chooser: Select | None = None
        self._buttons: dict[str, Button] = {}
        self._shift = ""
        self.event_code = context.settings().event
        self._build()
        self.verbs = Verbs(self)
        self._bind()

    # -- making it

    def _build(self) -> None:
        from ui.pages.volunteers_team import Team

        words, theme = self.words, self.theme
        self.roster, self.team = RosterPart(self.context), Team(self.context)
        self.seg = Seg(theme, tuple((key, words(f"volunteers.seg_{key}")) for key in VIEWS))
        self.short = Button(theme, words("volunteers.only_short_none"), icon="filter")
        self.short.setCheckable(True)
        self.more_panel = Button(theme, words("volunteers.overview"), icon="spark")
        self.loading = Loading(
            theme, self.roster, words=words("common.loading"), cancel=words("common.cancel"), rows=9
        )  # fmt: skip
        self._stack = QStackedLayout()
        self._stack.addWidget(self.loading)
        self._stack.addWidget(self.team)
        self._bar = hbox(spacing=8)
        fill(self._bar, self.seg, self.short)
        self._bar.addStretch(1)
        self.total = Label(theme, "", Type.COMPACT, color="text2")
        fill(self._bar, self.total, self.more_panel)
        self._tools = QWidget()
        self._tools.setLayout(self._bar)
        column = vbox()
        column.addLayout(self._stack)
        self.setLayout(column)
        self.roster.bar.addWidget(self._tools)

    def _bind(self) -> None:
        roster, session = self.roster, self.roster.session
        self.seg.chosen.connect(self.show_view)
        self.short.toggled.connect(roster.show_short)
        self.more_panel.clicked.connect(roster.open_panel)
        roster.told.connect(self._told)
        session.opened.connect(self._opened)
        session.failed.connect(self._failed)
        session.adopted.connect(self.verbs.adopted)
        self.team.header_changed.connect(self.header_changed)
        cell = roster.cell
        cell.person_wanted.connect(self.verbs.edit_engagement)
        cell.shift_wanted.connect(self.verbs.edit_shift)
        roster.conflicts.shift_wanted.connect(self.verbs.edit_shift)
        shortcuts = [("Ctrl+R", self.auto), ("Ctrl+Shift+Z", self.redo), ("Ctrl+Y", self.redo), ("N", self.verbs.new),
                     ("Escape", roster.escape), ("/", self._to_search)]  # fmt: skip
        shortcuts += [(str(number), partial(self._try, number)) for number in (1, 2, 3)]
        shortcuts += [(f"Ctrl+{place}", partial(self.show_view, key)) for place, key in enumerate(VIEWS, start=1)]
        for key, slot in shortcuts:
            QShortcut(QKeySequence(key), self, slot)

    # -- what the page says of itself

    def title(self) -> str:
        """The noun."""
        return self.words("volunteers.title")

    def subtitle(self) -> str:
        """The event and its day, or how many people there are."""
        sheet = self.roster.sheet
        if self.view == TEAM:
            return self.team.summary
        if sheet is None:
            return ""
        start, end = (moment.astimezone(self.desk.zone) for moment in (sheet.view.start, sheet.view.end))
        return self.wording.span(start, end)

    def header_actions(self) -> list[QWidget]:
        """Which event, paper and messages, and having the shifts filled."""
        words, theme = self.words, self.theme
        self._chooser = Select(theme, placeholder=words("volunteers.no_event"))
        self._chooser.setAccessibleName(words("volunteers.event"))
        self._chooser.setFixedWidth(theme.px(196))
        self._chooser.chosen.connect(self._choose_event)
        more = Button(theme, icon="dots", tip=words("volunteers.more"))
        more.clicked.connect(lambda: self.verbs.menu(more))
        auto = Button(theme, words("volunteers.auto"), kind=Kind.PRIMARY, icon="spark", key="Ctrl+R")
        auto.clicked.connect(self.auto)
        self._buttons = {"more": more, "auto": auto}
        self._fill_chooser()
        self._reasons()
        return [self._chooser, more, *self.verbs.header(), auto]

    def keys(self) -> tuple[tuple[str, str], ...]:
        """For the sheet of keys."""
        words = self.words
        names = (
            ("\u2190 \u2191 \u2193 \u2192", "move"), ("Space", "assign"), ("Enter", "why"), ("P", "pin"),
            ("Ctrl+X Ctrl+V", "carry"), ("Ctrl+R", "auto"), ("1\u20133", "try"), ("F8", "next"), ("N", "new"),
            ("Ctrl+1\u20264", "views"), ("Ctrl+Shift+Z", "redo"),
        )  # fmt: skip
        return tuple((key, words(f"volunteers.key_{name}")) for key, name in names)

    # -- reading

    def refresh(self) -> None:
        """Ask for the events and what is in front."""
        if self.view == TEAM:
            self.team.read()
        if self.roster.sheet is None:
            self.loading.start()
        self.tasks.run(load, self.desk, self.event_code, done=self._loaded, failed=self._failed, ended=self.loading.stop)

    def _loaded(self, found: "tuple[tuple[EventView, ...], str]") -> None:
        self.events, code = found
        self._fill_chooser()
        if not code:
            self._show_instead(self.verbs.no_events())
            return
        self.event_code = code
        self.roster.session.open(code)

    def _opened(self) -> None:
        self.show_content()
        if self._shift:
            self.roster.show_gap(self._shift)
            self._shift = ""

    def show_content(self) -> None:
        """Show the roster, or what stands in its place while it is empty."""
        self._show_instead(self.verbs.instead())

    def _failed(self, error: DeskError) -> None:
        if self.roster.sheet is None:
            sentence = self.wording.error(error)
            again = Button(self.theme, self.words("common.retry"))
            again.clicked.connect(self.make_stale)
            self._show_instead(ErrorCard(self.theme, sentence.what, sentence.hint, actions=(again,)))

    def _show_instead(self, widget: QWidget | None) -> None:
        """Show something else than the roster, or (None) the roster."""
        while self._stack.count() > 2:
            if (old := self._stack.widget(2)) is not None:
                self._stack.removeWidget(old)
                old.hide()
                old.deleteLater()
        if widget is not None:
            holder, column = QWidget(), vbox(24, 20, 24, 20)
            fill(column, widget, None) if not isinstance(widget, EmptyState) else column.addWidget(widget)
            holder.setLayout(column)
            self._stack.addWidget(holder)
        self._to_view()

    # -- showing

    @property
    def view(self) -> str:
        """What is in front."""
        return self.seg.current

    def show_view(self, key: str) -> None:
        """Show people, roles, hours, or the team."""
        self.seg.set_current(key)
        if key != TEAM:
            self.roster.show_as(key)
        else:
            self.team.read()
        self._to_view()
        self.shown()
        self._told()

    def _to_view(self) -> None:
        is_team = self.view == TEAM
        instead = self._stack.count() > 2
        self._stack.setCurrentIndex(1 if is_team else 2 if instead else 0)
        (self.team.bar if is_team else self.roster.bar).addWidget(self._tools)
        self._tools.setVisible(is_team or not instead)
        for widget in (self.short, self.total):
            widget.setVisible(not is_team)
        self._told()

    def _told(self) -> None:
        sheet, words = self.roster.sheet, self.words
        if sheet is not None:
            n = len(sheet.short)
            self.short.set_text(words("volunteers.only_short", n=n) if n else words("volunteers.only_short_none"))
            self.short.setEnabled(n > 0 or self.short.isChecked())
            people = sum(1 for one in sheet.view.people if not one.withdrawn)
            self.total.setText(words("volunteers.counts", people=people, shifts=len(sheet.view.shifts)))
        self.more_panel.setVisible(self.view != TEAM and not self.roster.panel_open)
        self._reasons()
        self.header_changed()

    def _reasons(self) -> None:
        if not self._buttons:
            return
        sheet, words = self.roster.sheet, self.words
        may = self.desk.actor.may(Right.VOLUNTEERS)
        why = "" if sheet is not None and sheet.view.shifts else words("volunteers.no_shifts_yet")
        self._buttons["auto"].set_reason(why or ("" if may else words("volunteers.no_right")))
        self._buttons["auto"].set_busy(words("volunteers.solving") if self.roster.session.solving else "")
        self._buttons["auto"].setVisible(self.view != TEAM)
        if self._chooser is not None:
            self._chooser.setVisible(self.view != TEAM and bool(self.events))
        self.verbs.reasons(self.view)

    # -- acts

    def auto(self) -> None:
        """Have the shifts filled."""
        if self.view != TEAM and not self.roster.session.solving and self.desk.actor.may(Right.VOLUNTEERS):
            self.roster.auto()

    def open_person(self, id: str) -> None:
        """Show a volunteer over the years."""
        self.show_view(TEAM)
        self.team.open_person(id)

    def new_person(self) -> None:
        """Enter somebody new."""
        self.show_view(TEAM)
        self.team.card.new()

    def _try(self, number: int) -> None:
        if self.view != TEAM:
            self.roster.try_remedy(number)

    def undo(self) -> None:
        """One step back."""
        if self.view != TEAM:
            self.roster.session.undo()

    def redo(self) -> None:
        """One step forth again."""
        if self.view != TEAM:
            self.roster.session.redo()

    def _to_search(self) -> None:
        if self.view == TEAM:
            self.team.to_search()

    def _fill_chooser(self) -> None:
        if self._chooser is not None:
            self._chooser.set_options([(event.code, event.title) for event in self.events], current=self.event_code)
            self._chooser.setVisible(bool(self.events) and self.view != TEAM)

    def _choose_event(self, code: str) -> None:
        self.event_code = code
        self.context.save(event=code)
        self.roster.session.open(code)

    # -- coming and going

    def shown(self) -> None:
        """Keys work at once."""
        self.team.to_front() if self.view == TEAM else self.roster.to_front()

    def hidden(self) -> None:
        """The header deletes its buttons with the page that is left."""
        self._chooser = None
        self._buttons = {}
        self.verbs.forget_header()
        self.roster.session.stop()

    def state(self) -> dict[str, Any]:
        """Event and view."""
        return {"event": self.event_code, "view": self.view, "shift": self.roster.key[0]}

    def restore(self, state: State) -> None:
        """Take them up again; ``shift`` is looked at once the roster is read."""
        if state.get("event") and state["event"] != self.event_code:
            self.event_code = str(state["event"])
            self.make_stale()
        if state.get("view") in VIEWS:
            self.show_view(str(state["view"]))
        self._shift = str(state.get("shift") or "")
        if self._shift and self.roster.sheet is not None and self._shift in self.roster.sheet.shifts:
            self.roster.show_gap(self._shift)
