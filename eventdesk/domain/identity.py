"""Identities that any device can make on its own: UUID version 7 (RFC 9562, section 5.7)."""

import uuid


def uuid7(unix_ms: int, random: bytes) -> str:
    """The UUIDv7 of a moment (milliseconds since 1970) and ten random bytes, in its canonical text.

    >>> uuid7(0x017F22E279B0, bytes(10))
    '017f22e2-79b0-7000-8000-000000000000'
    """
    if len(random) != 10:
        raise ValueError("ten random bytes are needed")
    raw = bytearray(unix_ms.to_bytes(6, "big") + random)
    raw[6] = (raw[6] & 0x0F) | 0x70
    raw[8] = (raw[8] & 0x3F) | 0x80
    return str(uuid.UUID(bytes=bytes(raw)))


def is_uuid(text: str) -> bool:
    """Whether a text is the canonical form of a UUID."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
