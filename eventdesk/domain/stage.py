"""How far an event is at a moment. What it decides: before the end nobody has stayed away, and no goal is missed."""

from datetime import datetime
from enum import StrEnum


class Stage(StrEnum):
    """Before its start, between start and end, or from its end on."""

    NOT_BEGUN = "not_begun"
    UNDER_WAY = "under_way"
    OVER = "over"


def stage_of(starts: datetime, ends: datetime, at: datetime) -> Stage:
    """How far an event is at a moment; all three are aware.

    >>> from datetime import UTC
    >>> one, two, three = (datetime(2026, 6, 1, hour, tzinfo=UTC) for hour in (9, 10, 12))
    >>> stage_of(two, three, one).value, stage_of(two, three, two).value, stage_of(two, three, three).value
    ('not_begun', 'under_way', 'over')
    """
    if at >= ends:
        return Stage.OVER
    return Stage.UNDER_WAY if at >= starts else Stage.NOT_BEGUN
