"""What the satisfaction report draws: how answers are spread, and the figures of each slot with how sure they are."""

from eventdesk.domain.feedback_figures import FigureKind
from eventdesk.domain.statistics import Verdict
from eventdesk.reports.document import Chart, Dot, Dots, Phrase, Stack, StackBars
from eventdesk.reports.satisfaction_facts import QuestionFact, SatisfactionFacts, SlotAnswers
from eventdesk.reports.satisfaction_figures import TOO_EARLY, content_said

MOST_PARTS = 5
FEW = 30
"""Of fewer answers than this a share says little."""


def charts(facts: SatisfactionFacts) -> tuple[Chart, ...]:
    """The spread of every question with points, and the intervals of the whole and of the slots."""
    drawn: list[Chart] = []
    stacks = tuple(_stack(question) for question in _shown(facts))
    if stacks:
        drawn.append(StackBars("distribution", _finding(facts), Phrase("note_distribution"), stacks))
    dots = _dots(facts)
    if dots:
        title = Phrase("finding_slots_content") if len(dots) > 1 else Phrase("finding_content")
        drawn.append(Dots("content", title, Phrase("note_content", (("goal", facts.goals.content),)), dots))
    return tuple(drawn)


def _shown(facts: SatisfactionFacts) -> list[QuestionFact]:
    scaled = (FigureKind.RATING, FigureKind.NPS)
    found = [question for question in facts.questions if question.kind in scaled and not question.suppressed]
    return sorted(found, key=lambda question: question.key != facts.overall)


def _finding(facts: SatisfactionFacts) -> Phrase:
    of = facts.main
    if of is None or of.top2 is None:
        return Phrase("finding_answers")
    key = {
        Verdict.MET.value: "finding_goal_met", Verdict.MISSED.value: "finding_goal_missed",
        Verdict.NOT_PROVEN.value: "finding_goal_not_proven", TOO_EARLY: "finding_goal_too_early",
    }.get(content_said(facts), "finding_answers")  # fmt: skip
    return Phrase(key, (("share", of.top2), ("goal", facts.goals.content)))


def _stack(of: QuestionFact) -> Stack:
    """The best first. Of 0 to 10 the three groups are told, of longer scales than five the ends are not told apart."""
    if of.kind is FigureKind.NPS:
        groups = (("promoters", of.promoters), ("passives", of.passives), ("detractors", of.detractors))
        return Stack(of.text, tuple((Phrase(f"label_{name}"), count or 0) for name, count in groups))
    values = sorted(((value, count) for value, count in of.histogram if isinstance(value, int)), reverse=True)
    low, high = values[-1][0], values[0][0]
    return Stack(of.text, tuple((_answer(value, low, high), count) for value, count in values))


def _answer(value: int, low: int, high: int) -> Phrase:
    if (low, high) == (1, 3):
        return Phrase(f"label_smiley_{value}")
    return Phrase("label_points", (("value", value),))


def _dots(facts: SatisfactionFacts) -> tuple[Dot, ...]:
    of = facts.main
    if of is None or of.top2 is None or of.top2_interval is None:
        return ()
    whole = Dot(
        Phrase("label_event"), of.top2, of.top2_interval.low, of.top2_interval.high, target=facts.goals.content, few=of.answered < FEW,
        word=_range(of.top2_count, of.answered, of.top2_interval.low, of.top2_interval.high),
    )  # fmt: skip
    return (whole, *(_slot(slot, facts.goals.content) for slot in facts.slots))


def _slot(of: SlotAnswers, goal: float) -> Dot:
    if of.suppressed or of.answered is None or of.top2_count is None or of.top2_interval is None:
        return Dot(of.title, None, word=Phrase("value_hidden"))
    low, high = of.top2_interval.low, of.top2_interval.high
    return Dot(
        of.title, of.top2_count / of.answered, low, high, target=goal, few=of.answered < FEW,
        word=_range(of.top2_count, of.answered, low, high),
    )  # fmt: skip


def _range(content: int | None, answered: int, low: float, high: float) -> Phrase:
    return Phrase("word_range", (("content", content), ("answered", answered), ("low", low), ("high", high)))
