"""What every report is before it has a format: figures, tables and charts, free of language.

A document is made once from facts and then written as PDF, Excel, CSV or JSON, or drawn in the window. All
of them take their numbers from here, so they can't disagree. Words are keys of the ``report`` catalogue.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from eventdesk.domain.stage import Stage
from eventdesk.reports.drawn import (
    Against,
    ArrivalCurve,
    Bar,
    Chart,
    Comparison,
    Dot,
    Dots,
    Fill,
    FillBars,
    HeatCell,
    HeatMap,
    HeatRow,
    PairedBars,
    Phrase,
    Stack,
    StackBars,
    StackColumns,
    Stacked,
    Trend,
    TrendPoint,
    Value,
    ValueKind,
)

__all__ = [
    "NUMBERS",
    "About",
    "Against",
    "ArrivalCurve",
    "Bar",
    "Chart",
    "Column",
    "Comparison",
    "Dot",
    "Dots",
    "Extract",
    "Figure",
    "Fill",
    "FillBars",
    "HeatCell",
    "HeatMap",
    "HeatRow",
    "Highlight",
    "Layout",
    "Listing",
    "Masthead",
    "PairedBars",
    "Phrase",
    "ReportDocument",
    "Stack",
    "StackBars",
    "StackColumns",
    "Stacked",
    "Table",
    "Trend",
    "TrendPoint",
    "Value",
    "ValueKind",
    "band_label",
    "canonical",
    "plain",
    "rate",
]  # fmt: skip

NUMBERS = frozenset({ValueKind.COUNT, ValueKind.RATE, ValueKind.MEAN, ValueKind.POINTS, ValueKind.MONEY})
"""The kinds of value that stand at the right of their column."""


@dataclass(frozen=True)
class Figure:
    """One number with where it comes from.

    ``key`` is the path in the report's JSON (``registered.persons``); ``definition`` names its sentence in
    the catalogue (``report.definition_<definition>``). A rate is ``numerator / denominator``, a share of 1,
    None where the denominator is 0; so is a mean, whose numerator is the sum.
    ``subject`` is the station, slot or age band that its name speaks of.
    Moments are aware, in the organisation's zone.
    """

    key: str
    value: Value
    definition: str
    kind: ValueKind = ValueKind.COUNT
    numerator: int | None = None
    denominator: int | None = None
    subject: str = ""


def rate(
    key: str, numerator: int, denominator: int | None, *, definition: str | None = None, subject: str = ""
) -> Figure:
    """A share as a figure; without a (positive) denominator it has no value."""
    value = numerator / denominator if denominator else None
    return Figure(key, value, definition or key, ValueKind.RATE, numerator, denominator, subject)


@dataclass(frozen=True)
class Column:
    """A column of a table; its heading is ``report.column_<key>``."""

    key: str
    kind: ValueKind = ValueKind.TEXT


@dataclass(frozen=True)
class Table:
    """Rows under columns; its title is ``report.table_<called>``, without ``called`` that of its key."""

    key: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    called: str = ""

    @property
    def name(self) -> str:
        """What its title, its note and the sentence that there is nothing in it are named by."""
        return self.called or self.key


@dataclass(frozen=True)
class Highlight:
    """One of the numbers at the top: its label is ``report.kpi_<key>``, ``note`` the line below it."""

    key: str
    value: Value
    kind: ValueKind
    note: Phrase


@dataclass(frozen=True)
class Listing:
    """A table that is printed, and is a part of its own in the window; ``shares`` of the width that its columns take."""

    table: str
    shares: tuple[int, ...]


@dataclass(frozen=True)
class Layout:
    """What of a report comes first, in every format. It follows from the facts and is not part of what is hashed.

    ``main`` are the keys of figures that the summary of a workbook has; ``source`` names what was read up to the position
    (``report.fact_<source>``), ``note`` the sentence above all figures.
    """

    highlights: tuple[Highlight, ...]
    main: tuple[str, ...]
    listings: tuple[Listing, ...] = ()
    source: str = "journal"
    note: str = "note_figures"


class About(StrEnum):
    """What a report is about: an event, a year, or the whole organisation up to a day."""

    EVENT = "event"
    YEAR = "year"
    ORGANISATION = "organisation"


@dataclass(frozen=True)
class Masthead:
    """What a report is about, as a person reads it at its top. Moments are aware, in the organisation's zone.

    ``subject`` is what its revisions are counted by: an event's code, the four digits of a year, or a day
    (``2026-11-30``). ``title`` is what somebody typed, or a phrase. ``ends`` of a year or a day is the first moment after it.
    """

    organisation: str
    subject: str
    title: Phrase | str
    venue: str
    starts: datetime
    ends: datetime
    about: About = About.EVENT

    def payload(self) -> dict[str, Any]:
        """Itself as plain values under the name of what it is about; phrases are not part of what is hashed."""
        if self.about is not About.EVENT:
            return {
                "about": {
                    "kind": self.about.value, "organisation": self.organisation, "subject": self.subject,
                    "start": plain(self.starts), "end": plain(self.ends),
                }
            }  # fmt: skip
        return {
            "event": {
                "organisation": self.organisation, "code": self.subject, "title": self.title, "venue": self.venue,
                "start": plain(self.starts), "end": plain(self.ends),
            }
        }  # fmt: skip


@dataclass(frozen=True)
class Extract:
    """What was chosen of a revision: its ``sections`` in their order. ``whole`` is the SHA-256 of all of it."""

    sections: tuple[str, ...]
    whole: str


@dataclass(frozen=True)
class ReportDocument:
    """An immutable revision of a report. ``sections`` are documents of verbs by the verb's name, as their
    JSON has them (``attendance``, …).

    ``journal_position`` tells up to where the journal, or whatever the figures are counted from, had been
    read, so that every figure can be counted again. ``stage``: how far its event was at ``computed_at``.
    ``tongues``: what its texts are called in other languages (:mod:`~eventdesk.reports.tongues`); not part of what is hashed.
    """

    kind: str
    revision: int
    masthead: Masthead
    computed_at: datetime
    journal_position: str
    digest: str
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    charts: tuple[Chart, ...]
    layout: Layout
    sections: Mapping[str, Any]
    extract: Extract | None = None
    stage: Stage | None = None
    tongues: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def figure(self, key: str) -> Figure:
        """The figure of this key; ``KeyError`` where there is none."""
        for figure in self.figures:
            if figure.key == key:
                return figure
        raise KeyError(key)

    def table(self, key: str) -> Table:
        """The table of this key; ``KeyError`` where there is none."""
        for table in self.tables:
            if table.key == key:
                return table
        raise KeyError(key)

    def payload(self) -> dict[str, Any]:
        """The document as plain values: what is hashed, and what its JSON file holds. Charts follow from
        the rest.
        """
        return {
            "report": self.kind,
            "revision": self.revision,
            "computed_at": plain(self.computed_at),
            "journal_position": self.journal_position,
            **self.masthead.payload(),
            **({} if self.stage is None else {"stage": self.stage.value}),
            **self.sections,
            **({} if self.extract is None else {"extract": {"sections": list(self.extract.sections), "of": self.extract.whole}}),
            "figures": [
                {
                    "key": figure.key,
                    "value": plain(figure.value),
                    "numerator": figure.numerator,
                    "denominator": figure.denominator,
                }
                for figure in self.figures
            ],
            "tables": {
                table.key: [
                    dict(zip((column.key for column in table.columns), map(plain, row), strict=True))
                    for row in table.rows
                ]
                for table in self.tables
            },
        }

    def canonical(self) -> bytes:
        """The same bytes for the same facts, whatever the language or the machine."""
        return canonical(self.payload())

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of :meth:`canonical`, in hex."""
        return hashlib.sha256(self.canonical()).hexdigest()

    @property
    def proof(self) -> str:
        """The hash that names the revision, of an extract as well: that of all its figures."""
        return self.sha256 if self.extract is None else self.extract.whole

    @property
    def stem(self) -> str:
        """A file's name without its ending. It holds what it is about and the revision, nothing of a
        person.
        """
        stem = f"{self.kind}-{self.masthead.subject}-r{self.revision}"
        # Two templates' files of one revision stand beside each other.
        return stem if self.extract is None else f"{stem}-{self.sha256[:6]}"


def band_label(code: str) -> Phrase:
    """What an age band is called: ``0-0`` one year of age, ``5-6`` a range, ``7+`` open, ``unknown``."""
    if code == "unknown":
        return Phrase("label_age_unknown")
    if code.endswith("+"):
        return Phrase("label_age_open", (("first", code[:-1]),))
    first, _, last = code.partition("-")
    if first == last:
        return Phrase("label_age_one", (("first", first),))
    return Phrase("label_age_range", (("first", first), ("last", last)))


def plain(value: Value) -> int | float | str | None:
    """A value as JSON holds it: moments as ISO 8601 with their offset."""
    return value.isoformat() if isinstance(value, datetime) else value


def canonical(payload: Mapping[str, Any]) -> bytes:
    """JSON with sorted keys, without spaces, in UTF-8; no NaN or infinity."""
    text = json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()
