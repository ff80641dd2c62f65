"""How branches stand beside their goals, from the year reports that they handed in. Pure; what tells of few is left out.

A branch's share is only told over five answers, and a sum only over branches whose share is told, so that taking what is shown from it
leaves nothing over. Shares are never put in an order that they don't prove: branches whose intervals overlap, directly or by others
between them, are one group. Intervals hold for all branches at once (Bonferroni: each at 1 - 0.05 / n), because the widest of many
differences is large by chance alone.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eventdesk.domain.statistics import Interval, Verdict, wilson, z_of
from eventdesk.domain.statistics_cells import FEWEST_SHOWN

GOALS = ("events", "persons", "content", "mean", "effect", "participation", "retention", "partners")
SHARES = ("attendance", "content")
"""What branches are put side by side by."""
_SHARE_KEYS = {"attendance": "total.attendance", "content": "goal.content.value"}
_RATES = frozenset({"content", "effect", "participation", "retention"})
_LEVEL = 0.95


@dataclass(frozen=True)
class GoalCell:
    """One goal of one branch. ``few``: there is a figure, of too few to be shown."""

    value: float | None
    target: float | None
    verdict: Verdict
    low: float | None = None
    high: float | None = None
    few: bool = False


@dataclass(frozen=True)
class BranchYear:
    """A branch's year. ``shares``: how many of how many, where five or more are told."""

    code: str
    report: str
    revision: int
    complete: bool
    goals: Mapping[str, GoalCell]
    shares: Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class Placed:
    """A branch among others, with the interval that holds for all of them at once."""

    code: str
    share: float
    interval: Interval
    of: int


@dataclass(frozen=True)
class Group:
    """Branches that can't be told apart, by their code."""

    no: int
    branches: tuple[Placed, ...]


@dataclass(frozen=True)
class Together:
    """A goal over all branches: how many met it, and the sum where it is a share."""

    goal: str
    verdicts: Mapping[str, int]
    top: int = 0
    bottom: int = 0
    branches: int = 0
    interval: Interval | None = field(default=None)

    @property
    def share(self) -> float | None:
        """The share over all branches that tell it."""
        return self.top / self.bottom if self.bottom else None


def branch_year(code: str, report: str, document: Mapping[str, Any]) -> BranchYear | None:
    """A branch's year as its report tells it; None for what is no year report of this program."""
    year = document.get("year")
    rows, figures = (year.get("goals") if isinstance(year, dict) else None), document.get("figures")
    if not isinstance(rows, list) or not isinstance(figures, list) or not isinstance(year, dict):
        return None
    by_key = {str(row.get("key")): row for row in figures if isinstance(row, dict)}
    goals = {}
    for row in rows:
        if isinstance(row, dict) and row.get("goal") in GOALS:
            goals[str(row["goal"])] = _cell(row, by_key.get(f"goal.{row['goal']}.value", {}))
    shares = {}
    for name, key in _SHARE_KEYS.items():
        counted = _counted(by_key.get(key, {}))
        if counted is not None and counted[1] >= FEWEST_SHOWN:
            shares[name] = counted
    revision = document.get("revision")
    return BranchYear(code, report, revision if isinstance(revision, int) else 0, year.get("complete") is True, goals, shares)


def _cell(row: Mapping[str, Any], figure: Mapping[str, Any]) -> GoalCell:
    verdict = row.get("verdict")
    known = Verdict(verdict) if verdict in list(Verdict) else Verdict.NONE
    value, target = _number(row.get("value")), _number(row.get("target"))
    bottom = figure.get("denominator")
    if row["goal"] not in ("persons",) and isinstance(bottom, int) and not isinstance(bottom, bool) and 0 < bottom < FEWEST_SHOWN:
        return GoalCell(None, target, Verdict.NONE, few=True)
    ends = row.get("interval")
    low, high = (_number(ends[0]), _number(ends[1])) if isinstance(ends, list) and len(ends) == 2 else (None, None)
    return GoalCell(value, target, known, low, high)


def _counted(figure: Mapping[str, Any]) -> tuple[int, int] | None:
    top, bottom = figure.get("numerator"), figure.get("denominator")
    if type(top) is not int or type(bottom) is not int or not 0 <= top <= bottom or not bottom:
        return None
    return top, bottom


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12 else None


def together(years: Sequence[BranchYear], goal: str) -> Together:
    """One goal over all branches."""
    verdicts = Counter(one.goals[goal].verdict.value for one in years if goal in one.goals)
    told = [one.shares[goal] for one in years if goal in one.shares]
    top, bottom = sum(a for a, _ in told), sum(b for _, b in told)
    return Together(goal, verdicts, top, bottom, len(told), wilson(top, bottom) if bottom else None)


def groups(years: Iterable[BranchYear], share: str) -> tuple[Group, ...]:
    """Branches by one share, the highest group first. Within a group nobody is before anybody."""
    told = [(one.code or one.report[:8], one.shares[share]) for one in years if share in one.shares]
    if not told:
        return ()
    z = z_of(1 - (1 - _LEVEL) / len(told))
    placed = []
    for code, (top, bottom) in told:
        interval = wilson(top, bottom, z=z)
        assert interval is not None
        placed.append(Placed(code, top / bottom, interval, bottom))
    placed.sort(key=lambda one: (-one.interval.high, one.code))
    found: list[list[Placed]] = []
    lowest = 2.0
    for one in placed:
        if found and one.interval.high >= lowest:
            found[-1].append(one)
            lowest = min(lowest, one.interval.low)
        else:
            found.append([one])
            lowest = one.interval.low
    return tuple(Group(no, tuple(sorted(group, key=lambda one: one.code))) for no, group in enumerate(found, 1))


def is_rate(goal: str) -> bool:
    """Whether a goal's value is a share of 1."""
    return goal in _RATES
