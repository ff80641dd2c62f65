"""The year and the month as planners look at them: events, goals, working days and festivals; and moving an event."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.age import AgeBand
from eventdesk.domain.conflicts import Severity
from eventdesk.domain.event import EventKind, EventState
from eventdesk.domain.registration import CallReason, RegistrationState
from eventdesk.domain.right import Right
from eventdesk.domain.season import (
    DEFAULTS,
    CalendarDay,
    GoalKey,
    MonthFigures,
    Season,
    SeasonEvent,
    month_figures,
    partner_target,
    season,
)
from eventdesk.domain.season_typed import fits, most
from eventdesk.errors import Conflict, InvalidInput
from eventdesk.exchange import almanac
from eventdesk.services import calls
from eventdesk.services.event_copies import Shift, move_along
from eventdesk.services.event_views import NOTHING, Changes, EventView
from eventdesk.services.events import find, registered
from eventdesk.services.events import view as event_view
from eventdesk.services.expected import counts as expected_counts
from eventdesk.services.expected import put_off
from eventdesk.services.house import House
from eventdesk.services.registrations import consented
from eventdesk.services.schedules import Schedules
from eventdesk.services.season_reading import came
from eventdesk.services.typed import plain
from eventdesk.store import plan_tables as p
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit

WEEKS = 6
"""A month is shown in as many weeks, so that none jumps."""

_FIRST, _LAST = 1901, 2099


@dataclass(frozen=True)
class SeasonView:
    """A year: its events counted, the days that are special, and whether its working days are published.

    ``targets`` are all its goals as they are set, or by default, each in its own unit: hundredths for the content and the mean;
    of workshops, how many new ones each quarter should have.
    """

    season: Season
    days: tuple[CalendarDay, ...]
    published: bool
    targets: Mapping[GoalKey, int]
    changes: Changes = NOTHING


@dataclass(frozen=True)
class MonthView:
    """Six weeks from a Monday on, and the events that touch them; ``figures`` are those of the month alone."""

    first: date
    days: tuple[CalendarDay, ...]
    events: tuple[SeasonEvent, ...]
    figures: MonthFigures


@dataclass(frozen=True)
class EventCard:
    """One event beside the calendar: what is filled, who waits, whose consent is there."""

    event: EventView
    facts: SeasonEvent
    families: int
    consented: int
    waiting: int


@dataclass(frozen=True)
class Moved:
    """An event that was moved, at ``at``: when it was, when it is, and how many families must be told. ``waiting`` are the
    registrations that were still to be told of a move before this one."""

    code: str
    title: str
    before: datetime
    after: datetime
    families: int
    at: datetime
    waiting: frozenset[str] = frozenset()
    changes: Changes = field(default=frozenset({"events", "calls"}))


class Seasons:
    """The verbs of the calendar."""

    def __init__(self, house: House, schedules: Schedules) -> None:
        self._house, self._schedules = house, schedules

    def year(self, year: int) -> SeasonView:
        """A year with its goals. :class:`InvalidInput` ``bad_year`` outside 1901 to 2099."""
        self._house.require(Right.LOOK)
        return self._year(year)

    def _year(self, year: int, *, changes: Changes = NOTHING) -> SeasonView:
        first = _first_day(year)
        days = tuple(
            day for day in almanac.days(first, (_first_day(year + 1) - first).days) if day.duty or day.festival
        )
        with self._house.store.reading() as connection:
            events = self._read(connection, first, _first_day(year + 1))
            before = self._read(connection, _first_day(year - 1), first)
            targets = self._targets(connection, year, before)
            known = connection.execute(
                sa.select(t.event.c.title).where(
                    t.event.c.kind == EventKind.WORKSHOP.value, t.event.c.start < self._moment(first),
                    t.event.c.state.not_in([EventState.CANCELLED.value, EventState.IDEA.value]),
                )
            ).scalars().all()  # fmt: skip
        made = season(year, events, now=self._now, targets=targets, known_workshops=known)
        return SeasonView(made, days, almanac.is_published(year), targets, changes)

    def month(self, year: int, month: int) -> MonthView:
        """A month, in whole weeks. :class:`InvalidInput` ``bad_year`` or ``bad_month``."""
        self._house.require(Right.LOOK)
        first = _first_day(year)
        if not 1 <= month <= 12:
            raise InvalidInput("bad_month", field="month")
        first = first.replace(month=month)
        monday = first - timedelta(days=first.weekday())
        count = 7 * WEEKS
        with self._house.store.reading() as connection:
            events = self._read(connection, monday, monday + timedelta(days=count))
        events = tuple(self._with_conflicts(event) for event in events)
        within = [event for event in events if (event.start.year, event.start.month) == (year, month)]
        return MonthView(first, almanac.days(monday, count), events, month_figures(within))

    def card(self, code: str) -> EventCard:
        """What the calendar says of one event."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            event = event_view(connection, code)
            row = find(connection, code)
            facts = self._facts(connection, [row])[0]
            r = t.registration
            of_event = sa.select(r.c.family, r.c.state).where(r.c.event == event.id)
            states = connection.execute(of_event).all()
            agreed = consented(connection, event.id, None)
        confirmed = {family for family, state in states if state == RegistrationState.CONFIRMED.value}
        waiting = sum(state == RegistrationState.WAITLISTED.value for _, state in states)
        return EventCard(event, self._with_conflicts(facts), len(confirmed), len(confirmed & agreed), waiting)

    def move(self, code: str, day: date) -> Moved:
        """Moves an event to begin on another day at the same hour, with its slots and the hours of its door.

        Registrations stay; the families come onto the list of people to call.
        """
        with self._house.writing(Right.EVENTS, "event.moved") as unit:
            event, after = self._move(unit, code, day)
            waiting = calls.waiting(unit, event.id, CallReason.EVENT_MOVED)
            cancelled = event.state == EventState.CANCELLED.value
            families = 0 if cancelled else calls.add_all(unit, event.id, CallReason.EVENT_MOVED)
            unit.commit(subject=event.id, code=event.code)
        return Moved(event.code, event.title, event.start, after, families, unit.now, waiting)

    def move_back(self, moved: Moved) -> Moved:
        """Takes a move back; who was not told yet needs no call any more, who was is to be told that it is as before.

        :class:`Conflict` ``event_changed_meanwhile`` where somebody moved it on since.
        """
        with self._house.writing(Right.EVENTS, "event.moved") as unit:
            event, after = self._move(unit, moved.code, moved.before.astimezone(self._house.zone).date())
            if event.start != moved.after:
                raise Conflict("event_changed_meanwhile", event=event.code)
            told = calls.take_back(unit, event.id, CallReason.EVENT_MOVED, at=moved.at, before=moved.waiting)
            unit.commit(subject=event.id, code=event.code)
        return Moved(event.code, event.title, event.start, after, told, unit.now)

    def _move(self, unit: Unit, code: str, day: date) -> tuple[Any, datetime]:
        """The event as it was, and when it begins now."""
        event = find(unit.connection, code)
        zone = self._house.zone
        after = datetime.combine(day, event.start.astimezone(zone).time(), zone)
        shift = Shift(event.start, after, zone)
        start, end = shift.span(event.start, event.end)
        values = {"start": start, "end": end, "rules": move_along(unit, event, shift), "revision": event.revision + 1}
        unit.execute(t.event.update().where(t.event.c.id == event.id).values(**values))
        unit.put("event", plain({"id": event.id, **values, "base": event.revision}), event=event.id)
        put_off(unit, event.id)
        return event, start

    def set_goal(self, year: int, key: GoalKey, value: int) -> SeasonView:
        """Sets what a year aims at, in the goal's own unit: hundredths for the content and the mean."""
        return self.set_goals(year, {key: value})

    def set_goals(self, year: int, goals: Mapping[GoalKey, int]) -> SeasonView:
        """Sets several at once, or none of them. :class:`InvalidInput` ``bad_goal`` or ``bad_goal_mean``."""
        first = _first_day(year)
        for key, value in goals.items():
            if not fits(key, value):
                raise no_goal(key)
        with self._house.writing(Right.EVENTS, "goal.set") as unit:
            for key, value in goals.items():
                unit.execute(p.goal.delete().where(p.goal.c.year == first.year, p.goal.c.key == key.value))
                unit.execute(p.goal.insert(), {"year": year, "key": key.value, "value": value})
                unit.put("goal", {"year": year, "key": key.value, "value": value})
            unit.commit(subject=f"{year}:{','.join(goals)}")
        return self._year(year, changes=frozenset({"events"}))

    # -- reading

    @property
    def _now(self) -> datetime:
        return self._house.clock.now().astimezone(self._house.zone)

    def _moment(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._house.zone)

    def _targets(self, connection: sa.Connection, year: int, before: Iterable[SeasonEvent]) -> dict[GoalKey, int]:
        partners = sum(event.is_planned and event.with_partner for event in before)
        known = {goal.value: goal for goal in GoalKey}
        targets = dict(DEFAULTS) | {GoalKey.PARTNERS: partner_target(partners)}
        for key, value in connection.execute(sa.select(p.goal.c.key, p.goal.c.value).where(p.goal.c.year == year)):
            if key in known:  # a newer program may keep goals that this one does not know
                targets[known[key]] = value
        return targets

    def _with_conflicts(self, event: SeasonEvent) -> SeasonEvent:
        """What is still ahead, with what must be mended in its schedule."""
        if event.end <= self._now or not event.is_planned:
            return event
        found = self._schedules.load(event.code).conflicts
        return replace(event, conflicts=sum(one.severity is Severity.ERROR for one in found))

    def _read(self, connection: sa.Connection, first: date, end: date) -> tuple[SeasonEvent, ...]:
        e = t.event
        rows = connection.execute(
            sa.select(e).where(e.c.start < self._moment(end), e.c.end > self._moment(first), ~e.c.template)
            .order_by(e.c.start, e.c.code)
        ).all()  # fmt: skip
        return self._facts(connection, rows)

    def _facts(self, connection: sa.Connection, rows: Iterable[Any]) -> tuple[SeasonEvent, ...]:
        rows = tuple(rows)
        ids = [row.id for row in rows]
        bands, partners = _slot_bands(connection, ids), _partners(connection, ids)
        now, zone = self._now, self._house.zone
        counts, settled, attended = registered(connection), expected_counts(connection), came(connection)
        found = []
        for row in rows:
            families, persons, children = (settled if row.end <= now else counts).get(row.id, (0, 0, 0))
            own = None if row.min_months is None else AgeBand(row.min_months, row.max_months)
            over = row.end <= now
            found.append(
                SeasonEvent(
                    code=row.code, title=row.title, kind=EventKind(row.kind), state=EventState(row.state),
                    start=row.start.astimezone(zone), end=row.end.astimezone(zone),
                    bands=(own,) if own is not None else bands.get(row.id, ()),
                    registered=persons, attended=attended.get(row.id, 0) if over else 0,
                    taken={"persons": persons, "children": children, "families": families}[row.capacity_unit],
                    capacity=row.capacity, expected=row.expected, partners=partners.get(row.id, 0),
                )
            )  # fmt: skip
        return tuple(found)


