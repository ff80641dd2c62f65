"""The attendance report: who was registered, who came, when, and through which door.

The unit of every figure is a person, counted once; volunteers are not counted.
"""

from typing import Any

from eventdesk.reports.attendance_charts import charts
from eventdesk.reports.attendance_facts import AttendanceFacts, NoShow, SlotFact
from eventdesk.reports.attendance_figures import figures
from eventdesk.reports.attendance_layout import layout
from eventdesk.reports.attendance_tables import tables
from eventdesk.reports.document import Masthead, ReportDocument

__all__ = ["KIND", "AttendanceFacts", "NoShow", "SlotFact", "attendance_document", "build"]

KIND = "attendance"


def attendance_document(facts: AttendanceFacts) -> dict[str, Any]:
    """The document of the verb ``attendance``. ``peak_5min`` and ``attendance_rate`` are None where nobody
    makes one. Until the event is over, ``no_shows`` are those who are still expected, and the rate is that of so far.
    """
    totals = facts.totals
    peak = totals.peak
    return {
        "event": facts.event_code,
        "registered": totals.registered.as_dict(),
        "attended": totals.attended.as_dict(),
        "walk_ins": totals.walk_ins.as_dict(),
        "no_shows": totals.no_shows.as_dict(),
        "inside": totals.inside,
        "attendance_rate": totals.attendance_rate,
        "peak_5min": peak and {"at": peak.at.astimezone(facts.tz).isoformat(), "persons": peak.persons},
        "by_station": dict(totals.by_station),
        "incidents": [dict(incident) for incident in facts.incidents],
        "journal_entries": facts.journal_entries,
        "digest": facts.digest,
    }


def build(facts: AttendanceFacts) -> ReportDocument:
    """The report's document. The same facts give the same document, to the byte."""
    counted = tuple(figures(facts))
    return ReportDocument(
        kind=KIND,
        revision=facts.revision,
        masthead=Masthead(
            organisation=facts.organisation,
            subject=facts.event_code,
            title=facts.event_title,
            venue=facts.venue,
            starts=facts.starts.astimezone(facts.tz),
            ends=facts.ends.astimezone(facts.tz),
        ),
        computed_at=facts.computed_at.astimezone(facts.tz),
        journal_position=facts.journal_position,
        digest=facts.digest,
        figures=counted,
        tables=tables(facts),
        charts=charts(facts),
        layout=layout(counted, over=facts.over),
        sections={KIND: attendance_document(facts)},
        stage=facts.stage_at(facts.computed_at),
    )
