"""The poster of an event: A4 and A3 as PDF, and a picture of 1080 × 1440 pixels for WeChat, drawn from one layout.

A text that is too long makes the picture above it lower and its own letters smaller, down to what can be read from where
a poster is looked at; beyond that the poster is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from reportlab.lib.pagesizes import A3, A4

from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import EventKind, Unit
from eventdesk.errors import InvalidInput
from eventdesk.exchange import qr
from eventdesk.reports.exporters.files import write_whole
from eventdesk.reports.fonts import BOLD, REGULAR, register_fonts, width
from eventdesk.reports.glyphs import Glyphs
from eventdesk.reports.phrases import clock, day
from eventdesk.reports.plan_words import ages
from eventdesk.reports.poster_art import TILE, draw_mosaic, own_colour
from eventdesk.reports.poster_pens import WIDE, PagePen, Pen, PicturePen
from eventdesk.reports.wrapping import cut, wrapped
from resources.words import Words

PICTURE = (1080, 1440)
PAGES = {"A4": A4, "A3": A3}

_EDGE = 76.0
_ROOM = WIDE - 2 * _EDGE
_CODE = 236.0
"""Side of the code; a long link has a larger one, so that a module is 4 pixels of the picture."""

_BELOW = 64.0
_OVER = 60.0
"""How far the sheet reaches over the picture: further than its corners are round."""

_TRIES = ((5, 38), (4, 36), (4, 32), (4, 29), (3, 31), (3, 28), (2, 29), (2, 26), (1, 26), (1, 24), (1, 22))
"""Rows of the picture and size of the text, the first that holds everything is taken. 22 of 1080 is 13 points on A3."""

_LINE, _PAUSE = 1.55, 0.7
"""Of a text's size: from line to line, and what an empty line adds between paragraphs."""

_TITLES = (96, 84, 74, 66, 58, 52)


@dataclass(frozen=True)
class PosterFacts:
    """What stands on a poster. Moments are aware, in the organisation's zone. ``link`` may be empty: then there is no code.
    ``released``: otherwise the word for a draft goes across it."""

    organisation: str
    code: str
    kind: EventKind
    title: str
    text: str
    starts: datetime
    ends: datetime
    venue: str = ""
    online: bool = False
    band: AgeBand | None = None
    capacity: int | None = None
    capacity_unit: Unit = Unit.PERSONS
    link: str = ""
    released: bool = False


def write_posters(facts: PosterFacts, words: Words, *, folder: Path, name: str) -> tuple[Path, ...]:
    """Writes ``name-A4.pdf``, ``name-A3.pdf`` and ``name.png``. :class:`InvalidInput` ``poster_too_long`` (``over``: per cent
    too much) where the text does not fit; then no file is written."""
    layouts = {key: _Layout(facts, words, size[1] / size[0] * WIDE) for key, size in PAGES.items()}
    picture = _Layout(facts, words, PICTURE[1])
    made = []
    for key, layout in layouts.items():

        def write(file: BinaryIO, key: str = key, layout: "_Layout" = layout) -> None:
            title = words("poster.file_title", title=facts.title)
            pen = PagePen(file, PAGES[key], title=title, author=facts.organisation, subject=facts.code)
            layout.draw(pen)
            pen.save()

        made.append(write_whole(folder, f"{name}-{key}.pdf", write, trouble="plan_not_written"))

    def write_picture(file: BinaryIO) -> None:
        pen = PicturePen(PICTURE[1])
        picture.draw(pen)
        file.write(pen.png())

    made.append(write_whole(folder, f"{name}.png", write_picture, trouble="plan_not_written"))
    return tuple(made)


