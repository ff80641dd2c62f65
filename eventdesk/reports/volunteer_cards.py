"""Cards of volunteers to print: A4 pages of eight, each an A7 card with a code that the door reads, to be cut along the marks."""

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
from eventdesk.reports.phrases import day
from resources.words import Words

COLUMNS, ROWS = 2, 4
CARD = (A4[0] / COLUMNS, A4[1] / ROWS)

_EDGE: float = 7 * mm
_CODE: float = 46 * mm
_BAND = 22.0
_STEP = 12.5


@dataclass(frozen=True)
class VolunteerCardFace:
    """What stands on a volunteer's card. ``ticket`` is exactly the text of its code; ``lines`` are the shifts in words."""

    name: str
    code: str
    ticket: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class CardEvent:
    """What all cards of an event share. ``starts`` is aware, in the organisation's zone."""

    organisation: str
    code: str
    title: str
    starts: datetime


def write_cards(faces: Sequence[VolunteerCardFace], event: CardEvent, words: Words, *, file: Path) -> Path:
    """Writes all cards as ``file``."""

    def write(out: BinaryIO) -> None:
        _Cards(out, event, words).draw(faces)

    return write_whole(file.parent, file.name, write, trouble="roster_not_written")


class _Cards:
    """Draws cards on pages."""

    def __init__(self, out: BinaryIO, event: CardEvent, words: Words) -> None:
        self.event, self.words = event, words
        title = words("roster_paper.cards_title", title=event.title)
        self.paper = Paper(out, A4, title=title, author=event.organisation, subject=event.code, language=words.language)

    def draw(self, faces: Sequence[VolunteerCardFace]) -> None:
        """All of them, and the end of the file."""
        each = COLUMNS * ROWS
        for start in range(0, len(faces), each):
            self.paper.begin(A4)
            for place, face in enumerate(faces[start : start + each]):
                row, column = divmod(place, COLUMNS)
                self._card(column * CARD[0], row * CARD[1], face)
            self._marks()
        self.paper.save()

    def _marks(self) -> None:
        for column in range(1, COLUMNS):
            self.paper.line(column * CARD[0], 0, column * CARD[0], A4[1], "chart-prev", dash=(3, 3))
        for row in range(1, ROWS):
            self.paper.line(0, row * CARD[1], A4[0], row * CARD[1], "chart-prev", dash=(3, 3))

    def _card(self, x: float, y: float, face: VolunteerCardFace) -> None:
        paper, words, left = self.paper, self.words, x + _EDGE
        wide = CARD[0] - 2 * _EDGE
        top = y + _EDGE
        paper.rect(left, top, wide, _BAND, fill="accent", radius=4)
        word = words("roster_paper.volunteer")
        taken = paper.middle(left + 8, top + _BAND / 2, word, font=BOLD, size=12, token="on-accent")
        organisation, room = self.event.organisation, wide - taken - 28
        paper.middle(left + wide - 8, top + _BAND / 2, organisation, size=8, token="on-accent", room=room, anchor="end")
        side = _CODE
        paper.code(left + wide - side + 8, top + _BAND + 4, side, face.ticket)
        foot = left + wide - side / 2 + 8
        paper.text(foot, top + _BAND + side + 12, face.code, font=BOLD, size=11, anchor="middle")
        self._words(left, top + _BAND, wide - side, face)

    def _words(self, left: float, y: float, room: float, face: VolunteerCardFace) -> None:
        paper = self.paper
        size = next((size for size in (20.0, 16.0, 13.0) if paper.wide(face.name, font=BOLD, size=size) <= room), 13.0)
        y += 27
        paper.text(left, y, face.name, font=BOLD, size=size, room=room)
        y += 3
        title = paper.lines(self.event.title, size=9, room=room, most=2)
        y = paper.block(left, y, title, size=9, step=_STEP, token="text2")
        y = paper.block(left, y, [day(self.event.starts, self.words)], size=8.5, step=_STEP, token="muted")
        y += 5
        paper.rect(left, y, 8 * mm, 1.6, fill="accent")
        y += 2
        lines = [line for text in face.lines for line in paper.lines(text, size=8.5, room=room, most=2)]
        fitting = int((CARD[1] - 2 * _EDGE - _BAND - (27 + 3 + _STEP * (len(title) + 1) + 7)) / _STEP)
        if len(lines) > fitting:
            lines = [*lines[: fitting - 1], self.words("roster_paper.more_shifts")]
        paper.block(left, y, lines, size=8.5, step=_STEP)
