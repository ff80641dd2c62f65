"""The emergency plan on exactly one A4 page, to hang up at the door and hand to every leader.

Long texts are set smaller, down to what can still be read in a hurry; a plan that would need a second page is refused,
because nobody turns a page in an emergency.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from eventdesk.domain.emergency import EmergencyPlan
from eventdesk.errors import InvalidInput
from eventdesk.reports.exporters.files import write_whole
from eventdesk.reports.fonts import BOLD
from eventdesk.reports.paper import Paper
from eventdesk.reports.phrases import clock, day
from resources.words import Words

SIZES = (15.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.5)
"""Points of the text, the largest that fits is taken."""

_NUMBERS = ("ambulance", "fire", "police")

_MARGIN: float = 14 * mm
_GAP = 10.0
_STEP = 1.42
_LABEL = 0.78


@dataclass(frozen=True)
class EmergencyFacts:
    """What stands on the page. Moments are aware, in the organisation's zone."""

    organisation: str
    code: str
    title: str
    venue: str
    starts: datetime
    ends: datetime
    plan: EmergencyPlan


def write_emergency(facts: EmergencyFacts, words: Words, *, file: Path) -> Path:
    """Writes the page. :class:`InvalidInput` ``emergency_too_long`` with ``over`` (per cent of a page too much) where the
    texts do not fit at the smallest size."""

    def write(out: BinaryIO) -> None:
        _Page(out, facts, words).draw()

    return write_whole(file.parent, file.name, write, trouble="plan_not_written")


