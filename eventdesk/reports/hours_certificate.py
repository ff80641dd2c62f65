"""The certificate of a volunteer's hours: thanks on one page, with what was done listed below and on further pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from eventdesk.reports.exporters.files import write_whole
from eventdesk.reports.fonts import BOLD
from eventdesk.reports.paper import Paper
from eventdesk.reports.phrases import day
from eventdesk.reports.roster_facts import hours
from resources.words import Words

_MARGIN: float = 24 * mm
_ROW = 21.0
_FIRST_TOP = 330.0
_FIRST, _FURTHER = 13, 29
"""Rows on the first page and on each one after it."""


@dataclass(frozen=True)
class Helped:
    """One event: its day (in the organisation's zone), its title, the roles, the minutes credited."""

    day: date
    title: str
    roles: str
    minutes: int


@dataclass(frozen=True)
class CertificateFacts:
    """What is certified, events in their order; ``issued`` is aware, in the organisation's zone."""

    organisation: str
    name: str
    issued: datetime
    events: tuple[Helped, ...]

    @property
    def minutes(self) -> int:
        """All that is credited."""
        return sum(one.minutes for one in self.events)


def write_certificate(facts: CertificateFacts, words: Words, *, file: Path) -> Path:
    """Writes the certificate as ``file``. There must be an event."""

    def write(out: BinaryIO) -> None:
        _Certificate(out, facts, words).draw()

    return write_whole(file.parent, file.name, write, trouble="certificate_not_written")


class _Certificate:
    """Draws the pages. The frame, the thanks and the signature are on the first one."""

    def __init__(self, out: BinaryIO, facts: CertificateFacts, words: Words) -> None:
        self.facts, self.words = facts, words
        title = words("roster_paper.certificate_file")
        self.paper = Paper(
            out, A4, title=title, author=facts.organisation, subject=words("roster_paper.certificate"), language=words.language
        )
        self.room = A4[0] - 2 * _MARGIN

    def draw(self) -> None:
        """All pages, and the end of the file."""
        events = self.facts.events
        self._page()
        self._thanks()
        self._signature()
        self._list(_FIRST_TOP, events[:_FIRST])
        for start in range(_FIRST, len(events), _FURTHER):
            self._page()
            heading = self._say("certificate_more", name=self.facts.name)
            self.paper.text(_MARGIN, _MARGIN + 8, heading, font=BOLD, size=12, room=self.room)
            self._list(_MARGIN + 24, events[start : start + _FURTHER])
        self.paper.save()

    def _say(self, key: str, **values: object) -> str:
        return self.words(f"roster_paper.{key}", **values)

    def _page(self) -> None:
        paper = self.paper
        paper.begin(A4)
        wide, high = A4
        for inset, line, token in ((11 * mm, 2.2, "accent"), (13.2 * mm, 0.6, "accent")):
            paper.rect(inset, inset, wide - 2 * inset, high - 2 * inset, stroke=token, line=line)

    def _thanks(self) -> None:
        paper, facts = self.paper, self.facts
        middle, y = A4[0] / 2, _MARGIN + 34
        paper.text(middle, y, facts.organisation, size=12, token="text2", room=self.room, anchor="middle")
        paper.text(middle, y + 44, self._say("certificate"), font=BOLD, size=32, token="accent-text", anchor="middle")
        paper.rect(middle - 9 * mm, y + 60, 18 * mm, 2, fill="accent")
        paper.text(middle, y + 104, facts.name, font=BOLD, size=26, room=self.room, anchor="middle")
        first, last = facts.events[0].day, facts.events[-1].day
        key = "certificate_day" if first == last else "certificate_text"
        text = self._say(
            key, first=self._day(first), last=self._day(last), n=len(facts.events), hours=hours(facts.minutes, self.words),
            organisation=facts.organisation,
        )  # fmt: skip
        y += 122
        for line in paper.lines(text, size=12.5, room=self.room - 40, most=5):
            y += 21
            paper.text(middle, y, line, size=12.5, anchor="middle")

    def _list(self, y: float, events: Sequence[Helped]) -> None:
        paper, right = self.paper, _MARGIN + self.room
        paper.rect(_MARGIN, y, self.room, _ROW, fill="sunken", radius=4)
        times = max((paper.wide(hours(one.minutes, self.words), size=10) for one in events), default=0) + 24
        x, room = _MARGIN + 86, self.room - 86 - times
        columns = (("date", _MARGIN + 8, 72.0), ("event", x, room * 0.55 - 8), ("roles", x + room * 0.55, room * 0.45))
        for key, x, room in columns:
            paper.middle(x, y + _ROW / 2, self._say(f"certificate_{key}"), size=9, token="text2", room=room)
        paper.middle(right - 8, y + _ROW / 2, self._say("certificate_hours"), size=9, token="text2", anchor="end")
        for one in events:
            y += _ROW
            middle = y + _ROW / 2
            for (_, x, room), text in zip(columns, (one.day.isoformat(), one.title, one.roles), strict=True):
                paper.middle(x, middle, text, size=10, room=room)
            paper.middle(right - 8, middle, hours(one.minutes, self.words), size=10, anchor="end")
            paper.line(_MARGIN, y + _ROW, right, y + _ROW, "border")

    def _signature(self) -> None:
        paper, y = self.paper, A4[1] - _MARGIN - 34
        right = _MARGIN + self.room
        paper.text(_MARGIN, y + 22, day(self.facts.issued, self.words), size=10.5, token="text2")
        paper.line(right - 190, y + 8, right, y + 8, "border-strong", line=0.8)
        label = self._say("certificate_seal", organisation=self.facts.organisation)
        paper.text(right - 95, y + 22, label, size=10, token="text2", room=190, anchor="middle")

    def _day(self, at: date) -> str:
        return self._say("certificate_on", year=at.year, month=self.words(f"report.month_{at.month}"), day=at.day)
