"""Families that no longer fit a hard limit because something about them was put right: nobody loses a place by that, and
somebody is to look."""

from collections.abc import Collection

import sqlalchemy as sa

from eventdesk.domain.capacity import Allotment
from eventdesk.domain.registration import CallReason, RegistrationState
from eventdesk.services import calls
from eventdesk.services.import_written import chunks
from eventdesk.services.places import count, event_of, held_of, limits_of
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit


def note_ages(unit: Unit, people: Collection[str]) -> None:
    """Looks again at the hard limits of ages, where the days of birth of these people were changed.

    Confirmed registrations of events that are not over, which count any of them and take places that a limit does not have,
    come onto the list of people to call (``over_limit``); those that fit again are settled there.
    """
    r, m, e = t.registration, t.registration_member, t.event
    found: dict[str, set[str]] = {}
    for part in chunks(sorted(people)):
        rows = unit.execute(
            sa.select(r.c.id, r.c.event).join(m, m.c.registration == r.c.id).join(e, e.c.id == r.c.event)
            .where(m.c.person.in_(part), m.c.counted, r.c.state == RegistrationState.CONFIRMED.value, e.c.end >= unit.now)
        )  # fmt: skip
        for row in rows:
            found.setdefault(row.event, set()).add(row.id)
    for event, registrations in found.items():
        over = _over(unit, event, registrations)
        for id in sorted(registrations):
            if id in over:
                calls.add(unit, event, id, CallReason.OVER_LIMIT)
            else:
                calls.close(unit, event, CallReason.OVER_LIMIT, registration=id)


def _over(unit: Unit, event: str, registrations: Collection[str]) -> set[str]:
    """Those of an event's registrations that take places of a hard limit of ages that has fewer than are taken."""
    view = event_of(unit.connection, event)
    limits = limits_of(unit.connection, view)
    bands = [one for one in limits.shared if one.hard and one.ages is not None and one.places is not None]
    if not bands:
        return set()
    held = held_of(unit.connection, view, now=unit.now, by_age=True)
    allotment = Allotment(limits)
    count(allotment, held)
    full = [one for one in bands if allotment.taken.get(one.key, 0) > (one.places or 0)]
    return {
        mine.id for mine in held if mine.id in registrations
        and any(one.need(mine.party) and (one.slots is None or not one.slots.isdisjoint(mine.has)) for one in full)
    }  # fmt: skip
