"""Takes an event's volunteers and shifts from two files."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.right import Right
from eventdesk.errors import InvalidInput
from eventdesk.exchange.reader import read_workbook
from eventdesk.exchange.volunteer_people import FilePeople, people_of
from eventdesk.exchange.volunteer_shifts import FileShiftRow, days_of, shifts_of
from eventdesk.services.events import find
from eventdesk.services.house import House
from eventdesk.services.volunteer_import_writing import Taken, take_people, take_shifts
from eventdesk.services.volunteer_views import ImportedPerson, ImportedShift, VolunteerImport
from eventdesk.store import volunteer_tables as v

CHANGES: frozenset[str] = frozenset({"volunteers", "rosters"})
MOST_DAYS = 62


class VolunteerImports:
    """The verb that imports."""

    def __init__(self, house: House) -> None:
        self._house = house

    def run(self, event_code: str, people: Path, shifts: Path | None, *, as_of: date | None = None) -> VolunteerImport:
        """Takes both files in one piece. The file of people is the list: who came from a file before and is missing from this
        one is withdrawn and freed from shifts, who had withdrawn and is in it is on the list again; all else stays.

        :class:`UnreadableFile` for a file that can't be read; :class:`InvalidInput` ``bad_shift_rows`` where a row of the
        shifts can't be one. Nothing is written then. ``as_of`` stands in for today.
        """
        return self._take(event_code, people, shifts, as_of, dry=False)

    def preview(self, event_code: str, people: Path, shifts: Path | None, *, as_of: date | None = None) -> VolunteerImport:
        """What :meth:`run` would do, rows of shifts that can't be taken included; nothing is written."""
        return self._take(event_code, people, shifts, as_of, dry=True)

    def _take(self, event_code: str, people: Path, shifts: Path | None, as_of: date | None, *, dry: bool) -> VolunteerImport:
        self._house.require(Right.VOLUNTEERS)
        as_of = as_of or self._house.clock.now().astimezone(self._house.zone).date()
        people_book = read_workbook(people)
        shift_rows = shifts_of(read_workbook(shifts), as_of=as_of) if shifts is not None else ()
        bad = next((row for row in shift_rows if row.shift is None), None)
        if bad is not None and not dry:
            raise InvalidInput("bad_shift_rows", row=bad.row, trouble=bad.fate.partition(":")[2])
        with self._house.store.reading() as connection:
            days = _days(connection, find(connection, event_code), shift_rows, self._house.zone)
        # Read before the door and everybody else have to wait for the writing.
        file = people_of(people_book, days=days, as_of=as_of)
        with self._house.writing(Right.VOLUNTEERS, "volunteers.imported") as unit:
            event = find(unit.connection, event_code)
            made = take_shifts(unit, event, shift_rows, file.role_skills, self._house.zone)
            taken = take_people(unit, event, file, self._house.zone)
            result = _result(event.code, file, shift_rows, taken, made, dry=dry)
            if not dry and (taken.wrote or made.wrote):
                unit.commit(subject=event.id, **{**result.counts, "freed": result.freed})
        return result


def _days(connection: sa.Connection, event: Any, rows: Sequence[FileShiftRow], zone: Any) -> list[date]:
    """The days of an event and its shifts, those of the file among them."""
    days = days_of(rows)
    first, last = event.start.astimezone(zone).date(), event.end.astimezone(zone).date()
    days |= {first + timedelta(days=n) for n in range(min((last - first).days + 1, MOST_DAYS))}
    for shift in connection.execute(v.shift.select().where(v.shift.c.event == event.id)):
        days.add(shift.start.astimezone(zone).date())
    return sorted(days)


def _result(
    code: str, file: FilePeople, shift_rows: Sequence[FileShiftRow], taken: Taken, made: Taken, *, dry: bool
) -> VolunteerImport:
    rows = tuple(
        ImportedPerson(
            str(row.row), row.fate, tuple(row.warnings), None if row.person is None else taken.codes[row.person], row.name,
            None if row.person is None or row.fate != "ok" else taken.states[row.person],
        )
        for row in file.rows
    )  # fmt: skip
    fates = [row.fate.partition(":")[0] for row in file.rows]
    counts = {
        "rows": len(rows), "accepted": fates.count("ok"), "duplicates": fates.count("duplicate_of"),
        "rejected": fates.count("rejected"), "volunteers": len(file.people), "new": taken.states.count("new"),
        "changed": taken.states.count("changed") + taken.states.count("back"), "withdrawn": len(taken.gone),
        "shifts": len(made.codes),
    }  # fmt: skip
    good = iter(made.codes)
    shifts = tuple(
        ImportedShift(str(row.row), row.fate, next(good, row.code) if row.shift is not None else row.code) for row in shift_rows
    )
    return VolunteerImport(
        event=code, rows=rows, shift_rows=shifts, shifts=tuple(made.codes), counts=counts, withdrawn=taken.gone,
        missing_shifts=made.gone, freed=taken.freed, unknown_days=file.unknown_days, dry=dry,
        changes=frozenset() if dry else CHANGES,
    )  # fmt: skip
