"""What is wrong or doubtful about an event's shifts themselves, whoever has them."""

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.roster_ratio import ratios
from eventdesk.services.volunteer_views import RosterView, ShiftConflict, ShiftTrouble, ShiftView
from eventdesk.store import plan_tables as p
from eventdesk.store import tables as t

AROUND = timedelta(hours=6)
"""Setting up and taking down belong to an event that much before and after its hours."""


def conflicts_of(connection: sa.Connection, event: Any, roster: RosterView, zone: tzinfo) -> tuple[ShiftConflict, ...]:
    """All of them, by the order of the shifts."""
    found = list(_each(connection, event, roster, zone))
    codes = {shift.id: shift.code for shift in roster.shifts}
    for ratio in ratios(roster.staffing):
        for shift in ratio.shifts[:1] if ratio.missing else ():
            values = {"children": ratio.children, "adults": ratio.adults, "needed": ratio.needed}
            found.append(ShiftConflict(shift, codes[shift], ShiftTrouble.RATIO, False, values))
    order = {shift.id: place for place, shift in enumerate(roster.shifts)}
    return tuple(sorted(found, key=lambda one: order[one.shift]))


def _each(connection: sa.Connection, event: Any, roster: RosterView, zone: tzinfo) -> Iterator[ShiftConflict]:
    slots = {row.code: row for row in connection.execute(sa.select(t.slot).where(t.slot.c.event == event.id))}
    rooms = _rooms(connection, event.venue)
    known = [{skill.name for skill in person.skills} for person in roster.people if not person.withdrawn]
    for shift in roster.shifts:
        if shift.end <= event.start - AROUND or shift.start >= event.end + AROUND:
            values = {"start": _clock(event.start, zone), "end": _clock(event.end, zone)}
            yield ShiftConflict(shift.id, shift.code, ShiftTrouble.OUTSIDE_EVENT, True, values)
        if shift.slot is not None:
            yield from _moved(shift, slots[shift.slot], event, zone)
        if shift.room and rooms and shift.room not in rooms:
            yield ShiftConflict(shift.id, shift.code, ShiftTrouble.ROOM_UNKNOWN, False, {"room": shift.room})
        if shift.skills and known and not any(skills.issuperset(shift.skills) for skills in known):
            yield ShiftConflict(shift.id, shift.code, ShiftTrouble.NOBODY_ABLE, shift.need > 0, {"skills": shift.skills})


def _moved(shift: ShiftView, slot: Any, event: Any, zone: tzinfo) -> Iterator[ShiftConflict]:
    """A shift is there while its slot is; it may begin before and end after."""
    start, end = slot.start or event.start, slot.end or event.end
    if shift.start > start or shift.end < end:
        values = {"slot": slot.code, "start": _clock(start, zone), "end": _clock(end, zone)}
        yield ShiftConflict(shift.id, shift.code, ShiftTrouble.SLOT_MOVED, shift.end <= start or shift.start >= end, values)


def _rooms(connection: sa.Connection, venue: str) -> set[str]:
    rooms = sa.select(p.room.c.name).join(p.venue, p.venue.c.id == p.room.c.venue).where(p.venue.c.name == venue)
    return set(connection.execute(rooms).scalars())


def _clock(moment: datetime, zone: tzinfo) -> str:
    return moment.astimezone(zone).strftime("%m-%d %H:%M")
