"""Desks and a hub on bad days: what they hold in the end is the same, whole, and counts each person once.

Every trial runs the program itself: desks with their files and services, rounds of :class:`~eventdesk.sync.cycle.Cycle` through
the real client, the hub's ASGI program over its SQLite. Only the clocks and the wire (:mod:`tests.sync.network`) are made up: a
request is lost, its answer is lost or breaks off, it is doubled, or comes after others; desks are without a network for a while and
carry sticks; the hub is restarted, and put back as it was in an older copy. What a seed fixes is what happens and when; keys and
ids are new each time, so that who wins where two write in the same millisecond is left to chance.

There are two kinds of days. **Short** ones have two to four desks, in CI two or three, and some ten happenings, and end with a
comparison of all rows and items. **Long** ones have up to eight desks and some forty; what clashed is settled then, and the chains
of proof are verified. CI runs 200 of both, `make proof` 2,000.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest

from eventdesk.desk import Desk
from eventdesk.store import quick
from eventdesk.store import tables as t
from eventdesk.sync.records import SYNCED
from tests.sync.meeting import NUMBERS, differences
from tests.sync.world import World, everything, world

SHARED = (*SYNCED, "registration_member", "slot_choice", "revoked_ticket")
APART = {*NUMBERS, "at_import"}
GROUP = 20
"""Trials of one test."""


@pytest.fixture(scope="module")
def seats(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the desks of one trial after the other lie."""
    return tmp_path_factory.mktemp("seats")


def short(seats: Path, seed: int, *, most: int = 4) -> None:
    with world(seats, seed, most=most) as day:
        for _ in range(day.chance.randint(6, 12)):
            day.step()
        day.calm()
        agree(day, seed, day.desks[-1:])


def long(seats: Path, seed: int) -> None:
    with world(seats, seed) as day:
        for _ in range(day.chance.randint(20, 50)):
            day.step()
        day.calm()
        agree(day, seed, day.desks)
        first = day.desks[0]
        while clashes := first.sync.clashes():
            first.sync.settle(clashes[0], other=day.chance.random() < 0.5)
        day.calm()
        agree(day, seed, ())
        for desk in day.desks:
            assert desk.sync.clashes() == (), f"seed {seed}"
            assert desk.proofs.verify().ok, f"seed {seed}"


def agree(day: World, seed: int, counting: Sequence[Desk]) -> None:
    """All hold all, alike, and whoever was let in is counted once."""
    first, *others = day.desks
    told = {(item.id, item.digest) for item in everything(first)}
    assert told == held(day), f"seed {seed}: the hub"
    rows, clashing = rows_of(first), read(first, "SELECT \"table\", record, field, kept, other, kept_device, other_device FROM clash")
    for desk in others:
        assert {(item.id, item.digest) for item in everything(desk)} == told, f"seed {seed}: items"
        if rows_of(desk) != rows:
            assert differences(first, desk) == {}, f"seed {seed}"
        assert read(desk, "SELECT \"table\", record, field, kept, other, kept_device, other_device FROM clash") == clashing
    for desk in day.desks:
        waiting = read(desk, "SELECT type FROM foreign_item WHERE state <> 'applied'"), read(desk, "SELECT * FROM refused_item")
        assert waiting == ([], []), f"seed {seed}"
        assert read(desk, "SELECT 1 FROM outbox WHERE sent_at IS NULL") == [], f"seed {seed}"
    for table, id in day.made:
        assert read(first, f'SELECT 1 FROM "{table}" WHERE id = ?', id), f"seed {seed}: {table}"
    for desk in counting:
        people = [one.person for one in desk.attendance.show("FAIR").people if one.attended]
        assert sorted(people) == sorted(day.expected()), f"seed {seed}"
        assert desk.attendance.show("FAIR").totals.attended.persons == len(day.expected()), f"seed {seed}"


def held(day: World) -> set[tuple[str, str]]:
    """The items that the hub holds."""
    with day.place.hub.database.engine.connect() as connection:
        return {(row[0], row[1]) for row in connection.exec_driver_sql("SELECT id, digest FROM item")}


def rows_of(desk: Desk) -> dict[str, list[str]]:
    """All rows that desks have in common, as the file has them."""
    found = {}
    for name in SHARED:
        apart = NUMBERS | {"at" if name == "revoked_ticket" else "", "position" if name == "slot_choice" else ""}
        columns = ", ".join(f'"{column.name}"' for column in t.metadata.tables[name].c if column.name not in apart)
        found[name] = read(desk, f'SELECT {columns} FROM "{name}"')
    return found


def read(desk: Desk, sql: str, *values: str) -> list[str]:
    with desk.house.store.reading() as connection:
        return sorted(repr(tuple(row)) for row in quick.tuples(connection, sql, values))


def groups(first: int, trials: int) -> list[range]:
    return [range(start, min(start + GROUP, first + trials)) for start in range(first, first + trials, GROUP)]


@pytest.mark.parametrize("seeds", groups(0, 194), ids=str)
def test_short_days(seats: Path, seeds: range) -> None:
    for seed in seeds:
        short(seats, seed, most=3 if seed % 3 == 0 else 2)


@pytest.mark.parametrize("seeds", groups(10_000, 6), ids=str)
def test_long_days(seats: Path, seeds: range) -> None:
    for seed in seeds:
        long(seats, seed)


@pytest.mark.proof
@pytest.mark.timeout(0)
@pytest.mark.parametrize("seeds", groups(1_000, 1_500), ids=str)
def test_short_days_at_length(seats: Path, seeds: range) -> None:
    for seed in seeds:
        short(seats, seed)


@pytest.mark.proof
@pytest.mark.timeout(0)
@pytest.mark.parametrize("seeds", groups(20_000, 500), ids=str)
def test_long_days_at_length(seats: Path, seeds: range) -> None:
    for seed in seeds:
        long(seats, seed)
