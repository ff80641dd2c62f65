"""Makes and upgrades the desk's schema with Alembic: alone, in one transaction that ends only when it passed its checks."""

import random
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

from eventdesk.errors import StoreProblem
from eventdesk.store.engine import as_sqlalchemy, connect, open_engine, translate, translated

HEAD = "0009"
"""The revision this program works with. Kept here so that opening a desk needs no Alembic; a test compares."""

_TRIES = 8
_PAUSE = (0.05, 0.25)  # seconds


def revision_of(connection: Any) -> str | None:
    """The schema revision of an open file (driver connection); None for an empty file."""
    found = connection.execute("SELECT name FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    if found is None:
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])


def create(file: Path, passphrase: str | None) -> None:
    """Makes a new desk file with the newest schema."""
    run_alembic(file, passphrase, lambda command, config: command.upgrade(config, HEAD))


def bring_up(file: Path, passphrase: str | None) -> None:
    """Upgrades an older file; a newer one than the program is refused, and stays as it is.

    :class:`StoreProblem` ``store_busy`` while another program has the desk open, ``upgrade_failed`` where the upgraded
    file did not pass its checks. Whatever happens, power cuts included, the file holds the old desk or the new one.
    """
    for left in reversed(range(_TRIES)):
        connection = connect(file, passphrase)
        try:
            if _is_newest(connection):
                return
            _let_go_of_wal(connection)
            _upgrade_alone(connection)
            return
        except StoreProblem as problem:
            if problem.code != "store_busy" or not left:
                raise
        finally:
            connection.close()
        # Two programs that found each other here would refuse each other for ever if both came back in step.
        time.sleep(random.uniform(*_PAUSE))


def _is_newest(connection: Any) -> bool:
    """Whether there is nothing to do; :class:`StoreProblem` for what this program can't upgrade."""
    found = revision_of(connection)
    if found is None or found > HEAD:
        raise StoreProblem("newer_desk" if found else "not_a_desk", found=found, known=HEAD)
    return found == HEAD


def _let_go_of_wal(connection: Any) -> None:
    """Folds the WAL file in and ends WAL, which SQLite does for the only connection of all; else ``store_busy``.

    An idle program holds no lock that a checkpoint or a write would meet, but it holds this one for as long as it has
    the desk open. It would go on writing to a schema that it doesn't know.
    """
    from sqlcipher3 import dbapi2

    connection.execute("PRAGMA busy_timeout = 0")
    try:
        mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    except dbapi2.DatabaseError as error:
        raise translate(error) from error
    if mode != "delete":
        raise StoreProblem("store_busy")


def _upgrade_alone(connection: Any) -> None:
    """Upgrades and checks in one exclusive transaction.

    Not on a copy that takes the file's place: who waits at the lock has opened the file already, and would go on with
    the one that was taken away. The rollback journal is the copy.
    """
    from sqlcipher3 import dbapi2

    engine = sa.create_engine(
        "sqlite://", module=dbapi2, creator=lambda: connection, poolclass=StaticPool, hide_parameters=True
    )

    @sa.event.listens_for(engine, "begin")
    def begin(begun: sa.Connection) -> None:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except dbapi2.DatabaseError as error:
            raise as_sqlalchemy("BEGIN EXCLUSIVE", error) from error

    try:
        with translated(), engine.begin() as begun:
            # Outside of WAL the lock keeps everybody out. Who came since WAL ended has begun it anew, and stays.
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "delete":
                raise StoreProblem("store_busy")
            if not _is_newest(connection):
                _run(begun, lambda command, config: command.upgrade(config, HEAD))
                _check(connection)
    finally:
        engine.dispose()


def _check(connection: Any) -> None:
    if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
        raise StoreProblem("upgrade_failed")
    if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise StoreProblem("upgrade_failed")


def run_alembic(file: Path, passphrase: str | None, work: Any) -> None:
    """Runs one Alembic command, ``work(command, config)``, on a file that nobody else has open."""
    engine = open_engine(file, passphrase)
    try:
        with engine.begin() as connection:
            _run(connection, work)
    finally:
        engine.dispose()


def _run(connection: sa.Connection, work: Any) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    work(command, config)
