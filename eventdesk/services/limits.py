"""Places as the desk looks at them: every limit of an event with what is taken, and the limits that people set."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from eventdesk.domain.age import AgeBand
from eventdesk.domain.capacity import Allotment, Count, Limit, LimitKind
from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services import calls, events, rows
from eventdesk.services.event_fields import MAX_PLACES
from eventdesk.services.event_views import NOTHING, Changes, EventView
from eventdesk.services.house import House
from eventdesk.services.places import Held, count, event_of, has_event, held_of, limits_of
from eventdesk.services.rows import Removed
from eventdesk.store.family_tables import place_limit

if TYPE_CHECKING:
    from eventdesk.services.overbooking import AdviceView

CHANGES: Changes = frozenset({"places", "registrations", "events"})

UNITS: dict[LimitKind, tuple[Count, ...]] = {
    LimitKind.EVENT: (Count.PERSONS, Count.CHILDREN, Count.FAMILIES),
    LimitKind.SLOT: (Count.PERSONS, Count.CHILDREN, Count.FAMILIES),
    LimitKind.ROOM: (Count.PERSONS, Count.CHILDREN, Count.FAMILIES),
    LimitKind.BAND: (Count.CHILDREN, Count.FAMILIES),
    LimitKind.FAMILY: (Count.PERSONS, Count.CHILDREN, Count.ADULTS),
}
"""What each kind of limit may count, the usual one first."""


@dataclass(frozen=True)
class LimitBar:
    """One limit with its figures, in its own unit but for ``waiting``, which counts families.

    ``limit`` is the id of one that people set, None for a capacity of the event, a slot or a room. ``subject`` is the title
    of the slot or the name of the room, ``slots`` the codes whose families share the places (none: everybody). ``taken``
    and ``offered`` are apart; ``free`` is never below 0. A limit of a family's size has no places to share: its ``taken``
    are the registrations that are larger.
    """

    limit: str | None
    kind: LimitKind
    subject: str
    slots: tuple[str, ...]
    band: AgeBand | None
    unit: Count
    hard: bool
    places: int | None
    taken: int
    offered: int
    waiting: int
    free: int | None

    @property
    def over(self) -> int:
        """How many more are taken or offered than there are places: by an override, or since a day of birth was put right."""
        shared = self.kind is not LimitKind.FAMILY and self.places is not None
        return max(self.taken + self.offered - (self.places or 0), 0) if shared else 0


@dataclass(frozen=True)
class PlacesView:
    """All limits of an event. ``called`` is how many families a smaller limit put onto the list of people to call."""

    event: EventView
    bars: tuple[LimitBar, ...]
    resting: tuple[str, ...] = ()
    called: int = 0
    changes: Changes = NOTHING


class Places:
    """The verbs of places and their limits."""

    def __init__(self, house: House) -> None:
        self._house = house

    def show(self, event_code: str) -> PlacesView:
        """Every limit of an event with its figures; ``resting`` are registrations that let an offer go and still wait."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            event = events.view(connection, event_code)
            return _places(connection, event, now=self._house.clock.now())

    def bars(self, event_code: str) -> tuple[LimitBar, ...]:
        """The limits of :meth:`show`: the event's own first, then its slots, rooms, ages, and a family's size."""
        return self.show(event_code).bars

    def advice(self, event_code: str, *, risk: float = 0.05) -> "AdviceView":
        """How many places to give so that more come than there is room for with at most this chance, and why: see
        :func:`eventdesk.services.overbooking.advice_for`."""
        from eventdesk.services.overbooking import advice_for

        return advice_for(self._house, event_code, risk=risk)

    def add_limit(
        self, event_code: str, *, kind: LimitKind, places: int, unit: Count | None = None, hard: bool = False, slot: str = "",
        room: str = "", band: AgeBand | None = None,
    ) -> PlacesView:  # fmt: skip
        """A further limit: of the event, of one ``slot`` (code), of a ``room`` (which goes before the room's own capacity), of
        the children of an age ``band`` (in one slot, or the event), or of a family's size.

        Those who came last and no longer fit wait and are to be called; nobody is struck off. A limit of a family's size
        holds for whoever registers or grows from now on.
        """
        with self._house.writing(Right.EVENTS, "place_limit.added") as unit_:
            event = events.view(unit_.connection, event_code)
            values = _checked(event, kind, places, unit, slot, room, band) | {"hard": hard}
            l = place_limit.c  # noqa: E741
            same = [place_limit.c[name] == values[name] for name in ("kind", "subject", "unit", "min_months", "max_months")]
            if unit_.execute(sa.select(l.id).where(l.event == event.id, l.hard == hard, *same)).first() is not None:
                raise Conflict("place_limit_exists", event=event.code)
            made = rows.add(unit_, place_limit, {"event": event.id, **values}, event=event.id)
            called = calls.make_room(unit_, event.id, limits=(made,))
            unit_.commit(subject=event.id, kind=kind.value, places=places, hard=hard, waitlisted=called)
        return replace(self.show(event_code), called=called, changes=CHANGES)

    def change_limit(self, limit: str, *, places: int | None = None, hard: bool | None = None) -> PlacesView:
        """Sets the number of a limit and whether it is hard; what is not given stays."""
        with self._house.writing(Right.EVENTS, "place_limit.changed") as unit:
            row, event = _find(unit.connection, limit)
            values = {"places": _places_of(row.places if places is None else places), "hard": row.hard if hard is None else hard}
            called = 0
            if rows.change(unit, place_limit, row, values, event=row.event):
                called = calls.make_room(unit, row.event, limits=(row.id,) if values["places"] < row.places else ())
                unit.commit(subject=row.event, kind=row.kind, places=values["places"], hard=values["hard"], waitlisted=called)
        return replace(self.show(event), called=called, changes=CHANGES)

    def remove_limit(self, limit: str) -> Removed:
        """Takes a limit away; who waits stays waiting until somebody promotes them."""
        with self._house.writing(Right.EVENTS, "place_limit.removed") as unit:
            row, _ = _find(unit.connection, limit)
            removed = rows.remove(unit, place_limit, row, changes=CHANGES, event=row.event)
            unit.commit(subject=row.event, kind=row.kind)
        return removed

    def put_back_limit(self, removed: Removed) -> PlacesView:
        """Sets a limit again that was taken away; who no longer fits waits and is to be called."""
        with self._house.writing(Right.EVENTS, "place_limit.added") as unit:
            event = event_of(unit.connection, removed.values["event"])
            called = 0
            if rows.put_back(unit, place_limit, removed, event=event.id):
                called = calls.make_room(unit, event.id, limits=(str(removed.values["id"]),))
                unit.commit(subject=event.id, kind=removed.values["kind"], waitlisted=called)
        return replace(self.show(event.code), called=called, changes=CHANGES)


