"""What services answer about families: people, their registrations and what they agreed to."""

from dataclasses import dataclass
from datetime import date, datetime

from eventdesk.domain.family import PhoneType, Relation, Role, Sex
from eventdesk.domain.registration import RegistrationState, SlotState, Source
from eventdesk.services.event_views import NOTHING, Changes


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
