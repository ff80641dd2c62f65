"""Somebody joins a family, is taken out of it, and comes back."""

from datetime import date

import pytest

from eventdesk.desk import Desk
from eventdesk.domain.family import Relation, Role
from eventdesk.domain.right import OperatorRole
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services.booking import BookedPerson
from eventdesk.services.checkins import Scan
from tests.conftest import Register
from tests.services.test_outbox import check

REASON = "家长来信要求"


@pytest.fixture
def family(fair: Desk) -> str:
    people = (
        BookedPerson(Role.GUARDIAN, "林晓梅", phone="13800001234", phone_type="mobile"),
        BookedPerson(Role.CHILD, "周予安", nickname="豆豆", birthdate=date(2022, 3, 4)),
    )
    return fair.registrations.add("FAIR", people=people, consent_method="paper").family


def test_somebody_joins_and_is_found(fair: Desk, family: str) -> None:
    fair.family_people.add(family, role=Role.GUARDIAN, name="周大山", phone="139 0000 5678", relation=Relation.FATHER)
    view = fair.family_people.add(family, role=Role.CHILD, nickname="米粒", birthdate=date(2024, 1, 2), sex="F")
    assert [person.role for person in view.people] == [Role.GUARDIAN, Role.CHILD, Role.GUARDIAN, Role.CHILD]
    assert (view.people[2].phone, view.people[2].relation) == ("139****5678", Relation.FATHER)
    assert view.people[3].birthdate == date(2024, 1, 2)
    for text in ("5678", "大山", "米粒", "ml"):
        assert [hit.family for hit in fair.families.search(text)] == [family], text
    (registration,) = fair.registrations.list("FAIR")
    assert (registration.adults, registration.children_count) == (1, 1)
    check(fair)


@pytest.mark.parametrize(
    ("role", "fields", "code"),
    [
        (Role.CHILD, {"name": " "}, "person_unknown"), (Role.GUARDIAN, {}, "person_unknown"),
        (Role.ADULT, {"relation": "father"}, "person_unknown"), (Role.GUARDIAN, {"name": "x", "phone": "12"}, "bad_phone"),
        (Role.GUARDIAN, {"name": "x", "sex": "F"}, "children_only"),
        (Role.CHILD, {"name": "x", "birthdate": date(2027, 1, 1)}, "birth_in_future"),
    ],
)  # fmt: skip
def test_who_can_not_join(fair: Desk, family: str, role: Role, fields: dict[str, object], code: str) -> None:
    with pytest.raises(InvalidInput, match=code):
        fair.family_people.add(family, role=role, **fields)
    assert len(fair.families.show(family).people) == 2
    check(fair)


def test_a_registration_counts_somebody_nameless_until_they_come_back(fair: Desk, family: str) -> None:
    child = fair.families.show(family).people[1]
    removed = fair.family_people.remove(child.id, family=family)
    assert removed.counted == 1
    assert "予安" not in repr(removed)
    assert fair.families.search("豆豆") == ()
    (registration,) = fair.registrations.list("FAIR")
    assert (registration.adults, registration.children_count, registration.children) == (1, 1, ())
    fair.family_people.add(family, role=Role.CHILD, name="周小满")  # takes the number and the place that the other had
    view = fair.family_people.put_back(removed)
    assert view == fair.family_people.put_back(removed)
    assert [one.nickname for one in view.people] == [None, None, "豆豆"]
    (registration,) = fair.registrations.list("FAIR")
    assert [one.nickname for one in registration.children] == ["豆豆"]
    assert [hit.family for hit in fair.families.search("豆豆")] == [family]
    check(fair)


def test_who_came_stays_counted(fair: Desk, register: Register) -> None:
    made = register(children=2)
    fair.checkins.scan("FAIR", Scan(made.ticket))
    before = fair.attendance.door("FAIR").inside
    fair.family_people.remove(fair.families.show(made.family).people[2].id)
    assert fair.attendance.door("FAIR").inside == before
    assert fair.families.show(made.family).history[0].attended == 3
    check(fair)


def test_the_only_one_stays_and_strangers_are_not_taken_out(fair: Desk, family: str, register: Register) -> None:
    guardian, child = fair.families.show(family).people
    with pytest.raises(NotFound, match="person_not_found"):
        fair.family_people.remove(child.id, family=register().family)
    fair.family_people.remove(child.id)
    with pytest.raises(NotFound, match="person_not_found"):
        fair.family_people.remove(child.id)
    with pytest.raises(Conflict, match="last_person"):
        fair.family_people.remove(guardian.id)
    assert [one.id for one in fair.families.show(family).people] == [guardian.id]


def test_nobody_comes_back_to_an_erased_family(fair: Desk, family: str) -> None:
    removed = fair.family_people.remove(fair.families.show(family).people[1].id)
    fair.privacy.erase(family, reason=REASON)
    with pytest.raises(NotFound, match="family_not_found"):
        fair.family_people.put_back(removed)
    assert fair.families.search("豆豆") == ()
    with fair.house.store.reading() as connection:
        told = connection.exec_driver_sql("SELECT group_concat(body) FROM outbox").scalar_one()
    assert "豆豆" not in told
    check(fair)


def test_who_was_taken_out_leaves_nothing_that_a_merge_or_an_undo_trips_over(fair: Desk, register: Register) -> None:
    kept, gone = register().family, register().family
    merge = fair.merges.merge(kept, gone).id
    moved = fair.families.show(kept).people[-1]
    fair.family_people.remove(moved.id)
    result = fair.merges.unmerge(merge)
    assert moved.id not in [one.id for one in fair.families.show(gone).people]
    assert result.left
    check(fair)


def test_a_planner_adds_unseen(fair: Desk, family: str) -> None:
    fair.operators.add("小李", role=OperatorRole.PLANNER)
    fair.operators.begin_as("小李")
    view = fair.family_people.add(family, role=Role.GUARDIAN, name="周大山")
    assert view.people[-1].name == "周**"
