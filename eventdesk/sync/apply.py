"""Takes in what other devices told: each item once, checked, kept as it was, and folded into the records it speaks of.

The same code takes items from a hub and from a bundle. In whatever order they come, and however often, desks that hold the same
items hold the same records.
"""

import base64
import contextlib
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.device import device_id
from eventdesk.domain.folding import Folded, Stamp
from eventdesk.domain.right import Right
from eventdesk.services.collecting import collecting_seldom
from eventdesk.services.event_views import NOTHING, Changes
from eventdesk.services.house import House
from eventdesk.services.import_written import chunks
from eventdesk.store import quick
from eventdesk.store import sync_tables as s
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit
from eventdesk.sync.apart import called, tables_apart
from eventdesk.sync.book import Place, Record, Shelf, entries_of, index_own, key_text, known_words, places_of
from eventdesk.sync.erasing import Erasing, emptied
from eventdesk.sync.identity import find_identity, make_identity
from eventdesk.sync.protocol import read_json
from eventdesk.sync.records import Word
from eventdesk.sync.rows import write_all
from eventdesk.sync.state import State, counts_of
from eventdesk.sync.told import Told

EVERYTHING: Changes = frozenset({
    "events", "families", "registrations", "checkins", "feedback", "volunteers", "partners", "venues", "reports", "operators",
    "stations", "calls", "surveys", "cases", "sync",
})  # fmt: skip


_MANY = 1_000
_SWITCH_SECONDS = 0.0002


@dataclass(frozen=True)
class Refused:
    """An item that was not taken in: ``unknown_device``, ``broken`` (the digest is another's), ``unsigned`` or ``fork`` (another
    item has its device's number already)."""

    item: str
    reason: str


@dataclass(frozen=True)
class Received:
    """What taking items in did. ``clashes`` are all that wait for somebody, ``waiting`` and ``unread`` all items of that state."""

    new: int
    known: int
    refused: tuple[Refused, ...]
    waiting: int
    unread: int
    clashes: int
    changes: Changes = field(default=NOTHING)


@dataclass(frozen=True)
class KnownDevice:
    """A device that items are told by: its id is that of its key (32 bytes)."""

    id: str
    public: bytes
    name: str


def receive(
    house: House, items: Sequence[Told], devices: Collection[KnownDevice], *, also: Callable[[Unit], None] | None = None
) -> Received:  # fmt: skip
    """Takes items in, all in one transaction with whatever ``also`` writes (a cursor). What can't be believed is refused by itself
    and holds up nothing else."""
    with collecting_seldom():
        return _receive(house, items, {one.id: one for one in devices if device_id(one.public) == one.id}, also)


def _receive(
    house: House, items: Sequence[Told], keys: Mapping[str, KnownDevice], also: Callable[[Unit], None] | None
) -> Received:  # fmt: skip
    with house.store.reading() as connection:
        known = {row.id: base64.b64decode(row.public) for row in connection.execute(sa.select(s.device))}
    believed, refused = _believed(items, known | {id: one.public for id, one in keys.items()})
    with house.writing(Right.LOOK, "sync.received") as unit:
        taken = _Taking(unit, make_identity(unit, house.actor.station_name).id)
        new, forked = taken.keep(believed, keys)
        if new:
            taken.fold_in(new)
        if also is not None:
            also(unit)
        heard = Counter(item.device for item in new if not item.type.startswith("audit."))
        if heard or unit.tells:
            unit.put("audit.received", {"devices": dict(sorted(heard.items()))})
            _commit(unit, len(new), taken.erasing.items)
        else:
            # Others' notes that they heard something are nothing to tell: each would answer the other for ever.
            unit.keep()
    with house.store.reading() as connection:
        counts = counts_of(connection)
    return Received(
        len(new), len(believed) - len(new) - len(forked), (*refused, *forked), counts.waiting, counts.unread, counts.clashes,
        changes=EVERYTHING if new else NOTHING,
    )  # fmt: skip


def _commit(unit: Unit, new: int, emptied_items: Mapping[str, str]) -> None:
    if emptied_items:
        unit.commit(taken=new, items=dict(emptied_items))
    else:
        unit.commit(taken=new)


