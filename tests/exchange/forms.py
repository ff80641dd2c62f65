"""Makes registration files of the kinds that an import must read, unlike each other, together with their truth.

Everything is drawn from a seed: families, what goes wrong in their rows, wording and order of the columns, title rows,
totals and footnotes. The wordings here are written down once more and not taken from the program.
"""

import random
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from eventdesk.exchange.plan import ImportContext, SlotChoice
from eventdesk.exchange.workbook import Cell

AS_OF = date(2027, 3, 1)
EVENT = date(2027, 3, 20)
BAND = (24, 143)
SLOT_SETS = (
    ("周六上午 陶艺、彩绘", "周六下午 亲子烘焙，含茶点", "周日上午 自然观察"),
    ("第一场 09:00-10:30", "第二场 11:00-12:30", "第三场 14:00-15:30", "第四场 16:00-17:30"),
    ("A 草地音乐会", "B 草地音乐会/加场", "C 露天电影"),
    ("10月1日（周四）上午 拼布", "10月1日（周四）下午 皮影、剪纸"),
)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜谢邹喻柏水窦章云苏潘葛奚范彭郎"
GIVEN = "安宁乐和清扬子涵思远嘉禾明轩语桐星辰若水知行书航亦凡景行听澜"
NICKS = ("豆包", "🌟星星", "=1+1", "@小雨", "-小贝", "团团", "阿布")
NOTES = ("自备午餐", "=SUM(A1:A3)", "+请留靠窗的座位", "需要发票；谢谢", "第一次来\n请多关照")
RELATIONS = {
    "mother": ("妈妈", "母亲", "妈", "母女", "母子"), "father": ("爸爸", "父亲", "父女"), "nanny": ("保姆", "育儿嫂"),
    "grandmother": ("奶奶", "外婆", "姥姥"), "grandfather": ("爷爷", "外公"), "aunt": ("姑姑", "小姨"),
}  # fmt: skip
SEXES = {"M": ("男", "男孩", "男宝", "M", "男 "), "F": ("女", "女孩", "女宝", "F", "女性"), None: ("保密",)}
CONSENTS = {True: ("同意", "是", "Y", "√", "可以", "同意，可用于公众号"), False: ("不同意", "否", "N", "×", "不可以")}
CONDITIONS = ("同意但不露脸", "看情况", "仅群内分享可以", "到时再说")


@dataclass
class Child:
    """A child as meant; ``birth_cell`` is what stands in the file."""

    name: str
    sex: str | None
    born: date | None
    birth_cell: Cell
    nickname: str | None = None
    allergies: str | None = None
    warnings: set[str] = field(default_factory=set)


@dataclass
class Answer:
    """One submission as meant: cells by field, and what an import must say of it."""

    family: int
    cells: dict[str, Cell]
    children: list[Child]
    fate: str = "ok"
    warnings: set[str] = field(default_factory=set)
    at: datetime = datetime(2027, 1, 1)
    ref: str = ""


@dataclass
class Family:
    """A family as it must come out."""

    phone: str
    relation: str | None
    children: list[Child]
    adults: int
    kids: int
    slots: tuple[str, ...]
    consent: bool | None
    notes: str | None
    refs: list[str] = field(default_factory=list)


