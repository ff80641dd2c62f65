"""How the circle of families grows, over a period: the figures with the families behind each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from eventdesk.domain import growth
from eventdesk.domain.age import months_between, report_band
from eventdesk.domain.family import Role
from eventdesk.domain.right import Right
from eventdesk.errors import InvalidInput
from eventdesk.services.house import House
from eventdesk.store import quick
from eventdesk.store import tables as t
from eventdesk.store.tables import from_ms

BAND, DISTRICT, SOURCE = "band", "district", "source"
"""By what families are grouped."""

# The day of an event belongs to whoever was let in there at least once; an entry that was taken back does not count.
_VISITS = """SELECT DISTINCT r.family, r.event, r.at_door, r.source, e.start FROM journal j
 JOIN registration r ON r.id = j.registration JOIN event e ON e.id = r.event
 WHERE j.kind IN ('in', 'override') AND j.id NOT IN (SELECT target FROM journal WHERE kind = 'void' AND target IS NOT NULL)"""


@dataclass(frozen=True)
class Visits:
    """Who came when: each family's days of attendance, the same by event (id), and where the registration of a day came from."""

    days: dict[str, list[date]]
    events: dict[str, dict[str, date]]
    sources: dict[str, dict[date, str]]


class GrowthFigures:
    """The verb of growth."""

    def __init__(self, house: House) -> None:
        self._house = house

    def of_year(self, year: int) -> growth.Growth:
        """The figures of a calendar year."""
        if not 1971 <= year < 2100:
            raise InvalidInput("not_a_year", field="year")
        return self.of(date(year, 1, 1), date(year, 12, 31))

    def of(self, first: date, last: date) -> growth.Growth:
        """The figures of a period, both days included; groups by the children's age band at the family's first visit of
        the period, by district, and by where that visit's registration came from (``import``, ``desk``, ``walk_in``)."""
        self._house.require(Right.LOOK)
        if last < first:
            raise InvalidInput("ends_before_it_begins", field="until")
        with self._house.store.reading() as connection:
            visits = visits_of(connection, self._house.zone)
            came = {
                family: min(day for day in days if first <= day <= last)
                for family, days in visits.days.items() if any(first <= day <= last for day in days)
            }  # fmt: skip
            groups: dict[str, Mapping[str, Iterable[str]]] = {
                BAND: _bands(connection, came), DISTRICT: _districts(connection, came),
                SOURCE: {family: [visits.sources[family][day]] for family, day in came.items()},
            }  # fmt: skip
        return growth.growth(visits.days, groups, first=first, last=last)


def visits_of(connection: sa.Connection, zone: ZoneInfo) -> Visits:
    """Every visit that there ever was, a family once an event; families that were erased since are still counted."""
    days: dict[str, list[date]] = defaultdict(list)
    events: dict[str, dict[str, date]] = defaultdict(dict)
    sources: dict[str, dict[date, str]] = defaultdict(dict)
    for family, event, at_door, source, start in quick.tuples(connection, _VISITS):
        day = from_ms(start).astimezone(zone).date()
        days[family].append(day)
        events[family][event] = day
        sources[family].setdefault(day, "walk_in" if at_door else source)
    return Visits(days, events, sources)


def _bands(connection: sa.Connection, came: dict[str, date]) -> dict[str, set[str]]:
    p = t.person
    found: dict[str, set[str]] = defaultdict(set)
    rows = connection.execute(
        sa.select(p.c.family, p.c.birthdate, p.c.birth_last)
        .where(p.c.role == Role.CHILD.value, p.c.birthdate.is_not(None) | p.c.birth_last.is_not(None))
    )  # fmt: skip
    for family, birthdate, birth_last in rows:
        if family in came:
            low, high = report_band(months_between(birthdate or birth_last, came[family]))
            found[family].add(f"{low}-{high}" if high is not None else f"{low}+")
    return found


def _districts(connection: sa.Connection, came: dict[str, date]) -> dict[str, list[str]]:
    f = t.family
    rows = connection.execute(sa.select(f.c.id, f.c.district).where(f.c.district != ""))
    return {family: [district] for family, district in rows if family in came}
