"""How an event comes to be: new, as a copy at another time, or as one of a series. And its way from state to state."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from eventdesk.domain.event import EventKind, EventState, SlotKind, make_code, may_become, valid_code
from eventdesk.domain.registration import CallReason
from eventdesk.errors import Conflict, InvalidInput
from eventdesk.exchange.recurrence import occurrences
from eventdesk.services import calls, rows
from eventdesk.services.event_finding import find
from eventdesk.services.typed import aware, plain
from eventdesk.store import plan_tables as p
from eventdesk.store import tables as t
from eventdesk.store.family_tables import place_limit, price, question
from eventdesk.store.unit import Unit
from eventdesk.store.volunteer_tables import shift as shifts

MOST_OCCURRENCES = 200
"""No series is longer: fifty weeks of four days."""

NEW_EVENT: dict[str, Any] = {
    "state": EventState.DRAFT.value, "rules": {}, "kind": EventKind.OTHER.value, "purpose": "", "online": False, "owner": "",
    "expected": None, "notes": "", "reason": None, "template": False, "series": None, "emergency": {}, "changeover": 10,
}  # fmt: skip
NEW_SLOT: dict[str, Any] = {
    "kind": SlotKind.SLOT.value, "minutes": 60, "leader": "", "resources": [], "pinned": False, "notes": "",
}  # fmt: skip


def insert(unit: Unit, zone: ZoneInfo, values: Mapping[str, Any], *, code: str | None) -> str:
    """Writes a new event and its outbox item; its code."""
    code = _free_code(unit.connection, code, values["start"].astimezone(zone).date(), values["title"])
    row = NEW_EVENT | dict(values) | {"id": unit.new_id(), "code": code, "revision": 1}
    unit.execute(t.event.insert(), row)
    unit.put("event", plain(row), event=row["id"])
    return code


def copy_event(unit: Unit, zone: ZoneInfo, source_code: str, *, start: datetime, code: str | None = None, **given: Any) -> str:
    """Writes a copy of an event that starts at ``start``: its slots, limits, prices, questions, tasks, planned money, shifts,
    rules and emergency plan at the same distance from the start by the clock on the wall, so that ten o'clock stays ten
    o'clock over a change to summer time, and as long as it was. Registrations, answers, volunteers, what was spent and what
    was done stay with the original. ``given`` replaces columns. Its code.
    """
    source, start = find(unit.connection, source_code), aware(start, field="start")
    shift = Shift(source.start, start, zone)
    values = {column.name: getattr(source, column.name) for column in t.event.columns}
    for own in ("id", "code", "revision", "state", "reason", "template", "series"):
        del values[own]
    values |= {"start": start, "end": start + (source.end - source.start), "rules": _shifted_rules(source.rules, shift)} | given
    if values["end"] <= start:
        raise InvalidInput("ends_before_start", field="end")
    made = insert(unit, zone, values, code=code)
    event = find(unit.connection, made).id
    slots: dict[str, str] = {}
    for slot in unit.execute(sa.select(t.slot).where(t.slot.c.event == source.id).order_by(t.slot.c.position)).all():
        row = dict(slot._mapping) | {"id": unit.new_id(), "event": event}
        slots[slot.id] = row["id"]
        if slot.start is not None:
            row["start"], row["end"] = shift.span(slot.start, slot.end)
        unit.execute(t.slot.insert(), row)
        unit.put("slot", plain(row), event=event)
    for table, forgotten in ((p.task, {"done_at": None}), (p.budget_line, {"actual_fen": None}), (price, {}), (question, {})):
        order = table.c.position if "position" in table.c else table.c.id
        for line in unit.execute(sa.select(table).where(table.c.event == source.id).order_by(order, table.c.id)).all():
            rows.add(unit, table, _anew(line, event) | forgotten, event=event)
    for limit in unit.execute(sa.select(place_limit).where(place_limit.c.event == source.id).order_by(place_limit.c.id)).all():
        rows.add(unit, place_limit, _anew(limit, event) | {"subject": slots.get(limit.subject, limit.subject)}, event=event)
    for work in unit.execute(sa.select(shifts).where(shifts.c.event == source.id).order_by(shifts.c.position)).all():
        begins, ends = shift.span(work.start, work.end)
        moved = {"start": begins, "end": ends, "slot": slots.get(work.slot)}
        rows.add(unit, shifts, _anew(work, event) | moved, event=event)
    return made


def _anew(row: Any, event: str) -> dict[str, Any]:
    return {name: value for name, value in row._mapping.items() if name != "id"} | {"event": event}


def starts_of(rule: str, first: datetime, zone: ZoneInfo) -> list[datetime]:
    """The starts that a recurrence rule makes from an event's own on; :class:`InvalidInput` ``bad_recurrence``."""
    try:
        return occurrences(rule, first.astimezone(zone), most=MOST_OCCURRENCES)
    except ValueError as error:
        raise InvalidInput("bad_recurrence", field="rule", most=MOST_OCCURRENCES) from error


