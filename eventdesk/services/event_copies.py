"""How an event comes to be: new, as a copy at another time, or as one of a series. And its way from state to state."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from eventdesk.domain.event import EventKind, EventState, make_code, may_become, valid_code
from eventdesk.domain.schedule import SlotKind
from eventdesk.errors import Conflict, InvalidInput
from eventdesk.exchange.recurrence import occurrences
from eventdesk.services import events
from eventdesk.services.typed import plain
from eventdesk.store import plan_tables as p
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit

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
    """Writes a copy of an event that starts at ``start``: its slots, tasks, planned money, rules and emergency plan at the
    same distance from the start by the clock on the wall, so that ten o'clock stays ten o'clock over a change to summer
    time. Registrations, what was spent and what was done stay with the original. ``given`` replaces columns. Its code.
    """
    source = events.find(unit.connection, source_code)
    shift = _Shift(source.start, start, zone)
    values = {column.name: getattr(source, column.name) for column in t.event.columns}
    for own in ("id", "code", "revision", "state", "reason", "template", "series"):
        del values[own]
    values |= {"start": start, "end": shift(source.end), "rules": _shifted_rules(source.rules, shift)} | given
    if values["end"] <= start:
        raise InvalidInput("ends_before_start", field="end")
    made = insert(unit, zone, values, code=code)
    event = events.find(unit.connection, made).id
    for slot in unit.execute(sa.select(t.slot).where(t.slot.c.event == source.id).order_by(t.slot.c.position)).all():
        row = dict(slot._mapping) | {"id": unit.new_id(), "event": event}
        row |= {name: shift(row[name]) if row[name] else None for name in ("start", "end")}
        unit.execute(t.slot.insert(), row)
        unit.put("slot", plain(row), event=event)
    for table, forgotten in ((p.task, {"done_at": None}), (p.budget_line, {"actual_fen": None})):
        for line in unit.execute(sa.select(table).where(table.c.event == source.id).order_by(table.c.position)).all():
            row = dict(line._mapping) | {"id": unit.new_id(), "event": event, "revision": 1} | forgotten
            unit.execute(table.insert(), row)
            unit.put(table.name, plain(row), event=event)
    return made


def repeat_event(unit: Unit, zone: ZoneInfo, code: str, rule: str) -> list[str]:
    """Copies an event for each further occurrence of a recurrence rule; the codes, the event's own not among them."""
    event = events.find(unit.connection, code)
    first = event.start.astimezone(zone)
    try:
        days = occurrences(rule, first, most=MOST_OCCURRENCES)
    except ValueError as error:
        raise InvalidInput("bad_recurrence", field="rule", most=MOST_OCCURRENCES) from error
    series = event.series or event.id
    if event.series is None:
        unit.execute(t.event.update().where(t.event.c.id == event.id).values(series=series, revision=event.revision + 1))
        body = {"id": event.id, "series": series, "revision": event.revision + 1, "base": event.revision}
        unit.put("event", body, event=event.id)
    return [copy_event(unit, zone, code, start=moment, series=series) for moment in days if moment != first]


def become(unit: Unit, event: Any, state: EventState, *, reason: str | None = None) -> None:
    """Writes an event's next state; :class:`Conflict` ``wrong_state`` where it cannot follow."""
    if not may_become(EventState(event.state), state):
        raise Conflict("wrong_state", event=event.code, state=event.state, wanted=state.value)
    values = {"state": state.value, "reason": reason, "revision": event.revision + 1}
    unit.execute(t.event.update().where(t.event.c.id == event.id).values(**values))
    unit.put("event", {"id": event.id, **values, "base": event.revision}, event=event.id)


class _Shift:
    """Moves moments as far as one start lies from another, on the clock on the wall of a zone."""

    def __init__(self, before: datetime, after: datetime, zone: ZoneInfo) -> None:
        self._zone = zone
        self._by = after.astimezone(zone).replace(tzinfo=None) - before.astimezone(zone).replace(tzinfo=None)

    def __call__(self, moment: datetime) -> datetime:
        return (moment.astimezone(self._zone).replace(tzinfo=None) + self._by).replace(tzinfo=self._zone)


def _shifted_rules(rules: Mapping[str, Any], shift: _Shift) -> dict[str, Any]:
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
