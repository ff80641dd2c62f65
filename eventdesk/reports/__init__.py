"""Reports: facts become a document, a document becomes files. Where a kind of report reads its facts is told by
:mod:`eventdesk.services.report_sources`.
"""

from eventdesk.reports.document import ReportDocument
from eventdesk.reports.exporters import EXPORTERS, Exporter

__all__ = ["EXPORTERS", "Exporter", "ReportDocument"]
