"""Two families become one: who of them is whom, whose value wins, and which of two registrations for one event stays."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from eventdesk.domain.duplicates import Sound, one_character_apart
from eventdesk.domain.registration import RegistrationState

FAMILY_FIELDS = ("district", "notes")
PERSON_FIELDS = (
    "name", "nickname", "sex", "birth", "allergies", "needs", "relation", "phone", "phone2", "wechat", "email",
)  # fmt: skip
"""What can be chosen of a person. ``birth`` is the day or what is known of it, ``phone`` the number with its type."""


class Side(StrEnum):
    """Whose value is taken; ``both`` only where texts can be put one under the other."""

    KEPT = "kept"
    GONE = "gone"
    BOTH = "both"


Person = Mapping[str, Any]
"""A row of ``person``: ``id``, ``role``, and the columns that :data:`PERSON_FIELDS` are made of."""


def matched(kept: Sequence[Person], gone: Sequence[Person], *, sound: Sound) -> list[tuple[str, str]]:
    """Who of the family that goes is who of the one that stays, as ids (kept, gone); the surest ones first.

    Nobody is two people. Who is left over is somebody the kept family does not know yet.
    """
    rules: tuple[Callable[[Person, Person], bool], ...] = (
        lambda one, other: _equal(one, other, "phone"),
        lambda one, other: _equal(one, other, "name") and not _apart(one, other, "birthdate"),
        lambda one, other: _sounds(one, other, sound) and not _apart(one, other, "birthdate"),
        lambda one, other: _near(one, other) and _equal(one, other, "birthdate"),
        lambda one, other: _unnamed(one, other) and (_equal(one, other, "nickname") or _equal(one, other, "birthdate")),
    )
    pairs, left, waiting = [], list(kept), list(gone)
    for rule in rules:
        for other in list(waiting):
            alike = (one for one in left if (one["role"] == "child") is (other["role"] == "child") and rule(one, other))
            one = next(alike, None)
            if one is not None:
                pairs.append((str(one["id"]), str(other["id"])))
                left.remove(one)
                waiting.remove(other)
    return pairs


def _equal(one: Person, other: Person, name: str) -> bool:
    return one[name] is not None and one[name] == other[name]


def _apart(one: Person, other: Person, name: str) -> bool:
    return one[name] is not None and other[name] is not None and one[name] != other[name]


def _sounds(one: Person, other: Person, sound: Sound) -> bool:
    return bool(one["name"] and other["name"]) and sound(one["name"]) == sound(other["name"])


def _near(one: Person, other: Person) -> bool:
    return bool(one["name"] and other["name"]) and one_character_apart(one["name"], other["name"])


def _unnamed(one: Person, other: Person) -> bool:
    return not (one["name"] and other["name"]) and one["role"] == "child" and not _apart(one, other, "birthdate")


def winner(kept: object, gone: object, *, gone_is_newer: bool, text: bool = False) -> Side:
    """Whose value wins unless somebody says otherwise: the one there is, of two the newer; two ``text`` are both kept."""
    if gone in (None, "") or gone == kept:
        return Side.KEPT
    if kept in (None, ""):
        return Side.GONE
    if text:
        return Side.BOTH
    return Side.GONE if gone_is_newer else Side.KEPT


@dataclass(frozen=True)
class Standing:
    """A registration as far as it matters which of a family's two for one event stays. ``slots`` it has a place in."""

    id: str
    state: RegistrationState
    came: bool
    slots: int
    money: bool
    queue: int
    start: datetime


class Twice(StrEnum):
    """What becomes of two registrations of one family for one event."""

    CANCEL = "cancel"
    KEEP_BOTH = "keep_both"


def of_two(one: Standing, other: Standing, *, now: datetime) -> tuple[Twice, str, str]:
    """Which registration stays and which is cancelled, as ``(what, stays, goes)``.

    The one that somebody came with stays, then the one with places, then the one that was paid, then the earlier one.
    Both stay where somebody came with each, and once the event has begun: its figures are frozen at the start (figures,
    §6 of the field's rules), and no place would be won.
    """
    first, second = sorted((one, other), key=_worth)
    if one.start <= now or (one.came and other.came):
        return Twice.KEEP_BOTH, first.id, second.id
    return Twice.CANCEL, first.id, second.id


def _worth(one: Standing) -> tuple[bool, bool, int, bool, int]:
    return (not one.came, one.state is not RegistrationState.CONFIRMED, -one.slots, not one.money, one.queue)
