"""Who may speak to the hub: invitations, enrolment, tokens, revocation. Codes and tokens are kept as hashes alone."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from eventdesk.clock import Clock
from eventdesk.domain.device import device_id
from eventdesk.errors import NotFound
from eventdesk.hub import tables as t
from eventdesk.hub.audit import Act, Audit
from eventdesk.hub.database import Database
from eventdesk.hub.ledger import Asker
from eventdesk.sync.protocol import CODE_BYTES, INVITED_FOR, TOKEN_BYTES, Code, Enrol, Enrolled, Scope, packed, unpacked

_SEEN_EVERY_MS = 60_000
# Asked with every request, so it is put together once.
_WHOSE = sa.select(
    t.station.c.id, t.station.c.scope, t.station.c.logs, t.station.c.branch, t.station.c.revoked_at, t.station.c.last_seen,
    t.station.c.program, t.station.c.next_hash,
    sa.select(t.branch.c.closed_at).where(t.branch.c.id == t.station.c.branch).scalar_subquery().label("closed_at"),
).where(sa.or_(t.station.c.token_hash == sa.bindparam("hashed"), t.station.c.next_hash == sa.bindparam("hashed")))  # fmt: skip


class Refused(Exception):
    """A request that is not let in, and why."""

    def __init__(self, code: Code) -> None:
        self.code = code
        super().__init__(code.value)


@dataclass(frozen=True)
class Invited:
    """A code that works once, until ``expires`` (seconds since 1970)."""

    code: str
    expires: int
    scope: Scope


@dataclass(frozen=True)
class StationView:
    """A station as the hub's people see it."""

    id: str
    name: str
    scope: Scope | None
    enrolled: datetime | None
    last_seen: datetime | None
    revoked: datetime | None
    program: str | None
    branch: str | None = None


