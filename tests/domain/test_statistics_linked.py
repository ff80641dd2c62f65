"""What is kept back of linked counts: an attacker who solves all equations learns nothing of few."""

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain.statistics_linked import Equation, given_away, kept_back, total


def attacked(counts: Mapping[str, int], equations: Sequence[Equation], back: frozenset[str], never: set[str]) -> list[set[str]]:
    """The sets of small counts, together below five, that follow: their indicator lies in the row space. Written with ranks of
    matrices over floats, where the rule eliminates in fractions."""
    unknown = [name for name in counts if counts[name] and (name in back or name in never)]
    if not unknown:
        return []
    rows = np.array([[equation.get(name, 0) for name in unknown] for equation in equations], dtype=float)
    rank = np.linalg.matrix_rank(rows)
    found = []
    small = [name for name in unknown if counts[name] < 5]
    for size in range(1, 5):
        for chosen in combinations(small, size):
            if sum(counts[name] for name in chosen) < 5:
                wanted = np.array([[float(name in chosen) for name in unknown]])
                if np.linalg.matrix_rank(np.vstack([rows, wanted])) == rank:
                    found.append(set(chosen))
    return found


def test_one_small_part_takes_the_smallest_other_with_it() -> None:
    counts = {"whole": 40, "a": 3, "b": 12, "c": 25}
    back = kept_back(counts, [total("whole", "abc")], totals=["whole"])
    assert back == {"a", "b"}


def test_two_small_parts_hide_each_other_only_if_their_sum_is_not_small() -> None:
    link = [total("whole", "abc")]
    assert kept_back({"whole": 26, "a": 4, "b": 3, "c": 19}, link, totals=["whole"]) == {"a", "b"}
    assert kept_back({"whole": 22, "a": 1, "b": 2, "c": 19}, link, totals=["whole"]) == {"a", "b", "c"}
    assert kept_back({"whole": 24, "a": 2, "b": 3, "c": 19}, link, totals=["whole"]) == {"a", "b"}


def test_nobody_is_told_and_hides_nothing() -> None:
    counts = {"whole": 20, "a": 2, "b": 0, "c": 18}
    assert kept_back(counts, [total("whole", "abc")], totals=["whole"]) == {"a", "c"}


def test_what_is_told_twice_is_kept_back_twice() -> None:
    counts = {"year": 30, "q1": 3, "q2": 27, "cohort": 3, "size": 9, "again": 3, "away": 6}
    equations = [total("year", ["q1", "q2"]), {"cohort": 1, "q1": -1}, total("size", ["again", "away"])]
    back = kept_back(counts, equations, never=["away"], totals=["year"])
    assert back == {"q1", "q2", "cohort", "again", "away"}


def test_what_is_left_of_a_whole_is_guarded_though_no_report_has_it() -> None:
    counts = {"before": 20, "stayed": 19, "away": 1}
    equations = [total("before", ["stayed", "away"])]
    assert kept_back(counts, equations, never=["away"], totals=["before"]) == {"away", "stayed"}
    assert kept_back({"before": 20, "stayed": 15, "away": 5}, equations, never=["away"], totals=["before"]) == {"away"}
    assert kept_back({"before": 20, "stayed": 20, "away": 0}, equations, never=["away"], totals=["before"]) == frozenset()


def test_what_another_report_tells_is_known_and_another_is_left_out() -> None:
    counts = {"whole": 40, "a": 3, "b": 12, "c": 25}
    assert kept_back(counts, [total("whole", "abc")], totals=["whole"], elsewhere=["b"]) == {"a", "c"}
    assert kept_back(counts, [total("whole", "abc")], elsewhere=["b", "c"]) == {"a", "whole"}


def test_few_that_another_report_tells_hide_nothing_beside_them() -> None:
    # Who knows three of "a" finds three of "b" by what is left, however many the two are together.
    counts = {"whole": 46, "a": 3, "b": 3, "c": 40}
    assert kept_back(counts, [total("whole", "abc")], totals=["whole"]) == {"a", "b"}
    assert kept_back(counts, [total("whole", "abc")], totals=["whole"], elsewhere=["a"]) == {"b", "c"}


def test_a_total_is_given_up_last_though_it_is_smaller() -> None:
    counts = {"registered": 15, "came": 12, "away": 3}
    assert kept_back(counts, [total("registered", ["came", "away"])], totals=["came"]) == {"away", "registered"}
    assert kept_back(counts, [total("registered", ["came", "away"])]) == {"away", "came"}


def test_where_leaving_out_does_not_help_all_of_it_is_left_out() -> None:
    # Says "three" without any other count: nothing that could be left out hides it.
    equations = [{"few": 1}, total("whole", ["few", "rest"])]
    assert kept_back({"whole": 40, "few": 3, "rest": 37, "else": 9}, equations) == {"whole", "few", "rest"}


