"""How long a new station waits for a whole roster: it enrols at a hub in a process of its own, and ends with a desk that can open
its door.

Hub and station share this computer. ``python -m benchmarks.joining [ROWS]``.
"""

import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.hub import cpu_of, serving
from benchmarks.sheet import import_rows
from eventdesk.desk import open_desk
from eventdesk.hub.hub import open_hub
from eventdesk.joining import join_hub
from eventdesk.sync.invitation import Invitation
from eventdesk.sync.protocol import Scope

ROWS = 10_000
"""Families, of two known persons each."""


def run(folder: Path, url: str, *, rows: int = ROWS) -> dict[str, Any]:
    """The figures of a hub with this database. ``cpu_…`` are seconds of processor; the limit holds where nobody else works."""
    folder.mkdir(parents=True, exist_ok=True)
    import_rows(folder, rows)
    with open_hub(folder, url) as hub:
        codes = [hub.stations.invite(Scope.STATION) for _ in range(2)]
    with serving(folder, url) as (address, process):
        first, second = (Invitation(address, "", one.code, one.expires, Scope.STATION.value) for one in codes)
        with open_desk(folder / "import") as desk:
            desk.sync.enrol(first.text())
            sent = desk.sync.run().pushed
        before, own, began = cpu_of(process), _own(), time.perf_counter()
        with join_hub(folder / "joined", second, passphrase=None, station="西门") as made:
            seconds, cpu = time.perf_counter() - began, _own() - own
            hubs, counts = cpu_of(process) - before, made.families.count()
    return {
        "database": url.partition(":")[0], "persons": 2 * rows, "items": sent, "counts": counts, "seconds": round(seconds, 2),
        "cpu_station": round(cpu, 2), "cpu_hub": round(hubs, 2), "limit_seconds": 10,
        "ratio": round(seconds / 10, 3),
    }  # fmt: skip


def _own() -> float:
    spent = os.times()
    return spent.user + spent.system


if __name__ == "__main__":
    place = Path(tempfile.mkdtemp(prefix="eventdesk-bench-joining-"))
    try:
        print(json.dumps(run(place, f"sqlite:///{place / 'hub.db'}", rows=int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)))
    finally:
        shutil.rmtree(place)