class Stations:
    """The stations of one hub."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock, self._audit = database, clock, Audit(database, clock)

    def invite(
        self, scope: Scope, *, logs: frozenset[str] | None = None, branch: str | None = None, by: str | None = None
    ) -> Invited:
        """Makes a code. ``logs``, ``branch`` (an id): whoever enrols by it sees these alone. ``by``: who does it, for the audit in the
        same transaction: an account, empty for the command line; None for what the program does itself, which is not written."""
        code, now = packed(secrets.token_bytes(CODE_BYTES)), self._now()
        expires = now + INVITED_FOR * 1000
        values = {"code_hash": _hash(code), "scope": scope.value, "logs": _joined(logs), "expires": expires, "branch": branch}
        with self._database.writing() as connection:
            connection.execute(t.invitation.delete().where(t.invitation.c.expires < now - 30 * 86_400_000))
            connection.execute(t.invitation.insert(), values)
            if by is not None:
                code_of = connection.execute(sa.select(t.branch.c.code).where(t.branch.c.id == branch)).scalar()
                self._audit.write(connection, Act.INVITED, f"{scope.value} {code_of or ''}".strip(), account=by)
        return Invited(code, expires // 1000, scope)

    def enrol(self, asked: Enrol) -> Enrolled:
        """Lets a station in by a code; :class:`Refused` ``bad_code`` where that is unknown, used or over. A station that enrols
        again gets a new token, and the old one ends."""
        now, v, s = self._now(), t.invitation, t.station
        try:
            id = device_id(unpacked(asked.public_key))
        except ValueError:
            raise Refused(Code.MALFORMED) from None
        token = packed(secrets.token_bytes(TOKEN_BYTES))
        with self._database.writing() as connection:
            row = connection.execute(sa.select(v).where(v.c.code_hash == _hash(asked.code)).with_for_update()).first()
            if row is None or row.used_at is not None or row.expires <= now:
                raise Refused(Code.BAD_CODE)
            connection.execute(v.update().where(v.c.code_hash == row.code_hash).values(used_at=now, used_by=id))
            values = {
                "public": asked.public_key, "name": asked.name, "scope": row.scope, "logs": row.logs, "token_hash": _hash(token),
                "next_hash": None, "enrolled_at": now, "revoked_at": None, "branch": row.branch,
            }  # fmt: skip
            known = connection.execute(sa.select(s.c.id).where(s.c.id == id)).first()
            statement = s.insert().values(id=id, **values) if known is None else s.update().where(s.c.id == id).values(values)
            connection.execute(statement)
        return Enrolled(token=token, station=id, scope=Scope(row.scope))

    def ask(self, token: str, *, program: str | None = None) -> Asker:
        """Whose token it is; :class:`Refused` ``token_unknown`` or ``revoked``. Nothing is remembered between two requests, so a
        revocation holds from the next one."""
        s, hashed, now = t.station, _hash(token), self._now()
        with self._database.asking() as connection:
            row = connection.execute(_WHOSE, {"hashed": hashed}).first()
        if row is None:
            raise Refused(Code.TOKEN_UNKNOWN)
        if row.revoked_at is not None or row.closed_at is not None:
            raise Refused(Code.REVOKED)
        changes: dict[str, object] = {}
        if row.next_hash == hashed:
            changes = {"token_hash": hashed, "next_hash": None}
        if changes or row.last_seen is None or now - row.last_seen >= _SEEN_EVERY_MS:
            changes |= {"last_seen": now, "program": program[:80] if program else row.program}
            with self._database.writing() as connection:
                connection.execute(s.update().where(s.c.id == row.id, s.c.revoked_at.is_(None)).values(changes))
        return Asker(row.id, Scope(row.scope), frozenset(row.logs.split()) if row.logs is not None else None, row.branch)

    def roll(self, asker: Asker) -> str:
        """A new token. The old one holds until the new one is used: the answer with it may get lost."""
        token, s = packed(secrets.token_bytes(TOKEN_BYTES)), t.station
        with self._database.writing() as connection:
            connection.execute(s.update().where(s.c.id == asker.station).values(next_hash=_hash(token)))
        return token

    def revoke(self, which: str, *, by: str | None = None) -> StationView:
        """Ends a station's right to ask, by its id or its name. What it signed stays; one that was revoked before stays so since
        then. :class:`NotFound` ``hub_station``. ``by`` as for :meth:`invite`."""
        s = t.station
        with self._database.writing() as connection:
            rows = connection.execute(sa.select(s.c.id).where(sa.or_(s.c.id == which, s.c.name == which), s.c.scope.is_not(None))).all()
            if len(rows) != 1:
                raise NotFound("hub_station" if not rows else "hub_stations", station=which)
            id = rows[0].id
            done = connection.execute(s.update().where(s.c.id == id, s.c.revoked_at.is_(None)).values(revoked_at=self._now()))
            if by is not None and done.rowcount:
                self._audit.write(connection, Act.REVOKED, id, account=by)
        return next(one for one in self.list() if one.id == id)

    def list(self) -> "list[StationView]":
        """Every station that enrolled, the newest last."""
        s = t.station
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(s).where(s.c.scope.is_not(None)).order_by(s.c.enrolled_at, s.c.id)).all()
        return [
            StationView(
                row.id, row.name, Scope(row.scope), moment(row.enrolled_at), moment(row.last_seen), moment(row.revoked_at),
                row.program, row.branch,
            )
            for row in rows
        ]  # fmt: skip

    def _now(self) -> int:
        return int(self._clock.now().timestamp() * 1000)


def _hash(secret: str) -> str:
    # A fast hash will do: nobody guesses 128 random bits.
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _joined(logs: frozenset[str] | None) -> str | None:
    return None if logs is None else " ".join(sorted(logs))


def moment(ms: int | None) -> datetime | None:
    """A kept moment (milliseconds since 1970), in UTC; None where there is none."""
    return None if ms is None else datetime.fromtimestamp(ms / 1000, UTC)
