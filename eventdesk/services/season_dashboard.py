"""The season at a glance, for planners: goals of the year so far, the next events and how ready they are, and what may go wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.conflicts import ConflictKind, Severity
from eventdesk.domain.event import DoorRules, EventKind, EventState, Unit
from eventdesk.domain.right import Right
from eventdesk.domain.season import PERMIT_FROM, GoalKey, Season, SeasonEvent
from eventdesk.domain.season_goals import GoalLine, GoalName, Part, content_line, count_line, persons_line
from eventdesk.domain.season_pace import Filling, Pace, pace
from eventdesk.domain.season_risks import AHEAD, Risk, RiskKind, Standing, ranked
from eventdesk.services import season_reading as read
from eventdesk.services.events import registered, rules_of
from eventdesk.services.feedback_reading import read_feedback
from eventdesk.services.house import House
from eventdesk.services.schedules import Schedules
from eventdesk.services.season_goals import goals_of
from eventdesk.services.season_reading import Tasks
from eventdesk.services.seasons import Seasons

NEXT = 6
"""How many events to come are shown as cards."""

PERMIT = "permit"
"""What a required task's key is that says the police or the street office was asked."""

_LOOK_BACK, _LOOK_AHEAD = timedelta(days=90), timedelta(days=400)
_HISTORY = timedelta(days=730)
_NO_TASKS = Tasks(0, (), frozenset(), 0)


@dataclass(frozen=True)
class NextEvent:
    """An event to come and how ready it is. ``taken`` counts in ``unit``; ``places`` None is no limit.

    ``tasks`` of its list, ``done`` of these, ``overdue`` titles; ``planned`` and ``spent`` fen of cost, 0 where the asker may
    not know.
    """

    code: str
    title: str
    kind: EventKind
    state: EventState
    start: datetime
    end: datetime
    venue: str
    taken: int
    places: int | None
    unit: Unit
    families: int
    waiting: int
    pace: Pace | None
    shifts: int
    filled: int
    tasks: int
    done: int
    overdue: tuple[str, ...]
    planned: int
    spent: int


@dataclass(frozen=True)
class Dashboard:
    """A season. ``begun``: the desk has an event at all."""

    year: int
    now: datetime
    goals: tuple[GoalLine, ...]
    next: tuple[NextEvent, ...]
    risks: tuple[Risk, ...]
    begun: bool


@dataclass(frozen=True)
class _Read:
    """What was read for all events, by id."""

    counts: Mapping[str, tuple[int, int, int]]
    waiting: Mapping[str, int]
    shifts: Mapping[str, tuple[int, int]]
    tasks: Mapping[str, Tasks]
    costs: Mapping[str, tuple[int, int]]
    debts: Mapping[str, tuple[int, int]]
    unsigned: Mapping[str, int]
    cases: Mapping[str, int]
    fillings: Mapping[str, Filling]
    earlier: tuple[Filling, ...]
    quarrels: Mapping[str, tuple[int, int]]


