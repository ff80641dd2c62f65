"""The year against the organisation's goals: the plain figure, how sure it is, and what that proves.

*Met* if the lower end of the 95 % interval reaches the goal, *missed* if the upper end does not, else *not proven*. What is counted
and not drawn from anything (events, partners) has no interval: it is met or missed as it stands. While the year runs nothing is
missed: it is not proven.
"""

from dataclasses import dataclass

from eventdesk.domain import statistics
from eventdesk.domain.statistics import Interval, Verdict
from eventdesk.domain.statistics_means import paired_change
from eventdesk.reports.document import ValueKind
from eventdesk.reports.year_facts import Counted, YearFacts

EFFECT_GOAL, PARTICIPATION_GOAL, RETENTION_GOAL = 0.10, 0.15, 0.05


@dataclass(frozen=True)
class GoalLine:
    """One goal. ``value``, ``target`` and ``interval`` are in the unit of ``kind``; ``formula`` names its sentence."""

    key: str
    kind: ValueKind
    value: float | None
    target: float
    verdict: Verdict
    interval: Interval | None = None
    numerator: int | None = None
    denominator: int | None = None
    before: float | None = None


def goals(facts: YearFacts) -> tuple[GoalLine, ...]:
    """All goals, in the order of the organisation's plan."""
    return (
        _counted(facts, "events", len(facts.now.events), len(facts.before.events)), _persons(facts), _content(facts), _mean(facts),
        _effect(facts), _participation(facts), _retention(facts),
        _counted(facts, "partners", facts.with_partners, None),
    )  # fmt: skip


def ratio_interval(now: int, before: int) -> Interval | None:
    """The interval of now / before - 1 of two counts of independent visits; None where either is 0.

    Given their sum, the first is binomial (J. Przyborowski and H. Wilenski, "Homogeneity of results in testing samples from Poisson
    series", Biometrika 31, 1940, 313-323); its share has Wilson's interval, and p / (1 - p) is the ratio.
    """
    share = statistics.wilson(now, now + before)
    if not now or not before or share is None:
        return None
    return Interval(share.low / (1 - share.low) - 1, share.high / (1 - share.high) - 1)


def _counted(facts: YearFacts, key: str, value: int, before: int | None) -> GoalLine:
    target = facts.targets[key]
    verdict = Verdict.MET if value >= target else Verdict.MISSED if facts.complete else Verdict.NOT_PROVEN
    return GoalLine(key, ValueKind.COUNT, value, target, verdict, numerator=value, before=before)


def _persons(facts: YearFacts) -> GoalLine:
    """The mean over events, which is to be more than the goal (:data:`~eventdesk.domain.season.OVER`), with Student's interval, as of
    a sample of the events that such an organisation holds. Where nobody was let in, no record was kept of who came: such an event
    says nothing of how many do, here as on the page of the season."""
    came, before = ([e.attended for e in of.events if e.attended] for of in (facts.now, facts.before))
    target, last = facts.targets["persons"], sum(before) / len(before) if before else None
    if not came:
        return GoalLine("persons", ValueKind.MEAN, None, target, Verdict.NONE, before=last)
    found = paired_change([(0.0, float(count)) for count in came])
    verdict = _while_it_runs(facts, statistics.against(target, found.interval, over=True))
    return GoalLine("persons", ValueKind.MEAN, found.mean, target, verdict, found.interval, sum(came), len(came), last)


def _content(facts: YearFacts) -> GoalLine:
    (content, n), goal = facts.now.csat, facts.goals.content
    before = _share(facts.before.csat)
    if not n:
        return GoalLine("content", ValueKind.RATE, None, goal, Verdict.NONE, before=before)
    verdict, interval = _while_it_runs(facts, statistics.share_against(goal, content, n)), statistics.wilson(content, n)
    return GoalLine("content", ValueKind.RATE, content / n, goal, verdict, interval, content, n, before)


def _mean(facts: YearFacts) -> GoalLine:
    goal = facts.goals.mean
    if facts.mean is None:
        return GoalLine("mean", ValueKind.MEAN, None, goal, Verdict.NONE)
    verdict = _while_it_runs(facts, statistics.against(goal, facts.mean_interval))
    return GoalLine("mean", ValueKind.MEAN, facts.mean[0] / facts.mean[1], goal, verdict, facts.mean_interval, *facts.mean)


def _effect(facts: YearFacts) -> GoalLine:
    """The mean change of who was asked before and after, as a share of their mean before; never "caused"."""
    of, base = facts.effect, facts.effect_base
    if of is None or of.mean is None or not base:
        return GoalLine("effect", ValueKind.RATE, None, EFFECT_GOAL, Verdict.NONE)
    interval = of.interval and of.interval.scaled(1 / base)
    verdict = _while_it_runs(facts, statistics.against(EFFECT_GOAL, interval))
    return GoalLine("effect", ValueKind.RATE, of.mean / base, EFFECT_GOAL, verdict, interval, denominator=of.n)


def _participation(facts: YearFacts) -> GoalLine:
    now, before = facts.now.visits, facts.before.visits
    if now is None or not before:
        return GoalLine("participation", ValueKind.RATE, None, PARTICIPATION_GOAL, Verdict.NONE, numerator=now, denominator=before)
    interval = ratio_interval(now, before)
    verdict = _while_it_runs(facts, statistics.against(PARTICIPATION_GOAL, interval))
    return GoalLine("participation", ValueKind.RATE, now / before - 1, PARTICIPATION_GOAL, verdict, interval, now, before)


def _retention(facts: YearFacts) -> GoalLine:
    """This year's share less last year's, in points of a hundred."""
    now, before = facts.retention, facts.retention_before
    interval = statistics.difference(now, before) if now and before else None
    if now is None or before is None or interval is None:
        return GoalLine("retention", ValueKind.RATE, None, RETENTION_GOAL, Verdict.NONE)
    verdict = _while_it_runs(facts, statistics.against(RETENTION_GOAL, interval))
    return GoalLine("retention", ValueKind.RATE, now[0] / now[1] - before[0] / before[1], RETENTION_GOAL, verdict, interval)


def _while_it_runs(facts: YearFacts, verdict: Verdict) -> Verdict:
    """No goal of a year is missed before the year is over."""
    return Verdict.NOT_PROVEN if verdict is Verdict.MISSED and not facts.complete else verdict


def _share(of: Counted) -> float | None:
    return of[0] / of[1] if of[1] else None
