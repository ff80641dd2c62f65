"""Money of registrations: paid, refunded, not asked for; and receipts."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.family import Role, mask_name, mask_phone, mask_phones
from eventdesk.domain.fee import Account, PaymentKind, most, place_of, receipt_number
from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services.event_views import NOTHING, Changes
from eventdesk.services.house import House
from eventdesk.services.pricing import account_of, accounts
from eventdesk.services.standing import find
from eventdesk.services.typed import plain
from eventdesk.store import family_tables as f
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit

CHANGES: Changes = frozenset({"registrations", "fees"})
METHODS = ("wechat", "alipay", "cash", "transfer", "card", "other")
"""How money comes; a waiver has none."""

LONGEST_NOTE = 200


@dataclass(frozen=True)
class PaymentView:
    """One entry. ``receipt`` is its number, empty without one."""

    id: str
    kind: PaymentKind
    amount: int
    method: str
    note: str
    receipt: str
    at: datetime
    operator: str


@dataclass(frozen=True)
class AccountView:
    """A registration's fee (None: the event has no prices), its payments in their order, and how they stand."""

    registration: str
    fee: int | None
    stands: Account
    payments: tuple[PaymentView, ...]
    changes: Changes = NOTHING


@dataclass(frozen=True)
class MadeReceipt:
    """A receipt that was printed."""

    file: Path
    number: str
    changes: Changes = CHANGES


