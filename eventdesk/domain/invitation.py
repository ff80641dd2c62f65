"""Whom to invite: how well a family fits an event, and why. Points are the organisation's own measure, not a forecast."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

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


class Known(NamedTuple):
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


def score(found: Collection[Reason]) -> int:
    """The points of all reasons together."""
    return sum(reason.points for reason in found)


class Measure:
    """Weighs families for one event. What a birthday, a district or a visit is worth holds for all families that share it: it
    is worked out once, for a desk may know a hundred thousand families."""

    def __init__(self, wanted: Wanted, weights: Weights | None = None) -> None:
        self._wanted, self._weights = wanted, weights or Weights()
        self._births: dict[tuple[date, date] | None, Reason | None] = {}
        self._ages: dict[tuple[tuple[date, date] | None, ...], Reason | LeftOut | None] = {}
        self._visits: dict[date | None, Reason] = {}
        self._districts: dict[str, Reason | None] = {}

    def points(self, family: Known) -> int | LeftOut:
        """What speaks for a family, as :func:`score` of its :meth:`reasons`; or why it is not invited. Much quicker."""
        age = self._age(family.births)
        if isinstance(age, LeftOut):
            return age
        near = self._district(family.district) if family.district else None
        likes = min(len(family.interests), self._weights.interests) * self._weights.points[Why.INTEREST] if family.interests else 0
        visit = self._visit(family.last_visit)
        return (age.points if age is not None else 0) + (near.points if near is not None else 0) + likes + visit.points

    def reasons(self, family: Known) -> tuple[Reason, ...] | LeftOut:
        """Why to invite a family, the weightiest first; or why not."""
        age = self._age(family.births)
        if isinstance(age, LeftOut):
            return age
        points = self._weights.points[Why.INTEREST]
        likes = (Reason(Why.INTEREST, points, name) for name in sorted(family.interests)[: self._weights.interests])
        found = (age, *likes, self._district(family.district), self._visit(family.last_visit))
        return tuple(sorted((reason for reason in found if reason is not None), key=lambda reason: -reason.points))

    def _age(self, births: tuple[tuple[date, date] | None, ...]) -> Reason | LeftOut | None:
        """The best that the children's ages say; None where every age is welcome. An estimate that only may fit counts half;
        a child that is born later has no age yet."""
        if births not in self._ages:
            found = [age for birth in births if (age := self._birth(birth)) is not None]
            best = max(found, key=lambda reason: reason.points, default=LeftOut.AGE) if self._wanted.bands else None
            self._ages[births] = best if births else LeftOut.NO_CHILD
        return self._ages[births]

    def _birth(self, birth: tuple[date, date] | None) -> Reason | None:
        if birth not in self._births:
            why, detail = _fit(birth, self._wanted)
            self._births[birth] = Reason(why, self._weights.points[why], detail) if why is not None else None
        return self._births[birth]

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