class Maker:
    """Draws families and their answers."""

    def __init__(self, seed: int, *, most_children: int) -> None:
        self.draw = random.Random(seed)
        self.most_children = most_children
        titles = self.draw.choice(SLOT_SETS)
        self.slots = tuple(SlotChoice(f"S{n}", title) for n, title in enumerate(titles, 1))
        self.context = ImportContext(AS_OF, EVENT, BAND, self.slots)
        self._names: set[str] = set()
        self._phones: set[str] = set()

    def name(self) -> str:
        while True:
            name = self.draw.choice(SURNAMES) + "".join(self.draw.sample(GIVEN, 2))
            if name not in self._names and "和" not in name:
                self._names.add(name)
                return name

    def phone(self) -> str:
        while True:
            number = self.draw.choice(("13", "15", "17", "18", "19")) + f"{self.draw.randrange(10**9):09d}"
            if number not in self._phones:
                self._phones.add(number)
                return number

    def child(self) -> Child:
        born = date(2027, 3, 20) - timedelta(days=self.draw.randrange(800, 4200))
        cell, warnings = self.birth(born)
        child = Child(self.name(), self.draw.choice(("M", "F", "M", "F", None)), born, cell, warnings=warnings)
        if warnings & {"approx_birthdate", "lunar_birthdate_suspected"}:
            child.born = None
        child.nickname = self.draw.choice((None, *NICKS))
        child.allergies = self.draw.choice((None, None, "花生过敏", "无麸质饮食"))
        return child

    def birth(self, d: date) -> tuple[Cell, set[str]]:
        wide = str.maketrans("0123456789", "０１２３４５６７８９")
        serial = (d - date(1899, 12, 30)).days
        return self.draw.choice((
            (d.isoformat(), set()), (f"{d.year}/{d.month}/{d.day}", set()), (f"{d:%Y.%m.%d}", set()), (f"{d:%Y%m%d}", set()),
            (f"{d.year}年{d.month}月{d.day}日", set()), (f"{d:%Y-%m-%d} 00:00:00", set()), (f"{d:%y}-{d.month}-{d.day}", set()),
            (f"{d.year} 年 {d.month} 月 {d.day} 日", set()), (f"{d:%Y.%m.%d}生", set()), (f"公历{d.year}年{d.month}月{d.day}日", set()),
            (d.isoformat().translate(wide), {"fullwidth_digits"}), (str(serial), {"excel_serial_date"}),
            (f"{d.year}年{d.month}月", {"approx_birthdate"}), ("5岁3个月", {"approx_birthdate"}), ("六岁", {"approx_birthdate"}),
            (f"农历{d.year}年八月初六", {"lunar_birthdate_suspected"}), (f"{d.year}年腊月二十（农历）", {"lunar_birthdate_suspected"}),
        ))  # fmt: skip

    def phone_cell(self, p: str) -> tuple[Cell, set[str]]:
        decorated = {"phone_with_spaces_or_+86"}
        return self.draw.choice((
            (p, set()), (p, set()), (f" {p}", set()), (f"\u200b{p}", set()), (f"{p[:3]} {p[3:7]} {p[7:]}", decorated),
            (f"{p[:3]}-{p[3:7]}-{p[7:]}", decorated), (f"+86 {p}", decorated), (f"86{p}", decorated), (f"0086{p}", decorated),
            (f"{p}.0", {"phone_float"}), (f"{p[0]}.{p[1:]}E+10", {"phone_float"}), (f"电话：{p}", set()), (f"{p}（微信同号）", set()),
            (p.translate(str.maketrans("0123456789", "０１２３４５６７８９")), {"fullwidth_digits"}),
            (f"{p}/{self.phone()}", {"multiple_phones"}), (f"{p} 或 {self.phone()}", {"multiple_phones"}),
        ))  # fmt: skip

    def count_cell(self, adults: int, kids: int) -> tuple[Cell, set[str]]:
        numerals = "零一二三四五六七八九"
        return self.draw.choice((
            (f"{adults}大{kids}小", set()), (f"成人{adults}儿童{kids}", set()), (f"{adults}个大人{kids}个孩子", set()),
            (f"{numerals[adults]}大{numerals[kids]}小", set()), (f"大{adults}小{kids}", set()), (f"{adults}大+{kids}小", set()),
            (f"{adults}大{kids}小（共{adults + kids}人）", set()), (f"共{adults + kids}人", {"headcount_total_only"}),
            (str(adults + kids), {"headcount_total_only"}),
        ))  # fmt: skip

    def slot_cell(self, chosen: tuple[str, ...], separator: str) -> str:
        return separator.join(slot.title for slot in self.slots if slot.code in chosen)

    def choose_slots(self) -> tuple[str, ...]:
        chosen = set(self.draw.sample([s.code for s in self.slots], self.draw.randint(1, min(2, len(self.slots)))))
        return tuple(s.code for s in self.slots if s.code in chosen)

    def family(self) -> tuple[Family, set[str], dict[str, Cell]]:
        """A family, the warnings of each of its answers, and the cells that aren't about children."""
        children = [self.child() for _ in range(self.draw.randint(1, self.most_children))]
        warnings: set[str] = set()
        relation = self.draw.choice(tuple(RELATIONS))
        consent: bool | None = self.draw.choice((True, True, False))
        said: Cell = self.draw.choice(CONSENTS[bool(consent)])
        if self.draw.random() < 0.1:
            said, consent = self.draw.choice(CONDITIONS), None
            warnings.add("consent_unclear")
        family = Family(self.phone(), relation, children, self.draw.randint(1, 3), len(children),
                        self.choose_slots(), consent, self.draw.choice((None, None, *NOTES)))  # fmt: skip
        phone, codes = self.phone_cell(family.phone)
        count, more = self.count_cell(family.adults, family.kids)
        cells: dict[str, Cell] = {
            "guardian": self.name(), "phone": phone, "relation": self.draw.choice(RELATIONS[relation]), "headcount": count,
            "adults": family.adults, "kids": family.kids, "consent": said, "notes": family.notes,
        }  # fmt: skip
        if self.draw.random() < 0.1:
            cells["guardian"] = self.draw.choice(("乐乐妈妈", "王女士", "李老师"))
            warnings.add("name_has_title")
        return family, warnings | codes | {f"count:{code}" for code in more}, cells


