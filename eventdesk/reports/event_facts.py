"""What the event report is made of: who came, how content they were, who helped, what it cost and who gave it, what was taken up
afterwards, and how the events before went."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from eventdesk.domain.stage import Stage
from eventdesk.reports.attendance_facts import AttendanceFacts
from eventdesk.reports.satisfaction_facts import SatisfactionFacts

Counted = tuple[int, int]
"""How many of how many."""


@dataclass(frozen=True)
class VolunteerFacts:
    """Volunteers of the event: ``people`` on the roster, their ``shifts`` and of these those they came to, came late to and
    missed; ``minutes`` credited. ``recorded``: somebody's coming was recorded at all, otherwise nobody knows who came."""

    people: int
    shifts: int
    came: int
    late: int
    missed: int
    minutes: int
    recorded: bool


@dataclass(frozen=True)
class MoneyFacts:
    """The event's budget in fen; ``open`` lines have no actual amount yet. ``lines``: how many there are."""

    lines: int
    open: int
    planned_income: int
    income: int
    planned_cost: int
    cost: int
    in_kind: int


@dataclass(frozen=True)
class GiftFact:
    """What a partner promised the event, and what of it came; both in fen, of things in kind their value."""

    partner: str
    title: str
    in_kind: bool
    promised: int
    received: int


@dataclass(frozen=True)
class CaseCount:
    """Cases of a ``kind``, and how many of them are settled."""

    kind: str
    cases: int
    done: int


@dataclass(frozen=True)
class EarlierEvent:
    """An event before: how many of the registered came, and how many of those who answered were content, and their mean (None:
    nothing may be told of it, or it was asked on another scale)."""

    code: str
    title: str
    starts: datetime
    came: Counted
    persons: int
    content: Counted | None
    mean: float | None = None


@dataclass(frozen=True)
class EventFacts:
    """Everything the report is made of; ``earlier`` the latest first. ``persons_goal``: how many people the event's year should
    bring to an event on average. ``cases`` None: so few answered that nothing is told of what was made of it.
    """

    attendance: AttendanceFacts
    satisfaction: SatisfactionFacts
    volunteers: VolunteerFacts
    money: MoneyFacts
    earlier: tuple[EarlierEvent, ...]
    computed_at: datetime
    revision: int
    gifts: tuple[GiftFact, ...] = ()
    cases: tuple[CaseCount, ...] | None = ()
    persons_goal: int | None = None

    @property
    def over(self) -> bool:
        """Whether the event was over when the facts were read."""
        return self.stage_at(self.computed_at) is Stage.OVER

    def stage_at(self, at: datetime) -> Stage:
        """How far the event is at a moment."""
        return self.attendance.stage_at(at)

    @cached_property
    def came(self) -> Counted:
        """How many of the registered came."""
        totals = self.attendance.totals
        return (totals.came_of_registered, totals.registered.persons)

    @cached_property
    def content(self) -> Counted | None:
        """How many of those who answered are content; None where nothing may be told of it."""
        main = self.satisfaction.main
        return None if main is None or main.suppressed or main.top2_count is None else (main.top2_count, main.answered)
