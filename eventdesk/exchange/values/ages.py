"""Ages in completed months, and what a vague age says of the day of birth."""

import calendar
import re
from datetime import date, timedelta

_AGE_CN = re.compile(
    r"(?:快|刚|已|满|今年|现在|虚)*(?:(\d{1,3}(?:\.5)?)\s*(?:周)?岁\s*(半)?)?\s*(?:零|又|多)?\s*(?:(\d{1,3})\s*个?半?月(?:大|龄)?)?"
    r"(?:多|大|了|整|吧)*"
)
_AGE_EN = re.compile(
    r"(?:(\d{1,2}(?:\.5)?)\s*-?(?:years?|yrs?|y/?o|y)\b\.?)?(?:\s*(?:and|,)?\s*(\d{1,3})\s*-?(?:months?|mos?|m)\b\.?)?\s*(?:old)?"
)
_OLDEST = 120


def add_months(day: date, months: int) -> date:
    """The day that many months later, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_between(born: date, on: date) -> int:
    """Completed months of age on a day; negative before birth."""
    months = (on.year - born.year) * 12 + on.month - born.month
    return months - (on.day < born.day)


def age_range(text: str, base: date) -> tuple[date, date] | None:
    """First and last possible day of birth of someone who is ``3岁2个月``, ``3岁``, ``3岁半`` or ``38个月`` on ``base``.

    ``3岁半`` is as wide as ``3岁``: people say it from about a quarter to about three quarters past.
    """
    text = text.strip().replace("個", "个").replace("歲", "岁")
    match = _AGE_CN.fullmatch(text)
    years, months = (match.group(1), match.group(3)) if match else (None, None)
    if years is None and months is None:
        match = _AGE_EN.fullmatch(text)
        years, months = (match.group(1), match.group(2)) if match else (None, None)
        if years is None and months is None:
            return None
    whole_years = int(float(years)) if years else 0
    whole_months = int(months) if months else 0
    if whole_years > _OLDEST or whole_months > _OLDEST * 12 or (years and whole_months > 11):
        return None
    completed = whole_years * 12 + whole_months
    width = 1 if months else 12
    return add_months(base, -(completed + width)) + timedelta(days=1), add_months(base, -completed)
