"""Birth dates as people type them: full dates, vague ages, lunar dates and what is none of these.

Two-digit years are 20xx; ``220305`` is yymmdd; five digits are a spreadsheet's day number; ``3/5/2021`` is m/d/y.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from eventdesk.exchange.values.ages import add_months, age_range
from eventdesk.exchange.values.lunar import read_lunar
from eventdesk.exchange.values.text import has_fullwidth_digits, is_nothing, plain, raw_text, with_arabic_digits
from eventdesk.exchange.workbook import Cell

_MONTHS = {m: i for i, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)}
_MONTH_NAME = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_SEP = r"\s*[-./、年,\\]\s*"
_SEP2 = r"\s*[-./、月,\\]\s*"
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YMD = re.compile(rf"(\d{{4}}|\d{{2}}){_SEP}(\d{{1,2}}){_SEP2}(\d{{1,2}})\s*[日号]?")
_YMD_SPACED = re.compile(r"(\d{4})\s+(\d{1,2})\s+(\d{1,2})")
_END_YEAR = re.compile(r"(\d{1,2})\s*[-./]\s*(\d{1,2})\s*[-./]\s*(\d{4}|\d{2})")
_YM = re.compile(rf"(\d{{4}}|\d{{2}}(?=\s*年)){_SEP}(\d{{1,2}})\s*(?:月份?)?")
_YEAR = re.compile(r"((?:19|20)\d{2})\s*年?")
_EN_DMY = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?[\s\-/.,]*{_MONTH_NAME}[\s\-/.,]*(\d{{4}}|\d{{2}})")
_EN_MDY = re.compile(rf"{_MONTH_NAME}[\s\-/.,]*(\d{{1,2}})(?:st|nd|rd|th)?[\s\-/.,]+(\d{{4}}|\d{{2}})")
_EN_MY = re.compile(rf"{_MONTH_NAME}[\s\-/.,]*(\d{{4}})")
_TIME = re.compile(r"[\sT]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:am|pm|z)?$", re.I)
_DECORATION = re.compile(
    r"\((?:公历|阳历|新历|国历|西历)\)|公历|阳历|新历|国历|西历|出生于|出生日期|出生|生日|生于|生$|[:：]|^[生于是]|左右$|大约|大概|约|"
    r"^(?:born|dob)\b"
)
_CN_YEAR = re.compile("([〇○零一二三四五六七八九]{4}|[〇○零一二三四五六七八九]{2})年")
_EPOCH_1900 = date(1899, 12, 30)
_EPOCH_1904 = date(1904, 1, 1)
_EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True)
class Birth:
    """What a cell says of a day of birth.

    Exactly one of ``day``, ``between`` (first and last possible day) and ``lunar`` is set, or ``problem`` (a reject
    code), or nothing where the cell says nothing. ``text`` is the cell as printed, kept where the day isn't exact.
    """

    day: date | None = None
    between: tuple[date, date] | None = None
    lunar: str | None = None
    text: str | None = None
    problem: str | None = None
    warnings: tuple[str, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Whether the cell said nothing."""
        return self.day is None and self.between is None and self.lunar is None and self.problem is None


def read_birth(value: Cell, *, base: date, date1904: bool = False) -> Birth:
    """Reads a cell; ``base`` is the day that ages such as ``3岁`` were said on. Never raises."""
    if isinstance(value, datetime):
        return _checked(value.date())
    if isinstance(value, date):
        return _checked(value)
    if isinstance(value, str) and _ISO.fullmatch(value):
        return _day(value[:4], value[5:7], value[8:]) or _bad(value)
    if is_nothing(value):
        return Birth()
    if isinstance(value, bool):
        return _bad(value)
    if isinstance(value, int | float):
        return _from_number(value, date1904=date1904)
    text = plain(value).lower()
    found = _from_text(text, base=base, date1904=date1904)
    if found is None:
        return _bad(value)
    warnings = (("fullwidth_digits",) if has_fullwidth_digits(value) else ()) + found.warnings
    printed = raw_text(value).strip() if found.day is None else None
    return Birth(found.day, found.between, found.lunar, printed, found.problem, warnings)


def _bad(value: Cell) -> Birth:
    return Birth(text=raw_text(value).strip()[:200], problem="bad_birthdate")


def _checked(day: date, *warnings: str) -> Birth:
    if day < _EARLIEST:
        return Birth(text=day.isoformat(), problem="bad_birthdate")
    return Birth(day=day, warnings=warnings)


