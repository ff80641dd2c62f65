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
        }  # fmt: skip
    )
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
    ``last_visit`` the local day of the last visit to any event."""

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


def reasons(family: Known, wanted: Wanted, *, interests: Collection[str], weights: Weights) -> tuple[Reason, ...] | LeftOut:
    """Why to invite a family, the weightiest first; or why not. ``interests`` are those of the family's that meet the event."""
    age = _age(family, wanted, weights)
    if isinstance(age, LeftOut):
        return age
    found = [age] if age is not None else []
    found += [Reason(Why.INTEREST, weights.points[Why.INTEREST], name) for name in sorted(interests)[: weights.interests]]
    district = family.district.strip()
    if len(district) > 1 and any(district in place for place in wanted.places):
        found.append(Reason(Why.DISTRICT, weights.points[Why.DISTRICT], district))
    found.append(_visit(family.last_visit, wanted.day, weights))
    return tuple(sorted(found, key=lambda reason: -reason.points))


def score(found: Collection[Reason]) -> int:
    """The points of all reasons together."""
    return sum(reason.points for reason in found)


def _age(family: Known, wanted: Wanted, weights: Weights) -> Reason | LeftOut | None:
    """The best that the children's ages on the day say. An estimate that only may fit counts half; born later is no age yet."""
    if not family.births:
        return LeftOut.NO_CHILD
    if not wanted.bands:
        return None
    best: Reason | None = None
    for birth in family.births:
        why, detail = _fit(birth, wanted)
        points = weights.points[why] if why is not None else -1
        if why is not None and (best is None or points > best.points):
            best = Reason(why, points, detail)
    return best if best is not None else LeftOut.AGE


def _fit(birth: tuple[date, date] | None, wanted: Wanted) -> tuple[Why | None, str]:
    if birth is None:
        return Why.AGE_UNKNOWN, ""
    youngest, oldest = months_between(birth[1], wanted.day), months_between(birth[0], wanted.day)
    if any(band.holds(youngest) and band.holds(oldest) for band in wanted.bands):
        return Why.AGE, str(youngest)
    if any(band.meets(AgeBand(youngest, oldest)) for band in wanted.bands):
        return Why.AGE_MAYBE, str(youngest)
    return None, ""


def _visit(last: date | None, day: date, weights: Weights) -> Reason:
    if last is None:
        return Reason(Why.NEW, weights.points[Why.NEW])
    ago = max(0, months_between(last, day))
    why = Why.RETURNING if ago < RECENT_MONTHS else Why.LAPSED
    return Reason(why, weights.points[why], str(ago))
