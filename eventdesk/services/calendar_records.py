"""Events and slots as calendars know them: by UID, with what the file they came from said beside what holds now."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from eventdesk.domain.event import EventState, SlotKind
from eventdesk.domain.schedule import SHORTEST
from eventdesk.exchange.calendar_items import Moment, Occurrence
from eventdesk.exchange.calendar_write import Written, sequence_of
from eventdesk.store import plan_tables as p
from eventdesk.store import tables as t

PARTED = "\n"
"""Stands in a key between the UID and the RECURRENCE-ID; no UID holds a line's end."""
OTHER = "\x1e"
"""Begins the keys of kept components that are no events; no UID begins so."""
LONGEST_TITLE = 200
LONGEST_TEXT = 4_000
_STATUS = {
    EventState.IDEA.value: "TENTATIVE", EventState.DRAFT.value: "TENTATIVE", EventState.CANCELLED.value: "CANCELLED",
}  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """What a row of ``calendar_item`` keeps: the VEVENT, the zones it speaks of, and the desk's own values as it said them."""

    text: str = ""
    zones: tuple[str, ...] = ()
    said: Mapping[str, str] = field(default_factory=dict)

    def stored(self) -> str:
        """For the column ``raw``."""
        return json.dumps({"text": self.text, "zones": self.zones, "said": dict(self.said)}, ensure_ascii=False)

    @classmethod
    def read(cls, raw: str) -> "Kept":
        """From the column ``raw``."""
        found = json.loads(raw)
        return cls(found["text"], tuple(found["zones"]), found["said"])


@dataclass(frozen=True)
class Record:
    """An event, or one of its slots, as the desk has it. ``row`` and ``event`` are the stored rows."""

    row: Any
    event: Any

    @property
    def is_slot(self) -> bool:
        """Whether it is a slot."""
        return self.row is not self.event

    @property
    def start(self) -> datetime:
        """A slot without hours has the event's."""
        start: datetime = self.row.start or self.event.start
        return start

    @property
    def end(self) -> datetime:
        """Exclusive."""
        end: datetime = self.row.end or self.event.end
        return end

    @property
    def place(self) -> str:
        """The room and the venue, as LOCATION says them."""
        return ", ".join(part for part in (self.row.room if self.is_slot else "", self.event.venue) if part)

    def values(self) -> dict[str, str]:
        """What calendars and the desk both know of it, as texts that can be compared."""
        found = {"title": self.row.title, "place": self.row.room if self.is_slot else self.event.venue}
        found |= {"start": stamp(self.start), "end": stamp(self.end)}
        if not self.is_slot:
            found |= {"description": self.event.purpose, "state": self.event.state}
        return found


def stamp(moment: datetime) -> str:
    """A moment as texts are compared: whole seconds, UTC."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def said(one: Occurrence, zone: ZoneInfo, *, venue: str | None = None) -> dict[str, str]:
    """What an occurrence says in the desk's own values: an event's, or those of a slot where the event's ``venue`` is given.

    Floating times and whole days are the organisation's. What takes no time takes the shortest that can be planned.
    """
    start, end = in_zone(one.start, zone), in_zone(one.end, zone)
    place = _line(one.place)
    if venue:
        place = "" if place == venue else place.removesuffix(f", {venue}")
    title = _line(one.title) or _line(one.description) or _line(one.place) or f"{start:%Y-%m-%d}"
    values = {"title": title, "place": place, "start": stamp(start), "end": stamp(max(end, start + SHORTEST))}
    if venue is None:
        state = EventState.CANCELLED if one.cancelled else EventState.DRAFT
        values |= {"description": one.description.strip()[:LONGEST_TEXT], "state": state.value}
    return values


def in_zone(moment: Moment, zone: ZoneInfo) -> datetime:
    """An aware moment from one of a calendar."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time(), zone)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)


def _line(text: str) -> str:
    return " ".join(text.split())[:LONGEST_TITLE].strip()


