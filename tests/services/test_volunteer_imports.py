"""Importing volunteers and shifts: every row's fate and everything that the sample says of who can do what."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.domain.roster import standing
from eventdesk.domain.volunteer import Assigned, Rule, Skill, Vetting
from eventdesk.errors import InvalidInput, UnreadableFile
from eventdesk.exchange.volunteer_people import MOST_PEOPLE
from eventdesk.exchange.volunteer_shifts import MOST_SHIFTS
from eventdesk.services.volunteer_views import VolunteerImport
from tests.conftest import SAMPLES, ZONE
from tests.desks import create_desk, lay, made_once

NOW = datetime(2026, 10, 1, 9, 0, tzinfo=ZONE)
PEOPLE, SHIFTS = SAMPLES / "volunteers_public.xlsx", SAMPLES / "shifts_public.csv"


@cache
def truth() -> Any:
    return json.loads((SAMPLES / "truth" / "volunteers_public.truth.json").read_text(encoding="utf-8"))


@cache
def empty() -> bytes:
    def make(folder: Path) -> None:
        with create_desk(folder, name="小禾苗亲子社", passphrase=None, clock=SetClock(NOW)) as desk:
            start = datetime(2026, 10, 17, 8, 0, tzinfo=ZONE)
            desk.events.add(title="秋日市集", start=start, end=start.replace(day=18, hour=18), code="CAMP")

    return made_once(make)


@cache
def imported() -> tuple[bytes, VolunteerImport]:
    found: list[VolunteerImport] = []

    def make(folder: Path) -> None:
        lay(empty(), folder)
        with open_desk(folder, passphrase=None, clock=SetClock(NOW)) as desk:
            found.append(desk.volunteer_imports.run("CAMP", PEOPLE, SHIFTS))

    return made_once(make), found[0]


@pytest.fixture
def camp(tmp_path: Path) -> Iterator[Desk]:
    lay(imported()[0], tmp_path / "desk")
    with open_desk(tmp_path / "desk", passphrase=None, clock=SetClock(NOW)) as desk:
        yield desk


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Desk]:
    lay(empty(), tmp_path / "desk")
    with open_desk(tmp_path / "desk", passphrase=None, clock=SetClock(NOW)) as desk:
        yield desk


def test_every_row_has_its_fate() -> None:
    found = imported()[1]
    assert [(row.ref, row.fate, row.volunteer) for row in found.rows] == [
        (str(row["row"]), row["fate"], row["volunteer"]) for row in truth()["rows"]
    ]
    for row, told in zip(found.rows, truth()["rows"], strict=True):
        assert set(row.warnings) >= set(told["warnings"]), row.ref
        assert "rejected" not in row.fate or row.warnings == ()
    assert found.shifts == tuple(shift["id"] for shift in truth()["shifts"])
    counts = truth()["counts"]
    assert (found.counts["rows"], found.counts["accepted"], found.counts["rejected"], found.counts["shifts"]) == (
        counts["source_rows"], counts["fates"]["ok"], 3, counts["shifts"],
    )  # fmt: skip


def test_every_volunteer_is_as_the_file_says(camp: Desk) -> None:
    view = camp.rosters.show("CAMP", unmasked=True)
    assert [person.code for person in view.people] == [one["id"] for one in truth()["volunteers"]]
    code = {person.id: person.code for person in view.people}
    apart: dict[str, set[str]] = {person.code: set() for person in view.people}
    for one, other in view.staffing.apart:
        apart[code[one]].add(code[other])
        apart[code[other]].add(code[one])
    for person, told in zip(view.people, truth()["volunteers"], strict=True):
        assert (person.name, person.phone) == (told["name"], told["phone"]), person.code
        assert {skill.name for skill in person.skills} == set(told["skills"]), person.code
        windows = [
            {"date": str(one.start.date()), "start": f"{one.start:%H:%M}", "end": f"{one.end:%H:%M}"} for one in person.windows
        ]
        assert windows == told["windows"], person.code
        most = None if person.max_minutes is None else person.max_minutes / 60
        assert (most, set(person.wishes)) == (told["max_hours"], set(told["prefers"])), person.code
        expiry = None if person.vetting_until is None else str(person.vetting_until)
        assert (person.vetting.value, expiry) == (told["vetting"], told["vetting_expiry"]), person.code
        assert apart[person.code] == set(told["cannot_work_with"]), person.code


def test_who_can_do_which_shift_is_as_the_truth_says(camp: Desk) -> None:
    staffing = camp.rosters.question("CAMP")
    assert staffing.places == truth()["counts"]["seats"]
    by_code = {shift.code: shift for shift in staffing.shifts}
    for told in truth()["shifts"]:
        shift = by_code[told["id"]]
        able = {one.code for one in staffing.volunteers if not list(standing(staffing, shift, one))}
        assert able == set(truth()["eligible"][told["id"]]), told["id"]
        assert (shift.role, shift.need, shift.vetted) == (told["role"], told["need"], told["vetted"])
        assert (f"{shift.start:%H:%M}", f"{shift.end:%H:%M}") == (told["start"], told["end"])


def test_the_same_files_again_change_nothing(camp: Desk) -> None:
    before = camp.rosters.show("CAMP")
    again = camp.volunteer_imports.run("CAMP", PEOPLE, SHIFTS)
    assert {row.state for row in again.rows} == {"same", None}
    assert camp.rosters.show("CAMP") == before
    assert (again.withdrawn, again.freed, again.missing_shifts) == ((), 0, ())


def without(folder: Path, *codes: str, change: dict[tuple[int, int], object] | None = None) -> Path:
    """The sample without some volunteers; ``change`` sets cells."""
    book = openpyxl.load_workbook(PEOPLE)
    sheet = book["志愿者"]
    for (row, column), value in (change or {}).items():
        sheet.cell(row, column).value = value
    rows = {one["id"]: one["row"] for one in truth()["volunteers"]}
    for row in sorted((rows[code] for code in codes), reverse=True):
        sheet.delete_rows(row)
    book.save(folder / "again.xlsx")
    return folder / "again.xlsx"


def test_the_file_is_the_list(camp: Desk, tmp_path: Path) -> None:
    view = camp.rosters.show("CAMP")
    ids = {person.code: person.id for person in view.people} | {shift.code: shift.id for shift in view.shifts}
    keys = [("S02", "VOL005"), ("S33", "VOL019"), ("S02", "VOL006")]
    camp.rosters.change("CAMP", add=[Assigned(ids[shift], ids[person]) for shift, person in keys])
    mine = camp.volunteers.add(name="蓝手写", phone="13900000001")
    camp.rosters.enlist("CAMP", mine.id)
    file = without(tmp_path, "VOL005", "VOL019", "VOL001")
    preview = camp.volunteer_imports.preview("CAMP", file, SHIFTS)
    assert (preview.withdrawn, preview.freed, preview.dry) == (("VOL001", "VOL005", "VOL019"), 2, True)
    assert not any(person.withdrawn for person in camp.rosters.show("CAMP").people)
    found = camp.volunteer_imports.run("CAMP", file, SHIFTS)
    assert (found.withdrawn, found.freed) == (preview.withdrawn, 2)
    view = camp.rosters.show("CAMP")
    # Codes stay with their people, and who was entered by hand stays on the list.
    assert [person.code for person in view.people if person.withdrawn] == ["VOL001", "VOL005", "VOL019"]
    assert {(one.shift, one.volunteer) for one in view.assignments} == {(ids["S02"], ids["VOL006"])}
    assert next(person for person in view.people if person.name == "蓝手写").withdrawn is False
    back = camp.volunteer_imports.run("CAMP", PEOPLE, SHIFTS)
    assert [row.volunteer for row in back.rows if row.state == "back"] == ["VOL001", "VOL005", "VOL019"]
    assert not any(person.withdrawn for person in camp.rosters.show("CAMP").people)


def test_what_changed_in_the_file_is_taken(camp: Desk, tmp_path: Path) -> None:
    file = without(tmp_path, change={(5, 4): "手语、急救", (5, 5): "10月17日全天", (5, 6): "不限", (6, 2): "韩建民"})
    found = camp.volunteer_imports.run("CAMP", file, SHIFTS)
    assert [row.volunteer for row in found.rows if row.state == "changed"] == ["VOL002", "VOL003"]
    second, third = camp.rosters.show("CAMP").people[1:3]
    assert {skill.name for skill in second.skills} == {"手语", "急救"} and second.max_minutes is None
    assert [f"{one.start:%d %H:%M}" for one in second.windows] == ["17 08:00"] and third.name == "韩建民"


def test_what_the_file_leaves_blank_of_a_person_stays_and_a_word_for_none_counts(camp: Desk, tmp_path: Path) -> None:
    first, second = camp.rosters.show("CAMP").people[:2]
    camp.volunteers.change(first.volunteer, vetting=Vetting.PERMANENT, skills=[Skill("急救", None, "证书"), Skill("摄影")])
    camp.volunteer_imports.run("CAMP", without(tmp_path, change={(4, 4): None, (4, 9): None, (5, 4): "无"}), SHIFTS)
    first, second = camp.rosters.show("CAMP").people[:2]
    assert ({skill.name for skill in first.skills}, first.vetting) == ({"急救", "摄影"}, Vetting.PERMANENT)
    assert second.skills == ()
    # What a certificate proves is not lost by a list that doesn't name it.
    camp.volunteer_imports.run("CAMP", PEOPLE, SHIFTS)
    assert {skill.name for skill in camp.rosters.show("CAMP").people[0].skills} == {"急救", "儿童看护"}


def test_a_volunteer_of_another_event_is_the_same_person(camp: Desk) -> None:
    start = datetime(2026, 10, 17, 8, 0, tzinfo=ZONE)
    camp.events.add(title="下一场", start=start, end=start.replace(day=18, hour=18), code="NEXT")
    found = camp.volunteer_imports.run("NEXT", PEOPLE, SHIFTS)
    assert {row.state for row in found.rows} == {"listed", None} and len(camp.volunteers.list()) == 56


def write(folder: Path, name: str, *lines: str) -> Path:
    file = folder / name
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_other_layouts_are_read_too(bare: Desk, tmp_path: Path) -> None:
    people = write(
        tmp_path, "people.csv", "Full name,Mobile,Skills,Availability,Max hours,Preferred role,Not with,Background check,Date of birth",
        'Anna Reed,13800000001,"First aid, Childcare","Sat 9am-1pm; Sun all day",4h,Door,Ben Cole,permanent,',
        "Ben Cole,13800000002,,17 Oct morning,no limit,any,,2027-05-01,",
        "Cara Dent,13800000003,Childcare,both days,,Childcare,,pending,2010-03-04",
    )  # fmt: skip
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Date", "From", "Until", "Role", "People", "Ideal", "Skills", "Background check needed", "Adults only", "Room"])
    sheet.append([date(2026, 10, 17), "9:00", "12:00", "Door", 1, 2, None, "no", "no", "Hall"])
    sheet.append(["2026-10-18", "13:00", "24:00", "First aid", 1, None, "First aid", "yes", "yes", None])
    book.save(tmp_path / "shifts.xlsx")
    found = bare.volunteer_imports.run("CAMP", people, tmp_path / "shifts.xlsx", as_of=date(2026, 10, 1))
    assert [row.fate for row in found.rows] == ["ok", "ok", "ok"] and found.shifts == ("S01", "S02")
    view = bare.rosters.show("CAMP")
    first, second, third = view.people
    assert {skill.name for skill in first.skills} == {"First aid", "Childcare"} and first.max_minutes == 240
    assert [f"{w.start:%d %H:%M}-{w.end:%H:%M}" for w in first.windows] == ["17 09:00-13:00", "18 08:00-18:00"]
    assert (first.wishes, second.wishes, second.max_minutes, third.minor) == (("Door",), (), None, True)
    assert (first.vetting.value, second.vetting.value, third.vetting.value) == ("permanent", "dated", "none")
    assert len(view.staffing.apart) == 1
    one, two = view.shifts
    assert (one.need, one.ideal, one.room, one.adults_only) == (1, 2, "Hall", False)
    assert (f"{two.end:%d %H:%M}", two.skills, two.vetted, two.adults_only) == ("19 00:00", ("First aid",), True, True)
    assert Rule.MINOR in {block.rule for block in standing(view.staffing, view.staffing.shifts[1], view.staffing.volunteers[2])}


def test_roles_take_the_skills_that_a_sheet_gives_them(bare: Desk, tmp_path: Path) -> None:
    rows = ("2026-10-17,09:00,12:00,急救点,1", "2026-10-17,09:00,12:00,签到,1")
    shifts = write(tmp_path, "shifts.csv", "日期,开始,结束,岗位,人数", *rows)
    bare.volunteer_imports.run("CAMP", PEOPLE, shifts)
    assert [shift.skills for shift in bare.rosters.show("CAMP").shifts] == [("急救",), ()]


def test_shifts_without_codes_are_known_again(bare: Desk, tmp_path: Path) -> None:
    rows = ["2026-10-17,09:00,12:00,签到,1,正门", "2026-10-17,09:00,12:00,签到,1,", "2026-10-17,09:00,12:00,签到,2,"]
    head = "日期,开始,结束,岗位,人数,地点"
    bare.volunteer_imports.run("CAMP", PEOPLE, write(tmp_path, "shifts.csv", head, *rows))
    before = bare.rosters.show("CAMP")
    again = bare.volunteer_imports.run("CAMP", PEOPLE, tmp_path / "shifts.csv")
    assert (again.shifts, again.missing_shifts) == (("S01", "S02", "S03"), ())
    assert bare.rosters.show("CAMP") == before
    rows[2:] = ["2026-10-17,13:00,17:00,签到,2,"]
    third = bare.volunteer_imports.run("CAMP", PEOPLE, write(tmp_path, "shifts.csv", head, *rows))
    assert (third.shifts, third.missing_shifts) == (("S01", "S02", "S04"), ("S03",))


BAD_SHIFTS = (
    ("S01,2026-10-17,12:00,08:30,签到,2,,否", "ends_before_start"),
    ("S01,2026-10-17,08:30,12:00,签到,两三,,否", "bad_need"),
    ("S01,2026-10-17,08:30,12:00,签到,0,,否", "bad_need"),
    ("S01,十七号左右,08:30,12:00,签到,2,,否", "bad_shift_day"),
    ("S01,2026-10-17,早,12:00,签到,2,,否", "bad_shift_time"),
    ("S01,2026-10-17,08:30,12:00,,2,,否", "role_missing"),
    ("S02,2026-10-17,08:30,12:00,签到,2,,否", "shift_twice"),
)


def test_shifts_that_cannot_be_are_told_with_their_rows_and_nothing_is_half_done(bare: Desk, tmp_path: Path) -> None:
    head, *rest = SHIFTS.read_text(encoding="utf-8-sig").splitlines()
    file = write(tmp_path, "shifts.csv", head, rest[1], *(line for line, _ in BAD_SHIFTS))
    with pytest.raises(InvalidInput) as error:
        bare.volunteer_imports.run("CAMP", PEOPLE, file)
    assert (error.value.code, error.value.details) == ("bad_shift_rows", {"row": 3, "trouble": "ends_before_start"})
    assert bare.volunteers.list() == () and bare.rosters.show("CAMP").shifts == ()
    preview = bare.volunteer_imports.preview("CAMP", PEOPLE, file)
    fates = ["ok", *(f"rejected:{trouble}" for _, trouble in BAD_SHIFTS)]
    assert [(row.ref, row.fate) for row in preview.shift_rows] == [(str(row), fate) for row, fate in enumerate(fates, start=2)]
    assert preview.counts["accepted"] == 56 and bare.volunteers.list() == ()


def test_files_without_people_or_shifts_are_refused(bare: Desk, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="volunteer_columns_missing"):
        bare.volunteer_imports.run("CAMP", SHIFTS, SHIFTS)
    with pytest.raises(UnreadableFile, match="volunteer_columns_missing"):
        bare.volunteer_imports.run("CAMP", PEOPLE, PEOPLE)
    nobody = write(tmp_path, "none.csv", "姓名,手机号,技能", "林,,", ",13800000001,")
    with pytest.raises(UnreadableFile, match="nobody_in_file"):
        bare.volunteer_imports.run("CAMP", nobody, SHIFTS)
    families = write(tmp_path, "families.csv", "提交时间,家长姓名,手机号,孩子姓名", "2026-10-01 09:00,林小满,13800000001,安")
    with pytest.raises(UnreadableFile, match="not_volunteers"):
        bare.volunteer_imports.run("CAMP", families, SHIFTS)
    many = write(tmp_path, "many.csv", "姓名,手机号,技能", *(f"林,138{number:08}," for number in range(MOST_PEOPLE + 1)))
    with pytest.raises(UnreadableFile, match="volunteer_rows_many"):
        bare.volunteer_imports.run("CAMP", many, SHIFTS)
    days = (f"2026-10-17,09:00,12:00,岗{number},1" for number in range(MOST_SHIFTS + 1))
    with pytest.raises(UnreadableFile, match="volunteer_rows_many"):
        bare.volunteer_imports.run("CAMP", PEOPLE, write(tmp_path, "days.csv", "日期,开始,结束,岗位,人数", *days))
