"""How many adults children need beside them.

Source: NSPCC, "Recommended adult to child ratios for working with children": under 2 years one adult to 3 children, 2 to 3
years 1:4, 4 to 8 years 1:6, 9 to 12 years 1:8, 13 to 18 years 1:10, and always at least two adults. Volunteers under 18
never count. Only those whose vetting is good that day count here. It is something to warn of, nothing that forbids.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eventdesk.domain.age import AgeBand
from eventdesk.domain.roster import last_day, of_age, vetted
from eventdesk.domain.volunteer import Assigned, Shift, Staffing, Volunteer

ALWAYS = 2
PER_ADULT = ((2, 3), (4, 4), (9, 6), (13, 8))
"""Below so many years: children per adult. Between the tiers the stricter one holds, by the youngest of the band."""
OLDER = 10


@dataclass(frozen=True)
class Ratio:
    """The adults beside one group of children. ``shifts`` look after it together: those of one slot at the same hours, or one
    shift alone. ``adults`` are there, ``needed`` ought to be; ``reachable`` is how many these shifts can hold."""

    shifts: tuple[str, ...]
    children: int
    adults: int
    needed: int
    reachable: int

    @property
    def missing(self) -> int:
        """How many adults are missing."""
        return max(0, self.needed - self.adults)


def children_per_adult(band: AgeBand) -> int:
    """How many children of a band one adult may look after, by the youngest of them."""
    return next((most for years, most in PER_ADULT if band.min_months < years * 12), OLDER)


def adults_needed(band: AgeBand, children: int) -> int:
    """How many adults so many children of a band need; none for no children."""
    return max(ALWAYS, -(-children // children_per_adult(band))) if children > 0 else 0


def counts(staffing: Staffing, shift: Shift, volunteer: Volunteer) -> bool:
    """Whether a volunteer counts for a shift's ratio: of age, and with a vetting that is good through it."""
    return of_age(volunteer, shift.start.astimezone(staffing.zone).date()) and vetted(
        volunteer, last_day(shift, staffing)
    )


def groups(staffing: Staffing) -> tuple[tuple[tuple[Shift, ...], int, int], ...]:
    """The shifts that look after one group of children together, with how many children and how many adults are needed."""
    together: dict[object, list[Shift]] = {}
    for shift in staffing.shifts:
        if shift.end > shift.start:
            key = (shift.slot, shift.start, shift.end) if shift.slot is not None else shift.id
            together.setdefault(key, []).append(shift)
    found = []
    for shifts in together.values():
        cared = [(one.children, adults_needed(one.band, one.children)) for one in shifts if one.band and one.children]
        if cared:
            found.append((tuple(shifts), max(children for children, _ in cared), max(needed for _, needed in cared)))
    return tuple(found)


def ratios(staffing: Staffing, among: Sequence[Assigned] | None = None) -> tuple[Ratio, ...]:
    """All groups of children with the adults beside them; those with ``missing`` are what to warn of. ``among`` is the
    staffing's own roster unless another is given."""
    crews: dict[str, list[str]] = {}
    for one in staffing.assigned if among is None else among:
        crews.setdefault(one.shift, []).append(one.volunteer)
    return tuple(
        Ratio(
            shifts=tuple(one.id for one in shifts),
            children=children,
            adults=sum(_adults(staffing, one, crews.get(one.id, ())) for one in shifts),
            needed=needed,
            reachable=min(needed, sum(one.ideal for one in shifts)),
        )
        for shifts, children, needed in groups(staffing)
    )


def _adults(staffing: Staffing, shift: Shift, crew: Iterable[str]) -> int:
    people = staffing.volunteer_by_id
    return sum(1 for id in crew if id in people and counts(staffing, shift, people[id]))
