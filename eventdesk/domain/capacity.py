"""The one capacity function. Registration, import, move, override, walk-in and waitlist all ask it.

Limits hold for an event and for each of its slots, each counting in its own unit. A whole family fits or waits.
"""

from collections.abc import Collection, Mapping, Sequence
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
    granted = {code: event_free and _open(slots, usage, code, party, pass_over=pass_over) for code in chosen}
    confirmed = event_free and (not granted or any(granted.values()))
    if confirmed:
        usage.event += party.places(event.unit)
    elif not event_free:
        usage.event_waiting = True
    for code, has_place in granted.items():
        if has_place:
            _take(slots, usage, code, party)
        elif event_free:
            usage.slots_waiting.add(code)
    return Allocation(confirmed=confirmed, slots=granted)


def occupy(
    usage: Usage, *, event: Limit, slots: Mapping[str, Limit], party: Party, slot_states: Mapping[str, bool], confirmed: bool
) -> None:
    """Counts a party whose places were settled before: what a stored registration holds and waits for.

    Count the confirmed ones first and the waiting ones in their order. What a family waits for is seen by what it can't
    have: one that would fit everywhere waits for the event, and later ones stay behind it.
    """
    if confirmed:
        usage.event += party.places(event.unit)
    elif not slot_states or not fits(event, usage.event, party) or any(_open(slots, usage, code, party) for code in slot_states):
        usage.event_waiting = True
    for code, has_place in slot_states.items():
        if has_place and confirmed:
            _take(slots, usage, code, party)
        else:
            usage.slots_waiting.add(code)


def allocate_more(
    *, slots: Mapping[str, Limit], usage: Usage, party: Party, chosen: Sequence[str], pass_over: bool = False
) -> dict[str, bool]:
    """Further slots for a party that has its places of the event: whether it gets each, counted in ``usage``."""
    granted = {}
    for code in chosen:
        granted[code] = _open(slots, usage, code, party, pass_over=pass_over)
        if granted[code]:
            _take(slots, usage, code, party)
        else:
            usage.slots_waiting.add(code)
    return granted


def resize(
    *, event: Limit, slots: Mapping[str, Limit], usage: Usage, before: Party, after: Party, held: Sequence[str]
) -> bool:
    """Counts a party that has its places anew, with another head count; ``held`` are the slots that it has.

    False, and nothing changes, where it would need more places than are free. It may always become smaller.
    """
    wanted = [(event, usage.event), *((slots.get(code, Limit(None)), usage.slots.get(code, 0)) for code in held)]
    for limit, taken in wanted:
        more = after.places(limit.unit) - before.places(limit.unit)
        if more > 0 and limit.places is not None and taken + more > limit.places:
            return False
    usage.event += after.places(event.unit) - before.places(event.unit)
    for code in held:
        unit = slots.get(code, Limit(None)).unit
        usage.slots[code] = usage.slots.get(code, 0) + after.places(unit) - before.places(unit)
    return True


def shrank(before: Limit, after: Limit) -> bool:
    """Whether a limit may hold fewer than it did: a smaller number, the first one, or another unit."""
    if after.places is None:
        return False
    return before.places is None or after.places < before.places or after.unit is not before.unit


def crowded_out(
    *, event: Limit, slots: Mapping[str, Limit], held: Sequence[tuple[str, Party, tuple[str, ...], bool]],
    inside: Collection[str] = (), pass_over: bool = False,
) -> dict[str, tuple[str, ...] | None]:  # fmt: skip
    """Who has places that limits, made smaller, no longer hold; the earlier in ``held`` keeps its own.

    ``held`` are (registration, party, codes of the slots it has, whether it chose any). Those ``inside`` (registrations)
    keep all they have and count before everybody else. The queue is strict unless ``pass_over``: once a family loses a
    limit's place, all later ones lose theirs. The answer names the slots that a registration loses, or None where it
    loses its places as a whole: the event's, or its last slot.
    """
    usage = Usage()
    for registration, party, codes, _ in held:
        if registration in inside:
            _hold(event, slots, usage, party, codes)
    out: dict[str, tuple[str, ...] | None] = {}
    for registration, party, codes, chose in held:
        if registration in inside:
            continue
        if (usage.event_waiting and not pass_over) or not fits(event, usage.event, party):
            usage.event_waiting = True
            out[registration] = None
            continue
        kept = tuple(code for code in codes if _open(slots, usage, code, party, pass_over=pass_over))
        lost = tuple(code for code in codes if code not in kept)
        usage.slots_waiting.update(lost)
        if chose and codes and not kept:
            out[registration] = None
            continue
        _hold(event, slots, usage, party, kept)
        if lost:
            out[registration] = lost
    return out


def _hold(event: Limit, slots: Mapping[str, Limit], usage: Usage, party: Party, codes: Sequence[str]) -> None:
    usage.event += party.places(event.unit)
    for code in codes:
        _take(slots, usage, code, party)


def _open(slots: Mapping[str, Limit], usage: Usage, code: str, party: Party, *, pass_over: bool = False) -> bool:
    """Whether a slot has room for the party, and nobody waits for it before them."""
    queue_ahead = not pass_over and code in usage.slots_waiting
    return not queue_ahead and fits(slots.get(code, Limit(None)), usage.slots.get(code, 0), party)


def _take(slots: Mapping[str, Limit], usage: Usage, code: str, party: Party) -> None:
    usage.slots[code] = usage.slots.get(code, 0) + party.places(slots.get(code, Limit(None)).unit)
