"""Who stands behind a figure of the attendance report: exactly those whom the figure counted."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from eventdesk.domain.age import report_band
from eventdesk.domain.attendance import Attender, Movement, Totals
from eventdesk.domain.event import Unit
from eventdesk.reports.attendance_facts import AttendanceFacts
from eventdesk.reports.attendance_figures import band_code

Takes = Callable[[Attender], bool]
_FIVE_MINUTES = timedelta(minutes=5)
_ROLES: dict[str, Takes] = {
    "persons": lambda person: True,
    "families": lambda person: True,
    "adults": lambda person: not person.child,
    "children": lambda person: person.child,
}
_STANDINGS: dict[str, Takes] = {
    "registered": lambda person: person.expected,
    "attended": lambda person: person.attended,
    "walk_ins": lambda person: person.attended and not person.expected,
    "no_shows": lambda person: person.expected and not person.attended,
}
_RATES: dict[str, Takes] = {
    "attendance_rate": lambda person: person.expected and person.attended,
    "no_show_rate": _STANDINGS["no_shows"],
    "walk_in_share": _STANDINGS["walk_ins"],
}


def behind(facts: AttendanceFacts, key: str) -> tuple[Attender, ...] | None:
    """The people whom the figure of this key counts (of a rate: its numerator), in the order of their registrations.

    A figure of families has all those of its families whom it looks at. None where a figure does not count people, or
    where the facts know only a number: those who cancelled.
    """
    takes = _takes(facts, key)
    if takes is None:
        return None
    return tuple(sorted(filter(takes, facts.people), key=lambda p: (p.registration, p.child, p.person)))


def _takes(facts: AttendanceFacts, key: str) -> Takes | None:
    first, _, rest = key.partition(".")
    if first in _STANDINGS and rest in _ROLES:
        return _standing(facts, first, rest)
    if key in _RATES:
        return _RATES[key]
    match first:
        case "inside":
            return lambda person: person.inside
        case "by_station":
            return lambda person: person.attended and person.station == rest
        case "incidents":
            doubled = {str(incident["person"]) for incident in facts.incidents}
            return lambda person: person.person in doubled
        case "peak_5min":
            return _peak(facts.totals)
        case "t50" | "t90":
            until = getattr(facts.totals, first)
            return lambda person: person.first_in is not None and facts.over and until is not None and person.first_in <= until
        case "occupancy_max" | "entries_so_far":
            there = _fullest(facts)
            return lambda person: person.person in there
        case "age_band" | "slot":
            group, _, part = rest.rpartition(".")
            return _band(facts, group, part) if first == "age_band" else _slot(facts, group, part)
    return None


def _standing(facts: AttendanceFacts, standing: str, role: str) -> Takes:
    takes, fits = _STANDINGS[standing], _ROLES[role]
    came: set[str] = set()
    if (standing, role) == ("no_shows", "families"):
        # A family of whom somebody came is not a family that stayed away.
        came = {person.registration for person in facts.people if person.expected and person.attended}
    return lambda person: takes(person) and fits(person) and person.registration not in came


def _fullest(facts: AttendanceFacts) -> frozenset[str]:
    """Who was in at the fullest moment, as the course counts them; of a capacity of children the children alone."""
    crowd = facts.crowd
    if crowd is None:
        return frozenset()
    known = {person.person: person for person in facts.people}
    moved = facts.movements or [Movement(p.first_in, p.person, True) for p in facts.people if p.first_in is not None]
    inside: set[str] = set()
    for step in sorted(moved, key=lambda step: step.at):
        if step.at > crowd.at:
            break
        (inside.add if step.inward else inside.discard)(step.person)
        if step.at == crowd.at and _counted(inside, known, facts.capacity_unit) == crowd.count:
            break
    return frozenset(id for id in inside if id in known and (known[id].child or facts.capacity_unit is not Unit.CHILDREN))


def _counted(inside: set[str], known: Mapping[str, Attender], unit: Unit) -> int:
    there = [known[id] for id in inside if id in known]
    if unit is Unit.FAMILIES:
        return len({person.registration for person in there})
    return sum(person.child or unit is Unit.PERSONS for person in there)


def _peak(totals: Totals) -> Takes:
    peak = totals.peak
    if peak is None:
        return lambda person: False
    begin, end = peak.at, peak.at + _FIVE_MINUTES
    return lambda person: person.first_in is not None and begin <= person.first_in < end


def _band(facts: AttendanceFacts, code: str, part: str) -> Takes:
    band = next(band for band in facts.bands if band_code(band) == code)

    def fits(person: Attender) -> bool:
        if person.age_months is None:
            return person.child and band.first is None
        return person.child and report_band(person.age_months) == (band.first, band.last)

    takes = _STANDINGS[part]
    return lambda person: takes(person) and fits(person)


def _slot(facts: AttendanceFacts, code: str, part: str) -> Takes:
    slot = next(slot for slot in facts.slots if slot.code == code)
    takes = _STANDINGS["registered" if part == "registered" else "attended"]
    children_alone = slot.unit is Unit.CHILDREN
    return lambda person: takes(person) and code in person.slots and (person.child or not children_alone)
