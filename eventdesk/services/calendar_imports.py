"""What a calendar file would change, worked out before anything is written, and then written in one unit."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from eventdesk.domain.event import EventState, may_become
from eventdesk.exchange.calendar_items import ENDLESS_DAYS, CalendarFile, Entry, Occurrence
from eventdesk.exchange.calendar_write import Written, event_lines
from eventdesk.services.calendar_records import (
    OTHER,
    PARTED,
    Kept,
    Record,
    Shelf,
    in_zone,
    master,
    records,
    said,
    written,
)
from eventdesk.services.event_fields import LONGEST_EVENT
from eventdesk.store import plan_tables as p
from eventdesk.store import tables as t

_MOVING = ("DTSTAMP", "SEQUENCE")


@dataclass(frozen=True)
class Known:
    """A row of ``calendar_item`` without what it keeps."""

    key: str
    event: str | None
    slot: str | None
    digest: str

    @property
    def id(self) -> str | None:
        """The event or slot that it became."""
        return self.slot or self.event


@dataclass(frozen=True)
class Item:
    """One occurrence of the file beside what the desk has of it.

    ``key`` is its own in ``calendar_item``; ``home`` is the key or id of the event that a slot goes to, None for an event.
    """

    uid: str
    key: str
    said: Mapping[str, str]
    kept: Kept
    digest: str
    home: str | None = None
    record: Record | None = None
    fields: tuple[tuple[str, str, str], ...] = ()
    repeats: bool = False


@dataclass(frozen=True)
class SkippedItem:
    """An entry that was left out, wholly or in part; the words ``calendar.skipped_<reason>`` say why. Of an ``endless`` one
    ``taken`` occurrences were taken, the last of which begins on the day ``last``."""

    uid: str
    reason: str
    line: int = 0
    taken: int = 0
    last: date | None = None


@dataclass
class Plan:
    """Sorts a file's occurrences into new, changed, only kept otherwise, and unchanged. ``spoken`` are the slots of the desk
    that the file says something of."""

    connection: sa.Connection
    zone: ZoneInfo
    found: CalendarFile
    now: datetime
    new: list[Item] = field(default_factory=list)
    changed: list[Item] = field(default_factory=list)
    kept: list[Item] = field(default_factory=list)
    series: list[Item] = field(default_factory=list)
    others: list[tuple[str, str, str]] = field(default_factory=list)
    gone: list[Item] = field(default_factory=list)
    skipped: list[SkippedItem] = field(default_factory=list)
    spoken: set[str] = field(default_factory=set)
    unchanged: int = 0

    def __post_init__(self) -> None:
        self._known = self._read_known()
        self.found = replace(self.found, entries=tuple(map(self._within, self.found.entries)))
        self._entries = {entry.uid: entry for entry in self.found.entries}
        by_uid: dict[str, list[Known]] = {}
        for known in self._known.values():
            by_uid.setdefault(known.key.partition(PARTED)[0], []).append(known)
        self._by_uid = by_uid
        self._records = {record.row.id: record for record in records(self.connection, self._event_ids(), blockers=True)}
        self._shelf = Shelf(self.connection, list(self._records))
        self._places: dict[str, list[tuple[str, Mapping[str, str]]]] = {}
        slots = {entry.uid for entry in self.found.entries if self._is_slot(entry)}
        for entry in sorted(self.found.entries, key=lambda entry: entry.uid in slots):
            self._sort(entry, is_slot=entry.uid in slots)
        self._sort_others()
        self.skipped += [SkippedItem(one.uid, one.reason, one.line) for one in self.found.left_out]

    def _read_known(self) -> dict[str, Known]:
        item = p.calendar_item.c
        rows = self.connection.execute(sa.select(item.uid, item.event, item.slot, item.digest))
        return {row.uid: Known(row.uid, row.event, row.slot, row.digest) for row in rows}

    def _within(self, entry: Entry) -> Entry:
        """An entry as it is taken: of an endless one what begins within the horizon, what the desk has already, and what
        the file says of a single occurrence."""
        if not entry.endless:
            return entry
        begins = [in_zone(one.start, self.zone) for one in entry.occurrences]
        horizon = max(begins[0], self.now) + timedelta(days=ENDLESS_DAYS)
        taken = tuple(
            one
            for one, start in zip(entry.occurrences, begins, strict=True)
            if start <= horizon or one.text or ((known := self._known.get(_key(entry, one))) and known.id)
        )
        last = in_zone(taken[-1].start, self.zone).astimezone(self.zone).date()
        self.skipped.append(SkippedItem(entry.uid, "endless", entry.line, len(taken), last))
        return replace(entry, occurrences=taken, cut=False)

    def _event_ids(self) -> list[str]:
        """The events that the file may speak of: by kept UIDs, and by the desk's own."""
        uids = {*self._entries, *(entry.parent for entry in self.found.entries if entry.parent)}
        events = {known.event for uid in uids for known in self._by_uid.get(uid, ()) if known.event}
        own = [uid for uid in uids if len(uid) == 36]
        for begin in range(0, len(own), 500):
            some = own[begin : begin + 500]
            events |= set(self.connection.execute(sa.select(t.event.c.id).where(t.event.c.id.in_(some))).scalars())
            events |= set(self.connection.execute(sa.select(t.slot.c.event).where(t.slot.c.id.in_(some))).scalars())
        return sorted(events)

    def _is_slot(self, entry: Entry) -> bool:
        """Whether it is part of an event. What is known already stays what it is; a part of a part is an event of its own."""
        known = self._is_known_slot(entry.uid)
        if known is not None:
            return known
        parent = self._parent(entry)
        if parent is None or self._is_known_slot(parent):
            return False
        above = self._entries.get(parent)
        return above is None or self._is_known_slot(parent) is False or self._parent(above) is None

    def _is_known_slot(self, uid: str) -> bool | None:
        """Whether a UID is a slot of the desk; None for one that it doesn't have."""
        record = self._records.get(uid)
        if record is not None:
            return record.is_slot
        for known in self._by_uid.get(uid, ()):
            if known.id is not None:
                return known.slot is not None
        return None

    def _parent(self, entry: Entry) -> str | None:
        parent = entry.parent
        if parent is None or parent == entry.uid:
            return None
        return parent if parent in self._entries or self._homes(parent) else None

    def _homes(self, uid: str) -> list[tuple[str, Mapping[str, str]]]:
        """``(key or id, values)`` of the occurrences that a UID's event has, in the file or in the desk."""
        if uid in self._places:
            return self._places[uid]
        ids = [known.event for known in self._by_uid.get(uid, ()) if known.event and not known.slot]
        own = [uid] if uid in self._records else []
        found = [self._records[id] for id in (*own, *ids) if id in self._records and not self._records[id].is_slot]
        return [(record.row.id, record.values()) for record in found]

    def _sort(self, entry: Entry, *, is_slot: bool) -> None:
        if entry.cut:
            self.skipped.append(SkippedItem(entry.uid, "limit", entry.line))
        if any(in_zone(one.end, self.zone) - in_zone(one.start, self.zone) > LONGEST_EVENT for one in entry.occurrences):
            self.skipped.append(SkippedItem(entry.uid, "too_long", entry.line))
            return
        keys = {one.recurrence: _key(entry, one) for one in entry.occurrences}
        left = [k for k in self._by_uid.get(entry.uid, ()) if k.id is not None and k.key not in keys.values()]
        for one in entry.occurrences:
            known = self._known.get(keys[one.recurrence])
            if known is not None and known.id is None and (PARTED in known.key or not self._has_series(entry.uid)):
                self.skipped.append(SkippedItem(entry.uid, "removed", entry.line))
                continue
            if known is None or known.id is None:
                known = self._moved(left, one, alone=len(entry.occurrences) == 1 and not entry.repeats)
            item = self._item(entry, one, keys[one.recurrence], known, is_slot=is_slot)
            self._place(item, entry, one, known)
        if entry.text and entry.repeats:
            self._sort_series(entry)
        if entry.text:
            self._sort_gone(entry, left)

    def _has_series(self, uid: str) -> bool:
        return any(PARTED in known.key and known.id is not None for known in self._by_uid.get(uid, ()))

    def _moved(self, left: list[Known], one: Occurrence, *, alone: bool) -> Known | None:
        """What was kept by another key: a single event that recurs now, or a series that became one event."""
        for known in left:
            record = self._records.get(known.id or "")
            if record is not None and (alone or said(one, self.zone)["start"] == record.values()["start"]):
                left.remove(known)
                return known
        return None

    def _item(self, entry: Entry, one: Occurrence, key: str, known: Known | None, *, is_slot: bool) -> Item:
        record = self._records.get(known.id or "") if known else self._records.get(entry.uid)
        home, venue = None, None
        if is_slot:
            home, venue = (record.event.id, record.event.venue) if record else self._home(entry, one)
            if record is not None:
                self.spoken.add(record.row.id)
        values = said(one, self.zone, venue=venue)
        text = one.text if entry.repeats else entry.text
        kept = Kept(text, entry.zones if text else (), values)
        if not is_slot:
            self._places.setdefault(entry.uid, []).append((record.row.id if record else key, values))
        fields = tuple(_differences(record, values)) if record else ()
        return Item(
            uid=entry.uid, key=key, said=values, kept=kept, digest=_digest(text, values), home=home, record=record,
            fields=fields, repeats=entry.repeats,
        )  # fmt: skip

    def _home(self, entry: Entry, one: Occurrence) -> tuple[str, str]:
        """The occurrence of its event that a slot lies in, or lies nearest to; and the venue there."""
        start = said(one, self.zone)["start"]
        homes = self._homes(entry.parent or "")
        if not homes:
            # The file no longer says whose it is: where its other occurrences are.
            events = dict.fromkeys(known.event for known in self._by_uid.get(entry.uid, ()) if known.event)
            homes = [(id, self._records[id].values()) for id in events if id in self._records]
        key, values = max(
            homes,
            key=lambda home: (home[1]["start"] <= start < home[1]["end"], home[1]["start"] <= start, home[1]["start"]),
        )
        return key, values["place"]

    def _place(self, item: Item, entry: Entry, one: Occurrence, known: Known | None) -> None:
        if item.record is None:
            self.new.append(item)
        elif (known is not None and known.digest == item.digest) or self._is_as_written(item, entry, one):
            self.unchanged += 1
        elif item.fields:
            self.changed.append(item)
        else:
            self.kept.append(item)
            self.unchanged += 1

    def _is_as_written(self, item: Item, entry: Entry, one: Occurrence) -> bool:
        """Whether this is just what an export of the desk would say now."""
        text = one.text or ("" if entry.repeats else entry.text)
        if item.record is None or not text:
            return False
        ours = written(item.record, self._shelf, releases=0)
        lines = event_lines(ours, zone=self.zone, now=item.record.start)
        return _steady("\n".join(lines)) == _steady(text)

    def _sort_series(self, entry: Entry) -> None:
        first = next((one for one in entry.occurrences if not one.text), None)
        values = {name: said(first, self.zone)[name] for name in ("start", "end")} if first else {}
        digest = _digest(entry.text, values)
        known = self._known.get(entry.uid)
        if known is not None and known.id is None and self._is_series_as_written(entry):
            return
        if known is None or known.digest != digest or known.id is not None:
            self.series.append(Item(entry.uid, entry.uid, values, Kept(entry.text, entry.zones, values), digest))

    def _is_series_as_written(self, entry: Entry) -> bool:
        """Whether an export of the desk would say the series so, with the DTEND that everything gets."""
        series, _ = self._shelf.series(entry.uid)
        if "start" not in series.said:
            return False
        start, end = (datetime.fromisoformat(series.said[name]) for name in ("start", "end"))
        ours = master(Written(uid=entry.uid, title="", start=start, end=end), series)
        return _steady("\n".join(event_lines(ours, zone=self.zone, now=start))) == _steady(entry.text)

    def _sort_gone(self, entry: Entry, left: list[Known]) -> None:
        """Occurrences that the file no longer has."""
        for known in left:
            record = self._records.get(known.id or "")
            if record is None or known.key == entry.uid:
                continue
            if record.is_slot:
                self.skipped.append(SkippedItem(entry.uid, "slot_gone", entry.line))
            elif may_become(EventState(record.event.state), EventState.CANCELLED):
                fields = (("state", record.event.state, EventState.CANCELLED.value),)
                self.gone.append(Item(entry.uid, known.key, {}, Kept(), known.digest, record=record, fields=fields))

    def _sort_others(self) -> None:
        for text in self.found.others:
            uid = _value(text, "UID")
            name = text.partition("\n")[0].partition(":")[2]
            key = f"{OTHER}{name} {uid or _digest(text, {})} {_value(text, 'RECURRENCE-ID')}".strip(" ")
            digest = _digest(text, {})
            self.skipped.append(SkippedItem(uid or name, "no_event"))
            known = self._known.get(key)
            if known is None or known.digest != digest:
                self.others.append((key, text, digest))


