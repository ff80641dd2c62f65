"""A roster as a workbook: a row for each person at each shift and for each place that is empty, by time, by role, by person."""

from collections.abc import Callable, Sequence
from pathlib import Path

from eventdesk.reports.registration_sheet import ColumnKind, ListSheet, SheetColumn, Value, write_workbook
from eventdesk.reports.roster_facts import By, RosterFacts, RosterPerson, RosterShift
from eventdesk.reports.roster_pages import TROUBLE
from resources.words import Words

_COLUMNS = {
    "date": (ColumnKind.DAY, 12), "start": (ColumnKind.HOUR, 8), "end": (ColumnKind.HOUR, 8), "role": (ColumnKind.TEXT, 16),
    "room": (ColumnKind.TEXT, 16), "shift": (ColumnKind.TEXT, 11), "code": (ColumnKind.TEXT, 13), "name": (ColumnKind.TEXT, 14),
    "phone": (ColumnKind.TEXT, 16), "minutes": (ColumnKind.NUMBER, 13), "response": (ColumnKind.TEXT, 11),
    "missing": (ColumnKind.NUMBER, 8), "note": (ColumnKind.TEXT, 30),
}  # fmt: skip
_ORDER = {
    By.TIME: ("date", "start", "end", "role", "room", "shift", "name", "code", "phone", "minutes", "response", "missing", "note"),
    By.ROLE: ("role", "date", "start", "end", "room", "shift", "name", "code", "phone", "minutes", "response", "missing", "note"),
    By.PERSON: ("name", "code", "phone", "date", "start", "end", "role", "room", "shift", "minutes", "response", "note"),
}  # fmt: skip


def write_sheet(facts: RosterFacts, words: Words, *, file: Path, by: Sequence[By] = tuple(By)) -> Path:
    """Writes the workbook as ``file``, a sheet for each of ``by``."""
    first, *more = [_sheet(facts, one, words) for one in by]
    return write_workbook(first, folder=file.parent, name=file.stem, more=more, trouble=TROUBLE)


def _sheet(facts: RosterFacts, by: By, words: Words) -> ListSheet:
    keys = _ORDER[by]
    entries: list[tuple[RosterShift | None, RosterPerson | None]] = [
        (shift, person) for shift in facts.shifts for person in shift.people
    ]
    if by is By.PERSON:
        entries += [(None, person) for person in facts.idle]
    else:
        entries += [(shift, None) for shift in facts.shifts if shift.missing]
    entries.sort(key=_order(by))
    return ListSheet(
        title=words(f"roster_paper.sheet_{by.value}"),
        columns=[SheetColumn(words(f"roster_paper.col_{key}"), *_COLUMNS[key]) for key in keys],
        rows=[[_value(key, shift, person, words) for key in keys] for shift, person in entries],
    )


def _order(by: By) -> Callable[[tuple[RosterShift | None, RosterPerson | None]], tuple[object, ...]]:
    def key(entry: tuple[RosterShift | None, RosterPerson | None]) -> tuple[object, ...]:
        shift, person = entry
        when = (shift.start.timestamp(), shift.end.timestamp(), shift.code) if shift is not None else (0.0, 0.0, "")
        who = (person.code, person.name) if person is not None else ("\uffff", "")
        role = (shift.role if shift is not None else "",)
        return (*who, *when) if by is By.PERSON else (*role, *when, *who) if by is By.ROLE else (*when, *role, *who)

    return key


def _value(key: str, shift: RosterShift | None, person: RosterPerson | None, words: Words) -> Value:
    if person is not None and key in ("code", "name", "phone"):
        return str(getattr(person, key))
    if shift is None:
        return None
    match key:
        case "date":
            return shift.start.date()
        case "start" | "end" | "role" | "room" | "note":
            value: Value = getattr(shift, key)
            return value
        case "shift":
            return shift.code
        case "minutes":
            return shift.minutes if person is not None else None
        case "response":
            return words(f"roster_paper.response_{person.response}") if person is not None else None
        case "missing":
            return shift.missing if person is None else None
    return None
