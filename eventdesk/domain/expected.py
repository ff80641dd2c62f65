"""Who was expected when an event began (figures, §6 of the field's rules): R is settled then, whatever the desk does after."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Self

from eventdesk.domain.identity import made_ms


class Seat(NamedTuple):
    """A member of a registration: the person's id, whether a child, and whether the party counts them."""

    person: str
    child: bool
    counted: bool = True


@dataclass(frozen=True)
class Expected:
    """Who of a registration was expected: how many, and the ids of the people, adults first."""

    adults: int
    children: int
    members: tuple[str, ...]

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Self:
        """From what :meth:`plain` gives."""
        return cls(plain["adults"], plain["children"], tuple(plain["members"]))

    def plain(self) -> dict[str, Any]:
        """As it is stored with the registration."""
        return {"adults": self.adults, "children": self.children, "members": list(self.members)}

    @property
    def anybody(self) -> bool:
        """Whether anybody was expected at all."""
        return bool(self.members)

    @property
    def seats(self) -> dict[str, bool]:
        """The people, and whether each is a child."""
        return {person: place >= self.adults for place, person in enumerate(self.members)}


NOBODY = Expected(0, 0, ())
"""Of a registration that waited, was cancelled, or did not exist when the event began."""


def has_begun(event: str, start: datetime, *, now: datetime) -> bool:
    """Whether the start of an event (its id) has settled who was expected.

    An event that was entered only after it had begun, as past ones are that somebody writes down later, settled nothing:
    its registrations count as they stand.
    """
    return start <= now and made_ms(event) <= int(start.timestamp() * 1000)


def counts_as_expected(*, confirmed: bool, at_door: bool) -> bool:
    """Whether whom a registration counts is expected, as it stands before anything changes; ``at_door`` is a walk-in."""
    return confirmed and not at_door


def was_expected(seats: Sequence[Seat], *, confirmed: bool, at_door: bool) -> Expected:
    """Who is expected of a registration, see :func:`counts_as_expected`."""
    if not counts_as_expected(confirmed=confirmed, at_door=at_door):
        return NOBODY
    adults = [seat.person for seat in seats if seat.counted and not seat.child]
    children = [seat.person for seat in seats if seat.counted and seat.child]
    return Expected(len(adults), len(children), (*adults, *children))


def expected_people(kept: Expected, now: Sequence[Seat], *, came: Collection[str]) -> dict[str, bool]:
    """The people who count as expected, and whether each is a child; always as many adults and children as were ``kept``.

    Where a registration no longer counts somebody who was expected and did not come, whoever of it came instead stands in:
    a nameless child may have been given a name, or be a child of a family that was found to be the same.
    """
    found = dict(kept.seats)
    counted = {seat.person for seat in now if seat.counted}
    gone = [person for person in found if person not in counted and person not in came]
    for seat in (seat for seat in now if seat.person in came and seat.person not in found):
        place = next((person for person in gone if found[person] is seat.child), None)
        if place is not None:
            gone.remove(place)
            found = {seat.person if person == place else person: child for person, child in found.items()}
    return found
