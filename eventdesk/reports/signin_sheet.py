"""The list for the wall: who is expected, sorted by the sound of the name, with boxes to tick and room to sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from eventdesk.reports.exporters.files import write_whole
from eventdesk.reports.fonts import BOLD
from eventdesk.reports.paper import Paper
from eventdesk.reports.phrases import clock, day
from resources.words import Words

_MARGIN: float = 14 * mm
_ROW = 25.0
_HEAD = 20.0
_BOX = 11.0
_SIZE = 10.5
_COLUMNS = (("tick", 20.0), ("family", 104.0), ("party", 62.0), ("children", 128.0), ("slots", 110.0), ("sign", 0.0))
"""Columns with their widths in points; the last one takes what is left."""


@dataclass(frozen=True)
class SigninRow:
    """A family. ``letter`` is the initial under which it stands; names are as they may be shown on a wall."""

    letter: str
    family: str
    phone: str
    adults: int
    children: int
    names: str
    slots: str


@dataclass(frozen=True)
class SigninFacts:
    """What the sheet is about, its rows in their order. Moments are aware, in the organisation's zone."""

    organisation: str
    code: str
    title: str
    venue: str
    slot: str
    starts: datetime
    printed: datetime
    rows: Sequence[SigninRow]


def write_signin(facts: SigninFacts, words: Words, *, folder: Path, name: str) -> Path:
    """Writes ``name.pdf``; A4, as many pages as it takes, every one with its heading."""

    def write(out: BinaryIO) -> None:
        _Sheet(out, facts, words).draw()

    return write_whole(folder, f"{name}.pdf", write, trouble="list_not_written")


class _Sheet:
    """Draws rows until a page is full."""

    def __init__(self, out: BinaryIO, facts: SigninFacts, words: Words) -> None:
        self.facts, self.words = facts, words
        title = self._say("sheet_title", title=facts.title)
        self.paper = Paper(out, A4, title=title, author=facts.organisation, subject=facts.code)
        self.room = A4[0] - 2 * _MARGIN
        self.bottom = A4[1] - _MARGIN - 14
        self.pages = self._count_pages()

    def _say(self, key: str, **values: object) -> str:
        return self.words(f"registration_lists.{key}", **values)

    def draw(self) -> None:
        """All pages."""
        y, letter = self._page(), ""
        for place, row in enumerate(self.facts.rows):
            if y + _ROW > self.bottom:
                y, letter = self._page(), ""
            self._row(y, row, shown=row.letter != letter, shaded=place % 2 == 1)
            letter = row.letter
            y += _ROW
        if not self.facts.rows:
            self.paper.text(_MARGIN, y + 24, self._say("sheet_nobody"), size=_SIZE, token="muted")
        self.paper.save()

    def _count_pages(self) -> int:
        y, pages = self._top(), 1
        for _ in self.facts.rows:
            if y + _ROW > self.bottom:
                y, pages = self._top(), pages + 1
            y += _ROW
        return pages

    def _top(self) -> float:
        return _MARGIN + 48 + _HEAD

    def _page(self) -> float:
        """A new page with its heading; where the rows begin."""
        paper, facts = self.paper, self.facts
        paper.begin(A4)
        title = facts.title if not facts.slot else self._say("sheet_slot", title=facts.title, slot=facts.slot)
        paper.text(_MARGIN, _MARGIN + 16, title, font=BOLD, size=16, room=self.room - 90)
        families, adults = len(facts.rows), sum(row.adults for row in facts.rows)
        line = self._say(
            "sheet_line", date=day(facts.starts, self.words), time=clock(facts.starts), venue=facts.venue,
            families=families, adults=adults, children=sum(row.children for row in facts.rows),
        )  # fmt: skip
        paper.text(_MARGIN, _MARGIN + 34, line.strip(" ·"), size=10, token="text2", room=self.room)
        page = self._say("sheet_page", page=paper.pages, pages=self.pages)
        paper.text(_MARGIN + self.room, _MARGIN + 16, page, size=9, token="muted", anchor="end")
        self._heading(_MARGIN + 44)
        foot = self._say("sheet_foot", organisation=facts.organisation, at=f"{facts.printed:%Y-%m-%d %H:%M}")
        paper.text(_MARGIN, A4[1] - _MARGIN + 2, foot, size=8, token="muted", room=self.room)
        return self._top()

    def _heading(self, y: float) -> None:
        self.paper.rect(_MARGIN, y, self.room, _HEAD, fill="sunken")
        for key, x, room in self._places():
            if key != "tick":
                self.paper.middle(x, y + _HEAD / 2, self._say(f"sheet_{key}"), size=9, token="text2", room=room)

    def _places(self) -> list[tuple[str, float, float]]:
        found, x = [], _MARGIN + 22
        for key, wide in _COLUMNS:
            room = (wide or _MARGIN + self.room - x) - 6
            found.append((key, x, room))
            x += wide
        return found

    def _row(self, y: float, row: SigninRow, *, shown: bool, shaded: bool) -> None:
        paper, middle = self.paper, y + _ROW / 2
        if shown:
            paper.line(_MARGIN, y, _MARGIN + self.room, y, "border-strong", line=0.8)
            paper.middle(_MARGIN + 4, middle, row.letter, font=BOLD, size=12, token="accent")
        else:
            paper.line(_MARGIN + 22, y, _MARGIN + self.room, y, "border")
        party = self._say("sheet_heads", adults=row.adults, children=row.children)
        for key, x, room in self._places():
            match key:
                case "tick":
                    paper.rect(x, middle - _BOX / 2, _BOX, _BOX, stroke="border-strong", line=1, radius=2)
                case "family":
                    wide = paper.middle(x, middle, row.family, font=BOLD, size=_SIZE, room=room)
                    tail = room - wide - 6
                    if tail > 22:
                        paper.middle(x + wide + 6, middle, row.phone, size=8.5, token="muted", room=tail)
                case "party":
                    paper.middle(x, middle, party, size=_SIZE, room=room)
                case "children":
                    paper.middle(x, middle, row.names, size=9.5, room=room)
                case "slots":
                    paper.middle(x, middle, row.slots, size=9, token="text2", room=room)
                case "sign":
                    paper.line(x, y + _ROW - 5, x + room, y + _ROW - 5, "border-strong", dash=(1.5, 2))
