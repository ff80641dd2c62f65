"""The cell that a refused row is refused for."""

from datetime import date

import pytest

from eventdesk.exchange.flaws import Flaw, find_flaw
from eventdesk.exchange.workbook import Sheet, Workbook

FIELDS = {
    "A": "guardians[0].name", "B": "guardians[0].phone", "C": "children[0].name", "D": "children[0].birthdate",
    "E": "children[1].birthdate",
}  # fmt: skip


def flaw(reason: str, *row: object, fields: dict[str, str] = FIELDS) -> Flaw | None:
    book = Workbook("xlsx", (Sheet("Sheet1", (("h",), tuple(row)), first_row=4),))  # type: ignore[arg-type]
    return find_flaw(
        book, fields, sheet="Sheet1", number=5, reason=reason, as_of=date(2026, 10, 1), event_date=date(2026, 10, 17)
    )


def test_a_phone_is_shown_as_it_stands() -> None:
    assert flaw("bad_phone", "甲", 1381234, "乙", "2021-01-01") == Flaw("B", "1381234")


def test_a_missing_value_has_an_empty_cell_to_fill_even_beyond_the_row() -> None:
    assert flaw("missing_phone", "甲") == Flaw("B", "")
    assert flaw("missing_child", "甲", "13812341234", None) == Flaw("C", "")


@pytest.mark.parametrize(
    ("reason", "wrong", "guess"),
    [
        ("bad_birthdate", "待定", ""),
        ("future_birthdate", "2032-05-01", "2022-05-01"),
        ("future_birthdate", date(2026, 12, 1), ""),  # an unborn child is no slip of ten years
        ("too_old", "1984/4/17", ""),
    ],
)
def test_of_two_children_the_refused_one_is_found(reason: str, wrong: object, guess: str) -> None:
    assert flaw(reason, "甲", "13812341234", "乙", "2021-01-01", wrong) == Flaw("E", str(wrong), guess)


def test_without_a_column_there_is_nothing_to_edit() -> None:
    assert flaw("bad_phone", "甲", "1", fields={"A": "guardians[0].name"}) is None
    assert flaw("bad_birthdate", "甲", "1", fields={"A": "guardians[0].name"}) is None
