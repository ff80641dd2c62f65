"""Ideas for events: collected, voted for, and made into drafts."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.event import EventKind
from eventdesk.domain.event import Unit as Counted
from eventdesk.domain.family import Role, mask_name
from eventdesk.domain.proposal import ProposalState, VoteFate, VoteSource
from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.exchange.workbook import Workbook
from eventdesk.services import event_copies, events, rows
from eventdesk.services.ballots import Ballots, VoteImport
from eventdesk.services.event_fields import checked
from eventdesk.services.event_views import NOTHING, Changes, EventView
from eventdesk.services.house import House
from eventdesk.services.rows import Removed
from eventdesk.store import plan_tables as p
from eventdesk.store import tables as t

CHANGES: Changes = frozenset({"proposals"})
MADE: Changes = frozenset({"proposals", "events"})
AHEAD = timedelta(days=28)
"""How far ahead a draft begins at the least, where nobody says when."""


@dataclass(frozen=True)
class ProposalView:
    """An idea. ``votes`` counts families and other voters, each once; ``event`` is the code of what became of it."""

    id: str
    title: str
    kind: EventKind
    text: str
    state: ProposalState
    at: datetime
    votes: int
    entered: int
    imported: int
    event: str | None
    revision: int
    changes: Changes = NOTHING


@dataclass(frozen=True)
class VoteView:
    """One vote. ``label`` is the family, masked; empty where only a mark of the voter is kept."""

    id: str
    label: str
    source: VoteSource
    at: datetime


class Proposals:
    """The verbs of proposals."""

    def __init__(self, house: House) -> None:
        self._house = house

    def list(self) -> tuple[ProposalView, ...]:
        """All ideas: those that take votes, those that are closed, those that became events; most votes first."""
        self._house.require(Right.LOOK)
        order = {state: place for place, state in enumerate(ProposalState)}
        with self._house.store.reading() as connection:
            found = _views(connection)
        return tuple(sorted(found, key=lambda view: (order[view.state], -view.votes, view.at)))

    def show(self, id: str, *, changes: Changes = NOTHING) -> ProposalView:
        """One idea."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            _find(connection, id)
            return replace(_views(connection, p.proposal.c.id == id)[0], changes=changes)

    def votes(self, id: str) -> tuple[VoteView, ...]:
        """The votes for an idea, the latest first; families by their masked names."""
        self._house.require(Right.LOOK)
        v, person = p.vote, t.person
        with self._house.store.reading() as connection:
            _find(connection, id)
            found = connection.execute(
                sa.select(v).where(v.c.proposal == id).order_by(v.c.at.desc(), v.c.id.desc())
            ).all()
            query = (
                sa.select(person.c.family, person.c.name, person.c.nickname)
                .join(v, v.c.family == person.c.family)
                .where(v.c.proposal == id, person.c.role != Role.CHILD.value).order_by(person.c.position.desc())
            )  # fmt: skip
            names = {row.family: mask_name(row.name or row.nickname) for row in connection.execute(query)}
        return tuple(VoteView(row.id, names.get(row.family, ""), VoteSource(row.source), row.at) for row in found)

    def add(self, *, title: str, kind: EventKind = EventKind.OTHER, text: str = "") -> ProposalView:
        """A new idea, which takes votes at once."""
        with self._house.writing(Right.EVENTS, "proposal.added") as unit:
            values = _checked({"title": title, "kind": kind, "text": text})
            values |= {"state": ProposalState.OPEN.value, "at": unit.now, "event": None}
            id = rows.add(unit, p.proposal, values)
            unit.commit(subject=id)
        return self.show(id, changes=CHANGES)

    def change(self, id: str, **fields: Any) -> ProposalView:
        """Sets ``title``, ``kind`` or ``text``; what is not given stays."""
        with self._house.writing(Right.EVENTS, "proposal.changed") as unit:
            row = _find(unit.connection, id)
            if rows.change(unit, p.proposal, row, _checked(fields)):
                unit.commit(subject=id, fields=sorted(fields))
        return self.show(id, changes=CHANGES)

    def close(self, id: str) -> ProposalView:
        """Takes no more votes; :class:`Conflict` ``proposal_taken`` for one that became an event."""
        return self._become(id, ProposalState.CLOSED)

    def reopen(self, id: str) -> ProposalView:
        """Takes votes again."""
        return self._become(id, ProposalState.OPEN)

    def remove(self, id: str) -> Removed:
        """Takes an idea away that nobody voted for; :class:`Conflict` ``proposal_in_use`` otherwise."""
        with self._house.writing(Right.EVENTS, "proposal.removed") as unit:
            row = _find(unit.connection, id)
            votes = unit.execute(sa.select(sa.func.count()).where(p.vote.c.proposal == id)).scalar_one()
            if votes:
                raise Conflict("proposal_in_use", n=votes)
            removed = rows.remove(unit, p.proposal, row, changes=CHANGES)
            unit.commit(subject=id)
        return removed

    def put_back(self, removed: Removed) -> ProposalView:
        """An idea that was taken away is there again."""
        with self._house.writing(Right.EVENTS, "proposal.restored") as unit:
            if rows.put_back(unit, p.proposal, removed):
                unit.commit(subject=removed.values["id"])
        return self.show(str(removed.values["id"]), changes=CHANGES)

    # -- votes

    def vote(
        self, id: str, *, family: str | None = None, voter: str = "", source: VoteSource = VoteSource.ENTERED
    ) -> ProposalView:
        """Enters a vote: of a family that the desk knows, or of somebody by a phone or a name, which is not kept.

        :class:`Conflict` ``voted_before`` for a second vote, ``proposal_not_open`` where none is taken.
        """
        with self._house.writing(Right.EVENTS, "vote.entered") as unit:
            row = _find(unit.connection, id)
            ballots = Ballots(unit)
            fate = ballots.cast(row, source, family=family, **ballots.read(voter))
            if fate is VoteFate.NOT_OPEN:
                raise Conflict("proposal_not_open")
            if fate is VoteFate.NO_VOTER:
                raise InvalidInput("voter_missing", field="voter")
            if fate is VoteFate.NO_SUCH_FAMILY:
                raise NotFound("family_not_found", family=family or "")
            if fate is not VoteFate.COUNTED:
                raise Conflict("voted_before")
            unit.commit(subject=id)
        return self.show(id, changes=CHANGES)

    def take_vote_back(self, vote: str) -> ProposalView:
        """Takes one vote away that was entered by mistake."""
        with self._house.writing(Right.EVENTS, "vote.removed") as unit:
            row = unit.execute(sa.select(p.vote).where(p.vote.c.id == vote)).first()
            if row is None:
                raise NotFound("vote_not_found", vote=vote)
            rows.remove(unit, p.vote, row, changes=CHANGES)
            unit.commit(subject=row.proposal)
        return self.show(row.proposal, changes=CHANGES)

    def read(self, file: Path) -> Workbook:
        """Reads a file in a bounded child process; needs no store, so it may run beside it."""
        from eventdesk.exchange.reader import read_workbook

        self._house.require(Right.EVENTS)
        return read_workbook(file)

    def import_votes(self, file: Path, *, workbook: Workbook | None = None, dry_run: bool = False) -> VoteImport:
        """Counts the votes of a file with columns for the proposal and for the phone or the family.

        Every row has a fate. Nobody is counted twice for one idea, however often the file is imported. ``dry_run`` shows
        the fates and counts nothing; ``workbook`` is the file as read before.
        """
        from eventdesk.exchange.votes import read_votes

        found = read_votes(workbook or self.read(file))
        with self._house.writing(Right.EVENTS, "votes.imported") as unit:
            result = Ballots(unit).cast_all(found)
            if result.counted and not dry_run:
                unit.commit(subject=None, rows=len(found), counted=result.counted)
        return replace(result, changes=NOTHING if dry_run or not result.counted else CHANGES)

    # -- what becomes of it

    def make_event(
        self, id: str, *, start: datetime | None = None, end: datetime | None = None, code: str | None = None
    ) -> EventView:
        """A draft event with the idea's title, kind and text; the idea takes no more votes.

        Without times it is a Saturday morning at least four weeks ahead, for the planner to move. :class:`Conflict`
        ``proposal_taken`` for an idea that became an event before.
        """
        start = start or self._some_saturday()
        end = end or start + timedelta(hours=2, minutes=30)
        with self._house.writing(Right.EVENTS, "proposal.taken") as unit:
            row = _find(unit.connection, id)
            if row.state == ProposalState.TAKEN.value:
                raise Conflict("proposal_taken")
            values = checked(title=row.title, start=start, end=end, venue="", capacity=None, band=None)
            values |= {"kind": row.kind, "purpose": row.text, "capacity_unit": Counted.PERSONS.value}
            made = event_copies.insert(unit, self._house.zone, values, code=code)
            event = events.find(unit.connection, made).id
            rows.change(unit, p.proposal, row, {"state": ProposalState.TAKEN.value, "event": event})
            unit.commit(subject=id, code=made)
        with self._house.store.reading() as connection:
            return replace(events.view(connection, made), changes=MADE)

    def _become(self, id: str, state: ProposalState) -> ProposalView:
        with self._house.writing(Right.EVENTS, "proposal.state") as unit:
            row = _find(unit.connection, id)
            if row.state == ProposalState.TAKEN.value:
                raise Conflict("proposal_taken")
            if rows.change(unit, p.proposal, row, {"state": state.value}):
                unit.commit(subject=id, state=state.value)
        return self.show(id, changes=CHANGES)

    def _some_saturday(self) -> datetime:
        first = self._house.clock.now().astimezone(self._house.zone) + AHEAD
        ahead = (5 - first.weekday()) % 7
        return (first + timedelta(days=ahead)).replace(hour=9, minute=30, second=0, microsecond=0)


