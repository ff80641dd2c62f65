"""Forgetting a family's children when nobody agrees any more that something is kept of them.

Their details go, and with them the texts that belong to the registrations or to the children: notes and answers. What the
team wrote of the family goes where it calls a child by name; the rest may be about the guardians, and is counted, for
somebody to read. Items that were told are emptied of all these texts, and what stays is told anew.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.consent import called_by, names_any
from eventdesk.domain.family import Role
from eventdesk.services import erasure
from eventdesk.services.typed import plain
from eventdesk.store import family_tables as f
from eventdesk.store import tables as t
from eventdesk.store.feedback_tables import feedback_case
from eventdesk.store.unit import Unit


@dataclass(frozen=True)
class Forgotten:
    """What a withdrawal took away: children whose details went, registrations whose notes did, answers, and texts of the
    team that named a child. ``left`` counts the texts of the team that stay and are to be read by somebody."""

    children: int = 0
    notes: int = 0
    answers: int = 0
    texts: int = 0
    left: int = 0

    def counts(self) -> dict[str, int]:
        """By name, for the audit and for programs."""
        return {
            "children": self.children, "notes": self.notes, "answers": self.answers, "texts": self.texts, "left": self.left,
        }  # fmt: skip


NOTHING_FORGOTTEN = Forgotten()
"""Of whatever is no withdrawal of the consent to taking part."""


def forget_children(unit: Unit, family: str) -> tuple[Forgotten, dict[str, str]]:
    """Takes everything away that is known of a family's children; what that was, and the items that were emptied."""
    erasure.begin(unit)
    p, r = t.person, t.registration
    # Who was found to be one of theirs in a merge keeps a row in the family that went.
    theirs = sa.select(t.family).where(sa.or_(t.family.c.id == family, t.family.c.merged_into == family))
    families = list(unit.execute(theirs))
    homes = [row.id for row in families]
    children = list(unit.execute(sa.select(p).where(p.c.family.in_(homes), p.c.role == Role.CHILD.value)))
    booked = list(unit.execute(sa.select(r).where(r.c.family.in_(homes))))
    earlier = [one for one in erasure.taken_out(unit, homes) if one.role == Role.CHILD.value]
    names = called_by(one for row in (*children, *earlier) for one in (row.name, row.nickname))
    persons, registrations = {row.id for row in (*children, *earlier)}, [row.id for row in booked]
    payments = list(unit.execute(sa.select(f.payment).where(f.payment.c.registration.in_(registrations))))
    follow_ups = list(unit.execute(sa.select(f.follow_up).where(f.follow_up.c.family.in_(homes))))
    cases = list(unit.execute(sa.select(feedback_case).where(feedback_case.c.family.in_(homes))))

    erasure.scrub_undos(unit, people=persons, registrations=(), texts=registrations)
    told = {*persons, *registrations, *homes, *(row.id for row in (*payments, *cases)), *erasure.hanging_on(unit, homes)}
    erasure.scrub_merges(unit, people=told)
    items = erasure.scrub_items(unit, ids=told, people=told, whole=False)
    erasure.forget_details(unit, children)
    notes, answers = _empty_registrations(unit, booked, names)
    kept = [
        *_without(unit, t.family, families, ("notes",), names, kind="family.changed"),
        *_without(unit, f.follow_up, follow_ups, ("text", "result"), names),
        *_without(unit, f.payment, payments, ("note",), names),
        *_without(unit, feedback_case, cases, ("text", "reply", "result"), names),
    ]  # fmt: skip
    return Forgotten(len(children), notes, answers, texts=kept.count(False), left=kept.count(True)), items


def _empty_registrations(unit: Unit, booked: Iterable[Any], names: Collection[str]) -> tuple[int, int]:
    """Notes and answers go; a line about where a registration came from goes where it names a child."""
    r, a = t.registration, f.answer
    notes = answers = 0
    for row in booked:
        values = {
            "notes": None, "source_rows": [one for one in row.source_rows if not names_any(names, one)],
            "revision": row.revision + 1,
        }  # fmt: skip
        notes += bool(row.notes)
        unit.execute(r.update().where(r.c.id == row.id).values(**values))
        unit.put("registration", {"id": row.id, **values, "base": row.revision}, event=row.event)
        for question in unit.execute(sa.select(a.c.question).where(a.c.registration == row.id)).scalars().all():
            unit.put("answer.removed", {"registration": row.id, "question": question}, event=row.event)
            answers += 1
        unit.execute(a.delete().where(a.c.registration == row.id))
    return notes, answers


def _without(
    unit: Unit, table: sa.Table, rows: Iterable[Any], fields: Collection[str], names: Collection[str], *, kind: str = ""
) -> list[bool]:
    """Empties the rows' texts that name a child, and tells the rows anew; for each text there was, whether it stays."""
    stays = []
    for row in rows:
        texts = {name: row._mapping[name] for name in fields if row._mapping[name]}
        empty = {name: "" for name, text in texts.items() if names_any(names, text)}
        stays += [name not in empty for name in texts]
        values = empty | _next(row._mapping) if empty else {}
        if empty:
            unit.execute(table.update().where(table.c.id == row.id).values(**values))
        body: dict[str, Any] = plain({**row._mapping, **values})
        unit.put(kind or table.name, body | ({"base": row.revision} if kind else {}), event=row._mapping.get("event"))
    return stays


def _next(row: Mapping[str, Any]) -> dict[str, int]:
    return {"revision": row["revision"] + 1} if "revision" in row else {}
