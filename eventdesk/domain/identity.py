"""Identities that any device can make on its own: UUID version 7 (RFC 9562, section 5.7)."""

import uuid


def uuid7(unix_ms: int, random: bytes) -> str:
    """The UUIDv7 of a moment (milliseconds since 1970) and ten random bytes, in its canonical text.

    >>> uuid7(0x017F22E279B0, bytes(10))
    '017f22e2-79b0-7000-8000-000000000000'
    """
    if len(random) != 10:
        raise ValueError("ten random bytes are needed")
    value = int.from_bytes(unix_ms.to_bytes(6, "big") + random, "big")
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    text = f"{value:032x}"
    # Written out: an import makes tens of thousands of these, and the class would take most of that time.
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def is_uuid(text: str) -> bool:
    """Whether a text is the canonical form of a UUID."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
