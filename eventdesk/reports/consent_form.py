"""The consent form on one A4 page, for families who rather sign on paper: the wording, each purpose with its two boxes,
and the lines that a guardian fills in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from eventdesk.domain.consent import Purpose
from eventdesk.errors import InvalidInput
from eventdesk.reports.exporters.files import write_whole
from eventdesk.reports.fonts import BOLD
from eventdesk.reports.paper import Paper
from eventdesk.reports.phrases import day
from resources.words import Words

SIZES = (11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5)
"""Points of the wording, the largest that fits is taken."""

_MARGIN: float = 18 * mm
_STEP = 1.5
_BOX = 11.0
_FIELDS = (("guardian", "relation"), ("phone", "child"), ("signature", "date"))


@dataclass(frozen=True)
class FormFacts:
    """What stands on the form. ``title`` and ``starts`` (in the organisation's zone) are an event's, if it is for one."""

    organisation: str
    version: str
    text: str
    title: str = ""
    starts: datetime | None = None


def write_form(facts: FormFacts, words: Words, *, file: Path) -> Path:
    """Writes the page. :class:`InvalidInput` ``notice_too_long`` where the wording does not fit at the smallest size."""

    def write(out: BinaryIO) -> None:
        _Form(out, facts, words).draw()

    return write_whole(file.parent, file.name, write, trouble="form_not_written")


class _Form:
    """Head and foot are as they are; the wording gets what lies between."""

    def __init__(self, out: BinaryIO, facts: FormFacts, words: Words) -> None:
        self._facts, self._words = facts, words
        title = words("privacy.form_title")
        self._paper = Paper(out, A4, title=title, author=facts.organisation, subject=facts.version)
        self._room = A4[0] - 2 * _MARGIN

    def draw(self) -> None:
        """The page, and the end of the file."""
        paper = self._paper
        paper.begin(A4)
        top = self._head()
        bottom = A4[1] - _MARGIN - self._foot_height()
        size, lines = self._fitting(bottom - top)
        end = paper.block(_MARGIN, top, lines, size=size, step=size * _STEP)
        self._foot(end + 16)
        foot = self._words("privacy.form_version", version=self._facts.version)
        paper.text(_MARGIN, A4[1] - _MARGIN + 10, foot, size=8, token="text2")
        paper.save()

    def _head(self) -> float:
        paper, facts, words = self._paper, self._facts, self._words
        y = _MARGIN + 20
        paper.text(_MARGIN, y, words("privacy.form_title"), font=BOLD, size=20, room=self._room)
        y += 22
        paper.text(_MARGIN, y, facts.organisation, size=11, token="text2", room=self._room)
        if facts.title and facts.starts is not None:
            y += 17
            event = words("privacy.form_event", title=facts.title, date=day(facts.starts, words))
            paper.text(_MARGIN, y, event, size=11, token="text2", room=self._room)
        y += 12
        paper.line(_MARGIN, y, _MARGIN + self._room, y, "border")
        return y + 4

    def _fitting(self, room: float) -> tuple[float, Sequence[str]]:
        for size in SIZES:
            lines = self._paper.lines(self._facts.text, size=size, room=self._room)
            if len(lines) * size * _STEP <= room:
                return size, lines
        raise InvalidInput("notice_too_long", field="text")

    def _foot_height(self) -> float:
        return 20 + len(Purpose) * 26 + len(_FIELDS) * 40 + 16

    def _foot(self, y: float) -> None:
        for purpose in Purpose:
            y += 26
            self._purpose(purpose, y)
        y += 14
        half = (self._room - 20) / 2
        for pair in _FIELDS:
            y += 40
            for x, name in zip((_MARGIN, _MARGIN + half + 20), pair, strict=True):
                label = self._words(f"privacy.form_{name}")
                wide = self._paper.text(x, y, label, size=10, token="text2")
                self._paper.line(x + wide + 6, y + 2, x + half, y + 2, "text2", line=0.7)

    def _purpose(self, purpose: Purpose, y: float) -> None:
        paper, words = self._paper, self._words
        choices = [words("privacy.form_agree"), words("privacy.form_refuse")]
        widths = [paper.wide(text, size=10.5) + _BOX + 6 for text in choices]
        right = _MARGIN + self._room
        for text, wide in zip(reversed(choices), reversed(widths), strict=True):
            right -= wide
            paper.rect(right, y - _BOX + 2, _BOX, _BOX, stroke="text", line=0.9)
            paper.text(right + _BOX + 5, y, text, size=10.5)
            right -= 18
        paper.text(_MARGIN, y, words(f"privacy.purpose_{purpose.value}"), font=BOLD, size=10.5, room=right - _MARGIN)
