"""What may be shown of counts that are linked: totals with their parts, the same families told twice, weighted sums.

:mod:`eventdesk.domain.statistics_cells` knows sums over cells that share nobody. A report on families tells more: who is new in a
month, in its quarter and in the year; a cohort and how many of it came again. Here every link is written down as an equation, and
whoever reads the report is taken to know all of them and to solve them (A. Hundepool and others, "Statistical Disclosure
Control", 2012, chapter 4: primary and secondary suppression in linked tables).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from eventdesk.domain.statistics_cells import FEWEST_SHOWN

Equation = Mapping[str, int]
"""Coefficients by the name of a count; the sum of coefficient times count is 0."""
Number = int | Fraction
"""Whole as long as it can be: most equations are sums, and fractions take ten times as long."""
Row = dict[str, Number]
"""A sparse vector: coefficients of hidden counts whose weighted sum a reader knows."""


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
    small = {name for name in hidden if 0 < counts[name] < fewest}
    for part in _parts(equations, hidden):
        rows = _reduced(part, small)
        found = _sum_known({lead: row for lead, row in rows.items() if lead in small}, counts, fewest)
        if found is not None:
            return found
    return None


def _follows(told: Collection[str], links: Sequence[Equation], hidden: Collection[str]) -> bool:
    """Whether the sum of these hidden counts follows from what is shown."""
    left: Row = dict.fromkeys(told, 1)
    for part in _parts(links, hidden):
        if any(name in row for row in part for name in told):
            rows = _reduced(part, ())
            for lead in [name for name in told if name in rows]:
                _subtract(left, rows[lead], 1)
    return not left


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


def _reduced(rows: Sequence[Mapping[str, Number]], small: Collection[str]) -> dict[str, Row]:
    """The reduced echelon form of the rows, by Gauss's elimination, exactly: each row by its leading name, which stands in no other
    row and in its own once. ``small`` names lead only where a row has no others, so such a row speaks of small ones alone."""
    solved: dict[str, Row] = {}
    for given in rows:
        row = dict(given)
        for lead in [name for name in row if name in solved]:
            _subtract(row, solved[lead], row[lead])
        if not row:
            continue
        lead = min(row, key=lambda name: (name in small, abs(row[name]) != 1, name))
        by = row[lead]
        row = {name: value * by if abs(by) == 1 else Fraction(value) / by for name, value in row.items()}
        for other in solved.values():
            if lead in other:
                _subtract(other, row, other[lead])
        solved[lead] = row
    return solved


def _subtract(row: Row, other: Mapping[str, Number], by: Number) -> None:
    for name, value in other.items():
        left = row.get(name, 0) - by * value
        if left:
            row[name] = left
        else:
            row.pop(name, None)


def _sum_known(rows: Mapping[str, Row], counts: Mapping[str, int], fewest: int) -> frozenset[str] | None:
    """Small counts, together below ``fewest``, whose plain sum is a combination of these reduced rows.

    A leading name stands in its own row alone, so such a sum is the sum of the rows that its names lead: four at most. Whatever else
    is in these rows has to cancel out, or to be one of the few; where it does not, only a row with the same names can mend it. So
    rows are added one by one, of those alone that can, and each choice is looked at once.
    """
    looked_at = set[frozenset[str]]()
    choices = [frozenset({lead}) for lead in rows if counts[lead] < fewest]
    while choices:
        chosen = choices.pop()
        if chosen in looked_at:
            continue
        looked_at.add(chosen)
        found, wrong = _plain_sum([rows[lead] for lead in chosen], counts, fewest)
        if not wrong:
            return frozenset(found)
        room = fewest - sum(counts[lead] for lead in chosen)
        choices += [
            chosen | {lead}
            for lead, row in rows.items()
            if counts[lead] < room and lead not in chosen and any(name in row for name in wrong)
        ]
    return None


def _plain_sum(rows: Sequence[Row], counts: Mapping[str, int], fewest: int) -> tuple[set[str], list[str]]:
    """The names that the sum of rows counts once each, and those that keep it from being a plain sum below ``fewest``: the first
    one that it counts otherwise, or so many as are too many together."""
    found = set[str]()
    people = 0
    for row in rows:
        for name in row:
            if name in found:
                continue
            value = sum(other.get(name, 0) for other in rows)
            if value == 1:
                found.add(name)
                people += counts[name]
                if people >= fewest:
                    return found, sorted(found)
            elif value:
                return found, [name]
    return found, []
