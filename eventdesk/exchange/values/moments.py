"""The moment of submission, as questionnaires print it."""

import re
from datetime import date, datetime, timedelta

from eventdesk.exchange.values.text import plain
from eventdesk.exchange.workbook import Cell

_MOMENT = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[\sT]*(上午|下午|am|pm)?\s*(\d{1,2})[:时点](\d{1,2})?分?(?::?(\d{1,2}))?)?"
    r"(?:\.\d+)?\s*秒?\s*(am|pm)?(?:z|[+-]\d{2}:?\d{2})?",
    re.I,
)
_USUAL = re.compile("[0-9]{4}([-/])[0-9]{2}\\1[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")
_EPOCH_1900 = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)


_YEARS = range(2000, 2100)
"""Nobody filled a questionnaire in before or after: such a moment is a slip, and no age can be counted back from it."""


def read_moment(value: Cell, *, date1904: bool = False) -> datetime | None:
    """The local date and time of a cell, or None if it holds none. Never raises."""
    found = _read(value, date1904=date1904)
    return found if found is not None and found.year in _YEARS else None


def _read(value: Cell, *, date1904: bool) -> datetime | None:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        if not 20_000 < value < 80_000:
            return None
        return (_EPOCH_1904 if date1904 else _EPOCH_1900) + timedelta(seconds=round(value * 86_400))
    if len(value) == 19 and _USUAL.fullmatch(value):
        try:
            return datetime.fromisoformat(value.replace("/", "-"))
        except ValueError:
            return None
    match = _MOMENT.fullmatch(plain(value))
    if match is None:
        return None
    year, month, day, half, hour, minute, second, half_after = match.groups()
    hours = int(hour or 0)
    if (half or half_after or "").lower() in {"下午", "pm"} and hours < 12:
        hours += 12
    try:
        return datetime(int(year), int(month), int(day), hours, int(minute or 0), int(second or 0))
    except ValueError:
        return None
