"""What the event report is made of, read from the desk."""

import sqlalchemy as sa

from eventdesk.domain.attendance import totals
from eventdesk.domain.duty import CAME
from eventdesk.domain.duty import Duty as Standing
from eventdesk.domain.event import EventState
from eventdesk.domain.season import DEFAULTS, GoalKey
from eventdesk.reports.event_facts import CaseCount, EarlierEvent, EventFacts, GiftFact, MoneyFacts, VolunteerFacts
from eventdesk.reports.satisfaction_facts import SatisfactionFacts
from eventdesk.services import events
from eventdesk.services.attendance import Attendance
from eventdesk.services.budgets import Budgets
from eventdesk.services.duty import Duty
from eventdesk.services.event_views import EventView
from eventdesk.services.events import Events
from eventdesk.services.feedback_reading import read_feedback
from eventdesk.services.house import House
from eventdesk.services.partners import contributions
from eventdesk.services.report_attendance import read_attendance
from eventdesk.services.report_event_records import records_behind
from eventdesk.services.report_satisfaction import read_satisfaction, told
from eventdesk.services.report_views import Counted
from eventdesk.services.season_goals import targets_of
from eventdesk.store import feedback_tables as f

EARLIER = 3
"""So many events before this one stand beside it."""


def read_event(house: House, attendance: Attendance, event_code: str) -> EventFacts:
    """The facts of an event; revision and time are those of a draft."""
    came = read_attendance(house, attendance, event_code)
    said = read_satisfaction(house, event_code)
    scale = said.main.top if said.main is not None else 0
    with house.store.reading() as connection:
        event = events.find(connection, event_code).id
        gifts, goal = _gifts(connection, event), _persons_goal(connection, came.starts.astimezone(came.tz).year)
        cases = _cases(connection, event, said)
    return EventFacts(
        attendance=came, satisfaction=said, volunteers=_volunteers(house, event_code), money=_money(house, attendance, event_code),
        earlier=_earlier(house, attendance, came.event_code, scale), computed_at=came.computed_at, revision=1,
        gifts=gifts, cases=cases, persons_goal=goal,
    )  # fmt: skip


def event_records(house: House, attendance: Attendance, event_code: str, key: str) -> Counted | None:
    """What a figure of the event report counts, see :func:`~eventdesk.services.report_event_records.records_behind`."""
    return records_behind(house, attendance, event_code, key, lambda: read_event(house, attendance, event_code))


def _volunteers(house: House, event_code: str) -> VolunteerFacts:
    board = Duty(house).board(event_code)
    rows = board.rows
    return VolunteerFacts(
        people=len({row.volunteer for row in rows}), shifts=len(rows), came=sum(row.duty in CAME for row in rows),
        late=sum(row.late > 0 and row.duty in CAME for row in rows), missed=sum(row.duty is Standing.MISSING for row in rows),
        minutes=sum(row.minutes for row in rows), recorded=board.recorded,
    )  # fmt: skip


def _money(house: House, attendance: Attendance, event_code: str) -> MoneyFacts:
    budget = Budgets(house, attendance).of_event(event_code, fees=False)
    income, cost = budget.sums.income, budget.sums.cost
    return MoneyFacts(
        lines=income.lines + cost.lines, open=income.open + cost.open, planned_income=income.planned, income=income.actual,
        planned_cost=cost.planned, cost=cost.actual, in_kind=sum(one.received_fen for one in budget.in_kind),
    )  # fmt: skip


def _gifts(connection: sa.Connection, event: str) -> tuple[GiftFact, ...]:
    given = contributions(connection, [event])
    return tuple(GiftFact(one.partner_name, one.title, one.in_kind, one.pledged_fen, one.received_fen) for one in given)


def _persons_goal(connection: sa.Connection, year: int) -> int:
    """How many people the year should bring to an event on average."""
    return targets_of(connection, year).get(GoalKey.PERSONS.value, DEFAULTS[GoalKey.PERSONS])


def _cases(connection: sa.Connection, event: str, said: SatisfactionFacts) -> tuple[CaseCount, ...] | None:
    """Counts alone: what a case says is not for readers of reports. Of answers that are too few to be told, how many of them
    were low isn't told either."""
    if not told(said):
        return None
    c = f.feedback_case.c
    query = sa.select(c.kind, sa.func.count(), sa.func.count(c.done_at)).where(c.event == event).group_by(c.kind).order_by(c.kind)
    return tuple(CaseCount(kind, cases, done) for kind, cases, done in connection.execute(query))


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
            content, mean = _content(connection, event.code, scale)
        came = (counted.came_of_registered, counted.registered.persons)
        found.append(EarlierEvent(event.code, event.title, event.start, came, counted.attended.persons, content, mean))
        if len(found) == EARLIER:
            break
    return tuple(found)


def _counts(event: EventView) -> bool:
    return not event.template and event.state is not EventState.CANCELLED


def _content(connection: sa.Connection, code: str, scale: int) -> tuple[tuple[int, int] | None, float | None]:
    """How many were content, on the same scale, and their mean; None where it was another one, or too few answered."""
    found = read_feedback(connection, events.find(connection, code).id)
    overall = found.overall
    if overall is None or found.question(overall).ends[1] != scale:
        return None, None
    figures = found.figures(overall)
    return (None, None) if figures.suppressed else ((figures.content, figures.n), figures.mean)
