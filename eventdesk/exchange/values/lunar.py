"""Dates of the Chinese lunar calendar, where the text says so or can't mean anything else.

Reading their digits as a Gregorian date would be wrong by weeks, so they are kept apart, as digits of their own
calendar: ``2022-09-28`` for 2022年九月廿八.
"""

import re

from eventdesk.exchange.values.text import chinese_number

_MARK = re.compile("农历|農曆|阴历|陰曆|旧历|夏历|老历")
_FESTIVE = re.compile("正月|冬月|腊月|臘月|闰.{1,2}月|初[一二三四五六七八九十]|月廿|月卅")
_DATE = re.compile(
    r"(?P<year>\d{4}|\d{2}|[〇○零一二三四五六七八九]{4}|[〇○零一二三四五六七八九]{2})\s*[年\-./]\s*(?:闰|閏)?"
    r"(?P<month>\d{1,2}|正|冬|腊|臘|[一二三四五六七八九十]{1,2})\s*[月\-./]\s*"
    r"(?P<day>\d{1,2}|初[一二三四五六七八九十]|[一二三四五六七八九十廿卅]{1,3})\s*[日号]?"
)
_MONTHS = {"正": 1, "冬": 11, "腊": 12, "臘": 12}


def read_lunar(text: str) -> str | None:
    """Year, month and day of the lunar calendar as ``YYYY-MM-DD``; None if the text isn't lunar or names no such day."""
    if text.isascii() or (not _MARK.search(text) and not _FESTIVE.search(text)):
        return None
    match = _DATE.search(text)
    if match is None:
        return None
    year = _number(match["year"])
    month = _MONTHS.get(match["month"]) or _number(match["month"])
    day = _number(match["day"].removeprefix("初"))
    if year is None or month is None or day is None:
        return None
    year += 2000 if year < 100 else 0
    if not (1900 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= 30):
        return None
    return f"{year:04d}-{month:02d}-{day:02d}"


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else chinese_number(text)
