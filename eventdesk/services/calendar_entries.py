"""Writes what a plan of a calendar's import says: events, slots, and what is kept of the file."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from eventdesk.domain.event import EventState
from eventdesk.domain.event import Unit as Counted
from eventdesk.domain.registration import CallReason
from eventdesk.services import calls, events
from eventdesk.services.calendar_imports import Item, Plan
from eventdesk.services.calendar_records import Kept, Record, stamp
from eventdesk.services.calendar_undo import Trace
from eventdesk.services.event_copies import NEW_SLOT, Shift, become, insert, move_along
from eventdesk.services.typed import plain
from eventdesk.store import plan_tables as p
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit


class Entering:
    """One import being written. Nothing of it is there before the unit is committed.

    ``overwritten`` are (UID, event, slot, fields) of what was there and is another now; the UID is empty for slots that the
    file does not name, and that moved along with their event. ``trace`` is what taking the import back needs.
    """

    def __init__(self, unit: Unit, zone: ZoneInfo, plan: Plan) -> None:
        self._unit = unit
        self._zone = zone
        self._plan = plan
        self._made: dict[str, str] = {}
        self._series: dict[str, str] = {}
        self.trace = Trace(unit)
        self.codes: list[str] = []
        self.overwritten: list[tuple[str, str, str, tuple[tuple[str, str, str], ...]]] = []
        self.slots = 0
        self.is_empty = True

    def run(self, *, overwrite: bool) -> None:
        """Writes everything new, and what is changed where it may be overwritten."""
        plan = self._plan
        for item in plan.series:
            self._keep(item, event=None, slot=None)
        for item in plan.new:
            if item.home is None:
                self._add_event(item)
        for item in plan.new:
            if item.home is not None:
                self._add_slot(item)
        for item in plan.kept:
            assert item.record is not None
            self._keep_record(item, item.record)
        if overwrite:
            for item in (*plan.changed, *plan.gone):
                assert item.record is not None
                self._overwrite(item, item.record)
        for key, text, digest in plan.others:
            self._put({"uid": key, "event": None, "slot": None, "raw": text, "digest": digest})

    def _add_event(self, item: Item) -> None:
        says = item.said
        values: dict[str, Any] = {
            "title": says["title"], "start": datetime.fromisoformat(says["start"]), "venue": says["place"],
            "end": datetime.fromisoformat(says["end"]), "capacity": None, "capacity_unit": Counted.PERSONS.value,
            "min_months": None, "max_months": None, "purpose": says["description"], "state": says["state"],
        }  # fmt: skip
        if item.repeats:
            values["series"] = self._series.setdefault(item.uid, self._unit.new_id())
        code = insert(self._unit, self._zone, values, code=None)
        (id,) = self._unit.raw("SELECT id FROM event WHERE code = ?", (code,))
        self._made[item.key] = id
        self.codes.append(code)
        self.trace.made_event(id)
        self._keep(item, event=id, slot=None)

    def _add_slot(self, item: Item) -> None:
        event = self._made.get(item.home or "", item.home)
        query = sa.select(t.slot.c.code, t.slot.c.position).where(t.slot.c.event == event)
        taken: dict[str, int] = {row.code: row.position for row in self._unit.execute(query)}
        row = NEW_SLOT | {
            "id": self._unit.new_id(), "event": event, "title": item.said["title"], "room": item.said["place"],
            "code": next(f"S{n}" for n in range(1, len(taken) + 2) if f"S{n}" not in taken),
            "start": datetime.fromisoformat(item.said["start"]), "end": datetime.fromisoformat(item.said["end"]),
            "capacity": None, "capacity_unit": Counted.PERSONS.value, "min_months": None, "max_months": None,
            "position": max(taken.values(), default=0) + 1,
        }  # fmt: skip
        self._unit.execute(t.slot.insert(), row)
        self._unit.put("slot", plain(row), event=event)
        self.slots += 1
        self.trace.made_slot(row["id"], event=str(event))
        self._keep(item, event=event, slot=row["id"])

    def _overwrite(self, item: Item, record: Record) -> None:
        fields = {name: after for name, _, after in item.fields}
        slot = record.row.code if record.is_slot else ""
        self.overwritten.append((item.uid, record.event.code, slot, item.fields))
        if record.is_slot:
            self._overwrite_slot(item, record, fields)
            self.slots += 1
        else:
            self._overwrite_event(record, fields)
            self.codes.append(record.event.code)
        if item.said:
            self._keep_record(item, record)

    def _overwrite_event(self, record: Record, fields: dict[str, str]) -> None:
        event = record.event
        cancelled = fields.pop("state", None) is not None
        values: dict[str, Any] = _columns(fields, place="venue")
        self.trace.changes_event(event)
        if values:
            values["revision"] = event.revision + 1
            if "start" in values:
                values["rules"] = self._move_along(event, values["start"])
            self._unit.execute(t.event.update().where(t.event.c.id == event.id).values(**values))
            self._unit.put("event", plain({"id": event.id, **values, "base": event.revision}), event=event.id)
            if {"start", "end", "venue"} & set(values) and not cancelled:
                calls.add_all(self._unit, event.id, CallReason.EVENT_MOVED)
        if cancelled:
            become(
                self._unit,
                events.find(self._unit.connection, event.code),
                EventState.CANCELLED,
                reason=self._plan.found.file,
            )
            calls.add_all(self._unit, event.id, CallReason.EVENT_CANCELLED)
        self.is_empty = False

    def _move_along(self, event: Any, start: datetime) -> dict[str, Any]:
        """Moves the slots that the file says nothing of, as everywhere an event is moved; the event's rules, moved."""
        shift = Shift(event.start, start, self._zone)
        query = sa.select(t.slot).where(t.slot.c.event == event.id, t.slot.c.start.is_not(None)).order_by(t.slot.c.position)
        for slot in self._unit.execute(query).all():
            if slot.id in self._plan.spoken:
                continue
            self.trace.changes_slot(slot)
            after = shift.span(slot.start, slot.end)
            fields = tuple(
                (name, stamp(before), stamp(there))
                for name, before, there in zip(("start", "end"), (slot.start, slot.end), after, strict=True)
            )
            self.overwritten.append(("", event.code, slot.code, fields))
        return move_along(self._unit, event, shift, but=self._plan.spoken)

    def _overwrite_slot(self, item: Item, record: Record, fields: dict[str, str]) -> None:
        self.trace.changes_slot(record.row)
        values = _columns(fields, place="room")
        if {"start", "end"} & set(values):
            # A slot without hours of its own has the event's: one that moves gets both.
            values |= {name: datetime.fromisoformat(item.said[name]) for name in ("start", "end")}
        self._unit.execute(t.slot.update().where(t.slot.c.id == record.row.id).values(**values))
        # Whom a slot's new hours concern is told when the schedule is released.
        self._unit.put("slot", plain({"id": record.row.id, **values}), event=record.event.id)

    def _keep_record(self, item: Item, record: Record) -> None:
        """Keeps what the file says of something that is there: beside the state that it has now."""
        says = dict(item.said)
        if not record.is_slot:
            fresh = events.find(self._unit.connection, record.event.code)
            says["state"] = fresh.state
        kept = Item(item.uid, item.key, says, Kept(item.kept.text, item.kept.zones, says), item.digest)
        old = self._unit.execute(
            sa.select(p.calendar_item.c.uid).where(
                p.calendar_item.c.event == record.event.id,
                p.calendar_item.c.slot == record.row.id if record.is_slot else p.calendar_item.c.slot.is_(None),
                p.calendar_item.c.uid != item.key,
            )
        ).scalars()
        for uid in list(old):
            self.trace.changes_item(uid)
            self._unit.execute(p.calendar_item.delete().where(p.calendar_item.c.uid == uid))
            self._unit.put("calendar_item.removed", {"uid": uid}, event=record.event.id)
        self._keep(kept, event=record.event.id, slot=record.row.id if record.is_slot else None)

    def _keep(self, item: Item, *, event: str | None, slot: str | None) -> None:
        self._put({"uid": item.key, "event": event, "slot": slot, "raw": item.kept.stored(), "digest": item.digest})

    def _put(self, row: dict[str, Any]) -> None:
        self.trace.changes_item(row["uid"])
        # A file may bring thousands: by the driver's own road.
        self._unit.raw(
            "INSERT OR REPLACE INTO calendar_item (uid, event, slot, raw, digest) VALUES (?, ?, ?, ?, ?)",
            (row["uid"], row["event"], row["slot"], row["raw"], row["digest"]),
        )
        self._unit.put("calendar_item", row, event=row["event"])
        self.is_empty = False


def _columns(fields: dict[str, str], *, place: str) -> dict[str, Any]:
    named = {"place": place, "description": "purpose"}
    return {
        named.get(name, name): datetime.fromisoformat(value) if name in ("start", "end") else value
        for name, value in fields.items()
    }
