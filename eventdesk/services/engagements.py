"""Volunteers at one event: who is on its list, when they have time, and who withdrew."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.volunteer import Assigned, Rule, Window
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services import rows
from eventdesk.services.roster_reading import LISTED as LISTED
from eventdesk.services.roster_reading import WITHDRAWN as WITHDRAWN
from eventdesk.services.roster_reading import roster_of
from eventdesk.services.roster_writing import stored_rows
from eventdesk.services.typed import aware
from eventdesk.services.volunteer_views import RosterView
from eventdesk.store import tables as t
from eventdesk.store import volunteer_tables as v
from eventdesk.store.unit import Unit

LONGEST_NOTE = 4000
LONGEST_ROLE = 40
MOST_MINUTES = 400 * 24 * 60
_NUMBERED = re.compile(r"VOL(\d{1,6})")


def merged(windows: Sequence[Window]) -> list[list[int]]:
    """Windows as they are stored: in order, those that touch or overlap made one. :class:`InvalidInput` ``bad_window`` for one
    that ends before it begins."""
    pairs = sorted((t.to_ms(aware(one.start, field="start")), t.to_ms(aware(one.end, field="end"))) for one in windows)
    found: list[list[int]] = []
    for start, end in pairs:
        if end <= start:
            raise InvalidInput("bad_window", field="windows")
        if found and start <= found[-1][1]:
            found[-1][1] = max(found[-1][1], end)
        else:
            found.append([start, end])
    return found


def checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed about a volunteer at an event, as it is stored; ``windows`` None stays None."""
    unknown = set(fields) - {"windows", "max_minutes", "max_day_minutes", "wishes", "note"}
    if unknown:
        raise TypeError(f"no such fields: {sorted(unknown)}")
    values = dict(fields)
    if values.get("windows") is not None:
        values["windows"] = merged(values["windows"])
    for name in ("max_minutes", "max_day_minutes"):
        most = values.get(name)
        if most is not None and not 0 < most <= MOST_MINUTES:
            raise InvalidInput("bad_minutes", field=name)
    if "wishes" in values:
        wishes = dict.fromkeys(" ".join(wish.split()) for wish in values["wishes"])
        values["wishes"] = [wish[:LONGEST_ROLE] for wish in wishes if wish]
    if "note" in values:
        values["note"] = str(values["note"]).strip()[:LONGEST_NOTE]
    return values


def enlist(unit: Unit, event: Any, volunteer: str, values: Mapping[str, Any]) -> str:
    """Puts a volunteer (id) onto an event's list; the engagement's id."""
    person = unit.execute(sa.select(v.volunteer).where(v.volunteer.c.id == volunteer)).first()
    if person is None or person.erased_at is not None:
        raise NotFound("volunteer_not_found")
    values = dict(values)
    if values.get("windows") is None:
        values["windows"] = [whole(unit.connection, event)]
    e = v.engagement.c
    there = unit.execute(sa.select(v.engagement).where(e.event == event.id, e.volunteer == volunteer)).first()
    if there is not None:
        if there.state == LISTED:
            raise Conflict("already_enlisted", volunteer=there.code)
        rows.change(unit, v.engagement, there, {**values, "state": LISTED, "reason": ""}, event=event.id)
        return str(there.id)
    code = next_code(unit.connection, event.id)
    return rows.add(unit, v.engagement, new_row(event.id, volunteer, code) | values, event=event.id)


def new_row(event: str, volunteer: str, code: str) -> dict[str, Any]:
    """A new engagement, without any time."""
    return {
        "event": event, "volunteer": volunteer, "code": code, "windows": [], "max_minutes": None, "max_day_minutes": None,
        "wishes": [], "state": LISTED, "reason": "", "note": "", "source_row": None,
    }  # fmt: skip


def next_code(connection: sa.Connection, event: str) -> str:
    """The next name in an event's list."""
    codes = connection.execute(sa.select(v.engagement.c.code).where(v.engagement.c.event == event)).scalars()
    return numbered(last_number(codes) + 1)


def last_number(codes: Iterable[str]) -> int:
    """The largest number among the names of a list; 0 where none has one."""
    return max((int(found[1]) for code in codes if (found := _NUMBERED.fullmatch(code))), default=0)


def numbered(number: int) -> str:
    """The name of a number."""
    return f"VOL{number:03d}"


def whole(connection: sa.Connection, event: Any) -> list[int]:
    """From the first to the last minute of an event and its shifts."""
    s = v.shift.c
    first, last = connection.execute(
        sa.select(sa.func.min(v.shift.c.start), sa.func.max(v.shift.c.end)).where(s.event == event.id)
    ).one()
    starts, ends = [event.start, *([first] if first else [])], [event.end, *([last] if last else [])]
    return [t.to_ms(min(starts)), t.to_ms(max(ends))]


def find_one(connection: sa.Connection, engagement: str) -> Any:
    """The row of an engagement (id)."""
    row = connection.execute(sa.select(v.engagement).where(v.engagement.c.id == engagement)).first()
    if row is None:
        raise NotFound("engagement_not_found")
    return row


def of_codes(connection: sa.Connection, event: Any, codes: Sequence[str]) -> list[Any]:
    """The rows of an event's engagements by code or id, each once."""
    found = connection.execute(sa.select(v.engagement).where(v.engagement.c.event == event.id)).all()
    by_name = {row.code: row for row in found} | {row.id: row for row in found}
    named: dict[str, Any] = {}
    for code in codes:
        row = by_name.get(code) or by_name.get(code.strip().upper())
        if row is None:
            raise NotFound("engagement_not_found", volunteer=code)
        named[row.id] = row
    return list(named.values())


def withdraw(unit: Unit, event: Any, people: Sequence[Any], reason: str) -> tuple[tuple[Assigned, ...], int]:
    """Takes volunteers (rows of engagements) off an event's list; the assignments that they were freed from, and how many
    withdrew now."""
    gone = [row for row in people if row.state != WITHDRAWN]
    ids = {row.id for row in gone}
    freed = []
    for (shift, engagement), row in stored_rows(unit, event.id).items():
        if engagement in ids:
            rows.remove(unit, v.assignment, row, changes=frozenset(), event=event.id)
            freed.append(Assigned(shift, engagement, row.pinned, frozenset(map(Rule, row.waived))))
    for row in gone:
        rows.change(unit, v.engagement, row, {"state": WITHDRAWN, "reason": reason}, event=event.id)
    return tuple(sorted(freed)), len(gone)


def roster_by_id(connection: sa.Connection, event: str, zone: tzinfo) -> RosterView:
    """The roster of an event (its id)."""
    return roster_of(connection, connection.execute(sa.select(t.event).where(t.event.c.id == event)).one(), zone=zone)
