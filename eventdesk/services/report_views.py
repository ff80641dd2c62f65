"""What services answer about reports."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from eventdesk.reports.document import ReportDocument
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
    """A revision that was made. ``subject`` is an event's code."""

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
