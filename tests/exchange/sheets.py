"""Lays the answers out as 问卷星 exports, as the family template and as the template with one row a child."""

import random
from dataclasses import dataclass

from eventdesk.exchange.workbook import Cell, Sheet, Workbook
from tests.exchange.forms import SEXES, Answer, Child, Family, Maker, answers

NUMERALS = "一二三四五六"
NAMES = {
    "guardian": ("家长姓名", "监护人姓名", "您的姓名", "家长称呼"),
    "phone": ("家长手机号", "手机号码", "联系电话", "您的联系方式（手机）"),
    "relation": ("与孩子的关系", "您是孩子的", "家长与宝宝的关系"),
    "name": ("宝宝姓名", "孩子姓名", "参加活动的小朋友姓名"),
    "nickname": ("宝宝小名", "孩子的乳名", "孩子小名/昵称"),
    "sex": ("宝宝性别", "孩子性别"),
    "birth": ("宝宝出生日期", "孩子的生日", "孩子出生年月日"),
    "allergies": ("孩子过敏史", "过敏或特殊需求", "饮食禁忌与过敏情况"),
    "slots": ("想参加的场次（可多选）", "选择场次", "报名时段"),
    "headcount": ("参加人数（例：2大1小）", "人数", "一共几大几小"),
    "consent": ("是否同意拍照用于宣传", "照片授权", "肖像权使用授权"),
    "notes": ("备注", "备注/留言", "想对我们说的话"),
}
SECOND = ("二宝{}", "第二个孩子的{}", "孩子2{}")
PART = {"name": "姓名", "sex": "性别", "birth": "出生日期", "nickname": "小名", "allergies": "过敏/特殊需求"}


@dataclass
class Form:
    """A file with its truth."""

    workbook: Workbook
    maker: Maker
    families: list[Family]
    answers: list[Answer]
    source: str


def _expect(made: list[Family], given: list[Answer], *, text_count: bool, shared_allergies: bool) -> None:
    """Turns the marks of the maker into what this layout must yield, once every answer has its ref."""
    refs = {str(id(a)): a.ref for a in given}
    for answer in given:
        kind, _, mark = answer.fate.partition(":")
        if kind == "duplicate_of":
            answer.fate = f"duplicate_of:{refs[mark]}"
        counted = {w.removeprefix("count:") for w in answer.warnings if w.startswith("count:")}
        answer.warnings = {w for w in answer.warnings if ":" not in w} | (counted if text_count else set())
    for number, family in enumerate(made):
        mine = sorted((a for a in given if a.family == number), key=lambda a: a.at)
        family.refs = [a.ref for a in mine]
        if shared_allergies:
            for child in family.children:
                child.allergies = family.children[0].allergies


def _sex(draw: random.Random, child: Child) -> Cell:
    return draw.choice(SEXES[child.sex])


def _shuffled_in(draw: random.Random, given: list[Answer], newest_first: bool) -> list[Answer]:
    return sorted(given, key=lambda a: a.at, reverse=newest_first)


