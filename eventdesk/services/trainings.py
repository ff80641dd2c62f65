"""Trainings of volunteers, and who was there."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services import rows
from eventdesk.services.event_views import Changes
from eventdesk.services.house import House
from eventdesk.services.rows import Removed
from eventdesk.services.typed import YEARS
from eventdesk.services.volunteer_reading import find_volunteer
from eventdesk.services.volunteer_views import TrainingView
from eventdesk.store import volunteer_tables as v

CHANGES: Changes = frozenset({"volunteers", "trainings"})
LONGEST = 80
LONGEST_MINUTES = 7 * 24 * 60


class Trainings:
    """The verbs of trainings."""

    def __init__(self, house: House) -> None:
        self._house = house

    def list(self, *, year: int | None = None) -> tuple[TrainingView, ...]:
        """Trainings (of a year), the latest first."""
        self._house.require(Right.LOOK)
        day = v.training.c.day
        query = sa.select(v.training).order_by(day.desc(), v.training.c.title, v.training.c.id)
        if year is not None:
            query = query.where(day >= date(year, 1, 1), day <= date(year, 12, 31))
        with self._house.store.reading() as connection:
            return tuple(_view(connection, row) for row in connection.execute(query).all())

    def add(self, *, title: str, day: date, minutes: int, leader: str = "") -> TrainingView:
        """A new training on a day; it may be one that was."""
        with self._house.writing(Right.VOLUNTEERS, "training.added") as unit:
            made = rows.add(unit, v.training, _checked({"title": title, "day": day, "minutes": minutes, "leader": leader}))
            unit.commit(subject=made)
        return self._shown(made)

    def change(
        self, training: str, *, revision: int | None = None, title: str | None = None, day: date | None = None,
        minutes: int | None = None, leader: str | None = None,
    ) -> TrainingView:  # fmt: skip
        """Sets what is given. :class:`Conflict` ``training_changed`` where somebody changed it since ``revision`` was read."""
        given = {"title": title, "day": day, "minutes": minutes, "leader": leader}
        with self._house.writing(Right.VOLUNTEERS, "training.changed") as unit:
            row = _find(unit.connection, training)
            if revision is not None and row.revision != revision:
                raise Conflict("training_changed")
            if rows.change(unit, v.training, row, _checked({name: value for name, value in given.items() if value is not None})):
                unit.commit(subject=row.id)
        return self._shown(training)

    def remove(self, training: str) -> Removed:
        """Takes a training away; :class:`Conflict` ``training_attended`` where somebody was there."""
        with self._house.writing(Right.VOLUNTEERS, "training.removed") as unit:
            row = _find(unit.connection, training)
            there = _there(unit.connection, row.id)
            if there:
                raise Conflict("training_attended", n=len(there))
            removed = rows.remove(unit, v.training, row, changes=CHANGES)
            unit.commit(subject=row.id)
        return removed

    def put_back(self, removed: Removed) -> TrainingView:
        """Writes a training again that was taken away."""
        with self._house.writing(Right.VOLUNTEERS, "training.added") as unit:
            if rows.put_back(unit, v.training, removed):
                unit.commit(subject=str(removed.values["id"]))
        return self._shown(str(removed.values["id"]))

    def attended(self, training: str, volunteers: Sequence[str], *, there: bool = True) -> TrainingView:
        """Records that volunteers (ids) were there, or takes that back. Who is recorded already stays so."""
        table = v.training_attendance
        with self._house.writing(Right.VOLUNTEERS, "training.attended") as unit:
            row = _find(unit.connection, training)
            before = set(_there(unit.connection, row.id))
            wanted = {find_volunteer(unit.connection, one).id for one in volunteers}
            changed = sorted(wanted - before if there else wanted & before)
            for volunteer in changed:
                key = {"training": row.id, "volunteer": volunteer}
                if there:
                    unit.execute(table.insert(), key)
                else:
                    unit.execute(table.delete().where(table.c.training == row.id, table.c.volunteer == volunteer))
                unit.put("training_attendance" if there else "training_attendance.removed", key)
            if changed:
                unit.commit(subject=row.id, volunteers=len(changed), there=there)
        return self._shown(training)

    def _shown(self, training: str) -> TrainingView:
        with self._house.store.reading() as connection:
            return replace(_view(connection, _find(connection, training)), changes=CHANGES)


def _find(connection: sa.Connection, training: str) -> Any:
    row = connection.execute(sa.select(v.training).where(v.training.c.id == training)).first()
    if row is None:
        raise NotFound("training_not_found")
    return row


def _there(connection: sa.Connection, training: str) -> tuple[str, ...]:
    a = v.training_attendance.c
    return tuple(connection.execute(sa.select(a.volunteer).where(a.training == training).order_by(a.volunteer)).scalars())


def _view(connection: sa.Connection, row: Any) -> TrainingView:
    return TrainingView(row.id, row.title, row.day, row.minutes, row.leader, _there(connection, row.id), row.revision)


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    for name in ("title", "leader"):
        if name in values:
            values[name] = str(values[name]).strip()[:LONGEST]
    if values.get("title") == "":
        raise InvalidInput("training_title_missing", field="title")
    if "minutes" in values and not 0 < values["minutes"] <= LONGEST_MINUTES:
        raise InvalidInput("bad_minutes", field="minutes")
    if "day" in values and values["day"].year not in YEARS:
        raise InvalidInput("bad_day", field="day")
    return values
