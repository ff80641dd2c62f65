"""Lays the answers out as 金数据 and 腾讯问卷 export them, and as an English form: wordings not used elsewhere."""

from datetime import datetime

from eventdesk.exchange.workbook import Cell, Sheet, Workbook
from tests.exchange.forms import Answer, Family, Maker, answers
from tests.exchange.sheets import Form, _chosen, _expect, _sex

JINSHUJU = {
    "guardian": ("家长怎么称呼", "监护人姓名", "报名人姓名", "家长称呼"),
    "phone": ("手机", "联系手机", "监护人手机号码", "家长电话"),
    "relation": ("您是宝宝的", "与小朋友的关系", "和孩子是什么关系"),
    "name": ("宝宝大名", "小朋友姓名", "参与活动的孩子姓名"),
    "nickname": ("小名/昵称", "宝宝乳名", "孩子平时叫什么小名"),
    "sex": ("宝宝性别", "男孩还是女孩"),
    "birth": ("宝宝生日", "孩子出生年月日", "小朋友出生日期（公历）"),
    "slots": ("选择场次", "想参加哪些场次", "报名场次（可多选）"),
    "adults": ("大人人数", "到场成人数", "几位大人"),
    "kids": ("孩子人数", "到场儿童数", "几个孩子"),
    "allergies": ("过敏情况", "有无过敏或忌口", "健康与过敏说明"),
    "consent": ("肖像权授权", "是否授权使用活动照片", "活动照片可否用于公众号"),
    "notes": ("想对我们说的话", "其他留言", "备注信息"),
}
ENGLISH = {
    "guardian": ("Parent name", "Parent/guardian full name", "Your name"),
    "phone": ("Mobile", "Contact number", "Phone number"),
    "relation": ("Relationship", "Relationship to child"),
    "name": ("Child's name", "Child full name", "Kid's name"),
    "nickname": ("Nickname", "Child's nickname"),
    "sex": ("Child's gender", "Sex of child"),
    "birth": ("Date of birth", "Child's birthday", "DOB"),
    "slots": ("Session(s)", "Which sessions would you like to attend?", "Time slot"),
    "adults": ("Adults", "Number of adults", "How many adults?"),
    "kids": ("Children", "Number of children", "How many children?"),
    "allergies": ("Allergies", "Any allergies or dietary requirements?", "Medical notes / allergies"),
    "consent": ("Photo consent", "May we take photos?", "Photography permission"),
    "notes": ("Comments", "Anything else we should know?", "Notes"),
}


def _keys(maker: Maker, first: tuple[str, ...] = ()) -> list[str]:
    rest = [key for key in JINSHUJU if key not in first]
    maker.draw.shuffle(rest)
    return [*first, *rest]


def _cells(maker: Maker, made: list[Family], answer: Answer, separator: str) -> dict[str, Cell]:
    child = answer.children[0] if answer.children else None
    return answer.cells | {
        "name": child and child.name, "nickname": child and child.nickname, "sex": _sex(maker.draw, child) if child else None,
        "birth": child and child.birth_cell, "allergies": child and child.allergies,
        "slots": maker.slot_cell(_chosen(made, answer), separator) or None,
    }  # fmt: skip


def jinshuju(seed: int) -> Form:
    """Newest first, with people who are not the family: an emergency contact and the respondent's own nickname."""
    maker = Maker(seed, most_children=1)
    draw = maker.draw
    made, given = answers(maker, 24, per_child=False)
    keys = _keys(maker)
    at = draw.randint(0, len(keys))
    titles = {key: draw.choice(JINSHUJU[key]) for key in keys}
    header = ["序号", *(titles[key] for key in keys)]
    header[at + 1 : at + 1] = ["紧急联系人", draw.choice(("紧急联系人电话", "紧急联系电话", "应急联系人手机号"))]
    header += ["微信昵称", "微信OpenID", "提交时间", "更新时间", "填写设备"]
    rows: list[tuple[Cell, ...]] = [tuple(header)]
    for place, answer in enumerate(sorted(given, key=lambda a: a.at, reverse=True)):
        cells = _cells(maker, made, answer, draw.choice((",", "，")))
        row: list[Cell] = [cells.get(key) for key in keys]
        row[at:at] = [maker.name(), maker.phone()]
        rows.append((len(given) - place, *row, "随风", "o" + "x9" * 13, answer.at, answer.at, "手机"))
        answer.ref = str(place + 2)
    _expect(made, given, text_count=False, shared_allergies=False)
    return Form(Workbook("xlsx", (Sheet("表单数据", tuple(rows)),)), maker, made, given, "jinshuju")


def tencent(seed: int) -> Form:
    """One column for each slot, whose cells repeat the option or hold a mark; 昵称 is the respondent's."""
    maker = Maker(seed, most_children=1)
    draw = maker.draw
    made, given = answers(maker, 24, per_child=False)
    keys = _keys(maker)
    titles = {key: draw.choice(JINSHUJU[key]) for key in keys}
    joint, mark = draw.choice((":", "：", "-", " - ")), draw.choice((None, "1", "√"))
    own = ["编号", "开始答题时间", "结束答题时间", "答题时长", "语言", "地理位置省", "用户类型", "用户标识", "昵称", "自定义字段"]
    header = list(own)
    for number, key in enumerate(keys, 1):
        start = f"{number}.{titles[key]}"
        header += [f"{start}{joint}{slot.title}" for slot in maker.slots] if key == "slots" else [start]
    rows: list[tuple[Cell, ...]] = [tuple(header)]
    for place, answer in enumerate(sorted(given, key=lambda a: a.at)):
        cells = _cells(maker, made, answer, ";")
        ended = f"{answer.at:%Y/%m/%d %H:%M:%S}"
        row: list[Cell] = [str(place + 1), "2027/01/01 08:00:00", ended, "88", "", "上海", "微信用户", "oX", "晴天", ""]
        for key in keys:
            if key == "slots":
                row += [(mark or slot.title) if slot.code in _chosen(made, answer) else None for slot in maker.slots]
            else:
                cell = cells.get(key)
                row.append(None if cell is None else str(cell))
        rows.append(tuple(row))
        answer.ref = str(place + 2)
    _expect(made, given, text_count=False, shared_allergies=False)
    return Form(Workbook("csv", (Sheet("csv", tuple(rows)),)), maker, made, given, "tencent")


def english(seed: int) -> Form:
    """An English form under a title, with columns that nobody needs."""
    maker = Maker(seed, most_children=1)
    draw = maker.draw
    made, given = answers(maker, 24, per_child=False)
    keys = _keys(maker)
    titles = {key: draw.choice(ENGLISH[key]) for key in keys}
    rows: list[tuple[Cell, ...]] = [("Sign-ups for the family day",), ()][: draw.choice((0, 2))]
    rows.append(("No.", "Timestamp", "Email address", *(titles[key] for key in keys), "How did you hear about us?", "Status"))
    for place, answer in enumerate(given):
        cells = _cells(maker, made, answer, "; ")
        stamp: datetime = answer.at
        rows.append((place + 1, stamp, "someone@example.org", *(cells.get(key) for key in keys), "A friend", "paid"))
        answer.ref = str(len(rows))
    rows += [(), ("Total", None, None, 24)]
    _expect(made, given, text_count=False, shared_allergies=False)
    return Form(Workbook("xlsx", (Sheet("Sign-ups", tuple(rows)),)), maker, made, given, "")
