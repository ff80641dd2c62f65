"""The fields that a column of a file can hold, in words."""

import re
from collections.abc import Iterable, Mapping
from typing import Protocol

from resources.words import Words

IGNORED = "ignored"
SURE = 0.75
"""From this confidence on a guess needs no second look."""

_PERSON = re.compile(r"(guardians|children)\[(\d)\]\.(\w+)")
_SLOT = re.compile(r"slots\[(.+)\]")
_PLAIN = {
    IGNORED: "field_ignored",
    "children[*].allergies": "field_children_allergies",
    "slots": "field_slots",
    "headcount.text": "field_headcount_text",
    "headcount.adults": "field_headcount_adults",
    "headcount.children": "field_headcount_children",
    "photo_consent": "field_photo_consent",
    "notes": "field_notes",
    "meta.submitted_at": "field_submitted_at",
    "meta.seq": "field_seq",
}
_OF_GUARDIAN = ("name", "phone", "relation", "phone2", "surname")
_OF_CHILD = ("name", "birthdate", "nickname", "sex", "allergies", "surname")
_SOURCES = ("wjx", "jinshuju", "tencent", "jielong", "template")


class Guess(Protocol):
    """A column of the file as the import read it, with the field that it was taken for."""

    @property
    def sheet(self) -> str: ...
    @property
    def letter(self) -> str: ...
    @property
    def heading(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def field(self) -> str: ...
    @property
    def confidence(self) -> float: ...
    @property
    def samples(self) -> tuple[str, ...]: ...


class Asked(Protocol):
    """One of the event's own questions, which a column may answer."""

    @property
    def field(self) -> str: ...
    @property
    def text(self) -> str: ...


def field_name(words: Words, field: str, asked: Mapping[str, str] | None = None) -> str:
    """A field in words; ``guardians[0]`` is the first guardian. ``asked`` are the texts of the event's questions by field."""
    if field in _PLAIN:
        return words(f"import.{_PLAIN[field]}")
    if asked and field in asked:
        return words("import.field_question", text=asked[field])
    if slot := _SLOT.fullmatch(field):
        return words("import.field_slot", code=slot[1])
    person = _PERSON.fullmatch(field)
    if person is None:
        return field
    kind = "guardian" if person[1] == "guardians" else "child"
    return words(f"import.field_{kind}_{person[3]}", n=int(person[2]) + 1)


def source_name(words: Words, source: str) -> str:
    """Where a file seems to come from."""
    return words(f"import.source_{source if source in _SOURCES else 'other'}")


def field_groups(used: Iterable[str], slots: Iterable[str], questions: Iterable[str] = ()) -> tuple[tuple[str, ...], ...]:
    """All fields to choose from, by group: two guardians and three children, or one more than the file has. ``questions`` are
    the fields of the event's own."""
    used = set(used)
    adults = max(2, min(_highest(used, "guardians") + 2, 9))
    children = max(3, min(_highest(used, "children") + 2, 9))
    groups = (
        (IGNORED,),
        tuple(f"guardians[{n}].{name}" for n in range(adults) for name in _OF_GUARDIAN),
        (*(f"children[{n}].{name}" for n in range(children) for name in _OF_CHILD), "children[*].allergies"),
        ("slots", *(f"slots[{code}]" for code in slots)),
        ("headcount.text", "headcount.adults", "headcount.children"),
        ("photo_consent", "notes", "meta.submitted_at", "meta.seq"),
        tuple(questions),
    )
    return tuple(group for group in groups if group)


def _highest(fields: set[str], people: str) -> int:
    return max((int(found[2]) for field in fields if (found := _PERSON.fullmatch(field)) and found[1] == people), default=-1)
