"""What the office's pages list, a page at a time. ``branch`` is the one branch that whoever looks may see; None: every branch."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from eventdesk.clock import Clock
from eventdesk.domain.folding import REVISION, Stamp, Write, fold
from eventdesk.hub import tables as t
from eventdesk.hub.database import Database
from eventdesk.hub.stations import StationView, moment
from eventdesk.sync.protocol import Scope

SILENT_AFTER = timedelta(days=14)
"""A station that was not heard of for so long is worth a call."""
_EVENT_TYPES = ("event", "event.removed")


@dataclass(frozen=True)
class Counts:
    """What a hub holds."""

    branches: int
    stations: int
    silent: int
    logs: int
    items: int
    reports: int
    quarantined: int


@dataclass(frozen=True)
class BranchLine:
    """A branch in the list, with what is known of it. ``code`` is empty for what belongs to no branch."""

    id: str
    code: str
    name: str
    persons: bool
    closed: datetime | None
    stations: int
    last_seen: datetime | None
    last_report: datetime | None


@dataclass(frozen=True)
class StationLine:
    """A station in the list: ``items`` of it are here, and ``quarantined`` of what it sent were kept apart."""

    view: StationView
    branch_code: str
    items: int
    quarantined: int


@dataclass(frozen=True)
class EventLine:
    """An event as the items about it tell; ``clashes`` are fields that two wrote without knowing of each other."""

    id: str
    branch_code: str
    values: Mapping[str, Any]
    clashes: int
    items: int


@dataclass(frozen=True)
class ReportLine:
    """The last revision of a report."""

    report: str
    revision: int
    sha256: str
    size: int
    kind: str
    subject: str
    branch_code: str
    station: str
    at: datetime


@dataclass(frozen=True)
class Kept:
    """Something that was kept apart."""

    digest: str
    log: str
    sender: str
    station: str
    branch_code: str
    problem: str
    size: int
    at: datetime


class OfficeLists:
    """The lists of one hub."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def counts(self, branch: str | None) -> Counts:
        """How much of everything there is."""
        s, q, r, g = t.station, t.quarantine, t.report_revision, t.log
        live = sa.and_(s.c.scope.is_not(None), s.c.revoked_at.is_(None), *_of(s, branch))
        since = self._now() - int(SILENT_AFTER.total_seconds() * 1000)
        silent = sa.and_(live, sa.func.coalesce(s.c.last_seen, s.c.enrolled_at) < since)
        kept = sa.select(sa.func.count()).select_from(q)
        if branch is not None:
            kept = kept.where(q.c.sender.in_(sa.select(s.c.id).where(s.c.branch == branch)))
        reports = sa.select(sa.func.count(sa.distinct(r.c.report))).where(*_of(r, branch))
        branches = sa.select(sa.func.count()).select_from(t.branch).where(t.branch.c.closed_at.is_(None))
        with self._database.reading() as connection:
            logs, items = connection.execute(
                sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(g.c.head), 0)).where(*_of(g, branch))
            ).one()
            one = [int(connection.execute(query).scalar() or 0) for query in (
                branches, sa.select(sa.func.count()).where(live), sa.select(sa.func.count()).where(silent), reports, kept,
            )]  # fmt: skip
        return Counts(one[0], one[1], one[2], int(logs), int(items), one[3], one[4])

    def branches(self, branch: str | None, *, text: str = "", offset: int = 0, limit: int = 50) -> tuple[list[BranchLine], int]:
        """Branches by their code, and how many there are; ``text``: a part of the code or the name."""
        b, s, r = t.branch, t.station, t.report_revision
        where = [*([b.c.id == branch] if branch is not None else []), *_like(text, b.c.code, b.c.name)]
        stations = sa.select(sa.func.count()).where(s.c.branch == b.c.id, s.c.revoked_at.is_(None), s.c.scope.is_not(None))
        seen = sa.select(sa.func.max(s.c.last_seen)).where(s.c.branch == b.c.id)
        report = sa.select(sa.func.max(r.c.at)).where(r.c.branch == b.c.id)
        columns = [of.scalar_subquery().label(name) for of, name in ((stations, "stations"), (seen, "seen"), (report, "report"))]
        query = sa.select(b, *columns).where(*where).order_by(b.c.code).offset(offset).limit(limit)
        with self._database.reading() as connection:
            total = connection.execute(sa.select(sa.func.count()).select_from(b).where(*where)).scalar_one()
            rows = connection.execute(query).all()
        return [
            BranchLine(
                row.id, row.code, row.name, row.persons, moment(row.closed_at), row.stations, moment(row.seen), moment(row.report)
            )
            for row in rows
        ], total

    def codes(self, branch: str | None) -> dict[str, str]:
        """Branches that somebody may see: id to code."""
        b = t.branch
        query = sa.select(b.c.id, b.c.code).order_by(b.c.code)
        if branch is not None:
            query = query.where(b.c.id == branch)
        with self._database.reading() as connection:
            return {row.id: row.code for row in connection.execute(query)}

    def stations(
        self, branch: str | None, *, only: str | None = None, station: str | None = None, text: str = "", offset: int = 0,
        limit: int = 50,
    ) -> tuple[list[StationLine], int]:
        """Stations, the one heard of last first; ``only``: of this branch, ``station``: this one."""
        s, b, i, q = t.station, t.branch, t.item, t.quarantine
        where = [s.c.scope.is_not(None), *_of(s, branch), *_of(s, only), *_like(text, s.c.name, s.c.id)]
        if station is not None:
            where.append(s.c.id == station)
        items = sa.select(sa.func.count()).where(i.c.station == s.c.id).scalar_subquery().label("items")
        kept = sa.select(sa.func.count()).where(q.c.sender == s.c.id).scalar_subquery().label("kept")
        query = sa.select(s, b.c.code, items, kept).join_from(s, b, s.c.branch == b.c.id, isouter=True).where(*where)
        query = query.order_by(sa.func.coalesce(s.c.last_seen, s.c.enrolled_at).desc(), s.c.id).offset(offset).limit(limit)
        with self._database.reading() as connection:
            total = connection.execute(sa.select(sa.func.count()).select_from(s).where(*where)).scalar_one()
            rows = connection.execute(query).all()
        return [_station(row) for row in rows], total

    def events(
        self, branch: str | None, *, only: str | None = None, event: str | None = None, after: str = "", limit: int = 50
    ) -> tuple[list[EventLine], str]:
        """Events, the one made last first, and where the next page begins (empty: nowhere). Of each log only the items about the event
        itself are read."""
        i, g, b = t.item, t.log, t.branch
        about = i.c.type.in_([sa.literal_column(f"'{kind}'") for kind in _EVENT_TYPES])
        logs = sa.select(g.c.id, g.c.head, b.c.code).join_from(g, b, g.c.branch == b.c.id, isouter=True)
        # An id begins with the moment it was made at (UUIDv7).
        there = sa.select(i.c.log).where(about, *([i.c.log < after] if after else []), *([i.c.log == event] if event else []))
        logs = logs.where(g.c.id.in_(there), *_of(g, branch), *_of(g, only)).order_by(g.c.id.desc()).limit(limit + 1)
        with self._database.reading() as connection:
            found = connection.execute(logs).all()
            page, more = found[:limit], len(found) > limit
            columns = (i.c.log, i.c.type, i.c.station, i.c.device_seq, i.c.hlc, i.c.body)
            rows = connection.execute(sa.select(*columns).where(about, i.c.log.in_([row.id for row in page]))).all()
        by_log: dict[str, list[Any]] = {}
        for row in rows:
            by_log.setdefault(row.log, []).append(row)
        lines = []
        for one in page:
            folded = fold(_writes(by_log[one.id]))
            values = {**folded.last, **({} if folded.values is not None else {"state": "removed"})}
            lines.append(EventLine(one.id, one.code or "", values, len(folded.clashes), one.head))
        return lines, page[-1].id if more else ""

    def reports(
        self, branch: str | None, *, only: str | None = None, kind: str = "", subject: str = "", offset: int = 0, limit: int = 50
    ) -> tuple[list[ReportLine], bool]:
        """The last revision of each report, the one that came last first, and whether there are more."""
        r, newer = t.report_revision, t.report_revision.alias()
        last = ~sa.exists().where(newer.c.report == r.c.report, newer.c.revision > r.c.revision)
        where = [last, *_of(r, branch), *_of(r, only)]
        where += [r.c.kind == kind] if kind else []
        where += [r.c.subject == subject] if subject else []
        query = self._revisions().where(*where).order_by(r.c.at.desc(), r.c.report).offset(offset).limit(limit + 1)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [_report(row) for row in rows[:limit]], len(rows) > limit

    def revisions(self, report: str, branch: str | None) -> list[ReportLine]:
        """All revisions of a report, the newest first."""
        r = t.report_revision
        with self._database.reading() as connection:
            query = self._revisions().where(r.c.report == report, *_of(r, branch)).order_by(r.c.revision.desc())
            return [_report(row) for row in connection.execute(query)]

    @staticmethod
    def _revisions() -> sa.Select[Any]:
        r, b = t.report_revision, t.branch
        columns = [column for column in r.columns if column.name != "body"]
        query = sa.select(*columns, sa.func.length(r.c.body).label("size"), b.c.code)
        return query.join_from(r, b, r.c.branch == b.c.id, isouter=True)

    def years(self, branch: str | None) -> list[str]:
        """The years that somebody handed in a report of, the last first."""
        r = t.report_revision
        query = sa.select(r.c.subject).distinct().where(r.c.kind == "year", r.c.subject.is_not(None), *_of(r, branch))
        with self._database.reading() as connection:
            return sorted(connection.scalars(query), reverse=True)

    def year_reports(self, year: str, branch: str | None) -> list[tuple[str, str, bytes]]:
        """The last revision of each branch's report of a year: (report, branch's code, body)."""
        r, newer, b = t.report_revision, t.report_revision.alias(), t.branch
        last = ~sa.exists().where(newer.c.report == r.c.report, newer.c.revision > r.c.revision)
        query = sa.select(r.c.report, b.c.code, r.c.body).join_from(r, b, r.c.branch == b.c.id, isouter=True)
        query = query.where(r.c.kind == "year", r.c.subject == year, last, *_of(r, branch)).order_by(b.c.code, r.c.at.desc())
        with self._database.reading() as connection:
            return [(row.report, row.code or "", bytes(row.body)) for row in connection.execute(query)]

    def quarantine(self, branch: str | None, *, offset: int = 0, limit: int = 50) -> tuple[list[Kept], int]:
        """What was kept apart, the latest first, and how much there is."""
        query, total = self._kept(branch), sa.select(sa.func.count()).select_from(self._kept(branch).subquery())
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(t.quarantine.c.at.desc(), t.quarantine.c.digest).offset(offset).limit(limit))
            return [_kept(row) for row in rows], connection.execute(total).scalar_one()

    def quarantined(self, digest: str, branch: str | None) -> bytes | None:
        """The bytes of something that was kept apart, as they came; None where there is none."""
        query = self._kept(branch).with_only_columns(t.quarantine.c.raw).where(t.quarantine.c.digest == digest)
        with self._database.reading() as connection:
            found = connection.execute(query).scalar()
        return None if found is None else bytes(found)

    @staticmethod
    def _kept(branch: str | None) -> sa.Select[Any]:
        q, s, b = t.quarantine, t.station, t.branch
        columns = (q.c.digest, q.c.log, q.c.sender, q.c.problem, sa.func.length(q.c.raw).label("size"), q.c.at)
        query = sa.select(*columns, s.c.name, b.c.code).join_from(q, s, q.c.sender == s.c.id, isouter=True)
        return query.join(b, s.c.branch == b.c.id, isouter=True).where(*_of(s, branch))

    def _now(self) -> int:
        return int(self._clock.now().timestamp() * 1000)


