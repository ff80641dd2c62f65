"""Who this desk is among others: its key, and the id that follows from it."""

import base64
from dataclasses import dataclass

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from eventdesk.domain.device import device_id
from eventdesk.store import sync_tables as s
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit
from eventdesk.sync.protocol import sign

_PRIVATE = "device_private"


@dataclass(frozen=True)
class Identity:
    """This desk's device: its id, its key, and what it is called."""

    id: str
    key: Ed25519PrivateKey
    name: str

    @property
    def public(self) -> bytes:
        """The 32 bytes that others know it by."""
        return self.key.public_key().public_bytes_raw()

    def sign(self, digest: str) -> str:
        """The signature of an item's digest, as the wire has it."""
        return sign(digest, self.key)


def find_identity(connection: sa.Connection) -> Identity | None:
    """Who this desk is; None while it never met another."""
    row = connection.execute(sa.select(s.device).where(s.device.c.own)).first()
    private = connection.execute(sa.select(t.meta.c.value).where(t.meta.c.key == _PRIVATE)).scalar()
    if row is None or private is None:
        return None
    return Identity(row.id, Ed25519PrivateKey.from_private_bytes(base64.b64decode(private)), row.name)


def make_identity(unit: Unit, name: str, *, key: Ed25519PrivateKey | None = None) -> Identity:
    """Gives the desk a key (``key``, if it is given); the one that it has, if it has one. The private half never leaves its file."""
    found = find_identity(unit.connection)
    if found is not None:
        return found
    made = key or Ed25519PrivateKey.generate()
    public = made.public_key().public_bytes_raw()
    private = base64.b64encode(made.private_bytes_raw()).decode()
    id = device_id(public)
    unit.execute(t.meta.insert(), {"key": _PRIVATE, "value": private})
    values = {"id": id, "public": base64.b64encode(public).decode(), "name": name, "own": True, "seen": 0, "hlc": None, "at": unit.now}
    unit.execute(s.device.insert(), values)
    unit.put("audit.device", {"device": id, "name": name})
    return Identity(id, made, name)
