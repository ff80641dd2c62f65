"""A roster on A4 pages: by time and by role for the wall, by person for whoever wants to know what they do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from eventdesk.reports.exporters.files import write_whole
from eventdesk.reports.fonts import BOLD, REGULAR
from eventdesk.reports.paper import Paper
from eventdesk.reports.phrases import day
from eventdesk.reports.roster_facts import By, Line, RosterFacts, Section, sections
from resources.words import Words

TROUBLE = "roster_not_written"
"""The code of the error where a file can't be written."""

_MARGIN: float = 14 * mm
_TOP = 72.0
_FOOT = 16.0
_HEADING = 26.0
_GAP = 12.0
_SIZE = 10.0
_STEP = 14.0
_PAD = 5.0
_MOST_LINES = 40
_WHEN, _FIRST, _SECOND, _COUNT = 92.0, 96.0, 92.0, 62.0
_DAY = 32.0
"""How much wider the times are where they name their day."""


@dataclass(frozen=True)
class _Row:
    """A line with its texts broken into what fits, and how high it is."""

    line: Line
    first: list[str]
    second: list[str]
    people: list[str]
    high: float


def write_roster(facts: RosterFacts, words: Words, *, file: Path, by: Sequence[By] = tuple(By)) -> Path:
    """Writes the roster as ``file``, read by each of ``by`` in turn, each on pages of its own."""

    def write(out: BinaryIO) -> None:
        _Roster(out, facts, words, by).draw()

    return write_whole(file.parent, file.name, write, trouble=TROUBLE)


