"""What a registration costs by the prices of its event, while it is written; nothing else of money is loaded here."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from eventdesk.domain.capacity import Party
from eventdesk.domain.fee import NO_LEVEL, Account, PaymentKind, PersonKind, Prices, account, fee_of
from eventdesk.domain.registration import RegistrationState
from eventdesk.store import family_tables as f
from eventdesk.store import tables as t


class Pricing:
    """The fees of one event, for one registration or for ten thousand: prices and levels are read once."""

    def __init__(self, connection: sa.Connection, event: str, start: datetime) -> None:
        self._connection, self._event, self._start = connection, event, start

    @cached_property
    def prices(self) -> Prices:
        """The event's prices."""
        return prices_of(self._connection, self._event)

    @cached_property
    def _levels(self) -> Mapping[str, str]:
        if not any(level != NO_LEVEL for level, _ in self.prices):
            return {}
        zone = ZoneInfo(self._connection.execute(sa.select(t.organisation.c.zone)).scalar_one())
        day, m = self._start.astimezone(zone).date(), f.membership
        rows = self._connection.execute(
            sa.select(m.c.family, m.c.level)
            .where(m.c.since <= day, sa.or_(m.c.until.is_(None), m.c.until >= day))
            .order_by(m.c.since, m.c.id)
        )
        return {row.family: row.level for row in rows}

    def fee(self, family: str, party: Party) -> int | None:
        """What a family pays by the level that it has on the event's day, None where the event has no prices."""
        return fee_of(self.prices, party, self._levels.get(family, NO_LEVEL))

    def made(self, family: str, party: Party) -> dict[str, Any]:
        """The fields of a new registration: its fee, and whether nothing is owed."""
        fee = self.fee(family, party)
        return {"fee": fee, "paid": not fee}

    def changed(self, row: Mapping[str, Any], party: Party) -> dict[str, Any]:
        """The fields of a registration that another party makes different; empty where none is."""
        fee = self.fee(row["family"], party)
        if fee == row["fee"]:
            return {}
        stands = accounts(self._connection, [row["id"]]).get(row["id"], Account())
        return {"fee": fee, "paid": replace(stands, due=fee or 0).settled}


def account_of(state: str, fee: int | None, stands: Account) -> Account:
    """Payments with what is due for them: nothing for a cancelled registration."""
    due = 0 if state == RegistrationState.CANCELLED.value else fee or 0
    return Account(due, stands.paid, stands.refunded, stands.waived)


def prices_of(connection: sa.Connection, event: str) -> Prices:
    """The prices of an event."""
    p = f.price
    rows = connection.execute(sa.select(p.c.level, p.c.kind, p.c.amount).where(p.c.event == event))
    return {(row.level, PersonKind(row.kind)): row.amount for row in rows}


def accounts(connection: sa.Connection, registrations: Iterable[str]) -> dict[str, Account]:
    """The payments of registrations that have any, added up; what is due is left to :func:`account_of`."""
    return _added_up(connection, f.payment.c.registration.in_(list(registrations)))


def accounts_of_event(connection: sa.Connection, event: str) -> dict[str, Account]:
    """The payments of all registrations of an event that have any."""
    r = t.registration
    return _added_up(connection, f.payment.c.registration.in_(sa.select(r.c.id).where(r.c.event == event)))


def _added_up(connection: sa.Connection, where: sa.ColumnElement[bool]) -> dict[str, Account]:
    p = f.payment
    found: dict[str, list[tuple[PaymentKind, int]]] = {}
    for row in connection.execute(sa.select(p.c.registration, p.c.kind, p.c.amount).where(where)):
        found.setdefault(row.registration, []).append((PaymentKind(row.kind), row.amount))
    return {registration: account(0, payments) for registration, payments in found.items()}
