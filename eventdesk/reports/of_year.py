"""What reports on the families of a year have in common: their top, and where they were read up to."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from eventdesk.reports.document import About, Chart, Figure, Layout, Masthead, Phrase, ReportDocument, Table


class YearFacts(Protocol):
    """Facts of a year up to the day ``last``: its last one, or the day on which they were read."""

    @property
    def organisation(self) -> str: ...
    @property
    def year(self) -> int: ...
    @property
    def last(self) -> date: ...
    @property
    def tz(self) -> ZoneInfo: ...
    @property
    def position(self) -> str: ...
    @property
    def digest(self) -> str: ...
    @property
    def computed_at(self) -> datetime: ...
    @property
    def revision(self) -> int: ...


def document_of_year(
    kind: str, facts: YearFacts, *, figures: Iterable[Figure], tables: tuple[Table, ...], charts: tuple[Chart, ...], layout: Layout,
    section: dict[str, Any],
) -> ReportDocument:  # fmt: skip
    """The document of a report on a year; ``section`` is what its JSON says under its kind. It ends with the first moment after
    ``last``."""
    masthead = Masthead(
        organisation=facts.organisation, subject=f"{facts.year:04d}", title=Phrase("about_year", (("year", facts.year),)), venue="",
        starts=datetime(facts.year, 1, 1, tzinfo=facts.tz), ends=datetime.combine(facts.last + timedelta(days=1), time(), facts.tz),
        about=About.YEAR,
    )  # fmt: skip
    return ReportDocument(
        kind=kind, revision=facts.revision, masthead=masthead, computed_at=facts.computed_at.astimezone(facts.tz),
        journal_position=facts.position, digest=facts.digest, figures=tuple(figures), tables=tables, charts=charts, layout=layout,
        sections={kind: section},
    )  # fmt: skip
