"""The rows of offers: what is written of them, for the verbs of offers and for what answers an offer by the way."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.registration import OfferState
from eventdesk.services.typed import plain
from eventdesk.store.family_tables import offer
from eventdesk.store.unit import Unit

WRITTEN: sa.ColumnElement[int] = sa.literal_column("offer.rowid")
"""Two offers of one millisecond count in the order in which they were made: their ids say nothing of that."""


def open_offer(connection: sa.Connection, registration: str, *, now: datetime) -> Any:
    """The row of a registration's open offer whose moment has not passed, None without one."""
    query = sa.select(offer).where(offer.c.registration == registration, offer.c.state == OfferState.OPEN.value)
    return connection.execute(query.where(offer.c.until > now).order_by(offer.c.at.desc(), WRITTEN.desc())).first()


def settle_offer(unit: Unit, row: Any, state: OfferState) -> None:
    """Writes what became of an open offer (its row)."""
    values = {"state": state.value, "decided_at": unit.now, "revision": row.revision + 1}
    unit.execute(offer.update().where(offer.c.id == row.id).values(**values))
    unit.put("offer", plain({"id": row.id, **values, "base": row.revision}), event=row.event)


def forget_offers(unit: Unit, registrations: list[str], *, event: str) -> None:
    """Takes the offers of registrations away that are removed themselves."""
    for id in unit.execute(sa.select(offer.c.id).where(offer.c.registration.in_(registrations)).order_by(offer.c.id)).scalars().all():
        unit.execute(offer.delete().where(offer.c.id == id))
        unit.put("offer.removed", {"id": id}, event=event)
