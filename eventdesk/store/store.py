"""The desk's file, opened: reading connections and writing units."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from eventdesk.clock import Clock
from eventdesk.domain.right import Actor
from eventdesk.store.engine import IMMEDIATE, library_version, open_engine, translated
from eventdesk.store.unit import Unit

FILE_NAME = "desk.db"


class Store:
    """One desk's file. Several processes may have it open; each write waits its turn."""

    def __init__(self, folder: Path, *, passphrase: str | None, file: Path | None = None) -> None:
        self.sqlite_version = library_version()
        self.folder = folder
        self.file = file or folder / FILE_NAME
        self.encrypted = bool(passphrase)
        self.engine = open_engine(self.file, passphrase)
        self._writing = self.engine.execution_options(**{IMMEDIATE: True})

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection for reads: one consistent view until it is left."""
        with translated(), self.engine.connect() as connection:
            yield connection

    def unit(self, *, actor: Actor, clock: Clock, action: str) -> Unit:
        """A unit of writing; ``action`` names it in the audit."""
        return Unit(self._writing.connect(), actor=actor, clock=clock, action=action)

    def fold(self) -> None:
        """Writes the desk's file anew and folds the WAL file into it, so that what was erased lies in neither: pages that were
        split keep old rows between what is in use. Waits for nobody who reads."""
        with translated(), self.engine.connect() as connection:
            # On the driver: SQLAlchemy would begin a transaction, and inside one nothing can be folded.
            driver = connection.connection.driver_connection
            assert driver is not None, "it is open: just now it was connected"
            driver.execute("VACUUM")
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Closes all connections; the last one folds the WAL file into the desk's file."""
        self.engine.dispose()
