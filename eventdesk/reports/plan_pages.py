"""The printed plan: the whole grid on a landscape page a day, then a page for each room and each leader, hour by hour.

Text is real text in an embedded typeface. A public plan is drawn from facts that hold nothing of the team's own
(:func:`eventdesk.reports.plan_facts.for_public`).
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm

from eventdesk.domain.schedule import PlannedSlot
from eventdesk.reports.exporters.files import write_whole
from eventdesk.reports.fonts import BOLD, REGULAR
from eventdesk.reports.paper import Paper
from eventdesk.reports.plan_blocks import Blocks
from eventdesk.reports.plan_facts import PlanFacts, for_public
from eventdesk.reports.plan_grid import draw_grid
from eventdesk.reports.plan_lanes import Hours, pages_of, side_by_side
from eventdesk.reports.plan_words import on
from resources.words import Words

MARGIN: float = 13 * mm
_HEAD = 78.0
_FOOT = 26.0
_GUTTER = 40.0
_LEAST = 11.0
"""Points of the shortest slot: one line of text."""

_MOST_HOUR = 190.0
"""An hour is never drawn higher: a plan of one hour need not fill a page."""

Draw = Callable[[], None]


def write_plan(facts: PlanFacts, words: Words, *, file: Path, public: bool) -> tuple[Path, int]:
    """Writes the plan; its path and how many pages it has. ``public`` leaves out blockers, notes and what waits."""
    if public:
        facts = for_public(facts)
    pages = 0

    def write(out: BinaryIO) -> None:
        nonlocal pages
        plan = _Plan(out, facts, words)
        plan.draw()
        pages = plan.paper.pages

    return write_whole(file.parent, file.name, write, trouble="plan_not_written"), pages


class _Plan:
    """Draws one file."""

    def __init__(self, out: BinaryIO, facts: PlanFacts, words: Words) -> None:
        self.facts, self.words = facts, words
        title = words("plan_pages.title", title=facts.title)
        self.paper = Paper(out, A4, title=title, author=facts.organisation, subject=facts.code)
        self.blocks = Blocks(self.paper, facts, words)

    def draw(self) -> None:
        """All pages, and the end of the file. Pages are laid first, because each says how many there are."""
        pages = list(self._pages())
        for number, (size, page) in enumerate(pages, start=1):
            self.paper.begin(size)
            page()
            self._foot(number, len(pages))
        self.paper.save()

    def _pages(self) -> Iterator[tuple[tuple[float, float], Draw]]:
        facts, words = self.facts, self.words
        if not facts.placed:
            yield A4, self._nothing
            return
        for that_day in facts.days:
            yield landscape(A4), lambda that_day=that_day: self._grid(that_day)  # type: ignore[misc]  # its default binds it
        for room in facts.lanes():
            slots = [slot for slot in facts.placed if slot.room == room]
            yield from self._lane(
                words("plan_pages.room_page"), room or words("plan_pages.no_room"), slots, by_leader=False
            )
        for leader in facts.leaders():
            slots = [slot for slot in facts.placed if slot.leader == leader]
            yield from self._lane(words("plan_pages.leader_page"), leader, slots, by_leader=True)

    def _lane(
        self, kind: str, name: str, slots: Sequence[PlannedSlot], *, by_leader: bool
    ) -> Iterator[tuple[tuple[float, float], Draw]]:
        """The pages of a room or a leader, each day on its own."""
        room = A4[1] - MARGIN * 2 - _HEAD - _FOOT
        for that_day in self.facts.days:
            mine = [slot for slot in slots if self.facts.local(slot.span[0]).date() == that_day]
            if not mine:
                continue
            for hours in pages_of(mine, self.facts.zone, height=room, least=_LEAST):
                yield (
                    A4,
                    lambda hours=hours, mine=mine, day=that_day: self._hours(  # type: ignore[misc]  # as above
                        kind, name, day, hours, mine, by_leader=by_leader
                    ),
                )

    def _grid(self, that_day: date) -> None:
        facts = self.facts
        top = self._head(self.words("plan_pages.grid"), facts.title, that_day)
        slots = [slot for slot in facts.placed if facts.local(slot.span[0]).date() == that_day]
        bottom = self.paper.height - MARGIN - _FOOT
        draw_grid(self.blocks, slots, left=MARGIN, top=top, right=self.paper.width - MARGIN, bottom=bottom)

    def _hours(
        self, kind: str, name: str, that_day: date, hours: Hours, slots: Sequence[PlannedSlot], *, by_leader: bool
    ) -> None:
        paper = self.paper
        top = self._head(kind, name, that_day)
        left, right = MARGIN + _GUTTER, paper.width - MARGIN
        scale = min((paper.height - MARGIN - _FOOT - top) / hours.minutes, _MOST_HOUR / 60)
        self.blocks.hour_lines(hours, left=left, right=right, top=top, scale=scale)
        for placed in side_by_side(slots):
            start, end = placed.slot.span
            if end <= hours.start or start >= hours.end:
                continue
            wide = (right - left - 4) / placed.columns
            y = top + max(hours.after(start), 0) * scale
            y2 = top + min(hours.after(end), hours.minutes) * scale
            mark = "continued" if start < hours.start else "goes_on" if end > hours.end else ""
            x = left + 4 + wide * placed.column
            self.blocks.slot(placed.slot, x, y, wide - 2, y2 - y - 1.5, by_leader=by_leader, mark=mark)

    def _head(self, kind: str, name: str, that_day: date) -> float:
        """What the page is about; where its hours begin."""
        paper, facts = self.paper, self.facts
        left, room = MARGIN, paper.width - 2 * MARGIN
        paper.rect(left, MARGIN, room, 3, fill="accent")
        day = on(that_day, self.words)
        y = MARGIN + 20
        wide = paper.text(left + room, y, day, font=BOLD, size=10.5, token="accent-text", anchor="end")
        about = self.words("plan_pages.sep").join(
            part for part in (kind, facts.organisation, facts.title) if part != name
        )
        paper.text(left, y, about, size=9.5, token="muted", room=room - wide - 12)
        paper.text(left, y + 27, name, font=BOLD, size=20, room=room)
        state = self._state()
        wide = paper.text(left + room, y + 44, state, size=8.5, token="muted", anchor="end")
        paper.text(left, y + 44, facts.venue, size=9.5, token="text2", room=room - wide - 12)
        return MARGIN + _HEAD

    def _state(self) -> str:
        facts, words = self.facts, self.words
        return words("plan_pages.draft") if facts.release is None else words("plan_pages.release", n=facts.release)

    def _foot(self, number: int, total: int) -> None:
        """Whom the page is for, and which page it is."""
        paper, words = self.paper, self.words
        y = paper.height - MARGIN - 2
        if self.facts.public:
            paper.text(MARGIN, y, words("plan_pages.public"), size=8.5, token="muted")
        else:
            text = words("plan_pages.team")
            wide = paper.wide(text, font=BOLD, size=8.5)
            paper.rect(MARGIN, y - 11, wide + 14, 16, fill="warn-soft", stroke="warn-text", radius=3)
            paper.text(MARGIN + 7, y, text, font=BOLD, size=8.5, token="warn-text")
        page = words("plan_pages.page", n=number, total=total)
        paper.text(paper.width - MARGIN, y, page, font=REGULAR, size=8.5, token="muted", anchor="end")

    def _nothing(self) -> None:
        """An event without a slot that has hours."""
        paper, words = self.paper, self.words
        top = self._head(words("plan_pages.grid"), self.facts.title, self.facts.local(self.facts.starts).date())
        paper.rect(MARGIN, top, paper.width - 2 * MARGIN, 96, fill="sunken", radius=8)
        paper.text(paper.width / 2, top + 44, words("plan_pages.empty"), font=BOLD, size=13, anchor="middle")
        paper.text(paper.width / 2, top + 64, words("plan_pages.empty_hint"), size=10, token="muted", anchor="middle")
        self.blocks.below(MARGIN, top + 110, paper.width - 2 * MARGIN, paper.height - MARGIN - _FOOT)
