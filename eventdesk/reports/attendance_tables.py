"""The attendance report's lists: what its figures can be counted again from. No list holds a name in full."""

from datetime import datetime, timedelta

from eventdesk.domain import attendance as rules
from eventdesk.domain.attendance import Attender
from eventdesk.reports.attendance_facts import AttendanceFacts
from eventdesk.reports.attendance_figures import band_code
from eventdesk.reports.document import Column, Table, Value, ValueKind

_SHORT = 8
BIN = timedelta(minutes=5)


def tables(facts: AttendanceFacts) -> tuple[Table, ...]:
    """Persons, arrivals, who was in, age bands, slots, no-shows, incidents."""
    makers = (_people, _arrivals, _occupancy, _bands, _slots, _no_shows, _incidents)
    return tuple(make(facts) for make in makers)


def short(identity: str) -> str:
    """The end of an identity, which differs where its beginning (a time) is alike. Enough to find a
    registration.
    """
    return identity[-_SHORT:].upper()


def _people(facts: AttendanceFacts) -> Table:
    columns = (
        Column("registration"),
        Column("role", ValueKind.WORD),
        Column("age_months", ValueKind.COUNT),
        Column("slots"),
        Column("fate", ValueKind.WORD),
        Column("first_in", ValueKind.MOMENT),
        Column("station"),
        Column("inside", ValueKind.WORD),
    )
    shown = [person for person in facts.people if person.expected or person.attended]
    shown.sort(key=lambda person: (person.registration, person.child, person.person))
    return Table("people", columns, tuple(_person(facts, person) for person in shown))


def _person(facts: AttendanceFacts, person: Attender) -> tuple[Value, ...]:
    came = "came" if person.expected else "walk_in"
    return (
        short(person.registration),
        "child" if person.child else "adult",
        person.age_months,
        " ".join(person.slots),
        came if person.attended else "no_show" if facts.over else "expected",
        person.first_in.astimezone(facts.tz) if person.first_in is not None else None,
        person.station,
        "inside" if person.inside else "outside",
    )


def _arrivals(facts: AttendanceFacts) -> Table:
    columns = (
        Column("from", ValueKind.MOMENT),
        Column("until", ValueKind.MOMENT),
        Column("arrived", ValueKind.COUNT),
        Column("so_far", ValueKind.COUNT),
    )
    rows: list[tuple[Value, ...]] = []
    so_far = 0
    for begin, arrived in rules.bins(facts.arrivals, BIN):
        so_far += arrived
        rows.append((begin, begin + BIN, arrived, so_far))
    return Table("arrivals", columns, tuple(rows))


def _occupancy(facts: AttendanceFacts) -> Table:
    columns = (Column("until", ValueKind.MOMENT), Column("were_in", ValueKind.COUNT), Column("of_capacity", ValueKind.RATE))
    rows = tuple(
        (end.astimezone(facts.tz), count, count / facts.capacity if facts.capacity else None) for end, count in facts.occupancy
    )
    return Table("occupancy", columns, rows)


def _bands(facts: AttendanceFacts) -> Table:
    columns = (
        Column("age", ValueKind.AGE),
        Column("registered", ValueKind.COUNT),
        Column("attended", ValueKind.COUNT),
    )
    rows = tuple((band_code(band), band.registered, band.attended) for band in facts.bands)
    return Table("age_bands", columns, rows)


def _slots(facts: AttendanceFacts) -> Table:
    columns = (
        Column("code"),
        Column("title"),
        Column("unit", ValueKind.WORD),
        Column("registered", ValueKind.COUNT),
        Column("attended", ValueKind.COUNT),
        Column("capacity", ValueKind.COUNT),
        Column("fill", ValueKind.RATE),
    )
    rows: list[tuple[Value, ...]] = []
    for count in facts.slot_counts:
        slot = count.slot
        fill = count.attended / slot.capacity if slot.capacity else None
        rows.append((slot.code, slot.title, slot.unit.value, count.registered, count.attended, slot.capacity, fill))
    return Table("slots", columns, tuple(rows))


def _no_shows(facts: AttendanceFacts) -> Table:
    columns = (
        Column("family"),
        Column("phone"),
        Column("adults", ValueKind.COUNT),
        Column("children", ValueKind.COUNT),
        Column("slots"),
    )
    rows = tuple(
        (missing.label, missing.phone, missing.adults, missing.children, " ".join(missing.slots))
        for missing in facts.no_shows
    )
    return Table("no_shows", columns, rows, called="" if facts.over else "still_expected")


def _incidents(facts: AttendanceFacts) -> Table:
    columns = (Column("person"), Column("entered", ValueKind.MOMENT), Column("station"), Column("journal"))
    rows: list[tuple[Value, ...]] = []
    for incident in facts.incidents:
        for entry in incident["entries"]:
            person, journal = short(str(incident["person"])), short(str(entry["journal"]))
            at = datetime.fromisoformat(str(entry["at"])).astimezone(facts.tz)
            rows.append((person, at, str(entry["station"]), journal))
    return Table("incidents", columns, tuple(rows))
