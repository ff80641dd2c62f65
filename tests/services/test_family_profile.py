"""What is written down of families: their own fields, their people, members, follow-ups, who is not one."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.family import Role
from eventdesk.domain.right import OperatorRole
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services.booking import BookedPerson
from tests.services.test_outbox import check


@pytest.fixture
def family(fair: Desk) -> str:
    people = (
        BookedPerson(Role.GUARDIAN, "林晓梅", phone="13800001234", phone_type="mobile"),
        BookedPerson(Role.CHILD, "周予安", nickname="豆豆", birthdate=date(2022, 3, 4)),
    )
    return fair.registrations.add("FAIR", people=people, consent_method="paper").family


def test_a_person_is_put_right_and_found_by_the_new(fair: Desk, family: str) -> None:
    guardian, child = fair.families.show(family).people
    form = fair.profiles.form(guardian.id)
    assert (form.values["phone"], form.values["name"]) == ("13800001234", "林晓梅")
    fair.profiles.change_person(guardian.id, stamp=form.stamp, phone="139 0000 5678", wechat="豆妈", email="lin@example.org")
    view = fair.profiles.change_person(child.id, name="周雨安", needs="轮椅", birthdate=date(2022, 4, 4), sex="F")
    assert (view.people[1].needs, view.people[1].birthdate) == ("轮椅", date(2022, 4, 4))
    assert (view.people[0].phone, view.people[0].wechat, view.people[0].email) == ("139****5678", "豆*", "l***@example.org")
    for text in ("5678", "豆妈", "douma", "dm", "雨安"):
        assert [hit.family for hit in fair.families.search(text)] == [family], text
    assert fair.families.search("00001234") == ()
    assert fair.families.search("予安") == ()
    check(fair)


def test_nobody_overwrites_what_was_not_seen(fair: Desk, family: str) -> None:
    guardian, _ = fair.families.show(family).people
    form, revision = fair.profiles.form(guardian.id), fair.families.show(family).revision
    fair.profiles.change_person(guardian.id, name="林小梅")
    fair.profiles.change(family, notes="甲")
    with pytest.raises(Conflict, match="person_changed"):
        fair.profiles.change_person(guardian.id, stamp=form.stamp, name="林大梅")
    with pytest.raises(Conflict, match="family_changed"):
        fair.profiles.change(family, revision=revision, notes="乙")
    assert fair.families.show(family, unmasked=True).people[0].name == "林小梅"
    assert fair.families.show(family).notes == "甲"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"phone": "12"}, "bad_phone"), ({"email": "lin"}, "bad_email"), ({"email": "a b@c.d"}, "bad_email"),
        ({"name": "x" * 81}, "text_too_long"), ({"birthdate": date(2020, 1, 1)}, "children_only"),
        ({"name": "", "phone": ""}, "person_unknown"),
    ],
)  # fmt: skip
def test_what_no_guardian_can_have(fair: Desk, family: str, fields: dict[str, object], code: str) -> None:
    guardian = fair.families.show(family).people[0].id
    with pytest.raises(InvalidInput, match=code):
        fair.profiles.change_person(guardian, **fields)
    assert fair.families.show(family, unmasked=True).people[0].phone == "13800001234"


def test_who_may_not_see_names_writes_new_ones_unseen(fair: Desk, family: str) -> None:
    fair.operators.add("小李", role=OperatorRole.PLANNER)
    fair.operators.begin_as("小李")
    guardian = fair.families.show(family).people[0].id
    form = fair.profiles.form(guardian)
    assert "phone" not in form.values
    assert "name" not in form.values
    fair.profiles.change_person(guardian, stamp=form.stamp, phone="13900005678")
    assert fair.families.show(family).people[0].phone == "139****5678"


def test_a_form_that_is_opened_is_in_the_audit(fair: Desk, family: str) -> None:
    fair.profiles.form(fair.families.show(family).people[0].id)
    with fair.house.store.reading() as connection:
        row = connection.exec_driver_sql("SELECT action, subject, details FROM audit ORDER BY seq DESC LIMIT 1").one()
    assert (row.action, row.subject) == ("unmasked", family)
    assert "138" not in row.details


def test_tags_and_districts(fair: Desk, family: str) -> None:
    fair.profiles.tag(family, " 热心 ")
    fair.profiles.tag(family, "热心")
    fair.profiles.tag(family, "足球", kind="interest")
    view = fair.profiles.change(family, district="浦东")
    assert (view.tags, view.interests, view.district) == (("热心",), ("足球",), "浦东")
    assert [(one.kind, one.name, one.families) for one in fair.profiles.tags()] == [("tag", "热心", 1), ("interest", "足球", 1)]
    assert fair.profiles.districts() == ("浦东",)
    fair.profiles.untag(family, "热心")
    with pytest.raises(NotFound, match="tag_not_found"):
        fair.profiles.untag(family, "热心")
    with pytest.raises(InvalidInput, match="tag_missing"):
        fair.profiles.tag(family, "  ")
    check(fair)


def test_levels_and_their_benefits(fair: Desk, family: str) -> None:
    silver, gold = fair.memberships.add_level("银"), fair.memberships.add_level("金", benefits="绘本半价")
    fair.memberships.join(family, "金")
    assert fair.families.show(family).membership is not None
    assert [(one.name, one.families) for one in fair.memberships.levels()] == [("银", 0), ("金", 1)]
    fair.memberships.change_level(gold.id, revision=1, name="金卡", benefits="绘本六折")
    with pytest.raises(Conflict, match="level_changed"):
        fair.memberships.change_level(gold.id, revision=1, name="金")
    with pytest.raises(Conflict, match="level_exists"):
        fair.memberships.add_level("金卡")
    with pytest.raises(Conflict, match="level_in_use"):
        fair.memberships.remove_level("金卡")
    fair.memberships.put_back_level(fair.memberships.remove_level(silver.id))
    check(fair)


DAYS = st.integers(0, 20).map(lambda n: date(2026, 1, 1) + timedelta(days=n))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wishes=st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=6))
def test_a_family_is_of_one_level_a_day(fair: Desk, family: str, wishes: list[tuple[date, date | None]]) -> None:
    for held in fair.families.show(family).memberships:
        fair.memberships.remove(held.id)
    if not fair.memberships.levels():
        fair.memberships.add_level("金")
    days: set[date] = set()
    horizon = [date(2026, 1, 1) + timedelta(days=n) for n in range(40)]
    for since, until in wishes:
        wanted = {day for day in horizon if since <= day and (until is None or day <= until)}
        if until is not None and until < since:
            with pytest.raises(InvalidInput, match="ends_before_it_begins"):
                fair.memberships.join(family, "金", since=since, until=until)
        elif wanted & days:
            with pytest.raises(Conflict, match="membership_overlaps"):
                fair.memberships.join(family, "金", since=since, until=until)
        else:
            fair.memberships.join(family, "金", since=since, until=until)
            days |= wanted


def test_memberships_are_changed_ended_and_put_back(fair: Desk, family: str) -> None:
    fair.memberships.add_level("金")
    first = fair.memberships.join(family, "金", since=date(2026, 1, 1), until=date(2026, 3, 31))
    second = fair.memberships.join(family, "金", since=date(2026, 4, 1))
    with pytest.raises(Conflict, match="membership_overlaps"):
        fair.memberships.change(first.id, open_end=True)
    with pytest.raises(Conflict, match="membership_changed"):
        fair.memberships.change(first.id, revision=9, until=date(2026, 2, 1))
    assert fair.memberships.end(second.id).until == date(2026, 11, 28)
    removed = fair.memberships.remove(first.id)
    fair.memberships.join(family, "金", since=date(2026, 3, 1), until=date(2026, 3, 2))
    with pytest.raises(Conflict, match="membership_overlaps"):
        fair.memberships.put_back(removed)
    check(fair)


def test_follow_ups_come_by_their_day_and_keep_their_result(fair: Desk, family: str, clock: SetClock) -> None:
    late = fair.follow_ups.add(family, "回电话 13900001111", due=date(2026, 11, 27), owner="小王", event="FAIR")
    soon = fair.follow_ups.add(family, "寄照片")
    assert [(one.text, one.overdue) for one in fair.follow_ups.list()] == [("回电话 139****1111", True), ("寄照片", False)]
    assert (late.label, late.event) == ("林**", "FAIR")
    fair.follow_ups.change(soon.id, revision=1, owner="小李", due=date(2026, 12, 1))
    with pytest.raises(Conflict, match="follow_up_changed"):
        fair.follow_ups.change(soon.id, revision=1, owner="小张")
    done = fair.follow_ups.done(late.id, result="周六来")
    assert (done.done_at, done.result, done.overdue) == (clock.now(), "周六来", False)
    assert [one.id for one in fair.follow_ups.list(owner="小李")] == [soon.id]
    assert len(fair.follow_ups.list(family=family, open_only=False)) == 2
    assert fair.follow_ups.reopen(late.id).done_at is None
    fair.follow_ups.put_back(fair.follow_ups.remove(soon.id))
    with pytest.raises(InvalidInput, match="follow_up_empty"):
        fair.follow_ups.add(family, "  ")
    check(fair)


def test_who_was_said_not_to_be_one_is_not_proposed_again(fair: Desk, family: str) -> None:
    people = (
        BookedPerson(Role.GUARDIAN, "林晓梅", phone="13800002134", phone_type="mobile"),
        BookedPerson(Role.CHILD, "周雨安", birthdate=date(2022, 3, 4)),
    )
    other = fair.registrations.add("FAIR", people=people).family
    (found,) = fair.duplicates.list()
    assert {found.first, found.second} == {family, other}
    assert "晓梅" not in repr(found)
    fair.duplicates.dismiss(other, family)
    fair.duplicates.dismiss(family, other)
    assert fair.duplicates.list() == ()
    fair.duplicates.propose_again(family, other)
    assert len(fair.duplicates.list()) == 1
    fair.merges.merge(family, other)
    assert fair.duplicates.list() == ()
    check(fair)
