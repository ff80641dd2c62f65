"""The rows of bookings on their way into the desk: inserted by few statements, and told to the outbox."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any

from eventdesk.store import quick
from eventdesk.store import tables as t
from eventdesk.store.search_index import write_search_keys
from eventdesk.store.unit import Unit

_DATED = ("at", "birthdate", "birth_first", "birth_last")
"""The columns of families, people, consents and registrations that hold days or moments."""


@dataclass
class BookedRows:
    """What will be inserted, by table."""

    family: list[dict[str, Any]] = field(default_factory=list)
    person: list[dict[str, Any]] = field(default_factory=list)
    consent: list[dict[str, Any]] = field(default_factory=list)
    registration: list[dict[str, Any]] = field(default_factory=list)
    member: list[dict[str, Any]] = field(default_factory=list)
    choice: list[dict[str, Any]] = field(default_factory=list)

    def insert(self, unit: Unit) -> None:
        """Writes all of them, and what people are searched by."""
        for table, content in (
            (t.family, self.family), (t.person, sorted(self.person, key=itemgetter("role"))), (t.consent, self.consent),
            (t.registration, self.registration), (t.registration_member, self.member), (t.slot_choice, self.choice),
        ):  # fmt: skip
            quick.many(unit.connection, table, content)
        write_search_keys(unit, self.person)

    def put_items(
        self, unit: Unit, *, event: str, people: Iterable[dict[str, Any]], rebooked: Mapping[str, Mapping[str, Any]],
        slots: Mapping[str, Mapping[str, str]],
    ) -> None:  # fmt: skip
        """One item for each family with its new people and consents, each changed person, each registration."""
        put = unit.put
        new = {row["id"]: row for row in self.family}
        families: dict[str, dict[str, Any]] = {}
        for key, content in (("people", self.person), ("consents", self.consent)):
            for row in _let_go(content):
                families.setdefault(row["family"], {"people": [], "consents": []})[key].append(row)
        for family in list(families):
            content_of = families.pop(family)
            body = {"id": family} | {key: list(map(storable, content)) for key, content in content_of.items()}
            put("family", body | {"new": family in new} | storable(new.get(family, {})), event=event)
        for row in people:
            put("person", storable(row), event=event)
        members: dict[str, list[list[Any]]] = {}
        for row in _let_go(self.member):
            members.setdefault(row["registration"], []).append([row["person"], row["role"], row["counted"]])
        chosen: dict[str, dict[str, str]] = {}
        for row in _let_go(self.choice):
            chosen.setdefault(row["registration"], {})[row["slot"]] = row["state"]
        for row in _let_go(self.registration):
            body = storable(row) | {"members": members.pop(row["id"], []), "slots": chosen.get(row["id"], {})}
            put("registration", body, event=event)
        for id, values in rebooked.items():
            put("registration", {"id": id, **values, "members": members.pop(id, []), "slots": slots[id]}, event=event)


def _let_go(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rows in their order, each forgotten as it is given: ten thousand families are tens of megabytes, and their items
    are as much again."""
    rows.reverse()
    while rows:
        yield rows.pop()


def storable(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as plain values, for an outbox item. A person's number is this file's own and stays here."""
    plain = dict(row)
    plain.pop("no", None)
    for name in _DATED:
        value = plain.get(name)
        if value is not None and isinstance(value, date):
            plain[name] = value.isoformat()
    return plain
