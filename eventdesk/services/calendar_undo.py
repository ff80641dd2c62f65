"""Takes the import of a calendar file back: what it made goes, what it overwrote is as before, what was touched since stays.

A batch is kept in this desk's own ``meta``, as the rows that the import found and how those that it left looked: only the
desk that imported a file can take it back.
"""

import hashlib
import importlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.digests import canonical
from eventdesk.domain.event import EventState
from eventdesk.domain.registration import CallReason
from eventdesk.errors import Conflict, NotFound
from eventdesk.services import calls
from eventdesk.services.typed import plain
from eventdesk.store import plan_tables as p
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit

_KEY = "calendar.import."
_OWN = frozenset({"slot", "calendar_item", "outbox", "audit"})
"""Tables that name an event and go with it, or only tell of it."""
_EVENT = ("title", "start", "end", "venue", "purpose", "state", "reason", "rules")
_SLOT = ("title", "start", "end", "room")


@dataclass(frozen=True)
class TakenBack:
    """Codes of events: ``removed`` that the import made, ``restored`` that it changed, and ``kept`` with why: ``edited`` since,
    ``registered`` for, or ``in_use`` elsewhere (``calendar.kept_<why>``)."""

    removed: tuple[str, ...]
    restored: tuple[str, ...]
    kept: tuple[tuple[str, str], ...]


class Trace:
    """What an import touches, noted before it does."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._made: list[str] = []
        self._slots: dict[str, str] = {}
        self._events: dict[str, dict[str, Any]] = {}
        self._changed: dict[str, dict[str, Any]] = {}
        self._items: dict[str, list[Any] | None] = {}

    def made_event(self, id: str) -> None:
        """An event that was not there."""
        self._made.append(id)

    def made_slot(self, id: str, *, event: str) -> None:
        """A slot that was not there."""
        self._slots[id] = event

    def changes_event(self, row: Any) -> None:
        """An event's row as it is before."""
        self._events.setdefault(row.id, _part(row, _EVENT))

    def changes_slot(self, row: Any) -> None:
        """A slot's row as it is before."""
        if row.id not in self._slots:
            self._changed.setdefault(row.id, _part(row, (*_SLOT, "event")))

    def changes_item(self, uid: str) -> None:
        """What was kept of a calendar's item before."""
        if uid not in self._items:
            row = self._unit.raw("SELECT event, slot, raw, digest FROM calendar_item WHERE uid = ?", (uid,))
            self._items[uid] = list(row) if row is not None else None

    def keep(self, file: str) -> str:
        """Writes the batch and gives its id."""
        batch = self._unit.new_id()
        slots = {**self._slots, **{id: row["event"] for id, row in self._changed.items()}}
        events = {*self._made, *self._events, *slots.values()}
        value = {
            "file": file, "made": self._made, "new_slots": self._slots, "events": self._events, "slots": self._changed,
            "items": {uid: [before, _item(self._unit, uid)] for uid, before in self._items.items()},
            "after": {id: _looks(self._unit, t.event, id) for id in sorted(events)}
            | {id: _looks(self._unit, t.slot, id) for id in slots},
        }  # fmt: skip
        self._unit.execute(t.meta.insert(), {"key": _KEY + batch, "value": json.dumps(value, ensure_ascii=False)})
        return batch


def take_back(unit: Unit, batch: str) -> TakenBack:
    """Takes a batch back, inside the unit and with its items; the caller commits. :class:`NotFound`
    ``calendar_batch_not_found`` without one, :class:`Conflict` ``calendar_batch_undone`` for the second time."""
    stored = unit.execute(sa.select(t.meta.c.value).where(t.meta.c.key == _KEY + batch)).scalar()
    if stored is None:
        raise NotFound("calendar_batch_not_found")
    value = json.loads(stored)
    if "undone_at" in value:
        raise Conflict("calendar_batch_undone")
    done = _Taking(unit, value).run()
    if done.removed or done.restored or not done.kept:
        value = {"file": value["file"], "undone_at": unit.now.isoformat()}
        unit.execute(t.meta.update().where(t.meta.c.key == _KEY + batch).values(value=json.dumps(value, ensure_ascii=False)))
        unit.put("calendar.undone", {"batch": batch, "removed": len(done.removed), "kept": len(done.kept)})
    return done


