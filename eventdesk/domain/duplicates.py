"""Families that may be one: who is compared, what speaks for it, and how much.

Comparing everybody with everybody grows with the square of the families. What two families must share to be worth a look
is written down as a key instead; only those with a common key are compared. Two names that differ in one character share
what is left when that character is taken out; two phones with a wrong digit or with two digits swapped share one half, or
all but the two digits in the middle.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import combinations, product
from typing import NamedTuple

LEAST = 50
"""The least score, of 100, that is proposed."""

CROWD = 12
"""A key that more families share tells nothing: a school's switchboard, a nickname that is in fashion."""

HALF = 6
"""The first digits of a mobile that stand for one half; the last five are the other half."""

Sound = Callable[[str], str]
"""How a name is spoken, the same for names that sound alike."""


class Reason(StrEnum):
    """What speaks for two families being one."""

    SAME_PHONE = "same_phone"
    SAME_CHILD = "same_child"
    CHILD_SOUNDS_ALIKE = "child_sounds_alike"
    CHILD_ONE_CHARACTER = "child_one_character"
    CHILD_NICKNAME = "child_nickname"
    CHILD_BIRTHDATE = "child_birthdate"
    PHONE_SWAPPED = "phone_swapped"
    PHONE_ONE_DIGIT = "phone_one_digit"
    SAME_WECHAT = "same_wechat"
    SAME_EMAIL = "same_email"
    GUARDIAN_NAME = "guardian_name"
    GUARDIAN_SOUNDS_ALIKE = "guardian_sounds_alike"


WEIGHTS: Mapping[Reason, float] = {
    Reason.SAME_PHONE: 0.7, Reason.SAME_CHILD: 0.75, Reason.CHILD_SOUNDS_ALIKE: 0.6, Reason.CHILD_ONE_CHARACTER: 0.45,
    Reason.CHILD_NICKNAME: 0.2, Reason.CHILD_BIRTHDATE: 0.15, Reason.PHONE_SWAPPED: 0.5, Reason.PHONE_ONE_DIGIT: 0.4,
    Reason.SAME_WECHAT: 0.4, Reason.SAME_EMAIL: 0.7, Reason.GUARDIAN_NAME: 0.35, Reason.GUARDIAN_SOUNDS_ALIKE: 0.2,
}  # fmt: skip
"""How likely one reason alone makes two families one. Several add up as independent ones do."""

AGAINST = 0.6
"""What is left of a score where both name their children and no child could be the same."""


class Somebody(NamedTuple):
    """A member of a family, as far as the rule looks at people. ``phones`` are digits alone."""

    family: str
    child: bool
    name: str = ""
    nickname: str = ""
    birthdate: date | str | None = None
    phones: tuple[str, ...] = ()
    wechat: str = ""
    email: str = ""


@dataclass(frozen=True)
class Proposal:
    """Two families that may be one, the smaller id first. ``score`` is at most 100; ``reasons`` come strongest first."""

    first: str
    second: str
    score: int
    reasons: tuple[Reason, ...]


def propose(
    people: Iterable[Somebody], *, sound: Sound, dismissed: Iterable[tuple[str, str]] = (), least: int = LEAST
) -> list[Proposal]:
    """The families that may be one, the likeliest first.

    ``people`` are everybody, in any order; ``dismissed`` the pairs (smaller id first) that somebody said are not one.
    """
    everybody = list(people)
    pairs = candidates(everybody, sound=sound)
    pairs.difference_update(dismissed)
    wanted = {family for pair in pairs for family in pair}
    members: dict[str, list[Somebody]] = defaultdict(list)
    for person in everybody:
        if person.family in wanted:
            members[person.family].append(person)
    found = []
    for first, second in pairs:
        score, reasons = compare(members[first], members[second], sound=sound)
        if score >= least:
            found.append(Proposal(first, second, score, reasons))
    return sorted(found, key=lambda proposal: (-proposal.score, proposal.first, proposal.second))


