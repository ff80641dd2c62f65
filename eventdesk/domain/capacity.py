"""The one capacity function. Registration, import, move, override, walk-in, offer and waitlist all ask it.

An event has limits: its own, those of its slots and rooms, of ages, and of a family's size. Each counts in its own unit
and is soft (a person with the right passes it, with a reason) or hard (nobody does). A whole family fits or waits.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property

from eventdesk.domain.age import AgeBand, months_between
from eventdesk.domain.event import Unit


class Count(StrEnum):
    """What a limit counts: what a capacity does, or the adults alone."""

    PERSONS = "persons"
    CHILDREN = "children"
    FAMILIES = "families"
    ADULTS = "adults"


class LimitKind(StrEnum):
    """What a limit is about. ``family`` says how large one registration may be; the others are shared by all."""

    EVENT = "event"
    SLOT = "slot"
    ROOM = "room"
    BAND = "band"
    FAMILY = "family"


@dataclass(frozen=True)
class Party:
    """The people of one registration.

    ``births`` are (earliest, latest possible day of birth) of the children of whom that is known. The others may be of
    any age, and count in every age band: a limit is never passed by what nobody wrote down.
    """

    adults: int
    children: int
    births: tuple[tuple[date, date], ...] = field(default=(), compare=False)

    @property
    def persons(self) -> int:
        """Adults and children together."""
        return self.adults + self.children

    def places(self, unit: Unit | Count) -> int:
        """How many places the party takes where a limit counts in ``unit``."""
        match unit.value:
            case "persons":
                return self.persons
            case "children":
                return self.children
            case "adults":
                return self.adults
            case _:
                return 1

    def children_of(self, ages: AgeBand, day: date) -> int:
        """How many of the children may be of these ages on a day, those of unknown age included."""
        may_be = sum(
            months_between(latest, day) <= ages.max_months and months_between(earliest, day) >= ages.min_months
            for earliest, latest in self.births[: self.children]
        )
        return may_be + self.children - min(len(self.births), self.children)


@dataclass(frozen=True)
class Limit:
    """A number of places in a unit; ``places`` None is no limit.

    ``slots`` are the codes of those whose people share the places, a family counted once; None: everybody who has a place
    of the event. ``ages`` are looked at on ``day``. ``own`` is the capacity of the event or of a slot itself, which always
    has a queue; any other limit holds up only those who would take places of it. ``subject`` is what people call it.
    """

    places: int | None
    unit: Unit | Count = Unit.PERSONS
    kind: LimitKind = LimitKind.EVENT
    hard: bool = False
    key: str = ""
    subject: str = ""
    slots: frozenset[str] | None = None
    ages: AgeBand | None = None
    day: date = date.min
    own: bool = False

    def need(self, party: Party) -> int:
        """How many of the places a party takes."""
        if self.ages is None:
            return party.places(self.unit)
        found = party.children_of(self.ages, self.day)
        return min(found, 1) if self.unit.value == Count.FAMILIES.value else found


@dataclass(frozen=True)
class Limits:
    """All limits of an event: of the event as a whole, by the code of each slot, and of a family's size."""

    event: tuple[Limit, ...] = ()
    slots: Mapping[str, tuple[Limit, ...]] = field(default_factory=dict)
    family: tuple[Limit, ...] = ()

    @property
    def shared(self) -> tuple[Limit, ...]:
        """Every limit whose places families share, once each."""
        found = {limit.key: limit for limit in (*self.event, *(one for some in self.slots.values() for one in some))}
        return tuple(found.values())

    @cached_property
    def by_age(self) -> bool:
        """Whether days of birth are needed to count."""
        return any(limit.ages is not None for limit in self.shared)

    def only(self, keys: Collection[str]) -> "Limits":
        """The same with no places counted but under these limits."""

        def kept(some: tuple[Limit, ...]) -> tuple[Limit, ...]:
            return tuple(one if one.key in keys else replace(one, places=None) for one in some if one.own or one.key in keys)

        return Limits(kept(self.event), {code: kept(some) for code, some in self.slots.items()})


