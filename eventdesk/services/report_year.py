"""What the year report is made of, read from the desk: each matter once for all events; and the events behind its figures."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from eventdesk.domain.circle import Circle, told
from eventdesk.domain.digests import canonical, set_digest
from eventdesk.domain.event import EventKind
from eventdesk.domain.growth import Kind, kind_of
from eventdesk.domain.season import DEFAULTS, GoalKey, partner_target, satisfaction_goals
from eventdesk.domain.statistics_cells import FEWEST_SHOWN
from eventdesk.domain.statistics_linked import kept_back, total
from eventdesk.errors import InvalidInput
from eventdesk.reports.year_facts import Counted, YearCounts, YearEvent, YearFacts
from eventdesk.services.attendance import Attendance
from eventdesk.services.growth import Visits, visits_of
from eventdesk.services.house import House
from eventdesk.services.report_families import families_behind, read_circle
from eventdesk.services.report_views import CountedRecord
from eventdesk.services.report_year_answers import Answers, answers_of
from eventdesk.services.report_year_reading import Held, attendance_of, events_of
from eventdesk.services.season_goals import targets_of

_Circles = Mapping[int, tuple[Circle, Mapping[str, int | None]]]
_YEARS = range(1972, 2100)
_PARTS = {
    "goal.events.value": (None, None), "goal.persons.value": ("attended", None), "goal.content.value": ("content", "answered"),
    "goal.mean.value": ("answered", None), "goal.partners.value": ("partners", None), "total.partners": ("partners", None),
    "total.registered": ("registered", None), "total.attended": ("attended", None), "total.families": ("families", None),
    "total.attendance": ("came", "registered"), "total.content": ("content", "answered"), "total.cost_fen": ("cost_fen", None),
}  # fmt: skip
"""Figures that are sums over events: what each event gives to the numerator and the denominator."""
_TWO_YEARS = {
    "goal.participation": ("families", None), "last_year.attendance": ("came", "registered"),
    "last_year.content": ("content", "answered"),
}  # fmt: skip
"""Figures that hold a year's events against those of the year before."""


def read_year(house: House, attendance: Attendance, subject: str) -> YearFacts:
    """The facts of a year (its four digits); :class:`InvalidInput` ``not_a_year``. Events that are over count, with those that were
    called off and templates left out; revision and time are those of a draft."""
    if not (len(subject) == 4 and subject.isascii() and subject.isdecimal() and int(subject) in _YEARS):
        raise InvalidInput("not_a_year", field="year")
    year, now = int(subject), house.clock.now()
    first, middle, end = (datetime(one, 1, 1, tzinfo=house.zone) for one in (year - 1, year, year + 1))
    with house.store.reading() as connection:
        held = events_of(connection, first, end, now)
        counted = attendance_of(connection, held)
        visits = visits_of(connection, house.zone)
        answers = answers_of(connection, [event.id for event in held])
        set_by_hand = targets_of(connection, year)
    circles = _circles(house, year)
    kinds = _told_kinds(held, visits, house, year, circles)
    events = [(event, _event(event, counted.get(event.id, (0, 0, 0)), answers, kinds)) for event in held]
    current, earlier = ([one for one in events if (one[0].start >= middle) is this] for this in (True, False))
    targets = {
        "events": DEFAULTS[GoalKey.EVENTS], "persons": DEFAULTS[GoalKey.PERSONS],
        "partners": partner_target(sum(_with_partner(event) for event, _ in earlier)),
    } | {key: value for key, value in set_by_hand.items() if key in ("events", "persons", "partners")}  # fmt: skip
    mean = answers.mean([event.id for event, _ in current])
    digest = set_digest([(event.id, _digest(event, told)) for event, told in events])
    return YearFacts(
        organisation=house.organisation, zone=house.zone.key, year=year,
        now=YearCounts(tuple(told for _, told in current), kinds.get(f"{year}.came", 0)),
        before=YearCounts(tuple(told for _, told in earlier), kinds.get(f"{year - 1}.came", 0)),
        targets=targets,
        with_partners=sum(_with_partner(event) for event, _ in current), partners=_partners(current),
        partners_before=_partners(earlier), mean=mean and mean[0], mean_interval=mean and mean[1],
        retention=_retention(visits, year, circles), retention_before=_retention(visits, year - 1, circles),
        **answers.effect([event.id for event, _ in current]), digest=digest, position=f"{len(events)}:{digest[:16]}",
        computed_at=now, revision=1, goals=satisfaction_goals(set_by_hand),
    )  # fmt: skip


def events_behind(house: House, attendance: Attendance, subject: str, key: str) -> tuple[CountedRecord, ...] | None:
    """The events that a figure adds up, in order of time, each with what it tells; for retention the families that came again, for
    whoever may see them. The ends of an interval and a verdict are of the same events as their figure. None where it counts neither."""
    first, _, part = key.rpartition(".")
    if key == "retention" or first in ("goal.retention", "last_year.retention"):
        return families_behind(house, subject, "stayed") if part != "target" else None
    both = part != "target" and first in _TWO_YEARS
    parts = _TWO_YEARS[first] if both else _PARTS.get(f"{first}.value" if part in ("low", "high", "verdict") else key)
    if parts is None:
        return None
    top, bottom = parts
    facts = read_year(house, attendance, subject)
    held = (*facts.before.events, *facts.now.events) if both else facts.now.events
    return tuple(
        CountedRecord(
            event.code, event.title, event.starts.astimezone(house.zone), getattr(event, top) if top else None,
            getattr(event, bottom) if bottom else None,
        )
        for event in held
    )  # fmt: skip