def _of(table: sa.FromClause, branch: str | None) -> list[sa.ColumnElement[bool]]:
    return [] if branch is None else [table.c.branch == branch]


def _like(text: str, *columns: sa.ColumnElement[str]) -> list[sa.ColumnElement[bool]]:
    return [sa.or_(*(column.icontains(text, autoescape=True) for column in columns))] if text else []


def _writes(rows: Sequence[Any]) -> Iterator[Write]:
    """What items say about their event."""
    for row in rows:
        body = json.loads(row.body)
        if not isinstance(body, dict):
            continue
        # A station can write whatever it likes: only what the rule can compare gets there.
        seen, stamp = body.pop("seen", None), Stamp(row.hlc, row.station, row.device_seq)
        known = {name: value for name, value in seen.items() if type(value) is int} if isinstance(seen, dict) else None
        whole = body.pop("base", None) is None
        body.pop(REVISION, None)
        yield Write(stamp, None if row.type == "event.removed" else body, known, whole)


def _station(row: Any) -> StationLine:
    view = StationView(
        row.id, row.name, Scope(row.scope), moment(row.enrolled_at), moment(row.last_seen), moment(row.revoked_at), row.program,
        row.branch,
    )  # fmt: skip
    return StationLine(view, row.code or "", row.items, row.kept)


def _report(row: Any) -> ReportLine:
    at = moment(row.at)
    assert at is not None
    return ReportLine(
        row.report, row.revision, row.sha256, row.size, row.kind or "", row.subject or "", row.code or "", row.station, at
    )


def _kept(row: Any) -> Kept:
    at = moment(row.at)
    assert at is not None
    return Kept(row.digest, row.log, row.sender, row.name or "", row.code or "", row.problem, row.size, at)
