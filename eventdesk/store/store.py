"""The desk's file, opened: reading connections and writing units."""

import contextlib
import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from eventdesk.clock import Clock
from eventdesk.domain.right import Actor
from eventdesk.errors import StoreProblem
from eventdesk.store.engine import IMMEDIATE, library_version, open_engine, translated
from eventdesk.store.unit import Unit

FILE_NAME = "desk.db"
PATIENCE = timedelta(seconds=2)
AT_ONCE = 96 * 1024 * 1024


class Store:
    """One desk's file. Several processes may have it open; each write waits its turn."""

    def __init__(self, folder: Path, *, passphrase: str | None, file: Path | None = None, durable: bool = True) -> None:
        """Not ``durable``: a file that is thrown away where anything goes wrong. Nothing waits for the disk; :func:`reach_disk` does,
        once it is whole and closed."""
        self.sqlite_version = library_version()
        self.folder = folder
        self.file = file or folder / FILE_NAME
        self.encrypted = bool(passphrase)
        self.engine = open_engine(self.file, passphrase, durable=durable)
        self._unfolded = False
        self._writing = self.engine.execution_options(**{IMMEDIATE: True})

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection for reads: one consistent view until it is left."""
        with translated(), self.engine.connect() as connection:
            yield connection

    def unit(self, *, actor: Actor, clock: Clock, action: str) -> Unit:
        """A unit of writing; ``action`` names it in the audit."""
        return Unit(self._writing.connect(), actor=actor, clock=clock, action=action)

    def fold(self, *, patience: timedelta = PATIENCE, largest: int = AT_ONCE) -> bool:
        """Writes the desk's file anew and folds the WAL file into it, so that what was erased lies in neither: pages that were
        split keep old rows between what is in use. Whether that is done.

        It comes after the erasure and never undoes it: where others read or write for longer than ``patience``, where there
        is no room for it, or where the file has more than ``largest`` bytes, so that a door would have to wait, :meth:`close`
        does it. Writers wait meanwhile, some 40 ms for each MB of an encrypted file.
        """
        from sqlcipher3 import dbapi2

        self._unfolded = True
        with contextlib.suppress(dbapi2.DatabaseError, StoreProblem, OSError):
            if self.file.stat().st_size > largest:
                return False
            # On the driver: SQLAlchemy would begin a transaction, and inside one nothing can be folded.
            connection = self.engine.raw_connection()
            try:
                driver = connection.driver_connection
                assert driver is not None, "it is open: just now it was connected"
                driver.execute(f"PRAGMA busy_timeout = {patience // timedelta(milliseconds=1)}")
                driver.execute("VACUUM")
                self._unfolded = bool(driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])
            finally:
                connection.invalidate()  # back in the pool it would not wait for anybody
        return not self._unfolded

    def close(self) -> None:
        """Closes all connections; the last one folds the WAL file into the desk's file."""
        if self._unfolded:
            self.fold(largest=sys.maxsize)
        self.engine.dispose()


def reach_disk(file: Path) -> None:
    """Waits until a file is on the disk, whatever happens to the computer then."""
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())
