"""Writes what two files say of an event's volunteers and shifts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.volunteer import Skill, Vetting
from eventdesk.exchange.values.people import name_key
from eventdesk.exchange.volunteer_people import FilePeople, FilePerson
from eventdesk.exchange.volunteer_shifts import FileShift, FileShiftRow, with_skills
from eventdesk.services import engagements, rows
from eventdesk.services.engagements import LISTED, WITHDRAWN, new_row
from eventdesk.services.roster_reading import skills_of
from eventdesk.services.shift_fields import insert, update
from eventdesk.services.volunteer_fields import EMPTY, LONGEST, write_skills
from eventdesk.services.volunteers import set_pair
from eventdesk.store import tables as t
from eventdesk.store import volunteer_tables as v
from eventdesk.store.unit import Unit


@dataclass(frozen=True)
class Taken:
    """What was written: the code and the state of each person (or shift) of the file, in its order; the codes of those that the
    event has and the file has not; how many assignments went; and whether anything was written."""

    codes: list[str]
    states: list[str]
    gone: tuple[str, ...]
    freed: int
    wrote: bool


def take_people(unit: Unit, event: Any, file: FilePeople, zone: tzinfo) -> Taken:
    """Makes the file's people the event's list."""
    known = _Known(unit, event, file)
    codes, states, ids, own = [], [], [], set()
    for person in file.people:
        row, fresh = known.volunteer(person)
        listed = known.engaged.get(row.id)
        touched = _write_volunteer(unit, row, person, known.skills.get(row.id, ()))
        code, state = _write_engagement(unit, event, row.id, listed, known.new_code, person, zone)
        codes.append(code)
        states.append("new" if fresh else "changed" if touched and state == "same" else state)
        ids.append(row.id)
        own.add(row.id)
    wrote = any(state != "same" for state in states)
    for kind, pairs in (("apart", file.apart), ("together", file.together)):
        for one, other in sorted(pairs):
            wrote |= set_pair(unit, min(ids[one], ids[other]), max(ids[one], ids[other]), kind)
    gone = [row for id, row in known.engaged.items() if id not in own and row.state == LISTED and row.source_row is not None]
    freed, _ = engagements.withdraw(unit, event, gone, "")
    return Taken(codes, states, tuple(sorted(row.code for row in gone)), len(freed), wrote or bool(gone))


class _Known:
    """The volunteers that the desk has, and those of them that are on the event's list."""

    def __init__(self, unit: Unit, event: Any, file: FilePeople) -> None:
        self._unit = unit
        self._by_phone: dict[str, list[Any]] = {}
        phones = sorted({person.phone for person in file.people})
        for start in range(0, len(phones), 500):
            for row in unit.execute(sa.select(v.volunteer).where(v.volunteer.c.phone.in_(phones[start : start + 500]))):
                self._by_phone.setdefault(row.phone, []).append(row)
        self._named = {(person.phone, name_key(person.name)) for person in file.people}
        e = v.engagement
        self.engaged = {row.volunteer: row for row in unit.execute(sa.select(e).where(e.c.event == event.id).order_by(e.c.code))}
        self._last = engagements.last_number(row.code for row in self.engaged.values())
        self.skills = skills_of(unit.connection, [row.id for found in self._by_phone.values() for row in found])

    def new_code(self) -> str:
        """The next name in the event's list."""
        self._last += 1
        return engagements.numbered(self._last)

    def volunteer(self, person: FilePerson) -> tuple[Any, bool]:
        """The row of a person, new where the desk knew nobody like that; whether it is new."""
        found = self._by_phone.get(person.phone, [])
        for row in found:
            if name_key(row.name) == name_key(person.name):
                return row, False
        # The only one with this phone, whose name the file has not: a name that was put right.
        if len(found) == 1 and (person.phone, name_key(found[0].name)) not in self._named:
            return found[0], False
        values = EMPTY | {"name": person.name[: LONGEST["name"]], "phone": person.phone}
        id = rows.add(self._unit, v.volunteer, values)
        row = self._unit.execute(sa.select(v.volunteer).where(v.volunteer.c.id == id)).one()
        self._by_phone.setdefault(person.phone, []).append(row)
        return row, True


def _write_volunteer(unit: Unit, row: Any, person: FilePerson, had: Sequence[Skill]) -> bool:
    """What the file says of a volunteer; what it leaves blank stays, and so does a skill that a certificate proves."""
    values: dict[str, Any] = {"name": person.name[: LONGEST["name"]], "retired_at": None}
    if person.vetting is not None:
        until = person.vetting_until if person.vetting is Vetting.DATED else None
        values |= {"vetting": person.vetting.value, "vetting_until": until}
    for field in ("email", "wechat"):
        if getattr(person, field):
            values[field] = getattr(person, field)[: LONGEST[field]]
    if person.birthdate is not None:
        values["birthdate"] = person.birthdate
    touched = rows.change(unit, v.volunteer, row, values)
    if person.skills is None:
        return touched
    kept = {skill.name: skill for skill in had}
    named = [kept.get(name, Skill(name)) for name in (name[: LONGEST["skill"]] for name in person.skills)]
    proven = [skill for skill in had if skill.certificate or skill.until]
    return write_skills(unit, row.id, list({skill.name: skill for skill in (*proven, *named)}.values())) or touched