def _believed(items: Sequence[Told], public: Mapping[str, bytes]) -> tuple[list[Told], list[Refused]]:
    believed, refused = [], []
    for item, reason in zip(items, _reasons(items, public), strict=True):
        if reason is None:
            believed.append(item)
        else:
            refused.append(Refused(item.id, reason))
    return believed, refused


def _reasons(items: Sequence[Told], public: Mapping[str, bytes]) -> list[str | None]:
    """Why each item can't be believed. Of many, some threads check the signatures, without Python's lock."""
    threads = os.cpu_count() or 1
    if len(items) < _MANY or threads == 1:
        return _reasons_of(items, public)
    with _switching_often(), ThreadPoolExecutor(min(threads, 4)) as pool:
        return [one for part in pool.map(lambda part: _reasons_of(part, public), chunks(list(items))) for one in part]


@contextlib.contextmanager
def _switching_often() -> Iterator[None]:
    """Signatures are checked without Python's lock; whoever comes back from one would wait 5 ms for it, each time."""
    waits = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(waits)


def _reasons_of(items: Iterable[Told], public: Mapping[str, bytes]) -> list[str | None]:
    found: list[str | None] = []
    for item in items:
        raw = public.get(item.device)
        if raw is None:
            found.append("unknown_device")
        elif not item.is_whole():
            found.append("broken")
        else:
            found.append(None if item.is_signed(raw) else "unsigned")
    return found


