"""The schedule of an event as planners work on it, and the versions of it that families were told."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from eventdesk.domain.age import AgeBand, months_between
from eventdesk.domain.clashes import Clash, SeasonEvent, clashes
from eventdesk.domain.conflicts import Conflict as Quarrel
from eventdesk.domain.conflicts import ConflictKind, Siblings, find
from eventdesk.domain.event import EventState
from eventdesk.domain.event import Unit as Places
from eventdesk.domain.registration import CallReason, RegistrationState, SlotState
from eventdesk.domain.right import Right
from eventdesk.domain.schedule import ChangeKind, PlannedSlot, Schedule, SlotChange, SlotKind, changes
from eventdesk.domain.venue import Grounds
from eventdesk.errors import Conflict, InvalidInput
from eventdesk.services import calls, events
from eventdesk.services.calendar_traces import forget_slot
from eventdesk.services.event_copies import NEW_SLOT
from eventdesk.services.house import House
from eventdesk.services.typed import plain
from eventdesk.services.venues import grounds_of
from eventdesk.services.views import Changes, EventView
from eventdesk.store import plan_tables as p
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit

if TYPE_CHECKING:
    from eventdesk.assignment.draft import Draft

CHANGES: Changes = frozenset({"events", "schedules"})


@dataclass(frozen=True)
class Release:
    """A version of the schedule that families were told. It never changes; ``slots`` are as they were then."""

    number: int
    at: datetime
    operator: str
    slots: tuple[PlannedSlot, ...]
    changed: tuple[SlotChange, ...]


@dataclass(frozen=True)
class ScheduleView:
    """An event's schedule with everything that judging it needs.

    ``released`` is the number of the newest release, ``unreleased`` what families do not know yet.
    """

    event: EventView
    schedule: Schedule
    grounds: Grounds
    siblings: tuple[Siblings, ...]
    conflicts: tuple[Quarrel, ...]
    released: int | None
    unreleased: tuple[SlotChange, ...]
    changes: Changes = frozenset()


class Schedules:
    """The verbs of schedules."""

    def __init__(self, house: House) -> None:
        self._house = house

    def load(self, event_code: str) -> ScheduleView:
        """An event's schedule; times are in the organisation's zone."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            return self._view(connection, event_code)

    def save(self, event_code: str, schedule: Schedule) -> ScheduleView:
        """Writes what differs from what is stored, in one piece.

        :class:`Conflict` ``slot_in_use`` where a slot that families chose would go, ``slot_exists`` for a code that two
        would have. Where a slot has fewer places than were given, those who came last wait and are to be called.
        """
        with self._house.writing(Right.EVENTS, "schedule.saved") as unit:
            event = events.find(unit.connection, event_code)
            before = {slot.id: slot for slot in self._slots(unit.connection, event)}
            after = {slot.id: slot for slot in schedule.slots}
            if len({slot.code for slot in schedule.slots}) < len(schedule.slots):
                raise Conflict("slot_exists", slot=_twice(schedule))
            for slot in before.values():
                if slot.id not in after:
                    _remove(unit, event, slot)
            _free_codes(unit, before, after)
            # How many are registered is counted, not planned.
            changed = [slot for slot in schedule.slots if not _same(before.get(slot.id), slot)]
            for slot in changed:
                self._write(unit, event, slot, new=slot.id not in before)
            if schedule.changeover != event.changeover:
                _set(unit, event, {"changeover": schedule.changeover})
            if changed or before.keys() - after.keys() or schedule.changeover != event.changeover:
                moved = calls.make_room(unit, event.id) if changed else 0
                unit.commit(
                    subject=event.id, changed=len(changed), removed=len(before.keys() - after.keys()), waitlisted=moved
                )
        return replace(self.load(event_code), changes=CHANGES)

    def of_year(self, year: int | None = None) -> tuple[tuple[ScheduleView, ...], tuple[Clash, ...]]:
        """The schedules of all events (of a year in the organisation's zone) that were not cancelled and are no templates,
        and what the events take from each other."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            gone = (EventState.CANCELLED.value, EventState.ARCHIVED.value)
            query = sa.select(t.event.c.code, t.event.c.start).where(t.event.c.state.not_in(gone), ~t.event.c.template)
            rows = connection.execute(query.order_by(t.event.c.start, t.event.c.code)).all()
            views = tuple(
                self._view(connection, row.code)
                for row in rows
                if year is None or row.start.astimezone(self._house.zone).year == year
            )
        found = clashes([SeasonEvent(view.event.code, view.event.title, view.event.venue, view.schedule) for view in views])
        return views, found

    def draft(
        self, view: ScheduleView, *, seconds: float = 10.0, move_placed: bool = False, cancelled: Callable[[], bool] | None = None,
        progress: Callable[[float | None], None] | None = None, preview: Callable[["Draft"], None] | None = None,
    ) -> "Draft":  # fmt: skip
        """Proposes places for the slots that wait (:func:`eventdesk.assignment.draft.draft`). Nothing is written, and the
        store is not asked: call it beside the thread that owns the store. :meth:`save` its schedule to take it."""
        from eventdesk.assignment.draft import draft

        self._house.require(Right.EVENTS)
        heard = {"cancelled": cancelled, "progress": progress, "preview": preview}
        return draft(
            view.schedule, view.grounds, view.siblings, seconds=seconds, zone=self._house.zone, move_placed=move_placed,
            **{name: told for name, told in heard.items() if told is not None},  # type: ignore[arg-type]  # each its own
        )  # fmt: skip

    def release(self, event_code: str) -> ScheduleView:
        """Makes the schedule as it stands the one that families are told; the families of moved slots are to be called.

        :class:`Conflict` ``schedule_clashes`` while two slots share a room or a leader, ``nothing_to_release`` where
        families know all of it.
        """
        with self._house.writing(Right.EVENTS, "schedule.released") as unit:
            view = self._view(unit.connection, event_code)
            clash = next((c for c in view.conflicts if c.kind in (ConflictKind.ROOM, ConflictKind.LEADER)), None)
            if clash is not None:
                codes = [view.schedule.slot(id).code for id in clash.slots]
                raise Conflict("schedule_clashes", event=view.event.code, slots=", ".join(codes))
            if view.released is not None and not view.unreleased:
                raise Conflict("nothing_to_release", event=view.event.code)
            slots = [slot_body(slot) for slot in view.schedule.slots if slot.kind is not SlotKind.BLOCKER]
            values = {
                "id": unit.new_id(), "event": view.event.id, "number": (view.released or 0) + 1, "slots": slots,
                "changes": [_change_body(change) for change in view.unreleased], "at": unit.now,
                "operator": unit.actor.operator,
            }  # fmt: skip
            unit.execute(p.schedule_release.insert(), values)
            unit.put("schedule_release", plain(values), event=view.event.id)
            told = _call(unit, view) if view.released is not None else 0
            unit.commit(subject=view.event.id, number=values["number"], changes=len(view.unreleased), families=told)
        return replace(self.load(event_code), changes=CHANGES)

    def releases(self, event_code: str) -> tuple[Release, ...]:
        """All releases of an event's schedule, the newest first."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            event = events.find(connection, event_code)
            rows = connection.execute(
                sa.select(p.schedule_release, t.operator.c.name)
                .join(t.operator, t.operator.c.id == p.schedule_release.c.operator)
                .where(p.schedule_release.c.event == event.id).order_by(p.schedule_release.c.number.desc())
            ).all()  # fmt: skip
        return tuple(
            Release(
                row.number, row.at, row.name, tuple(slot_of(body) for body in row.slots),
                tuple(_change_of(body) for body in row.changes),
            )
            for row in rows
        )  # fmt: skip

    def _view(self, connection: sa.Connection, event_code: str) -> ScheduleView:
        event = events.view(connection, event_code)
        row = events.find(connection, event_code)
        slots = self._slots(connection, row)
        zone = self._house.zone
        schedule = Schedule(event.start.astimezone(zone), event.end.astimezone(zone), event.changeover, slots)
        grounds = grounds_of(connection, event.venue, tuple(slot.room for slot in slots))
        siblings = _siblings(connection, event, zone)
        last = connection.execute(
            sa.select(p.schedule_release).where(p.schedule_release.c.event == event.id)
            .order_by(p.schedule_release.c.number.desc()).limit(1)
        ).first()  # fmt: skip
        known = tuple(slot_of(body) for body in last.slots) if last is not None else ()
        return ScheduleView(
            event=event, schedule=schedule, grounds=grounds, siblings=siblings, conflicts=find(schedule, grounds, siblings),
            released=last.number if last is not None else None, unreleased=changes(known, slots),
        )  # fmt: skip

    def _slots(self, connection: sa.Connection, event: Any) -> tuple[PlannedSlot, ...]:
        zone = self._house.zone
        taken = _taken(connection, event.id)
        rows = connection.execute(sa.select(t.slot).where(t.slot.c.event == event.id).order_by(t.slot.c.position)).all()
        return tuple(
            PlannedSlot(
                id=row.id, code=row.code, title=row.title, kind=SlotKind(row.kind), room=row.room,
                start=row.start.astimezone(zone) if row.start else None, end=row.end.astimezone(zone) if row.end else None,
                minutes=row.minutes, leader=row.leader, resources=tuple((name, number) for name, number in row.resources),
                capacity=row.capacity, capacity_unit=Places(row.capacity_unit),
                band=None if row.min_months is None else AgeBand(row.min_months, row.max_months), pinned=row.pinned,
                notes=row.notes, registered=_in_unit(taken.get(row.id, (0, 0, 0)), Places(row.capacity_unit)),
            )
            for row in rows
        )  # fmt: skip

    def _write(self, unit: Unit, event: Any, slot: PlannedSlot, *, new: bool) -> None:
        if not slot.title.strip():
            raise InvalidInput("title_missing", field="title")
        values = {
            "code": slot.code, "title": slot.title.strip(), "room": slot.room.strip(), "start": slot.start, "end": slot.end,
            "capacity": slot.capacity, "capacity_unit": slot.capacity_unit.value,
            "min_months": slot.band.min_months if slot.band else None, "max_months": slot.band.max_months if slot.band else None,
            "kind": slot.kind.value, "minutes": slot.minutes, "leader": slot.leader.strip(),
            "resources": [list(pair) for pair in slot.resources], "pinned": slot.pinned, "notes": slot.notes,
        }  # fmt: skip
        if new:
            last = unit.execute(sa.select(sa.func.max(t.slot.c.position)).where(t.slot.c.event == event.id)).scalar() or 0
            values = NEW_SLOT | values | {"id": slot.id, "event": event.id, "position": last + 1}
            unit.execute(t.slot.insert(), values)
        else:
            unit.execute(t.slot.update().where(t.slot.c.id == slot.id).values(**values))
        unit.put("slot", plain({"id": slot.id, **values}), event=event.id)


