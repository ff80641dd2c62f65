"""Families that may be one: proposed with reasons, and remembered where somebody said that they are not."""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from eventdesk.domain.duplicates import LEAST, Proposal, Reason, Somebody, propose
from eventdesk.domain.family import Role
from eventdesk.domain.right import Right
from eventdesk.errors import InvalidInput
from eventdesk.services.collecting import collecting_seldom
from eventdesk.services.event_views import NOTHING, Changes
from eventdesk.services.family_reading import find_family
from eventdesk.services.family_views import PersonView
from eventdesk.services.house import House
from eventdesk.services.people import people_of
from eventdesk.services.typed import plain
from eventdesk.store import family_tables as f
from eventdesk.store import quick
from eventdesk.store.search_keys import sound_of

CHANGES: Changes = frozenset({"families", "duplicates"})

# Only those in whom a family could be recognised, and of them only what is compared.
_EVERYBODY = """SELECT p.family, p.role, p.name, p.nickname, coalesce(p.birthdate, p.birth_first || p.birth_last), p.phone,
 p.phone2, p.wechat, p.email FROM person p WHERE p.family NOT IN (SELECT gone FROM family_merge WHERE undone_at IS NULL)"""


@dataclass(frozen=True)
class DuplicateView:
    """Two families that may be one, with their people. ``score`` is of 100, ``reasons`` come strongest first."""

    first: str
    second: str
    score: int
    reasons: tuple[Reason, ...]
    first_people: tuple[PersonView, ...]
    second_people: tuple[PersonView, ...]


@dataclass(frozen=True)
class Dismissed:
    """That two families were said not to be one, or that this was taken back."""

    first: str
    second: str
    changes: Changes = NOTHING


class Duplicates:
    """The verbs of duplicates."""

    def __init__(self, house: House) -> None:
        self._house = house

    def list(self, *, least: int = LEAST, limit: int = 200, unmasked: bool = False) -> tuple[DuplicateView, ...]:
        """The families that may be one, the likeliest first, without those that somebody said are not."""
        self._house.require(Right.LOOK)
        if unmasked:
            self._house.require(Right.UNMASK)
        day = self._house.clock.now().astimezone(self._house.zone).date()
        with self._house.store.reading() as connection:
            found = proposals(connection, least=least)[:limit]
            families = [family for proposal in found for family in (proposal.first, proposal.second)]
            people = people_of(connection, families, day=day, unmasked=unmasked)
        if unmasked and found:
            with self._house.writing(Right.UNMASK, "unmasked") as unit:
                unit.put("audit.unmasked", {"what": "families.duplicates", "count": len(families)})
                unit.commit(what="families.duplicates", count=len(families))
        return tuple(
            DuplicateView(one.first, one.second, one.score, one.reasons, people[one.first], people[one.second]) for one in found
        )

    def dismiss(self, first: str, second: str) -> Dismissed:
        """Two families are not one; they are proposed no more."""
        with self._house.writing(Right.REGISTRATIONS, "duplicate.dismissed") as unit:
            one, other = _pair(unit.connection, first, second)
            known = f.not_duplicate
            row = {"first": one, "second": other, "at": unit.now}
            if unit.execute(sa.select(known).where(known.c.first == one, known.c.second == other)).first() is None:
                unit.execute(known.insert(), row)
                unit.put("not_duplicate", plain(row))
                unit.commit(subject=one)
        return Dismissed(one, other, CHANGES)

    def propose_again(self, first: str, second: str) -> Dismissed:
        """Takes back that two families are not one."""
        with self._house.writing(Right.REGISTRATIONS, "duplicate.proposed") as unit:
            one, other = _pair(unit.connection, first, second)
            known = f.not_duplicate
            if unit.execute(known.delete().where(known.c.first == one, known.c.second == other)).rowcount:
                unit.put("not_duplicate.removed", {"first": one, "second": other})
                unit.commit(subject=one)
        return Dismissed(one, other, CHANGES)


def proposals(connection: sa.Connection, *, least: int = LEAST) -> list[Proposal]:
    """The families of a desk that may be one, the likeliest first."""
    known = f.not_duplicate.c
    dismissed = [tuple(row) for row in connection.execute(sa.select(known.first, known.second))]
    with collecting_seldom():
        return propose(_everybody(connection), sound=sound_of, dismissed=dismissed, least=least)


def _everybody(connection: sa.Connection) -> Iterator[Somebody]:
    child = Role.CHILD.value
    for family, role, name, nickname, born, phone, phone2, wechat, email in quick.tuples(connection, _EVERYBODY):
        phones = (phone, phone2) if phone and phone2 else (phone,) if phone else (phone2,) if phone2 else ()
        yield Somebody(
            family, role == child, name or "", nickname or "", born, phones, (wechat or "").strip().lower(),
            (email or "").strip().lower(),
        )  # fmt: skip


def _pair(connection: sa.Connection, first: str, second: str) -> tuple[str, str]:
    one, other = sorted((find_family(connection, first).id, find_family(connection, second).id))
    if one == other:
        raise InvalidInput("same_family", field="family")
    return one, other