@dataclass
class _Taking:
    """One batch being taken back, an event with its slots at a time: all of it, or nothing."""

    unit: Unit
    batch: Mapping[str, Any]
    removed: list[str] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)

    def run(self) -> TakenBack:
        batch = self.batch
        touched = [*batch["made"], *batch["events"], *batch["new_slots"].values()]
        touched += [row["event"] for row in batch["slots"].values()]
        stays: set[str] = set()
        for id in dict.fromkeys(touched):
            event = self.unit.execute(sa.select(t.event).where(t.event.c.id == id)).first()
            why = self._why(id) if event is not None else None
            if why is not None and event is not None:
                self.kept.append((event.code, why))
                stays.add(id)
            elif event is not None:
                self._take(event)
        self._put_items_back(stays)
        for id in batch["made"]:
            if id not in stays:
                self._remove(id)
        return TakenBack(tuple(self.removed), tuple(self.restored), tuple(self.kept))

    def _why(self, event: str) -> str | None:
        """Why an event can't be taken back."""
        batch = self.batch
        made, new = event in batch["made"], {id for id, of in batch["new_slots"].items() if of == event}
        if made and _counts(self.unit, t.registration, event):
            return "registered"
        chosen = sa.select(sa.func.count()).where(t.slot_choice.c.slot.in_(new))
        if new and self.unit.execute(chosen).scalar():
            return "registered"
        slots = new | {id for id, row in batch["slots"].items() if row["event"] == event}
        here = set(self.unit.execute(sa.select(t.slot.c.id).where(t.slot.c.event == event)).scalars())
        looks = {event: _looks(self.unit, t.event, event)} | {id: _looks(self.unit, t.slot, id) for id in slots}
        if any(batch["after"][id] != look for id, look in looks.items()) or (made and here != slots):
            return "edited"
        if made and any(_counts(self.unit, table, event) for table in _naming_events()):
            return "in_use"
        return None

    def _take(self, event: Any) -> None:
        """Puts back what was there, but for what is removed once nothing kept speaks of it."""
        if event.id in self.batch["made"]:
            self.removed.append(event.code)
            return
        self.restored.append(event.code)
        for id, before in self.batch["slots"].items():
            if before["event"] == event.id:
                values = _columns(t.slot, {name: before[name] for name in _SLOT})
                self.unit.execute(t.slot.update().where(t.slot.c.id == id).values(**values))
                self.unit.put("slot", plain({"id": id, **values}), event=event.id)
        self._put_event_back(event)

    def _put_event_back(self, event: Any) -> None:
        if event.id not in self.batch["events"]:
            return
        values = _columns(t.event, self.batch["events"][event.id]) | {"revision": event.revision + 1}
        self.unit.execute(t.event.update().where(t.event.c.id == event.id).values(**values))
        self.unit.put("event", plain({"id": event.id, **values, "base": event.revision}), event=event.id)
        if event.state == EventState.CANCELLED.value != values["state"]:
            calls.close(self.unit, event.id, CallReason.EVENT_CANCELLED)
        moved = any(values[name] != getattr(event, name) for name in ("start", "end", "venue"))
        if moved and values["state"] != EventState.CANCELLED.value:
            calls.add_all(self.unit, event.id, CallReason.EVENT_MOVED)

    def _put_items_back(self, stays: set[str]) -> None:
        """What was kept of the calendar, where the import's own is still there and speaks of nothing that stays."""
        for uid, (before, after) in self.batch["items"].items():
            now = _item(self.unit, uid)
            if now != after or (now is not None and (now[0] in stays or (now[0] is None and stays))):
                continue
            if before is not None:
                values = dict(zip(("event", "slot", "raw", "digest"), before, strict=True))
                self.unit.raw(
                    "INSERT OR REPLACE INTO calendar_item (uid, event, slot, raw, digest) VALUES (?, ?, ?, ?, ?)", (uid, *before)
                )
                self.unit.put("calendar_item", {"uid": uid, **values}, event=values["event"])
            elif now is not None:
                self.unit.execute(p.calendar_item.delete().where(p.calendar_item.c.uid == uid))
                self.unit.put("calendar_item.removed", {"uid": uid}, event=now[0])
        gone = [id for id, event in self.batch["new_slots"].items() if event not in stays]
        for id in gone:
            self.unit.execute(t.slot.delete().where(t.slot.c.id == id))
            self.unit.put("slot.removed", {"id": id}, event=self.batch["new_slots"][id])

    def _remove(self, event: str) -> None:
        self.unit.execute(t.event.delete().where(t.event.c.id == event))
        self.unit.put("event.removed", {"id": event}, event=event)


def _naming_events() -> list[sa.Table]:
    # All tables are known once their modules are loaded.
    importlib.import_module("eventdesk.store.family_tables")
    return [table for table in t.metadata.tables.values() if "event" in table.c and table.name not in _OWN]


def _counts(unit: Unit, table: sa.Table, event: str) -> bool:
    return unit.execute(sa.select(sa.literal(1)).select_from(table).where(table.c.event == event).limit(1)).first() is not None


def _item(unit: Unit, uid: str) -> list[Any] | None:
    row = unit.raw("SELECT event, slot, raw, digest FROM calendar_item WHERE uid = ?", (uid,))
    return list(row) if row is not None else None


def _part(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return plain({name: getattr(row, name) for name in names})


def _looks(unit: Unit, table: sa.Table, id: str) -> str:
    """How a row looks now; empty where it is gone."""
    row = unit.execute(sa.select(table).where(table.c.id == id)).first()
    return "" if row is None else hashlib.sha256(canonical(plain(row._mapping))).hexdigest()


def _columns(table: sa.Table, values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: datetime.fromisoformat(value) if value is not None and isinstance(table.c[name].type, t.Moment) else value
        for name, value in values.items()
    }
