"""Registrations of an import that is taken back: gone with all that hangs on them, or as they were before."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from eventdesk.services.expected import settled
from eventdesk.services.import_written import chunks
from eventdesk.services.offer_rows import forget_offers
from eventdesk.services.standing import find
from eventdesk.store import family_tables as f
from eventdesk.store import plan_tables as p
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit

_RESTORED = ("adults", "children", "photo_consent", "notes", "source_rows", "fee", "paid")


def remove_registrations(unit: Unit, gone: Sequence[str], event: str) -> None:
    """Takes registrations away with their answers, offers and calls; their tickets are refused from then on."""
    a = f.answer
    for chunk in chunks(gone):
        for row in unit.execute(sa.select(a.c.registration, a.c.question).where(a.c.registration.in_(chunk))).all():
            unit.put("answer.removed", dict(row._mapping), event=event)
        unit.execute(a.delete().where(a.c.registration.in_(chunk)))
        forget_offers(unit, list(chunk), event=event)
        for id in unit.execute(sa.select(p.call.c.id).where(p.call.c.registration.in_(chunk)).order_by(p.call.c.id)).scalars().all():
            unit.execute(p.call.delete().where(p.call.c.id == id))
            unit.put("call.removed", {"id": id}, event=event)
        unit.execute(t.slot_choice.delete().where(t.slot_choice.c.registration.in_(chunk)))
        unit.execute(t.registration_member.delete().where(t.registration_member.c.registration.in_(chunk)))
        unit.execute(t.registration.delete().where(t.registration.c.id.in_(chunk)))
    # Their tickets may be out already: without this, a good signature alone would let them in.
    unit.execute(t.revoked_ticket.insert(), [{"registration": id, "event": event, "at": unit.now} for id in gone])


def restore_registration(unit: Unit, id: str, row: Mapping[str, Any], event: str) -> None:
    """The fields, slots and members that the batch changed. The state is what it was: a decision since keeps it all."""
    r, choice, member = t.registration, t.slot_choice, t.registration_member
    now = find(unit.connection, id)
    revision = now.revision
    values = {key: row[key] for key in _RESTORED if key in row} | {"revision": revision + 1, **settled(unit, now)}
    unit.execute(r.update().where(r.c.id == id).values(**values))
    codes = dict(unit.execute(sa.select(t.slot.c.id, t.slot.c.code).where(t.slot.c.event == event)).all())
    added = [slot for slot, code in codes.items() if code not in row["choices"]]
    unit.execute(choice.delete().where(choice.c.registration == id, choice.c.slot.in_(added)))
    unit.execute(member.delete().where(member.c.registration == id))
    unit.execute(
        member.insert(),
        [
            {"registration": id, "person": person, "role": role, "position": place, "counted": counted}
            for place, (person, role, counted) in enumerate(row["members"])
        ],
    )
    slots = dict(unit.execute(sa.select(choice.c.slot, choice.c.state).where(choice.c.registration == id)).all())
    body = {"id": id, **values, "base": revision, "members": row["members"], "slots": slots}
    unit.put("registration", body, event=event)
