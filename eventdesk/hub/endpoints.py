"""What each call of the wire does."""

import gzip
import hashlib
import time
from collections import Counter
from datetime import UTC
from functools import partial

from pydantic import BaseModel
from starlette.responses import FileResponse, Response

from eventdesk import __version__
from eventdesk.domain.handing_in import rows_about_persons
from eventdesk.errors import DeskError, HubTrouble, NotFound
from eventdesk.hub.bodies import inflated, parsed, parsed_json, raw_body
from eventdesk.hub.calls import Call, Office
from eventdesk.hub.kept_pages import Asked
from eventdesk.hub.ledger import PageText, Written
from eventdesk.hub.metrics import quarantine_text, relay_text
from eventdesk.hub.problems import Refusal
from eventdesk.hub.quarantine import Quarantine
from eventdesk.hub.revisions import About, Kept
from eventdesk.hub.snapshots import forget, snapshot, tag_of
from eventdesk.hub.stations import Refused
from eventdesk.hub.wording import page_text
from eventdesk.sync.conflict_records import ConflictList, Settle
from eventdesk.sync.protocol import (
    BODY_BYTES,
    INFLATED_BYTES,
    ITEMS,
    OLDEST_VERSION,
    VERSION,
    WAIT,
    Code,
    Enrol,
    HealthState,
    Hello,
    Limits,
    Logs,
    LogState,
    Outcome,
    ProtocolRange,
    Push,
    Pushed,
    Result,
    RevisionInfo,
    Revisions,
    SetDigest,
    Token,
    content_digest,
    cursor,
)

PLAIN = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_WORTH_PACKING = 2_000
_WORTH_KEEPING = 100
"""Items of a page."""
_GZIP = b"\x1f\x8b"
NO_STATION = "-"
_SETTLED = "it was settled, or one of its values is another by now"
_AGAIN = 5


def record(value: BaseModel, status: int = 200) -> Response:
    """A record as an answer."""
    return Response(value.model_dump_json(), status, dict(PLAIN), media_type="application/json")


async def hello(call: Call) -> Response:
    """Who answers."""
    hub = call.office.hub
    now = hub.clock.now().astimezone(UTC).isoformat(timespec="milliseconds")
    return record(Hello(
        hub_id=hub.epoch.hub_id, epoch=hub.epoch.epoch, server_time=now, server_name=call.office.certificates.server_name,
        protocol=ProtocolRange(min=OLDEST_VERSION, max=VERSION),
        limits=Limits(body_bytes=BODY_BYTES, inflated_bytes=INFLATED_BYTES, items=ITEMS),
    ))  # fmt: skip


async def authority(call: Call) -> Response:
    """The certificate of the hub's authority."""
    return Response(call.office.certificates.pem, 200, dict(PLAIN), media_type="application/x-pem-file")


async def health(call: Call) -> Response:
    """Whether the database answers."""
    hub = call.office.hub
    await call.office.work(hub.ledger.counts)
    return record(HealthState(status="ok", hub_id=hub.epoch.hub_id, version=__version__))


async def metrics(call: Call) -> Response:
    """Counts for Prometheus."""
    office = call.office
    logs, items = await office.work(office.hub.ledger.counts)
    stations = await office.work(lambda: sum(one.revoked is None for one in office.hub.stations.list()))
    relay = office.relay
    above = None if relay is None else await office.work(relay.upstreams.state)
    kept = await office.work(Quarantine(office.hub.database, office.hub.clock).volume)
    text = office.metrics.text(logs=logs, items=items, stations=stations) + quarantine_text(kept)
    if relay is not None and above is not None:
        text += relay_text(above, relay.counts)
    return Response(text, 200, dict(PLAIN), media_type="text/plain; version=0.0.4")


async def enrol(call: Call) -> Response:
    """Lets a station in by its code."""
    wait = call.office.enrolments.take(call.address)
    if wait is not None:
        raise Refusal(Code.RATE, retry_after=wait)
    asked = parsed(await raw_body(call.request), call.request.headers.get("content-encoding", ""), Enrol)
    try:
        return record(await call.office.work(partial(call.office.hub.stations.enrol, asked)), 201)
    except Refused as refused:
        raise Refusal(refused.code) from None


async def roll(call: Call) -> Response:
    """A new token."""
    token = await call.office.work(partial(call.office.hub.stations.roll, call.who))
    return record(Token(token=token))