def slot_body(slot: PlannedSlot) -> dict[str, Any]:
    """A slot as a release keeps it: what families see of it."""
    return {
        "id": slot.id, "code": slot.code, "title": slot.title, "kind": slot.kind.value, "room": slot.room,
        "start": slot.start.isoformat() if slot.start else None, "end": slot.end.isoformat() if slot.end else None,
        "minutes": slot.minutes, "leader": slot.leader,
        "band": [slot.band.min_months, slot.band.max_months] if slot.band else None,
    }  # fmt: skip


def slot_of(body: dict[str, Any]) -> PlannedSlot:
    """The slot of :func:`slot_body`."""
    return PlannedSlot(
        id=body["id"], code=body["code"], title=body["title"], kind=SlotKind(body["kind"]), room=body["room"],
        start=datetime.fromisoformat(body["start"]) if body["start"] else None,
        end=datetime.fromisoformat(body["end"]) if body["end"] else None, minutes=body["minutes"], leader=body["leader"],
        band=AgeBand(*body["band"]) if body["band"] else None,
    )  # fmt: skip


def _change_body(change: SlotChange) -> dict[str, Any]:
    return {
        "kind": change.kind.value, "before": slot_body(change.before) if change.before else None,
        "after": slot_body(change.after) if change.after else None,
    }  # fmt: skip


