"""What became of items that were taken in, and how many of them are not settled."""

from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from eventdesk.store import sync_tables as s


class State(StrEnum):
    """What became of an item that was taken in."""

    APPLIED = "applied"
    WAITING = "waiting"
    """A row that it hangs on isn't here yet, or another has what must be its own."""
    UNREAD = "unread"
    """This program does not know its type; it is kept, and passed on, for one that does."""


@dataclass(frozen=True)
class Counts:
    """What waits for somebody or for something."""

    waiting: int
    unread: int
    clashes: int


def counts_of(connection: sa.Connection) -> Counts:
    """How much of what was heard is not settled."""
    f = s.foreign_item
    query = sa.select(f.c.state, sa.func.count()).where(f.c.state != State.APPLIED.value).group_by(f.c.state)
    states = {row[0]: row[1] for row in connection.execute(query)}
    clashes = connection.execute(sa.select(sa.func.count()).select_from(s.clash)).scalar_one()
    return Counts(states.get(State.WAITING.value, 0), states.get(State.UNREAD.value, 0), clashes)
