"""What is to be done for an event, with the real days on which it is due."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.checklist import FARTHEST_DAYS, StandardTask, due_on, in_order, is_overdue, place_for, standard
from eventdesk.domain.event import EventKind
from eventdesk.domain.right import Right
from eventdesk.errors import InvalidInput, NotFound
from eventdesk.services import events, rows
from eventdesk.services.event_views import NOTHING, Changes
from eventdesk.services.house import House
from eventdesk.services.rows import Removed
from eventdesk.store import plan_tables as p
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit

CHANGES: Changes = frozenset({"tasks"})


@dataclass(frozen=True)
class TaskView:
    """A task. ``due`` is a day of the organisation's zone; ``position`` is the order that people gave."""

    id: str
    title: str
    due_days: int
    due: date
    owner: str
    done_at: datetime | None
    overdue: bool
    position: int

    @property
    def is_done(self) -> bool:
        """Whether it was done."""
        return self.done_at is not None


@dataclass(frozen=True)
class ChecklistView:
    """An event's tasks: overdue ones first, then what is to be done, then what was done."""

    code: str
    title: str
    day: date
    today: date
    tasks: tuple[TaskView, ...]
    changes: Changes = NOTHING

    @property
    def done(self) -> int:
        """How many were done."""
        return sum(task.is_done for task in self.tasks)

    @property
    def overdue(self) -> int:
        """How many should have been done before today."""
        return sum(task.overdue for task in self.tasks)


class Checklists:
    """The verbs of checklists."""

    def __init__(self, house: House) -> None:
        self._house = house

    def show(self, event_code: str, *, changes: Changes = NOTHING) -> ChecklistView:
        """An event's tasks with their days."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            event = events.find(connection, event_code)
            found = _tasks(connection, event.id)
        day, today = (moment.astimezone(self._house.zone).date() for moment in (event.start, self._house.clock.now()))
        views = (_view(row, day, today) for row in found)
        return ChecklistView(event.code, event.title, day, today, in_order(views, today), changes)

    def offered(self, event_code: str) -> tuple[StandardTask, ...]:
        """What is usually done for an event of this kind; the caller has the words, and adds them with :meth:`add_all`."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            event = events.find(connection, event_code)
        return standard(EventKind(event.kind), online=event.online)

    def add(
        self, event_code: str, *, title: str, due_days: int | None = None, due: date | None = None, owner: str = ""
    ) -> ChecklistView:
        """A new task, due so many days from the event (below 0: before it) or on a day; behind those due as early."""
        if (due_days is None) == (due is None):
            raise InvalidInput("bad_due", field="due", most=FARTHEST_DAYS)
        with self._house.writing(Right.EVENTS, "task.added") as unit:
            event = events.find(unit.connection, event_code)
            if due is not None:
                due_days = (due - event.start.astimezone(self._house.zone).date()).days
            _insert(unit, event.id, [_checked({"title": title, "due_days": due_days, "owner": owner})])
            unit.commit(subject=event.id, tasks=1)
        return self.show(event_code, changes=CHANGES)

    def add_all(self, event_code: str, tasks: Iterable[tuple[str, int]]) -> ChecklistView:
        """Several tasks, (title, days from the event), at once; those whose title is there already are left out."""
        with self._house.writing(Right.EVENTS, "task.added") as unit:
            event = events.find(unit.connection, event_code)
            there = {row.title for row in _tasks(unit.connection, event.id)}
            new = [(title.strip(), days) for title, days in tasks if title.strip() not in there]
            if new:
                made = [_checked({"title": title, "due_days": days, "owner": ""}) for title, days in new]
                _insert(unit, event.id, made)
                unit.commit(subject=event.id, tasks=len(new))
        return self.show(event_code, changes=CHANGES)

    def change(self, id: str, **fields: Any) -> ChecklistView:
        """Sets ``title``, ``due_days``, ``due`` (a day in its place) or ``owner``; what is not given stays."""
        values = dict(fields)
        with self._house.writing(Right.EVENTS, "task.changed") as unit:
            row, event = _find(unit.connection, id)
            if "due" in values:
                values["due_days"] = (values.pop("due") - event.start.astimezone(self._house.zone).date()).days
            if rows.change(unit, p.task, row, _checked(values), event=event.id):
                unit.commit(subject=event.id, task=id, fields=sorted(fields))
        return self.show(event.code, changes=CHANGES)

    def done(self, id: str, *, done: bool = True) -> ChecklistView:
        """Notes that a task was done, or that it was not after all. Who says it first, says when."""
        with self._house.writing(Right.EVENTS, "task.done") as unit:
            row, event = _find(unit.connection, id)
            if (row.done_at is not None) != done:
                rows.change(unit, p.task, row, {"done_at": unit.now if done else None}, event=event.id)
                unit.commit(subject=event.id, task=id, done=done)
        return self.show(event.code, changes=CHANGES)

    def move(self, id: str, *, to: int) -> ChecklistView:
        """Puts a task at a place, counted from 0, in the order that people give; beyond the end is the end."""
        with self._house.writing(Right.EVENTS, "task.moved") as unit:
            row, event = _find(unit.connection, id)
            others = [other for other in _tasks(unit.connection, event.id) if other.id != id]
            others.insert(min(max(to, 0), len(others)), row)
            if _number(unit, event.id, others):
                unit.commit(subject=event.id, task=id, to=to)
        return self.show(event.code, changes=CHANGES)

    def remove(self, id: str) -> Removed:
        """Takes a task away."""
        with self._house.writing(Right.EVENTS, "task.removed") as unit:
            row, event = _find(unit.connection, id)
            removed = rows.remove(unit, p.task, row, changes=CHANGES, event=event.id)
            unit.commit(subject=event.id, task=id)
        return removed

    def put_back(self, removed: Removed) -> ChecklistView:
        """A task that was taken away is there again, where it was."""
        with self._house.writing(Right.EVENTS, "task.restored") as unit:
            event = removed.values["event"]
            code = rows.home_of(unit, removed)
            if rows.put_back(unit, p.task, removed, event=event):
                unit.commit(subject=event, task=removed.values["id"])
        return self.show(code, changes=CHANGES)