def _first_day(year: int) -> date:
    if not _FIRST <= year <= _LAST:
        raise InvalidInput("bad_year", field="year")
    return date(year, 1, 1)


def _slot_bands(connection: sa.Connection, events: list[str]) -> dict[str, tuple[AgeBand, ...]]:
    """The bands of the slots of events, where every one of an event's slots has a band."""
    s = t.slot
    found: dict[str, list[AgeBand | None]] = {}
    query = sa.select(s.c.event, s.c.min_months, s.c.max_months).where(s.c.event.in_(events), s.c.kind == "slot")
    for row in connection.execute(query):
        found.setdefault(row.event, []).append(
            None if row.min_months is None else AgeBand(row.min_months, row.max_months)
        )
    return {
        event: tuple(dict.fromkeys(band for band in bands if band is not None))
        for event, bands in found.items()
        if None not in bands
    }


def _partners(connection: sa.Connection, events: list[str]) -> dict[str, int]:
    c = p.contribution
    query = sa.select(c.c.event, sa.func.count(c.c.partner.distinct())).where(c.c.event.in_(events)).group_by(c.c.event)
    return {row[0]: row[1] for row in connection.execute(query)}


def no_goal(key: GoalKey) -> InvalidInput:
    """What a goal has to be."""
    if key is GoalKey.MEAN:
        return InvalidInput("bad_goal_mean", field=key.value)
    return InvalidInput("bad_goal", field=key.value, most=most(key))
