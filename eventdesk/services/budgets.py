"""The money of events and of years: lines planned and actual, what partners bring, and the cost of a family that came.

Every figure is a sum of the lines that stand beside it. What a partner brings in money is a line of its own, kept with the
partner, so that nobody enters it twice; what comes in kind is shown and not counted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.event import EventState
from eventdesk.domain.money import KINDS, MOST_FEN, Amounts, LineKind, PerFamily, Side, Sums, add_up
from eventdesk.domain.right import Right
from eventdesk.errors import InvalidInput, NotFound
from eventdesk.services import events, rows
from eventdesk.services.attendance import Attendance
from eventdesk.services.event_views import NOTHING, Changes
from eventdesk.services.fee_totals import FeeTotals, totals_of
from eventdesk.services.house import House
from eventdesk.services.partners import ContributionView, contributions, for_everything
from eventdesk.services.rows import Removed
from eventdesk.store import plan_tables as p
from eventdesk.store import tables as t

CHANGES: Changes = frozenset({"budgets"})
_YEARS = range(1971, 2100)


@dataclass(frozen=True)
class BudgetLine:
    """One line. ``actual_fen`` None: not known yet. ``partner`` names who brings it: such a line is changed with the
    partner, and its ``id`` is the contribution's."""

    id: str
    side: Side
    kind: LineKind
    title: str
    planned_fen: int
    actual_fen: int | None
    partner: str = ""

    @property
    def amounts(self) -> Amounts:
        """As it is added up."""
        return Amounts.of(self.planned_fen, self.actual_fen)


@dataclass(frozen=True)
class BudgetView:
    """The money of one event. ``sums`` adds up ``lines``; ``per_family`` divides the actual cost by the families that
    came; ``in_kind`` is not part of any sum. ``fees`` is how the money of its registrations stands, None where nothing is asked
    for: a figure beside the ticket income, and part of no sum, as the ticket line is what is counted."""

    code: str
    title: str
    start: datetime
    state: EventState
    lines: tuple[BudgetLine, ...]
    sums: Sums
    per_family: PerFamily
    in_kind: tuple[ContributionView, ...] = ()
    fees: FeeTotals | None = None
    changes: Changes = NOTHING


@dataclass(frozen=True)
class YearBudget:
    """The money of a year's events, the latest last. ``sums`` adds up all lines of all ``events``.

    ``per_family`` adds up the events that families came to; costs of the others are in ``sums`` alone. ``general`` is
    what partners bring to the organisation as a whole: it belongs to no event and no year, and is not part of the sums.
    """

    year: int
    events: tuple[BudgetView, ...]
    sums: Sums
    per_family: PerFamily
    general: tuple[ContributionView, ...]