class _Taking:
    """One transaction of taking items in."""

    def __init__(self, unit: Unit, own: str) -> None:
        self._unit, self._own = unit, own
        self.erasing = Erasing(unit)
        self._shelf = Shelf(unit.connection, own)
        self._words: dict[Place, tuple[Word, ...]] = {}
        self._reached: dict[str, int] = {}

    def keep(self, items: Sequence[Told], devices: Mapping[str, KnownDevice]) -> tuple[list[Told], list[Refused]]:
        """Keeps the items that are not here yet; those, and those that stand where another one is."""
        unit = self._unit
        here = {row.id for row in unit.execute(sa.select(s.device.c.id))}
        for id in dict.fromkeys(item.device for item in items):
            if id not in here:
                public = base64.b64encode(devices[id].public).decode()
                unit.execute(s.device.insert(), {"id": id, "public": public, "name": devices[id].name[:80], "at": unit.now})
        new: dict[Place, Told] = {}
        numbers, ids = self._here(items)
        forked = []
        for item in items:
            place = (item.device, item.number)
            if item.device == self._own:
                continue
            there = new[place].digest if place in new else numbers.get(place, ids.get(item.id))
            if there is None:
                new[place] = item
                ids[item.id] = item.digest
            elif there != item.digest:
                forked.append(Refused(item.id, "fork"))
        self.erasing.hear(item.content() for item in new.values() if item.type == "family.erased")
        rows = [self._kept(item) for item in new.values()]
        quick.many(unit.connection, s.foreign_item, rows)
        return list(new.values()), forked

    def _here(self, items: Sequence[Told]) -> tuple[dict[Place, str], dict[str, str]]:
        """The digests of items that are here already, by their place and by their id."""
        numbers: dict[Place, str] = {}
        ids: dict[str, str] = {}
        for part in chunks(list(items)):
            marks = ",".join("?" * len(part))
            sql = f"SELECT device, number, id, digest FROM foreign_item WHERE id IN ({marks})"
            for device, number, id, digest in quick.tuples(self._unit.connection, sql, [item.id for item in part]):
                numbers[device, number] = ids[id] = digest
        for item in items:
            place = (item.device, item.number)
            if item.id not in ids and place not in numbers and item.number <= self._highest(item.device):
                row = self._unit.raw("SELECT digest FROM foreign_item WHERE device = ? AND number = ?", place)
                if row is not None:
                    numbers[place] = row[0]
        return numbers, ids

    def _highest(self, device: str) -> int:
        if device not in self._reached:
            row = self._unit.raw("SELECT max(number) FROM foreign_item WHERE device = ?", (device,))
            self._reached[device] = row[0] or 0
        return self._reached[device]

    def _kept(self, item: Told) -> dict[str, Any]:
        erased = item.erased or self.erasing.tells_of_erased(item)
        body = emptied(item.body) if erased else item.body
        content = read_json(body.encode())
        words = known_words(item.type, content)
        known = words is not None
        place = (item.device, item.number)
        self._words[place] = words or ()
        self._shelf.put(place, Stamp(item.hlc, *place), words or (), content.get("seen"))
        return {
            "device": item.device, "number": item.number, "id": item.id, "log": item.log, "type": item.type,
            "schema": item.schema, "hlc": item.hlc, "prev": item.prev, "body": body, "digest": item.digest, "sig": item.sig,
            "extra": item.extra, "erased": erased, "state": (State.APPLIED if known else State.UNREAD).value, "at": self._unit.now,
        }  # fmt: skip

    def fold_in(self, new: Sequence[Told]) -> None:
        """Enters the items in the book, makes the records what they are now, and says what clashes."""
        unit = self._unit
        own = index_own(unit, self._own)
        shared = own.shared
        # A desk that is being made of what others told asks its empty book for nothing.
        first = not shared and unit.raw("SELECT 1 FROM item_record LIMIT 1") is None
        entries = [entry for place, words in self._words.items() for entry in entries_of(*place, words)]
        # In the order in which the table lies: a roster's are tens of thousands.
        entries.sort(key=itemgetter("table", "record"))
        quick.many(unit.connection, s.item_record, entries)
        records = {(word.table, word.key) for words in self._words.values() for word in words} | shared | self._waiting()
        left, places, folded = self._write(records, own.tables, entries if first else None)
        self.erasing.finish()
        gone = self._hanging_on_nothing(left, folded)
        stuck = {place for record in left - gone for place in places[record] if place[0] != self._own}
        self._mark(stuck)
        self.tell_clashes(folded)
        self._see(new)

    def _write(
        self, records: Collection[Record], touched: Collection[str], entries: Sequence[Mapping[str, Any]] | None = None
    ) -> tuple[set[Record], dict[Record, list[Place]], dict[Record, Folded]]:
        """Makes rows what the records are, and those that are called otherwise because of them; which could not be written, by which
        items each is what it is, and what. ``entries``: all of the book, where it was empty."""
        places: dict[Record, list[Place]] = {}

        def fold(wanted: Collection[Record]) -> Mapping[Record, Folded]:
            all_of_them = entries is not None and not places
            found = _among(entries or (), wanted) if all_of_them else places_of(self._unit.connection, wanted)
            places.update(found)
            return self.erasing.without(self._shelf.folded(found))

        folded = called(self._unit, fold, records, touched)
        return write_all(self._unit, folded), places, folded

    def call_anew(self, touched: Collection[str]) -> None:
        """Calls records what they are called now that this desk has written others of these tables."""
        self._write((), touched)

    def _waiting(self) -> set[Record]:
        """The records of items that waited until now."""
        i, f = s.item_record, s.foreign_item
        query = (
            sa.select(i.c.table, i.c.record).join(f, sa.and_(f.c.device == i.c.device, f.c.number == i.c.number))
            .where(f.c.state == State.WAITING.value)
        )  # fmt: skip
        return {(table, tuple(json.loads(record))) for table, record in self._unit.execute(query)}

    def _hanging_on_nothing(self, left: Iterable[Record], folded: Mapping[Record, Folded]) -> set[Record]:
        """Records whose own row stands on one that was taken away for good: there is nothing to wait for."""
        gone = set()
        for table, key in left:
            values = folded[table, key].values
            if values is None:
                continue
            for link in t.metadata.tables[table].foreign_keys:
                value, parent = values.get(link.parent.name), link.column.table.name
                if value is not None and self._was_removed(parent, str(value)):
                    gone.add((table, key))
        return gone

    def _was_removed(self, table: str, id: str) -> bool:
        sql = 'SELECT 1 FROM item_record WHERE "table" = ? AND record = ?'
        known = self._unit.raw(sql, (table, key_text((id,)))) is not None
        target = t.metadata.tables[table]
        return known and self._unit.execute(sa.select(target.c.id).where(target.c.id == id)).first() is None and (
            Shelf(self._unit.connection, self._own).folded(places_of(self._unit.connection, [(table, (id,))]))[table, (id,)].whole
        )

    def _mark(self, stuck: Collection[tuple[str, int]]) -> None:
        f = s.foreign_item
        self._unit.execute(f.update().where(f.c.state == State.WAITING.value).values(state=State.APPLIED.value))
        for device, number in stuck:
            here = (f.c.device == device, f.c.number == number)
            self._unit.execute(f.update().where(*here).values(state=State.WAITING.value))

    def tell_clashes(self, folded: Mapping[Record, Folded]) -> None:
        """Says of each of these records what clashes now."""
        c, unit = s.clash, self._unit
        before = {(table, record) for table, record in unit.execute(sa.select(c.c.table, c.c.record).distinct())}
        for (table, key), record in folded.items():
            if not record.clashes and not (before and (table, key_text(key)) in before):
                continue
            unit.execute(c.delete().where(c.c.table == table, c.c.record == key_text(key)))
            for one in record.clashes:
                unit.execute(c.insert(), {
                    "table": table, "record": key_text(key), "field": one.field, "kept": one.kept, "other": one.other,
                    "kept_device": one.kept_by.device, "kept_number": one.kept_by.number, "other_device": one.other_by.device,
                    "other_number": one.other_by.number, "log": self._log(one.kept_by.device, one.kept_by.number), "at": unit.now,
                })  # fmt: skip

    def _log(self, device: str, number: int) -> str:
        if device == self._own:
            row = self._unit.raw("SELECT coalesce(event, (SELECT id FROM organisation)) FROM outbox WHERE device_seq = ?", (number,))
        else:
            row = self._unit.raw("SELECT log FROM foreign_item WHERE device = ? AND number = ?", (device, number))
        return str(row[0])

    def _see(self, new: Iterable[Told]) -> None:
        """Up to which number each device's items are all here, and the latest time among them."""
        d = s.device
        for device in {item.device for item in new}:
            row = self._unit.execute(sa.select(d).where(d.c.id == device)).one()
            latest = max([item.hlc for item in new if item.device == device] + ([row.hlc] if row.hlc else []))
            sql = """SELECT number FROM foreign_item WHERE device = ? AND number > ? ORDER BY number"""
            seen = row.seen
            for (number,) in quick.tuples(self._unit.connection, sql, (device, seen)):
                if number != seen + 1:
                    break
                seen = number
            self._unit.execute(d.update().where(d.c.id == device).values(seen=seen, hlc=latest))


