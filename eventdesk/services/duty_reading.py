"""What the marks of volunteers' days say, read for the board of a day, for the door, and for the figures of the years."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.age import AgeBand
from eventdesk.domain.duty import Mark, MarkKind, Served, reliability, served, standing
from eventdesk.domain.volunteer import Shift
from eventdesk.store import volunteer_tables as v

RECENT = timedelta(days=365)
"""What was credited within so long before counts when work is to be shared fairly."""

_AT_ONCE = 500


@dataclass(frozen=True)
class Years:
    """What a volunteer did over the years, up to a moment. ``events`` are those with a shift that the volunteer came to.

    Events at which no volunteer's coming was recorded say nothing of who came: their shifts count neither as assigned nor as
    missed, and bring no minutes but those that were credited by hand.
    """

    events: int = 0
    minutes: int = 0
    recent_minutes: int = 0
    assigned: int = 0
    came: int = 0
    late: int = 0


@dataclass(frozen=True)
class Work:
    """What a volunteer did at one event: the engagement, its shifts as they were served."""

    event: str
    engagement: str
    volunteer: str
    served: tuple[Served, ...]


def marks_of(connection: sa.Connection, events: Collection[str]) -> dict[str, list[Mark]]:
    """The marks of events by engagement, in order of time, those that were taken back and their voids too."""
    a = v.shift_attendance
    found: dict[str, list[Mark]] = defaultdict(list)
    for part in _parts(events):
        for row in connection.execute(sa.select(a).where(a.c.event.in_(part)).order_by(a.c.at, a.c.id)):
            found[row.engagement].append(mark_of(row))
    return found


def mark_of(row: Any) -> Mark:
    """A row of ``shift_attendance`` as a mark."""
    return Mark(row.id, row.engagement, MarkKind(row.kind), row.at, row.shift, row.voids)


def shift_of(row: Any) -> Shift:
    """A row of ``shift`` as its rules see it."""
    band = None if row.min_months is None or row.max_months is None else AgeBand(row.min_months, row.max_months)
    return Shift(
        id=row.id, code=row.code, role=row.role, start=row.start, end=row.end, need=row.need, ideal=row.ideal,
        skills=frozenset(row.skills), vetted=row.vetted, adults_only=row.adults_only, slot=row.slot, room=row.room,
        band=band, children=row.children, break_minutes=row.break_minutes,
    )  # fmt: skip


def work_of(connection: sa.Connection, volunteers: Collection[str], now: datetime) -> tuple[Work, ...]:
    """What volunteers did at each event that says something of it, in order of its first shift.

    A shift that was taken from somebody after it was noted that they did not come counts as theirs all the same.
    """
    held: dict[str, dict[str, Any]] = defaultdict(dict)
    engagements: dict[str, Any] = {}
    for part in _parts(volunteers):
        for row in connection.execute(sa.select(v.engagement).where(v.engagement.c.volunteer.in_(part))):
            engagements[row.id] = row
    events = {row.event for row in engagements.values()}
    shifts = _shifts(connection, events)
    given: dict[str, dict[str, int]] = defaultdict(dict)
    for part in _parts(engagements):
        for row in connection.execute(sa.select(v.assignment).where(v.assignment.c.engagement.in_(part))):
            held[row.engagement][row.shift] = shifts[row.shift]
            if row.credited is not None:
                given[row.engagement][row.shift] = row.credited
    marks = marks_of(connection, events)
    recorded = _recorded(connection, marks)
    found = []
    for id, row in engagements.items():
        mine = marks.get(id, [])
        for mark in standing(mine):
            if mark.kind is MarkKind.NO_SHOW and mark.shift in shifts:
                held[id].setdefault(mark.shift, shifts[mark.shift])
        own = [shift for shift in held[id].values() if row.event in recorded or shift.id in given[id]]
        if own:
            found.append(Work(row.event, id, row.volunteer, served(id, own, mine, now, given=given[id])))
    return tuple(sorted(found, key=lambda work: (work.served[0].shift.start, work.engagement)))


def of(connection: sa.Connection, volunteers: Collection[str], now: datetime) -> dict[str, Years]:
    """The figures of volunteers (their own ids) over the years; who did nothing yet has none."""
    total: dict[str, Years] = {}
    for work in work_of(connection, volunteers, now):
        before = total.get(work.volunteer, Years())
        done = reliability(work.served, now)
        recent = reliability((one for one in work.served if one.shift.start >= now - RECENT), now)
        total[work.volunteer] = Years(
            events=before.events + int(done.came > 0), minutes=before.minutes + done.minutes,
            recent_minutes=before.recent_minutes + recent.minutes, assigned=before.assigned + done.shifts,
            came=before.came + done.came, late=before.late + done.late,
        )  # fmt: skip
    return total


def _shifts(connection: sa.Connection, events: Collection[str]) -> dict[str, Shift]:
    found = {}
    for part in _parts(events):
        for row in connection.execute(sa.select(v.shift).where(v.shift.c.event.in_(part))):
            found[row.id] = shift_of(row)
    return found


def _recorded(connection: sa.Connection, marks: dict[str, list[Mark]]) -> set[str]:
    """The events at which somebody's coming or going was recorded."""
    live = [id for id, mine in marks.items() if standing(mine)]
    found: set[str] = set()
    for part in _parts(live):
        found.update(connection.execute(sa.select(v.engagement.c.event).where(v.engagement.c.id.in_(part))).scalars())
    return found


def _parts(ids: Collection[str]) -> Iterable[list[str]]:
    listed = list(ids)
    return (listed[start : start + _AT_ONCE] for start in range(0, len(listed), _AT_ONCE))
