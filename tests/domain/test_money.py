"""Exact money: what people write is what is kept, and sums are sums whichever way they are made."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.money import (
    KINDS,
    MOST_FEN,
    Amounts,
    LineKind,
    NotAnAmount,
    PerFamily,
    Side,
    add_up,
    number,
    parse,
)

FEN = st.integers(0, MOST_FEN)
LINE = st.tuples(
    st.sampled_from([(side, kind) for side in Side for kind in KINDS[side]]), st.integers(0, 10**9),
    st.none() | st.integers(0, 10**9),
).map(lambda made: (*made[0], Amounts.of(made[1], made[2])))  # fmt: skip


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1,234.50", 123450), ("1234.5元", 123450), ("￥12", 1200), ("¥ 12.3", 1230), ("１２，３４５．６７", 1234567),
        ("RMB 88", 8800), ("人民币500元整", 50000), ("1.2万", 1200000), ("0.0001万", 100), ("3 000", 300000), ("0", 0),
        (".5", 50), ("12.300", 1230), ("20块", 2000), ("12 yuan", 1200), ("1,000,000,000", MOST_FEN),
    ],
)  # fmt: skip
def test_amounts_as_people_write_them(text: str, fen: int) -> None:
    assert parse(text) == fen


@pytest.mark.parametrize(
    "text",
    [
        "", "元", "-5", "1,23", "1,2345", "12,34.5", "1.234,50", "0.005", "0.0000001万", "1e3", "12元5角", "$5", "nan",
        "1,000,000,000.01", "9" * 40, "一百", "12..5", "٣", "1_000", "½",
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(NotAnAmount):
        parse(text)


@given(FEN, st.sampled_from(["", "¥", "￥", "RMB "]), st.sampled_from(["", "元", " yuan"]), st.booleans())
def test_what_is_shown_reads_back_to_the_same_fen(fen: int, before: str, after: str, places: bool) -> None:
    assert parse(f"{before}{number(fen)}{after}") == fen
    if places or fen % 100 == 0:
        assert parse(number(fen, places=places or None)) == fen


@given(st.text(max_size=12))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    try:
        fen = parse(text)
    except NotAnAmount:
        return
    assert 0 <= fen <= MOST_FEN
    assert parse(number(fen)) == fen


@given(st.integers(-MOST_FEN, MOST_FEN))
def test_a_negative_balance_keeps_its_sign(fen: int) -> None:
    assert number(-fen).lstrip("-") == number(fen).lstrip("-")
    assert number(fen).startswith("-") == (fen < 0)


@given(st.lists(st.lists(LINE, max_size=8), max_size=6))
def test_a_year_is_the_sum_of_its_events_and_of_all_its_lines(
    events: list[list[tuple[Side, LineKind, Amounts]]],
) -> None:
    of_lines = add_up(line for event in events for line in event)
    of_events = add_up(part for event in events for part in add_up(event).by_kind)
    assert of_lines == of_events
    for side, total in ((Side.INCOME, of_lines.income), (Side.COST, of_lines.cost)):
        lines = [amounts for event in events for where, _, amounts in event if where is side]
        assert total.planned == sum(a.planned for a in lines)
        assert total.actual == sum(a.actual for a in lines)
        assert (total.lines, total.open) == (len(lines), sum(a.open for a in lines))
    assert of_lines.planned_balance == of_lines.income.planned - of_lines.cost.planned
    assert of_lines.actual_balance == of_lines.income.actual - of_lines.cost.actual


@given(st.lists(LINE, max_size=12), st.randoms())
def test_the_order_of_lines_changes_nothing(lines: list[tuple[Side, LineKind, Amounts]], chance: object) -> None:
    shuffled = list(lines)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives random.Random
    assert add_up(shuffled) == add_up(lines)


def test_a_kind_of_the_wrong_side_is_not_lost() -> None:
    sums = add_up([(Side.COST, LineKind.TICKETS, Amounts.of(5, 7))])
    assert (sums.cost.planned, sums.cost.actual) == (5, 7)
    assert sums.by_kind == ((Side.COST, LineKind.TICKETS, Amounts(5, 7, 1, 0)),)


@given(st.integers(0, 10**12), st.integers(1, 10**5))
def test_the_cost_of_a_family_is_the_nearest_fen(cost: int, families: int) -> None:
    fen = PerFamily(cost, families).fen
    assert fen is not None
    assert abs(Fraction(cost, families) - fen) <= Fraction(1, 2)


def test_where_nobody_came_there_is_no_cost_per_family() -> None:
    assert PerFamily(500, 0).fen is None
    assert PerFamily(5, 2).fen == 3
    assert (PerFamily(1000, 3) + PerFamily(0, 2)) == PerFamily(1000, 5)
