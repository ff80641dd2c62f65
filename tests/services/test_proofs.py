"""Whoever changes the desk's file behind the program's back is found out."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from eventdesk.desk import Desk, open_desk
from eventdesk.domain.digests import chained
from eventdesk.errors import StoreProblem
from eventdesk.services.checkins import Scan
from eventdesk.services.door_record import entry_of
from eventdesk.store.store import FILE_NAME
from eventdesk.store.unit import audit_digest, item_digest
from tests.conftest import Register


@pytest.fixture
def lived(fair: Desk, register: Register) -> Path:
    """The closed folder of a desk with five families, three of them inside."""
    families = [register(children=1) for _ in range(5)]
    for family in families[:3]:
        fair.checkins.scan("FAIR", Scan(registration=family.id))
    fair.close()
    return fair.folder


def tampered(folder: Path, sql: str) -> None:
    """Runs a statement that no verb of the program would run."""
    with dbapi2.connect(str(folder / FILE_NAME)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(sql)
        connection.commit()


LAST = "WHERE seq = (SELECT max(seq) FROM {0})"
TAMPERINGS = (
    ("audit", "DELETE FROM audit WHERE seq = 1"), ("audit", "DELETE FROM audit WHERE seq = 3"),
    ("audit", "DELETE FROM audit " + LAST.format("audit")), ("audit", "DELETE FROM audit"), ("audit", "DROP TABLE audit"),
    ("audit", "UPDATE audit SET details = '{}' WHERE seq = 3"), ("audit", "UPDATE audit SET details = x'ff' WHERE seq = 3"),
    ("audit", "UPDATE audit SET at = at + 1 " + LAST.format("audit")), ("audit", "UPDATE audit SET digest = prev WHERE seq = 2"),
    ("journal", "DELETE FROM journal WHERE seq = 1"), ("journal", "DELETE FROM journal " + LAST.format("journal")),
    ("journal", "DELETE FROM journal"), ("journal", "UPDATE journal SET at = at + 60000 WHERE seq = 2"),
    ("journal", "UPDATE journal SET persons = 'x' WHERE seq = 2"), ("journal", "UPDATE journal SET kind = 'wish' WHERE seq = 2"),
    ("journal", "UPDATE journal SET at = 'noon' WHERE seq = 2"), ("journal", "UPDATE journal SET station = 'x' WHERE seq = 3"),
    ("outbox", "DELETE FROM outbox WHERE device_seq = (SELECT max(device_seq) FROM outbox)"),
    ("outbox", "UPDATE outbox SET body = '{}' WHERE device_seq = 3"),
)  # fmt: skip


@pytest.mark.parametrize(("table", "sql"), TAMPERINGS)
def test_a_row_that_was_changed_or_taken_away_is_found(lived: Path, table: str, sql: str) -> None:
    tampered(lived, sql)
    with open_desk(lived) as desk:
        proof = desk.proofs.verify()
    chains = {"audit": proof.audit_chain, "journal": proof.journal_chain, "outbox": proof.outbox_chain}
    assert not proof.ok
    assert chains[table].startswith("broken at ")


@pytest.mark.parametrize(
    ("table", "sql"),
    [
        ("audit", "DELETE FROM audit WHERE seq > {0} - 1"), ("audit", "DELETE FROM audit WHERE seq > {0} - 3"),
        ("outbox", "DELETE FROM outbox WHERE device_seq > (SELECT last_item FROM audit WHERE seq = {0} - 1)"),
        ("journal", "DELETE FROM journal WHERE seq = 3"),
    ],
)  # fmt: skip
def test_what_was_cut_off_is_still_missed_when_more_was_written_since(lived: Path, table: str, sql: str) -> None:
    """The rows that follow chain to what was left: only what the logs say of each other tells of the gap."""
    with dbapi2.connect(str(lived / FILE_NAME)) as connection:
        last = connection.execute("SELECT max(seq) FROM audit").fetchone()[0]
    tampered(lived, sql.format(last))
    with open_desk(lived) as desk:
        family = next(view for view in desk.registrations.list("FAIR") if view.inside == 0)
        desk.checkins.scan("FAIR", Scan(registration=family.id))
        proof = desk.proofs.verify()
    assert not proof.ok
    chains = {"audit": proof.audit_chain, "journal": proof.journal_chain, "outbox": proof.outbox_chain}
    assert chains[table].startswith("broken at "), chains


def last_of(connection: Any, table: str, order: str = "seq") -> dict[str, Any]:
    """The newest row of a log."""
    found = connection.execute(f"SELECT * FROM {table} ORDER BY {order} DESC LIMIT 1")
    return dict(zip((column[0] for column in found.description), found.fetchone(), strict=True))


def add(connection: Any, table: str, row: dict[str, Any]) -> None:
    """Appends a row to a log."""
    marks = ",".join("?" * len(row))
    connection.execute(f"INSERT INTO {table} ({','.join(row)}) VALUES ({marks})", tuple(row.values()))


def forge_admission(connection: Any, name: str = "forged") -> None:
    """Lets the last family in once more, with the digests that the program would have made."""
    last = last_of(connection, "journal")
    entry = replace(entry_of(last), id=name, station_seq=last["station_seq"] + 1)
    forged = {"seq": last["seq"] + 1, "id": entry.id, "station_seq": entry.station_seq, "prev": last["digest"]}
    add(connection, "journal", last | forged | {"digest": chained(last["digest"], entry.body())})


def forge_second_of_an_entry(connection: Any) -> None:
    """An admission under the name of one that the outbox knows."""
    forge_admission(connection, last_of(connection, "journal")["id"])


def forge_item(connection: Any) -> None:
    """An item that no act of the program put."""
    last = last_of(connection, "outbox", "device_seq")
    new = {
        "device_seq": last["device_seq"] + 1,
        "id": "forged",
        "type": "organisation",
        "prev": last["digest"],
        "body": "{}",
    }
    digest = item_digest(
        id="forged", kind="organisation", schema=last["schema"], device_seq=new["device_seq"], hlc=last["hlc"],
        prev=last["digest"], body="{}",
    )  # fmt: skip
    add(connection, "outbox", last | new | {"digest": digest})


def forge_act(first: int | None, last: int | None) -> Callable[[Any], None]:
    """An act that nobody did; its items are counted from the newest one that is there, None as rows from before 0002."""

    def forge(connection: Any) -> None:
        before = last_of(connection, "audit")
        wrote = () if first is None or last is None else (before["last_item"] + first, before["last_item"] + last)
        fields = tuple(before[name] for name in ("at", "operator", "station", "action", "subject", "details"))
        new = dict(zip(("first_item", "last_item"), wrote or (None, None), strict=True)) | {"prev": before["digest"]}
        new |= {"seq": before["seq"] + 1, "digest": audit_digest(before["digest"], (*fields, *wrote))}
        add(connection, "audit", before | new)

    return forge


@pytest.mark.parametrize(
    ("table", "forge"),
    [
        ("journal", forge_admission),
        ("journal", forge_second_of_an_entry),
        # The log that should know of it and doesn't is the one that is broken.
        ("audit", forge_item),
        ("outbox", forge_act(1, 1)),  # an item that is not there
        ("outbox", forge_act(0, 0)),  # an item of another act
        ("audit", forge_act(1, 0)),  # nothing at all
        ("audit", forge_act(None, None)),
    ],
)
def test_a_row_that_was_added_with_a_right_digest_is_found(
    lived: Path, table: str, forge: Callable[[Any], None]
) -> None:
    """A digest needs no secret: only what the logs say of each other tells of a row that the program didn't write."""
    with dbapi2.connect(str(lived / FILE_NAME)) as connection:
        forge(connection)
        connection.commit()
    with open_desk(lived) as desk:
        proof = desk.proofs.verify()
    chains = {"audit": proof.audit_chain, "journal": proof.journal_chain, "outbox": proof.outbox_chain}
    assert not proof.ok
    assert chains[table].startswith("broken at "), chains


def test_a_pick_up_code_that_was_changed_is_found(lived: Path) -> None:
    """Children are handed back by it."""
    tampered(lived, "UPDATE journal SET pickup_code = 'WXYZ' WHERE seq = 2")
    with open_desk(lived) as desk:
        assert desk.proofs.verify().journal_chain == "broken at 2"


@pytest.mark.parametrize(
    "sql", ["UPDATE journal SET persons = 'x'", "UPDATE journal SET kind = 'wish'", "UPDATE journal SET at = 'x'"]
)
def test_figures_are_not_made_of_an_unreadable_journal(lived: Path, sql: str) -> None:
    tampered(lived, sql)
    looks: tuple[Callable[[Desk], object], ...] = (
        lambda desk: desk.reports.attendance("FAIR"),
        lambda desk: desk.checkins.scan("FAIR", Scan(text="x")),
    )
    for look in looks:
        with open_desk(lived) as desk, pytest.raises(StoreProblem) as caught:
            look(desk)
        assert caught.value.code == "store_damaged"
