"""The event beside those before it and beside the goals, each verdict by the interval (DOMAIN 6): met, missed, not proven."""

from collections import Counter
from collections.abc import Iterable

from eventdesk.domain import statistics
from eventdesk.domain.statistics import Verdict
from eventdesk.reports.document import Against, Comparison, Phrase, ValueKind
from eventdesk.reports.event_facts import Counted, EventFacts
from eventdesk.reports.satisfaction_charts import FEW
from eventdesk.reports.satisfaction_figures import FIVE, TOO_EARLY, content_said, mean_said
from eventdesk.reports.ticks import nice_ticks


def compared(facts: EventFacts) -> Comparison:
    """People, attendance, the content and their mean. How long people waited is not among them: the journal knows when somebody
    was let in, not since when they stood there."""
    rows = (_persons(facts), _attendance(facts), _content(facts), *_mean(facts))
    return Comparison("compared", _finding(rows), _note(facts), rows)


def _finding(rows: Iterable[Against]) -> Phrase:
    """How many goals are met, missed and open."""
    counted = Counter(row.verdict for row in rows if row.goal is not None)
    if counted[TOO_EARLY]:
        return Phrase("finding_compared_early")
    found = tuple((name, counted[name]) for name in ("met", "missed", "not_proven"))
    known = [name for name, count in found if count]
    if not known:
        return Phrase("finding_compared")
    return Phrase(f"finding_all_{known[0]}" if len(known) == 1 else "finding_verdicts", found)


def _note(facts: EventFacts) -> Phrase:
    return Phrase("note_compared" if facts.persons_goal is None else "note_compared_year")


def _persons(facts: EventFacts) -> Against:
    """A count of everybody is no sample: it is more than the goal, which says "over", or it isn't. Until the event ends others may
    still come."""
    came, goal = facts.attendance.totals.attended.persons, facts.persons_goal
    before = tuple(float(one.persons) for one in facts.earlier)
    short = Verdict.MISSED.value if facts.over else TOO_EARLY
    verdict = Verdict.NONE.value if goal is None else Verdict.MET.value if came > goal else short
    end = float(nice_ticks(max(came, goal or 0, 1, *(one.persons for one in facts.earlier)))[-1])
    return Against(
        Phrase("label_persons"), ValueKind.COUNT, float(came), end=end, before=before, goal=None if goal is None else float(goal),
        verdict=verdict, over=True,
    )  # fmt: skip


def _attendance(facts: EventFacts) -> Against:
    before = tuple(one.came[0] / one.came[1] for one in facts.earlier if one.came[1])
    if not facts.over:
        # A share of so far has no interval: those who are still to come are no chance.
        so_far = facts.came[0] / facts.came[1] if facts.came[1] else None
        return Against(Phrase("label_attendance_so_far"), ValueKind.RATE, so_far, before=before)
    return _share("attendance", facts.came if facts.came[1] else None, before)


def _content(facts: EventFacts) -> Against:
    before = tuple(one.content[0] / one.content[1] for one in facts.earlier if one.content)
    return _share("content", facts.content, before, facts.satisfaction.goals.content, content_said(facts.satisfaction))


def _share(
    name: str, of: Counted | None, before: tuple[float, ...], goal: float | None = None, verdict: str = Verdict.NONE.value
) -> Against:
    label, interval = Phrase(f"label_{name}"), statistics.wilson(*of) if of else None
    if of is None or interval is None:
        return Against(label, ValueKind.RATE, None, before=before, goal=goal)
    return Against(
        label, ValueKind.RATE, of[0] / of[1], low=interval.low, high=interval.high, before=before, goal=goal, verdict=verdict,
        few=of[1] < FEW,
    )  # fmt: skip


def _mean(facts: EventFacts) -> tuple[Against, ...]:
    """On 1 to 5 alone has the goal a meaning."""
    of = facts.satisfaction.main
    if of is None or of.suppressed or of.mean is None or of.top != FIVE:
        return ()
    low, high = (None, None) if of.mean_interval is None else (of.mean_interval.low, of.mean_interval.high)
    before = tuple(one.mean for one in facts.earlier if one.mean is not None)
    return (
        Against(
            Phrase("label_mean"), ValueKind.MEAN, of.mean, start=1.0, end=float(FIVE), low=low, high=high, before=before,
            goal=facts.satisfaction.goals.mean, verdict=mean_said(facts.satisfaction), few=of.answered < FEW,
        ),
    )  # fmt: skip
