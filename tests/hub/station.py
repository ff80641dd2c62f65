"""Stations for tests: they sign, number and chain what they write, as a desk does."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from eventdesk.domain.device import device_id
from eventdesk.hub.hub import Hub
from eventdesk.hub.ledger import Asker
from eventdesk.hub.serve import Serving
from eventdesk.sync import protocol as wire

LOG = "0198c000-0000-7000-8000-00000000000a"
OTHER_LOG = "0198c000-0000-7000-8000-00000000000b"


@dataclass
class Author:
    """Writes items. ``told`` are all of them, in their order."""

    name: str = "东门"
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    told: list[dict[str, Any]] = field(default_factory=list)
    last: str = wire.GENESIS

    @property
    def public(self) -> str:
        return wire.packed(self.key.public_key().public_bytes_raw())

    @property
    def id(self) -> str:
        return device_id(self.key.public_key().public_bytes_raw())

    def write(self, body: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        number = len(self.told) + 1
        item = {
            "id": str(uuid.uuid4()), "type": "checkin.recorded", "schema": 1, "device_seq": number,
            "hlc": f"{1_764_291_600_000 + number:013d}-000000", "prev": self.last, "body": body if body is not None else {"n": number},
            **more,
        }  # fmt: skip
        digest = wire.digest_of(item)
        self.last = digest
        self.told.append(item | {"sig": wire.sign(digest, self.key)})
        return self.told[-1]

    def many(self, count: int) -> list[dict[str, Any]]:
        return [self.write() for _ in range(count)]


@dataclass
class Served:
    """A hub that listens, and its doors."""

    hub: Hub
    serving: Serving

    @property
    def url(self) -> str:
        return self.serving.place.url

    def enrol(self, author: Author, scope: wire.Scope = wire.Scope.STATION, logs: frozenset[str] | None = None) -> str:
        code = self.hub.stations.invite(scope, logs=logs).code
        return self.hub.stations.enrol(wire.Enrol(code=code, public_key=author.public, name=author.name)).token

    @contextmanager
    def client(self, token: str | None = None) -> Iterator[httpx.Client]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        # There is no TLS to check here, and reading the world's authorities takes longer than most tests.
        with httpx.Client(base_url=self.url, headers=headers, timeout=60, trust_env=False, verify=False) as made:
            yield made

    @contextmanager
    def station(self, author: Author | None = None, scope: wire.Scope = wire.Scope.STATION) -> Iterator[tuple[Author, httpx.Client]]:
        author = author or Author()
        with self.client(self.enrol(author, scope)) as client:
            yield author, client


def let_in(hub: Hub, author: Author, scope: wire.Scope = wire.Scope.STATION) -> Asker:
    """Enrols a station without any wire between."""
    code = hub.stations.invite(scope).code
    hub.stations.enrol(wire.Enrol(code=code, public_key=author.public, name=author.name))
    return Asker(author.id, scope)
