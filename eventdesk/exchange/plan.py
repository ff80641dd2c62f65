"""What reading a registration file results in, before anything is written: the plan of an import.

The plan holds a fate for every data row and the families that result from all rows together. It knows nothing of
what the desk already holds and doesn't decide capacity; the import service does both afterwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from eventdesk.domain.question import Answer, QuestionKind

SAID = "="
"""Begins the place of an answer, where the place of a column is its letter."""


@dataclass(frozen=True)
class SlotChoice:
    """A slot of the event as a file may name it: its short ``code`` and its full ``title``."""

    code: str
    title: str


@dataclass(frozen=True)
class QuestionChoice:
    """One of the event's own questions: its ``key`` as fields name it, its ``text`` as a heading may repeat it."""

    key: str
    text: str
    kind: QuestionKind
    options: tuple[str, ...] = ()

    @property
    def field(self) -> str:
        """The field of a column that answers it."""
        return f"answers[{self.key}]"


@dataclass(frozen=True)
class ImportContext:
    """What the file can't say by itself.

    ``as_of`` is "today"; ``event_date`` the day ages are counted on; ``age_band_months`` the inclusive band in
    completed months on that day; ``default_slot`` the code taken where the file has no column for slots.
    """

    as_of: date
    event_date: date
    age_band_months: tuple[int, int] | None = None
    slots: tuple[SlotChoice, ...] = ()
    default_slot: str | None = None
    hard_max_age_years: int = 18
    questions: tuple[QuestionChoice, ...] = ()


@dataclass(frozen=True)
class ColumnGuess:
    """One column of the file and the field it was taken for.

    ``letter`` as a spreadsheet names it, ``group`` the merged heading above (``""`` if none), ``field`` a name such as
    ``children[0].birthdate`` or ``ignored``, ``confidence`` from 0 to 1 (1: set by hand), ``samples`` a few raw values.
    An answer that names no slot is asked about in the same way: ``letter`` is ``=TEXT`` and ``field`` the slot.
    """

    sheet: str
    letter: str
    heading: str
    group: str
    field: str
    confidence: float
    samples: tuple[str, ...] = ()


class RowPreview(NamedTuple):
    """The few cells of a row that a person recognises it by; phone and birth as they were understood, if they were."""

    guardian: str = ""
    phone: str = ""
    child: str = ""
    birth: str = ""
    slots: str = ""


class PlannedRow(NamedTuple):
    """A data row with its fate.

    ``ref`` names the row as a person sees it (``"12"``, or ``"SHEET!12"`` where several sheets hold data); ``fate`` is
    ``ok``, ``duplicate_of:REF``, ``rejected:CODE``, ``skipped:hidden_row`` or ``cancelled``; ``reasons`` are all
    reject codes that apply, in order of precedence; ``family`` is an index into :attr:`ImportPlan.families`.
    """

    ref: str
    sheet: str
    number: int
    fate: str
    warnings: tuple[str, ...]
    family: int | None
    reasons: tuple[str, ...]
    cells: RowPreview


class PlannedGuardian(NamedTuple):
    """A grown-up of the family. ``phone`` is digits only; ``phone_type`` is ``mobile``, ``landline`` or None."""

    name: str | None
    phone: str | None = None
    phone_type: str | None = None
    relation: str | None = None
    phone2: str | None = None


@dataclass(frozen=True)
class PlannedChild:
    """A child. Exactly one of ``birthdate``, ``birthdate_range`` (first and last possible day) and
    ``birthdate_lunar`` (year, month, day of the lunar calendar as digits) is set, or none if the file has none."""

    name: str | None
    nickname: str | None = None
    sex: str | None = None
    birthdate: date | None = None
    birthdate_range: tuple[date, date] | None = None
    birthdate_text: str | None = None
    birthdate_lunar: str | None = None
    allergies: str | None = None


@dataclass(frozen=True)
class PlannedFamily:
    """One registration: all accepted rows with one phone. ``refs`` are those rows in order of
    submission, so the first one holds the place in the queue. ``answers`` are to the event's own questions, by their keys."""

    guardians: tuple[PlannedGuardian, ...]
    children: tuple[PlannedChild, ...]
    adults: int
    children_count: int
    slots: tuple[str, ...]
    photo_consent: bool | None
    notes: str | None
    refs: tuple[str, ...]
    submitted_at: datetime | None
    answers: Mapping[str, Answer] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class ImportPlan:
    """Everything an import would do.

    ``families`` are in the order of the queue: by first accepted submission. ``mapping`` is
    ``{sheet: {letter: field}}`` with ``csv`` as the sheet of a text file.
    """

    source: str
    mapping: dict[str, dict[str, str]]
    columns: tuple[ColumnGuess, ...]
    rows: tuple[PlannedRow, ...]
    families: tuple[PlannedFamily, ...]
