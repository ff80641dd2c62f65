"""Which items speak of which records, and what a record is by all of them."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.folding import Folded, Stamp, Write, fold
from eventdesk.store import quick
from eventdesk.store import sync_tables as s
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit
from eventdesk.sync.records import Key, Word, words_of

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_INDEXED = "items_indexed"
_AT_ONCE = 400

Record = tuple[str, Key]
"""A table's name and a record's key."""
Place = tuple[str, int]
"""A device and the number of its item."""


@lru_cache(maxsize=65_536)
def key_text(key: Key) -> str:
    """A record's key as it is kept."""
    return _ENCODER.encode(key)


def known_words(kind: str, body: str | Mapping[str, Any]) -> tuple[Word, ...] | None:
    """What an item says of records; None where this program can't tell."""
    try:
        return words_of(kind, json.loads(body) if isinstance(body, str) else body)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


@dataclass(frozen=True)
class Own:
    """What this desk told since the last time: the records that others speak of as well, and the tables of all."""

    shared: set[Record]
    tables: set[str]


def index_own(unit: Unit, own: str) -> Own:
    """Enters what this desk told since the last time. A desk that meets nobody keeps no such book."""
    kept = unit.execute(sa.select(t.meta.c.value).where(t.meta.c.key == _INDEXED)).scalar()
    after = int(kept or 0)
    entries: list[dict[str, Any]] = []
    told: set[Record] = set()
    last = after
    sql = "SELECT device_seq, type, body FROM outbox WHERE device_seq > ? ORDER BY device_seq"
    for number, kind, body in quick.tuples(unit.connection, sql, (after,)):
        words = known_words(kind, body) or ()
        entries += entries_of(own, number, words)
        told |= {(word.table, word.key) for word in words}
        last = number
    quick.many(unit.connection, s.item_record, entries)
    if last != after:
        unit.execute(t.meta.delete().where(t.meta.c.key == _INDEXED))
        unit.execute(t.meta.insert(), {"key": _INDEXED, "value": str(last)})
    places = places_of(unit.connection, told)
    shared = {record for record, found in places.items() if any(device != own for device, _ in found)}
    return Own(shared, {table for table, _ in told})


def entries_of(device: str, number: int, words: Iterable[Word]) -> list[dict[str, Any]]:
    """The rows of ``item_record`` for an item."""
    records = dict.fromkeys((word.table, key_text(word.key)) for word in words)
    return [{"table": table, "record": record, "device": device, "number": number} for table, record in records]


def places_of(connection: sa.Connection, records: Collection[Record]) -> dict[Record, list[Place]]:
    """The items that speak of records."""
    found: dict[Record, list[Place]] = {record: [] for record in records}
    by_table: dict[str, dict[str, Record]] = defaultdict(dict)
    for table, key in records:
        by_table[table][key_text(key)] = (table, key)
    for table, wanted in by_table.items():
        for part in _parts(list(wanted)):
            marks = ",".join("?" * len(part))
            sql = f'SELECT record, device, number FROM item_record WHERE "table" = ? AND record IN ({marks})'
            for record, device, number in quick.tuples(connection, sql, (table, *part)):
                found[wanted[record]].append((device, number))
    return found


class Shelf:
    """Items by their place, read once each: one that speaks of a thousand records is opened once."""

    def __init__(self, connection: sa.Connection, own: str) -> None:
        self._connection, self._own = connection, own
        self._words: dict[Place, dict[Record, list[Write]]] = {}

    def put(self, place: Place, stamp: Stamp, words: Iterable[Word], seen: Mapping[str, int] | None) -> None:
        """An item that is open already."""
        self._words[place] = by_record(stamp, words, seen)

    def folded(self, places: Mapping[Record, Collection[Place]]) -> dict[Record, Folded]:
        """Each record by all items that speak of it."""
        self._open({place for found in places.values() for place in found} - self._words.keys())
        return {
            record: fold(write for place in found for write in self._words[place].get(record, ()))
            for record, found in places.items()
        }

    def _open(self, places: Collection[Place]) -> None:
        by_device: dict[str, list[int]] = defaultdict(list)
        for device, number in places:
            by_device[device].append(number)
        for device, numbers in by_device.items():
            for part in _parts(sorted(numbers)):
                marks = ",".join("?" * len(part))
                if device == self._own:
                    sql, first = f"SELECT device_seq, hlc, type, body FROM outbox WHERE device_seq IN ({marks})", ()
                else:
                    sql = f"SELECT number, hlc, type, body FROM foreign_item WHERE device = ? AND number IN ({marks})"
                    first = (device,)  # type: ignore[assignment]  # of either statement
                for number, hlc, kind, body in quick.tuples(self._connection, sql, (*first, *part)):
                    self._words[device, number] = writes_of(Stamp(hlc, device, number), kind, body)
        for place in places:
            self._words.setdefault(place, {})


def writes_of(stamp: Stamp, kind: str, body: str) -> dict[Record, list[Write]]:
    """What an item says, record by record."""
    content = json.loads(body)
    return by_record(stamp, known_words(kind, content) or (), content.get("seen"))


def by_record(stamp: Stamp, words: Iterable[Word], seen: Mapping[str, int] | None) -> dict[Record, list[Write]]:
    """The same of an item whose words are known."""
    found: dict[Record, list[Write]] = {}
    for word in words:
        found.setdefault((word.table, word.key), []).append(Write(stamp, word.values, seen, word.whole))
    return found


def _parts(values: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]
