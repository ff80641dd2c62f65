"""Time and chance, passed in: the only two things that the rules may not make up themselves."""

import secrets
from datetime import UTC, datetime
from typing import Protocol

from eventdesk.domain.identity import uuid7


class Clock(Protocol):
    """Tells the time; tests and the sample day bring their own."""

    def now(self) -> datetime:
        """The moment, aware, in UTC."""


class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        """The moment, aware, in UTC."""
        return datetime.now(UTC)


class SetClock:
    """A clock that somebody sets: the sample day and tests live by it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """The moment it was set to, in UTC."""
        return self.at.astimezone(UTC)


def new_id(clock: Clock) -> str:
    """A new UUIDv7."""
    return uuid7(int(clock.now().timestamp() * 1000), secrets.token_bytes(10))
