"""Devices: a desk's file on one laptop, known to others by its key."""

import hashlib
import uuid


def device_id(public: bytes) -> str:
    """The id of the device whose Ed25519 key this is (32 bytes): whoever holds the key can check the id."""
    if len(public) != 32:
        raise ValueError("an Ed25519 public key has 32 bytes")
    return str(uuid.UUID(bytes=hashlib.sha256(b"eventdesk device\n" + public).digest()[:16]))


def fingerprint(id: str) -> str:
    """What two people compare to know that a computer is the one: the first 8 bytes of its id, in groups."""
    digits = id.replace("-", "").upper()[:16]
    return " ".join(digits[start : start + 4] for start in range(0, 16, 4))
