"""What can be told in a line of a group chat by its shape alone: phones, head counts, ages, labels, sexes.

Everything works on a *shadow* of the text: a string of the same length in which full-width forms are narrow and what was
understood is cut out, so that places in it are places in the text.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from eventdesk.exchange.values.birth import Birth, read_birth
from eventdesk.exchange.values.headcount import Headcount, read_headcount
from eventdesk.exchange.values.phone import LANDLINE, MOBILE, Phone
from eventdesk.exchange.values.text import has_fullwidth_digits

CUT = "\x01"
"""Stands in the shadow where something was understood and taken out; a boundary like any separator."""
_UNSEEN = "\x02"
_GAP = rf"[ \t\-.{_UNSEEN}]*"
_PHONE_LABEL = (
    r"(?:(?:联系|手机|家长|妈妈|爸爸|我的)?(?:电话号码|电话|手机号码|手机号|手机|联系方式|号码|微信同号|tel|phone|mobile|cell)"
    rf"\s*(?:是|为|[:：])?[ {_UNSEEN}]*)?"
)
_PLUS86 = rf"(?:\(?\+?86\)?{_GAP}|0086{_GAP})?"


def _grouped(*sizes: int) -> str:
    """Digits in groups of these sizes, the first beginning with a mobile's 1[3-9]; nothing or one gap between groups."""
    parts = [rf"1[3-9]\d{{{sizes[0] - 2}}}" if sizes[0] > 1 else "1", *(rf"\d{{{size}}}" for size in sizes[1:])]
    return rf"[ \t\-.{_UNSEEN}]{{1,3}}".join(parts)


_MOBILE = re.compile(
    _PHONE_LABEL + r"(?<![\d*])(" + _PLUS86 + ")(" + "|".join(
        [rf"1{_UNSEEN}*[3-9](?:{_UNSEEN}*\d){{9}}", _grouped(3, 4, 4), _grouped(4, 3, 4), _grouped(3, 8), _grouped(7, 4),
         _grouped(4, 4, 3), _grouped(3, 3, 5)]
    ) + r")(?![\d*])" + r"(?:\s*\(?(?:微信同号|同微信|微信同步)\)?)?",
)  # fmt: skip
_LANDLINE = re.compile(_PHONE_LABEL + r"(?<![\d*])\(?(0(?:10|2\d|[3-9]\d\d))\)?[ \-]{0,2}(\d{7,8}|\d{4}[ \-]\d{4})(?![\d*])")
_NEARLY = re.compile(r"(?:\+?\d[\d \-.o]{5,}[\do])|\d{2,4}\*{2,}\d{0,4}")
_FOREIGN = re.compile(r"\+\s?(?!86)(?!1[35789]\d[ \-]?\d{4}[ \-]?\d{4}(?!\d))[1-9]\d{0,2}[ \-]?\(?\d[\d \-()]{5,}\d")
"""With the exception of what can only be a mobile behind a plus sign that separates: 1大1小+138…"""
_NOT_A_PHONE = re.compile(r"(?:大|小(?!时)|岁|个|位|人(?!数))")
_LABELS = re.compile(r"(?:年龄|月龄|性别|备注|留言|说明|人数|出生日期|出生|生日|场次|时段|小孩|大人)\s*[:：]")

_N = r"(?:\d{1,2}|[一二两三四五六七八九十俩])"
_UNIT = r"\s*(?:个|位|名|x|\*)?\s*"
_BIG = r"(?:大人|成人|成年人|家长|大(?!\s*[班家])|adults?|parents?)"
_SMALL = r"(?:小孩子?|小朋友|小童|小(?![\u4e00-\u9fff])|小(?=\s|$)|儿童|孩子|宝宝|宝贝|孩|娃娃?|宝|children|child|kids?)"
_AND = r"[\s,，+、和/&]*"
_COUNT_LABEL = r"(?:(?:参加|参与|报名|出席)?人数\s*[:：]?\s*|共计?\s*(?=[^\d]*大))?"
_PAIR = re.compile(
    _COUNT_LABEL + rf"(?<![\d.])(?:{_N}{_UNIT}{_BIG}{_AND}{_N}{_UNIT}{_SMALL}|{_N}{_UNIT}{_SMALL}{_AND}{_N}{_UNIT}{_BIG}"
    rf"|{_BIG}\s*[:：x]?\s*{_N}{_UNIT}{_AND}{_SMALL}\s*[:：x]?\s*{_N}(?!\d)(?:\s*[个位名人])?)"
)
_ONE_SIDE = re.compile(
    _COUNT_LABEL + rf"(?<![\d.])({_N}{_UNIT}(?:{_BIG}|小(?![\u4e00-\u9fff])|小孩|儿童|娃|kids?|child(?:ren)?))(?![\u4e00-\u9fff])"
)
_ALL = re.compile(
    rf"(?:(?:参加|参与|报名|出席)?人数\s*[:：]?\s*{_N}\s*人?(?!\d)|(?:一家|全家|总共|一共|共计|合计|共)\s*{_N}\s*(?:人|口|位)?(?!\d)"
    rf"|(?<![\d.]){_N}\s*人(?![\u4e00-\u9fff]))"
)
_SUM = re.compile(r"(?<![\d=+*/(.])(\d)\s*\+\s*(\d)(?![\d+*/).=])")