def _with_partner(event: Held) -> bool:
    """As the calendar counts it: a brand's event, or one that somebody gave something to."""
    return event.kind is EventKind.BRAND or bool(event.partners)


def _partners(events: Sequence[tuple[Held, YearEvent]]) -> int:
    return len({partner for event, _ in events for partner in event.partners})


def _event(event: Held, counted: tuple[int, int, int], answers: Answers, kinds: Mapping[str, int | None]) -> YearEvent:
    """What may be told of an event; who came is told with who was registered or not at all."""
    registered, came, attended = (count if not 0 < count < FEWEST_SHOWN else None for count in counted)
    if registered is None or came is None:
        came = None
    csat = answers.csat(event.id)
    return YearEvent(
        code=event.code, title=event.title, starts=event.start, registered=registered, came=came, attended=attended,
        families=kinds[f"{event.id}.came"], new=kinds[f"{event.id}.new"], returning=kinds[f"{event.id}.returning"],
        lapsed=kinds[f"{event.id}.lapsed"], content=csat and csat[0], answered=csat and csat[1], cost_fen=event.cost_fen,
        partners=len(event.partners),
    )  # fmt: skip


def _circles(house: House, year: int) -> _Circles:
    """What the families reports of this year and the one before are made of, and tell; none of a year that has not begun."""
    today = house.clock.now().astimezone(house.zone).date()
    found = {one: read_circle(house, str(one)) for one in (year - 1, year) if one <= today.year}
    return {one: (of, told(of)) for one, of in found.items()}


def _told_kinds(
    held: Sequence[Held], visits: Visits, house: House, year: int, circles: _Circles
) -> dict[str, int | None]:
    """Families of each event by kind, None where the count would tell of few: itself, as the rest of its event, or as the rest of
    its month, quarter or year, with all that the families reports tell."""
    counts = {f"{event.id}.{name}": 0 for event in held for name in ("came", *Kind)}
    for family, events in visits.events.items():
        for event, day in events.items():
            kind = kind_of(visits.days[family], first=day, last=day) if f"{event}.came" in counts else None
            if kind is not None:
                counts[f"{event}.came"] += 1
                counts[f"{event}.{kind}"] += 1
    equations = [total(f"{event.id}.came", [f"{event.id}.{kind}" for kind in Kind]) for event in held]
    wholes: dict[str, list[str]] = {}
    for one in held:
        start = one.start.astimezone(house.zone)
        for span in (f"{start:%Y-%m}", f"{start.year}-q{(start.month + 2) // 3}", f"{start.year}"):
            wholes.setdefault(f"{span}.new", []).append(f"{one.id}.new")
        wholes.setdefault(f"{start:%Y-%m}.came", []).append(f"{one.id}.came")
        wholes.setdefault(f"{start.year}.came", []).append(f"{one.id}.came")
    sums = {whole: sum(counts[part] for part in parts) for whole, parts in wholes.items()}
    equations += [total(whole, parts) for whole, parts in wholes.items()]
    counts |= sums
    totals = {*wholes, *(f"{event.id}.came" for event in held)}
    # Sums of visits in a month are told nowhere, unless nobody came twice in it: then the families report has them.
    never, elsewhere = {whole for whole in wholes if "-" in whole and whole.endswith(".came")}, set[str]()
    for number, (of, shown) in circles.items():
        names = {name: f"families.{number}.{name}" for name in of.counts}
        known = {names[name] for name, count in shown.items() if count is not None}
        elsewhere |= known
        never |= set(names.values()) - known
        counts |= {names[name]: count for name, count in of.counts.items()}
        equations += [{names[name]: by for name, by in equation.items()} for equation in of.equations]
        equations += _same(counts, wholes, names, number)
    hidden = kept_back(counts, equations, never=never, totals=totals, elsewhere=elsewhere)
    return {name: None if name in hidden else count for name, count in counts.items()}


def _same(counts: Mapping[str, int], wholes: Collection[str], names: Mapping[str, str], year: int) -> list[dict[str, int]]:
    """Where sums over events are figures of the families report. Where a family came twice on one day they are not, and no reader
    can reckon with it."""
    found = []
    for whole in wholes:
        span, _, kind = whole.rpartition(".")
        when = f"quarter.{span.upper().replace('-', '')}" if "q" in span else f"month.{span}" if "-" in span else "year"
        name = names.get("visits" if (when, kind) == ("year", "came") else f"{when}.{kind}")
        if span.startswith(str(year)) and name is not None and counts[name] == counts[whole]:
            found.append(total(name, [whole]))
    return found


def _retention(visits: Visits, year: int, circles: _Circles) -> Counted | None:
    """Families of the year before that came again in this one; None where that would tell of fewer than five, or the families report
    leaves it out."""
    if year in circles and any(circles[year][1][name] is None for name in ("before", "stayed")):
        return None
    before = {family for family, days in visits.days.items() if any(day.year == year - 1 for day in days)}
    stayed = sum(any(day.year == year for day in visits.days[family]) for family in before)
    small = any(0 < count < FEWEST_SHOWN for count in (stayed, len(before) - stayed, len(before)))
    return None if small or not before else (stayed, len(before))


def _digest(event: Held, told: YearEvent) -> str:
    """Over what is told, so that it gives nothing away that the report does not."""
    values = [told.registered, told.came, told.attended, told.families, told.new, told.returning, told.lapsed, told.content]
    return hashlib.sha256(canonical([event.code, *values, told.answered, told.cost_fen, sorted(event.partners)])).hexdigest()
