"""Volunteers at the door: their code is scanned where families' are, and their coming is kept apart from the journal."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.checkin import VERDICT_OF, Code
from eventdesk.domain.duty import MarkKind, is_here, served, stretches, turn
from eventdesk.domain.family import mask_name
from eventdesk.errors import NotFound
from eventdesk.services.door_views import ScanResult
from eventdesk.services.duty import marks_of_one, void_mark, write_mark
from eventdesk.services.duty_reading import shift_of
from eventdesk.services.duty_views import VolunteerCard
from eventdesk.services.roster_reading import LISTED
from eventdesk.store import tables as t
from eventdesk.store import volunteer_tables as v
from eventdesk.store.unit import Unit

CHANGES = frozenset({"duty", "volunteers"})


def come_or_go(unit: Unit, engagement: str, *, text: str, now: datetime, out: bool, inside: int) -> ScanResult:
    """Writes down that a volunteer came, or left with ``out``, where that is news, and commits; a second coming is none.

    Who withdrew, or whose event was cancelled, is refused like a family that cancelled. ``inside`` are the door's persons, of
    whom volunteers are none.
    """
    row = _engagement(unit.connection, engagement)
    code = _code(row)
    here = is_here(marks_of_one(unit.connection, engagement), now)
    mark = None
    if code is Code.VOLUNTEER and here is out:
        mark = write_mark(unit, row.event, engagement, MarkKind.OUT if out else MarkKind.IN, at=now)
        unit.commit(subject=engagement, mark=mark, code=code.value, out=out)
    card = _card(unit.connection, row, now, first=mark is not None and not out, left=mark is not None and out)
    return _result(card, code, text=text, inside=inside, mark=mark)


def look(connection: sa.Connection, engagement: str, *, text: str, now: datetime, inside: int) -> ScanResult:
    """What a scan would get, without writing anything down."""
    row = _engagement(connection, engagement)
    return _result(_card(connection, row, now), _code(row), text=text, inside=inside, mark=None)


def take_back(unit: Unit, event: str, mark: str, *, reason: str, at: datetime, inside: int) -> ScanResult | None:
    """Takes the coming or going of a volunteer back and commits; None where the id is no such entry's."""
    a = v.shift_attendance
    engagement = unit.execute(sa.select(a.c.engagement).where(a.c.id == mark, a.c.event == event)).scalar()
    if engagement is None:
        return None
    made = void_mark(unit, event, mark, at=at, reason=reason)
    unit.commit(subject=engagement, mark=mark, reason=reason.strip())
    row = _engagement(unit.connection, engagement)
    return _result(_card(unit.connection, row, at), Code.VOLUNTEER, text="", inside=inside, mark=made)


def _engagement(connection: sa.Connection, engagement: str) -> Any:
    e, p = v.engagement, v.volunteer
    row = connection.execute(
        sa.select(e, p.c.name, t.event.c.state.label("event_state"))
        .join(p, p.c.id == e.c.volunteer).join(t.event, t.event.c.id == e.c.event).where(e.c.id == engagement)
    ).first()  # fmt: skip
    if row is None:
        raise NotFound("engagement_not_found", volunteer=engagement[:40])
    return row


def _code(row: Any) -> Code:
    return Code.VOLUNTEER if row.state == LISTED and row.event_state != "cancelled" else Code.CANCELLED


def _card(
    connection: sa.Connection, row: Any, now: datetime, *, first: bool = False, left: bool = False
) -> VolunteerCard:
    a, s = v.assignment, v.shift
    shifts = [
        shift_of(one)
        for one in connection.execute(sa.select(s).join(a, a.c.shift == s.c.id).where(a.c.engagement == row.id))
    ]
    marks = marks_of_one(connection, row.id)
    since = next((stretch.start for stretch in stretches(marks) if stretch.covers(now)), None)
    card = VolunteerCard(
        volunteer=row.id, code=row.code, name=row.name, label=mask_name(row.name), since=since, first=first, left=left
    )
    shift = turn(shifts, now)
    if shift is None:
        return card
    late = next(one.late for one in served(row.id, [shift], marks, now))
    return VolunteerCard(
        volunteer=row.id, code=row.code, name=row.name, label=card.label, since=since, first=first, left=left,
        shift=shift.code, role=shift.role, room=shift.room, start=shift.start, end=shift.end, late=late,
    )  # fmt: skip


def _result(card: VolunteerCard, code: Code, *, text: str, inside: int, mark: str | None) -> ScanResult:
    return ScanResult(
        scan=text, verdict=VERDICT_OF[code], code=code, inside=inside, journal=mark, volunteer=card,
        changes=CHANGES if mark is not None else frozenset(),
    )  # fmt: skip