def _write_engagement(
    unit: Unit, event: Any, volunteer: str, stored: Any, new_code: Callable[[], str], person: FilePerson, zone: tzinfo
) -> tuple[str, str]:
    """Puts a person onto the event's list; the code and what that changed."""
    values: dict[str, Any] = {
        "windows": _windows(person.spans or (), zone), "max_minutes": person.max_minutes, "wishes": list(person.wishes or ()),
        "note": person.note[: engagements.LONGEST_NOTE], "source_row": person.row,
    }  # fmt: skip
    if person.max_day_minutes is not None or stored is None:
        values["max_day_minutes"] = person.max_day_minutes
    if stored is None:
        code = new_code()
        rows.add(unit, v.engagement, new_row(event.id, volunteer, code) | values, event=event.id)
        return code, "listed"
    back = stored.state == WITHDRAWN
    if rows.change(unit, v.engagement, stored, values | {"state": LISTED, "reason": ""}, event=event.id):
        moved = {name: value for name, value in values.items() if name != "source_row" and stored._mapping[name] != value}
        return stored.code, "back" if back else "changed" if moved else "same"
    return stored.code, "same"


def _windows(spans: Sequence[tuple[date, tuple[time, time]]], zone: tzinfo) -> list[list[int]]:
    """Spans of days as they are stored; those that touch are one."""
    pairs = sorted((_ms(day, start, zone), _ms(day, end, zone)) for day, (start, end) in spans)
    found: list[list[int]] = []
    for start, end in pairs:
        if found and start <= found[-1][1]:
            found[-1][1] = max(found[-1][1], end)
        else:
            found.append([start, end])
    return found


def _ms(day: date, clock: time, zone: tzinfo) -> int:
    if clock == time(23, 59):
        return t.to_ms(datetime.combine(day + timedelta(days=1), time(), zone))  # as midnight is written on a clock
    return t.to_ms(datetime.combine(day, clock, zone))


def take_shifts(
    unit: Unit, event: Any, file: Sequence[FileShiftRow], role_skills: Mapping[str, str], zone: tzinfo
) -> Taken:
    """Writes the shifts of a file; those that the event has and the file has not stay, and are told."""
    stored = {row.code: row for row in unit.execute(sa.select(v.shift).where(v.shift.c.event == event.id))}
    slots = set(unit.execute(sa.select(t.slot.c.code).where(t.slot.c.event == event.id)).scalars())
    codes: list[str] = []
    states: list[str] = []
    named = {row.code for row in file}
    for shift in (row.shift for row in file if row.shift is not None):
        fields = _fields(shift, with_skills(shift, role_skills), zone, slots)
        free = (row for code, row in stored.items() if code not in named) if not shift.code else ()
        before = stored.get(shift.code) or next((row for row in free if _is_same(row, fields)), None)
        if before is not None:
            # The file says nothing of what only the window asks for.
            states.append("changed" if update(unit, event, before, fields) else "same")
            codes.append(before.code)
            named.add(before.code)
            continue
        id = insert(unit, event, fields | {"code": shift.code or None})
        codes.append(str(unit.execute(sa.select(v.shift.c.code).where(v.shift.c.id == id)).scalar_one()))
        states.append("new")
    gone = tuple(sorted(set(stored) - set(codes))) if file else ()
    return Taken(codes, states, gone, 0, any(state != "same" for state in states))


def _is_same(row: Any, fields: Mapping[str, Any]) -> bool:
    """Whether a shift that has no code in the file is one that the event has: the same work at the same time and place."""
    times = (row.role, row.start, row.end) == (fields["role"].strip(), fields["start"], fields["end"])
    return times and fields.get("room", row.room) == row.room


def _fields(shift: FileShift, skills: Sequence[str], zone: tzinfo, slots: set[str]) -> dict[str, Any]:
    end = datetime.combine(shift.day, shift.end, zone)
    if shift.until_midnight:
        end = datetime.combine(shift.day + timedelta(days=1), time(), zone)
    fields: dict[str, Any] = {
        "role": shift.role[:40], "start": datetime.combine(shift.day, shift.start, zone), "end": end, "need": shift.need,
        "ideal": shift.ideal, "skills": skills, "vetted": shift.vetted, "adults_only": shift.adults_only,
        "break_minutes": shift.break_minutes,
    }  # fmt: skip
    if shift.room:
        fields["room"] = shift.room[:80]
    if shift.slot in slots:
        fields["slot"] = shift.slot
    if shift.note:
        fields["note"] = shift.note[:4000]
    return fields
