"""What stations wrote without knowing of each other, found by the rule that every desk follows, in the items that are here.

The hub tells conflicts and settles none: what settles one is an ordinary signed item, so it takes a desk. Where a desk stands beside
the hub (:class:`Settles`), people at the head office can choose; everywhere else a station does.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import sqlalchemy as sa

from eventdesk.desk import Desk
from eventdesk.errors import NotFound
from eventdesk.hub import tables as t
from eventdesk.hub.conflict_index import Heads, Index
from eventdesk.hub.conflict_names import ConflictView, views
from eventdesk.hub.database import Database
from eventdesk.hub.ledger import Asker
from eventdesk.sync.conflict_records import ConflictInfo

_MOST_KEPT = 64
"""Of as many who see different logs what was read is kept."""


class Settles(Protocol):
    """A desk beside the hub, which writes as any station does."""

    async def settle(
        self, conflict: ConflictInfo, *, other: bool, branch: str | None, before: Callable[[], None] = lambda: None
    ) -> None:
        """Says, at every desk, that the value that stands is right, or the ``other``. ``branch`` is the id of the conflict's branch,
        if it has one; ``before`` is called, in any thread, when all is ready to be kept, and where it raises nothing is.
        :class:`~eventdesk.errors.DeskError` where it can't: :class:`~eventdesk.errors.NotFound` for one that was settled meanwhile,
        :class:`~eventdesk.errors.HubTrouble` where another time mends it; that time it may have been done behind one's back."""


@dataclass
class _Kept:
    """What was read of the logs that some askers see. Who holds the lock reads on; the others wait and find it done."""

    index: Index
    lock: threading.Lock = field(default_factory=threading.Lock)


class Conflicts:
    """The conflicts among the items of one hub. What was read once is not read again."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str | None, frozenset[str] | None], _Kept] = OrderedDict()

    def all(self, asker: Asker) -> tuple[ConflictInfo, ...]:
        """What is not settled in the logs that the asker may see, the oldest first."""
        kept = self._of(asker)
        with kept.lock:
            return kept.index.conflicts(self._heads(asker))

    def find(self, id: str, asker: Asker) -> ConflictInfo | None:
        """One of them; None where it was settled, or one of its values is another by now."""
        return next((one for one in self.all(asker) if one.id == id), None)

    def views(self, found: Sequence[ConflictInfo], asker: Asker) -> list[ConflictView]:
        """Conflicts that :meth:`all` gave this asker, with what they are about in the words of people."""
        kept = self._of(asker)
        with kept.lock:
            return views(found, kept.index, self._database)

    def branch_of(self, conflict: ConflictInfo) -> str | None:
        """The branch whose log it stands in."""
        with self._database.reading() as connection:
            return connection.execute(sa.select(t.log.c.branch).where(t.log.c.id == conflict.log)).scalar()

    def _of(self, asker: Asker) -> _Kept:
        key = (asker.branch, asker.logs)
        with self._lock:
            found = self._kept.setdefault(key, _Kept(Index(self._database)))
            self._kept.move_to_end(key)
            if len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return found

    def _heads(self, asker: Asker) -> Heads:
        columns = (t.log.c.id, t.log.c.head, t.log.c.emptied, t.log.c.branch)
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(*columns).order_by(t.log.c.id)).all()
        return {row.id: (row.head, row.emptied) for row in rows if asker.sees(row.id, row.branch)}


def settle_at(desk: Desk, conflict: ConflictInfo, *, other: bool, before: Callable[[], None] = lambda: None) -> None:
    """Settles a conflict of the hub at a desk that heard both: an ordinary item. :class:`NotFound` ``clash_not_found`` where the desk
    sees no such conflict, or other values; ``before`` is not called then."""
    wanted = (conflict.table, tuple(conflict.record), conflict.field)
    for one in desk.sync.clashes():
        if (one.table, one.record, one.field) == wanted and (one.kept, one.other) == (conflict.kept, conflict.other):
            desk.sync.settle(one, other=other, before=before)
            return
    raise NotFound("clash_not_found")
