"""The wire's records: digests and signatures as the desk has them, and what is neither."""

import hashlib
import json
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from eventdesk.desk import Desk
from eventdesk.domain.device import device_id
from eventdesk.domain.digests import canonical
from eventdesk.store import tables as t
from eventdesk.sync import protocol as wire

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def signed(body: dict[str, Any], **more: Any) -> dict[str, Any]:
    item = {
        "id": "01890000-0000-7000-8000-000000000001", "type": "family.changed", "schema": 1, "device_seq": 7,
        "hlc": "1764291600000-000000", "prev": wire.GENESIS, "body": body, **more,
    }  # fmt: skip
    return item | {"sig": wire.sign(wire.digest_of(item), KEY)}


def test_the_desks_own_items_have_the_digest_of_the_wire(fair: Desk) -> None:
    with fair.house.store.reading() as connection:
        rows = connection.execute(sa.select(t.outbox)).all()
    assert len(rows) > 1
    for row in rows:
        item = {
            "id": row.id, "type": row.type, "schema": row.schema, "device_seq": row.device_seq, "hlc": row.hlc,
            "prev": row.prev, "body": row.body if isinstance(row.body, dict) else json.loads(row.body),
        }  # fmt: skip
        assert wire.digest_of(item) == row.digest
        parts = {key: value for key, value in item.items() if key != "body"}
        assert wire.digest_of_parts(**parts, body=wire.body_text(item["body"])) == row.digest
        wire.Item.model_validate(item | {"sig": wire.sign(row.digest, KEY)})


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text("abc家", max_size=3), below, max_size=3), max_leaves=8,
)  # fmt: skip


@given(st.dictionaries(st.text("xyz长", min_size=1, max_size=4), values, max_size=4))
def test_an_item_comes_back_as_it_went(body: dict[str, Any]) -> None:
    item = signed(body)
    back = wire.read_json(json.dumps(item).encode())
    assert back == item
    parsed = wire.Item.model_validate(back)
    digest = wire.digest_of(back)
    assert digest == hashlib.sha256(canonical({k: v for k, v in item.items() if k != "sig"})).hexdigest()
    assert wire.is_signed(digest, parsed.sig, KEY.public_key())


def test_what_travels_beside_is_not_signed_and_all_else_is() -> None:
    item = signed({"n": 1}, colour="a field of the future")
    digest = wire.digest_of(item)
    assert wire.digest_of(item | {"station": "x", "seq": 4, "erased": True, "digest": digest}) == digest
    for key in ("id", "type", "schema", "device_seq", "hlc", "prev", "body", "colour"):
        assert wire.digest_of(item | {key: "other"}) != digest


def test_an_erased_item_keeps_its_signature() -> None:
    item = signed({"name": "…", "id": "1"})
    digest = wire.digest_of(item)
    erased = wire.Item.model_validate(item | {"body": {"id": "1"}, "erased": True, "digest": digest})
    assert erased.digest is not None
    assert wire.is_signed(erased.digest, erased.sig, KEY.public_key())
    assert not wire.is_signed(wire.digest_of(item | {"body": {"id": "1"}}), erased.sig, KEY.public_key())


@pytest.mark.parametrize("sig", ["", "A" * 86, "!" * 86, "A" * 85])
def test_no_other_signature_will_do(sig: str) -> None:
    assert not wire.is_signed(wire.digest_of(signed({})), sig, KEY.public_key())


@pytest.mark.parametrize(
    ("key", "value"),
    [("id", "1"), ("id", None), ("type", "a b"), ("schema", 0), ("schema", True), ("schema", "1"), ("device_seq", 0),
     ("device_seq", 2**53), ("device_seq", 1.5), ("hlc", "now"), ("prev", "0"), ("body", []), ("body", None), ("sig", "x"),
     ("erased", 1), ("digest", "x")],
)  # fmt: skip
def test_a_malformed_item_is_seen(key: str, value: object) -> None:
    with pytest.raises(ValidationError):
        wire.Item.model_validate(signed({}) | {key: value})


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b'{"a": NaN}', b'"\\ud800"', b"[" * 100_000, b"{} {}"])
def test_what_is_no_json_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError):
        wire.read_json(raw)


def test_a_number_that_json_can_not_say_is_refused() -> None:
    with pytest.raises(ValueError):
        wire.body_text({"n": float("inf")})


@given(st.integers(1, 90), st.text('[]{}"\\a', max_size=80))
def test_depth_is_counted_outside_of_texts(depth: int, text: str) -> None:
    value: Any = text
    for level in range(depth):
        value = [value] if level % 2 else {'"{[': value}
    assert wire.too_deep(json.dumps(value)) == (depth > wire.DEPTH)


def test_a_stations_id_follows_from_its_key() -> None:
    key = wire.packed(KEY.public_key().public_bytes_raw())
    own = device_id(KEY.public_key().public_bytes_raw())
    assert wire.Station(station=own, public_key=key).is_itself()
    assert not wire.Station(station=own[:-1] + ("0" if own[-1] != "0" else "1"), public_key=key).is_itself()
