"""What the report on an event's volunteers is made of, read from the desk; and the shifts behind its figures."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from eventdesk.domain.digests import canonical, set_digest
from eventdesk.domain.duty import CAME, Mark, MarkKind, standing
from eventdesk.domain.duty import Duty as Standing
from eventdesk.domain.right import Right
from eventdesk.domain.roster import last_day, qualified, vetted
from eventdesk.domain.volunteer import Response
from eventdesk.reports.volunteers_facts import HelperFact, ShiftFact, VolunteersFacts
from eventdesk.services import events
from eventdesk.services.duty import board_of
from eventdesk.services.duty_reading import marks_of
from eventdesk.services.duty_views import DutyBoard
from eventdesk.services.house import House
from eventdesk.services.report_views import CountedRecord
from eventdesk.services.roster_reading import roster_of
from eventdesk.services.volunteer_views import RosterView, ShiftView
from eventdesk.store import volunteer_tables as v

_PARTS = {
    "places.needed": ("need", None), "places.filled": ("taken", "need"), "shifts.held": ("filled", None),
    "shifts.came": ("came", None), "shifts.late": ("late", "came"), "shifts.missed": ("missed", None),
    "minutes.credited": ("minutes", None), "minutes.planned": ("planned", None),
}  # fmt: skip
"""Figures that are sums over shifts: what each shift gives to the numerator and the denominator."""


def read_volunteers(house: House, event_code: str) -> VolunteersFacts:
    """The facts of an event's volunteers; revision and time are those of a draft."""
    now = house.clock.now()
    with house.store.reading() as connection:
        row = events.find(connection, event_code)
        event = events.view(connection, event_code)
        roster = roster_of(connection, row, zone=house.zone)
        marks = marks_of(connection, [row.id])
        trained = _trained(connection, roster, event.start.astimezone(house.zone).date())
    board = board_of(roster, marks, now.astimezone(house.zone))
    lost = _lost(roster, marks)
    digest = _digest(roster, board, marks)
    helping = {one.volunteer for one in roster.assignments}
    minutes, planned = Counter[str](), Counter[str]()
    for duty in board.rows:
        minutes[duty.volunteer] += duty.minutes
    shifts = {shift.id: shift for shift in roster.shifts}
    for one in roster.assignments:
        planned[one.volunteer] += _length(shifts[one.shift])
    return VolunteersFacts(
        organisation=house.organisation, zone=house.zone.key, event_code=event.code, event_title=event.title, starts=event.start,
        ends=event.end, venue=event.venue, offered=len(roster.people), withdrawn=sum(person.withdrawn for person in roster.people),
        declined=sum(one.response is Response.DECLINED for one in roster.assignments),
        replaced=sum(min(shifts[shift].filled, count) for shift, count in lost.items()),
        shifts=tuple(_shift(shift, board, lost) for shift in roster.shifts),
        helpers=tuple(sorted(
            (
                HelperFact(planned[person.id], minutes[person.id], person.times_before > 0, person.volunteer in trained)
                for person in roster.people if person.id in helping
            ),
            key=lambda helper: (helper.minutes, helper.planned, helper.before, helper.trained),
        )),
        **_covered(roster), recorded=board.recorded, digest=digest, position=f"{len(board.rows)}:{digest[:16]}",
        computed_at=now, revision=1,
    )  # fmt: skip


def shifts_behind(house: House, event_code: str, key: str) -> tuple[CountedRecord, ...] | None:
    """The shifts that a figure adds up, in order of time; None where it does not count shifts. Minutes are for whoever may see
    volunteers."""
    parts, role = _PARTS.get(key), ""
    if key.startswith("role.") and key.endswith(".filled"):
        parts, role = ("taken", "need"), key.removeprefix("role.").removesuffix(".filled")
    # The minutes of a shift that one person had are that person's.
    if parts is None or (key.startswith("minutes.") and not house.actor.may(Right.VOLUNTEERS)):
        return None
    facts = read_volunteers(house, event_code)
    top, bottom = parts
    return tuple(
        CountedRecord(one.code, f"{one.code} · {one.role}", one.starts, getattr(one, top), getattr(one, bottom) if bottom else None)
        for one in facts.shifts
        if not role or one.role == role
    )


