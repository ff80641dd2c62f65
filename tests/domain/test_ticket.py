"""Tickets: what is written is read, what was touched is refused, and nothing makes reading fail."""

import base64
import uuid
from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain import ticket

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(32))


def verify(number: int, signature: bytes, message: bytes) -> bool:
    try:
        KEY.public_key().verify(signature, message)
    except InvalidSignature:
        return False
    return number == 1


moments = st.integers(0, 2**32 - 1).map(lambda s: datetime.fromtimestamp(s, UTC))
tickets = st.builds(
    ticket.Ticket, event=st.uuids().map(str), registration=st.uuids().map(str), adults=st.integers(0, 255),
    children=st.integers(0, 255), key=st.just(1), valid_from=moments, valid_to=moments,
)  # fmt: skip
ONE = ticket.Ticket(
    event=str(uuid.UUID(int=1)), registration=str(uuid.UUID(int=2)), adults=2, children=1, key=1,
    valid_from=datetime(2026, 1, 1, tzinfo=UTC), valid_to=datetime(2026, 2, 1, tzinfo=UTC),
)  # fmt: skip
TEXT = ticket.write(ONE, KEY.sign)


@given(tickets)
def test_what_is_written_is_read(one: ticket.Ticket) -> None:
    assert ticket.read(ticket.write(one, KEY.sign), verify) == one


@given(tickets, st.binary(min_size=64, max_size=64))
def test_its_base32_is_the_librarys(one: ticket.Ticket, signature: bytes) -> None:
    text = ticket.write(one, lambda message: signature)
    raw = base64.b32decode(text.removeprefix(ticket.PREFIX) + "===")
    assert raw[-64:] == signature
    assert ticket.PREFIX + base64.b32encode(raw).decode().rstrip("=") == text


def test_it_is_alphanumeric_and_fits_version_7() -> None:
    assert len(TEXT) == 176 <= 178
    assert set(TEXT) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


@given(st.integers(0, len(TEXT) - 1), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_one_character_altered_is_refused(place: int, character: str) -> None:
    altered = TEXT[:place] + character + TEXT[place + 1 :]
    if altered != TEXT:
        for issued in (None, lambda registration: TEXT):
            with pytest.raises((ticket.BadSignature, ticket.NotATicket)):
                ticket.read(altered, verify, issued)


def test_what_was_signed_for_the_registration_needs_no_arithmetic() -> None:
    asked: list[str] = []
    read = ticket.read(f" {TEXT.lower()}", lambda *_: False, lambda registration: asked.append(registration) or TEXT)
    assert read == ONE
    assert asked == [ONE.registration]


def test_the_spare_bits_of_the_last_character_are_not_free() -> None:
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".index(TEXT[-1])
    for bits in range(1, 8):
        altered = TEXT[:-1] + "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[last ^ bits]
        with pytest.raises(ticket.BadSignature):
            ticket.read(altered, verify)


def test_a_strangers_signature_is_refused() -> None:
    with pytest.raises(ticket.BadSignature):
        ticket.read(ticket.write(ONE, STRANGER.sign), verify, lambda registration: TEXT)


@given(st.text(max_size=400) | st.binary(max_size=400).map(lambda b: b.decode("utf-8", "replace")))
def test_any_other_text_is_no_ticket(text: str) -> None:
    with pytest.raises(ticket.NotATicket):
        ticket.read(text, verify)


@given(st.integers(4, len(TEXT) - 1))
def test_a_ticket_cut_off_is_refused(length: int) -> None:
    with pytest.raises((ticket.BadSignature, ticket.NotATicket)):
        ticket.read(TEXT[:length], verify)


def test_what_scanners_and_input_methods_do_to_it_is_put_right() -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) for c in TEXT)
    for text in (TEXT.lower(), f"  {TEXT}\r\n", wide):
        assert ticket.read(text, verify) == ONE
