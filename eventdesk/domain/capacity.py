"""The one capacity function. Registration, import, move, override, walk-in and waitlist all ask it.

Limits hold for an event and for each of its slots, each counting in its own unit. A whole family fits or waits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from eventdesk.domain.event import Unit


@dataclass(frozen=True)
class Party:
    """The people of one registration."""

    adults: int
    children: int

    @property
    def persons(self) -> int:
        """Adults and children together."""
        return self.adults + self.children

    def places(self, unit: Unit) -> int:
        """How many places the party takes where a limit counts in ``unit``."""
        match unit:
            case Unit.PERSONS:
                return self.persons
            case Unit.CHILDREN:
                return self.children
            case Unit.FAMILIES:
                return 1


@dataclass(frozen=True)
class Limit:
    """A number of places in a unit; ``places`` None is no limit."""

    places: int | None
    unit: Unit = Unit.PERSONS


@dataclass
class Usage:
    """Places taken and families waiting so far, for the event and for each slot."""

    event: int = 0
    slots: dict[str, int] = field(default_factory=dict)
    event_waiting: bool = False
    slots_waiting: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Allocation:
    """What a party gets: ``confirmed`` at all, and for each chosen slot whether it has its places there."""

    confirmed: bool
    slots: Mapping[str, bool]

    @property
    def partly(self) -> bool:
        """Confirmed, but waiting for some of the chosen slots."""
        return self.confirmed and not all(self.slots.values())


def fits(limit: Limit, taken: int, party: Party) -> bool:
    """Whether the party's places are free under one limit."""
    return limit.places is None or taken + party.places(limit.unit) <= limit.places


def allocate(
    *, event: Limit, slots: Mapping[str, Limit], usage: Usage, party: Party, chosen: Sequence[str], pass_over: bool = False
) -> Allocation:
    """Gives the party its places, or a place in the queue, and counts it in ``usage``.

    The queue is strict unless ``pass_over``: once a family waits for a limit, later ones wait behind it, even where a
    smaller one would fit. The event's own limit comes first; a family that no chosen slot can take waits as a whole
    and takes no place of the event.
    """
    event_free = (pass_over or not usage.event_waiting) and fits(event, usage.event, party)
    granted: dict[str, bool] = {}
    for code in chosen:
        limit = slots.get(code, Limit(None))
        queue_ahead = not pass_over and code in usage.slots_waiting
        granted[code] = event_free and not queue_ahead and fits(limit, usage.slots.get(code, 0), party)
    confirmed = event_free and (not granted or any(granted.values()))
    _count(usage, event=event, slots=slots, party=party, granted=granted, confirmed=confirmed, event_free=event_free)
    return Allocation(confirmed=confirmed, slots=granted)


def _count(
    usage: Usage, *, event: Limit, slots: Mapping[str, Limit], party: Party, granted: Mapping[str, bool],
    confirmed: bool, event_free: bool,
) -> None:  # fmt: skip
    if confirmed:
        usage.event += party.places(event.unit)
    elif not event_free:
        usage.event_waiting = True
    for code, has_place in granted.items():
        if has_place:
            usage.slots[code] = usage.slots.get(code, 0) + party.places(slots.get(code, Limit(None)).unit)
        elif event_free:
            usage.slots_waiting.add(code)


def occupy(
    usage: Usage, *, event: Limit, slots: Mapping[str, Limit], party: Party, slot_states: Mapping[str, bool], confirmed: bool
) -> None:
    """Counts a party whose places were settled before: what a stored registration holds and waits for.

    Count the confirmed ones first: whether somebody waits for the event itself is seen by its places being taken.
    """
    if confirmed:
        usage.event += party.places(event.unit)
    elif not slot_states or not fits(event, usage.event, party):
        usage.event_waiting = True
    for code, has_place in slot_states.items():
        if has_place and confirmed:
            usage.slots[code] = usage.slots.get(code, 0) + party.places(slots.get(code, Limit(None)).unit)
        else:
            usage.slots_waiting.add(code)
