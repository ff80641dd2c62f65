"""Identities that any device can make on its own: UUID version 7 (RFC 9562, section 5.7)."""

import uuid

_VARIANT = "89ab"
"""The digits whose two upper bits are 10: the variant, and two random bits."""


def uuid7(unix_ms: int, random: bytes) -> str:
    """The UUIDv7 of a moment (milliseconds since 1970) and ten random bytes, in its canonical text.

    >>> uuid7(0x017F22E279B0, bytes(10))
    '017f22e2-79b0-7000-8000-000000000000'
    """
    if len(random) != 10:
        raise ValueError("ten random bytes are needed")
    # Written out as text: an import makes tens of thousands of these, and the class would take most of that time.
    time, rest = f"{unix_ms:012x}", random.hex()
    return f"{time[:8]}-{time[8:]}-7{rest[1:4]}-{_VARIANT[random[2] >> 4 & 0x3]}{rest[5:8]}-{rest[8:]}"


def made_ms(id: str) -> int:
    """When an id of :func:`uuid7` was made, in milliseconds since 1970.

    >>> made_ms("017f22e2-79b0-7000-8000-000000000000") == 0x017F22E279B0
    True
    """
    return int(id[:8] + id[9:13], 16)


def is_uuid(text: str) -> bool:
    """Whether a text is the canonical form of a UUID."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
