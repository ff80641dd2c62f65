"""Reports: immutable revisions of figures, and the files that are made of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.attendance import Heads, Movement
from eventdesk.domain.family import Role, mask_name, mask_phone
from eventdesk.domain.journal import EntryKind
from eventdesk.domain.registration import RegistrationState
from eventdesk.domain.right import Right
from eventdesk.errors import InvalidInput
from eventdesk.reports.attendance_facts import AttendanceFacts, NoShow, SlotFact
from eventdesk.reports.document import ReportDocument
from eventdesk.services.attendance import Attendance, EventAttendance, Party
from eventdesk.services.event_views import EventView
from eventdesk.services.events import Events
from eventdesk.services.house import House
from eventdesk.store import tables as t

FORMATS = ("xlsx", "pdf", "csv", "json")
CHANGES = frozenset({"reports"})


@dataclass(frozen=True)
class MadeReport:
    """A revision and the files written from it."""

    report: str
    kind: str
    revision: int
    sha256: str
    files: tuple[tuple[str, Path], ...]
    changes: frozenset[str] = CHANGES


@dataclass(frozen=True)
class RevisionView:
    """A revision that was made."""

    report: str
    kind: str
    subject: str
    number: int
    sha256: str
    position: str
    at: datetime


@dataclass(frozen=True)
class ReportedEvent:
    """An event with what its report stands on: how many came so far, and the last revision if one was made."""

    event: EventView
    came: int
    revision: RevisionView | None


@dataclass(frozen=True)
class ReportLook:
    """An event's report as it would be made now.

    ``last`` is the revision made last. ``draft``: something changed since, so that making it makes the next one;
    otherwise the document is that revision, to the byte.
    """

    document: ReportDocument
    last: RevisionView | None
    draft: bool


@dataclass(frozen=True)
class CountedPerson:
    """One of the people behind a figure. Name and phone are masked; ``first_in`` is in the organisation's zone."""

    person: str
    registration: str
    label: str
    phone: str
    child: bool
    age_months: int | None
    slots: tuple[str, ...]
    expected: bool
    first_in: datetime | None
    station: str
    inside: bool


