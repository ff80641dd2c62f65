"""Tickets: ``ED1`` and a signed payload in base32 upper case, the whole in QR's alphanumeric mode.

Layout of the 44 bytes (big-endian): event UUID 16 · registration UUID 16 · adults 1 · children 1 · key number 2 ·
valid from 4 · valid to 4 (seconds since 1970), then the Ed25519 signature (RFC 8032) of prefix and payload, 64.
108 bytes make 173 characters of base32 (RFC 4648, no padding); with the prefix 176, which fits QR version 7-M.
A ticket reveals no name. Signing and verifying are passed in: this page knows the shape, not the keys.
"""

import re
import struct
import unicodedata
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

PREFIX = "ED1"
_SHAPE = struct.Struct(">16s16sBBHII")
_SIGNATURE = 64
_LENGTH = len(PREFIX) + -(-(_SHAPE.size + _SIGNATURE) * 8 // 5)
_ALPHABET = re.compile(rf"{PREFIX}[A-Z2-7]{{{_LENGTH - len(PREFIX)}}}")

_SPARE = (_LENGTH - len(PREFIX)) * 5 - (_SHAPE.size + _SIGNATURE) * 8
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TO_LETTERS = _LETTERS.encode().ljust(256)
# How far the upper half of each group moves, and where those halves are in one group: cutting 40, 20 and 10 bits.
_HALVINGS = tuple(
    (shift, int.from_bytes(bytes.fromhex(upper_halves) * -(-(_SHAPE.size + _SIGNATURE) // 5), "big"))
    for shift, upper_halves in ((12, "000000fffff00000"), (6, "000ffc00000ffc00"), (3, "03e003e003e003e0"))
)
# Base32's letters as the digits that int() knows for base 32: several times faster than the library's own decoding.
_TO_DIGITS = str.maketrans(_LETTERS, "0123456789ABCDEFGHIJKLMNOPQRSTUV")

Sign = Callable[[bytes], bytes]
Verify = Callable[[int, bytes, bytes], bool]
"""(key number, signature, message) -> whether the signature is that key's."""

Issued = Callable[[str], str | None]
"""Registration id -> the text of the ticket that was signed for it, if it is known."""


@dataclass(frozen=True)
class Ticket:
    """What a code says. Times are whole seconds, UTC; party counts go to 255."""

    event: str
    registration: str
    adults: int
    children: int
    key: int
    valid_from: datetime
    valid_to: datetime


class NotATicket(ValueError):
    """The text has not the shape of a ticket."""


class BadSignature(ValueError):
    """The text has the shape of a ticket, but none of our keys signed it."""


def write(ticket: Ticket, sign: Sign) -> str:
    """The ticket's text, signed."""
    payload = _SHAPE.pack(
        bytes.fromhex(ticket.event.replace("-", "")),
        bytes.fromhex(ticket.registration.replace("-", "")),
        min(ticket.adults, 255),
        min(ticket.children, 255),
        ticket.key,
        int(ticket.valid_from.timestamp()),
        int(ticket.valid_to.timestamp()),
    )
    signed = payload + sign(PREFIX.encode() + payload)
    return PREFIX + _base32(signed)


def _base32(data: bytes) -> str:
    """A ticket's bytes in base32 (RFC 4648, no padding): all groups at once, a third of the library's time.

    Each five bytes come to stand in eight, and are cut in half three times, until each byte holds five bits.
    """
    padded = data + bytes(-len(data) % 5)
    bits = int.from_bytes(b"".join([b"\0\0\0" + padded[at : at + 5] for at in range(0, len(padded), 5)]), "big")
    for shift, upper_halves in _HALVINGS:
        upper = bits & upper_halves
        bits = bits ^ upper | upper << shift
    return bits.to_bytes(len(padded) // 5 * 8, "big").translate(_TO_LETTERS)[: _LENGTH - len(PREFIX)].decode()


def normalise(text: str) -> str:
    """What a scanner or an input method may have changed is put right: width, case, surrounding space."""
    return unicodedata.normalize("NFKC", text).strip().upper()


def read(text: str, verify: Verify, issued: Issued | None = None) -> Ticket:
    """Reads a scanned text. :class:`NotATicket` for other texts, :class:`BadSignature` for altered or foreign ones.

    With ``issued``, a text that is letter for letter what was signed for its registration needs no arithmetic.
    """
    text = normalise(text)
    if _ALPHABET.fullmatch(text) is None:
        if text.startswith(PREFIX) and len(text) > _LENGTH // 2:
            raise BadSignature("altered or cut off")
        raise NotATicket("another text")
    body = text[len(PREFIX) :]
    bits = int(body.translate(_TO_DIGITS), 32)
    # The last character has a spare bit: without this, one altered there would still be taken.
    if bits & ((1 << _SPARE) - 1):
        raise BadSignature("spare bits are set")
    raw = (bits >> _SPARE).to_bytes(_SHAPE.size + _SIGNATURE, "big")
    payload, signature = raw[: _SHAPE.size], raw[_SHAPE.size :]
    event, registration, adults, children, key, start, end = _SHAPE.unpack(payload)
    named = str(uuid.UUID(bytes=registration))
    signed_here = issued is not None and issued(named) == text
    if not signed_here and not verify(key, signature, PREFIX.encode() + payload):
        raise BadSignature("signed by another key")
    return Ticket(
        event=str(uuid.UUID(bytes=event)),
        registration=named,
        adults=adults,
        children=children,
        key=key,
        valid_from=datetime.fromtimestamp(start, UTC),
        valid_to=datetime.fromtimestamp(end, UTC),
    )
