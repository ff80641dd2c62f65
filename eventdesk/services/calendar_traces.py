"""What stays of a calendar's slot when it is taken away here: that it was, so that the same file does not bring it back."""

import sqlalchemy as sa

from eventdesk.store import plan_tables as p
from eventdesk.store.unit import Unit


def forget_slot(unit: Unit, slot: str, *, event: str) -> None:
    """Lets go of a slot that is about to be deleted; the calendar item that it came from stays known."""
    item = p.calendar_item
    for uid in unit.execute(sa.select(item.c.uid).where(item.c.slot == slot)).scalars().all():
        unit.execute(item.update().where(item.c.uid == uid).values(event=None, slot=None))
        unit.put("calendar_item", {"uid": uid, "event": None, "slot": None}, event=event)
