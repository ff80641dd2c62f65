"""What services answer with: frozen values, no row of the store, free to cross threads.

``changes`` of a result names the nouns that it changed, for pages that show them.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from eventdesk.domain.age import AgeBand
from eventdesk.domain.checkin import Code, Presence, Verdict
from eventdesk.domain.event import DoorRules, EventKind, EventState, Unit
from eventdesk.domain.family import PhoneType, Relation, Role, Sex
from eventdesk.domain.registration import RegistrationState, SlotState, Source
from eventdesk.domain.schedule import SlotKind

if TYPE_CHECKING:
    from eventdesk.exchange.flaws import Flaw

Changes = frozenset[str]
NOTHING: Changes = frozenset()


@dataclass(frozen=True)
class SlotView:
    """A slot; its own times are None where it takes the event's."""

    id: str
    code: str
    title: str
    room: str
    start: datetime
    end: datetime
    capacity: int | None
    capacity_unit: Unit
    band: AgeBand | None
    own_times: bool
    kind: SlotKind = SlotKind.SLOT
    leader: str = ""


@dataclass(frozen=True)
class EventView:
    """An event with its slots. Times are aware, UTC. The registered are those confirmed.

    ``expected`` are the persons that planners reckon with, ``notes`` the team's own, ``reason`` why it was cancelled,
    ``series`` what occurrences of one repeated event share, ``changeover`` the minutes a room needs between two slots,
    ``called`` how many families the change that this answers put onto the list of people to call.
    """

    id: str
    code: str
    title: str
    start: datetime
    end: datetime
    venue: str
    capacity: int | None
    capacity_unit: Unit
    band: AgeBand | None
    state: EventState
    rules: DoorRules
    slots: tuple[SlotView, ...] = ()
    registered_families: int = 0
    registered_persons: int = 0
    registered_children: int = 0
    kind: EventKind = EventKind.OTHER
    purpose: str = ""
    online: bool = False
    owner: str = ""
    expected: int | None = None
    notes: str = ""
    reason: str | None = None
    template: bool = False
    series: str | None = None
    changeover: int = 10
    called: int = 0
    changes: Changes = NOTHING

    @property
    def bookable(self) -> tuple[SlotView, ...]:
        """The slots that families can choose: no breaks, and nothing that only blocks a room."""
        return tuple(slot for slot in self.slots if slot.kind is SlotKind.SLOT)

    @property
    def taken(self) -> int:
        """How many places the confirmed families hold, in the unit that the event's capacity counts."""
        match self.capacity_unit:
            case Unit.PERSONS:
                return self.registered_persons
            case Unit.CHILDREN:
                return self.registered_children
            case Unit.FAMILIES:
                return self.registered_families


@dataclass(frozen=True)
class PersonView:
    """A member of a family. Names and phones are as asked for: masked or whole."""

    id: str
    role: Role
    name: str | None
    nickname: str | None = None
    sex: Sex | None = None
    birthdate: date | None = None
    birthdate_range: tuple[date, date] | None = None
    age_months: int | None = None
    allergies: str | None = None
    relation: Relation | None = None
    phone: str | None = None
    phone_type: PhoneType | None = None


@dataclass(frozen=True)
class FamilyHit:
    """A family that a search found; ``registration`` where the search was for one event."""

    family: str
    people: tuple[PersonView, ...]
    registration: str | None = None

    @property
    def guardian(self) -> PersonView | None:
        """The first guardian."""
        return next((p for p in self.people if p.role is Role.GUARDIAN), None)

    @property
    def children(self) -> tuple[PersonView, ...]:
        """The children, in the family's order."""
        return tuple(p for p in self.people if p.role is Role.CHILD)


@dataclass(frozen=True)
class FamilyView:
    """A family and the events it registered for: (event code, title, start, state, attended persons)."""

    id: str
    people: tuple[PersonView, ...]
    history: tuple["FamilyEvent", ...]
    consents: tuple["ConsentView", ...]


@dataclass(frozen=True)
class FamilyEvent:
    """One event in a family's history."""

    event: str
    code: str
    title: str
    start: datetime
    registration: str
    state: RegistrationState
    attended: int


@dataclass(frozen=True)
class ConsentView:
    """What a guardian agreed to, or did not."""

    purpose: str
    granted: bool
    notice: str
    method: str
    at: datetime


@dataclass(frozen=True)
class RegistrationView:
    """A registration with its people."""

    id: str
    event: str
    family: str
    state: RegistrationState
    adults: int
    children_count: int
    guardians: tuple[PersonView, ...]
    children: tuple[PersonView, ...]
    slots: tuple[str, ...]
    slot_status: tuple[tuple[str, SlotState], ...]
    photo_consent: bool | None
    notes: str | None
    source: Source
    source_rows: tuple[str, ...]
    ticket: str
    at: datetime
    at_door: bool
    inside: int = 0
    attended: int = 0
    consent: bool = True
    changes: Changes = NOTHING

    @property
    def persons(self) -> int:
        """The party's size."""
        return self.adults + self.children_count


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
    by this scan, ``admitted`` their number.
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


@dataclass(frozen=True)
class ImportResult:
    """What an import did, or (``batch`` None) would do."""

    batch: str | None
    counts: dict[str, int]
    rows: tuple["ImportRow", ...]
    mapping: dict[str, dict[str, str]]
    source: str
    seconds: float
    columns: tuple[Any, ...] = ()
    changes: Changes = NOTHING


@dataclass(frozen=True)
class ImportRow:
    """One row's fate. ``cells`` is a brief, masked preview; ``flaw`` the cell to put right, of a row that a preview refuses."""

    ref: str
    fate: str
    warnings: tuple[str, ...]
    registration: str | None = None
    cells: dict[str, str] = field(default_factory=dict)
    flaw: "Flaw | None" = None


@dataclass(frozen=True)
class BatchView:
    """An import that was made."""

    id: str
    event: str
    file: str
    source: str
    at: datetime
    counts: dict[str, int]
    undone_at: datetime | None
    undo_offered: bool = False


@dataclass(frozen=True)
class UndoResult:
    """What undoing an import did: registrations removed, and kept because somebody of them was let in."""

    removed: int
    kept: int
    restored: int
    changes: Changes = NOTHING
