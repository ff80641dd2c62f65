"""Templates of reports: what files of a kind show, in which order, language and formats, and whether they are made by themselves
when an event is closed.

A revision is all figures of a report; a template chooses what the files made of it show (:mod:`eventdesk.reports.parts`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.event import EventKind, EventState
from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, DeskError, InvalidInput, NotFound
from eventdesk.reports.document import About
from eventdesk.services import rows
from eventdesk.services.event_views import NOTHING, Changes
from eventdesk.services.events import Events
from eventdesk.services.house import House
from eventdesk.services.report_sources import kind_of
from eventdesk.services.report_views import MadeReport
from eventdesk.services.reports import FORMATS, Reports
from eventdesk.services.rows import Removed
from eventdesk.store import feedback_tables as f

CHANGES: Changes = frozenset({"reports"})
LONGEST_NAME = 80
LANGUAGES = ("zh", "en", "both")
_STILL_DUE = timedelta(days=30)
_OVER = frozenset({EventState.CLOSED, EventState.ARCHIVED})


@dataclass(frozen=True)
class TemplateView:
    """A template. ``sections`` in their order, none where its kind is always whole; ``after_kinds``: made by itself when an event
    of these kinds is closed."""

    id: str
    name: str
    kind: str
    sections: tuple[str, ...]
    language: str
    formats: tuple[str, ...]
    after_kinds: tuple[EventKind, ...]
    revision: int
    logo: bytes | None = field(default=None, repr=False)
    changes: Changes = NOTHING


@dataclass(frozen=True)
class DueReport:
    """A report that should have been made when an event was closed, and wasn't."""

    template: str
    kind: str
    subject: str
    title: str


class ReportTemplates:
    """The verbs of templates of reports. They are the planners' own (right EVENTS); who may see reports may use them."""

    def __init__(self, house: House, reports: Reports) -> None:
        self._house, self._reports = house, reports

    def list(self, kind: str | None = None) -> tuple[TemplateView, ...]:
        """All templates by name, or those of a kind."""
        self._house.require(Right.LOOK)
        query = sa.select(f.report_template).order_by(f.report_template.c.name)
        if kind is not None:
            query = query.where(f.report_template.c.kind == kind)
        with self._house.store.reading() as connection:
            return tuple(_view(row) for row in connection.execute(query))

    def show(self, name: str) -> TemplateView:
        """One by its name; :class:`NotFound` ``report_template_not_found``."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            return _view(_find(connection, name))

    def add(
        self, name: str, kind: str, *, sections: Sequence[str] = (), language: str = "zh", formats: Sequence[str] = ("pdf", "xlsx"),
        logo: bytes | None = None, after_kinds: Sequence[EventKind] = (),
    ) -> TemplateView:  # fmt: skip
        """A new template; no section named are all of them. :class:`Conflict` ``report_template_exists``."""
        given = {"sections": sections, "language": language, "formats": formats, "logo": logo, "after_kinds": after_kinds}
        with self._house.writing(Right.EVENTS, "report_template.added") as unit:
            values = {"name": _free_name(unit.connection, name), "kind": kind_of(kind).key, **_checked(kind, given)}
            id = rows.add(unit, f.report_template, values)
            unit.commit(subject=id)
        return replace(self.show(values["name"]), changes=CHANGES)

    def change(self, name: str, *, revision: int | None = None, **fields: Any) -> TemplateView:
        """Sets what is given of :meth:`add` but its kind, and ``new_name``; :class:`Conflict` ``report_template_changed`` where it is
        no longer as ``revision`` was."""
        with self._house.writing(Right.EVENTS, "report_template.changed") as unit:
            row = _find(unit.connection, name)
            if revision is not None and row.revision != revision:
                raise Conflict("report_template_changed", template=row.name)
            new_name = fields.pop("new_name", None)
            values = _checked(row.kind, fields)
            if new_name is not None:
                values["name"] = _free_name(unit.connection, new_name, but=row.id)
            if rows.change(unit, f.report_template, row, values):
                unit.commit(subject=row.id, fields=sorted(values))
        return replace(self.show(values.get("name", row.name)), changes=CHANGES)

    def remove(self, name: str) -> Removed:
        """Takes a template away; revisions and files that were made by it stay."""
        with self._house.writing(Right.EVENTS, "report_template.removed") as unit:
            row = _find(unit.connection, name)
            removed = rows.remove(unit, f.report_template, row, changes=CHANGES)
            unit.commit(subject=row.id)
        return removed

    def put_back(self, removed: Removed) -> TemplateView:
        """Writes a template again that was taken away; :class:`Conflict` where another has its name by now."""
        name = str(removed.values["name"])
        with self._house.writing(Right.EVENTS, "report_template.added") as unit:
            _free_name(unit.connection, name, but=str(removed.values["id"]))
            if rows.put_back(unit, f.report_template, removed):
                unit.commit(subject=str(removed.values["id"]))
        return replace(self.show(name), changes=CHANGES)

    def make(
        self, name: str, subject: str, *, folder: Path, formats: Sequence[str] = (),
        progress: Callable[[int, int], object] | None = None,
    ) -> MadeReport:  # fmt: skip
        """The next revision of the template's kind, as :meth:`Reports.make`, and its files as the template has them; ``formats``
        where others are wanted."""
        from eventdesk.reports.phrases import languages

        of = self.show(name)
        return self._reports.make(
            of.kind, subject, folder=folder, formats=tuple(formats) or of.formats, words=languages(of.language), sections=of.sections,
            logo=of.logo, progress=progress,
        )  # fmt: skip

    @property
    def folder(self) -> Path:
        """Where reports go that are made by themselves."""
        return self._house.store.folder / "reports"

    def due(self) -> tuple[DueReport, ...]:
        """What should have been made of events closed in the last days and was not: something went wrong, or who closed it may not
        make reports. :meth:`make_due` makes up for it."""
        self._house.require(Right.LOOK)
        wanted = [template for template in self.list() if template.after_kinds]
        if not wanted:
            return ()
        now = self._house.clock.now()
        made = {(one.kind, one.subject) for one in self._reports.revisions()}
        recent = [
            event for event in Events(self._house).list()
            if event.state in _OVER and not event.template and event.end > now - _STILL_DUE
        ]  # fmt: skip
        return tuple(
            DueReport(template.name, template.kind, event.code, event.title)
            for template in wanted for event in recent
            if event.kind in template.after_kinds and (template.kind, event.code) not in made
        )  # fmt: skip

    def make_due(self, *, subject: str | None = None) -> tuple[MadeReport, ...]:
        """Makes what is due, of one event or of all, into :attr:`folder`; raises what the first one raises that can't be made."""
        due = [one for one in self.due() if subject in (None, one.subject)]
        return tuple(self.make(one.template, one.subject, folder=self.folder) for one in due)


