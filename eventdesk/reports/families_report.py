"""The families report: who the families of the circle are, how it grows, and how families stay.

Of fewer than five families nothing is told, nor what would give such a count away.
"""

from datetime import datetime, time, timedelta
from typing import Any

from eventdesk.reports.document import About, Masthead, Phrase, ReportDocument
from eventdesk.reports.families_facts import FamiliesFacts
from eventdesk.reports.families_figures import figures
from eventdesk.reports.families_layout import charts, layout, tables

__all__ = ["KIND", "FamiliesFacts", "build", "families_document"]

KIND = "families"


def families_document(facts: FamiliesFacts) -> dict[str, Any]:
    """The counts in the report's JSON; null where one is not told."""
    return {"year": facts.year, "until": facts.last.isoformat(), "running": facts.running, "counts": dict(sorted(facts.counts.items()))}


def build(facts: FamiliesFacts) -> ReportDocument:
    """The report's document. The same facts give the same document, to the byte."""
    return ReportDocument(
        kind=KIND,
        revision=facts.revision,
        masthead=Masthead(
            organisation=facts.organisation,
            subject=f"{facts.year:04d}",
            title=Phrase("about_year", (("year", facts.year),)),
            venue="",
            starts=datetime(facts.year, 1, 1, tzinfo=facts.tz),
            ends=datetime.combine(facts.last + timedelta(days=1), time(), facts.tz),
            about=About.YEAR,
        ),
        computed_at=facts.computed_at.astimezone(facts.tz),
        journal_position=facts.position,
        digest=facts.digest,
        figures=tuple(figures(facts)),
        tables=tables(facts),
        charts=charts(facts),
        layout=layout(facts),
        sections={KIND: families_document(facts)},
    )
