"""Branches beside their goals: nothing of few is told, and nobody is before anybody whom the figures can't tell apart."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain.statistics import wilson, z_of
from eventdesk.web.office.standing import BranchYear, branch_year, groups, together
from tests.web.office_hub import year_document


def year_of(code: str, content: tuple[int, int], attendance: tuple[int, int] = (80, 100)) -> BranchYear:
    made = branch_year(code, f"r{code}", year_document(2026, content=content, attendance=attendance))
    assert made is not None
    return made


def test_few_answers_are_neither_shown_nor_in_a_sum() -> None:
    years = [year_of("A", (45, 50)), year_of("B", (3, 4)), year_of("C", (5, 5))]
    assert years[1].goals["content"].few and years[1].goals["content"].value is None
    assert not years[2].goals["content"].few
    found = together(years, "content")
    assert (found.top, found.bottom, found.branches) == (50, 55, 2)
    assert [one.code for group in groups(years, "content") for one in group.branches] == ["A", "C"]


def test_groups_are_apart_and_their_members_hang_together() -> None:
    years = [year_of("A", (90, 100)), year_of("B", (88, 100)), year_of("C", (10, 100))]
    first, second = groups(years, "content")
    assert [one.code for one in first.branches] == ["A", "B"] and [one.code for one in second.branches] == ["C"]


def test_intervals_are_wide_enough_for_all_at_once() -> None:
    years = [year_of(str(n), (50, 100)) for n in range(20)]
    (group,) = groups(years, "content")
    alone, here = wilson(50, 100), group.branches[0].interval
    assert alone is not None and here.low < alone.low < alone.high < here.high
    assert here == wilson(50, 100, z=z_of(1 - 0.05 / 20))


counted = st.integers(5, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@settings(max_examples=60, deadline=None)
@given(st.lists(counted, min_size=1, max_size=12))
def test_between_groups_every_interval_is_apart_and_none_is_lost(shares: list[tuple[int, int]]) -> None:
    found = groups([year_of(f"{n:02}", of) for n, of in enumerate(shares)], "content")
    assert sorted(one.code for group in found for one in group.branches) == [f"{n:02}" for n in range(len(shares))]
    for higher, lower in pairwise(found):
        assert min(one.interval.low for one in higher.branches) > max(one.interval.high for one in lower.branches)
    for group in found:
        assert [one.code for one in group.branches] == sorted(one.code for one in group.branches)
        # From each to every other by overlaps.
        reached, left = [group.branches[0]], list(group.branches[1:])
        while left:
            near = [one for one in left if any(_overlap(one, other) for other in reached)]
            assert near
            reached += near
            left = [one for one in left if one not in near]


def _overlap(one: object, other: object) -> bool:
    return one.interval.low <= other.interval.high and other.interval.low <= one.interval.high  # type: ignore[attr-defined]


def test_what_is_no_year_report_is_left_alone() -> None:
    for document in ({}, {"year": 3, "figures": []}, {"year": {"goals": {}}, "figures": []}, {"year": {"goals": []}, "figures": {}}):
        assert branch_year("A", "r", document) is None
    odd = year_document(2026, content=(5, 6), attendance=(1, 2))
    odd["year"]["goals"] += ["x", {"goal": ["x"]}, {"goal": "mean", "value": "1", "target": True, "verdict": [], "interval": [1]}]
    odd["figures"] += [3, {"key": "goal.mean.value", "denominator": "x"}]
    odd["figures"] += [{"key": "total.attendance", "numerator": -1, "denominator": 0}]
    found = branch_year("A", "r", odd)
    assert found is not None and found.goals["mean"].value is None and "attendance" not in found.shares
