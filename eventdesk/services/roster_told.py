"""What volunteers were told of their shifts: kept so that a later change shows, of who has what as well as of when and where."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Protocol

import sqlalchemy as sa

from eventdesk.store import volunteer_tables as v
from eventdesk.store.tables import to_ms

TOLD = frozenset({"sent", "copied"})
"""What became of a notice when somebody has it; one that was written for a test told nobody anything."""

_AT_ONCE = 500


class Tellable(Protocol):
    """A shift, of the rules or of a view."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def role(self) -> str:
        """What is to be done."""

    @property
    def room(self) -> str:
        """Where."""

    @property
    def start(self) -> datetime:
        """From when."""

    @property
    def end(self) -> datetime:
        """Until when."""


def said(shifts: Iterable[Tellable]) -> frozenset[str]:
    """What somebody knows who was told of these shifts: for each its id, then when, where and what."""
    return frozenset(f"{one.id} {to_ms(one.start)} {to_ms(one.end)} {one.room}/{one.role}" for one in shifts)


def shift_ids(known: Iterable[str]) -> frozenset[str]:
    """The shifts (ids) that somebody was told of."""
    return frozenset(one.partition(" ")[0] for one in known)


def told_of(connection: sa.Connection, engagements: Collection[str]) -> dict[str, frozenset[str]]:
    """What people (engagements' ids) were told last, as :func:`said` has it; who was never told anything isn't in it."""
    n, ids = v.roster_notice, list(engagements)
    found: dict[str, frozenset[str]] = {}
    for start in range(0, len(ids), _AT_ONCE):
        rows = connection.execute(
            sa.select(n.c.engagement, n.c.shifts)
            .where(n.c.engagement.in_(ids[start : start + _AT_ONCE]), n.c.state.in_(TOLD)).order_by(n.c.at, n.c.id)
        )  # fmt: skip
        found.update((row.engagement, frozenset(row.shifts)) for row in rows)
    return found