def candidates(people: Iterable[Somebody], *, sound: Sound) -> set[tuple[str, str]]:
    """The pairs of families worth comparing, the smaller id first."""
    # Hundreds of thousands of people come by here. Most share neither a name nor a day of birth with anybody: what is
    # compared more closely is written down only among those who do, and in small dictionaries, which are the quicker ones.
    by_day: dict[str, list[_Named]] = defaultdict(list)
    by_name: dict[str, list[_Named]] = defaultdict(list)
    phones: dict[str, tuple[str, ...]] = {}
    children, exact = [], list[tuple[str, Sequence[str]]]()
    for person in people:
        family, child, name, _, born, numbers, wechat, email = person
        if numbers:
            exact.append((family, numbers))
        if child:
            if name:
                children.append((family, name))
                if born is not None:
                    by_day[str(born)].append((family, name))
        elif numbers:
            phones[family] = phones.get(family, ()) + numbers
            if name:
                by_name[name] += [(family, number) for number in numbers]
        if wechat or email:
            exact.append((family, _address_keys(person)))
    for family, name in children:
        by_name[name] += [(family, number) for number in phones.get(family, ())]
    return _sharing(exact).union(
        *(_sharing([(family, _name_keys(name, sound)) for family, name in day]) for day in by_day.values() if len(day) > 1),
        *(_sharing([(family, _phone_keys(number)) for family, number in name]) for name in by_name.values() if len(name) > 1),
    )


_Named = tuple[str, str]
"""A family, and a name or a phone of theirs."""


def _sharing(keyed: Iterable[tuple[str, Sequence[str]]]) -> set[tuple[str, str]]:
    """The pairs of families that have a key in common, but for keys that a crowd has."""
    first: dict[str, str] = {}
    more: dict[str, set[str]] = {}
    for family, keys in keyed:
        for key in keys:
            before = first.setdefault(key, family)
            if before != family:
                more.setdefault(key, {before}).add(family)
    return {
        (one, other) if one < other else (other, one)
        for families in more.values() if len(families) <= CROWD
        for one, other in combinations(families, 2)
    }  # fmt: skip


def _name_keys(name: str, sound: Sound) -> list[str]:
    """Children of one day: by how the name sounds, and by what is left of it without any one of its characters."""
    keys = [f"={sound(name)}", name]
    return keys if len(name) < 3 else keys + [name[:place] + name[place + 1 :] for place in range(len(name))]


def _phone_keys(phone: str) -> tuple[str, ...]:
    """Two phones that differ in one digit or in the order of two neighbours share one of these."""
    if len(phone) != 11:
        return ()
    return f"<{phone[:HALF]}", f">{phone[HALF:]}", f"-{phone[: HALF - 1]}{phone[HALF + 1 :]}"


def _address_keys(person: Somebody) -> list[str]:
    keys = [f"@{person.wechat}"] if len(person.wechat) > 1 else []
    return [*keys, f"mail {person.email}"] if person.email else keys


@dataclass
class _Findings:
    reasons: set[Reason] = field(default_factory=set)

    def add(self, reason: Reason | None) -> None:
        if reason is not None:
            self.reasons.add(reason)

    def strongest(self) -> tuple[Reason, ...]:
        """What says the same less surely goes without saying."""
        for strong, weaker in _SAYS.items():
            if strong in self.reasons:
                self.reasons -= weaker
        return tuple(sorted(self.reasons, key=lambda reason: (-WEIGHTS[reason], reason)))


_SAYS: Mapping[Reason, frozenset[Reason]] = {
    Reason.SAME_CHILD: frozenset({Reason.CHILD_SOUNDS_ALIKE, Reason.CHILD_ONE_CHARACTER, Reason.CHILD_BIRTHDATE}),
    Reason.CHILD_SOUNDS_ALIKE: frozenset({Reason.CHILD_ONE_CHARACTER, Reason.CHILD_BIRTHDATE}),
    Reason.CHILD_ONE_CHARACTER: frozenset({Reason.CHILD_BIRTHDATE}),
    Reason.SAME_PHONE: frozenset({Reason.PHONE_SWAPPED, Reason.PHONE_ONE_DIGIT}),
    Reason.PHONE_SWAPPED: frozenset({Reason.PHONE_ONE_DIGIT}),
    Reason.GUARDIAN_NAME: frozenset({Reason.GUARDIAN_SOUNDS_ALIKE}),
}


