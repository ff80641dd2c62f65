"""Events and their slots."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import DoorRules, EventKind, EventState, SlotKind, Unit, valid_code
from eventdesk.domain.registration import CallReason, RegistrationState
from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, InvalidInput
from eventdesk.services.event_fields import MAX_PLACES, checked, merged, planned, titled
from eventdesk.services.event_finding import find as find
from eventdesk.services.event_finding import find_slot as find_slot
from eventdesk.services.event_views import NOTHING, EventView, Removed, SlotView
from eventdesk.services.house import House
from eventdesk.services.typed import YEARS, plain
from eventdesk.store import tables as t

CHANGES = frozenset({"events"})

STAFFING = "staffing"
"""Where an event's stored rules keep those for its volunteers."""


class Events:
    """The verbs of events.

    What writing alone needs is loaded where something is written: a verb that lists events must not wait for it.
    """

    def __init__(self, house: House) -> None:
        self._house = house

    def add(
        self, *, title: str, start: datetime, end: datetime, code: str | None = None, venue: str = "",
        capacity: int | None = None, capacity_unit: Unit = Unit.PERSONS, band: AgeBand | None = None, template: str | None = None,
    ) -> EventView:  # fmt: skip
        """A new event, draft. Times are aware; the code is made from date and title when none is given.

        With ``template`` (an event's code) it has that one's slots, limits, prices, questions, tasks, budget, rules and emergency plan
        as well, at the same distance from its start; what is given here goes before what the template says.
        """
        from eventdesk.services.event_copies import copy_event, insert

        with self._house.writing(Right.EVENTS, "event.added") as unit:
            values = checked(title=title, start=start, end=end, venue=venue, capacity=capacity, band=band)
            values["capacity_unit"] = capacity_unit.value
            if template is not None:
                given = {key: value for key, value in values.items() if value not in (None, "") and key != "start"}
                if capacity is None:
                    del given["capacity_unit"]
                code = copy_event(unit, self._house.zone, template, start=values["start"], code=code, **given)
            else:
                code = insert(unit, self._house.zone, values, code=code)
            unit.commit(subject=None, code=code)
        return self.show(code, changes=True)

    def plan(self, code: str, **fields: Any) -> EventView:
        """Sets what planners keep of an event: ``kind`` (EventKind), ``purpose``, ``online``, ``owner``, ``expected``
        (persons), ``notes``, ``changeover`` (minutes), ``template``. What is not given stays."""
        with self._house.writing(Right.EVENTS, "event.planned") as unit:
            event = find(unit.connection, code)
            values = planned(fields) | {"revision": event.revision + 1}
            unit.execute(t.event.update().where(t.event.c.id == event.id).values(**values))
            unit.put("event", plain({"id": event.id, **values, "base": event.revision}), event=event.id)
            unit.commit(subject=event.id, fields=sorted(fields))
        return self.show(code, changes=True)

    def clone(
        self, code: str, *, start: datetime | date, title: str | None = None, new_code: str | None = None
    ) -> EventView:
        """The same event at another time: all but its registrations, each hour shifted by as many days and hours.

        A day alone keeps the hour on the clock on the wall that the original begins at.
        """
        from eventdesk.services.event_copies import copy_event

        with self._house.writing(Right.EVENTS, "event.cloned") as unit:
            given = {"title": titled(title)} if title else {}
            if not isinstance(start, datetime):
                hour = find(unit.connection, code).start.astimezone(self._house.zone).time()
                start = datetime.combine(start, hour, self._house.zone)
            made = copy_event(unit, self._house.zone, code, start=start, code=new_code, **given)
            unit.commit(subject=find(unit.connection, code).id, code=made)
        return self.show(made, changes=True)

    def repeat(self, code: str, rule: str) -> tuple[EventView, ...]:
        """Copies for each further occurrence of an RFC 5545 recurrence rule, which share a series with the event.

        :class:`InvalidInput` ``bad_recurrence`` for a rule that says nothing, that never ends, or that makes more than
        200 events. Each is an event of its own: one can differ. Where the series has an event already, none is made.
        """
        from eventdesk.services.event_copies import repeat_event, starts_of

        self._house.require(Right.EVENTS)
        with self._house.store.reading() as connection:
            first = find(connection, code).start
        moments = starts_of(rule, first, self._house.zone)  # while nobody waits for us
        with self._house.writing(Right.EVENTS, "event.repeated") as unit:
            event = find(unit.connection, code)
            if event.start != first:
                moments = starts_of(rule, event.start, self._house.zone)
            codes = repeat_event(unit, self._house.zone, event, moments)
            if codes:
                unit.commit(subject=event.id, codes=codes)
        return tuple(self.show(made, changes=True) for made in codes)

    def publish(self, code: str) -> EventView:
        """Shows an event to families; :class:`Conflict` ``wrong_state`` for one that is over or cancelled."""
        return self.advance(code, EventState.PUBLISHED)

    def advance(self, code: str, state: EventState) -> EventView:
        """Leads an event into another state of its life, where that can follow; the same state again changes nothing.

        :class:`Conflict` ``wrong_state`` otherwise. Closing makes the reports whose templates say so. To
        cancel there is :meth:`cancel`, which asks for a reason.
        """
        from eventdesk.services.event_copies import become

        with self._house.writing(Right.EVENTS, "event.state") as unit:
            event = find(unit.connection, code)
            if event.state != state.value:
                become(unit, event, state)
                unit.commit(subject=event.id, state=state.value)
        if state is EventState.CLOSED and event.state != state.value:
            from eventdesk.services.report_templates import event_closed

            event_closed(self._house, event.code)
        return self.show(code, changes=True)

    def cancel(self, code: str, *, reason: str) -> EventView:
        """Cancels an event. Registrations stay as they are; each family comes onto the list of people to call: ``called``
        of the answer says how many. :class:`Conflict` ``already_cancelled`` for the second time."""
        from eventdesk.services import calls
        from eventdesk.services.event_copies import become

        if not reason.strip():
            raise InvalidInput("reason_missing", field="reason")
        with self._house.writing(Right.EVENTS, "event.cancelled") as unit:
            event = find(unit.connection, code)
            if event.state == EventState.CANCELLED.value:
                raise Conflict("already_cancelled", event=event.code)
            become(unit, event, EventState.CANCELLED, reason=reason.strip())
            called = calls.add_all(unit, event.id, CallReason.EVENT_CANCELLED)
            unit.commit(subject=event.id, reason=reason.strip(), families=called)
        return replace(self.show(code, changes=True), called=called)

    def remove(self, code: str, *, seen: EventView | None = None) -> Removed:
        """Removes an idea or a draft that holds no more than its own plan: nobody was told of it, nobody is registered.

        :class:`Conflict` otherwise (``event_not_removable``, ``event_in_use``); with ``seen`` also ``event_edited`` where it
        is another than that now.
        """
        from eventdesk.services.event_removal import remove

        with self._house.writing(Right.EVENTS, "event.removed") as unit:
            if seen is not None and view(unit.connection, code) != replace(seen, changes=NOTHING, called=0):
                raise Conflict("event_edited", event=code)
            id = remove(unit, code)
            unit.commit(subject=id, code=code)
        return Removed(code)

    def change(
        self, code: str, *, title: str, start: datetime, end: datetime, venue: str, capacity: int | None,
        capacity_unit: Unit, band: AgeBand | None, seen: EventView | None = None,
    ) -> EventView:  # fmt: skip
        """Sets an event's own fields. With another start its slots' own hours and those of its door move along.

        With ``seen``, the event that a form was filled in from, only what differs from it is written, so that what another
        window did meanwhile stays; :class:`Conflict` ``event_changed_meanwhile`` where both changed the same.

        Where the capacity became smaller, those who came last and are not inside go to the waitlist and onto the list of
        people to call; nobody is struck off. Another start, end or place puts everybody onto that list, unless the event
        is cancelled: ``called`` says how many.
        """
        from eventdesk.domain.capacity import Limit, shrank
        from eventdesk.services import calls
        from eventdesk.services.event_copies import Shift, move_along
        from eventdesk.services.expected import put_off

        with self._house.writing(Right.EVENTS, "event.changed") as unit:
            event = find(unit.connection, code)
            values = checked(title=title, start=start, end=end, venue=venue, capacity=capacity, band=band)
            values["capacity_unit"] = capacity_unit.value
            if seen is not None:
                values = merged(values, seen, event)
            values["revision"] = event.revision + 1
            if values["start"] != event.start:
                shift = Shift(event.start, values["start"], self._house.zone)
                values["rules"] = move_along(unit, event, shift)
            unit.execute(t.event.update().where(t.event.c.id == event.id).values(**values))
            unit.put("event", plain({"id": event.id, **values, "base": event.revision}), event=event.id)
            put_off(unit, event.id)
            after = Limit(values["capacity"], Unit(values["capacity_unit"]))
            smaller = shrank(Limit(event.capacity, Unit(event.capacity_unit)), after)
            moved = called = calls.make_room(unit, event.id, only=("",) if smaller else ())
            elsewhere = any(values[name] != getattr(event, name) for name in ("start", "end", "venue"))
            if elsewhere and event.state != EventState.CANCELLED.value:
                called = calls.add_all(unit, event.id, CallReason.EVENT_MOVED)
            unit.commit(subject=event.id, code=event.code, waitlisted=moved, families=called)
        return replace(self.show(code, changes=True), called=called)

    def set_rule(self, code: str, key: str, value: str) -> EventView:
        """Sets one rule of the door from text; ``-`` takes it back to its default."""
        with self._house.writing(Right.EVENTS, "event.rule") as unit:
            event = find(unit.connection, code)
            rules = dict(event.rules)
            if key not in {field.name for field in fields(DoorRules)}:
                raise InvalidInput("unknown_rule", field=key)
            if value == "-":
                rules.pop(key, None)
            else:
                rules[key] = self._rule_value(key, value)
            revision = event.revision + 1
            unit.execute(t.event.update().where(t.event.c.id == event.id).values(rules=rules, revision=revision))
            body = {"id": event.id, "rules": rules, "revision": revision, "base": event.revision}
            unit.put("event", body, event=event.id)
            unit.commit(subject=event.id, rule=key)
        return self.show(code, changes=True)

    def add_slot(
        self, event_code: str, *, title: str, code: str | None = None, room: str = "", start: datetime | None = None,
        end: datetime | None = None, capacity: int | None = None, capacity_unit: Unit = Unit.PERSONS,
        band: AgeBand | None = None,
    ) -> EventView:  # fmt: skip
        """A new slot of an event; without times it takes the event's, without a code the next ``S1, S2, …``."""
        from eventdesk.services.event_copies import NEW_SLOT

        with self._house.writing(Right.EVENTS, "slot.added") as unit:
            event = find(unit.connection, event_code)
            taken = dict(unit.execute(sa.select(t.slot.c.code, t.slot.c.position).where(t.slot.c.event == event.id)).all())
            code = code.strip().upper() if code else next(f"S{n}" for n in range(1, 999) if f"S{n}" not in taken)
            if not valid_code(code):
                raise InvalidInput("bad_code", field="code")
            if code in taken:
                raise Conflict("slot_exists", slot=code)
            if (start is None) != (end is None):
                raise InvalidInput("half_a_time", field="end" if end is None else "start")
            values = checked(
                title=title, start=start or event.start, end=end or event.end, venue="", capacity=capacity, band=band
            )
            del values["venue"]
            values |= {"start": None, "end": None} if start is None else {}
            values |= {"id": unit.new_id(), "event": event.id, "code": code, "room": room.strip()}
            values |= {"capacity_unit": capacity_unit.value, "position": max(taken.values(), default=0) + 1} | NEW_SLOT
            unit.execute(t.slot.insert(), values)
            unit.put("slot", plain(values), event=event.id)
            unit.commit(subject=event.id, slot=code)
        return self.show(event_code, changes=True)

    def change_slot(
        self, event_code: str, code: str, *, title: str, room: str = "", capacity: int | None = None,
        capacity_unit: Unit = Unit.PERSONS,
    ) -> EventView:  # fmt: skip
        """Sets a slot's title, room and capacity. Where it became smaller, who no longer fits waits for the slot, the last to
        register first; who is inside keeps it."""
        from eventdesk.domain.capacity import Limit, shrank
        from eventdesk.services import calls

        with self._house.writing(Right.EVENTS, "slot.changed") as unit:
            event, slot = find_slot(unit.connection, event_code, code)
            kept = checked(title=title, start=event.start, end=event.end, venue="", capacity=capacity, band=None)
            values = {"title": kept["title"], "room": room.strip(), "capacity": capacity, "capacity_unit": capacity_unit.value}
            unit.execute(t.slot.update().where(t.slot.c.id == slot.id).values(**values))
            unit.put("slot", {"id": slot.id, **values}, event=event.id)
            smaller = shrank(Limit(slot.capacity, Unit(slot.capacity_unit)), Limit(capacity, capacity_unit))
            rooms = {values["room"]} - {slot.room, ""}
            called = calls.make_room(unit, event.id, only=(slot.code,) if smaller else (), rooms=rooms)
            unit.commit(subject=event.id, slot=code, waitlisted=called)
        return replace(self.show(event_code, changes=True), called=called)

    def remove_slot(self, event_code: str, code: str) -> EventView:
        """Takes a slot away that no registration chose."""
        from eventdesk.services.calendar_traces import forget_slot

        with self._house.writing(Right.EVENTS, "slot.removed") as unit:
            event, slot = find_slot(unit.connection, event_code, code)
            chosen = unit.execute(sa.select(sa.func.count()).where(t.slot_choice.c.slot == slot.id)).scalar()
            if chosen:
                raise Conflict("slot_in_use", slot=code, registrations=chosen)
            forget_slot(unit, slot.id, event=event.id)
            unit.execute(t.slot.delete().where(t.slot.c.id == slot.id))
            unit.put("slot.removed", {"id": slot.id}, event=event.id)
            unit.commit(subject=event.id, slot=code)
        return self.show(event_code, changes=True)

    def list(self) -> tuple[EventView, ...]:
        """All events, the latest first, without their slots."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            rows = connection.execute(sa.select(t.event).order_by(t.event.c.start.desc(), t.event.c.code)).all()
            counts = registered(connection)
        return tuple(_event(row, counts=counts.get(row.id)) for row in rows)

    def show(self, code: str, *, changes: bool = False) -> EventView:
        """One event with its slots."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            return view(connection, code, changes=changes)

    def _rule_value(self, key: str, text: str) -> Any:
        try:
            match key:
                case "doors_open" | "doors_close":
                    moment = datetime.fromisoformat(text)
                    if moment.year not in YEARS:
                        raise ValueError(text)
                    return (moment if moment.tzinfo else moment.replace(tzinfo=self._house.zone)).isoformat()
                case "soft_limit" | "hard_limit":
                    if not 0 <= int(text) <= MAX_PLACES:
                        raise ValueError(text)
                    return int(text)
                case _:
                    return {"yes": True, "true": True, "on": True, "1": True, "no": False, "false": False, "off": False,
                            "0": False}[text.lower()]  # fmt: skip
        except (ValueError, KeyError):
            raise InvalidInput("bad_rule_value", field=key) from None


