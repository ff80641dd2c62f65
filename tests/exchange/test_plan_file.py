"""A plan out as a workbook and in again: nothing is lost, nothing runs, and what is wrong is said with its row."""

import tempfile
import zipfile
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import SlotKind, Unit
from eventdesk.domain.plan_changes import PlanChanges, compare
from eventdesk.domain.plan_rows import COLUMNS, rows_of
from eventdesk.domain.schedule import PlannedSlot, Schedule
from eventdesk.errors import UnreadableFile
from eventdesk.exchange.plan_file import HEADINGS, KINDS, UNITS, fold, plan_of, read_plan
from eventdesk.exchange.workbook import Sheet, Workbook
from eventdesk.reports.plan_sheet import write_sheet
from resources.words import LANGUAGES, Words
from tests.catalogues import catalogues
from tests.conftest import ZONE

DAY = datetime(2026, 11, 28, 9, 0, tzinfo=ZONE)


def slot(code: str, *, at: int | None = 0, minutes: int = 60, title: str = "落叶拓印", **more: object) -> PlannedSlot:
    start = None if at is None else DAY + timedelta(minutes=at)
    end = None if start is None else start + timedelta(minutes=minutes)
    return PlannedSlot(id=f"id-{code}", code=code, title=title, start=start, end=end, minutes=minutes, **more)  # type: ignore[arg-type]


PLAN = Schedule(
    DAY, DAY + timedelta(hours=5), 10,
    (
        slot("S1", room="彩虹厅", leader="方雨", capacity=40, band=AgeBand(36, 59), resources=(("投影仪", 1), ("围裙", 20)),
             notes="带备用颜料\n围裙在三楼"),
        slot("S2", at=90, minutes=50, room="积木教室", capacity=24, capacity_unit=Unit.CHILDREN, pinned=True, registered=7),
        slot("B1", at=60, minutes=10, title="消毒", kind=SlotKind.BLOCKER, room="彩虹厅"),
        slot("T1", at=None, minutes=20, title="合影"),
    ),
)  # fmt: skip


def out(schedule: Schedule, folder: Path, language: str = "zh") -> Path:
    rows = rows_of(schedule.slots, ZONE)
    return write_sheet(
        rows, Words(language), file=folder / "plan.xlsx", title="FAIR", rooms=("彩虹厅",), leaders=("方雨",)
    )


def back(schedule: Schedule, file: Path) -> PlanChanges:
    sheet = read_plan(file)
    ids = (f"new-{number}" for number in count(1))
    return compare(schedule, sheet.rows, ZONE, columns=sheet.columns, new_id=lambda: next(ids), unread=sheet.flaws)


def edit(file: Path, *cells: tuple[str, object]) -> Path:
    """Writes cells by their address, as a person would in a spreadsheet program; None empties one."""
    book = openpyxl.load_workbook(file)
    for address, value in cells:
        book.active[address] = value
    book.save(file)
    return file


def cell(code: str, column: str, schedule: Schedule = PLAN) -> str:
    row = [row.code for row in rows_of(schedule.slots, ZONE)].index(code) + 2
    return f"{openpyxl.utils.get_column_letter(COLUMNS.index(column) + 1)}{row}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_that_nobody_edited_changes_nothing(tmp_path: Path, language: str) -> None:
    changes = back(PLAN, out(PLAN, tmp_path, language))
    assert changes.is_empty
    assert changes.flaws == ()
    assert changes.result == PLAN


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_written_is_what_is_read(language: str) -> None:
    words = Words(language)
    for name in COLUMNS:
        assert fold(words(f"plan_sheet.column_{name}")) in HEADINGS[name]
    assert {KINDS[fold(words(f"plan_sheet.kind_{kind.value}"))] for kind in SlotKind} == set(SlotKind)
    assert {UNITS[fold(words(f"plan_sheet.unit_{unit.value}"))] for unit in Unit} == set(Unit)


TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
NAMED = TEXT.filter(lambda text: bool(text.strip()))
SLOTS = st.builds(
    lambda at, minutes, title, room, leader, notes, resources, capacity, kind, unit, band, seconds: replace(
        slot("X", at=at, minutes=minutes, title=title, room=room, leader=leader, notes=notes, resources=resources,
             capacity=capacity, kind=kind, capacity_unit=unit, band=band),
        **({} if at is None else {"end": DAY + timedelta(minutes=at + minutes, seconds=seconds)}),
    ),
    st.none() | st.integers(-3000, 9000), st.integers(5, 3000), NAMED, TEXT, TEXT, TEXT,
    st.lists(st.tuples(NAMED, st.integers(1, 99)), max_size=3).map(tuple), st.none() | st.integers(0, 10**6),
    st.sampled_from(SlotKind), st.sampled_from(Unit),
    st.none() | st.tuples(st.integers(0, 90), st.integers(90, 200)).map(lambda pair: AgeBand(*pair)), st.integers(0, 59),
)  # fmt: skip


@settings(max_examples=8)
@given(st.lists(SLOTS, max_size=12), st.sampled_from(LANGUAGES))
def test_any_plan_comes_back_as_it_went(slots: list[PlannedSlot], language: str) -> None:
    named = [replace(one, id=f"id-{n}", code=f"S{n}") for n, one in enumerate(slots) if one.title.strip().isprintable()]
    schedule = Schedule(DAY, DAY + timedelta(hours=5), 10, tuple(named))
    with tempfile.TemporaryDirectory() as folder:
        changes = back(schedule, out(schedule, Path(folder), language))
    assert changes.flaws == ()
    assert changes.is_empty, changes
    assert changes.result == schedule


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    titles = ("=1+1", "+49", "-5", "@SUM(A1)", "=HYPERLINK(\"http://x\")", "#N/A", "_x0041_")  # fmt: skip
    slots = tuple(slot(f"F{n}", title=title, room=title, notes=title) for n, title in enumerate(titles))
    file = out(replace(PLAN, slots=slots), tmp_path)
    for sheet in openpyxl.load_workbook(file):
        assert [found.coordinate for row in sheet for found in row if found.data_type in ("f", "e")] == []
    book = openpyxl.load_workbook(file)
    assert {row[1].value for row in book.active.iter_rows(min_row=2, max_row=len(titles) + 1)} >= set(titles[:5])
    with zipfile.ZipFile(file) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
    assert back(replace(PLAN, slots=slots), file).is_empty


