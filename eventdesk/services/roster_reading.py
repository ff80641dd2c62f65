"""Reads an event's roster: its shifts, its people, who has what, and all of it as the rules see it."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.age import AgeBand, months_between
from eventdesk.domain.family import mask_phone
from eventdesk.domain.volunteer import (
    Assigned,
    Response,
    Rule,
    Shift,
    Skill,
    Staffing,
    StaffingRules,
    Vetting,
    Volunteer,
    Window,
)
from eventdesk.services import duty_reading
from eventdesk.services.events import STAFFING
from eventdesk.services.roster_told import said, told_of
from eventdesk.services.volunteer_views import AssignmentView, EngagementView, RosterView, ShiftView
from eventdesk.store import tables as t
from eventdesk.store import volunteer_tables as v

LISTED, WITHDRAWN = "listed", "withdrawn"
_AT_ONCE = 500
_NO_YEARS = duty_reading.Years()
OF_AGE = 18 * 12


def roster_of(connection: sa.Connection, event: Any, *, zone: tzinfo, unmasked: bool = False) -> RosterView:
    """The roster of an event (its row)."""
    shifts = connection.execute(
        sa.select(v.shift, t.slot.c.code.label("slot_code")).join(t.slot, t.slot.c.id == v.shift.c.slot, isouter=True)
        .where(v.shift.c.event == event.id).order_by(v.shift.c.start, v.shift.c.end, v.shift.c.position, v.shift.c.code)
    ).all()  # fmt: skip
    people = connection.execute(
        sa.select(v.engagement, *(v.volunteer.c[name] for name in _PERSON)).join(v.volunteer)
        .where(v.engagement.c.event == event.id).order_by(v.engagement.c.code)
    ).all()  # fmt: skip
    order = {row.id: place for place, row in enumerate(shifts)}
    codes = {row.id: row.code for row in people}
    had = connection.execute(
        sa.select(v.assignment).join(v.shift, v.shift.c.id == v.assignment.c.shift).where(v.shift.c.event == event.id)
    ).all()
    had = sorted(had, key=lambda row: (order[row.shift], codes[row.engagement]))
    skills = skills_of(connection, [row.volunteer for row in people])
    years = duty_reading.of(connection, [row.volunteer for row in people], event.start)
    staffing = _staffing(connection, event, zone, shifts, people, had, skills, years)
    views = _people(connection, event, people, staffing, skills, years, unmasked=unmasked)
    filled = _count(row.shift for row in had)
    return RosterView(
        event=event.code, title=event.title, start=event.start.astimezone(zone), end=event.end.astimezone(zone),
        shifts=tuple(_shift_view(row, zone, filled.get(row.id, 0)) for row in shifts), people=views,
        assignments=tuple(_assignment_view(row) for row in had), staffing=staffing,
    )  # fmt: skip


_PERSON = ("name", "phone", "email", "birthdate", "vetting", "vetting_until", "retired_at", "erased_at")


def skills_of(connection: sa.Connection, volunteers: list[str]) -> dict[str, tuple[Skill, ...]]:
    """The skills of volunteers (ids), by name."""
    found: dict[str, list[Skill]] = {}
    s = v.volunteer_skill
    for start in range(0, len(volunteers), _AT_ONCE):
        rows = connection.execute(
            sa.select(s).where(s.c.volunteer.in_(volunteers[start : start + _AT_ONCE])).order_by(s.c.volunteer, s.c.name)
        )
        for row in rows:
            found.setdefault(row.volunteer, []).append(Skill(row.name, row.until, row.certificate))
    return {volunteer: tuple(skills) for volunteer, skills in found.items()}


def windows_of(stored: Any, zone: tzinfo) -> tuple[Window, ...]:
    """Windows from their stored form."""
    return tuple(Window(t.from_ms(start).astimezone(zone), t.from_ms(end).astimezone(zone)) for start, end in stored)


def band_of(row: Any) -> AgeBand | None:
    """The ages of the children that a shift looks after."""
    return None if row.min_months is None else AgeBand(row.min_months, row.max_months)


def rules_of(event: Any) -> StaffingRules:
    """The rules for an event's volunteers, from its row."""
    return StaffingRules(**event.rules.get(STAFFING, {}))


def minor_on(birthdate: Any, moment: datetime, zone: tzinfo) -> bool:
    """Whether somebody is under eighteen on the day of a moment."""
    return birthdate is not None and months_between(birthdate, moment.astimezone(zone).date()) < OF_AGE


