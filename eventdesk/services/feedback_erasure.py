"""Takes the marks of somebody's phones out of responses: what was answered stays, and nothing tells any more whose it was."""

import json
from collections.abc import Collection

import sqlalchemy as sa

from eventdesk.domain.digests import canonical
from eventdesk.domain.feedback import respondent_mark
from eventdesk.services.erasure import digest_of
from eventdesk.services.feedback_rows import SECRET
from eventdesk.store import feedback_tables as f
from eventdesk.store import tables as t
from eventdesk.store.tables import to_ms
from eventdesk.store.unit import Unit


def forget_respondents(unit: Unit, phones: Collection[str]) -> dict[str, str]:
    """Marks responses of these phones by chance instead, in rows and in items that were told; {number of the item: SHA-256 of what
    is left}, as :func:`eventdesk.services.erasure.scrub_items`.

    Several answers of one phone keep one mark between them, as the latest alone is to count, now as before.
    """
    secret = unit.execute(sa.select(t.meta.c.value).where(t.meta.c.key == SECRET)).scalar()
    left: dict[str, str] = {}
    if secret is None:
        return left
    r = f.survey_response
    for phone in sorted(set(phones)):
        mark = respondent_mark(str(secret), phone)
        rows = unit.execute(sa.select(r.c.id, r.c.event, r.c.revision).where(r.c.who == mark)).all()
        other = unit.new_id() if len(rows) > 1 else None
        items = unit.connection.exec_driver_sql(
            "SELECT device_seq, body FROM outbox WHERE type = 'survey_response' AND body ->> 'who' = ?", (mark,)
        ).fetchall()
        for number, told in items:
            body = canonical(json.loads(told) | {"who": other}).decode()
            unit.raw("UPDATE outbox SET body = ?, erased_at = ? WHERE device_seq = ?", (body, to_ms(unit.now), number))
            left[str(number)] = digest_of(body)
        for row in rows:
            values = {"who": other, "revision": row.revision + 1}
            unit.execute(r.update().where(r.c.id == row.id).values(**values))
            unit.put("survey_response", {"id": row.id, **values, "base": row.revision}, event=row.event)
    return left
