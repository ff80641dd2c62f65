"""The wire between a station and a hub, version 1: its records, its limits, and how an item is digested, signed and checked.

Both sides use this file; ``docs/protocol.md`` tells the same to whoever writes another client. Binary values are base64url
without padding, digests of items hex, moments on the wire ISO 8601 in UTC.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal

import pydantic_core
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, Field

from eventdesk.domain.device import device_id
from eventdesk.domain.digests import canonical

VERSION = 1
OLDEST_VERSION = 1
"""What this program speaks, and the oldest it still understands; told in the header :data:`VERSION_HEADER`."""

VERSION_HEADER = "EventDesk-Protocol"
GENESIS = "0" * 64
"""What the first item of a station follows."""

BODY_BYTES = 8 * 1024 * 1024
INFLATED_BYTES = 32 * 1024 * 1024
ITEMS = 1_000
"""The most items of one request, and of one page of an answer."""
BATCH = 200
"""How many items a station sends at once."""
DEPTH = 64
"""How deep an item's body may nest."""
WAIT = 25
"""The longest a request for items waits for one, in seconds."""

CODE_BYTES, TOKEN_BYTES = 16, 32
INVITED_FOR = 15 * 60
"""How long an invitation holds, in seconds."""

_PLAIN = frozenset({str, int, bool, type(None)})

BESIDE = frozenset({"sig", "station", "seq", "erased", "digest"})
"""Fields of an item on the wire that its digest does not cover."""

