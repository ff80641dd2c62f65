"""Reports that branches handed in: their revisions, what each says, and files to keep."""

import tempfile
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from starlette.responses import Response

from eventdesk.desk import DEFAULT_ZONE
from eventdesk.errors import StoreProblem
from eventdesk.hub.accounts import Role
from eventdesk.hub.audit import Act
from eventdesk.reports.exporters import EXPORTERS
from eventdesk.reports.phrases import word
from eventdesk.web.look import PageProblem
from eventdesk.web.office.door import Visit
from eventdesk.web.office.lists import SIZE, attachment
from eventdesk.web.office.rebuilt import HandedIn, figure_lines, rebuilt
from resources.words import Words

KINDS = ("event", "attendance", "satisfaction", "volunteers", "year", "families", "audit")
_MEDIA = {
    "pdf": "application/pdf", "csv": "text/csv; charset=utf-8", "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


async def reports(visit: Visit) -> Response:
    """The last revision of each report."""
    lists, kind = visit.reception.lists, visit.text("kind")
    codes = await visit.office.work(partial(lists.codes, visit.branch))
    only = next((id for id, code in codes.items() if code == visit.text("branch")), None)
    offset = visit.number("offset", 0)
    verb = partial(lists.reports, visit.branch, only=only, kind=kind if kind in KINDS else "", offset=offset, limit=SIZE)
    found, more = await visit.office.work(verb)
    pager = visit.pager(offset + len(found) + more, SIZE)
    return visit.show("reports.html", reports=found, kinds=KINDS, kind=kind, chosen=codes.get(only or "", ""), pager=pager)


async def _read(visit: Visit) -> tuple[str, int, HandedIn]:
    report, revision = str(visit.request.path_params["report"]), int(visit.request.path_params["revision"])
    if revision > 999_999:
        raise PageProblem(404, "web.not_found")
    raw = await visit.office.work(partial(visit.office.hub.reports.body, report, revision, branch=visit.branch))
    if raw is None:
        raise PageProblem(404, "web.not_found")
    return report, revision, await visit.office.work(partial(HandedIn.read, raw))


async def report(visit: Visit) -> Response:
    """A revision: its figures with what they are counted from, its proof, and the other revisions."""
    report, revision, handed = await _read(visit)
    lines, document = await visit.office.work(partial(figure_lines, handed, visit.words))
    all_of_it = await visit.office.work(partial(visit.reception.lists.revisions, report, visit.branch))
    line = next(one for one in all_of_it if one.revision == revision)
    tables = [(table.key, word(f"table_{table.name}", visit.words), len(table.rows)) for table in document.tables] if document else []
    return visit.show(
        "report.html", report=line, revisions=all_of_it, figures=lines, document=document, handed=handed,
        tables=[one for one in tables if one[2]], title=_title(handed),
    )  # fmt: skip


def _title(handed: HandedIn) -> str:
    of = handed.document.get("event", handed.document.get("about"))
    found = (of.get("title") or of.get("subject")) if isinstance(of, dict) else None
    return found[:200] if isinstance(found, str) else ""


async def take(visit: Visit) -> Response:
    """A revision as a file: as it came, or made from it where that says the same. What has rows about persons is for officers alone,
    and the audit keeps who took it."""
    report, revision, handed = await _read(visit)
    format = str(visit.request.path_params["format"])
    if format not in _MEDIA:
        raise PageProblem(404, "web.not_found")
    if handed.parts:
        if not visit.may(Role.OFFICER):
            await visit.note(Act.REFUSED, f"GET report {report} {revision}")
            raise PageProblem(403, "web_office.not_yours")
        await visit.note(Act.REPORT_TAKEN, f"{report} {revision} {format}")
    name = f"{_safe(str(handed.document.get('report', 'report')))}-{report[:8]}-r{revision}.{format}"
    if format == "json":
        return attachment(handed.raw, name, _MEDIA[format])
    body = await visit.office.work(partial(_written, handed, format, visit.words))
    if body is None:
        raise PageProblem(404, "web_office.not_rendered")
    return attachment(body, name, _MEDIA[format])


def _written(handed: HandedIn, format: str, words: Words) -> bytes | None:
    document = rebuilt(handed)
    if document is None:
        return None
    exporter = next(one for one in EXPORTERS if one.key == format)
    with tempfile.TemporaryDirectory() as folder:
        try:
            # The hub knows no zone of a branch; moments in the figures keep their own offset.
            zone = ZoneInfo(DEFAULT_ZONE)
            return exporter.export(document, folder=Path(folder), words=words, zone=zone, name="report").read_bytes()
        except (StoreProblem, KeyError, TypeError, ValueError):
            return None


def _safe(name: str) -> str:
    return "".join(letter for letter in name if letter.isascii() and (letter.isalnum() or letter in "-_"))[:32] or "report"


