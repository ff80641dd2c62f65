"""Doors of one name."""

from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.doors import Door, told_apart

DOORS = st.lists(
    st.builds(Door, st.text("abc", min_size=1, max_size=3), st.sampled_from(["东门", "东门 2", "西门"]), st.sampled_from("BCD")),
    unique_by=lambda door: door.id, max_size=8,
)  # fmt: skip


@given(DOORS)
def test_no_two_have_one_name_and_the_order_of_hearing_is_nothing(doors: list[Door]) -> None:
    found = told_apart(doors)
    assert found == told_apart(reversed(doors))
    assert len({one.name for one in found.values()}) == len({one.prefix for one in found.values()}) == len(doors)
    for name in {one.name for one in doors}:
        assert found[min(one.id for one in doors if one.name == name)].name == name, "the first keeps its own"
