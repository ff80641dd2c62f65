"""From an event's responses to figures that may be shown: whatever is of too few is left out here, for every reader alike."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from eventdesk.domain import statistics
from eventdesk.domain.family import mask_phones
from eventdesk.domain.feedback import QuestionKind, ResponseSource, SurveyQuestion
from eventdesk.domain.feedback_figures import FigureKind, Figures, Group
from eventdesk.domain.statistics_cells import FEWEST_FOR_COMMENTS, FEWEST_SHOWN
from eventdesk.domain.statistics_means import mean_difference
from eventdesk.exchange.feedback import SLOT_KEY
from eventdesk.services.event_views import EventView
from eventdesk.services.feedback_reading import EventFeedback
from eventdesk.services.feedback_views import Comments, Comparison, FeedbackSummary, QuestionSummary, SlotSummary


def summary_of(
    event: EventView, found: EventFeedback, *, invited: int | None, language: str, content_goal: float, noted: int = 0
) -> FeedbackSummary:
    """The summary of an event's feedback. ``invited``: families with an invitation, None where none was sent; ``noted``: those of
    them that are known to have answered, wherever that was; ``content_goal``: that of the event's year."""
    counted = found.counted
    answered = max(noted, answered_invitation(found))
    overall = found.overall
    groups = found.by_slot(overall) if overall is not None else ()
    return FeedbackSummary(
        event=event.code, title=event.title, responses=len(counted), repeated=len(found.responses) - len(counted),
        incomplete=sum(not one.complete for one in counted), invited=invited,
        response_rate=answered / invited if invited else None,
        questions=tuple(
            _without_few(summary, question, found, groups) if question.key == SLOT_KEY else summary
            for question in found.questions
            for summary in (question_summary(question, found.figures(question.key), language),)
        ),
        overall=overall, slots=tuple(slot_summary(group, found.slots.get(group.about, group.about)) for group in groups),
        latest=max((one.at for one in counted), default=None), content_goal=content_goal,
    )  # fmt: skip


def answered_invitation(found: EventFeedback) -> int:
    """How many families answered an invitation completely, as far as responses tell: a family answers each survey once, so of several
    surveys those of the one that most answered."""
    to_each = Counter(one.survey for one in found.counted if found.sources[one.id] is ResponseSource.INVITATION and one.complete)
    return max(to_each.values(), default=0)


def _without_few(
    summary: QuestionSummary, question: SurveyQuestion, found: EventFeedback, groups: Sequence[Group]
) -> QuestionSummary:
    """How many named which slot, only where that tells no more than the figures of slots do: it says the same of each of them, and of
    none too few. A difference of the two would tell of the few who named a slot and skipped the other question."""
    named = {question.option_text(str(key), ""): count for key, count in summary.histogram.items() if count}
    told = {found.slots.get(one.about, one.about): one.figures.n if one.figures else 0 for one in groups}
    small = any(count < FEWEST_SHOWN for count in named.values())
    if small or (groups and named != told):
        return replace(summary, suppressed=True, histogram={})
    return summary


def question_summary(question: SurveyQuestion, of: Figures, language: str) -> QuestionSummary:
    """A question's figures as they may be shown."""
    counts = (question.key, question.text(language), of.kind, of.n, of.blank, of.invalid)
    if of.suppressed:
        return QuestionSummary(*counts, suppressed=True)
    scaled, said = of.kind in (FigureKind.RATING, FigureKind.NPS), of.recommendation
    rating, nps = of.kind is FigureKind.RATING, of.kind is FigureKind.NPS
    return QuestionSummary(
        *counts, suppressed=False, mean=of.mean, mean_interval=of.mean_interval if scaled else None, median=of.median,
        deviation=of.deviation, top2=of.content_share if rating else None, top2_count=of.content if rating else None,
        top2_interval=of.content_interval if rating else None, nps=said.score, nps_interval=said.interval,
        promoters=said.promoters if nps else None, passives=said.passives if nps else None, detractors=said.detractors if nps else None,
        histogram=of.histogram,
    )  # fmt: skip


def slot_summary(group: Group, title: str) -> SlotSummary:
    """How content those of one slot are."""
    of = group.figures
    if of is None:
        return SlotSummary(group.about, title, suppressed=True)
    return SlotSummary(
        group.about, title, suppressed=False, answered=of.n, mean=of.mean, top2=of.content_share, top2_count=of.content,
        top2_interval=of.content_interval,
    )  # fmt: skip


def comments_of(found: EventFeedback, language: str) -> tuple[Comments, ...]:
    """What was written to each question that is answered in words."""
    told = []
    for question in found.questions:
        if question.kind is QuestionKind.TEXT:
            given = ((one.who or one.id, one.answers.get((question.key, ""))) for one in found.asked(question.key))
            wrote = [(who, str(answer.value)) for who, answer in given if answer is not None and not answer.invalid]
            texts, few = [text for _, text in wrote], len({who for who, _ in wrote}) < FEWEST_FOR_COMMENTS
            masked = [] if few else sorted(mask_phones(text) or "" for text in texts)
            told.append(Comments(question.key, question.text(language), len(texts), few, tuple(masked)))
    return tuple(told)


def comparisons(now: EventFeedback, before: EventFeedback) -> tuple[Comparison, ...]:
    """How content those of two events are, on the same scale, and how likely they are to recommend; only what may be shown of both."""
    found = []
    one, other = _overall(now), _overall(before)
    if one and other and one.content_from == other.content_from:
        interval = statistics.difference((one.content, one.n), (other.content, other.n))
        found.append(_comparison("top2", one.content_share, other.content_share, interval))
        found.append(_comparison("mean", one.mean, other.mean, mean_difference(_values(one), _values(other))))
    one, other = _recommending(now), _recommending(before)
    if one and other:
        a, b = one.recommendation, other.recommendation
        if a.score is not None and a.interval and b.score is not None and b.interval:
            apart = statistics.apart((a.score, a.interval), (b.score, b.interval))
            found.append(_comparison("nps", a.score, b.score, apart))
    return tuple(comparison for comparison in found if comparison is not None)


def _comparison(
    figure: str, now: float | None, before: float | None, interval: statistics.Interval | None
) -> Comparison | None:
    return (
        None
        if now is None or before is None or interval is None
        else Comparison(figure, now, before, now - before, interval)
    )


def _values(of: Figures) -> list[float]:
    return [float(value) for value, count in of.histogram.items() if isinstance(value, int) for _ in range(count)]


def _overall(found: EventFeedback) -> Figures | None:
    return _shown(found, found.overall)


def _recommending(found: EventFeedback) -> Figures | None:
    return _shown(
        found, next((question.key for question in found.questions if question.kind is QuestionKind.NPS), None)
    )


def _shown(found: EventFeedback, key: str | None) -> Figures | None:
    """The figures of a question that may be shown."""
    of = None if key is None else found.figures(key)
    return None if of is None or of.suppressed else of
