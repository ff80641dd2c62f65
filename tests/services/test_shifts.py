"""Shifts: what they may be, what is wrong with them, templates, and what becomes of them when their slot goes."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import EventKind
from eventdesk.domain.roster_check import breaches
from eventdesk.domain.shift_template import STANDARD
from eventdesk.domain.volunteer import Assigned, Window
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services.volunteer_views import ShiftTrouble
from resources.words import LANGUAGES, Words
from tests.conftest import ZONE
from tests.desks import create_desk, lay, made_once

NOW = datetime(2026, 11, 28, 7, 0, tzinfo=ZONE)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 28, hour, minute, tzinfo=ZONE)


@cache
def made() -> bytes:
    def make(folder: Path) -> None:
        with create_desk(folder, name="小禾苗亲子社", passphrase=None, clock=SetClock(NOW)) as desk:
            desk.venues.put("青禾社区中心", capacity=300)
            desk.venues.put_room("青禾社区中心", "彩虹厅", capacity=40)
            desk.events.add(title="秋日亲子工坊日", start=at(9), end=at(17), code="FAIR", venue="青禾社区中心")
            for code, hour in (("A", 10), ("B", 14)):
                desk.events.add_slot(
                    "FAIR", title=code, code=code, start=at(hour), end=at(hour + 1), room="彩虹厅", band=AgeBand(12, 35)
                )
            person = desk.volunteers.add(name="江一", phone="13800000001")
            desk.rosters.enlist("FAIR", person.id, windows=[Window(at(8), at(18))])

    return made_once(make)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    lay(made(), tmp_path / "desk")
    with open_desk(tmp_path / "desk", passphrase=None, clock=SetClock(NOW)) as desk:
        yield desk


def troubles(desk: Desk) -> list[tuple[str, ShiftTrouble]]:
    return [(one.code, one.trouble) for one in desk.shifts.conflicts("FAIR")]


def test_a_shift_is_what_was_said_of_it(desk: Desk) -> None:
    desk.shifts.add("FAIR", role="签到", start=at(9), end=at(12), need=2)
    view = desk.shifts.add(
        "FAIR", role=" 看护 ", start=at(10), end=at(11), slot="a", room="彩虹厅", skills=["儿童看护", "儿童看护", ""], vetted=True,
        band=AgeBand(0, 23), children=6, break_minutes=10, note="带水", ideal=3,
    )  # fmt: skip
    first, second = view.shifts
    assert (first.code, first.need, first.ideal, second.code, second.slot) == ("S01", 2, 2, "S02", "A")
    assert (second.role, second.skills, second.band, second.children) == ("看护", ("儿童看护",), AgeBand(0, 23), 6)
    view = desk.shifts.change(second.id, revision=second.revision, slot=None, band=None, need=0)
    assert (view.shifts[1].slot, view.shifts[1].band, view.shifts[1].need) == (None, None, 0)
    with pytest.raises(Conflict, match="shift_changed"):
        desk.shifts.change(second.id, revision=second.revision, need=1)


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("ends_before_start", {"end": at(9)}), ("role_missing", {"role": " "}), ("ideal_below_need", {"need": 3, "ideal": 2}),
        ("bad_need", {"need": -1}), ("bad_need", {"need": 0}), ("shift_too_long", {"end": at(10) + timedelta(days=2)}),
        ("break_too_long", {"break_minutes": 120}), ("shift_exists", {"code": "S01"}), ("slot_not_found", {"slot": "X"}),
        ("bad_code", {"code": "早"}),
    ],
)  # fmt: skip
def test_what_a_shift_cannot_be_is_refused(desk: Desk, code: str, given: dict[str, Any]) -> None:
    desk.shifts.add("FAIR", role="签到", start=at(9), end=at(12))
    with pytest.raises((InvalidInput, Conflict, NotFound), match=code):
        desk.shifts.add("FAIR", **{"role": "签到", "start": at(9), "end": at(11), **given})
    assert len(desk.rosters.show("FAIR").shifts) == 1


def test_a_shift_comes_back_with_who_had_it(desk: Desk) -> None:
    view = desk.shifts.add("FAIR", role="签到", start=at(9), end=at(12))
    (shift,), (person,) = view.shifts, view.people
    before = desk.rosters.change("FAIR", add=[Assigned(shift.id, person.id, pinned=True)])
    removed = desk.shifts.remove(shift.id)
    assert desk.rosters.show("FAIR").assignments == ()
    back = desk.shifts.put_back(removed)
    assert (back.assignments, back.shifts) == (before.assignments, before.shifts)
    removed = desk.shifts.remove(shift.id)
    other = desk.shifts.add("FAIR", role="引导", start=at(9), end=at(12), code="X").shifts[0]
    desk.rosters.change("FAIR", add=[Assigned(other.id, person.id)])
    # Meanwhile the volunteer is elsewhere: the shift comes back without them.
    assert [one.shift for one in desk.shifts.put_back(removed).assignments] == [other.id]


def test_shifts_come_from_slots_and_follow_them(desk: Desk) -> None:
    view = desk.shifts.from_slots("FAIR", role="助教", need=2)
    assert [(one.slot, one.start, one.room, one.band) for one in view.shifts] == [
        ("A", at(10), "彩虹厅", AgeBand(12, 35)), ("B", at(14), "彩虹厅", AgeBand(12, 35)),
    ]  # fmt: skip
    assert len(desk.shifts.from_slots("FAIR", role="助教").shifts) == 2 and troubles(desk) == []
    schedule = desk.schedules.load("FAIR").schedule
    slot = next(one for one in schedule.slots if one.code == "B")
    desk.schedules.save("FAIR", schedule.move(slot.id, room="彩虹厅", start=at(15)))
    assert troubles(desk) == [("S02", ShiftTrouble.SLOT_MOVED)]
    assert desk.rosters.show("FAIR").shifts[1].start == at(14)
    assert desk.shifts.follow_slot(view.shifts[1].id).shifts[1].start == at(15) and troubles(desk) == []
    desk.events.remove_slot("FAIR", "B")
    assert desk.rosters.show("FAIR").shifts[1].slot is None
    with pytest.raises(Conflict, match="shift_without_slot"):
        desk.shifts.follow_slot(view.shifts[1].id)


def test_what_is_doubtful_is_told(desk: Desk) -> None:
    desk.shifts.add("FAIR", role="签到", start=at(9) - timedelta(days=1), end=at(12) - timedelta(days=1))
    desk.shifts.add("FAIR", role="急救", start=at(9), end=at(12), skills=["急救"], room="地下室")
    desk.shifts.add("FAIR", role="看护", start=at(9), end=at(12), band=AgeBand(0, 23), children=6)
    assert troubles(desk) == [
        ("S01", ShiftTrouble.OUTSIDE_EVENT), ("S02", ShiftTrouble.ROOM_UNKNOWN), ("S02", ShiftTrouble.NOBODY_ABLE),
        ("S03", ShiftTrouble.RATIO),
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", EventKind)
def test_every_kind_of_event_has_a_template_with_words(desk: Desk, kind: EventKind, language: str) -> None:
    words = Words(language)
    template = next(one for one in desk.shifts.templates() if one.name == kind.value)
    view = desk.shifts.apply_template(
        "FAIR", kind.value, terms={term: words(f"shift_templates.{term}") for term in template.terms}
    )
    each = sum(one.each_slot for one in STANDARD[kind])
    assert len(view.shifts) == len(STANDARD[kind]) + each and all(one.need <= one.ideal for one in view.shifts)
    assert template.built_in and template.shifts == len(STANDARD[kind])
    assert {one.trouble for one in desk.shifts.conflicts("FAIR")} <= {ShiftTrouble.NOBODY_ABLE}


def test_a_template_is_kept_and_used_at_another_event(desk: Desk) -> None:
    with pytest.raises(InvalidInput, match="no_shifts_to_keep"):
        desk.shifts.keep_template("FAIR", "市集")
    desk.shifts.from_slots("FAIR", role="助教", need=2, ideal=3)
    desk.shifts.add("FAIR", role="布置", start=at(8), end=at(9), break_minutes=10)
    kept = desk.shifts.keep_template("FAIR", "市集")
    assert (kept.shifts, kept.roles, kept.built_in) == (2, ("助教", "布置"), False)
    with pytest.raises(Conflict, match="shift_template_exists"):
        desk.shifts.keep_template("FAIR", "festival")
    start = at(13) + timedelta(days=7)
    desk.events.add(title="下一场", start=start, end=start + timedelta(hours=4), code="NEXT")
    for code in ("X", "Y", "Z"):
        desk.events.add_slot("NEXT", title=code, code=code, start=start, end=start + timedelta(hours=1))
    view = desk.shifts.apply_template("NEXT", "市集")
    assert [(one.role, one.slot, one.need, one.ideal) for one in view.shifts][1:] == [("助教", code, 2, 3) for code in "XYZ"]
    assert (view.shifts[0].role, view.shifts[0].start, view.shifts[0].break_minutes) == ("布置", start - timedelta(hours=1), 10)
    removed = desk.shifts.remove_template("市集")
    with pytest.raises(NotFound, match="shift_template_not_found"):
        desk.shifts.apply_template("NEXT", "市集")
    assert desk.shifts.put_back_template(removed).name == "市集"


def test_an_event_that_nobody_was_told_of_goes_with_its_shifts(desk: Desk) -> None:
    desk.events.add(title="想法", start=at(9), end=at(12), code="IDEA")
    desk.events.add_slot("IDEA", title="a", code="A")
    desk.shifts.from_slots("IDEA", role="助教")
    desk.events.remove("IDEA")
    assert [event.code for event in desk.events.list()] == ["FAIR"]
    # Somebody has offered to help: that is no longer only its own plan.
    with pytest.raises(Conflict, match="event_in_use"):
        desk.events.remove("FAIR")


def test_shifts_move_with_an_event_that_moved_and_come_along_into_a_copy(desk: Desk) -> None:
    desk.shifts.from_slots("FAIR", role="助教", need=2)
    view = desk.shifts.add("FAIR", role="布置", start=at(8), end=at(9))
    desk.rosters.change("FAIR", add=[Assigned(view.shifts[0].id, view.people[0].id)])
    desk.events.clone("FAIR", start=at(10) + timedelta(days=7), new_code="NEXT")
    copy = desk.rosters.show("NEXT")
    week = timedelta(days=7, hours=1)
    assert [(one.role, one.slot, one.start) for one in copy.shifts] == [
        (one.role, one.slot, one.start + week) for one in view.shifts
    ]
    assert not copy.people and not copy.assignments and desk.shifts.conflicts("NEXT") == ()
    moved = desk.shifts.move_all("FAIR", timedelta(hours=-1))
    assert [one.start for one in moved.shifts] == [one.start - timedelta(hours=1) for one in view.shifts]
    assert len(moved.assignments) == 1 and [one.rule.value for one in breaches(moved.staffing)] == ["unavailable"]
