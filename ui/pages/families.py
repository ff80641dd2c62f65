"""Families: who they are, who may be one, what is to be done for them, and how their circle grows."""

from functools import partial
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout

from ui.pages.base import Page, PageContext, State
from ui.pages.families_duplicates import Duplicates
from ui.pages.families_follow_ups import FollowUps
from ui.pages.families_growth import Growth
from ui.pages.families_list import FamilyList
from ui.widgets.base import hbox, vbox
from ui.widgets.choice import Seg

LIST, DUPLICATES, FOLLOW_UPS, GROWTH = "list", "duplicates", "follow_ups", "growth"
SEGMENTS = (LIST, DUPLICATES, FOLLOW_UPS, GROWTH)


class FamiliesPage(Page):
    """``state()`` and ``restore()``: ``segment``, ``search`` what is searched for, ``family`` who is shown."""

    nouns = frozenset({"families", "registrations", "checkins", "duplicates"})

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        words = self.words
        self.list, self.duplicates = FamilyList(context), Duplicates(context)
        self.follow_ups, self.growth = FollowUps(context), Growth(context)
        # What others drive this page by.
        self.search, self.table, self.panel, self.invite = self.list.search, self.list.table, self.list.panel, self.list.invite
        self._parts = dict(zip(SEGMENTS, (self.list, self.duplicates, self.follow_ups, self.growth), strict=True))
        self.seg = Seg(self.theme, tuple((key, words(f"families.seg_{key}")) for key in SEGMENTS))
        self._tools, self._stack = QStackedLayout(), QStackedLayout()
        for part in self._parts.values():
            self._tools.addWidget(part.tools)
            self._stack.addWidget(part)
        bar = hbox(spacing=12)
        bar.addWidget(self.seg)
        bar.addLayout(self._tools, 1)
        column = vbox(24, 20, 24, 20, spacing=14)
        column.addLayout(bar)
        column.addLayout(self._stack, 1)
        self.setLayout(column)
        self._bind()

    def _bind(self) -> None:
        self.seg.chosen.connect(self._to)
        for part in self._parts.values():
            part.header_changed.connect(self.header_changed)
        self.follow_ups.family_wanted.connect(self.open_family)
        self.duplicates.family_wanted.connect(self.open_family)
        self.growth.families_wanted.connect(self._show_these)
        QShortcut(QKeySequence("/"), self, self._to_search)
        for place, key in enumerate(SEGMENTS, start=1):
            QShortcut(QKeySequence(f"Ctrl+{place}"), self, partial(self._to, key))

    @property
    def _part(self) -> "FamilyList | Duplicates | FollowUps | Growth":
        return self._parts[self.seg.current]  # type: ignore[return-value]  # the four have one face

    # -- what the page says of itself

    def title(self) -> str:
        """The noun."""
        return self.words("families.title")

    def subtitle(self) -> str:
        """What the segment has to say of itself."""
        return self._part.summary

    def keys(self) -> tuple[tuple[str, str], ...]:
        """For the sheet of keys."""
        words = self.words
        return (
            ("/", words("registrations.key_search")), ("\u2191 \u2193", words("families.key_move")),
            ("Ctrl+1\u20264", words("families.key_segments")), ("E", words("families.key_edit")),
            ("G", words("families.key_tag")), ("F", words("families.key_follow_up")), ("Enter", words("families.key_compare")),
            ("Del", words("families.key_not_one")), ("D", words("families.key_done")),
        )  # fmt: skip

    # -- what happens to it

    def refresh(self) -> None:
        """Read again what is in front; the others are read when they come there."""
        self._part.read()

    def _to(self, key: str) -> None:
        self.seg.set_current(key)
        place = SEGMENTS.index(key)
        self._stack.setCurrentIndex(place)
        self._tools.setCurrentIndex(place)
        self._part.read()
        self._part.to_front()
        self.header_changed()

    def _to_search(self) -> None:
        if self.seg.current != LIST:
            self._to(LIST)
        self.list.to_search()

    def open_family(self, family: str) -> None:
        """Show one family, wherever it is asked for."""
        self._to(LIST)
        self.list.open_family(family)

    def _show_these(self, title: str, families: tuple[str, ...]) -> None:
        self._to(LIST)
        self.list.show_these(title, families)

    def shown(self) -> None:
        """Typing goes to what is in front."""
        self._part.to_front()

    def hidden(self) -> None:
        """Names and numbers aren't left open."""
        self.list.cover()

    def state(self) -> dict[str, Any]:
        """What is in front, what is searched for, and who is shown."""
        return {"segment": self.seg.current, "search": self.search.text(), "family": self.list.current}

    def restore(self, state: State) -> None:
        """Take it up again; ``family`` may come from another page."""
        if "search" in state:
            self.search.setText(str(state["search"]))
        if state.get("segment") in SEGMENTS:
            self._to(str(state["segment"]))
        if state.get("family"):
            self.open_family(str(state["family"]))
