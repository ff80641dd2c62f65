"""How families are put into words: who is called what, how many they are, how old the children are."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ui.wording import Wording

if TYPE_CHECKING:
    from eventdesk.services.family_views import PersonView


def child_name(child: "PersonView", wording: Wording) -> str:
    """The nickname where there is one: it needs no mask, and it is what everybody says."""
    return child.nickname or child.name or wording.words("registrations.unnamed_child")


def children_line(children: Iterable["PersonView"], wording: Wording, *, unnamed: int = 0) -> str:
    """All children with their ages; ``unnamed`` more of whom nothing is known."""
    parts = [
        f"{child_name(child, wording)} {wording.age(child.age_months)}" if child.age_months is not None
        else child_name(child, wording)
        for child in children
    ]  # fmt: skip
    if unnamed > 0:
        parts.append(wording.words("registrations.more_children", n=unnamed))
    return wording.words("common.list_comma").join(parts)


def guardian_name(guardians: Iterable["PersonView"], wording: Wording) -> str:
    """The first guardian that has a name."""
    named = next((person.name for person in guardians if person.name), None)
    return named or wording.words("registrations.unnamed_guardian")


def relation_name(person: "PersonView", wording: Wording) -> str:
    """What a guardian is to the child, or just that this is one."""
    key = person.relation.value if person.relation is not None else "guardian"
    return wording.words(f"registrations.relation_{key}")


def sex_name(person: "PersonView", wording: Wording) -> str:
    """A child's sex, empty where it isn't known."""
    return "" if person.sex is None else wording.words(f"registrations.sex_{person.sex.value.lower()}")
