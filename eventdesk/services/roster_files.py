"""Rosters as files: pages, workbooks, a calendar for each person, cards with a code, and certificates of hours."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.right import Right
from eventdesk.errors import InvalidInput, NotFound
from eventdesk.reports.roster_facts import By, RosterFacts, RosterPerson, RosterShift
from eventdesk.services.duty_reading import work_of
from eventdesk.services.event_finding import find
from eventdesk.services.house import House
from eventdesk.services.roster_reading import roster_of
from eventdesk.services.volunteer_codes import codes_of
from eventdesk.services.volunteer_views import EngagementView, RosterView, ShiftView
from eventdesk.store import tables as t
from eventdesk.store import volunteer_tables as v


@dataclass(frozen=True)
class MadeFiles:
    """The files that were written, and how many people they are about."""

    files: tuple[Path, ...]
    count: int


class RosterFiles:
    """The verbs of a roster's files. Each file is there whole or not at all, no name of one holds a person's name, and that it
    was made is audited. ``words`` are the language of the files (:class:`resources.words.Words`)."""

    def __init__(self, house: House) -> None:
        self._house = house

    def write(
        self, event_code: str, file: Path | str, *, words: Any, by: str | None = None, unmasked: bool = False
    ) -> MadeFiles:
        """The roster as ``.pdf`` or ``.xlsx``, as the file's name ends; :class:`InvalidInput` ``bad_roster_format`` for others.

        ``by`` is ``time``, ``role`` or ``person``; without it all three, each on pages or a sheet of its own. Phones are
        masked unless ``unmasked``, which needs the right. :class:`StoreProblem` ``roster_not_written``.
        """
        file, kinds = Path(file), self._kinds(by)
        if file.suffix.lower() not in (".pdf", ".xlsx"):
            raise InvalidInput("bad_roster_format", field="--out", file=file.suffix[:12])
        roster, event = self._read(event_code, unmasked=unmasked)
        facts = self._facts(roster, event)
        if file.suffix.lower() == ".pdf":
            from eventdesk.reports.roster_pages import write_roster

            made = write_roster(facts, words, file=file, by=kinds)
        else:
            from eventdesk.reports.roster_sheet import write_sheet

            made = write_sheet(facts, words, file=file, by=kinds)
        self._note(event.id, "roster", len(roster.people), format=file.suffix[1:].lower(), unmasked=unmasked)
        return MadeFiles((made,), len(roster.people))

    def calendars(
        self, event_code: str, folder: Path | str, *, words: Any, only: Collection[str] | None = None
    ) -> MadeFiles:
        """A calendar for each person with a shift, an entry a shift, named by the person's code in the event's list.

        ``only`` keeps to some people (codes or engagements' ids). :class:`NotFound` ``no_shifts_given`` where nobody has one.
        """
        from eventdesk.reports.exporters.files import write_whole

        roster, event = self._read(event_code)
        wanted = [person for person in roster.people if _is_wanted(person, only) and shifts_of(roster, person.id)]
        if not wanted:
            raise NotFound("no_shifts_given", event=roster.event)
        files = []
        for person in wanted:
            data = calendar_of(roster, event, person, words, zone=self._house.zone, now=self._house.clock.now())
            files.append(_written(write_whole, Path(folder), f"{roster.event}-{person.code}.ics", data))
        self._note(event.id, "roster_calendars", len(files))
        return MadeFiles(tuple(files), len(files))

    def cards(
        self, event_code: str, file: Path | str, *, words: Any, only: Collection[str] | None = None
    ) -> MadeFiles:
        """Cards to print, each with the code that the door reads. :class:`NotFound` ``nobody_listed`` where nobody helps."""
        from eventdesk.reports.volunteer_cards import CardEvent, VolunteerCardFace, write_cards

        roster, event = self._read(event_code)
        people = [person for person in roster.people if not person.withdrawn and _is_wanted(person, only)]
        if not people:
            raise NotFound("nobody_listed", event=roster.event)
        with self._house.store.reading() as connection:
            codes = codes_of(connection, event, [person.id for person in people])
        faces = [
            VolunteerCardFace(person.name, person.code, codes[person.id], self._lines(roster, person, words)) for person in people
        ]
        of_all = CardEvent(self._house.organisation, roster.event, roster.title, roster.start)
        made = write_cards(faces, of_all, words, file=Path(file))
        self._note(event.id, "volunteer_cards", len(faces))
        return MadeFiles((made,), len(faces))

    def codes(self, event_code: str) -> dict[str, str]:
        """The text of each person's code, by the engagement's id; who withdrew has none."""
        self._house.require(Right.EXPORT)
        with self._house.store.reading() as connection:
            event = find(connection, event_code)
            e = v.engagement
            ids = connection.execute(
                sa.select(e.c.id).where(e.c.event == event.id, e.c.state == "listed").order_by(e.c.code)
            ).scalars()
            return codes_of(connection, event, ids)

    def certificate(
        self, volunteer: str, file: Path | str, *, words: Any, first: date | None = None, last: date | None = None
    ) -> MadeFiles:
        """The certificate of a volunteer's (the person's id) hours, of the events from ``first`` to ``last`` (days).

        What counts is what the records of the days credit, and what was credited by hand. :class:`NotFound` ``no_hours`` where
        that is nothing; :class:`StoreProblem` ``certificate_not_written``.
        """
        from eventdesk.reports.hours_certificate import CertificateFacts, Helped, write_certificate

        house = self._house
        house.require(Right.EXPORT)
        now = house.clock.now()
        with house.store.reading() as connection:
            person = connection.execute(sa.select(v.volunteer).where(v.volunteer.c.id == volunteer)).first()
            if person is None or person.erased_at is not None:
                raise NotFound("volunteer_not_found")
            works = work_of(connection, [volunteer], now)
            titles = _titles(connection, [work.event for work in works])
        helped = []
        for work in works:
            done = [one for one in work.served if one.minutes and one.shift.end <= now]
            day = done[0].shift.start.astimezone(house.zone).date() if done else date.min
            if done and (first is None or day >= first) and (last is None or day <= last):
                roles = words("common.list_sep").join(dict.fromkeys(one.shift.role for one in done))
                helped.append(Helped(day, titles[work.event], roles, sum(one.minutes for one in done)))
        if not helped:
            raise NotFound("no_hours")
        facts = CertificateFacts(house.organisation, person.name, now.astimezone(house.zone), tuple(helped))
        made = write_certificate(facts, words, file=Path(file))
        self._note(None, "certificate", 1, volunteer=volunteer)
        return MadeFiles((made,), 1)

    def _kinds(self, by: str | None) -> Sequence[By]:
        try:
            return tuple(By) if by is None else (By(by),)
        except ValueError:
            raise InvalidInput("bad_roster_view", field="by") from None

    def _read(self, event_code: str, *, unmasked: bool = False) -> tuple[RosterView, Any]:
        self._house.require(Right.EXPORT)
        if unmasked:
            self._house.require(Right.UNMASK)
        with self._house.store.reading() as connection:
            event = find(connection, event_code)
            return roster_of(connection, event, zone=self._house.zone, unmasked=unmasked), event

    def _facts(self, roster: RosterView, event: Any) -> RosterFacts:
        house = self._house
        return replace(
            facts_of(roster, venue=event.venue), organisation=house.organisation,
            printed=house.clock.now().astimezone(house.zone),
        )  # fmt: skip

    def _lines(self, roster: RosterView, person: EngagementView, words: Any) -> tuple[str, ...]:
        facts = facts_of(roster, venue="")
        return tuple(shift_lines(facts, person.id, words)) or (words("roster_paper.card_none"),)

    def _note(self, event: str | None, what: str, count: int, **details: Any) -> None:
        with self._house.writing(Right.EXPORT, "roster.written") as unit:
            unit.put("audit.exported", {"what": what, "count": count, **details}, event=event)
            unit.commit(subject=event, what=what, count=count, **details)


def facts_of(roster: RosterView, *, venue: str) -> RosterFacts:
    """A roster as paper holds it, without the organisation's name and the time of printing."""
    people = {person.id: person for person in roster.people}
    there: dict[str, list[RosterPerson]] = {}
    for one in roster.assignments:
        person = people[one.volunteer]
        there.setdefault(one.shift, []).append(
            RosterPerson(person.id, person.code, person.name, person.phone, one.response.value)
        )
    busy = {one.volunteer for one in roster.assignments}
    return RosterFacts(
        organisation="", code=roster.event, title=roster.title, venue=venue, starts=roster.start, printed=roster.start,
        shifts=tuple(_shift(shift, there.get(shift.id, [])) for shift in roster.shifts),
        idle=tuple(
            RosterPerson(one.id, one.code, one.name, one.phone)
            for one in roster.people
            if one.id not in busy and not one.withdrawn
        ),
        ends=roster.end,
    )  # fmt: skip


