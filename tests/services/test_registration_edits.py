"""Changes to registrations by hand, and what their history tells."""

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.desk import Desk
from eventdesk.domain.event import Unit
from eventdesk.domain.registration import RegistrationState, SlotState
from eventdesk.errors import Conflict, DeskError, InvalidInput, NotFound
from eventdesk.services.checkins import Scan
from eventdesk.store import tables as t
from tests.conftest import Register


@pytest.fixture
def halls(fair: Desk) -> Desk:
    for code, places in (("S1", 4), ("S2", 2), ("S3", 9)):
        fair.events.add_slot("FAIR", title=code, code=code, capacity=places)
    return fair


def members(desk: Desk, registration: str) -> list[tuple[str, str, bool]]:
    m = t.registration_member
    with desk.house.store.reading() as connection:
        rows = connection.execute(sa.select(m).where(m.c.registration == registration).order_by(m.c.position))
        return [(row.person, row.role, row.counted) for row in rows]


def test_what_is_given_is_set_and_the_rest_stays(halls: Desk, register: Register) -> None:
    view = register(slots=["S1"], notes="靠窗")
    done = halls.edits.change(view.id, revision=view.revision, photo_consent=False, source_note="微信群")
    assert (done.notes, done.photo_consent, done.source_note, done.slots) == ("靠窗", False, "微信群", ("S1",))
    assert (done.revision, done.adults) == (view.revision + 1, 1)
    assert halls.edits.change(view.id, notes="").notes is None


def test_who_saw_an_older_revision_changes_nothing(halls: Desk, register: Register) -> None:
    view = register()
    halls.edits.change(view.id, notes="一")
    with pytest.raises(Conflict) as raised:
        halls.edits.change(view.id, revision=view.revision, notes="二")
    assert raised.value.code == "changed_meanwhile"
    assert halls.registrations.show(view.id).notes == "一"


def test_slots_are_given_by_the_capacity_rules(halls: Desk, register: Register) -> None:
    register(slots=["S2"])
    view = register(slots=["S1"])
    done = halls.edits.change(view.id, slots=["S1", "S2"])
    assert dict(done.slot_status) == {"S1": SlotState.CONFIRMED, "S2": SlotState.WAITLISTED}
    with pytest.raises(Conflict) as raised:
        halls.edits.change(view.id, slots=["S2"])
    assert raised.value.code == "no_slot_left"
    assert halls.edits.change(view.id, slots=["S3"]).slots == ("S3",)
    with pytest.raises(NotFound):
        halls.edits.change(view.id, slots=["S9"])
    assert halls.edits.change(view.id, slots=[]).slots == ()


def test_a_party_grows_only_where_there_is_room(halls: Desk, register: Register) -> None:
    register(slots=["S1"])
    view = register(slots=["S1"])
    with pytest.raises(Conflict):
        halls.edits.change(view.id, adults=2)
    assert halls.edits.change(view.id, adults=0).adults == 0
    assert halls.edits.change(view.id, adults=1).adults == 1
    for adults, children in ((0, 0), (-1, 1), (100, 1)):
        with pytest.raises(InvalidInput):
            halls.edits.change(view.id, adults=adults, children=children)


def test_members_are_counted_anew_and_nobody_whom_the_door_knows_is_forgotten(halls: Desk, register: Register) -> None:
    view = register(adults=3, children=1)
    named = [one.id for one in (*view.guardians, *view.children)]
    came = halls.checkins.scan("FAIR", Scan(text=view.ticket, members=(members(halls, view.id)[2][0],)))
    assert came.journal
    known = members(halls, view.id)[2][0]
    halls.edits.change(view.id, adults=1)
    left = members(halls, view.id)
    assert {person for person, _, _ in left} == {*named, known}
    assert [counted for person, _, counted in left if person == known] == [False]
    halls.edits.change(view.id, adults=3, children=2)
    assert sum(counted for _, _, counted in members(halls, view.id)) == 5


def test_a_cancelled_registration_takes_notes_and_no_people(halls: Desk, register: Register) -> None:
    view = register()
    halls.registrations.cancel(view.id)
    assert halls.edits.change(view.id, notes="下次").notes == "下次"
    with pytest.raises(Conflict):
        halls.edits.change(view.id, adults=2)
    with pytest.raises(Conflict):
        halls.edits.wait(view.id)


def test_who_is_moved_to_the_waitlist_stands_where_it_stood(halls: Desk, register: Register) -> None:
    first, second = register(slots=["S2"]), register(slots=["S2"])
    assert halls.registrations.show(second.id).state is RegistrationState.WAITLISTED
    waits = halls.edits.wait(first.id)
    assert (waits.state, dict(waits.slot_status)) == (RegistrationState.WAITLISTED, {"S2": SlotState.WAITLISTED})
    assert halls.registrations.promote_waiting("FAIR") == (first.id,)


STEPS = st.tuples(st.integers(0, 3), st.integers(0, 4), st.integers(0, 3), st.sets(st.sampled_from(["S1", "S2"])))


@given(st.lists(STEPS, max_size=8))
def test_no_change_gives_more_places_than_there_are(steps: list[tuple[int, int, int, set[str]]]) -> None:
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from tests.conftest import ZONE
    from tests.desks import create_desk

    with TemporaryDirectory() as folder, create_desk(Path(folder) / "d", name="x", passphrase=None) as desk:
        from datetime import datetime

        from eventdesk.domain.family import Role
        from eventdesk.services.booking import BookedPerson

        start = datetime(2026, 11, 28, 9, tzinfo=ZONE)
        desk.events.add(title="x", start=start, end=start.replace(hour=11), code="FAIR", capacity=8, capacity_unit=Unit.PERSONS)
        for code in ("S1", "S2"):
            desk.events.add_slot("FAIR", title=code, code=code, capacity=4)
        ids = [
            desk.registrations.add(
                "FAIR", people=[BookedPerson(Role.GUARDIAN, "家长", phone=f"1380000000{n}", phone_type="mobile")], slots=["S1"]
            ).id
            for n in range(4)
        ]  # fmt: skip
        for which, adults, children, slots in steps:
            try:
                desk.edits.change(ids[which], adults=adults, children=children, slots=sorted(slots))
            except DeskError:
                continue
        held = [view for view in desk.registrations.list("FAIR") if view.state is RegistrationState.CONFIRMED]
        assert sum(view.persons for view in held) <= 8
        for code in ("S1", "S2"):
            assert sum(view.persons for view in held if (code, SlotState.CONFIRMED) in view.slot_status) <= 4


def test_history_tells_who_changed_what(halls: Desk, register: Register) -> None:
    view = register(slots=["S1"], notes="问 13812341234")
    other = register()
    halls.operators.sit_at("南门")
    halls.edits.change(view.id, adults=2, slots=["S1", "S3"], notes="推车")
    halls.edits.change(other.id, notes="别人的")
    halls.registrations.cancel(view.id)
    made, changed, gone = halls.history.show(view.id)
    assert [entry.action for entry in (made, changed, gone)] == [
        "registration.added", "registration.changed", "registration.cancelled"
    ]  # fmt: skip
    assert (made.station, changed.station) == ("东门", "南门")
    told = {one.field: (one.before, one.after) for one in changed.changed}
    assert told == {
        "adults": (1, 2), "slots": ({"S1": "confirmed"}, {"S1": "confirmed", "S3": "confirmed"}),
        "notes": ("问 138****1234", "推车"),
    }  # fmt: skip
    assert [(one.field, one.after) for one in gone.changed] == [("state", "cancelled")]
