"""Families that must be told something: their event was cancelled or moved, or their places are no longer there.

Nobody loses a registration by a planner's change. Who no longer fits waits, and stands on this list with the reason until
somebody has called.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.capacity import EVENT_KEY, LimitKind, slot_key
from eventdesk.domain.crowding import crowded_out
from eventdesk.domain.family import Role, mask_name, mask_phone
from eventdesk.domain.journal import Tally
from eventdesk.domain.registration import CallReason, RegistrationState
from eventdesk.domain.right import Right
from eventdesk.errors import NotFound
from eventdesk.services.event_views import Changes
from eventdesk.services.house import House
from eventdesk.services.typed import plain
from eventdesk.store import plan_tables as p
from eventdesk.store import quick
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit

CHANGES: Changes = frozenset({"calls"})
_LIVE = (RegistrationState.CONFIRMED.value, RegistrationState.WAITLISTED.value)
"""Registrations that have a place or wait for one."""


@dataclass(frozen=True)
class CallView:
    """A family to call. ``label`` and ``phone`` are masked unless they were asked for whole."""

    id: str
    registration: str
    reason: CallReason
    state: RegistrationState | None
    label: str
    phone: str
    at: datetime
    done_at: datetime | None
    changes: Changes = frozenset()


@dataclass(frozen=True)
class ExportedCalls:
    """A list of people to call that was written, and how many families are on it."""

    file: Path
    families: int


class Calls:
    """The verbs of the list of people to call."""

    def __init__(self, house: House) -> None:
        self._house = house

    def list(self, event_code: str, *, unmasked: bool = False) -> tuple[CallView, ...]:
        """Who is to be called for an event, those who were not yet first. Whole names need the right and are audited."""
        from eventdesk.services import events

        self._house.require(Right.LOOK)
        if unmasked:
            self._house.require(Right.UNMASK)
        with self._house.store.reading() as connection:
            event = events.find(connection, event_code)
            found = _views(connection, event.id, unmasked=unmasked)
        if unmasked and found:
            with self._house.writing(Right.UNMASK, "unmasked") as unit:
                unit.put("audit.unmasked", {"what": "calls.list", "count": len(found)}, event=event.id)
                unit.commit(subject=event.id, what="calls.list", count=len(found))
        return found

    def done(self, id: str, *, done: bool = True) -> CallView:
        """Notes that a family was told, or that it was not after all."""
        with self._house.writing(Right.REGISTRATIONS, "call.done") as unit:
            row = unit.execute(sa.select(p.call).where(p.call.c.id == id)).first()
            if row is None:
                raise NotFound("call_not_found", call=id)
            at = unit.now if done else None
            unit.execute(p.call.update().where(p.call.c.id == id).values(done_at=at))
            unit.put("call", plain({"id": id, "done_at": at}), event=row.event)
            unit.commit(subject=row.registration, done=done)
        with self._house.store.reading() as connection:
            found = next(view for view in _views(connection, row.event, unmasked=False) if view.id == id)
        return replace(found, changes=CHANGES)

    def export(self, event_code: str, file: Path, words: Any, *, unmasked: bool = False) -> ExportedCalls:
        """Writes the list as CSV: name, phone, why, the state of the registration, since when, told when (moments in the
        organisation's zone). Whole names need the right and are audited.
        :class:`StoreProblem` ``calls_not_written`` where the file can't be."""
        import csv
        import io

        from eventdesk.reports.exporters.files import write_whole
        from eventdesk.reports.exporters.rows import like_a_formula

        self._house.require(Right.EXPORT)
        found = self.list(event_code, unmasked=unmasked)

        def moment(at: datetime | None) -> str:
            return f"{at.astimezone(self._house.zone):%Y-%m-%d %H:%M}" if at is not None else ""

        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow([words(f"conflicts.calls_{name}") for name in ("name", "phone", "reason", "state", "at", "done")])
        for call in found:
            reason = words(f"conflicts.call_{call.reason.value}")
            state = words(f"conflicts.calls_state_{call.state.value}") if call.state is not None else ""
            cells = (call.label, call.phone, reason, state, moment(call.at), moment(call.done_at))
            writer.writerow([f"'{cell}" if like_a_formula(cell) else cell for cell in cells])
        data = text.getvalue().encode("utf-8-sig")
        write_whole(file.parent, file.name, lambda out: out.write(data), trouble="calls_not_written")
        return ExportedCalls(file, len(found))


def add(unit: Unit, event: str, registration: str, reason: CallReason) -> None:
    """Puts a family onto the list; who stands there for this reason is to be called once more."""
    call = p.call
    where = (call.c.registration == registration, call.c.reason == reason.value)
    row = unit.execute(sa.select(call).where(*where)).first()
    values = {"id": row.id if row is not None else unit.new_id(), "event": event, "registration": registration}
    values |= {"reason": reason.value, "at": unit.now, "done_at": None}
    unit.execute(call.insert() if row is None else call.update().where(call.c.id == row.id), values)
    unit.put("call", plain(values), event=event)


def add_all(unit: Unit, event: str, reason: CallReason) -> int:
    """Puts everybody onto the list who has places at an event or waits for them; how many families."""
    r = t.registration
    found = unit.execute(sa.select(r.c.id).where(r.c.event == event, r.c.state.in_(_LIVE)).order_by(r.c.queue)).scalars().all()
    for registration in found:
        add(unit, event, registration, reason)
    return len(found)


def close(unit: Unit, event: str, reason: CallReason, *, registration: str | None = None) -> None:
    """Settles the open calls of an event for a reason that is gone, those of one registration where it is named."""
    call = p.call
    query = sa.select(call.c.id).where(call.c.event == event, call.c.reason == reason.value, call.c.done_at.is_(None))
    if registration is not None:
        query = query.where(call.c.registration == registration)
    for id in unit.execute(query.order_by(call.c.id)).scalars().all():
        unit.execute(call.update().where(call.c.id == id).values(done_at=unit.now))
        unit.put("call", plain({"id": id, "done_at": unit.now}), event=event)


def waiting(unit: Unit, event: str, reason: CallReason) -> frozenset[str]:
    """The registrations of an event that nobody has told of a reason yet."""
    call = p.call
    where = (call.c.event == event, call.c.reason == reason.value, call.c.done_at.is_(None))
    return frozenset(unit.execute(sa.select(call.c.registration).where(*where)).scalars())


def told(unit: Unit, event: str, reason: CallReason, *, since: datetime | None = None) -> tuple[str, ...]:
    """The registrations that still have places at an event or wait for them, and were told of a reason, ``since`` a moment
    where one is given; in their queue."""
    call, r = p.call, t.registration
    query = sa.select(r.c.id).join(call, call.c.registration == r.c.id).where(
        call.c.event == event, call.c.reason == reason.value, call.c.done_at.is_not(None), r.c.state.in_(_LIVE)
    )  # fmt: skip
    if since is not None:
        query = query.where(call.c.done_at >= since)
    return tuple(unit.execute(query.order_by(r.c.queue)).scalars())


def take_back(unit: Unit, event: str, reason: CallReason, *, at: datetime, before: Collection[str] = ()) -> int:
    """Settles the calls for something that was done at ``at`` and is taken back. Who was told of it since is to be called once
    more; how many those are. Registrations of ``before`` waited already then, and stay on the list."""
    call, again = p.call, told(unit, event, reason, since=at)
    where = (call.c.event == event, call.c.reason == reason.value, call.c.done_at.is_(None), call.c.at == at)
    for row in unit.execute(sa.select(call).where(*where).order_by(call.c.id)).all():
        if row.registration not in before:
            unit.execute(call.update().where(call.c.id == row.id).values(done_at=unit.now))
            unit.put("call", plain({"id": row.id, "done_at": unit.now}), event=event)
    for registration in again:
        add(unit, event, registration, reason)
    return len(again)


def make_room(
    unit: Unit, event: str, *, only: Collection[str] = (), limits: Collection[str] = (), rooms: Collection[str] = ()
) -> int:
    """Lets those wait who have places that are no longer there, the last to register first; how many families.

    Who is inside keeps all places. Call it where a limit became smaller (:func:`eventdesk.domain.capacity.shrank`) or a
    slot went elsewhere: ``only`` names the slots whose limits shrank, ``""`` is the event's own, ``limits`` are keys of
    others, ``rooms`` those that slots came into. Soft limits that are not named are not looked at, for somebody may have let
    a family pass them; hard ones always.
    """
    from eventdesk.services import events
    from eventdesk.services.places import held_of, limits_of
    from eventdesk.services.standing import find, set_state

    code = unit.execute(sa.select(t.event.c.code).where(t.event.c.id == event)).scalar_one()
    view = events.view(unit.connection, code)
    every = limits_of(unit.connection, view)
    keys = {one.key for one in every.shared if one.hard or one.key.partition(":")[0] in limits}
    keys |= {slot_key(one) if one else EVENT_KEY for one in only}
    keys |= {one.key for one in every.shared if one.kind is LimitKind.ROOM and one.subject in rooms}
    if not keys:
        return 0
    ids = {slot.code: slot.id for slot in view.slots}
    held = [
        (one.id, one.party, one.has, bool(one.slots))
        for one in held_of(unit.connection, view, now=unit.now, by_age=every.by_age) if one.confirmed
    ]  # fmt: skip
    inside = _inside(unit.connection, event)
    out = crowded_out(every.only(keys), held, inside=inside, pass_over=view.rules.pass_over)
    for registration, lost in out.items():
        row = find(unit.connection, registration)
        if lost is None:
            set_state(unit, row, RegistrationState.WAITLISTED)
        else:
            set_state(unit, row, RegistrationState.CONFIRMED, slots=(), lost=[ids[one] for one in lost])
        add(unit, event, registration, CallReason.NO_PLACE)
    return len(out)


def _inside(connection: sa.Connection, event: str) -> set[str]:
    """The registrations of which somebody is inside, from the journal as it stands."""
    from eventdesk.services.door_record import entry_of

    tally = Tally()
    for row in quick.rows(connection, "SELECT * FROM journal WHERE event = ? ORDER BY seq", (event,)):
        tally.add(entry_of(row))
    here = (where.last for where in tally.attended().values() if where.inside)
    return {entry.registration for entry in here if entry is not None and entry.registration is not None}


def _views(connection: sa.Connection, event: str, *, unmasked: bool) -> tuple[CallView, ...]:
    call, r, person = p.call, t.registration, t.person
    guardians: dict[str, Any] = {}
    for row in connection.execute(
        sa.select(r.c.id, person.c.name, person.c.nickname, person.c.phone)
        .join(person, person.c.family == r.c.family)
        .where(r.c.event == event, person.c.role != Role.CHILD.value)
        .order_by(r.c.id, person.c.phone.is_(None), person.c.position)
    ):
        guardians.setdefault(row.id, row)
    rows = connection.execute(
        sa.select(call, r.c.state).join(r, r.c.id == call.c.registration, isouter=True)
        .where(call.c.event == event).order_by(call.c.done_at.is_not(None), call.c.at, r.c.queue, call.c.id)
    ).all()  # fmt: skip
    found = []
    for row in rows:
        who = guardians.get(row.registration)
        name, phone = (who.name or who.nickname or "", who.phone or "") if who is not None else ("", "")
        found.append(
            CallView(
                id=row.id, registration=row.registration, reason=CallReason(row.reason),
                state=RegistrationState(row.state) if row.state else None, label=name if unmasked else mask_name(name),
                phone=phone if unmasked else (mask_phone(phone) or ""), at=row.at, done_at=row.done_at,
            )
        )  # fmt: skip
    return tuple(found)
