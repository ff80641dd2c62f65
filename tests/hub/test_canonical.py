"""The quick way to canonical JSON gives the same text as the plain one, whatever the body holds."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain.digests import canonical_text
from eventdesk.sync.protocol import body_text, read_json

letters = st.characters(exclude_categories=["Cs"]) | st.sampled_from('"\\/\b\f\n\r\t\x00\x1f\x7f\x80\u2028\ufeff\U0001f600')
texts = st.text(letters, max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**80), 2**80) | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(texts, below, max_size=4), max_leaves=12,
)  # fmt: skip


@settings(max_examples=150)
@given(body=st.dictionaries(texts, values, max_size=5), in_order=st.booleans())
def test_both_ways_give_the_same_text(body: dict[str, object], in_order: bool) -> None:
    told = json.dumps(body, sort_keys=in_order).encode()
    assert body_text(read_json(told)) == canonical_text(json.loads(told))


@pytest.mark.parametrize("body", [{"a": "\ud800"}, {"b": 1, "a": "\ud800"}, {"\ud800": 1}, {"a": float("nan")}, {"a": [float("inf")]}])
def test_what_json_cannot_say_is_refused_either_way(body: dict[str, object]) -> None:
    with pytest.raises(ValueError):  # of several kinds
        body_text(body)
