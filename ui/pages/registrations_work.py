"""What the list of registrations asks of the desk; runs off the GUI thread."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from eventdesk.domain.capacity import Count, LimitKind
from eventdesk.domain.event import Unit
from eventdesk.errors import Conflict
from ui.models.registration_rows import RegistrationRow, marked, rows_of
from ui.wording import Wording

if TYPE_CHECKING:
    from eventdesk.desk import Desk
    from eventdesk.services.event_views import EventView
    from eventdesk.services.family_views import RegistrationView
    from eventdesk.services.limits import LimitBar
    from eventdesk.services.overview import Overview, Places

MOST_HITS = 500
"""A search in the list finds this many families at the most; nobody reads more."""


@dataclass(frozen=True)
class Loaded:
    """All events to choose from, and the list of the one that is chosen (None where there is no event)."""

    events: "tuple[EventView, ...]"
    overview: "Overview | None"
    rows: "tuple[RegistrationRow, ...]" = ()
    asks: bool = False
    marks: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Done:
    """What became of several registrations."""

    done: tuple[str, ...]
    refused: int
    changes: frozenset[str]


def load(desk: "Desk", wanted: str, unmasked: bool, wording: Wording) -> Loaded:
    """The wanted event's list, or that of the one that comes next, with its rows in words."""
    events = desk.events.list()
    code = next_event(events, wanted, desk.clock.now())
    if not code:
        return Loaded(events, None)
    overview = desk.registrations.overview(code, unmasked=unmasked)
    overview = replace(overview, places=(*overview.places, *_shared(desk, overview, wording)))
    unanswered = desk.questions.unanswered(code)
    asks = bool(desk.questions.list(code).questions)
    rows = rows_of(overview, wording, unanswered)
    return Loaded(events, overview, rows, asks, marked(rows))


def _shared(desk: "Desk", overview: "Overview", wording: Wording) -> "Iterator[Places]":
    """Limits that people set for rooms and ages, as cards beside the slots; what is kept for offers is taken."""
    from eventdesk.services.overview import Places

    for bar in desk.places.bars(overview.event.code):
        if bar.limit is None or bar.kind not in (LimitKind.ROOM, LimitKind.BAND) or bar.unit is Count.ADULTS:
            continue
        band = bar.band
        title = wording.words("registrations.band_card", low=band.min_months, high=band.max_months) if band else bar.subject
        if bar.kind is LimitKind.ROOM:
            title = _with_hours(bar, overview, desk, wording)
        yield Places(
            bar.limit, title, overview.event.start, bar.places, Unit(bar.unit.value), bar.taken + bar.offered, bar.waiting
        )


def _with_hours(bar: "LimitBar", overview: "Overview", desk: "Desk", wording: Wording) -> str:
    """A room and when: its places are shared anew by the slots of every hour."""
    here = [slot for slot in overview.event.slots if slot.code in bar.slots]
    if not here:
        return bar.subject
    first, last = min(slot.start for slot in here), max(slot.end for slot in here)
    span = {key: f"{at.astimezone(desk.zone):%H:%M}" for key, at in (("start", first), ("end", last))}
    return wording.words("registrations.room_card", room=bar.subject, **span)


def next_event(events: "Sequence[EventView]", wanted: str, now: datetime) -> str:
    """The code that is wanted if there is such an event, or the one that is next, or else the latest; empty without any."""
    if any(event.code == wanted for event in events):
        return wanted
    coming = [event for event in events if event.end >= now]
    if coming:
        return min(coming, key=lambda event: event.start).code
    return events[0].code if events else ""


def find(desk: "Desk", text: str, event: str) -> frozenset[str]:
    """The families that a search finds: those of the event first, and others for its cancelled registrations."""
    found = [*desk.families.search(text, event=event, limit=MOST_HITS), *desk.families.search(text, limit=MOST_HITS)]
    return frozenset(hit.family for hit in found)


def cancel(desk: "Desk", ids: Sequence[str]) -> Done:
    """Cancels them all."""
    return _each(desk.registrations.cancel, ids)


def restore(desk: "Desk", ids: Sequence[str]) -> Done:
    """Takes cancellations back."""
    return _each(desk.registrations.restore, ids)


def promote(desk: "Desk", ids: Sequence[str]) -> Done:
    """Confirms waiting families while places are free, in the order given."""
    return _each(desk.registrations.promote, ids)


def wait(desk: "Desk", ids: Sequence[str]) -> Done:
    """Moves confirmed families to the waitlist."""
    return _each(desk.edits.wait, ids)


def contacts(desk: "Desk", event: str, ids: Sequence[str], unmasked: bool) -> tuple[str, int]:
    """Names and phones as lines to paste, and how many."""
    found = desk.lists.contacts(event, only=ids, unmasked=unmasked)
    return "\n".join(f"{one.name}\t{one.phone}" for one in found), len(found)


def _each(verb: "Callable[[str], RegistrationView]", ids: Sequence[str]) -> Done:
    done, refused = [], 0
    for registration in ids:
        try:
            verb(registration)
        except Conflict:  # no place is free, or somebody else was quicker: the others still go on
            refused += 1
        else:
            done.append(registration)
    return Done(tuple(done), refused, frozenset({"registrations", "families"}) if done else frozenset())
