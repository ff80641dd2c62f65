"""Families to whom a letter is on its way: kept from every other sender, until it is known what became of it.

A sender says so before its first letter, in the step in which it reads who has none yet; two windows never write to one
family twice. Whoever died on the way gives its families free again: :data:`PATIENCE` after its last sign of life they may
be written to, and its message shows for how many nobody knows.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa

from eventdesk.domain.message import Channel, Outcome, Purpose
from eventdesk.services.message_people import Wording
from eventdesk.services.typed import plain
from eventdesk.store.family_tables import message, message_recipient
from eventdesk.store.unit import Unit

PATIENCE = timedelta(minutes=10)
"""A server may take a minute for a letter, and ten of them are noted together."""

_R = message_recipient


def under_way(
    connection: sa.Connection, event: str, *, purpose: Purpose, channel: Channel, now: datetime, wording: Wording | None = None
) -> set[str]:
    """Families to whom somebody is sending a message of this purpose now; of one wording, where that is named."""
    other = _R.alias()
    lately = sa.select(sa.func.max(other.c.at)).where(other.c.message == _R.c.message).scalar_subquery()
    query = (
        sa.select(_R.c.family).join(message, message.c.id == _R.c.message)
        .where(message.c.event == event, message.c.purpose == purpose.value, message.c.channel == channel.value,
               _R.c.state == Outcome.SENDING.value, lately > now - PATIENCE)
    )  # fmt: skip
    if wording is not None:
        query = query.where(message.c.subject == wording.subject, message.c.text == wording.text)
    return set(connection.execute(query).scalars())


def lost(connection: sa.Connection, event: str, *, now: datetime) -> set[str]:
    """The messages of an event whose sender gave no sign of life for too long."""
    r = _R.c
    of_event = sa.select(r.message).join(message, message.c.id == r.message).where(message.c.event == event)
    return set(connection.execute(of_event.group_by(r.message).having(sa.func.max(r.at) <= now - PATIENCE)).scalars())


def reserve(unit: Unit, id: str, event: str, families: Collection[str]) -> None:
    """Says that a message is on its way to families."""
    for family in families:
        row = {"message": id, "family": family, "state": Outcome.SENDING.value, "trouble": "", "at": unit.now}
        unit.execute(_R.insert(), row)
        unit.put("message_recipient", plain(row), event=event)


def release(unit: Unit, id: str, event: str) -> int:
    """Families that a message didn't go out to are as before; how many."""
    where = (_R.c.message == id, _R.c.state == Outcome.SENDING.value)
    families = unit.execute(sa.select(_R.c.family).where(*where)).scalars().all()
    unit.execute(_R.delete().where(*where))
    for family in families:
        unit.put("message_recipient.removed", {"message": id, "family": family}, event=event)
    return len(families)
