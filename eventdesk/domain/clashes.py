"""What events of a season take from each other: the same room, the same leader, the same venue at one time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from eventdesk.domain.conflicts import Severity
from eventdesk.domain.event import SlotKind
from eventdesk.domain.schedule import PlannedSlot, Schedule

_Hours = list[tuple[datetime, datetime, PlannedSlot]]
"""Slots with their hours in UTC."""


@dataclass(frozen=True)
class SeasonEvent:
    """An event among others; ``venue`` is its name, empty where it is not known."""

    code: str
    title: str
    venue: str
    schedule: Schedule

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From the first to the last moment that it needs, slots outside its hours included; in UTC."""
        schedule = self.schedule.in_utc()
        spans = [slot.span for slot in schedule.slots if slot.is_placed]
        return min([schedule.start, *(start for start, _ in spans)]), max([schedule.end, *(end for _, end in spans)])


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
    ordered = sorted(((*one.span, one.code, one) for one in events), key=lambda line: line[:3])
    hours: dict[str, _Hours] = {}
    found: list[Clash] = []
    for place, (_, ends, _, event) in enumerate(ordered):
        for begins, _, _, other in ordered[place + 1 :]:
            if begins >= ends:
                break
            for one in (event, other):
                if one.code not in hours:
                    hours[one.code] = [(*slot.in_utc().span, slot) for slot in one.schedule.placed()]
            found += _between(event, other, hours[event.code], hours[other.code])
    return tuple(found)


def _between(event: SeasonEvent, other: SeasonEvent, slots: _Hours, rivals: _Hours) -> Iterator[Clash]:
    same_venue = bool(event.venue) and event.venue == other.venue
    shared_room = False
    for start, end, slot in slots:
        for begin, finish, rival in rivals:
            if start >= finish or begin >= end:
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