def _among(entries: Iterable[Mapping[str, Any]], records: Collection[Record]) -> dict[Record, list[Place]]:
    """As :func:`places_of`, of a book that holds these entries alone."""
    named = {(table, key_text(key)): (table, key) for table, key in records}
    found: dict[Record, list[Place]] = {record: [] for record in records}
    for entry in entries:
        found[named[entry["table"], entry["record"]]].append((entry["device"], entry["number"]))
    return found


def look_again(house: House) -> None:
    """Folds anew what clashes: somebody here may have written to it since, and so have settled it or clashed with it once more. And
    calls anew what may be called otherwise, since a name that was taken is free."""
    with house.store.reading() as connection:
        identity = find_identity(connection)
        clashing = connection.execute(sa.select(s.clash.c.table, s.clash.c.record).distinct()).all()
        known = connection.execute(sa.select(s.device.c.id).where(~s.device.c.own).limit(1)).first()
    if identity is None or known is None:
        return
    with house.writing(Right.LOOK, "sync.looked") as unit:
        own = index_own(unit, identity.id)
        records = {(table, tuple(json.loads(record))) for table, record in clashing} | own.shared
        taking = _Taking(unit, identity.id)
        if own.tables & tables_apart(unit):
            taking.call_anew(own.tables)
        folded = Shelf(unit.connection, identity.id).folded(places_of(unit.connection, records))
        taking.tell_clashes(folded)
        unit.keep()
