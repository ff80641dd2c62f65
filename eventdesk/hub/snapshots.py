"""A whole log as one file, for a station that is new: it can be fetched in parts, and goes on where it broke off."""

import contextlib
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from eventdesk.hub.hub import Hub
from eventdesk.sync.protocol import ITEMS, cursor


@dataclass(frozen=True)
class Snapshot:
    """The file, and its ETag: two of one tag are the same bytes."""

    file: Path
    tag: str


def tag_of(hub: Hub, log: str) -> str:
    """The ETag of a log as it is now."""
    head, emptied = hub.ledger.head(log)
    return f'"{hub.epoch.epoch}.{head}.{emptied}"'


def snapshot(hub: Hub, log: str) -> Snapshot:
    """The file of a log as it is now, written where it isn't there yet. Older ones of the log go.

    A line of JSON with ``log``, ``cursor`` (pull from there), ``count`` and ``stations``, then an item a line in the log's order.
    """
    head, emptied = hub.ledger.head(log)
    folder = hub.folder / "snapshots"
    folder.mkdir(exist_ok=True, mode=0o700)
    file = folder / f"{log}.{hub.epoch.epoch}.{head}.{emptied}.ndjson"
    if not file.is_file():
        _write(hub, log, head, file)
        forget(hub, log, but=file)
    return Snapshot(file, f'"{hub.epoch.epoch}.{head}.{emptied}"')


def forget(hub: Hub, log: str, *, but: Path | None = None) -> None:
    """Removes the files of a log: they are outdated, or a person in them was erased."""
    for old in (hub.folder / "snapshots").glob(f"{log}.*.ndjson"):
        if old != but:
            with contextlib.suppress(OSError):  # somebody reads it still, where a system minds that
                old.unlink()


def _write(hub: Hub, log: str, head: int, file: Path) -> None:
    fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    stations = [one.model_dump() for one in hub.ledger.authors(log, upto=head)]
    first = {"log": log, "cursor": cursor(hub.epoch.epoch, head), "count": head, "stations": stations}
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(json.dumps(first, ensure_ascii=False).encode() + b"\n")
            after = 0
            while after < head:
                page = hub.ledger.page(log, after=after, limit=min(ITEMS, head - after))
                out.write("".join(f"{text}\n" for text in page.items).encode())
                after = page.last
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)
