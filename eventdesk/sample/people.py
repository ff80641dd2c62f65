"""Families, drawn from a seed: so many confirmed, and in proportion to them some that wait and some that cancelled."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from eventdesk.sample.cast import CAST, CastFamily, Part
from eventdesk.sample.names import (
    ADULT_FIRST,
    ADULT_SECOND,
    ALLERGIES,
    CHILD_FIRST,
    CHILD_SECOND,
    DOUBLE_SURNAMES,
    NICKNAMES,
    NOTES,
    PREFIXES,
    SURNAMES,
)

DEFAULT = 46
"""The confirmed families of the pictures; the other shares below are of these."""

TWO_ADULTS, TWO_CHILDREN, WAITING, CANCELLED = 12, 28, 5, 3
AGES = ((0, 2, 15), (3, 4, 28), (5, 6, 22), (7, 9, 9))
"""Completed years from, to, and how many of the default's 74 children."""

_MOTHERS, _FATHERS = ("妈妈", "妈妈", "妈妈", "母亲", "外婆"), ("爸爸", "爸爸", "父亲", "爷爷")


@dataclass(frozen=True)
class SampleChild:
    """A child. Everything but the name may be unsaid."""

    name: str
    nickname: str | None
    sex: str
    birthdate: date
    allergies: str | None = None


@dataclass(frozen=True)
class SampleFamily:
    """A family and its wish to come. ``slots`` are codes; ``at`` is when it registered."""

    guardian: str
    phone: str
    relation: str
    adults: int
    children: tuple[SampleChild, ...]
    slots: tuple[str, ...]
    photo: bool | None
    notes: str | None
    at: datetime
    part: Part

    @property
    def persons(self) -> int:
        """The party's size."""
        return self.adults + len(self.children)


def draw_families(
    count: int, *, event_start: datetime, seed: int = 1, cast: Sequence[CastFamily] = CAST
) -> tuple[SampleFamily, ...]:
    """``count`` confirmed families with those that wait and those that cancelled, most not yet in slots; the cast comes
    first where there is room for it. ``event_start`` is aware.
    """
    return tuple(_Draw(Random(seed), event_start, cast).families(count))


def share(of_default: int, count: int) -> int:
    """What a number among the default's families is among ``count``."""
    return round(of_default * count / DEFAULT)


class _Draw:
    def __init__(self, random: Random, event_start: datetime, cast: Sequence[CastFamily]) -> None:
        self._random, self._start, self._cast = random, event_start, cast
        self._phones: set[str] = set()
        self._names: set[str] = set()

    def families(self, count: int) -> Iterator[SampleFamily]:
        parts = {Part.CONFIRMED: count, Part.WAITING: share(WAITING, count), Part.CANCELLED: share(CANCELLED, count)}
        for part, wanted in parts.items():
            cast = [c for c in self._cast if c.part is part or (part is Part.CONFIRMED and c.part is Part.BY_PHONE)][:wanted]
            known = [self._of_cast(one) for one in cast]
            two_adults = share(TWO_ADULTS, wanted) - sum(f.adults == 2 for f in known)
            two_children = share(TWO_CHILDREN, wanted) - sum(len(f.children) == 2 for f in known)
            sizes = self._sizes(wanted - len(known), two_adults, two_children)
            found = [*known, *(self._family(adults, children, part) for adults, children in sizes)]
            yield from self._dated(found, part)

    def _sizes(self, count: int, two_adults: int, two_children: int) -> list[tuple[int, int]]:
        adults = [2] * max(0, min(two_adults, count)) + [1] * count
        children = [2] * max(0, min(two_children, count)) + [1] * count
        adults, children = adults[:count], children[:count]
        self._random.shuffle(adults)
        self._random.shuffle(children)
        return list(zip(adults, children, strict=True))

    def _of_cast(self, one: CastFamily) -> SampleFamily:
        children = tuple(
            SampleChild(c.name, c.nickname, c.sex, self._born(c.years * 12 + c.months), c.allergies) for c in one.children
        )
        return SampleFamily(
            one.guardian, self._phone(one.tail), one.relation, one.adults, children, one.slots, one.photo, None,
            self._start, one.part,
        )  # fmt: skip

    def _family(self, adults: int, children: int, part: Part) -> SampleFamily:
        random = self._random
        guardian = self._fresh(self._surname(), ADULT_FIRST, ADULT_SECOND)
        mother = random.random() < 0.75
        surname = guardian[:2] if guardian[:2] in DOUBLE_SURNAMES else guardian[0]
        if mother and random.random() < 0.7:
            surname = self._surname()
        born = sorted((self._age() for _ in range(children)), reverse=True)
        return SampleFamily(
            guardian=guardian, phone=self._phone(), relation=random.choice(_MOTHERS if mother else _FATHERS), adults=adults,
            children=tuple(self._child(surname, months) for months in born), slots=(),
            photo=random.choices((True, False, None), (88, 9, 3))[0],
            notes=random.choice(NOTES) if random.random() < 0.15 else None, at=self._start, part=part,
        )  # fmt: skip

    def _child(self, surname: str, months: int) -> SampleChild:
        random = self._random
        return SampleChild(
            name=self._fresh(surname, CHILD_FIRST, CHILD_SECOND),
            nickname=random.choice(NICKNAMES) if random.random() < 0.8 else None,
            sex=random.choice("男女"),
            birthdate=self._born(months),
            allergies=random.choice(ALLERGIES) if random.random() < 0.04 else None,
        )

    def _age(self) -> int:
        first, last, _ = self._random.choices(AGES, [weight for _, _, weight in AGES])[0]
        return max(6, self._random.randint(first * 12, last * 12 + 11))

    def _born(self, months: int) -> date:
        """A day that makes a child so many completed months old on the day of the event."""
        day = self._start.date()
        year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
        return date(year, month + 1, min(day.day, 28)) - timedelta(days=self._random.randint(0, 24))

    def _surname(self) -> str:
        return self._random.choice(DOUBLE_SURNAMES) if self._random.random() < 0.02 else self._random.choice(SURNAMES)

    def _fresh(self, surname: str, first: str, second: str) -> str:
        """A name that nobody has yet, while the lists last."""
        for _ in range(20):
            name = surname + self._random.choice(first)
            if self._random.random() < 0.8:
                name += self._random.choice(second)
            if name not in self._names:
                break
        self._names.add(name)
        return name

    def _phone(self, tail: str | None = None) -> str:
        while True:
            middle = self._random.randrange(10_000)
            end = tail or f"{self._random.randrange(10_000):04}"
            phone = f"{self._random.choice(PREFIXES)}{middle:04}{end}"
            if phone not in self._phones:
                self._phones.add(phone)
                return phone

    def _dated(self, families: Sequence[SampleFamily], part: Part) -> list[SampleFamily]:
        """When they registered: from sixteen days before; who waits came later than those with a place."""
        first, last = (8.0, 4.0) if part is Part.WAITING else (16.0, 9.0)
        days = sorted((self._random.uniform(last, first) for _ in families), reverse=True)
        return [
            replace(family, at=_in_the_day(self._start - timedelta(days=before)))
            for family, before in zip(families, days, strict=True)
        ]


def _in_the_day(at: datetime) -> datetime:
    """Nobody fills in a form at four in the morning: those hours become evening ones."""
    return at.replace(hour=at.hour + 14 if at.hour < 7 else at.hour, microsecond=0)
