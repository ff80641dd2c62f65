"""Goals of a year as people type and read them: numbers, a percentage, and a mean with two decimals."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from eventdesk.domain.season import BANDS, GoalKey

_MOST = 1_000_000
_WIDE_PERCENT = chr(0xFF05)
"""The percent sign as Chinese keyboards write it."""
_LIMITS: Mapping[GoalKey, int] = {GoalKey.BANDS: len(BANDS), GoalKey.CONTENT: 100, GoalKey.MEAN: 500}


def most(key: GoalKey) -> int:
    """How much a goal can be, in its own unit: hundredths for the mean and the content, else a count."""
    return _LIMITS.get(key, _MOST)


def fits(key: GoalKey, value: int) -> bool:
    """Whether a goal can be so much, in its own unit."""
    return 0 <= value <= most(key)


def typed(key: GoalKey, text: str) -> int | None:
    """A goal from what somebody typed, a mean in points, the content in percent; None where it is none.

    >>> typed(GoalKey.MEAN, "4.5"), typed(GoalKey.CONTENT, "85 %"), typed(GoalKey.EVENTS, "4.5")
    (450, 85, None)
    """
    text = text.strip()
    if key is GoalKey.CONTENT:
        text = text.removesuffix("%").removesuffix(_WIDE_PERCENT).rstrip()
    if not text.replace(".", "", 1).isdecimal() or len(text) > len(str(_MOST)):
        return None
    try:
        value = Decimal(text) * (100 if key is GoalKey.MEAN else 1)
    except InvalidOperation:
        return None
    return int(value) if value == int(value) and fits(key, int(value)) else None


def shown(key: GoalKey, value: int) -> str:
    """A goal as somebody would type it.

    >>> shown(GoalKey.MEAN, 450), shown(GoalKey.CONTENT, 90)
    ('4.50', '90')
    """
    return f"{Decimal(value) / 100:.2f}" if key is GoalKey.MEAN else str(value)


def amount(key: GoalKey, value: int) -> float:
    """A goal as a machine reads it: the content as a share of 1, the mean in points, else the count."""
    return value / 100 if key in (GoalKey.CONTENT, GoalKey.MEAN) else value
