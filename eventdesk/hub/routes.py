"""All calls of the wire, in plain sight. The program and its OpenAPI document are made from this table."""

from typing import Any

from eventdesk.hub import endpoints
from eventdesk.hub.calls import Needs, Route
from eventdesk.sync import protocol as wire
from eventdesk.sync.conflict_records import ConflictList, Settle

_LOG = "/v1/events/{event}"
_AFTER = ("after", "the cursor to begin behind; from the first item where missing")
_LIMIT = ("limit", f"how many items at most, {wire.ITEMS} where missing")
_WAIT = ("wait", f"seconds to wait for an item where there is none, {wire.WAIT} at most")
_UPTO = ("upto", "the cursor to stop at; where the log ends where missing")

ROUTES = (
    Route("GET", "/v1/hello", Needs.NOTHING, endpoints.hello, "hello", None, wire.Hello, (200,), any_version=True),
    Route("GET", "/v1/ca", Needs.NOTHING, endpoints.authority, "authority", None, "application/x-pem-file", (200,), any_version=True),
    Route("POST", "/v1/enrol", Needs.NOTHING, endpoints.enrol, "enrol", wire.Enrol, wire.Enrolled, (201, 400, 413, 415)),
    Route("POST", "/v1/token", Needs.READING, endpoints.roll, "roll_token", None, wire.Token, (200,)),
    Route("GET", "/v1/events", Needs.READING, endpoints.logs, "logs", None, wire.Logs, (200,)),
    Route("POST", f"{_LOG}/items", Needs.WRITING, endpoints.push, "push", wire.Push, wire.Pushed, (200, 400, 404, 413, 415)),
    Route(
        "GET", f"{_LOG}/items", Needs.READING, endpoints.pull, "pull", None, wire.Page, (200, 400, 404, 410),
        query=(_AFTER, _LIMIT, _WAIT),
    ),
    Route(
        "GET", f"{_LOG}/digest", Needs.READING, endpoints.digest, "digest", None, wire.SetDigest, (200, 400, 404, 410), query=(_UPTO,)
    ),
    Route(
        "GET", f"{_LOG}/snapshot", Needs.READING, endpoints.whole, "snapshot", None, "application/x-ndjson",
        (200, 206, 304, 400, 404, 416),
        headers=(("If-None-Match", "the ETag that is here"), ("Range", "bytes"), ("If-Range", "its ETag")),
    ),
    Route("GET", "/v1/reports", Needs.READING, endpoints.revisions, "reports", None, wire.Revisions, (200,)),
    Route("GET", "/v1/reports/{report}/revisions", Needs.READING, endpoints.revisions, "revisions", None, wire.Revisions, (200, 404)),
    Route(
        "PUT", "/v1/reports/{report}/revisions/{revision}", Needs.WRITING, endpoints.put_revision, "put_revision", "application/json",
        wire.RevisionInfo, (200, 201, 400, 404, 409, 413, 415), headers=(("Content-Digest", "sha-256 of the body (RFC 9530)"),),
    ),
    Route(
        "GET", "/v1/reports/{report}/revisions/{revision}", Needs.READING, endpoints.get_revision, "get_revision", None,
        "application/json", (200, 404),
    ),
    Route("GET", "/v1/conflicts", Needs.READING, endpoints.conflicts, "conflicts", None, ConflictList, (200,)),
    Route(
        "POST", "/v1/conflicts/{conflict}", Needs.WRITING, endpoints.settle, "settle", Settle, "", (204, 400, 404, 409, 413, 415)
    ),
    Route("GET", "/health", Needs.NOTHING, endpoints.health, "health", None, wire.HealthState, (200,), any_version=True),
    Route("GET", "/metrics", Needs.READING, endpoints.metrics, "metrics", None, "text/plain", (200,), any_version=True),
)  # fmt: skip

_UUID = {"type": "string", "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"}
_CURSOR = {"type": "string", "pattern": "^[0-9a-z]+\\.[0-9]{1,15}$"}
PARAMETERS: dict[str, dict[str, Any]] = {
    "event": _UUID, "report": _UUID, "conflict": _UUID, "revision": {"type": "integer", "minimum": 1, "maximum": 999_999},
}  # fmt: skip
"""What stands in paths. Anything else there is answered with 404."""

QUERIES: dict[str, dict[str, Any]] = {
    "after": _CURSOR, "upto": _CURSOR,
    "limit": {"type": "integer", "minimum": 1, "maximum": wire.ITEMS}, "wait": {"type": "integer", "minimum": 0, "maximum": wire.WAIT},
}  # fmt: skip


def statuses(route: Route) -> tuple[int, ...]:
    """Every status that a call may end with."""
    shared = {429, 503, 500} | (set() if route.any_version else {426}) | (set() if route.needs is Needs.NOTHING else {401, 403})
    return tuple(sorted({*route.statuses, *shared}))