def view(connection: sa.Connection, code: str, *, changes: bool = False) -> EventView:
    """One event with its slots, from an open connection."""
    row = find(connection, code)
    slots = connection.execute(sa.select(t.slot).where(t.slot.c.event == row.id).order_by(t.slot.c.position)).all()
    counts = registered(connection, row.id).get(row.id)
    return _event(row, slots=slots, counts=counts, changed=changes)


def rules_of(stored: Mapping[str, Any]) -> DoorRules:
    """The rules of the door from their stored form, which holds the rules for an event's volunteers as well."""
    values = {name: value for name, value in stored.items() if name != STAFFING}
    for key in ("doors_open", "doors_close"):
        if values.get(key):
            values[key] = datetime.fromisoformat(values[key])
    return DoorRules(**values)


def rules_as_dict(rules: DoorRules) -> dict[str, Any]:
    """The rules as plain values."""
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in asdict(rules).items()}


def registered(connection: sa.Connection, event: str | None = None) -> dict[str, tuple[int, int, int]]:
    """Confirmed families, persons and children of each event."""
    r = t.registration
    children = sa.func.sum(r.c.children)
    query = sa.select(r.c.event, sa.func.count(), sa.func.sum(r.c.adults) + children, children).group_by(r.c.event)
    query = query.where(r.c.state == RegistrationState.CONFIRMED.value)
    if event is not None:
        query = query.where(r.c.event == event)
    return {row[0]: (row[1], row[2], row[3]) for row in connection.execute(query)}


