"""Families choose slots; breaks and blocked rooms are no choice, wherever they are asked."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from eventdesk.desk import Desk
from eventdesk.domain.event import SlotKind
from eventdesk.errors import NotFound
from tests.conftest import Register


@pytest.fixture
def day(fair: Desk) -> Desk:
    """FAIR with a slot, a break and a blocked room."""
    for code, title in (("S1", "拓印"), ("S2", "午休"), ("S3", "布置")):
        fair.events.add_slot("FAIR", title=title, code=code)
    schedule = fair.schedules.load("FAIR").schedule
    kinds = (SlotKind.SLOT, SlotKind.BREAK, SlotKind.BLOCKER)
    slots = tuple(replace(slot, kind=kind) for slot, kind in zip(schedule.slots, kinds, strict=True))
    fair.schedules.save("FAIR", replace(schedule, slots=slots))
    return fair


def test_a_break_and_a_blocked_room_are_no_choice(day: Desk, register: Register) -> None:
    assert [slot.code for slot in day.events.show("FAIR").bookable] == ["S1"]
    for code in ("S2", "S3"):
        with pytest.raises(NotFound) as caught:
            register(slots=("S1", code))
        assert caught.value.details["slot"] == code
    assert day.registrations.list("FAIR") == ()
    assert register(slots=("S1",)).slots == ("S1",)


def test_a_form_that_names_a_break_books_none(day: Desk, tmp_path: Path) -> None:
    file = tmp_path / "signups.csv"
    rows = (
        "家长姓名,手机号,宝宝姓名,到场成人数,到场儿童数,报名场次",
        "林晓梅,13800001234,安安,1,1,午休",
        "单小明,13900005678,单可,1,1,拓印",
    )
    file.write_text("\n".join(rows), encoding="utf-8")
    day.imports.run("FAIR", file, as_of=date(2026, 11, 20))
    assert [view.slots for view in day.registrations.list("FAIR")] == [(), ("S1",)]


def test_a_break_has_no_places_to_count(day: Desk, register: Register) -> None:
    register(slots=("S1",))
    assert [place.code for place in day.registrations.overview("FAIR").places] == ["S1"]
    assert [slot.code for slot in day.readiness.today("FAIR").slots] == ["S1"]
    assert [slot.code for slot in day.attendance.door("FAIR").slots] == ["S1"]
