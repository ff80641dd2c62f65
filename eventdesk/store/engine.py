"""Opens the desk's file: SQLite through SQLAlchemy, by one current build for plain and encrypted files.

WAL with ``synchronous=FULL``: an acknowledged write survives a power cut. Transactions are begun by us, because the
driver's own begin is deferred and two writers would meet at their first write instead of at the start.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.pool import QueuePool

from eventdesk.errors import StoreProblem

OLDEST_SQLITE = (3, 51, 3)
"""Older ones can corrupt a WAL file at its reset: https://sqlite.org/wal.html#walresetbug"""

IMMEDIATE = "eventdesk_immediate"
"""Execution option: begin as a writer."""

_BUSY_MS = 10_000

# SQLite reports these with the same class as a full disk.
_MISTAKES = ("no such ", "syntax error", "has no column", "values for", "misuse", "wrong number of arguments")


def library_version() -> str:
    """The SQLite version in use; :class:`StoreProblem` for one that carries the WAL-reset bug."""
    from sqlcipher3 import dbapi2

    version = str(dbapi2.sqlite_version)
    check_version(version)
    return version


def check_version(version: str) -> None:
    """Refuses an SQLite version that is older than is safe."""
    if tuple(int(part) for part in version.split(".")) < OLDEST_SQLITE:
        raise StoreProblem("sqlite_too_old", found=version, needed=".".join(map(str, OLDEST_SQLITE)))


def open_engine(file: Path, passphrase: str | None, *, durable: bool = True) -> sa.Engine:
    """An engine on the file; nothing is opened or created before the first connection."""
    from sqlcipher3 import dbapi2

    # The connection used last is used next: taking turns, each would find its page cache outdated by the other.
    # Values hold names: an error must not carry them into a log.
    # The driver is named, or SQLAlchemy would take its errors for somebody else's and let them through unwrapped.
    engine = sa.create_engine(
        "sqlite://", module=dbapi2, creator=lambda: connect(file, passphrase, durable=durable), poolclass=QueuePool, pool_size=2,
        max_overflow=2, pool_use_lifo=True, hide_parameters=True,
    )  # fmt: skip

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        immediate = connection.get_execution_options().get(IMMEDIATE, False)
        sql = "BEGIN IMMEDIATE" if immediate else "BEGIN"
        try:
            connection.connection.driver_connection.execute(sql)  # type: ignore[union-attr]  # it is open: it begins
        except dbapi2.DatabaseError as error:
            raise as_sqlalchemy(sql, error) from error

    return engine


def as_sqlalchemy(sql: str, error: BaseException) -> BaseException:
    """A driver's error as SQLAlchemy would have raised it: one road for "locked" and "disk full".

    Without the statement's values: they may hold a name.
    """
    from sqlcipher3 import dbapi2

    return sa.exc.DBAPIError.instance(sql, None, error, dbapi2.Error, hide_parameters=True)


def connect(file: Path, passphrase: str | None, *, durable: bool = True) -> Any:
    """A driver connection with the pragmas set; :class:`StoreProblem` where the file does not open. ``durable``: see the store."""
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(str(file), isolation_level=None, check_same_thread=False, timeout=_BUSY_MS / 1000)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        if passphrase:
            quoted = passphrase.replace("'", "''")
            connection.execute(f"PRAGMA key = '{quoted}'")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        # A large roster is one transaction: what does not fit into the memory is written to the disk twice.
        journal, synchronous, cache_kb = ("WAL", "FULL", 32_768) if durable else ("MEMORY", "OFF", 262_144)
        connection.execute(f"PRAGMA journal_mode = {journal}").fetchone()
        connection.execute(f"PRAGMA synchronous = {synchronous}")
        # A checkpoint waits for the disk several times; at SQLite's own 1,000 pages every hundredth family would see it.
        connection.execute("PRAGMA wal_autocheckpoint = 4000").fetchone()
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute(f"PRAGMA cache_size = -{cache_kb}")
    except dbapi2.DatabaseError as error:
        connection.close()
        raise translate(error, encrypted=bool(passphrase)) from error
    return connection


def translate(error: BaseException, *, encrypted: bool = False) -> StoreProblem:
    """What a person can do about a driver's error."""
    text = str(error).lower()
    if "not a database" in text or "hmac" in text:
        return StoreProblem("wrong_passphrase" if encrypted else "passphrase_needed")
    for part, code in (
        ("locked", "store_busy"),
        ("disk is full", "disk_full"),
        ("readonly", "store_read_only"),
        ("unable to open", "store_unreachable"),
        ("malformed", "store_damaged"),
    ):
        if part in text:
            return StoreProblem(code)
    return StoreProblem("store_failed", kind=type(error).__name__)


def problem_of(error: BaseException | None) -> StoreProblem | None:
    """The problem of the file or the disk that an error tells of; None for a mistake of the program, such as wrong SQL."""
    # Exactly these two: their kin (integrity, programming…) tell of what was asked, not of where it is kept.
    if type(error) not in (sa.exc.OperationalError, sa.exc.DatabaseError) or not isinstance(error, sa.exc.DBAPIError):
        return None
    cause = error.orig or error
    return None if any(part in str(cause) for part in _MISTAKES) else translate(cause)


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Turns what the file or the disk is to blame for into :class:`StoreProblem`; mistakes pass unchanged."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        problem = problem_of(error)
        if problem is None:
            raise
        raise problem from error