def test_cells_are_typed_and_offer_choices(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(out(PLAN, tmp_path))
    sheet = book.active
    assert sheet[cell("S1", "start")].value == time(9, 0)
    assert sheet[cell("S1", "day")].is_date
    assert sheet[cell("S1", "minutes")].value == 60
    assert sheet[cell("S1", "capacity")].value == 40
    kinds = {check.type for check in sheet.data_validations.dataValidation}
    assert kinds == {"list", "whole"}
    assert len(sheet.data_validations.dataValidation) == 8


def test_edits_are_told_before_they_are_taken(tmp_path: Path) -> None:
    file = out(PLAN, tmp_path)
    blank = len(PLAN.slots) + 2
    edit(
        file,
        (cell("S1", "room"), "小树屋"),
        (cell("S2", "start"), time(11, 0)), (cell("S2", "end"), time(12, 0)), (cell("S2", "minutes"), None),
        (f"B{blank}", "新的一场"), (f"F{blank}", "13:15"), (f"H{blank}", "45"),
    )  # fmt: skip
    changes = back(PLAN, file)
    assert changes.flaws == ()
    assert next((e.before.code, e.columns) for e in changes.changed) == ("S1", ("room",))
    moved = changes.result.slot("id-S2")
    assert moved.span == (DAY + timedelta(hours=2), DAY + timedelta(hours=3))
    assert moved.pinned and moved.registered == 7
    (added,) = changes.added
    assert (added.code, added.title) == ("S3", "新的一场")
    assert added.span == (DAY + timedelta(minutes=255), DAY + timedelta(minutes=300))
    assert changes.removed == ()


def test_a_sheet_that_is_taken_twice_adds_nothing_twice(tmp_path: Path) -> None:
    file = out(PLAN, tmp_path)
    blank = len(PLAN.slots) + 2
    edit(file, (f"B{blank}", "新的一场"), (f"F{blank}", "13:15"), (f"H{blank}", 45))
    first = back(PLAN, file)
    second = back(first.result, file)
    assert len(first.added) == 1
    assert second.is_empty, second


def test_of_end_and_minutes_the_edited_one_counts(tmp_path: Path) -> None:
    file = edit(out(PLAN, tmp_path), (cell("S1", "end"), time(9, 30)), (cell("S2", "minutes"), 80))
    changes = back(PLAN, file)
    assert changes.flaws == ()
    assert [e.after.length for e in changes.changed] == [timedelta(minutes=30), timedelta(minutes=80)]


def test_a_row_that_is_gone_is_a_slot_removed(tmp_path: Path) -> None:
    file = out(PLAN, tmp_path)
    book = openpyxl.load_workbook(file)
    book.active.delete_rows(2)
    book.save(file)
    assert [one.code for one in back(PLAN, file).removed] == ["S1"]


def test_a_slot_leaves_its_hours_and_waits(tmp_path: Path) -> None:
    file = edit(out(PLAN, tmp_path), *((cell("S2", name), None) for name in ("day", "start", "end")))
    (edited,) = back(PLAN, file).changed
    assert not edited.after.is_placed
    assert edited.after.minutes == 50


def test_columns_that_are_left_out_stay(tmp_path: Path) -> None:
    file = out(PLAN, tmp_path)
    book = openpyxl.load_workbook(file)
    for name in ("notes", "leader", "resources", "end"):
        heads = [found.value for found in book.active[1]]
        book.active.delete_cols(heads.index(Words("zh")(f"plan_sheet.column_{name}")) + 1)
    book.save(file)
    assert back(PLAN, file).is_empty


WRONG = [
    ((("S1", "title", None),), "title", "title_missing"),
    ((("S1", "kind", "派对"),), "kind", "bad_kind"),
    ((("S1", "unit", "头"),), "unit", "bad_unit"),
    ((("S1", "capacity", -3),), "capacity", "bad_number"),
    ((("S1", "capacity", 999_999_999),), "capacity", "bad_capacity"),
    ((("S1", "capacity", "很多"),), "capacity", "bad_number"),
    ((("S1", "day", "星期六"),), "day", "bad_day"),
    ((("S1", "start", "早上"),), "start", "bad_time"),
    ((("S1", "start", "25:10"),), "start", "bad_time"),
    ((("S1", "start", None),), "start", "start_missing"),
    ((("S1", "end", None), ("S1", "minutes", None)), "end", "end_missing"),
    ((("S1", "start", time(9, 20)),), "minutes", "hours_disagree"),
    ((("S1", "minutes", 3),), "end", "too_short"),
    ((("T1", "minutes", 4),), "minutes", "too_short"),
    ((("S1", "minutes", 99_999), ("S1", "end", None)), "end", "too_long_slot"),
    ((("S1", "min_months", None),), "min_months", "half_a_band"),
    ((("S1", "max_months", 12),), "max_months", "bad_band"),
    ((("S1", "resources", "围裙×0"),), "resources", "bad_resources"),
    ((("S1", "title", "长" * 501),), "title", "too_long"),
    ((("S1", "code", "S2"),), "code", "code_twice"),
    ((("S1", "code", "场次 一"),), "code", "bad_code"),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "column", "code"), WRONG, ids=[code for _, _, code in WRONG])
def test_a_bad_row_gets_a_sentence(
    tmp_path: Path, cells: tuple[tuple[str, str, object], ...], column: str, code: str
) -> None:
    file = edit(out(PLAN, tmp_path), *((cell(slot, name), value) for slot, name, value in cells))
    flaws = back(PLAN, file).flaws
    assert [(flaw.column, flaw.code) for flaw in flaws] == [(column, code)]
    for language in LANGUAGES:
        words = Words(language)
        said = words(f"plan_sheet.flaw_{code}", place=words("plan_sheet.row", row=flaws[0].row), text=flaws[0].text)
        assert str(flaws[0].row) in said


def test_every_flaw_that_words_know_can_happen() -> None:
    said = {key.removeprefix("flaw_") for key in catalogues("zh")["plan_sheet"] if key.startswith("flaw_")}
    assert said == {code for _, _, code in WRONG} | {"day_missing"}


