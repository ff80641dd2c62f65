"""The logs: takes items in, each with a verdict of its own, and gives them out in the order they were taken."""

import hashlib
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from eventdesk.clock import Clock
from eventdesk.domain.digests import set_digest
from eventdesk.hub import tables as t
from eventdesk.hub.database import Database
from eventdesk.hub.judging import Candidate, check_signatures, read
from eventdesk.hub.quarantine import trim
from eventdesk.hub.restored import Epoch
from eventdesk.hub.wording import told
from eventdesk.sync.protocol import GENESIS, Outcome, Push, Scope, Station, Trouble, unpacked

PAGE_BYTES = 8 * 1024 * 1024
"""A page of items ends here, whatever number was asked for."""
# Asked with every page, so it is put together once.
_HEAD = sa.select(t.log.c.head, t.log.c.emptied).where(t.log.c.id == sa.bindparam("log"))


@dataclass(frozen=True)
class Asker:
    """Who sends a request. ``logs`` None: it may see them all, or all of its branch where it has one."""

    station: str
    scope: Scope
    logs: frozenset[str] | None = None
    branch: str | None = None

    def sees(self, log: str, branch: str | None) -> bool:
        """Whether it may know of a log that belongs to a branch."""
        return (self.branch is None or branch == self.branch) and (self.logs is None or log in self.logs)


class NotTheirs(Exception):
    """The log belongs to a branch that the asker may not know of."""


@dataclass(frozen=True)
class Written:
    """What became of a request's items, in their order, and where the log ends."""

    results: tuple[Candidate, ...]
    head: int


@dataclass(frozen=True)
class PageText:
    """Items as JSON texts. ``last``: where the next page begins."""

    items: tuple[str, ...]
    last: int
    head: int
    stations: tuple[Station, ...]


