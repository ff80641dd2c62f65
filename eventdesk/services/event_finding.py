"""The rows of events and slots by their codes, for every service that works on them."""

from typing import Any

import sqlalchemy as sa

from eventdesk.errors import NotFound
from eventdesk.store import tables as t


def find(connection: sa.Connection, code: str) -> Any:
    """The event row of a code, :class:`NotFound` without one."""
    row = connection.execute(sa.select(t.event).where(t.event.c.code == code.strip().upper())).first()
    if row is None:
        raise NotFound("event_not_found", event=code)
    return row


def find_slot(connection: sa.Connection, event_code: str, code: str) -> tuple[Any, Any]:
    """The event and slot rows of two codes."""
    event = find(connection, event_code)
    slot = connection.execute(sa.select(t.slot).where(t.slot.c.event == event.id, t.slot.c.code == code.strip().upper())).first()
    if slot is None:
        raise NotFound("slot_not_found", slot=code)
    return event, slot
