"""Reads the events of a time for the year report: a statement for each matter and none for each event."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from eventdesk.domain.event import EventKind, EventState
from eventdesk.domain.expected import Expected, Seat, expected_people, was_expected
from eventdesk.domain.family import Role
from eventdesk.domain.money import Side
from eventdesk.domain.registration import RegistrationState
from eventdesk.store import plan_tables as p
from eventdesk.store import quick
from eventdesk.store import tables as t

# Who was let in at least once by an entry that was not taken back: what the fold of the journal comes to.
_CAME = """SELECT DISTINCT j.event, who.value FROM journal j, json_each(j.persons) who WHERE j.kind IN ('in', 'override')
 AND j.id NOT IN (SELECT target FROM journal WHERE kind = 'void' AND target IS NOT NULL)"""
_MEMBERS = """SELECT m.registration, m.person, m.role, m.counted FROM registration_member m
 JOIN registration r ON r.id = m.registration JOIN event e ON e.id = r.event
 WHERE e.start >= ? AND e.start < ? ORDER BY m.registration, m.position"""


@dataclass(frozen=True)
class Held:
    """An event that is over. ``cost_fen`` are its actual costs, None where none is known; ``partners`` the ids of who gave."""

    id: str
    code: str
    title: str
    start: datetime
    kind: EventKind
    cost_fen: int | None
    partners: frozenset[str]


def events_of(connection: sa.Connection, first: datetime, end: datetime, now: datetime) -> tuple[Held, ...]:
    """The events that began in a time and are over, the earliest first."""
    e = t.event
    out = (EventState.IDEA.value, EventState.CANCELLED.value)
    rows = connection.execute(
        sa.select(e.c.id, e.c.code, e.c.title, e.c.start, e.c.kind)
        .where(e.c.start >= first, e.c.start < end, e.c.end <= now, ~e.c.template, e.c.state.not_in(out)).order_by(e.c.start, e.c.code)
    ).all()  # fmt: skip
    cost, line = dict[str, int](), p.budget_line
    known = (line.c.side == Side.COST.value, line.c.actual_fen.is_not(None))
    costs = sa.select(line.c.event, sa.func.sum(line.c.actual_fen)).where(*known).group_by(line.c.event)
    cost.update((event, fen) for event, fen in connection.execute(costs))
    gave: dict[str, set[str]] = defaultdict(set)
    for event, partner in connection.execute(sa.select(p.contribution.c.event, p.contribution.c.partner)):
        gave[event].add(partner)
    return tuple(
        Held(row.id, row.code, row.title, row.start, EventKind(row.kind), cost.get(row.id), frozenset(gave.get(row.id, ())))
        for row in rows
    )


def attendance_of(connection: sa.Connection, held: Sequence[Held]) -> dict[str, tuple[int, int, int]]:
    """Of each event (its id): who was registered when it began, who of them came, and who came in all, as
    :func:`eventdesk.domain.attendance.totals` counts them."""
    if not held:
        return {}
    came: dict[str, set[str]] = defaultdict(set)
    for event, person in quick.tuples(connection, _CAME):
        came[event].add(person)
    span = [round(event.start.timestamp() * 1000) for event in (held[0], held[-1])]
    members: dict[str, list[Seat]] = defaultdict(list)
    for registration, person, role, counted in quick.tuples(connection, _MEMBERS, (span[0], span[1] + 1)):
        members[registration].append(Seat(person, role == Role.CHILD.value, bool(counted)))
    registered: dict[str, int] = defaultdict(int)
    kept: dict[str, int] = defaultdict(int)
    r = t.registration
    columns = (r.c.id, r.c.event, r.c.state, r.c.at_door, r.c.at_start)
    wanted = {event.id for event in held}
    for row in connection.execute(sa.select(*columns)):
        if row.event not in wanted:
            continue
        seats = members.get(row.id, [])
        if row.at_start is None:
            people = was_expected(seats, confirmed=row.state == RegistrationState.CONFIRMED.value, at_door=row.at_door).seats
        else:
            people = expected_people(Expected.of(row.at_start), seats, came=came[row.event])
        registered[row.event] += len(people)
        kept[row.event] += sum(person in came[row.event] for person in people)
    return {id: (registered[id], kept[id], len(came[id])) for id in wanted}