def _change_of(body: dict[str, Any]) -> SlotChange:
    before, after = (slot_of(body[key]) if body[key] else None for key in ("before", "after"))
    return SlotChange(ChangeKind(body["kind"]), before, after)


def _same(slot: PlannedSlot | None, other: PlannedSlot) -> bool:
    return slot is not None and replace(slot, registered=0) == replace(other, registered=0)


def _twice(schedule: Schedule) -> str:
    codes = [slot.code for slot in schedule.slots]
    return next(code for code in codes if codes.count(code) > 1)


def _set(unit: Unit, event: Any, values: dict[str, Any]) -> None:
    values = {**values, "revision": event.revision + 1}
    unit.execute(t.event.update().where(t.event.c.id == event.id).values(**values))
    unit.put("event", plain({"id": event.id, **values, "base": event.revision}), event=event.id)


def _remove(unit: Unit, event: Any, slot: PlannedSlot) -> None:
    chosen = unit.execute(sa.select(sa.func.count()).where(t.slot_choice.c.slot == slot.id)).scalar()
    if chosen:
        raise Conflict("slot_in_use", slot=slot.code, registrations=chosen)
    forget_slot(unit, slot.id, event=event.id)
    unit.execute(t.slot.delete().where(t.slot.c.id == slot.id))
    unit.put("slot.removed", {"id": slot.id}, event=event.id)


