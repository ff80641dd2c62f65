"""A year of events: what is planned and done of each kind and for each age, beside what the organisation set out to do.

An event is *planned* once it is more than an idea and while it is not cancelled; it is *done* when it is over as well.
What is done is part of what is planned.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from math import ceil, floor
from statistics import fmean

from eventdesk.domain.age import REPORT_BANDS, AgeBand
from eventdesk.domain.event import EventKind, EventState

PERMIT_FROM = 1000  # 大型群众性活动安全管理条例, articles 2 and 11
"""A public activity that expects so many people needs a police permit."""

BANDS: tuple[tuple[int, int], ...] = tuple((first, last) for first, last in REPORT_BANDS if last is not None)
"""The ages, in completed years, that the organisation is there for: 0 to 6."""

QUARTERS = 4


class Festival(StrEnum):
    """Days that families plan around. All but the last three move with moon or sun."""

    SPRING = "spring"
    EVE = "eve"
    LANTERN = "lantern"
    TOMB_SWEEPING = "tomb_sweeping"
    DRAGON_BOAT = "dragon_boat"
    DOUBLE_SEVENTH = "double_seventh"
    MID_AUTUMN = "mid_autumn"
    DOUBLE_NINTH = "double_ninth"
    LABA = "laba"
    NEW_YEAR = "new_year"
    CHILDREN = "children"
    NATIONAL = "national"


class Duty(StrEnum):
    """What the published arrangement of a year makes of a day: a holiday off, or a weekend day that is worked instead."""

    REST = "rest"
    WORK = "work"


@dataclass(frozen=True)
class CalendarDay:
    """A day as a planner sees it; ``duty`` is None on ordinary days and where the year is not ``published`` yet."""

    day: date
    published: bool
    duty: Duty | None = None
    festival: Festival | None = None


class GoalKey(StrEnum):
    """What the organisation's own plan asks of a year."""

    EVENTS = "events"
    BANDS = "bands"
    PERSONS = "persons"
    PARTNERS = "partners"
    WORKSHOPS = "workshops"
    CONTENT = "content"
    MEAN = "mean"


DEFAULTS: Mapping[GoalKey, int] = {
    GoalKey.EVENTS: 20, GoalKey.BANDS: len(BANDS), GoalKey.PERSONS: 300, GoalKey.PARTNERS: 1, GoalKey.WORKSHOPS: 1,
    GoalKey.CONTENT: 90, GoalKey.MEAN: 450,
}  # fmt: skip
"""20 events, every age, over 300 people on average, a partner, one new workshop in each quarter, 90 of 100 content, and 450 hundredths
of a point (4.5 of 5) on average."""


OVER: frozenset[GoalKey] = frozenset({GoalKey.PERSONS})
"""Goals that ask for more than their number: the plan says "over 300 people", and an average of exactly 300 is not over 300."""


@dataclass(frozen=True)
class SatisfactionGoals:
    """What a year wants of satisfaction: the share of the content, and the mean of 1 to 5. Two tests, each for itself."""

    content: float = DEFAULTS[GoalKey.CONTENT] / 100
    mean: float = DEFAULTS[GoalKey.MEAN] / 100


STANDARD_GOALS = SatisfactionGoals()


def satisfaction_goals(set_by_hand: Mapping[str, int]) -> SatisfactionGoals:
    """The goals of a year of which some, by the values of their keys, were set by hand.

    >>> satisfaction_goals({"content": 85})
    SatisfactionGoals(content=0.85, mean=4.5)
    """
    values = {key: set_by_hand.get(key.value, DEFAULTS[key]) / 100 for key in (GoalKey.CONTENT, GoalKey.MEAN)}
    return SatisfactionGoals(values[GoalKey.CONTENT], values[GoalKey.MEAN])

_GROWTH = (6, 5)


class Standing(StrEnum):
    """How a goal stands: reached, reached once all that is planned is done, or short of it."""

    REACHED = "reached"
    ON_COURSE = "on_course"
    SHORT = "short"


