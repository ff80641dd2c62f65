"""What an import wrote, as its own outbox items tell it: what differs from that now was changed by somebody since."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from eventdesk.services.booking import storable
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit

IMPORTED = "registrations.imported"
"""The audit's name for an import."""
_STANDING = ("family", "state", "adults", "children", "photo_consent", "notes", "fee", "paid")
"""What makes two states of a registration the same, beside its people and slots."""
_NOT_SAID_OF_PEOPLE = ("no", "id", "batch", "position")


@dataclass(frozen=True)
class Written:
    """Rows as one import left them: people by id, registrations by id with ``members`` and ``slots`` (id: state);
    ``answers`` by registration and question."""

    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    registrations: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False)


def written_by(unit: Unit, batch: Any) -> Written:
    """What a batch (its row) left. The audit row of an import names its items; an erased person's tell nothing any more."""
    a, o = t.audit, t.outbox
    span = unit.execute(
        sa.select(a.c.first_item, a.c.last_item).where(a.c.action == IMPORTED, a.c.subject == batch.id)
    ).first()
    done = Written()
    if span is None or span.first_item is None:
        return done
    kinds = ("family", "person", "registration", "answer")
    items = unit.execute(
        sa.select(o.c.type, o.c.body).where(o.c.device_seq.between(span.first_item, span.last_item), o.c.type.in_(kinds))
    )
    for kind, text in items:
        body = json.loads(text)
        if kind == "registration":
            done.registrations[body["id"]] = _whole(body, batch.before["registration"].get(body["id"]))
        elif kind == "answer":
            # Of an erased answer nothing is left but whose it was.
            done.answers.setdefault(body["registration"], {})[body["question"]] = body.get("value")
        else:
            for row in body["people"] if kind == "family" else (body,):
                done.people[row["id"]] = row
    return done


def _whole(body: dict[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
    """A changed registration's item holds only what changed; the rest is as it was before."""
    return body if before is None else {**before, **body}


def standing_now(unit: Unit, registrations: Collection[str]) -> dict[str, dict[str, Any]]:
    """Registrations as they are, in the shape of :class:`Written`."""
    r, m, c = t.registration, t.registration_member, t.slot_choice
    found: dict[str, dict[str, Any]] = {}
    for part in chunks(sorted(registrations)):
        for row in unit.execute(sa.select(r).where(r.c.id.in_(part))):
            found[row.id] = {**row._mapping, "members": [], "slots": {}}
        for row in unit.execute(sa.select(m).where(m.c.registration.in_(part)).order_by(m.c.position)):
            found[row.registration]["members"].append([row.person, row.role, row.counted])
        for row in unit.execute(sa.select(c).where(c.c.registration.in_(part))):
            found[row.registration]["slots"][row.slot] = row.state
    return found


def as_before(row: Mapping[str, Any], slots: Mapping[str, str]) -> dict[str, Any]:
    """What a batch keeps of a registration before it changed it, in the shape of :class:`Written`; ``slots`` are ids by code."""
    held = {slots[code]: state for code, state in row["choices"].items() if code in slots}
    return {**row, "members": [list(member) for member in row["members"]], "slots": held}


def same_registration(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two states of a registration are the same to whoever looks at it."""
    if any((one.get(key) or None) != (other.get(key) or None) for key in _STANDING):
        return False
    members = [[list(member) for member in state["members"]] for state in (one, other)]
    return members[0] == members[1] and one["slots"] == other["slots"]


def people_now(unit: Unit, people: Collection[str]) -> dict[str, dict[str, Any]]:
    """People as they are, in the shape of :class:`Written`, with their numbers."""
    p = t.person
    return {
        row.id: {**storable(row._mapping), "no": row.no}
        for part in chunks(sorted(people))
        for row in unit.execute(sa.select(p).where(p.c.id.in_(part)))
    }


def same_person(now: Mapping[str, Any], then: Mapping[str, Any] | None) -> bool:
    """Whether nobody changed a person since."""
    return then is not None and all(
        (value or None) == (then.get(key) or None) for key, value in now.items() if key not in _NOT_SAID_OF_PEOPLE
    )


def chunks(values: Sequence[Any], size: int = 500) -> Iterable[Sequence[Any]]:
    """The values in pieces that fit into one statement."""
    return (values[start : start + size] for start in range(0, len(values), size))
