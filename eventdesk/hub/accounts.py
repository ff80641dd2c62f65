"""Who may sign in to the head office's pages, and who has. Passwords are kept as Argon2id, sessions as hashes."""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from eventdesk.clock import Clock
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.hub import tables as t
from eventdesk.hub.audit import Act, Audit
from eventdesk.hub.database import Database
from eventdesk.sync.protocol import packed

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
"""How long a session lasts without a request, and at all."""
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 128
_LONGEST_NAME = 80
_SEEN_EVERY = timedelta(minutes=1)
_TOKEN_BYTES = 32


class Role(StrEnum):
    """What somebody may do, each more than the one before."""

    READER = "reader"
    """Looks."""
    OFFICER = "officer"
    """Also invites and revokes stations, and settles conflicts."""
    OWNER = "owner"
    """Also keeps accounts, branches and their agreements."""

    def may(self, needed: "Role") -> bool:
        """Whether what needs a role is open to this one."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True)
class Account:
    """Somebody who signs in. ``branch`` (an id): they see that branch alone; None: every branch."""

    id: str
    name: str
    role: Role
    branch: str | None
    created: datetime
    disabled: datetime | None


@dataclass(frozen=True)
class Signed:
    """A session: whose it is, and what each of its forms carries."""

    account: Account
    csrf: str


class Accounts:
    """The accounts of one hub and their sessions. ``hasher``: how dear guessing a password is."""

    def __init__(self, database: Database, clock: Clock, *, hasher: PasswordHasher | None = None) -> None:
        self._database, self._clock, self._audit = database, clock, Audit(database, clock)
        # RFC 9106, the second recommended option, with one lane: a hub has as many threads as it has requests.
        self._hasher = hasher or PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=1)

    def add(self, name: str, password: str, role: Role, *, branch: str | None = None, by: str = "") -> Account:
        """A new account. ``branch``: a branch's id; ``by``: whose session adds it, empty for the command line.

        :class:`InvalidInput` ``bad_account_name``, ``weak_password``, ``owner_of_all`` for an owner of one branch;
        :class:`Conflict` ``account_exists``.
        """
        name, a = folded(name), t.account
        if not 0 < len(name) <= _LONGEST_NAME or not name.isprintable():
            raise InvalidInput("bad_account_name", field="name")
        self._check_password(name, password)
        _check_scope(role, branch)
        values = {
            "id": str(uuid.uuid4()), "name": name, "password": self._hasher.hash(password), "role": role.value, "branch": branch,
            "created_at": self._now(),
        }  # fmt: skip
        try:
            with self._database.writing() as connection:
                connection.execute(a.insert().values(values))
                self._audit.write(connection, Act.ACCOUNT_ADDED, name, account=by)
        except sa.exc.IntegrityError:
            raise Conflict("account_exists", account=name) from None
        return self.find(name)

    def list(self) -> "list[Account]":
        """Every account, by its name."""
        with self._database.reading() as connection:
            return [_account(row) for row in connection.execute(sa.select(t.account).order_by(t.account.c.name))]

    def find(self, which: str) -> Account:
        """An account by its name or its id. :class:`NotFound` ``account``."""
        a = t.account
        with self._database.reading() as connection:
            row = connection.execute(sa.select(a).where(sa.or_(a.c.name == folded(which), a.c.id == which))).first()
        if row is None:
            raise NotFound("account", account=which)
        return _account(row)

    def set_password(self, which: str, password: str, *, by: str = "") -> None:
        """A new password; every session of the account ends."""
        found = self.find(which)
        self._check_password(found.name, password)
        self._change(found, {"password": self._hasher.hash(password)}, Act.PASSWORD_CHANGED, by)

    def set_role(self, which: str, role: Role, *, branch: str | None, by: str = "") -> Account:
        """What they may do from their next request on, and where. :class:`Conflict` ``last_owner``."""
        found = self.find(which)
        _check_scope(role, branch)
        return self._change(found, {"role": role.value, "branch": branch}, Act.ACCOUNT_CHANGED, by, loses=role is not Role.OWNER)

    def disable(self, which: str, *, by: str = "") -> Account:
        """Refuses them from their next request on. :class:`Conflict` ``last_owner``: somebody has to let others in."""
        return self._change(self.find(which), {"disabled_at": self._now()}, Act.ACCOUNT_DISABLED, by, loses=True)

    def enable(self, which: str, *, by: str = "") -> Account:
        """Lets them sign in again."""
        return self._change(self.find(which), {"disabled_at": None}, Act.ACCOUNT_ENABLED, by)

    def sign_in(self, name: str, password: str) -> str | None:
        """Begins a session; what its cookie holds, None for a name, a password or an account that does not hold: they take the same
        time and look the same."""
        a, now = t.account, self._now()
        with self._database.reading() as connection:
            row = connection.execute(sa.select(a).where(a.c.name == folded(name))).first()
        fits = self._fits(row.password if row is not None else self._nobodys, password)
        if row is None or not fits or row.disabled_at is not None:
            self._audit.note(Act.SIGN_IN_REFUSED, row.name if row is not None else "")
            return None
        with self._database.writing() as connection:
            # What is over is of no use to anybody.
            connection.execute(t.session.delete().where(t.session.c.expires < now))
            if self._hasher.check_needs_rehash(row.password):
                connection.execute(a.update().where(a.c.id == row.id).values(password=self._hasher.hash(password)))
            self._audit.write(connection, Act.SIGNED_IN, account=row.name)
            return self._begin(connection, row.id)

    def who(self, token: str) -> Signed | None:
        """Whose session a cookie holds; None where it is over, or the account was disabled since. Nothing is remembered between two
        requests."""
        s, a, now = t.session, t.account, self._now()
        join = sa.select(a, s.c.csrf, s.c.seen_at).join_from(s, a, s.c.account == a.c.id)
        fresh = (s.c.token_hash == hashed(token), s.c.expires > now, s.c.seen_at > now - _ms(IDLE), a.c.disabled_at.is_(None))
        with self._database.reading() as connection:
            row = connection.execute(join.where(*fresh)).first()
        if row is None:
            return None
        if now - row.seen_at >= _ms(_SEEN_EVERY):
            with self._database.writing() as connection:
                connection.execute(s.update().where(s.c.token_hash == hashed(token)).values(seen_at=now))
        return Signed(_account(row), row.csrf)

    def sign_out(self, token: str, *, by: str) -> None:
        """Ends a session."""
        with self._database.writing() as connection:
            connection.execute(t.session.delete().where(t.session.c.token_hash == hashed(token)))
            self._audit.write(connection, Act.SIGNED_OUT, account=by)

    def change_password(self, account: Account, old: str, new: str) -> str | None:
        """One's own new password. Every session ends and a new one begins, whose cookie is given back; None where ``old`` is not the
        password that holds. :class:`InvalidInput` ``weak_password``."""
        a = t.account
        with self._database.reading() as connection:
            kept = connection.execute(sa.select(a.c.password).where(a.c.id == account.id)).scalar_one()
        if not self._fits(kept, old):
            return None
        self.set_password(account.id, new, by=account.name)
        with self._database.writing() as connection:
            return self._begin(connection, account.id)

    def _begin(self, connection: sa.Connection, account: str) -> str:
        token, now = packed(secrets.token_bytes(_TOKEN_BYTES)), self._now()
        values = {
            "token_hash": hashed(token), "account": account, "csrf": packed(secrets.token_bytes(_TOKEN_BYTES)), "created_at": now,
            "seen_at": now, "expires": now + _ms(LONGEST),
        }  # fmt: skip
        connection.execute(t.session.insert(), values)
        return token

    def _change(self, found: Account, values: dict[str, Any], act: Act, by: str, *, loses: bool = False) -> Account:
        """Changes an account and ends its sessions; ``loses``: it is no owner afterwards."""
        a = t.account
        with self._database.writing() as connection:
            if loses and found.role is Role.OWNER and found.disabled is None:
                if self._database.is_postgres:
                    connection.exec_driver_sql("LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE")
                others = sa.select(sa.func.count()).where(a.c.role == Role.OWNER.value, a.c.disabled_at.is_(None), a.c.id != found.id)
                if not connection.execute(others).scalar():
                    raise Conflict("last_owner", account=found.name)
            connection.execute(a.update().where(a.c.id == found.id).values(values))
            connection.execute(t.session.delete().where(t.session.c.account == found.id))
            self._audit.write(connection, act, found.name, account=by)
        return self.find(found.id)

    def _check_password(self, name: str, password: str) -> None:
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD or folded(password) == name or len(set(password)) < 4:
            raise InvalidInput("weak_password", field="password", least=SHORTEST_PASSWORD)

    def _fits(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password[:LONGEST_PASSWORD])
        except (VerificationError, InvalidHashError, UnicodeEncodeError):
            return False

    @cached_property
    def _nobodys(self) -> str:
        """What is compared with where there is no such account, so that this takes as long."""
        return self._hasher.hash(secrets.token_hex(16))

    def _now(self) -> int:
        return int(self._clock.now().timestamp() * 1000)


def folded(name: str) -> str:
    """A name as it is kept and compared."""
    return name.strip().casefold()


def hashed(token: str) -> str:
    """A session's token as it is kept. A fast hash will do: nobody guesses 256 random bits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _check_scope(role: Role, branch: str | None) -> None:
    if role is Role.OWNER and branch is not None:
        raise InvalidInput("owner_of_all", field="branch")


def _ms(span: timedelta) -> int:
    return int(span.total_seconds() * 1000)


def _account(row: Any) -> Account:
    return Account(
        row.id, row.name, Role(row.role), row.branch, datetime.fromtimestamp(row.created_at / 1000, UTC),
        None if row.disabled_at is None else datetime.fromtimestamp(row.disabled_at / 1000, UTC),
    )  # fmt: skip
