"""Which event a day is about, and how far it is: what the first screen of the morning asks."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Protocol, TypeVar

from eventdesk.domain.event import DoorRules


class Timed(Protocol):
    """Anything from one moment to another."""

    @property
    def start(self) -> datetime:
        """When it begins."""

    @property
    def end(self) -> datetime:
        """When it ends."""


Event = TypeVar("Event", bound=Timed)


class Phase(StrEnum):
    """How far an event is. ``open``: not begun, and the door lets in; ``closed``: the door was closed before its end."""

    AHEAD = "ahead"
    SOON = "soon"
    OPEN = "open"
    RUNNING = "running"
    CLOSED = "closed"
    OVER = "over"


def events_of_day(events: Iterable[Event], now: datetime, zone: tzinfo) -> tuple[Event, ...]:
    """The events that touch the day of ``now`` in ``zone``, the one that matters most first.

    First what is going on (the one that began last), then what is still to come today, then what is over.
    """
    day = now.astimezone(zone).date()
    found = [e for e in events if e.start.astimezone(zone).date() <= day <= e.end.astimezone(zone).date()]
    going = sorted((e for e in found if e.start <= now < e.end), key=lambda e: e.start, reverse=True)
    coming = sorted((e for e in found if e.start > now), key=lambda e: e.start)
    over = sorted((e for e in found if e.end <= now), key=lambda e: e.end, reverse=True)
    return (*going, *coming, *over)


def event_of_day(events: Sequence[Event], now: datetime, zone: tzinfo) -> Event | None:
    """Today's event, else the next one to come; None where all are past."""
    today = events_of_day(events, now, zone)
    if today:
        return today[0]
    return min((e for e in events if e.start > now), key=lambda e: e.start, default=None)


def phase_of(event: Timed, rules: DoorRules, now: datetime, zone: tzinfo) -> Phase:
    """How far an event is at ``now``; a door without hours is open on the event's whole first day."""
    if now >= event.end:
        return Phase.OVER
    if rules.doors_close is not None and now >= rules.doors_close:
        return Phase.CLOSED
    if now >= event.start:
        return Phase.RUNNING
    if rules.doors_open is not None:
        if now >= rules.doors_open:
            return Phase.OPEN
        same = now.astimezone(zone).date() == rules.doors_open.astimezone(zone).date()
        return Phase.SOON if same else Phase.AHEAD
    return Phase.OPEN if now.astimezone(zone).date() == event.start.astimezone(zone).date() else Phase.AHEAD


def days_until(moment: datetime, now: datetime, zone: tzinfo) -> int:
    """Calendar days from the day of ``now`` to the day of ``moment``."""
    return (moment.astimezone(zone).date() - now.astimezone(zone).date()) // timedelta(days=1)
