"""What families are told: purposes, channels, the fields of a text, and who is told."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from eventdesk.domain.event import EventState
from eventdesk.domain.registration import RegistrationState


class Channel(StrEnum):
    """How a family is reached; it may refuse each of them by itself. ``phone`` is a call: nothing is sent."""

    EMAIL = "email"
    WECHAT = "wechat"
    PHONE = "phone"


class Purpose(StrEnum):
    """What a message is for."""

    INVITATION = "invitation"
    CONFIRMATION = "confirmation"
    WAITLIST = "waitlist"
    REMINDER = "reminder"
    CANCELLED = "cancelled"
    NOTICE = "notice"


class Outcome(StrEnum):
    """What became of a message for one family: ``sent`` by mail, ``written`` as a file of a test, ``copied`` by hand.

    ``sending``: a letter is on its way. ``lost``: it was, and its sender never said what became of it.
    """

    SENT = "sent"
    WRITTEN = "written"
    COPIED = "copied"
    FAILED = "failed"
    OPTED_OUT = "opted_out"
    NO_ADDRESS = "no_address"
    SENDING = "sending"
    LOST = "lost"

    @property
    def reached(self) -> bool:
        """Whether the family has the message: a test is none, and who refused it may change their mind."""
        return self in (Outcome.SENT, Outcome.COPIED)


GROUP_FIELDS = ("event", "date", "time", "place", "organisation", "reason")
"""Fields that say the same to everybody."""

FAMILY_FIELDS = ("nickname", "party", "slots", "ticket")
"""Fields of one family: a text for a group must not hold any."""

FIELDS = (*GROUP_FIELDS, *FAMILY_FIELDS)
LONGEST_SUBJECT, LONGEST_TEXT = 200, 5_000
REMIND_DAYS = 3
"""How many days before its event a family is reminded, unless somebody says otherwise."""

_FIELD = re.compile(r"\{([^{}\n]*)\}")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")


def fields_of(text: str) -> tuple[str, ...]:
    """The names between braces, in their order, each once.

    >>> fields_of("{nickname}: {date}, {date}")
    ('nickname', 'date')
    """
    return tuple(dict.fromkeys(name.strip() for name in _FIELD.findall(text)))


def unknown_fields(text: str) -> tuple[str, ...]:
    """Names between braces that are no fields."""
    return tuple(name for name in fields_of(text) if name not in FIELDS)


def fill(text: str, values: Mapping[str, str]) -> str:
    """A text with its fields. What a value holds is never looked into: a nickname in braces stays what it is.

    >>> fill("{nickname}, see you on {date}", {"nickname": "{date}", "date": "1 June"})
    '{date}, see you on 1 June'
    """
    return _FIELD.sub(lambda found: values[found[1].strip()], text)


def audience(purpose: Purpose) -> frozenset[RegistrationState]:
    """Whose registrations a purpose is for. Invitations are for families without one."""
    match purpose:
        case Purpose.INVITATION:
            return frozenset()
        case Purpose.CONFIRMATION | Purpose.REMINDER:
            return frozenset({RegistrationState.CONFIRMED})
        case Purpose.WAITLIST:
            return frozenset({RegistrationState.WAITLISTED})
        case Purpose.CANCELLED | Purpose.NOTICE:
            return frozenset({RegistrationState.CONFIRMED, RegistrationState.WAITLISTED})


def has_ticket(purpose: Purpose) -> bool:
    """Whether a ticket goes with it: it would be no use to who is not coming."""
    return purpose in (Purpose.CONFIRMATION, Purpose.REMINDER)


def is_address(text: str | None) -> bool:
    """Whether mail can be sent to it: one address, no name, nothing that could begin another header.

    >>> is_address("li@example.org"), is_address("li@"), is_address("a@b.cn\\nBcc: x@y.cn")
    (True, False, False)
    """
    if text is None or len(text) > 254 or _ADDRESS.fullmatch(text) is None:
        return False
    name, _, domain = text.partition("@")
    return ".." not in text and not name.startswith(".") and not name.endswith(".") and "." in domain


def reminds(*, start: datetime, state: EventState, days: int, now: datetime) -> bool:
    """Whether families of an event are to be reminded now: from ``days`` before it until it begins, while it takes place."""
    over = (EventState.CANCELLED, EventState.CLOSED, EventState.ARCHIVED, EventState.IDEA)
    return state not in over and start - timedelta(days=days) <= now < start