_AGE = re.compile(
    rf"(?<![\d.])(?:{_N}\s*(?:周?岁|年)(?:半|零?{_N}个?月)?|\d\.\d\s*岁|{_N}\s*岁半|\d{{1,2}}\s*个?月(?:龄|大)|\d{{1,2}}\s*个月|"
    r"\d{1,2}\s*(?:yrs?|years?)(?:\s*old)?)(?![\u4e00-\u9fff]*(?:以上|以下|的课))"
)
_BORN = re.compile(
    r"(?:生日|出生(?:日期)?|birthday|dob)?\s*[:：]?\s*(?<!\d)(?:20[012]\d\s*[-./年]\s*\d{1,2}(?:\s*[-./月]\s*\d{1,2}\s*[日号]?|\s*月份?)"
    r"|20[012]\d(?:0\d|1[0-2])(?:[0-2]\d|3[01]))(?!\d)\s*(?:出生|生|日)?"
)
_MONTHS_ONLY = re.compile(r"\d{1,2}\s*个?月$")


@dataclass
class Marks:
    """What the shapes gave, and the shadow that is left."""

    shadow: str
    phone: Phone = field(default_factory=lambda: Phone(None, problem="missing_phone"))
    headcount: Headcount = field(default_factory=Headcount)
    births: list[tuple[int, Birth]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def cut(self, start: int, end: int) -> None:
        """Takes a stretch out of the shadow."""
        self.shadow = self.shadow[:start] + CUT * (end - start) + self.shadow[end:]


def shadow_of(text: str) -> str:
    """The text with full-width forms narrow, in lower case and of the same length; invisible characters stand as one sign."""
    return "".join(map(_narrow, text))


def _narrow(character: str) -> str:
    if character.isascii():
        return character.lower() if character >= " " or character in "\n\t" else _UNSEEN
    if unicodedata.category(character) == "Cf" and character not in "\u200d":
        return _UNSEEN
    narrow = unicodedata.normalize("NFKC", character).lower()
    return narrow if len(narrow) == 1 else character


def read_marks(text: str, base: date) -> Marks:
    """Phones first, for their digits look like everything else; then days of birth and ages; then head counts."""
    marks = Marks(shadow_of(text))
    _read_phones(marks, text)
    for pattern in (_BORN, _AGE):
        for match in list(pattern.finditer(marks.shadow)):
            birth = read_birth(match.group().replace(_UNSEEN, "").strip(), base=base)
            if not birth.is_blank and birth.problem is None:
                marks.births.append((match.start(), birth))
                marks.warnings += birth.warnings
                marks.cut(match.start(), match.end())
    marks.births.sort(key=lambda one: one[0])
    _read_headcount(marks, text)
    for match in list(_LABELS.finditer(marks.shadow)):
        marks.cut(match.start(), match.end())
    return marks


def _read_phones(marks: Marks, text: str) -> None:
    found: list[tuple[str, str]] = []
    for match in list(_FOREIGN.finditer(marks.shadow)):
        marks.cut(match.start(), match.end())
        marks.phone = Phone(None, problem="bad_phone")
    for match in list(_MOBILE.finditer(marks.shadow)):
        if _NOT_A_PHONE.match(marks.shadow, match.end()):
            continue
        number = re.sub(r"\D", "", match.group(2))
        found.append((number, MOBILE))
        if match.group(1) or match.group(2).replace(_UNSEEN, "") != number:
            marks.warnings.append("phone_with_spaces_or_+86")
        _note_width(marks, text[match.start() : match.end()])
        marks.cut(match.start(), match.end())
    for match in list(_LANDLINE.finditer(marks.shadow)):
        found.append((match.group(1) + re.sub(r"\D", "", match.group(2)), LANDLINE))
        marks.cut(match.start(), match.end())
    numbers = list(dict.fromkeys(found))
    if numbers:
        marks.warnings += ["landline"] if numbers[0][1] == LANDLINE else []
        marks.warnings += ["multiple_phones"] if len(numbers) > 1 else []
        marks.phone = Phone(numbers[0][0], numbers[0][1], numbers[1][0] if len(numbers) > 1 else None)
        return
    for match in list(_NEARLY.finditer(marks.shadow)):
        digits = re.sub(r"\D", "", match.group())
        if "*" in match.group() or (len(digits) >= 7 and not _BORN.fullmatch(match.group().strip())):
            marks.phone = Phone(None, problem="bad_phone")
            marks.cut(match.start(), match.end())


def _note_width(marks: Marks, printed: str) -> None:
    if has_fullwidth_digits(printed):
        marks.warnings.append("fullwidth_digits")


def _read_headcount(marks: Marks, text: str) -> None:
    """The first statement of how many come, in the fullest form that there is one of."""
    for pattern in (_PAIR, _ALL, _SUM, _ONE_SIDE):
        match = pattern.search(marks.shadow)
        if match is None:
            continue
        said = re.sub(r"(?:参加|参与|报名|出席)?人数\s*[:：]?", "", match.group().replace(_UNSEEN, "")).strip()
        count = read_headcount(re.sub(r"(?<=[\d一二两三四五六])\s*(?:宝|孩)$", "小", said))
        if count.is_missing:
            continue
        marks.headcount = count
        _note_width(marks, text[match.start() : match.end()])
        marks.cut(match.start(), match.end())
        if count.total is not None:
            marks.warnings.append("headcount_total_only")
        return
    marks.warnings.append("headcount_missing")
