"""The hub above this one: how this hub joined it, and how far everything was passed on."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from eventdesk.clock import Clock
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.hub import tables as t
from eventdesk.hub.database import Database
from eventdesk.sync.invitation import Invitation
from eventdesk.sync.knocking import knock
from eventdesk.sync.protocol import Scope

KEY_FILE = "relay-key.pem"
_CONFLICT = "hub_other_revision"


@dataclass(frozen=True)
class Upstream:
    """The hub above, as it is asked."""

    url: str
    server_name: str
    ca: str
    hub_id: str
    epoch: str
    token: str


@dataclass(frozen=True)
class UpstreamState:
    """How far it is. ``pending`` are items that the hub above has no verdict for, ``reports_pending`` revisions; ``refused`` are
    revisions that it would not take. ``problem`` is the code of what went wrong last."""

    url: str
    hub_id: str
    joined: datetime
    success: datetime | None
    problem: str
    pending: int
    reports_pending: int
    refused: int


@dataclass(frozen=True)
class Place:
    """How far one log is passed on, both ways."""

    sent: int = 0
    cursor: str | None = None
    emptied: int = 0
    emptied_there: int = 0


class Upstreams:
    """The hub above one hub: one, or none."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def join(self, folder: Path, invitation: Invitation, *, name: str) -> Upstream:
        """Enrols at the hub that invited. :class:`InvalidInput` ``invitation_over`` or ``relay_scope`` (it invites a station, no
        relay), :class:`Conflict` ``relay_itself`` for this hub, ``relay_already`` where there is another hub above."""
        if invitation.is_over(self._clock.now()):
            raise InvalidInput("invitation_over", field="invitation")
        if invitation.scope != Scope.RELAY.value:
            raise InvalidInput("relay_scope", field="invitation")
        made = knock(invitation, _key(folder).public_key().public_bytes_raw(), name)
        if made.hub == self._own():
            raise Conflict("relay_itself")
        known = self.find()
        if known is not None and known.hub_id != made.hub:
            raise Conflict("relay_already", url=known.url)
        values = {
            "url": made.url, "server_name": made.server_name, "ca": made.ca, "hub_id": made.hub, "token": made.token, "problem": "",
        }  # fmt: skip
        u = t.upstream
        with self._database.writing() as connection:
            if known is None:
                new = {"no": 1, "epoch": made.epoch, "joined_at": self._now()}
                connection.execute(u.insert().values(values | new))
                self._forget(connection)
            else:
                # The epoch stays what it was: the next round sees whether it is another one.
                connection.execute(u.update().values(values))
        found = self.find()
        assert found is not None
        return found

    def leave(self) -> None:
        """Passes nothing on any more. :class:`NotFound` ``relay_none``."""
        with self._database.writing() as connection:
            if not connection.execute(t.upstream.delete()).rowcount:
                raise NotFound("relay_none")
            self._forget(connection)

    def find(self) -> Upstream | None:
        """The hub above."""
        with self._database.reading() as connection:
            row = connection.execute(sa.select(t.upstream)).first()
        return None if row is None else Upstream(row.url, row.server_name, row.ca, row.hub_id, row.epoch, row.token)

    def state(self) -> UpstreamState | None:
        """How far everything is passed on; None without a hub above."""
        log, passed, r, done = t.log, t.passed_on, t.report_revision, t.passed_report
        with self._database.reading() as connection:
            row = connection.execute(sa.select(t.upstream)).first()
            if row is None:
                return None
            left = sa.func.coalesce(sa.func.sum(log.c.head - sa.func.coalesce(passed.c.sent, 0)), 0)
            pending = connection.execute(sa.select(left).select_from(log.outerjoin(passed, log.c.id == passed.c.log))).scalar_one()
            revisions = connection.execute(sa.select(sa.func.count()).select_from(r)).scalar_one()
            answered = connection.execute(sa.select(sa.func.count()).select_from(done)).scalar_one()
            refused = connection.execute(sa.select(sa.func.count()).where(done.c.problem != "")).scalar_one()
        return UpstreamState(
            row.url, row.hub_id, _moment(row.joined_at), None if row.success_at is None else _moment(row.success_at), row.problem,
            int(pending), revisions - answered, refused,
        )  # fmt: skip

    def note(self, *, problem: str, epoch: str | None = None) -> None:
        """How a round ended, without a problem at this moment."""
        values: dict[str, Any] = {"problem": problem[:48]} | ({} if problem else {"success_at": self._now()})
        with self._database.writing() as connection:
            connection.execute(t.upstream.update().values(values))

    def begin_anew(self, epoch: str) -> None:
        """The hub above was set back to an older state: everything goes there once more, and is read once more."""
        with self._database.writing() as connection:
            connection.execute(t.upstream.update().values(epoch=epoch))
            self._forget(connection)

    def place(self, log: str) -> Place:
        """How far a log is."""
        p = t.passed_on
        with self._database.reading() as connection:
            row = connection.execute(sa.select(p).where(p.c.log == log)).first()
        return Place() if row is None else Place(row.sent, row.cursor, row.emptied, row.emptied_there)

    def keep(self, log: str, **values: object) -> None:
        """Notes how far a log is now."""
        p = t.passed_on
        with self._database.writing() as connection:
            if not connection.execute(p.update().where(p.c.log == log).values(values)).rowcount:
                connection.execute(p.insert().values({"log": log, "sent": 0} | values))

    def logs(self) -> Mapping[str, tuple[int, int]]:
        """Every log of this hub: where it ends, and how often one of its items was emptied."""
        with self._database.reading() as connection:
            return {row.id: (row.head, row.emptied) for row in connection.execute(sa.select(t.log).order_by(t.log.c.id))}

    def reports(self, *, limit: int) -> list[tuple[str, int]]:
        """Revisions that the hub above has no answer for, the oldest first."""
        r, done = t.report_revision, t.passed_report
        here = sa.and_(done.c.report == r.c.report, done.c.revision == r.c.revision)
        query = sa.select(r.c.report, r.c.revision).outerjoin(done, here).where(done.c.report.is_(None))
        with self._database.reading() as connection:
            return [(row.report, row.revision) for row in connection.execute(query.order_by(r.c.at, r.c.report).limit(limit))]

    def answered(self, report: str, revision: int, *, problem: str = "") -> None:
        """The hub above gave its answer to a revision."""
        with self._database.writing() as connection:
            values = {"report": report, "revision": revision, "problem": problem[:48], "at": self._now()}
            connection.execute(t.passed_report.insert().values(values))

    def passed(self, report: str, revision: int) -> bool | None:
        """Whether the hub above has a revision; None without one above."""
        done = t.passed_report
        here = sa.select(done.c.report).where(done.c.report == report, done.c.revision == revision, done.c.problem == "")
        with self._database.reading() as connection:
            if connection.execute(sa.select(t.upstream.c.no)).first() is None:
                return None
            return connection.execute(here).first() is not None

    def try_refused(self) -> None:
        """Revisions that were refused go once more: there may be an agreement now. Those whose number is taken do not."""
        done = t.passed_report
        with self._database.writing() as connection:
            connection.execute(done.delete().where(done.c.problem.not_in(("", _CONFLICT))))

    @staticmethod
    def _forget(connection: sa.Connection) -> None:
        connection.execute(t.passed_on.delete())
        connection.execute(t.passed_report.delete())

    def _own(self) -> str:
        with self._database.reading() as connection:
            return str(connection.execute(sa.select(t.meta.c.value).where(t.meta.c.key == "hub_id")).scalar())

    def _now(self) -> int:
        return int(self._clock.now().timestamp() * 1000)


def _key(folder: Path) -> Ed25519PrivateKey:
    """The key by which the hub above knows this one, made where there is none. It signs nothing: what is passed on is signed."""
    file = folder / KEY_FILE
    if file.is_file():
        found = serialization.load_pem_private_key(file.read_bytes(), None)
        if isinstance(found, Ed25519PrivateKey):
            return found
    key = Ed25519PrivateKey.generate()
    plain = serialization.NoEncryption()
    raw = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(raw)
    return key


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
