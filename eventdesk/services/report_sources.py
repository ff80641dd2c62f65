"""Which reports there are, and where each reads its facts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from eventdesk.errors import InvalidInput
from eventdesk.reports.document import ReportDocument
from eventdesk.services.attendance import Attendance
from eventdesk.services.house import House

ATTENDANCE, SATISFACTION, EVENT = "attendance", "satisfaction", "event"


@dataclass(frozen=True)
class Source:
    """The facts of one report, read now. ``subject`` is what its revisions are counted by: an event's code."""

    kind: str
    subject: str
    position: str
    facts: Any
    build: Callable[[Any], ReportDocument]

    def document(self, revision: int, at: datetime | None = None) -> ReportDocument:
        """The report as this revision; ``at`` is when its facts are said to be read, without one it is now."""
        changed = {} if at is None else {"computed_at": at}
        return self.build(replace(self.facts, revision=revision, **changed))


def _attendance(house: House, attendance: Attendance, subject: str) -> Source:
    from eventdesk.reports.attendance import build
    from eventdesk.services.report_attendance import read_attendance

    facts = read_attendance(house, attendance, subject)
    return Source(ATTENDANCE, facts.event_code, facts.journal_position, facts, build)


def _satisfaction(house: House, attendance: Attendance, subject: str) -> Source:
    from eventdesk.reports.satisfaction import build
    from eventdesk.services.report_satisfaction import read_satisfaction

    facts = read_satisfaction(house, subject)
    return Source(SATISFACTION, facts.event_code, facts.position, facts, build)


def _event(house: House, attendance: Attendance, subject: str) -> Source:
    from eventdesk.reports.event_report import build
    from eventdesk.services.report_event import read_event

    facts = read_event(house, attendance, subject)
    return Source(EVENT, facts.attendance.event_code, facts.attendance.journal_position, facts, build)


_SOURCES: Mapping[str, Callable[[House, Attendance, str], Source]] = {
    ATTENDANCE: _attendance, SATISFACTION: _satisfaction, EVENT: _event,
}  # fmt: skip
KINDS = tuple(_SOURCES)


def check_kind(kind: str) -> None:
    """:class:`InvalidInput` ``unknown_report`` for a kind that does not exist."""
    if kind not in _SOURCES:
        raise InvalidInput("unknown_report", field="kind", kind=kind)


def read_source(house: House, attendance: Attendance, kind: str, subject: str) -> Source:
    """Reads the facts of a report; :func:`check_kind` first."""
    check_kind(kind)
    return _SOURCES[kind](house, attendance, subject)
