"""The sample's roster is as its picture: one place that a plan fills, and one that only a talk with somebody does."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.roster_check import breaches
from eventdesk.domain.volunteer import Rule
from eventdesk.sample.programme import PAST, TODAY
from eventdesk.sample.volunteers import come_in, help_out
from eventdesk.services.staffing_plans import RemedyKind, plan, reasons, remedies
from tests.conftest import ZONE
from tests.desks import create_desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """The sample's two events, without their families."""
    start = datetime(2026, 11, 28, 9, 30, tzinfo=ZONE)
    made = create_desk(tmp_path / "desk", name="小禾苗亲子社", passphrase=None, clock=SetClock(start - timedelta(days=1)))
    for event, code in ((TODAY, "TODAY"), (PAST, "PAST")):
        at = start + timedelta(days=event.days)
        made.events.add(title=event.title, start=at, end=at + timedelta(minutes=event.minutes), code=code)
        for slot in event.slots:
            begin, end = at + timedelta(minutes=slot.start), at + timedelta(minutes=slot.end)
            made.events.add_slot(code, title=slot.title, code=slot.code, room=slot.room, start=begin, end=end)
    return made


def test_the_sample_has_a_roster_with_a_place_that_nobody_can_fill(desk: Desk) -> None:
    with desk:
        help_out(desk, "TODAY", "PAST")
        view = desk.rosters.show("TODAY")
        assert (view.staffing.filled, view.staffing.places, len(view.people)) == (10, 12, 10)
        assert breaches(view.staffing) == () and all(one.pinned for one in view.assignments)
        assert desk.shifts.conflicts("TODAY") == ()
        made = plan(view.staffing, seconds=5)
        assert (made.filled, made.places, len(made.added), made.removed) == (11, 12, 1, ())
        after = desk.rosters.keep("TODAY", made.assigned, based_on=view.staffing)
        story = next(shift for shift in after.shifts if shift.code == "STORY2")
        why = reasons(after.staffing, story.id)
        assert (why.missing, why.free) == (1, ())
        names = {person.id: person.name for person in after.people}
        blocked = {names[id]: block.rule for id, block in why.blocked.items()}
        assert (blocked["方雨"], blocked["赵晨"], blocked["孙倩"]) == (Rule.OVERLAP, Rule.UNAVAILABLE, Rule.DAY_HOURS)
        assert (RemedyKind.HOURS, "孙倩") in [(one.kind, names[one.volunteer]) for one in remedies(after.staffing, story.id)]
        assert {one.name for one in desk.volunteers.list() if one.minutes} == {"方雨", "沈浩", "周明", "孙倩", "许航"}
        assert next(one for one in after.people if one.name == "方雨").times_before == 1


def test_one_of_those_at_the_doors_is_missing_and_somebody_could_step_in(desk: Desk) -> None:
    with desk:
        help_out(desk, "TODAY", "PAST")
        clock = desk.clock
        assert isinstance(clock, SetClock)
        clock.at = datetime(2026, 11, 28, 9, 2, tzinfo=ZONE)
        come_in(desk, "TODAY")
        board = desk.duty.board("TODAY")
        assert [(gap.row.name, gap.stand_ins[0].name) for gap in board.gaps] == [("何静", "蒋立")]
        assert {row.name: row.late for row in board.rows if row.came} == {"周明": 0, "孙倩": 0, "许航": 6}
