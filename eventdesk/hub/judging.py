"""Reads what a station sent, item by item: what each is, whether it is signed, and what is wrong with it by itself.

No database: this is most of the work of a request, and runs while another one writes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError
from pydantic import ValidationError

from eventdesk.domain.digests import NEVER_EMPTIED, canonical
from eventdesk.sync.protocol import (
    Item,
    Outcome,
    Trouble,
    body_text,
    digest_of,
    digest_of_parts,
    too_deep,
    unpacked,
)


@dataclass
class Candidate:
    """An item that was sent, and the verdict as it forms. ``outcome`` None: nothing speaks against it yet."""

    index: int
    raw: Any = field(repr=False)
    id: str | None
    station: str = ""
    item: Item | None = field(default=None, repr=False)
    body: str = field(default="", repr=False)
    extra: str | None = field(default=None, repr=False)
    digest: str = ""
    outcome: Outcome | None = None
    trouble: Trouble | None = None
    seq: int | None = None

    def fail(self, outcome: Outcome, trouble: Trouble) -> None:
        """It is not taken, and why."""
        self.outcome, self.trouble = outcome, trouble

    @property
    def bytes(self) -> bytes:
        """What was sent, as canonical JSON as far as it can be said so."""
        try:
            return canonical(self.raw)
        except (ValueError, RecursionError):
            return repr(self.raw).encode("utf-8", "backslashreplace")


def read(raw: Any, index: int, *, sender: str, relays: bool) -> Candidate:
    """One item as it was sent by ``sender``; with ``relays`` it may be somebody else's."""
    named = raw.get("id") if isinstance(raw, dict) else None
    found = Candidate(index, raw, named if isinstance(named, str) and len(named) <= 64 else None, sender)
    try:
        item = Item.model_validate(raw)
        found.body = body_text(item.body)
        extra = item.model_extra
        found.extra = body_text(extra) if extra else None
        if too_deep(found.body) or too_deep(found.extra or ""):
            found.fail(Outcome.QUARANTINED, Trouble.TOO_DEEP)
            return found
        counted = digest_of(raw) if extra else digest_of_parts(
            id=item.id, type=item.type, schema=item.schema_, device_seq=item.device_seq, hlc=item.hlc, prev=item.prev,
            body=found.body,
        )  # fmt: skip
    except (ValidationError, ValueError, RecursionError):
        found.fail(Outcome.QUARANTINED, Trouble.MALFORMED)
        return found
    found.item = item
    # Of an item whose person was erased nobody can count the digest any more; the signature over it still holds.
    found.digest = item.digest if item.erased and item.digest else counted
    if item.erased and (item.digest is None or item.type in NEVER_EMPTIED):
        found.fail(Outcome.QUARANTINED, Trouble.MALFORMED)
    elif not item.erased and item.digest not in (None, counted):
        found.fail(Outcome.QUARANTINED, Trouble.BAD_DIGEST)
    elif item.station not in (None, sender):
        found.station = str(item.station)
        if not relays:
            found.fail(Outcome.REJECTED, Trouble.NOT_YOURS)
    return found


def check_signatures(candidates: Sequence[Candidate], keys: Mapping[str, bytes]) -> None:
    """Who has no known key (32 bytes), and whose signature is another's, is quarantined."""
    for one in candidates:
        if one.outcome is not None or one.item is None:
            continue
        key = keys.get(one.station)
        if key is None:
            one.fail(Outcome.QUARANTINED, Trouble.UNKNOWN_STATION)
        elif not _is_signed(one.digest, one.item.sig, key):
            one.fail(Outcome.QUARANTINED, Trouble.BAD_SIGNATURE)


def _is_signed(digest: str, sig: str, key: bytes) -> bool:
    # As the protocol's is_signed, by libsodium: more than half of the hub's work is this, and OpenSSL takes 1.6 times as long.
    try:
        crypto_sign_open(unpacked(sig) + bytes.fromhex(digest), key)
    except (BadSignatureError, ValueError):
        return False
    return True
