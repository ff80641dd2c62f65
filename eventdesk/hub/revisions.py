"""Reports that stations sent: revisions that never change, kept byte for byte."""

import hashlib
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa

from eventdesk.clock import Clock
from eventdesk.hub import tables as t
from eventdesk.hub.database import Database
from eventdesk.sync.protocol import RevisionInfo


class Kept(Enum):
    """What became of a revision that was sent."""

    NEW = "new"
    SAME = "same"
    OTHER = "other"
    """There is another body under its number."""


class Reports:
    """All revisions of one hub."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def put(self, report: str, revision: int, body: bytes, *, station: str) -> Kept:
        """Keeps a revision, once. Two who send it at one moment get one ``NEW`` and one ``SAME`` or ``OTHER``."""
        r, sha = t.report_revision, hashlib.sha256(body).hexdigest()
        values = {
            "report": report, "revision": revision, "sha256": sha, "body": body, "station": station,
            "at": int(self._clock.now().timestamp() * 1000),
        }  # fmt: skip
        try:
            with self._database.writing() as connection:
                connection.execute(r.insert().values(values))
        except sa.exc.IntegrityError:
            with self._database.reading() as connection:
                here = connection.execute(sa.select(r.c.sha256).where(r.c.report == report, r.c.revision == revision)).scalar_one()
            return Kept.SAME if here == sha else Kept.OTHER
        return Kept.NEW

    def list(self, report: str | None = None) -> "list[RevisionInfo]":
        """Revisions, the newest first: of one report, or the latest 1,000 of all."""
        r = t.report_revision
        columns = [column for column in r.columns if column.name != "body"]
        query = sa.select(*columns, sa.func.length(r.c.body).label("size")).order_by(r.c.at.desc(), r.c.report, r.c.revision.desc())
        query = query.limit(1_000) if report is None else query.where(r.c.report == report)
        with self._database.reading() as connection:
            return [_info(row) for row in connection.execute(query)]

    def body(self, report: str, revision: int) -> bytes | None:
        """A revision as it was sent; None where there is none."""
        r = t.report_revision
        with self._database.reading() as connection:
            found = connection.execute(sa.select(r.c.body).where(r.c.report == report, r.c.revision == revision)).scalar()
        return None if found is None else bytes(found)


def _info(row: Any) -> RevisionInfo:
    return RevisionInfo(
        report=row.report, revision=row.revision, sha256=row.sha256, bytes=row.size, station=row.station,
        at=datetime.fromtimestamp(row.at / 1000, UTC).isoformat(timespec="milliseconds"),
    )  # fmt: skip
