"""Rules of messages: fields, addresses, and when a reminder is due."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain.event import EventState
from eventdesk.domain.message import FIELDS, fields_of, fill, is_address, reminds, unknown_fields

START = datetime(2026, 11, 28, 1, 30, tzinfo=UTC)


@settings(max_examples=60)
@given(st.text(max_size=40), st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=20)))
def test_a_text_without_unknown_fields_can_be_filled(text: str, values: dict[str, str]) -> None:
    whole = text.replace("{", "").replace("}", "") + "".join(f"{{{name}}}" for name in values)
    assert unknown_fields(whole) == ()
    assert fill(whole, values) == whole.partition("{")[0] + "".join(values.values())


@settings(max_examples=60)
@given(st.text(alphabet="abn{} .!\n", max_size=30))
def test_what_is_between_braces_is_a_field_or_is_named(text: str) -> None:
    assert set(fields_of(text)) == set(unknown_fields(text)) | (set(fields_of(text)) & set(FIELDS))
    if not unknown_fields(text):
        assert fill(text, dict.fromkeys(FIELDS, "")) is not None


@pytest.mark.parametrize("good", ["li@example.org", "li.xm+fair@mail.example.org", "10001@qq.com", "a_b-c@x-y.cn"])
def test_addresses(good: str) -> None:
    assert is_address(good)


@pytest.mark.parametrize(
    "bad",
    [
        None, "", "li", "li@", "@x.cn", "li@localhost", "a b@x.cn", "li@x.cn\r\nBcc: y@x.cn", "li@x.cn, y@x.cn", "<li@x.cn>",
        "li@x..cn", ".li@x.cn", "li.@x.cn", "李@x.cn", "li@例子.cn", "a" * 65 + "@x.cn", "a@" + "b" * 260 + ".cn",
    ],
)  # fmt: skip
def test_no_addresses(bad: str | None) -> None:
    assert not is_address(bad)


@pytest.mark.parametrize(
    ("before", "state", "due"),
    [
        (timedelta(days=3), EventState.PUBLISHED, True), (timedelta(days=3, seconds=1), EventState.PUBLISHED, False),
        (timedelta(seconds=1), EventState.PUBLISHED, True), (timedelta(0), EventState.PUBLISHED, False),
        (timedelta(days=1), EventState.CANCELLED, False), (timedelta(days=1), EventState.IDEA, False),
        (timedelta(days=1), EventState.DRAFT, True),
    ],
)  # fmt: skip
def test_when_families_are_reminded(before: timedelta, state: EventState, due: bool) -> None:
    assert reminds(start=START, state=state, days=3, now=START - before) is due
