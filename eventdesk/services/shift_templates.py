"""Templates of shifts: the built-in ones of each kind of event, and those that planners keep from an event."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import EventKind
from eventdesk.domain.shift_template import STANDARD, StandardShift, terms
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services import rows
from eventdesk.services.volunteer_views import TemplateView
from eventdesk.store import tables as t
from eventdesk.store import volunteer_tables as v
from eventdesk.store.unit import Unit

LONGEST_NAME = 80
ONE_DAY = timedelta(hours=16)
"""An event that lasts longer has several days."""
_KINDS = frozenset(kind.value for kind in EventKind)
_SAME = (
    "role", "room", "need", "ideal", "skills", "vetted", "adults_only", "min_months", "max_months", "children", "break_minutes",
    "note",
)  # fmt: skip
"""What a kept template has of a shift as it is."""


def all_of(connection: sa.Connection) -> tuple[TemplateView, ...]:
    """All templates, the built-in ones first."""
    built = tuple(
        TemplateView(kind.value, kind, True, tuple(dict.fromkeys(one.role for one in shifts)), len(shifts), terms(shifts))
        for kind, shifts in STANDARD.items()
    )
    kept = connection.execute(sa.select(v.shift_template).order_by(v.shift_template.c.name))
    return built + tuple(
        TemplateView(
            row.name, EventKind(row.kind), False, tuple(dict.fromkeys(one["role"] for one in row.shifts)), len(row.shifts)
        )
        for row in kept
    )


def find_kept(connection: sa.Connection, name: str) -> Any:
    """The row of a kept template."""
    row = connection.execute(sa.select(v.shift_template).where(v.shift_template.c.name == name.strip())).first()
    if row is None:
        raise NotFound("shift_template_not_found", template=name)
    return row


def name_free(connection: sa.Connection, name: str, *, but: str) -> None:
    """:class:`Conflict` where another template has the name."""
    s = v.shift_template.c
    if connection.execute(sa.select(s.id).where(s.name == name, s.id != but)).first() is not None:
        raise Conflict("shift_template_exists", template=name)


def keep(unit: Unit, event: Any, name: str) -> str:
    """Writes an event's shifts as a template; its id. A shift that is tied to a slot keeps its distance to it, and comes
    once for the slots that have the like of it."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput("template_name_missing", field="name")
    if name in _KINDS:
        raise Conflict("shift_template_exists", template=name)
    s = v.shift
    shifts = unit.execute(sa.select(s).where(s.c.event == event.id).order_by(s.c.position)).all()
    if not shifts:
        raise InvalidInput("no_shifts_to_keep", field="event")
    slots = {slot.id: slot for slot in unit.execute(sa.select(t.slot).where(t.slot.c.event == event.id))}
    kept: list[dict[str, Any]] = []
    for shift in shifts:
        one = {field: shift._mapping[field] for field in _SAME}
        one |= {"start": _minutes(shift.start - event.start), "length": _minutes(shift.end - shift.start), "each_slot": False}
        if shift.slot in slots:
            one |= {"each_slot": True, "room": "", **_around(shift, slots[shift.slot], event)}
        if one not in kept or not one["each_slot"]:
            kept.append(one)
    row = unit.execute(sa.select(v.shift_template).where(v.shift_template.c.name == name)).first()
    values = {"name": name, "kind": event.kind, "shifts": kept}
    if row is None:
        return rows.add(unit, v.shift_template, values)
    if not rows.change(unit, v.shift_template, row, values):
        unit.put("shift_template", {"id": row.id, "revision": row.revision})
    return str(row.id)


def shifts_for(
    unit: Unit, event: Any, name: str, words: Mapping[str, str], slots: Sequence[Any], zone: tzinfo
) -> Iterator[dict[str, Any]]:
    """The fields of the shifts that a template gives an event, whose ``slots`` (rows) come in their order. The built-in ones
    come anew on each day of an event of several days."""
    if name in _KINDS:
        for standard in STANDARD[EventKind(name)]:
            yield from _standard(event, standard, words, slots, zone)
        return
    for one in find_kept(unit.connection, name).shifts:
        fields = {field: one[field] for field in _SAME if field not in ("min_months", "max_months")}
        fields["band"] = None if one["min_months"] is None else AgeBand(one["min_months"], one["max_months"])
        if not one["each_slot"]:
            start = event.start + timedelta(minutes=one["start"])
            yield fields | {"start": start, "end": start + timedelta(minutes=one["length"])}
            continue
        for slot in slots:
            yield fields | {
                "slot": slot.code, "room": slot.room, "start": (slot.start or event.start) - timedelta(minutes=one["before"]),
                "end": (slot.end or event.end) + timedelta(minutes=one["after"]),
            }  # fmt: skip


def _standard(
    event: Any, one: StandardShift, words: Mapping[str, str], slots: Sequence[Any], zone: tzinfo
) -> Iterator[dict[str, Any]]:
    missing = [term for term in one.terms if term not in words]
    if missing:
        raise TypeError(f"no words for {missing}")
    fields: dict[str, Any] = {
        "role": words[f"role_{one.role}"], "need": one.need, "ideal": one.ideal, "vetted": one.vetted,
        "skills": [words[f"skill_{skill}"] for skill in one.skills], "adults_only": one.adults_only,
    }  # fmt: skip
    before, after = timedelta(minutes=one.before), timedelta(minutes=one.after)
    for slot in slots if one.each_slot else ():
        start, end = slot.start or event.start, slot.end or event.end
        yield fields | {"slot": slot.code, "room": slot.room, "start": start - before, "end": end + after}
    for start, end in () if one.each_slot and slots else _hours(event, zone):
        end = end + after if one.until is None else start + timedelta(minutes=one.until)
        yield fields | {"start": start - before, "end": end}


def _hours(event: Any, zone: tzinfo) -> list[tuple[datetime, datetime]]:
    """The hours of an event on each of its days: those on the clock that it begins and ends at."""
    if event.end - event.start <= ONE_DAY:
        return [(event.start, event.end)]
    start, end = event.start.astimezone(zone), event.end.astimezone(zone)
    length = (datetime.combine(start, end.time()) - datetime.combine(start, start.time())) % timedelta(days=1)
    length = min(length or ONE_DAY, ONE_DAY)
    days = range((end.date() - start.date()).days + 1)
    starts = [datetime.combine(start.date() + timedelta(days=n), start.time(), zone) for n in days]
    return [(one, one + length) for one in starts if one < end]


def _around(shift: Any, slot: Any, event: Any) -> dict[str, int]:
    start, end = slot.start or event.start, slot.end or event.end
    return {"start": 0, "length": 0, "before": _minutes(start - shift.start), "after": _minutes(shift.end - end)}


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds()) // 60
