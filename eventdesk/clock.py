"""Time and chance, passed in: the only two things that the rules may not make up themselves."""

import os
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
    return new_ids(clock, 1)[0]


def new_ids(clock: Clock, count: int) -> list[str]:
    """New UUIDv7 of one moment, rising."""
    ms, random = int(clock.now().timestamp() * 1000), os.urandom(10 * count)
    return sorted([uuid7(ms, random[at : at + 10]) for at in range(0, 10 * count, 10)])
