"""What a record is called among people, so that they know which one is meant: families and their people masked."""

import sqlalchemy as sa

from eventdesk.domain.family import mask_name
from eventdesk.store import quick

_PERSON_OF = {
    "person": "SELECT name FROM person WHERE id = ?",
    "family": "SELECT name FROM person WHERE family = ? ORDER BY role = 'child', id LIMIT 1",
    "registration": """SELECT p.name FROM registration_member m JOIN person p ON p.id = m.person WHERE m.registration = ?
     ORDER BY m.role = 'child', m.position LIMIT 1""",
}
_NAME_OF = {
    "event": "title", "slot": "title", "shift": "code", "venue": "name", "room": "name", "resource": "name", "partner": "name",
    "station": "name", "task": "title",
}  # fmt: skip


def about(connection: sa.Connection, table: str, id: str) -> str:
    """Its name: of a registration and a family that of the first adult, masked; empty where it has none that tells it apart."""
    if table in _PERSON_OF:
        row = quick.row(connection, _PERSON_OF[table], (id,))
        return "" if row is None or not row[0] else str(mask_name(row[0]))
    if table in _NAME_OF:
        row = quick.row(connection, f'SELECT "{_NAME_OF[table]}" FROM "{table}" WHERE id = ?', (id,))
        return "" if row is None or not row[0] else str(row[0])
    return ""
