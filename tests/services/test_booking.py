"""Families that book again: nobody is counted twice, nobody gets more than there is, and undo restores exactly."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.event import Unit
from eventdesk.domain.family import Role
from eventdesk.domain.question import QuestionKind
from eventdesk.domain.registration import RegistrationState
from eventdesk.errors import Conflict, InvalidInput
from eventdesk.services.booking import BookedPerson
from eventdesk.services.checkins import Scan
from eventdesk.services.family_views import RegistrationView

HEADINGS = "家长姓名,手机号,宝宝姓名,到场成人数,到场儿童数,报名场次,提交时间"


def people(phone: str, *children: str | None, name: str | None = "林晓梅", **more: Any) -> tuple[BookedPerson, ...]:
    guardian = BookedPerson(Role.GUARDIAN, name, phone=phone, phone_type="mobile")
    return (guardian, *(BookedPerson(Role.CHILD, child, **more) for child in children))


def limited(desk: Desk, capacity: int | None, **slots: int) -> Desk:
    event = desk.events.show("FAIR")
    desk.events.change(
        "FAIR", title=event.title, start=event.start, end=event.end, venue="", capacity=capacity,
        capacity_unit=Unit.PERSONS, band=None,
    )  # fmt: skip
    for code, places in slots.items():
        desk.events.add_slot("FAIR", title=code, code=code, capacity=places, capacity_unit=Unit.CHILDREN)
    return desk


def book(desk: Desk, phone: str, *children: str | None, slots: Sequence[str] = (), **more: Any) -> RegistrationView:
    return desk.registrations.add("FAIR", people=people(phone, *(children or ("安安",))), slots=slots, **more)


def bring(desk: Desk, folder: Path, *rows: str, name: str = "a.csv") -> Any:
    file = folder / name
    file.write_text("\n".join((HEADINGS, *rows)), encoding="utf-8")
    return desk.imports.run("FAIR", file, as_of=date(2026, 11, 20))


def status(desk: Desk, registration: str) -> tuple[RegistrationState, dict[str, str]]:
    view = desk.registrations.show(registration)
    return view.state, {code: state.value for code, state in view.slot_status}


@pytest.mark.parametrize(
    "children", [("安安", "安安"), (None, None)], ids=["two of one name", "two without a name"]
)
def test_two_children_are_two(fair: Desk, children: tuple[str | None, ...]) -> None:
    first = book(fair, "13800001234", *children)
    again = book(fair, "13800001234", *children)
    assert (first.children_count, len(first.children)) == (2, 2)
    assert again.id == first.id
    if children[0] is not None:
        assert [child.id for child in again.children] == [child.id for child in first.children]


@pytest.mark.parametrize("known", [{"nickname": "豆豆"}, {"birthdate": date(2023, 2, 28)}])
def test_a_child_without_a_name_is_known_again(fair: Desk, known: dict[str, Any]) -> None:
    for name in (None, None, "周予安"):
        fair.registrations.add("FAIR", people=people("13800001234", name, **known))
    assert fair.families.count() == (1, 2)
    (view,) = fair.registrations.list("FAIR", unmasked=True)
    assert [child.name for child in view.children] == ["周予安"]


def test_a_family_is_known_by_any_of_its_phones(fair: Desk) -> None:
    book(fair, "13800001234", "安安")
    father = BookedPerson(Role.GUARDIAN, "王强", phone="13900005678", phone_type="mobile")
    fair.registrations.add("FAIR", people=(father, *people("13800001234", "安安")))
    assert fair.families.count() == (1, 3)
    assert len(fair.registrations.list("FAIR")) == 1


def test_a_party_grows_only_where_there_is_room(fair: Desk, tmp_path: Path) -> None:
    limited(fair, 5)
    row = "林晓梅,13800001234,安安,{adults},{children},,"
    bring(fair, tmp_path, row.format(adults=1, children=1), "单小明,13900005678,单可,1,1,,")
    result = bring(fair, tmp_path, row.format(adults=3, children=1))
    assert result.rows[0].warnings == ("party_kept",)
    assert (result.counts["updated"], fair.events.show("FAIR").registered_persons) == (1, 4)
    assert bring(fair, tmp_path, row.format(adults=2, children=1)).rows[0].warnings == ()
    assert fair.events.show("FAIR").registered_persons == 5
    assert book(fair, "13700001111").state is RegistrationState.WAITLISTED
    with pytest.raises(Conflict) as caught:
        fair.registrations.add("FAIR", people=people("13800001234", "安安"), adults=4, children=1)
    assert caught.value.code == "no_place_event"


def test_who_grows_takes_the_place_from_the_next_row_of_the_same_file(fair: Desk, tmp_path: Path) -> None:
    limited(fair, 4)
    bring(fair, tmp_path, "林晓梅,13800001234,安安,1,1,,")
    rows = bring(fair, tmp_path, "林晓梅,13800001234,安安,2,1,,", "单小明,13900005678,单可,1,1,,").rows
    assert [row.fate for row in rows] == ["ok", "waitlisted"]


def test_a_further_slot_takes_no_second_place_of_the_event(fair: Desk) -> None:
    limited(fair, 4, S1=9, S2=9)
    book(fair, "13800001234", slots=("S1",))
    book(fair, "13800001234", slots=("S2",))
    assert book(fair, "13900005678", slots=("S1",)).state is RegistrationState.CONFIRMED


def test_a_waiting_family_gets_no_slot_by_asking_again(fair: Desk) -> None:
    limited(fair, 2, S1=9, S2=9)
    book(fair, "13800001234", slots=("S1",))
    waiting = book(fair, "13900005678", slots=("S1",))
    again = book(fair, "13900005678", slots=("S2",))
    assert again.id == waiting.id
    assert status(fair, waiting.id) == (RegistrationState.WAITLISTED, {"S1": "waitlisted", "S2": "waitlisted"})


def test_restoring_takes_no_place_that_somebody_else_has_by_now(fair: Desk) -> None:
    limited(fair, None, S1=1, S2=9)
    first = book(fair, "13800001234", slots=("S1", "S2"))
    fair.registrations.cancel(first.id)
    book(fair, "13900005678", slots=("S1",))
    fair.registrations.restore(first.id)
    assert status(fair, first.id) == (RegistrationState.CONFIRMED, {"S1": "waitlisted", "S2": "confirmed"})


def test_restoring_gives_back_what_is_still_free(fair: Desk) -> None:
    limited(fair, 2, S1=1)
    first = book(fair, "13800001234", slots=("S1",))
    fair.registrations.cancel(first.id)
    fair.registrations.restore(first.id)
    assert status(fair, first.id) == (RegistrationState.CONFIRMED, {"S1": "confirmed"})


def test_restoring_without_room_waits_for_every_slot(fair: Desk) -> None:
    limited(fair, 2, S1=9)
    first = book(fair, "13800001234", slots=("S1",))
    fair.registrations.cancel(first.id)
    book(fair, "13900005678")
    fair.registrations.restore(first.id)
    assert status(fair, first.id) == (RegistrationState.WAITLISTED, {"S1": "waitlisted"})


def test_who_registered_anew_is_not_restored_beside_it(fair: Desk) -> None:
    first = book(fair, "13800001234")
    fair.registrations.cancel(first.id)
    assert book(fair, "13800001234").id != first.id
    with pytest.raises(Conflict) as caught:
        fair.registrations.restore(first.id)
    assert caught.value.code == "registered_again"


def test_a_family_that_waits_for_one_slot_alone_is_promoted_into_it(fair: Desk) -> None:
    limited(fair, None, S1=1, S2=9)
    first, second = book(fair, "13800001234", slots=("S1",)), book(fair, "13900005678", slots=("S1", "S2"))
    assert status(fair, second.id) == (RegistrationState.CONFIRMED, {"S1": "waitlisted", "S2": "confirmed"})
    with pytest.raises(Conflict):
        fair.registrations.promote(second.id)
    fair.registrations.cancel(first.id)
    fair.registrations.promote(second.id)
    assert status(fair, second.id) == (RegistrationState.CONFIRMED, {"S1": "confirmed", "S2": "confirmed"})
    fair.registrations.promote(second.id)


def test_a_place_given_up_is_not_for_whoever_comes_next(fair: Desk) -> None:
    limited(fair, 2, S1=9, S2=9)
    first, waiting = book(fair, "13800001234", slots=("S1",)), book(fair, "13900005678", slots=("S1",))
    fair.registrations.cancel(first.id)
    assert book(fair, "13700001111", slots=("S2",)).state is RegistrationState.WAITLISTED
    assert fair.registrations.promote(waiting.id).state is RegistrationState.CONFIRMED


def test_an_old_row_of_the_form_does_not_undo_a_cancellation(fair: Desk, tmp_path: Path) -> None:
    old = "林晓梅,13800001234,安安,1,1,,2026-11-10 09:00:00"
    bring(fair, tmp_path, old)
    (made,) = fair.registrations.list("FAIR")
    fair.registrations.cancel(made.id)
    result = bring(fair, tmp_path, old, "单小明,13900005678,单可,1,1,,2026-11-12 09:00:00")
    assert [row.fate for row in result.rows] == ["cancelled", "ok"]
    assert result.counts["accepted"] == 1
    assert fair.registrations.show(made.id).state is RegistrationState.CANCELLED
    anew = bring(fair, tmp_path, "林晓梅,13800001234,安安,1,1,,2026-11-13 09:00:00")
    assert [row.fate for row in anew.rows] == ["ok"]


def everything(desk: Desk) -> Any:
    """All rows that an import may touch, but the count of revisions."""
    tables = ("family", "person", "consent", "registration", "registration_member", "slot_choice", "search_key", "name_text")
    with desk.house.store.reading() as connection:
        return {
            table: sorted(
                str({key: value for key, value in row._mapping.items() if key != "revision"})
                for row in connection.exec_driver_sql(f"SELECT * FROM {table}")
            )
            for table in tables
        }


def test_undo_puts_a_family_back_as_it_was(fair: Desk, tmp_path: Path) -> None:
    limited(fair, None, S1=9, S2=9)
    fair.registrations.add("FAIR", people=people("13800001234", None, nickname="安"), slots=("S1",), notes="前排", adults=2)
    before = everything(fair)
    result = bring(fair, tmp_path, "林小梅,13800001234,周予安,1,2,S2,", "单小明,13900005678,单可,1,1,S1,")
    assert everything(fair) != before
    done = fair.imports.undo(result.batch)
    assert (done.removed, done.restored, done.kept) == (1, 1, 0)
    assert everything(fair) == before
    assert fair.families.search("周予安") == ()


def test_undo_leaves_a_changed_family_alone_that_has_come_in(fair: Desk, tmp_path: Path) -> None:
    family = book(fair, "13800001234", "安安")
    result = bring(fair, tmp_path, "林晓梅,13800001234,周予安,1,2,,")
    assert fair.checkins.scan("FAIR", Scan(text=family.ticket)).admitted == 3
    done = fair.imports.undo(result.batch)
    assert (done.removed, done.restored, done.kept) == (0, 0, 1)
    assert fair.reports.attendance("FAIR")["attended"] == {"families": 1, "adults": 1, "children": 2, "persons": 3}


def test_undo_takes_a_family_with_the_consent_it_gave_since(fair: Desk, tmp_path: Path) -> None:
    result = bring(fair, tmp_path, "林晓梅,13800001234,安安,1,1,,")
    fair.registrations.give_consent(fair.registrations.list("FAIR")[0].id, method="screen")
    fair.imports.undo(result.batch)
    assert fair.families.count() == (0, 0)


def test_an_import_brings_the_consent_of_a_family_that_was_registered_without(fair: Desk, tmp_path: Path) -> None:
    family = book(fair, "13800001234", "安安")
    assert not family.consent
    result = bring(fair, tmp_path, "林晓梅,13800001234,安安,1,1,,")
    assert fair.registrations.show(family.id).consent
    bring(fair, tmp_path, "林晓梅,13800001234,安安,1,1,,")
    assert len(fair.families.show(family.family).consents) == 1, "the same form says nothing new"
    fair.imports.undo(result.batch)
    assert not fair.registrations.show(family.id).consent


@pytest.mark.parametrize(
    "change",
    [
        lambda desk: desk.events.add_slot("FAIR", title="加场", code="S9"),
        lambda desk: desk.questions.add("FAIR", text="要带什么", kind=QuestionKind.TEXT),
    ],
    ids=["slots", "questions"],
)
def test_what_an_import_was_planned_by_stops_it_when_it_changes(
    fair: Desk, tmp_path: Path, clock: SetClock, change: Callable[[Desk], object]
) -> None:
    from eventdesk.desk import open_desk

    file = tmp_path / "a.csv"
    file.write_text(f"{HEADINGS}\n林晓梅,13800001234,安安,1,1,,", encoding="utf-8")

    class Interrupting:
        """A clock that somebody else's change happens by, between the look at the event and the writing."""

        def __init__(self, other: Desk) -> None:
            self.other, self.done = other, False

        def now(self) -> Any:
            if not self.done:
                self.done = True
                change(self.other)
            return clock.now()

    with (
        open_desk(fair.folder, clock=clock) as other,
        open_desk(fair.folder, clock=Interrupting(other)) as late,
        pytest.raises(Conflict) as caught,
    ):
        late.imports.run("FAIR", file)
    assert caught.value.code == "event_changed"
    assert fair.families.count() == (0, 0)


