"""Advice on how many places to give, from the organisation's own past events."""

from dataclasses import dataclass

import sqlalchemy as sa

from eventdesk.domain.attendance import Totals
from eventdesk.domain.event import EventState, Unit
from eventdesk.domain.overbooking import Advice, PastEvent, advise
from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, InvalidInput
from eventdesk.services import events
from eventdesk.services.attendance import Attendance
from eventdesk.services.door_record import DoorRecord
from eventdesk.services.event_views import EventView
from eventdesk.services.house import House
from eventdesk.store import tables as t

LATEST = 60
"""How many past events are looked at, the latest first: what was years ago says little of today's families."""


@dataclass(frozen=True)
class AdviceView:
    """The advice for one event, in the unit of its capacity. ``unrecorded`` are past events whose door kept no record,
    which are left out: nobody knows who came.

    The room there is, is the door's hard limit where the event has one and counts persons, else its capacity: raising the
    capacity by an advice must not make the next one higher still.
    """

    event: EventView
    unit: Unit
    advice: Advice
    unrecorded: int


def advice_for(house: House, event_code: str, *, risk: float = 0.05) -> AdviceView:
    """The greatest number of places with at most this chance that more people come than the event has places.

    Past events are those that have ended by now, were not cancelled, and had somebody registered. :class:`Conflict`
    ``no_capacity`` for an event without a number of places, :class:`InvalidInput` ``bad_risk``.
    """
    house.require(Right.LOOK)
    if not 0 < risk < 1:
        raise InvalidInput("bad_risk", field="risk")
    gone = (EventState.CANCELLED.value, EventState.IDEA.value)
    with house.store.reading() as connection:
        event = events.view(connection, event_code)
        codes = connection.execute(
            sa.select(t.event.c.code)
            .where(t.event.c.end <= house.clock.now(), t.event.c.state.not_in(gone), ~t.event.c.template, t.event.c.id != event.id)
            .order_by(t.event.c.end.desc()).limit(LATEST)
        ).scalars().all()  # fmt: skip
    if event.capacity is None:
        raise Conflict("no_capacity", event=event.code)
    inside = event.rules.hard_limit if event.capacity_unit is Unit.PERSONS else None
    room = event.capacity if inside is None else inside
    attendance = Attendance(house, DoorRecord(house))
    history, unrecorded = [], 0
    for code in codes:
        seen = attendance.show(code)
        registered, came = _counted(seen.totals, event.capacity_unit)
        if registered and not seen.journal_entries:
            unrecorded += 1
        elif registered:
            history.append(PastEvent(code, registered, came))
    return AdviceView(event, event.capacity_unit, advise(history, capacity=room, risk=risk), unrecorded)


def _counted(totals: Totals, unit: Unit) -> tuple[int, int]:
    """Who was registered at the start and who of them came, in a unit; a family came where one of it did."""
    all_, missing = totals.registered, totals.no_shows
    match unit:
        case Unit.PERSONS:
            return all_.persons, all_.persons - missing.persons
        case Unit.CHILDREN:
            return all_.children, all_.children - missing.children
        case Unit.FAMILIES:
            return all_.families, all_.families - missing.families
