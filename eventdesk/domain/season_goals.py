"""What a year has come to so far beside its goals, and how much of each would be needed by now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import floor

from eventdesk.domain.season import STANDARD_GOALS
from eventdesk.domain.statistics import Interval, Verdict, share_against, wilson
from eventdesk.domain.statistics_cells import FEWEST_SHOWN


class GoalName(StrEnum):
    """The goals of the dashboard."""

    EVENTS = "events"
    PERSONS = "persons"
    CONTENT = "content"
    PARTNERS = "partners"


class Progress(StrEnum):
    """``met`` and ``missed`` are final or proven, ``on_pace`` and ``behind`` say what the year comes to if it goes on like this;
    ``not_proven``: the interval holds the goal; ``none``: nothing to judge by yet."""

    MET = "met"
    MISSED = "missed"
    NOT_PROVEN = "not_proven"
    ON_PACE = "on_pace"
    BEHIND = "behind"
    NONE = "none"


@dataclass(frozen=True)
class Part:
    """What one event adds to a goal: ``numerator`` of ``denominator``."""

    code: str
    title: str
    start: datetime
    numerator: int
    denominator: int


@dataclass(frozen=True)
class GoalLine:
    """A goal as it stands: ``value`` is ``numerator`` / ``denominator`` for an average or a share, else the count itself.

    ``needed`` is how many there should be by now, for counts; ``planned`` how many the year's calendar holds in all.
    """

    name: GoalName
    target: float
    progress: Progress
    value: float | None
    numerator: int
    denominator: int | None
    parts: tuple[Part, ...]
    needed: int | None = None
    planned: int | None = None
    interval: Interval | None = None


def needed_by(target: int, year: int, now: datetime) -> int:
    """How many of a year's ``target`` there should be by now if they were spread evenly, begun ones not counted.

    ``now`` is aware, in the organisation's zone. 0 before the year, the whole target after it.
    """
    first, end = (datetime(y, 1, 1, tzinfo=now.tzinfo) for y in (year, year + 1))
    passed = min(max((now - first) / (end - first), 0.0), 1.0)
    return floor(target * passed)


def count_line(name: GoalName, target: int, parts: Sequence[Part], *, year: int, now: datetime, planned: int) -> GoalLine:
    """A goal that counts events."""
    done, needed, over = len(parts), needed_by(target, year, now), now.year > year
    if done >= target:
        progress = Progress.MET
    elif over:
        progress = Progress.MISSED
    elif now.year < year:
        progress = Progress.NONE
    else:
        progress = Progress.ON_PACE if done >= needed else Progress.BEHIND
    return GoalLine(name, target, progress, done, done, None, tuple(parts), needed=needed, planned=planned)


def persons_line(target: int, parts: Sequence[Part], *, year: int, now: datetime) -> GoalLine:
    """The average of those who came; ``parts`` are the events that have a record of who came, each a denominator of 1.

    It has to be more than the target (:data:`~eventdesk.domain.season.OVER`). All of the year's events are counted and none
    drawn by lot, so its end decides, and no interval is given.
    """
    came, events = sum(part.numerator for part in parts), len(parts)
    if not events:
        progress = Progress.NONE
    elif now.year > year:
        progress = Progress.MET if came > target * events else Progress.MISSED
    else:
        progress = Progress.ON_PACE if came > target * events else Progress.BEHIND
    return GoalLine(
        GoalName.PERSONS, target, progress, came / events if events else None, came, events or None, tuple(parts)
    )


def content_line(parts: Sequence[Part], target: float = STANDARD_GOALS.content) -> GoalLine:
    """The share of content answers with Wilson's interval; ``target`` is what the year wants. Events with too few answers to
    show are left out of ``parts`` and sums alike, so that no difference tells of them."""
    shown = tuple(part for part in parts if part.denominator >= FEWEST_SHOWN)
    content, answers = sum(part.numerator for part in shown), sum(part.denominator for part in shown)
    verdict = share_against(target, content, answers)
    progress = {Verdict.MET: Progress.MET, Verdict.MISSED: Progress.MISSED, Verdict.NOT_PROVEN: Progress.NOT_PROVEN}
    return GoalLine(
        GoalName.CONTENT, target, progress.get(verdict, Progress.NONE), content / answers if answers else None,
        content, answers or None, shown, interval=wilson(content, answers),
    )  # fmt: skip
