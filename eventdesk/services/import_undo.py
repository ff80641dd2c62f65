"""Takes an import back: what its batch made goes, what it changed is as before; what was touched since stays and is listed.

Imports may be taken back in any order. One that a later import built on leaves to that one what it changed; when the
later one is taken back too, both are gone.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.capacity import Party
from eventdesk.domain.expected import Expected
from eventdesk.domain.family import mask_name
from eventdesk.domain.registration import RegistrationState
from eventdesk.services.booked_answers import answered_otherwise, put_back_answers
from eventdesk.services.booking import storable
from eventdesk.services.expected import begun, settled
from eventdesk.services.import_views import Kept, KeptReason, UndoResult
from eventdesk.services.import_written import (
    IMPORTED,
    Written,
    as_before,
    chunks,
    people_now,
    same_person,
    same_registration,
    standing_now,
    written_by,
)
from eventdesk.services.offer_rows import forget_offers
from eventdesk.services.rearranging import may_be_again
from eventdesk.services.standing import find, set_state
from eventdesk.store import family_tables as f
from eventdesk.store import plan_tables as p
from eventdesk.store import tables as t
from eventdesk.store import volunteer_tables as v
from eventdesk.store.search_index import remove_search_keys, write_search_keys
from eventdesk.store.unit import Unit

CHANGES = frozenset({"registrations", "families", "imports"})

_RESTORED = ("adults", "children", "photo_consent", "notes", "source_rows", "fee", "paid")
_MADE_BY_HAND = (
    f.family_tag.c.family, f.membership.c.family, f.follow_up.c.family, f.opt_out.c.family, f.family_merge.c.kept,
    f.message_recipient.c.family, v.volunteer.c.family,
)  # fmt: skip
"""What somebody gave a family since; a family with any of it stays."""


def take_back(unit: Unit, batch: Any) -> UndoResult:
    """Takes a batch (its row) back, inside the unit and with its items; the caller commits."""
    return _TakeBack(unit, batch).run()


class _TakeBack:
    """One undo. ``undone`` are the batches that were taken back before this one, ``earlier`` those of them that were made
    before it, the latest first."""

    def __init__(self, unit: Unit, batch: Any) -> None:
        self._unit, self._batch = unit, batch
        b, a = t.import_batch, t.audit
        order = dict(unit.execute(sa.select(a.c.subject, a.c.seq).where(a.c.action == IMPORTED)).all())
        self._undone = list(unit.execute(sa.select(b).where(b.c.undone_at.is_not(None))))
        earlier = [one for one in self._undone if order.get(one.id, 0) < order.get(batch.id, 0)]
        self._earlier = sorted(earlier, key=lambda one: order.get(one.id, 0), reverse=True)
        self._read: dict[str, Written] = {}
        self._kept: list[Kept] = []
        self._slots = dict(unit.execute(sa.select(t.slot.c.code, t.slot.c.id).where(t.slot.c.event == batch.event)).all())

    def _written(self, batch: Any) -> Written:
        if batch.id not in self._read:
            self._read[batch.id] = written_by(self._unit, batch)
        return self._read[batch.id]

    def run(self) -> UndoResult:
        """Registrations first, then what hangs on them."""
        unit, batch = self._unit, self._batch
        made = set(unit.execute(sa.select(t.registration.c.id).where(t.registration.c.batch == batch.id)).scalars())
        changed = batch.before["registration"]
        now = standing_now(unit, made | set(changed))
        stays = self._stays(now)
        removed = [id for id in sorted(now) if id in made and id not in stays]
        targets, restored = {}, []
        for id in (id for id in changed if id in now and id not in stays):
            target = self._before(id, changed[id])
            if target is None:
                removed.append(id)
            else:
                targets[id] = target
        for id in self._expected(removed):
            # Who was expected when the event began stays in its figures, as somebody who cancelled after that.
            set_state(unit, find(unit.connection, id), RegistrationState.CANCELLED)
            stays[id] = KeptReason.EXPECTED
            removed.remove(id)
        _remove_registrations(unit, removed, batch.event)
        for id, target in targets.items():
            if may_be_again(unit, id, Party(target["adults"], target["children"])):
                _restore_registration(unit, id, target, batch.event)
                put_back_answers(unit, batch.event, id, target.get("answers", {}))
                restored.append(id)
            else:
                stays[id] = KeptReason.FULL
        self._list_registrations(stays)
        left_alone = {now[id]["family"] for id in stays}
        self._restore_people(left_alone)
        gone = self._remove_people(left_alone, restored=restored)
        unit.execute(t.import_batch.update().where(t.import_batch.c.id == batch.id).values(undone_at=unit.now))
        unit.put("import.undone", {"batch": batch.id, "registrations": removed, **gone}, event=batch.event)
        return UndoResult(
            removed=len(removed), kept=len(stays), restored=len(restored), kept_list=tuple(self._kept), changes=CHANGES
        )

    def _expected(self, registrations: Collection[str]) -> list[str]:
        """Those of these registrations that the event's start has settled as expected."""
        unit = self._unit
        if not begun(unit, self._batch.event):
            return []
        found = []
        for id in registrations:
            row = find(unit.connection, id)
            at_start = settled(unit, row).get("at_start", row.at_start)
            if at_start is not None and Expected.of(at_start).anybody:
                found.append(id)
        return found

    def _stays(self, now: Mapping[str, Mapping[str, Any]]) -> dict[str, KeptReason]:
        """The registrations that are left as they are, and why."""
        event, j, r, paid = self._batch.event, t.journal, t.registration, f.payment.c.registration
        came = set(self._unit.execute(sa.select(j.c.registration).where(j.c.event == event).distinct()).scalars())
        # Money that was taken is not undone with a file.
        has_paid = set(self._unit.execute(sa.select(paid).join(r, r.c.id == paid).where(r.c.event == event).distinct()).scalars())
        written = self._written(self._batch).registrations
        made = {id for id, row in now.items() if row["batch"] == self._batch.id}
        otherwise = answered_otherwise(self._unit, event, self._written(self._batch).answers, made)
        stays = {}
        for id, row in now.items():
            if id in came:
                stays[id] = KeptReason.CAME
            elif id in has_paid:
                stays[id] = KeptReason.PAID
            elif id not in written or id in otherwise or not same_registration(row, written[id]):
                stays[id] = KeptReason.CHANGED
        return stays

    def _before(self, id: str, row: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """What a registration goes back to: its state before this batch and before those, undone already, that led to it.

        None where one of those made it.
        """
        for older in self._earlier:
            left = self._written(older).registrations.get(id) if older.event == self._batch.event else None
            if left is not None and same_registration(left, as_before(row, self._slots)):
                if id not in older.before["registration"]:
                    return None
                was = older.before["registration"][id]
                row = {**was, "answers": row.get("answers", {}) | was.get("answers", {})}
        return row

    def _restore_people(self, left_alone: Collection[str]) -> None:
        """Each field that is still as the batch left it goes back; others were changed since, and stay."""
        unit, before, written = self._unit, self._batch.before["person"], self._written(self._batch).people
        for id, now in people_now(unit, before).items():
            if now["family"] in left_alone:
                continue
            wrote = written.get(id, {})
            ours = [key for key in before[id] if key in wrote and wrote[key] != before[id][key] and key not in ("family", "batch")]
            values = {key: self._field_before(id, key) for key in ours if now[key] == wrote[key]}
            if len(values) < len(ours):
                self._kept.append(Kept("person", id, KeptReason.CHANGED, mask_name(now["name"] or now["nickname"] or "")))
            if not values:
                continue
            row = {key: value for key, value in {**now, **values}.items() if key != "no"}
            unit.execute(t.person.update().where(t.person.c.no == now["no"]).values(**{k: _day(k, v) for k, v in values.items()}))
            remove_search_keys(unit, [now["no"]])
            write_search_keys(unit, [row | {"no": now["no"]}])
            unit.put("person", storable(row), event=self._batch.event)

    def _field_before(self, id: str, key: str) -> Any:
        value = self._batch.before["person"][id][key]
        for older in self._earlier:
            had = older.before["person"].get(id)
            if had is not None and self._written(older).people.get(id, {}).get(key) == value:
                value = had[key]
        return value

    def _remove_people(self, left_alone: Collection[str], *, restored: Collection[str]) -> dict[str, list[str]]:
        """Takes away people, families and consents of the batch that nothing holds on to; their ids.

        A family that is registered elsewhere keeps its consent: a later form may rely on it. One that is only as before does
        not: it had not given it.
        """
        unit, r, family, consent = self._unit, t.registration, t.family, t.consent
        batches = {self._batch.id: self._batch} | {one.id: one for one in self._undone}
        people = self._orphans(batches, left_alone)
        remove_search_keys(unit, [row.no for row in people])
        for part in chunks([row.no for row in people]):
            unit.execute(t.person.delete().where(t.person.c.no.in_(part)))
        here = unit.execute(sa.select(r.c.id, r.c.family)).all()
        peopled = set(unit.execute(sa.select(t.person.c.family).distinct()).scalars()) | {row.family for row in here}
        # A merge that may be taken back leads to them.
        peopled |= set(unit.execute(sa.select(f.family_merge.c.gone).where(f.family_merge.c.undone_at.is_(None))).scalars())
        families = [
            id
            for part in chunks(sorted(batches))
            for id in unit.execute(sa.select(family.c.id).where(family.c.batch.in_(part))).scalars()
            if id not in peopled
        ]
        gone, stay = set(families), {row.family for row in here if row.id not in restored}
        consents = [
            row.id
            for row in unit.execute(sa.select(consent.c.id, consent.c.family, consent.c.batch))
            if row.family in gone or (row.batch == self._batch.id and row.family not in stay)
        ]
        for part in chunks(consents):
            signed = list(unit.execute(sa.select(f.signature.c.consent).where(f.signature.c.consent.in_(part))).scalars())
            unit.execute(f.signature.delete().where(f.signature.c.consent.in_(signed)))
            for id in signed:
                unit.put("signature.removed", {"consent": id}, event=self._batch.event)
            unit.execute(consent.delete().where(consent.c.id.in_(part)))
        for part in chunks(families):
            unit.execute(family.delete().where(family.c.id.in_(part)))
        return {"people": [row.id for row in people], "consents": consents, "families": families}

    def _orphans(self, batches: Mapping[str, Any], left_alone: Collection[str]) -> list[Any]:
        """People whom these batches made, whom no registration names and whom nobody changed since."""
        unit, p, m = self._unit, t.person, t.registration_member
        rows = [
            row
            for part in chunks(sorted(batches))
            for row in unit.execute(sa.select(p).where(p.c.batch.in_(part), p.c.id.not_in(sa.select(m.c.person))))
            if row.family not in left_alone
        ]
        by_hand = self._kept_families({row.family for row in rows}, batches)
        orphans = []
        for row in rows:
            if row.family in by_hand:
                continue
            if same_person(storable(row._mapping), self._written(batches[row.batch]).people.get(row.id)):
                orphans.append(row)
            elif row.batch == self._batch.id:
                self._kept.append(Kept("person", row.id, KeptReason.CHANGED, mask_name(row.name or row.nickname or "")))
        return orphans

    def _kept_families(self, families: Collection[str], batches: Collection[str]) -> set[str]:
        """Families made by these batches that somebody has worked with since: a tag, a note, a merge, a person added by hand."""
        unit, p = self._unit, t.person
        kept: set[str] = set()
        for part in chunks(sorted(families)):
            own = list(unit.execute(sa.select(t.family).where(t.family.c.id.in_(part), t.family.c.batch.in_(list(batches)))))
            ids = [row.id for row in own]
            kept |= {row.id for row in own if row.revision > 1 or row.merged_into is not None}
            for column in _MADE_BY_HAND:
                kept |= set(unit.execute(sa.select(column).where(column.in_(ids)).distinct()).scalars())
            kept |= set(unit.execute(sa.select(p.c.family).where(p.c.family.in_(ids), p.c.batch.is_(None)).distinct()).scalars())
        self._kept += [Kept("family", id, KeptReason.CHANGED, self._label(id)) for id in sorted(kept)]
        return kept

    def _list_registrations(self, stays: Mapping[str, KeptReason]) -> None:
        r = t.registration
        families: dict[str, str] = {}
        for part in chunks(sorted(stays)):
            families |= dict(self._unit.execute(sa.select(r.c.id, r.c.family).where(r.c.id.in_(part))).all())
        self._kept += [Kept("registration", id, reason, self._label(families[id])) for id, reason in stays.items()]

    def _label(self, family: str) -> str:
        p = t.person
        row = self._unit.execute(sa.select(p.c.name, p.c.nickname).where(p.c.family == family).order_by(p.c.position, p.c.no)).first()
        return mask_name(row.name or row.nickname or "") if row is not None else ""


def _remove_registrations(unit: Unit, gone: Sequence[str], event: str) -> None:
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


def _restore_registration(unit: Unit, id: str, row: Mapping[str, Any], event: str) -> None:
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


def _day(key: str, value: Any) -> Any:
    return date.fromisoformat(value) if key.startswith("birth") and key != "birth_text" and value else value
