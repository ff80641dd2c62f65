"""Reports that stations sent: revisions that never change, kept byte for byte."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Self

import sqlalchemy as sa

from eventdesk.clock import Clock
from eventdesk.hub import tables as t
from eventdesk.hub.database import Database
from eventdesk.hub.restored import Epoch
from eventdesk.sync.protocol import RevisionInfo


class Kept(Enum):
    """What became of a revision that was sent."""

    NEW = "new"
    SAME = "same"
    OTHER = "other"
    """There is another body under its number."""
    FOREIGN = "foreign"
    """The report is another branch's."""


@dataclass(frozen=True)
class About:
    """What a revision's body says it is: the kind of its report, and what that is about."""

    kind: str | None
    subject: str | None

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """Read from a body; what is not where a report of this program has it is None."""
        about = document.get("event", document.get("about"))
        subject = about.get("code", about.get("subject")) if isinstance(about, dict) else None
        kind = document.get("report")
        return cls(_said(kind, 32), _said(subject, 80))


def _said(value: object, longest: int) -> str | None:
    """A text as a database can keep it: PostgreSQL has no NUL, and half a character is none."""
    if not isinstance(value, str):
        return None
    return value.replace("\0", "").encode(errors="replace").decode()[:longest]


class Reports:
    """All revisions of one hub."""

    def __init__(self, database: Database, epoch: Epoch, clock: Clock) -> None:
        self._database, self._epoch, self._clock = database, epoch, clock

    def put(
        self, report: str, revision: int, body: bytes, *, station: str, branch: str | None = None, about: About | None = None
    ) -> Kept:
        """Keeps a revision, once. Two who send it at one moment get one ``NEW`` and one ``SAME`` or ``OTHER``."""
        r, sha = t.report_revision, hashlib.sha256(body).hexdigest()
        values = {
            "report": report, "revision": revision, "sha256": sha, "body": body, "station": station, "branch": branch,
            "kind": about.kind if about else None, "subject": about.subject if about else None,
            "at": int(self._clock.now().timestamp() * 1000),
        }  # fmt: skip
        try:
            with self._database.writing() as connection:
                whose = connection.execute(sa.select(r.c.branch).where(r.c.report == report).limit(1)).first()
                if whose is not None and branch not in (None, whose.branch):
                    return Kept.FOREIGN
                connection.execute(r.insert().values(values))
        except sa.exc.IntegrityError:
            with self._database.reading() as connection:
                here = connection.execute(sa.select(r.c.sha256).where(r.c.report == report, r.c.revision == revision)).scalar_one()
            return Kept.SAME if here == sha else Kept.OTHER
        self._epoch.reached(1)
        return Kept.NEW

    def list(self, report: str | None = None, *, branch: str | None = None) -> "list[RevisionInfo]":
        """Revisions, the newest first: of one report, or the latest 1,000 of all; of one branch, or of all."""
        r = t.report_revision
        columns = [column for column in r.columns if column.name != "body"]
        query = sa.select(*columns, sa.func.length(r.c.body).label("size")).order_by(r.c.at.desc(), r.c.report, r.c.revision.desc())
        query = query.limit(1_000) if report is None else query.where(r.c.report == report)
        if branch is not None:
            query = query.where(r.c.branch == branch)
        with self._database.reading() as connection:
            return [_info(row) for row in connection.execute(query)]

    def info(self, report: str, revision: int) -> RevisionInfo | None:
        """One revision without its body."""
        return next((one for one in self.list(report) if one.revision == revision), None)

    def body(self, report: str, revision: int, *, branch: str | None = None) -> bytes | None:
        """A revision as it was sent; None where there is none, or it is not the branch's."""
        r = t.report_revision
        query = sa.select(r.c.body).where(r.c.report == report, r.c.revision == revision)
        if branch is not None:
            query = query.where(r.c.branch == branch)
        with self._database.reading() as connection:
            found = connection.execute(query).scalar()
        return None if found is None else bytes(found)


def _info(row: Any) -> RevisionInfo:
    return RevisionInfo(
        report=row.report, revision=row.revision, sha256=row.sha256, bytes=row.size, station=row.station,
        at=datetime.fromtimestamp(row.at / 1000, UTC).isoformat(timespec="milliseconds"),
    )  # fmt: skip
