"""Which column holds what: wordings and shapes that a form of the house doesn't have, and people who are nobody's family."""

from datetime import date

import pytest

from eventdesk.exchange.plan import ImportContext, ImportPlan, SlotChoice
from eventdesk.exchange.questionnaire import plan_import
from eventdesk.exchange.workbook import Cell, Sheet, Workbook

CONTEXT = ImportContext(
    date(2026, 10, 1), date(2026, 10, 17), (0, 143), (SlotChoice("S1", "上午场 自然手作"), SlotChoice("S2", "下午场 搭帐篷"))
)
PHONE, OTHER = "13812345678", "13900000000"


def plan(columns: dict[str, Cell], *more: dict[str, Cell]) -> ImportPlan:
    rows = (tuple(columns), *(tuple(row.values()) for row in (columns, *more)))
    return plan_import(Workbook("xlsx", (Sheet("S", rows),)), CONTEXT)


@pytest.mark.parametrize(
    ("heading", "whose"),
    [
        ("推荐人电话", "推荐人姓名"), ("接送人手机号", "接送人"), ("老师电话", "老师姓名"), ("团长手机", "团长"),
        ("紧急联系电话", "紧急联系人"), ("Emergency contact phone", "Emergency contact name"), ("Teacher phone", "Teacher name"),
    ],
)  # fmt: skip
def test_the_phone_of_somebody_else_is_nobodys(heading: str, whose: str) -> None:
    for order in (0, 1):
        family = {"家长姓名": "孙萍", "手机号": PHONE, "孩子姓名": "周子安"}
        others = {whose: "赵某", heading: OTHER}
        found = plan(family | others if order else others | family).families[0]
        assert [(g.name, g.phone, g.phone2) for g in found.guardians] == [("孙萍", PHONE, None)]


def test_a_second_phone_belongs_to_the_same_grown_up() -> None:
    found = plan({"家长姓名": "孙萍", "手机号": PHONE, "电话": "13911112222", "孩子姓名": "周子安"}).families[0]
    assert [(g.phone, g.phone2) for g in found.guardians] == [(PHONE, "13911112222")]


def test_a_phone_that_everybody_has_is_the_organisers() -> None:
    rows: list[dict[str, Cell]] = [
        {"家长姓名": f"孙萍{n}", "手机号": f"1381234560{n}", "电话": OTHER, "孩子姓名": f"周子{n}"} for n in range(6)
    ]
    assert all(g.phone2 is None and g.phone != OTHER for f in plan(*rows).families for g in f.guardians)


def test_mother_and_father_are_two() -> None:
    columns: dict[str, Cell] = {"孩子": "周子安", "妈妈姓名": "孙萍", "妈妈电话": PHONE, "爸爸姓名": "周勇", "爸爸电话": OTHER}
    found = plan(columns).families[0]
    assert [(g.name, g.phone, g.relation) for g in found.guardians] == [("孙萍", PHONE, "mother"), ("周勇", OTHER, "father")]


@pytest.mark.parametrize(
    ("columns", "children"),
    [
        ({"娃1": "周子安", "娃1生日": "2021-03-05", "娃2": "周可", "娃2生日": "2019-01-01"}, [("周子安", 2021), ("周可", 2019)]),
        ({"Kid 1": "Tom", "Kid 1 DOB": "2021-03-05", "Kid 2": "Ann", "Kid 2 DOB": "2019-01-01"}, [("Tom", 2021), ("Ann", 2019)]),
        ({"大宝": "周子安", "大宝生日": "2019-01-01", "二宝": "周可", "二宝生日": "2021-03-05"}, [("周子安", 2019), ("周可", 2021)]),
        ({"娃名": "周子安", "娃生日": "2021-03-05"}, [("周子安", 2021)]),
        ({"Child first name": "Tom", "Child last name": "Sun", "Child DOB": "2021-03-05"}, [("Tom Sun", 2021)]),
        ({"孩子姓": "欧阳", "孩子名": "子安", "孩子生日": "2021-03-05"}, [("欧阳子安", 2021)]),
    ],
)
def test_children_in_columns_of_their_own(columns: dict[str, Cell], children: list[tuple[str, int]]) -> None:
    found = plan({"家长姓名": "孙萍", "手机号": PHONE} | columns).families[0]
    assert [(c.name, c.birthdate and c.birthdate.year) for c in found.children] == children


@pytest.mark.parametrize(
    ("heading", "cell", "first"),
    [("年龄", 3, "2022-10-02"), ("宝宝年龄（月）", "38", "2023-07-02"), ("Child age", "4", "2021-10-02"), ("月龄", 38, "2023-07-02")],
)
def test_a_bare_number_is_an_age_where_an_age_is_asked_for(heading: str, cell: Cell, first: str) -> None:
    child = plan({"家长姓名": "孙萍", "手机号": PHONE, "孩子姓名": "周子安", heading: cell}).families[0].children[0]
    assert child.birthdate_range is not None
    assert child.birthdate_range[0].isoformat() == first


def test_a_number_is_a_count_and_a_name_is_a_name() -> None:
    counted = plan({"家长姓名": "孙萍", "手机号": PHONE, "孩子姓名": "周子安", "大人": 2, "小孩": 1}).families[0]
    assert (counted.adults, counted.children_count) == (2, 1)
    inside = plan({"家长": "孙萍", "手机": PHONE, "宝贝": "周子安", "到场人数(大人)": 3, "到场人数(小孩)": 1}).families[0]
    assert (inside.adults, inside.children_count, inside.children[0].name) == (3, 1, "周子安")


@pytest.mark.parametrize("ticks", [("是", "否"), ("√", None), (1, 0), ("上午场 自然手作", None)])
def test_a_column_that_is_called_like_a_slot_is_that_slot(ticks: tuple[Cell, Cell]) -> None:
    columns = {"家长姓名": "孙萍", "手机号": PHONE, "孩子姓名": "周子安", "上午场 自然手作": ticks[0], "下午场 搭帐篷": ticks[1]}
    assert plan(columns).families[0].slots == ("S1",)
