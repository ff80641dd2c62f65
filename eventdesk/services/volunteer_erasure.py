"""Takes a volunteer's personal data out of everything that the desk keeps; what was done stays, without a word about who did it."""

import json
import re
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.digests import canonical
from eventdesk.services import engagements, erasure
from eventdesk.services.feedback_erasure import forget_respondents
from eventdesk.services.typed import plain
from eventdesk.services.volunteer_fields import EMPTY, write_skills
from eventdesk.store import tables as t
from eventdesk.store import volunteer_tables as v
from eventdesk.store.tables import to_ms
from eventdesk.store.unit import Unit

_PERSONAL = {
    "volunteer": ("name", "phone", "email", "wechat", "birthdate", "family", "vetting", "vetting_until", "note"),
    "volunteer_skill": ("certificate", "until"), "engagement": ("reason", "note", "wishes", "source_row"),
    "assignment": ("reason",), "roster_notice": ("trouble",), "shift_attendance": ("reason",),
}  # fmt: skip
"""What items about a volunteer may say of who it is, by their type."""
_ID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def empty(unit: Unit, person: Any) -> dict[str, str]:
    """Empties everything about a volunteer (its row) inside the unit and puts the items; the caller commits.

    Gives the told items that were emptied, as :func:`eventdesk.services.erasure.scrub_items` does.
    """
    erasure.begin(unit)
    own = unit.execute(sa.select(v.engagement).where(v.engagement.c.volunteer == person.id)).all()
    for event in unit.execute(sa.select(t.event).where(t.event.c.id.in_([row.event for row in own]), t.event.c.start > unit.now)).all():
        engagements.withdraw(unit, event, [row for row in own if row.event == event.id], "")
    ids = {person.id, *(row.id for row in own)}
    assignments = unit.execute(sa.select(v.assignment).where(v.assignment.c.engagement.in_(ids))).all()
    write_skills(unit, person.id, ())
    _unpair(unit, person.id)
    items = _scrub(unit, {*ids, *(row.id for row in assignments)})
    items |= forget_respondents(unit, [person.phone] if person.phone else [])
    blank = EMPTY | {"retired_at": person.retired_at or unit.now, "erased_at": unit.now, "revision": person.revision + 1}
    unit.execute(v.volunteer.update().where(v.volunteer.c.id == person.id).values(**blank))
    unit.put("volunteer", plain({"id": person.id, "base": person.revision, **blank}))
    for row in own:
        stands = unit.execute(sa.select(v.engagement).where(v.engagement.c.id == row.id)).one()
        _put(unit, v.engagement, stands, {"reason": "", "note": "", "wishes": [], "source_row": None}, event=row.event)
    for row in assignments:
        _put(unit, v.assignment, row, {"reason": ""}, event=None)
    for table, text in ((v.roster_notice, "trouble"), (v.shift_attendance, "reason")):
        for row in unit.execute(sa.select(table).where(table.c.engagement.in_(ids))).all():
            unit.execute(table.update().where(table.c.id == row.id).values({text: ""}))
            unit.put(table.name, {"id": row.id, text: ""})
    return items


def _put(unit: Unit, table: sa.Table, row: Any, blank: dict[str, Any], *, event: str | None) -> None:
    values = blank | {"revision": row.revision + 1}
    unit.execute(table.update().where(table.c.id == row.id).values(**values))
    unit.put(table.name, {"id": row.id, "base": row.revision, **values}, event=event)


def _unpair(unit: Unit, volunteer: str) -> None:
    p = v.pairing
    for row in unit.execute(sa.select(p).where(sa.or_(p.c.first == volunteer, p.c.second == volunteer))).all():
        unit.execute(p.delete().where(p.c.first == row.first, p.c.second == row.second))
        unit.put("pairing.removed", {"first": row.first, "second": row.second})


def _scrub(unit: Unit, ids: set[str]) -> dict[str, str]:
    """Takes the data out of the items that were told already; {number of the item: SHA-256 of what is left}."""
    left: dict[str, str] = {}
    # The outbox has no index of what it names, and somebody of many years has hundreds of ids: it is gone through once.
    marks = ",".join("?" * len(_PERSONAL))
    sql = f"SELECT device_seq, type, body FROM outbox WHERE type IN ({marks})"
    for row in unit.connection.exec_driver_sql(sql, tuple(_PERSONAL)).fetchall():
        if ids.isdisjoint(_ID.findall(row.body)):
            continue
        fields = _PERSONAL[row.type]
        body = canonical({key: value for key, value in json.loads(row.body).items() if key not in fields}).decode()
        if body != row.body:
            unit.raw("UPDATE outbox SET body = ?, erased_at = ? WHERE device_seq = ?", (body, to_ms(unit.now), row.device_seq))
            left[str(row.device_seq)] = erasure.digest_of(body)
    return left