class _Page:
    """Lays the page at one size after the other, then draws it."""

    def __init__(self, out: BinaryIO, facts: EmergencyFacts, words: Words) -> None:
        self.facts, self.plan, self.words = facts, facts.plan, words
        title = words("emergency.file_title", title=facts.title)
        self.paper = Paper(out, A4, title=title, author=facts.organisation, subject=facts.code)
        self.room = A4[0] - 2 * _MARGIN
        self.bottom = A4[1] - _MARGIN - 22

    def draw(self) -> None:
        """The page, and the end of the file."""
        self.paper.begin(A4)
        top = self._head()
        size = next((size for size in SIZES if self._body(top, size, draws=False) <= self.bottom), None)
        if size is None:
            over = self._body(top, SIZES[-1], draws=False) - self.bottom
            raise InvalidInput(
                "emergency_too_long", field="steps", over=max(round(over / (self.bottom - top) * 100), 1)
            )
        self._body(top, size, draws=True)
        self._foot()
        self.paper.save()

    def _head(self) -> float:
        """The title, the event, and the numbers that everybody must find first; where the rest begins."""
        paper, facts, words = self.paper, self.facts, self.words
        left, y = _MARGIN, _MARGIN
        inside = self.room - 32
        paper.rect(left, y, self.room, 80, fill="refuse", radius=6)
        paper.text(left + 16, y + 29, words("emergency.title"), font=BOLD, size=21, token="on-refuse")
        paper.text(left + 16, y + 50, facts.title, font=BOLD, size=13, token="on-refuse", room=inside)
        paper.text(left + 16, y + 68, self._when(), size=10, token="on-refuse", room=inside)
        y += 80 + _GAP
        paper.rect(left, y, self.room, 60, fill="refuse-soft", radius=6)
        for place, key in enumerate(_NUMBERS):
            x = left + 16 + place * inside / len(_NUMBERS)
            paper.text(
                x,
                y + 30,
                words(f"emergency.{key}"),
                font=BOLD,
                size=21,
                token="refuse-text",
                room=inside / len(_NUMBERS),
            )
        hint = paper.lines(words("emergency.numbers_hint"), size=9.5, room=inside, most=1)
        paper.block(left + 16, y + 34, hint, size=9.5, step=15, token="text2")
        y += 60
        if facts.venue:
            lines = paper.lines(
                words("emergency.address", venue=facts.venue), font=BOLD, size=11.5, room=self.room - 32, most=2
            )
            y = paper.block(left + 16, y + 6, lines, font=BOLD, size=11.5, step=16)
        return y + _GAP

    def _when(self) -> str:
        facts = self.facts
        start, end = clock(facts.starts), clock(facts.ends)
        first, last = day(facts.starts, self.words), day(facts.ends, self.words)
        if facts.starts.date() == facts.ends.date():
            return self.words("emergency.when_day", date=first, start=start, end=end)
        return self.words("emergency.when_days", first=first, start=start, last=last, end=end)

    def _body(self, top: float, size: float, *, draws: bool) -> float:
        """All boxes at one size of text; where they end."""
        half = (self.room - _GAP) / 2
        right = _MARGIN + half + _GAP
        y = self._contacts(top, size, draws=draws)
        rows: tuple[tuple[str, str], ...] = (("hospital", "assembly_point"), ("decides", "bad_weather"))
        for pair in rows:
            ends = [
                self._box(x, y, half, key, size, draws=False)
                for key, x in zip(pair, (_MARGIN, right), strict=True)
            ]  # fmt: skip
            high = max(ends) - y
            if draws:
                for key, x in zip(pair, (_MARGIN, right), strict=True):
                    self._box(x, y, half, key, size, draws=True, high=high)
            y += high + _GAP
        return self._steps(y, size, draws=draws)

    def _contacts(self, y: float, size: float, *, draws: bool) -> float:
        """A row each: what for, who, and the number at the right, large."""

        def rows(y: float, draws: bool) -> float:
            left, room = _MARGIN + 12, self.room - 24
            if not self.plan.contacts:
                return self._empty(left, y, room, size, draws=draws)
            for contact in self.plan.contacts:
                y = self._contact(contact.role, contact.name, contact.phone, left, y, room, size, draws=draws)
            return y

        return self._frame("contacts", _MARGIN, y, self.room, size, rows, draws=draws) + _GAP

    def _contact(
        self, role: str, name: str, phone: str, x: float, y: float, room: float, size: float, *, draws: bool
    ) -> float:
        paper = self.paper
        numbers = paper.lines(phone, font=BOLD, size=size + 1, room=room * 0.4)
        wide = max((paper.wide(number, font=BOLD, size=size + 1) for number in numbers), default=0)
        third = (room - wide - 16) / 2
        roles = paper.lines(role, size=size, room=third)
        names = paper.lines(name, font=BOLD, size=size, room=third)
        if draws:
            paper.block(x, y, roles, size=size, step=size * _STEP, token="text2")
            paper.block(x + third + 8, y, names, font=BOLD, size=size, step=size * _STEP)
            for place, number in enumerate(numbers, start=1):
                paper.text(x + room, y + place * size * _STEP, number, font=BOLD, size=size + 1, anchor="end")
        return y + max(1, len(roles), len(names), len(numbers)) * size * _STEP

    def _box(self, x: float, y: float, wide: float, key: str, size: float, *, draws: bool, high: float = 0) -> float:
        """One box of a pair."""

        def rows(y: float, draws: bool) -> float:
            text = self._text_of(key)
            if not text:
                return self._empty(x + 12, y, wide - 24, size, draws=draws)
            lines = self.paper.lines(text, size=size, room=wide - 24)
            return self._written(x + 12, y, lines, size, draws=draws)

        return self._frame(key, x, y, wide, size, rows, draws=draws, high=high)

    def _text_of(self, key: str) -> str:
        plan = self.plan
        if key == "hospital":
            return "\n".join(part for part in (plan.hospital, plan.hospital_address, plan.hospital_phone) if part)
        return plan.as_text(key)

    def _steps(self, y: float, size: float, *, draws: bool) -> float:
        """Numbered, in their order."""

        def rows(y: float, draws: bool) -> float:
            left, indent = _MARGIN + 12, size * 1.9
            if not self.plan.steps:
                return self._empty(left, y, self.room - 24, size, draws=draws)
            for number, step in enumerate(self.plan.steps, start=1):
                lines = self.paper.lines(step, size=size, room=self.room - 24 - indent)
                if draws:
                    self.paper.text(left, y + size * _STEP, f"{number}.", font=BOLD, size=size, token="refuse-text")
                y = self._written(left + indent, y, lines, size, draws=draws) + size * 0.22
            return y

        return self._frame("steps", _MARGIN, y, self.room, size, rows, draws=draws)

    def _frame(
        self, key: str, x: float, y: float, wide: float, size: float, rows: Callable[[float, bool], float], *, draws: bool,
        high: float = 0,
    ) -> float:  # fmt: skip
        """A box with its label above what ``rows`` writes; where it ends. The frame is drawn when its height is known."""
        label = max(size * _LABEL, 8.5)
        inside = y + 7 + label * 1.3
        end = rows(inside, False) + 9
        if draws:
            self.paper.rect(x, y, wide, high or end - y, stroke="border-strong", line=0.7, radius=6)
            self.paper.text(
                x + 12, y + 7 + label, self.words(f"emergency.{key}"), font=BOLD, size=label, token="refuse-text"
            )
            rows(inside, True)
        return end

    def _written(self, x: float, y: float, lines: list[str], size: float, *, draws: bool) -> float:
        if draws:
            self.paper.block(x, y, lines, size=size, step=size * _STEP)
        return y + len(lines) * size * _STEP

    def _empty(self, x: float, y: float, room: float, size: float, *, draws: bool) -> float:
        """A line to write on, where nothing is known: a page without it looks as if nothing were missing."""
        if draws:
            self.paper.text(x, y + size * _STEP, self.words("emergency.empty"), size=size, token="muted")
            self.paper.line(x, y + size * _STEP + 5, x + room, y + size * _STEP + 5, "border-strong", dash=(2, 2))
        return y + size * _STEP + 6

    def _foot(self) -> None:
        paper, words, facts = self.paper, self.words, self.facts
        y = A4[1] - _MARGIN + 4
        owner = words("emergency.organisation", organisation=facts.organisation, code=facts.code)
        wide = paper.text(_MARGIN + self.room, y, owner, size=8.5, token="muted", anchor="end", room=self.room / 2)
        if self.plan.missing:
            names = words("common.list_sep").join(words(f"emergency.{key}") for key in self.plan.missing)
            text = words("emergency.missing", fields=names)
            lines = paper.lines(text, font=BOLD, size=8.5, room=self.room - wide - 12, most=2)
            paper.block(_MARGIN, y - 12 * len(lines), lines, font=BOLD, size=8.5, step=12, token="warn-text")
