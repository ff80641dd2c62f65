"""What stations sent and the hub could neither understand nor believe: kept apart as it came, for so long and so much."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from eventdesk.clock import Clock
from eventdesk.errors import NotFound
from eventdesk.hub import tables as t
from eventdesk.hub.audit import Act, Audit
from eventdesk.hub.database import Database

KEPT_FOR = timedelta(days=90)
MOST_BYTES = 256 * 1024 * 1024
"""Of all of it together. The oldest goes first."""


@dataclass(frozen=True)
class KeptApart:
    """One of them: ``problem`` is why, ``size`` its bytes, ``station`` the name of who sent it."""

    digest: str
    log: str
    station: str
    problem: str
    size: int
    at: datetime


@dataclass(frozen=True)
class Volume:
    """How many there are, how many bytes in all, and how old the oldest is, in seconds (0 where there is none)."""

    count: int
    size: int
    oldest_seconds: int


class Quarantine:
    """The quarantine of one hub."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def volume(self) -> Volume:
        """How much of it there is."""
        q = t.quarantine
        with self._database.asking() as connection:
            count, size, first = connection.execute(
                sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(sa.func.length(q.c.raw)), 0), sa.func.min(q.c.at))
            ).one()
        oldest = 0 if first is None else max(0, int(self._clock.now().timestamp()) - int(first) // 1000)
        return Volume(int(count), int(size), oldest)

    def list(self, *, limit: int = 200) -> "list[KeptApart]":
        """The latest first."""
        q, s = t.quarantine, t.station
        columns = (q.c.digest, q.c.log, q.c.problem, q.c.at, q.c.sender, sa.func.length(q.c.raw).label("size"), s.c.name)
        query = sa.select(*columns).outerjoin_from(q, s, s.c.id == q.c.sender).order_by(q.c.at.desc(), q.c.digest).limit(limit)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [KeptApart(row.digest, row.log, row.name or row.sender, row.problem, row.size, _at(row.at)) for row in rows]

    def take(self, which: str, *, by: str = "") -> tuple[str, bytes]:
        """The digest and the bytes of one, by its digest or the beginning of it; the audit keeps who took them: they may hold anything.
        :class:`NotFound` ``quarantine_none``."""
        with self._database.writing() as connection:
            digest = self._find(connection, which)
            raw = connection.execute(sa.select(t.quarantine.c.raw).where(t.quarantine.c.digest == digest)).scalar_one()
            Audit(self._database, self._clock).write(connection, Act.QUARANTINE_TAKEN, digest, account=by)
        return digest, bytes(raw)

    def forget(self, which: str, *, by: str = "") -> str:
        """Takes one away for good; its digest. Sent once more it would be kept once more. :class:`NotFound` ``quarantine_none``."""
        with self._database.writing() as connection:
            digest = self._find(connection, which)
            connection.execute(t.quarantine.delete().where(t.quarantine.c.digest == digest))
            Audit(self._database, self._clock).write(connection, Act.QUARANTINE_FORGOTTEN, digest, account=by)
        return digest

    def _find(self, connection: sa.Connection, which: str) -> str:
        q = t.quarantine
        beginning = which.lower()
        if not beginning or not set(beginning) <= set("0123456789abcdef"):
            raise NotFound("quarantine_none", digest=which[:64])
        found = connection.execute(sa.select(q.c.digest).where(q.c.digest.startswith(beginning)).limit(2)).scalars().all()
        if len(found) != 1:
            raise NotFound("quarantine_none", digest=which[:64])
        return str(found[0])


def trim(connection: sa.Connection, at: int, *, most: int = MOST_BYTES) -> int:
    """Takes away what is too old at this moment (milliseconds since 1970), and the oldest while there are more than ``most`` bytes of
    it; how many went."""
    q = t.quarantine
    gone = connection.execute(q.delete().where(q.c.at < at - KEPT_FOR // timedelta(milliseconds=1))).rowcount
    total = connection.execute(sa.select(sa.func.coalesce(sa.func.sum(sa.func.length(q.c.raw)), 0))).scalar_one()
    if total > most:
        left, old = int(total), []
        for digest, size in connection.execute(sa.select(q.c.digest, sa.func.length(q.c.raw)).order_by(q.c.at, q.c.digest)):
            if left <= most:
                break
            old.append(digest)
            left -= size
        for start in range(0, len(old), 500):
            connection.execute(q.delete().where(q.c.digest.in_(old[start : start + 500])))
        gone += len(old)
    return gone


def _at(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
