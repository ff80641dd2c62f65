"""What the families report is made of, read from the desk; whatever is of too few stays behind."""

import hashlib
from collections import defaultdict
from datetime import date, datetime, time

import sqlalchemy as sa

from eventdesk.domain.circle import Circle, Known, circle, told
from eventdesk.domain.digests import canonical
from eventdesk.domain.family import Role
from eventdesk.domain.right import Right
from eventdesk.errors import InvalidInput
from eventdesk.reports.families_facts import FamiliesFacts
from eventdesk.services.growth import visits_of
from eventdesk.services.house import House
from eventdesk.services.report_views import CountedRecord
from eventdesk.store import family_tables as f
from eventdesk.store import tables as t

FIRST_YEAR, LAST_YEAR = 1971, 2099


def read_families(house: House, subject: str) -> FamiliesFacts:
    """The facts of a year (``2026``): at its end, or today while it runs; revision and time are those of a draft."""
    found = read_circle(house, subject)
    counts = told(found)
    # The hash of what is not told could be guessed by trying the few counts that it may be.
    digest = hashlib.sha256(canonical({"last": found.last.isoformat(), "counts": counts})).hexdigest()
    return FamiliesFacts(
        organisation=house.organisation, zone=house.zone.key, year=found.year, last=found.last, counts=counts,
        quarters=tuple(quarter.name for quarter in found.cohorts), digest=digest, computed_at=house.clock.now(), revision=1,
    )  # fmt: skip


def families_behind(house: House, subject: str, key: str) -> tuple[CountedRecord, ...] | None:
    """The records (ids of families, of children for ages) that a figure counts, for whoever may see families one by one; None for
    others, for what the report does not tell, and where a figure counts no records."""
    if not house.actor.may(Right.REGISTRATIONS):
        return None
    found = read_circle(house, subject)
    # Visits are of the families that came.
    key = "came" if key in ("visits", "mean_visits") else key
    ids = found.records.get(key) if told(found).get(key) is not None else None
    return None if ids is None else tuple(CountedRecord(id, id, None) for id in ids)


def read_circle(house: House, subject: str) -> Circle:
    """The figures of a year with all their records, nothing left out."""
    year, last = year_of(house, subject)
    with house.store.reading() as connection:
        visits = visits_of(connection, house.zone)
        known = _known(connection, house, last)
    return circle(year, last, known=known, visits=visits.events)


def year_of(house: House, subject: str) -> tuple[int, date]:
    """A year by its four digits, and its last day, or today where it runs. :class:`InvalidInput` ``not_a_year`` for anything else
    and for a year that has not begun."""
    text = subject.strip()
    today = house.clock.now().astimezone(house.zone).date()
    if not (text.isascii() and text.isdecimal() and FIRST_YEAR <= int(text) <= min(LAST_YEAR, today.year)):
        raise InvalidInput("not_a_year", field="year")
    return int(text), min(date(int(text), 12, 31), today)


def _known(connection: sa.Connection, house: House, last: date) -> dict[str, Known]:
    """The families that were on record at the end of a day and still have anybody, as the file knows them now."""
    fam, p = t.family.c, t.person.c
    until = datetime.combine(last, time.max, house.zone)
    districts = {
        row.id: row.district
        for row in connection.execute(
            sa.select(fam.id, fam.district).where(fam.merged_into.is_(None), fam.at <= until, fam.id.in_(sa.select(p.family)))
        )
    }
    children: dict[str, dict[str, date | None]] = defaultdict(dict)
    born = sa.select(p.id, p.family, p.birthdate, p.birth_last).where(p.role == Role.CHILD.value)
    for id, family, birthdate, birth_last in connection.execute(born):
        children[family][id] = birthdate or birth_last
    sources, levels, since = _sources(connection, until), _levels(connection, last), _since(connection, last)
    out: dict[str, set[str]] = defaultdict(set)
    for family, channel in connection.execute(sa.select(f.opt_out.c.family, f.opt_out.c.channel).where(f.opt_out.c.at <= until)):
        out[family].add(channel)
    return {
        id: Known(
            district=" ".join(district.split()), source=sources.get(id, ""), level=levels.get(id, ""), since=since.get(id),
            children=children.get(id, {}), opted_out=frozenset(out.get(id, ())),
        )
        for id, district in districts.items()
    }  # fmt: skip


def _sources(connection: sa.Connection, until: datetime) -> dict[str, str]:
    """Where each family's first registration came from."""
    r = t.registration.c
    rows = connection.execute(sa.select(r.family, r.source, r.at_door).where(r.at <= until).order_by(r.at.desc(), r.id.desc()))
    return {row.family: "walk_in" if row.at_door else row.source for row in rows}


def _levels(connection: sa.Connection, day: date) -> dict[str, str]:
    m, level = f.membership.c, f.member_level.c
    rows = connection.execute(
        sa.select(m.family, level.name).join(f.member_level, level.id == m.level)
        .where(m.since <= day, sa.or_(m.until.is_(None), m.until >= day)).order_by(m.since, m.id)
    )  # fmt: skip
    return {row.family: row.name for row in rows}


def _since(connection: sa.Connection, day: date) -> dict[str, date]:
    """When each family became a member first."""
    m = f.membership.c
    rows = connection.execute(sa.select(m.family, sa.func.min(m.since).label("since")).where(m.since <= day).group_by(m.family))
    return {row.family: row.since for row in rows}
