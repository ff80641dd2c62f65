"""Goals as people type them: what is read is what was meant, and what is shown can be typed again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain.season import DEFAULTS, GoalKey
from eventdesk.domain.season_typed import amount, fits, most, shown, typed


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        (GoalKey.MEAN, "4.5", 450), (GoalKey.MEAN, " 4.50 ", 450), (GoalKey.MEAN, "4", 400), (GoalKey.MEAN, "4.29", 429),
        (GoalKey.MEAN, "４.５", 450), (GoalKey.MEAN, "4.505", None), (GoalKey.MEAN, "5.01", None), (GoalKey.MEAN, "450", None),
        (GoalKey.MEAN, ".", None), (GoalKey.MEAN, "-1", None), (GoalKey.MEAN, "4,5", None), (GoalKey.MEAN, "1e0", None),
        (GoalKey.CONTENT, "90", 90), (GoalKey.CONTENT, "90%", 90), (GoalKey.CONTENT, "90 ％", 90), (GoalKey.CONTENT, "101", None),
        (GoalKey.CONTENT, "0.9", None), (GoalKey.CONTENT, "%", None), (GoalKey.EVENTS, "20", 20), (GoalKey.EVENTS, "2.5", None),
        (GoalKey.EVENTS, "", None), (GoalKey.EVENTS, "many", None), (GoalKey.EVENTS, "²", None), (GoalKey.EVENTS, "9" * 40, None),
        (GoalKey.BANDS, "8", None),
    ],
)  # fmt: skip
def test_what_is_typed_is_read_in_the_goals_own_unit(key: GoalKey, text: str, value: int | None) -> None:
    assert typed(key, text) == value


@given(st.sampled_from(GoalKey), st.data())
@settings(max_examples=60)
def test_what_is_shown_can_be_typed_again(key: GoalKey, data: st.DataObject) -> None:
    value = data.draw(st.integers(0, most(key)))
    assert typed(key, shown(key, value)) == value and fits(key, value)


@given(st.sampled_from(GoalKey), st.text(max_size=12))
@settings(max_examples=100)
def test_whatever_is_typed_is_a_goal_that_fits_or_none(key: GoalKey, text: str) -> None:
    value = typed(key, text)
    assert value is None or fits(key, value)


def test_a_machine_reads_shares_of_one_and_points() -> None:
    read = {key: amount(key, value) for key, value in DEFAULTS.items()}
    assert (read[GoalKey.CONTENT], read[GoalKey.MEAN], read[GoalKey.PERSONS]) == (0.9, 4.5, 300)
