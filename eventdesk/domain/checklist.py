"""What is to be done for an event, counted in days from its own day, and what is usually done for each kind."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, TypeVar

from eventdesk.domain.event import EventKind

FARTHEST_DAYS = 730
"""No task is due farther from its event than two years."""


@dataclass(frozen=True)
class StandardTask:
    """A task that is offered; the word for it is ``checklist.std_<key>``."""

    key: str
    due_days: int


class Dated(Protocol):
    """What is ordered by :func:`in_order`."""

    @property
    def due(self) -> date: ...
    @property
    def is_done(self) -> bool: ...
    @property
    def position(self) -> int: ...


Task = TypeVar("Task", bound=Dated)


def due_on(day: date, due_days: int) -> date:
    """The day on which something is due; ``due_days`` below 0 is before the event."""
    return day + timedelta(days=due_days)


def is_overdue(due: date, *, done: bool, today: date) -> bool:
    """Whether something should have been done before today."""
    return not done and due < today


def in_order(tasks: Iterable[Task], today: date) -> tuple[Task, ...]:
    """Overdue ones first, the longest overdue before the others; then what is to be done, then what was done, both in the
    order that people gave them."""

    def place(task: Task) -> tuple[int, date, int]:
        if is_overdue(task.due, done=task.is_done, today=today):
            return (0, task.due, task.position)
        return (2 if task.is_done else 1, date.min, task.position)

    return tuple(sorted(tasks, key=place))


def place_for(due_days: int, others: Sequence[int]) -> int:
    """Where a new task goes among the ``due_days`` of the others, in their order: behind the last that is due as early."""
    return next((place + 1 for place in reversed(range(len(others))) if others[place] <= due_days), 0)


_ALWAYS = (
    StandardTask("plan", -42), StandardTask("venue", -35), StandardTask("announce", -21), StandardTask("helpers", -14),
    StandardTask("materials", -7), StandardTask("safety", -3), StandardTask("remind", -2), StandardTask("devices", -1),
    StandardTask("set_up", 0), StandardTask("tidy", 0), StandardTask("thank", 1), StandardTask("accounts", 5),
    StandardTask("report", 7),
)  # fmt: skip
_BESIDES: dict[EventKind, tuple[StandardTask, ...]] = {
    EventKind.LECTURE: (StandardTask("speaker", -28), StandardTask("slides", -5), StandardTask("recording", 2)),
    EventKind.OUTDOOR: (
        StandardTask("permit", -30), StandardTask("route", -14), StandardTask("insurance", -7), StandardTask("weather", -3),
        StandardTask("first_aid", -1),
    ),
    EventKind.FESTIVAL: (
        StandardTask("permit", -30), StandardTask("stalls", -21), StandardTask("sound", -7), StandardTask("first_aid", -1),
    ),
    EventKind.WORKSHOP: (StandardTask("speaker", -28), StandardTask("kits", -10), StandardTask("trial", -5)),
    EventKind.COURSE: (StandardTask("speaker", -28), StandardTask("outline", -21), StandardTask("kits", -10)),
    EventKind.BRAND: (StandardTask("contract", -28), StandardTask("logo", -14), StandardTask("partner_report", 10)),
    EventKind.OTHER: (),
}  # fmt: skip


def standard(kind: EventKind, *, online: bool = False) -> tuple[StandardTask, ...]:
    """The list that is offered for a kind of event, by due day; on-line events need no place."""
    tasks = (*_ALWAYS, *_BESIDES[kind])
    if online:
        tasks = tuple(task for task in tasks if task.key not in _ON_SITE)
    return tuple(sorted(tasks, key=lambda task: task.due_days))


_ON_SITE = frozenset(
    {"venue", "set_up", "tidy", "safety", "first_aid", "permit", "route", "insurance", "weather", "stalls", "sound"}
)
