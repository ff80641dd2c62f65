"""Digests of what is written down: canonical bytes, chains of items and sets of them."""

import hashlib
import json
from typing import Any

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))

NEVER_EMPTIED = frozenset({"journal", "family.erased"})
"""Types of items that hold nobody's data. Their digest can always be counted: what says of itself that it was emptied since is
believed without, and nobody who carries items may make an arrival or an erasure of one that way."""


def canonical(value: object) -> bytes:
    """JSON with sorted keys and no spaces: the same bytes for the same values (as RFC 8785, for the values used here)."""
    return canonical_text(value).encode()


def canonical_text(value: object) -> str:
    """The text of :func:`canonical`."""
    return _ENCODER.encode(value)


def chained(previous: str, body: dict[str, Any]) -> str:
    """SHA-256, in hex, of an item and the digest of the one before it."""
    return hashlib.sha256(previous.encode() + b"\n" + canonical(body)).hexdigest()


def set_digest(lines: list[tuple[str, str]]) -> str:
    """SHA-256 over the sorted ``id:digest`` lines of a set of items: the same set, the same digest."""
    text = "\n".join(sorted(f"{item}:{digest}" for item, digest in lines))
    return hashlib.sha256(text.encode()).hexdigest()