def test_the_same_moment_orders_nothing(fair: Desk, clock: SetClock) -> None:
    """The queue counts bookings, not clocks: two of one millisecond keep their order."""
    limited(fair, 2)
    views = [book(fair, f"1380000{n:04d}") for n in range(4)]
    clock.at += timedelta(seconds=1)
    assert [view.id for view in fair.registrations.list("FAIR")] == [view.id for view in views]
    assert [view.state for view in views].count(RegistrationState.CONFIRMED) == 1


def test_those_who_wait_are_served_in_their_order(fair: Desk) -> None:
    limited(fair, 6, S1=1, S2=9)
    holding = [book(fair, f"1380000000{n}", slots=("S2",)) for n in range(3)]
    partly = fair.registrations.add("FAIR", people=people("13900000000", "安安"), slots=("S1",))
    assert partly.state is RegistrationState.WAITLISTED
    large = book(fair, "13900000001", "一", "二", "三", slots=("S2",))
    small = book(fair, "13900000002", slots=("S2",))
    assert fair.registrations.promote_waiting("FAIR") == ()
    fair.registrations.cancel(holding[0].id)
    fair.registrations.cancel(holding[1].id)
    assert fair.registrations.promote_waiting("FAIR") == (partly.id,), "the large family holds up the small one"
    fair.events.set_rule("FAIR", "pass_over", "yes")
    assert fair.registrations.promote_waiting("FAIR") == (small.id,)
    assert fair.registrations.show(large.id).state is RegistrationState.WAITLISTED
    assert fair.events.show("FAIR").registered_persons == 6


def test_a_slot_that_is_free_again_goes_to_who_waits_for_it(fair: Desk) -> None:
    limited(fair, None, S1=1, S2=9)
    first = book(fair, "13800000000", slots=("S1",))
    second, third = (book(fair, f"1380000000{n}", slots=("S1", "S2")) for n in (1, 2))
    fair.registrations.cancel(first.id)
    assert fair.registrations.promote_waiting("FAIR") == (second.id,)
    assert status(fair, second.id)[1] == {"S1": "confirmed", "S2": "confirmed"}
    assert status(fair, third.id)[1] == {"S1": "waitlisted", "S2": "confirmed"}


def test_a_child_of_tomorrow_is_not_taken(fair: Desk) -> None:
    tomorrow = fair.clock.now().date() + timedelta(days=2)
    with pytest.raises(InvalidInput) as caught:
        fair.registrations.add("FAIR", people=people("13800001234", "安安", birthdate=tomorrow))
    assert (caught.value.code, fair.registrations.list("FAIR")) == ("birth_in_future", ())
