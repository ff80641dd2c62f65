"""Limits of the sample's next event beside its places: what the room may hold at most, babies, the size of a family."""

from eventdesk.desk import Desk
from eventdesk.domain.age import AgeBand
from eventdesk.domain.capacity import Count, LimitKind

SPARE = 20
"""So many persons more than the event's places the hall may hold."""
BABIES, MOST_BABIES, MOST_ADULTS = AgeBand(0, 23), 30, 4


def set_limits(desk: Desk, code: str) -> None:
    """One hard limit and two soft ones; nobody of the sample is beyond any."""
    places = desk.events.show(code).capacity
    if places is not None:
        desk.places.add_limit(code, kind=LimitKind.EVENT, unit=Count.PERSONS, places=places + SPARE, hard=True)
    desk.places.add_limit(code, kind=LimitKind.BAND, band=BABIES, places=MOST_BABIES)
    desk.places.add_limit(code, kind=LimitKind.FAMILY, unit=Count.ADULTS, places=MOST_ADULTS)
