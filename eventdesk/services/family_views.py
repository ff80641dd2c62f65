"""What services answer about families: people, their registrations and what they agreed to."""

from dataclasses import dataclass, field
from datetime import date, datetime

from eventdesk.domain.family import PhoneType, Relation, Role, Sex
from eventdesk.domain.fee import Account
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
    phone2: str | None = None
    wechat: str | None = None
    email: str | None = None
    needs: str | None = None


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
    """A family with all that is known of it: the newest event, consent, membership and follow-up first or last as noted.

    ``history`` begins with the newest event, ``consents`` with the oldest; ``membership`` is the one of today. ``merged``
    are the families that were found to be this one. ``asked`` is the id that was asked for, where it leads here.
    ``revision`` counts the changes of the family's own fields.
    """

    id: str
    people: tuple[PersonView, ...]
    history: tuple["FamilyEvent", ...]
    consents: tuple["ConsentView", ...]
    district: str = ""
    notes: str = ""
    tags: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    memberships: tuple["MembershipView", ...] = ()
    membership: "MembershipView | None" = None
    follow_ups: tuple["FollowUpView", ...] = ()
    merged: tuple["MergedView", ...] = ()
    asked: str | None = None
    at: datetime | None = None
    revision: int = 1
    changes: Changes = NOTHING


@dataclass(frozen=True)
class LevelView:
    """A member level. ``benefits`` is free text, ``families`` how many are of the level today."""

    id: str
    name: str
    benefits: str
    position: int
    families: int
    revision: int
    changes: Changes = NOTHING


@dataclass(frozen=True)
class MembershipView:
    """A family's time at a level; ``until`` is its last day, None until it is ended."""

    id: str
    family: str
    level: str
    name: str
    benefits: str
    since: date
    until: date | None
    current: bool
    revision: int
    changes: Changes = NOTHING


@dataclass(frozen=True)
class FollowUpView:
    """What is to be done for a family. ``label`` is its guardian, masked; ``event`` the code of what it is about."""

    id: str
    family: str
    label: str
    text: str
    owner: str
    due: date | None
    overdue: bool
    event: str | None
    result: str
    done_at: datetime | None
    at: datetime
    revision: int
    changes: Changes = NOTHING


@dataclass(frozen=True)
class MergedView:
    """That a family was found to be this one."""

    id: str
    gone: str
    at: datetime


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
    adults: int = 0
    children: int = 0
    merged: bool = False
    """Cancelled because a merge found the family registered twice."""


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
    """A registration with its people. ``fee`` is in fen, None where the event has no prices; ``stands`` says what was paid
    of it, and what is due: nothing while it is cancelled."""

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
    revision: int = 1
    fee: int | None = None
    stands: Account = field(default_factory=Account)
    changes: Changes = NOTHING

    @property
    def source_note(self) -> str:
        """What a person wrote of where a registration made by hand came from."""
        return "" if self.source in (Source.IMPORT, Source.ONLINE) else " ".join(self.source_rows[:1])

    @property
    def persons(self) -> int:
        """The party's size."""
        return self.adults + self.children_count