class Payments:
    """The verbs of payments."""

    def __init__(self, house: House) -> None:
        self._house = house

    def show(self, registration: str, *, changes: Changes = NOTHING) -> AccountView:
        """What a registration costs and what was paid."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            row = find(connection, registration)
            p, o = f.payment, t.operator
            found = connection.execute(
                sa.select(p, o.c.name.label("who")).join(o, o.c.id == p.c.operator, isouter=True)
                .where(p.c.registration == registration).order_by(p.c.at, p.c.id)
            ).all()  # fmt: skip
            stands = _stands(connection, row)
        payments = tuple(
            PaymentView(
                one.id, PaymentKind(one.kind), one.amount, one.method, mask_phones(one.note) or "", one.receipt or "", one.at,
                one.who or "",
            )
            for one in found
        )  # fmt: skip
        return AccountView(registration, row.fee, stands, payments, changes)

    def pay(self, registration: str, amount: int | None = None, *, method: str, note: str = "") -> AccountView:
        """Money came: an amount in fen, or all that is owed. :class:`Conflict` ``more_than_owed`` beyond that."""
        if method not in METHODS:
            raise InvalidInput("bad_method", field="method")
        return self._write(registration, PaymentKind.PAID, amount, method, note)

    def refund(self, registration: str, amount: int | None = None, *, method: str, note: str = "") -> AccountView:
        """Money went back: an amount in fen, or what was paid beyond the fee. :class:`Conflict` ``more_than_received``
        beyond what is there."""
        if method not in METHODS:
            raise InvalidInput("bad_method", field="method")
        return self._write(registration, PaymentKind.REFUNDED, amount, method, note)

    def waive(self, registration: str, amount: int | None = None, *, note: str) -> AccountView:
        """Part of the fee, or all that is owed, is not asked for; the note says why."""
        if not note.strip():
            raise InvalidInput("waiver_reason", field="note")
        return self._write(registration, PaymentKind.WAIVED, amount, "", note)

    def take_back(self, payment: str) -> AccountView:
        """Takes a mistaken entry away. :class:`Conflict` ``has_receipt`` for one with a receipt, whose number would leave
        a gap, and ``refunded_already`` where a later refund stands on it."""
        with self._house.writing(Right.REGISTRATIONS, "payment.taken_back") as unit:
            entry = _find(unit.connection, payment)
            if entry.receipt:
                raise Conflict("has_receipt", receipt=entry.receipt)
            row = find(unit.connection, entry.registration)
            unit.execute(f.payment.delete().where(f.payment.c.id == payment))
            if _stands(unit.connection, row).received < 0:
                raise Conflict("refunded_already", payment=payment)
            unit.put("payment.removed", {"id": payment, "registration": row.id}, event=row.event)
            _keep_in_step(unit, row)
            unit.commit(subject=row.id, kind=entry.kind, amount=entry.amount)
        return self.show(row.id, changes=CHANGES)

    def receipt(self, payment: str, folder: Path, words: Any, *, unmasked: bool = False) -> MadeReceipt:
        """Prints the receipt of a payment into a folder, named by its number, which the first print gives it.

        Numbers run by year and station without gaps. The payer is masked unless ``unmasked``, which needs the right and
        is audited. :class:`Conflict` ``no_receipt_for`` for what is no payment.
        """
        from eventdesk.reports.receipt import write_receipt

        if unmasked:
            self._house.require(Right.UNMASK)
        number = self._numbered(payment)
        with self._house.store.reading() as connection:
            facts = _facts(connection, self._house, payment, unmasked=unmasked)
        file = write_receipt(facts, words, folder=folder)
        with self._house.writing(Right.EXPORT, "receipt.printed") as unit:
            unit.put("audit.exported", {"what": "receipt", "receipt": number, "unmasked": unmasked})
            unit.commit(subject=payment, receipt=number, unmasked=unmasked)
        return MadeReceipt(file, number)

    def _numbered(self, payment: str) -> str:
        self._house.require(Right.EXPORT)
        with self._house.writing(Right.REGISTRATIONS, "receipt.numbered") as unit:
            entry = _find(unit.connection, payment)
            if entry.kind != PaymentKind.PAID.value:
                raise Conflict("no_receipt_for", kind=entry.kind)
            if entry.receipt:
                return str(entry.receipt)
            year = unit.now.astimezone(self._house.zone).year
            prefix = unit.execute(sa.select(t.station.c.prefix).where(t.station.c.id == unit.actor.station)).scalar() or ""
            p = f.payment
            taken = unit.execute(sa.select(p.c.receipt).where(p.c.receipt.startswith(f"{year}-{prefix}", autoescape=True)))
            last = max((place_of(one, year, prefix) for one in taken.scalars()), default=0)
            number = receipt_number(year, prefix, last + 1)
            unit.execute(p.update().where(p.c.id == payment).values(receipt=number))
            event = find(unit.connection, entry.registration).event
            unit.put("payment", {"id": payment, "registration": entry.registration, "receipt": number}, event=event)
            unit.commit(subject=entry.registration, receipt=number)
        return number

    def _write(self, registration: str, kind: PaymentKind, amount: int | None, method: str, note: str) -> AccountView:
        with self._house.writing(Right.REGISTRATIONS, f"payment.{kind.value}") as unit:
            row = find(unit.connection, registration)
            stands = _stands(unit.connection, row)
            top = most(stands, kind)
            if amount is None:
                amount = stands.over if kind is PaymentKind.REFUNDED else top
            _check(kind, amount, top, note)
            values = {
                "id": unit.new_id(), "registration": registration, "kind": kind.value, "amount": amount, "method": method,
                "receipt": None, "note": note.strip(), "at": unit.now, "operator": unit.actor.operator,
            }  # fmt: skip
            unit.execute(f.payment.insert(), values)
            unit.put("payment", plain(values), event=row.event)
            _keep_in_step(unit, row)
            unit.commit(subject=registration, kind=kind.value, amount=amount)
        return self.show(registration, changes=CHANGES)


def _check(kind: PaymentKind, amount: int, top: int, note: str) -> None:
    back = kind is PaymentKind.REFUNDED
    if amount < 0:
        raise InvalidInput("bad_amount", field="amount")
    if len(note) > LONGEST_NOTE:
        raise InvalidInput("note_long", field="note")
    if amount == 0 or not top:
        raise Conflict("nothing_received" if back else "nothing_owed")
    if amount > top:
        raise Conflict("more_than_received" if back else "more_than_owed", most=top)


def _find(connection: sa.Connection, payment: str) -> Any:
    row = connection.execute(sa.select(f.payment).where(f.payment.c.id == payment)).first()
    if row is None:
        raise NotFound("payment_not_found", payment=payment)
    return row


def _stands(connection: sa.Connection, row: Any) -> Account:
    return account_of(row.state, row.fee, accounts(connection, [row.id]).get(row.id, Account()))


def _keep_in_step(unit: Unit, row: Any) -> None:
    """Writes whether nothing is owed any more, which the door looks at."""
    # Of the whole fee, also while it is cancelled and nothing is asked for: it may be restored.
    stands = accounts(unit.connection, [row.id]).get(row.id, Account())
    settled = replace(stands, due=row.fee or 0).settled
    if settled != row.paid:
        values = {"paid": settled, "revision": row.revision + 1}
        unit.execute(t.registration.update().where(t.registration.c.id == row.id).values(**values))
        unit.put("registration", {"id": row.id, **values, "base": row.revision}, event=row.event)


def _facts(connection: sa.Connection, house: House, payment: str, *, unmasked: bool) -> Any:
    from eventdesk.reports.receipt import ReceiptFacts

    entry = _find(connection, payment)
    row = find(connection, entry.registration)
    event = connection.execute(sa.select(t.event).where(t.event.c.id == row.event)).one()
    p = t.person
    who = connection.execute(
        sa.select(p.c.name, p.c.phone).where(p.c.family == row.family, p.c.role == Role.GUARDIAN.value)
        .order_by(p.c.position).limit(1)
    ).first()  # fmt: skip
    name, phone = (who.name or "", who.phone or "") if who is not None else ("", "")
    taker = connection.execute(sa.select(t.operator.c.name).where(t.operator.c.id == entry.operator)).scalar()
    return ReceiptFacts(
        organisation=house.organisation, number=entry.receipt, at=entry.at.astimezone(house.zone),
        payer=name if unmasked else mask_name(name), phone=phone if unmasked else mask_phone(phone), event=event.title,
        code=event.code, starts=event.start.astimezone(house.zone), adults=row.adults, children=row.children,
        amount=entry.amount, method=entry.method, note=mask_phones(entry.note) or "",
        refunded=_stands(connection, row).refunded, taker=taker or "",
    )  # fmt: skip