def _band(row: Any) -> AgeBand | None:
    return None if row.min_months is None else AgeBand(row.min_months, row.max_months)


def _slot(row: Any, event: Any) -> SlotView:
    return SlotView(
        id=row.id, code=row.code, title=row.title, room=row.room, start=row.start or event.start, end=row.end or event.end,
        capacity=row.capacity, capacity_unit=Unit(row.capacity_unit), band=_band(row), own_times=row.start is not None,
        kind=SlotKind(row.kind), leader=row.leader,
    )  # fmt: skip


def _event(row: Any, *, slots: Any = (), counts: tuple[int, int, int] | None = None, changed: bool = False) -> EventView:
    families, persons, children = counts or (0, 0, 0)
    return EventView(
        id=row.id, code=row.code, title=row.title, start=row.start, end=row.end, venue=row.venue, capacity=row.capacity,
        capacity_unit=Unit(row.capacity_unit), band=_band(row), state=EventState(row.state), rules=rules_of(row.rules),
        slots=tuple(_slot(slot, row) for slot in slots), registered_families=families, registered_persons=persons,
        registered_children=children, kind=EventKind(row.kind), purpose=row.purpose, online=row.online, owner=row.owner,
        expected=row.expected, notes=row.notes, reason=row.reason, template=row.template, series=row.series,
        changeover=row.changeover, changes=CHANGES if changed else frozenset(),
    )  # fmt: skip