def _shift(shift: ShiftView, board: DutyBoard, lost: Mapping[str, int]) -> ShiftFact:
    mine = [row for row in board.rows if row.shift == shift.id]
    came = [row for row in mine if row.duty in CAME]
    return ShiftFact(
        code=shift.code, role=shift.role, room=shift.room, starts=shift.start, ends=shift.end, need=shift.need, filled=shift.filled,
        came=len(came), late=sum(row.late > 0 for row in came), minutes=sum(row.minutes for row in mine),
        missed=sum(row.duty is Standing.MISSING for row in mine) + lost.get(shift.id, 0), planned=shift.filled * _length(shift),
    )  # fmt: skip


def _length(shift: ShiftView) -> int:
    return max(0, int((shift.end - shift.start).total_seconds()) // 60 - shift.break_minutes)


def _lost(roster: RosterView, marks: Mapping[str, Sequence[Mark]]) -> Counter[str]:
    """Shifts that were taken from somebody after it was noted that they did not come to it, by the shift's id."""
    held = {(one.shift, one.volunteer) for one in roster.assignments}
    known = {shift.id for shift in roster.shifts}
    found = {
        (mark.shift, who)
        for who, mine in marks.items() for mark in standing(mine)
        if mark.kind is MarkKind.NO_SHOW and mark.shift in known and (mark.shift, who) not in held
    }  # fmt: skip
    return Counter(shift for shift, _ in found)


def _covered(roster: RosterView) -> dict[str, tuple[int, int]]:
    """Of the shifts that ask for it: wishes met, skills that hold on the day, people seen to be fit to work with children."""
    people, shifts = {person.id: person for person in roster.people}, {shift.id: shift for shift in roster.shifts}
    wished, skilled, seen = list[bool](), list[bool](), list[bool]()
    for one in roster.assignments:
        person, shift = people[one.volunteer], shifts[one.shift]
        if person.wishes:
            wished.append(shift.role in person.wishes)
        ruled, day = roster.staffing.volunteer_by_id[one.volunteer], last_day(roster.staffing.shift_by_id[one.shift], roster.staffing)
        if shift.skills:
            skilled.append(all(qualified(ruled, skill, day) for skill in shift.skills))
        if shift.vetted:
            seen.append(vetted(ruled, day))
    return {"wished": _pair(wished), "skilled": _pair(skilled), "vetted": _pair(seen)}


def _pair(each: Sequence[bool]) -> tuple[int, int]:
    return (sum(each), len(each))


def _trained(connection: sa.Connection, roster: RosterView, day: object) -> set[str]:
    """Who was at a training by that day, by the volunteer's own id."""
    a, training = v.training_attendance, v.training
    query = sa.select(a.c.volunteer).join(training, training.c.id == a.c.training).where(training.c.day <= day)
    return set(connection.execute(query).scalars()) & {person.volunteer for person in roster.people}


def _digest(roster: RosterView, board: DutyBoard, marks: Mapping[str, Sequence[Mark]]) -> str:
    """One for the same roster and the same records of the day. Ids are long and random, so nothing is guessed from it."""
    lines = [
        (one.id, hashlib.sha256(canonical([one.shift, one.volunteer, one.credited, one.response.value])).hexdigest())
        for one in roster.assignments
    ]
    lines += [(mark.id, hashlib.sha256(mark.kind.value.encode()).hexdigest()) for mine in marks.values() for mark in mine]
    lines += [(shift.id, hashlib.sha256(canonical([shift.need, shift.code])).hexdigest()) for shift in roster.shifts]
    return set_digest(lines)
