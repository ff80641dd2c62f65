"""What the morning of an event shows."""

from datetime import timedelta, timezone
from pathlib import Path

import pytest

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.event import Unit
from eventdesk.domain.family import Role
from eventdesk.services.booking import BookedPerson
from eventdesk.services.checkins import Scan
from eventdesk.services.readiness import Matter, allergy_kinds
from eventdesk.store.engine import connect
from tests.conftest import SAMPLES, ZONE, Register
from tests.desks import create_desk


def matters(desk: Desk) -> dict[Matter, int]:
    return {todo.matter: todo.count for todo in desk.readiness.today().todos}


def test_an_empty_desk_has_no_day(desk: Desk) -> None:
    today = desk.readiness.today()

    assert (today.event, today.events) == (None, 0)


def test_the_figures_are_those_of_the_door(fair: Desk, register: Register) -> None:
    fair.events.set_rule("FAIR", "hard_limit", "150")
    came = register(children=2)
    register(children=1, adults=2)
    fair.checkins.scan("FAIR", Scan(text=came.ticket))

    figures = fair.readiness.today().figures

    assert figures is not None
    assert (figures.registered.families, figures.registered.adults, figures.registered.children) == (2, 3, 3)
    assert (figures.attended.families, figures.attended.persons, figures.inside) == (1, 3, 3)
    assert (figures.by_station, figures.inside_limit) == ((("东门", 3),), 150)


def test_today_comes_before_what_is_next(fair: Desk, clock: SetClock) -> None:
    later = clock.at + timedelta(days=7)
    fair.events.add(title="下周", start=later, end=later + timedelta(hours=1), code="NEXT")
    fair.events.add(title="下午", start=clock.at.replace(hour=14), end=clock.at.replace(hour=15), code="NOON")

    today = fair.readiness.today()
    assert today.event is not None and today.event.code == "FAIR"
    assert [event.code for event in today.others] == ["NOON"]

    clock.at += timedelta(days=2)
    assert (event := fair.readiness.today().event) is not None and event.code == "NEXT"
    assert (event := fair.readiness.today("NOON").event) is not None and event.code == "NOON"


def test_slots_come_by_time_and_count_in_their_unit(fair: Desk, register: Register, clock: SetClock) -> None:
    ten = clock.at.replace(hour=10, minute=40)
    fair.events.add_slot("FAIR", title="音乐圈", start=ten, end=ten + timedelta(minutes=50))
    fair.events.add_slot("FAIR", title="积木", capacity=4, capacity_unit=Unit.CHILDREN)
    register(children=3, slots=("S2",))
    register(children=2, slots=("S2",))

    first, second = fair.readiness.today().slots

    assert (first.title, first.taken, first.capacity, first.waiting) == ("积木", 3, 4, 1)
    assert (second.title, second.taken, second.capacity) == ("音乐圈", 0, None)


def test_families_without_consent_wait_unless_nobody_asks(fair: Desk, register: Register) -> None:
    register(consent=None)
    register()

    (todo,) = fair.readiness.today().todos
    assert (todo.matter, todo.count, todo.names) == (Matter.CONSENT, 1, ("家长1",))

    fair.events.set_rule("FAIR", "ask_consent", "no")
    assert matters(fair) == {}


def test_allergies_are_counted_by_kind(fair: Desk) -> None:
    for number, allergies in enumerate(("花生、鸡蛋", "花生", None)):
        people = [
            BookedPerson(Role.GUARDIAN, f"家长{number}", phone=f"1390000000{number}", phone_type="mobile"),
            BookedPerson(Role.CHILD, f"孩子{number}", allergies=allergies),
        ]
        fair.registrations.add("FAIR", people=people, consent_method="paper")

    (todo,) = fair.readiness.today().todos
    assert (todo.matter, todo.count, todo.kinds) == (Matter.ALLERGIES, 2, (("花生", 2), ("鸡蛋", 1)))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [("花生，芒果/蛋", ("花生", "芒果", "蛋")), ("tree nuts", ("tree nuts",)), ("", ()), (None, ())],
)
def test_one_line_may_hold_several_allergies(text: str | None, kinds: tuple[str, ...]) -> None:
    assert allergy_kinds(text) == kinds


def test_waiting_families_are_named_once_there_is_room(fair: Desk, register: Register) -> None:
    fair.events.add_slot("FAIR", title="故事会", capacity=2, capacity_unit=Unit.CHILDREN)
    first = register(children=2, slots=("S1",))
    register(children=2, slots=("S1",))
    register(children=1, slots=("S1",))
    assert Matter.PLACES not in matters(fair)

    fair.registrations.cancel(first.id)

    today = fair.readiness.today()
    assert matters(fair)[Matter.PLACES] == 1  # the second in the queue waits behind the first, as the capacity rule has it
    assert today.figures is not None and (today.figures.waiting, today.figures.waiting_with_room) == (2, 1)


def test_rows_that_an_import_of_today_left_out_wait(fair: Desk, clock: SetClock, tmp_path: Path) -> None:
    file = tmp_path / "名单.csv"
    file.write_text("家长姓名,手机号,孩子姓名,出生日期\n林晓梅,13800001234,周予安,2023-09-01\n王大力,12,,\n", encoding="utf-8")
    result = fair.imports.run("FAIR", file)
    assert result.counts["rejected"] == 1

    assert matters(fair)[Matter.REJECTED] == 1
    assert fair.readiness.today().todos[-1].names == ("名单.csv",)

    clock.at += timedelta(days=1)
    assert Matter.REJECTED not in matters(fair)


def test_sample_files_make_a_day(fair: Desk) -> None:
    file = next(SAMPLES.rglob("*.xlsx"))
    fair.imports.run("FAIR", file)

    figures = fair.readiness.today().figures
    assert figures is not None and figures.registered.persons > 0


def test_the_computer_is_fine(desk: Desk) -> None:
    state = desk.readiness.machine(local=ZONE)

    assert state.zone_agrees and state.behind is None and state.problem is None
    assert state.free and not state.encrypted


def test_a_clock_in_another_zone_or_behind_is_told(desk: Desk, clock: SetClock) -> None:
    clock.at -= timedelta(hours=3)

    state = desk.readiness.machine(local=timezone(timedelta(hours=-5)))

    assert not state.zone_agrees
    assert state.behind is not None and timedelta(hours=2, minutes=59) < state.behind <= timedelta(hours=3)


def test_a_file_that_is_locked_is_told(tmp_path: Path) -> None:
    with create_desk(tmp_path / "plain", name="社", passphrase=None) as desk:
        other = connect(tmp_path / "plain" / "desk.db", None)  # the same library: locks of two would not see each other
        other.execute("BEGIN IMMEDIATE")
        try:
            assert desk.readiness.machine().problem == "store_busy"
        finally:
            other.close()
        assert desk.readiness.machine().problem is None
