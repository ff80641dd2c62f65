"""What a plan's pages are made of: the lines of the hours, a slot in its box, and what stands below a grid."""

from collections.abc import Sequence

from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import SlotKind
from eventdesk.domain.schedule import PlannedSlot
from eventdesk.reports.fonts import BOLD, REGULAR
from eventdesk.reports.paper import Paper
from eventdesk.reports.phrases import clock
from eventdesk.reports.plan_facts import PlanFacts
from eventdesk.reports.plan_lanes import Hours
from eventdesk.reports.plan_words import details, heading, remarks, span
from resources.words import Words

_PAD = 5.0
_SIZES = (16.0, 14.0, 12.0, 11.0, 10.0, 9.0)
"""Points of a slot's title on the page of a room: the first with which all of its text fits."""

_SMALLEST = 5.5
"""Points of a title in the grid, at the least."""

_MOST_NAMED = 24
"""Slots that wait are named up to so many."""

LANES = 4


class Blocks:
    """Draws on the pages of one plan. A slot has the colour of its age band, the same on every page."""

    def __init__(self, paper: Paper, facts: PlanFacts, words: Words) -> None:
        self.paper, self.facts, self.words = paper, facts, words
        bands = sorted(
            {slot.band for slot in facts.slots if slot.band is not None},
            key=lambda band: (band.min_months, band.max_months),
        )
        self._colours: dict[AgeBand | None, str] = {
            band: f"lane{place % LANES + 1}" for place, band in enumerate(bands)
        }

    def colour(self, slot: PlannedSlot) -> str:
        """The token of a slot's colour; ``-soft`` behind it is its ground."""
        return self._colours.get(slot.band, "lane1")

    def hour_lines(self, hours: Hours, *, left: float, right: float, top: float, scale: float) -> None:
        """A line and a label an hour, fewer where they would stand too near."""
        marks = hours.marks()
        every = next((step for step in (1, 2, 3, 4, 6, 12) if step * 60 * scale >= 12), 24)
        for place, mark in enumerate(marks):
            y = top + hours.after(mark) * scale
            if place % every == 0 or place == len(marks) - 1:
                self.paper.line(left, y, right, y, "border")
                midnight = place and mark.hour == 0
                label = mark.strftime("%m-%d") if midnight else clock(mark)
                self.paper.middle(
                    left - 6, y, label, font=BOLD if midnight else REGULAR, size=8.5, token="text2", anchor="end"
                )
            if place < len(marks) - 1 and 60 * scale >= 40:
                half = y + 30 * scale
                self.paper.line(left, half, right, half, "chart-grid", dash=(1.5, 2.5))

    def slot(
        self, slot: PlannedSlot, x: float, y: float, wide: float, high: float, *, by_leader: bool, mark: str = ""
    ) -> None:
        """One slot in its box; what does not fit is cut with ``…``, the notes before the title."""
        high = max(high, 6.5)
        self._ground(slot, x, y, wide, high)
        left, room = x + _PAD + 3, wide - 2 * _PAD - 3
        hours = span(slot, self.facts)
        if mark:
            hours += f"{self.words('plan_pages.sep')}{self.words(f'plan_pages.{mark}')}"
        name, more = heading(slot, self.words), details(slot, self.words, by_leader=by_leader)
        if high < 27:
            line = self.words("plan_pages.sep").join(part for part in (name, more, *self._remarks(slot)) if part)
            self._one_line(left, y + high / 2, room, hours, line, size=max(min(high / 1.45, 9.5), 4.5))
            return
        self._tall(slot, left, y, room, high, texts=(hours, name, more))

    def cell(self, slot: PlannedSlot, x: float, y: float, wide: float, high: float) -> None:
        """One slot in the grid, where boxes are narrow: hours, the title in as many lines as there are, then the rest."""
        high = max(high, 5)
        self._ground(slot, x, y, wide, high)
        left, room, bottom = x + 6, wide - 9, y + high - 2
        name, hours = heading(slot, self.words), span(slot, self.facts)
        if high < 15:
            self._one_line(left, y + high / 2, room, hours, name, size=max(min(high / 1.4, 8.5), 4.5))
            return
        at = y + 1
        if high >= 21:
            small = next((size for size in (7.5, 7, 6.5, 6, 5.5, 5) if self.paper.wide(hours, size=size) <= room), 5)
            if self.paper.wide(hours, size=small) > room:
                hours = hours.partition("–")[0] + "–"
            at = self.paper.block(left, at, [hours], size=small, step=small * 1.3, token="text2")
        size = self._fitting(name, room, bottom - at)
        lines = self.paper.lines(name, font=BOLD, size=size, room=room, most=max(int((bottom - at) / (size * 1.22)), 1))
        at = self.paper.block(left, at, lines, font=BOLD, size=size, step=size * 1.22)
        said = [details(slot, self.words, by_leader=False), *self._remarks(slot)]
        self._as_far(said, left, at, room, bottom, size=max(min(size - 1, 7.5), 5))

    def below(self, x: float, y: float, room: float, bottom: float) -> None:
        """For the team, as far as there is room: what waits to be placed, and the notes on the event."""
        facts, words = self.facts, self.words
        said = []
        if facts.waiting:
            named = [
                words("plan_pages.waiting_item", title=slot.title, minutes=slot.minutes)
                for slot in facts.waiting[:_MOST_NAMED]
            ]
            if len(facts.waiting) > _MOST_NAMED:
                named.append(words("plan_pages.waiting_more", n=len(facts.waiting) - _MOST_NAMED))
            head = words("plan_pages.waiting", n=len(facts.waiting))
            said.append(f"{head} {words('common.list_sep').join(named)}")
        if facts.notes.strip():
            said.append(words("plan_pages.event_notes", text=" ".join(facts.notes.split())))
        for text in said:
            lines = self.paper.lines(text, size=8, room=room, most=max(int((bottom - y) / 11.5), 0))
            y = self.paper.block(x, y, lines, size=8, step=11.5, token="text2")

    def height_below(self, room: float) -> float:
        """How much :meth:`below` wants, 44 points at the most on a grid."""
        facts = self.facts
        if not facts.waiting and not facts.notes.strip():
            return 0
        return 46.0

    def _tall(
        self, slot: PlannedSlot, left: float, y: float, room: float, high: float, *, texts: tuple[str, str, str]
    ) -> None:
        hours, name, more = texts
        said = [text for text in (more, *self._remarks(slot)) if text]
        if high <= 36:
            hours, said = "", [self.words("plan_pages.sep").join([hours, *said])]
        size = next((size for size in _SIZES if self._height(hours, name, said, room, size) <= high - 4), _SIZES[-1])
        small = max(size * 0.7, 7.5)
        lines = self.paper.lines(name, font=BOLD, size=size, room=room, most=2 if high > 58 else 1)
        at = self.paper.block(left, y + 1, [hours], size=small, step=small * 1.3, token="text2") if hours else y - 1
        at = self.paper.block(left, at, lines, font=BOLD, size=size, step=size * 1.24)
        self._as_far(said, left, at, room, y + high - 2, size=small)

    def _height(self, hours: str, name: str, said: Sequence[str], room: float, size: float) -> float:
        """How high a box must be for all its texts with a title of this size."""
        small = max(size * 0.7, 7.5)
        lines = sum(len(self.paper.lines(text, size=small, room=room)) for text in said) + bool(hours)
        return len(self.paper.lines(name, font=BOLD, size=size, room=room)) * size * 1.24 + lines * small * 1.3

    def _one_line(self, x: float, y: float, room: float, hours: str, name: str, *, size: float) -> None:
        """Hours and title beside each other; the title alone where there is no room for both."""
        wide = self.paper.wide(hours, size=size) + size * 0.8
        if wide + size * 4 > room:
            self.paper.middle(x, y, name, font=BOLD, size=size, room=room)
            return
        self.paper.middle(x, y, hours, size=size, token="text2")
        self.paper.middle(x + wide, y, name, font=BOLD, size=size, room=room - wide)

    def _as_far(self, texts: Sequence[str], x: float, y: float, room: float, bottom: float, *, size: float) -> None:
        """Texts one under the other as far as they go."""
        for text in texts:
            left_over = int((bottom - y) / (size * 1.3))
            if text and left_over > 0:
                lines = self.paper.lines(text, size=size, room=room, most=left_over)
                y = self.paper.block(x, y, lines, size=size, step=size * 1.3, token="text2")

    def _remarks(self, slot: PlannedSlot) -> list[str]:
        return [] if self.facts.public else remarks(slot, self.words)

    def _ground(self, slot: PlannedSlot, x: float, y: float, wide: float, high: float) -> None:
        paper = self.paper
        if slot.kind is SlotKind.SLOT:
            colour = self.colour(slot)
            paper.rect(x, y, wide, high, fill=f"{colour}-soft", stroke=colour, line=0.4, radius=3)
            paper.rect(x, y, 3, high, fill=colour, radius=1.5)
            return
        paper.rect(x, y, wide, high, fill="sunken" if slot.kind is SlotKind.BREAK else "surface", radius=3)
        if slot.kind is SlotKind.BLOCKER:
            paper.hatch(x, y, wide, high, "chart-prev")
        paper.rect(x, y, wide, high, stroke="border-strong", line=0.5, radius=3, dash=(3, 2))

    def _fitting(self, name: str, room: float, high: float) -> float:
        """The largest size at which the title stands whole in its box, the smallest where none does."""
        size = 9.0
        while size > _SMALLEST:
            lines = self.paper.lines(name, font=BOLD, size=size, room=room)
            if len(lines) * size * 1.22 + 2 <= high:
                return size
            size -= 0.5
        return _SMALLEST
