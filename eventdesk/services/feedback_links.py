"""Answers in a file that came by a link of an invitation: each invitation counts once, and whose answer is which is kept nowhere.

A response gets nothing of its link: where one link answered more than once in a file, these answers get a mark made of chance alone,
so that the latest of them counts. A batch keeps the digests of all links of its file, sorted, so that a later file brings no second
answer of one of them; which earlier answer was theirs nobody knows any more, so that one stays.
"""

import hashlib
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from eventdesk.store import feedback_tables as f
from eventdesk.store.unit import Unit

if TYPE_CHECKING:
    from eventdesk.exchange.feedback import FeedbackRow

_LINKS, _NOTED = "links", "noted"


@dataclass(frozen=True)
class Links:
    """The links of a file. ``known``: digests that this event invited with, and whether it is noted that they have answered;
    ``brought`` those of earlier files that still count; ``of`` the digest of each row that has one, by its ref."""

    known: Mapping[str, bool]
    brought: frozenset[str]
    of: Mapping[str, str]

    def invited(self, row: "FeedbackRow") -> bool:
        """Whether it came by an invitation to this event."""
        return self.of.get(row.ref) in self.known

    def unknown(self, row: "FeedbackRow") -> bool:
        """Whether it came by a link that invites nobody to this event."""
        return row.ref in self.of and not self.invited(row)

    def surplus(self, row: "FeedbackRow") -> bool:
        """Whether an earlier file brought the answer of its invitation."""
        return self.invited(row) and self.of[row.ref] in self.brought

    def marks(self, rows: Sequence["FeedbackRow"]) -> dict[str, str]:
        """By ref: what tells that several of these rows are one invitation's, made anew each time and of nothing."""
        mine = [(row.ref, self.of[row.ref]) for row in rows if self.invited(row)]
        several = {digest for digest, times in Counter(digest for _, digest in mine).items() if times > 1}
        drawn = {digest: secrets.token_hex(32) for digest in several}
        return {ref: drawn[digest] for ref, digest in mine if digest in drawn}

    def note(self, unit: Unit) -> dict[str, list[str]]:
        """Notes that these families have answered; what the batch keeps of it, to take it back."""
        came = sorted({digest for digest in self.of.values() if digest in self.known})
        noted = [digest for digest in came if not self.known[digest]]
        _mark(unit, noted, used=True)
        return {_LINKS: came, _NOTED: noted} if came else {}


def links_of(unit: Unit, event: str, rows: Sequence["FeedbackRow"]) -> Links:
    """The links of a file's rows."""
    of = {row.ref: hashlib.sha256(row.token.encode()).hexdigest() for row in rows if row.token is not None}
    if not of:
        return Links({}, frozenset(), {})
    i, s = f.survey_invitation.c, f.survey.c
    query = sa.select(i.secret, i.used).join(f.survey, s.id == i.survey).where(s.event == event)
    return Links(dict(unit.execute(query).all()), frozenset(_brought(unit, event)), of)


def take_back(unit: Unit, batch: Any) -> None:
    """Forgets that families have answered where this import alone said so."""
    others = _brought(unit, batch.event, without=batch.id)
    _mark(unit, [digest for digest in batch.mapping.get(_NOTED, ()) if digest not in others], used=False)


def _brought(unit: Unit, event: str, *, without: str = "") -> set[str]:
    b = f.feedback_batch.c
    query = sa.select(b.mapping).where(b.event == event, b.undone_at.is_(None), b.id != without)
    return {digest for mapping in unit.execute(query).scalars() for digest in mapping.get(_LINKS, ())}


def _mark(unit: Unit, digests: Sequence[str], *, used: bool) -> None:
    i = f.survey_invitation
    for row in unit.execute(sa.select(i.c.id).where(i.c.secret.in_(digests)).order_by(i.c.secret)).all() if digests else ():
        unit.execute(i.update().where(i.c.id == row.id).values(used=used))
        unit.put(i.name, {"id": row.id, "used": used})
