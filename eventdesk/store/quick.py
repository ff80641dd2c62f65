"""Written SQL on the driver itself, for the few statements that a queue at the door or a typing hand waits for.

SQLAlchemy's own road through a textual statement costs several times what SQLite takes to run it; a scan has fifteen.
Rows are the driver's own and are read by name: ``row["id"]``.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlcipher3 import dbapi2


def rows(connection: sa.Connection, sql: str, values: Sequence[Any] = ()) -> list[Any]:
    """All rows of a statement, inside the connection's transaction."""
    found: list[Any] = _run(connection, sql, values, every=True)
    return found


def row(connection: sa.Connection, sql: str, values: Sequence[Any] = ()) -> Any:
    """The first row of a statement, or None."""
    return _run(connection, sql, values, every=False)


def _run(connection: sa.Connection, sql: str, values: Sequence[Any], *, every: bool) -> Any:
    if not connection.in_transaction():
        connection.begin()
    cursor = connection.connection.driver_connection.cursor()  # type: ignore[union-attr]  # it is open: just begun
    cursor.row_factory = dbapi2.Row
    try:
        cursor.execute(sql, values)
        return cursor.fetchall() if every else cursor.fetchone()
    except dbapi2.DatabaseError as error:
        # The same error as SQLAlchemy would raise, so that there is one road for "locked" and "disk full". Without the
        # values: they may hold a name.
        raise sa.exc.DBAPIError.instance(sql, None, error, dbapi2.Error, hide_parameters=True) from error
    finally:
        cursor.close()
