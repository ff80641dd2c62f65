"""The attendance report: who was registered, who came, when, and through which door.

Figures and their formulas: docs, "Figures". The unit is a person, counted once; volunteers are not counted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from eventdesk.domain import attendance as rules
from eventdesk.domain.attendance import Attender, BandCount, Heads, Movement, Totals
from eventdesk.domain.event import Unit
from eventdesk.reports.attendance_charts import charts
from eventdesk.reports.document import (
    Column,
    Figure,
    Masthead,
    ReportDocument,
    Table,
    Value,
    ValueKind,
    rate,
)

KIND = "attendance"
_FIVE_MINUTES = timedelta(minutes=5)


@dataclass(frozen=True)
class SlotFact:
    """A slot of the event; ``capacity`` None is no limit, ``unit`` what it counts."""

    code: str
    title: str
    capacity: int | None
    unit: Unit


@dataclass(frozen=True)
class NoShow:
    """Registered people of one registration who did not come. ``label`` and ``phone`` are masked already."""

    label: str
    phone: str
    adults: int
    children: int
    slots: tuple[str, ...]


@dataclass(frozen=True)
class AttendanceFacts:
    """Everything the report is made of. Moments are aware; ``zone`` is the organisation's zone, ``Asia/Shanghai``.

    ``people`` are all persons of the event that are confirmed or were let in. ``movements`` are what the journal holds
    of them in and out; without any, first entries stand in and no exit is known. ``incidents`` are
    ``{"person", "entries": [{"journal", "station", "at"}]}``, ``at`` as ISO text. ``digest`` is the journal set's digest
    and ``journal_position`` up to where it was read.
    """

    organisation: str
    zone: str
    event_code: str
    event_title: str
    starts: datetime
    ends: datetime
    venue: str
    capacity: int | None
    capacity_unit: Unit
    people: tuple[Attender, ...]
    cancelled: Heads
    journal_entries: int
    digest: str
    journal_position: str
    computed_at: datetime
    revision: int
    slots: tuple[SlotFact, ...] = ()
    no_shows: tuple[NoShow, ...] = ()
    incidents: tuple[Mapping[str, Any], ...] = ()
    movements: tuple[Movement, ...] = ()

    @cached_property
    def totals(self) -> Totals:
        """All totals, counted once."""
        return rules.totals(self.people)

    @cached_property
    def arrivals(self) -> list[datetime]:
        """First entries in order, in the organisation's zone."""
        return sorted(p.first_in.astimezone(self.tz) for p in self.people if p.first_in is not None)

    @cached_property
    def tz(self) -> ZoneInfo:
        """The organisation's zone."""
        return ZoneInfo(self.zone)

    def local(self, at: datetime | None) -> datetime | None:
        """A moment in the organisation's zone."""
        return at.astimezone(self.tz) if at is not None else None


def attendance_document(facts: AttendanceFacts) -> dict[str, Any]:
    """The document of the verb ``attendance``. ``peak_5min`` and ``attendance_rate`` are None where nobody makes one."""
    totals = facts.totals
    peak = totals.peak
    return {
        "event": facts.event_code,
        "registered": totals.registered.as_dict(),
        "attended": totals.attended.as_dict(),
        "walk_ins": totals.walk_ins.as_dict(),
        "no_shows": totals.no_shows.as_dict(),
        "inside": totals.inside,
        "attendance_rate": totals.attendance_rate,
        "peak_5min": peak and {"at": peak.at.astimezone(facts.tz).isoformat(), "persons": peak.persons},
        "by_station": dict(totals.by_station),
        "incidents": [dict(incident) for incident in facts.incidents],
        "journal_entries": facts.journal_entries,
        "digest": facts.digest,
    }


def build(facts: AttendanceFacts) -> ReportDocument:
    """The report's document. The same facts give the same document, to the byte."""
    return ReportDocument(
        kind=KIND,
        revision=facts.revision,
        masthead=Masthead(
            organisation=facts.organisation,
            event=facts.event_code,
            title=facts.event_title,
            venue=facts.venue,
            starts=facts.starts.astimezone(facts.tz),
            ends=facts.ends.astimezone(facts.tz),
        ),
        computed_at=facts.computed_at.astimezone(facts.tz),
        journal_position=facts.journal_position,
        digest=facts.digest,
        figures=tuple(_figures(facts)),
        tables=(_people(facts), _arrivals(facts), _bands(facts), _slots(facts), _no_shows(facts), _incidents(facts)),
        charts=charts(
            totals=facts.totals,
            arrivals=facts.arrivals,
            starts=facts.starts.astimezone(facts.tz),
            bands=rules.age_bands(facts.people),
            slots=slot_counts(facts),
        ),
        attendance=attendance_document(facts),
    )
