"""The hub checks signatures by another library than stations do: they must agree."""

from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.hub.judging import check_signatures, read
from eventdesk.sync import protocol as wire
from tests.hub.station import Author

AUTHOR = Author()
ITEM = AUTHOR.write({"n": 1})


@settings(max_examples=40)
@given(bit=st.none() | st.integers(0, 511))
def test_both_libraries_say_the_same(bit: int | None) -> None:
    raw = bytearray(wire.unpacked(ITEM["sig"]))
    if bit is not None:
        raw[bit // 8] ^= 1 << bit % 8
    item = ITEM | {"sig": wire.packed(bytes(raw))}
    found = read(item, 0, sender=AUTHOR.id, relays=False)
    check_signatures([found], {AUTHOR.id: wire.unpacked(AUTHOR.public)})
    assert (found.outcome is None) == wire.is_signed(wire.digest_of(item), item["sig"], AUTHOR.key.public_key()) == (bit is None)
