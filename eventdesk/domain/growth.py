"""How the circle of families grows: who came for the first time, who came again, who had stayed away.

The three kinds are those of the field's rules, §6: of the families that came in a period, *new* never came before,
*returning* came within the twelve months before their first visit of the period, *lapsed* came before that only. Beside
them stand the *silent* ones, who came before and not within the twelve months up to the period's end.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MONTHS = 12
"""How long a visit is remembered."""

UNKNOWN = ""
"""The group of those of whom nothing is known."""


class Kind(StrEnum):
    """What a family's first visit in a period is."""

    NEW = "new"
    RETURNING = "returning"
    LAPSED = "lapsed"


@dataclass(frozen=True)
class Figure:
    """A share with what it is made of: ``families`` (ids) of ``of`` families. ``value`` is None where there is nobody."""

    key: str
    families: tuple[str, ...]
    of: int

    @property
    def numerator(self) -> int:
        """How many families."""
        return len(self.families)

    @property
    def value(self) -> float | None:
        """The share, of 1."""
        return len(self.families) / self.of if self.of else None


@dataclass(frozen=True)
class Group:
    """The families of one age band, district or source that came, by kind. ``key`` is empty where it isn't known."""

    key: str
    families: int
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Growth:
    """The figures of a period: ``figures`` over all that came, ``silent`` of all who had ever come before, and groups."""

    first: date
    last: date
    came: int
    figures: tuple[Figure, ...]
    silent: Figure
    groups: Mapping[str, tuple[Group, ...]]


def year_before(day: date) -> date:
    """The same day a year earlier; 28 February for a 29th.

    >>> year_before(date(2024, 2, 29))
    datetime.date(2023, 2, 28)
    """
    return day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else date(day.year - 1, 2, 28)


def kind_of(visits: Sequence[date], *, first: date, last: date) -> Kind | None:
    """What a family's first visit from ``first`` to ``last`` is, None where it did not come. ``visits`` in any order."""
    inside = [day for day in visits if first <= day <= last]
    if not inside:
        return None
    came = min(inside)
    before = [day for day in visits if day < came]
    if not before:
        return Kind.NEW
    return Kind.RETURNING if max(before) >= year_before(came) else Kind.LAPSED


def growth(
    visits: Mapping[str, Sequence[date]], groups: Mapping[str, Mapping[str, Iterable[str]]], *, first: date, last: date
) -> Growth:
    """The figures of the days from ``first`` to ``last``, both included.

    ``visits`` are each family's days of attendance, all there ever were; ``groups`` say by their name (``district``…) to
    which groups a family belongs. A family with children in two age bands stands in both; one that is in no group is
    counted with those not known.
    """
    kinds: dict[str, Kind] = {}
    silent, before = [], 0
    for family, days in visits.items():
        kind = kind_of(days, first=first, last=last)
        if kind is not None:
            kinds[family] = kind
        earlier = [day for day in days if day <= last]
        before += bool(earlier)
        if earlier and max(earlier) < year_before(last):
            silent.append(family)
    return Growth(
        first=first, last=last, came=len(kinds), figures=_figures(kinds),
        silent=Figure("silent", tuple(sorted(silent)), before),
        groups={name: _grouped(kinds, belongs) for name, belongs in groups.items()},
    )  # fmt: skip


def _figures(kinds: Mapping[str, Kind]) -> tuple[Figure, ...]:
    return tuple(
        Figure(kind.value, tuple(sorted(family for family, one in kinds.items() if one is kind)), len(kinds)) for kind in Kind
    )


def _grouped(kinds: Mapping[str, Kind], belongs: Mapping[str, Iterable[str]]) -> tuple[Group, ...]:
    members: dict[str, dict[str, Kind]] = defaultdict(dict)
    for family, kind in kinds.items():
        for key in set(belongs.get(family, ())) or {UNKNOWN}:
            members[key][family] = kind
    return tuple(
        Group(key, len(members[key]), _figures(members[key]))
        for key in sorted(members, key=lambda key: (key == UNKNOWN, key))
    )
