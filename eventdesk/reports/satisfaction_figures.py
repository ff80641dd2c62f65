"""The satisfaction report's figures, one by one, each with what it is counted from."""

from collections.abc import Callable, Iterator

from eventdesk.domain import statistics
from eventdesk.domain.feedback_figures import FigureKind
from eventdesk.domain.statistics import Interval, Verdict
from eventdesk.reports.document import Figure, Value, ValueKind, rate
from eventdesk.reports.satisfaction_facts import QuestionFact, SatisfactionFacts, SlotAnswers, answer_name

FIVE = 5
TOO_EARLY = "too_early"
"""What is said of a goal before the event is over."""


def figures(facts: SatisfactionFacts) -> Iterator[Figure]:
    """All figures: of the whole, of the goals, of each question and of each slot."""
    yield Figure("event", facts.event_code, "event", ValueKind.TEXT)
    yield Figure("responses", facts.responses, "responses")
    yield Figure("incomplete", facts.incomplete, "incomplete")
    yield Figure("invited", facts.invited, "invited")
    if facts.answered_invitation is None:
        yield Figure("response_rate", None, "response_rate", ValueKind.RATE)
    else:
        yield rate("response_rate", facts.answered_invitation, facts.invited)
    yield Figure("digest", facts.digest, "answers_digest", ValueKind.TEXT)
    yield Figure("goal.content", content_said(facts), "goal_content", ValueKind.WORD)
    yield Figure("goal.mean", mean_said(facts), "goal_mean", ValueKind.WORD)
    yield Figure("goal.content_target", facts.goals.content, "goal_content_target", ValueKind.RATE)
    yield Figure("goal.mean_target", facts.goals.mean, "goal_mean_target", ValueKind.MEAN)
    for question in facts.questions:
        yield from _question(question)
    for slot in facts.slots:
        yield from _slot(slot)


def content_said(facts: SatisfactionFacts) -> str:
    """How the goal of the content stands: a :class:`Verdict`, or that it is too early for one."""
    return _in_time(facts, content_verdict(facts.main, facts.goals.content))


def mean_said(facts: SatisfactionFacts) -> str:
    """How the goal of the mean stands, likewise."""
    return _in_time(facts, mean_verdict(facts.main, facts.goals.mean))


def _in_time(facts: SatisfactionFacts, verdict: Verdict) -> str:
    return verdict.value if facts.over or verdict is Verdict.NONE else TOO_EARLY


def content_verdict(of: QuestionFact | None, goal: float) -> Verdict:
    """Whether so many are content; nothing is said of too few answers."""
    if of is None or of.suppressed or of.top2_count is None:
        return Verdict.NONE
    return statistics.share_against(goal, of.top2_count, of.answered)


def mean_verdict(of: QuestionFact | None, goal: float) -> Verdict:
    """Whether the mean of 1 to 5 is so high; on another scale nothing is said."""
    if of is None or of.suppressed or of.mean is None or of.top != FIVE:
        return Verdict.NONE
    return statistics.against(goal, of.mean_interval)


def _question(of: QuestionFact) -> Iterator[Figure]:
    key = f"questions.{of.key}"

    def one(part: str, value: Value, kind: ValueKind = ValueKind.COUNT, top: int | None = None, of_all: int | None = None) -> Figure:
        return Figure(f"{key}.{part}", value, part.replace(".", "_"), kind, top, of_all, of.text)

    if not of.counts_told:
        return
    yield one("answered", of.answered)
    yield one("blank", of.blank)
    yield one("invalid", of.invalid)
    if of.suppressed:
        return
    if of.kind is FigureKind.RATING:
        yield one("top2", of.top2, ValueKind.RATE, of.top2_count, of.answered)
        yield from _interval(one, "top2_interval", of.top2_interval, ValueKind.RATE)
    if of.kind is FigureKind.NPS and of.promoters is not None and of.detractors is not None:
        yield one("nps", of.nps, ValueKind.POINTS, of.promoters - of.detractors, of.answered)
        yield from _interval(one, "nps_interval", of.nps_interval, ValueKind.POINTS)
        for part, count in (("promoters", of.promoters), ("passives", of.passives), ("detractors", of.detractors)):
            yield one(part, count)
    if of.mean is not None:
        yield one("mean", of.mean, ValueKind.MEAN, of.total, of.answered)
        yield from _interval(one, "mean_interval", of.mean_interval, ValueKind.MEAN)
        yield one("median", of.median, ValueKind.MEAN)
        yield one("deviation", of.deviation, ValueKind.MEAN)
    for value, count in of.histogram:
        said = (of.labels or {}).get(str(value), str(value))
        yield Figure(
            f"{key}.histogram.{value}", count, "histogram", numerator=count, denominator=of.answered, subject=answer_name(of.text, said)
        )


def _interval(one: Callable[..., Figure], part: str, interval: Interval | None, kind: ValueKind) -> Iterator[Figure]:
    yield one(f"{part}.low", interval and interval.low, kind)
    yield one(f"{part}.high", interval and interval.high, kind)


def _slot(of: SlotAnswers) -> Iterator[Figure]:
    if of.suppressed or of.answered is None or of.top2_count is None:
        return
    key = f"slots.{of.code}"
    yield Figure(f"{key}.answered", of.answered, "slot_answered", subject=of.title)
    yield rate(f"{key}.top2", of.top2_count, of.answered, definition="slot_top2", subject=of.title)
    if of.top2_interval is not None:
        low, high = of.top2_interval.low, of.top2_interval.high
        yield Figure(f"{key}.top2_interval.low", low, "slot_top2_interval_low", ValueKind.RATE, subject=of.title)
        yield Figure(f"{key}.top2_interval.high", high, "slot_top2_interval_high", ValueKind.RATE, subject=of.title)
