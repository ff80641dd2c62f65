"""Calendars: the year, an event and a family's slots as iCalendar files, and events from such files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from eventdesk.domain.registration import RegistrationState, SlotState
from eventdesk.domain.right import Right
from eventdesk.errors import InvalidInput, NotFound
from eventdesk.services import events
from eventdesk.services.calendar_records import OTHER, Record, Shelf, master, records, written, year_of
from eventdesk.services.event_views import Changes
from eventdesk.services.house import House
from eventdesk.store import plan_tables as p
from eventdesk.store import tables as t

if TYPE_CHECKING:
    from eventdesk.exchange.calendar_write import Written
    from eventdesk.services.calendar_entries import Entering
    from eventdesk.services.calendar_imports import Item, Plan, SkippedItem
    from eventdesk.services.calendar_undo import TakenBack

CHANGES: Changes = frozenset({"events"})
_YEARS = range(1971, 2100)


@dataclass(frozen=True)
class ExportedCalendar:
    """A file that was written, and how many events are in it, their slots not counted."""

    file: Path
    events: int


@dataclass(frozen=True)
class CalendarChange:
    """What a file would overwrite, or did: ``fields`` are (name, before, after); ``slot`` is empty for an event, ``uid`` for a
    slot that the file does not name and that moved along with its event.

    Names: ``title``, ``place``, ``start``, ``end`` (ISO 8601, UTC), ``description``, ``state``.
    """

    uid: str
    event: str
    slot: str
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class CalendarEntry:
    """An event that a file adds, or a slot of one; the hours are UTC."""

    title: str
    start: datetime
    end: datetime
    place: str
    is_slot: bool


@dataclass(frozen=True)
class ImportedCalendar:
    """What an import made. ``events`` are codes of new and overwritten events, ``slots`` counts new and overwritten slots.

    ``changes`` would overwrite something and wait for a yes, ``overwritten`` is what was. ``is_written`` says whether anything
    was written at all; then ``batch`` takes it back as a whole. ``made`` is what is new, in the order of the file.
    """

    file: str
    events: tuple[str, ...]
    slots: int
    unchanged: int
    changes: tuple[CalendarChange, ...]
    skipped: "tuple[SkippedItem, ...]"
    is_written: bool
    batch: str | None = None
    overwritten: tuple[CalendarChange, ...] = ()
    made: tuple[CalendarEntry, ...] = ()
    changed: Changes = frozenset()


class Calendars:
    """The verbs of calendars."""

    def __init__(self, house: House) -> None:
        self._house = house

    def export(self, event_code: str, file: Path) -> ExportedCalendar:
        """One event with its slots. :class:`StoreProblem` ``calendar_not_written`` where the file can't be."""
        self._house.require(Right.EXPORT)
        with self._house.store.reading() as connection:
            event = events.find(connection, event_code)
            data = self._file(connection, [event.id], name=event.title)
        return self._write(file, data, 1)

    def export_year(self, year: int, file: Path) -> ExportedCalendar:
        """All events that begin in a year of the organisation's zone, with their slots; templates are none.

        A series that came from a file is written as the series it was in the year that it begins in, and as single
        occurrences in later ones.
        """
        self._house.require(Right.EXPORT)
        if year not in _YEARS:
            raise InvalidInput("bad_year", field="--year")
        first, last = year_of(year, self._house.zone)
        with self._house.store.reading() as connection:
            query = sa.select(t.event.c.id).where(t.event.c.start >= first, t.event.c.start < last)
            query = query.where(sa.not_(t.event.c.template)).order_by(t.event.c.start, t.event.c.code)
            ids = [row.id for row in connection.execute(query)]
            name = f"{self._house.organisation} {year}"
            data = self._file(connection, ids, name=name, whole=True, others=self._others(connection, year))
        return self._write(file, data, len(ids))

    def export_family(self, registration: str, file: Path) -> ExportedCalendar:
        """The event of a registration with the slots that the family chose; without a choice all of it.

        What the family waits for is tentative, and all of a cancelled registration is cancelled. No names are in it.
        """
        self._house.require(Right.EXPORT)
        with self._house.store.reading() as connection:
            row = connection.execute(sa.select(t.registration).where(t.registration.c.id == registration)).first()
            if row is None:
                raise NotFound("registration_not_found", registration=registration)
            chosen = sa.select(t.slot_choice.c.slot, t.slot_choice.c.state).where(
                t.slot_choice.c.registration == row.id
            )
            slots: dict[str, str] = {choice.slot: choice.state for choice in connection.execute(chosen)}
            event = connection.execute(sa.select(t.event).where(t.event.c.id == row.event)).one()
            data = self._file(connection, [event.id], name=event.title, party=_Party(row.state, slots))
        return self._write(file, data, 1)

    def look(self, file: Path | str, *, overwrite: bool = False) -> ImportedCalendar:
        """What :meth:`import_file` would do, with the codes that new events would get; nothing is written."""
        return self._import(file, overwrite=overwrite, writes=False)

    def import_file(self, file: Path | str, *, overwrite: bool = False) -> ImportedCalendar:
        """Every event of a calendar file becomes a draft event, or a slot where RELATED-TO names an event.

        A recurrence becomes a series of events, 200 at the most, and of an endless one those that begin within a year.
        UIDs are kept: the same file again changes nothing, and what a changed file would overwrite is only told unless
        ``overwrite`` says yes. Families of an event that is cancelled or moved so come onto the list of people to call.
        :class:`UnreadableFile` leaves everything as it was.
        """
        return self._import(file, overwrite=overwrite, writes=True)

    def undo(self, batch: str) -> "TakenBack":
        """Takes an import back as a whole: the events and slots that it made go, what it overwrote is as before. What has been
        edited since or has registrations stays and is listed. :class:`NotFound` ``calendar_batch_not_found``,
        :class:`Conflict` ``calendar_batch_undone``."""
        from eventdesk.services.calendar_undo import take_back

        with self._house.writing(Right.EVENTS, "calendar.undone") as unit:
            done = take_back(unit, batch)
            if done.removed or done.restored or not done.kept:
                unit.commit(subject=batch, removed=len(done.removed), restored=len(done.restored), kept=len(done.kept))
        return done

    def _import(self, file: Path | str, *, overwrite: bool, writes: bool) -> ImportedCalendar:
        from eventdesk.exchange.calendar_read import read_calendar
        from eventdesk.services.calendar_entries import Entering
        from eventdesk.services.calendar_imports import Plan

        self._house.require(Right.EVENTS)
        found = read_calendar(file)
        with self._house.writing(Right.EVENTS, "calendar.imported") as unit:
            plan = Plan(unit.connection, self._house.zone, found, unit.now)
            entering = Entering(unit, self._house.zone, plan)
            entering.run(overwrite=overwrite)
            batch = None
            if writes and not entering.is_empty:
                batch = entering.trace.keep(found.file)
                unit.commit(subject=batch, events=len(entering.codes), slots=entering.slots, overwritten=len(entering.overwritten))
        return _result(plan, entering, waiting=not overwrite, batch=batch)

    def _file(
        self, connection: sa.Connection, ids: Sequence[str], *, name: str, whole: bool = False,
        party: "_Party | None" = None, others: Sequence[str] = (),
    ) -> bytes:  # fmt: skip
        from eventdesk.exchange.calendar_write import write_calendar

        found = [record for record in records(connection, ids) if party is None or party.takes(record)]
        shelf = Shelf(connection, [record.row.id for record in found])
        release = p.schedule_release.c
        query = sa.select(release.event, sa.func.max(release.number)).group_by(release.event)
        releases: dict[str, int] = {row[0]: row[1] for row in connection.execute(query)}
        items: list[Written] = []
        begun: set[str] = set()
        for record in found:
            status = party.status(record) if party else None
            item = written(record, shelf, releases=releases.get(record.event.id, 0), status=status)
            if whole and item.recurrence is not None:
                series, first = shelf.series(item.uid)
                if item.uid not in begun and series.text and first.endswith(f"\n{item.recurrence}"):
                    begun.add(item.uid)
                    items.append(master(item, series))
                if item.uid in begun and not item.changed and not shelf.of(record.row.id)[2].text:
                    continue  # the series says it
            items.append(item)
        return write_calendar(items, name=name, zone=self._house.zone, now=self._house.clock.now(), others=others)

    def _others(self, connection: sa.Connection, year: int) -> list[str]:
        """Kept tasks and journals of a year, and those without a day."""
        from eventdesk.services.calendar_imports import year_of_component

        item = p.calendar_item.c
        rows = connection.execute(sa.select(item.raw).where(item.uid > OTHER, item.uid < chr(ord(OTHER) + 1)))
        return [row.raw for row in rows if year_of_component(row.raw) in (None, year)]

    def _write(self, file: Path, data: bytes, count: int) -> ExportedCalendar:
        from eventdesk.reports.exporters.files import write_whole

        file = Path(file)
        write_whole(file.parent, file.name, lambda out: out.write(data), trouble="calendar_not_written")
        return ExportedCalendar(file, count)


