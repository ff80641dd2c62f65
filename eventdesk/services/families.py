"""Families: one search box for everything they are known by, and what is known of one."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from eventdesk.domain import ticket
from eventdesk.domain.family import is_han
from eventdesk.domain.right import Right
from eventdesk.errors import NotFound
from eventdesk.services.family_views import FamilyHit, FamilyView
from eventdesk.services.house import House
from eventdesk.services.people import people_of
from eventdesk.store import quick
from eventdesk.store import tables as t
from eventdesk.store.search_keys import PHONE, folded

_LAST = "\U0010ffff"
"""Follows every text that begins with a prefix."""

MIN_DIGITS = 4
"""A phone is looked for by this many of its last digits, or more."""

_BY_KEY = "SELECT family FROM search_key WHERE key >= ? AND key < ?"
_BEST_KEY = " ORDER BY key"
_BY_TEXT = "SELECT family FROM name_text WHERE name_text MATCH ?"
_OF_EVENT = """ AND EXISTS (SELECT 1 FROM registration r WHERE r.event = ? AND r.family = {table}.family
 AND r.state <> 'cancelled')"""


class Families:
    """The verbs of families."""

    def __init__(self, house: House) -> None:
        self._house = house

    def search(self, text: str, *, limit: int = 20, event: str | None = None, unmasked: bool = False) -> tuple[FamilyHit, ...]:
        """Families by characters, pinyin, initials, nickname, phone tail or ticket; ``event`` keeps to one event's.

        Best first: what equals the text comes before what only begins with it, and names that begin with a character
        before those that hold it.
        """
        self._house.require(Right.LOOK)
        if unmasked:
            self._house.require(Right.UNMASK)
        with self._house.store.reading() as connection:
            event_id = self._event(connection, event) if event is not None else None
            found = self._find(connection, text, limit, event_id)
            people = people_of(connection, found, day=self._today(), unmasked=unmasked)
            registrations = _registrations(connection, found, event_id)
        if unmasked and found:
            self._note_unmasked("families.search", len(found))
        return tuple(FamilyHit(family, people[family], registrations.get(family)) for family in found)

    def named(self, families: Sequence[str]) -> tuple[FamilyHit, ...]:
        """These families, masked: those behind a figure. Unknown ids are left out."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            people = people_of(connection, families, day=self._today(), unmasked=False)
        return tuple(FamilyHit(family, found) for family, found in people.items() if found)

    def show(self, family: str, *, unmasked: bool = False) -> FamilyView:
        """A family with its members, its events, its consents and all else that is known of it.

        The id of a family that was merged into another shows that one.
        """
        # Searching needs no profile, and has to answer at once.
        from eventdesk.services.family_reading import profile_of

        self._house.require(Right.LOOK)
        if unmasked:
            self._house.require(Right.UNMASK)
        with self._house.store.reading() as connection:
            found = profile_of(connection, family, day=self._today(), unmasked=unmasked)
        if unmasked:
            self._note_unmasked("families.show", 1, subject=found.id)
        return found

    def count(self) -> tuple[int, int]:
        """How many families and named people the desk knows."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            gone = sa.select(t.family.c.id).where(t.family.c.merged_into.is_not(None))
            families = connection.execute(
                sa.select(sa.func.count()).select_from(t.family).where(t.family.c.merged_into.is_(None))
            ).scalar_one()
            people = connection.execute(
                sa.select(sa.func.count()).select_from(t.person).where(t.person.c.family.not_in(gone))
            ).scalar_one()
        return families, people

    def _event(self, connection: sa.Connection, code: str) -> str:
        row = quick.row(connection, "SELECT id FROM event WHERE code = ?", (code.strip().upper(),))
        if row is None:
            raise NotFound("event_not_found", event=code)
        return str(row["id"])

    def _today(self) -> Any:
        return self._house.clock.now().astimezone(self._house.zone).date()

    def _find(self, connection: sa.Connection, text: str, limit: int, event: str | None) -> list[str]:
        question = folded(text)
        if not question:
            return []
        if question.startswith(ticket.PREFIX.lower()) and len(question) > len(ticket.PREFIX) + 20:
            return _by_ticket(connection, question, event)
        scope = (event,) if event is not None else ()
        clause = _OF_EVENT.format(table="search_key") if scope else ""
        digits = "".join(character for character in question if character.isdigit())
        looks_like_phone = len(digits) >= MIN_DIGITS and not any(character.isalpha() for character in question)
        key = PHONE + digits[::-1] if looks_like_phone else "".join(question.split())
        first = _distinct(connection, _BY_KEY + clause + _BEST_KEY, (key, key + _LAST, *scope), limit)
        if len(first) >= limit or not is_han(key):
            return first
        clause = _OF_EVENT.format(table="name_text") if scope else ""
        phrase = " ".join(key).replace('"', " ")
        rest = _distinct(connection, _BY_TEXT + clause, (f'"{phrase}"', *scope), limit)
        return list(dict.fromkeys((*first, *rest)))[:limit]

    def _note_unmasked(self, what: str, count: int, *, subject: str | None = None) -> None:
        with self._house.writing(Right.UNMASK, "unmasked") as unit:
            unit.put("audit.unmasked", {"what": what, "count": count})
            unit.commit(subject=subject, what=what, count=count)


def _distinct(connection: sa.Connection, sql: str, values: tuple[object, ...], limit: int) -> list[str]:
    """The first ``limit`` different families; a family has several keys, so more rows than that may be read."""
    wanted = 4 * limit
    while True:
        rows = quick.rows(connection, f"{sql} LIMIT {wanted}", values)
        found = list(dict.fromkeys(row[0] for row in rows))
        if len(found) >= limit or len(rows) < wanted:
            return found[:limit]
        wanted *= 8


def _by_ticket(connection: sa.Connection, text: str, event: str | None) -> list[str]:
    # Reading signatures takes long to load, and hardly any search is a ticket.
    from eventdesk.services.tickets import Verifier

    try:
        read = Verifier.load(connection).read(text)
    except (ticket.NotATicket, ticket.BadSignature):
        return []
    if event not in (None, read.event):
        return []
    registration = t.registration
    row = connection.execute(sa.select(registration.c.family).where(registration.c.id == read.registration)).first()
    return [] if row is None else [row.family]


def _registrations(connection: sa.Connection, families: list[str], event: str | None) -> dict[str, str]:
    if event is None or not families:
        return {}
    marks = ",".join("?" * len(families))
    sql = f"SELECT family, id FROM registration WHERE event = ? AND state <> 'cancelled' AND family IN ({marks})"
    return {row["family"]: row["id"] for row in quick.rows(connection, sql, (event, *families))}
