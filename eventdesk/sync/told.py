"""An item as one device told it and others pass it on: signed, numbered, and chained to the one before."""

import json
from dataclasses import dataclass, field
from typing import Any, Self

from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError

from eventdesk.domain.digests import NEVER_EMPTIED, canonical
from eventdesk.store.unit import item_digest
from eventdesk.sync.protocol import Item, body_text, digest_of, digest_of_parts, unpacked


@dataclass(frozen=True)
class Told:
    """One item. ``number`` is its place among all that its device told, ``log`` the event's id or the organisation's, ``body``
    canonical JSON. ``erased``: a person's data was taken out of the body since; ``digest`` and ``sig`` are those of the whole one.
    """

    device: str
    number: int
    id: str
    log: str
    type: str
    schema: int
    hlc: str
    prev: str
    body: str = field(repr=False)
    digest: str
    sig: str
    erased: bool = False
    extra: str = field(default="", repr=False)

    def is_whole(self) -> bool:
        """Whether the digest is that of the item as it is; nobody can tell of an erased one."""
        if self.erased:
            return self.type not in NEVER_EMPTIED
        if self.extra:
            return self.digest == digest_of(self.wire())
        return self.digest == item_digest(
            id=self.id, kind=self.type, schema=self.schema, device_seq=self.number, hlc=self.hlc, prev=self.prev, body=self.body
        )

    def wire(self) -> dict[str, Any]:
        """The item as it travels to a hub."""
        beside = {"erased": True, "digest": self.digest} if self.erased else {}
        return {
            **json.loads(self.extra or "{}"), "id": self.id, "type": self.type, "schema": self.schema, "device_seq": self.number,
            "hlc": self.hlc, "prev": self.prev, "body": json.loads(self.body), "sig": self.sig, "station": self.device, **beside,
        }  # fmt: skip

    @classmethod
    def from_wire(cls, item: Item, log: str) -> Self:
        """An item as a hub gives it out; ``ValueError`` where it does not say who told it."""
        if item.station is None:
            raise ValueError("an item of nobody")
        extra, body = item.model_extra or {}, body_text(item.body)
        if item.erased and item.digest is not None:
            digest = item.digest
        elif extra:
            digest = digest_of(item.model_dump(by_alias=True, exclude_unset=True))
        else:
            digest = digest_of_parts(
                id=item.id, type=item.type, schema=item.schema_, device_seq=item.device_seq, hlc=item.hlc, prev=item.prev, body=body
            )
        return cls(
            item.station, item.device_seq, item.id, log, item.type, item.schema_, item.hlc, item.prev, body, digest,
            item.sig, item.erased, canonical(extra).decode() if extra else "",
        )  # fmt: skip

    def is_signed(self, public: bytes) -> bool:
        """Whether the device of this key (32 bytes) told it."""
        try:
            # By libsodium: a roster has forty thousand items, and OpenSSL takes 1.6 times as long for each.
            crypto_sign_open(unpacked(self.sig) + bytes.fromhex(self.digest), public)
        except (BadSignatureError, ValueError):
            return False
        return True

    def content(self) -> dict[str, Any]:
        """The body, read; ``ValueError`` where it is no JSON object."""
        body = json.loads(self.body)
        if not isinstance(body, dict):
            raise ValueError("an item's body is an object")
        return body
