"""Removes an event that nobody was told of: an idea or a draft that holds no more than its own plan."""

import sqlalchemy as sa

from eventdesk.domain.event import EventState
from eventdesk.errors import Conflict
from eventdesk.services.calendar_traces import forget_slot
from eventdesk.services.event_finding import find
from eventdesk.store import family_tables as f
from eventdesk.store import plan_tables as p
from eventdesk.store import tables as t
from eventdesk.store import volunteer_tables as v
from eventdesk.store.unit import Unit

REMOVABLE = frozenset({EventState.IDEA.value, EventState.DRAFT.value})
_PLAN = (p.task, p.budget_line, f.place_limit, f.price, f.question, v.shift)
_OWN = frozenset({"slot", "calendar_item", *(table.name for table in _PLAN)})
"""Tables of an event's own plan: they go with it."""
_TOLD = frozenset({"outbox", "journal", "audit"})
"""Tables that only tell of it."""


def remove(unit: Unit, code: str) -> str:
    """Removes the event inside the unit and gives its id; the caller commits.

    :class:`Conflict`: ``event_not_removable`` once it was published or is over, ``event_in_use`` where registrations,
    releases, announcements, money that was spent or anything else of others name it.
    """
    event = find(unit.connection, code)
    if event.state not in REMOVABLE:
        raise Conflict("event_not_removable", event=code)
    spent = sa.and_(p.budget_line.c.event == event.id, p.budget_line.c.actual_fen.is_not(None))
    if unit.execute(sa.select(sa.literal(1)).where(sa.exists().where(spent))).first() or _named_elsewhere(unit, event.id):
        raise Conflict("event_in_use", event=code)
    for slot in unit.execute(sa.select(t.slot.c.id).where(t.slot.c.event == event.id)).scalars().all():
        forget_slot(unit, slot, event=event.id)
        unit.execute(t.slot.delete().where(t.slot.c.id == slot))
        unit.put("slot.removed", {"id": slot}, event=event.id)
    for table in _PLAN:
        for row in unit.execute(sa.select(table.c.id).where(table.c.event == event.id)).scalars().all():
            unit.execute(table.delete().where(table.c.id == row))
            unit.put(f"{table.name}.removed", {"id": row}, event=event.id)
    item = p.calendar_item
    for uid in unit.execute(sa.select(item.c.uid).where(item.c.event == event.id)).scalars().all():
        unit.execute(item.delete().where(item.c.uid == uid))
        unit.put("calendar_item.removed", {"uid": uid}, event=event.id)
    unit.execute(t.event.delete().where(t.event.c.id == event.id))
    unit.put("event.removed", {"id": event.id}, event=event.id)
    return str(event.id)


def _named_elsewhere(unit: Unit, event: str) -> bool:
    """Whether a table that is not its own plan's names it, whichever may come."""
    tables = [table for table in t.metadata.tables.values() if "event" in table.c and table.name not in _OWN | _TOLD]
    return any(unit.execute(sa.select(sa.literal(1)).where(table.c.event == event).limit(1)).first() for table in tables)
