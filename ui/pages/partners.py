"""Partners and money: who works with us, what events cost and bring, and what families would like next."""

from functools import partial
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QWidget
from shiboken6 import isValid

from ui.pages.base import Page, PageContext, State
from ui.pages.partners_budget import EventBudget
from ui.pages.partners_ideas import Ideas
from ui.pages.partners_list import Partners
from ui.pages.partners_money import YearMoney
from ui.widgets.base import hbox, vbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.choice import Seg

PARTNERS, MONEY, IDEAS = "partners", "money", "ideas"


class PartnersPage(Page):
    """``state()`` and ``restore()``: ``segment`` (partners, money, ideas), ``event`` a code whose money is open, ``year``."""

    nouns = frozenset({"partners", "budgets", "proposals", "events", "checkins", "registrations"})

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        theme, words = self.theme, self.words
        self._new: Button | None = None
        self.seg = Seg(theme, tuple((key, words(f"partners.seg_{key}")) for key in (PARTNERS, MONEY, IDEAS)))
        self.partners, self.money, self.ideas = Partners(context), YearMoney(context), Ideas(context)
        self.budget = EventBudget(context)
        self._parts = {PARTNERS: self.partners, MONEY: self.money, IDEAS: self.ideas}
        self._tools = QStackedLayout()
        self._stack = QStackedLayout()
        for part in self._parts.values():
            self._tools.addWidget(part.tools)
            self._stack.addWidget(part)
        bar = hbox(spacing=12)
        bar.addWidget(self.seg)
        bar.addLayout(self._tools, 1)
        column = vbox(24, 20, 24, 20, spacing=14)
        column.addLayout(bar)
        column.addLayout(self._stack, 1)
        home = QWidget()
        home.setLayout(column)
        self._whole = QStackedLayout()
        self._whole.addWidget(home)
        self._whole.addWidget(self.budget)
        self.setLayout(self._whole)
        self._bind(home)

    def _bind(self, home: QWidget) -> None:
        self.seg.chosen.connect(self._to)
        self.partners.budget_wanted.connect(self.open_budget)
        self.money.opened.connect(self.open_budget)
        self.budget.closed.connect(self._close_budget)
        for part in (self.partners, self.ideas, self.money):
            part.header_changed.connect(self.header_changed)
        self.budget.header_changed.connect(self.header_changed)
        for key, slot in (
            ("N", lambda: self._part.new()), ("/", lambda: self._part.to_search()),
            *((f"Ctrl+{n}", partial(self._to, key)) for n, key in enumerate((PARTNERS, MONEY, IDEAS), start=1)),
        ):  # fmt: skip
            QShortcut(QKeySequence(key), home).activated.connect(slot)

    # -- what it says of itself

    @property
    def _part(self) -> "Partners | YearMoney | Ideas":
        return self._parts[self.seg.current]  # type: ignore[return-value]  # the three have one face

    @property
    def in_budget(self) -> bool:
        """Whether an event's lines are open."""
        return self._whole.currentIndex() == 1

    def title(self) -> str:
        """The title in the header."""
        return self.words("partners.title")

    def subtitle(self) -> str:
        """What the segment has to say of itself."""
        return "" if self.in_budget else self._part.summary

    def header_actions(self) -> list[QWidget]:
        """What is new on the segment that is in front."""
        self._new = Button(self.theme, kind=Kind.PRIMARY, icon="plus", key="N")
        self._new.clicked.connect(lambda: self._part.new())
        self._say_new()
        return [self._new]

    def _say_new(self) -> None:
        if self._new is not None and isValid(self._new):  # the header deletes it when another page comes
            self._new.set_text(self.words("proposals.new" if self.seg.current == IDEAS else "partners.new_partner"))
            self._new.setVisible(not self.in_budget and self.seg.current != MONEY)

    def keys(self) -> tuple[tuple[str, str], ...]:
        """For the sheet of keys."""
        words = self.words
        return (
            ("Ctrl+1\u20263", words("partners.key_segments")), ("N", words("partners.key_new")), ("/", words("common.search")),
            ("Enter", words("partners.key_open_event")), ("[ ]", words("partners.key_year")),
            ("Del", words("partners.key_remove_line")), ("V", words("proposals.key_vote")), ("M", words("proposals.key_make")),
        )  # fmt: skip

    # -- what happens to it

    def shown(self) -> None:
        """Typing goes to what is in front."""
        (self.budget if self.in_budget else self._part).to_front()

    def refresh(self) -> None:
        """Read again what is in front; the others are read when they come there."""
        if self.in_budget:
            self.budget.read()
        self._part.read()

    def state(self) -> dict[str, Any]:
        """What is in front."""
        return {
            "segment": self.seg.current, "year": self.money.year, "event": self.budget.code if self.in_budget else "",
            "partner": self.partners.current, "idea": self.ideas.current,
        }  # fmt: skip

    def restore(self, state: State) -> None:
        """Show a segment, a year, a partner, an idea, or an event's money."""
        if state.get("year"):
            self.money.year = int(state["year"])
        self.partners.current = str(state.get("partner") or self.partners.current)
        self.ideas.current = str(state.get("idea") or self.ideas.current)
        if state.get("segment") in self._parts:
            self._to(str(state["segment"]))
        if state.get("event"):
            self._to(MONEY)
            self.open_budget(str(state["event"]))

    def _changed_front(self) -> None:
        self._say_new()
        self.header_changed()

    def _to(self, key: str) -> None:
        self.seg.set_current(key)
        place = list(self._parts).index(key)
        self._stack.setCurrentIndex(place)
        self._tools.setCurrentIndex(place)
        self._part.read()
        self._changed_front()

    # -- an event's lines

    def open_budget(self, code: str) -> None:
        """Open the lines of an event."""
        self.budget.open(code)
        self._whole.setCurrentIndex(1)
        self._changed_front()
        self.budget.to_front()

    def _close_budget(self) -> None:
        self._whole.setCurrentIndex(0)
        self._part.read()
        self._changed_front()
        self._part.to_front()