def year_of_component(text: str) -> int | None:
    """The year that a task or journal speaks of; None where it names no day."""
    for name in ("DTSTART", "DUE", "COMPLETED"):
        value = _value(text, name)
        if value[:4].isdecimal() and len(value) >= 8:
            return int(value[:4])
    return None


def _value(text: str, name: str) -> str:
    found = re.search(rf"^{name}(?:;[^:\n]*)?:(.*)$", text, re.MULTILINE | re.IGNORECASE)
    return found[1].strip() if found else ""


def _key(entry: Entry, one: Occurrence) -> str:
    return entry.uid if one.recurrence is None else f"{entry.uid}{PARTED}{one.recurrence}"


def _differences(record: Record, values: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    now = record.values()
    for name, value in values.items():
        if name != "state":
            if now[name] != value:
                yield name, now[name], value
        elif value == EventState.CANCELLED.value and may_become(EventState(now[name]), EventState.CANCELLED):
            yield name, now[name], value


def _steady(text: str) -> list[str]:
    """The lines that say something, without the version and when it was written."""
    return sorted(line for line in text.split("\n") if not line.upper().startswith(_MOVING))


def _digest(text: str, values: Mapping[str, str]) -> str:
    lines = [line for line in text.split("\n") if not line.upper().startswith("DTSTAMP")]
    return hashlib.sha256(json.dumps([lines, sorted(values.items())], ensure_ascii=False).encode()).hexdigest()
