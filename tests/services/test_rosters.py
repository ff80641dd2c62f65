"""Rosters: what is written by hand and from plans, and that no rule is broken by it unless somebody passed it with a reason."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.domain.right import OperatorRole
from eventdesk.domain.roster import Rules
from eventdesk.domain.roster_check import breaches
from eventdesk.domain.volunteer import Assigned, Response, Rule, Skill, StaffingRules, Vetting, Window
from eventdesk.errors import Conflict, InvalidInput, NotAllowed, NotFound
from eventdesk.services.volunteer_views import RosterView
from tests.conftest import ZONE
from tests.desks import create_desk, lay, made_once

NOW = datetime(2026, 11, 28, 7, 0, tzinfo=ZONE)


def at(hour: int, minute: int = 0, day: int = 28) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


@cache
def made() -> bytes:
    """Four people and four shifts: door and care before noon, door after noon, door all day."""

    def make(folder: Path) -> None:
        with create_desk(folder, name="小禾苗亲子社", passphrase=None, clock=SetClock(NOW)) as desk:
            desk.events.add(title="秋日亲子工坊日", start=at(9), end=at(17), code="FAIR")
            for code, role, start, end, more in (
                ("S01", "签到", 9, 12, {}), ("S02", "看护", 9, 12, {"skills": ["儿童看护"], "vetted": True}),
                ("S03", "签到", 13, 17, {"ideal": 2}), ("S04", "引导", 9, 17, {"adults_only": True}),
            ):  # fmt: skip
                desk.shifts.add("FAIR", code=code, role=role, start=at(start), end=at(end), **more)
            care = [Skill("儿童看护")]
            people = [
                desk.volunteers.add(name="江一", phone="13800000001", skills=care, vetting=Vetting.PERMANENT),
                desk.volunteers.add(name="江二", phone="13800000002", skills=care),
                desk.volunteers.add(name="江三", phone="13800000003", birthdate=date(2010, 1, 1)),
                desk.volunteers.add(name="江四", phone="13800000004"),
            ]
            for person in people:
                desk.rosters.enlist("FAIR", person.id, windows=[Window(at(9), at(17))], max_minutes=8 * 60)
            desk.volunteers.pair(people[0].id, people[3].id, "apart")

    return made_once(make)


@pytest.fixture
def roster(tmp_path: Path) -> Iterator["Table"]:
    lay(made(), tmp_path / "desk")
    with open_desk(tmp_path / "desk", passphrase=None, clock=SetClock(NOW)) as desk:
        yield Table(desk)


class Table:
    """The desk, and assignments by codes."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        view = desk.rosters.show("FAIR")
        self.shift = {one.code: one.id for one in view.shifts}
        self.person = {one.code: one.id for one in view.people}

    def key(self, text: str) -> tuple[str, str]:
        shift, person = text.split()
        return self.shift[shift], self.person[f"VOL00{person}"]

    def give(self, *texts: str, pinned: bool = False) -> RosterView:
        return self.desk.rosters.change("FAIR", add=[Assigned(*self.key(text), pinned) for text in texts])

    def has(self) -> set[str]:
        view = self.desk.rosters.show("FAIR")
        codes = {id: code for code, id in {**self.shift, **self.person}.items()}
        return {f"{codes[one.shift]} {codes[one.volunteer][-1]}" for one in view.assignments}


def refused(table: Table, rule: Rule, *texts: str) -> None:
    before = table.has()
    with pytest.raises(Conflict) as error:
        table.give(*texts)
    assert (error.value.code, error.value.details["rule"]) == ("rule_broken", rule.value)
    assert table.has() == before


def test_a_roster_shows_what_was_entered(roster: Table) -> None:
    view = roster.give("S01 1", "S03 1")
    assert [one.code for one in view.people] == ["VOL001", "VOL002", "VOL003", "VOL004"]
    assert [(one.code, one.filled) for one in view.shifts] == [("S01", 1), ("S02", 0), ("S04", 0), ("S03", 1)]
    first = view.people[0]
    assert (first.name, first.phone, first.minutes) == ("江一", "138****0001", 7 * 60)
    assert view.staffing.filled == 2 and len(view.staffing.apart) == 1
    assert len(view.added) == 2 and view.changes == {"rosters"}
    assert roster.desk.rosters.show("FAIR", unmasked=True).people[0].phone == "13800000001"
    assert view.people[2].minor and not first.minor


def test_a_rule_is_not_broken_by_hand(roster: Table) -> None:
    refused(roster, Rule.SKILL, "S02 4")
    refused(roster, Rule.VETTING, "S02 2")
    refused(roster, Rule.MINOR, "S04 3")
    refused(roster, Rule.FULL, "S01 2", "S01 3")
    roster.give("S01 1")
    refused(roster, Rule.OVERLAP, "S04 1")
    refused(roster, Rule.APART, "S03 1", "S03 4")
    assert roster.has() == {"S01 1"}
    with pytest.raises(NotFound, match="shift_not_found"):
        roster.desk.rosters.change("FAIR", add=[Assigned("none", roster.person["VOL001"])])
    with pytest.raises(NotFound, match="assignment_not_found"):
        roster.desk.rosters.change("FAIR", remove=[roster.key("S03 2")])


