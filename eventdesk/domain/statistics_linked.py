"""What may be shown of counts that are linked: totals with their parts, the same families told twice, weighted sums.

:mod:`eventdesk.domain.statistics_cells` knows sums over cells that share nobody. A report on families tells more: who is new in a
month, in its quarter and in the year; a cohort and how many of it came again. Here every link is written down as an equation, and
whoever reads the report is taken to know all of them and to solve them (A. Hundepool and others, "Statistical Disclosure
Control", 2012, chapter 4: primary and secondary suppression in linked tables).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from eventdesk.domain.statistics_cells import FEWEST_SHOWN

Equation = Mapping[str, int]
"""Coefficients by the name of a count; the sum of coefficient times count is 0."""
Number = int | Fraction
"""Whole as long as it can be: most equations are sums, and fractions take ten times as long."""
Vector = frozenset[tuple[str, Number]]
"""A sparse vector: what a hidden count is made of, in those that nothing is known of."""


def total(whole: str, parts: Iterable[str]) -> dict[str, int]:
    """The equation of a whole and its parts, which share nobody.

    >>> total("came", ["new", "again"])
    {'came': 1, 'new': -1, 'again': -1}
    """
    return {whole: 1, **dict.fromkeys(parts, -1)}


def kept_back(
    counts: Mapping[str, int], equations: Sequence[Equation], *, never: Collection[str] = (), totals: Collection[str] = (),
    elsewhere: Collection[str] = (), fewest: int = FEWEST_SHOWN,
) -> frozenset[str]:  # fmt: skip
    """The names of the counts that are not to be shown.

    A count from 1 to below ``fewest`` is never shown, nor, with it, others from which it would follow, nor from which a sum of
    hidden ones below ``fewest`` would follow. A count of 0 tells of nobody and is taken to be known. ``never`` are counts that
    stand in equations and in no report (who of a cohort did *not* come); they are guarded like all others, as what is left of a
    whole is a count too. ``totals`` are given up last. Of those that are alike the smallest goes first. Where leaving out one by
    one does not help (equations that the counts don't fulfil), nothing that stands in an equation is shown. ``elsewhere`` are counts
    that another report tells: a reader knows them, and they can't be left out.

    What follows is what linear algebra gives; that hidden counts are whole and not below 0 can narrow them further, never to one
    value by the equations alone.
    """
    small = {name for name, count in counts.items() if 0 < count < fewest and name not in elsewhere}
    hidden = small | {name for name in never if counts[name]}
    links = [{name: by for name, by in one.items() if counts[name] and by} for one in equations]
    first = frozenset(hidden)
    while (leak := given_away(counts, links, hidden, fewest=fewest)) is not None:
        shown = {name for link in _near(leak, links, hidden, elsewhere) for name in link} - hidden - set(elsewhere)
        if not shown:
            return frozenset(hidden.union(*links).difference(elsewhere))
        ordered = sorted(shown, key=lambda name: (name in totals, counts[name], name))
        hidden.add(next((name for name in ordered if not _follows(leak, links, hidden | {name})), ordered[0]))
    # What was given up on the way and is not needed in the end is shown again, totals first.
    for name in sorted(hidden - first, key=lambda name: (name not in totals, -counts[name], name)):
        if given_away(counts, links, hidden - {name}, fewest=fewest) is None:
            hidden.discard(name)
    return frozenset(hidden)


def given_away(
    counts: Mapping[str, int], equations: Sequence[Equation], hidden: Collection[str], *, fewest: int = FEWEST_SHOWN
) -> frozenset[str] | None:  # fmt: skip
    """Hidden small counts whose sum is below ``fewest`` and follows from what is shown; None if there are none."""
    for part in _parts(equations, hidden):
        made = _made_of(part)
        small = sorted(name for name in made if 0 < counts[name] < fewest)
        found = _sum_known(small, made, counts, fewest)
        if found is not None:
            return found
    return None


def _follows(told: Collection[str], links: Sequence[Equation], hidden: Collection[str]) -> bool:
    """Whether the sum of these hidden counts follows from what is shown."""
    for part in _parts(links, hidden):
        # Counts of different heaps have nothing in common: a sum over two follows only where each part does.
        mine = [name for name in told if any(name in row for row in part)]
        if mine:
            made = _made_of(part)
            if _add(made[name] for name in mine):
                return False
    return all(any(name in link for link in links) for name in told)


def _near(
    told: frozenset[str], links: Sequence[Equation], hidden: Collection[str], elsewhere: Collection[str]
) -> list[Equation]:
    """The equations that speak of what was given away and show something of their own; else all that hang together with them."""
    near = [link for link in links if not told.isdisjoint(link)]
    if any(name not in hidden and name not in elsewhere for link in near for name in link):
        return near
    reached, grown = set(told), True
    while grown:
        near = [link for link in links if reached & link.keys() & set(hidden)]
        more = {name for link in near for name in link if name in hidden}
        grown = not more <= reached
        reached |= more
    return near


def _parts(equations: Sequence[Equation], hidden: Collection[str]) -> Iterator[list[dict[str, Number]]]:
    """The equations in what is hidden, in heaps that have no count in common."""
    known = set(hidden)
    heaps: list[tuple[set[str], list[dict[str, Number]]]] = []
    for equation in equations:
        row: dict[str, Number] = {name: by for name, by in equation.items() if name in known and by}
        if not row:
            continue
        names, rows = set(row), [row]
        apart = []
        for heap in heaps:
            if names.isdisjoint(heap[0]):
                apart.append(heap)
            else:
                names |= heap[0]
                rows += heap[1]
        heaps = [*apart, (names, rows)]
    for _, rows in heaps:
        yield rows


def _made_of(rows: Sequence[Mapping[str, Number]]) -> dict[str, Vector]:
    """Each count as a combination of those that may be anything, by Gauss's elimination, exactly."""
    solved: dict[str, dict[str, Number]] = {}
    for given in rows:
        row = dict(given)
        for lead in [name for name in row if name in solved]:
            _subtract(row, solved[lead], row[lead])
        if not row:
            continue
        lead = min(row, key=lambda name: (abs(row[name]) != 1, name))
        by = row[lead]
        row = {name: value * by if abs(by) == 1 else Fraction(value) / by for name, value in row.items()}
        for other in solved.values():
            if lead in other:
                _subtract(other, row, other[lead])
        solved[lead] = row
    names = {name for row in rows for name in row}
    return {
        name: frozenset((other, -value) for other, value in solved[name].items() if other != name)
        if name in solved else frozenset({(name, 1)})
        for name in names
    }  # fmt: skip


def _subtract(row: dict[str, Number], other: Mapping[str, Number], by: Number) -> None:
    for name, value in other.items():
        left = row.get(name, 0) - by * value
        if left:
            row[name] = left
        else:
            row.pop(name, None)


def _sum_known(
    small: Sequence[str], made: Mapping[str, Vector], counts: Mapping[str, int], fewest: int
) -> frozenset[str] | None:
    """Up to four small counts, together below ``fewest``, whose combinations add up to nothing: their sum is fixed.

    Sums of two are kept by what they are, so that those of three and four are looked up and not tried.
    """
    sums: dict[Vector, list[tuple[str, ...]]] = defaultdict(list)
    for size in (1, 2):
        for chosen in combinations(small, size):
            if sum(counts[name] for name in chosen) < fewest:
                made_of = _add(made[name] for name in chosen)
                if not made_of:
                    return frozenset(chosen)
                sums[made_of].append(chosen)
    for made_of, ones in sums.items():
        for other in sums.get(frozenset((name, -value) for name, value in made_of), ()):
            for one in ones:
                both = {*one, *other}
                if len(both) == len(one) + len(other) and sum(counts[name] for name in both) < fewest:
                    return frozenset(both)
    return None


def _add(vectors: Iterable[Vector]) -> Vector:
    summed: dict[str, Number] = defaultdict(int)
    for vector in vectors:
        for name, value in vector:
            summed[name] += value
    return frozenset((name, value) for name, value in summed.items() if value)