def records(connection: sa.Connection, events: Iterable[str], *, blockers: bool = False) -> Iterator[Record]:
    """The events of these ids, each followed by its slots; ``blockers`` are nobody's business but the team's."""
    wanted = list(events)
    for begin in range(0, len(wanted), 500):
        some = wanted[begin : begin + 500]
        slots: dict[str, list[Any]] = {}
        query = sa.select(t.slot).where(t.slot.c.event.in_(some)).order_by(t.slot.c.position)
        if not blockers:
            query = query.where(t.slot.c.kind != SlotKind.BLOCKER.value)
        for row in connection.execute(query):
            slots.setdefault(row.event, []).append(row)
        found = {row.id: row for row in connection.execute(sa.select(t.event).where(t.event.c.id.in_(some)))}
        for event in (found[id] for id in some if id in found):
            yield Record(event, event)
            for slot in slots.get(event.id, []):
                yield Record(slot, event)


class Shelf:
    """The kept items of some events and slots, by the id of what they became, and of series by their UID."""

    def __init__(self, connection: sa.Connection, ids: Iterable[str]) -> None:
        self._connection = connection
        self._of: dict[str, tuple[str, Kept]] = {}
        wanted = list(ids)
        for begin in range(0, len(wanted), 300):
            some = wanted[begin : begin + 300]
            item = p.calendar_item
            query = sa.select(item).where(sa.or_(item.c.event.in_(some), item.c.slot.in_(some)))
            for row in connection.execute(query):
                self._of[row.slot or row.event] = (row.uid, Kept.read(row.raw))
        self._series: dict[str, tuple[Kept, str]] = {}

    def of(self, id: str) -> tuple[str, str | None, Kept]:
        """``(uid, recurrence, what is kept)`` of an event or slot; its own id is the UID of one that came from no file."""
        if id not in self._of:
            return id, None, Kept()
        key, kept = self._of[id]
        uid, _, recurrence = key.partition(PARTED)
        return uid, recurrence or None, kept

    def series(self, uid: str) -> tuple[Kept, str]:
        """What is kept of a whole series, and the key of its first occurrence."""
        if uid not in self._series:
            item = p.calendar_item.c
            raw = self._connection.execute(sa.select(item.raw).where(item.uid == uid)).scalar()
            below = (item.uid > uid + PARTED) & (item.uid < uid + chr(ord(PARTED) + 1))
            first = self._connection.execute(sa.select(sa.func.min(item.uid)).where(below)).scalar()
            self._series[uid] = (Kept.read(raw) if raw else Kept(), first or "")
        return self._series[uid]


def written(record: Record, shelf: Shelf, *, releases: int, status: str | None = None) -> Written:
    """One VEVENT for an event or slot. ``releases`` is how often its schedule was released.

    What came from a file is written as it stood but for what has changed here since.
    """
    uid, recurrence, kept = shelf.of(record.row.id)
    now = record.values()
    changed = {
        field for field in ("title", "place", "description") if now.get(field) != kept.said.get(field, now.get(field))
    }
    if any(now[name] != kept.said.get(name) for name in ("start", "end")):
        changed.add("times")
    if status is not None or now.get("state") != kept.said.get("state"):
        changed.add("status")
    if record.is_slot and record.event.state == EventState.CANCELLED.value:
        changed.add("status")
    text, zones = kept.text, kept.zones
    if recurrence is not None and not text:
        series, _ = shelf.series(uid)
        text, zones = series.text, series.zones
    sequence = record.event.revision - 1 + releases
    if text:
        sequence = sequence_of(text) + max(sequence, 1)
    return Written(
        uid=uid, title=record.row.title, start=record.start, end=record.end, place=record.place,
        description=record.row.leader if record.is_slot else record.event.purpose,
        categories=() if record.is_slot else (record.event.kind,), sequence=sequence,
        status=status or _STATUS.get(record.event.state, "CONFIRMED"),
        parent=shelf.of(record.event.id)[0] if record.is_slot else None, recurrence=recurrence, kept=text, zones=zones,
        changed=frozenset(changed) if text else frozenset(),
    )  # fmt: skip


def master(item: Written, series: Kept) -> Written:
    """The whole series, as it was said; the times are those of its first occurrence."""
    start, end = (
        datetime.fromisoformat(series.said[name]) if name in series.said else None for name in ("start", "end")
    )
    return replace(
        item, kept=series.text, zones=series.zones, recurrence=None, changed=frozenset(), start=start or item.start,
        end=end or item.end,
    )  # fmt: skip


def year_of(year: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first moment of a year, and of the next."""
    return datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)
