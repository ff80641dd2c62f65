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
    return list(_run(connection, sql, values).fetchall())


def row(connection: sa.Connection, sql: str, values: Sequence[Any] = ()) -> Any:
    """The first row of a statement, or None."""
    return _run(connection, sql, values).fetchone()


def _run(connection: sa.Connection, sql: str, values: Sequence[Any]) -> Any:
    if not connection.in_transaction():
        connection.begin()
    cursor = connection.connection.driver_connection.cursor()  # type: ignore[union-attr]  # it is open: just begun
    cursor.row_factory = dbapi2.Row
    try:
        return cursor.execute(sql, values)
    except dbapi2.OperationalError as error:
        # The same error as SQLAlchemy would raise, so that there is one road for "locked" and "disk full".
        raise sa.exc.OperationalError(sql, tuple(values), error) from error
