"""What may be shown of few answers: no figure of fewer than five, nor figures from which one of so few can be worked out.

The least number is a threshold rule, and leaving out more so that sums give nothing away is complementary suppression (A. Hundepool
and others, "Statistical Disclosure Control", 2012, chapter 4). Whether sums give something away is linear algebra: whoever sees
the sums of some groups knows every combination of them and nothing else.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import TypeVar

FEWEST_SHOWN = 5
"""Below five answers nothing is shown."""
FEWEST_FOR_COMMENTS = 8
"""Comments are quoted from eight answers on: how somebody writes says who it is."""
MOST_SMALL = 16
"""With more small cells than that, every sum is left out but the first that is large enough: looking through all their
combinations would take too long."""

Cell = TypeVar("Cell", bound=Hashable)


def shown_sums(
    counts: Mapping[Cell, int], sums: Sequence[Collection[Cell]], *, fewest: int = FEWEST_SHOWN
) -> tuple[bool, ...]:
    """Which sums may be shown, each over some cells of ``counts``; the cells share no answer with one another.

    What is shown gives away no set of cells that holds fewer than ``fewest`` answers, and more than none: neither directly nor as a
    combination of sums. Of sums that together give too much away the smallest is left out first, the later one of two alike; so the
    total, told first, stays.
    """
    groups = [frozenset(cell for cell in group if counts[cell]) for group in sums]
    sizes = [sum(counts[cell] for cell in group) for group in groups]
    shown = [size >= fewest for size in sizes]
    small = sorted((cell for cell in counts if 0 < counts[cell] < fewest), key=lambda cell: (counts[cell], repr(cell)))
    if len(small) > MOST_SMALL:
        first = next((place for place, size in enumerate(sizes) if size >= fewest), None)
        return tuple(place == first for place in range(len(sums)))
    while gives_away(counts, [groups[i] for i, seen in enumerate(shown) if seen], small=small, fewest=fewest):
        shown[min((i for i, seen in enumerate(shown) if seen), key=lambda i: (sizes[i], -i))] = False
    return tuple(shown)


def gives_away(
    counts: Mapping[Cell, int], shown: Sequence[Collection[Cell]], *, small: Sequence[Cell], fewest: int = FEWEST_SHOWN
) -> frozenset[Cell] | None:
    """A set of ``small`` cells with fewer than ``fewest`` answers in all whose sum follows from the sums shown; None if there is none.

    A sum over cells follows exactly if no change of the cells that leaves all shown sums alone changes it: if it is at a right angle
    to every vector of their null space.
    """
    cells = [cell for cell in counts if counts[cell]]
    free = _null_space([[Fraction(cell in group) for cell in cells] for group in shown], len(cells))
    place = {cell: i for i, cell in enumerate(cells)}
    for size in range(1, fewest):
        for chosen in combinations(small, size):
            if sum(counts[cell] for cell in chosen) < fewest and all(
                sum(vector[place[cell]] for cell in chosen) == 0 for vector in free
            ):
                return frozenset(chosen)
    return None


def _null_space(rows: list[list[Fraction]], width: int) -> list[list[Fraction]]:
    """A basis of what every row is at a right angle to, by Gauss's elimination in fractions."""
    pivots: list[int] = []
    rows = [row[:] for row in rows]
    for column in range(width):
        done = len(pivots)
        chosen = next((i for i in range(done, len(rows)) if rows[i][column]), None)
        if chosen is None:
            continue
        rows[done], rows[chosen] = rows[chosen], rows[done]
        lead = rows[done][column]
        rows[done] = [value / lead for value in rows[done]]
        for i, row in enumerate(rows):
            if i != done and row[column]:
                factor = row[column]
                rows[i] = [a - factor * b for a, b in zip(row, rows[done], strict=True)]
        pivots.append(column)
    basis = []
    for column in (c for c in range(width) if c not in pivots):
        vector = [Fraction(0)] * width
        vector[column] = Fraction(1)
        for i, pivot in enumerate(pivots):
            vector[pivot] = -rows[i][column]
        basis.append(vector)
    return basis