def _checked(
    event: EventView, kind: LimitKind, places: int, unit: Count | None, slot: str, room: str, band: AgeBand | None
) -> dict[str, Any]:
    unit = UNITS[kind][0] if unit is None else unit
    if unit not in UNITS[kind]:
        raise InvalidInput("bad_limit_unit", field="unit")
    subject = room.strip() if kind is LimitKind.ROOM else ""
    if slot and kind in (LimitKind.SLOT, LimitKind.BAND):
        found = next((one.id for one in event.bookable if one.code == slot.strip().upper()), None)
        if found is None:
            raise NotFound("slot_not_found", slot=slot)
        subject = found
    if not subject and kind in (LimitKind.SLOT, LimitKind.ROOM):
        raise InvalidInput("limit_subject_missing", field=kind.value)
    if (kind is LimitKind.BAND) is (band is None) or (band is not None and not 0 <= band.min_months <= band.max_months <= 1200):
        raise InvalidInput("bad_limit_band", field="band")
    return {
        "kind": kind.value, "subject": subject, "places": _places_of(places), "unit": unit.value,
        "min_months": band.min_months if band else None, "max_months": band.max_months if band else None,
    }  # fmt: skip


def _places_of(places: int) -> int:
    if not 0 <= places <= MAX_PLACES:
        raise InvalidInput("bad_limit_places", field="places")
    return places


def _find(connection: sa.Connection, limit: str) -> tuple[Any, str]:
    row = connection.execute(sa.select(place_limit).where(place_limit.c.id == limit)).first()
    if row is None:
        raise NotFound("place_limit_not_found", limit=limit)
    return row, event_of(connection, row.event).code


def _places(connection: sa.Connection, event: EventView, *, now: datetime) -> PlacesView:
    limits = limits_of(connection, event)
    held = held_of(connection, event, now=now, by_age=limits.by_age)
    taken, given = Allotment(limits), Allotment(limits)
    count(taken, [replace(one, offered=None) for one in held])
    count(given, held)
    bookable = {slot.code for slot in event.bookable}
    shown = [one for one in limits.shared if one.slots is None or not one.slots.isdisjoint(bookable)]
    shown.sort(key=lambda one: (list(LimitKind).index(one.kind), not one.own))
    bars = [_bar(one, taken, given, held) for one in shown]
    bars += [_family_bar(one, held) for one in limits.family]
    return PlacesView(event, tuple(bars), tuple(one.id for one in held if one.rests and one.waits))


def _bar(limit: Limit, taken: Allotment, given: Allotment, held: Sequence[Held]) -> LimitBar:
    has, kept = taken.taken.get(limit.key, 0), given.taken.get(limit.key, 0)
    return _shown(
        limit, taken=has, offered=kept - has, free=given.free(limit), waiting=sum(_waits_for(limit, one) for one in held)
    )


def _waits_for(limit: Limit, one: Held) -> bool:
    """Whether a family waits for places of a limit that no offer keeps for it."""
    if limit.need(one.party) == 0 and not limit.own:
        return False
    if limit.slots is None:
        return not has_event(one)
    return not limit.slots.isdisjoint(one.wanted)


def _family_bar(limit: Limit, held: Sequence[Held]) -> LimitBar:
    larger = [one for one in held if limit.places is not None and limit.need(one.party) > limit.places]
    confirmed = sum(one.confirmed for one in larger)
    return _shown(limit, taken=confirmed, offered=0, free=None, waiting=len(larger) - confirmed)


def _shown(limit: Limit, *, taken: int, offered: int, free: int | None, waiting: int) -> LimitBar:
    from_people = limit.key.partition(":")[0] if not limit.own else ""
    return LimitBar(
        limit=from_people if from_people not in ("", "room") else None, kind=limit.kind, subject=limit.subject,
        slots=tuple(sorted(limit.slots or ())), band=limit.ages, unit=Count(limit.unit.value), hard=limit.hard,
        places=limit.places, taken=taken, offered=offered, waiting=waiting, free=free,
    )  # fmt: skip