def test_an_event_of_several_days_needs_the_day(tmp_path: Path) -> None:
    plan = replace(PLAN, end=DAY + timedelta(days=1))
    file = out(plan, tmp_path)
    blank = len(plan.slots) + 2
    edit(file, (f"B{blank}", "新的"), (f"F{blank}", time(10, 0)), (f"H{blank}", 30))
    assert [flaw.code for flaw in back(plan, file).flaws] == ["day_missing"]


@pytest.mark.parametrize("written", ["9:30", "９：３０", "9点30分", "09:30:00", "9.30", "9时30"])
def test_times_as_people_write_them(tmp_path: Path, written: str) -> None:
    file = edit(out(PLAN, tmp_path), (cell("S1", "end"), written))
    (edited,) = back(PLAN, file).changed
    assert edited.after.length == timedelta(minutes=30)


def test_a_slot_over_midnight_stays_whole(tmp_path: Path) -> None:
    plan = replace(PLAN, slots=(slot("N1", at=13 * 60, minutes=600), slot("N2", at=0, minutes=3 * 24 * 60 + 30)))
    file = out(plan, tmp_path)
    assert back(plan, file).is_empty
    edit(file, (cell("N1", "end", plan), "24:00"))
    (edited,) = back(plan, file).changed
    assert edited.after.length == timedelta(hours=2)


def hostile(folder: Path) -> dict[str, Path]:
    files = {name: folder / f"{name}.xlsx" for name in ("text", "zip", "empty", "headings", "huge", "bomb")}
    files["text"].write_bytes(b"%PDF-1.7 not a workbook")
    files["zip"].write_bytes(b"PK\x03\x04 broken")
    files["empty"].write_bytes(b"")
    book = openpyxl.Workbook()
    book.active.append(["姓名", "电话"])
    book.save(files["headings"])
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["代号", "标题", "房间"])
    for number in range(2_100):
        sheet.append([f"S{number}", "一场", "厅"])
    book.save(files["huge"])
    with zipfile.ZipFile(files["bomb"], "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b"0" * 300_000_000)
    return files


def test_hostile_workbooks_get_a_sentence(tmp_path: Path) -> None:
    codes = {}
    for name, file in hostile(tmp_path).items():
        with pytest.raises(UnreadableFile) as raised:
            read_plan(file)
        codes[name] = raised.value.code
    assert codes["headings"] == "plan_no_headings"
    assert codes["huge"] == "plan_too_long"
    assert codes["empty"] == "file_empty"
    assert set(codes.values()) <= {
        "file_empty", "file_not_workbook", "file_damaged", "file_unsafe", "file_too_large", "plan_no_headings", "plan_too_long",
    }  # fmt: skip


def test_a_formula_is_only_its_last_value(tmp_path: Path) -> None:
    file = edit(out(PLAN, tmp_path), (cell("S1", "room"), '=HYPERLINK("http://example.org","x")'))
    changes = back(PLAN, file)
    assert [e.after.room for e in changes.changed] == [""]


CELLS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.dates() | st.datetimes()
    | st.text(max_size=12) | st.times().map(str) | st.sampled_from(("S1", "s1", "S2", "24:00", "9:30", "休息", "家", "2026-11-28"))
)  # fmt: skip


@given(st.lists(st.lists(CELLS, max_size=len(COLUMNS)), max_size=6))
def test_whatever_stands_in_the_cells_is_a_plan_or_a_flaw(
    rows: list[list[str | int | float | bool | date | None]],
) -> None:
    headings = tuple(HEADINGS[name][0] for name in COLUMNS)
    sheet = plan_of(Workbook("xlsx", (Sheet("Plan", (headings, *map(tuple, rows))),), file="plan.xlsx"))
    ids = (f"new-{number}" for number in count(1))
    changes = compare(PLAN, sheet.rows, ZONE, columns=sheet.columns, new_id=lambda: next(ids), unread=sheet.flaws)
    for flaw in changes.flaws:
        assert 2 <= flaw.row <= len(rows) + 1
        assert Words("en")(f"plan_sheet.flaw_{flaw.code}", place="x", text=flaw.text)
    if not changes.flaws:
        assert len({one.code for one in changes.result.slots}) == len(changes.result.slots)
        assert all(one.title.strip() and one.length >= timedelta(minutes=5) for one in changes.result.slots)
