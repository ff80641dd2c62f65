"""Handing reports in at the hub: which revision, what of it, and what became of it. They wait here for the next round of syncing."""

import hashlib
import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.handing_in import WHOLE_KINDS, figures_only
from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, NotFound
from eventdesk.reports.document import canonical
from eventdesk.services.attendance import Attendance
from eventdesk.services.event_views import Changes
from eventdesk.services.house import House
from eventdesk.services.report_sources import ATTENDANCE, kind_of, read_source
from eventdesk.services.report_views import CHANGES
from eventdesk.services.reports import revise
from eventdesk.store import sync_tables as s
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit


class SendState(StrEnum):
    """How far a revision is on its way."""

    MADE = "made"
    """Nobody handed it in."""
    WAITING = "waiting"
    """It goes out with the next round."""
    RECEIVED = "received"
    CONFLICT = "conflict"
    """Another desk handed in another revision of this number; this one needs the next number."""
    REFUSED = "refused"


@dataclass(frozen=True)
class SentView:
    """A revision, and how far it is. ``received_at`` is by the hub's clock; ``sha256`` is that of what is sent, of the revision
    itself where nothing is. ``reason`` is a code of why it was not taken. ``left_out`` are the parts that stay here."""

    revision: str
    kind: str
    subject: str
    number: int
    at: datetime
    state: SendState
    persons: bool = False
    sha256: str = ""
    bytes: int = 0
    reason: str = ""
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    received_at: datetime | None = None
    left_out: tuple[str, ...] = ()
    changes: Changes = field(default=CHANGES, compare=False)


class ReportSending:
    """The verbs of handing reports in."""

    def __init__(self, house: House, attendance: Attendance) -> None:
        self._house, self._attendance = house, attendance

    def send(self, subject: str, kind: str = ATTENDANCE, *, number: int | None = None, persons: bool = False) -> SentView:
        """Puts a revision on its way, once: of this ``number``, or the last one, made now where anything changed since. What waits or
        was received stays as it is; what was refused is tried again.

        It has figures alone; with ``persons`` all of it, which the hub takes only where an agreement says so. Either leaves the
        house, as a file does, and needs the right to export. :class:`NotFound` ``revision`` for a number that was never made;
        :class:`Conflict` ``report_stays_here`` for figures of a kind that tells too much without its names as well (the audit).
        """
        kind_of(kind)
        self._house.require(Right.REPORTS)
        self._house.require(Right.EXPORT)
        if kind in WHOLE_KINDS and not persons:
            raise Conflict("report_stays_here")
        row = self._revision(kind, subject, number, persons)
        h = s.hand_in
        with self._house.writing(Right.EXPORT, "report.persons_sent" if persons else "report.handed_in") as unit:
            report = report_id(self._organisation(unit.connection), row.kind, row.subject, persons=persons)
            here = sa.and_(h.c.report == report, h.c.number == row.number)
            known = unit.execute(sa.select(h).where(here)).first()
            if known is None or known.state not in (SendState.WAITING, SendState.RECEIVED):
                body = row.body if persons else canonical(figures_only(json.loads(row.body))).decode()
                self._queue(unit, row, report, body, persons=persons)
        return next(one for one in self.list(row.subject) if one.revision == row.id and one.persons == persons)

    def _queue(self, unit: Unit, row: Any, report: str, body: str, *, persons: bool) -> None:
        h, sha = s.hand_in, hashlib.sha256(body.encode()).hexdigest()
        unit.execute(h.delete().where(h.c.report == report, h.c.number == row.number))
        unit.execute(h.insert(), {
            "report": report, "number": row.number, "revision": row.id, "persons": persons, "body": body, "sha256": sha,
            "state": SendState.WAITING.value, "reason": "", "asked_at": unit.now, "operator": unit.actor.operator,
        })  # fmt: skip
        unit.put("audit.handed_in", {"report": report, "revision": row.number, "sha256": sha, "persons": persons})
        rows = sum(len(of) for of in json.loads(body).get("tables", {}).values()) if persons else 0
        about = {"kind": row.kind, "revision": row.number, "sha256": sha}
        unit.commit(subject=row.subject, **(about | ({"count": rows} if persons else {})))

    def _revision(self, kind: str, subject: str, number: int | None, persons: bool) -> Any:
        r = t.report_revision
        if number is None:
            source = read_source(self._house, self._attendance, kind, subject)
            id, _ = revise(self._house, source, anew=self._contradicted(kind, source.subject, persons))
            query = sa.select(r).where(r.c.id == id)
        else:
            query = sa.select(r).where(r.c.kind == kind, r.c.subject == subject.strip().upper(), r.c.number == number)
        with self._house.store.reading() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise NotFound("revision", subject=subject, revision=number)
        return row

    def _contradicted(self, kind: str, subject: str, persons: bool) -> bool:
        """Whether the last revision's number was taken at the hub by another one."""
        last = next((one for one in self.list(subject) if one.kind == kind and one.persons == persons), None)
        return last is not None and last.state is SendState.CONFLICT

    def list(self, subject: str | None = None) -> tuple[SentView, ...]:
        """Every revision with how far it is, the latest first; one that was handed in both ways is there twice."""
        self._house.require(Right.LOOK)
        r, h = t.report_revision, s.hand_in
        query = sa.select(r, h).join_from(r, h, r.c.id == h.c.revision, isouter=True)
        if subject is not None:
            query = query.where(r.c.subject == subject.strip().upper())
        with self._house.store.reading() as connection:
            rows = connection.execute(query.order_by(r.c.at.desc(), r.c.number.desc(), h.c.persons)).all()
        return tuple(_view(row) for row in rows)

    @staticmethod
    def _organisation(connection: sa.Connection) -> str:
        return str(connection.execute(sa.select(t.organisation.c.id)).scalar_one())


def report_id(organisation: str, kind: str, subject: str, *, persons: bool) -> str:
    """What the hub calls a report: every desk of the organisation calls it the same. With rows about persons it is one of its own,
    so that it can be taken away by itself and never stands where figures are expected."""
    return str(uuid.uuid5(uuid.UUID(organisation), "\n".join((kind, subject, *(("persons",) if persons else ())))))


def _view(row: Any) -> SentView:
    of = row._mapping
    r, h = t.report_revision.c, s.hand_in.c
    first = (of[r.id], of[r.kind], of[r.subject], of[r.number], of[r.at])
    if of[h.state] is None:
        return SentView(*first, SendState.MADE, sha256=of[r.sha256])
    body = of[h.body]
    left = () if of[h.persons] else tuple(json.loads(body).get("handed_in", {}).get("left_out", ()))
    return SentView(
        *first, SendState(of[h.state]), of[h.persons], of[h.sha256], len(body.encode()), of[h.reason], of[h.asked_at],
        of[h.answered_at], of[h.received_at], left,
    )  # fmt: skip
