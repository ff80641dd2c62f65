"""Columns, sheets, mappings by hand, the order of the queue, and what a second submission changes."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventdesk.errors import DeskError, InvalidInput, UnreadableFile
from eventdesk.exchange.columns import column_letter
from eventdesk.exchange.headings import Kind, read_heading
from eventdesk.exchange.plan import ImportContext, ImportPlan, SlotChoice
from eventdesk.exchange.questionnaire import plan_import
from eventdesk.exchange.workbook import Cell, Sheet, Workbook

CONTEXT = ImportContext(
    date(2026, 10, 1), date(2026, 10, 17), (24, 143), (SlotChoice("S1", "周六上午 手作"), SlotChoice("S2", "周日 运动会"))
)
HEADER = ("家长姓名", "手机号", "与孩子关系", "宝宝姓名", "小名", "性别", "出生日期", "参加场次", "人数", "照片授权", "备注")
ROW: tuple[Cell, ...] = ("宋雅", "13812345678", "妈妈", "宋语桐", "豆豆", "女", "2021-03-05", "周六上午 手作", "1大1小", "同意", "靠窗")


def sheet_of(*rows: tuple[Cell, ...], name: str = "报名") -> Sheet:
    return Sheet(name, rows)


def plan_of(*rows: tuple[Cell, ...], context: ImportContext = CONTEXT) -> ImportPlan:
    return plan_import(Workbook("xlsx", (sheet_of(*rows),)), context)


def changed(**cells: Cell) -> tuple[Cell, ...]:
    places = dict(zip(("guardian", "phone", "relation", "name", "nickname", "sex", "birth", "slots", "count", "consent", "notes"),
                      range(11), strict=True))  # fmt: skip
    row = list(ROW)
    for key, cell in cells.items():
        row[places[key]] = cell
    return tuple(row)


def test_a_second_submission_changes_what_it_says_and_keeps_the_rest() -> None:
    plan = plan_of(HEADER, ROW, changed(nickname=None, slots="周日 运动会", count="2大1小", consent="不同意", notes=None))
    assert [row.fate for row in plan.rows] == ["ok", "duplicate_of:2"]
    (family,) = plan.families
    assert (family.slots, family.adults, family.photo_consent, family.notes) == (("S2",), 2, False, "靠窗")
    assert family.children[0].nickname == "豆豆"


def test_another_child_under_the_same_phone_joins_the_family() -> None:
    plan = plan_of(HEADER, ROW, changed(name="宋语禾", slots="周日 运动会"))
    assert [row.fate for row in plan.rows] == ["ok", "ok"]
    (family,) = plan.families
    assert [child.name for child in family.children] == ["宋语桐", "宋语禾"]
    assert (family.slots, family.children_count) == (("S1", "S2"), 2)


def test_the_same_child_under_another_phone_is_suspected() -> None:
    plan = plan_of(HEADER, ROW, changed(phone="13912345678"))
    assert [row.warnings for row in plan.rows] == [(), ("possible_duplicate",)]
    assert len(plan.families) == 2


def test_a_rejected_row_is_never_the_first_of_a_pair() -> None:
    plan = plan_of(HEADER, changed(birth="待定"), ROW)
    assert [row.fate for row in plan.rows] == ["rejected:bad_birthdate", "ok"]


def test_all_reasons_are_told_in_their_order() -> None:
    (row,) = plan_of(HEADER, changed(phone="无", birth="2022-13-05")).rows
    assert (row.fate, row.reasons) == ("rejected:missing_phone", ("missing_phone", "bad_birthdate"))


def test_ages_count_on_the_day_of_the_event() -> None:
    days = ("2008-10-17", "2008-10-18", "2024-10-17", "2024-10-18", "2026-10-01", "2026-10-02")
    rows = [changed(birth=day, phone=f"1381234567{n}", name=f"孩子{'甲乙丙丁戊己'[n]}") for n, day in enumerate(days)]
    plan = plan_of(HEADER, *rows)
    assert [row.fate for row in plan.rows] == ["rejected:too_old", "ok", "ok", "ok", "ok", "rejected:future_birthdate"]
    outside = ["age_out_of_band" in row.warnings for row in plan.rows]
    assert outside == [False, True, False, True, True, False]


def test_newest_first_files_are_queued_by_time() -> None:
    header = (*HEADER, "提交时间")
    rows = [(*changed(phone=f"1381234567{n}", name=f"宋语{'甲乙丙'[n]}"), f"2026-09-0{9 - n} 10:00") for n in range(3)]
    late = (*changed(phone="13812345672", name="宋语丙", consent="不同意"), "2026-09-10 10:00")
    plan = plan_of(header, late, *rows)
    assert [row.fate for row in plan.rows] == ["duplicate_of:5", "ok", "ok", "ok"]
    assert [family.refs for family in plan.families] == [("5", "2"), ("4",), ("3",)]
    assert plan.families[0].photo_consent is False


def test_several_sheets_name_their_rows() -> None:
    notes = sheet_of(("说明",), ("请如实填写",), name="说明")
    second = sheet_of(HEADER, changed(consent="否"), changed(phone="13912345678", name="吴桐"), name="周日")
    book = Workbook("xlsx", (sheet_of(HEADER, ROW, name="周六"), notes, second))
    plan = plan_import(book, CONTEXT)
    assert [row.ref for row in plan.rows] == ["周六!2", "周日!2", "周日!3"]
    assert [row.fate for row in plan.rows] == ["ok", "duplicate_of:周六!2", "ok"]
    assert set(plan.mapping) == {"周六", "周日"}
    alone = plan_import(book, CONTEXT, sheet="周日")
    assert [row.ref for row in alone.rows] == ["2", "3"]
    with pytest.raises(UnreadableFile, match="file_sheet_missing"):
        plan_import(book, CONTEXT, sheet="周一")


def test_a_list_of_other_people_beside_the_registrations_is_left_alone() -> None:
    helpers = sheet_of(("姓名", "手机", "性别", "备注"), ("柏舟", "13912345678", "女", "周六在"), name="志愿者")
    plan = plan_import(Workbook("xlsx", (helpers, sheet_of(HEADER, ROW))), CONTEXT)
    assert [(row.ref, row.fate) for row in plan.rows] == [("2", "ok")]


def test_hidden_sheets_are_read_only_when_named() -> None:
    book = Workbook("xlsx", (sheet_of(HEADER, ROW), replace(sheet_of(HEADER, changed(name="吴桐"), name="旧"), hidden=True)))
    assert len(plan_import(book, CONTEXT).rows) == 1
    assert plan_import(book, CONTEXT, sheet="旧").families[0].children[0].name == "吴桐"


def test_a_mapping_by_hand_wins() -> None:
    header = ("甲", "乙", "丙", "丁")
    book = Workbook("csv", (Sheet("csv", (header, ("宋语桐", "13812345678", "周六上午 手作", "2021-03-05"))),))
    mapping = {"csv": {"A": "children[0].name", "乙": "guardians[0].phone", "C": "slots", "D": "children[0].birthdate"}}
    plan = plan_import(book, CONTEXT, mapping=mapping)
    assert plan.rows[0].fate == "ok"
    assert plan.families[0].slots == ("S1",)
    assert list(plan.mapping["csv"].values()) == ["children[0].name", "guardians[0].phone", "slots", "children[0].birthdate"]
    assert {guess.confidence for guess in plan.columns} == {1.0}


def test_a_field_set_by_hand_leaves_the_column_that_was_guessed() -> None:
    book = Workbook("xlsx", (sheet_of((*HEADER, "其他说明"), (*ROW, "怕黑")),))
    plan = plan_import(book, CONTEXT, mapping={"报名": {"其他说明": "notes"}})
    assert plan.mapping["报名"]["L"] == "notes"
    assert plan.mapping["报名"]["K"] == "ignored"
    assert plan.families[0].notes == "怕黑"


@pytest.mark.parametrize(
    ("key", "field", "code"), [("ZZ", "notes", "mapping_column_unknown"), ("A", "shoe_size", "mapping_field_unknown")]
)
def test_a_mapping_to_nothing_is_refused(key: str, field: str, code: str) -> None:
    with pytest.raises(InvalidInput, match=code):
        plan_import(Workbook("xlsx", (sheet_of(HEADER, ROW),)), CONTEXT, mapping={"报名": {key: field}})


def test_an_event_without_slots_asks_nobody_for_one() -> None:
    plan = plan_of(HEADER, ROW, context=replace(CONTEXT, slots=()))
    assert (plan.rows[0].warnings, plan.families[0].slots) == ((), ())


def test_a_file_without_slots_takes_the_default() -> None:
    rows = [(*row[:7], *row[8:]) for row in (HEADER, ROW)]
    assert plan_of(*rows, context=replace(CONTEXT, default_slot="S2")).families[0].slots == ("S2",)
    assert "missing_slot" in plan_of(*rows).rows[0].warnings


@pytest.mark.parametrize(
    ("heading", "group", "kind", "subject", "index"),
    [
        ("3、家长手机号码", "", Kind.PHONE, "guardian", None), ("紧急联系人电话", "", Kind.IGNORED, "guardian", None),
        ("微信昵称", "", Kind.IGNORED, "", None), ("姓名", "孩子2", Kind.NAME, "child", 1),
        ("儿童", "参加人数", Kind.CHILDREN, "child", None),
        ("二宝出生日期", "", Kind.BIRTH, "child", 1), ("是否还有第二个孩子一起参加", "", Kind.IGNORED, "", 1),
        ("是否同意活动照片用于公众号宣传", "", Kind.CONSENT, "", None), ("参加活动的宝宝姓名", "", Kind.NAME, "child", None),
        ("宝宝妈妈姓名", "", Kind.NAME, "guardian", None), ("Child 2 date of birth", "", Kind.BIRTH, "child", 1),
        ("您是孩子的", "", Kind.RELATION, "guardian", None), ("家长与孩子关系", "", Kind.RELATION, "guardian", None),
        ("内部跟进", "", Kind.IGNORED, "", None),
    ],
)  # fmt: skip
def test_headings(heading: str, group: str, kind: Kind, subject: str, index: int | None) -> None:
    found = read_heading(heading, group)
    assert (found.kind, found.index) == (kind, index)
    assert kind is Kind.IGNORED or found.subject == subject


def test_column_letters() -> None:
    assert [column_letter(n) for n in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


CELLS = st.one_of(st.none(), st.integers(), st.floats(), st.text(max_size=12), st.dates(), st.sampled_from([*HEADER, *ROW]))


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.lists(CELLS, max_size=14), max_size=8), st.integers(0, 3))
def test_any_sheet_is_planned_or_refused_politely(rows: list[list[Cell]], lead: int) -> None:
    """Whatever stands in a sheet: each data row has one fate, each accepted row one family, or there is one clear refusal."""
    filled = [(), *map(tuple, rows[:lead]), HEADER, *map(tuple, rows)]
    try:
        plan = plan_of(*filled)
    except DeskError:
        return
    assert len({row.ref for row in plan.rows}) == len(plan.rows)
    for row in plan.rows:
        assert (row.family is None) == row.fate.startswith("rejected:")
        if row.fate.startswith("duplicate_of:"):
            assert row.fate.removeprefix("duplicate_of:") in {other.ref for other in plan.rows if other.fate == "ok"}
    for family in plan.families:
        assert family.guardians[0].phone
        assert family.children