def _free_codes(unit: Unit, before: dict[str, PlannedSlot], after: dict[str, PlannedSlot]) -> None:
    """Two slots may swap their codes: those that change step aside first, for no two may have one even for a moment."""
    for id, slot in before.items():
        if id in after and after[id].code != slot.code:
            unit.execute(t.slot.update().where(t.slot.c.id == id).values(code=f"~{id}"))


def _call(unit: Unit, view: ScheduleView) -> int:
    """Puts the families onto the list of people to call whose slots moved; how many."""
    told: set[str] = set()
    for change in view.unreleased:
        if change.before is None or change.kind not in (ChangeKind.MOVED, ChangeKind.ROOM):
            continue
        choice = t.slot_choice
        for registration in unit.execute(sa.select(choice.c.registration).where(choice.c.slot == change.before.id)).scalars().all():
            if registration not in told:
                calls.add(unit, view.event.id, registration, CallReason.SLOT_MOVED)
                told.add(registration)
    return len(told)


def _taken(connection: sa.Connection, event: str) -> dict[str, tuple[int, int, int]]:
    """Families, persons and children who have a place in each slot."""
    r, choice = t.registration, t.slot_choice
    query = (
        sa.select(choice.c.slot, sa.func.count(), sa.func.sum(r.c.adults + r.c.children), sa.func.sum(r.c.children))
        .join(r, r.c.id == choice.c.registration)
        .where(r.c.event == event, r.c.state == RegistrationState.CONFIRMED.value, choice.c.state == SlotState.CONFIRMED.value)
        .group_by(choice.c.slot)
    )
    return {row[0]: (row[1], row[2], row[3]) for row in connection.execute(query)}


def _in_unit(taken: tuple[int, int, int], unit: Places) -> int:
    families, persons, children = taken
    return {Places.FAMILIES: families, Places.PERSONS: persons, Places.CHILDREN: children}[unit]


def _siblings(connection: sa.Connection, event: EventView, zone: Any) -> tuple[Siblings, ...]:
    """Registered families with several children whose ages are known, and the slots they chose."""
    r, m, choice, person = t.registration, t.registration_member, t.slot_choice, t.person
    day = event.start.astimezone(zone).date()
    ages: dict[str, list[int]] = {}
    live = (RegistrationState.CONFIRMED.value, RegistrationState.WAITLISTED.value)
    for row in connection.execute(
        sa.select(r.c.id, person.c.birthdate).join(m, m.c.registration == r.c.id).join(person, person.c.id == m.c.person)
        .where(r.c.event == event.id, r.c.state.in_(live), m.c.counted, person.c.birthdate.is_not(None)).order_by(r.c.queue)
    ):  # fmt: skip
        if (age := months_between(row.birthdate, day)) >= 0:
            ages.setdefault(row.id, []).append(age)
    slots: dict[str, list[str]] = {}
    for row in connection.execute(sa.select(choice.c.registration, choice.c.slot).order_by(choice.c.position)):
        slots.setdefault(row.registration, []).append(row.slot)
    return tuple(Siblings(id, tuple(found), tuple(slots.get(id, ()))) for id, found in ages.items() if len(found) > 1)
