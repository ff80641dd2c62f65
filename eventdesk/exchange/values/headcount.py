"""How many come: 2大1小, 成人2儿童1, 三大一小, 1个大人1个孩子, 共4人, 4, 2 adults 1 child."""

import re
from dataclasses import dataclass
from functools import lru_cache

from eventdesk.exchange.values.text import has_fullwidth_digits, is_nothing, plain, with_arabic_digits
from eventdesk.exchange.workbook import Cell

_MOST = 99
"""More people than this in one family is a slip of the keyboard."""
_ADULT = "大人|成人|成年人|家长|大|adults?|grown-?ups?|parents?"
_CHILD = "小孩子?|小朋友|孩子|儿童|宝宝|宝贝|小童|小|娃娃?|children|child|kids?"
_COUNTED = r"(\d{1,3})\s*(?:个|位|名|x|\*)?\s*"
_NAMED = r"\s*[:：x*]?\s*(\d{1,3})"
_ADULT_FIRST_NUMBER = re.compile(_COUNTED + f"(?:{_ADULT})")
_CHILD_FIRST_NUMBER = re.compile(_COUNTED + f"(?:{_CHILD})")
_ADULT_FIRST_WORD = re.compile(f"(?:{_ADULT})" + _NAMED)
_CHILD_FIRST_WORD = re.compile(f"(?:{_CHILD})" + _NAMED)
_TOTAL = re.compile(r"(?:1家|全家|总共|1共|共计|合计|共|total:?)?\s*(\d{1,3})\s*(?:个)?(?:人|口|位|名|people|persons?|pax|in total)?")
_SUM = re.compile(r"(\d{1,2})\s*\+\s*(\d{1,2})")


@dataclass(frozen=True)
class Headcount:
    """What the form states; None where it says nothing. ``total`` only where adults and children aren't told apart."""

    adults: int | None = None
    children: int | None = None
    total: int | None = None
    warnings: tuple[str, ...] = ()

    @property
    def is_missing(self) -> bool:
        """Whether nothing at all was stated."""
        return self.adults is None and self.children is None and self.total is None


@lru_cache(maxsize=4096, typed=True)
def read_headcount(value: Cell) -> Headcount:
    """Reads a cell such as ``2大1小``. Never raises."""
    if is_nothing(value) or isinstance(value, bool):
        return Headcount()
    warnings = ("fullwidth_digits",) if has_fullwidth_digits(value) else ()
    if isinstance(value, int | float):
        return Headcount(total=_sensible(value), warnings=warnings)
    text = re.sub(r"\([^)]*\)", "", with_arabic_digits(plain(value).lower())).strip(" 。.;；")
    text = re.sub(r"(?<=\d)\.0+$", "", text)
    summed = _SUM.fullmatch(text)
    if summed:
        return Headcount(int(summed.group(1)), int(summed.group(2)), warnings=warnings)
    total = _TOTAL.fullmatch(text)
    if total:
        return Headcount(total=_sensible(int(total.group(1))), warnings=warnings)
    number_first = text[:1].isdigit()
    adults = _found(text, _ADULT_FIRST_NUMBER if number_first else _ADULT_FIRST_WORD)
    children = _found(text, _CHILD_FIRST_NUMBER if number_first else _CHILD_FIRST_WORD)
    if adults is None and children is None:
        adults = _found(text, _ADULT_FIRST_NUMBER)
        children = _found(text, _CHILD_FIRST_NUMBER)
    return Headcount(adults, children, warnings=warnings)


@lru_cache(maxsize=4096, typed=True)
def read_count(value: Cell) -> tuple[int | None, tuple[str, ...]]:
    """A plain number of people: 2, ``2人``, ``１个``, 两位."""
    if is_nothing(value) or isinstance(value, bool):
        return None, ()
    warnings = ("fullwidth_digits",) if has_fullwidth_digits(value) else ()
    if isinstance(value, int | float):
        return _sensible(value), warnings
    match = re.search(r"\d{1,3}", with_arabic_digits(plain(value)))
    return (_sensible(int(match.group())) if match else None), warnings


def _found(text: str, pattern: re.Pattern[str]) -> int | None:
    match = pattern.search(text)
    return _sensible(int(match.group(1))) if match else None


def _sensible(value: int | float) -> int | None:
    return int(value) if value == value and 0 <= value <= _MOST and value == int(value) else None
