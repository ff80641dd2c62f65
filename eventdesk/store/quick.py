"""Written SQL on the driver itself, for the few statements that a queue at the door or a typing hand waits for.

SQLAlchemy's own road through a textual statement costs several times what SQLite takes to run it; a scan has fifteen.
Rows are the driver's own and are read by name: ``row["id"]``.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlcipher3 import dbapi2

from eventdesk.store.engine import as_sqlalchemy


def rows(connection: sa.Connection, sql: str, values: Sequence[Any] = ()) -> list[Any]:
    """All rows of a statement, inside the connection's transaction."""
    found: list[Any] = _run(connection, sql, values, every=True)
    return found


def tuples(connection: sa.Connection, sql: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """The rows of a statement as plain tuples, one after the other: for reading all of a large table."""
    if not connection.in_transaction():
        connection.begin()
    cursor = connection.connection.driver_connection.cursor()  # type: ignore[union-attr]  # it is open: just begun
    try:
        yield from cursor.execute(sql, values)
    except dbapi2.DatabaseError as error:
        raise as_sqlalchemy(sql, error) from error
    finally:
        cursor.close()


_AT_ONCE = 2_000
"""Rows that are turned into SQLite's values together: more take no less time, only memory."""


def row(connection: sa.Connection, sql: str, values: Sequence[Any] = ()) -> Any:
    """The first row of a statement, or None."""
    return _run(connection, sql, values, every=False)


def many(connection: sa.Connection, table: sa.Table, content: Sequence[Mapping[str, Any]]) -> None:
    """Inserts rows in their order, as ``table.insert()`` would, by the thousand and in a fraction of its time.

    All rows have the columns of the first; defaults are not filled in, so a column that has one must be given. Rows
    that leave the same columns empty go fastest when they stand together. In a transaction that is begun.
    """
    if not content:
        return
    cursor = connection.connection.driver_connection.cursor()  # type: ignore[union-attr]  # it is open: a unit has it
    sql = ""
    try:
        for start in range(0, len(content), _AT_ONCE):
            for sql, values in _inserts(table, content[start : start + _AT_ONCE], connection.dialect):
                cursor.executemany(sql, values)
    except dbapi2.DatabaseError as error:
        raise as_sqlalchemy(sql, error) from error
    finally:
        cursor.close()


def _inserts(
    table: sa.Table, content: Sequence[Mapping[str, Any]], dialect: sa.Dialect
) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """Statements with their rows. Values are turned into SQLite's column by column, as one row at a time is slow."""
    names, columns, ragged = [], [], False
    # NULL is left out and not bound: the driver seeks an adapter for each None, and that takes several times as long.
    for name in content[0]:
        values = [row[name] for row in content]
        empty = values.count(None)
        if empty < len(values):
            to_sql = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
            names.append(name)
            columns.append(values if to_sql is None else _converted(to_sql, values))
            ragged = ragged or empty > 0
    stored = zip(*columns, strict=True)
    if not ragged:
        yield _insert(table, names), list(stored)
        return
    for filled, alike in itertools.groupby(stored, _filled):
        yield (
            _insert(table, list(itertools.compress(names, filled))),
            [tuple(itertools.compress(row, filled)) for row in alike],
        )


def _converted(to_sql: Callable[[Any], Any], values: list[Any]) -> list[Any]:
    """Values as SQLite has them; a column that holds one value throughout, as the moment of an import, is turned once."""
    if values[0] is values[-1] and len(set(map(id, values))) == 1:
        return [to_sql(values[0])] * len(values)
    return list(map(to_sql, values))


def _insert(table: sa.Table, names: Sequence[str]) -> str:
    listed, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    return f'INSERT INTO "{table.name}" ({listed}) VALUES ({marks})'


def _filled(row: tuple[Any, ...]) -> tuple[bool, ...]:
    return tuple([value is not None for value in row])


def _run(connection: sa.Connection, sql: str, values: Sequence[Any], *, every: bool) -> Any:
    if not connection.in_transaction():
        connection.begin()
    cursor = connection.connection.driver_connection.cursor()  # type: ignore[union-attr]  # it is open: just begun
    cursor.row_factory = dbapi2.Row
    try:
        cursor.execute(sql, values)
        return cursor.fetchall() if every else cursor.fetchone()
    except dbapi2.DatabaseError as error:
        raise as_sqlalchemy(sql, error) from error
    finally:
        cursor.close()
