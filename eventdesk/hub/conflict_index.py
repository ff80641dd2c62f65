"""Which records more than one station speaks of, and what they wrote without knowing of each other; read on as the logs grow."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.folding import REVISION, Clash, Folded, Stamp, Write, fold
from eventdesk.hub import tables as t
from eventdesk.hub.database import Database
from eventdesk.sync.conflict_records import ConflictInfo
from eventdesk.sync.records import words_of

Record = tuple[str, tuple[str, ...]]
Heads = Mapping[str, tuple[int, int]]
"""Of each log where it ends, and how often it was emptied."""
_AT_ONCE = 500
_FOLDED_AT_ONCE = 2_000
_SEQ, _LOG = 40, 64
"""A place is one number: the station's, the log's and the item's, from these bits on."""


@dataclass(frozen=True)
class Said:
    """What one item says of a record, with the log it stands in and the item's body."""

    log: str
    write: Write
    body: Mapping[str, Any]


class Index:
    """The records of some logs by where they are spoken of: some hundred bytes for each. Not for two threads at once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._begin()

    def _begin(self) -> None:
        self._read: dict[str, tuple[int, int]] = {}
        self._logs: list[str] = []
        self._stations: dict[str, int] = {}
        # A record's digest to the place of what speaks of it, or to all of them.
        self._places: dict[int, int | list[int]] = {}
        self._shared: set[int] = set()
        self._found: dict[int, tuple[ConflictInfo, ...]] = {}

    def conflicts(self, heads: Heads) -> tuple[ConflictInfo, ...]:
        """What is not settled in these logs, the oldest first. Only what came since the last time is read."""
        if any(log not in heads or heads[log][1] != emptied for log, (_, emptied) in self._read.items()):
            # A person was erased, or a log is not for this index any more: what was read is not what is there.
            self._begin()
        changed: set[int] = set()
        for log, (head, emptied) in heads.items():
            after = self._read.get(log, (0, 0))[0]
            if head > after:
                changed |= self._read_on(log, after, head)
            self._read[log] = (head, emptied)
        wanted = sorted(changed & self._shared)
        for begin in range(0, len(wanted), _FOLDED_AT_ONCE):
            self._judge(wanted[begin : begin + _FOLDED_AT_ONCE])
        return tuple(sorted((one for found in self._found.values() for one in found), key=lambda one: (one.at, one.id)))

    def said(self, records: Iterable[Record]) -> dict[Record, list[Said]]:
        """All that is said of some records that :meth:`conflicts` read; one of which nothing is known is left out."""
        wanted = set(records)
        numbers = {number_of(one) for one in wanted}
        found: dict[Record, list[Said]] = {}
        for said, speaks in self._written(numbers):
            if speaks in wanted:
                found.setdefault(speaks, []).append(said)
        return found

    def _read_on(self, log: str, after: int, head: int) -> set[int]:
        i, changed = t.item, set[int]()
        if log not in self._read:
            self._logs.append(log)
        log_bits = self._logs.index(log) << _SEQ
        columns = (i.c.seq, i.c.station, i.c.type, i.c.body)
        while after < head:
            query = sa.select(*columns).where(i.c.log == log, i.c.seq > after, i.c.seq <= head).order_by(i.c.seq).limit(_AT_ONCE)
            with self._database.reading() as connection:
                rows = connection.execute(query).all()
            if not rows:
                break
            for seq, station, kind, body in rows:
                who = self._stations.setdefault(station, len(self._stations))
                place = who << _LOG | log_bits | seq
                for record, _, _ in _speaks(kind, _parsed(body)):
                    changed.add(self._place(number_of(record), place))
            after = rows[-1].seq
        return changed

    def _place(self, number: int, place: int) -> int:
        known = self._places.setdefault(number, place)
        if isinstance(known, list):
            if known[-1] != place:
                known.append(place)
        elif known != place:
            self._places[number] = known = [known, place]
        if isinstance(known, list) and known[0] >> _LOG != place >> _LOG:
            self._shared.add(number)
        return number

    def _judge(self, numbers: Sequence[int]) -> None:
        wanted, by_record = set(numbers), dict[Record, list[Said]]()
        for said, record in self._written(wanted):
            by_record.setdefault(record, []).append(said)
        fresh: dict[int, list[ConflictInfo]] = {}
        for record, saids in by_record.items():
            logs = {(one.write.stamp.device, one.write.stamp.number): one.log for one in saids}
            for clash in folded(saids).clashes:
                info = _info(record, clash, logs[clash.kept_by.device, clash.kept_by.number])
                fresh.setdefault(number_of(record), []).append(info)
        for number in numbers:
            self._found.pop(number, None)
        self._found |= {number: tuple(infos) for number, infos in fresh.items()}

    def _written(self, numbers: set[int]) -> Iterator[tuple[Said, Record]]:
        """What is said of the records with these numbers, item by item."""
        i, by_log = t.item, dict[int, list[int]]()
        for number in numbers:
            known = self._places.get(number, [])
            for place in known if isinstance(known, list) else [known]:
                by_log.setdefault(place >> _SEQ & (1 << _LOG - _SEQ) - 1, []).append(place & (1 << _SEQ) - 1)
        columns = (i.c.station, i.c.device_seq, i.c.hlc, i.c.type, i.c.body)
        for index, seqs in by_log.items():
            log, seqs = self._logs[index], sorted(set(seqs))
            for begin in range(0, len(seqs), _AT_ONCE):
                some = seqs[begin : begin + _AT_ONCE]
                with self._database.reading() as connection:
                    rows = connection.execute(sa.select(*columns).where(i.c.log == log, i.c.seq.in_(some))).all()
                for row in rows:
                    body, stamp = _parsed(row.body), Stamp(row.hlc, row.station, row.device_seq)
                    for record, values, whole in _speaks(row.type, body):
                        if number_of(record) in numbers:
                            yield Said(log, Write(stamp, values, _seen(body), whole), body), record


def number_of(record: Record) -> int:
    """A record as 64 bits. Two that share them cost a look at the items and nothing else."""
    text = "\x00".join((record[0], *record[1])).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big")


def folded(saids: Iterable[Said]) -> Folded:
    """A record, from all that is said of it."""
    return fold(one.write for one in saids)


def _parsed(body: str) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _speaks(kind: str, body: dict[str, Any]) -> list[tuple[Record, Mapping[str, Any] | None, bool]]:
    """Which records an item speaks of, and how. Items of any program are kept here: what can't be read speaks of nothing."""
    try:
        return [((word.table, word.key), _sound(word.values), word.whole) for word in words_of(kind, body) or ()]
    except (ValueError, KeyError, TypeError, AttributeError):
        return []


def _sound(values: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Values that the rule can compare, whatever a station wrote."""
    if values is None or type(values.get(REVISION, 0)) is int:
        return values
    return {name: value for name, value in values.items() if name != REVISION}


def _seen(body: Mapping[str, Any]) -> dict[str, int] | None:
    seen = body.get("seen")
    return {name: value for name, value in seen.items() if type(value) is int} if isinstance(seen, dict) else None


def _info(record: Record, clash: Clash, log: str) -> ConflictInfo:
    table, key = record
    kept, other = clash.kept_by, clash.other_by
    named = json.dumps([table, key, clash.field, kept.device, kept.number, other.device, other.number], ensure_ascii=False)
    digest = hashlib.sha256(named.encode("utf-8", "surrogatepass")).digest()
    return ConflictInfo(
        id=str(uuid.UUID(bytes=digest[:16])), log=log, table=table, record=list(key), field=clash.field, kept=clash.kept,
        other=clash.other, kept_by=kept.device, other_by=other.device, at=max(kept.hlc, other.hlc),
    )  # fmt: skip