def _tasks(connection: sa.Connection, event: str) -> list[Any]:
    query = sa.select(p.task).where(p.task.c.event == event).order_by(p.task.c.position, p.task.c.id)
    return list(connection.execute(query))


def _view(row: Any, day: date, today: date) -> TaskView:
    due = due_on(day, row.due_days)
    late = is_overdue(due, done=row.done_at is not None, today=today)
    return TaskView(row.id, row.title, row.due_days, due, row.owner, row.done_at, late, row.position)


def _find(connection: sa.Connection, id: str) -> tuple[Any, Any]:
    """A task and its event."""
    row = connection.execute(sa.select(p.task).where(p.task.c.id == id)).first()
    if row is None:
        raise NotFound("task_not_found", task=id)
    return row, connection.execute(sa.select(t.event).where(t.event.c.id == row.event)).one()


def _insert(unit: Unit, event: str, new: Iterable[Mapping[str, Any]]) -> None:
    """Writes new tasks, each behind the last that is due as early, and the numbers that change by it."""
    ordered: list[tuple[int, Any, Mapping[str, Any]]] = [
        (row.due_days, row, {}) for row in _tasks(unit.connection, event)
    ]
    for values in new:
        place = place_for(values["due_days"], [days for days, _, _ in ordered])
        ordered.insert(place, (values["due_days"], None, values))
    for number, (_, row, values) in enumerate(ordered, start=1):
        if row is not None:
            rows.change(unit, p.task, row, {"position": number}, event=event)
        else:
            rows.add(unit, p.task, {**values, "event": event, "done_at": None, "position": number}, event=event)


def _number(unit: Unit, event: str, ordered: Sequence[Any]) -> int:
    """Numbers tasks in their order; how many got another number."""
    return sum(rows.change(unit, p.task, row, {"position": n}, event=event) for n, row in enumerate(ordered, start=1))


def _checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {key: value.strip() if isinstance(value, str) else value for key, value in fields.items()}
    unknown = set(values) - {"title", "due_days", "owner"}
    if unknown:
        raise TypeError(f"no such fields: {sorted(unknown)}")
    if not values.get("title", "-"):
        raise InvalidInput("title_missing", field="title")
    if not -FARTHEST_DAYS <= values.get("due_days", 0) <= FARTHEST_DAYS:
        raise InvalidInput("bad_due", field="due", most=FARTHEST_DAYS)
    return values
