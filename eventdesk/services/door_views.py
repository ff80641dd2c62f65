"""What services answer at the door: verdicts, counters and lists."""

from dataclasses import dataclass
from datetime import datetime

from eventdesk.domain.checkin import Code, Presence, Verdict
from eventdesk.domain.event import Unit
from eventdesk.domain.family import Relation, Role
from eventdesk.services.duty_views import VolunteerCard
from eventdesk.services.event_views import NOTHING, Changes, EventView


@dataclass(frozen=True)
class PartyMember:
    """One of a party at the door."""

    person: str
    role: Role
    label: str
    name: str | None
    nickname: str | None
    presence: Presence
    age_months: int | None = None
    allergies: str | None = None
    relation: Relation | None = None
    phone: str | None = None
    since: datetime | None = None
    station: str | None = None


@dataclass(frozen=True)
class FirstEntry:
    """When and where a party came in first."""

    station: str
    at: datetime
    persons: int


@dataclass(frozen=True)
class ScanResult:
    """What the door shows for one scan. ``journal`` None: nothing was recorded. ``entered`` are the persons who came in
    by this scan, ``admitted`` their number. ``volunteer`` is whose code it was where that is no family: nobody is counted then,
    and ``journal`` is the entry of the volunteer's day.
    """

    scan: str
    verdict: Verdict
    code: Code
    registration: str | None = None
    admitted: int = 0
    entered: tuple[str, ...] = ()
    released: int = 0
    inside: int = 0
    people: tuple[PartyMember, ...] = ()
    admit: tuple[str, ...] = ()
    reasons: tuple[Code, ...] = ()
    lifted: tuple[Code, ...] = ()
    first: FirstEntry | None = None
    pickup_code: str | None = None
    journal: str | None = None
    family_label: str = ""
    slots: tuple[str, ...] = ()
    slot_titles: tuple[str, ...] = ()
    photo_consent: bool | None = None
    notes: str | None = None
    phone_tail: str | None = None
    places_left: int | None = None
    other_event: str | None = None
    volunteer: VolunteerCard | None = None
    changes: Changes = NOTHING


@dataclass(frozen=True)
class RecentEntry:
    """One admission in the door's list."""

    journal: str
    registration: str | None
    label: str
    persons: int
    at: datetime
    station: str
    voided: bool
    kind: str


@dataclass(frozen=True)
class WaitingFamily:
    """A family that is not complete yet."""

    registration: str
    label: str
    adults: int
    children: int
    arrived: int
    phone: str
    slots: tuple[str, ...]
    allergies: tuple[str, ...]
    photo_consent: bool | None


@dataclass(frozen=True)
class SlotFill:
    """How many of a slot's people are inside, beside those registered and its capacity."""

    code: str
    title: str
    registered: int
    inside: int
    capacity: int | None
    unit: Unit


@dataclass(frozen=True)
class DoorView:
    """The door's counters and lists."""

    event: EventView
    inside: int
    attended: int
    attended_families: int
    registered: int
    registered_families: int
    registered_adults: int
    registered_children: int
    waitlisted_families: int
    by_station: tuple[tuple[str, int], ...]
    slots: tuple[SlotFill, ...]
    waiting: tuple[WaitingFamily, ...]
    recent: tuple[RecentEntry, ...]
