"""Where a hub is put together: its folder, its database, and the verbs on them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from eventdesk.clock import Clock, SystemClock
from eventdesk.hub.branches import Branches
from eventdesk.hub.conflicts import Conflicts
from eventdesk.hub.database import Database, open_database
from eventdesk.hub.ledger import Ledger
from eventdesk.hub.restored import Epoch, begin_run
from eventdesk.hub.revisions import Reports
from eventdesk.hub.stations import Stations


@dataclass(frozen=True)
class Hub:
    """A hub that serves. Close it, or use it in a ``with``."""

    folder: Path
    database: Database
    clock: Clock
    epoch: Epoch
    ledger: Ledger
    stations: Stations
    reports: Reports
    branches: Branches
    conflicts: Conflicts

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the database."""
        self.database.close()


def open_hub(folder: Path, url: str, *, clock: Clock | None = None, new_epoch: bool = False) -> Hub:
    """Opens a hub to serve: makes its folder and tables where there are none, and begins a new epoch where the database turns out
    to be an old one, or on demand."""
    clock = clock or SystemClock()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = open_database(url)
    try:
        epoch = begin_run(database, folder, new_epoch=new_epoch)
    except BaseException:
        database.close()
        raise
    return Hub(
        folder, database, clock, epoch, Ledger(database, epoch, clock), Stations(database, clock), Reports(database, epoch, clock),
        Branches(database, clock), Conflicts(database),
    )  # fmt: skip
