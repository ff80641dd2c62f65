"""What the event report is made of, read from the desk."""

import sqlalchemy as sa

from eventdesk.domain.attendance import totals
from eventdesk.domain.duty import Duty as Standing
from eventdesk.domain.event import EventState
from eventdesk.reports.event_facts import EarlierEvent, EventFacts, MoneyFacts, VolunteerFacts
from eventdesk.services import events
from eventdesk.services.attendance import Attendance
from eventdesk.services.budgets import Budgets
from eventdesk.services.duty import Duty
from eventdesk.services.event_views import EventView
from eventdesk.services.events import Events
from eventdesk.services.feedback_reading import read_feedback
from eventdesk.services.house import House
from eventdesk.services.report_attendance import read_attendance
from eventdesk.services.report_satisfaction import read_satisfaction

EARLIER = 3
"""So many events before this one stand beside it."""


def read_event(house: House, attendance: Attendance, event_code: str) -> EventFacts:
    """The facts of an event; revision and time are those of a draft."""
    came = read_attendance(house, attendance, event_code)
    said = read_satisfaction(house, event_code)
    scale = said.main.top if said.main is not None else 0
    return EventFacts(
        attendance=came, satisfaction=said, volunteers=_volunteers(house, event_code), money=_money(house, attendance, event_code),
        earlier=_earlier(house, attendance, came.event_code, scale), computed_at=came.computed_at, revision=1,
    )  # fmt: skip


def _volunteers(house: House, event_code: str) -> VolunteerFacts:
    board = Duty(house).board(event_code)
    rows = board.rows
    there = {Standing.DONE, Standing.ON, Standing.AWAY, Standing.READY}
    return VolunteerFacts(
        people=len({row.volunteer for row in rows}), shifts=len(rows), came=sum(row.duty in there for row in rows),
        late=sum(row.late > 0 and row.duty in there for row in rows), missed=sum(row.duty is Standing.MISSING for row in rows),
        minutes=sum(row.minutes for row in rows), recorded=board.recorded,
    )  # fmt: skip


def _money(house: House, attendance: Attendance, event_code: str) -> MoneyFacts:
    budget = Budgets(house, attendance).of_event(event_code)
    income, cost = budget.sums.income, budget.sums.cost
    return MoneyFacts(
        lines=income.lines + cost.lines, open=income.open + cost.open, planned_income=income.planned, income=income.actual,
        planned_cost=cost.planned, cost=cost.actual, in_kind=sum(one.received_fen for one in budget.in_kind),
    )  # fmt: skip


def _earlier(house: House, attendance: Attendance, event_code: str, scale: int) -> tuple[EarlierEvent, ...]:
    """The latest events before this one that somebody came to."""
    listed = Events(house).list()
    now = next(event for event in listed if event.code == event_code)
    before = [event for event in listed if _counts(event) and (event.start, event.code) < (now.start, now.code)]
    found: list[EarlierEvent] = []
    for event in sorted(before, key=lambda event: event.start, reverse=True):
        counted = totals(attendance.read(event.code).people)
        if not counted.attended.persons:
            continue
        with house.store.reading() as connection:
            content = _content(connection, event.code, scale)
        came = (counted.came_of_registered, counted.registered.persons)
        found.append(EarlierEvent(event.code, event.title, event.start, came, counted.attended.persons, content))
        if len(found) == EARLIER:
            break
    return tuple(found)


def _counts(event: EventView) -> bool:
    return not event.template and event.state is not EventState.CANCELLED


def _content(connection: sa.Connection, code: str, scale: int) -> tuple[int, int] | None:
    """How many were content, on the same scale; None where it was another one, or too few answered."""
    found = read_feedback(connection, events.find(connection, code).id)
    overall = found.overall
    if overall is None or found.question(overall).ends[1] != scale:
        return None
    figures = found.figures(overall)
    return None if figures.suppressed else (figures.content, figures.n)
