"""The pages that list: overview, branches, stations, events, what was kept apart, and the audit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from starlette.responses import Response

from eventdesk.hub.accounts import Role
from eventdesk.hub.audit import Act
from eventdesk.hub.office_lists import SILENT_AFTER, EventLine, StationLine
from eventdesk.web.look import PRIVATE, PageProblem
from eventdesk.web.office.door import Visit

SIZE = 50
"""Lines on a page."""


async def overview(visit: Visit) -> Response:
    """How much there is, and what waits for somebody."""
    lists, hub = visit.reception.lists, visit.office.hub
    counts = await visit.office.work(partial(lists.counts, visit.branch))
    reports, _ = await visit.office.work(partial(lists.reports, visit.branch, limit=8))
    return visit.show("overview.html", counts=counts, reports=reports, hub=hub.epoch.hub_id, silent_days=SILENT_AFTER.days)


async def branches(visit: Visit) -> Response:
    """Branches with what is known of them."""
    text, offset = visit.text("q"), visit.number("offset", 0)
    verb = partial(visit.reception.lists.branches, visit.branch, text=text, offset=offset, limit=SIZE)
    found, total = await visit.office.work(verb)
    return visit.show("branches.html", branches=found, text=text, pager=visit.pager(total, SIZE), wrong="", code="", name="")


@dataclass(frozen=True)
class Shown:
    """A station with what its state is called, its colour, and whether there is something to do."""

    line: StationLine
    state: str
    tone: str


def _state(line: StationLine, now: datetime) -> Shown:
    view = line.view
    heard = view.last_seen or view.enrolled
    if view.revoked is not None:
        return Shown(line, "revoked", "")
    if line.quarantined:
        return Shown(line, "quarantined", "bad")
    if heard is not None and now - heard > SILENT_AFTER:
        return Shown(line, "silent", "warn")
    return Shown(line, "never" if view.last_seen is None else "fine", "info" if view.last_seen is None else "good")


async def stations(visit: Visit) -> Response:
    """Stations with their state."""
    text, lists = visit.text("q"), visit.reception.lists
    codes = await visit.office.work(partial(lists.codes, visit.branch))
    only = next((id for id, code in codes.items() if code == visit.text("branch")), None)
    verb = partial(lists.stations, visit.branch, only=only, text=text, offset=visit.number("offset", 0), limit=SIZE)
    found, total = await visit.office.work(verb)
    shown = [_state(line, visit.now) for line in found]
    return visit.show("stations.html", stations=shown, text=text, chosen=codes.get(only or "", ""), pager=visit.pager(total, SIZE))


async def station(visit: Visit) -> Response:
    """One station."""
    return visit.show("station.html", station=await station_of(visit))


async def station_of(visit: Visit) -> Shown:
    """The station in the path; :class:`PageProblem` 404 for one that they don't see."""
    wanted = str(visit.request.path_params["station"])
    found, _ = await visit.office.work(partial(visit.reception.lists.stations, visit.branch, station=wanted))
    if not found:
        raise PageProblem(404, "web.not_found")
    return _state(found[0], visit.now)


@dataclass(frozen=True)
class EventShown:
    """An event as the page tells it: text alone, whatever a station wrote."""

    id: str
    code: str
    title: str
    start: datetime | None
    venue: str
    state: str
    capacity: str
    branch_code: str
    clashes: int
    items: int


def _event(line: EventLine) -> EventShown:
    of = line.values
    return EventShown(
        line.id, _text(of, "code"), _text(of, "title"), _start(_text(of, "start")), _text(of, "venue"),
        _text(of, "state"), _text(of, "capacity"), line.branch_code, line.clashes, line.items,
    )  # fmt: skip


def _start(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return str(value)[:300] if isinstance(value, str | int) and not isinstance(value, bool) else ""


async def events(visit: Visit) -> Response:
    """Events as the items about them tell."""
    lists = visit.reception.lists
    codes = await visit.office.work(partial(lists.codes, visit.branch))
    only = next((id for id, code in codes.items() if code == visit.text("branch")), None)
    found, after = await visit.office.work(partial(lists.events, visit.branch, only=only, after=visit.text("after"), limit=SIZE))
    rows = [_event(line) for line in found]
    if only is not None:
        rows.sort(key=lambda one: one.start.timestamp() if one.start else 0.0, reverse=True)
    return visit.show("events.html", events=rows, chosen=codes.get(only or "", ""), after=after, first=not visit.text("after"))


async def event(visit: Visit) -> Response:
    """One event, with its reports."""
    wanted, lists = str(visit.request.path_params["event"]), visit.reception.lists
    found, _ = await visit.office.work(partial(lists.events, visit.branch, event=wanted))
    if not found:
        raise PageProblem(404, "web.not_found")
    shown = _event(found[0])
    codes = await visit.office.work(partial(lists.codes, visit.branch))
    only = next((id for id, code in codes.items() if code == shown.branch_code), None)
    reports, _ = await visit.office.work(partial(lists.reports, visit.branch, only=only, subject=shown.code or "-"))
    return visit.show("event.html", event=shown, reports=reports)


async def quarantine(visit: Visit) -> Response:
    """What could not be understood or believed."""
    verb = partial(visit.reception.lists.quarantine, visit.branch, offset=visit.number("offset", 0), limit=SIZE)
    found, total = await visit.office.work(verb)
    return visit.show("quarantine.html", kept=found, pager=visit.pager(total, SIZE))


async def quarantined(visit: Visit) -> Response:
    """The bytes of one of them, as a file. They may hold anything, people's data as well: the audit keeps who took them."""
    digest = str(visit.request.path_params["digest"])
    raw = await visit.office.work(partial(visit.reception.lists.quarantined, digest, visit.branch))
    if raw is None:
        raise PageProblem(404, "web.not_found")
    await visit.note(Act.QUARANTINE_TAKEN, digest)
    return attachment(raw, f"quarantine-{digest[:12]}.bin", "application/octet-stream")


def attachment(body: bytes, name: str, media: str) -> Response:
    """A file to keep; the browser never shows it as a page of this site."""
    headers = PRIVATE | {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, 200, headers, media_type=media)


async def audit(visit: Visit) -> Response:
    """What people did here. Who sees one branch alone sees their own rows."""
    own = visit.name if visit.branch is not None else None
    before = visit.number("before", 0) or None
    entries = await visit.office.work(partial(visit.reception.audit.list, before=before, limit=SIZE, account=own))
    checked = visit.text("check") == "1" and visit.may(Role.OFFICER)
    broken = await visit.office.work(visit.reception.audit.broken) if checked else None
    after = entries[-1].no if len(entries) == SIZE else 0
    return visit.show("audit.html", entries=entries, after=after, checked=checked, broken=broken)