def wjx(seed: int) -> Form:
    """A 问卷星 export: its own columns first, then the questions in an order of the author's."""
    maker = Maker(seed, most_children=2)
    draw = maker.draw
    made, given = answers(maker, 24, per_child=False)
    newest_first = draw.random() < 0.5
    questions = ["guardian", "phone", "relation", "name", "nickname", "sex", "birth", "more", "name2", "sex2", "birth2", "slots",
                 "headcount", "allergies", "consent", "notes"]  # fmt: skip
    draw.shuffle(questions)
    second = draw.choice(SECOND)
    mark = draw.choice(("{}、", "{}.", "Q{} "))
    separator = draw.choice(("┋", "┋", ",", "; "))
    titles = {key: draw.choice(NAMES[key]) for key in NAMES} | {f"{key}2": second.format(PART[key]) for key in ("name", "sex", "birth")}
    titles["more"] = "是否还有第二个孩子一起参加"
    own = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
    rows: list[tuple[Cell, ...]] = [tuple(own + [mark.format(n) + titles[key] for n, key in enumerate(questions, 1)])]
    for place, answer in enumerate(_shuffled_in(draw, given, newest_first)):
        answer.ref = str(place + 2)
        blank = "(空)"
        cells = {key: blank if cell is None else cell for key, cell in answer.cells.items()}
        cells["slots"] = maker.slot_cell(_chosen(made, answer), separator) or blank
        kids = answer.children
        first = kids[0] if kids else None
        cells |= {"name": first.name if first else blank, "nickname": (first and first.nickname) or blank,
                  "sex": _sex(draw, first) if first else blank, "birth": first.birth_cell if first else blank,
                  "allergies": (first and first.allergies) or draw.choice((blank, "无", "/")),
                  "more": "是" if len(kids) > 1 else "否"}  # fmt: skip
        other = kids[1] if len(kids) > 1 else None
        cells |= {"name2": other.name if other else "(跳过)", "sex2": _sex(draw, other) if other else "(跳过)",
                  "birth2": other.birth_cell if other else "(跳过)"}  # fmt: skip
        stamp = f"{answer.at:%Y/%m/%d %H:%M:%S}"
        rows.append((place + 1, stamp, "120秒", "微信", "N/A", "10.0.0.1(未知)", *(cells[key] for key in questions)))
    _expect(made, given, text_count=True, shared_allergies=True)
    for family in made:
        for child in family.children[1:]:
            child.nickname = None
    return Form(Workbook("xlsx", (Sheet("Sheet1", tuple(rows)),)), maker, made, given, "wjx")


def _chosen(made: list[Family], answer: Answer) -> tuple[str, ...]:
    return made[answer.family].slots if answer.family >= 0 else made[0].slots


