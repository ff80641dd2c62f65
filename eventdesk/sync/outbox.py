"""What this desk tells: its own items, signed, and those of others that it heard."""

import base64
from collections.abc import Iterator
from dataclasses import fields

import sqlalchemy as sa

from eventdesk.domain.device import device_id
from eventdesk.store import quick
from eventdesk.store import sync_tables as s
from eventdesk.sync.apply import KnownDevice
from eventdesk.sync.identity import Identity
from eventdesk.sync.told import Told

_OWN = """SELECT device_seq, id, coalesce(event, (SELECT id FROM organisation)), type, schema, hlc, prev, body, digest,
 erased_at IS NOT NULL FROM outbox WHERE device_seq > ? ORDER BY device_seq"""
_HEARD = """SELECT device, number, id, log, type, schema, hlc, prev, body, digest, sig, erased, extra
 FROM foreign_item
 ORDER BY device, number"""


def own_items(connection: sa.Connection, identity: Identity, *, after: int = 0) -> Iterator[Told]:
    """What this desk told since its item ``after``, in order."""
    for number, id, log, kind, schema, hlc, prev, body, digest, erased in quick.tuples(connection, _OWN, (after,)):
        yield Told(
            identity.id, number, id, log, kind, schema, hlc, prev, body, digest, identity.sign(digest), bool(erased)
        )  # fmt: skip


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
