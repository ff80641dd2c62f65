"""Notices a database that was put back from an old backup: what was told since is gone from it, and stations believe it is here.

The hub's folder keeps a note beside the database: how many items the hub had, emptied ones once more, with the revisions of reports,
and in which run. A database that knows fewer,
or that did not see the last run begin, is an old one. It starts a new epoch, and at the sight of that stations push all they have.
"""

import contextlib
import json
import secrets
import threading
import uuid
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from eventdesk.hub import tables as t
from eventdesk.hub.database import Database

FILE_NAME = "state.json"


class Epoch:
    """Which hub this is, and since when its numbers can be relied on."""

    def __init__(self, file: Path, hub_id: str, epoch: str, run: str, items: int, *, anew: bool) -> None:
        self.hub_id, self.epoch, self.anew = hub_id, epoch, anew
        self._file, self._run, self._items = file, run, items
        self._lock = threading.Lock()
        self._note(anew=True)

    def reached(self, more: int) -> None:
        """So many items more were committed, emptied or handed in as a report. Noted before anybody is told."""
        if more:
            with self._lock:
                self._items += more
                self._note()

    def _note(self, *, anew: bool = False) -> None:
        # Without waiting for the disk: a power cut takes seconds of notes, and the database by itself survives it. In place,
        # as the text never gets shorter: a file system may wait for the disk where one file takes the place of another.
        text = json.dumps({"hub_id": self.hub_id, "run": self._run, "items": self._items}).encode()
        if not anew:
            with contextlib.suppress(FileNotFoundError), self._file.open("r+b", buffering=0) as out:
                out.write(text)
                return
        fresh = self._file.with_suffix(".new")
        fresh.write_bytes(text)
        fresh.replace(self._file)


def begin_run(database: Database, folder: Path, *, new_epoch: bool = False) -> Epoch:
    """Begins to serve: the hub's id and epoch, made where there are none, and the epoch anew where the database is an old one
    or somebody says so."""
    file = folder / FILE_NAME
    noted = _noted(file)
    with database.writing() as connection:
        known: dict[str, str] = {row.key: row.value for row in connection.execute(sa.select(t.meta))}
        items = _held(connection)
        # An empty database beside a note is a lost one: the hub stays who it was.
        hub_id = known.get("hub_id") or noted.get("hub_id") or str(uuid.uuid4())
        old = noted.get("hub_id") == hub_id and (items < noted.get("items", 0) or known.get("run") != noted.get("run"))
        anew = old or new_epoch
        epoch = secrets.token_hex(8) if anew or "epoch" not in known else known["epoch"]
        run = secrets.token_hex(8)
        connection.execute(t.meta.delete())
        rows = {"hub_id": hub_id, "epoch": epoch, "run": run}
        connection.execute(t.meta.insert(), [{"key": key, "value": value} for key, value in rows.items()])
    return Epoch(file, hub_id, epoch, run, items, anew=anew)


def _held(connection: sa.Connection) -> int:
    """What would be missed: a report that is gone, and an erasure, as much as an item."""
    items = connection.execute(sa.select(sa.func.coalesce(sa.func.sum(t.log.c.head + t.log.c.emptied), 0))).scalar_one()
    return int(items) + int(connection.execute(sa.select(sa.func.count()).select_from(t.report_revision)).scalar_one())


def _noted(file: Path) -> dict[str, Any]:
    with contextlib.suppress(OSError, ValueError):
        found = json.loads(file.read_text(encoding="utf-8"))
        return found if isinstance(found, dict) else {}
    return {}
