"""Whom to invite: how well a family fits an event, and why. Points are the organisation's own measure, not a forecast."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from eventdesk.domain.age import AgeBand, months_between
from eventdesk.domain.family import is_han

RECENT_MONTHS = 12
"""A family that came within less than so many completed months before the event returns; one that came earlier lapsed."""


class Why(StrEnum):
    """A reason for inviting a family."""

    AGE = "age"
    AGE_MAYBE = "age_maybe"
    AGE_UNKNOWN = "age_unknown"
    INTEREST = "interest"
    DISTRICT = "district"
    RETURNING = "returning"
    LAPSED = "lapsed"
    NEW = "new"


class LeftOut(StrEnum):
    """Why a family is not proposed, the first that is true."""

    REGISTERED = "registered"
    CANCELLED = "cancelled"
    OPTED_OUT = "opted_out"
    NO_ADDRESS = "no_address"
    NO_CHILD = "no_child"
    AGE = "age"


@dataclass(frozen=True)
class Weights:
    """Points of the reasons. Age counts most: nothing else makes up for it. Each interest counts, up to ``interests`` of
    them."""

    points: Mapping[Why, int] = field(
        default_factory=lambda: {
            Why.AGE: 40, Why.AGE_MAYBE: 20, Why.AGE_UNKNOWN: 10, Why.INTEREST: 15, Why.DISTRICT: 15, Why.RETURNING: 20,
            Why.LAPSED: 15, Why.NEW: 10,
        }
    )  # fmt: skip
    interests: int = 2


@dataclass(frozen=True)
class Wanted:
    """What an event asks for: its local day, the bands of itself and its slots (none: every age), what it is about
    (:func:`terms`), and the texts that say where it is."""

    day: date
    bands: tuple[AgeBand, ...]
    terms: frozenset[str]
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """What is known of a family. ``births`` are the first and last possible birthday of each child, None where nobody said;
    ``interests`` are those that meet the event, ``last_visit`` the local day of the last visit to any event."""

    births: tuple[tuple[date, date] | None, ...]
    interests: tuple[str, ...] = ()
    district: str = ""
    last_visit: date | None = None


@dataclass(frozen=True)
class Reason:
    """One reason with its points and what it is about: months of age, an interest, a district, months since the visit."""

    why: Why
    points: int
    detail: str = ""


def terms(text: str, *, common: Collection[str] = ()) -> frozenset[str]:
    """What a text is about: pairs of Chinese characters and Latin words of three letters or more, without the common ones.

    >>> sorted(terms("Forest walk"))
    ['forest', 'walk']
    """
    found: set[str] = set()
    for word in re.findall(r"\w+", text.casefold()):
        if is_han(word):
            runs = re.split(r"[^\u3400-\u9fff]+", word)
            found.update(run[at : at + 2] for run in runs for at in range(len(run) - 1))
        elif len(word) >= 3:
            found.add(word)
    return frozenset(found.difference(common))


def ordered(found: Collection[Reason]) -> tuple[Reason, ...]:
    """Reasons as they are shown: the weightiest first."""
    return tuple(sorted(found, key=lambda reason: -reason.points))


def score(found: Collection[Reason]) -> int:
    """The points of all reasons together."""
    return sum(reason.points for reason in found)


class Measure:
    """Weighs families for one event. What one family's birthday or visit is worth holds for all that share it: it is worked
    out once, for a desk may know a hundred thousand families."""

    def __init__(self, wanted: Wanted, weights: Weights | None = None) -> None:
        self._wanted, self._weights = wanted, weights or Weights()
        self._ages: dict[tuple[date, date] | None, Reason | None] = {}
        self._visits: dict[date | None, Reason] = {}
        self._districts: dict[str, Reason | None] = {}

    def reasons(self, family: Known) -> tuple[Reason, ...] | LeftOut:
        """Why to invite a family, in no order (:func:`ordered`); or why not."""
        if not family.births:
            return LeftOut.NO_CHILD
        found = []
        if self._wanted.bands:
            # The best that the children's ages say. An estimate that only may fit counts half; born later is no age yet.
            ages = [age for birth in family.births if (age := self._age(birth)) is not None]
            if not ages:
                return LeftOut.AGE
            found.append(ages[0] if len(ages) == 1 else max(ages, key=lambda reason: reason.points))
        if family.interests:
            points = self._weights.points[Why.INTEREST]
            found += [Reason(Why.INTEREST, points, name) for name in sorted(family.interests)[: self._weights.interests]]
        if family.district:
            near = self._district(family.district)
            if near is not None:
                found.append(near)
        found.append(self._visit(family.last_visit))
        return tuple(found)

    def _age(self, birth: tuple[date, date] | None) -> Reason | None:
        if birth not in self._ages:
            why, detail = _fit(birth, self._wanted)
            self._ages[birth] = Reason(why, self._weights.points[why], detail) if why is not None else None
        return self._ages[birth]

    def _district(self, district: str) -> Reason | None:
        if district not in self._districts:
            name = district.strip()
            near = len(name) > 1 and any(name in place for place in self._wanted.places)
            self._districts[district] = Reason(Why.DISTRICT, self._weights.points[Why.DISTRICT], name) if near else None
        return self._districts[district]

    def _visit(self, last: date | None) -> Reason:
        if last not in self._visits:
            ago = max(0, months_between(last, self._wanted.day)) if last is not None else None
            why = Why.NEW if ago is None else Why.RETURNING if ago < RECENT_MONTHS else Why.LAPSED
            self._visits[last] = Reason(why, self._weights.points[why], "" if ago is None else str(ago))
        return self._visits[last]


def _fit(birth: tuple[date, date] | None, wanted: Wanted) -> tuple[Why | None, str]:
    if birth is None:
        return Why.AGE_UNKNOWN, ""
    youngest, oldest = months_between(birth[1], wanted.day), months_between(birth[0], wanted.day)
    if any(band.holds(youngest) and band.holds(oldest) for band in wanted.bands):
        return Why.AGE, str(youngest)
    if any(band.meets(AgeBand(youngest, oldest)) for band in wanted.bands):
        return Why.AGE_MAYBE, str(youngest)
    return None, ""
