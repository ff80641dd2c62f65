"""What the audit report of a year is made of: counts, codes, and the names of operators, who are staff. Nobody else is named."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

WITHDRAWN_WITHIN = 60
"""Seconds within which a withdrawal must have been carried out; article 15 of PIPL asks for an easy way, and here it is one act."""


@dataclass(frozen=True)
class ConsentState:
    """How families with children stand to a purpose today, and how many children's details hang on each answer."""

    purpose: str
    granted: int
    refused: int
    withdrawn: int
    not_asked: int
    children: tuple[int, int, int, int]


@dataclass(frozen=True)
class NoticeUse:
    """A wording with its hash, and of how many families and children the consent to taking part names it."""

    version: str
    sha256: str
    at: datetime | None
    families: int
    children: int


@dataclass(frozen=True)
class ConsentActs:
    """What guardians said to a purpose in the year, and how: on paper, on the screen, at the desk, in an imported form."""

    purpose: str
    given: int
    refused: int
    withdrawn: int
    methods: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Withdrawals:
    """How withdrawals of the year were carried out. ``slowest`` in seconds; ``left`` families whose children's details are still
    there without consent, ``photos`` bookings of events to come that still allow pictures."""

    asked: int
    carried_out: int
    slowest: float | None
    left: int
    photos: int


@dataclass(frozen=True)
class Seat:
    """An operator and what this one may do. ``name`` is empty for an owner who was never named."""

    name: str
    role: str
    active: bool
    rights: int


@dataclass(frozen=True)
class Handling:
    """How often an operator saw full data, or took it out, in the year: what, how often, of how many records."""

    operator: str
    role: str
    what: str
    times: int
    records: int
    unmasked: int


@dataclass(frozen=True)
class Overdue:
    """Records kept longer than their time: how many of how many, and the months that hold for them."""

    keeping: str
    records: int
    of: int
    months: int


@dataclass(frozen=True)
class AuditFacts:
    """A year of handling personal data. What is held, and by whose consent, is as the file is today; acts are those of the year up
    to ``last``. ``proof`` are the parts of ``verify`` with what was found; None for acts that only a person can know of."""

    organisation: str
    zone: str
    year: int
    last: date
    children: int
    children_known: int
    families: int
    guardians: int
    states: tuple[ConsentState, ...]
    notices: tuple[NoticeUse, ...]
    acts: tuple[ConsentActs, ...]
    withdrawals: Withdrawals
    seats: tuple[Seat, ...]
    rights: tuple[tuple[str, int], ...]
    seen: tuple[Handling, ...]
    taken_out: tuple[Handling, ...]
    families_erased: int
    people_erased: int
    volunteers_erased: int
    overdue: tuple[Overdue, ...]
    unasked_families: int
    unasked_children: int
    let_in_by_decision: int
    taken_back: int
    proof: tuple[tuple[str, str], ...]
    encrypted: bool
    digest: str
    computed_at: datetime
    revision: int

    @property
    def tz(self) -> ZoneInfo:
        """The organisation's zone."""
        return ZoneInfo(self.zone)

    @property
    def position(self) -> str:
        """What the figures were counted from, as a hash of all of them: a number of a log would change with the report itself."""
        return self.digest[:16]

    def findings(self) -> tuple[tuple[str, int], ...]:
        """What an auditor asks, each with how often it is not so; 0 is as it should be."""
        late = self.withdrawals.asked - self.withdrawals.carried_out
        return (
            ("no_consent", self.unasked_children), ("withdrawal_late", late), ("withdrawal_left", self.withdrawals.left),
            ("photos_left", self.withdrawals.photos), ("overdue", sum(one.records for one in self.overdue)),
            ("chains", sum(found != "ok" for _, found in self.proof)), ("encrypted", 0 if self.encrypted else 1),
        )  # fmt: skip
