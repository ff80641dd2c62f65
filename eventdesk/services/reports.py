"""Reports: immutable revisions of figures, and the files that are made of them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.right import Right
from eventdesk.errors import InvalidInput
from eventdesk.reports.attendance_facts import AttendanceFacts
from eventdesk.reports.document import About, Phrase, ReportDocument
from eventdesk.services.attendance import Attendance
from eventdesk.services.events import Events
from eventdesk.services.house import House
from eventdesk.services.report_attendance import read_attendance
from eventdesk.services.report_reasons import Closed, why_closed
from eventdesk.services.report_sources import ATTENDANCE, Source, kind_of, read_source
from eventdesk.services.report_views import (
    Counted,
    MadeReport,
    Reported,
    ReportedEvent,
    ReportedPeriod,
    ReportLook,
    RevisionView,
)
from eventdesk.store import tables as t

FORMATS = ("xlsx", "pdf", "csv", "json")


class Reports:
    """The verbs of reports."""

    def __init__(self, house: House, attendance: Attendance) -> None:
        self._house, self._attendance = house, attendance

    def attendance_facts(self, event_code: str) -> AttendanceFacts:
        """What the attendance report is made of, read now; revision and time are those of a draft."""
        self._house.require(Right.LOOK)
        return read_attendance(self._house, self._attendance, event_code)

    def attendance(self, event_code: str) -> dict[str, Any]:
        """The document of the verb ``attendance``."""
        from eventdesk.reports.attendance import attendance_document

        return attendance_document(self.attendance_facts(event_code))

    def events(self, kind: str = ATTENDANCE) -> tuple[ReportedEvent, ...]:
        """All events, the latest first, with what there is to report of them; the revisions are those of this kind."""
        self._house.require(Right.LOOK)
        kind_of(kind)
        listed = Events(self._house).list()
        last = self._last(kind)
        with self._house.store.reading() as connection:
            return tuple(
                ReportedEvent(event, len(self._attendance.tally(connection, event.id).attended()), last.get(event.code))
                for event in listed
            )

    def subjects(self, kind: str) -> tuple[Reported, ...]:
        """What a report of this kind can be made of, the latest first: events, years with an event and this one, or today."""
        about = kind_of(kind).about
        found = self.events(kind)
        if about is About.EVENT:
            return found
        now = self._house.clock.now()
        today = now.astimezone(self._house.zone).date()
        begun = [one for one in found if not one.event.template and one.event.start <= now]
        if about is About.ORGANISATION:
            return (self._period(kind, about, today.isoformat(), self._house.organisation, begun),)
        zone = self._house.zone
        years = {today.year, *(one.event.start.astimezone(zone).year for one in begun)}
        return tuple(
            self._period(
                kind, about, f"{year:04d}", Phrase("about_year", (("year", year),)),
                [one for one in begun if one.event.start.astimezone(zone).year == year],
            )
            for year in sorted(years, reverse=True)
        )  # fmt: skip

    def _period(
        self, kind: str, about: About, subject: str, title: Phrase | str, events: Sequence[ReportedEvent]
    ) -> ReportedPeriod:
        registered, came = sum(one.registered for one in events), sum(one.came for one in events)
        return ReportedPeriod(about, subject, title, len(events), registered, came, self._last(kind).get(subject))

    def _last(self, kind: str) -> dict[str, RevisionView]:
        """The last revision of each subject."""
        last: dict[str, RevisionView] = {}
        for revision in self.revisions():
            if revision.kind == kind:
                last.setdefault(revision.subject, revision)
        return last

    def look(self, subject: str, kind: str = ATTENDANCE) -> ReportLook:
        """A report as it would be made now, and whether that is what was made last."""
        self._house.require(Right.REPORTS)
        source = read_source(self._house, self._attendance, kind, subject)
        last = next((made for made in self.revisions(source.subject) if made.kind == kind), None)
        if last is None:
            return ReportLook(source.document(1), None, draft=True)
        same = source.document(last.number, last.at)
        if same.sha256 == last.sha256 and source.same_stage(last.at):
            return ReportLook(same, last, draft=False)
        return ReportLook(source.document(last.number + 1), last, draft=True)

    def behind(self, subject: str, key: str, kind: str = ATTENDANCE) -> Counted | None:
        """The records that a figure of a report counts, as of now: people masked, events, shifts. None where none can be named,
        or where they would tell of few."""
        self._house.require(Right.REPORTS)
        return kind_of(kind).behind(self._house, self._attendance, subject, key)

    def why_closed(self, key: str, kind: str = ATTENDANCE) -> Closed:
        """Why a figure for which :meth:`behind` has None opens to no records; the sentence is ``report_behind.closed_<reason>``."""
        self._house.require(Right.REPORTS)
        return why_closed(kind_of(kind).key, key, self._house.actor)

    def make(
        self, kind: str, subject: str, *, folder: Path, formats: Sequence[str] = FORMATS, words: Any,
        progress: Callable[[int, int], object] | None = None, sections: Sequence[str] = (), logo: bytes | None = None,
    ) -> MadeReport:  # fmt: skip
        """Makes the report's next revision, unless nothing changed since the last, and writes its files.

        ``words`` are the language of the files (:class:`resources.words.Words`), or a tuple of several; the revision knows none.
        ``sections``: what the files show, all without any; the revision has all figures either way.
        ``logo``: a picture above the title of what is printed. ``progress`` is told (steps done, of how many); what
        it raises ends the work before the next step.
        """
        from eventdesk.reports import EXPORTERS
        from eventdesk.reports.exporters.files import prove_folder
        from eventdesk.reports.parts import check_sections, extract

        self._house.require(Right.REPORTS)
        self._house.require(Right.EXPORT)
        kind_of(kind)
        check_sections(kind, sections)
        spoken = words if isinstance(words, tuple) else (words,)
        writers = {exporter.key: exporter for exporter in EXPORTERS}
        unknown = [name for name in formats if name not in writers]
        if unknown or not formats:
            raise InvalidInput("unknown_format", field="format", format=unknown[0] if unknown else "")
        names = list(dict.fromkeys(formats))
        tell = progress or _nobody
        total = len(names) * len(spoken) + 1
        tell(0, total)
        # A revision whose files can't be written would be counted though nobody ever held it.
        prove_folder(folder)
        id, document = revise(self._house, read_source(self._house, self._attendance, kind, subject))
        shown = extract(document, sections)
        files: list[tuple[str, Path]] = []
        for language in spoken:
            stem = f"{shown.stem}-{language.language}" if len(spoken) > 1 else shown.stem
            for name in names:
                tell(len(files) + 1, total)
                write = writers[name].export
                file = write(shown, folder=folder, words=language, zone=self._house.zone, name=stem, logo=logo)
                files.append((name if len(spoken) == 1 else f"{name}_{language.language}", file))
        return MadeReport(id, kind, document.revision, document.sha256, tuple(files))

    def revisions(self, subject: str | None = None) -> tuple[RevisionView, ...]:
        """All revisions, the latest first; of one event, year or day if it is named."""
        self._house.require(Right.LOOK)
        r = t.report_revision
        query = sa.select(r).order_by(r.c.at.desc(), r.c.number.desc())
        if subject is not None:
            query = query.where(r.c.subject == subject.strip().upper())
        with self._house.store.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(RevisionView(x.id, x.kind, x.subject, x.number, x.sha256, x.position, x.at) for x in rows)


def revise(house: House, source: Source, *, anew: bool = False) -> tuple[str, ReportDocument]:
    """The last revision where nothing changed since, else the next one; ``anew``: the next one either way."""
    r = t.report_revision
    kind, subject = source.kind, source.subject
    with house.writing(Right.REPORTS, "report.made") as unit:
        last = unit.execute(
            sa.select(r).where(r.c.kind == kind, r.c.subject == subject).order_by(r.c.number.desc()).limit(1)
        ).first()
        if last is not None:
            same = source.document(last.number, last.at)
            if same.sha256 == last.sha256 and source.same_stage(last.at) and not anew:
                return last.id, same
        number = 1 if last is None else last.number + 1
        at = unit.now.replace(microsecond=unit.now.microsecond // 1000 * 1000)
        document = source.document(number, at)
        values = {
            "id": unit.new_id(), "kind": kind, "subject": subject, "number": number,
            "sha256": document.sha256, "body": document.canonical().decode(), "position": source.position,
            "at": at, "operator": unit.actor.operator,
        }  # fmt: skip
        unit.execute(r.insert(), values)
        unit.put("report", values | {"at": at.isoformat()})
        unit.commit(subject=subject, revision=number)
    return str(values["id"]), document


def _nobody(done: int, total: int) -> None:
    """Nobody watches."""
