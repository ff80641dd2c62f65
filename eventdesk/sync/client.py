"""Speaks with a hub: the calls of the wire, and in its own words why one did not come through."""

import hashlib
import json
import ssl
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx
import pydantic
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from eventdesk.errors import HubTrouble
from eventdesk.sync import protocol as wire
from eventdesk.sync.invitation import Invitation

R = TypeVar("R", bound=pydantic.BaseModel)

_PATIENCE = httpx.Timeout(20.0, connect=6.0)
_LARGEST = wire.INFLATED_BYTES + 1024 * 1024
"""Bytes of an answer: no hub sends more."""


class Resync(Exception):
    """The hub was set back to an older state: everything is pushed and pulled again."""


class HubClient:
    """One hub, asked in a ``with``. Every failure is a :class:`HubTrouble`. ``transport`` carries the requests instead of the
    network."""

    def __init__(
        self, url: str, *, ca: str = "", server_name: str = "", token: str = "", transport: httpx.BaseTransport | None = None
    ) -> None:  # fmt: skip
        headers = {wire.VERSION_HEADER: str(wire.VERSION), "Accept-Encoding": "gzip"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        verify: ssl.SSLContext | bool = ssl.create_default_context(cadata=ca) if ca else False
        # A venue's network has no proxy that a hub in the next room would be behind.
        self._http = httpx.Client(base_url=url, headers=headers, timeout=_PATIENCE, verify=verify, trust_env=False, transport=transport)
        self._told = {"sni_hostname": server_name} if server_name else {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._http.close()

    def hello(self) -> wire.Hello:
        """Who answers. ``hub_portal`` where it is no hub: most often the sign-in page of a venue's network."""
        answer = self._send("GET", "/v1/hello")
        try:
            hello = wire.Hello.model_validate_json(answer.content)
        except pydantic.ValidationError as error:
            raise HubTrouble("hub_portal") from error
        if not hello.protocol.min <= wire.VERSION <= hello.protocol.max:
            raise HubTrouble("hub_old_program" if hello.protocol.min > wire.VERSION else "hub_older")
        return hello

    def authority(self) -> str:
        """The hub's own certificate authority, in PEM."""
        return self._send("GET", "/v1/ca").text

    def enrol(self, code: str, public: bytes, name: str) -> wire.Enrolled:
        """Asks to be let in."""
        body = wire.Enrol(code=code, public_key=wire.packed(public), name=name)
        return self._read(self._send("POST", "/v1/enrol", body.model_dump_json().encode()), wire.Enrolled)

    def logs(self) -> wire.Logs:
        """All logs that this station may see."""
        return self._read(self._send("GET", "/v1/events"), wire.Logs)

    def push(self, log: str, items: Sequence[dict[str, Any]], stations: Sequence[wire.Station] = ()) -> wire.Pushed:
        """Sends items of one log."""
        body = {"items": list(items), "stations": [one.model_dump() for one in stations]}
        raw = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        return self._read(self._send("POST", f"/v1/events/{log}/items", raw), wire.Pushed)

    def pull(self, log: str, after: str | None, *, wait: int = 0) -> wire.Page:
        """Items of one log after a cursor; :class:`Resync` where the hub no longer knows the cursor."""
        query: dict[str, str] = {"limit": str(wire.ITEMS)} | ({"after": after} if after else {}) | ({"wait": str(wait)} if wait else {})
        return self._read(self._send("GET", f"/v1/events/{log}/items", query=query), wire.Page)

    def put_revision(self, report: str, revision: int, body: bytes) -> wire.RevisionInfo | None:
        """Hands in a revision of a report; what the hub has of it now, None of an older hub that does not say."""
        headers = {"Content-Digest": wire.content_digest(body)}
        answer = self._send("PUT", f"/v1/reports/{report}/revisions/{revision}", body, headers=headers)
        return self._read(answer, wire.RevisionInfo) if answer.content else None

    def revisions(self, report: str) -> wire.Revisions:
        """What the hub has of a report."""
        return self._read(self._send("GET", f"/v1/reports/{report}/revisions"), wire.Revisions)

    def _read(self, answer: httpx.Response, kind: type[R]) -> R:
        try:
            return kind.model_validate_json(answer.content)
        except pydantic.ValidationError as error:
            raise HubTrouble("hub_portal") from error

    def _send(
        self, method: str, path: str, body: bytes | None = None, *, query: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:  # fmt: skip
        sent = (headers or {}) | ({"Content-Type": "application/json"} if body is not None else {})
        try:
            with self._http.stream(
                method, path, content=body, params=query, headers=sent, extensions=dict(self._told)
            ) as answer:
                raw = bytearray()
                for part in answer.iter_bytes():
                    raw += part
                    if len(raw) > _LARGEST:
                        raise HubTrouble("hub_portal")
        except httpx.TransportError as error:
            raise HubTrouble(_why(error)) from error
        except httpx.HTTPError as error:
            raise HubTrouble("hub_portal") from error
        whole = httpx.Response(answer.status_code, headers={"Retry-After": answer.headers.get("Retry-After", "")}, content=bytes(raw))
        if whole.status_code >= 300:
            raise _refused(whole)
        return whole


def _why(error: httpx.TransportError) -> str:
    """Which sentence tells of a connection that failed."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            # 9 and 10 of OpenSSL's X509_V_ERR: not valid yet, and no longer. A hub renews its own in time.
            return "hub_clock" if cause.verify_code in (9, 10) else "hub_untrusted"
        if isinstance(cause, ssl.SSLError):
            return "hub_portal"
        cause = cause.__cause__ or cause.__context__
    return "hub_offline"


def _refused(answer: httpx.Response) -> Exception:
    try:
        problem = wire.Problem.model_validate_json(answer.content)
    except pydantic.ValidationError:
        return HubTrouble("hub_portal")
    known = {
        wire.Code.REVOKED: "hub_revoked", wire.Code.TOKEN_UNKNOWN: "hub_revoked", wire.Code.TOKEN_MISSING: "hub_revoked",
        wire.Code.BAD_CODE: "hub_code", wire.Code.SCOPE: "hub_scope", wire.Code.UPGRADE: "hub_old_program",
        wire.Code.RATE: "hub_busy", wire.Code.BUSY: "hub_busy", wire.Code.CONFLICT: "hub_other_revision",
        wire.Code.PERSONS: "hub_persons",
    }  # fmt: skip
    if problem.code is wire.Code.RESYNC:
        return Resync()
    code = known.get(problem.code, "hub_refused")
    seconds = answer.headers.get("Retry-After", "")
    return HubTrouble(code, retry_after=int(seconds) if seconds.isdecimal() else 0, status=answer.status_code)


def trusted_authority(invitation: Invitation) -> str:
    """The authority's certificate of the hub that invited, in PEM, fetched and held against the hash in the invitation;
    "" for a hub without TLS. ``hub_untrusted`` where it is another's."""
    if not invitation.ca_sha256:
        return ""
    with HubClient(invitation.url) as client:
        pem = client.authority()
    try:
        found = x509.load_pem_x509_certificate(pem.encode()).public_bytes(Encoding.DER)
    except ValueError as error:
        raise HubTrouble("hub_portal") from error
    if hashlib.sha256(found).hexdigest() != invitation.ca_sha256:
        raise HubTrouble("hub_untrusted")
    return pem
