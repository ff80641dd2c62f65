"""Two families become one, and two again."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.consent import Purpose
from eventdesk.domain.event import Unit
from eventdesk.domain.family import Role
from eventdesk.domain.merging import Side, Twice
from eventdesk.domain.registration import RegistrationState
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services.booking import BookedPerson
from eventdesk.services.checkins import Scan
from eventdesk.services.family_views import RegistrationView
from eventdesk.store import tables as t
from tests.conftest import ZONE
from tests.desks import create_desk
from tests.services.test_outbox import check

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=ZONE)
START = datetime(2026, 11, 28, 9, 30, tzinfo=ZONE)
BORN = date(2022, 3, 4)

# What says how often a row was written, not what is in it; and the logs, which only grow.
COUNTING = {"revision"}
LOGS = {"outbox", "audit", "family_merge", "meta"}


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def two(fair: Desk) -> Desk:
    """A desk with two events to come: the FAIR without a limit, the CAMP for four persons."""
    fair.events.add(title="露营", start=START, end=START + timedelta(hours=3), code="CAMP", capacity=4, capacity_unit=Unit.PERSONS)
    return fair


def register(desk: Desk, event: str, phone: str, *children: BookedPerson, name: str = "林晓梅", **more: Any) -> RegistrationView:
    guardian = BookedPerson(Role.GUARDIAN, name, phone=phone, phone_type="mobile")
    return desk.registrations.add(event, people=(guardian, *children), consent_method="paper", **more)


def child(name: str, **more: Any) -> BookedPerson:
    return BookedPerson(Role.CHILD, name, **{"birthdate": BORN, **more})


def state(desk: Desk) -> dict[str, Any]:
    """Everything that is stored of the organisation, without the logs and the counters of changes."""
    found: dict[str, Any] = {}
    with desk.house.store.reading() as connection:
        for table in t.metadata.tables.values():
            if table.name not in LOGS:
                names = [column.name for column in table.columns if column.name not in COUNTING]
                rows = connection.execute(sa.select(*(table.c[name] for name in names)))
                found[table.name] = sorted(map(repr, rows))
        found["name_text"] = sorted(map(repr, connection.exec_driver_sql("SELECT rowid, characters, family FROM name_text")))
    return found


def states(desk: Desk, event: str) -> dict[str, RegistrationState]:
    return {view.id: view.state for view in desk.registrations.list(event)}


def test_what_belongs_to_one_moves_to_the_other(two: Desk, clock: SetClock) -> None:
    kept = register(two, "FAIR", "13800001234", child("周予安"))
    clock.at += timedelta(minutes=1)
    gone = register(two, "CAMP", "13800002134", child("周雨安", allergies="花生"), child("周二宝", birthdate=date(2024, 5, 6)))
    two.profiles.tag(gone.family, "热心")
    two.profiles.tag(kept.family, "热心")
    two.profiles.tag(gone.family, "足球", kind="interest")
    two.profiles.change(gone.family, district="浦东", notes="怕狗")
    two.memberships.add_level("金")
    two.memberships.join(gone.family, "金", since=date(2026, 1, 1))
    two.follow_ups.add(gone.family, "回电话")

    done = two.merges.merge(kept.family, gone.family)

    view = two.families.show(gone.family, unmasked=True)
    assert (view.id, view.asked) == (kept.family, gone.family)
    assert [p.name for p in view.people] == ["林晓梅", "周雨安", "周二宝"]
    assert view.people[1].allergies == "花生"
    assert {view.people[0].phone, view.people[0].phone2} == {"13800001234", "13800002134"}
    assert (view.district, view.notes, view.tags, view.interests) == ("浦东", "怕狗", ("热心",), ("足球",))
    assert view.membership is not None
    assert (view.membership.name, len(view.follow_ups), len(view.consents)) == ("金", 1, 2)
    assert {event.code for event in view.history} == {"FAIR", "CAMP"}
    assert [one.id for one in view.merged] == [done.id]
    assert two.families.count() == (1, 3)
    (named,) = (one for one in two.registrations.list("CAMP", unmasked=True) if one.id == gone.id)
    assert [one.name for one in named.children] == ["周雨安", "周二宝"]


@pytest.mark.parametrize("text", ["1234", "2134", "周予安", "周雨安", "zhouyuan"])
def test_a_search_leads_to_the_kept_family(two: Desk, text: str) -> None:
    kept = register(two, "FAIR", "13800001234", child("周予安"))
    gone = register(two, "CAMP", "13800002134", child("周雨安"))
    two.merges.merge(kept.family, gone.family)
    assert [hit.family for hit in two.families.search(text)] == [kept.family]
    assert [hit.family for hit in two.families.search(text, event="CAMP")] == [kept.family]


def test_who_registers_with_the_old_phone_is_known(two: Desk) -> None:
    kept = register(two, "FAIR", "13800001234", child("周予安"))
    gone = register(two, "CAMP", "13800002134", child("周雨安"))
    two.merges.merge(kept.family, gone.family)
    again = register(two, "CAMP", "13800002134", child("周予安"))
    assert (again.id, again.family) == (gone.id, kept.family)


def test_the_one_who_asks_chooses(two: Desk) -> None:
    kept = register(two, "FAIR", "13800001234", child("周予安"))
    gone = register(two, "CAMP", "13800002134", child("周雨安"))
    seen = two.merges.preview(kept.family, gone.family, unmasked=True)
    (_, pair) = seen.pairs
    assert {(one.name, one.kept, one.gone, one.differs) for one in pair.fields} == {
        ("name", "周予安", "周雨安", True), ("birth", "2022-03-04", "2022-03-04", False),
    }  # fmt: skip
    guardian = seen.pairs[0]
    phone = next(one.key for one in guardian.fields if one.name == "phone")
    two.merges.merge(kept.family, gone.family, choices={phone: Side.GONE}, pairs=[(guardian.kept.id, guardian.gone.id)])
    view = two.families.show(kept.family, unmasked=True)
    assert [p.name for p in view.people] == ["林晓梅", "周予安", "周雨安"]
    assert (view.people[0].phone, view.people[0].phone2) == ("13800002134", "13800001234")


def test_masked_sides_tell_no_names(two: Desk) -> None:
    kept = register(two, "FAIR", "13800001234", child("周予安"))
    gone = register(two, "CAMP", "13800002134", child("周雨安"))
    seen = two.merges.preview(kept.family, gone.family)
    text = repr(seen)
    for secret in ("晓梅", "予安", "雨安", "00001234", "00002134"):
        assert secret not in text


def test_a_family_that_is_on_the_list_twice_keeps_the_better_place(two: Desk) -> None:
    kept = register(two, "CAMP", "13800001234", child("周予安"))
    register(two, "CAMP", "13900000000", child("别家"), name="王五")
    gone = register(two, "CAMP", "13800002134", child("周雨安"))
    assert gone.state is RegistrationState.WAITLISTED
    (seen,) = two.merges.preview(gone.family, kept.family).twice
    assert (seen.what, seen.stays, seen.goes) == (Twice.CANCEL, kept.id, gone.id)

    done = two.merges.merge(gone.family, kept.family)

    assert done.cancelled == (gone.id,)
    assert states(two, "CAMP")[kept.id] is RegistrationState.CONFIRMED
    assert states(two, "CAMP")[gone.id] is RegistrationState.CANCELLED
    assert [event.merged for event in two.families.show(gone.family).history if event.registration == gone.id] == [True]


def test_what_somebody_else_got_meanwhile_is_not_taken_from_them(two: Desk) -> None:
    kept = register(two, "CAMP", "13800001234", child("周予安"))
    gone = register(two, "CAMP", "13800002134", child("周雨安"))
    done = two.merges.merge(kept.family, gone.family)
    other = register(two, "CAMP", "13900000000", child("别家"), name="王五")
    assert other.state is RegistrationState.CONFIRMED

    back = two.merges.unmerge(done.id)

    assert states(two, "CAMP") == {
        kept.id: RegistrationState.CONFIRMED, gone.id: RegistrationState.WAITLISTED, other.id: RegistrationState.CONFIRMED,
    }  # fmt: skip
    assert [(one.what, one.id, one.field) for one in back.left] == [("registration", gone.id, "places")]


def test_who_came_twice_stays_twice(two: Desk, clock: SetClock) -> None:
    kept = register(two, "FAIR", "13800001234", child("周予安"))
    gone = register(two, "FAIR", "13800002134", child("周雨安"))
    clock.at = START
    for view in (kept, gone):
        assert two.checkins.scan("FAIR", Scan(text=view.ticket)).journal
    done = two.merges.merge(kept.family, gone.family)
    assert (done.cancelled, done.both) == ((), (gone.id,))
    history = two.families.show(kept.family).history
    assert {event.attended for event in history} == {2}
    (named,) = (one for one in two.registrations.list("FAIR", unmasked=True) if one.id == gone.id)
    assert [one.name for one in named.children] == ["周雨安"]


def test_what_was_changed_since_stays_and_is_listed(two: Desk) -> None:
    kept = register(two, "FAIR", "13800001234", child("周予安"))
    gone = register(two, "CAMP", "13800002134", child("周雨安"))
    two.profiles.change(gone.family, district="浦东")
    two.profiles.tag(gone.family, "热心")
    done = two.merges.merge(kept.family, gone.family)
    two.profiles.change(kept.family, district="徐汇", notes="新")
    two.profiles.untag(kept.family, "热心")

    back = two.merges.unmerge(gone.family)

    assert [(one.what, one.id, one.field) for one in back.left] == [("family", kept.family, "district")]
    ours, theirs = two.families.show(kept.family), two.families.show(gone.family)
    assert (ours.district, ours.notes, theirs.district, theirs.tags, ours.tags) == ("徐汇", "新", "浦东", ("热心",), ())
    assert theirs.history[0].registration == gone.id
    with pytest.raises(NotFound):
        two.merges.unmerge(done.id)


def test_a_registration_of_since_goes_with_its_people(two: Desk) -> None:
    kept = register(two, "FAIR", "13800001234")
    gone = register(two, "CAMP", "13800002134", child("周雨安"), name="王五")
    done = two.merges.merge(kept.family, gone.family)
    later = two.events.add(title="新年", start=START + timedelta(days=9), end=START + timedelta(days=9, hours=2), code="LATER")
    made = two.registrations.add(
        later.code, people=(BookedPerson(Role.GUARDIAN, "王五", phone="13800002134", phone_type="mobile"), child("周雨安"))
    )
    assert made.family == kept.family
    back = two.merges.unmerge(done.id)
    assert [(one.id, one.field) for one in back.left] == [(made.id, "moved")]
    assert {event.code for event in two.families.show(gone.family).history} == {"CAMP", "LATER"}


def test_a_merge_inside_a_merge_is_taken_back_last(two: Desk) -> None:
    views = [register(two, "FAIR", f"1380000123{n}", child("周予安")) for n in range(3)]
    first, second, third = (view.family for view in views)
    before = state(two)
    inner = two.merges.merge(second, third)
    outer = two.merges.merge(first, second)
    assert two.families.show(third).id == first
    assert [hit.family for hit in two.families.search("1232")] == [first]
    with pytest.raises(Conflict, match="merged_since"):
        two.merges.unmerge(inner.id)
    two.merges.unmerge(outer.id)
    two.merges.unmerge(inner.id)
    assert state(two) == before
    check(two)


def test_bad_questions(two: Desk) -> None:
    kept = register(two, "FAIR", "13800001234", child("周予安"))
    gone = register(two, "CAMP", "13800002134", child("周雨安"))
    with pytest.raises(InvalidInput, match="same_family"):
        two.merges.merge(kept.family, kept.family)
    with pytest.raises(NotFound, match="family_not_found"):
        two.merges.merge(kept.family, "nobody")
    with pytest.raises(InvalidInput, match="bad_choice"):
        two.merges.merge(kept.family, gone.family, choices={"shoe": Side.GONE})
    with pytest.raises(InvalidInput, match="bad_pairs"):
        two.merges.merge(kept.family, gone.family, pairs=[("x", "y")])
    with pytest.raises(NotFound, match="merge_not_found"):
        two.merges.unmerge(kept.family)


def test_memberships_that_share_days_are_chosen_between(two: Desk) -> None:
    kept = register(two, "FAIR", "13800001234", child("周予安"))
    gone = register(two, "CAMP", "13800002134", child("周雨安"))
    for name in ("银", "金"):
        two.memberships.add_level(name)
    two.memberships.join(kept.family, "银", since=date(2026, 1, 1), until=date(2026, 6, 30))
    two.memberships.join(gone.family, "金", since=date(2026, 6, 1))
    before = state(two)
    (clash,) = two.merges.preview(kept.family, gone.family).memberships
    assert clash.winner is Side.GONE
    done = two.merges.merge(kept.family, gone.family)
    assert [one.name for one in two.families.show(kept.family).memberships] == ["金"]
    two.merges.unmerge(done.id)
    assert state(two) == before


PHONES = ("13800001234", "13800002134")
CHILDREN = st.lists(
    st.builds(
        BookedPerson, st.just(Role.CHILD), st.sampled_from(["周予安", "周雨安", "周小宝", None]),
        nickname=st.sampled_from([None, "豆豆", "糖糖"]), birthdate=st.sampled_from([BORN, date(2024, 5, 6)]),
        allergies=st.sampled_from([None, "花生"]),
    ),
    max_size=2,
)  # fmt: skip


@settings(max_examples=settings().max_examples // 4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    families=st.tuples(CHILDREN, CHILDREN), events=st.tuples(*[st.sets(st.sampled_from(["FAIR", "CAMP", "PAST"]))] * 2),
    tags=st.tuples(*[st.sets(st.sampled_from(["热心", "会员"]))] * 2), notes=st.tuples(*[st.sampled_from(["", "甲", "乙"])] * 2),
    came=st.booleans(), takes=st.booleans(), data=st.data(),
)  # fmt: skip
def test_a_merge_taken_back_leaves_everything_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, families: Any, events: Any, tags: Any, notes: Any, came: bool, takes: bool,
    data: st.DataObject,
) -> None:  # fmt: skip
    with create_desk(tmp_path_factory.mktemp("d") / "desk", name="x", passphrase=None, clock=SetClock(NOW)) as desk:
        for code, start in (("FAIR", START), ("CAMP", START), ("PAST", NOW - timedelta(days=1))):
            desk.events.add(title=code, start=start, end=start + timedelta(hours=2), code=code, capacity=4)
        desk.events.add(title="x", start=START, end=START + timedelta(hours=2), code="BASE")
        desk.memberships.add_level("金")
        ids = []
        for number, phone in enumerate(PHONES):
            views = [register(desk, code, phone, *families[number]) for code in ("BASE", *sorted(events[number]))]
            ids.append(views[0].family)
            for tag in sorted(tags[number]):
                desk.profiles.tag(ids[-1], tag)
            desk.profiles.change(ids[-1], notes=notes[number])
            if came:
                desk.checkins.scan(desk.families.show(ids[-1]).history[-1].code, Scan(text=views[-1].ticket))
            desk.follow_ups.add(ids[-1], "问候")
            if data.draw(st.booleans()):
                desk.memberships.join(ids[-1], "金", since=date(2026, 1, 1 + number))
        before = state(desk)
        seen = desk.merges.preview(*ids)
        keys = [one.key for pair in seen.pairs for one in pair.fields] + [one.key for one in seen.memberships]
        done = desk.merges.merge(*ids, choices=dict.fromkeys(keys, Side.GONE) if takes else None)
        check(desk)
        for code in ("FAIR", "CAMP", "PAST"):
            assert desk.events.show(code).registered_persons <= 4
        merged = desk.families.show(ids[1])
        assert {event.code for event in merged.history} == {"BASE", *events[0], *events[1]}
        assert desk.merges.unmerge(done.id).left == ()
        assert state(desk) == before
        check(desk)


def traces(desk: Desk, *secrets: str) -> list[str]:
    """Which of these texts is still anywhere in the store."""
    with desk.house.store.reading() as connection:
        rows = [repr(row) for table in t.metadata.tables.values() for row in connection.execute(sa.select(table))]
        rows += [repr(row) for row in connection.exec_driver_sql("SELECT characters FROM name_text")]
    return [secret for secret in secrets if any(secret in row for row in rows)]


def test_a_consent_that_is_withdrawn_holds_for_both_rows_of_a_child(two: Desk) -> None:
    kept = register(two, "FAIR", "13800001234", child("周予安"))
    gone = register(two, "CAMP", "13800002134", child("周雨安"))
    done = two.merges.merge(kept.family, gone.family)
    secrets = ("周予安", "周雨安", "zhouyuan", str(BORN))
    assert traces(two, *secrets) == list(secrets)
    two.consents.withdraw(kept.family, Purpose.PARTICIPATION)
    assert traces(two, *secrets) == []
    two.merges.unmerge(done.id)
    assert traces(two, *secrets) == []
    assert two.proofs.verify().ok


def test_a_merged_family_is_erased_as_a_whole(two: Desk) -> None:
    kept = register(two, "FAIR", "13800001234", child("周予安"))
    gone = register(two, "CAMP", "13800002134", child("周雨安"))
    two.follow_ups.add(gone.family, "问林晓梅")
    done = two.merges.merge(kept.family, gone.family)
    two.privacy.erase(kept.family, reason="家长要求")
    assert traces(two, "周予安", "周雨安", "林晓梅", "13800001234", "13800002134") == []
    with pytest.raises((Conflict, NotFound)):
        two.merges.unmerge(done.id)
    assert two.proofs.verify().ok
