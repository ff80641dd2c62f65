"""What services answer about feedback: fates of imported rows, batches, and the figures of an event as they may be shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from eventdesk.domain.feedback_figures import FigureKind
from eventdesk.domain.statistics import Interval
from eventdesk.services.event_views import NOTHING, Changes

if TYPE_CHECKING:
    from eventdesk.domain.feedback import SurveyQuestion
    from eventdesk.exchange.feedback import FeedbackColumn


@dataclass(frozen=True)
class FeedbackRowFate:
    """What became of a row: ``ok``; ``duplicate_of:R``, whose phone answered in row R first, and of whom only the latest answer
    counts; or ``known``, read from an earlier file. ``warnings``: ``bad_phone``, ``invalid_answer``, ``unknown_slot``,
    ``answered_before`` (in an earlier file)."""

    ref: str
    fate: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class FeedbackImport:
    """What an import of answers did, or (``batch`` None) would do.

    ``counts``: ``rows``, ``new``, ``known``, ``duplicates`` (rows with a phone that an earlier one has) and ``invalid`` (answers).
    """

    batch: str | None
    counts: Mapping[str, int]
    rows: tuple[FeedbackRowFate, ...]
    columns: tuple["FeedbackColumn", ...]
    questions: tuple["SurveyQuestion", ...]
    changes: Changes = NOTHING


@dataclass(frozen=True)
class FeedbackBatch:
    """An import of answers that was made."""

    id: str
    event: str
    file: str
    at: datetime
    responses: int
    undone_at: datetime | None


@dataclass(frozen=True)
class FeedbackUndo:
    """What taking an import back did: responses removed, kept because somebody works on them, and handed to a later file that holds
    them as well."""

    removed: int
    kept: int
    handed_on: int
    changes: Changes = NOTHING


@dataclass(frozen=True)
class QuestionSummary:
    """A question's figures as they may be shown. Too few answers: ``suppressed``, without any figure but ``answered``.

    ``top2`` is a share of 1 of those who gave one of the two best values (the best of three smileys); ``nps`` and its interval are
    in points; intervals are of 95 %. ``text`` in the language asked for.
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
    top2: float | None = None
    top2_count: int | None = None
    top2_interval: Interval | None = None
    nps: float | None = None
    nps_interval: Interval | None = None
    promoters: int | None = None
    passives: int | None = None
    detractors: int | None = None
    histogram: Mapping[int | str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class SlotSummary:
    """How content those of one slot are, by the event's overall question. Of a ``suppressed`` one nothing is told, not even how many
    answered: it is one of too few, or one that would tell of such a one."""

    about: str
    title: str
    suppressed: bool
    answered: int | None = None
    mean: float | None = None
    top2: float | None = None
    top2_count: int | None = None
    top2_interval: Interval | None = None


@dataclass(frozen=True)
class FeedbackSummary:
    """An event's feedback. ``responses``: one of each respondent; ``repeated`` are those that a later one replaced.

    ``invited``: families with an invitation to answer, None where none was sent; ``response_rate``: complete responses to an
    invitation of these, as a share of 1. ``overall`` is the key of the question that stands for the whole event, None without one.
    ``content_goal``: the share of the content, of 1, that the event's year sets out to reach.
    """

    event: str
    title: str
    responses: int
    repeated: int
    incomplete: int
    invited: int | None
    response_rate: float | None
    questions: tuple[QuestionSummary, ...]
    overall: str | None
    slots: tuple[SlotSummary, ...]
    latest: datetime | None
    content_goal: float


@dataclass(frozen=True)
class Comments:
    """What was written to a question, in no order that tells who came when; phones in it are masked. None of it below eight answers:
    how somebody writes says who it is."""

    key: str
    text: str
    answered: int
    suppressed: bool
    comments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """A figure of two events: ``figure`` is ``top2`` (shares of 1), ``mean`` or ``nps`` (points); ``difference`` is now less before.

    ``proven``: the interval of the difference lies on one side of 0. Who came to both events is taken for two people.
    """

    figure: str
    now: float
    before: float
    difference: float
    interval: Interval

    @property
    def proven(self) -> bool:
        """Whether it is more than chance."""
        return 0.0 not in self.interval