class SeasonDashboard:
    """The verb of the dashboard; it only looks."""

    def __init__(self, house: House, seasons: Seasons, schedules: Schedules) -> None:
        self._house, self._seasons, self._schedules = house, seasons, schedules
        # Answers change seldom and the page is read with every change of anything.
        self._contents: dict[str, tuple[object, tuple[int, int]]] = {}

    def show(self, year: int | None = None, *, required: Mapping[str, str] | None = None) -> Dashboard:
        """The season of a year (by default this one's), and what is ahead now.

        ``required`` are the titles of tasks that the law or the house asks for, with their keys (:data:`PERMIT` for the permit):
        the caller has the words. Money and satisfaction are for who may read reports, cases and follow-ups for who keeps
        registrations; others find nothing of them. :class:`InvalidInput` ``bad_year``.
        """
        self._house.require(Right.LOOK)
        now = self._house.clock.now().astimezone(self._house.zone)
        year = now.year if year is None else year
        season = self._seasons.year(year).season
        with self._house.store.reading() as connection:
            begun = connection.execute(sa.select(sa.exists(read.live_query()))).scalar_one()
            rows = read.live_events(connection, now - _LOOK_BACK, now + _LOOK_AHEAD)
            found = self._read(connection, rows, now)
            follow_ups = read.overdue_follow_ups(connection, now.date()) if self._may(Right.REGISTRATIONS) else 0
            wanted = goals_of(connection, year).content
            content = self._content(connection, season) if self._may(Right.REPORTS) else ()
        standings = [self._standing(row, found, now, required or {}) for row in rows]
        ahead = [row for row in rows if row.end > now]
        return Dashboard(
            year=year, now=now, goals=_goals(season, content, year, now, wanted),
            next=tuple(self._next(row, found, now) for row in ahead[:NEXT]),
            risks=ranked(standings, now, follow_ups=follow_ups), begun=bool(begun),
        )  # fmt: skip

    def _may(self, right: Right) -> bool:
        return self._house.actor.may(right)

    def _read(self, connection: sa.Connection, rows: Sequence[Any], now: datetime) -> _Read:
        ids = [row.id for row in rows]
        ahead = [row for row in rows if row.end > now]
        soon = [row.id for row in ahead if row.start - now <= timedelta(days=AHEAD[RiskKind.CONSENT].watch)]
        past = [row for row in read.live_events(connection, now - _HISTORY, now) if row.end <= now]
        filled = read.fillings(connection, (*past, *ahead))
        days = {row.id: row.start.astimezone(self._house.zone).date() for row in rows}
        money, people = self._may(Right.REPORTS), self._may(Right.REGISTRATIONS)
        return _Read(
            counts=registered(connection), waiting=read.waiting(connection), shifts=read.shifts(connection, ids),
            tasks=read.tasks(connection, days, now.date()), costs=read.costs(connection, ids) if money else {},
            debts=read.debts(connection, ids) if money else {}, unsigned=read.unsigned(connection, soon),
            cases=read.overdue_cases(connection, now.date()) if people else {}, fillings=filled,
            earlier=tuple(filled[row.id] for row in past if row.id in filled), quarrels=self._quarrels(ahead, now),
        )  # fmt: skip

    def _quarrels(self, ahead: Sequence[Any], now: datetime) -> dict[str, tuple[int, int]]:
        """For the events that are near enough: how many slots are larger than their room, and other errors of the schedule."""
        near = timedelta(days=AHEAD[RiskKind.SCHEDULE].watch)
        found = {}
        for row in ahead:
            if row.start - now <= near:
                conflicts = self._schedules.load(row.code).conflicts
                large = sum(one.kind is ConflictKind.CAPACITY for one in conflicts)
                errors = sum(one.severity is Severity.ERROR and one.kind is not ConflictKind.CAPACITY for one in conflicts)
                found[row.id] = (large, errors)
        return found

    def _standing(self, row: Any, found: _Read, now: datetime, required: Mapping[str, str]) -> Standing:
        families, persons, children = found.counts.get(row.id, (0, 0, 0))
        shifts, filled = found.shifts.get(row.id, (0, 0))
        tasks = found.tasks.get(row.id, _NO_TASKS)
        planned, spent = found.costs.get(row.id, (0, 0))
        unpaid, owed = found.debts.get(row.id, (0, 0))
        large, quarrels = found.quarrels.get(row.id, (0, 0))
        crowd = max(row.expected or 0, persons) or row.capacity or 0
        asked = any(required.get(title) == PERMIT for title in tasks.done)
        rules: DoorRules = rules_of(row.rules)
        return Standing(
            code=row.code, title=row.title, start=row.start, end=row.end, places=row.capacity,
            taken=_taken(row, families, persons, children), pace=self._pace(row, found, now), shifts=shifts, filled=filled,
            overdue=tasks.overdue, required=tuple(title for title in tasks.overdue if title in required),
            needs_permit=crowd >= PERMIT_FROM and not asked, crowd=crowd, too_large=large, quarrels=quarrels,
            unsigned=found.unsigned.get(row.id, 0) if rules.ask_consent else 0, unpaid=unpaid, owed=owed, planned=planned,
            spent=spent, cases=found.cases.get(row.id, 0),
        )  # fmt: skip

    def _pace(self, row: Any, found: _Read, now: datetime) -> Pace | None:
        filling = found.fillings.get(row.id)
        if filling is None or row.start <= now:
            return None
        before = (row.start - now).total_seconds() / 86_400
        return pace(filling.share(before), before, found.earlier)

    def _next(self, row: Any, found: _Read, now: datetime) -> NextEvent:
        families, persons, children = found.counts.get(row.id, (0, 0, 0))
        shifts, filled = found.shifts.get(row.id, (0, 0))
        tasks = found.tasks.get(row.id, _NO_TASKS)
        planned, spent = found.costs.get(row.id, (0, 0))
        zone = self._house.zone
        return NextEvent(
            code=row.code, title=row.title, kind=EventKind(row.kind), state=EventState(row.state), start=row.start.astimezone(zone),
            end=row.end.astimezone(zone), venue=row.venue, taken=_taken(row, families, persons, children), places=row.capacity,
            unit=Unit(row.capacity_unit), families=families, waiting=found.waiting.get(row.id, 0),
            pace=self._pace(row, found, now), shifts=shifts, filled=filled, tasks=tasks.count, done=tasks.finished,
            overdue=tasks.overdue, planned=planned, spent=spent,
        )  # fmt: skip

    def _content(self, connection: sa.Connection, season: Season) -> tuple[Part, ...]:
        """Content answers of the year's events, on the question for the event as a whole."""
        ids = {row.code: row.id for row in connection.execute(read.ids_of([event.code for event in season.events]))}
        there, parts = read.answered(connection), []
        for event in season.events:
            mark = there.get(ids[event.code])
            if mark is not None:
                content, answers = self._content_of(connection, ids[event.code], mark)
                parts.append(Part(event.code, event.title, event.start, content, answers))
        return tuple(parts)

    def _content_of(self, connection: sa.Connection, event: str, mark: object) -> tuple[int, int]:
        known = self._contents.get(event)
        if known is None or known[0] != mark:
            found = read_feedback(connection, event, overall_only=True)
            figures = found.figures(found.overall) if found.overall is not None else None
            known = (mark, (0, 0) if figures is None or figures.suppressed else (figures.content, figures.n))
            self._contents[event] = known
        return known[1]


def _taken(row: Any, families: int, persons: int, children: int) -> int:
    return {"persons": persons, "children": children, "families": families}[row.capacity_unit]


def _goals(season: Season, content: Sequence[Part], year: int, now: datetime, wanted: float) -> tuple[GoalLine, ...]:
    goals = {goal.key: goal for goal in season.goals}
    done = [event for event in season.events if event.is_done(now)]
    held, came = [_part(event, 1) for event in done], [_part(event, event.attended) for event in done if event.attended]
    shared = [_part(event, 1) for event in done if event.with_partner]
    events, partners = goals[GoalKey.EVENTS], goals[GoalKey.PARTNERS]
    return (
        count_line(GoalName.EVENTS, events.target, held, year=year, now=now, planned=int(events.planned or 0)),
        persons_line(goals[GoalKey.PERSONS].target, came, year=year, now=now),
        content_line(content, wanted),
        count_line(GoalName.PARTNERS, partners.target, shared, year=year, now=now, planned=int(partners.planned or 0)),
    )


def _part(event: SeasonEvent, numerator: int) -> Part:
    return Part(event.code, event.title, event.start, numerator, 1)
