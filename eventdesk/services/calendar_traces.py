"""What stays of a calendar's slot when it is taken away here: that it was, so that the same file does not bring it back."""

import sqlalchemy as sa

from eventdesk.services.rows import change
from eventdesk.store import plan_tables as p
from eventdesk.store import volunteer_tables as v
from eventdesk.store.unit import Unit


def forget_slot(unit: Unit, slot: str, *, event: str) -> None:
    """Lets go of a slot that is about to be deleted; the calendar item that it came from stays known, and shifts of volunteers
    stay without it."""
    item = p.calendar_item
    for uid in unit.execute(sa.select(item.c.uid).where(item.c.slot == slot)).scalars().all():
        unit.execute(item.update().where(item.c.uid == uid).values(event=None, slot=None))
        unit.put("calendar_item", {"uid": uid, "event": None, "slot": None}, event=event)
    shift = v.shift
    for row in unit.execute(sa.select(shift).where(shift.c.slot == slot)).all():
        change(unit, shift, row, {"slot": None}, event=event)
