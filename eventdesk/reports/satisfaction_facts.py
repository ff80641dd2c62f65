"""What the satisfaction report is made of: figures that may be shown already. What tells of few is left out before it gets here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from eventdesk.domain.feedback_figures import FigureKind
from eventdesk.domain.season import STANDARD_GOALS, SatisfactionGoals
from eventdesk.domain.stage import Stage, stage_of
from eventdesk.domain.statistics import Interval


@dataclass(frozen=True)
class QuestionFact:
    """A question's figures. Of a ``suppressed`` one only ``answered``, ``blank`` and ``invalid`` are known, and these are told only
    where nobody answered.

    ``histogram`` has (answer, count) in the order of the scale or of the options, ``labels`` what options are called. ``top``:
    the largest value of its scale. ``content_from``: from which value on somebody is content.
    """

    key: str
    text: str
    kind: FigureKind
    answered: int
    blank: int
    invalid: int
    suppressed: bool
    mean: float | None = None
    mean_interval: Interval | None = None
    median: float | None = None
    deviation: float | None = None
    top2_count: int | None = None
    top2_interval: Interval | None = None
    nps: float | None = None
    nps_interval: Interval | None = None
    promoters: int | None = None
    passives: int | None = None
    detractors: int | None = None
    histogram: tuple[tuple[int | str, int], ...] = ()
    labels: Mapping[str, str] | None = None

    @property
    def counts_told(self) -> bool:
        """Whether a report tells how many answered: of few it doesn't, nor how many did not, from which it would follow."""
        return not self.suppressed or self.answered == 0

    @property
    def top2(self) -> float | None:
        """The share of the content."""
        return self.top2_count / self.answered if self.top2_count is not None and self.answered else None

    @property
    def top(self) -> int:
        """The largest value of the scale; 0 where there is none."""
        return max((value for value, _ in self.histogram if isinstance(value, int)), default=0)

    @property
    def total(self) -> int | None:
        """The sum of all answers of a scale."""
        if self.mean is None:
            return None
        return sum(value * count for value, count in self.histogram if isinstance(value, int))


def answer_name(question: str, answer: str) -> str:
    """What an answer to a question is called where the question isn't named otherwise."""
    return f"{question}: {answer}"


@dataclass(frozen=True)
class SlotAnswers:
    """How content those of one slot are; of a ``suppressed`` one nothing is known, not even how many answered."""

    code: str
    title: str
    suppressed: bool
    answered: int | None = None
    top2_count: int | None = None
    mean: float | None = None
    top2_interval: Interval | None = None


@dataclass(frozen=True)
class SatisfactionFacts:
    """Everything the report is made of. Moments are aware; ``zone`` is the organisation's zone.

    ``invited``: families with an invitation to answer, ``answered_invitation`` the complete answers to one; None where none was
    sent. ``overall`` is the key of the question that stands for the whole event. ``digest`` is over all responses, so that who has
    them can count again. ``goals`` are those of the event's year. ``tongues``: by language what questions and
    their answers are called in it, by what they are called here.
    """

    organisation: str
    zone: str
    event_code: str
    event_title: str
    starts: datetime
    ends: datetime
    venue: str
    responses: int
    incomplete: int
    invited: int | None
    answered_invitation: int | None
    questions: tuple[QuestionFact, ...]
    overall: str | None
    slots: tuple[SlotAnswers, ...]
    digest: str
    position: str
    computed_at: datetime
    revision: int
    goals: SatisfactionGoals = STANDARD_GOALS
    tongues: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def stage_at(self, at: datetime) -> Stage:
        """How far the event is at a moment."""
        return stage_of(self.starts, self.ends, at)

    @property
    def over(self) -> bool:
        """Whether the event was over when its facts were read: before that no goal is met or missed by answers."""
        return self.stage_at(self.computed_at) is Stage.OVER

    @cached_property
    def tz(self) -> ZoneInfo:
        """The organisation's zone."""
        return ZoneInfo(self.zone)

    @cached_property
    def main(self) -> QuestionFact | None:
        """The question that stands for the event."""
        return next((question for question in self.questions if question.key == self.overall), None)

    @cached_property
    def recommending(self) -> QuestionFact | None:
        """The question whether they would recommend it."""
        return next((question for question in self.questions if question.kind is FigureKind.NPS), None)