def event_closed(house: House, code: str) -> None:
    """What happens when an event was closed: its reports are made. Whatever goes wrong, the event stays closed, and
    :meth:`ReportTemplates.due` tells what is missing."""
    from eventdesk.services.attendance import Attendance
    from eventdesk.services.checkins import Checkins

    templates = ReportTemplates(house, Reports(house, Attendance(house, Checkins(house).record)))
    for one in templates.due():
        if one.subject == code:
            _try(templates, one)


def _try(templates: ReportTemplates, one: DueReport) -> None:
    try:
        templates.make(one.template, one.subject, folder=templates.folder)
    except (DeskError, OSError, ArithmeticError, LookupError, TypeError, ValueError, sa.exc.SQLAlchemyError):
        # It is due still, and says so where reports are: closing was what somebody asked for.
        return


def _find(connection: sa.Connection, name: str) -> Any:
    row = connection.execute(sa.select(f.report_template).where(f.report_template.c.name == name.strip())).first()
    if row is None:
        raise NotFound("report_template_not_found", template=name)
    return row


def _free_name(connection: sa.Connection, name: str, *, but: str = "") -> str:
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput("template_name_missing", field="name")
    c = f.report_template.c
    if connection.execute(sa.select(c.id).where(c.name == name, c.id != but)).first() is not None:
        raise Conflict("report_template_exists", template=name)
    return name


def _checked(kind: str, given: dict[str, Any]) -> dict[str, Any]:
    """The fields as they are kept."""
    from eventdesk.reports.logo import cleaned
    from eventdesk.reports.parts import check_sections

    unknown = set(given) - {"sections", "language", "formats", "logo", "after_kinds"}
    if unknown:
        raise TypeError(f"no field {unknown} of a template")
    values: dict[str, Any] = {}
    if "sections" in given:
        values["sections"] = list(check_sections(kind, tuple(given["sections"])))
    if "language" in given:
        if given["language"] not in LANGUAGES:
            raise InvalidInput("unknown_report_language", field="language", language=given["language"])
        values["language"] = given["language"]
    if "formats" in given:
        formats = tuple(dict.fromkeys(given["formats"]))
        wrong = [name for name in formats if name not in FORMATS]
        if wrong or not formats:
            raise InvalidInput("unknown_format", field="format", format=wrong[0] if wrong else "")
        values["formats"] = list(formats)
    if "logo" in given:
        values["logo"] = None if given["logo"] is None else cleaned(given["logo"])
    if "after_kinds" in given:
        values["after_kinds"] = [EventKind(one).value for one in dict.fromkeys(given["after_kinds"])]
        if values["after_kinds"] and kind_of(kind).about is not About.EVENT:
            raise InvalidInput("report_not_of_event", field="after_kinds", kind=kind)
    return values


def _view(row: Any) -> TemplateView:
    return TemplateView(
        id=row.id, name=row.name, kind=row.kind, sections=tuple(row.sections), language=row.language, formats=tuple(row.formats),
        # A newer program may keep kinds of events that this one does not know.
        after_kinds=tuple(EventKind(one) for one in row.after_kinds if one in set(EventKind)), revision=row.revision, logo=row.logo,
    )  # fmt: skip