def template(seed: int, *, sheets: int = 1) -> Form:
    """The family template: groups over headings, notes above, an example, totals and footnotes, on one or more sheets."""
    kids = random.Random(seed).randint(1, 4)
    maker = Maker(seed, most_children=kids)
    draw = maker.draw
    made, given = answers(maker, 20, per_child=False)
    names = [f"第{n}批" for n in range(1, sheets + 1)]
    size = -(-len(given) // sheets)
    built = []
    for number, name in enumerate(names):
        part = given[number * size : (number + 1) * size]
        built.append(_template_sheet(maker, made, part, name, kids, several=sheets > 1))
    _expect(made, given, text_count=False, shared_allergies=False)
    assert draw is maker.draw
    return Form(Workbook("xlsx", tuple(built)), maker, made, given, "template")


def _template_sheet(maker: Maker, made: list[Family], part: list[Answer], name: str, kids: int, *, several: bool) -> Sheet:
    draw = maker.draw
    groups: list[tuple[str, list[str], list[str]]] = [
        (draw.choice(("家长1", "监护人1", "第一位家长")), ["姓名", "手机号", "与孩子关系"], ["guardian", "phone", "relation"]),
        (draw.choice(("家长2", "监护人2", "第二位家长")), ["姓名", "手机号", "与孩子关系"], ["", "", ""]),
    ]
    word = draw.choice(("孩子{}", "宝宝{}", "第{}个孩子"))
    for n in range(kids):
        fields = ["name", "nickname", "sex", "birth", "allergies"]
        draw.shuffle(fields)
        title = word.format(NUMERALS[n] if word.startswith("第") else n + 1)
        groups.append((title, [PART[f] for f in fields], [f"{f}{n}" for f in fields]))
    singles = [("参加场次", ["slots"]), ("照片授权", ["consent"]), ("备注", ["notes"])]
    groups += [("参加人数", ["成人", "儿童", "合计"], ["adults", "kids", "total"])]
    groups += [(title, [""], keys) for title, keys in singles]
    draw.shuffle(groups)
    groups.insert(0, ("序号", [""], ["seq"]))
    staff = draw.randint(1, len(groups))
    groups.insert(staff, ("内部跟进", [""], ["staff"]))
    upper: list[Cell] = []
    lower: list[Cell] = []
    keys: list[str] = []
    spans = []
    for title, headings, names in groups:
        spans.append((len(upper), len(upper) + len(headings) - 1))
        upper += [title] + [None] * (len(headings) - 1)
        lower += [heading or None for heading in headings]
        keys += names
    notes: list[tuple[Cell, ...]] = [(f"春日亲子日报名表（{name}）",), ("填写说明：出生日期请填公历；一个家庭一行。",)]
    rows = notes[: draw.randint(0, 2)]
    top = len(rows) + 1
    merged = tuple((top, a, top, b) for a, b in spans if b > a) + tuple((top, a, top + 1, a) for a, b in spans if a == b)
    rows += [tuple(upper), tuple(lower)]
    if draw.random() < 0.6:
        example = {"seq": "示例", "guardian": "张三", "phone": "13800138000", "name0": "张小宝", "birth0": "2021-01-01"}
        rows.append(tuple(example.get(key) for key in keys))
    for place, answer in enumerate(part):
        if draw.random() < 0.1:
            rows.append(())
        if draw.random() < 0.05:
            rows += [tuple(upper), tuple(lower)]
        rows.append(_template_row(maker, made, answer, keys, place + 1))
        number = str(len(rows))
        answer.ref = f"{name}!{number}" if several else number
    rows += [tuple(900 + n if key == "seq" else None for key in keys) for n in range(draw.randint(0, 2))]
    rows += [(), tuple("合计" if n == 0 else 60 if key in ("adults", "kids") else None for n, key in enumerate(keys))]
    rows.append(("注：以上名单以电话确认为准，如有变动请联系王老师 13900000000。",))
    rows.append(("制表人：王老师", None, None, None, "日期：2027年3月1日"))
    return Sheet(name, tuple(rows), merged=merged, hidden_columns=frozenset({keys.index("staff")}))


def _template_row(maker: Maker, made: list[Family], answer: Answer, keys: list[str], seq: int) -> tuple[Cell, ...]:
    cells = dict(answer.cells) | {"seq": seq, "slots": maker.slot_cell(_chosen(made, answer), "、"), "staff": "待回访", "total": 3}
    for n, child in enumerate(answer.children):
        cells |= {f"name{n}": child.name, f"nickname{n}": child.nickname, f"sex{n}": _sex(maker.draw, child),
                  f"birth{n}": child.birth_cell, f"allergies{n}": child.allergies or maker.draw.choice((None, "无", "-"))}  # fmt: skip
    return tuple(cells.get(key) for key in keys)


def per_child(seed: int) -> Form:
    """One row a child with the guardian repeated, as a text file leaves it: all cells are text."""
    maker = Maker(seed, most_children=3)
    draw = maker.draw
    made, given = answers(maker, 18, per_child=True)
    keys = ["guardian", "phone", "relation", "name", "nickname", "sex", "birth", "allergies", "slots", "headcount", "consent", "notes"]
    draw.shuffle(keys)
    own = {key: draw.choice(NAMES[key]) for key in keys}
    header = ["登记编号", *(own[key] for key in keys), "备注" if own["notes"] == "备注" else "工作人员备注", "登记时间"]
    rows: list[tuple[Cell, ...]] = [tuple(header)]
    separator = draw.choice(("/", "、", ";", "|"))
    for place, answer in enumerate(_shuffled_in(draw, given, draw.random() < 0.5)):
        if draw.random() < 0.1:
            rows.append(())
        child = answer.children[0] if answer.children else None
        cells = {key: str(cell) if cell is not None else None for key, cell in answer.cells.items()}
        cells |= {"slots": maker.slot_cell(_chosen(made, answer), separator), "name": child and child.name,
                  "nickname": child and child.nickname, "sex": str(_sex(draw, child)) if child else None,
                  "birth": str(child.birth_cell) if child else None, "allergies": child and child.allergies}  # fmt: skip
        rows.append((str(place + 1), *(cells[key] for key in keys), draw.choice((None, "已缴费")), f"{answer.at:%Y-%m-%d %H:%M:%S}"))
        answer.ref = str(len(rows))
    rows += [(), ("合计", None, None, None, f"共{len(given)}名儿童"), ("以上数据由前台登记，导出时间 2027-03-01 09:00",)]
    _expect(made, given, text_count=True, shared_allergies=False)
    return Form(Workbook("csv", (Sheet("csv", tuple(rows)),)), maker, made, given, "template")
