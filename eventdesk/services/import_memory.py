"""What a person mapped by hand, remembered for the next file with the same headings."""

import hashlib
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from eventdesk.domain.digests import canonical
from eventdesk.domain.question import QuestionKind
from eventdesk.exchange.plan import SAID, ImportPlan, QuestionChoice
from eventdesk.store import family_tables as f
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit

_ASKS = "asks:"
"""Before the text of a question: its key may be another question's at the next event."""


def asked_of(connection: sa.Connection, event: str) -> tuple[QuestionChoice, ...]:
    """An event's own questions as a file may answer them, in their order."""
    q = f.question
    found = connection.execute(
        sa.select(q.c.key, q.c.text, q.c.kind, q.c.options).where(q.c.event == event).order_by(q.c.position, q.c.id)
    )
    return tuple(QuestionChoice(row.key, row.text, QuestionKind(row.kind), tuple(row.options)) for row in found)


def remembered(
    connection: sa.Connection, plan: ImportPlan, questions: Sequence[QuestionChoice]
) -> Mapping[str, Mapping[str, str]] | None:
    """What was mapped by hand in a file like this one; columns for questions that this event doesn't ask are left to be
    guessed."""
    memory = t.import_memory
    kept = connection.execute(sa.select(memory.c.mapping).where(memory.c.fingerprint == fingerprint(plan))).scalar()
    if kept is None:
        return None
    fields = {_ASKS + one.text: one.field for one in questions}
    return {
        sheet: {
            letter: fields.get(field, field) for letter, field in columns.items() if field in fields or not field.startswith(_ASKS)
        }
        for sheet, columns in kept.items()
    }


def keep_mapping(unit: Unit, plan: ImportPlan, questions: Sequence[QuestionChoice]) -> None:
    """Remembers what was mapped by hand, if anything was."""
    texts = {one.field: _ASKS + one.text for one in questions}
    by_hand = {
        sheet: {g.letter: texts.get(g.field, g.field) for g in plan.columns if g.sheet == sheet and g.confidence >= 1}
        for sheet in plan.mapping
    }
    if not any(by_hand.values()):
        return
    key = fingerprint(plan)
    unit.execute(t.import_memory.delete().where(t.import_memory.c.fingerprint == key))
    unit.execute(t.import_memory.insert(), {"fingerprint": key, "mapping": by_hand, "at": unit.now})


def fingerprint(plan: ImportPlan) -> str:
    """What files of one source have in common: their sheets and headings, in order."""
    headings = [[g.sheet, g.letter, g.group, g.heading] for g in plan.columns if not g.letter.startswith(SAID)]
    return hashlib.sha256(canonical(headings)).hexdigest()
