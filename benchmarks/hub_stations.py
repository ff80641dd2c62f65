"""How long a thousand stations take to agree: each sends its own items and reads everybody's, until its digest is that of the log.

The stations are light: real HTTP, tokens and signatures, but no desk behind them, and a page that has the same bytes as one before
is read once. ``python -m benchmarks.hub_stations postgresql://…`` or ``sqlite:///…``.
"""

import contextlib
import hashlib
import json
import random
import shutil
import sys
import tempfile
import time
import uuid
import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import local
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.hub import cpu_of, peak_mb, serving, signed
from eventdesk.domain.digests import set_digest
from eventdesk.hub.hub import open_hub
from eventdesk.sync import protocol as wire

STATIONS, EACH, AT_ONCE = 1_000, 50, 8


@dataclass
class Light:
    """A station: its token, the requests that it sends, and the pages that it read, by the digests of their bytes."""

    token: str
    batches: list[bytes]
    cursor: str | None = None
    pages: list[str] = field(default_factory=list)


class _Read:
    """What pages hold, by their bytes' digests."""

    def __init__(self) -> None:
        self._pages: dict[str, tuple[tuple[tuple[str, str], ...], str, str]] = {}
        self._digests: dict[tuple[str, ...], str] = {}

    def page(self, raw: bytes, *, packed: bool) -> tuple[str, str, str]:
        """A page's name, its ``next`` and its ``head``."""
        name = hashlib.sha256(raw).hexdigest()
        if name not in self._pages:
            page = wire.Page.model_validate_json(zlib.decompress(raw, wbits=31) if packed else raw)
            lines = tuple((one.id, wire.digest_of(one.model_dump(by_alias=True, exclude_unset=True))) for one in page.items)
            self._pages[name] = (lines, page.next, page.head)
        return name, self._pages[name][1], self._pages[name][2]

    def digest(self, pages: Sequence[str]) -> str:
        """The digest of the set of items on these pages."""
        key = tuple(pages)
        if key not in self._digests:
            self._digests[key] = set_digest([line for name in key for line in self._pages[name][0]])
        return self._digests[key]


def run(url: str, *, stations: int = STATIONS, each: int = EACH) -> dict[str, Any]:
    """The figures of one database. :class:`RuntimeError` where a station does not end with the digest of the log."""
    folder = Path(tempfile.mkdtemp(prefix="eventdesk-bench-stations-"))
    log = str(uuid.uuid4())
    try:
        with open_hub(folder, url) as hub:
            made = []
            for number in range(stations):
                key = Ed25519PrivateKey.generate()
                code = hub.stations.invite(wire.Scope.STATION).code
                public = wire.packed(key.public_key().public_bytes_raw())
                token = hub.stations.enrol(wire.Enrol(code=code, public_key=public, name=f"{number}")).token
                half = max(1, each // 2)
                made.append(Light(token, signed(key, [half, each - half])))
        with serving(folder, url) as (address, process):
            before, own, began = cpu_of(process), time.process_time(), time.perf_counter()
            with contextlib.closing(_Room(address, log)) as room:
                sent = _meet(room, made)
            seconds = time.perf_counter() - began
            return {
                "database": url.partition(":")[0], "stations": stations, "items": stations * each, "seconds": round(seconds, 1),
                "seconds_until_sent": round(sent, 1), "cpu_hub": round(cpu_of(process) - before, 1),
                "cpu_clients": round(time.process_time() - own, 1), "peak_mb_hub": peak_mb(process), "limit_seconds": 300,
            }  # fmt: skip
    finally:
        shutil.rmtree(folder)


class _Room:
    """Where they meet: one log of one hub."""

    def __init__(self, address: str, log: str) -> None:
        self._address, self._path, self._own = address, f"/v1/events/{log}", local()
        self._clients: list[httpx.Client] = []
        self.read = _Read()

    def close(self) -> None:
        """Hangs up."""
        for one in self._clients:
            one.close()

    def push(self, one: Light, body: bytes) -> None:
        """Sends a batch, of which everything is to be accepted."""
        answer = self._client().post(f"{self._path}/items", content=body, headers={"Authorization": f"Bearer {one.token}"})
        if answer.status_code != 200 or any(result["outcome"] != "accepted" for result in answer.json()["results"]):
            raise RuntimeError(answer.text[:200])

    def pull(self, one: Light) -> None:
        """Reads on, up to the end."""
        headers = {"Authorization": f"Bearer {one.token}", "Accept-Encoding": "gzip"}
        while True:
            query = {"after": one.cursor} if one.cursor else {}
            with self._client().stream("GET", f"{self._path}/items", params=query, headers=headers) as answer:
                raw = b"".join(answer.iter_raw())
                if answer.status_code != 200:
                    raise RuntimeError(str(answer.status_code))
                name, behind, head = self.read.page(raw, packed=answer.headers.get("Content-Encoding") == "gzip")
            if behind != one.cursor:
                one.pages.append(name)
            one.cursor = behind
            if behind == head:
                return

    def digest(self, one: Light) -> wire.SetDigest:
        """What the hub says that there is."""
        answer = self._client().get(f"{self._path}/digest", headers={"Authorization": f"Bearer {one.token}"})
        return wire.SetDigest.model_validate(answer.json())

    def _client(self) -> httpx.Client:
        if not hasattr(self._own, "client"):
            self._own.client = httpx.Client(base_url=self._address, timeout=120, trust_env=False, verify=False)
            self._clients.append(self._own.client)
        return self._own.client  # type: ignore[no-any-return]  # put there a line above


def _meet(room: _Room, stations: list[Light]) -> float:
    """Lets all of them send and read, as their turns come; seconds until everything was sent."""
    began = time.perf_counter()
    first = random.Random(7).sample(stations, len(stations))
    steps = [partial(room.push, one, one.batches[0]) for one in first]
    # Every tenth reads in between, as one does that is in the room all day.
    steps += [partial(room.pull, one) for one in first[::10]]
    steps += [partial(room.push, one, one.batches[1]) for one in stations]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for done in [pool.submit(step) for step in steps]:
            done.result()
        sent = time.perf_counter() - began
        for done in [pool.submit(room.pull, one) for one in first]:
            done.result()
    told = room.digest(stations[0])
    if told.count != sum(len(json.loads(body)["items"]) for one in stations for body in one.batches):
        raise RuntimeError("items are missing")
    if any(room.read.digest(one.pages) != told.digest for one in stations):
        raise RuntimeError("a station differs")
    return sent


if __name__ == "__main__":
    print(json.dumps(run(sys.argv[1])))
