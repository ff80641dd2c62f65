"""The satisfaction report: who answered, how content they are and how sure that is, for the event and for each slot.

Of fewer than five answers nothing is told but their number, and no slot from which such a one could be worked out.
"""

from typing import Any

from eventdesk.domain.feedback_figures import FigureKind
from eventdesk.domain.statistics import Interval
from eventdesk.reports.document import Masthead, ReportDocument
from eventdesk.reports.satisfaction_charts import charts
from eventdesk.reports.satisfaction_facts import QuestionFact, SatisfactionFacts, SlotAnswers
from eventdesk.reports.satisfaction_figures import figures
from eventdesk.reports.satisfaction_layout import layout, tables

__all__ = ["KIND", "QuestionFact", "SatisfactionFacts", "SlotAnswers", "build", "satisfaction_document"]

KIND = "satisfaction"


def satisfaction_document(facts: SatisfactionFacts) -> dict[str, Any]:
    """The figures in the shape of the verb ``feedback summary``, and the slots."""
    asked, came = facts.invited, facts.answered_invitation
    return {
        "event": facts.event_code,
        "goals": {"content": facts.goals.content, "mean": facts.goals.mean},
        "responses": facts.responses,
        "incomplete": facts.incomplete,
        "invited": asked,
        "response_rate": came / asked if came is not None and asked else None,
        "overall": facts.overall,
        "questions": [_question(question) for question in facts.questions],
        "slots": [_slot(slot) for slot in facts.slots],
    }


def build(facts: SatisfactionFacts) -> ReportDocument:
    """The report's document. The same facts give the same document, to the byte."""
    counted = tuple(figures(facts))
    return ReportDocument(
        kind=KIND,
        revision=facts.revision,
        masthead=Masthead(
            organisation=facts.organisation,
            subject=facts.event_code,
            title=facts.event_title,
            venue=facts.venue,
            starts=facts.starts.astimezone(facts.tz),
            ends=facts.ends.astimezone(facts.tz),
        ),
        computed_at=facts.computed_at.astimezone(facts.tz),
        journal_position=facts.position,
        digest=facts.digest,
        figures=counted,
        tables=tables(facts),
        charts=charts(facts),
        layout=layout(facts),
        sections={KIND: satisfaction_document(facts)},
        stage=facts.stage_at(facts.computed_at), tongues=facts.tongues,
    )


def _question(of: QuestionFact) -> dict[str, Any]:
    answered, blank, invalid = (of.answered, of.blank, of.invalid) if of.counts_told else (None, None, None)
    shown: dict[str, Any] = {
        "key": of.key, "text": of.text, "kind": of.kind.value, "answered": answered, "blank": blank, "invalid": invalid,
        "suppressed": of.suppressed, "histogram": {str(value): count for value, count in of.histogram},
    }  # fmt: skip
    if of.kind in (FigureKind.RATING, FigureKind.NPS):
        shown |= {
            "mean": of.mean, "mean_interval": _ends(of.mean_interval), "median": of.median, "deviation": of.deviation,
        }  # fmt: skip
    if of.kind is FigureKind.RATING:
        shown |= {"top2": of.top2, "top2_count": of.top2_count, "top2_interval": _ends(of.top2_interval)}
    if of.kind is FigureKind.NPS:
        shown |= {
            "nps": of.nps, "nps_interval": _ends(of.nps_interval), "promoters": of.promoters, "passives": of.passives,
            "detractors": of.detractors,
        }  # fmt: skip
    return shown


def _slot(of: SlotAnswers) -> dict[str, Any]:
    if of.suppressed:
        return {"slot": of.code, "title": of.title, "suppressed": True}
    return {
        "slot": of.code, "title": of.title, "suppressed": False, "answered": of.answered, "top2_count": of.top2_count,
        "mean": of.mean, "top2_interval": _ends(of.top2_interval),
    }  # fmt: skip


def _ends(interval: Interval | None) -> list[float] | None:
    return None if interval is None else [interval.low, interval.high]