async def logs(call: Call) -> Response:
    """Where each log ends."""
    hub = call.office.hub
    heads = await call.office.work(partial(hub.ledger.heads, call.who))
    states = [
        LogState(log=log, head=cursor(hub.epoch.epoch, head), emptied=emptied, items=head) for log, (head, emptied) in heads.items()
    ]
    return record(Logs(logs=states))


async def push(call: Call) -> Response:
    """Takes items in, each with its verdict."""
    log, hub, encoding = call.log, call.office.hub, call.request.headers.get("content-encoding", "")
    raw = await raw_body(call.request)

    def work() -> tuple[Written, bytes]:
        written = hub.ledger.take(log, parsed(raw, encoding, Push), call.who)
        if any(one.item is not None and one.item.erased for one in written.results):
            forget(hub, log)
            call.office.kept.forget(log)
        results = [
            Result(index=one.index, id=one.id, outcome=one.outcome or Outcome.REJECTED, seq=one.seq, problem=one.trouble)
            for one in written.results
        ]
        return written, Pushed(results=results, head=cursor(hub.epoch.epoch, written.head)).model_dump_json().encode()

    written, text = await call.office.work(work)
    outcomes = Counter(str(one.outcome) for one in written.results)
    call.office.metrics.judged(outcomes)
    if outcomes[Outcome.ACCEPTED]:
        call.office.bell.ring(log)
    return Response(text, 200, dict(PLAIN), media_type="application/json")


async def pull(call: Call) -> Response:
    """Gives items out, and waits for the next one where it is asked to."""
    log, office = call.log, call.office
    after, limit = call.cursor("after") or 0, call.number("limit", default=ITEMS, least=1, most=ITEMS)
    wait = call.number("wait", default=0, least=0, most=WAIT)
    until = time.monotonic() + wait
    packs = "gzip" in call.request.headers.get("accept-encoding", "")
    while True:
        rings = office.bell.listen(log)
        found = await office.work(partial(_look, office, log, after, limit, packs))
        left = until - time.monotonic()
        if not isinstance(found, int) or left <= 0 or not office.bell.may_wait(call.who.station):
            break
        office.metrics.waiting += 1
        try:
            await office.bell.wait(rings, call.who.station, left)
        finally:
            office.metrics.waiting -= 1
    if isinstance(found, int):
        if after > found:
            raise Refusal(Code.RESYNC, epoch=office.hub.epoch.epoch)
        found = _page(PageText((), after, found, ()), office.hub.epoch.epoch, packs)
    headers = PLAIN | {"Vary": "Accept-Encoding"} | ({"Content-Encoding": "gzip"} if found.startswith(_GZIP) else {})
    return Response(found, 200, headers, media_type="application/json")


def _look(office: Office, log: str, after: int, limit: int, packs: bool) -> bytes | int:
    """A page as bytes; where there is none yet, where the log ends."""
    ledger, epoch = office.hub.ledger, office.hub.epoch.epoch
    # Asked first: whatever is emptied from here on, a page that is kept under this number lacks.
    head, emptied = ledger.head(log)
    if after >= head:
        return head
    # Pages end at the same places for everybody: who begins in between comes to those that are kept.
    limit -= after % limit
    asked = Asked(log, after, limit, packs, emptied, 0 if after + limit < head else head)
    kept = office.kept.get(asked)
    if kept is not None:
        return kept
    page = ledger.page(log, after=after, limit=limit)
    if not page.items:
        return page.head
    text = _page(page, epoch, packs)
    # A whole page never changes but where it says how long the log is, and whoever reads on is told; the last one is of one length.
    lasts = page.last - after == limit and page.last < page.head if asked.head == 0 else page.last == page.head == head
    if lasts and len(page.items) >= _WORTH_KEEPING:
        office.kept.put(asked, text)
    return text


def _page(page: PageText, epoch: str, packs: bool) -> bytes:
    stations = [one.model_dump() for one in page.stations]
    text = page_text(page.items, next=cursor(epoch, page.last), head=cursor(epoch, page.head), stations=stations)
    return gzip.compress(text, 1) if packs and len(text) > _WORTH_PACKING else text


