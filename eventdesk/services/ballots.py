"""Who votes, told from others without keeping who it is: a family of the desk by its id, anybody else by a keyed hash."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from eventdesk.domain.identity import is_uuid
from eventdesk.domain.proposal import ProposalState, VoteFate, VoteSource, family_mark, folded, voter_mark
from eventdesk.services import rows
from eventdesk.services.event_views import NOTHING, Changes
from eventdesk.store import plan_tables as p
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit

if TYPE_CHECKING:
    from eventdesk.exchange.votes import VoteRow

SALT = "vote_salt"
"""The key of ``meta`` that holds the secret. It never leaves the file: hubs that merge votes need it handed over."""

_PHONE_LIKE = re.compile(r"[\d\s()+\-\uff10-\uff19]{7,}")


@dataclass(frozen=True)
class VoteRowFate:
    """What became of a row of a file, or of one choice in it. ``title`` is the proposal's, as the file or the desk has it."""

    ref: str
    title: str
    fate: VoteFate


@dataclass(frozen=True)
class VoteImport:
    """The fates of all rows, in the file's order."""

    rows: tuple[VoteRowFate, ...]
    changes: Changes = NOTHING

    @property
    def counted(self) -> int:
        """How many votes were new."""
        return self.of(VoteFate.COUNTED)

    def of(self, fate: VoteFate) -> int:
        """How many rows had this fate."""
        return sum(row.fate is fate for row in self.rows)


class Ballots:
    """Casts votes inside a unit. What is known of families and votes is read once for all of them."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._salt = _salt(unit)
        person = t.person
        self._family_of: dict[str, str] = {}
        self._phones: dict[str, list[str]] = {}
        query = sa.select(person.c.family, person.c.phone, person.c.phone2).order_by(person.c.no)
        for family, *phones in unit.execute(query.where(person.c.phone.is_not(None) | person.c.phone2.is_not(None))):
            for phone in filter(None, phones):
                self._family_of.setdefault(phone, family)
                self._phones.setdefault(family, []).append(phone)
        self._cast = {(row.proposal, row.voter) for row in unit.execute(sa.select(p.vote.c.proposal, p.vote.c.voter))}

    def read(self, text: str) -> dict[str, str | None]:
        """What somebody typed as a voter: a phone where it is one, otherwise a name."""
        from eventdesk.exchange.values.phone import read_phone

        phone = read_phone(text).number if _PHONE_LIKE.fullmatch(text.strip()) else None
        return {"phone": phone, "text": None if phone else text.strip()}

    def cast(
        self, proposal: Any, source: VoteSource, *, family: str | None = None, phone: str | None = None, text: str | None = None
    ) -> VoteFate:  # fmt: skip
        """Writes one vote unless it was cast before, by whichever of the marks a voter may have voted with."""
        if proposal.state != ProposalState.OPEN.value:
            return VoteFate.NOT_OPEN
        if family is None and text and is_uuid(text.lower()):
            family, text = text.lower(), None
        family = family or (self._family_of.get(phone) if phone else None)
        if family is not None and not self._is_family(family):
            return VoteFate.NO_SUCH_FAMILY
        marks = self._marks(family, phone, text)
        if not marks:
            return VoteFate.NO_VOTER
        if any((proposal.id, mark) in self._cast for mark in marks):
            return VoteFate.VOTED_BEFORE
        values = {
            "proposal": proposal.id,
            "family": family,
            "voter": marks[0],
            "source": source.value,
            "at": self._unit.now,
        }
        rows.add(self._unit, p.vote, values, event=proposal.event)
        self._cast.add((proposal.id, marks[0]))
        return VoteFate.COUNTED

    def cast_all(self, found: "Sequence[VoteRow]") -> VoteImport:
        """Writes the votes of a file; an answer with several choices is a vote for each."""
        proposals: dict[str, Any] = {}
        ordered = sa.select(p.proposal).order_by(p.proposal.c.state != ProposalState.OPEN.value, p.proposal.c.at)
        for row in self._unit.execute(ordered):
            # Of two ideas with one title the one that takes votes is meant.
            proposals.setdefault(folded(row.title), row)
            proposals.setdefault(row.id, row)
        fates = []
        for line in found:
            whole = folded(line.proposal) in proposals
            for choice in (line.proposal,) if whole or not line.choices else line.choices:
                proposal = proposals.get(folded(choice))
                title = choice if proposal is None else proposal.title
                fates.append(VoteRowFate(line.ref, title, self._fate(line, proposal)))
        return VoteImport(tuple(fates))

    def _fate(self, line: "VoteRow", proposal: Any | None) -> VoteFate:
        if proposal is None:
            return VoteFate.NO_SUCH_PROPOSAL
        if line.phone_typed:
            return VoteFate.BAD_PHONE
        return self.cast(proposal, VoteSource.IMPORT, phone=line.phone, text=None if line.phone else line.voter)

    def _marks(self, family: str | None, phone: str | None, text: str | None) -> list[str]:
        """The marks of one voter, that which is kept first. A family may have voted by phone before the desk knew it."""
        marks = [family_mark(family)] if family is not None else []
        phones = [*([phone] if phone else []), *(self._phones.get(family, []) if family is not None else [])]
        marks += [voter_mark(self._salt, phone=one) for one in dict.fromkeys(phones)]
        if not marks and text and folded(text):
            marks.append(voter_mark(self._salt, text=text))
        return marks

    def _is_family(self, family: str) -> bool:
        return family in self._phones or (
            self._unit.execute(sa.select(t.family.c.id).where(t.family.c.id == family)).first() is not None
        )


def _salt(unit: Unit) -> str:
    """The desk's secret for marks of voters; made at its first use, and kept only if that is."""
    kept = unit.execute(sa.select(t.meta.c.value).where(t.meta.c.key == SALT)).scalar()
    if kept is not None:
        return str(kept)
    made = secrets.token_hex(16)
    unit.execute(t.meta.insert(), {"key": SALT, "value": made})
    return made