def _staffing(
    connection: sa.Connection, event: Any, zone: tzinfo, shifts: Any, people: Any, had: Any,
    skills: Mapping[str, tuple[Skill, ...]], years: Mapping[str, duty_reading.Years],
) -> Staffing:  # fmt: skip
    of_volunteer = {row.volunteer: row.id for row in people}
    pairs: dict[str, set[tuple[str, str]]] = {"apart": set(), "together": set()}
    for row in _pairings(connection, list(of_volunteer)):
        one, other = of_volunteer.get(row.first), of_volunteer.get(row.second)
        if one is not None and other is not None:
            pairs[row.kind].add((min(one, other), max(one, other)))
    return Staffing(
        shifts=tuple(_shift(row, zone) for row in shifts),
        volunteers=tuple(
            Volunteer(
                id=row.id, code=row.code, name=row.name, windows=windows_of(row.windows, zone),
                skills=skills.get(row.volunteer, ()), max_minutes=row.max_minutes, max_day_minutes=row.max_day_minutes,
                wishes=frozenset(row.wishes), vetting=Vetting(row.vetting), vetting_until=row.vetting_until,
                birthdate=row.birthdate, load=years.get(row.volunteer, _NO_YEARS).recent_minutes, withdrawn=row.state == WITHDRAWN,
            )
            for row in people
        ),
        zone=zone, rules=rules_of(event), apart=frozenset(pairs["apart"]), together=frozenset(pairs["together"]),
        assigned=tuple(
            Assigned(row.shift, row.engagement, row.pinned, frozenset(map(Rule, row.waived))) for row in had
        ),
    )  # fmt: skip


def _pairings(connection: sa.Connection, volunteers: list[str]) -> list[Any]:
    p = v.pairing
    found: list[Any] = []
    for start in range(0, len(volunteers), _AT_ONCE):
        found += connection.execute(sa.select(p).where(p.c.first.in_(volunteers[start : start + _AT_ONCE])))
    return found


def _shift(row: Any, zone: tzinfo) -> Shift:
    return Shift(
        id=row.id, code=row.code, role=row.role, start=row.start.astimezone(zone), end=row.end.astimezone(zone), need=row.need,
        ideal=row.ideal, skills=frozenset(row.skills), vetted=row.vetted, adults_only=row.adults_only, slot=row.slot_code,
        room=row.room, band=band_of(row), children=row.children, break_minutes=row.break_minutes,
    )  # fmt: skip


def _shift_view(row: Any, zone: tzinfo, filled: int) -> ShiftView:
    return ShiftView(
        id=row.id, code=row.code, role=row.role, slot=row.slot_code, room=row.room, start=row.start.astimezone(zone),
        end=row.end.astimezone(zone), need=row.need, ideal=row.ideal, skills=tuple(row.skills), vetted=row.vetted,
        adults_only=row.adults_only, band=band_of(row), children=row.children, break_minutes=row.break_minutes, note=row.note,
        revision=row.revision, filled=filled,
    )  # fmt: skip


def _people(
    connection: sa.Connection, event: Any, people: Any, staffing: Staffing, skills: Mapping[str, tuple[Skill, ...]],
    years: Mapping[str, duty_reading.Years], *, unmasked: bool,
) -> tuple[EngagementView, ...]:  # fmt: skip
    having: dict[str, list[Shift]] = {}
    for one in staffing.assigned:
        having.setdefault(one.volunteer, []).append(staffing.shift_by_id[one.shift])
    told = told_of(connection, [row.id for row in people])
    lengths = {shift.id: int((shift.end - shift.start).total_seconds()) // 60 for shift in staffing.shifts}
    return tuple(
        EngagementView(
            id=row.id, volunteer=row.volunteer, code=row.code, name=row.name,
            phone=(row.phone or "") if unmasked else mask_phone(row.phone), windows=windows_of(row.windows, staffing.zone),
            skills=skills.get(row.volunteer, ()), vetting=Vetting(row.vetting), vetting_until=row.vetting_until,
            minor=minor_on(row.birthdate, event.start, staffing.zone), max_minutes=row.max_minutes,
            max_day_minutes=row.max_day_minutes, wishes=tuple(row.wishes), withdrawn=row.state == WITHDRAWN, reason=row.reason,
            note=row.note, revision=row.revision, minutes=sum(lengths[shift.id] for shift in having.get(row.id, ())),
            times_before=years.get(row.volunteer, _NO_YEARS).events,
            told=None if row.id not in told else told[row.id] == said(having.get(row.id, ())), has_email=bool(row.email),
        )
        for row in people
    )  # fmt: skip


def _assignment_view(row: Any) -> AssignmentView:
    return AssignmentView(
        id=row.id, shift=row.shift, volunteer=row.engagement, pinned=row.pinned, by_hand=row.origin == "hand",
        waived=tuple(row.waived), reason=row.reason, response=Response(row.response), responded_at=row.responded_at,
        credited=row.credited, revision=row.revision,
    )  # fmt: skip


def _count(keys: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for key in keys:
        found[key] = found.get(key, 0) + 1
    return found
