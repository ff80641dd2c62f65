"""An event, its slots and the rules of its door."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

CODE = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")


class Unit(StrEnum):
    """What a capacity counts."""

    PERSONS = "persons"
    CHILDREN = "children"
    FAMILIES = "families"


class SlotKind(StrEnum):
    """``slot`` is for families; ``break`` is a pause they see; ``blocker`` keeps a room closed and is seen by the team alone."""

    SLOT = "slot"
    BREAK = "break"
    BLOCKER = "blocker"


class EventState(StrEnum):
    """The life of an event; people are admitted in any state but ``cancelled``."""

    IDEA = "idea"
    DRAFT = "draft"
    PUBLISHED = "published"
    RUNNING = "running"
    CLOSED = "closed"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


class EventKind(StrEnum):
    """What sort of an event it is."""

    LECTURE = "lecture"
    OUTDOOR = "outdoor"
    FESTIVAL = "festival"
    WORKSHOP = "workshop"
    COURSE = "course"
    BRAND = "brand"
    OTHER = "other"


_STEPS: dict[EventState, frozenset[EventState]] = {
    EventState.IDEA: frozenset({EventState.DRAFT, EventState.PUBLISHED, EventState.CANCELLED}),
    EventState.DRAFT: frozenset({EventState.IDEA, EventState.PUBLISHED, EventState.CANCELLED}),
    EventState.PUBLISHED: frozenset({EventState.DRAFT, EventState.RUNNING, EventState.CLOSED, EventState.CANCELLED}),
    EventState.RUNNING: frozenset({EventState.PUBLISHED, EventState.CLOSED, EventState.CANCELLED}),
    EventState.CLOSED: frozenset({EventState.RUNNING, EventState.ARCHIVED}),
    EventState.ARCHIVED: frozenset({EventState.CLOSED}),
    # Somebody may have pressed it for the wrong event.
    EventState.CANCELLED: frozenset({EventState.DRAFT}),
}


def may_become(state: EventState, other: EventState) -> bool:
    """Whether an event may go from one state to the other."""
    return other in _STEPS[state]


@dataclass(frozen=True)
class DoorRules:
    """What the door checks beyond the registration, and who may register how. Nothing is checked that is not set.

    ``doors_open``/``doors_close`` are moments; ``soft_limit``/``hard_limit`` count persons inside: a person with the
    right passes the soft one, nobody the hard one. ``slot_check`` asks about families whose slot is another one;
    ``pass_over`` lets a smaller family overtake one on the waitlist that does not fit; ``online_signup`` lets families register on
    the hub's pages while the event is published.
    """

    doors_open: datetime | None = None
    doors_close: datetime | None = None
    soft_limit: int | None = None
    hard_limit: int | None = None
    ask_unpaid: bool = False
    ask_consent: bool = True
    slot_check: bool = False
    pass_over: bool = False
    online_signup: bool = True


def valid_code(code: str) -> bool:
    """Whether a text may be an event's or a slot's code: ``A-Z 0-9``, dashes inside, 40 at the most."""
    return len(code) <= 40 and CODE.fullmatch(code) is not None


def make_code(day: date, title: str) -> str:
    """An event's code from its date and title, e.g. ``20261128-FALL-FAIR``; Chinese titles keep the date alone.

    >>> make_code(date(2026, 11, 28), "Fall fair!")
    '20261128-FALL-FAIR'
    """
    folded = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().upper()
    words = re.findall(r"[A-Z0-9]+", folded)
    return "-".join([day.strftime("%Y%m%d"), *words])[:24].rstrip("-")