@dataclass(frozen=True)
class SeasonEvent:
    """What a year knows of an event.

    ``start`` and ``end`` are aware, in the organisation's zone. ``bands`` are its own, or those of its slots; none: for
    every age. ``registered`` and ``attended`` count persons, ``taken`` places in the unit of ``capacity``.
    ``conflicts`` are those of its schedule that must be mended.
    """

    code: str
    title: str
    kind: EventKind
    state: EventState
    start: datetime
    end: datetime
    bands: tuple[AgeBand, ...] = ()
    registered: int = 0
    attended: int = 0
    taken: int = 0
    capacity: int | None = None
    expected: int | None = None
    partners: int = 0
    conflicts: int = 0

    @property
    def is_planned(self) -> bool:
        """Whether it counts."""
        return self.state not in (EventState.IDEA, EventState.CANCELLED)

    def is_done(self, now: datetime) -> bool:
        """Whether it counts and is over."""
        return self.is_planned and self.end <= now

    @property
    def with_partner(self) -> bool:
        """Whether somebody holds it with the organisation."""
        return self.kind is EventKind.BRAND or self.partners > 0

    @property
    def crowd(self) -> int:
        """How many people may come, for all that is known: expected, registered, or as many as there are places."""
        known = max(self.expected or 0, self.registered, self.attended)
        return known or self.capacity or 0

    def needs_permit(self, now: datetime) -> bool:
        """Whether the police must be asked before it."""
        return self.state is not EventState.CANCELLED and self.end > now and self.crowd >= PERMIT_FROM

    def is_for(self, first: int, last: int) -> bool:
        """Whether children of these completed years, both included, are asked to come."""
        low, high = first * 12, last * 12 + 11
        return not self.bands or any(band.min_months <= high and low <= band.max_months for band in self.bands)


@dataclass(frozen=True)
class Count:
    """How many events; ``done`` of the ``planned``."""

    planned: int
    done: int


@dataclass(frozen=True)
class Goal:
    """A goal of the year; ``planned`` and ``done`` are None where nothing can be said yet (an average of nothing). An average is
    not rounded: what is just over its goal is over it."""

    key: GoalKey
    target: int
    planned: float | None
    done: float | None

    @property
    def standing(self) -> Standing:
        """How it stands."""
        if self._reaches(self.done):
            return Standing.REACHED
        return Standing.ON_COURSE if self._reaches(self.planned) else Standing.SHORT

    @property
    def short_by(self) -> int | None:
        """The smallest whole number that would bring what is planned to the goal; None where nothing can be said yet."""
        if self.planned is None:
            return None
        lacks = self.target - self.planned
        return max(0, floor(lacks) + 1 if self.key in OVER else ceil(lacks))

    def _reaches(self, value: float | None) -> bool:
        return value is not None and (value > self.target if self.key in OVER else value >= self.target)


@dataclass(frozen=True)
class Season:
    """A year. ``quarters`` count new workshops; ``months`` hold the events of each, the earliest first. ``permits`` are
    those ahead that the police must be asked about.
    """

    year: int
    months: tuple[tuple[SeasonEvent, ...], ...]
    goals: tuple[Goal, ...]
    kinds: tuple[tuple[EventKind, Count], ...]
    bands: tuple[tuple[tuple[int, int], Count], ...]
    quarters: tuple[Count, ...]
    permits: tuple[SeasonEvent, ...]

    @property
    def events(self) -> tuple[SeasonEvent, ...]:
        """All of them."""
        return tuple(event for month in self.months for event in month)


@dataclass(frozen=True)
class MonthFigures:
    """What a month comes to: its events, the persons registered, and how full they are on average (0 to 1 and more)."""

    events: int
    registered: int
    fullness: float | None


