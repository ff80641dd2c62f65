"""What was called alike at two desks."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.pickup import ALPHABET
from eventdesk.domain.telling_apart import Another, Claim, coded, counted, named, prefixed, standing_for, told_apart

VALUES: list[tuple[Another, list[str] | list[int]]] = [
    (named, ["东门", "东门 2", "东门 3", "西门"]), (coded, ["S1", "S1-2", "S1-2-2"]), (counted, [1, 2, 3]), (prefixed, [*ALPHABET[:4]]),
]  # fmt: skip


@pytest.mark.parametrize(("another", "values"), VALUES, ids=lambda value: getattr(value, "__name__", ""))
@given(data=st.data())
def test_no_two_are_called_alike_and_the_order_of_hearing_is_nothing(another: Another, values: list[str], data: st.DataObject) -> None:
    claims = data.draw(st.lists(
        st.builds(Claim, st.text("abc", min_size=1, max_size=3), st.sampled_from(values), st.sampled_from([(), ("FAIR",)])),
        unique_by=lambda claim: claim.id, max_size=9,
    ))  # fmt: skip
    found = told_apart(claims, another)
    shuffled = random.Random(len(claims)).sample(claims, len(claims))
    assert found == told_apart(shuffled, another)
    assert len({(claim.among, found[claim.id]) for claim in claims}) == len(claims)
    for place in {(claim.among, claim.value) for claim in claims}:
        first = min(claim.id for claim in claims if (claim.among, claim.value) == place)
        assert found[first] == place[1], "the first keeps its own"


@pytest.mark.parametrize(
    ("another", "value", "expected"), [(named, "东门", "东门 3"), (coded, "S1", "S1-2"), (counted, 2, 4), (prefixed, "B", "D")]
)
def test_what_one_is_called_instead(another: Another, value: str | int, expected: str | int) -> None:
    assert another(value, frozenset({"东门", "东门 2", "S1", 2, 3, "B", "C"})) == expected


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), st.integers(0, 3)))
def test_the_first_stands_for_all_that_are_about_one_thing(things: dict[str, int]) -> None:
    found = standing_for(things)
    assert found == standing_for(dict(reversed(things.items())))
    assert {things[id] for id in things.keys() - found.keys()} == set(things.values())
    for id, kept in found.items():
        assert kept < id
        assert things[kept] == things[id]
        assert kept not in found
