"""The branches of a head office: whoever speaks for one sees its logs and reports alone."""

import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from eventdesk.clock import Clock
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.hub import tables as t
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
    """The branches of one hub. Most hubs have none: a venue's serves its own organisation."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def add(self, code: str, name: str, *, persons: bool = False) -> Branch:
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

    def agree(self, which: str, *, persons: bool) -> Branch:
        """Notes whether a branch may hand in rows about persons from now on."""
        return self._change(which, persons=persons)

    def close(self, which: str) -> Branch:
        """Refuses a branch's stations from their next request on; what they sent stays."""
        return self._change(which, closed_at=self._now())

    def reopen(self, which: str) -> Branch:
        """Lets a closed branch's stations in again."""
        return self._change(which, closed_at=None)

    def _change(self, which: str, **values: object) -> Branch:
        found = self.find(which)
        with self._database.writing() as connection:
            connection.execute(t.branch.update().where(t.branch.c.id == found.id).values(values))
        return self.find(found.id)

    def _now(self) -> int:
        return int(self._clock.now().timestamp() * 1000)
