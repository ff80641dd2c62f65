"""What the figures of the event report count: gifts, cases, lines of the budget, shifts, answers, events; else people."""

from collections import defaultdict
from collections.abc import Callable, Iterable

import sqlalchemy as sa

from eventdesk.domain.duty import CAME
from eventdesk.domain.duty import Duty as Standing
from eventdesk.domain.family import mask_name, mask_phones
from eventdesk.domain.money import Side
from eventdesk.domain.right import Right
from eventdesk.reports.document import ValueKind
from eventdesk.reports.event_facts import EventFacts
from eventdesk.services import events
from eventdesk.services.attendance import Attendance
from eventdesk.services.budgets import BudgetLine, Budgets
from eventdesk.services.duty import Duty
from eventdesk.services.duty_views import DutyRow
from eventdesk.services.house import House
from eventdesk.services.partners import contributions
from eventdesk.services.report_attendance import people_behind
from eventdesk.services.report_satisfaction import answers_behind, brief, read_satisfaction, told
from eventdesk.services.report_views import Counted, CountedRecord
from eventdesk.store import feedback_tables as f

_Records = tuple[CountedRecord, ...]
_Event = Callable[[], EventFacts]


def records_behind(house: House, attendance: Attendance, event_code: str, key: str, facts: _Event) -> Counted | None:
    """What a figure counts; None where it counts nothing that may be shown. ``facts`` reads those of the report.

    Cases are for whoever may see registrations one by one, and of an event that enough answered; volunteers for whoever may see them.
    """
    first, _, rest = key.partition(".")
    match first:
        case "partners":
            return _gifts(house, event_code, rest)
        case "follow_ups":
            return _cases(house, event_code, rest)
        case "money":
            return _money(house, attendance, event_code, rest.removesuffix("_fen"))
        case "volunteers":
            return _volunteers(house, event_code, rest)
        case "satisfaction":
            return answers_behind(house, event_code, rest)
        case "compare":
            return _events(house, facts(), rest.partition(".")[0])
    return people_behind(house, attendance, event_code, key)


def _gifts(house: House, event_code: str, figure: str) -> _Records | None:
    with house.store.reading() as connection:
        given = contributions(connection, [events.find(connection, event_code).id])
    if figure == "count":
        return tuple(CountedRecord(partner, name, None) for partner, name in {one.partner: one.partner_name for one in given}.items())
    sort, _, part = figure.removesuffix("_fen").rpartition("_")
    if sort not in ("in_kind", "cash") or part not in ("promised", "received", "kept"):
        return None
    return tuple(
        CountedRecord(
            one.id, f"{one.partner_name} · {one.title}", None, one.pledged_fen if part == "promised" else one.received_fen,
            one.pledged_fen if part == "kept" else None, ValueKind.MONEY,
        )
        for one in given
        if one.in_kind is (sort == "in_kind")
    )  # fmt: skip


def _cases(house: House, event_code: str, figure: str) -> _Records | None:
    if figure not in ("cases", "done", "open") or not house.actor.may(Right.REGISTRATIONS):
        return None
    if not told(read_satisfaction(house, event_code)):
        return None
    c = f.feedback_case.c
    with house.store.reading() as connection:
        event = events.find(connection, event_code).id
        rows = connection.execute(sa.select(c.id, c.text, c.at, c.done_at).where(c.event == event).order_by(c.at, c.id)).all()
    return tuple(
        CountedRecord(
            row.id, brief(" ".join((mask_phones(row.text) or "").split())), row.at.astimezone(house.zone),
            int(row.done_at is not None) if figure == "done" else None, 1 if figure == "done" else None,
        )
        for row in rows
        if figure != "open" or row.done_at is None
    )  # fmt: skip


def _money(house: House, attendance: Attendance, event_code: str, figure: str) -> _Records | None:
    """The lines of the budget that a sum adds up; what is paid is taken off in a balance."""
    view = Budgets(house, attendance).of_event(event_code, fees=False)
    if figure == "in_kind":
        return tuple(
            CountedRecord(one.id, f"{one.partner_name} · {one.title}", None, one.received_fen, kind=ValueKind.MONEY)
            for one in view.in_kind
        )
    if figure == "open":
        return tuple(CountedRecord(one.id, one.title, None) for one in view.lines if one.actual_fen is None)
    side = {"planned_income": Side.INCOME, "income": Side.INCOME, "planned_cost": Side.COST, "cost": Side.COST, "per_family": Side.COST}
    if figure != "balance" and figure not in side:
        return None

    def amount(line: BudgetLine) -> int | None:
        if figure.startswith("planned_"):
            return line.planned_fen
        return line.actual_fen if figure != "balance" or line.actual_fen is None or line.side is Side.INCOME else -line.actual_fen

    wanted = [line for line in view.lines if figure == "balance" or line.side is side[figure]]
    known = ((line, amount(line)) for line in wanted)
    return tuple(CountedRecord(line.id, line.title, None, fen, kind=ValueKind.MONEY) for line, fen in known if fen is not None)


def _volunteers(house: House, event_code: str, figure: str) -> _Records | None:
    """Shifts; and for whoever may see volunteers, each of them with their shifts, masked."""
    rows = Duty(house).board(event_code).rows
    if figure == "people":
        return _helpers(rows) if house.actor.may(Right.VOLUNTEERS) else None
    counts: dict[str, Callable[[DutyRow], int]] = {
        "shifts": lambda row: 1, "came": lambda row: row.duty in CAME, "late": lambda row: row.late > 0 and row.duty in CAME,
        "missed": lambda row: row.duty is Standing.MISSING, "minutes": lambda row: row.minutes,
    }  # fmt: skip
    count = counts.get(figure)
    # The minutes of a shift that one person had are that person's.
    if count is None or (figure == "minutes" and not house.actor.may(Right.VOLUNTEERS)):
        return None
    shifts: dict[str, list[DutyRow]] = defaultdict(list)
    for row in rows:
        shifts[row.shift].append(row)
    return tuple(
        CountedRecord(
            shift, f"{mine[0].shift_code} · {mine[0].role}", mine[0].start.astimezone(house.zone), sum(map(count, mine)),
            len(mine) if figure == "came" else None,
        )
        for shift, mine in shifts.items()
    )  # fmt: skip


def _helpers(rows: Iterable[DutyRow]) -> _Records:
    names: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        names[row.volunteer].append(row.name)
    return tuple(CountedRecord(volunteer, mask_name(mine[0]), None, len(mine)) for volunteer, mine in names.items())


def _events(house: House, facts: EventFacts, name: str) -> _Records | None:
    """The event and the one before it, each with its part of the share."""
    if name not in ("attendance", "content") or not facts.earlier:
        return None
    before, of = facts.earlier[0], facts.attendance
    pairs = ((of.event_code, of.event_title, of.starts, facts.came if name == "attendance" else facts.content),
             (before.code, before.title, before.starts, before.came if name == "attendance" else before.content))  # fmt: skip
    return tuple(
        CountedRecord(code, title, starts.astimezone(house.zone), counted[0], counted[1])
        for code, title, starts, counted in pairs
        if counted is not None
    )