def compare(one: Iterable[Somebody], other: Iterable[Somebody], *, sound: Sound) -> tuple[int, tuple[Reason, ...]]:
    """How likely two families are one, of 100, and why."""
    ours, theirs = list(one), list(other)
    found = _Findings()
    for mine, yours in product(ours, theirs):
        if mine.child and yours.child:
            found.add(_children(mine, yours, sound))
            if mine.nickname and mine.nickname == yours.nickname and not _apart(mine.birthdate, yours.birthdate):
                found.add(Reason.CHILD_NICKNAME)
        elif not mine.child and not yours.child:
            found.add(_names(mine, yours, sound))
        if len(mine.wechat) > 1 and mine.wechat == yours.wechat:
            found.add(Reason.SAME_WECHAT)
        if mine.email and mine.email == yours.email:
            found.add(Reason.SAME_EMAIL)
    for first, second in product(_phones(ours), _phones(theirs)):
        found.add(phones_alike(first, second))
    reasons = found.strongest()
    doubt = 1.0
    for reason in reasons:
        doubt *= 1 - WEIGHTS[reason]
    score = 1 - doubt
    if _different_children(ours, theirs, sound):
        score *= AGAINST
    return round(100 * score), reasons


def _children(one: Somebody, other: Somebody, sound: Sound) -> Reason | None:
    if _apart(one.birthdate, other.birthdate):
        return None
    born = one.birthdate is not None and one.birthdate == other.birthdate
    if one.name and other.name:
        if one.name == other.name:
            # Names alone are shared by many; with a day of birth they are hardly.
            return Reason.SAME_CHILD if born else Reason.CHILD_SOUNDS_ALIKE
        if born and sound(one.name) == sound(other.name):
            return Reason.CHILD_SOUNDS_ALIKE
        if born and one_character_apart(one.name, other.name):
            return Reason.CHILD_ONE_CHARACTER
        return None
    return Reason.CHILD_BIRTHDATE if born else None


def _names(one: Somebody, other: Somebody, sound: Sound) -> Reason | None:
    if not one.name or not other.name:
        return None
    if one.name == other.name:
        return Reason.GUARDIAN_NAME
    alike = sound(one.name) == sound(other.name) or one_character_apart(one.name, other.name)
    return Reason.GUARDIAN_SOUNDS_ALIKE if alike else None


def _apart(one: date | str | None, other: date | str | None) -> bool:
    return one is not None and other is not None and one != other


def _phones(people: Iterable[Somebody]) -> set[str]:
    return {phone for person in people for phone in person.phones}


def _different_children(ours: Iterable[Somebody], theirs: Iterable[Somebody], sound: Sound) -> bool:
    mine = [person for person in ours if person.child and (person.name or person.birthdate)]
    yours = [person for person in theirs if person.child and (person.name or person.birthdate)]
    return bool(mine and yours) and not any(_may_be_one(one, other, sound) for one, other in product(mine, yours))


def _may_be_one(one: Somebody, other: Somebody, sound: Sound) -> bool:
    if one.name and other.name:
        return not _apart(one.birthdate, other.birthdate) and (
            sound(one.name) == sound(other.name) or one_character_apart(one.name, other.name)
        )
    return not _apart(one.birthdate, other.birthdate)


def phones_alike(one: str, other: str) -> Reason | None:
    """What two phones have in common: all, all but two neighbours' order, all but one digit, nothing worth telling.

    >>> phones_alike("13800001234", "13800002134"), phones_alike("13800001234", "13800001239")
    (<Reason.PHONE_SWAPPED: 'phone_swapped'>, <Reason.PHONE_ONE_DIGIT: 'phone_one_digit'>)
    """
    if one == other:
        return Reason.SAME_PHONE
    if len(one) != len(other) or len(one) != 11:
        return None
    places = [place for place, (mine, yours) in enumerate(zip(one, other, strict=True)) if mine != yours]
    if len(places) == 1:
        return Reason.PHONE_ONE_DIGIT
    if len(places) == 2 and places[1] == places[0] + 1 and one[places[0]] == other[places[1]] and one[places[1]] == other[places[0]]:
        return Reason.PHONE_SWAPPED
    return None


def one_character_apart(one: str, other: str) -> bool:
    """Whether two names of three characters or more differ in one of them, or one of them lacks one."""
    if min(len(one), len(other)) < 2 or max(len(one), len(other)) < 3:
        return False
    if len(one) == len(other):
        return sum(mine != yours for mine, yours in zip(one, other, strict=True)) == 1
    short, long = sorted((one, other), key=len)
    return len(long) == len(short) + 1 and any(long[:place] + long[place + 1 :] == short for place in range(len(long)))