def repeat_event(unit: Unit, zone: ZoneInfo, event: Any, moments: Iterable[datetime]) -> list[str]:
    """Copies an event (its row) to each of the moments at which its series has none yet; the codes of the copies."""
    series = event.series or event.id
    e = t.event
    there = set(unit.execute(sa.select(e.c.start).where((e.c.series == series) | (e.c.id == event.id))).scalars())
    wanted = [moment for moment in (aware(one, field="start") for one in moments) if moment not in there]
    if wanted and event.series is None:
        unit.execute(e.update().where(e.c.id == event.id).values(series=series, revision=event.revision + 1))
        body = {"id": event.id, "series": series, "revision": event.revision + 1, "base": event.revision}
        unit.put("event", body, event=event.id)
    return [copy_event(unit, zone, event.code, start=moment, series=series) for moment in wanted]


def become(unit: Unit, event: Any, state: EventState, *, reason: str | None = None) -> None:
    """Writes an event's next state; :class:`Conflict` ``wrong_state`` where it cannot follow.

    Who was not yet told that it was cancelled, and it no longer is, need not be called; who was told comes onto the list of
    people to call once more.
    """
    if not may_become(EventState(event.state), state):
        raise Conflict("wrong_state", event=event.code, state=event.state, wanted=state.value)
    values = {"state": state.value, "reason": reason, "revision": event.revision + 1}
    unit.execute(t.event.update().where(t.event.c.id == event.id).values(**values))
    unit.put("event", {"id": event.id, **values, "base": event.revision}, event=event.id)
    if event.state == EventState.CANCELLED.value:
        called_off = calls.told(unit, event.id, CallReason.EVENT_CANCELLED)
        calls.close(unit, event.id, CallReason.EVENT_CANCELLED)
        for registration in called_off:
            calls.add(unit, event.id, registration, CallReason.EVENT_ON)
    elif state is EventState.CANCELLED:
        calls.close(unit, event.id, CallReason.EVENT_ON)


class Shift:
    """Moves moments as far as one start lies from another, on the clock on the wall of a zone."""

    def __init__(self, before: datetime, after: datetime, zone: ZoneInfo) -> None:
        self._zone = zone
        self._by = after.astimezone(zone).replace(tzinfo=None) - before.astimezone(zone).replace(tzinfo=None)

    def __call__(self, moment: datetime) -> datetime:
        """The moment in UTC. An hour that the day leaves out is the one after; in the repeated one, who was in the second
        round stays in it."""
        local = moment.astimezone(self._zone)
        there = (local.replace(tzinfo=None, fold=0) + self._by).replace(tzinfo=self._zone)
        second = there.replace(fold=1)
        if local.fold and second.astimezone(UTC) > there.astimezone(UTC):
            there = second
        return there.astimezone(UTC)

    def span(self, start: datetime, end: datetime) -> tuple[datetime, datetime]:
        """Two moments that stay as far from each other as they were: nothing becomes longer overnight."""
        begins = self(start)
        return begins, begins + (end.astimezone(UTC) - start.astimezone(UTC))


def move_along(unit: Unit, event: Any, shift: Shift, *, but: Collection[str] = ()) -> dict[str, Any]:
    """Moves the own hours of an event's slots, ``but`` those of these ids; the answer are its rules (of its row), their
    moments moved, to be stored."""
    placed = sa.select(t.slot).where(t.slot.c.event == event.id, t.slot.c.start.is_not(None))
    for slot in unit.execute(placed.order_by(t.slot.c.position)).all():
        if slot.id in but:
            continue
        start, end = shift.span(slot.start, slot.end)
        unit.execute(t.slot.update().where(t.slot.c.id == slot.id).values(start=start, end=end))
        unit.put("slot", plain({"id": slot.id, "start": start, "end": end}), event=event.id)
    return _shifted_rules(event.rules, shift)


def _shifted_rules(rules: Mapping[str, Any], shift: Shift) -> dict[str, Any]:
    values = dict(rules)
    for key in ("doors_open", "doors_close"):
        if values.get(key):
            values[key] = shift(datetime.fromisoformat(values[key])).isoformat()
    return values


def _free_code(connection: sa.Connection, code: str | None, day: date, title: str) -> str:
    taken = sa.select(t.event.c.id)
    if code is not None:
        code = code.strip().upper()
        if not valid_code(code):
            raise InvalidInput("bad_code", field="code")
        if connection.execute(taken.where(t.event.c.code == code)).first() is not None:
            raise Conflict("event_exists", event=code)
        return code
    base = make_code(day, title)
    for number in range(1, 1000):
        made = base if number == 1 else f"{base}-{number}"
        if connection.execute(taken.where(t.event.c.code == made)).first() is None:
            return made
    raise Conflict("event_exists", event=base)
