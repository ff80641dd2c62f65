"""How the money of an event's registrations stands, added up: the one place where that is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.fee import Account, PaymentKind
from eventdesk.domain.money import LineKind, Side
from eventdesk.domain.registration import RegistrationState
from eventdesk.services.pricing import account_of, accounts_of_event
from eventdesk.store import family_tables as f
from eventdesk.store import plan_tables as p
from eventdesk.store import tables as t


@dataclass(frozen=True)
class FeeTotals:
    """The money of an event's registrations in fen. ``stands`` adds up all of them, cancelled ones with nothing due.

    ``owed`` and ``over`` are added up family by family: what one has too much pays for no other. ``by_method`` is money
    received less refunded, by how it came. ``in_budget`` is what the budget's ticket lines say was received, None where no
    line says anything.
    """

    event: str
    stands: Account
    owed: int
    over: int
    unpaid: int
    by_method: Mapping[str, int]
    in_budget: int | None

    @property
    def received(self) -> int:
        """Money that is here."""
        return self.stands.received

    @property
    def any(self) -> bool:
        """Whether money is or was asked for at all."""
        return self.stands != Account()


def totals_of(connection: sa.Connection, event: Any) -> FeeTotals:
    """The totals of an event (its row)."""
    r, pay = t.registration, f.payment
    paid = accounts_of_event(connection, event.id)
    stands = []
    for row in connection.execute(sa.select(r.c.id, r.c.state, r.c.fee).where(r.c.event == event.id)):
        # Who waits has no place yet and is not asked for money.
        fee = row.fee if row.state == RegistrationState.CONFIRMED.value else 0
        stands.append(account_of(row.state, fee, paid.get(row.id, Account())))
    methods: dict[str, int] = {}
    for row in connection.execute(
        sa.select(pay.c.kind, pay.c.method, pay.c.amount).join(r, r.c.id == pay.c.registration).where(r.c.event == event.id)
    ):
        if row.kind != PaymentKind.WAIVED.value:
            sign = 1 if row.kind == PaymentKind.PAID.value else -1
            methods[row.method] = methods.get(row.method, 0) + sign * row.amount
    return FeeTotals(
        event=event.code, stands=sum(stands, Account()), owed=sum(one.owed for one in stands),
        over=sum(one.over for one in stands), unpaid=sum(not one.settled for one in stands),
        by_method=dict(sorted(methods.items())), in_budget=_in_budget(connection, event.id),
    )  # fmt: skip


def ticket_lines(connection: sa.Connection, event: str) -> Sequence[Any]:
    """The rows of an event's budget that stand for what families pay."""
    b = p.budget_line
    where = (b.c.event == event, b.c.side == Side.INCOME.value, b.c.kind == LineKind.TICKETS.value)
    return connection.execute(sa.select(b).where(*where).order_by(b.c.position, b.c.id)).all()


def _in_budget(connection: sa.Connection, event: str) -> int | None:
    known = [line.actual_fen for line in ticket_lines(connection, event) if line.actual_fen is not None]
    return sum(known) if known else None
