"""Volunteers over the years: who they are, who is who's family, trainings, and that an erased one is gone."""

from datetime import date
from pathlib import Path

import pytest

from eventdesk.desk import Desk
from eventdesk.domain.family import Role
from eventdesk.domain.volunteer import Assigned, Skill, Vetting
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services.booking import BookedPerson
from tests.services.test_outbox import check


def test_a_volunteer_is_added_changed_and_found(desk: Desk) -> None:
    one = desk.volunteers.add(
        name="单小明", phone="138 0000 1234", email="s@example.org", skills=[Skill("急救", date(2027, 1, 1), "红十字")],
        vetting=Vetting.DATED, vetting_until=date(2028, 1, 1), birthdate=date(2010, 5, 1), note="电话 13900001111",
    )  # fmt: skip
    assert (one.phone, one.email, one.minor, one.note) == ("138****1234", "s***@example.org", True, "电话 139****1111")
    with pytest.raises(Conflict, match="volunteer_exists"):
        desk.volunteers.add(name="别人", phone="13800001234")
    for query in ("单", "shan", "sxm", "1234", "急救"):
        assert [found.id for found in desk.volunteers.list(query)] == [one.id], query
    assert desk.volunteers.list("李") == () and desk.volunteers.skills() == ("急救",)
    changed = desk.volunteers.change(one.id, revision=one.revision, skills=[Skill("摄影")], vetting=Vetting.PERMANENT, phone="")
    assert (changed.skills, changed.vetting_until, changed.phone) == ((Skill("摄影"),), None, "")
    with pytest.raises(Conflict, match="volunteer_changed"):
        desk.volunteers.change(one.id, revision=one.revision, name="x")
    with pytest.raises(InvalidInput, match="vetting_day_missing"):
        desk.volunteers.change(one.id, vetting=Vetting.DATED)
    with pytest.raises(InvalidInput, match="name_missing"):
        desk.volunteers.add(name=" ")
    desk.volunteers.retire(one.id)
    assert desk.volunteers.list() == () and desk.volunteers.list(retired=True)[0].retired
    assert not desk.volunteers.take_back(one.id).retired
    check(desk)


def test_two_are_kept_apart_or_together(desk: Desk) -> None:
    one, other = (desk.volunteers.add(name=name).id for name in ("甲", "乙"))
    assert desk.volunteers.pair(one, other, "apart").apart == (other,)
    assert desk.volunteers.pair(other, one, "together").together == (one,)
    assert desk.volunteers.show(one).apart == ()
    assert desk.volunteers.pair(one, other, None).together == ()
    for pair, code in (((one, one), "same_volunteer"), ((one, "none"), "volunteer_not_found")):
        with pytest.raises((InvalidInput, NotFound), match=code):
            desk.volunteers.pair(*pair, "apart")
    check(desk)


def test_a_volunteer_may_be_a_guardian(fair: Desk) -> None:
    guardian = BookedPerson(Role.GUARDIAN, "林晓梅", phone="13800001234", phone_type="mobile")
    family = fair.registrations.add("FAIR", people=(guardian, BookedPerson(Role.CHILD, "安安"))).family
    one = fair.volunteers.add(name="林晓梅", phone="13800001234")
    assert fair.volunteers.proposed_family(one.id) == family and fair.volunteers.of_family(family) == ()
    fair.volunteers.change(one.id, family=family)
    assert [found.id for found in fair.volunteers.of_family(family)] == [one.id]
    assert fair.volunteers.proposed_family(one.id) is None
    check(fair)


def test_trainings_count_who_was_there(desk: Desk) -> None:
    one, other = (desk.volunteers.add(name=name).id for name in ("甲", "乙"))
    first = desk.trainings.add(title="急救", day=date(2026, 3, 1), minutes=120, leader="李老师")
    empty = desk.trainings.add(title="破冰", day=date(2025, 3, 1), minutes=60)
    desk.trainings.attended(first.id, [one, other, one])
    assert desk.trainings.attended(first.id, [other], there=False).volunteers == (one,)
    assert (desk.volunteers.show(one).trainings, desk.volunteers.show(other).trainings) == (1, 0)
    assert [found.title for found in desk.trainings.list()] == ["急救", "破冰"] and len(desk.trainings.list(year=2025)) == 1
    assert desk.trainings.change(first.id, title="急救一").title == "急救一"
    with pytest.raises(Conflict, match="training_attended"):
        desk.trainings.remove(first.id)
    assert desk.trainings.put_back(desk.trainings.remove(empty.id)).title == "破冰"
    with pytest.raises(InvalidInput, match="bad_minutes"):
        desk.trainings.add(title="x", day=date(2026, 1, 1), minutes=0)
    check(desk)


def test_an_erased_volunteer_is_gone_and_what_was_done_stays(fair: Desk, tmp_path: Path) -> None:
    one = fair.volunteers.add(
        name="蓝手写", phone="13911112222", email="lan@example.org", wechat="lanlan", note="左撇子",
        skills=[Skill("急救", None, "红十字证书")],
    ).id  # fmt: skip
    other = fair.volunteers.add(name="乙").id
    fair.volunteers.pair(one, other, "together")
    view = fair.rosters.enlist("FAIR", one, note="只能上午")
    shift = fair.shifts.add("FAIR", role="签到", start=view.start, end=view.end).shifts[0]
    fair.rosters.change("FAIR", add=[Assigned(shift.id, view.people[0].id)])
    training = fair.trainings.add(title="急救", day=date(2026, 3, 1), minutes=120)
    fair.trainings.attended(training.id, [one])
    with pytest.raises(InvalidInput, match="reason_missing"):
        fair.volunteers.erase(one, reason="")
    gone = fair.volunteers.erase(one, reason="来信要求")
    assert (gone.name, gone.phone, gone.trainings, gone.skills) == ("", "", 1, ())
    view = fair.rosters.show("FAIR")
    # The event has not begun: nobody counts on them any more.
    assert view.people[0].withdrawn and view.people[0].name == "" and view.assignments == ()
    with pytest.raises(NotFound):
        fair.volunteers.show(one)
    assert fair.proofs.verify().ok
    check(fair)
    fair.house.store.close()
    for file in (tmp_path / "desk").iterdir():
        data = file.read_bytes()
        for text in ("蓝手写", "13911112222", "lan@example.org", "左撇子", "红十字证书", "只能上午"):
            assert text.encode() not in data, (file.name, text)
