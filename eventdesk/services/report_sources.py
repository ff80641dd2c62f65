"""Which reports there are: what each is about, where it reads its facts, and which records stand behind a figure.

A further kind is a function that reads it and a line in :data:`_KINDS`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from eventdesk.errors import InvalidInput
from eventdesk.reports.document import About, ReportDocument
from eventdesk.services.attendance import Attendance
from eventdesk.services.house import House
from eventdesk.services.report_views import Counted

ATTENDANCE, SATISFACTION, EVENT, VOLUNTEERS, YEAR = "attendance", "satisfaction", "event", "volunteers", "year"
FAMILIES, AUDIT = "families", "audit"


@dataclass(frozen=True)
class Source:
    """The facts of one report, read now. ``subject`` is what its revisions are counted by, see
    :class:`~eventdesk.reports.document.Masthead`."""

    kind: str
    subject: str
    position: str
    facts: Any
    build: Callable[[Any], ReportDocument]

    def same_stage(self, at: datetime) -> bool:
        """Whether what a report is about was as far at another moment as when its facts were read. Where it was not, the same records
        say something else: who had not come is a no-show once the event is over."""
        stage_at = getattr(self.facts, "stage_at", None)
        return stage_at is None or stage_at(at) is stage_at(self.facts.computed_at)

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


def _volunteers(house: House, attendance: Attendance, subject: str) -> Source:
    from eventdesk.reports.volunteers_report import build
    from eventdesk.services.report_volunteers import read_volunteers

    facts = read_volunteers(house, subject)
    return Source(VOLUNTEERS, facts.event_code, facts.position, facts, build)


def _shifts(house: House, attendance: Attendance, subject: str, key: str) -> Counted | None:
    from eventdesk.services.report_volunteers import shifts_behind

    return shifts_behind(house, subject, key)


def _year(house: House, attendance: Attendance, subject: str) -> Source:
    from eventdesk.reports.year_report import build
    from eventdesk.services.report_year import read_year

    facts = read_year(house, attendance, subject)
    return Source(YEAR, facts.subject, facts.position, facts, build)


def _events(house: House, attendance: Attendance, subject: str, key: str) -> Counted | None:
    from eventdesk.services.report_year import events_behind

    return events_behind(house, attendance, subject, key)


def _people(house: House, attendance: Attendance, subject: str, key: str) -> Counted | None:
    from eventdesk.services.report_attendance import people_behind

    return people_behind(house, attendance, subject, key)


def _answers(house: House, attendance: Attendance, subject: str, key: str) -> Counted | None:
    from eventdesk.services.report_satisfaction import answers_behind

    return answers_behind(house, subject, key)


def _of_event(house: House, attendance: Attendance, subject: str, key: str) -> Counted | None:
    from eventdesk.services.report_event import event_records

    return event_records(house, attendance, subject, key)


def _families(house: House, attendance: Attendance, subject: str) -> Source:
    from eventdesk.reports.families_report import build
    from eventdesk.services.report_families import read_families

    facts = read_families(house, subject)
    return Source(FAMILIES, f"{facts.year:04d}", facts.position, facts, build)


def _families_behind(house: House, attendance: Attendance, subject: str, key: str) -> Counted | None:
    from eventdesk.services.report_families import families_behind

    return families_behind(house, subject, key)


def _audit(house: House, attendance: Attendance, subject: str) -> Source:
    from eventdesk.reports.audit_pack import build
    from eventdesk.services.report_audit import read_audit

    facts = read_audit(house, subject)
    return Source(AUDIT, f"{facts.year:04d}", facts.position, facts, build)


def _audit_behind(house: House, attendance: Attendance, subject: str, key: str) -> Counted | None:
    from eventdesk.services.report_audit import records_behind

    return records_behind(house, subject, key)


@dataclass(frozen=True)
class Kind:
    """A report: what it is about, how its facts are read of a subject, and the records behind its figure of a key."""

    key: str
    about: About
    read: Callable[[House, Attendance, str], Source]
    behind: Callable[[House, Attendance, str, str], Counted | None]


_KINDS: Mapping[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind(ATTENDANCE, About.EVENT, _attendance, _people),
        Kind(SATISFACTION, About.EVENT, _satisfaction, _answers),
        Kind(EVENT, About.EVENT, _event, _of_event),
        Kind(VOLUNTEERS, About.EVENT, _volunteers, _shifts),
        Kind(YEAR, About.YEAR, _year, _events),
        Kind(FAMILIES, About.YEAR, _families, _families_behind),
        Kind(AUDIT, About.YEAR, _audit, _audit_behind),
    )
}
KINDS = tuple(_KINDS)


def kind_of(key: str) -> Kind:
    """The kind of this name; :class:`InvalidInput` ``unknown_report`` for one that does not exist."""
    if key not in _KINDS:
        raise InvalidInput("unknown_report", field="kind", kind=key)
    return _KINDS[key]


def read_source(house: House, attendance: Attendance, kind: str, subject: str) -> Source:
    """Reads the facts of a report; :class:`InvalidInput` ``unknown_report``."""
    return kind_of(kind).read(house, attendance, subject)
