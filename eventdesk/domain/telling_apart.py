"""What two desks that did not know of each other called alike, told apart at every desk in the same way.

A value that must be one's own (a code, a name, a number) is *claimed* by each record that its items give it to. Who is called
what is a function of all claims, in whatever order they were heard of: the lowest id, which is the first that was made, keeps what it
claims; each next one gets a value that nobody claims. The claim itself stays in its item.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass

from eventdesk.domain.pickup import station_prefix


@dataclass(frozen=True, order=True)
class Claim:
    """A record's id, what it wants to be called, and among whom that must be its own (an event's slots, a venue's rooms)."""

    id: str
    value: str | int
    among: tuple[Hashable, ...] = ()


Another = Callable[[str | int, frozenset[str | int]], str | int]
"""A value instead of one that is taken; the set holds all that can't be had."""


def named(value: str | int, taken: frozenset[str | int]) -> str:
    """The name and a number: ``东门 2``."""
    return _numbered(value, " ", taken)


def coded(value: str | int, taken: frozenset[str | int]) -> str:
    """The code and a number, without a gap: ``S1-2``. Paper with the code on it leads to all that begin so."""
    return _numbered(value, "-", taken)


def counted(value: str | int, taken: frozenset[str | int]) -> int:
    """The next number."""
    number = int(value) + 1
    while number in taken:
        number += 1
    return number


def prefixed(value: str | int, taken: frozenset[str | int]) -> str:
    """The next free prefix of pick-up codes."""
    return station_prefix({str(one) for one in taken})


def _numbered(value: str | int, joint: str, taken: frozenset[str | int]) -> str:
    number = 2
    while f"{value}{joint}{number}" in taken:
        number += 1
    return f"{value}{joint}{number}"


def told_apart(claims: Iterable[Claim], another: Another) -> dict[str, str | int]:
    """What each record is called, by its id: no two among the same alike."""
    ordered = sorted(claims, key=lambda claim: claim.id)
    claimed: dict[tuple[Hashable, ...], set[str | int]] = {}
    for claim in ordered:
        claimed.setdefault(claim.among, set()).add(claim.value)
    kept: dict[tuple[Hashable, ...], set[str | int]] = {among: set() for among in claimed}
    found: dict[str, str | int] = {}
    for claim in ordered:
        here = kept[claim.among]
        free = claim.value not in here
        value = claim.value if free else another(claim.value, frozenset(claimed[claim.among] | here))
        here.add(value)
        found[claim.id] = value
    return found


def standing_for(things: Mapping[str, Hashable]) -> dict[str, str]:
    """Of records that say one thing twice (one volunteer's part in one event), which stands for which: the lowest id for all.
    ``things``: what each record is about, by its id. The result has those alone that another stands for.
    """
    first: dict[Hashable, str] = {}
    found: dict[str, str] = {}
    for id in sorted(things):
        kept = first.setdefault(things[id], id)
        if kept != id:
            found[id] = kept
    return found
