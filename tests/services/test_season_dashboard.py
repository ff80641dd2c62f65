"""The season at a glance on a real desk, beside what the other services say of the same events."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.event import EventKind, Unit
from eventdesk.domain.family import Role
from eventdesk.domain.fee import PersonKind
from eventdesk.domain.money import LineKind, Side
from eventdesk.domain.right import Actor, OperatorRole
from eventdesk.domain.season_goals import GoalLine, GoalName, Progress
from eventdesk.domain.season_risks import Level, RiskKind
from eventdesk.errors import InvalidInput
from eventdesk.services.booking import BookedPerson
from eventdesk.services.checkins import Scan
from eventdesk.services.season_dashboard import Dashboard
from eventdesk.store import feedback_tables as f
from tests.conftest import ZONE
from tests.rights import all_verbs

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=ZONE)
SOON = datetime(2026, 12, 1, 10, 0, tzinfo=ZONE)


def add(desk: Desk, code: str, start: datetime, *, capacity: int | None = None, unit: Unit = Unit.PERSONS) -> None:
    desk.events.add(
        title=code, start=start, end=start + timedelta(hours=2), code=code, capacity=capacity, capacity_unit=unit
    )  # fmt: skip


def book(desk: Desk, code: str, number: int, *, consent: bool = True) -> str:
    people = (
        BookedPerson(Role.GUARDIAN, f"家长{number}", phone=f"138{number:08d}", phone_type="mobile"),
        BookedPerson(Role.CHILD, f"孩子{number}"),
    )
    return desk.registrations.add(code, people=people, consent_method="paper" if consent else None).ticket


def goal(seen: Dashboard, name: GoalName) -> GoalLine:
    return next(line for line in seen.goals if line.name is name)


def risks(seen: Dashboard) -> dict[tuple[str, RiskKind], Level]:
    return {(risk.code, risk.kind): risk.level for risk in seen.risks}


def test_a_new_organisation_has_nothing_to_show_yet(desk: Desk) -> None:
    seen = desk.dashboard.show()
    assert (seen.begun, seen.next, seen.risks, seen.year) == (False, (), (), 2026)
    assert [line.value for line in seen.goals] == [0, None, None, 0]
    assert [line.progress for line in seen.goals] == [Progress.BEHIND, Progress.NONE, Progress.NONE, Progress.ON_PACE]
    with pytest.raises(InvalidInput):
        desk.dashboard.show(1)


def test_who_came_is_counted_as_the_attendance_of_each_event_counts_it(desk: Desk, clock: SetClock) -> None:
    for month in (9, 10):
        code, start = f"E{month}", datetime(2026, month, 5, 10, tzinfo=ZONE)
        clock.at = start - timedelta(days=2)
        add(desk, code, start)
        tickets = [book(desk, code, month * 10 + n) for n in range(3)]
        clock.at = start
        for ticket in tickets:
            desk.checkins.scan(code, Scan(text=ticket))
    (recent, *_) = desk.attendance.door("E10").recent
    desk.checkins.undo("E10", recent.journal, reason="x")
    clock.at = NOW

    seen = desk.dashboard.show()

    line = goal(seen, GoalName.PERSONS)
    raw = {code: desk.attendance.read(code).totals.attended.persons for code in ("E9", "E10")}
    assert raw == {"E9": 6, "E10": 4}
    assert {part.code: part.numerator for part in line.parts} == raw
    assert (line.value, line.numerator, line.denominator) == (5, 10, 2)
    assert goal(seen, GoalName.EVENTS).numerator == 2
    year = {event.code: event.attended for event in desk.seasons.year(2026).season.events}
    assert year == raw


def test_satisfaction_is_the_content_of_each_event_added_up(desk: Desk, answered: Callable[[str, list[int]], None]) -> None:
    add(desk, "A", datetime(2026, 3, 1, 10, tzinfo=ZONE))
    add(desk, "B", datetime(2026, 4, 1, 10, tzinfo=ZONE))
    add(desk, "C", datetime(2026, 5, 1, 10, tzinfo=ZONE))
    answered("A", [5, 5, 4, 3, 5, 1])
    answered("B", [5] * 7)
    answered("C", [1, 1])  # too few to show

    line = goal(desk.dashboard.show(), GoalName.CONTENT)

    summaries = [desk.feedback.summary(code) for code in ("A", "B")]
    tops = [next(q for q in one.questions if q.key == one.overall) for one in summaries]
    assert (line.numerator, line.denominator) == (sum(q.top2_count or 0 for q in tops), sum(q.answered or 0 for q in tops)) == (11, 13)
    assert [part.code for part in line.parts] == ["A", "B"]
    answered("C", [5] * 5)
    assert goal(desk.dashboard.show(), GoalName.CONTENT).denominator == 20


def test_a_card_says_what_the_event_s_own_pages_say(desk: Desk) -> None:
    add(desk, "NEXT", SOON, capacity=2, unit=Unit.FAMILIES)
    for number in range(3):
        book(desk, "NEXT", number, consent=number == 0)
    desk.checklists.add("NEXT", title="保险", due=date(2026, 11, 20))
    late = desk.checklists.add("NEXT", title="物料", due=date(2026, 11, 21)).tasks[-1]
    desk.checklists.add("NEXT", title="茶点", due=date(2026, 11, 30))
    desk.checklists.done(late.id)
    desk.shifts.add("NEXT", role="引导", start=SOON, end=SOON + timedelta(hours=1), need=3)
    desk.budgets.add("NEXT", side=Side.COST, kind=LineKind.VENUE, title="x", planned_fen=1000, actual_fen=1500)
    desk.budgets.add("NEXT", side=Side.INCOME, kind=LineKind.TICKETS, title="y", planned_fen=9000)
    desk.fees.set_prices("NEXT", {("", PersonKind.FAMILY): 5000})
    desk.fees.work_out("NEXT")

    seen = desk.dashboard.show(required={"保险": "insurance"})

    (card,) = seen.next
    budget, tasks, totals = desk.budgets.of_event("NEXT"), desk.checklists.show("NEXT"), desk.fees.totals("NEXT")
    assert (card.taken, card.places, card.families, card.waiting) == (2, 2, 2, 1)
    assert (card.tasks, card.done, len(card.overdue)) == (len(tasks.tasks), tasks.done, tasks.overdue) == (3, 1, 1)
    assert (card.shifts, card.filled) == (3, 0)
    assert (card.planned, card.spent) == (budget.sums.cost.planned, budget.sums.cost.actual)
    assert risks(seen) == {
        ("NEXT", RiskKind.REQUIRED): Level.ACT, ("NEXT", RiskKind.VOLUNTEERS): Level.ACT, ("NEXT", RiskKind.CONSENT): Level.WATCH,
        ("NEXT", RiskKind.BUDGET): Level.ACT, ("NEXT", RiskKind.UNPAID): Level.WATCH,
    }  # fmt: skip
    unpaid = next(risk for risk in seen.risks if risk.kind is RiskKind.UNPAID)
    assert (unpaid.values["n"], unpaid.values["owed"]) == (totals.unpaid, totals.owed)
    assert next(risk for risk in seen.risks if risk.kind is RiskKind.CONSENT).values["n"] == 1


def test_pace_is_beside_the_organisation_s_own_events(desk: Desk, clock: SetClock) -> None:
    for month in (5, 6, 7, 8):
        start = datetime(2026, month, 20, 10, tzinfo=ZONE)
        clock.at = start - timedelta(days=30)
        add(desk, f"E{month}", start, capacity=20)
        for place, days in enumerate((20, 15, 10, 5, 1)):
            clock.at = start - timedelta(days=days)
            book(desk, f"E{month}", month * 10 + place)
    clock.at = NOW
    add(desk, "SLOW", NOW + timedelta(days=4), capacity=20)
    book(desk, "SLOW", 1)

    seen = desk.dashboard.show()

    found = seen.next[0].pace
    assert found is not None and (found.share, found.usual, found.earlier) == (0.1, 0.4, 4)
    assert ("SLOW", RiskKind.PACE) in risks(seen)


def test_a_permit_is_no_risk_once_somebody_noted_that_it_was_asked_for(desk: Desk) -> None:
    add(desk, "CROWD", SOON + timedelta(days=30))
    desk.events.plan("CROWD", kind=EventKind.FESTIVAL, expected=1200)
    task = desk.checklists.add("CROWD", title="报备", due=date(2027, 1, 1)).tasks[0]
    assert ("CROWD", RiskKind.PERMIT) in risks(desk.dashboard.show(required={"报备": "permit"}))
    desk.checklists.done(task.id)
    assert ("CROWD", RiskKind.PERMIT) not in risks(desk.dashboard.show(required={"报备": "permit"}))


def test_money_and_cases_are_for_those_who_may_know(desk: Desk) -> None:
    add(desk, "NEXT", SOON)
    desk.budgets.add("NEXT", side=Side.COST, kind=LineKind.VENUE, title="x", planned_fen=1000, actual_fen=1500)
    desk.cases.add("NEXT", "排队太久", due=date(2026, 11, 1))
    assert set(risks(desk.dashboard.show())) == {("NEXT", RiskKind.BUDGET), ("NEXT", RiskKind.CASES)}
    house = desk._house
    owner = house.actor
    house.actor = Actor(owner.operator, OperatorRole.DOOR, owner.station, owner.station_name)
    seen = desk.dashboard.show()
    assert (seen.risks, seen.next[0].planned, seen.next[0].spent) == ((), 0, 0)
    assert all_verbs(type(desk.dashboard)) == {"show"}


def test_events_are_read_together_and_not_one_by_one(desk: Desk, clock: SetClock) -> None:
    """Past events cost no statement of their own: of twelve more there are not twelve more questions."""
    def statements() -> int:
        seen: list[str] = []
        with desk._house.store.reading() as connection:
            engine = connection.engine

        def count(*given: object) -> None:
            seen.append(str(given[2]))

        sa.event.listen(engine, "before_cursor_execute", count)
        try:
            desk.dashboard.show()
        finally:
            sa.event.remove(engine, "before_cursor_execute", count)
        return len(seen)

    add(desk, "FIRST", datetime(2026, 1, 10, 10, tzinfo=ZONE))
    few = statements()
    for number in range(12):
        add(desk, f"M{number}", datetime(2026, 2, 1 + number, 10, tzinfo=ZONE))
    assert few > 5 and statements() == few


@pytest.fixture
def answered(desk: Desk) -> Callable[[str, list[int]], None]:
    """Writes kiosk answers to the question for the whole event."""
    from eventdesk.domain.feedback import QuestionKind, SurveyQuestion, as_plain
    from eventdesk.store import feedback_tables as f

    house = desk._house

    def answer(code: str, values: list[int]) -> None:
        event = desk.events.show(code).id
        question = SurveyQuestion("overall", QuestionKind.RATING, {"zh": "总体满意度"})
        with house.store.unit(actor=house.actor, clock=house.clock, action="x") as unit:
            survey, version = unit.new_id(), unit.new_id()
            unit.execute(f.survey.insert(), {"id": survey, "event": event, "name": "s", "state": "open", "revision": 1})
            unit.execute(
                f.survey_version.insert(),
                {"id": version, "survey": survey, "number": 1, "questions": as_plain([question]), "sha256": "", "at": unit.now},
            )
            for value in values:
                response = unit.new_id()
                unit.execute(
                    f.survey_response.insert(),
                    {"id": response, "event": event, "version": version, "source": "kiosk", "slot": None, "who": None, "at": unit.now,
                     "complete": True, "batch": None, "source_row": None, "revision": 1},
                )  # fmt: skip
                unit.execute(
                    f.survey_answer.insert(),
                    {"response": response, "question": "overall", "subject": "", "value": value, "invalid": False},
                )
            unit.put("x", {})
            unit.commit(subject=event)

    return answer


def test_a_thousand_need_a_permit(desk: Desk) -> None:
    for code, expected in (("MANY", 1000), ("LESS", 999)):
        add(desk, code, SOON + timedelta(days=30))
        desk.events.plan(code, kind=EventKind.FESTIVAL, expected=expected)
    found = risks(desk.dashboard.show())
    assert ("MANY", RiskKind.PERMIT) in found and ("LESS", RiskKind.PERMIT) not in found


def test_many_answers_of_few_people_are_in_no_figure_of_the_year(desk: Desk, answered: Callable[[str, list[int]], None]) -> None:
    add(desk, "A", datetime(2026, 3, 1, 10, tzinfo=ZONE))
    for survey in range(2):
        answered("A", [5, 5, 5])
        with desk._house.store.unit(actor=desk._house.actor, clock=desk._house.clock, action="x") as unit:
            # The same three people answered both surveys.
            unnamed = unit.execute(sa.select(f.survey_response.c.id).where(f.survey_response.c.who.is_(None))).scalars().all()
            for place, id in enumerate(sorted(unnamed)):
                unit.execute(f.survey_response.update().where(f.survey_response.c.id == id).values(who=f"person{place}"))
            unit.put("x", {"survey": survey})
            unit.commit(subject=None)
    assert goal(desk.dashboard.show(), GoalName.CONTENT).parts == ()
