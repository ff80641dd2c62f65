"""An event's registrations as the desk looks at them: the list, how full every slot is, who waits in which place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from eventdesk.domain.capacity import Party
from eventdesk.domain.event import Unit
from eventdesk.domain.registration import RegistrationState, SlotState
from eventdesk.services.event_views import EventView
from eventdesk.services.family_views import RegistrationView

AGE_GROUPS: tuple[tuple[int, int | None], ...] = ((0, 2), (3, 4), (5, 6), (7, None))
"""Completed years, both ends included; the last group is open."""


@dataclass(frozen=True)
class Places:
    """How full a slot is, in its unit, and how many families wait for it. ``code`` is empty for the event itself."""

    code: str
    title: str
    start: datetime
    capacity: int | None
    unit: Unit
    taken: int
    waiting: int

    @property
    def left(self) -> int | None:
        """Free places, never below 0; None where there is no limit."""
        return None if self.capacity is None else max(self.capacity - self.taken, 0)


@dataclass(frozen=True)
class AgeGroup:
    """Children of an age in completed years; ``last`` None: and older."""

    first: int
    last: int | None
    count: int


@dataclass(frozen=True)
class Overview:
    """The list with its figures. ``queue`` is the place of each waiting family, counted from 1."""

    event: EventView
    registrations: tuple[RegistrationView, ...]
    places: tuple[Places, ...]
    ages: tuple[AgeGroup, ...]
    ages_unknown: int
    queue: Mapping[str, int]
    unmasked: bool


def overview(event: EventView, registrations: Sequence[RegistrationView], *, unmasked: bool) -> Overview:
    """Counts what the registrations hold; they come in the order of the queue."""
    confirmed = [r for r in registrations if r.state is RegistrationState.CONFIRMED]
    months = [child.age_months for r in confirmed for child in r.children]
    return Overview(
        event=event, registrations=tuple(registrations), places=tuple(_places(event, registrations)),
        ages=age_groups(m for m in months if m is not None), ages_unknown=sum(m is None for m in months),
        queue=queue_places(registrations), unmasked=unmasked,
    )  # fmt: skip


def age_groups(months: Iterable[int]) -> tuple[AgeGroup, ...]:
    """Ages in completed months, counted by group."""
    years = [month // 12 for month in months]
    return tuple(
        AgeGroup(first, last, sum(first <= year and (last is None or year <= last) for year in years))
        for first, last in AGE_GROUPS
    )


def queue_places(registrations: Sequence[RegistrationView]) -> dict[str, int]:
    """The place in the queue of every family that waits as a whole: the best one among the slots it waits for."""
    ahead: dict[str, int] = {}
    found: dict[str, int] = {}
    for row in registrations:
        if row.state is not RegistrationState.WAITLISTED:
            continue
        waits = [code for code, state in row.slot_status if state is SlotState.WAITLISTED] or [""]
        for code in waits:
            ahead[code] = ahead.get(code, 0) + 1
        found[row.id] = min(ahead[code] for code in waits)
    return found


def _places(event: EventView, registrations: Sequence[RegistrationView]) -> Iterable[Places]:
    live = [r for r in registrations if r.state is not RegistrationState.CANCELLED]
    confirmed = [r for r in live if r.state is RegistrationState.CONFIRMED]
    if event.capacity is not None or not event.bookable:
        taken = sum(Party(r.adults, r.children_count).places(event.capacity_unit) for r in confirmed)
        waiting = len(live) - len(confirmed)
        yield Places("", event.title, event.start, event.capacity, event.capacity_unit, taken, waiting)
    for slot in event.bookable:
        holding = [r for r in confirmed if (slot.code, SlotState.CONFIRMED) in r.slot_status]
        taken = sum(Party(r.adults, r.children_count).places(slot.capacity_unit) for r in holding)
        waiting = sum((slot.code, SlotState.WAITLISTED) in r.slot_status for r in live)
        yield Places(slot.code, slot.title, slot.start, slot.capacity, slot.capacity_unit, taken, waiting)
