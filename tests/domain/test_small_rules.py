"""Ages, clocks, identities, masks, codes."""

import re
import uuid
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.age import AgeBand, months_between, report_band, years_between
from eventdesk.domain.event import make_code, valid_code
from eventdesk.domain.family import mask_name, mask_phone, mask_phones, mask_value
from eventdesk.domain.hlc import Hlc, tick
from eventdesk.domain.identity import uuid7
from eventdesk.domain.pickup import ALPHABET, RUDE, is_decent, station_prefix
from eventdesk.domain.pickup import make_code as make_pickup_code

days = st.dates(date(2000, 1, 1), date(2060, 1, 1))


@pytest.mark.parametrize(
    ("birth", "day", "months"),
    [
        (date(2024, 2, 29), date(2025, 2, 28), 12),
        (date(2024, 2, 29), date(2025, 2, 27), 11),
        (date(2023, 8, 31), date(2023, 9, 30), 1),
        (date(2023, 8, 31), date(2023, 9, 29), 0),
        (date(2023, 9, 12), date(2026, 11, 28), 38),
        (date(2026, 11, 29), date(2026, 11, 28), -1),
    ],
)
def test_months(birth: date, day: date, months: int) -> None:
    assert months_between(birth, day) == months


@given(days, days)
def test_months_grow_with_the_day(birth: date, day: date) -> None:
    assert 0 <= months_between(birth, day + timedelta(days=1)) - months_between(birth, day) <= 1
    assert years_between(birth, day) == months_between(birth, day) // 12


def test_an_age_band_holds_both_its_ends() -> None:
    assert [AgeBand(36, 143).holds(m) for m in (35, 36, 143, 144)] == [False, True, True, False]
    assert report_band(35) == (2, 2)
    assert report_band(200) == (7, None)


@given(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=10))
def test_uuid7_is_one(ms: int, random: bytes) -> None:
    made = uuid.UUID(uuid7(ms, random))
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert made.int >> 80 == ms


def test_a_stamp_still_sorts_after_the_last_of_a_moment() -> None:
    """Whoever follows a clock far ahead writes many stamps in one of its moments."""
    last = Hlc(4_100_000_000_000, 999_999)
    after = tick(last, 1_700_000_000_000)
    assert str(after) > str(last) and len(str(after)) == len(str(last))


@given(st.lists(st.integers(0, 10), max_size=30))
def test_the_hybrid_clock_never_stands_still(times: list[int]) -> None:
    last: Hlc | None = None
    for now in times:
        made = tick(last, now)
        assert made.ms >= now
        assert (last is None or made > last)
        assert Hlc.parse(str(made)) == made
        assert (last is None or str(made) > str(last))
        last = made


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_a_masked_phone_shows_seven_digits(phone: str) -> None:
    assert re.fullmatch(r"\d{3}\*{4}\d{4}", mask_phone(phone))


@given(st.text(min_size=1, max_size=12))
def test_a_masked_name_shows_no_second_character(name: str) -> None:
    masked = mask_name(name)
    shown = [character for character in masked if character not in "*·. "]
    assert len(shown) <= max(1, len(name.split()))


def test_codes_of_events() -> None:
    assert make_code(date(2026, 11, 28), "秋日亲子工坊日") == "20261128"
    assert valid_code("CAMP-2026")
    assert not valid_code("camp")
    assert not valid_code("A B")
    assert not valid_code("")
    assert not valid_code("A--B")


@given(st.randoms(use_true_random=False), st.sampled_from(ALPHABET))
def test_pickup_codes_offend_nobody_and_are_not_misread(chance: object, prefix: str) -> None:
    code = make_pickup_code(prefix, chance.choice)  # type: ignore[attr-defined]
    assert len(code) == 4
    assert code[0] == prefix
    assert set(code) <= set(ALPHABET)
    assert not any(rude in code for rude in (*RUDE, "250", "38", "748"))


def test_no_two_stations_ever_make_the_same_code() -> None:
    taken: set[str] = set()
    for _ in range(100):
        prefix = station_prefix(taken)
        assert is_decent(prefix)
        assert not any(prefix.startswith(other) or other.startswith(prefix) for other in taken)
        taken.add(prefix)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (None, None),
        ("坐第一排", "坐第一排"),
        ("爸爸13800001234来接", "爸爸138****1234来接"),
        ("+86 138-0000-1234, 139 0000 5678", "138****1234, 139****5678"),
        ("订单 20261128123456789", "订单 20261128123456789"),
    ],
)
def test_phones_in_a_note_are_masked(text: str | None, masked: str | None) -> None:
    assert mask_phones(text) == masked


def test_values_are_masked_by_what_they_are() -> None:
    people = [{"name": "林晓梅", "phone": "13800001234"}, {"name": "Emma Wang", "email": "emma@example.org"}]
    assert mask_value("import", "rows", people) == [
        {"name": "林**", "phone": "138****1234"}, {"name": "E*** W***", "email": "e***@example.org"},
    ]  # fmt: skip
    assert mask_value("person", "name", "林晓梅") == "林**" and mask_value("venue", "name", "湿地公园") == "湿地公园"
    assert mask_value("person", "phone_type", "mobile") == "mobile"
    assert mask_value("registration", "notes", "打 13800001234") == "打 138****1234"
    assert [mask_value("person", "name", odd) for odd in (None, 3, True, "")] == [None, 3, True, ""]
