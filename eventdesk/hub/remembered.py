"""What a hub's folder remembers, and what can be done with a hub that another process serves."""

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa

from eventdesk.clock import SystemClock
from eventdesk.errors import NotFound
from eventdesk.hub import tables as t
from eventdesk.hub.certificates import certificates
from eventdesk.hub.database import Database, open_database
from eventdesk.hub.quarantine import Quarantine
from eventdesk.hub.serve import Place
from eventdesk.hub.stations import Stations
from eventdesk.hub.upstream import Upstreams
from eventdesk.sync.invitation import Invitation
from eventdesk.sync.protocol import Scope

FILE_NAME = "hub.json"


@dataclass(frozen=True)
class Remembered:
    """Where a hub serves, and on which database."""

    database: str
    host: str
    port: int
    plain: bool
    proxies: tuple[str, ...] = ()

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """What the folder holds; None where there is no hub."""
        with contextlib.suppress(OSError, ValueError, TypeError):
            kept = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
            return cls(**(kept | {"proxies": tuple(kept.get("proxies", ()))}))
        return None

    def write(self, folder: Path) -> None:
        """Remembers it. The database's URL may hold a password, so nobody else may read the file."""
        fresh = folder / f"{FILE_NAME}.new"
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            json.dump(asdict(self), out)
        fresh.replace(folder / FILE_NAME)


def found(folder: Path) -> Remembered:
    """What a folder remembers; :class:`NotFound` ``hub_none`` where no hub ever served."""
    there = Remembered.read(folder)
    if there is None:
        raise NotFound("hub_none")
    return there


@contextlib.contextmanager
def _opened(folder: Path) -> Iterator[Database]:
    database = open_database(found(folder).database)
    try:
        yield database
    finally:
        database.close()


@contextlib.contextmanager
def stations(folder: Path) -> Iterator[Stations]:
    """The stations of the hub of this folder."""
    with _opened(folder) as database:
        yield Stations(database, SystemClock())


@contextlib.contextmanager
def quarantine(folder: Path) -> Iterator[Quarantine]:
    """What the hub of this folder kept apart."""
    with _opened(folder) as database:
        yield Quarantine(database, SystemClock())


@contextlib.contextmanager
def upstreams(folder: Path) -> Iterator[Upstreams]:
    """The hub above the hub of this folder."""
    with _opened(folder) as database:
        yield Upstreams(database, SystemClock())


def invite(folder: Path, scope: Scope, *, url: str | None = None, branch: str | None = None) -> Invitation:
    """Makes an invitation, for a branch (an id) or for what sees everything.

    ``url``: the address to tell, where this computer's own on its network is not the right one."""
    there = found(folder)
    with _opened(folder) as database:
        clock = SystemClock()
        made = certificates(folder, _hub_id(database), now=clock.now())
        code = Stations(database, clock).invite(scope, branch=branch, by="")
    return Invitation(
        url=url or Place(there.host, there.port, there.plain).url, ca_sha256="" if there.plain else made.ca_sha256, code=code.code,
        expires=code.expires, scope=scope.value,
    )  # fmt: skip


def state(folder: Path) -> dict[str, Any]:
    """Counts of what the hub of this folder holds."""
    there = found(folder)
    with _opened(folder) as database, database.reading() as connection:
        logs, items = connection.execute(sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(t.log.c.head), 0))).one()
        s = t.station
        live = sa.select(sa.func.count()).where(s.c.scope.is_not(None), s.c.revoked_at.is_(None))
        epoch = connection.execute(sa.select(t.meta.c.value).where(t.meta.c.key == "epoch")).scalar()
        return {
            "url": Place(there.host, there.port, there.plain).url, "hub_id": connection.execute(_HUB_ID).scalar(), "epoch": epoch,
            "logs": logs, "items": int(items), "stations": connection.execute(live).scalar_one(),
            "quarantined": connection.execute(sa.select(sa.func.count()).select_from(t.quarantine)).scalar_one(),
            "reports": connection.execute(sa.select(sa.func.count()).select_from(t.report_revision)).scalar_one(),
        }  # fmt: skip


_HUB_ID = sa.select(t.meta.c.value).where(t.meta.c.key == "hub_id")


def _hub_id(database: Database) -> str:
    with database.reading() as connection:
        return str(connection.execute(_HUB_ID).scalar_one())