class Ledger:
    """All logs of one hub."""

    def __init__(self, database: Database, epoch: Epoch, clock: Clock) -> None:
        self._database, self._epoch, self._clock = database, epoch, clock
        self._keys: dict[str, bytes] = {}
        # SQLite has one writer: who waits here does not sleep and try again there.
        self._turn = threading.Lock()

    def take(self, log: str, push: Push, asker: Asker) -> Written:
        """Takes items into a log. Sent again, they are duplicates; nothing that is wrong with one touches another."""
        relays = asker.scope is Scope.RELAY
        found = [read(raw, index, sender=asker.station, relays=relays) for index, raw in enumerate(push.items)]
        self._learn(push.stations if relays else ())
        check_signatures(found, self._known({one.station for one in found}))
        try:
            head, done = self._write(log, found, asker)
        except sa.exc.IntegrityError:
            # The same items came by another connection between looking and writing; now they can be seen.
            for one in found:
                if one.outcome in (Outcome.ACCEPTED, Outcome.DUPLICATE):
                    one.outcome, one.seq = None, None
            head, done = self._write(log, found, asker)
        self._epoch.reached(done)
        return Written(tuple(found), head)

    def _write(self, log: str, found: Sequence[Candidate], asker: Asker) -> tuple[int, int]:
        if self._database.is_postgres:
            return self._write_now(log, found, asker)
        with self._turn:
            return self._write_now(log, found, asker)

    def _write_now(self, log: str, found: Sequence[Candidate], asker: Asker) -> tuple[int, int]:
        """Where the log ends now, and how many items came or were emptied."""
        at = int(self._clock.now().timestamp() * 1000)
        with self._database.writing() as connection:
            head = _hold(connection, log, asker)
            _Judge(self._database, connection).look(found)
            rows = []
            for one in found:
                if one.outcome is None and one.item is not None:
                    head += 1
                    one.outcome, one.seq = Outcome.ACCEPTED, head
                    rows.append(_row(log, one, at))
            self._database.insert(connection, t.item, rows)
            changes: dict[str, Any] = {"head": head} if rows else {}
            if emptied := _empty(connection, log, found):
                changes["emptied"] = t.log.c.emptied + emptied
            if changes:
                connection.execute(t.log.update().where(t.log.c.id == log).values(changes))
            _keep_apart(connection, log, found, asker, at)
        return head, len(rows) + emptied

    def _learn(self, stations: Iterable[Station]) -> None:
        """Keys that a relay brings. A station's id follows from its key, so nobody can bring another's."""
        new = {one.station: one for one in stations if one.station not in self._keys and one.is_itself()}
        if not new:
            return
        s = t.station
        with self._database.writing() as connection:
            here = set(connection.scalars(sa.select(s.c.id).where(s.c.id.in_(new))))
            rows = [{"id": id, "public": one.public_key, "name": one.name} for id, one in new.items() if id not in here]
            if rows:
                connection.execute(s.insert(), rows)

    def _known(self, stations: set[str]) -> dict[str, bytes]:
        if missing := stations - self._keys.keys():
            s = t.station
            with self._database.reading() as connection:
                for row in connection.execute(sa.select(s.c.id, s.c.public).where(s.c.id.in_(missing))):
                    self._keys[row.id] = unpacked(row.public)
        return {id: self._keys[id] for id in stations if id in self._keys}

    def heads(self, asker: Asker) -> dict[str, tuple[int, int]]:
        """The logs that the asker may see: where each ends, and how often one of its items was emptied."""
        columns = (t.log.c.id, t.log.c.head, t.log.c.emptied, t.log.c.branch)
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(*columns).order_by(t.log.c.id))
            return {row.id: (row.head, row.emptied) for row in rows if asker.sees(row.id, row.branch)}

    def may_see(self, log: str, asker: Asker) -> bool:
        """Whether the asker may know of a log; one that nobody began yet may be anybody's."""
        if asker.branch is None:
            return asker.sees(log, None)
        with self._database.asking() as connection:
            row = connection.execute(sa.select(t.log.c.branch).where(t.log.c.id == log)).first()
        return asker.sees(log, asker.branch if row is None else row.branch)

    def head(self, log: str) -> tuple[int, int]:
        """Where a log ends, and how often one of its items was emptied."""
        with self._database.asking() as connection:
            row = connection.execute(_HEAD, {"log": log}).first()
            return (row.head, row.emptied) if row is not None else (0, 0)

    def page(self, log: str, *, after: int, limit: int, page_bytes: int = PAGE_BYTES) -> PageText:
        """Items after a place, at most ``limit`` of them, with the keys of those who wrote them."""
        i = t.item
        query = sa.select(i).where(i.c.log == log, i.c.seq > after).order_by(i.c.seq).limit(limit)
        texts: list[str] = []
        authors: set[str] = set()
        size, last = 0, after
        with self._database.reading() as connection:
            for row in connection.execute(query):
                text = told(row)
                size += len(text)
                if texts and size > page_bytes:
                    break
                texts.append(text)
                authors.add(row.station)
                last = row.seq
            head = connection.execute(sa.select(t.log.c.head).where(t.log.c.id == log)).scalar() or 0
            stations = _stations(connection, authors) if authors else ()
        return PageText(tuple(texts), last, head, stations)

    def authors(self, log: str, *, upto: int) -> tuple[Station, ...]:
        """Who wrote the items up to a place."""
        i = t.item
        with self._database.reading() as connection:
            ids = set(connection.scalars(sa.select(i.c.station).where(i.c.log == log, i.c.seq <= upto).distinct()))
            return _stations(connection, ids)

    def counts(self) -> tuple[int, int]:
        """How many logs there are, and how many items in all of them."""
        with self._database.reading() as connection:
            row = connection.execute(sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(t.log.c.head), 0))).one()
            return int(row[0]), int(row[1])

    def digest(self, log: str, *, upto: int | None) -> tuple[int, str, int]:
        """How many items there are up to a place, the digest of their set, and the place."""
        i = t.item
        with self._database.reading() as connection:
            head = connection.execute(sa.select(t.log.c.head).where(t.log.c.id == log)).scalar() or 0
            end = head if upto is None else min(upto, head)
            lines = connection.execute(sa.select(i.c.id, i.c.digest).where(i.c.log == log, i.c.seq <= end)).all()
        return len(lines), set_digest([(row.id, row.digest) for row in lines]), end


def _hold(connection: sa.Connection, log: str, asker: Asker) -> int:
    """Where the log ends. From here to the end of the transaction nobody else writes to it, so that numbers can be seen in
    their order: who reads up to one has read all before it. :class:`NotTheirs` for a log of another branch."""
    query = sa.select(t.log.c.head, t.log.c.branch).where(t.log.c.id == log).with_for_update()
    row = connection.execute(query).first()
    if row is None:
        mark = "%s" if connection.dialect.name == "postgresql" else "?"
        connection.exec_driver_sql(
            f"INSERT INTO log (id, head, branch) VALUES ({mark}, 0, {mark}) ON CONFLICT DO NOTHING", (log, asker.branch)
        )
        row = connection.execute(query).one()
    if not asker.sees(log, row.branch):
        raise NotTheirs
    return int(row.head)


