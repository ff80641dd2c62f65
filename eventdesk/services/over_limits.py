"""Families that no longer fit a hard limit because something about them was put right: nobody loses a place by that, and
somebody is to look."""

from collections.abc import Collection

import sqlalchemy as sa

from eventdesk.domain.capacity import Allotment
from eventdesk.domain.registration import CallReason, RegistrationState
from eventdesk.services import calls
from eventdesk.services.places import count, event_of, held_of, limits_of
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit


def note_ages(unit: Unit, people: Collection[str]) -> None:
    """Looks again at the hard limits of ages, where the days of birth of these people were changed.

    Confirmed registrations of events that are not over, which count any of them and take places that a limit does not have,
    come onto the list of people to call (``over_limit``); those that fit again are settled there.
    """
    r, m, e = t.registration, t.registration_member, t.event
    rows = unit.execute(
        sa.select(r.c.id, r.c.event).distinct().join(m, m.c.registration == r.c.id).join(e, e.c.id == r.c.event)
        .where(m.c.person.in_(list(people)), m.c.counted, r.c.state == RegistrationState.CONFIRMED.value, e.c.end >= unit.now)
        .order_by(r.c.id)
    ).all()  # fmt: skip
    for row in rows:
        if _over(unit, row.event, row.id):
            calls.add(unit, row.event, row.id, CallReason.OVER_LIMIT)
        else:
            calls.close(unit, row.event, CallReason.OVER_LIMIT, registration=row.id)


def _over(unit: Unit, event: str, registration: str) -> bool:
    """Whether a registration takes places of a hard limit of ages that has fewer than are taken."""
    view = event_of(unit.connection, event)
    limits = limits_of(unit.connection, view)
    bands = [one for one in limits.shared if one.hard and one.ages is not None and one.places is not None]
    if not bands:
        return False
    held = held_of(unit.connection, view, now=unit.now, by_age=True)
    allotment = Allotment(limits)
    count(allotment, held)
    mine = next((one for one in held if one.id == registration), None)
    return mine is not None and any(
        one.need(mine.party) and (one.slots is None or not one.slots.isdisjoint(mine.has))
        and allotment.taken.get(one.key, 0) > (one.places or 0)
        for one in bands
    )  # fmt: skip
