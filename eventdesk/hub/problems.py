"""Refusals as the wire has them: RFC 9457 JSON, with a code that programs read and a title in English."""

from typing import Any

from starlette.responses import Response

from eventdesk.sync.protocol import OLDEST_VERSION, VERSION, Code, Problem, ProtocolRange

STATUS = {
    Code.MALFORMED: 400, Code.BAD_DIGEST: 400, Code.BAD_CODE: 400, Code.TOKEN_MISSING: 401, Code.TOKEN_UNKNOWN: 401,
    Code.REVOKED: 401, Code.SCOPE: 403, Code.NOT_FOUND: 404, Code.METHOD: 405, Code.CONFLICT: 409, Code.RESYNC: 410,
    Code.PERSONS: 403, Code.CANNOT_SETTLE: 409,
    Code.TOO_LARGE: 413, Code.ENCODING: 415, Code.RANGE: 416, Code.UPGRADE: 426, Code.RATE: 429, Code.BUG: 500, Code.BUSY: 503,
}  # fmt: skip
_TITLES = {
    Code.MALFORMED: "The request can't be understood",
    Code.BAD_DIGEST: "The body is not what its digest says",
    Code.BAD_CODE: "This code is unknown, used or over",
    Code.TOKEN_MISSING: "A token is needed",
    Code.TOKEN_UNKNOWN: "This token is unknown",
    Code.REVOKED: "This station was revoked",
    Code.SCOPE: "This token does not reach so far",
    Code.NOT_FOUND: "There is no such thing here",
    Code.METHOD: "This can't be done here",
    Code.CONFLICT: "Another body has this revision's number",
    Code.PERSONS: "No agreement lets this branch hand in rows about persons",
    Code.CANNOT_SETTLE: "This hub can't settle it: a desk can",
    Code.RESYNC: "The hub began a new epoch: push all items again and read from the beginning",
    Code.TOO_LARGE: "The request is too large: send half of it",
    Code.ENCODING: "Only gzip is understood",
    Code.RANGE: "There is no such part",
    Code.UPGRADE: "The hub speaks other versions of the protocol",
    Code.RATE: "Too many requests",
    Code.BUG: "The hub made a mistake",
    Code.BUSY: "The hub can't write now",
}


class Refusal(Exception):
    """A request that is answered by a problem."""

    def __init__(self, code: Code, detail: str = "", *, retry_after: int | None = None, epoch: str | None = None) -> None:
        self.code, self.detail, self.retry_after, self.epoch = code, detail, retry_after, epoch
        super().__init__(code.value)


def answer(refusal: Refusal) -> Response:
    """The problem as an answer."""
    code = refusal.code
    problem = Problem(
        type=f"urn:eventdesk:problem:{code.value}", title=_TITLES[code], status=STATUS[code], code=code, detail=refusal.detail,
        epoch=refusal.epoch, retry_after=refusal.retry_after,
        protocol=ProtocolRange(min=OLDEST_VERSION, max=VERSION) if code is Code.UPGRADE else None,
    )  # fmt: skip
    headers: dict[str, Any] = {"Cache-Control": "no-store"}
    if STATUS[code] == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="eventdesk"'
    if refusal.retry_after is not None:
        headers["Retry-After"] = str(refusal.retry_after)
    return Response(
        problem.model_dump_json(exclude_none=True), STATUS[code], headers, media_type="application/problem+json"
    )
