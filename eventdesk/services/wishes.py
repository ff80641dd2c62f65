"""What a family asks for when it books, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from eventdesk.domain.capacity import Allocation, Limit, Party
from eventdesk.domain.question import Answer
from eventdesk.domain.registration import Source
from eventdesk.services.acquaintance import BookedPerson


@dataclass(frozen=True)
class Booking:
    """One family's wish to take part. ``at`` is when it was expressed; ``dated`` is false where the form doesn't say.
    ``answers`` are to the event's own questions, by their keys, as they are kept."""

    people: tuple[BookedPerson, ...]
    party: Party
    slots: tuple[str, ...]
    at: datetime
    source: Source
    photo_consent: bool | None = None
    notes: str | None = None
    refs: tuple[str, ...] = ()
    consent_method: str | None = None
    at_door: bool = False
    dated: bool = True
    answers: Mapping[str, Answer] = field(default_factory=dict, repr=False)

    @property
    def agreed_at(self) -> datetime | None:
        """When the family agreed to taking part; None where it didn't, or nobody knows when."""
        return self.at if self.dated and self.consent_method is not None else None


@dataclass(frozen=True)
class Booked:
    """What became of a booking. ``party_kept`` are the limits that have no room for more: the family stays as it was.

    ``changed`` is false where the desk held all that the booking says, and nothing is written.
    """

    registration: str
    family: str
    existed: bool
    allocation: Allocation
    party_kept: tuple[Limit, ...] = ()
    changed: bool = True
