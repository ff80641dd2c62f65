"""What was done to a registration: every commit that touched it, from the audit, with what its items changed."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as told
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.family import mask_phones
from eventdesk.domain.registration import SlotState
from eventdesk.domain.right import Right
from eventdesk.services.house import House
from eventdesk.services.standing import find
from eventdesk.store import family_tables as f
from eventdesk.store import tables as t

SHOWN = ("state", "adults", "children", "slots", "notes", "photo_consent", "fee", "paid", "source_rows", "at_door")
"""The fields whose changes are told, in this order."""

_KINDS = {
    "registration_added": "added", "registrations_imported": "imported", "registration_changed": "changed",
    "registration_cancelled": "cancelled", "registration_restored": "restored", "registration_promoted": "promoted",
    "registrations_promoted": "promoted", "registration_waitlisted": "waitlisted", "payment_paid": "payment",
    "payment_refunded": "payment", "payment_waived": "payment", "payment_taken_back": "payment", "receipt_numbered": "receipt",
    "answers_given": "answers", "question_removed": "answers", "question_restored": "answers", "fees_worked_out": "fees",
    "checkin_admitted": "checkin", "import_undone": "undone",
    "registration_moved": "changed", "offer_made": "offer", "offers_made": "offer", "offer_accepted": "offer",
    "offer_declined": "offer", "offer_withdrawn": "offer", "offers_expired": "offer",
}  # fmt: skip
"""What the audit calls an action, its full stop a line, and the kind that it is told as."""

_OWN = ("registration", "payment", "payment.removed", "answer", "answer.removed", "offer", "call")


@dataclass(frozen=True)
class Changed:
    """One field with its values before and after, as plain values; ``before`` None where it was not there yet.

    ``slots`` are ``{code: state}``, ``payment`` ``{kind, amount, method}``, ``answer:<key>`` what was answered.
    """

    field: str
    before: Any = told(repr=False)
    after: Any = told(repr=False)


@dataclass(frozen=True)
class HistoryEntry:
    """One commit: when, who (empty: the owner without a name), at which station, by which action of the audit."""

    at: datetime
    operator: str
    station: str
    action: str
    changed: tuple[Changed, ...]

    @property
    def kind(self) -> str:
        """What it is told as, such as ``added`` or ``payment``; ``other`` for what has no word of its own."""
        return _KINDS.get(self.action.replace(".", "_"), "other")


class RegistrationHistory:
    """The verb ``show``."""

    def __init__(self, house: House) -> None:
        self._house = house

    def show(self, registration: str) -> tuple[HistoryEntry, ...]:
        """Everything that was done to a registration, the oldest first; phones in texts are masked.

        An item that a person's erasure emptied tells that something was done and not what.
        """
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            row = find(connection, registration)
            reader = _Reader(connection, row)
            return tuple(reader.entries())


class _Reader:
    """Follows a registration through the outbox."""

    def __init__(self, connection: sa.Connection, row: Any) -> None:
        self._connection, self._row = connection, row
        s, q = t.slot, f.question
        self._codes = dict(connection.execute(sa.select(s.c.id, s.c.code).where(s.c.event == row.event)).all())
        self._keys = dict(connection.execute(sa.select(q.c.id, q.c.key).where(q.c.event == row.event)).all())
        self._now: dict[str, Any] = {}
        self._payments: dict[str, Any] = {}

    def entries(self) -> Iterable[HistoryEntry]:
        """One for each commit that touched it."""
        by_commit: dict[int, list[Changed]] = {}
        audits: dict[int, Any] = {}
        for item in self._items():
            audit = self._audit(item.device_seq, audits)
            if audit is not None:
                by_commit.setdefault(audit.seq, []).extend(self._read(item.type, item.body))
        rows = {audit.seq: audit for audit in audits.values()}
        for seq, changed in by_commit.items():
            audit = rows[seq]
            yield HistoryEntry(audit.at, audit.who or "", audit.place or "", audit.action, tuple(changed))

    def _items(self) -> Iterable[Any]:
        o, id = t.outbox, self._row.id
        # The body is canonical JSON: the id stands in it in quotes, whatever key it has.
        return self._connection.execute(
            sa.select(o.c.device_seq, o.c.type, o.c.body)
            .where(o.c.event == self._row.event, o.c.type.in_(_OWN), o.c.body.contains(f'"{id}"', autoescape=True))
            .order_by(o.c.device_seq)
        ).all()

    def _audit(self, item: int, known: dict[int, Any]) -> Any:
        for audit in known.values():
            if audit.first_item <= item <= audit.last_item:
                return audit
        a, who, place = t.audit, t.operator, t.station
        found = self._connection.execute(
            sa.select(a, who.c.name.label("who"), place.c.name.label("place"))
            .join(who, who.c.id == a.c.operator, isouter=True).join(place, place.c.id == a.c.station, isouter=True)
            .where(a.c.first_item <= item, a.c.last_item >= item).order_by(a.c.seq).limit(1)
        ).first()  # fmt: skip
        if found is not None:
            known[found.seq] = found
        return found

    def _read(self, kind: str, text: str) -> Iterable[Changed]:
        body = json.loads(text) if text else {}
        match kind:
            case "registration":
                yield from self._fields(body)
            case "payment" if "kind" in body:
                told = {name: body[name] for name in ("kind", "amount", "method")}
                self._payments[body["id"]] = told
                yield Changed("payment", None, told)
            case "payment" if body.get("receipt"):
                yield Changed("receipt", None, body["receipt"])
            case "payment.removed" if "id" in body:
                yield Changed("payment", self._payments.get(body["id"]), None)
            case "answer" | "answer.removed" if "question" in body:
                name = f"answer:{self._keys.get(body['question'], '')}"
                after = _plain(body.get("value"))
                yield Changed(name, self._now.get(name), after)
                self._now[name] = after
            case "offer" if "state" in body:
                yield Changed("offer", self._now.get("offer"), body["state"])
                self._now["offer"] = body["state"]

    def _fields(self, body: Mapping[str, Any]) -> Iterable[Changed]:
        for name in SHOWN:
            if name not in body:
                continue
            after = self._slots(body[name]) if name == "slots" else _plain(body[name])
            before = self._now.get(name)
            self._now[name] = after
            nothing = after in (None, [], {}) or name == "paid" or (after is False and name == "at_door")
            if after != before and (before is not None or not nothing):
                yield Changed(name, before, after)

    def _slots(self, slots: Mapping[str, str]) -> dict[str, str]:
        return dict(sorted((self._codes.get(id, "?"), SlotState(state).value) for id, state in slots.items()))


def _plain(value: Any) -> Any:
    return mask_phones(value) if isinstance(value, str) else value
