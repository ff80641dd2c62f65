"""Two desks and more that meet: what each holds, and a file that goes from one to the next."""

import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from eventdesk.clock import Clock
from eventdesk.desk import Desk
from eventdesk.joining import join_desk
from eventdesk.store import tables as t
from eventdesk.sync.apply import Received
from eventdesk.sync.bundle import read_bundle
from eventdesk.sync.records import LOCAL, SYNCED

APART = {"device", "foreign_item", "item_record", "clash", "hub", "hub_cursor", "refused_item", "hand_in"}
NUMBERS = {"no", "seq"}


def state(desk: Desk) -> dict[str, list[str]]:
    """All that desks have in common, as comparable text: every row of every shared table, members, choices, refused tickets."""
    with desk.house.store.reading() as connection:
        names = [*SYNCED, "registration_member", "slot_choice"]
        found = {name: _rows(connection, t.metadata.tables[name]) for name in names}
        revoked = connection.execute(sa.select(t.revoked_ticket.c.registration)).scalars()
        return found | {"revoked_ticket": sorted(map(json.dumps, revoked))}


def _rows(connection: sa.Connection, table: sa.Table) -> list[str]:
    # Which of a family's slots is shown first isn't told: an item's slots have no order.
    apart = NUMBERS | ({"position"} if table.name == "slot_choice" else set())
    rows = [
        {name: value for name, value in row._mapping.items() if name not in apart}
        for row in connection.execute(sa.select(table))
    ]
    return sorted(json.dumps(row, ensure_ascii=False, sort_keys=True, default=str) for row in rows)


def differences(one: Desk, other: Desk) -> dict[str, Any]:
    """What two desks do not have in common, by table."""
    first, second = state(one), state(other)
    apart = {
        name: (sorted(set(first[name]) - set(second[name])), sorted(set(second[name]) - set(first[name])))
        for name in first
    }
    return {name: rows for name, rows in apart.items() if rows != ([], [])}


def told_apart(one: list[str], other: list[str]) -> list[Any]:
    """Rows that differ, as the fields in which they do."""
    left, right = ([json.loads(row) for row in rows] for rows in (one, other))
    pairs: list[Any] = [
        {name: (a[name], b.get(name)) for name in a if a[name] != b.get(name)}
        for a in left for b in right if a.get("id") is not None and a.get("id") == b.get("id")
    ]  # fmt: skip
    return pairs or [left, right]


def carry(source: Desk, target: Desk, file: Path) -> Received:
    """A stick with everything that one desk knows goes to another."""
    source.sync.bundle_out(file)
    return target.sync.bundle_in(file, trust=True)


def join(desk: Desk, folder: Path, station: str, clock: Clock) -> Desk:
    """A second desk of the same organisation, made of a stick."""
    file = folder.with_suffix(".bundle")
    desk.sync.bundle_out(file)
    bundle = read_bundle(file)
    return join_desk(
        folder,
        organisation=bundle.organisation,
        devices=bundle.devices,
        items=bundle.items,
        passphrase=None,
        station=station,
        clock=clock,
    )


def check_told(desk: Desk, folder: Path) -> None:
    """A desk that is made of what this one told holds what it holds, but for its own door and key, and waits for nothing."""
    other = join(desk, folder, "西门", desk.clock)
    try:
        apart = differences(desk, other)
        assert set(apart) == {"station", "ticket_key"}, {name: told_apart(*rows) for name, rows in apart.items()}
        assert all(not gone and len(own) == 1 for gone, own in apart.values()), apart
        status = other.sync.status()
        assert (status.waiting, status.unread, status.conflicts) == (0, 0, 0)
        assert LOCAL >= APART
    finally:
        other.close()