class _Layout:
    """Where everything stands on a poster of this height."""

    def __init__(self, facts: PosterFacts, words: Words, high: float) -> None:
        register_fonts()
        self.facts, self.words, self.high = facts, words, high
        self._glyphs = Glyphs()
        self.colour = own_colour(facts.kind)
        self.code_side = max(_CODE, qr.drawing(facts.link).side * 4.0) if facts.link else 0.0
        self.title_size, self.title = self._title()
        self.rows, self.size, self.lines = self._fit()

    def draw(self, pen: Pen) -> None:
        """The whole poster."""
        draw_mosaic(pen, seed=self.facts.code, kind=self.facts.kind, rows=self.rows)
        top = self.rows * TILE - _OVER
        pen.rect(0, top, WIDE, self.high - top + 60, "surface", radius=56)
        y = self._heading(pen, top)
        y = self._facts(pen, y)
        for line in self.lines:
            y += self.size * (_LINE if line else _PAUSE)
            pen.text(_EDGE, y, line, size=self.size, token="text2")
        self._foot(pen)
        if not self.facts.released:
            pen.stamp(self.words("poster.draft"))

    def _title(self) -> tuple[float, list[str]]:
        """The largest size at which the title takes two lines, or three at the smallest."""
        title = self._glyphs.printable(self.facts.title)
        for size in _TITLES:
            lines = self._wrap(title, size, _ROOM, bold=True)
            if len(lines) <= (3 if size == _TITLES[-1] else 2):
                return size, lines
        raise InvalidInput("poster_too_long", field="title", over=max(round(len(lines) / 3 * 100) - 100, 1))

    def _fit(self) -> tuple[int, float, list[str]]:
        """Rows, size and lines of the first try that holds the text."""
        for rows, size in _TRIES:
            lines = self._paragraphs(size)
            left = self.high - _BELOW - 40 - (rows * TILE - _OVER + self._above())
            if _height(lines, size) <= left:
                return rows, size, lines
        over = _height(lines, size) / max(left, 1) - 1
        raise InvalidInput("poster_too_long", field="text", over=max(round(over * 100), 1))

    def _above(self) -> float:
        """The height of heading and facts."""
        return 96 + len(self.title) * self.title_size * 1.2 + 34 + max(self._facts_height(), self._code_height()) + 22

    def _code_height(self) -> float:
        return self.code_side + 46 if self.facts.link else 0

    def _heading(self, pen: Pen, top: float) -> float:
        """Who invites, what sort of event it is, and its title."""
        y = top + 84
        chip = self.words(f"poster.kind_{self.facts.kind.value}")
        wide = self._wide(chip, 27, bold=True) + 44
        pen.rect(WIDE - _EDGE - wide, y - 37, wide, 52, self.colour, radius=26)
        token = "on-warn" if self.colour == "warn" else "on-accent"
        pen.text(WIDE - _EDGE - wide + 22, y - 1, chip, size=27, bold=True, token=token)
        organisation = self._glyphs.printable(self.facts.organisation)
        pen.text(_EDGE, y, cut(organisation, lambda t: self._wide(t, 30), _ROOM - wide - 30), size=30, token="muted")
        y = top + 96
        for line in self.title:
            y += self.title_size * 1.2
            pen.text(_EDGE, y, line, size=self.title_size, bold=True)
        return y + 34

    def _facts(self, pen: Pen, top: float) -> float:
        """When, where, for whom; the code beside them."""
        y = top
        for label, lines in self._rows():
            pen.rect(_EDGE, y + 14, 6, len(lines) * 44 - 10, self.colour, radius=3)
            pen.text(_EDGE + 24, y + 40, label, size=27, token="muted")
            for line in lines:
                y += 44
                pen.text(_EDGE + 24 + self._label_room(), y - 3, line, size=31, bold=True)
            y += 12
        if self.facts.link:
            x = WIDE - _EDGE - self.code_side
            pen.code(x, top, self.code_side, self.facts.link)
            label = self.words("poster.sign_up")
            pen.text(
                x + (self.code_side - self._wide(label, 27, bold=True)) / 2,
                top + self.code_side + 26,
                label,
                size=27,
                bold=True,
            )
        return max(y, top + self._code_height()) + 10

    def _rows(self) -> list[tuple[str, list[str]]]:
        """Labels and their lines."""
        facts, words = self.facts, self.words
        found = [("when", self._when())]
        place = [words("poster.online")] if facts.online else []
        where = words("common.list_sep").join([*place, *([facts.venue] if facts.venue else [])])
        if where:
            found.append(("where", where))
        if facts.band is not None:
            found.append(("whom", words("poster.ages", ages=ages(facts.band, words))))
        if facts.capacity is not None:
            found.append(("places", words(f"plan_pages.capacity_{facts.capacity_unit.value}", n=facts.capacity)))
        room = _ROOM - 24 - self._label_room() - (_CODE + 30 if facts.link else 0)
        return [
            (words(f"poster.{key}"), self._wrap(self._glyphs.printable(text), 31, room, bold=True))
            for key, text in found
        ]

    def _label_room(self) -> float:
        return max(self._wide(self.words(f"poster.{key}"), 27) for key in ("when", "where", "whom", "places")) + 24

    def _facts_height(self) -> float:
        return sum(len(lines) * 44 + 12 for _, lines in self._rows())

    def _when(self) -> str:
        facts = self.facts
        start, end = clock(facts.starts), clock(facts.ends)
        first, last = day(facts.starts, self.words), day(facts.ends, self.words)
        if facts.starts.date() == facts.ends.date():
            return self.words("poster.when_day", date=first, start=start, end=end)
        return self.words("poster.when_days", first=first, start=start, last=last, end=end)

    def _foot(self, pen: Pen) -> None:
        """The link in letters, for those who cannot scan; without one, whom to ask."""
        y = self.high - 40
        link = self._glyphs.printable(self.facts.link)
        text = link or self.words("poster.no_code", organisation=self._glyphs.printable(self.facts.organisation))
        size = next((size for size in (25, 22, 19, 16) if self._wide(text, size) <= _ROOM), 16)
        pen.text(_EDGE, y, cut(text, lambda t: self._wide(t, size), _ROOM), size=size, token="muted")

    def _paragraphs(self, size: float) -> list[str]:
        """The text in lines; an empty one between paragraphs that are parted by one."""
        found: list[str] = []
        for paragraph in self.facts.text.strip().splitlines():
            clean = self._glyphs.printable(paragraph)
            found += self._wrap(clean, size, _ROOM) if clean else ([""] if found and found[-1] else [])
        return found

    def _wrap(self, text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
        lines: Sequence[str] = wrapped(text, lambda part: self._wide(part, size, bold=bold), room, lines=500)
        return list(lines)

    def _wide(self, text: str, size: float, *, bold: bool = False) -> float:
        return width(text, BOLD if bold else REGULAR, size)


def _height(lines: Sequence[str], size: float) -> float:
    return sum(size * (_LINE if line else _PAUSE) for line in lines)
