"""What all cells share: invisible characters, full-width forms, Chinese numerals and the ways to say "nothing"."""

import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache

from eventdesk.exchange.workbook import Cell

LONGEST_TEXT = 32_767
"""Characters that a spreadsheet cell can hold; what is longer is cut and said so."""

NOTHING = frozenset({
    "", "(空)", "(跳过)", "无", "無", "没有", "暂无", "/", "-", "--", "—", "——", "n/a", "none", "null",
})  # fmt: skip
"""How a form says that nothing was given, after NFKC and in lower case."""

NO_ALLERGY = frozenset({
    "否", "没", "没有过敏", "没过敏", "无过敏", "不过敏", "没有过敏史", "无过敏史", "没有任何过敏", "没有的", "都没有",
    "no", "nil", "nope", "nothing", "no allergy", "no allergies", "not allergic", "none known", "no known allergies",
})  # fmt: skip
"""How a parent says beside "allergies" that there are none, as :data:`NOTHING` is written; "not sure" is not among them."""

_LONGEST_NOTHING = 16
"""With the spaces and invisible characters that may stand around it."""

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
HAN = f"[{_HAN}]"
_FULLWIDTH_DIGIT = re.compile("[０-９]")
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufffe]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "俩": 2, "仨": 3, "幺": 1}
_CN_NUMBER = re.compile("[〇○零一二两俩三仨四五六七八九十百廿卅]+")


def raw_text(value: Cell) -> str:
    """The cell as text, as a person would read it; dates in ISO form, whole numbers without a fraction."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def without_controls(text: str) -> str:
    """The text without control characters (line breaks and tabs stay): they must never reach the store."""
    return _CONTROL.sub("", text)


def has_controls(text: str) -> bool:
    """Whether the text holds characters that no person typed."""
    return _CONTROL.search(text) is not None


def visible(text: str) -> str:
    """The text without characters that have no width or only turn the writing direction."""
    return text if text.isprintable() else _INVISIBLE.sub("", text)


def plain(value: Cell) -> str:
    """NFKC, without invisible and control characters, trimmed: the form that rules look at."""
    return _plain(value if isinstance(value, str) else raw_text(value))


@lru_cache(maxsize=1 << 15)
def _plain(text: str) -> str:
    """Most cells of a form repeat a few answers, so the same text is asked for thousands of times."""
    if text.isascii():
        return (text if text.isprintable() else without_controls(text)).strip()
    text = unicodedata.normalize("NFKC", text)
    return (text if text.isprintable() else visible(without_controls(text))).strip()


def is_nothing(value: Cell) -> bool:
    """Whether the cell says that nothing was given."""
    if value is None:
        return True
    return isinstance(value, str) and len(value) <= _LONGEST_NOTHING and _says_nothing(value)


@lru_cache(maxsize=1 << 15)
def _says_nothing(text: str) -> bool:
    return _plain(text).lower() in NOTHING


def has_fullwidth_digits(value: Cell) -> bool:
    """Whether digits were typed in their full-width form."""
    return isinstance(value, str) and _FULLWIDTH_DIGIT.search(value) is not None


def free_text(value: Cell) -> str | None:
    """Text kept character for character: trimmed, CRLF → LF, control characters dropped; None where nothing is said.

    A leading ``=``, ``+``, ``-`` or ``@`` stays: it is text, and whoever writes it out makes it harmless.
    """
    if is_nothing(value):
        return None
    text = raw_text(value)
    if not text.isprintable():
        text = without_controls(text).replace("\r\n", "\n").replace("\r", "\n")
    return text.strip().strip("\ufeff")[:LONGEST_TEXT].rstrip() or None


def allergy_text(value: Cell) -> str | None:
    """As :func:`free_text`, None also for "no allergies": whatever is kept is read at the door as what a child must not have."""
    kept = free_text(value)
    return None if kept is None or plain(kept).lower().strip(" .!~。") in NO_ALLERGY | NOTHING else kept


def is_cut(value: Cell) -> bool:
    """Whether :func:`free_text` had to cut the text."""
    return isinstance(value, str) and len(value) > LONGEST_TEXT


def chinese_number(text: str) -> int | None:
    """The number written as 十二, 二十, 廿三, 两 or 二〇二二; None if it isn't one."""
    if not text or _CN_NUMBER.fullmatch(text) is None:
        return None
    text = text.replace("廿", "二十").replace("卅", "三十")
    if "十" not in text and "百" not in text:
        return int("".join(str(_DIGITS[c]) for c in text))
    total = 0
    rest = text
    for unit, size in (("百", 100), ("十", 10)):
        if unit in rest:
            head, _, rest = rest.partition(unit)
            if any(c not in _DIGITS for c in head) or len(head) > 1:
                return None
            total += (_DIGITS[head] if head else 1) * size
    if len(rest) > 2 or any(c not in _DIGITS for c in rest):
        return None
    return total + (_DIGITS[rest[-1]] if rest else 0)


def with_arabic_digits(text: str) -> str:
    """Chinese numerals in the text replaced by digits; what doesn't read as a number stays."""

    def replaced(match: re.Match[str]) -> str:
        number = chinese_number(match.group())
        return match.group() if number is None else str(number)

    return _CN_NUMBER.sub(replaced, text)
