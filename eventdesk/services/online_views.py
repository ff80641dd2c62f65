"""What services answer to families' pages: of an event what everybody may know, of a registration what its ticket shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import EventState
from eventdesk.domain.feedback import Per, SurveyQuestion
from eventdesk.domain.question import Answer
from eventdesk.domain.registration import RegistrationState
from eventdesk.domain.survey_line import Subject
from eventdesk.services.questions import QuestionView


@dataclass(frozen=True)
class OnlineSlot:
    """A slot that families choose. Times are in the organisation's zone; ``free`` None: as many as come; ``own_times`` as of the
    slot's view."""

    code: str
    title: str
    room: str
    start: datetime
    end: datetime
    band: AgeBand | None
    free: int | None
    own_times: bool


@dataclass(frozen=True)
class OnlineEvent:
    """An event as everybody may see it. ``open``: families may sign up now. ``text`` is the announcement that a second person has
    read; prices are the general ones, in fen, None where that costs nothing. ``address`` is the venue's, where it is written down."""

    code: str
    title: str
    start: datetime
    end: datetime
    venue: str
    band: AgeBand | None
    state: EventState
    online: bool
    open: bool
    free: int | None
    unit: str
    largest: int | None
    text: str = ""
    slots: tuple[OnlineSlot, ...] = ()
    questions: tuple[QuestionView, ...] = ()
    adult: int | None = None
    child: int | None = None
    family: int | None = None
    address: str = ""
    begun: bool = False
    over: bool = False

    @property
    def full(self) -> bool:
        """Whether whoever signs up now waits."""
        return self.free == 0 or (bool(self.slots) and all(slot.free == 0 for slot in self.slots))


@dataclass(frozen=True)
class OnlineChild:
    """A child on the form."""

    name: str
    birth: date | None
    allergies: str = field(default="", repr=False)


@dataclass(frozen=True)
class SignUp:
    """A form, read. ``mark``: what tells this form from another, a secret of whoever sent it."""

    name: str = field(repr=False)
    phone: str = field(repr=False)
    adults: int
    children: tuple[OnlineChild, ...] = field(repr=False)
    slots: tuple[str, ...]
    photo: bool
    mark: str = field(repr=False)
    answers: Mapping[str, Answer | None] = field(default_factory=dict, repr=False)


class Fate(StrEnum):
    """What became of a form: ``new``; ``same``, it was sent before; ``known``, the phone is registered by another form; ``closed``."""

    NEW = "new"
    SAME = "same"
    KNOWN = "known"
    CLOSED = "closed"


@dataclass(frozen=True)
class SignedUp:
    """What became of a form; the ticket for whoever sent it, and for nobody else."""

    fate: Fate
    ticket: str = field(default="", repr=False)


@dataclass(frozen=True)
class TicketSlot:
    """A slot of a registration."""

    title: str
    start: datetime
    end: datetime
    room: str
    waits: bool


@dataclass(frozen=True)
class OnlineTicket:
    """A registration as its ticket shows it: nobody's name, nobody's phone. ``ahead``: how many families wait before it; ``due`` in
    fen; ``may_cancel``, ``may_return``: whether the family may do that itself now."""

    ticket: str = field(repr=False)
    registration: str
    family: str
    event: OnlineEvent
    state: RegistrationState
    adults: int
    children: int
    slots: tuple[TicketSlot, ...]
    ahead: int
    due: int
    may_cancel: bool
    may_return: bool


class LinkState(StrEnum):
    """Whether a link to a survey may be used."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True)
class OnlineForm:
    """A survey behind a link. Nothing of it says whose link it is."""

    state: LinkState
    title: str
    version: str
    questions: tuple[SurveyQuestion, ...]
    subjects: Mapping[Per, tuple[Subject, ...]]