def _find(connection: sa.Connection, id: str) -> Any:
    row = connection.execute(sa.select(p.proposal).where(p.proposal.c.id == id)).first()
    if row is None:
        raise NotFound("proposal_not_found", proposal=id)
    return row


def _views(connection: sa.Connection, *where: Any) -> list[ProposalView]:
    v, counts = p.vote, dict[tuple[str, str], int]()
    for row in connection.execute(
        sa.select(v.c.proposal, v.c.source, sa.func.count()).group_by(v.c.proposal, v.c.source)
    ):
        counts[row[0], row[1]] = row[2]
    query = sa.select(p.proposal, t.event.c.code).join(t.event, t.event.c.id == p.proposal.c.event, isouter=True)
    return [
        ProposalView(
            id=row.id, title=row.title, kind=EventKind(row.kind), text=row.text, state=ProposalState(row.state), at=row.at,
            votes=sum(counts.get((row.id, source.value), 0) for source in VoteSource),
            entered=counts.get((row.id, VoteSource.ENTERED.value), 0),
            imported=counts.get((row.id, VoteSource.IMPORT.value), 0), event=row.code, revision=row.revision,
        )
        for row in connection.execute(query.where(*where))
    ]  # fmt: skip


def _checked(fields: Any) -> dict[str, Any]:
    values = {key: value.strip() if isinstance(value, str) else value for key, value in fields.items()}
    unknown = set(values) - {"title", "kind", "text"}
    if unknown:
        raise TypeError(f"no such fields: {sorted(unknown)}")
    if not values.get("title", "-"):
        raise InvalidInput("title_missing", field="title")
    if "kind" in values:
        values["kind"] = EventKind(values["kind"]).value
    return values
