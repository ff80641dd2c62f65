"""What events of a season take from each other: the same room, the same leader, the same venue at one time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from eventdesk.domain.conflicts import Severity
from eventdesk.domain.event import SlotKind
from eventdesk.domain.schedule import PlannedSlot, Schedule


@dataclass(frozen=True)
class SeasonEvent:
    """An event among others; ``venue`` is its name, empty where it is not known."""

    code: str
    title: str
    venue: str
    schedule: Schedule

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From the first to the last moment that it needs, slots outside its hours included."""
        spans = [slot.span for slot in self.schedule.slots if slot.is_placed]
        return (
            min([self.schedule.start, *(start for start, _ in spans)]), max([self.schedule.end, *(end for _, end in spans)]),
        )  # fmt: skip


@dataclass(frozen=True)
class Clash:
    """Two events at once: ``kind`` is ``room``, ``leader`` or ``venue``; slots are (code of the one's, of the other's)."""

    kind: str
    severity: Severity
    event: SeasonEvent
    other: SeasonEvent
    slots: tuple[PlannedSlot, ...] = ()
    what: str = ""


def clashes(events: Sequence[SeasonEvent]) -> tuple[Clash, ...]:
    """Every pair of events that quarrel, in the order of their starts. Those that touch don't."""
    ordered = sorted(events, key=lambda one: (*one.span, one.code))
    found: list[Clash] = []
    for place, event in enumerate(ordered):
        for other in ordered[place + 1 :]:
            if other.span[0] >= event.span[1]:
                break
            found += _between(event, other)
    return tuple(found)


def _between(event: SeasonEvent, other: SeasonEvent) -> Iterator[Clash]:
    same_venue = bool(event.venue) and event.venue == other.venue
    shared_room = False
    for slot in event.schedule.placed():
        for rival in other.schedule.placed():
            if slot.span[0] >= rival.span[1] or rival.span[0] >= slot.span[1]:
                continue
            if same_venue and slot.room and slot.room == rival.room:
                shared_room = True
                yield Clash("room", Severity.ERROR, event, other, (slot, rival), slot.room)
            if slot.leader and slot.leader == rival.leader and SlotKind.BLOCKER not in (slot.kind, rival.kind):
                yield Clash("leader", Severity.ERROR, event, other, (slot, rival), slot.leader)
    if same_venue and not shared_room and not (_has_rooms(event) and _has_rooms(other)):
        yield Clash("venue", Severity.WARNING, event, other, (), event.venue)


def _has_rooms(event: SeasonEvent) -> bool:
    """Whether it says which rooms of its venue it needs, so that another may have the others."""
    slots = event.schedule.slots
    return bool(slots) and all(slot.is_placed and slot.room for slot in slots)