def season(
    year: int, events: Iterable[SeasonEvent], *, now: datetime, targets: Mapping[GoalKey, int],
    known_workshops: Collection[str] = (),
) -> Season:  # fmt: skip
    """The year's events, counted. ``known_workshops`` are titles of workshops of earlier years: those are not new."""
    listed = sorted(
        (event for event in events if event.start.year == year), key=lambda event: (event.start, event.code)
    )
    planned = [event for event in listed if event.is_planned]
    quarters = _new_workshops(planned, now, known_workshops)
    bands = tuple((band, _count((event for event in planned if event.is_for(*band)), now)) for band in BANDS)
    return Season(
        year=year,
        months=tuple(tuple(event for event in listed if event.start.month == month) for month in range(1, 13)),
        goals=_goals(planned, now, targets, bands, quarters),
        kinds=tuple((kind, _count((event for event in planned if event.kind is kind), now)) for kind in EventKind),
        bands=bands,
        quarters=quarters,
        permits=tuple(event for event in listed if event.needs_permit(now)),
    )


def _goals(
    planned: Sequence[SeasonEvent], now: datetime, targets: Mapping[GoalKey, int],
    bands: Sequence[tuple[tuple[int, int], Count]], quarters: Sequence[Count],
) -> tuple[Goal, ...]:  # fmt: skip
    events, partners = _count(planned, now), _count((event for event in planned if event.with_partner), now)
    each = targets[GoalKey.WORKSHOPS]
    # A year that asks for no workshops has none to miss.
    workshops = QUARTERS if each else 0
    came = [event.attended for event in planned if event.is_done(now) and event.attended]
    ahead = [event.crowd for event in planned if not event.is_done(now) and event.crowd]
    return (
        Goal(GoalKey.EVENTS, targets[GoalKey.EVENTS], events.planned, events.done),
        Goal(
            GoalKey.BANDS, targets[GoalKey.BANDS],
            sum(count.planned > 0 for _, count in bands), sum(count.done > 0 for _, count in bands),
        ),
        Goal(GoalKey.PERSONS, targets[GoalKey.PERSONS], _mean([*came, *ahead]), _mean(came)),
        Goal(GoalKey.PARTNERS, targets[GoalKey.PARTNERS], partners.planned, partners.done),
        Goal(
            GoalKey.WORKSHOPS, workshops,
            sum(count.planned >= each for count in quarters) if each else 0,
            sum(count.done >= each for count in quarters) if each else 0,
        ),
    )  # fmt: skip


def partner_target(before: int) -> int:
    """How many events with partners a year should have after one that had ``before``: a fifth more, rounded up."""
    more, than = _GROWTH
    return max(DEFAULTS[GoalKey.PARTNERS], -(-before * more // than))


def month_figures(events: Iterable[SeasonEvent]) -> MonthFigures:
    """What the events of a month come to; cancelled ones and ideas don't count, unlimited ones have no fullness."""
    planned = [event for event in events if event.is_planned]
    full = [event.taken / event.capacity for event in planned if event.capacity]
    return MonthFigures(len(planned), sum(event.registered for event in planned), fmean(full) if full else None)


def _new_workshops(planned: Iterable[SeasonEvent], now: datetime, known: Collection[str]) -> tuple[Count, ...]:
    seen = {_same(title) for title in known}
    new: list[SeasonEvent] = []
    for event in planned:
        if event.kind is EventKind.WORKSHOP and _same(event.title) not in seen:
            seen.add(_same(event.title))
            new.append(event)
    return tuple(_count((e for e in new if (e.start.month - 1) // 3 == quarter), now) for quarter in range(QUARTERS))


def _same(title: str) -> str:
    return "".join(title.split()).casefold()


def _count(events: Iterable[SeasonEvent], now: datetime) -> Count:
    found = list(events)
    return Count(len(found), sum(event.is_done(now) for event in found))


def _mean(numbers: Sequence[int]) -> float | None:
    return fmean(numbers) if numbers else None
