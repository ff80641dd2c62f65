"""Formats a report can be written in. A format is a file here and a line in :data:`EXPORTERS`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from eventdesk.reports.document import ReportDocument
from eventdesk.reports.tongues import spoken
from resources.words import Words


class Export(Protocol):
    """Writes a document as ``folder/name.<format>`` and returns that path.

    Whole or not at all: the file appears when it is complete, and replaces one of the same name. ``zone``
    is the zone of every moment that is shown without an offset. ``logo`` (PNG) stands in what is printed. Raises
    :class:`~eventdesk.errors.StoreProblem` ``report_not_written``.
    """

    def __call__(
        self, document: ReportDocument, *, folder: Path, words: Words, zone: ZoneInfo, name: str, logo: bytes | None = None
    ) -> Path: ...


@dataclass(frozen=True)
class Exporter:
    """A format: ``key`` is what the command line calls it and the ending of its files."""

    key: str
    export: Export


# Their libraries cost more to import than a verb without a report may take to start, so each comes with
# its first use.
def _xlsx(
    document: ReportDocument, *, folder: Path, words: Words, zone: ZoneInfo, name: str, logo: bytes | None = None
) -> Path:
    from eventdesk.reports.exporters.xlsx import export

    return export(spoken(document, words.language), folder=folder, words=words, zone=zone, name=name)


def _pdf(
    document: ReportDocument, *, folder: Path, words: Words, zone: ZoneInfo, name: str, logo: bytes | None = None
) -> Path:
    from eventdesk.reports.exporters.pdf import export

    return export(spoken(document, words.language), folder=folder, words=words, zone=zone, name=name, logo=logo)


def _csv(
    document: ReportDocument, *, folder: Path, words: Words, zone: ZoneInfo, name: str, logo: bytes | None = None
) -> Path:
    from eventdesk.reports.exporters.csv import export

    return export(spoken(document, words.language), folder=folder, words=words, zone=zone, name=name)


def _json(
    document: ReportDocument, *, folder: Path, words: Words, zone: ZoneInfo, name: str, logo: bytes | None = None
) -> Path:
    from eventdesk.reports.exporters.json import export

    return export(document, folder=folder, words=words, zone=zone, name=name)


EXPORTERS: tuple[Exporter, ...] = (
    Exporter("xlsx", _xlsx),
    Exporter("pdf", _pdf),
    Exporter("csv", _csv),
    Exporter("json", _json),
)
