"""From an event's responses to figures that may be shown: whatever is of too few is left out here, for every reader alike."""

from eventdesk.domain.feedback import ResponseSource, SurveyQuestion
from eventdesk.domain.feedback_figures import FigureKind, Figures, Group
from eventdesk.services.event_views import EventView
from eventdesk.services.feedback_reading import EventFeedback
from eventdesk.services.feedback_views import FeedbackSummary, QuestionSummary, SlotSummary


def summary_of(event: EventView, found: EventFeedback, *, invited: int | None, language: str) -> FeedbackSummary:
    """The summary of an event's feedback. ``invited``: families with an invitation, None where none was sent."""
    counted = found.counted
    to_invitation = sum(found.sources[one.id] is ResponseSource.INVITATION and one.complete for one in counted)
    overall = found.overall
    groups = found.by_slot(overall) if overall is not None else ()
    return FeedbackSummary(
        event=event.code, title=event.title, responses=len(counted), repeated=len(found.responses) - len(counted),
        incomplete=sum(not one.complete for one in counted), invited=invited,
        response_rate=to_invitation / invited if invited else None,
        questions=tuple(question_summary(question, found.figures(question.key), language) for question in found.questions),
        overall=overall, slots=tuple(slot_summary(group, found.slots.get(group.about, group.about)) for group in groups),
        latest=max((one.at for one in counted), default=None),
    )  # fmt: skip


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
