"""When something that repeats takes place: recurrence rules of RFC 5545, 3.3.10."""

import re
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from itertools import islice

LONGEST = timedelta(days=3_660)
"""No rule is followed for longer than ten years."""

_SAME_CALENDAR = 400
"""After so many years the Gregorian calendar begins anew, weekdays and all: they are 20 871 weeks."""

_FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_BY = frozenset({"BYSECOND", "BYMINUTE", "BYHOUR", "BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS"})
_DAY, _MOMENT = re.compile(r"\d{8}"), re.compile(r"\d{8}T\d{6}Z?")
_PARTS = _BY | {"FREQ", "INTERVAL", "WKST", "COUNT", "UNTIL"}


def occurrences(rule: str, first: datetime, *, most: int) -> list[datetime]:
    """The starts of a series, the first of them ``first`` (aware, in the organisation's zone) where the rule holds it.

    They keep the hour on the clock on the wall over a change to summer time; an hour that is left out on that day is the
    one after. UNTIL may be a moment in UTC, one on the clock on the wall, or a day, which lasts to its end.

    ``ValueError`` for a text that is no rule, that repeats more often than daily, that never ends (neither COUNT nor
    UNTIL) or never begins, that makes more than ``most`` occurrences after the first, or lasts ten years.
    """
    from dateutil.rrule import rrulestr

    parts = _parts(rule)
    count, until = parts.pop("COUNT", None), parts.pop("UNTIL", None)
    if count is None and until is None:
        raise ValueError("it never ends")
    wall = first.replace(tzinfo=None, fold=0)
    end = _until(until, first) if until is not None else wall + LONGEST
    if not wall <= end <= wall + LONGEST:
        raise ValueError("over before it begins, or too long")
    wanted = most + 2 if count is None else int(count)
    if wanted < 1 or (count is not None and wanted > most + 1):
        raise ValueError("no such number of times")
    # dateutil looks for a day that never comes until the year 9999, whatever UNTIL says: seconds from now on, and an
    # instant from the last years that have the same calendar.
    ahead = (9_988 - wall.year) // _SAME_CALENDAR * _SAME_CALENDAR
    parts["UNTIL"] = f"{end.replace(year=end.year + ahead):%Y%m%dT%H%M%S}"
    plain = ";".join(f"{name}={value}" for name, value in parts.items())
    try:
        starts = list(islice(rrulestr(plain, dtstart=wall.replace(year=wall.year + ahead)), wanted))
    except (TypeError, KeyError, AttributeError, OverflowError) as error:
        raise ValueError("no rule") from error
    if not starts or len(starts) > most + 1 or (until is None and len(starts) < wanted):
        raise ValueError("never, too often or too long")
    walls = [start.replace(year=start.year - ahead) for start in starts]
    return [first if start == wall else _real(start, first) for start in walls]


def _parts(rule: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in rule.strip().upper().removeprefix("RRULE:").strip(";").split(";"):
        name, given, value = part.partition("=")
        if not given or name not in _PARTS or name in parts:
            raise ValueError(f"no part of a rule: {part}")
        parts[name] = value
    if parts.get("FREQ") not in _FREQUENCIES or int(parts.get("INTERVAL", "1")) < 1:
        raise ValueError("no frequency")
    return parts


def _until(text: str, first: datetime) -> datetime:
    """The last moment on the clock on the wall."""
    if _DAY.fullmatch(text):
        return datetime.combine(date.fromisoformat(text), time(23, 59, 59))
    if not _MOMENT.fullmatch(text):
        raise ValueError("no last moment")
    moment = datetime.fromisoformat(text)
    if not 1 < moment.year < MAXYEAR:
        raise ValueError("no year of any clock")
    if moment.tzinfo is not None:
        moment = moment.astimezone(first.tzinfo)
    return moment.replace(tzinfo=None, fold=0)


def _real(wall: datetime, first: datetime) -> datetime:
    return wall.replace(tzinfo=first.tzinfo).astimezone(UTC).astimezone(first.tzinfo)
