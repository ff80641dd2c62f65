"""The day of an event's volunteers: who is here, who is missing, who could step in, and what is credited."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.duty import Duty as Standing
from eventdesk.domain.duty import Mark, MarkKind, Served, is_here, served, standing, stretches, turn
from eventdesk.domain.right import Right
from eventdesk.domain.roster import WAIVABLE, Rules
from eventdesk.domain.volunteer import Assigned, Rule, Shift
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services import rows
from eventdesk.services.duty_reading import mark_of, marks_of
from eventdesk.services.duty_views import DutyBoard, DutyRow, Found, Gap, Here, MarkView, StandIn
from eventdesk.services.event_finding import find
from eventdesk.services.house import House
from eventdesk.services.roster_reading import LISTED, roster_of
from eventdesk.services.roster_writing import HAND, changed, waivers, write, writing_by_hand
from eventdesk.services.typed import aware
from eventdesk.services.volunteer_codes import codes_of
from eventdesk.services.volunteer_reading import views_of
from eventdesk.services.volunteer_views import EngagementView, RosterView
from eventdesk.store import tables as t
from eventdesk.store import volunteer_tables as v
from eventdesk.store.unit import Unit

CHANGES = frozenset({"duty", "rosters", "volunteers"})
MOST_STAND_INS = 5
MOST_MINUTES = 24 * 60

_OPEN = (Standing.LATE, Standing.MISSING)
_ASKABLE = WAIVABLE & {Rule.UNAVAILABLE, Rule.REST, Rule.HOURS, Rule.DAY_HOURS}
"""What somebody who is asked on the day may agree to; a skill that lacks, lacks on the day as well."""


class Duty:
    """The verbs of a day of volunteers."""

    def __init__(self, house: House) -> None:
        self._house = house

    def board(self, event_code: str, *, at: datetime | None = None) -> DutyBoard:
        """How an event's volunteers stand now, or at another moment."""
        self._house.require(Right.LOOK)
        now = at or self._house.clock.now()
        with self._house.store.reading() as connection:
            event = find(connection, event_code)
            roster = roster_of(connection, event, zone=self._house.zone)
            marks = marks_of(connection, [event.id])
        return board_of(roster, marks, now.astimezone(self._house.zone))

    def find(self, event_code: str, query: str) -> tuple[Found, ...]:
        """An event's volunteers whose name, its pinyin or initials, or phone (four digits or more) matches, by name, for who
        forgot the code: scanning ``text`` in its place checks them in. Phones are masked."""
        self._house.require(Right.CHECKIN)
        e = v.engagement
        with self._house.store.reading() as connection:
            event = find(connection, event_code)
            listed = sa.select(e.c.volunteer, e.c.id, e.c.code).where(e.c.event == event.id, e.c.state == LISTED)
            rows = {row.volunteer: row for row in connection.execute(listed)}
            people = views_of(connection, self._house, query=query, ids=rows) if query.strip() else ()
            texts = codes_of(connection, event, [rows[one.id].id for one in people])
        return tuple(Found(rows[one.id].code, one.name, one.phone or "", texts[rows[one.id].id]) for one in people)

    def marks(self, event_code: str, volunteer: str | None = None) -> tuple[MarkView, ...]:
        """The entries of an event's days, the latest first; of one volunteer (code or engagement's id) where it is named."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            event = find(connection, event_code)
            only = engagement_of(connection, event.id, volunteer).id if volunteer is not None else None
            return _views(connection, event.id, only=only)

    def mark(
        self, event_code: str, volunteer: str, kind: MarkKind, *, shift: str | None = None, at: datetime | None = None,
        reason: str = "",
    ) -> MarkView:  # fmt: skip
        """Writes down that a volunteer (code or engagement's id) came, left or did not come, now or at another moment.

        ``shift`` (its code) is for a no-show alone, of one shift. :class:`Conflict` ``volunteer_here`` and
        ``volunteer_not_here`` where it is so already. Nothing else depends on it: volunteers are in no figure of the door.
        """
        if kind is MarkKind.VOID:
            raise TypeError("void() takes marks back")
        with self._house.writing(Right.CHECKIN, f"duty.{kind.value}") as unit:
            event = find(unit.connection, event_code)
            who = engagement_of(unit.connection, event.id, volunteer)
            about = _shift_id(unit.connection, event.id, shift) if kind is MarkKind.NO_SHOW and shift else None
            id = write_mark(unit, event.id, who.id, kind, at=at or unit.now, shift=about, reason=reason.strip())
            unit.commit(subject=who.id, mark=id, kind=kind.value)
        return self._one(event.id, id)

    def void(self, event_code: str, mark: str, *, reason: str) -> MarkView:
        """Takes an entry back by another one. :class:`NotFound` ``mark_not_found``, :class:`Conflict` ``mark_voided``."""
        with self._house.writing(Right.CHECKIN, "duty.void") as unit:
            event = find(unit.connection, event_code)
            id = void_mark(unit, event.id, mark, at=unit.now, reason=reason)
            unit.commit(subject=mark, mark=id, reason=reason.strip())
        return self._one(event.id, mark)

    def credit(
        self, event_code: str, shift: str, volunteer: str, minutes: int | None, *, revision: int | None = None
    ) -> DutyBoard:
        """Credits minutes by hand for a shift (its code), whatever the records say; None: the records count again."""
        if minutes is not None and not 0 <= minutes <= MOST_MINUTES:
            raise InvalidInput("bad_minutes", field="minutes")
        with self._house.writing(Right.VOLUNTEERS, "duty.credited") as unit:
            event = find(unit.connection, event_code)
            who = engagement_of(unit.connection, event.id, volunteer)
            a = v.assignment
            about = _shift_id(unit.connection, event.id, shift)
            row = unit.execute(sa.select(a).where(a.c.shift == about, a.c.engagement == who.id)).first()
            if row is None:
                raise NotFound("assignment_not_found", shift=shift)
            if revision is not None and row.revision != revision:
                raise Conflict("assignment_changed", shift=shift)
            if rows.change(unit, a, row, {"credited": minutes}, event=event.id):
                unit.commit(subject=row.id, minutes=minutes)
        return self._changed(event_code)

    def credit_planned(self, event_code: str) -> DutyBoard:
        """Credits every shift that is over as it was planned, less its break, where nobody's coming was recorded and nothing
        was credited by hand. :class:`Conflict` ``duty_recorded`` where somebody's coming was."""
        with self._house.writing(Right.VOLUNTEERS, "duty.credited") as unit:
            event = find(unit.connection, event_code)
            if any(standing(mine) for mine in marks_of(unit.connection, [event.id]).values()):
                raise Conflict("duty_recorded")
            a, s = v.assignment, v.shift
            over = unit.execute(
                sa.select(a, s.c.start, s.c.end, s.c.break_minutes).join(s, s.c.id == a.c.shift)
                .where(s.c.event == event.id, s.c.end <= unit.now, a.c.credited.is_(None), a.c.response != "declined")
            ).all()  # fmt: skip
            for row in over:
                minutes = max(0, int((row.end - row.start).total_seconds()) // 60 - row.break_minutes)
                rows.change(unit, a, row, {"credited": minutes}, event=event.id)
            if over:
                unit.commit(subject=event.id, count=len(over))
        return self._changed(event_code)

    def step_in(
        self, event_code: str, shift: str, *, absent: str, by: str, reason: str, asks: Sequence[Rule] = ()
    ) -> DutyBoard:
        """Somebody takes the shift (its code) of somebody who is not there: it is noted that ``absent`` did not come to it, and
        ``by`` has it from now on (codes, or engagements' ids). ``asks`` are the rules that are waived for it; what
        :meth:`Rosters.change` refuses is refused, and then nothing is noted."""
        self._house.require(Right.CHECKIN)
        with writing_by_hand(self._house, waives=bool(asks), reason=reason) as unit:
            event = find(unit.connection, event_code)
            about = _shift_id(unit.connection, event.id, shift)
            gone, new = (engagement_of(unit.connection, event.id, who).id for who in (absent, by))
            before = roster_of(unit.connection, event, zone=self._house.zone).staffing
            after = changed(before, [Assigned(about, new)], [(about, gone)], {(about, new): asks} if asks else {})
            write(unit, event, before, after, origin=HAND, reason=reason.strip())
            id = write_mark(unit, event.id, gone, MarkKind.NO_SHOW, at=unit.now, shift=about, reason=reason.strip())
            told = {"waived": waivers(before, after), "reason": reason.strip()}
            unit.commit(subject=gone, mark=id, kind=MarkKind.NO_SHOW.value, **told)
        return self._changed(event_code)

    def _changed(self, event_code: str) -> DutyBoard:
        return replace(self.board(event_code), changes=CHANGES)

    def _one(self, event: str, mark: str) -> MarkView:
        with self._house.store.reading() as connection:
            found = next(view for view in _views(connection, event) if view.id == mark)
        return replace(found, changes=CHANGES)


def engagement_of(connection: sa.Connection, event: str, named: str) -> Any:
    """The engagement of an event by its code or its id; :class:`NotFound` ``engagement_not_found``."""
    e = v.engagement
    row = connection.execute(
        sa.select(e).where(e.c.event == event, sa.or_(e.c.id == named, e.c.code == named.strip().upper(), e.c.code == named))
    ).first()
    if row is None:
        raise NotFound("engagement_not_found", volunteer=named[:40])
    return row


def write_mark(
    unit: Unit, event: str, engagement: str, kind: MarkKind, *, at: datetime, shift: str | None = None, reason: str = ""
) -> str:
    """Writes an entry, its id. Refuses a coming of who is here, a leaving of who is not."""
    at = aware(at, field="at")
    if kind is not MarkKind.NO_SHOW:
        here = is_here(marks_of_one(unit.connection, engagement), at)
        if here and kind is MarkKind.IN:
            raise Conflict("volunteer_here")
        if not here and kind is MarkKind.OUT:
            raise Conflict("volunteer_not_here")
    values = {
        "event": event, "engagement": engagement, "shift": shift, "kind": kind.value, "voids": None, "reason": reason, "at": at,
        "station": unit.actor.station, "operator": unit.actor.operator,
    }  # fmt: skip
    return rows.add(unit, v.shift_attendance, values, event=event)


def void_mark(unit: Unit, event: str, mark: str, *, at: datetime, reason: str) -> str:
    """Takes an entry of an event back, the id of what does; see :meth:`Duty.void`."""
    if not reason.strip():
        raise InvalidInput("reason_missing", field="reason")
    a = v.shift_attendance
    row = unit.execute(sa.select(a).where(a.c.id == mark, a.c.event == event, a.c.kind != MarkKind.VOID.value)).first()
    if row is None:
        raise NotFound("mark_not_found")
    if unit.execute(sa.select(a.c.id).where(a.c.voids == mark)).first() is not None:
        raise Conflict("mark_voided")
    values = {
        "event": event, "engagement": row.engagement, "shift": row.shift, "kind": MarkKind.VOID.value, "voids": mark,
        "reason": reason.strip(), "at": aware(at, field="at"), "station": unit.actor.station, "operator": unit.actor.operator,
    }  # fmt: skip
    return rows.add(unit, a, values, event=event)


def marks_of_one(connection: sa.Connection, engagement: str) -> list[Mark]:
    """All marks of one engagement."""
    a = v.shift_attendance
    return [mark_of(row) for row in connection.execute(sa.select(a).where(a.c.engagement == engagement))]


def board_of(roster: RosterView, marks: dict[str, list[Mark]], now: datetime) -> DutyBoard:
    """The board of a roster and its marks at a moment."""
    held: dict[str, list[Shift]] = {}
    given: dict[str, dict[str, int]] = {}
    for one in roster.assignments:
        held.setdefault(one.volunteer, []).append(roster.staffing.shift_by_id[one.shift])
        if one.credited is not None:
            given.setdefault(one.volunteer, {})[one.shift] = one.credited
    found: list[tuple[EngagementView, Served]] = []
    here = []
    for person in roster.people:
        mine = marks.get(person.id, [])
        done = served(person.id, held.get(person.id, []), mine, now, given=given.get(person.id))
        found += [(person, one) for one in done]
        since = next((stretch.start for stretch in stretches(mine) if stretch.covers(now)), None)
        if since is not None:
            to_come = turn(held.get(person.id, []), now)
            here.append(Here(person.id, person.code, person.name, since, to_come.code if to_come else None))
    every = sorted((_row(*one, given) for one in found), key=lambda row: (row.start, row.end, row.shift_code, row.code))
    present = {one.volunteer for one in here}
    gaps = tuple(
        Gap(row, stand_ins(roster, row, every, present))
        for row in every
        if row.duty in _OPEN and row.start <= now < row.end
    )
    left = [shift for shift in roster.shifts if shift.end > now]
    return DutyBoard(
        event=roster.event, title=roster.title, now=now, rows=tuple(every), here=tuple(here), gaps=gaps,
        recorded=any(standing(mine) for mine in marks.values()),
        open_places=sum(max(0, shift.need - shift.filled) for shift in left), minutes=sum(row.minutes for row in every),
    )  # fmt: skip


def stand_ins(roster: RosterView, row: DutyRow, every: Sequence[DutyRow], present: set[str]) -> tuple[StandIn, ...]:
    """Who could take a shift instead of the one who is missing at it, as the rules stand without that one.

    First who is in the house and free by every rule, then who is elsewhere and said to have time, then who is in the house and
    would have to be asked to stay or to work longer. Who is missing themselves is nobody to ask.
    """
    staffing = roster.staffing
    shift = staffing.shift_by_id[row.shift]
    among = [one for one in staffing.assigned if (one.shift, one.volunteer) != (row.shift, row.volunteer)]
    rules = Rules(staffing, among)
    taken = {one.volunteer for one in among if one.shift == shift.id} | {row.volunteer}
    missing = {one.volunteer for one in every if one.duty in _OPEN}
    found = []
    for person in staffing.volunteers:
        if person.id in taken or person.id in missing:
            continue
        asks = {block.rule for block in rules.blocks(shift, person)}
        here = person.id in present
        if not asks or (here and asks <= _ASKABLE):
            ordered = tuple(rule for rule in Rule if rule in asks)
            found.append(StandIn(person.id, person.code, person.name, here, ordered))
    found.sort(key=lambda one: (len(one.asks), not one.here, one.code))
    return tuple(found[:MOST_STAND_INS])


def _row(person: EngagementView, one: Served, given: dict[str, dict[str, int]]) -> DutyRow:
    shift = one.shift
    return DutyRow(
        volunteer=person.id, code=person.code, name=person.name, shift=shift.id, shift_code=shift.code, role=shift.role,
        room=shift.room, start=shift.start, end=shift.end, duty=one.duty, came=one.came, late=one.late, minutes=one.minutes,
        by_hand=shift.id in given.get(person.id, {}), marked=one.marked,
    )  # fmt: skip


def _shift_id(connection: sa.Connection, event: str, code: str) -> str:
    s = v.shift
    named = sa.or_(s.c.code == code.strip(), s.c.code == code.strip().upper(), s.c.id == code)
    id = connection.execute(sa.select(s.c.id).where(s.c.event == event, named)).scalar()
    if id is None:
        raise NotFound("shift_not_found", shift=code[:40])
    return str(id)


def _views(connection: sa.Connection, event: str, *, only: str | None = None) -> tuple[MarkView, ...]:
    a, e = v.shift_attendance, v.engagement
    query = (
        sa.select(a, e.c.code, v.volunteer.c.name, v.shift.c.code.label("shift_code"), t.station.c.name.label("station_name"))
        .join(e, e.c.id == a.c.engagement).join(v.volunteer, v.volunteer.c.id == e.c.volunteer)
        .join(v.shift, v.shift.c.id == a.c.shift, isouter=True).join(t.station, t.station.c.id == a.c.station)
        .where(a.c.event == event).order_by(a.c.at.desc(), a.c.id.desc())
    )  # fmt: skip
    found = connection.execute(query if only is None else query.where(a.c.engagement == only)).all()
    gone = {row.voids for row in found if row.voids}
    return tuple(
        MarkView(
            id=row.id, volunteer=row.engagement, code=row.code, name=row.name, kind=MarkKind(row.kind), shift=row.shift_code,
            reason=row.reason, at=row.at, station=row.station_name, voided=row.id in gone,
        )
        for row in found
        if row.kind != MarkKind.VOID.value
    )  # fmt: skip
