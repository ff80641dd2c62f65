"""The families report: who the families of the circle are, how it grows, and how families stay.

Of fewer than five families nothing is told, nor what would give such a count away.
"""

from typing import Any

from eventdesk.reports.document import ReportDocument
from eventdesk.reports.families_facts import FamiliesFacts
from eventdesk.reports.families_figures import figures
from eventdesk.reports.families_layout import charts, layout, tables
from eventdesk.reports.of_year import document_of_year

__all__ = ["KIND", "FamiliesFacts", "build", "families_document"]

KIND = "families"


def families_document(facts: FamiliesFacts) -> dict[str, Any]:
    """The counts in the report's JSON; null where one is not told."""
    return {"year": facts.year, "until": facts.last.isoformat(), "running": facts.running, "counts": dict(sorted(facts.counts.items()))}


def build(facts: FamiliesFacts) -> ReportDocument:
    """The report's document. The same facts give the same document, to the byte."""
    return document_of_year(
        KIND, facts, figures=figures(facts), tables=tables(facts), charts=charts(facts), layout=layout(facts),
        section=families_document(facts),
    )  # fmt: skip
