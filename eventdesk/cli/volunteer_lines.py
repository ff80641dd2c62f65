"""Rosters and volunteers as they are printed."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from eventdesk.cli.console import Console
from eventdesk.domain.family import mask_name
from eventdesk.domain.volunteer import Assigned


@contextmanager
def opened(console: Console, event: str) -> Iterator[Any]:
    """The desk, for a verb that prints who is on an event's list: whole names need the right before anything is changed, and
    that they were shown is audited."""
    with console.open() as desk:
        if console.unmasked:
            desk.rosters.show(event, unmasked=True)
        yield desk


def label(person: Any, console: Console) -> str:
    """A volunteer's name, masked unless it is asked for whole."""
    return label_of(str(person.name), console)


def label_of(name: str, console: Console) -> str:
    """A name, masked unless it is asked for whole."""
    return name if console.unmasked else mask_name(name)


def key_of_codes(view: Any, assigned: Assigned) -> tuple[str, str]:
    """The codes of an assignment's shift and volunteer."""
    shift = next((one.code for one in view.shifts if one.id == assigned.shift), assigned.shift)
    return shift, next((one.code for one in view.people if one.id == assigned.volunteer), assigned.volunteer)


def assignments_document(view: Any, assigned: Iterable[Assigned], *, unmasked: bool) -> list[dict[str, Any]]:
    """Assignments, by the order of the shifts and the codes of the volunteers."""
    people = {person.id: person for person in view.people}
    order = {shift.id: (place, shift.code) for place, shift in enumerate(view.shifts)}
    return [
        {
            "volunteer": people[one.volunteer].code, "shift": order[one.shift][1], "pinned": one.pinned,
            "name": people[one.volunteer].name if unmasked else mask_name(people[one.volunteer].name),
            "phone": people[one.volunteer].phone,
        }
        for one in sorted(assigned, key=lambda one: (order[one.shift][0], people[one.volunteer].code))
    ]  # fmt: skip


def shift_document(shift: Any) -> dict[str, Any]:
    """A shift."""
    return {
        "shift": shift.code, "id": shift.id, "role": shift.role, "start": shift.start, "end": shift.end, "slot": shift.slot,
        "room": shift.room, "need": shift.need, "ideal": shift.ideal, "filled": shift.filled, "skills": list(shift.skills),
        "vetted": shift.vetted, "adults_only": shift.adults_only, "break_minutes": shift.break_minutes, "note": shift.note,
    }  # fmt: skip


def engagement_document(person: Any, console: Console) -> dict[str, Any]:
    """A volunteer at an event."""
    return {
        "volunteer": person.code, "person": person.volunteer, "name": label(person, console), "phone": person.phone,
        "skills": [skill.name for skill in person.skills], "vetting": person.vetting.value,
        "vetting_until": person.vetting_until, "max_minutes": person.max_minutes, "max_day_minutes": person.max_day_minutes,
        "wishes": list(person.wishes), "windows": [{"start": one.start, "end": one.end} for one in person.windows],
        "minor": person.minor, "withdrawn": person.withdrawn, "minutes": person.minutes,
    }  # fmt: skip


def roster_document(view: Any, console: Console) -> dict[str, Any]:
    """A whole roster."""
    extra = {(one.shift, one.volunteer): one for one in view.assignments}
    given = assignments_document(view, view.staffing.assigned, unmasked=console.unmasked)
    keys = {key_of_codes(view, one): extra[(one.shift, one.volunteer)] for one in view.staffing.assigned}
    for one in given:
        row = keys[(one["shift"], one["volunteer"])]
        one |= {"response": row.response.value, "waived": list(row.waived), "by_hand": row.by_hand}
    return {
        "event": view.event, "filled": view.staffing.filled, "places": view.staffing.places,
        "shifts": [shift_document(shift) for shift in view.shifts],
        "volunteers": [engagement_document(person, console) for person in view.people], "assignments": given,
    }  # fmt: skip


def person_document(person: Any, console: Console) -> dict[str, Any]:
    """A volunteer over the years."""
    return {
        "person": person.id, "name": label(person, console), "phone": person.phone, "email": person.email,
        "birthdate": person.birthdate if console.unmasked else None, "minor": person.minor, "family": person.family,
        "skills": [{"name": one.name, "until": one.until, "certificate": one.certificate} for one in person.skills],
        "vetting": person.vetting.value, "vetting_until": person.vetting_until, "retired": person.retired,
        "events": person.events, "minutes": person.minutes, "recent_minutes": person.recent_minutes,
        "assigned": person.assigned, "came": person.came, "late": person.late, "trainings": person.trainings,
        "apart": list(person.apart), "together": list(person.together),
    }  # fmt: skip