class Budgets:
    """The verbs of budgets."""

    def __init__(self, house: House, attendance: Attendance) -> None:
        self._house, self._attendance = house, attendance

    def of_event(self, event_code: str, *, fees: bool = True, changes: Changes = NOTHING) -> BudgetView:
        """An event's lines, their sums, and what a family that came cost. ``fees`` False: without how the money of its
        registrations stands, which is read of each of them."""
        self._house.require(Right.REPORTS)
        with self._house.store.reading() as connection:
            event = events.find(connection, event_code)
            asked = totals_of(connection, event) if fees else None
            return replace(self._views(connection, [event])[0], fees=asked if asked and asked.any else None, changes=changes)

    def of_year(self, year: int) -> YearBudget:
        """The money of all events that begin in a year (in the organisation's zone), without templates.

        :class:`InvalidInput` ``bad_year`` outside of 1971 to 2099.
        """
        self._house.require(Right.REPORTS)
        if year not in _YEARS:
            raise InvalidInput("bad_year", field="year")
        first, last = (datetime(y, 1, 1, tzinfo=self._house.zone) for y in (year, year + 1))
        e = t.event
        with self._house.store.reading() as connection:
            found = connection.execute(
                sa.select(e).where(e.c.start >= first, e.c.start < last, ~e.c.template).order_by(e.c.start, e.c.code)
            ).all()
            views = self._views(connection, found)
            general = for_everything(connection)
        came = [view.per_family for view in views if view.per_family.families]
        return YearBudget(
            year=year, events=views, sums=add_up(part for view in views for part in view.sums.by_kind),
            per_family=sum(came, PerFamily(0, 0)), general=general,
        )  # fmt: skip

    def add(
        self,
        event_code: str,
        *,
        side: Side,
        kind: LineKind,
        title: str,
        planned_fen: int,
        actual_fen: int | None = None,
    ) -> BudgetView:
        """A new line, the last of its event."""
        values = _checked(
            {"side": side, "kind": kind, "title": title, "planned_fen": planned_fen, "actual_fen": actual_fen}
        )
        _check_kind(values["side"], values["kind"])
        b = p.budget_line
        with self._house.writing(Right.EVENTS, "budget.added") as unit:
            event = events.find(unit.connection, event_code)
            last = unit.execute(sa.select(sa.func.max(b.c.position)).where(b.c.event == event.id)).scalar_one()
            id = rows.add(unit, b, values | {"event": event.id, "position": (last or 0) + 1}, event=event.id)
            unit.commit(subject=event.id, line=id)
        return self.of_event(event_code, changes=CHANGES)

    def change(self, id: str, **fields: Any) -> BudgetView:
        """Sets ``side``, ``kind``, ``title``, ``planned_fen`` or ``actual_fen`` (None: not known); what is not given stays."""
        values = _checked(fields)
        with self._house.writing(Right.EVENTS, "budget.changed") as unit:
            row, code = _find(unit.connection, id)
            _check_kind(values.get("side", row.side), values.get("kind", row.kind))
            if rows.change(unit, p.budget_line, row, values, event=row.event):
                unit.commit(subject=row.event, line=id, fields=sorted(fields))
        return self.of_event(code, changes=CHANGES)

    def remove(self, id: str) -> Removed:
        """Takes a line away."""
        with self._house.writing(Right.EVENTS, "budget.removed") as unit:
            row, _ = _find(unit.connection, id)
            removed = rows.remove(unit, p.budget_line, row, changes=CHANGES, event=row.event)
            unit.commit(subject=row.event, line=id)
        return removed

    def put_back(self, removed: Removed) -> BudgetView:
        """A line that was taken away is there again, where it was."""
        event = removed.values["event"]
        with self._house.writing(Right.EVENTS, "budget.restored") as unit:
            code = rows.home_of(unit, removed)
            if rows.put_back(unit, p.budget_line, removed, event=event):
                unit.commit(subject=event, line=removed.values["id"])
        return self.of_event(code, changes=CHANGES)

    # -- reading

    def _views(self, connection: sa.Connection, found: Iterable[Any]) -> tuple[BudgetView, ...]:
        found = list(found)
        ids = [row.id for row in found]
        lines: dict[str, list[BudgetLine]] = {}
        b = p.budget_line
        for row in connection.execute(sa.select(b).where(b.c.event.in_(ids)).order_by(b.c.position, b.c.id)):
            lines.setdefault(row.event, []).append(_line(row))
        given: dict[str | None, list[ContributionView]] = {}
        for one in contributions(connection, ids):
            given.setdefault(one.event, []).append(one)
        return tuple(
            self._view(row, (*map(_gift, _money(given.get(row.code, []))), *lines.get(row.id, ())),
                       self._families(connection, row.id), tuple(g for g in given.get(row.code, ()) if g.in_kind))
            for row in found
        )  # fmt: skip

    def _view(
        self, row: Any, lines: tuple[BudgetLine, ...], families: int, in_kind: tuple[ContributionView, ...]
    ) -> BudgetView:
        order = {side: place for place, side in enumerate(Side)}
        lines = tuple(sorted(lines, key=lambda line: order[line.side]))
        sums = add_up((line.side, line.kind, line.amounts) for line in lines)
        return BudgetView(
            code=row.code, title=row.title, start=row.start, state=EventState(row.state), lines=lines, sums=sums,
            per_family=PerFamily(sums.cost.actual, families), in_kind=in_kind,
        )  # fmt: skip

    def _families(self, connection: sa.Connection, event: str) -> int:
        """Families of whom somebody was let in, as attendance counts them."""
        came = self._attendance.tally(connection, event).attended()
        return len({where.first.registration for where in came.values() if where.first is not None})


def _find(connection: sa.Connection, id: str) -> tuple[Any, str]:
    """A line and the code of its event."""
    b = p.budget_line
    query = sa.select(b, t.event.c.code).join(t.event, t.event.c.id == b.c.event).where(b.c.id == id)
    row = connection.execute(query).first()
    if row is None:
        raise NotFound("line_not_found", line=id)
    return row, row.code


def _line(row: Any) -> BudgetLine:
    return BudgetLine(row.id, Side(row.side), LineKind(row.kind), row.title, row.planned_fen, row.actual_fen)


def _money(given: Iterable[ContributionView]) -> Iterable[ContributionView]:
    return (one for one in given if not one.in_kind)


def _gift(one: ContributionView) -> BudgetLine:
    return BudgetLine(
        one.id, Side.INCOME, LineKind.SPONSOR, one.title, one.pledged_fen, one.received_fen, partner=one.partner_name
    )


def _check_kind(side: str, kind: str) -> None:
    if LineKind(kind) not in KINDS[Side(side)]:
        raise InvalidInput("bad_line_kind", field="kind")


def _checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(fields)
    unknown = set(values) - {"side", "kind", "title", "planned_fen", "actual_fen"}
    if unknown:
        raise TypeError(f"no such fields: {sorted(unknown)}")
    if "title" in values:
        values["title"] = values["title"].strip()
        if not values["title"]:
            raise InvalidInput("title_missing", field="title")
    for key in ("planned_fen", "actual_fen"):
        if values.get(key) is not None and not 0 <= values[key] <= MOST_FEN:
            raise InvalidInput("bad_amount", field=key)
    if "side" in values:
        values["side"] = Side(values["side"]).value
    if "kind" in values:
        values["kind"] = LineKind(values["kind"]).value
    return values
