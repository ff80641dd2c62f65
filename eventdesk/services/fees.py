"""What events cost: prices by member level and person, fees worked out anew, and how an event's money stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.capacity import Party
from eventdesk.domain.fee import MOST_PRICE, NO_LEVEL, PersonKind
from eventdesk.domain.money import LineKind, Side
from eventdesk.domain.registration import RegistrationState
from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services import events, rows
from eventdesk.services.budgets import CHANGES as BUDGET_CHANGES
from eventdesk.services.budgets import Budgets, BudgetView
from eventdesk.services.event_views import NOTHING, Changes
from eventdesk.services.fee_totals import FeeTotals, ticket_lines, totals_of
from eventdesk.services.house import House
from eventdesk.services.pricing import Pricing, prices_of
from eventdesk.services.typed import plain
from eventdesk.store import family_tables as f
from eventdesk.store import plan_tables as p
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit

CHANGES: Changes = frozenset({"registrations", "fees"})


@dataclass(frozen=True)
class PriceRow:
    """The prices of one member level in fen; ``level`` is empty for the general ones. What is None costs nothing for the
    general prices, and the general price for a level."""

    level: str
    name: str
    adult: int | None
    child: int | None
    family: int | None

    def amount(self, kind: PersonKind) -> int | None:
        """The price of a kind."""
        return {PersonKind.ADULT: self.adult, PersonKind.CHILD: self.child, PersonKind.FAMILY: self.family}[kind]


@dataclass(frozen=True)
class PricesView:
    """An event's prices, the general ones first, then every level. ``stale``: registrations whose fee these prices would
    work out differently."""

    event: str
    rows: tuple[PriceRow, ...]
    stale: int
    changes: Changes = NOTHING

    @property
    def any(self) -> bool:
        """Whether the event costs anything to anybody."""
        return any(row.amount(kind) is not None for row in self.rows for kind in PersonKind)


class Fees:
    """The verbs of prices and fees."""

    def __init__(self, house: House, budgets: Budgets) -> None:
        self._house, self._budgets = house, budgets

    def prices(self, event_code: str, *, changes: Changes = NOTHING) -> PricesView:
        """The prices of an event: a row for everybody, and one for each member level."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            event = events.find(connection, event_code)
            found = prices_of(connection, event.id)
            levels = connection.execute(sa.select(f.member_level).order_by(f.member_level.c.position)).all()
            names = [(NO_LEVEL, ""), *((level.id, level.name) for level in levels)]
            rows = tuple(
                PriceRow(id, name, *(found.get((id, kind)) for kind in PersonKind)) for id, name in names
            )  # fmt: skip
            stale = len(list(_stale(connection, event)))
        return PricesView(event.code, rows, stale, changes)

    def set_price(self, event_code: str, *, kind: PersonKind, amount: int | None, level: str = NO_LEVEL) -> PricesView:
        """Sets one price in fen, or takes it away (None). ``level`` is a level's id or its name. Fees that were worked
        out before stay: see :meth:`work_out`."""
        return self.set_prices(event_code, {(level, kind): amount})

    def set_prices(self, event_code: str, wanted: Mapping[tuple[str, PersonKind], int | None]) -> PricesView:
        """Sets several prices at once, by level and kind; those that are not named stay."""
        for amount in wanted.values():
            if amount is not None and not 0 <= amount <= MOST_PRICE:
                raise InvalidInput("bad_price", field="amount")
        with self._house.writing(Right.EVENTS, "prices.set") as unit:
            event = events.find(unit.connection, event_code)
            changed = [
                _set(unit, event.id, _level(unit.connection, level), kind, amount)
                for (level, kind), amount in wanted.items()
            ]  # fmt: skip
            if any(changed):
                unit.commit(subject=event.id, prices=sum(changed))
        return self.prices(event_code, changes=CHANGES)

    def work_out(self, event_code: str) -> int:
        """Works out the fees of an event's registrations anew by the prices and levels of now; how many changed.

        Cancelled registrations keep theirs.
        """
        with self._house.writing(Right.REGISTRATIONS, "fees.worked_out") as unit:
            event = events.find(unit.connection, event_code)
            changed = list(_stale(unit.connection, event))
            for row, values in changed:
                values = values | {"revision": row["revision"] + 1}
                unit.execute(t.registration.update().where(t.registration.c.id == row["id"]).values(**values))
                unit.put("registration", {"id": row["id"], **values, "base": row["revision"]}, event=event.id)
            if changed:
                unit.commit(subject=event.id, count=len(changed))
        return len(changed)

    def totals(self, event_code: str) -> FeeTotals:
        """How the money of an event's registrations stands."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            return totals_of(connection, events.find(connection, event_code))

    def into_budget(self, event_code: str) -> BudgetView:
        """Writes what was received into the actual amount of the budget's ticket line, so that both agree.

        A line is added where there is none, planned with what is due; :class:`Conflict` ``several_ticket_lines`` where
        more than one could be meant.
        """
        with self._house.writing(Right.EVENTS, "budget.fees_taken") as unit:
            event = events.find(unit.connection, event_code)
            totals, lines = totals_of(unit.connection, event), ticket_lines(unit.connection, event.id)
            if len(lines) > 1:
                raise Conflict("several_ticket_lines", event=event.code)
            if lines:
                id = lines[0].id
                written = rows.change(unit, p.budget_line, lines[0], {"actual_fen": totals.received}, event=event.id)
            else:
                id, written = _new_line(unit, event, totals), True
            if written:
                unit.commit(subject=event.id, line=id)
        return self._budgets.of_event(event_code, changes=BUDGET_CHANGES)


def _new_line(unit: Unit, event: Any, totals: FeeTotals) -> str:
    b = p.budget_line
    last = unit.execute(sa.select(sa.func.max(b.c.position)).where(b.c.event == event.id)).scalar_one()
    values = {
        "event": event.id, "position": (last or 0) + 1, "side": Side.INCOME.value, "kind": LineKind.TICKETS.value,
        "title": event.title, "planned_fen": totals.stands.due, "actual_fen": totals.received,
    }  # fmt: skip
    return rows.add(unit, b, values, event=event.id)


def _level(connection: sa.Connection, level: str) -> str:
    if level == NO_LEVEL:
        return level
    m = f.member_level
    found = connection.execute(sa.select(m.c.id).where(sa.or_(m.c.id == level, m.c.name == level.strip()))).scalar()
    if found is None:
        raise NotFound("no_such_level", level=level)
    return str(found)


def _set(unit: Unit, event: str, level: str, kind: PersonKind, amount: int | None) -> bool:
    price = f.price
    where = (price.c.event == event, price.c.level == level, price.c.kind == kind.value)
    row = unit.execute(sa.select(price).where(*where)).first()
    if (row.amount if row is not None else None) == amount:
        return False
    if amount is None and row is not None:
        unit.execute(price.delete().where(price.c.id == row.id))
        unit.put("price.removed", {"id": row.id}, event=event)
    elif row is not None:
        unit.execute(price.update().where(price.c.id == row.id).values(amount=amount))
        unit.put("price", {"id": row.id, "amount": amount}, event=event)
    else:
        values = {"id": unit.new_id(), "event": event, "level": level, "kind": kind.value, "amount": amount}
        unit.execute(price.insert(), values)
        unit.put("price", plain(values), event=event)
    return True


def _stale(connection: sa.Connection, event: Any) -> Sequence[tuple[dict[str, Any], dict[str, Any]]]:
    """Live registrations whose fee the prices of now would make another, with the new fields."""
    pricing, r = Pricing(connection, event.id, event.start), t.registration
    rows = connection.execute(
        sa.select(r.c.id, r.c.family, r.c.state, r.c.adults, r.c.children, r.c.fee, r.c.paid, r.c.revision)
        .where(r.c.event == event.id, r.c.state != RegistrationState.CANCELLED.value)
        .order_by(r.c.queue)
    ).all()
    found = ((dict(row._mapping), pricing.changed(dict(row._mapping), Party(row.adults, row.children))) for row in rows)
    return [(row, values) for row, values in found if values]
