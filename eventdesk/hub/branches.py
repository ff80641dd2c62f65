"""The branches of a head office: whoever speaks for one sees its logs and reports alone."""

import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from eventdesk.clock import Clock
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.hub import tables as t
from eventdesk.hub.audit import Act, Audit
from eventdesk.hub.database import Database

_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,31}")
_LONGEST_NAME = 80


@dataclass(frozen=True)
class Branch:
    """A branch. ``persons``: its agreement lets it hand in rows about persons; without it figures alone are taken."""

    id: str
    code: str
    name: str
    persons: bool
    created: datetime
    closed: datetime | None


class Branches:
    """The branches of one hub. Most hubs have none: a venue's serves its own organisation.

    What changes one writes its row of the audit in the same transaction; ``by`` is the account that does it, empty for the command
    line. What is as it was already is no act.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock, self._audit = database, clock, Audit(database, clock)

    def add(self, code: str, name: str, *, persons: bool = False, by: str = "") -> Branch:
        """Begins a branch. ``code``: capital letters, digits and hyphens, kept in capitals. :class:`InvalidInput`
        ``bad_branch_code`` or ``bad_branch_name``, :class:`Conflict` ``branch_exists``."""
        code, name, b = code.strip().upper(), name.strip(), t.branch
        if not _CODE.fullmatch(code):
            raise InvalidInput("bad_branch_code", field="code")
        if not 0 < len(name) <= _LONGEST_NAME:
            raise InvalidInput("bad_branch_name", field="name")
        values = {"id": str(uuid.uuid4()), "code": code, "name": name, "persons": persons, "created_at": self._now()}
        try:
            with self._database.writing() as connection:
                connection.execute(b.insert().values(values))
                for act in (Act.BRANCH_ADDED, *([Act.BRANCH_AGREED] if persons else [])):
                    self._audit.write(connection, act, code, account=by)
        except sa.exc.IntegrityError:
            raise Conflict("branch_exists", branch=code) from None
        return self.find(code)

    def find(self, which: str) -> Branch:
        """A branch by its code or its id. :class:`NotFound` ``branch``."""
        found = next((one for one in self.list() if which.strip().upper() == one.code or which == one.id), None)
        if found is None:
            raise NotFound("branch", branch=which)
        return found

    def list(self) -> "list[Branch]":
        """Every branch, by its code."""
        b = t.branch
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(b).order_by(b.c.code)).all()
        return [
            Branch(
                row.id, row.code, row.name, row.persons, datetime.fromtimestamp(row.created_at / 1000, UTC),
                None if row.closed_at is None else datetime.fromtimestamp(row.closed_at / 1000, UTC),
            )
            for row in rows
        ]  # fmt: skip

    def agree(self, which: str, *, persons: bool, by: str = "") -> Branch:
        """Notes whether a branch may hand in rows about persons from now on."""
        act = Act.BRANCH_AGREED if persons else Act.BRANCH_DISAGREED
        return self._change(which, act, by, t.branch.c.persons.is_(not persons), persons=persons)

    def close(self, which: str, *, by: str = "") -> Branch:
        """Refuses a branch's stations from their next request on; what they sent stays."""
        return self._change(which, Act.BRANCH_CLOSED, by, t.branch.c.closed_at.is_(None), closed_at=self._now())

    def reopen(self, which: str, *, by: str = "") -> Branch:
        """Lets a closed branch's stations in again."""
        return self._change(which, Act.BRANCH_REOPENED, by, t.branch.c.closed_at.is_not(None), closed_at=None)

    def _change(self, which: str, act: Act, by: str, other: sa.ColumnElement[bool], **values: object) -> Branch:
        """Changes a branch that is ``other`` than it is to be."""
        found = self.find(which)
        with self._database.writing() as connection:
            changed = connection.execute(t.branch.update().where(t.branch.c.id == found.id, other).values(values))
            if changed.rowcount:
                self._audit.write(connection, act, found.code, account=by)
        return self.find(found.id)

    def _now(self) -> int:
        return int(self._clock.now().timestamp() * 1000)