def _result(plan: "Plan", entering: "Entering", *, waiting: bool, batch: str | None) -> ImportedCalendar:
    changes = tuple(
        CalendarChange(
            item.uid, item.record.event.code if item.record else "",
            item.record.row.code if item.record and item.record.is_slot else "", item.fields,
        )
        for item in (*plan.changed, *plan.gone)
    )  # fmt: skip
    return ImportedCalendar(
        file=plan.found.file, events=tuple(entering.codes), slots=entering.slots, unchanged=plan.unchanged,
        changes=changes if waiting else (), skipped=tuple(plan.skipped), is_written=batch is not None, batch=batch,
        overwritten=tuple(CalendarChange(*one) for one in entering.overwritten),
        made=tuple(_entry(item) for item in plan.new),
        changed=CHANGES if batch is not None else frozenset(),
    )  # fmt: skip


def _entry(item: "Item") -> CalendarEntry:
    says = item.said
    hours = (datetime.fromisoformat(says[name]) for name in ("start", "end"))
    start, end = hours
    return CalendarEntry(says["title"], start, end, says["place"], item.home is not None)


@dataclass(frozen=True)
class _Party:
    """What one family has of an event."""

    state: str
    slots: dict[str, str]

    def takes(self, record: Record) -> bool:
        """Whether the family comes to this."""
        return not record.is_slot or not self.slots or record.row.id in self.slots

    def status(self, record: Record) -> str | None:
        """What the family's calendar is told; None: what holds for everybody."""
        if self.state == RegistrationState.CANCELLED.value:
            return "CANCELLED"
        waits = self.state == RegistrationState.WAITLISTED.value
        return "TENTATIVE" if waits or self.slots.get(record.row.id) == SlotState.WAITLISTED.value else None
