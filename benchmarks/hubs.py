"""The hub's figures: items a second beside bare inserts, many stations that agree, and a roster that reaches a new one.

Each on a file of SQLite, and on a PostgreSQL of its own where this computer has the programs of one.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import hub, hub_stations, joining

LIMIT_ITEMS_PER_S = 5_000


def measure(folder: Path, *, quick: bool) -> dict[str, Any]:
    """The three of them on each database. ``quick`` measures few items, whose figures compare with nothing."""
    found: dict[str, Any] = {}
    for kind in ("sqlite", "postgresql"):
        with _databases(folder / f"hub-{kind}", kind) as fresh:
            if fresh is None:
                continue
            load = hub.run(fresh("load"), batches=3 if quick else hub.BATCHES)
            found[kind] = {
                "load": {**load, "limit_items_per_s": LIMIT_ITEMS_PER_S, "ratio": round(LIMIT_ITEMS_PER_S / load["items_per_s"], 3)},
                "stations": hub_stations.run(fresh("stations"), stations=20 if quick else hub_stations.STATIONS),
                "joining": joining.run(folder / f"joining-{kind}", fresh("joining"), rows=300 if quick else joining.ROWS),
            }
    return found


@contextlib.contextmanager
def _databases(folder: Path, kind: str) -> Iterator[Any]:
    """Makes the URL of an empty database of this kind by a name; None where there can be none."""
    folder.mkdir(parents=True)
    if kind == "sqlite":
        yield lambda name: f"sqlite:///{folder / name}.db"
        return
    import psycopg

    from tests.hub.postgres import postgres, programs

    try:
        programs()
    except RuntimeError:
        yield None
        return
    with postgres() as url:

        def fresh(name: str) -> str:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
            return url.replace("/postgres?", f"/{name}?")

        yield fresh