def shift_lines(facts: RosterFacts, person: str, words: Any) -> list[str]:
    """A person's shifts, one line each, in order of time."""
    from eventdesk.reports.roster_facts import span

    lines = []
    for shift in facts.shifts:
        if any(one.id == person for one in shift.people):
            when = span(shift, words, with_day=facts.several_days)
            key = "card_shift_room" if shift.room else "card_shift"
            lines.append(words(f"roster_paper.{key}", when=when, role=shift.role, room=shift.room))
    return lines


def shifts_of(roster: RosterView, person: str) -> list[ShiftView]:
    """The shifts that somebody has, in order of time."""
    mine = {one.shift for one in roster.assignments if one.volunteer == person}
    return [shift for shift in roster.shifts if shift.id in mine]


def calendar_of(
    roster: RosterView, event: Any, person: EngagementView, words: Any, *, zone: Any, now: datetime,
    gone: Sequence[ShiftView] = (),
) -> bytes:  # fmt: skip
    """Somebody's shifts as the bytes of a calendar file; ``gone`` are shifts that they were told of and no longer have: calendar
    programs take them out. It names the one whom it is for, and nobody else."""
    from eventdesk.exchange.calendar_write import Written, write_calendar

    lost = {shift.id for shift in gone}
    items = [
        Written(
            uid=f"{shift.id}.{person.id}", title=words("duty.calendar_title", role=shift.role, event=roster.title),
            start=shift.start, end=shift.end, place=" ".join(part for part in (event.venue, shift.room) if part),
            description="\n".join(_description(shift, words)), status="CANCELLED" if shift.id in lost else "CONFIRMED",
            sequence=shift.revision + (1 if shift.id in lost else 0),
        )
        for shift in (*shifts_of(roster, person.id), *gone)
    ]  # fmt: skip
    return write_calendar(items, name=words("duty.calendar_name", event=roster.title), zone=zone, now=now)


def _description(shift: ShiftView, words: Any) -> list[str]:
    lines = [words("duty.calendar_code", shift=shift.code)]
    if shift.break_minutes:
        lines.append(words("duty.calendar_break", n=shift.break_minutes))
    return [*lines, shift.note] if shift.note else lines


def _shift(shift: ShiftView, people: list[RosterPerson]) -> RosterShift:
    return RosterShift(
        code=shift.code, role=shift.role, room=shift.room, start=shift.start, end=shift.end, need=shift.need,
        people=tuple(people), break_minutes=shift.break_minutes, note=shift.note,
    )  # fmt: skip


def _is_wanted(person: EngagementView, only: Collection[str] | None) -> bool:
    return only is None or person.id in only or person.code in only


def _written(write_whole: Any, folder: Path, name: str, data: bytes) -> Path:
    made: Path = write_whole(folder, name, lambda out: out.write(data), trouble="calendar_not_written")
    return made


def _titles(connection: sa.Connection, events: Sequence[str]) -> dict[str, str]:
    if not events:
        return {}
    rows = connection.execute(sa.select(t.event.c.id, t.event.c.title).where(t.event.c.id.in_(set(events))))
    return {row.id: row.title for row in rows}
