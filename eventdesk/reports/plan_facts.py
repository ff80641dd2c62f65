"""What a printed plan is made of, and what of it the public may see."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from eventdesk.domain.event import SlotKind
from eventdesk.domain.schedule import PlannedSlot


@dataclass(frozen=True)
class PlanFacts:
    """An event's plan. Moments are aware; pages show them in ``zone``.

    ``rooms`` are in the order of their lanes; rooms that only slots name follow them. ``release`` is the number of the
    released version that this is, None for a draft. ``notes`` are the team's own on the event.
    """

    organisation: str
    code: str
    title: str
    venue: str
    starts: datetime
    ends: datetime
    zone: ZoneInfo
    slots: tuple[PlannedSlot, ...]
    rooms: tuple[str, ...] = ()
    notes: str = ""
    release: int | None = None
    public: bool = False

    def local(self, at: datetime) -> datetime:
        """A moment in the organisation's zone."""
        return at.astimezone(self.zone)

    @property
    def placed(self) -> tuple[PlannedSlot, ...]:
        """Slots that have hours, the earliest first."""
        return tuple(sorted((slot for slot in self.slots if slot.is_placed), key=lambda slot: (*slot.span, slot.code)))

    @property
    def waiting(self) -> tuple[PlannedSlot, ...]:
        """Slots that wait to be placed."""
        return tuple(slot for slot in self.slots if not slot.is_placed)

    @property
    def days(self) -> tuple[date, ...]:
        """The days on which slots begin."""
        return tuple(sorted({self.local(slot.span[0]).date() for slot in self.placed}))

    def lanes(self) -> tuple[str, ...]:
        """The rooms that have slots, in their order; ``""`` is last, for slots without one."""
        used = dict.fromkeys(slot.room for slot in self.placed)
        order = {room: place for place, room in enumerate(self.rooms)}
        return tuple(sorted(used, key=lambda room: (not room, order.get(room, len(order)))))

    def leaders(self) -> tuple[str, ...]:
        """Who leads a slot, by their first one."""
        return tuple(dict.fromkeys(slot.leader for slot in self.placed if slot.leader))


def for_public(facts: PlanFacts) -> PlanFacts:
    """The plan without what is the team's own: blockers, notes, what waits, what is needed and how many signed up.

    What draws a public page is given nothing else, so nothing else can get onto it.
    """
    slots = tuple(
        replace(slot, notes="", resources=(), registered=0, pinned=False)
        for slot in facts.slots
        if slot.kind is not SlotKind.BLOCKER and slot.is_placed
    )
    kept = {slot.room for slot in slots}
    return replace(facts, slots=slots, notes="", rooms=tuple(room for room in facts.rooms if room in kept), public=True)