class _Judge:
    """Compares what was sent with what is here, and with what stands before it in the same request."""

    def __init__(self, database: Database, connection: sa.Connection) -> None:
        self._database, self._connection = database, connection
        self._by_id: dict[str, Any] = {}
        self._by_number: dict[tuple[str, int], tuple[str, str, str]] = {}

    def look(self, found: Sequence[Candidate]) -> None:
        """Gives a verdict to whatever can't simply be taken."""
        open_ones = [one for one in found if one.outcome is None and one.item is not None]
        self._load(open_ones)
        for one in open_ones:
            self._one(one)

    def _load(self, found: Sequence[Candidate]) -> None:
        if not found:
            return
        among, query = self._database.among, "SELECT id, station, device_seq, digest, prev, seq FROM item WHERE "
        rows = among(self._connection, query + "id IN {values}", [str(one.id) for one in found])
        for station in {one.station for one in found}:
            numbers = {n for one in found if one.station == station and one.item for n in _around(one.item.device_seq)}
            rows += among(self._connection, query + "device_seq IN {values} AND station = {}", sorted(numbers), station)
        for row in rows:
            self._by_id[row.id] = (row.digest, row.seq)
            self._by_number[row.station, row.device_seq] = (row.id, row.digest, row.prev)

    def _one(self, one: Candidate) -> None:
        item = one.item
        assert item is not None
        here = self._by_id.get(item.id)
        if here is not None:
            if here[0] == one.digest:
                one.outcome, one.seq = Outcome.DUPLICATE, here[1]
            else:
                one.fail(Outcome.REJECTED, Trouble.ID_REUSE)
            return
        if (one.station, item.device_seq) in self._by_number:
            one.fail(Outcome.REJECTED, Trouble.FORK)
            return
        if not self._chained(one):
            one.fail(Outcome.QUARANTINED, Trouble.CHAIN_BROKEN)
            return
        self._by_id[item.id] = (one.digest, None)
        self._by_number[one.station, item.device_seq] = (item.id, one.digest, item.prev)

    def _chained(self, one: Candidate) -> bool:
        """Whether it follows the one before it and the one behind follows it, as far as these are here: a gap is no fault."""
        item = one.item
        assert item is not None
        if item.device_seq == 1:
            fits = item.prev == GENESIS
        else:
            before = self._by_number.get((one.station, item.device_seq - 1))
            fits = before is None or before[1] == item.prev
        behind = self._by_number.get((one.station, item.device_seq + 1))
        return fits and (behind is None or behind[2] == one.digest)


def _around(number: int) -> tuple[int, int, int]:
    return number - 1, number, number + 1


def _row(log: str, one: Candidate, at: int) -> tuple[Any, ...]:
    item = one.item
    assert item is not None
    return (
        log, one.seq, item.id, one.station, item.device_seq, item.type, item.schema_, item.hlc, item.prev, one.body,
        one.extra, item.sig, one.digest, item.erased, at,
    )  # fmt: skip


def _empty(connection: sa.Connection, log: str, found: Sequence[Candidate]) -> int:
    """How many duplicates whose person was erased since take the place of what is here. Nobody can check what is left of them, so only
    the author says so, or a hub that passes it on; and in the item's own log alone, as nobody reads another one again for it."""
    i, emptied = t.item, 0
    for one in found:
        if one.outcome is Outcome.DUPLICATE and one.item is not None and one.item.erased:
            where = (i.c.id == one.id, i.c.log == log, i.c.station == one.station, sa.not_(i.c.erased))
            emptied += connection.execute(i.update().where(*where).values(body=one.body, extra=one.extra, erased=True)).rowcount
    return emptied


def _keep_apart(connection: sa.Connection, log: str, found: Sequence[Candidate], asker: Asker, at: int) -> None:
    """Keeps the bytes of what can't be understood or believed, once."""
    q = t.quarantine
    rows = {}
    for one in found:
        if one.outcome is Outcome.QUARANTINED:
            raw = one.bytes
            digest = hashlib.sha256(log.encode() + asker.station.encode() + raw).hexdigest()
            rows[digest] = (digest, log, asker.station, str(one.trouble), raw, at)
    if rows:
        here = set(connection.scalars(sa.select(q.c.digest).where(q.c.digest.in_(rows))))
        names = [column.name for column in q.columns]
        new = [dict(zip(names, row, strict=True)) for digest, row in rows.items() if digest not in here]
        if new:
            connection.execute(q.insert(), new)
            trim(connection, at)


def _stations(connection: sa.Connection, ids: set[str]) -> tuple[Station, ...]:
    s = t.station
    rows = connection.execute(sa.select(s.c.id, s.c.public, s.c.name).where(s.c.id.in_(ids)).order_by(s.c.id))
    return tuple(Station(station=row.id, public_key=row.public, name=row.name) for row in rows)
