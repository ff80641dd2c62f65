"""What people did at the hub, on its pages and its command line: numbered without a gap, each row chained to the one before it."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

import sqlalchemy as sa

from eventdesk.clock import Clock
from eventdesk.domain.digests import canonical
from eventdesk.hub import tables as t
from eventdesk.hub.database import Database

FIRST = "0" * 64
"""What the first row is chained to."""
_CHECKED_AT_ONCE = 2_000


class Act(StrEnum):
    """What can be done. Its words are ``web_office.act_<value>``."""

    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGNED_OUT = "signed_out"
    PASSWORD_CHANGED = "password_changed"
    REFUSED = "refused"
    """A page that their role does not open."""
    INVITED = "invited"
    REVOKED = "revoked"
    BRANCH_ADDED = "branch_added"
    BRANCH_AGREED = "branch_agreed"
    BRANCH_DISAGREED = "branch_disagreed"
    BRANCH_CLOSED = "branch_closed"
    BRANCH_REOPENED = "branch_reopened"
    ACCOUNT_ADDED = "account_added"
    ACCOUNT_CHANGED = "account_changed"
    ACCOUNT_DISABLED = "account_disabled"
    ACCOUNT_ENABLED = "account_enabled"
    REPORT_TAKEN = "report_taken"
    """A report with rows about persons was downloaded."""
    QUARANTINE_TAKEN = "quarantine_taken"
    QUARANTINE_FORGOTTEN = "quarantine_forgotten"
    CONFLICT_SETTLED = "conflict_settled"


@dataclass(frozen=True)
class Entry:
    """A row. ``account`` is empty for the command line; ``subject`` is an id, a code or an account's name."""

    no: int
    at: datetime
    account: str
    action: str
    subject: str
    digest: str


class Audit:
    """The audit of one hub. Nothing is ever changed in it or taken out."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def note(self, act: Act, subject: str = "", *, account: str = "") -> None:
        """Writes a row by itself."""
        with self._database.writing() as connection:
            self.write(connection, act, subject, account=account)

    def write(self, connection: sa.Connection, act: Act, subject: str = "", *, account: str = "") -> None:
        """Writes a row in the transaction of what it tells of."""
        a = t.audit
        if self._database.is_postgres:
            # Who writes waits for the one before: otherwise two would follow the same row.
            connection.exec_driver_sql("LOCK TABLE audit IN EXCLUSIVE MODE")
        last = connection.execute(sa.select(a.c.no, a.c.digest).order_by(a.c.no.desc()).limit(1)).first()
        no, before = (last.no + 1, last.digest) if last is not None else (1, FIRST)
        at = int(self._clock.now().timestamp() * 1000)
        subject = subject[:120]
        digest = _digest(before, no, at, account, act.value, subject)
        values = {"no": no, "at": at, "account": account, "action": act.value, "subject": subject, "digest": digest}
        connection.execute(a.insert(), values)

    def list(self, *, before: int | None = None, limit: int = 50, account: str | None = None) -> "list[Entry]":
        """The latest rows first: those with a number under ``before``, and those of one account."""
        a = t.audit
        query = sa.select(a).order_by(a.c.no.desc()).limit(limit)
        if before is not None:
            query = query.where(a.c.no < before)
        if account is not None:
            query = query.where(a.c.account == account)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [
            Entry(row.no, datetime.fromtimestamp(row.at / 1000, UTC), row.account, row.action, row.subject, row.digest) for row in rows
        ]

    def broken(self) -> int | None:
        """The number of the first row that does not follow from the one before it; None where every row does. Whoever can write to the
        database can write the whole chain anew: keep its last digest elsewhere to notice that."""
        a, before, expected = t.audit, FIRST, 1
        with self._database.reading() as connection:
            while True:
                query = sa.select(a).where(a.c.no >= expected).order_by(a.c.no).limit(_CHECKED_AT_ONCE)
                rows = connection.execute(query).all()
                for row in rows:
                    if row.no != expected or row.digest != _digest(before, row.no, row.at, row.account, row.action, row.subject):
                        return expected
                    before, expected = row.digest, expected + 1
                if len(rows) < _CHECKED_AT_ONCE:
                    return None


def _digest(before: str, *fields: int | str) -> str:
    return hashlib.sha256(before.encode() + canonical(list(fields))).hexdigest()
