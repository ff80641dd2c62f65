"""What the year report is made of: figures that may be shown already. What tells of few is left out before it gets here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from eventdesk.domain.season import STANDARD_GOALS, SatisfactionGoals
from eventdesk.domain.stage import Stage, stage_of
from eventdesk.domain.statistics import Interval
from eventdesk.domain.statistics_means import Change

Counted = tuple[int, int]
"""How many of how many."""


@dataclass(frozen=True)
class YearEvent:
    """An event that is over. None: there is nothing, or it would tell of fewer than five.

    ``came`` are those of the ``registered`` who came, ``attended`` all who came. ``families`` came, and are ``new`` (never before),
    ``returning`` (within twelve months) or ``lapsed`` (earlier) at this visit. ``content`` of ``answered``. ``partners`` gave
    something to it.
    """

    code: str
    title: str
    starts: datetime
    registered: int | None
    came: int | None
    attended: int | None
    families: int | None
    new: int | None
    returning: int | None
    lapsed: int | None
    content: int | None
    answered: int | None
    cost_fen: int | None
    partners: int

    @property
    def rate(self) -> Counted | None:
        """Who came of the registered, where both may be told."""
        return (self.came, self.registered) if self.came is not None and self.registered else None

    @property
    def csat(self) -> Counted | None:
        """Who was content of those who answered."""
        return (self.content, self.answered) if self.content is not None and self.answered else None


@dataclass(frozen=True)
class YearCounts:
    """A year's events added up: only what is told of each of them, so that taking events from a sum leaves nothing over.

    ``visits`` are the families of all events, each once an event, where what is shown of the events gives nothing away with it.
    """

    events: tuple[YearEvent, ...]
    visits: int | None

    def total(self, name: str) -> int:
        """The sum of one count over the events that tell it."""
        return sum(getattr(event, name) or 0 for event in self.events)

    @cached_property
    def rate(self) -> Counted:
        """Who came of the registered, over the events that tell both."""
        return self._sums([event.rate for event in self.events])

    @cached_property
    def csat(self) -> Counted:
        """Who was content of those who answered."""
        return self._sums([event.csat for event in self.events])

    @staticmethod
    def _sums(pairs: list[Counted | None]) -> Counted:
        told = [pair for pair in pairs if pair is not None]
        return (sum(top for top, _ in told), sum(bottom for _, bottom in told))


@dataclass(frozen=True)
class YearFacts:
    """Everything the report is made of.

    ``targets`` are the organisation's own (``events``, ``persons``, ``partners``), and so are ``goals`` of satisfaction.
    ``mean`` is (sum of answers, answers) on scales of five with its ``mean_interval``. ``retention`` and ``retention_before``
    are the families of the year before that came again, of all of them; None where that tells of few or of nobody. ``effect`` is the
    mean change of those asked before and after, as a share of the scale, and ``effect_base`` their mean before; None where nobody was
    asked twice. ``with_partners`` events had a partner.
    """

    organisation: str
    zone: str
    year: int
    now: YearCounts
    before: YearCounts
    targets: Mapping[str, int]
    with_partners: int
    partners: int
    partners_before: int
    mean: Counted | None
    mean_interval: Interval | None
    retention: Counted | None
    retention_before: Counted | None
    effect: Change | None
    effect_base: float | None
    digest: str
    position: str
    computed_at: datetime
    revision: int
    goals: SatisfactionGoals = STANDARD_GOALS

    @property
    def subject(self) -> str:
        """The year's four digits."""
        return f"{self.year:04d}"

    @cached_property
    def tz(self) -> ZoneInfo:
        """The organisation's zone."""
        return ZoneInfo(self.zone)

    @property
    def starts(self) -> datetime:
        """The year's first moment."""
        return datetime(self.year, 1, 1, tzinfo=self.tz)

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return datetime(self.year + 1, 1, 1, tzinfo=self.tz)

    @property
    def complete(self) -> bool:
        """Whether the year is over."""
        return self.stage_at(self.computed_at) is Stage.OVER

    def stage_at(self, at: datetime) -> Stage:
        """How far the year is at a moment."""
        return stage_of(self.starts, self.ends, at)