async def digest(call: Call) -> Response:
    """The digest of a log's items up to a cursor."""
    log, upto, hub = call.log, call.cursor("upto"), call.office.hub
    count, found, end = await call.office.work(partial(hub.ledger.digest, log, upto=upto))
    return record(SetDigest(count=count, digest=found, upto=cursor(hub.epoch.epoch, end)))


async def whole(call: Call) -> Response:
    """A whole log as a file."""
    log, hub = call.log, call.office.hub
    known = call.request.headers.get("if-none-match")
    if known is not None and known == await call.office.work(partial(tag_of, hub, log)):
        return Response(status_code=304, headers=PLAIN | {"ETag": known})
    made = await call.office.work(partial(snapshot, hub, log))
    return FileResponse(made.file, media_type="application/x-ndjson", headers=PLAIN | {"ETag": made.tag})


async def put_revision(call: Call) -> Response:
    """Keeps a revision of a report."""
    report, revision = call.request.path_params["report"], call.request.path_params["revision"]
    encoding, told = call.request.headers.get("content-encoding", ""), call.request.headers.get("content-digest", "")
    raw = await raw_body(call.request)

    def work() -> tuple[Kept, RevisionInfo | None]:
        body = inflated(raw, encoding)
        if content_digest(body) not in [part.strip() for part in told.split(",")]:
            raise Refusal(Code.BAD_DIGEST)
        document = parsed_json(body)
        if not isinstance(document, dict):
            raise Refusal(Code.MALFORMED, "a report is an object")
        hub, branch = call.office.hub, call.who.branch
        personal = rows_about_persons(document)
        if personal and not (branch is not None and hub.branches.find(branch).persons):
            raise Refusal(Code.PERSONS, ", ".join(personal)[:200])
        kept = hub.reports.put(report, revision, body, station=call.who.station, branch=branch, about=About.of(document))
        found = hub.reports.info(report, revision)
        return kept, found and call.office.with_place(found)

    kept, info = await call.office.work(work)
    if kept is Kept.FOREIGN:
        raise Refusal(Code.NOT_FOUND)
    if kept is Kept.OTHER:
        raise Refusal(Code.CONFLICT)
    if info is None:
        raise AssertionError("a revision that was kept is here")
    return record(info, 201 if kept is Kept.NEW else 200)


async def get_revision(call: Call) -> Response:
    """A revision as it was sent."""
    report, revision = call.request.path_params["report"], call.request.path_params["revision"]
    body = await call.office.work(partial(call.office.hub.reports.body, report, revision, branch=call.who.branch))
    if body is None:
        raise Refusal(Code.NOT_FOUND)
    headers = PLAIN | {"Content-Digest": content_digest(body), "ETag": f'"{hashlib.sha256(body).hexdigest()}"'}
    return Response(body, 200, headers, media_type="application/json")


async def conflicts(call: Call) -> Response:
    """What stations wrote without knowing of each other."""
    found = await call.office.search(partial(call.office.hub.conflicts.all, call.who))
    return record(ConflictList(conflicts=list(found)))


async def settle(call: Call) -> Response:
    """Says which of two values is right, by the desk beside the hub."""
    office, who, id = call.office, call.who, call.request.path_params["conflict"]
    asked = parsed(await raw_body(call.request), call.request.headers.get("content-encoding", ""), Settle)

    found = await office.search(partial(office.hub.conflicts.find, id, who))
    if found is None:
        raise Refusal(Code.NOT_FOUND, _SETTLED)
    if office.conflicts is None:
        raise Refusal(Code.CANNOT_SETTLE, "no desk stands beside this hub: settle it at a station")
    branch = await office.work(partial(office.hub.conflicts.branch_of, found))
    try:
        await office.conflicts.settle(found, other=asked.choice == "other", branch=branch)
    except NotFound as error:
        raise Refusal(Code.NOT_FOUND, _SETTLED) from error
    except HubTrouble as error:
        raise Refusal(Code.BUSY, error.code, retry_after=_AGAIN) from error
    except DeskError as error:
        raise Refusal(Code.CANNOT_SETTLE, error.code) from error
    return Response(status_code=204, headers=dict(PLAIN))


async def revisions(call: Call) -> Response:
    """Which revisions there are."""
    report = call.request.path_params.get("report")
    office, branch = call.office, call.who.branch

    def work() -> list[RevisionInfo]:
        return [office.with_place(one) for one in office.hub.reports.list(report, branch=branch)]

    return record(Revisions(revisions=await office.work(work)))
