"""Makes 接龙 as people write them, with their truth: other numbers, separators, orders, labels, lines and slips."""

import random
from dataclasses import dataclass

NICKS = (
    "豆包", "团团", "🌟星星", "阿布", "小满", "Momo", "可可", "米粒儿", "果冻", "都都", "想想", "圆圆🍑", "年年", "Leo", "小石榴",
    "乐乐",
)  # fmt: skip
GIVEN = (
    "周子安", "喻乐和", "柏清扬", "窦语桐", "苏星辰", "葛知行", "彭书航", "郎景行", "彭听澜", "奚若水", "范思远", "云嘉禾",
)  # fmt: skip
GROWN = ("孙萍", "魏建国", "喻红梅", "郎丽", "施文静", "欧阳敏", "严军", "戚芳芳", "潘勇", "范晓东")
TITLES = {
    "妈妈": "mother", "爸爸": "father", "麻麻": "mother", "爸": "father", "奶奶": "grandmother", "外公": "grandfather", "家长": None,
}  # fmt: skip
NOTES = ("会晚到十分钟", "=1+1", "@团长", "需要停车位", "第一次来，请多关照", "和三号一起坐")
NUMBERS = ("{}. ", "{}.", "{}、", "{}) ", "({}) ", "【{}】", "{}．", "{}: ")
SEPARATORS = (" ", "+", "，", ",", "/", "  ", "；")
COUNTS = {
    "{a}大{c}小": True, "{a}个大人{c}个孩子": True, "大{a}小{c}": True, "成人{a}儿童{c}": True, "{a}大+{c}小": True, "{A}大{C}小": True,
    "共{t}人": False, "人数：{a}大{c}小": True,
}  # fmt: skip
CHINESE = "零一两三四五"


@dataclass
class Meant:
    """An entry as meant: what an import must make of it."""

    line: int
    fate: str
    phone: str = ""
    guardian: str = ""
    relation: str | None = None
    children: tuple[str, ...] = ()
    adults: int = 1
    kids: int = 1
    note: str = ""


def chain(seed: int) -> tuple[str, list[Meant]]:
    """A text and the entries that are in it."""
    draw = random.Random(seed)
    style, separator = draw.choice(NUMBERS), draw.choice(SEPARATORS)
    lines = ["#接龙" if draw.random() < 0.7 else "各位家长接龙报名", "【亲子工坊】周六上午 9:30-11:30 社区中心"]
    order = ["who", "count", "phone", "note"]
    if draw.random() < 0.3:
        lines += ["1、时间：周六上午", "2、费用：免费"]
    lines += ["例：乐乐妈妈+1大1小 13800138000", ""]
    middle = order[:3]
    draw.shuffle(middle)
    meant: list[Meant] = []
    nicks, given = list(NICKS), list(GIVEN)
    draw.shuffle(nicks)
    draw.shuffle(given)
    for number in range(1, 19):
        one = Meant(len(lines) + 1, "ok")
        parts = _entry(draw, one, nicks, given, meant)
        said = [parts[key] for key in [*middle, "note"] if parts.get(key)]
        start = style.format(number) + (said[0] if said else "")
        if draw.random() < 0.15 and len(said) > 1:
            lines += [start, separator.join(said[1:])]
        else:
            lines.append(separator.join([start, *said[1:]]))
        if said:
            meant.append(one)
    lines += [draw.choice(("接龙截止：周五20:00", "咨询请联系王老师 13900000000")), "", "负责人电话 13911112222"]
    return draw.choice(("\n", "\r\n")).join(lines), meant


def _entry(draw: random.Random, one: Meant, nicks: list[str], given: list[str], before: list[Meant]) -> dict[str, str]:
    if draw.random() < 0.06:
        return {}
    one.phone = draw.choice(("13", "15", "18", "19")) + f"{draw.randrange(10**9):09d}"
    who = _who(draw, one, nicks, given)
    one.adults, one.kids = draw.randint(1, 3), len(one.children)
    wording = draw.choice(list(COUNTS))
    count = wording.format(a=one.adults, c=one.kids, t=one.adults + one.kids, A=CHINESE[one.adults], C=CHINESE[one.kids])
    parts = {"who": who, "count": count, "phone": _phone(draw, one)}
    if draw.random() < 0.3:
        one.note = parts["note"] = draw.choice(NOTES)
    if draw.random() < 0.08:
        del parts["phone"]
        one.fate = "rejected:missing_phone"
    repeated = [m for m in before if m.fate == "ok"]
    if repeated and one.fate == "ok" and draw.random() < 0.12:
        old = draw.choice(repeated)
        one.fate, one.phone = f"duplicate_of:{old.line}", old.phone
        parts |= {"who": f"{'和'.join(old.children)}妈妈", "phone": old.phone, "note": "改一下人数"}
        old.guardian, old.relation, old.adults, old.note = f"{'和'.join(old.children)}妈妈", "mother", one.adults, "改一下人数"
        old.kids = len(old.children)
        parts["count"] = f"{one.adults}大{old.kids}小"
    return parts


def _who(draw: random.Random, one: Meant, nicks: list[str], given: list[str]) -> str:
    pool = nicks if draw.random() < 0.6 and len(nicks) > 2 else given if len(given) > 2 else nicks
    if not pool:
        pool.extend(f"小{c}儿" for c in "甲乙丙丁戊己庚辛")
    first = pool.pop()
    one.children = (first,)
    kind = draw.random()
    if kind < 0.5:
        title = draw.choice(list(TITLES))
        one.relation = TITLES[title]
        gap = draw.choice(("", "", " "))
        one.guardian = f"{first}{title}"
        return f"{first}{gap}{title}"
    if kind < 0.65 and len(pool) > 1:
        second = pool.pop()
        one.children, one.relation = (first, second), "mother"
        joint = draw.choice(("和", "、", "&"))
        one.guardian = f"{first}{'、' if joint == '&' else joint}{second}妈妈"
        return f"{first}{joint}{second}妈妈"
    one.guardian = draw.choice(GROWN)
    return f"{one.guardian} {draw.choice(('孩子', '宝宝：', '宝贝叫', '孩子姓名：'))}{first}"


def _phone(draw: random.Random, one: Meant) -> str:
    p = one.phone
    kind = draw.random()
    if kind < 0.06:
        one.fate = "rejected:bad_phone"
        return draw.choice((p[:10], p + "1", f"{p[:3]}****{p[7:]}", p[:6] + "O" + p[7:]))
    wide = p.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    spaced = (f"{p[:3]} {p[3:7]} {p[7:]}", f"{p[:3]}-{p[3:7]}-{p[7:]}", f"+86 {p}")
    return draw.choice((p, p, p, *spaced, f"电话{p}", f"手机：{p}", wide, f"{p}（微信同号）"))
