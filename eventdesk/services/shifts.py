"""The shifts of an event, and templates of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import SlotKind
from eventdesk.domain.right import Right
from eventdesk.domain.volunteer import Assigned, Rule
from eventdesk.errors import Conflict
from eventdesk.services import rows, shift_templates
from eventdesk.services.engagements import roster_by_id
from eventdesk.services.event_views import NOTHING, Changes
from eventdesk.services.events import find
from eventdesk.services.house import House
from eventdesk.services.roster_reading import roster_of
from eventdesk.services.roster_writing import changed, stored_rows
from eventdesk.services.rows import Removed, home_of
from eventdesk.services.shift_conflicts import conflicts_of
from eventdesk.services.shift_fields import find_shift, insert, update
from eventdesk.services.volunteer_views import RosterView, ShiftConflict, TemplateView
from eventdesk.store import tables as t
from eventdesk.store import volunteer_tables as v
from eventdesk.store.unit import Unit

CHANGES: Changes = frozenset({"rosters"})
TEMPLATES: Changes = frozenset({"shift_templates"})


@dataclass(frozen=True)
class RemovedShift:
    """A shift that was taken away with those who had it, for whoever wants it back."""

    shift: Removed
    assignments: tuple[Mapping[str, Any], ...] = field(repr=False)
    changes: Changes = NOTHING


class Shifts:
    """The verbs of shifts."""

    def __init__(self, house: House) -> None:
        self._house = house

    def add(
        self, event_code: str, *, role: str, start: datetime, end: datetime, need: int = 1, ideal: int | None = None,
        code: str | None = None, slot: str | None = None, room: str = "", skills: Sequence[str] = (), vetted: bool = False,
        adults_only: bool = False, band: AgeBand | None = None, children: int | None = None, break_minutes: int = 0,
        note: str = "",
    ) -> RosterView:  # fmt: skip
        """A new shift; ``slot`` is a slot's code. Without a code: the next ``S01, S02, …``; ``ideal`` is the need without one."""
        given = {
            "role": role, "start": start, "end": end, "need": need, "ideal": ideal, "code": code, "slot": slot, "room": room,
            "skills": skills, "vetted": vetted, "adults_only": adults_only, "band": band, "children": children,
            "break_minutes": break_minutes, "note": note,
        }  # fmt: skip
        with self._house.writing(Right.VOLUNTEERS, "shift.added") as unit:
            event = find(unit.connection, event_code)
            made = insert(unit, event, given)
            unit.commit(subject=event.id, shift=made)
        return self._after(event.id)

    def change(self, shift: str, *, revision: int | None = None, **fields: Any) -> RosterView:
        """Sets the fields of :meth:`add` that are given. Who has the shift keeps it; what the change forbids them shows as
        breaking a rule. :class:`Conflict` ``shift_changed`` where somebody changed it since ``revision`` was read."""
        with self._house.writing(Right.VOLUNTEERS, "shift.changed") as unit:
            row = find_shift(unit.connection, shift)
            if revision is not None and row.revision != revision:
                raise Conflict("shift_changed", shift=row.code)
            event = _event(unit, row.event)
            if update(unit, event, row, fields):
                unit.commit(subject=event.id, shift=row.code, fields=sorted(fields))
        return self._after(event.id)

    def remove(self, shift: str) -> RemovedShift:
        """Takes a shift away with its assignments; :class:`Conflict` ``shift_attended`` once somebody's coming was noted for it."""
        with self._house.writing(Right.VOLUNTEERS, "shift.removed") as unit:
            row = find_shift(unit.connection, shift)
            noted = v.shift_attendance
            if unit.execute(sa.select(noted.c.id).where(noted.c.shift == row.id).limit(1)).first() is not None:
                raise Conflict("shift_attended", shift=row.code)
            had = [one for key, one in stored_rows(unit, row.event).items() if key[0] == row.id]
            for one in had:
                rows.remove(unit, v.assignment, one, changes=NOTHING, event=row.event)
            removed = rows.remove(unit, v.shift, row, changes=CHANGES, event=row.event)
            unit.commit(subject=row.event, shift=row.code, freed=len(had))
        return RemovedShift(removed, tuple(dict(one._mapping) for one in had), CHANGES)

    def put_back(self, removed: RemovedShift) -> RosterView:
        """Writes a shift again that was taken away, with those who had it, as far as the rules still allow them."""
        with self._house.writing(Right.VOLUNTEERS, "shift.added") as unit:
            event = find(unit.connection, home_of(unit, removed.shift))
            values = dict(removed.shift.values)
            if values["slot"] is not None and unit.execute(sa.select(t.slot.c.id).where(t.slot.c.id == values["slot"])).first() is None:
                values["slot"] = None
            taken = sa.select(v.shift.c.id).where(v.shift.c.event == event.id, v.shift.c.code == values["code"])
            if unit.execute(taken.where(v.shift.c.id != values["id"])).first() is not None:
                raise Conflict("shift_exists", shift=values["code"])
            if rows.put_back(unit, v.shift, replace(removed.shift, values=values), event=event.id):
                kept = self._give_back(unit, event, removed.assignments)
                unit.commit(subject=event.id, shift=values["code"], assignments=kept)
        return self._after(event.id)

    def from_slots(self, event_code: str, *, role: str, need: int = 1, ideal: int | None = None) -> RosterView:
        """A shift of a role for every slot of the event that has none of that role yet, at the slot's own time and room, with
        the children whom the slot is for."""
        with self._house.writing(Right.VOLUNTEERS, "shift.added") as unit:
            event = find(unit.connection, event_code)
            s = v.shift.c
            there = set(unit.execute(sa.select(s.slot).where(s.event == event.id, s.role == role.strip())).scalars())
            made = 0
            for slot in slots_of(unit, event):
                if slot.id not in there:
                    band = None if slot.min_months is None else AgeBand(slot.min_months, slot.max_months)
                    given = {"role": role, "need": need, "ideal": ideal, "slot": slot.code, "room": slot.room, "band": band}
                    insert(unit, event, given | {"start": slot.start or event.start, "end": slot.end or event.end})
                    made += 1
            if made:
                unit.commit(subject=event.id, shifts=made)
        return self._after(event.id)

    def conflicts(self, event_code: str) -> tuple[ShiftConflict, ...]:
        """What is wrong or doubtful about the shifts themselves, in their order: see :class:`ShiftTrouble`."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            event = find(connection, event_code)
            return conflicts_of(connection, event, roster_of(connection, event, zone=self._house.zone), self._house.zone)

    def follow_slot(self, shift: str) -> RosterView:
        """Moves a shift to the time and the room of its slot: the remedy of ``slot_moved``."""
        with self._house.writing(Right.VOLUNTEERS, "shift.changed") as unit:
            row = find_shift(unit.connection, shift)
            event = _event(unit, row.event)
            slot = unit.execute(sa.select(t.slot).where(t.slot.c.id == row.slot)).first()
            if slot is None:
                raise Conflict("shift_without_slot", shift=row.code)
            values = {"start": slot.start or event.start, "end": slot.end or event.end, "room": slot.room}
            if update(unit, event, row, values):
                unit.commit(subject=event.id, shift=row.code, slot=slot.code)
        return self._after(event.id)

    def move_all(self, event_code: str, by: timedelta) -> RosterView:
        """Moves all shifts of an event: the remedy where the event itself moved. Nobody is asked whether they have time then:
        who has not shows as breaking a rule."""
        with self._house.writing(Right.VOLUNTEERS, "shifts.moved") as unit:
            event = find(unit.connection, event_code)
            found = unit.execute(sa.select(v.shift).where(v.shift.c.event == event.id).order_by(v.shift.c.position)).all()
            moved = sum(update(unit, event, row, {"start": row.start + by, "end": row.end + by}) for row in found)
            if moved:
                unit.commit(subject=event.id, shifts=moved, minutes=int(by.total_seconds()) // 60)
        return self._after(event.id)

    # -- templates

    def templates(self) -> tuple[TemplateView, ...]:
        """The built-in templates, named by the kind of event, then those that were kept, by name."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            return shift_templates.all_of(connection)

    def keep_template(self, event_code: str, name: str) -> TemplateView:
        """Keeps an event's shifts as a template of that event's kind; one of that name is replaced."""
        with self._house.writing(Right.VOLUNTEERS, "shift_template.kept") as unit:
            made = shift_templates.keep(unit, find(unit.connection, event_code), name)
            unit.commit(subject=made)
        return replace(self._template(name), changes=TEMPLATES)

    def remove_template(self, name: str) -> Removed:
        """Takes a kept template away; a built-in one stays."""
        with self._house.writing(Right.VOLUNTEERS, "shift_template.removed") as unit:
            row = shift_templates.find_kept(unit.connection, name)
            removed = rows.remove(unit, v.shift_template, row, changes=TEMPLATES)
            unit.commit(subject=row.id)
        return removed

    def put_back_template(self, removed: Removed) -> TemplateView:
        """Keeps it again."""
        with self._house.writing(Right.VOLUNTEERS, "shift_template.kept") as unit:
            shift_templates.name_free(unit.connection, str(removed.values["name"]), but=str(removed.values["id"]))
            if rows.put_back(unit, v.shift_template, removed):
                unit.commit(subject=str(removed.values["id"]))
        return replace(self._template(str(removed.values["name"])), changes=TEMPLATES)

    def apply_template(self, event_code: str, name: str, *, terms: Mapping[str, str] | None = None) -> RosterView:
        """Adds a template's shifts to an event. A built-in one is named by its kind and needs ``terms``: the word of each of
        its :attr:`TemplateView.terms`, from the catalogue ``shift_templates``."""
        with self._house.writing(Right.VOLUNTEERS, "shift_template.applied") as unit:
            event = find(unit.connection, event_code)
            made = 0
            slots = slots_of(unit, event)
            for given in shift_templates.shifts_for(unit, event, name, terms or {}, slots, self._house.zone):
                insert(unit, event, given)
                made += 1
            if made:
                unit.commit(subject=event.id, template=name, shifts=made)
        return self._after(event.id)

    def _template(self, name: str) -> TemplateView:
        return next(one for one in self.templates() if not one.built_in and one.name == name.strip())

    def _after(self, event: str) -> RosterView:
        with self._house.store.reading() as connection:
            return replace(roster_by_id(connection, event, self._house.zone), changes=CHANGES)

    def _give_back(self, unit: Unit, event: Any, assignments: Sequence[Mapping[str, Any]]) -> int:
        kept = 0
        for values in assignments:
            staffing = roster_of(unit.connection, event, zone=self._house.zone).staffing
            waived = frozenset(map(Rule, values["waived"]))
            try:
                changed(staffing, [Assigned(values["shift"], values["engagement"], values["pinned"], waived)], (), {})
            except Conflict:
                continue  # meanwhile somebody else is there, or they are elsewhere
            kept += rows.put_back(unit, v.assignment, Removed("assignment", values), event=event.id)
        return kept


def slots_of(unit: Unit, event: Any) -> list[Any]:
    """The slots of an event that families come to, in their order (rows)."""
    s = t.slot.c
    found = unit.execute(sa.select(t.slot).where(s.event == event.id, s.kind == SlotKind.SLOT.value).order_by(s.position))
    return list(found)


def _event(unit: Unit, event: str) -> Any:
    return unit.execute(sa.select(t.event).where(t.event.c.id == event)).one()
