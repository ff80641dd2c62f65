"""Single cells: every form that people type, and any text at all without an exception."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.exchange.plan import SlotChoice
from eventdesk.exchange.values.ages import age_range, months_between
from eventdesk.exchange.values.birth import read_birth
from eventdesk.exchange.values.consent import read_consent
from eventdesk.exchange.values.headcount import Headcount, read_count, read_headcount
from eventdesk.exchange.values.moments import read_moment
from eventdesk.exchange.values.people import read_guardian_name, read_name, read_relation, read_sex
from eventdesk.exchange.values.phone import read_phone
from eventdesk.exchange.values.siblings import split_children
from eventdesk.exchange.values.slots import SlotBook
from eventdesk.exchange.values.text import chinese_number, free_text, is_nothing
from eventdesk.exchange.workbook import Cell

BASE = date(2026, 9, 3)
DECORATED = "phone_with_spaces_or_+86"
CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.text("0123456789０１２年月日岁个半大小+-/.、 ()农历初正腊"),
    st.dates(), st.datetimes(),
)  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "number", "warnings"),
    [
        ("13812345678", "13812345678", set()),
        (13812345678, "13812345678", set()),
        (13812345678.0, "13812345678", set()),
        ("'13812345678", "13812345678", set()),
        ('="13812345678"', "13812345678", set()),
        ("\t13812345678", "13812345678", set()),
        ("\ufeff13812345678\u200b", "13812345678", set()),
        ("13812345678.0", "13812345678", {"phone_float"}),
        ("1.3812345678E+10", "13812345678", {"phone_float"}),
        ("138 1234 5678", "13812345678", {DECORATED}),
        ("138-1234-5678", "13812345678", {DECORATED}),
        ("138.1234.5678", "13812345678", {DECORATED}),
        ("+86-13812345678", "13812345678", {DECORATED}),
        ("(+86)13812345678", "13812345678", {DECORATED}),
        ("008613812345678", "13812345678", {DECORATED}),
        ("86 13812345678", "13812345678", {DECORATED}),
        ("＋８６　１３８１２３４５６７８", "13812345678", {DECORATED, "fullwidth_digits"}),
        ("手机：13812345678", "13812345678", set()),
        ("13812345678 妈妈", "13812345678", set()),
        ("138 0013 8000", "13800138000", {DECORATED}),
        ("010-65827649", "01065827649", {"landline"}),
        ("(020)85783804", "02085783804", {"landline"}),
        ("0571 8765432", "05718765432", {"landline"}),
    ],
)
def test_phones(cell: Cell, number: str, warnings: set[str]) -> None:
    phone = read_phone(cell)
    assert (phone.number, set(phone.warnings)) == (number, warnings)


@pytest.mark.parametrize("cell", ["13812345678\n13912345678", "13812345678/13912345678", "13812345678 或 13912345678",
                                  "13812345678、13912345678", "13812345678 13912345678"])  # fmt: skip
def test_two_phones_in_one_cell(cell: str) -> None:
    phone = read_phone(cell)
    assert (phone.number, phone.second) == ("13812345678", "13912345678")
    assert "multiple_phones" in phone.warnings


@pytest.mark.parametrize("cell", ["138****5678", "1381234567", "138123456789", "1.38E+10", "+1 415 555 0100", "12012345678", "abc",
                                  "微信联系", "13812O45678", "139876\x0054321", 1e308, -13812345678.0, 1381234567])  # fmt: skip
def test_bad_phones(cell: Cell) -> None:
    assert read_phone(cell).problem == "bad_phone"


@pytest.mark.parametrize("cell", [None, "", "  ", "无", "(空)", "(跳过)", "/", "-", "没有"])
def test_missing_phones(cell: Cell) -> None:
    assert read_phone(cell).problem == "missing_phone"


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2021-05-15", "2021-05-15"), ("2021/5/15", "2021-05-15"), ("20210515", "2021-05-15"), (20210515, "2021-05-15"),
        ("21-5-15", "2021-05-15"), ("210515", "2021-05-15"), ("2021 年 5 月 15 日", "2021-05-15"), ("2021、5、15", "2021-05-15"),
        ("２０２１年５月１５日", "2021-05-15"), ("二〇二一年五月十五日", "2021-05-15"), ("2021.5.15生", "2021-05-15"),
        ("公历2021年5月15日", "2021-05-15"), ("2021-05-15（阳历）", "2021-05-15"), ("2021-05-15 00:00:00", "2021-05-15"),
        ("2021/5/15 0:00", "2021-05-15"), ("May 15, 2021", "2021-05-15"), ("15-May-2021", "2021-05-15"), ("15 May 2021", "2021-05-15"),
        ("44331", "2021-05-15"), (44331, "2021-05-15"), (datetime(2021, 5, 15, 8), "2021-05-15"), (date(2021, 5, 15), "2021-05-15"),
        ("15/5/2021", "2021-05-15"), ("3/5/2021", "2021-03-05"), ("2021年5月15号", "2021-05-15"), ("2021 - 05 - 15", "2021-05-15"),
    ],
)  # fmt: skip
def test_days_of_birth(cell: Cell, day: str) -> None:
    assert str(read_birth(cell, base=BASE).day) == day


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("四岁九个月", "2021-11-04", "2021-12-03"), ("57个月", "2021-11-04", "2021-12-03"), ("3岁", "2022-09-04", "2023-09-03"),
        ("3岁半", "2022-09-04", "2023-09-03"), ("4周岁", "2021-09-04", "2022-09-03"), ("2022年3月", "2022-03-01", "2022-03-31"),
        ("2018-10", "2018-10-01", "2018-10-31"), ("2018.04月", "2018-04-01", "2018-04-30"), ("3 years old", "2022-09-04", "2023-09-03"),
    ],
)  # fmt: skip
def test_vague_ages(cell: str, first: str, last: str) -> None:
    birth = read_birth(cell, base=BASE)
    assert birth.between is not None
    assert [day.isoformat() for day in birth.between] == [first, last]
    assert "approx_birthdate" in birth.warnings


@pytest.mark.parametrize(
    ("cell", "lunar"),
    [("2018年六月十一（农历）", "2018-06-11"), ("阴历2018年12月3日", "2018-12-03"), ("农历2022年九月廿八", "2022-09-28"),
     ("2017年腊月三十（农历）", "2017-12-30"), ("农历2019.9.19", "2019-09-19"), ("2021年正月十三", "2021-01-13")],
)  # fmt: skip
def test_lunar_dates_are_kept_apart(cell: str, lunar: str) -> None:
    birth = read_birth(cell, base=BASE)
    assert (birth.day, birth.lunar, birth.warnings) == (None, lunar, ("lunar_birthdate_suspected",))


@pytest.mark.parametrize("cell", ["待定", "2022-13-05", "0000-00-00", "20221340", "2020/4/31", "属虎", "不方便透露", "2021.02.29",
                                  1e12, -5.0, True, "99999999999999999999"])  # fmt: skip
def test_bad_days_of_birth(cell: Cell) -> None:
    assert read_birth(cell, base=BASE).problem == "bad_birthdate"


def test_five_digits_follow_the_workbooks_date_system() -> None:
    assert str(read_birth("42869", base=BASE, date1904=True).day) == "2021-05-15"
    assert "excel_serial_date" in read_birth(44331, base=BASE).warnings
    assert "ambiguous_date" in read_birth("3/5/2021", base=BASE).warnings


@pytest.mark.parametrize(
    ("cell", "adults", "children", "total"),
    [
        ("2大1小", 2, 1, None), ("成人2儿童1", 2, 1, None), ("三大一小", 3, 1, None), ("两大一小", 2, 1, None), ("大1小2", 1, 2, None),
        ("1个大人1个孩子", 1, 1, None), ("２大１小", 2, 1, None), ("2大+1小", 2, 1, None), ("2 大 1 小", 2, 1, None),
        ("1大1小（共2人）", 1, 1, None), ("2大人3小孩", 2, 3, None), ("共4人", None, None, 4), ("4人", None, None, 4),
        ("4", None, None, 4), (4.0, None, None, 4), ("2 adults 1 child", 2, 1, None), ("一家三口", None, None, 3),
        ("(空)", None, None, None), ("待定", None, None, None),
    ],
)  # fmt: skip
def test_head_counts(cell: Cell, adults: int | None, children: int | None, total: int | None) -> None:
    found = read_headcount(cell)
    assert (found.adults, found.children, found.total) == (adults, children, total)


@pytest.mark.parametrize(("cell", "number"), [("2人", 2), ("１", 1), (3.0, 3), ("两个", 2), ("", None), ("很多", None)])
def test_counts(cell: Cell, number: int | None) -> None:
    assert read_count(cell)[0] == number


@pytest.mark.parametrize("cell", ["同意", "是", "Y", "√", "可以", "同意，可用于公众号", True, "TRUE", "I agree", "Yes"])
def test_yes(cell: Cell) -> None:
    assert read_consent(cell) == (True, ())


@pytest.mark.parametrize("cell", ["不同意", "否", "N", "×", "不可以", False, "FALSE", "I do not agree", "No", "不愿意"])
def test_no(cell: Cell) -> None:
    assert read_consent(cell) == (False, ())


@pytest.mark.parametrize("cell", ["同意但不露脸", "看情况", "仅群内分享可以", "到时再说", "同意，但是不要发公众号", "嗯嗯"])
def test_a_condition_is_neither(cell: str) -> None:
    assert read_consent(cell) == (None, ("consent_unclear",))


@pytest.mark.parametrize(
    ("cell", "name"),
    [("邓　敏", "邓敏"), ("　高奕遥 ", "高奕遥"), ("田 𬎆", "田𬎆"), ("麦迪娜・吐尔逊", "麦迪娜·吐尔逊"), ("央金•多杰", "央金·多杰"),
     ("Ella  O'Brien", "Ella O'Brien"), ("(空)", None), ("🐟小鱼", "🐟小鱼")],
)  # fmt: skip
def test_names(cell: str, name: str | None) -> None:
    assert read_name(cell) == name


@pytest.mark.parametrize(("cell", "title", "relation"), [("豆豆妈妈", True, "mother"), ("张女士", True, None), ("李老师", True, None),
                                                         ("金知燚外婆", True, "grandmother"), ("王建国", False, None)])  # fmt: skip
def test_forms_of_address(cell: str, title: bool, relation: str | None) -> None:
    name = read_guardian_name(cell)
    assert (name.name, name.has_title, name.relation) == (cell, title, relation)


@pytest.mark.parametrize(
    ("cell", "relation"),
    [("妈", "mother"), ("母子", "mother"), ("父女", "father"), ("姥爷", "grandfather"), ("外婆", "grandmother"), ("小姨", "aunt"),
     ("舅舅", "uncle"), ("育儿嫂", "nanny"), ("Mom", "mother"), ("grandmother", "grandmother"), ("外祖母", "grandmother"),
     ("邻居", None),
     ("其他〖姑姑〗", "aunt"), ("", None)],
)  # fmt: skip
def test_relations(cell: str, relation: str | None) -> None:
    assert read_relation(cell) == relation


@pytest.mark.parametrize(("cell", "sex"), [("男宝", "M"), ("女性", "F"), ("男 ", "M"), ("f", "F"), ("Male", "M"), ("Female", "F"),
                                           ("保密", None), ("男女都行", None)])  # fmt: skip
def test_sexes(cell: str, sex: str | None) -> None:
    assert read_sex(cell) == sex


BOOK = SlotBook((SlotChoice("S1", "周六上午 手作"), SlotChoice("S2", "周六下午 帐篷、野餐"), SlotChoice("S3", "周日 运动会，含颁奖")))


@pytest.mark.parametrize(
    ("cell", "codes", "warnings"),
    [
        ("周六上午 手作", ("S1",), ()), ("周日 运动会，含颁奖┋周六下午 帐篷、野餐", ("S2", "S3"), ()),
        ("周六下午 帐篷、野餐、周六上午 手作", ("S1", "S2"), ()), ("周日 运动会，含颁奖,周六上午 手作", ("S1", "S3"), ()),
        ("周六上午手作；S2", ("S1", "S2"), ()), ("周日", ("S3",), ()), ("（空）", (), ("missing_slot",)),
        ("都可以", (), ("unknown_slot",)), ("上午那场吧", (), ("unknown_slot",)),
        ("周六上午 手作┋其他〖都可以〗", ("S1",), ("unknown_slot",)),
        ("周六", (), ("unknown_slot",)),
    ],
)  # fmt: skip
def test_slots(cell: str, codes: tuple[str, ...], warnings: tuple[str, ...]) -> None:
    assert BOOK.read(cell) == (codes, warnings)


def test_an_event_without_slots_asks_for_none() -> None:
    assert SlotBook(()).read("周六上午") == ((), ())
    assert SlotBook(()).read(None) == ((), ())


def is_birth(text: str) -> bool:
    return read_birth(text, base=BASE).problem is None and not is_nothing(text)


@pytest.mark.parametrize(
    ("name", "births", "sexes", "found"),
    [
        ("侯清禾/侯星屿", "2023-07-13、2023-07-14", "男/女", [("侯清禾", "2023-07-13", "男"), ("侯星屿", "2023-07-14", "女")]),
        ("冼语桐和冼梓萱", "2016-03-13和2016-03-14", "男和男", [("冼语桐", "2016-03-13", "男"), ("冼梓萱", "2016-03-14", "男")]),
        ("朱伟泽\n朱乐禾", "2016-12-14\n2022-04-06", "男\n女", [("朱伟泽", "2016-12-14", "男"), ("朱乐禾", "2022-04-06", "女")]),
        ("林思涵，林晨琪", "2023-08-05", "男", [("林思涵", "2023-08-05", "男"), ("林晨琪", "2023-08-05", "男")]),
        ("付清和", "2021-03-07", "男", []), ("杜 熠彤", "2022-02-01", "男", []), ("Mia Müller-Wang", "2017-01-13", "F", []),
    ],
)  # fmt: skip
def test_children_in_one_cell(name: str, births: str, sexes: str, found: list[tuple[str, str, str]]) -> None:
    assert split_children(name, births, sexes, is_birth) == found


def test_moments() -> None:
    assert read_moment("2026/09/03 08:26:14") == datetime(2026, 9, 3, 8, 26, 14)
    assert read_moment("2026-09-03 18:16") == datetime(2026, 9, 3, 18, 16)
    assert read_moment("2026年9月3日 下午3:05") == datetime(2026, 9, 3, 15, 5)
    assert read_moment("昨天") is None
    assert read_moment("0001/01/01 00:00:00") is read_moment("9999-12-31 23:59:59") is read_moment(datetime(1900, 1, 1)) is None


def test_notes_are_kept_character_for_character() -> None:
    assert free_text(" =1+1\r\n@x ") == "=1+1\n@x"
    assert free_text("无") is None
    assert free_text("无麸质饮食") == "无麸质饮食"
    assert free_text("豆\x00豆") == "豆豆"


@given(CELLS)
def test_any_cell_is_read_without_an_exception(cell: Cell) -> None:
    phone = read_phone(cell)
    assert (phone.number is None) == (phone.problem is not None)
    birth = read_birth(cell, base=BASE)
    assert sum(x is not None for x in (birth.day, birth.between, birth.lunar, birth.problem)) <= 1
    assert isinstance(read_headcount(cell), Headcount)
    assert read_consent(cell)[0] in (True, False, None)
    read_moment(cell)
    read_count(cell)
    read_guardian_name(cell)
    BOOK.read(cell)
    split_children(cell, cell, cell, is_birth)


@given(st.from_regex(r"(?:\+86 |0086|)1[3-9][0-9]{9}|0[3-9][0-9]{2}-[0-9]{8}", fullmatch=True))
def test_a_phone_read_again_is_the_same(text: str) -> None:
    once = read_phone(text)
    assert once.number is not None
    again = read_phone(once.number)
    assert (again.number, again.kind) == (once.number, once.kind)
    assert DECORATED not in again.warnings


@given(st.dates(date(1901, 1, 1), date(2099, 12, 31)))
def test_every_written_day_is_that_day(day: date) -> None:
    for text in (day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day:%Y%m%d}", f"{day.year}/{day.month}/{day.day}"):
        assert read_birth(text, base=BASE).day == day


@given(st.integers(0, 200), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_a_vague_age_holds_exactly_the_days_of_that_age(months: int, base: date) -> None:
    found = age_range(f"{months}个月", base)
    assert found is not None
    first, last = found
    assert months_between(last, base) == months
    assert months_between(first, base) in (months, months + (first.day > 28))


@given(st.integers(0, 99), st.integers(0, 99))
def test_head_counts_of_any_size(adults: int, children: int) -> None:
    found = read_headcount(f"{adults}大{children}小")
    assert (found.adults, found.children) == (adults, children)


@given(st.text())
def test_a_name_read_again_is_the_same(text: str) -> None:
    once = read_name(text)
    assert once is None or read_name(once) in (once, None)


@pytest.mark.parametrize(("text", "number"), [("十二", 12), ("二十", 20), ("廿三", 23), ("二〇二二", 2022), ("两", 2),
                                              ("一百零八", 108),
                                              ("三十", 30), ("十十", None), ("abc", None)])  # fmt: skip
def test_chinese_numbers(text: str, number: int | None) -> None:
    assert chinese_number(text) == number