Uuid = Annotated[str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]
Hex64 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]
Signature = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{86}$")]
Name = Annotated[str, Field(max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$")]
Cursor = Annotated[str, Field(pattern=r"^[0-9a-f]{16}\.[0-9]{1,15}$")]
Number = Annotated[int, Field(ge=1, le=2**53 - 1)]


class Scope(StrEnum):
    """What a token is good for."""

    STATION = "station"
    """Reads all, writes what it signed itself."""
    RELAY = "relay"
    """A venue's hub: writes what other stations signed as well."""
    READER = "reader"
    """Reads only."""


class Outcome(StrEnum):
    """What the hub decided of one item."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"
    """It can't be understood or believed; its bytes are kept for somebody to look at."""
    REJECTED = "rejected"
    """It contradicts what is there, and is not kept."""


class Trouble(StrEnum):
    """Why an item was quarantined or rejected: ``problem`` of its result."""

    MALFORMED = "malformed"
    TOO_DEEP = "too_deep"
    BAD_DIGEST = "bad_digest"
    BAD_SIGNATURE = "bad_signature"
    CHAIN_BROKEN = "chain_broken"
    UNKNOWN_STATION = "unknown_station"
    ID_REUSE = "id_reuse"
    FORK = "fork"
    NOT_YOURS = "not_yours"


class Code(StrEnum):
    """Why a whole request was refused: ``code`` of its problem."""

    MALFORMED = "malformed"
    BAD_DIGEST = "bad_digest"
    TOKEN_MISSING = "token_missing"
    TOKEN_UNKNOWN = "token_unknown"
    REVOKED = "revoked"
    BAD_CODE = "bad_code"
    SCOPE = "scope"
    NOT_FOUND = "not_found"
    METHOD = "method_not_allowed"
    CONFLICT = "revision_conflict"
    PERSONS = "persons_not_agreed"
    CANNOT_SETTLE = "cannot_settle"
    RESYNC = "resync_required"
    TOO_LARGE = "too_large"
    ENCODING = "encoding"
    RANGE = "range"
    UPGRADE = "upgrade_required"
    RATE = "rate_limited"
    BUSY = "busy"
    BUG = "internal"


class Record(BaseModel):
    """A record of the wire; fields that a newer program adds are let through."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Item(BaseModel):
    """One thing that a station wrote, as it travels. Fields that this program does not know are kept, and are signed."""

    model_config = ConfigDict(extra="allow", strict=True)

    id: Uuid
    type: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]{0,63}$")]
    schema_: Annotated[int, Field(alias="schema", ge=1, le=2**31 - 1)]
    device_seq: Number
    hlc: Annotated[str, Field(pattern=r"^[0-9]{13}-[0-9]{6}$")]
    prev: Hex64
    body: dict[str, Any]
    sig: Signature
    station: Uuid | None = None
    seq: Number | None = None
    erased: bool = False
    digest: Hex64 | None = None


class ProtocolRange(Record):
    """The versions that a hub speaks."""

    min: int
    max: int


class Limits(Record):
    """How much a request may bring."""

    body_bytes: int
    inflated_bytes: int
    items: int


class Hello(Record):
    """Who answers. Anything else at this address is no hub: most often a captive portal."""

    hub_id: Uuid
    epoch: str
    server_time: str
    server_name: str
    protocol: ProtocolRange
    limits: Limits


class Enrol(Record):
    """A station asks to be let in."""

    code: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
    public_key: Key
    name: Name


class Enrolled(Record):
    """The token, told this once, and the station's id, which follows from its key."""

    token: str
    station: Uuid
    scope: Scope


class Token(Record):
    """A new token; the old one holds until this one is used first."""

    token: str


class Station(Record):
    """A station as others need to know it. Its id can be checked: :func:`~eventdesk.domain.device.device_id` of the key."""

    station: Uuid
    public_key: Key
    name: Name = ""

    def is_itself(self) -> bool:
        """Whether the id is that of the key."""
        return device_id(unpacked(self.public_key)) == self.station


class Push(BaseModel):
    """Items for one log. ``stations``: the keys of those whose items a relay brings and the hub may not know."""

    model_config = ConfigDict(extra="ignore")

    items: Annotated[list[Any], Field(max_length=ITEMS)]
    stations: Annotated[list[Station], Field(max_length=ITEMS)] = []


class Result(Record):
    """The verdict on one item. ``id`` is null where it had none; ``index`` is its place in the request."""

    index: int
    id: str | None
    outcome: Outcome
    seq: int | None = None
    problem: Trouble | None = None


class Pushed(Record):
    """A verdict for each item, in their order, and where the log ends now."""

    results: list[Result]
    head: Cursor


class Page(Record):
    """Items after a cursor. ``next`` is the cursor to ask with next, ``stations`` whoever wrote these items."""

    items: list[Item]
    next: Cursor
    head: Cursor
    stations: list[Station] = []


class SetDigest(Record):
    """How many items a log holds up to a cursor, and the digest of their set."""

    count: int
    digest: Hex64
    upto: Cursor


class LogState(Record):
    """A log that the hub holds, and where it ends."""

    log: Uuid
    head: Cursor
    emptied: int = 0
    """How often an item of the log was taken over without the data of a person who was erased."""
    items: int | None = None
    """How many items it has; None of an older hub that does not say."""


class Logs(Record):
    """All logs that the asker may see."""

    logs: list[LogState]


class RevisionInfo(Record):
    """A revision of a report, without its body."""

    report: Uuid
    revision: int
    sha256: Hex64
    bytes: int
    station: Uuid
    at: str
    passed: bool = True
    """Whether it is where it is to end: false at a venue's hub until the head office has it."""


class Revisions(Record):
    """Revisions of reports, the newest first."""

    revisions: list[RevisionInfo]


class HealthState(Record):
    """Whether the hub can write."""

    status: Literal["ok", "failing"]
    hub_id: str
    version: str


class Problem(Record):
    """Why a request was refused (RFC 9457)."""

    type: str
    title: str
    status: int
    code: Code
    detail: str = ""
    epoch: str | None = None
    protocol: ProtocolRange | None = None
    retry_after: int | None = None


def packed(value: bytes) -> str:
    """Bytes as base64url without padding."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def unpacked(text: str) -> bytes:
    """The bytes of :func:`packed`; ``ValueError`` for anything else."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def read_json(raw: bytes) -> Any:
    """A JSON text; ``ValueError`` for what is none, nests deeper than 200, is not UTF-8 or holds NaN or an infinity."""
    return pydantic_core.from_json(raw, allow_inf_nan=False)


def body_text(body: Mapping[str, Any]) -> str:
    """A body as canonical JSON; ``ValueError`` where it holds what JSON can't say."""
    if _is_in_order(body):
        # The same text in a third of the time: what a program of ours sends is in order already.
        return pydantic_core.to_json(body).decode()
    text = canonical(body).decode()
    if "Infinity" in text or "NaN" in text:
        json.dumps(body, allow_nan=False)
    return text


def _is_in_order(value: Any) -> bool:
    """Whether every object's keys are sorted, and there is no number that two writers of JSON may write in two ways."""
    kind = type(value)
    if kind is dict:
        keys = list(value)
        return keys == sorted(keys) and all(map(_is_in_order, value.values()))
    if kind is list:
        return all(map(_is_in_order, value))
    return kind in _PLAIN


def too_deep(text: str) -> bool:
    """Whether a JSON text nests deeper than :data:`DEPTH`."""
    if text.count("{") + text.count("[") <= DEPTH:
        return False
    depth, inside, escaped = 0, False, False
    for letter in text:
        if inside:
            inside = escaped or letter != '"'
            escaped = letter == "\\" and not escaped
        elif letter == '"':
            inside = True
        elif letter in "{[":
            depth += 1
            if depth > DEPTH:
                return True
        elif letter in "}]":
            depth -= 1
    return False


def digest_of(item: Mapping[str, Any]) -> str:
    """SHA-256, in hex, of an item's canonical JSON without what travels :data:`beside <BESIDE>` it."""
    return hashlib.sha256(canonical({key: value for key, value in item.items() if key not in BESIDE})).hexdigest()


def digest_of_parts(*, id: str, type: str, schema: int, device_seq: int, hlc: str, prev: str, body: str) -> str:
    """As :func:`digest_of`, of an item without unknown fields whose ``body`` is canonical JSON already."""
    text = (
        f'{{"body":{body},"device_seq":{device_seq},"hlc":"{hlc}","id":"{id}","prev":"{prev}",'
        f'"schema":{schema},"type":"{type}"}}'
    )
    return hashlib.sha256(text.encode()).hexdigest()


def sign(digest: str, key: Ed25519PrivateKey) -> str:
    """The signature of an item's digest (over its 32 bytes), as the wire has it."""
    return packed(key.sign(bytes.fromhex(digest)))


def is_signed(digest: str, sig: str, key: Ed25519PublicKey) -> bool:
    """Whether the holder of this key signed the item of this digest."""
    try:
        key.verify(unpacked(sig), bytes.fromhex(digest))
    except (InvalidSignature, ValueError):
        return False
    return True


def cursor(epoch: str, seq: int) -> str:
    """The cursor of a place in a log."""
    return f"{epoch}.{seq}"


def content_digest(body: bytes) -> str:
    """The header ``Content-Digest`` of a body (RFC 9530)."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"