class _Roster:
    """Lays the pages first, because each says how many there are, and then draws them."""

    def __init__(self, out: BinaryIO, facts: RosterFacts, words: Words, by: Sequence[By]) -> None:
        self.facts, self.words, self.by = facts, words, by
        title = words("roster_paper.title", title=facts.title)
        self.paper = Paper(
            out, A4, title=title, author=facts.organisation, subject=facts.code, language=words.language
        )
        self.room = A4[0] - 2 * _MARGIN
        self.bottom = A4[1] - _MARGIN - _FOOT

    def draw(self) -> None:
        """All pages, and the end of the file."""
        pages = [(by, page) for by in self.by for page in self._pages(by)]
        for number, (by, page) in enumerate(pages, start=1):
            self.paper.begin(A4)
            self._head(by)
            y = _MARGIN + _TOP
            if not page:
                self.paper.text(_MARGIN, y + 20, self._say("empty"), size=11, token="muted")
            for section, rows, continued in page:
                y = self._section(y, by, section, rows, continued=continued) + _GAP
            self._foot(number, len(pages))
        self.paper.save()

    def _say(self, key: str, **values: object) -> str:
        return self.words(f"roster_paper.{key}", **values)

    # -- laying

    def _pages(self, by: By) -> Iterator[list[tuple[Section, list[_Row], bool]]]:
        """The sections of each page with their rows. A section goes to the next page whole where it fits there."""
        whole = self.bottom - _MARGIN - _TOP
        page: list[tuple[Section, list[_Row], bool]] = []
        left, empty = whole, True
        for section in sections(self.facts, by, self.words):
            rows, continued = [self._laid(line, by) for line in section.lines], False
            high = _HEADING + sum(row.high for row in rows)
            if page and high > left and (high <= whole or _HEADING + sum(row.high for row in rows[:2]) > left):
                yield page
                page, left, empty = [], whole, False
            while True:
                taken, used = self._fitting(rows, left - _HEADING, first=not page)
                page.append((section, taken, continued))
                left -= used + _HEADING + _GAP
                rows, continued = rows[len(taken) :], True
                if not rows:
                    break
                yield page
                page, left, empty = [], whole, False
        if page or empty:
            yield page

    def _fitting(self, rows: list[_Row], room: float, *, first: bool) -> tuple[list[_Row], float]:
        taken: list[_Row] = []
        used = 0.0
        for row in rows:
            if used + row.high > room and (taken or not first):
                break
            taken.append(row)
            used += row.high
        return taken, used

    def _laid(self, line: Line, by: By) -> _Row:
        first = self.paper.lines(line.first, font=BOLD, size=_SIZE, room=_FIRST - 8, most=3)
        second = self.paper.lines(line.second, size=_SIZE, room=_SECOND - 8, most=3)
        room = self.room - self._when(by) - _FIRST - _SECOND - (0 if by is By.PERSON else _COUNT)
        people = self._names(line.people, room - 8)
        lines = max(1, len(first), len(second), len(people))
        return _Row(line, first, second, people, lines * _STEP + 2 * _PAD)

    def _names(self, text: str, room: float) -> list[str]:
        """People in lines of ``room``, no name parted; one that is too long for a line alone is, as any text."""
        part, lines, current = self.words("common.list_sep"), [], ""
        pieces = text.split(part)
        for place, piece in enumerate(pieces):
            piece += part if place < len(pieces) - 1 else ""
            if current and self.paper.wide(current + piece.rstrip(), size=_SIZE) > room:
                lines.append(current.rstrip())
                current = ""
            current += piece
            if self.paper.wide(current.rstrip(), size=_SIZE) > room:
                *whole, current = self.paper.lines(current, size=_SIZE, room=room)
                lines += whole
        lines = [*lines, current] if current else lines
        return lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], "…"]

    def _when(self, by: By) -> float:
        return _WHEN + (_DAY if self.facts.several_days and by is not By.TIME else 0.0)

    # -- drawing

    def _days(self) -> str:
        """The event's day, or its first and last."""
        first, last = (day(at, self.words) for at in (self.facts.starts, self.facts.ends or self.facts.starts))
        return first if first == last else f"{first} \u2013 {last}"

    def _head(self, by: By) -> None:
        paper, facts = self.paper, self.facts
        right = _MARGIN + self.room
        paper.rect(_MARGIN, _MARGIN, self.room, 3, fill="accent")
        y = _MARGIN + 20
        wide = paper.text(right, y, self._say(f"by_{by.value}"), font=BOLD, size=10.5, token="accent-text", anchor="end")
        about = self._say("about", organisation=facts.organisation, date=self._days())
        paper.text(_MARGIN, y, about, size=9.5, token="muted", room=self.room - wide - 12)
        y += 24
        missing = facts.missing
        state = self._say("missing_all", n=missing) if missing else self._say("complete")
        tone = "warn-text" if missing else "admit-text"
        wide = paper.text(right, y, state, font=BOLD, size=10, token=tone, anchor="end") if facts.shifts else 0
        paper.text(_MARGIN, y, facts.title, font=BOLD, size=18, room=self.room - wide - 16)
        paper.text(_MARGIN, y + 16, facts.venue, size=9.5, token="text2", room=self.room)

    def _section(self, y: float, by: By, section: Section, rows: Sequence[_Row], *, continued: bool) -> float:
        paper, right = self.paper, _MARGIN + self.room
        paper.rect(_MARGIN, y, self.room, _HEADING, fill="sunken", radius=4)
        middle = y + _HEADING / 2
        wide = paper.middle(right - 8, middle, section.right, size=9.5, token="text2", anchor="end")
        left = self.room - wide - 28
        name = self._say("continued", heading=section.heading) if continued else section.heading
        wide = paper.middle(_MARGIN + 8, middle, name, font=BOLD, size=11.5, room=left)
        if section.line and left - wide > 40:
            paper.middle(_MARGIN + 16 + wide, middle, section.line, size=9, token="muted", room=left - wide - 8)
        y += _HEADING
        for place, row in enumerate(rows):
            if place:
                paper.line(_MARGIN, y, right, y, "border")
            self._row(y, by, row)
            y += row.high
        return y

    def _row(self, y: float, by: By, row: _Row) -> None:
        paper, top = self.paper, y + _PAD - 3
        x = _MARGIN + 8
        paper.text(x, top + _STEP, row.line.when, size=_SIZE, token="text2", room=self._when(by) - 14)
        x = _MARGIN + self._when(by)
        paper.block(x, top, row.first, font=BOLD, size=_SIZE, step=_STEP)
        paper.block(x + _FIRST, top, row.second, size=_SIZE, step=_STEP, token="text2")
        nobody = row.line.count.startswith("0/")
        token = "muted" if nobody or by is By.PERSON else "text"
        paper.block(x + _FIRST + _SECOND, top, row.people, font=REGULAR, size=_SIZE, step=_STEP, token=token)
        if row.line.count:
            self._count(top + _STEP, row.line)

    def _count(self, y: float, line: Line) -> None:
        """How many of those that are needed; what is missing in a frame, to be seen on a black and white print as well."""
        paper, right = self.paper, _MARGIN + self.room - 8
        if not line.missing:
            paper.text(right, y, line.count, size=_SIZE, token="muted", anchor="end")
            return
        text = self._say("missing", n=line.missing)
        wide = paper.wide(text, font=BOLD, size=9) + 10
        paper.rect(right - wide, y - 10.5, wide, 14.5, fill="warn-soft", stroke="warn-text", radius=3)
        paper.text(right - wide / 2, y, text, font=BOLD, size=9, token="warn-text", anchor="middle")

    def _foot(self, number: int, total: int) -> None:
        paper, y = self.paper, A4[1] - _MARGIN
        foot = self._say("foot", at=f"{self.facts.printed:%Y-%m-%d %H:%M}")
        paper.text(_MARGIN, y, foot, size=8.5, token="muted", room=self.room - 60)
        paper.text(_MARGIN + self.room, y, self._say("page", page=number, pages=total), size=8.5, token="muted", anchor="end")
