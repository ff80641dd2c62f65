"""Doors of one name, made at desks that did not know of each other: told apart everywhere alike."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from eventdesk.domain.pickup import station_prefix


@dataclass(frozen=True, order=True)
class Door:
    """A station: its id, its name, and the prefix of its pick-up codes."""

    id: str
    name: str
    prefix: str


def told_apart(doors: Iterable[Door]) -> dict[str, Door]:
    """Each door by its id, with a name and a prefix that no other one has. The lowest id keeps what it was given; the next one of
    that name is called by it and a number, and has the next free prefix. The same doors give the same names, in whatever order they
    were heard of.
    """
    ordered = sorted(doors)
    names, prefixes = {one.name for one in ordered}, {one.prefix for one in ordered}
    kept_names: set[str] = set()
    kept_prefixes: set[str] = set()
    found: dict[str, Door] = {}
    for door in ordered:
        made = door
        if made.name in kept_names:
            number = next(n for n in range(2, len(ordered) + len(names) + 3) if f"{door.name} {n}" not in names | kept_names)
            made = replace(made, name=f"{door.name} {number}")
        if made.prefix in kept_prefixes:
            made = replace(made, prefix=station_prefix(prefixes | kept_prefixes))
        kept_names.add(made.name)
        kept_prefixes.add(made.prefix)
        found[made.id] = made
    return found
