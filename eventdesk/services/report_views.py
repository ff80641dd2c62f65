"""What services answer about reports."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from eventdesk.reports.document import About, Phrase, ReportDocument, ValueKind
from eventdesk.services.event_views import EventView

CHANGES = frozenset({"reports"})


@dataclass(frozen=True)
class MadeReport:
    """A revision and the files written from it."""

    report: str
    kind: str
    revision: int
    sha256: str
    files: tuple[tuple[str, Path], ...]
    changes: frozenset[str] = CHANGES


@dataclass(frozen=True)
class RevisionView:
    """A revision that was made. ``subject`` is an event's code, a year's four digits or a day."""

    report: str
    kind: str
    subject: str
    number: int
    sha256: str
    position: str
    at: datetime


@dataclass(frozen=True)
class ReportedEvent:
    """An event with what a report of it stands on: how many came so far, and the last revision if one was made."""

    event: EventView
    came: int
    revision: RevisionView | None

    @property
    def id(self) -> str:
        """What other parts of the program call it."""
        return self.event.id

    @property
    def subject(self) -> str:
        """What a report of it is asked for by."""
        return self.event.code

    @property
    def registered(self) -> int:
        """Persons registered."""
        return self.event.registered_persons

    @property
    def title(self) -> str:
        """What it is called."""
        return self.event.title


@dataclass(frozen=True)
class ReportedPeriod:
    """A year, or the whole organisation up to a day, with what a report of it stands on: how many events had begun, and how many
    persons were registered and came to them in all (one person counts at each event).
    """

    about: About
    subject: str
    title: Phrase | str
    events: int
    registered: int
    came: int
    revision: RevisionView | None

    @property
    def id(self) -> str:
        """Its subject: it has no record of its own."""
        return self.subject


Reported = ReportedEvent | ReportedPeriod


@dataclass(frozen=True)
class ReportLook:
    """A report as it would be made now.

    ``last`` is the revision made last. ``draft``: something changed since, so that making it makes the next one;
    otherwise the document is that revision, to the byte.
    """

    document: ReportDocument
    last: RevisionView | None
    draft: bool


@dataclass(frozen=True)
class CountedPerson:
    """One of the people behind a figure. Name and phone are masked; ``first_in`` is in the organisation's zone."""

    person: str
    registration: str
    label: str
    phone: str
    child: bool
    age_months: int | None
    slots: tuple[str, ...]
    expected: bool
    first_in: datetime | None
    station: str
    inside: bool


@dataclass(frozen=True)
class CountedRecord:
    """An event, a shift or another record behind a figure, none of them a person. ``at`` is in the organisation's zone.

    ``numerator`` and ``denominator`` are its own part of the figure, None where it has none or where it may not be told;
    ``kind`` is what both are, fen where it is money.
    """

    key: str
    title: str
    at: datetime | None
    numerator: int | None = None
    denominator: int | None = None
    kind: ValueKind = ValueKind.COUNT


Counted = tuple[CountedPerson, ...] | tuple[CountedRecord, ...]
"""The records behind a figure: people, or what is no person."""
