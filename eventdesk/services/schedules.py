"""The schedule of an event as planners work on it, and the versions of it that families were told."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from eventdesk.domain.capacity import Limit, shrank
from eventdesk.domain.clashes import Clash, SeasonEvent, clashes
from eventdesk.domain.conflicts import Conflict as Quarrel
from eventdesk.domain.conflicts import Severity, Siblings, find, look
from eventdesk.domain.event import EventState, SlotKind
from eventdesk.domain.registration import CallReason
from eventdesk.domain.right import Right
from eventdesk.domain.schedule import (
    BadSchedule,
    ChangeKind,
    PlannedSlot,
    Schedule,
    SlotChange,
    alike,
    changes,
    checked,
    merged,
    planned_alike,
)
from eventdesk.domain.venue import Grounds
from eventdesk.errors import Conflict, InvalidInput
from eventdesk.services import calls, events
from eventdesk.services.calendar_traces import forget_slot
from eventdesk.services.event_copies import NEW_SLOT
from eventdesk.services.event_views import Changes, EventView
from eventdesk.services.house import House
from eventdesk.services.schedule_reading import (
    LIVE,
    change_body,
    change_of,
    schedule_of,
    siblings_of,
    slot_body,
    slot_of,
)
from eventdesk.services.typed import plain
from eventdesk.services.venues import grounds_of
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

    ``conflicts`` come without their remedies. ``released`` is the number of the newest release, ``unreleased`` what
    families do not know yet.
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

    def save(self, event_code: str, schedule: Schedule, *, base: Schedule | None = None) -> ScheduleView:
        """Writes what differs from what is stored, in one piece.

        With ``base``, the schedule that ``schedule`` was made from, only what differs between these two is written, so that
        what another window did meanwhile stays. :class:`Conflict` ``schedule_changed`` where both changed the same slot,
        ``slot_in_use`` where a slot that families chose would go, ``slot_exists`` for a code that two would have;
        :class:`InvalidInput` for a slot that cannot be. Where a slot has fewer places than were given, those who came last
        wait and are to be called.
        """
        with self._house.writing(Right.EVENTS, "schedule.saved") as unit:
            event = events.find(unit.connection, event_code)
            stored = schedule_of(unit.connection, event, self._house.zone)
            schedule = _sound(stored, schedule, base)
            before = {slot.id: slot for slot in stored.slots}
            gone = [slot for slot in stored.slots if slot.id not in {kept.id for kept in schedule.slots}]
            for slot in gone:
                _remove(unit, event, slot)
            order = {slot.id: place for place, slot in enumerate((s for s in stored.slots if s not in gone), 1)}
            changed = [
                (place, slot) for place, slot in enumerate(schedule.slots, 1)
                if order.get(slot.id) != place or not planned_alike(before.get(slot.id), slot)
            ]  # fmt: skip
            _step_aside(unit, event, before, schedule)
            for place, slot in changed:
                self._write(unit, event, slot, place, before.get(slot.id))
            if schedule.changeover != event.changeover:
                _set(unit, event, {"changeover": schedule.changeover})
            if changed or gone or schedule.changeover != event.changeover:
                shrunk = [slot.code for _, slot in changed if slot.id in before and shrank(_limit(before[slot.id]), _limit(slot))]
                elsewhere = {slot.room for _, slot in changed if _came(before.get(slot.id), slot)}
                moved = calls.make_room(unit, event.id, only=shrunk, rooms=elsewhere)
                unit.commit(subject=event.id, changed=len(changed), removed=len(gone), waitlisted=moved)
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

    def remedies(self, view: ScheduleView) -> tuple[Quarrel, ...]:
        """The conflicts of a schedule with what would mend each; this takes a hundred times as long as finding them."""
        self._house.require(Right.LOOK)
        return find(view.schedule, view.grounds, view.siblings)

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

    def release(self, event_code: str, *, seen: Schedule | None = None) -> ScheduleView:
        """Makes the schedule as it stands the one that families are told; the families of moved slots are to be called.

        :class:`Conflict` ``schedule_clashes`` while anything is wrong with it that cannot take place,
        ``nothing_to_release`` where families know all of it, ``schedule_changed`` where it is not what the planner has
        ``seen``.
        """
        with self._house.writing(Right.EVENTS, "schedule.released") as unit:
            view = self._view(unit.connection, event_code)
            if seen is not None and not alike(seen, view.schedule):
                raise Conflict("schedule_changed", event=view.event.code, slot="")
            clash = next((found for found in view.conflicts if found.severity is Severity.ERROR), None)
            if clash is not None:
                codes = [view.schedule.slot(id).code for id in clash.slots]
                raise Conflict("schedule_clashes", event=view.event.code, slots=", ".join(codes))
            if view.released is not None and not view.unreleased:
                raise Conflict("nothing_to_release", event=view.event.code)
            slots = [slot_body(slot) for slot in view.schedule.slots if slot.kind is not SlotKind.BLOCKER]
            values = {
                "id": unit.new_id(), "event": view.event.id, "number": (view.released or 0) + 1, "slots": slots,
                "changes": [change_body(change) for change in view.unreleased], "at": unit.now,
                "operator": unit.actor.operator,
            }  # fmt: skip
            unit.execute(p.schedule_release.insert(), values)
            unit.put("schedule_release", plain(values), event=view.event.id)
            told = _call(unit, view) if view.event.state is not EventState.CANCELLED else 0
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
                tuple(change_of(body) for body in row.changes),
            )
            for row in rows
        )  # fmt: skip

    def _view(self, connection: sa.Connection, event_code: str) -> ScheduleView:
        event = events.view(connection, event_code)
        row = events.find(connection, event_code)
        schedule = schedule_of(connection, row, self._house.zone)
        slots = schedule.slots
        grounds = grounds_of(connection, event.venue, tuple(slot.room for slot in slots))
        siblings = siblings_of(connection, event, self._house.zone)
        last = connection.execute(
            sa.select(p.schedule_release).where(p.schedule_release.c.event == event.id)
            .order_by(p.schedule_release.c.number.desc()).limit(1)
        ).first()  # fmt: skip
        known = tuple(slot_of(body) for body in last.slots) if last is not None else ()
        return ScheduleView(
            event=event, schedule=schedule, grounds=grounds, siblings=siblings, conflicts=look(schedule, grounds, siblings),
            released=last.number if last is not None else None, unreleased=changes(known, slots),
        )  # fmt: skip

    def _write(self, unit: Unit, event: Any, slot: PlannedSlot, place: int, before: PlannedSlot | None) -> None:
        if before is not None and before.kind is SlotKind.SLOT is not slot.kind and _choices(unit, slot.id):
            raise Conflict("slot_in_use", slot=slot.code, registrations=_choices(unit, slot.id))
        values = {
            "code": slot.code, "title": slot.title.strip(), "room": slot.room.strip(), "start": slot.start, "end": slot.end,
            "capacity": slot.capacity, "capacity_unit": slot.capacity_unit.value,
            "min_months": slot.band.min_months if slot.band else None, "max_months": slot.band.max_months if slot.band else None,
            "kind": slot.kind.value, "minutes": slot.minutes, "leader": slot.leader.strip(),
            "resources": [list(pair) for pair in slot.resources], "pinned": slot.pinned, "notes": slot.notes, "position": place,
        }  # fmt: skip
        if before is None:
            if unit.execute(sa.select(t.slot.c.id).where(t.slot.c.id == slot.id)).first() is not None:
                raise Conflict("slot_exists", slot=slot.code)  # another event's
            values = NEW_SLOT | values | {"id": slot.id, "event": event.id}
            unit.execute(t.slot.insert(), values)
        else:
            unit.execute(t.slot.update().where(t.slot.c.id == slot.id).values(**values))
        unit.put("slot", plain({"id": slot.id, **values}), event=event.id)


def _sound(stored: Schedule, schedule: Schedule, base: Schedule | None) -> Schedule:
    """What is to be stored, if it can be."""
    try:
        return checked(schedule if base is None else merged(base, schedule, stored), stored=stored)
    except BadSchedule as error:
        if error.code == "changed_meanwhile":
            raise Conflict("schedule_changed", slot=error.slot) from error
        if error.code == "slot_exists":
            raise Conflict("slot_exists", slot=error.slot) from error
        raise InvalidInput(error.code, field=error.slot) from error


def _came(before: PlannedSlot | None, slot: PlannedSlot) -> bool:
    """Whether a slot is in its room at hours when it was not there before."""
    return before is not None and bool(slot.room) and (before.room, before.start, before.end) != (slot.room, slot.start, slot.end)


def _limit(slot: PlannedSlot) -> Limit:
    return Limit(slot.capacity, slot.capacity_unit)


def _choices(unit: Unit, slot: str) -> int:
    """How many registrations chose a slot, those who cancelled left out."""
    choice, r = t.slot_choice, t.registration
    return int(
        unit.execute(
            sa.select(sa.func.count()).join(r, r.c.id == choice.c.registration)
            .where(choice.c.slot == slot, r.c.state.in_(LIVE))
        ).scalar()
    )  # fmt: skip


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


def _step_aside(unit: Unit, event: Any, before: dict[str, PlannedSlot], schedule: Schedule) -> None:
    """Two slots may exchange their codes: those that change step aside first, for no two may have one even for a moment,
    here or where the items are applied."""
    for slot in schedule.slots:
        if slot.id in before and before[slot.id].code != slot.code:
            aside = {"code": f"~{slot.id}"}
            unit.execute(t.slot.update().where(t.slot.c.id == slot.id).values(**aside))
            unit.put("slot", {"id": slot.id, **aside}, event=event.id)


def _call(unit: Unit, view: ScheduleView) -> int:
    """Puts the families onto the list of people to call whose slots moved; how many."""
    told: set[str] = set()
    for change in view.unreleased:
        if change.before is None or change.kind not in (ChangeKind.MOVED, ChangeKind.ROOM):
            continue
        choice, r = t.slot_choice, t.registration
        chose = (
            sa.select(choice.c.registration).join(r, r.c.id == choice.c.registration)
            .where(choice.c.slot == change.before.id, r.c.state.in_(LIVE)).order_by(r.c.queue)
        )  # fmt: skip
        for registration in unit.execute(chose).scalars().all():
            if registration not in told:
                calls.add(unit, view.event.id, registration, CallReason.SLOT_MOVED)
                told.add(registration)
    return len(told)
