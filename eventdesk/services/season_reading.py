"""What a season is made of, read for all of its events at once: a statement for each matter and none for each event."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.checklist import due_on, is_overdue
from eventdesk.domain.consent import Purpose
from eventdesk.domain.event import EventState, Unit
from eventdesk.domain.fee import Account, PaymentKind, account
from eventdesk.domain.money import Side
from eventdesk.domain.registration import RegistrationState
from eventdesk.domain.season_pace import Filling
from eventdesk.domain.volunteer import Response
from eventdesk.services.pricing import account_of
from eventdesk.store import family_tables as f
from eventdesk.store import feedback_tables as feedback
from eventdesk.store import plan_tables as p
from eventdesk.store import quick
from eventdesk.store import tables as t
from eventdesk.store import volunteer_tables as v
from eventdesk.store.tables import from_ms

# Who was let in at least once by an entry that was not taken back: what the fold of the journal comes to, event by event.
_CAME = """SELECT j.event, count(DISTINCT who.value) FROM journal j, json_each(j.persons) who
 WHERE j.kind IN ('in', 'override') AND NOT EXISTS (SELECT 1 FROM taken_back WHERE taken_back.target = j.id) GROUP BY j.event"""
_TAKEN_BACK = "WITH taken_back AS MATERIALIZED (SELECT target FROM journal WHERE kind = 'void' AND target IS NOT NULL) "
_SEATS = """SELECT event, at, adults, children FROM registration WHERE state = 'confirmed' AND NOT at_door"""


def came(connection: sa.Connection) -> dict[str, int]:
    """How many people came to each event (its id), as :class:`eventdesk.services.attendance.Attendance` counts them."""
    return dict(quick.tuples(connection, _TAKEN_BACK + _CAME))


def live_query() -> sa.Select[Any]:
    """Every event but templates."""
    return sa.select(t.event.c.id).where(~t.event.c.template)


def ids_of(codes: Collection[str]) -> sa.Select[Any]:
    """The ids of events by their codes."""
    return sa.select(t.event.c.id, t.event.c.code).where(t.event.c.code.in_(codes))


def live_events(connection: sa.Connection, since: datetime, until: datetime) -> list[Any]:
    """The rows of the events that touch a time, in their order; no templates, ideas or cancelled ones."""
    e = t.event
    out = (EventState.IDEA.value, EventState.CANCELLED.value)
    query = sa.select(e).where(e.c.end > since, e.c.start < until, ~e.c.template, e.c.state.not_in(out))
    return list(connection.execute(query.order_by(e.c.start, e.c.code)))


def fillings(connection: sa.Connection, events: Iterable[Any]) -> dict[str, Filling]:
    """How events filled, those that have a number of places or of people reckoned with."""
    rows = {row.id: row for row in events if row.capacity or row.expected}
    taken: dict[str, list[tuple[float, int]]] = {id: [] for id in rows}
    for event, at, adults, children in quick.tuples(connection, _SEATS):
        row = rows.get(event)
        if row is not None:
            before = (row.start - from_ms(at)).total_seconds() / 86_400
            taken[event].append((before, seats(row, 1, adults + children, children)))
    return {id: Filling(tuple(taken[id]), places_of(row)) for id, row in rows.items()}


def places_of(row: Any) -> int:
    """The places of an event; where it has no limit, as many as planners reckon with."""
    return int(row.capacity or row.expected or 0)


def seats(row: Any, families: int, persons: int, children: int) -> int:
    """What a number of people takes of :func:`places_of`."""
    unit = row.capacity_unit if row.capacity else Unit.PERSONS.value
    return {"persons": persons, "children": children, "families": families}[unit]


def waiting(connection: sa.Connection) -> dict[str, int]:
    """How many families wait, by event."""
    r = t.registration
    query = sa.select(r.c.event, sa.func.count()).where(r.c.state == RegistrationState.WAITLISTED.value)
    return dict(connection.execute(query.group_by(r.c.event)).all())


def unsigned(connection: sa.Connection, events: Collection[str]) -> dict[str, int]:
    """How many registered families' latest word on taking part is not yes, by event."""
    r, c = t.registration, t.consent
    booked = connection.execute(
        sa.select(r.c.event, r.c.family).where(r.c.event.in_(events), r.c.state == RegistrationState.CONFIRMED.value)
    ).all()
    families = sa.select(r.c.family).where(r.c.event.in_(events))
    word = sa.select(c.c.family, c.c.granted).where(c.c.purpose == Purpose.PARTICIPATION.value, c.c.family.in_(families))
    agreed = dict(connection.execute(word.order_by(*t.CONSENTS_IN_ORDER)).all())
    found: dict[str, int] = defaultdict(int)
    for event, family in booked:
        found[event] += not agreed.get(family, False)
    return found


