"""Whom to invite to an event: families ranked by how well they fit it, each with its reasons, and the list to call them by."""

import heapq
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from eventdesk.domain.event import SlotKind
from eventdesk.domain.invitation import Known, LeftOut, Measure, Reason, Wanted, Why, terms
from eventdesk.domain.journal import EntryKind
from eventdesk.domain.message import Channel, Purpose
from eventdesk.domain.registration import RegistrationState
from eventdesk.domain.right import Right
from eventdesk.exchange.interests import COMMON, KIND_WORDS
from eventdesk.services import events
from eventdesk.services import message_people as mp
from eventdesk.services.collecting import collecting_seldom
from eventdesk.services.event_views import EventView
from eventdesk.services.family_views import FamilyHit, PersonView
from eventdesk.services.house import House
from eventdesk.services.people import people_of
from eventdesk.store import plan_tables as p
from eventdesk.store import quick
from eventdesk.store.tables import from_ms, to_ms

MOST = 200
"""How many families are proposed, unless somebody says otherwise."""


@dataclass(frozen=True)
class InvitationRow:
    """A family to invite. Names and phones are as asked for; ``invited``: it has an invitation to this event already."""

    family: str
    score: int
    reasons: tuple[Reason, ...]
    guardian: PersonView | None
    children: tuple[PersonView, ...]
    district: str
    last_visit: date | None
    invited: bool


@dataclass(frozen=True)
class InvitationList:
    """Families by their score, best first; ``fitting`` is how many there are in all, ``left_out`` counts the others."""

    event: str
    title: str
    rows: tuple[InvitationRow, ...]
    fitting: int
    left_out: Mapping[LeftOut, int]


@dataclass(frozen=True)
class ExportedInvitations:
    """A list that was written, and how many families are on it."""

    file: Path
    families: int


class Invitations:
    """The verbs of whom to invite."""

    def __init__(self, house: House) -> None:
        self._house = house

    def rank(
        self, event_code: str, *, limit: int = MOST, channel: Channel = Channel.PHONE, unmasked: bool = False
    ) -> InvitationList:  # fmt: skip
        """Families that fit an event and can be told by ``channel``, the best first; who came last is first among equals.

        Whole names need the right and are audited."""
        self._house.require(Right.LOOK)
        if unmasked:
            self._house.require(Right.UNMASK)
        with collecting_seldom(), self._house.store.reading() as connection:
            event = events.view(connection, event_code)
            found, left_out, fitting = _ranked(connection, event, channel=channel, limit=limit, zone=self._house.zone)
            invited = set[str]().union(
                *(mp.already(connection, event.id, purpose=Purpose.INVITATION, channel=one) for one in Channel)
            )
            day = event.start.astimezone(self._house.zone).date()
            people = people_of(connection, [one.family for one in found], day=day, unmasked=unmasked)
        rows = tuple(_row(one, FamilyHit(one.family, people[one.family]), one.family in invited) for one in found)
        if unmasked and rows:
            with self._house.writing(Right.UNMASK, "unmasked") as unit:
                unit.put("audit.unmasked", {"what": "invitations", "count": len(rows)}, event=event.id)
                unit.commit(subject=event.id, what="invitations", count=len(rows))
        return InvitationList(event.code, event.title, rows, fitting, left_out)

    def export(
        self, event_code: str, file: Path, words: Any, *, limit: int = MOST, channel: Channel = Channel.PHONE, unmasked: bool = False
    ) -> ExportedInvitations:  # fmt: skip
        """Writes the list to call families by: Excel where the file's name ends so, else CSV in UTF-8 with a BOM. Ages are on
        the event's day. Whole names need the right; that it was made is audited. No cell is a formula.
        :class:`StoreProblem` ``invitations_not_written`` where the file can't be."""
        from eventdesk.reports.invitations import write

        self._house.require(Right.EXPORT)
        found = self.rank(event_code, limit=limit, channel=channel, unmasked=unmasked)
        cells = [_cells(place, row, words) for place, row in enumerate(found.rows, start=1)]
        write(file, cells, words)
        with self._house.writing(Right.EXPORT, "invitations.written") as unit:
            unit.put("audit.exported", {"what": "invitations", "count": len(cells), "unmasked": unmasked})
            unit.commit(subject=found.event, count=len(cells), unmasked=unmasked)
        return ExportedInvitations(file, len(cells))