def test_a_move_and_its_undo_are_one_step(roster: Table) -> None:
    roster.give("S01 2", pinned=True)
    moved = roster.desk.rosters.change("FAIR", add=[Assigned(*roster.key("S01 3"))], remove=[roster.key("S01 2")])
    assert roster.has() == {"S01 3"}
    back = roster.desk.rosters.change("FAIR", add=moved.removed, remove=[(one.shift, one.volunteer) for one in moved.added])
    assert roster.has() == {"S01 2"} and back.assignments[0].pinned


def test_a_waiver_needs_the_right_and_a_reason_and_is_kept(roster: Table) -> None:
    rosters, key = roster.desk.rosters, roster.key("S02 4")
    waived = {key: [Rule.SKILL, Rule.REST]}
    with pytest.raises(InvalidInput, match="reason_missing"):
        rosters.change("FAIR", add=[Assigned(*key)], waive=waived)
    # Nobody passes a missing vetting, whatever the reason.
    with pytest.raises(Conflict, match="rule_not_waivable"):
        rosters.change("FAIR", add=[Assigned(*key)], waive={key: [Rule.SKILL, Rule.VETTING]}, reason="没有别人")
    roster.desk.shifts.change(roster.shift["S02"], vetted=False)
    actor = roster.desk.house.actor
    roster.desk.house.actor = replace(actor, role=OperatorRole.PLANNER)
    with pytest.raises(NotAllowed):
        rosters.change("FAIR", add=[Assigned(*key)], waive=waived, reason="没有别人")
    roster.desk.house.actor = actor
    view = rosters.change("FAIR", add=[Assigned(*key)], waive=waived, reason="没有别人")
    (one,) = view.assignments
    # What would have been allowed anyhow is no waiver.
    assert (one.waived, one.reason, one.by_hand) == (("skill",), "没有别人", True)
    assert breaches(view.staffing) == ()


def test_what_a_change_of_facts_breaks_stays_and_can_be_passed_or_taken(roster: Table) -> None:
    roster.give("S01 2", "S03 2", "S03 3")
    view = roster.desk.rosters.change_engagement(roster.person["VOL002"], max_minutes=60)
    assert {one.rule for one in breaches(view.staffing)} == {Rule.HOURS} and len(view.assignments) == 3
    with pytest.raises(Conflict, match="rule_broken"):
        roster.give("S04 2")
    # Taking one away helps and is allowed, though the rule stays broken by what is left.
    roster.desk.rosters.change("FAIR", remove=[roster.key("S03 2")])
    roster.give("S03 1")
    view = roster.desk.rosters.change("FAIR", waive={roster.key("S01 2"): [Rule.HOURS]}, reason="说好了")
    assert breaches(view.staffing) == ()


def test_a_plan_is_kept_whole_or_not_at_all(roster: Table) -> None:
    rosters = roster.desk.rosters
    roster.give("S01 2", pinned=True)
    base = rosters.question("FAIR")
    plan = [*base.assigned, Assigned(*roster.key("S02 1")), Assigned(*roster.key("S03 3"))]
    with pytest.raises(Conflict, match="pinned_moved"):
        rosters.keep("FAIR", plan[1:], based_on=base)
    with pytest.raises(Conflict, match="rule_broken"):
        rosters.keep("FAIR", [*plan, Assigned(*roster.key("S04 3"))], based_on=base)
    view = rosters.keep("FAIR", plan, based_on=base)
    assert roster.has() == {"S01 2", "S02 1", "S03 3"} and len(view.added) == 2
    assert {one.volunteer: one.by_hand for one in view.assignments}[roster.person["VOL001"]] is False
    with pytest.raises(Conflict, match="roster_changed"):
        rosters.keep("FAIR", plan, based_on=base)
    same = rosters.keep("FAIR", plan, based_on=view.staffing)
    assert same.changes == frozenset() and not same.added