class Reports:
    """The verbs of reports."""

    def __init__(self, house: House, attendance: Attendance) -> None:
        self._house, self._attendance = house, attendance

    def attendance_facts(self, event_code: str) -> AttendanceFacts:
        """What the attendance report is made of, read now; revision and time are those of a draft."""
        self._house.require(Right.LOOK)
        found = self._attendance.read(event_code)
        movements = self._movements(found)
        return _facts(self._house, found, movements)

    def attendance(self, event_code: str) -> dict[str, Any]:
        """The document of the verb ``attendance``."""
        from eventdesk.reports.attendance import attendance_document

        return attendance_document(self.attendance_facts(event_code))

    def preview(self, event_code: str) -> ReportDocument:
        """The report as it would be made now."""
        from eventdesk.reports.attendance import build

        self._house.require(Right.REPORTS)
        return build(self.attendance_facts(event_code))

    def events(self) -> tuple[ReportedEvent, ...]:
        """All events, the latest first, with what there is to report of them."""
        self._house.require(Right.LOOK)
        listed = Events(self._house).list()
        last: dict[str, RevisionView] = {}
        for revision in self.revisions():
            last.setdefault(revision.subject, revision)
        with self._house.store.reading() as connection:
            return tuple(
                ReportedEvent(
                    event, len(self._attendance.tally(connection, event.id).attended()), last.get(event.code)
                )
                for event in listed
            )

    def look(self, event_code: str) -> ReportLook:
        """The report as it would be made now, and whether that is what was made last."""
        from eventdesk.reports.attendance import KIND, build

        self._house.require(Right.REPORTS)
        facts = self.attendance_facts(event_code)
        last = next((made for made in self.revisions(facts.event_code) if made.kind == KIND), None)
        if last is None:
            return ReportLook(build(facts), None, draft=True)
        same = build(replace(facts, revision=last.number, computed_at=last.at))
        if same.sha256 == last.sha256:
            return ReportLook(same, last, draft=False)
        return ReportLook(build(replace(facts, revision=last.number + 1)), last, draft=True)

    def behind(self, event_code: str, key: str) -> tuple[CountedPerson, ...] | None:
        """The people whom a figure counts, as of now, masked; None where a figure does not count people."""
        from eventdesk.reports.attendance_people import behind
        from eventdesk.reports.attendance_tables import short

        self._house.require(Right.REPORTS)
        found = self._attendance.read(event_code)
        counted = behind(_facts(self._house, found, ()), key)
        if counted is None:
            return None
        members = {m.person: (m, party) for party in found.parties for m in party.members}
        shown = []
        for person in counted:
            member, party = members.get(person.person, (None, None))
            phones = [m.phone for m in party.members if m.phone] if party is not None else []
            shown.append(
                CountedPerson(
                    person=person.person, registration=short(person.registration), child=person.child,
                    label=mask_name((member.name or member.nickname) if member is not None else None),
                    phone=mask_phone(phones[0] if phones else None), age_months=person.age_months, slots=person.slots,
                    expected=person.expected, station=person.station or "", inside=person.inside,
                    first_in=person.first_in and person.first_in.astimezone(self._house.zone),
                )
            )  # fmt: skip
        return tuple(shown)

    def make(
        self, kind: str, event_code: str, *, folder: Path, formats: Sequence[str] = FORMATS, words: Any,
        progress: Callable[[int, int], object] | None = None,
    ) -> MadeReport:  # fmt: skip
        """Makes the report's next revision, unless nothing changed since the last, and writes its files.

        ``words`` are the language of the files (:class:`resources.words.Words`); the revision knows none. ``progress``
        is told (steps done, of how many); what it raises ends the work before the next step.
        """
        from eventdesk.reports import EXPORTERS, REPORTS
        from eventdesk.reports.exporters.files import prove_folder

        self._house.require(Right.REPORTS)
        self._house.require(Right.EXPORT)
        wanted = {report.key: report for report in REPORTS}.get(kind)
        if wanted is None:
            raise InvalidInput("unknown_report", field="kind", kind=kind)
        writers = {exporter.key: exporter for exporter in EXPORTERS}
        unknown = [name for name in formats if name not in writers]
        if unknown or not formats:
            raise InvalidInput("unknown_format", field="format", format=unknown[0] if unknown else "")
        names = list(dict.fromkeys(formats))
        tell = progress or _nobody
        tell(0, len(names) + 1)
        # A revision whose files can't be written would be counted though nobody ever held it.
        prove_folder(folder)
        id, document = self._revise(wanted.build, kind, event_code)
        files = []
        for number, name in enumerate(names, start=1):
            tell(number, len(names) + 1)
            write = writers[name].export
            file = write(document, folder=folder, words=words, zone=self._house.zone, name=document.stem)
            files.append((name, file))
        return MadeReport(id, kind, document.revision, document.sha256, tuple(files))

    def revisions(self, event_code: str | None = None) -> tuple[RevisionView, ...]:
        """All revisions, the latest first; of one event if it is named."""
        self._house.require(Right.LOOK)
        r = t.report_revision
        query = sa.select(r).order_by(r.c.at.desc(), r.c.number.desc())
        if event_code is not None:
            query = query.where(r.c.subject == event_code.strip().upper())
        with self._house.store.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(RevisionView(x.id, x.kind, x.subject, x.number, x.sha256, x.position, x.at) for x in rows)

    def _revise(self, build: Any, kind: str, event_code: str) -> tuple[str, ReportDocument]:
        facts = self.attendance_facts(event_code)
        r = t.report_revision
        with self._house.writing(Right.REPORTS, "report.made") as unit:
            last = unit.execute(
                sa.select(r).where(r.c.kind == kind, r.c.subject == facts.event_code).order_by(r.c.number.desc()).limit(1)
            ).first()
            if last is not None:
                same: ReportDocument = build(replace(facts, revision=last.number, computed_at=last.at))
                if same.sha256 == last.sha256:
                    return last.id, same
            number = 1 if last is None else last.number + 1
            at = unit.now.replace(microsecond=unit.now.microsecond // 1000 * 1000)
            document: ReportDocument = build(replace(facts, revision=number, computed_at=at))
            values = {
                "id": unit.new_id(), "kind": kind, "subject": facts.event_code, "number": number,
                "sha256": document.sha256, "body": document.canonical().decode(), "position": facts.journal_position,
                "at": at, "operator": unit.actor.operator,
            }  # fmt: skip
            unit.execute(r.insert(), values)
            unit.put("report", values | {"at": at.isoformat()})
            unit.commit(subject=facts.event_code, revision=number)
        return str(values["id"]), document

    def _movements(self, found: EventAttendance) -> tuple[Movement, ...]:
        with self._house.store.reading() as connection:
            tally = self._attendance.tally(connection, found.event.id)
        return tuple(
            Movement(at=entry.at, person=person, inward=entry.kind is not EntryKind.OUT)
            for entry in sorted(tally.entries.values(), key=lambda e: e.order)
            if entry.kind is not EntryKind.VOID and not tally.is_voided(entry.id)
            for person in entry.persons
        )


def _nobody(done: int, total: int) -> None:
    """Nobody watches."""


def _facts(house: House, found: EventAttendance, movements: tuple[Movement, ...]) -> AttendanceFacts:
    event = found.event
    # Who cancelled once it had begun was expected, and is no cancellation.
    missed = {person.registration for person in found.people if person.expected}
    cancelled = [p for p in found.parties if p.state is RegistrationState.CANCELLED and p.registration not in missed]
    incidents = tuple(
        {
            "person": incident.person,
            "entries": [
                {"journal": id, "station": station, "at": at.astimezone(house.zone).isoformat()}
                for id, station, at in incident.entries
            ],
        }
        for incident in found.incidents
    )
    return AttendanceFacts(
        organisation=house.organisation, zone=house.zone.key, event_code=event.code, event_title=event.title,
        starts=event.start, ends=event.end, venue=event.venue, capacity=event.capacity,
        capacity_unit=event.capacity_unit, people=found.people, cancelled=_heads(cancelled),
        journal_entries=found.journal_entries, digest=found.digest, journal_position=found.position,
        computed_at=house.clock.now(), revision=1,
        slots=tuple(SlotFact(s.code, s.title, s.capacity, s.capacity_unit) for s in event.slots),
        no_shows=_no_shows(found), incidents=incidents, movements=movements,
    )  # fmt: skip


def _heads(parties: Sequence[Party]) -> Heads:
    counted = [m for party in parties for m in party.members if m.counted]
    children = sum(1 for m in counted if m.role == Role.CHILD.value)
    return Heads(families=len(parties), adults=len(counted) - children, children=children)


def _no_shows(found: EventAttendance) -> tuple[NoShow, ...]:
    missing = {p.person for p in found.people if p.expected and not p.attended}
    titles = {slot.code: slot.title for slot in found.event.slots}
    listed = []
    for party in found.parties:
        absent = [m for m in party.members if m.person in missing]
        if absent:
            named = next((m.name or m.nickname for m in party.members if m.name or m.nickname), "")
            listed.append(
                NoShow(
                    label=mask_name(named), phone=next((mask_phone(m.phone) for m in party.members if m.phone), ""),
                    adults=sum(1 for m in absent if m.role != Role.CHILD.value),
                    children=sum(1 for m in absent if m.role == Role.CHILD.value),
                    slots=tuple(titles.get(code, code) for code in party.slots),
                )
            )  # fmt: skip
    return tuple(listed)