_QUARTER = 900_000
"""Milliseconds of a quarter of an hour: in no zone does a day begin within one."""


@dataclass(frozen=True)
class _Found:
    family: str
    score: int
    reasons: tuple[Reason, ...]
    district: str
    last_visit: date | None


def reason_words(reason: Reason, words: Any) -> str:
    """A reason in words."""
    if reason.why in (Why.AGE, Why.AGE_MAYBE):
        months = int(reason.detail)
        return str(words(f"invitations.why_{reason.why.value}", age=_age(months, words)))
    if reason.why in (Why.RETURNING, Why.LAPSED):
        months = int(reason.detail)
        ago = words("invitations.months_ago", n=months) if months else words("invitations.this_month")
        return str(words(f"invitations.why_{reason.why.value}", ago=ago))
    return str(words(f"invitations.why_{reason.why.value}", name=reason.detail))


def _age(months: int, words: Any) -> str:
    years, rest = divmod(months, 12)
    if years < 3:
        return str(words("invitations.age_months", n=months))
    return str(words("invitations.age_years", years=years, months=rest) if rest else words("invitations.age_whole", n=years))


def _ranked(
    connection: sa.Connection, event: EventView, *, channel: Channel, limit: int, zone: ZoneInfo
) -> tuple[list[_Found], Mapping[LeftOut, int], int]:  # fmt: skip
    wanted, excluded = _wanted(connection, event, zone), _excluded(connection, event.id, channel)
    reachable = _reachable(connection, channel)
    visits, interests, births = _visits(connection, event, zone), _interests(connection, wanted), _births(connection)
    measure = Measure(wanted)
    left_out: Counter[LeftOut] = Counter()
    heap: list[tuple[int, date, str, Known]] = []
    fitting = 0
    for family, district in quick.tuples(connection, "SELECT id, district FROM family WHERE merged_into IS NULL"):
        why = excluded.get(family) or (LeftOut.NO_ADDRESS if reachable is not None and family not in reachable else None)
        if why is not None:
            left_out[why] += 1
            continue
        known = Known(births.get(family, ()), interests.get(family, ()), district, visits.get(family))
        points = measure.points(known)
        if isinstance(points, LeftOut):
            left_out[points] += 1
            continue
        fitting += 1
        one = (points, known.last_visit or date.min, family, known)
        if len(heap) < limit:
            heapq.heappush(heap, one)
        elif one[:3] > heap[0][:3]:
            heapq.heapreplace(heap, one)
    best = sorted(heap, key=lambda one: one[:3], reverse=True)
    return [_found(family, points, known, measure) for points, _, family, known in best], left_out, fitting


def _found(family: str, points: int, known: Known, measure: Measure) -> _Found:
    why = measure.reasons(known)
    assert not isinstance(why, LeftOut), "its points were counted"
    return _Found(family, points, why, known.district, known.last_visit)


def _wanted(connection: sa.Connection, event: EventView, zone: ZoneInfo) -> Wanted:
    bands = [event.band, *(slot.band for slot in event.slots if slot.kind is SlotKind.SLOT)]
    slots = " ".join(slot.title for slot in event.slots if slot.kind is SlotKind.SLOT)
    about = f"{event.title} {event.purpose} {slots} {KIND_WORDS[event.kind]}"
    address = connection.execute(sa.select(p.venue.c.address).where(p.venue.c.name == event.venue)).scalar_one_or_none()
    return Wanted(
        day=event.start.astimezone(zone).date(), bands=tuple(dict.fromkeys(band for band in bands if band is not None)),
        terms=terms(about, common=COMMON), places=tuple(place for place in (event.venue, address) if place),
    )  # fmt: skip


def _excluded(connection: sa.Connection, event: str, channel: Channel) -> dict[str, LeftOut]:
    """Who is not proposed whatever they are like."""
    found = dict.fromkeys(mp.refusing(connection, channel), LeftOut.OPTED_OUT)
    registered = "SELECT family, state FROM registration WHERE event = ? ORDER BY state = 'cancelled' DESC"
    for family, state in quick.tuples(connection, registered, (event,)):
        found[family] = LeftOut.CANCELLED if state == RegistrationState.CANCELLED.value else LeftOut.REGISTERED
    return found