SPOILERS: tuple[tuple[str, str, Cell], ...] = (
    ("missing_phone", "phone", None), ("bad_phone", "phone", "1381234567"), ("bad_phone", "phone", "138****1234"),
    ("bad_phone", "phone", "+1 415 555 0100"), ("bad_phone", "phone", "1.38E+10"), ("missing_child", "name", None),
    ("bad_birthdate", "birth", "待定"), ("bad_birthdate", "birth", "2022-13-05"), ("future_birthdate", "birth", "2030-01-01"),
    ("too_old", "birth", "2001/5/6"),
)  # fmt: skip


def spoiled(answer: Answer, spoiler: tuple[str, str, Cell], phone: str) -> Answer:
    """The answer with one fatal defect, under a phone of its own."""
    code, where, cell = spoiler
    children = [replace(child) for child in answer.children]
    cells = answer.cells | {"phone": phone}
    if where == "phone":
        cells["phone"] = cell
    elif where == "name":
        children = []
    else:
        children[0].birth_cell = cell
    return Answer(-1, cells, children, f"rejected:{code}", set(), answer.at)


def answers(maker: Maker, families: int, *, per_child: bool) -> tuple[list[Family], list[Answer]]:
    """Families and all submissions in the order in which they came; refs are filled in by the sheet's writer."""
    result: list[Answer] = []
    made: list[Family] = []
    moment = datetime(2027, 1, 5, 8)
    for number in range(families):
        family, warnings, cells = maker.family()
        made.append(family)
        groups = [[child] for child in family.children] if per_child else [family.children]
        for group in groups:
            moment += timedelta(minutes=maker.draw.randint(3, 400))
            codes = warnings.union(*(child.warnings for child in group))
            result.append(Answer(number, dict(cells), list(group), "ok", codes, moment))
        if maker.draw.random() < 0.35:
            moment += timedelta(minutes=maker.draw.randint(3, 400))
            spoiler = maker.draw.choice(SPOILERS)
            result.append(replace(spoiled(result[-1], spoiler, maker.phone()), at=moment))
    for number in maker.draw.sample(range(families), families // 5):
        moment += timedelta(minutes=maker.draw.randint(3, 400))
        first = next(a for a in result if a.family == number)
        changed = dict(first.cells) | {"consent": "不同意", "notes": "更正：以这次为准", "phone": made[number].phone}
        made[number].consent, made[number].notes = False, "更正：以这次为准"
        result.append(Answer(number, changed, list(first.children), f"duplicate_of:{id(first)}", set(), moment))
    return made, result
