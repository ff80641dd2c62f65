"""The sample's roster is as its picture: one place that a plan fills, and one that only a talk with somebody does."""

from datetime import datetime
from pathlib import Path

from eventdesk.clock import SetClock
from eventdesk.domain.roster_check import breaches
from eventdesk.domain.volunteer import Rule
from eventdesk.sample.organisation import build_sample
from eventdesk.services.staffing_plans import RemedyKind, plan, reasons, remedies
from tests.conftest import ZONE


def test_the_sample_has_a_roster_with_a_place_that_nobody_can_fill(tmp_path: Path) -> None:
    clock = SetClock(datetime(2026, 11, 28, 9, 6, tzinfo=ZONE))
    with build_sample(tmp_path / "desk", clock=clock, families=8, with_season=True).desk as desk:
        code = next(event.code for event in desk.events.list() if event.title == "秋日亲子工坊日")
        view = desk.rosters.show(code)
        assert (view.staffing.filled, view.staffing.places, len(view.people)) == (10, 12, 10)
        assert breaches(view.staffing) == () and all(one.pinned for one in view.assignments)
        assert desk.shifts.conflicts(code) == ()
        made = plan(view.staffing, seconds=5)
        assert (made.filled, made.places, len(made.added), made.removed) == (11, 12, 1, ())
        after = desk.rosters.keep(code, made.assigned, based_on=view.staffing)
        story = next(shift for shift in after.shifts if shift.code == "STORY2")
        why = reasons(after.staffing, story.id)
        assert (why.missing, why.free) == (1, ())
        names = {person.id: person.name for person in after.people}
        blocked = {names[id]: block.rule for id, block in why.blocked.items()}
        assert (blocked["方雨"], blocked["赵晨"], blocked["孙倩"]) == (Rule.OVERLAP, Rule.UNAVAILABLE, Rule.DAY_HOURS)
        kinds = [(one.kind, names[one.volunteer]) for one in remedies(after.staffing, story.id)]
        assert (RemedyKind.HOURS, "孙倩") in kinds
        assert {one.name for one in desk.volunteers.list() if one.minutes} == {"方雨", "沈浩", "周明", "孙倩", "许航"}
        assert next(one for one in after.people if one.name == "方雨").times_before == 1
