"""How many items a second one hub process takes, over HTTP in batches of 200, beside bare inserts of the same rows in the same run.

Client, hub and database share this computer. ``python -m benchmarks.hub postgresql://…`` or ``sqlite:///…``; the database's tables
are made there, and left.
"""

import contextlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from eventdesk.hub import tables as t
from eventdesk.hub.database import open_database
from eventdesk.hub.hub import open_hub
from eventdesk.sync import protocol as wire

STATIONS, BATCHES = 4, 25
_SERVER = """
import sys
from pathlib import Path
from eventdesk.hub.hub import open_hub
from eventdesk.hub.serve import Place, prepare
with open_hub(Path(sys.argv[1]), sys.argv[2]) as hub:
    serving = prepare(hub, Place("127.0.0.1", 0, plain=True))
    print(serving.place.url, flush=True)
    serving.run()
"""


def run(url: str, *, stations: int = STATIONS, batches: int = BATCHES) -> dict[str, Any]:
    """The figures of one database. ``cpu_…`` are seconds of the hub's process, of the client's and of everything on this computer:
    where the last is near ``cpus`` times ``seconds``, others slowed it down."""
    folder = Path(tempfile.mkdtemp(prefix="eventdesk-bench-hub-"))
    log = str(uuid.uuid4())
    try:
        tokens, written = [], []
        with open_hub(folder, url) as hub:
            for number in range(stations):
                key = Ed25519PrivateKey.generate()
                code = hub.stations.invite(wire.Scope.STATION).code
                public = wire.packed(key.public_key().public_bytes_raw())
                tokens.append(hub.stations.enrol(wire.Enrol(code=code, public_key=public, name=f"{number}")).token)
                written.append(signed(key, [wire.BATCH] * batches))
        figures = _served(folder, url, log, tokens, written)
        return {"database": url.partition(":")[0], "items": stations * batches * wire.BATCH, **figures, **_bare(url, log)}
    finally:
        shutil.rmtree(folder)


def signed(key: Ed25519PrivateKey, sizes: Sequence[int]) -> list[bytes]:
    """Requests as a station has them ready: signing is the station's work, done before the clock starts."""
    last, number, found = wire.GENESIS, 0, []
    for size in sizes:
        items = []
        for _ in range(size):
            number += 1
            # As a desk sends it: its outbox keeps canonical JSON.
            body = {
                "at": "2026-11-28T09:31:07.250+08:00", "by": str(uuid.uuid4()), "entry": str(uuid.uuid4()), "kind": "in",
                "people": [str(uuid.uuid4()) for _ in range(3)], "registration": str(uuid.uuid4()), "station": "东门",
            }  # fmt: skip
            item = {
                "id": str(uuid.uuid4()), "type": "checkin.recorded", "schema": 1, "device_seq": number,
                "hlc": f"{1_764_291_600_000 + number:013d}-000000", "prev": last, "body": body,
            }  # fmt: skip
            last = wire.digest_of(item)
            items.append(item | {"sig": wire.sign(last, key)})
        found.append(json.dumps({"items": items}, ensure_ascii=False).encode())
    return found


@contextlib.contextmanager
def serving(folder: Path, url: str) -> Iterator[tuple[str, int]]:
    """A hub as a process of its own: its address and the number of its process."""
    process = subprocess.Popen([sys.executable, "-c", _SERVER, str(folder), url], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip(), process.pid
    finally:
        process.terminate()
        process.wait(30)
        if process.stdout is not None:
            process.stdout.close()


def _served(folder: Path, url: str, log: str, tokens: list[str], written: list[list[bytes]]) -> dict[str, Any]:
    with serving(folder, url) as (address, process):
        refused: list[str] = []

        def send(token: str, bodies: list[bytes]) -> None:
            headers = {"Authorization": f"Bearer {token}"}
            with httpx.Client(base_url=address, headers=headers, timeout=120, trust_env=False) as client:
                for body in bodies:
                    answer = client.post(f"/v1/events/{log}/items", content=body)
                    if answer.status_code != 200 or any(one["outcome"] != "accepted" for one in answer.json()["results"]):
                        refused.append(answer.text[:200])

        threads = [threading.Thread(target=send, args=pair) for pair in zip(tokens, written, strict=True)]
        own, began, before, all_before = time.process_time(), time.perf_counter(), cpu_of(process), _cpu_of_all()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - began
        if refused:
            raise RuntimeError(refused[0])
        count = sum(len(bodies) for bodies in written) * wire.BATCH
        return {
            "seconds": round(seconds, 2), "items_per_s": round(count / seconds), "cpu_hub": round(cpu_of(process) - before, 2),
            "cpu_client": round(time.process_time() - own, 2), "cpu_all": round(_cpu_of_all() - all_before, 2),
            "cpus": os.cpu_count(), "peak_mb_hub": peak_mb(process),
        }  # fmt: skip


def cpu_of(process: int) -> float:
    """Seconds of processor that a process has used, where the system says so."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _cpu_of_all() -> float:
    """The same of everything on this computer: what the measured leave over was used by others."""
    try:
        fields = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()[1:9]
    except OSError:
        return 0.0
    return sum(int(fields[place]) for place in (0, 1, 2, 5, 6)) / os.sysconf("SC_CLK_TCK")


def peak_mb(process: int) -> int | None:
    """The most memory that a process ever had, where the system says so."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM:")), None)


def _bare(url: str, log: str) -> dict[str, Any]:
    """The limit: the same rows into the same table, in transactions of one batch, by one connection and nothing else."""
    database = open_database(url)
    try:
        with database.reading() as connection:
            rows = [tuple(row) for row in connection.execute(t.item.select().where(t.item.c.log == log).order_by(t.item.c.seq))]
        with database.writing() as connection:
            connection.execute(t.item.delete().where(t.item.c.log == log))
        began = time.perf_counter()
        for start in range(0, len(rows), wire.BATCH):
            with database.writing() as connection:
                database.insert(connection, t.item, rows[start : start + wire.BATCH])
        seconds = time.perf_counter() - began
        return {"limit_seconds": round(seconds, 2), "limit_items_per_s": round(len(rows) / seconds)}
    finally:
        database.close()


if __name__ == "__main__":
    print(json.dumps(run(sys.argv[1])))
