"""Takes an import back: what its batch made goes, what it changed is as before, who has come in stays."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from eventdesk.services.booking import storable
from eventdesk.services.import_views import UndoResult
from eventdesk.services.offer_rows import forget_offers
from eventdesk.store import family_tables as f
from eventdesk.store import tables as t
from eventdesk.store.search_index import remove_search_keys, write_search_keys
from eventdesk.store.unit import Unit

CHANGES = frozenset({"registrations", "families", "imports"})

_RESTORED = ("adults", "children", "photo_consent", "notes", "source_rows", "fee", "paid")


def take_back(unit: Unit, batch: Any) -> UndoResult:
    """Takes a batch (its row) back, inside the unit and with its items; the caller commits."""
    came = set(
        unit.execute(sa.select(t.journal.c.registration).where(t.journal.c.event == batch.event).distinct()).scalars()
    )
    r, paid = t.registration, f.payment.c.registration
    # Money that was taken is not undone with a file.
    came |= set(unit.execute(sa.select(paid).join(r, r.c.id == paid).where(r.c.event == batch.event).distinct()).scalars())
    made = list(unit.execute(sa.select(r.c.id).where(r.c.batch == batch.id)).scalars())
    removed = [id for id in made if id not in came]
    _remove_registrations(unit, removed, batch.event)
    changed = batch.before["registration"]
    restored = [id for id in changed if id not in came]
    for id in restored:
        _restore_registration(unit, id, changed[id], batch.event)
    _restore_people(unit, batch)
    gone = _remove_people(unit, batch.id, restored=restored)
    unit.execute(t.import_batch.update().where(t.import_batch.c.id == batch.id).values(undone_at=unit.now))
    unit.put("import.undone", {"batch": batch.id, "registrations": removed, **gone}, event=batch.event)
    kept = len(made) - len(removed) + len(changed) - len(restored)
    return UndoResult(removed=len(removed), kept=kept, restored=len(restored), changes=CHANGES)


def _remove_registrations(unit: Unit, gone: Sequence[str], event: str) -> None:
    a = f.answer
    for chunk in _chunks(gone):
        for row in unit.execute(sa.select(a.c.registration, a.c.question).where(a.c.registration.in_(chunk))).all():
            unit.put("answer.removed", dict(row._mapping), event=event)
        unit.execute(a.delete().where(a.c.registration.in_(chunk)))
        forget_offers(unit, list(chunk), event=event)
        unit.execute(t.slot_choice.delete().where(t.slot_choice.c.registration.in_(chunk)))
        unit.execute(t.registration_member.delete().where(t.registration_member.c.registration.in_(chunk)))
        unit.execute(t.registration.delete().where(t.registration.c.id.in_(chunk)))
    # Their tickets may be out already: without this, a good signature alone would let them in.
    unit.execute(t.revoked_ticket.insert(), [{"registration": id, "event": event, "at": unit.now} for id in gone])


def _restore_registration(unit: Unit, id: str, row: Mapping[str, Any], event: str) -> None:
    """The fields, slots and members that the batch changed. The state stays: it was somebody's decision since."""
    r, choice, member = t.registration, t.slot_choice, t.registration_member
    revision = unit.execute(sa.select(r.c.revision).where(r.c.id == id)).scalar()
    if revision is None:
        return
    values = {key: row[key] for key in _RESTORED} | {"revision": revision + 1}
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


def _restore_people(unit: Unit, batch: Any) -> None:
    for id, row in batch.before["person"].items():
        number = unit.execute(sa.select(t.person.c.no).where(t.person.c.id == id)).scalar()
        if number is None:
            continue
        values = {key: _day(key, value) for key, value in row.items() if key not in ("no", "id", "family", "batch")}
        unit.execute(t.person.update().where(t.person.c.no == number).values(**values))
        remove_search_keys(unit, [number])
        write_search_keys(unit, [row | {"no": number}])
        unit.put("person", storable(row), event=batch.event)


def _day(key: str, value: Any) -> Any:
    return date.fromisoformat(value) if key.startswith("birth") and key != "birth_text" and value else value


def _remove_people(unit: Unit, batch: str, *, restored: Collection[str]) -> dict[str, list[str]]:
    """Takes away people, consents and families of the batch that no registration holds on to; their ids.

    A family that is registered elsewhere keeps its consent: a later form may rely on it. One that is only as before does
    not: it had not given it.
    """
    p, f, r, m, consent = t.person, t.family, t.registration, t.registration_member, t.consent
    people = unit.execute(sa.select(p.c.no, p.c.id).where(p.c.batch == batch, p.c.id.not_in(sa.select(m.c.person)))).all()
    remove_search_keys(unit, [row.no for row in people])
    for chunk in _chunks([row.no for row in people]):
        unit.execute(p.delete().where(p.c.no.in_(chunk)))
    here = unit.execute(sa.select(r.c.id, r.c.family)).all()
    peopled = set(unit.execute(sa.select(p.c.family).distinct()).scalars()) | {row.family for row in here}
    families = [id for id in unit.execute(sa.select(f.c.id).where(f.c.batch == batch)).scalars() if id not in peopled]
    gone, stay = set(families), {row.family for row in here if row.id not in restored}
    consents = [
        row.id
        for row in unit.execute(sa.select(consent.c.id, consent.c.family, consent.c.batch))
        if row.family in gone or (row.batch == batch and row.family not in stay)
    ]
    for part in _chunks(consents):
        unit.execute(consent.delete().where(consent.c.id.in_(part)))
    for part in _chunks(families):
        unit.execute(f.delete().where(f.c.id.in_(part)))
    return {"people": [row.id for row in people], "consents": consents, "families": families}


def _chunks(values: Sequence[Any], size: int = 500) -> Iterable[Sequence[Any]]:
    return (values[start : start + size] for start in range(0, len(values), size))