def shifts(connection: sa.Connection, events: Collection[str]) -> dict[str, tuple[int, int]]:
    """Places of volunteers that must be filled, and how many are, by event. Who declined fills none, and nobody beyond the
    need of a shift fills another."""
    s, a = v.shift, v.assignment
    has = (
        sa.select(sa.func.count()).where(a.c.shift == s.c.id, a.c.response != Response.DECLINED.value).scalar_subquery()
    )
    found: dict[str, tuple[int, int]] = {}
    for event, need, there in connection.execute(sa.select(s.c.event, s.c.need, has).where(s.c.event.in_(events))):
        needed, filled = found.get(event, (0, 0))
        found[event] = (needed + need, filled + min(need, there))
    return found


@dataclass(frozen=True)
class Tasks:
    """How an event's list stands: titles of what is overdue and of what was done."""

    count: int
    overdue: tuple[str, ...]
    done: frozenset[str]
    finished: int


def tasks(connection: sa.Connection, days: Mapping[str, date], today: date) -> dict[str, Tasks]:
    """The lists of events; ``days`` are their own days, by id."""
    table = p.task
    rows: dict[str, list[Any]] = {event: [] for event in days}
    query = sa.select(table).where(table.c.event.in_(days)).order_by(table.c.due_days, table.c.position)
    for row in connection.execute(query):
        rows[row.event].append(row)
    return {event: _tasks(found, days[event], today) for event, found in rows.items()}


def _tasks(rows: list[Any], day: date, today: date) -> Tasks:
    done = [row.title for row in rows if row.done_at is not None]
    late = [row for row in rows if is_overdue(due_on(day, row.due_days), done=row.done_at is not None, today=today)]
    return Tasks(len(rows), tuple(row.title for row in late), frozenset(done), len(done))


def costs(connection: sa.Connection, events: Collection[str]) -> dict[str, tuple[int, int]]:
    """Planned and known cost of events in fen, lines added up."""
    b = p.budget_line
    query = (
        sa.select(b.c.event, sa.func.sum(b.c.planned_fen), sa.func.sum(sa.func.coalesce(b.c.actual_fen, 0)))
        .where(b.c.event.in_(events), b.c.side == Side.COST.value).group_by(b.c.event)
    )  # fmt: skip
    return {event: (planned, actual) for event, planned, actual in connection.execute(query)}


def debts(connection: sa.Connection, events: Collection[str]) -> dict[str, tuple[int, int]]:
    """Families with a place who owe something, and how much in fen, by event."""
    r, pay = t.registration, f.payment
    asked = (r.c.event.in_(events), r.c.state == RegistrationState.CONFIRMED.value, r.c.fee > 0)
    entries: dict[str, list[tuple[PaymentKind, int]]] = defaultdict(list)
    of = sa.select(pay.c.registration, pay.c.kind, pay.c.amount).join(r, r.c.id == pay.c.registration)
    for registration, kind, amount in connection.execute(of.where(*asked)):
        entries[registration].append((PaymentKind(kind), amount))
    found: dict[str, tuple[int, int]] = {}
    for row in connection.execute(sa.select(r.c.id, r.c.event, r.c.state, r.c.fee).where(*asked)):
        stands: Account = account_of(row.state, row.fee, account(0, entries.get(row.id, ())))
        if not stands.settled:
            families, owed = found.get(row.event, (0, 0))
            found[row.event] = (families + 1, owed + stands.owed)
    return found


def overdue_cases(connection: sa.Connection, today: date) -> dict[str, int]:
    """Open cases of feedback that were due before today, by event."""
    c = feedback.feedback_case
    query = sa.select(c.c.event, sa.func.count()).where(c.c.done_at.is_(None), c.c.due < today).group_by(c.c.event)
    return dict(connection.execute(query).all())


def overdue_follow_ups(connection: sa.Connection, today: date) -> int:
    """Open follow-ups of families that were due before today."""
    c = f.follow_up
    query = sa.select(sa.func.count()).where(c.c.done_at.is_(None), c.c.due < today)
    return int(connection.execute(query).scalar_one())


def answered(connection: sa.Connection) -> dict[str, tuple[int, int, int]]:
    """The events that have responses, each with what changes whenever responses come, go or are changed."""
    sql = "SELECT event, count(*), sum(revision), total(rowid) FROM survey_response GROUP BY event"
    return {event: (n, revisions, int(rows)) for event, n, revisions, rows in quick.tuples(connection, sql)}
