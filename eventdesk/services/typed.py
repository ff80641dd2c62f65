"""What people type into the window's forms, as the desk keeps it; and what the desk keeps, as plain values."""

from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from eventdesk.errors import InvalidInput

YEARS = range(1971, 2100)
"""Years that an event can be in: a ticket's seconds and every zone's clock hold them all."""


def aware(moment: datetime, *, field: str) -> datetime:
    """A moment as it is stored: in UTC, by the millisecond, whatever clock on the wall it was read from. :class:`InvalidInput`
    ``bad_time`` for one without a zone, or in a year that no event can be in."""
    if moment.tzinfo is None or moment.utcoffset() is None or moment.year not in YEARS:
        raise InvalidInput("bad_time", field=field)
    return moment.astimezone(UTC).replace(microsecond=moment.microsecond // 1000 * 1000)


def phone_of(text: str) -> tuple[str | None, str | None]:
    """A phone as digits and type, (None, None) for an empty text; :class:`InvalidInput` ``bad_phone`` where it is none."""
    from eventdesk.exchange.values.phone import read_phone

    if not text.strip():
        return None, None
    found = read_phone(text)
    if found.number is None:
        raise InvalidInput("bad_phone", field="phone")
    return found.number, found.kind


def birth_of(text: str, *, today: date) -> date | None:
    """A date of birth, however it is written, None for an empty text; :class:`InvalidInput` where it can't be one."""
    from eventdesk.exchange.values.birth import read_birth

    if not text.strip():
        return None
    found = read_birth(text, base=today)
    if found.day is None:
        raise InvalidInput("birth_unreadable", field="birth")
    if found.day > today:
        raise InvalidInput("birth_in_future", field="birth")
    return found.day


def fen_of(text: str, *, field: str) -> int:
    """An amount of money in fen, however it is written; :class:`InvalidInput` ``bad_amount`` where it is none."""
    from eventdesk.domain.money import NotAnAmount, parse

    try:
        return parse(text)
    except NotAnAmount:
        raise InvalidInput("bad_amount", field=field) from None


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as an item of the outbox holds them: days and moments in ISO 8601, bytes in base64."""
    return {key: _plain(value) for key, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value