def own_limits(event: Limit, slots: Mapping[str, Limit]) -> Limits:
    """The limits of an event and its slots alone, which every event has."""
    return Limits(
        (replace(event, kind=LimitKind.EVENT, key=EVENT_KEY, own=True),),
        {
            code: (replace(one, kind=LimitKind.SLOT, key=slot_key(code), slots=frozenset((code,)), own=True),)
            for code, one in slots.items()
        },
    )


EVENT_KEY = "event"
"""The key of the event's own limit."""


def slot_key(code: str) -> str:
    """The key of a slot's own limit."""
    return f"slot:{code}"


@dataclass(frozen=True)
class Allocation:
    """What a party gets: ``confirmed`` at all, and for each chosen slot whether it has its places there.

    ``in_way`` are the limits that kept anything from it, ``beyond`` the soft ones that were passed for it.
    """

    confirmed: bool
    slots: Mapping[str, bool]
    in_way: tuple[Limit, ...] = ()
    beyond: tuple[Limit, ...] = ()

    @property
    def partly(self) -> bool:
        """Confirmed, but waiting for some of the chosen slots."""
        return self.confirmed and not all(self.slots.values())


class Allotment:
    """The places of one event while they are given out: what is taken, and which limits somebody waits for.

    The queue is strict unless ``pass_over``: once a family waits for a limit, later ones wait behind it, even where a
    smaller one would fit.
    """

    def __init__(self, limits: Limits, *, pass_over: bool = False) -> None:
        self.limits, self.pass_over = limits, pass_over
        self.taken: dict[str, int] = {}
        self.waiting: set[str] = set()

    def in_way(
        self, limits: Iterable[Limit], party: Party, *, held: Collection[str] = (), queue: bool = True, hard: bool = False
    ) -> tuple[Limit, ...]:
        """Which of some limits keep a party from places: too few are free, or others wait before it (``queue``).

        ``held`` are slots that it has already; ``hard`` asks the hard limits alone, and no queue.
        """
        found = []
        for limit in limits:
            if hard and not limit.hard:
                continue
            need = self._need(limit, party, held)
            full = limit.places is not None and self.taken.get(limit.key, 0) + need > limit.places
            behind = queue and not hard and not self.pass_over and limit.key in self.waiting
            if (full or behind) and (need > 0 or limit.own):
                found.append(limit)
        return tuple(found)

    def too_large(self, party: Party, *, hard: bool = False) -> tuple[Limit, ...]:
        """Which limits of a family's size a party passes."""
        return tuple(
            one for one in self.limits.family
            if one.places is not None and one.need(party) > one.places and (one.hard or not hard)
        )  # fmt: skip

    def of_slot(self, code: str) -> tuple[Limit, ...]:
        """The limits that a place in a slot counts under."""
        return self.limits.slots.get(code, ())

    def hold(self, party: Party, codes: Collection[str], *, more_than: Collection[str] | None = None) -> None:
        """Counts places of the event and of slots. ``more_than`` are slots of a party that was counted with them before."""
        if more_than is None:
            self._count(self.limits.event, party)
        held = more_than or ()
        touched = {one.key: one for code in codes if code not in held for one in self.of_slot(code)}
        self._count((one for one in touched.values() if self._counts(one, held)), party)

    def wait(self, party: Party, codes: Sequence[str], *, held: Collection[str] | None = None) -> None:
        """Remembers what a stored registration waits for; ``held`` are its slots where it has its place of the event.

        Count all places that are held first, then call this in the order of the queue. What a family waits for is seen by
        what it can't have: one that would fit everywhere waits for the event, and later ones stay behind it. One that is
        larger than a family may be waits for a decision, not for places, and holds up nobody.
        """
        if held is None and self.too_large(party):
            return
        blocks = {code: self.in_way(self.of_slot(code), party, held=held or ()) for code in codes}
        if held is None:
            of_event = self.in_way(self.limits.event, party)
            self._wait_for(of_event)
            if not of_event and (not blocks or not all(blocks.values())):
                self.waiting.add(EVENT_KEY)
            if of_event and not any(one.own for one in of_event):
                blocks = {code: found for code, found in blocks.items() if found}
        for code, found in blocks.items():
            self.waiting.update((one.key for one in found) if found else (slot_key(code),))

    def allocate(self, party: Party, chosen: Sequence[str], *, override: bool = False) -> Allocation:
        """Gives the party its places, or a place in the queue, and counts it.

        The event's own limits come first; a family that no chosen slot can take waits as a whole and takes no place of
        the event. ``override`` passes soft limits and the queue.
        """
        too_large = self.too_large(party, hard=override)
        if too_large:
            return Allocation(confirmed=False, slots=dict.fromkeys(chosen, False), in_way=too_large)
        of_event = self.in_way(self.limits.event, party, hard=override)
        blocks = {code: self.in_way(self.of_slot(code), party, hard=override) for code in chosen}
        granted = {code: not of_event and not found for code, found in blocks.items()}
        confirmed = not of_event and (not granted or any(granted.values()))
        in_way = of_event or tuple({one.key: one for found in blocks.values() for one in found}.values())
        beyond = self._beyond(party, granted) if override and confirmed else ()
        self._wait_for(in_way)
        if confirmed:
            self.hold(party, [code for code, has_place in granted.items() if has_place])
        return Allocation(confirmed, granted, in_way, beyond)

    def more(self, party: Party, chosen: Sequence[str], *, held: Collection[str] = ()) -> dict[str, bool]:
        """Further slots for a party that has its places of the event: whether it gets each, counted."""
        granted = {}
        for code in chosen:
            found = self.in_way(self.of_slot(code), party, held=held)
            granted[code] = not found
            self._wait_for(found)
            if not found:
                self.hold(party, (code,), more_than=held)
                held = (*held, code)
        return granted

    def resize(self, before: Party, after: Party, held: Collection[str], *, override: bool = False) -> tuple[Limit, ...]:
        """Counts a party that has its places anew, with other people; ``held`` are the slots that it has.

        Where it would need more places than are free nothing changes, and the limits in the way are the answer. It may
        always become smaller.
        """
        in_way = tuple(one for one in self.would_pass(before, after, held) if one.hard or not override)
        if not in_way:
            for one in self._touched(held):
                self.taken[one.key] = self.taken.get(one.key, 0) + one.need(after) - one.need(before)
        return in_way

    def would_pass(self, before: Party, after: Party, held: Collection[str]) -> tuple[Limit, ...]:
        """Which limits a party that has its places would pass by becoming another one; nothing is counted."""

        def passes(one: Limit, taken: int) -> bool:
            more = one.need(after) - one.need(before)
            return one.places is not None and more > 0 and taken + more > one.places

        shared = [one for one in self._touched(held) if passes(one, self.taken.get(one.key, 0))]
        return (*shared, *(one for one in self.limits.family if passes(one, one.need(before))))

    def _touched(self, held: Collection[str]) -> tuple[Limit, ...]:
        of_slots = {one.key: one for code in held for one in self.of_slot(code)}
        return (*self.limits.event, *of_slots.values())

    def free(self, limit: Limit) -> int | None:
        """How many places of a limit are free, never below 0; None without a number."""
        return None if limit.places is None else max(limit.places - self.taken.get(limit.key, 0), 0)

    def _beyond(self, party: Party, granted: Mapping[str, bool]) -> tuple[Limit, ...]:
        asked = (*self.limits.event, *(one for code, has_place in granted.items() if has_place for one in self.of_slot(code)))
        passed = (*self.in_way(asked, party, queue=False), *self.too_large(party))
        return tuple({one.key: one for one in passed}.values())

    def _wait_for(self, limits: Iterable[Limit]) -> None:
        self.waiting.update(one.key for one in limits)

    def _need(self, limit: Limit, party: Party, held: Collection[str]) -> int:
        return limit.need(party) if self._counts(limit, held) else 0

    def _counts(self, limit: Limit, held: Collection[str]) -> bool:
        """Whether a party is still to be counted under a limit: one is counted once, in however many of its slots."""
        return not held or limit.slots is None or limit.slots.isdisjoint(held)

    def _count(self, limits: Iterable[Limit], party: Party) -> None:
        for limit in limits:
            self.taken[limit.key] = self.taken.get(limit.key, 0) + limit.need(party)


def shrank(before: Limit, after: Limit) -> bool:
    """Whether a limit may hold fewer than it did: a smaller number, the first one, or another unit."""
    if after.places is None:
        return False
    return before.places is None or after.places < before.places or after.unit is not before.unit
