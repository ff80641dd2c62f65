"""Nothing of few answers can be worked out from what is shown: an attacker with all sums, in floats, is the judge."""

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain.statistics_cells import FEWEST_SHOWN, MOST_SMALL, gives_away, shown_sums

FEW = settings(max_examples=80, deadline=None)


def attacked(counts: Mapping[int, int], shown: Sequence[Collection[int]]) -> set[frozenset[int]]:
    """Every set of fewer than five answers that follows from the shown sums: those whose indicator lies in their row space."""
    cells = [cell for cell in counts if counts[cell]]
    if not shown or not cells:
        return set()
    rows = np.array([[float(cell in group) for cell in cells] for group in shown])
    rank, found = np.linalg.matrix_rank(rows), set()
    for size in range(1, len(cells) + 1):
        for chosen in combinations(cells, size):
            if sum(counts[cell] for cell in chosen) < FEWEST_SHOWN:
                wanted = np.array([[float(cell in chosen) for cell in cells]])
                if np.linalg.matrix_rank(np.vstack([rows, wanted])) == rank:
                    found.add(frozenset(chosen))
    return found


def shown(counts: Mapping[int, int], sums: Sequence[Collection[int]]) -> list[Collection[int]]:
    return [group for group, seen in zip(sums, shown_sums(counts, sums), strict=True) if seen]


@FEW
@given(st.lists(st.integers(0, 12), min_size=1, max_size=8))
def test_slots_and_their_total_give_nobody_away(sizes: list[int]) -> None:
    counts = dict(enumerate(sizes))
    sums = [list(counts), *([cell] for cell in counts)]
    left = shown(counts, sums)
    assert attacked(counts, left) == set()
    # The total stays where it may be shown at all, and what is large stays where nothing small is beside it.
    assert (list(counts) in left) == (sum(sizes) >= FEWEST_SHOWN)
    if all(size == 0 or size >= FEWEST_SHOWN for size in sizes):
        assert [group for group in sums if sum(counts[cell] for cell in group) >= FEWEST_SHOWN] == left


@FEW
@given(st.integers(2, 3), st.integers(2, 4), st.data())
def test_a_table_with_its_margins_gives_nobody_away(rows: int, columns: int, data: st.DataObject) -> None:
    """Slots by age band, say: with all sums of rows and columns and the whole."""
    counts = {cell: data.draw(st.integers(0, 9)) for cell in range(rows * columns)}
    across = [[r * columns + c for c in range(columns)] for r in range(rows)]
    down = [[r * columns + c for r in range(rows)] for c in range(columns)]
    assert attacked(counts, shown(counts, [list(counts), *across, *down, *([cell] for cell in counts)])) == set()


@FEW
@given(st.lists(st.integers(0, 7), min_size=3, max_size=6), st.data())
def test_sums_that_overlap_anyhow_give_nobody_away(sizes: list[int], data: st.DataObject) -> None:
    counts = dict(enumerate(sizes))
    groups = st.sets(st.sampled_from(sorted(counts)), min_size=1)
    sums = data.draw(st.lists(groups, min_size=1, max_size=6))
    assert attacked(counts, shown(counts, sums)) == set()


def test_one_small_slot_takes_the_next_with_it() -> None:
    """135 answers in five slots of which one has four: the total less the others would tell these four."""
    counts = {0: 44, 1: 45, 2: 24, 3: 18, 4: 4}
    sums = [list(counts), *([cell] for cell in counts)]
    assert shown_sums(counts, sums) == (True, True, True, True, False, False)


def test_the_attacker_would_see_what_is_left_open() -> None:
    counts = {0: 20, 1: 3}
    assert attacked(counts, [[0, 1], [0]]) == {frozenset({1})}
    assert gives_away(counts, [[0, 1], [0]], small=[1]) == frozenset({1})
    assert gives_away(counts, [[0, 1]], small=[1]) is None


def test_many_small_cells_leave_the_total() -> None:
    counts = dict.fromkeys(range(MOST_SMALL + 1), 1)
    sums = [[0, 1], list(counts), *([cell] for cell in counts)]
    assert shown_sums(counts, sums) == (False, True, *[False] * len(counts))


def test_four_cells_of_one_answer_each_are_not_told_by_what_is_left_of_the_total() -> None:
    counts = {"a": 1, "b": 1, "c": 1, "d": 1, "many": 10}
    assert shown_sums(counts, [tuple(counts), ("many",)]) == (True, False)


def test_as_many_small_cells_as_can_be_looked_through_are() -> None:
    counts = dict.fromkeys(range(16), 4)
    assert shown_sums(counts, [tuple(counts), tuple(range(8)), tuple(range(8, 16))]) == (True, True, True)


def test_more_small_cells_than_can_be_looked_through_leave_the_first_sum_alone() -> None:
    counts = dict.fromkeys(range(MOST_SMALL + 1), 4)
    assert shown_sums(counts, [tuple(counts), tuple(range(10))]) == (True, False)


def test_of_two_sums_alike_the_later_is_left_out() -> None:
    assert shown_sums({"a": 3, "b": 9, "c": 9}, [("a", "b", "c"), ("b",), ("c",)]) == (True, True, False)
