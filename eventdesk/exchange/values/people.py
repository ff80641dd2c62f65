"""Names, forms of address, relations and sexes."""

import re
from dataclasses import dataclass
from functools import lru_cache

from eventdesk.exchange.values.text import HAN, free_text, is_nothing, plain, visible
from eventdesk.exchange.workbook import Cell

_MIDDLE_DOTS = re.compile("[•・‧･∙⋅]")
_DOT_SPACES = re.compile(r"\s*·\s*")
_HAN_SPACES = re.compile(rf"(?<={HAN})[\s\u3000]+(?={HAN})")
_SPACES = re.compile(r"\s+")
_TITLE = re.compile(
    "(妈妈|爸爸|妈咪|爸比|麻麻|粑粑|奶奶|爷爷|外婆|外公|姥姥|姥爷|姥娘|女士|先生|小姐|老师|阿姨|叔叔|姑姑|姑妈|姨妈|小姨|大姨|"
    "舅舅|舅妈|伯伯|婶婶|太太|家长|保姆|妈|爸)$"
)
_LATIN_TITLE = re.compile(r"^(mr|mrs|ms|miss|dr|prof)\b\.?\s|\b(mom|mum|mommy|mummy|dad|daddy|teacher)$", re.I)

# Longest and most particular first: 外祖母 holds 母, 姑父 holds 父, 奶妈 isn't a mother.
_RELATIONS = (
    ("nanny", ("保姆", "育儿嫂", "月嫂", "阿姨带", "nanny", "babysitter", "au pair", "caregiver")),
    ("aunt", ("姑姑", "姑妈", "姑母", "小姑", "大姑", "姨妈", "姨母", "小姨", "大姨", "阿姨", "舅妈", "舅母", "婶婶", "婶子",
              "伯母", "姑", "姨", "婶", "aunt", "auntie")),
    ("uncle", ("叔叔", "叔父", "舅舅", "舅父", "伯伯", "伯父", "大伯", "姑父", "姑丈", "姨父", "姨丈", "叔", "舅", "伯", "uncle")),
    ("grandmother", ("外祖母", "祖母", "外婆", "姥姥", "姥娘", "奶奶", "婆婆", "阿婆", "阿嬷", "grandmother", "grandma", "granny",
                     "nana")),
    ("grandfather", ("外祖父", "祖父", "外公", "姥爷", "爷爷", "公公", "阿公", "grandfather", "grandpa", "granddad")),
    ("mother", ("母亲", "妈妈", "妈咪", "麻麻", "母女", "母子", "娘亲", "妈", "母", "mother", "mom", "mum", "mommy", "mummy")),
    ("father", ("父亲", "爸爸", "爸比", "粑粑", "父子", "父女", "爸", "父", "father", "dad", "daddy", "papa")),
)  # fmt: skip
_BOTH_PARENTS = re.compile("父母|爸妈|爸爸妈妈|parents")


@dataclass(frozen=True)
class GuardianName:
    """A name as kept, whether it is a form of address, and the relation that it gives away."""

    name: str | None
    has_title: bool = False
    relation: str | None = None


@lru_cache(maxsize=4096, typed=True)
def read_name(value: Cell) -> str | None:
    """A name: trimmed, spaces between Hanzi removed, middle dots unified; nothing else is changed."""
    if is_nothing(value):
        return None
    text = free_text(value)
    if text is None or text.isalpha():
        return text
    text = _MIDDLE_DOTS.sub("·", text.strip("\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u202d\u2060\ufeff \t\u3000"))
    text = _HAN_SPACES.sub("", _SPACES.sub(" ", text))
    if "·" in text:
        text = _DOT_SPACES.sub("·", text)
    return text.strip() or None


def read_guardian_name(value: Cell) -> GuardianName:
    """A grown-up's name; 豆豆妈妈, 张女士 or 李老师 are kept as they are, and said to be forms of address."""
    name = read_name(value)
    if name is None:
        return GuardianName(None)
    title = _TITLE.search(visible(name))
    if title is None or (title.start() == 0 and len(title.group()) < 2):
        latin = _LATIN_TITLE.search(name)
        return GuardianName(name, latin is not None, read_relation(latin.group()) if latin else None)
    return GuardianName(name, True, read_relation(title.group()) if title.group() != "阿姨" else None)


@lru_cache(maxsize=4096, typed=True)
def read_relation(value: Cell) -> str | None:
    """``mother``, ``father``, ``grandmother``, ``grandfather``, ``aunt``, ``uncle``, ``nanny``, or None if it isn't said."""
    if is_nothing(value):
        return None
    text = plain(value).lower()
    if _BOTH_PARENTS.search(text):
        return None
    for relation, words in _RELATIONS:
        if text in words:
            return relation
    for relation, words in _RELATIONS:
        for word in words:
            if (word.isascii() and re.search(rf"\b{word}\b", text)) or (not word.isascii() and len(word) > 1 and word in text):
                return relation
    for relation, words in _RELATIONS:
        if len(text) <= 8 and any(len(word) == 1 and word in text for word in words):
            return relation
    return None


@lru_cache(maxsize=4096, typed=True)
def read_sex(value: Cell) -> str | None:
    """``M``, ``F``, or None if it isn't said or is kept private."""
    if is_nothing(value):
        return None
    text = plain(value).lower()
    boy = "男" in text or "王子" in text or re.search(r"\b(m|male|boy|man)\b", text) is not None or text in {"♂", "弟弟", "哥哥"}
    girl = "女" in text or "公主" in text or re.search(r"\b(f|female|girl|woman)\b", text) is not None or text in {
        "♀", "妹妹", "姐姐",
    }  # fmt: skip
    return None if boy == girl else "M" if boy else "F"


def name_key(name: str) -> str:
    """What two spellings of one name have in common."""
    return _SPACES.sub("", plain(name)).casefold()