def _reachable(connection: sa.Connection, channel: Channel) -> set[str] | None:
    """Who has what the channel needs; None where it needs nothing."""
    column = {Channel.PHONE: "phone", Channel.EMAIL: "email"}.get(channel)
    if column is None:
        return None
    return {family for (family,) in quick.tuples(connection, f"SELECT family FROM person WHERE {column} > '' AND role <> 'child'")}


# Each table is read from its beginning to its end and put together here: looking a hundred thousand families up one by one
# in an encrypted file takes several times as long.


def _births(connection: sa.Connection) -> dict[str, tuple[tuple[date, date] | None, ...]]:
    """The first and last possible birthday of every family's children."""
    found: dict[str, tuple[tuple[date, date] | None, ...]] = {}

    @cache
    def span(first: str | None, last: str | None) -> tuple[date, date] | None:
        return (date.fromisoformat(first), date.fromisoformat(last)) if first and last else None

    sql = "SELECT family, birthdate, birth_first, birth_last FROM person WHERE role = 'child'"
    for family, born, first, last in quick.tuples(connection, sql):
        found[family] = (*found.get(family, ()), span(born or first, born or last))
    return found


def _interests(connection: sa.Connection, wanted: Wanted) -> dict[str, tuple[str, ...]]:
    """What each family likes that the event is about, in its own words or the team's. There are few words and many families:
    the words are looked at first."""
    names = [name for (name,) in quick.tuples(connection, "SELECT DISTINCT name FROM family_tag")]
    meeting = [name for name in names if not wanted.terms.isdisjoint(terms(name, common=COMMON))]
    found: dict[str, tuple[str, ...]] = {}
    for name in sorted(meeting):
        for (family,) in quick.tuples(connection, "SELECT family FROM family_tag WHERE name = ?", (name,)):
            found[family] = (*found.get(family, ()), name)
    return found


def _visits(connection: sa.Connection, event: EventView, zone: ZoneInfo) -> dict[str, date]:
    """The day on which each family was last let in anywhere before the event began."""
    kinds = (EntryKind.IN.value, EntryKind.OVERRIDE.value)
    sql = "SELECT id, registration, at FROM journal WHERE kind IN (?, ?) AND event <> ? AND at < ? AND registration IS NOT NULL"
    undone = "SELECT target FROM journal WHERE kind = ? AND target IS NOT NULL"
    voided = {target for (target,) in quick.tuples(connection, undone, (EntryKind.VOID.value,))}
    came: dict[str, int] = {}
    for id, registration, at in quick.tuples(connection, sql, (*kinds, event.id, to_ms(event.start))):
        if at > came.get(registration, 0) and id not in voided:
            came[registration] = at
    last: dict[str, int] = {}
    for id, family in quick.tuples(connection, "SELECT id, family FROM registration") if came else ():
        if id in came:
            last[family] = max(came[id], last.get(family, 0))

    @cache
    def day(quarter: int) -> date:
        return from_ms(quarter * _QUARTER).astimezone(zone).date()

    return {family: day(at // _QUARTER) for family, at in last.items()}


def _row(found: _Found, hit: FamilyHit, invited: bool) -> InvitationRow:
    return InvitationRow(
        family=found.family, score=found.score, reasons=found.reasons, guardian=hit.guardian, children=hit.children,
        district=found.district, last_visit=found.last_visit, invited=invited,
    )  # fmt: skip


def _cells(place: int, row: InvitationRow, words: Any) -> tuple[str | int, ...]:
    guardian = row.guardian
    ages = [words("invitations.age_months", n=child.age_months) for child in row.children if child.age_months is not None]
    sep = words("common.list_sep")
    return (
        place, row.score, (guardian.name or guardian.nickname or "") if guardian else "",
        (guardian.phone or "") if guardian else "",
        sep.join(child.nickname for child in row.children if child.nickname), sep.join(ages), row.district,
        row.last_visit.isoformat() if row.last_visit else "", sep.join(reason_words(one, words) for one in row.reasons),
        words("invitations.invited") if row.invited else "",
    )  # fmt: skip
