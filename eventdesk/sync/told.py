"""An item as one device told it and others pass it on: signed, numbered, and chained to the one before."""

import base64
import json
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from eventdesk.store.unit import item_digest


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

    def is_whole(self) -> bool:
        """Whether the digest is that of the item as it is; nobody can tell of an erased one."""
        return self.erased or self.digest == item_digest(
            id=self.id, kind=self.type, schema=self.schema, device_seq=self.number, hlc=self.hlc, prev=self.prev, body=self.body
        )

    def is_signed(self, key: Ed25519PublicKey) -> bool:
        """Whether the device of this key told it."""
        try:
            key.verify(unpacked(self.sig), bytes.fromhex(self.digest))
        except (InvalidSignature, ValueError):
            return False
        return True

    def content(self) -> dict[str, Any]:
        """The body, read; ``ValueError`` where it is no JSON object."""
        body = json.loads(self.body)
        if not isinstance(body, dict):
            raise ValueError("an item's body is an object")
        return body


def packed(value: bytes) -> str:
    """Bytes as base64url without padding."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def unpacked(text: str) -> bytes:
    """The bytes of :func:`packed`; ``ValueError`` for anything else."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
