"""Fees in whole fen, how they stand after payments, and amounts in the characters of invoices."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.capacity import Party
from eventdesk.domain.fee import (
    Account,
    FeeState,
    PaymentKind,
    PersonKind,
    account,
    capitals,
    fee_of,
    most,
    place_of,
    receipt_number,
)

PRICES = {("", PersonKind.ADULT): 3000, ("", PersonKind.CHILD): 5050, ("", PersonKind.FAMILY): 1, ("gold", PersonKind.CHILD): 0}


def test_a_fee_counts_heads_and_the_family_once() -> None:
    assert fee_of(PRICES, Party(2, 3)) == 2 * 3000 + 3 * 5050 + 1


def test_a_level_pays_its_own_price_and_the_general_one_where_it_has_none() -> None:
    assert fee_of(PRICES, Party(2, 3), "gold") == 2 * 3000 + 1
    assert fee_of(PRICES, Party(1, 0), "unknown") == 3001


def test_an_event_without_prices_has_no_fee() -> None:
    assert fee_of({}, Party(2, 2)) is None
    assert fee_of({("gold", PersonKind.ADULT): 100}, Party(2, 2)) == 0


@pytest.mark.parametrize(
    ("stands", "state", "owed", "over"),
    [
        (Account(0), FeeState.FREE, 0, 0),
        (Account(100), FeeState.UNPAID, 100, 0),
        (Account(100, paid=40), FeeState.PART, 60, 0),
        (Account(100, waived=40), FeeState.PART, 60, 0),
        (Account(100, paid=100), FeeState.PAID, 0, 0),
        (Account(100, paid=60, waived=40), FeeState.PAID, 0, 0),
        (Account(100, waived=100), FeeState.WAIVED, 0, 0),
        (Account(100, paid=100, refunded=100), FeeState.UNPAID, 100, 0),
        (Account(60, paid=100), FeeState.PAID, 0, 40),
        (Account(60, paid=50, waived=50), FeeState.PAID, 0, 40),
        (Account(60, waived=100), FeeState.WAIVED, 0, 0),
        (Account(0, paid=100), FeeState.PAID, 0, 100),
        (Account(0, paid=100, refunded=100), FeeState.FREE, 0, 0),
    ],
)
def test_how_a_fee_stands(stands: Account, state: FeeState, owed: int, over: int) -> None:
    assert (stands.state, stands.owed, stands.over) == (state, owed, over)
    assert stands.settled is (owed == 0)


@given(st.integers(0, 10**7), st.lists(st.tuples(st.sampled_from(PaymentKind), st.integers(1, 10**7)), max_size=12))
def test_payments_that_are_allowed_never_overdraw(due: int, wanted: list[tuple[PaymentKind, int]]) -> None:
    done: list[tuple[PaymentKind, int]] = []
    for kind, amount in wanted:
        stands = account(due, done)
        if amount <= most(stands, kind):
            done.append((kind, amount))
    stands = account(due, done)
    assert 0 <= stands.received <= due
    assert stands.owed + stands.received + stands.waived - stands.over >= due or stands.state is FeeState.FREE
    assert stands.over <= stands.received


def test_receipts_are_numbered_by_year_and_station() -> None:
    number = receipt_number(2026, "A", 12)
    assert place_of(number, 2026, "A") == 12
    assert place_of(number, 2025, "A") == place_of(number, 2026, "B") == place_of("2026-A", 2026, "A") == 0
    assert place_of(receipt_number(2026, "A", 123456), 2026, "A") == 123456


@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (0, "零元整"), (10_000, "壹佰元整"), (123_450, "壹仟贰佰叁拾肆元伍角整"), (1_005, "壹拾元零伍分"), (5, "伍分"),
        (50, "伍角整"), (1_000_500, "壹万零伍元整"), (10_100_000, "壹拾万壹仟元整"), (100_000_001, "壹佰万元零壹分"),
        (100_020_000, "壹佰万零贰佰元整"), (10_000_000_100, "壹亿零壹元整"), (10_010, "壹佰元壹角整"), (101_000, "壹仟零壹拾元整"),
        (1_200_000_000_000, "壹佰贰拾亿元整"),
    ],
)  # fmt: skip
def test_amounts_of_invoices(fen: int, said: str) -> None:
    assert capitals(fen, "零壹贰叁肆伍陆柒捌玖", "拾佰仟万亿", yuan="元", jiao="角", cent="分", whole="整") == said
