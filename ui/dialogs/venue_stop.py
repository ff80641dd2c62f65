"""Whom it concerns when this laptop stops being the venue's hub."""

from functools import reduce
from typing import TYPE_CHECKING

from resources.words import Words, joined

if TYPE_CHECKING:
    from eventdesk.venue_hub import VenueState


def what_stops(words: Words, state: "VenueState | None") -> str:
    """What follows for the others and for the head office, as sentences; empty where it concerns nobody. One of those that are at work
    is this computer itself."""
    others = sum(one.lately for one in state.joined) - 1 if state is not None else 0
    pending = state.pending if state is not None else 0
    parts = [words("venue_hub.stop_others", n=others)] if others > 0 else []
    parts += [words("venue_hub.stop_pending", n=pending)] if pending else []
    return reduce(joined, parts, "")
