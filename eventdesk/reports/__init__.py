"""Reports: facts become a document, a document becomes files. A report is a file here and a line in
:data:`REPORTS`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from eventdesk.reports import attendance
from eventdesk.reports.document import ReportDocument
from eventdesk.reports.exporters import EXPORTERS, Exporter

__all__ = ["EXPORTERS", "REPORTS", "Exporter", "ReportDocument", "ReportKind"]


@dataclass(frozen=True)
class ReportKind:
    """A kind of report: ``key`` as the command line names it; ``build`` makes its document from its own
    facts.
    """

    key: str
    build: Callable[[Any], ReportDocument]


REPORTS: tuple[ReportKind, ...] = (ReportKind(attendance.KIND, attendance.build),)