def test_what_a_person_did_to_a_plan_is_kept_with_it_at_once(roster: Table) -> None:
    rosters = roster.desk.rosters
    roster.give("S01 2", "S02 1", pinned=True)
    roster.give("S03 1")
    base = rosters.question("FAIR")
    keys = [roster.key(text) for text in ("S02 1", "S03 1", "S03 4")]
    plan = [Assigned(*keys[0]), Assigned(*keys[1], pinned=True), Assigned(*keys[2], waived=frozenset({Rule.APART}))]
    free = {roster.key("S01 2")}
    with pytest.raises(InvalidInput, match="reason_missing"):
        rosters.keep("FAIR", plan, based_on=base, unpinned=free)
    commits = "SELECT count(*) FROM audit"
    with roster.desk.house.store.reading() as connection:
        before = connection.exec_driver_sql(commits).scalar()
    view = rosters.keep("FAIR", plan, based_on=base, unpinned=free, reason="一起来")
    with roster.desk.house.store.reading() as connection:
        assert connection.exec_driver_sql(commits).scalar() == before + 1
    assert [(one.pinned, one.by_hand, one.waived, one.reason) for one in view.assignments] == [
        (False, True, (), ""), (True, True, (), ""), (False, True, ("apart",), "一起来"),
    ]  # fmt: skip


def test_who_withdraws_is_freed_and_can_come_back(roster: Table) -> None:
    rosters = roster.desk.rosters
    roster.give("S01 2", "S03 2", "S02 1")
    with pytest.raises(InvalidInput):
        rosters.withdraw("FAIR", ["VOL002"], reason=" ")
    with pytest.raises(NotFound):
        rosters.withdraw("FAIR", ["VOL002", "VOL009"], reason="病了")
    view = rosters.withdraw("FAIR", ["vol002", roster.person["VOL002"]], reason="病了")
    assert len(view.removed) == 2 and roster.has() == {"S02 1"}
    assert (view.people[1].withdrawn, view.people[1].reason) == (True, "病了")
    refused(roster, Rule.WITHDRAWN, "S01 2")
    assert rosters.withdraw("FAIR", ["VOL002"], reason="病了").changes == frozenset()
    assert not rosters.relist("FAIR", ["VOL002"]).people[1].withdrawn
    roster.give("S01 2")


def test_answers_pins_and_rules_are_kept(roster: Table) -> None:
    rosters, key = roster.desk.rosters, roster.key("S01 1")
    roster.give("S01 1")
    view = rosters.respond("FAIR", [key], Response.ACCEPTED)
    assert (view.assignments[0].response, view.assignments[0].responded_at) == (Response.ACCEPTED, NOW)
    assert rosters.pin("FAIR", [key]).assignments[0].pinned
    assert not rosters.pin("FAIR", [key], pinned=False).assignments[0].pinned
    rules = StaffingRules(rest_minutes=90, max_day_minutes=240)
    assert rosters.set_rules("FAIR", rules).staffing.rules == rules == rosters.rules("FAIR")
    roster.desk.events.set_rule("FAIR", "soft_limit", "9")
    assert rosters.rules("FAIR") == rules and roster.desk.events.show("FAIR").rules.soft_limit == 9
    refused(roster, Rule.REST, "S03 1")
    with pytest.raises(InvalidInput):
        rosters.set_rules("FAIR", StaffingRules(rest_minutes=-1))


def test_windows_that_touch_are_one(roster: Table) -> None:
    view = roster.desk.rosters.change_engagement(
        roster.person["VOL004"], windows=[Window(at(12), at(17)), Window(at(9), at(12)), Window(at(9, day=29), at(10, day=29))]
    )
    assert view.people[3].windows == (Window(at(9), at(17)), Window(at(9, day=29), at(10, day=29)))
    roster.give("S04 4")
    with pytest.raises(InvalidInput, match="bad_window"):
        roster.desk.rosters.change_engagement(roster.person["VOL004"], windows=[Window(at(12), at(12))])


STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "drop", "plan"]), st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), max_size=4)),
    min_size=1, max_size=6,
)  # fmt: skip


@settings(max_examples=8)
@given(steps=STEPS)
def test_no_roster_that_is_saved_without_a_waiver_breaks_a_rule(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, list[tuple[int, int]]]]
) -> None:
    folder = tmp_path_factory.mktemp("desk") / "desk"
    lay(made(), folder)
    with open_desk(folder, passphrase=None, clock=SetClock(NOW)) as desk:
        table = Table(desk)
        for what, pairs in steps:
            keys = list(dict.fromkeys(table.key(f"S0{shift} {person}") for shift, person in pairs))
            base = desk.rosters.question("FAIR")
            try:
                if what == "plan":
                    desk.rosters.keep("FAIR", [Assigned(*key) for key in keys], based_on=base)
                elif what == "add":
                    desk.rosters.change("FAIR", add=[Assigned(*key) for key in keys])
                else:
                    desk.rosters.change("FAIR", remove=keys)
            except (Conflict, NotFound):
                assert desk.rosters.question("FAIR") == base
                # One that nothing forbids is not refused.
                if what == "add" and len(keys) == 1:
                    shift, person = base.shift_by_id[keys[0][0]], base.volunteer_by_id[keys[0][1]]
                    assert not Rules(base).allows(shift, person)
            assert breaches(desk.rosters.question("FAIR")) == ()
