"""Takes an import back: what its batch made goes, what it changed is as before; what was touched since stays and is listed.

Imports may be taken back in any order. One that a later import built on leaves to that one what it changed; when the
later one is taken back too, both are gone.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.capacity import Party
from eventdesk.domain.expected import Expected
from eventdesk.domain.family import Role, mask_name
from eventdesk.domain.registration import RegistrationState
from eventdesk.services.booked_answers import answered_otherwise, put_back_answers
from eventdesk.services.booking import storable
from eventdesk.services.expected import begun, settled
from eventdesk.services.import_registrations import remove_registrations, restore_registration
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
from eventdesk.services.over_limits import note_ages
from eventdesk.services.places import born_of, event_of, limits_of
from eventdesk.services.rearranging import may_be_again
from eventdesk.services.standing import find, set_state
from eventdesk.store import family_tables as f
from eventdesk.store import tables as t
from eventdesk.store import volunteer_tables as v
from eventdesk.store.search_index import remove_search_keys, write_search_keys
from eventdesk.store.unit import Unit

CHANGES = frozenset({"registrations", "families", "imports"})

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
        self._restored: set[str] = set()
        self._by_age = limits_of(unit.connection, event_of(unit.connection, batch.event)).by_age
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
        remove_registrations(unit, removed, batch.event)
        left_alone = {now[id]["family"] for id in stays}
        for id, target in targets.items():
            if may_be_again(unit, id, self._party(target)):
                restore_registration(unit, id, target, batch.event)
                put_back_answers(unit, batch.event, id, target.get("answers", {}))
                # At once: the next one is asked about places that these children take.
                self._restore_people([person for person, _, _ in target["members"]], left_alone)
                restored.append(id)
            else:
                stays[id] = KeptReason.FULL
        self._list_registrations(stays)
        left_alone = {now[id]["family"] for id in stays}
        self._restore_people(batch.before["person"], left_alone)
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

    def _party(self, target: Mapping[str, Any]) -> Party:
        """The party that a registration goes back to, with the days of birth that its children go back to."""
        births: list[tuple[date, date]] = []
        if self._by_age:
            children = [person for person, role, counted in target["members"] if counted and Role(role).is_child]
            for id, now in people_now(self._unit, children).items():
                then = {**now, **self._values_before(id, now)[0]}
                born = born_of({key: _day(key, then[key]) for key in ("birthdate", "birth_first", "birth_last")})
                births += [born] if born is not None else []
        return Party(target["adults"], target["children"], tuple(births))

    def _values_before(self, id: str, now: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
        """What a person's fields go back to that are still as the batch left them, and whether those are all it changed."""
        before, wrote = self._batch.before["person"].get(id, {}), self._written(self._batch).people.get(id, {})
        ours = [key for key in before if key in wrote and wrote[key] != before[key] and key not in ("family", "batch")]
        values = {key: self._field_before(id, key) for key in ours if now[key] == wrote[key]}
        return values, len(values) == len(ours)

    def _restore_people(self, people: Collection[str], left_alone: Collection[str]) -> None:
        """Each field that is still as the batch left it goes back; others were changed since, and stay."""
        unit, born = self._unit, []
        here = self._batch.before["person"].keys() & set(people) - self._restored
        self._restored |= here
        for id, now in people_now(unit, here).items():
            if now["family"] in left_alone:
                continue
            values, complete = self._values_before(id, now)
            if not complete:
                self._kept.append(Kept("person", id, KeptReason.CHANGED, mask_name(now["name"] or now["nickname"] or "")))
            if not values:
                continue
            row = {key: value for key, value in {**now, **values}.items() if key != "no"}
            unit.execute(t.person.update().where(t.person.c.no == now["no"]).values(**{k: _day(k, v) for k, v in values.items()}))
            remove_search_keys(unit, [now["no"]])
            write_search_keys(unit, [row | {"no": now["no"]}])
            unit.put("person", storable(row), event=self._batch.event)
            born += [id] if any(key.startswith("birth") for key in values) else []
        note_ages(unit, born)

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


def _day(key: str, value: Any) -> Any:
    return date.fromisoformat(value) if key.startswith("birth") and key != "birth_text" and value else value
