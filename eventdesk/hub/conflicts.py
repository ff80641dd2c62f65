"""What stations wrote without knowing of each other, found by the rule that every desk follows, in the items that are here.

The hub tells conflicts and settles none: what settles one is an ordinary signed item, so it takes a desk. Where a desk stands beside
the hub (:class:`Settles`), people at the head office can choose; everywhere else a station does.
"""

import hashlib
import json
import threading
import uuid
from collections.abc import Iterator
from typing import Any, Protocol

import sqlalchemy as sa

from eventdesk.desk import Desk
from eventdesk.domain.folding import Clash, Stamp, Write, fold
from eventdesk.errors import NotFound
from eventdesk.hub import tables as t
from eventdesk.hub.database import Database
from eventdesk.hub.ledger import Asker
from eventdesk.sync.conflict_records import ConflictInfo
from eventdesk.sync.records import words_of

Record = tuple[str, tuple[str, ...]]
_AT_ONCE = 500


class Settles(Protocol):
    """A desk beside the hub, which writes as any station does."""

    async def settle(self, conflict: ConflictInfo, *, other: bool, branch: str | None) -> None:
        """Says, at every desk, that the value that stands is right, or the ``other``. ``branch`` is the id of the conflict's branch,
        if it has one. :class:`~eventdesk.errors.DeskError` where it can't: :class:`~eventdesk.errors.NotFound` for one that was
        settled meanwhile, :class:`~eventdesk.errors.HubTrouble` where another time mends it."""


class Conflicts:
    """The conflicts among the items of one hub. What was found is kept until a log grows."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._kept: dict[tuple[str | None, frozenset[str] | None], tuple[object, tuple[ConflictInfo, ...]]] = {}

    def all(self, asker: Asker) -> tuple[ConflictInfo, ...]:
        """What is not settled in the logs that the asker may see, the oldest first."""
        logs = self._logs(asker)
        key, state = (asker.branch, asker.logs), tuple(logs.items())
        with self._lock:
            # One at a time: two who ask together would both read everything.
            kept = self._kept.get(key)
            if kept is not None and kept[0] == state:
                return kept[1]
            found = tuple(sorted(self._find(list(logs)), key=lambda one: (one.at, one.id)))
            self._kept[key] = (state, found)
            return found

    def find(self, id: str, asker: Asker) -> ConflictInfo | None:
        """One of them; None where it was settled, or one of its values is another by now."""
        return next((one for one in self.all(asker) if one.id == id), None)

    def branch_of(self, conflict: ConflictInfo) -> str | None:
        """The branch whose log it stands in."""
        with self._database.reading() as connection:
            return connection.execute(sa.select(t.log.c.branch).where(t.log.c.id == conflict.log)).scalar()

    def _logs(self, asker: Asker) -> dict[str, tuple[int, int]]:
        columns = (t.log.c.id, t.log.c.head, t.log.c.emptied, t.log.c.branch)
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(*columns).order_by(t.log.c.id)).all()
        return {row.id: (row.head, row.emptied) for row in rows if asker.sees(row.id, row.branch)}

    def _find(self, logs: list[str]) -> Iterator[ConflictInfo]:
        shared, places = self._shared(logs)
        writes: dict[Record, list[Write]] = {record: [] for record in shared}
        of_log: dict[tuple[str, int], str] = {}
        for row, said in self._read(logs, places):
            stamp = Stamp(row.hlc, row.station, row.device_seq)
            of_log[row.station, row.device_seq] = row.log
            for record, values, whole in said:
                if record in writes:
                    writes[record].append(Write(stamp, values, json.loads(row.body).get("seen"), whole))
        for record in shared:
            for clash in fold(writes[record]).clashes:
                yield _info(record, clash, of_log[clash.kept_by.device, clash.kept_by.number])

    def _shared(self, logs: list[str]) -> tuple[set[Record], set[str]]:
        """Records that more than one station speaks of, and the items that may: most of a roster is one station's alone."""
        first: dict[Record, str] = {}
        shared: set[Record] = set()
        items: dict[Record, list[str]] = {}
        for row, said in self._read(logs, None):
            for record, _, _ in said:
                if first.setdefault(record, row.station) != row.station:
                    shared.add(record)
                items.setdefault(record, []).append(row.id)
        return shared, {id for record in shared for id in items[record]}

    def _read(self, logs: list[str], only: set[str] | None) -> Iterator[tuple[Any, list[tuple[Record, Any, bool]]]]:
        i = t.item
        columns = (i.c.log, i.c.seq, i.c.id, i.c.station, i.c.device_seq, i.c.hlc, i.c.type, i.c.body)
        for log in logs:
            after = 0
            while True:
                query = sa.select(*columns).where(i.c.log == log, i.c.seq > after).order_by(i.c.seq).limit(_AT_ONCE)
                with self._database.reading() as connection:
                    rows = connection.execute(query).all()
                if not rows:
                    break
                after = rows[-1].seq
                for row in rows:
                    if only is None or row.id in only:
                        yield row, _said(row.type, row.body)


def settle_at(desk: Desk, conflict: ConflictInfo, *, other: bool) -> None:
    """Settles a conflict of the hub at a desk that heard both: an ordinary item. :class:`NotFound` ``clash_not_found`` where the desk
    sees no such conflict, or other values."""
    wanted = (conflict.table, tuple(conflict.record), conflict.field)
    for one in desk.sync.clashes():
        if (one.table, one.record, one.field) == wanted and (one.kept, one.other) == (conflict.kept, conflict.other):
            desk.sync.settle(one, other=other)
            return
    raise NotFound("clash_not_found")


def _said(kind: str, body: str) -> list[tuple[Record, Any, bool]]:
    try:
        words = words_of(kind, json.loads(body)) or ()
        return [((word.table, word.key), word.values, word.whole) for word in words]
    except (ValueError, KeyError, TypeError, AttributeError):
        # Items of any program are kept here: what can't be read speaks of nothing.
        return []


def _info(record: Record, clash: Clash, log: str) -> ConflictInfo:
    table, key = record
    kept, other = clash.kept_by, clash.other_by
    named = json.dumps([table, key, clash.field, kept.device, kept.number, other.device, other.number], ensure_ascii=False)
    return ConflictInfo(
        id=str(uuid.UUID(bytes=hashlib.sha256(named.encode()).digest()[:16])), log=log, table=table, record=list(key),
        field=clash.field, kept=clash.kept, other=clash.other, kept_by=kept.device, other_by=other.device, at=max(kept.hlc, other.hlc),
    )  # fmt: skip
