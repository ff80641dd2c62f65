"""The hub's database: PostgreSQL, or a file of SQLite for one laptop."""

import contextlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from eventdesk.errors import InvalidInput, StoreProblem

HEAD = "0004"
"""The schema revision this program works with; a test compares."""

_OLDEST_POSTGRES = 13
_WRITING = "eventdesk_writing"
_MIGRATING = 0x45444855
"""The key of PostgreSQL's lock that one program holds while it migrates."""


class Database:
    """Connections to it. ``reading`` sees one moment; ``writing`` commits at its end, or leaves nothing."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self.is_postgres = engine.dialect.name == "postgresql"
        self._writing = engine.execution_options(**{_WRITING: True})
        self._asking = engine.execution_options(isolation_level="AUTOCOMMIT") if self.is_postgres else engine

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that only reads."""
        with self.engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def asking(self) -> Iterator[sa.Connection]:
        """For one question alone: no transaction around it, which PostgreSQL would be told to begin and to end."""
        with self._asking.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that writes. On SQLite it waits for the other writer at its beginning."""
        with self._writing.begin() as connection:
            yield connection

    def insert(self, connection: sa.Connection, table: sa.Table, rows: list[tuple[Any, ...]]) -> None:
        """Puts rows into a table, each with all of its columns in their order, the fast way of each database."""
        if not rows:
            return
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        if self.is_postgres:
            driver: Any = connection.connection.driver_connection
            with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(table.columns))
            connection.exec_driver_sql(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', rows)

    def among(self, connection: sa.Connection, query: str, values: Sequence[Any], *more: object) -> list[Any]:
        """The rows of a written query in which ``{values}`` stands for a list of any length, and ``{}`` for each of ``more``."""
        if self.is_postgres:
            sql = query.replace("IN {values}", "= ANY(%s)").replace("{}", "%s")
            return list(connection.exec_driver_sql(sql, (list(values), *more)))
        sql = query.replace("{values}", "(SELECT value FROM json_each(?))").replace("{}", "?")
        return list(connection.exec_driver_sql(sql, (json.dumps(values), *more)))

    def close(self) -> None:
        """Closes every connection."""
        self.engine.dispose()


def open_database(url: str) -> Database:
    """Opens a database by its URL and brings its tables up to date.

    :class:`InvalidInput` ``hub_database`` for what is no URL of PostgreSQL or SQLite, :class:`StoreProblem`
    ``hub_unreachable`` where nobody answers, ``hub_newer`` where a newer program has worked with it.
    """
    database = Database(_engine(url))
    try:
        _bring_up(database)
    except BaseException as error:
        database.close()
        if isinstance(error, sa.exc.OperationalError):
            raise StoreProblem("hub_unreachable") from error
        raise
    return database


def _engine(url: str) -> sa.Engine:
    kind, _, rest = url.partition("://")
    if kind in ("postgresql", "postgres", "postgresql+psycopg"):
        try:
            # Values hold names: an error must not carry them into a log. Threads of the hub: see app.py.
            return sa.create_engine(
                f"postgresql+psycopg://{rest}", hide_parameters=True, pool_size=8, max_overflow=8, pool_pre_ping=True,
                connect_args={"connect_timeout": 10},
            )  # fmt: skip
        except (sa.exc.ArgumentError, ValueError):
            raise InvalidInput("hub_database", field="--database") from None
    if kind == "sqlite" and rest.startswith("/") and len(rest) > 1:
        return _sqlite(Path(rest[1:]))
    raise InvalidInput("hub_database", field="--database")


def _sqlite(file: Path) -> sa.Engine:
    from sqlcipher3 import dbapi2  # as the desk: older builds of SQLite can corrupt a WAL file

    def connect() -> Any:
        file.parent.mkdir(parents=True, exist_ok=True)
        connection = dbapi2.connect(str(file), isolation_level=None, check_same_thread=False, timeout=30)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "temp_store = MEMORY",
                       "cache_size = -65536", "wal_autocheckpoint = 4000"):  # fmt: skip
            connection.execute(f"PRAGMA {pragma}").fetchone()
        return connection

    engine = sa.create_engine(
        "sqlite://", module=dbapi2, creator=connect, poolclass=sa.pool.QueuePool, pool_size=8, max_overflow=8,
        pool_use_lifo=True, hide_parameters=True,
    )  # fmt: skip

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        writing = connection.get_execution_options().get(_WRITING, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _bring_up(database: Database) -> None:
    with database.writing() as connection:
        if database.is_postgres:
            if connection.dialect.server_version_info < (_OLDEST_POSTGRES,):  # type: ignore[operator]  # set once it is connected
                raise StoreProblem("hub_postgres_old", needed=_OLDEST_POSTGRES)
            # Two that start at once: the second finds everything done.
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATING)))
        found = _revision(connection)
        if found is not None and found > HEAD:
            raise StoreProblem("hub_newer", found=found, known=HEAD)
        if found != HEAD:
            run_alembic(connection, lambda command, config: command.upgrade(config, HEAD))


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def run_alembic(connection: sa.Connection, work: Any) -> None:
    """Runs one Alembic command, ``work(command, config)``, inside the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    work(command, config)