def _from_number(value: int | float, *, date1904: bool) -> Birth:
    if value != value or not 0 < value < 1e9:
        return _bad(value)
    digits = str(int(value))
    if len(digits) == 5:
        return _serial(int(digits), date1904=date1904)
    if value != int(value):
        return _bad(value)
    return _from_digits(digits, date1904=date1904) or _bad(value)


def _from_text(text: str, *, base: date, date1904: bool) -> Birth | None:
    lunar = read_lunar(text)
    if lunar is not None:
        return Birth(lunar=lunar, warnings=("lunar_birthdate_suspected",))
    text = _TIME.sub("", text)
    text = _DECORATION.sub("", _cn_year(text)).strip(" ,。.()!~")
    text = _DECORATION.sub("", text).strip(" ,。.()!~")
    text = re.sub(r"^(\d+)\.0+$", r"\1", with_arabic_digits(text))
    if text.isdigit():
        return _from_digits(text, date1904=date1904)
    exact = _written_date(text)
    if exact is not None:
        return exact
    vague = _written_month(text) or age_range(text, base)
    if vague is None or vague[0] < _EARLIEST:
        return None
    return Birth(between=vague, warnings=("approx_birthdate",))


def _cn_year(text: str) -> str:
    """二〇二二年 → 2022年; numerals of ten (十二月) are left to the general rule."""
    digits = str.maketrans("〇○零一二三四五六七八九", "000123456789")
    return _CN_YEAR.sub(lambda m: m.group(1).translate(digits) + "年", text)


def _from_digits(digits: str, *, date1904: bool) -> Birth | None:
    if len(digits) == 8:
        return _day(digits[:4], digits[4:6], digits[6:])
    if len(digits) == 6:
        found = _day(digits[:2], digits[2:4], digits[4:])
        if found is None and digits.startswith(("19", "20")):
            month = _month(digits[:4], digits[4:])
            return Birth(between=month, warnings=("approx_birthdate",)) if month else None
        return found
    if len(digits) == 5:
        return _serial(int(digits), date1904=date1904)
    if len(digits) == 4 and digits.startswith(("19", "20")):
        year = int(digits)
        return Birth(between=(date(year, 1, 1), date(year, 12, 31)), warnings=("approx_birthdate",))
    return None


def _serial(number: int, *, date1904: bool) -> Birth:
    day = (_EPOCH_1904 if date1904 else _EPOCH_1900) + timedelta(days=number)
    return _checked(day, "excel_serial_date")


def _written_date(text: str) -> Birth | None:
    """A full date in figures or with an English month; None if the text isn't one or the day doesn't exist."""
    match = _YMD.fullmatch(text) or _YMD_SPACED.fullmatch(text)
    if match is not None:
        found = _day(*match.groups())
        if found is not None or len(match.group(1)) == 4:
            return found
    match = _END_YEAR.fullmatch(text)
    if match is not None:
        first, second, year = match.groups()
        if len(year) == 2 and len(first) == 1:
            return None
        if int(first) <= 12 and int(second) <= 12:
            found = _day(year, first, second)
            return Birth(day=found.day, warnings=("ambiguous_date",)) if found else None
        return _day(year, first, second) if int(first) <= 12 else _day(year, second, first)
    match = _EN_DMY.fullmatch(text)
    if match is not None:
        return _day(match.group(3), str(_MONTHS[match.group(2)]), match.group(1))
    match = _EN_MDY.fullmatch(text)
    if match is not None:
        return _day(match.group(3), str(_MONTHS[match.group(1)]), match.group(2))
    return None


def _written_month(text: str) -> tuple[date, date] | None:
    match = _YM.fullmatch(text)
    if match is not None:
        return _month(*match.groups())
    match = _EN_MY.fullmatch(text)
    if match is not None:
        return _month(match.group(2), str(_MONTHS[match.group(1)]))
    match = _YEAR.fullmatch(text)
    if match is not None:
        year = int(match.group(1))
        return date(year, 1, 1), date(year, 12, 31)
    return None


def _month(year: str, month: str) -> tuple[date, date] | None:
    try:
        first = date(_full_year(year), int(month), 1)
    except ValueError:
        return None
    return first, add_months(first, 1) - timedelta(days=1)


def _day(year: str, month: str, day: str) -> Birth | None:
    try:
        found = date(_full_year(year), int(month), int(day))
    except ValueError:
        return None
    return Birth(day=found) if found >= _EARLIEST else None


def _full_year(year: str) -> int:
    return int(year) + 2000 if len(year) == 2 else int(year)
