"""What may go wrong in a season, ranked: what must be done now before what is to be watched, the nearer event before the others."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from eventdesk.domain.season_pace import Pace, PaceVerdict


class RiskKind(StrEnum):
    """What it is about; in the order in which equals are shown."""

    REQUIRED = "required"
    PERMIT = "permit"
    CROWDED = "crowded"
    ROOM = "room"
    SCHEDULE = "schedule"
    VOLUNTEERS = "volunteers"
    CONSENT = "consent"
    CASES = "cases"
    PACE = "pace"
    TASKS = "tasks"
    BUDGET = "budget"
    UNPAID = "unpaid"
    FOLLOW_UPS = "follow_ups"


class Level(StrEnum):
    """``act``: somebody has to do something now."""

    ACT = "act"
    WATCH = "watch"


@dataclass(frozen=True)
class Days:
    """How many days before an event something is looked at, and from when on it must be done."""

    watch: int
    act: int


AHEAD: Mapping[RiskKind, Days] = {
    RiskKind.PERMIT: Days(90, 30),
    RiskKind.ROOM: Days(60, 14),
    RiskKind.SCHEDULE: Days(60, 7),
    RiskKind.VOLUNTEERS: Days(30, 7),
    RiskKind.CONSENT: Days(7, 1),
    RiskKind.PACE: Days(60, 14),
    RiskKind.TASKS: Days(365, 3),
    RiskKind.UNPAID: Days(7, 0),
}
"""A permit is asked for at least twenty days before (Regulations on the safety of large public activities, article 13), and ten
more go into its papers."""


@dataclass(frozen=True)
class Standing:
    """What is known of an event. ``taken`` of ``places`` (None: no limit); ``shifts`` and ``filled`` are places of volunteers;
    ``overdue`` titles of tasks, ``required`` those of them that the law or the house asks for; ``unsigned`` families without
    consent; ``unpaid`` families who owe ``owed`` fen; ``planned`` and ``spent`` fen of cost; ``cases`` overdue ones.

    What the asker may not know is 0 or empty. ``needs_permit``: the police must be asked, and nobody said that it was done.
    """

    code: str
    title: str
    start: datetime
    end: datetime
    taken: int = 0
    places: int | None = None
    pace: Pace | None = None
    shifts: int = 0
    filled: int = 0
    overdue: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    needs_permit: bool = False
    crowd: int = 0
    too_large: int = 0
    quarrels: int = 0
    unsigned: int = 0
    unpaid: int = 0
    owed: int = 0
    planned: int = 0
    spent: int = 0
    cases: int = 0

    def is_ahead(self, now: datetime) -> bool:
        """Whether it is not over."""
        return self.end > now


@dataclass(frozen=True)
class Risk:
    """One of them; ``values`` are the numbers and names that its sentence needs. ``code`` is empty where it is about no event."""

    kind: RiskKind
    level: Level
    code: str = ""
    title: str = ""
    start: datetime | None = None
    values: Mapping[str, object] = field(default_factory=dict)


def ranked(standings: Iterable[Standing], now: datetime, *, follow_ups: int = 0) -> tuple[Risk, ...]:
    """All risks of events, and of ``follow_ups`` that are overdue, the most pressing first."""
    found = [risk for one in standings for risk in risks_of(one, now)]
    if follow_ups:
        found.append(Risk(RiskKind.FOLLOW_UPS, Level.WATCH, values={"n": follow_ups}))
    kinds, levels = list(RiskKind), list(Level)

    def place(risk: Risk) -> tuple[int, float, int, str]:
        away = abs((risk.start - now).total_seconds()) if risk.start is not None else float("inf")
        return levels.index(risk.level), away, kinds.index(risk.kind), risk.code

    return tuple(sorted(found, key=place))


def risks_of(event: Standing, now: datetime) -> Iterator[Risk]:
    """The risks of one event, in no order."""

    def risk(kind: RiskKind, level: Level, **values: object) -> Risk:
        return Risk(kind, level, event.code, event.title, event.start, values)

    over = event.spent - event.planned
    if event.planned and over > 0:
        level = Level.ACT if over * 10 > event.planned and event.is_ahead(now) else Level.WATCH
        yield risk(RiskKind.BUDGET, level, over=over, planned=event.planned, spent=event.spent)
    if event.cases:
        yield risk(RiskKind.CASES, Level.ACT, n=event.cases)
    if not event.is_ahead(now):
        if event.unpaid:
            yield risk(RiskKind.UNPAID, Level.WATCH, n=event.unpaid, owed=event.owed)
        if event.overdue:
            yield risk(RiskKind.TASKS, Level.WATCH, n=len(event.overdue), first=event.overdue[0])
        return
    if event.required:
        yield risk(RiskKind.REQUIRED, Level.ACT, n=len(event.required), first=event.required[0])
    if event.places is not None and event.taken > event.places:
        yield risk(RiskKind.CROWDED, Level.ACT, taken=event.taken, places=event.places, over=event.taken - event.places)
    days = (event.start - now).total_seconds() / 86_400
    for kind, values in _by_day(event):
        if days <= AHEAD[kind].watch:
            yield risk(kind, Level.ACT if days <= AHEAD[kind].act else Level.WATCH, **values)


def _by_day(event: Standing) -> Iterator[tuple[RiskKind, dict[str, object]]]:
    """What matters the more the nearer the event is."""
    if event.needs_permit:
        yield RiskKind.PERMIT, {"n": event.crowd}
    if event.too_large:
        yield RiskKind.ROOM, {"n": event.too_large}
    if event.quarrels:
        yield RiskKind.SCHEDULE, {"n": event.quarrels}
    if event.filled < event.shifts:
        yield RiskKind.VOLUNTEERS, {"n": event.shifts - event.filled, "filled": event.filled, "shifts": event.shifts}
    if event.unsigned:
        yield RiskKind.CONSENT, {"n": event.unsigned}
    if event.pace is not None and event.pace.verdict is PaceVerdict.BEHIND:
        yield RiskKind.PACE, {"share": event.pace.share, "usual": event.pace.usual, "earlier": event.pace.earlier}
    if event.unpaid:
        yield RiskKind.UNPAID, {"n": event.unpaid, "owed": event.owed}
    others = [title for title in event.overdue if title not in event.required]
    if others:
        yield RiskKind.TASKS, {"n": len(others), "first": others[0]}