def test_a_weighted_sum_gives_away_as_well() -> None:
    counts = {"came": 30, "once": 20, "twice": 7, "often": 3, "visits": 46, "rest": 12}
    equations = [total("came", ["once", "twice", "often"]), {"visits": 1, "once": -1, "twice": -2, "rest": -1}]
    back = kept_back(counts, equations, never=["rest"], totals=["came", "visits"])
    assert {"often", "twice"} <= back
    assert given_away(counts, equations, back) is None


@st.composite
def linked(draw: st.DrawFn) -> tuple[dict[str, int], list[Equation], set[str], set[str]]:
    """A table of rows and columns with their totals, a further split of the whole, and a sum of two of its parts."""
    high, wide = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    counts: dict[str, int] = {}
    equations: list[Equation] = []
    for row in range(high):
        for column in range(wide):
            counts[f"{row}{column}"] = draw(st.sampled_from((0, 1, 2, 3, 4, 5, 6, 9, 17)))
    for row in range(high):
        parts = [f"{row}{column}" for column in range(wide)]
        counts[f"row{row}"] = sum(counts[part] for part in parts)
        equations.append(total(f"row{row}", parts))
    for column in range(wide):
        parts = [f"{row}{column}" for row in range(high)]
        counts[f"column{column}"] = sum(counts[part] for part in parts)
        equations.append(total(f"column{column}", parts))
    counts["whole"] = sum(counts[f"row{row}"] for row in range(high))
    equations.append(total("whole", [f"row{row}" for row in range(high)]))
    counts["part"] = draw(st.integers(0, counts["whole"]))
    counts["rest"] = counts["whole"] - counts["part"]
    equations.append(total("whole", ["part", "rest"]))
    return counts, equations, {"rest"} if draw(st.booleans()) else set(), {"whole"}


@settings(max_examples=60, deadline=None)
@given(made=linked())
def test_no_attacker_who_solves_the_equations_learns_of_few(
    made: tuple[dict[str, int], list[Equation], set[str], set[str]],
) -> None:
    counts, equations, never, totals = made
    back = kept_back(counts, equations, never=never, totals=totals)
    assert all(name in back for name, count in counts.items() if 0 < count < 5)
    assert not any(counts[name] == 0 for name in back)
    assert attacked(counts, equations, back, never) == []


@settings(max_examples=40, deadline=None)
@given(made=linked())
def test_nothing_is_kept_back_where_nothing_is_small(made: tuple[dict[str, int], list[Equation], set[str], set[str]]) -> None:
    counts, equations, never, totals = made
    larger = {name: count * 5 for name, count in counts.items()}
    assert kept_back(larger, equations, never=never, totals=totals) == {name for name in never if larger[name]}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sets(st.sampled_from("abcd")).map(frozenset), min_size=8, max_size=30))
def test_people_who_are_told_by_each_of_several_things_are_no_few(people: list[frozenset[str]]) -> None:
    """Groups of people by what they mention overlap in the counts that are told, and how many people there are is told in any case."""
    groups = {"".join(sorted(one)) or "-": people.count(one) for one in people}
    counts = {"all": len(people), **{f"it {thing}": sum(thing in one for one in people) for thing in "abcd"}, **groups}
    equations = [total("all", groups), *(total(f"it {thing}", [g for g in groups if thing in g]) for thing in "abcd")]
    back = kept_back(counts, equations, never=groups, elsewhere=["all"])
    assert "all" not in back and attacked(counts, equations, back, set(groups)) == []


def test_three_or_four_of_one_each_are_not_told_by_what_is_left_of_a_total() -> None:
    for ones in ("abc", "abcd"):
        counts = {**dict.fromkeys(ones, 1), "many": 10, "whole": 10 + len(ones)}
        assert kept_back(counts, [total("whole", [*ones, "many"])], totals=["whole"]) == {*ones, "many"}


def test_what_two_sums_say_together_is_found_where_neither_says_it() -> None:
    counts = {"a": 2, "b": 2, "x": 3, "s": 25, "t": 30}
    equations = [{"a": 1, "x": 1, "s": -1}, {"b": 1, "x": -1, "t": -1}]
    assert given_away(counts, equations, {"a", "b", "x"}) == {"a", "b"}


def test_no_count_goes_that_hides_nothing_by_going() -> None:
    # The smallest beside the few follows from its own parts.
    counts = {"few": 3, "mid": 9, "big": 20, "whole": 32, "p": 5, "q": 4}
    equations = [total("whole", ["few", "mid", "big"]), total("mid", ["p", "q"])]
    assert kept_back(counts, equations, totals=["whole"], elsewhere=["p", "q"]) == {"few", "big"}
