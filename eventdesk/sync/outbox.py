"""What this desk tells: its own items, signed, and those of others that it heard."""

import base64
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.device import device_id
from eventdesk.store import quick
from eventdesk.store import sync_tables as s
from eventdesk.sync.apply import KnownDevice
from eventdesk.sync.identity import Identity
from eventdesk.sync.told import Told

_COLUMNS = """device_seq, id, coalesce(event, (SELECT id FROM organisation)), type, schema, hlc, prev, body, digest,
 erased_at IS NOT NULL"""
_OWN = f"SELECT {_COLUMNS} FROM outbox WHERE device_seq > ? ORDER BY device_seq"
_UNSENT = f"""SELECT {_COLUMNS} FROM outbox WHERE sent_at IS NULL AND device_seq NOT IN (SELECT device_seq FROM refused_item)
 ORDER BY device_seq LIMIT ?"""
_HEARD = """SELECT device, number, id, log, type, schema, hlc, prev, body, digest, sig, erased, extra
 FROM foreign_item
 ORDER BY device, number"""


def own_items(connection: sa.Connection, identity: Identity, *, after: int = 0) -> Iterator[Told]:
    """What this desk told since its item ``after``, in order."""
    yield from _signed(quick.tuples(connection, _OWN, (after,)), identity)


def unsent_items(connection: sa.Connection, identity: Identity, *, limit: int) -> Iterator[Told]:
    """The first items of this desk that no hub has given a verdict on."""
    yield from _signed(quick.tuples(connection, _UNSENT, (limit,)), identity)


def _signed(rows: Iterable[tuple[Any, ...]], identity: Identity) -> Iterator[Told]:
    for number, id, log, kind, schema, hlc, prev, body, digest, erased in rows:
        sig = identity.sign(digest)
        yield Told(identity.id, number, id, log, kind, schema, hlc, prev, body, digest, sig, bool(erased))


def heard_items(connection: sa.Connection) -> Iterator[Told]:
    """What others told, device by device and in order, signed by them."""
    names = [one.name for one in fields(Told)]
    for row in quick.tuples(connection, _HEARD):
        values = dict(zip(names, row, strict=True))
        yield Told(**values | {"erased": bool(values["erased"])})


def known_devices(connection: sa.Connection) -> tuple[KnownDevice, ...]:
    """This desk and every device that it heard of."""
    rows = connection.execute(sa.select(s.device).order_by(s.device.c.at, s.device.c.id))
    return tuple(KnownDevice(row.id, base64.b64decode(row.public), row.name) for row in rows)


def own_device(identity: Identity) -> KnownDevice:
    """This desk as others know it."""
    assert device_id(identity.public) == identity.id, "a device's id follows from its key"
    return KnownDevice(identity.id, identity.public, identity.name)
