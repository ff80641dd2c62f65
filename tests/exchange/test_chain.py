"""Lists continued in a group chat: every entry gets its fate, and nobody gets another's phone or child."""

from datetime import date

import pytest

from eventdesk.errors import UnreadableFile
from eventdesk.exchange.plan import ImportContext, ImportPlan, SlotChoice
from eventdesk.exchange.questionnaire import plan_import
from eventdesk.exchange.reader import read_text
from tests.exchange.chains import chain

SLOTS = (SlotChoice("S1", "上午场 自然手作"), SlotChoice("S2", "下午场 搭帐篷"))


def plan(text: str, *, slots: tuple[SlotChoice, ...] = ()) -> ImportPlan:
    context = ImportContext(date(2026, 10, 1), date(2026, 10, 17), (0, 143), slots)
    return plan_import(read_text(text, name="paste"), context)


@pytest.mark.parametrize("seed", range(30))
def test_lists_that_nobody_has_seen_come_out_as_meant(seed: int) -> None:
    text, meant = chain(seed)
    found = plan(text)
    assert {row.number: row.fate for row in found.rows} == {one.line: one.fate for one in meant}, text
    families = {int(family.refs[0]): family for family in found.families}
    for one in meant:
        if one.fate != "ok":
            continue
        family = families[one.line]
        guardian = family.guardians[0]
        assert (guardian.phone, guardian.name, guardian.relation) == (one.phone, one.guardian, one.relation), text
        assert tuple(child.name for child in family.children) == one.children, text
        assert (family.adults, family.children_count) == (one.adults, one.kids), text
        assert (family.notes or "") == one.note, text


@pytest.mark.parametrize(
    ("entry", "guardian", "phone", "children", "party"),
    [
        ("微微一笑 乐乐爸爸 13812345671 2+1", "乐乐爸爸", "13812345671", ["乐乐"], (2, 1)),
        ("王芳 李小豆 2大1小 13812345678", "王芳", "13812345678", ["李小豆"], (2, 1)),
        ("豆豆 3岁 王芳 13812345672", "王芳", "13812345672", ["豆豆"], (1, 1)),
        ("豆豆+妈妈+1大1小+13812345676", "豆豆妈妈", "13812345676", ["豆豆"], (1, 1)),
        ("姓名：王芳，电话：13812345678，孩子：豆豆，年龄：3岁，人数：1大1小", "王芳", "13812345678", ["豆豆"], (1, 1)),
        ("帮豆包妈妈接龙 13812345655 1大1小", "豆包妈妈", "13812345655", ["豆包"], (1, 1)),
        ("Lucy's mom 13812345675 1大1小", "Lucy's mom", "13812345675", ["Lucy"], (1, 1)),
        ("妈妈王丽 孩子名字叫元元 电话13812345673 一大一小", "王丽", "13812345673", ["元元"], (1, 1)),
        ("刘洋\n13812345662\n孩子：果果 男 2021-03-05\n人数：2大2小", "刘洋", "13812345662", ["果果"], (2, 2)),
    ],
)
def test_an_entry_says_who_comes(
    entry: str, guardian: str, phone: str, children: list[str], party: tuple[int, int]
) -> None:
    family = plan(f"#接龙\n1. {entry}").families[0]
    assert (family.guardians[0].name, family.guardians[0].phone) == (guardian, phone)
    assert [child.name for child in family.children] == children
    assert (family.adults, family.children_count) == party


@pytest.mark.parametrize(
    "entry",
    ["1381234567 2大1小", "138123456781 1大1小", "1381234O678", "138****5678", "+1 415 555 0100"],
)
def test_digits_that_are_no_phone_become_none(entry: str) -> None:
    assert plan(f"#接龙\n1. 团团奶奶 {entry}").rows[0].fate == "rejected:bad_phone"


def test_each_child_gets_its_own_age() -> None:
    both = plan("#接龙\n1. 可可、乐乐妈妈 2大2小 13812345674 可可3岁乐乐5岁").families[0]
    assert [child.birthdate_text for child in both.children] == ["3岁", "5岁"]
    one = plan("#接龙\n1. 可可、乐乐妈妈 2大2小 13812345674 3岁").families[0]
    assert [child.birthdate_text for child in one.children] == [None, None]
    assert one.notes is None


def test_the_organisers_phone_is_nobodys() -> None:
    found = plan("#接龙\n1. 豆豆妈妈 1大1小\n咨询电话 13900000000\n\n联系人 13911112222\n")
    assert [row.fate for row in found.rows] == ["rejected:missing_phone"]


def test_the_title_or_the_entry_names_the_slot() -> None:
    found = plan("#接龙\n周末活动 上午场\n1. 豆豆妈妈 13812345678\n2. 果果爸爸 13812345679 下午场", slots=SLOTS)
    assert [family.slots for family in found.families] == [("S1",), ("S2",)]
    unsaid = plan("#接龙\n1. 豆豆妈妈 13812345678", slots=SLOTS)
    assert "missing_slot" in unsaid.rows[0].warnings


def test_what_is_not_understood_is_said() -> None:
    found = plan("#接龙\n1. 豆豆妈妈 13812345678 1大1小 对花生过敏\n2. 果果妈妈 13812345679 1大1小 不来了")
    assert "allergy_in_notes" in found.rows[0].warnings
    assert found.families[0].notes == "对花生过敏"
    assert "cancel_suspected" in found.rows[1].warnings


def test_a_list_without_numbers_is_read_by_its_phones() -> None:
    found = plan("小龙妈妈 1大1小 13812345678\n收到\n+1 西西妈妈 13812345671 1大2小\n群主 139 好的")
    assert [(row.number, row.fate) for row in found.rows] == [(1, "ok"), (3, "ok")]


def test_a_pasted_table_is_a_table() -> None:
    found = plan("家长姓名\t手机号\t孩子姓名\n孙萍\t13812345678\t周子安\n")
    assert found.source != "jielong"
    assert found.families[0].children[0].name == "周子安"


@pytest.mark.parametrize("text", ["今天天气真好\n下午去公园吗\n1234567890", "#接龙\n\n1.\n2. ", "接龙"])
def test_chat_without_entries_gets_a_sentence(text: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        plan(text)
    assert caught.value.code == "file_no_entries"
