"""A unit leaves all of its writing, outbox and audit, or nothing."""

import pytest
import sqlalchemy as sa

from eventdesk.desk import Desk
from eventdesk.domain.right import Actor, OperatorRole, Right
from eventdesk.errors import NotAllowed, StoreProblem
from eventdesk.store import tables as t


def _count(desk: Desk, table: sa.Table) -> int:
    with desk.house.store.reading() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def test_without_commit_nothing_stays(desk: Desk) -> None:
    before = [_count(desk, table) for table in (t.meta, t.outbox, t.audit)]
    with desk.house.writing(Right.SETTINGS, "test") as unit:
        unit.execute(t.meta.insert(), {"key": "a", "value": "b"})
        unit.put("test", {})
    assert [_count(desk, table) for table in (t.meta, t.outbox, t.audit)] == before


def test_an_error_inside_leaves_nothing(desk: Desk) -> None:
    before = _count(desk, t.meta)
    with pytest.raises(ZeroDivisionError), desk.house.writing(Right.SETTINGS, "test") as unit:
        unit.execute(t.meta.insert(), {"key": "a", "value": "b"})
        unit.put("test", {})
        raise ZeroDivisionError
    assert _count(desk, t.meta) == before


def test_commit_carries_outbox_and_audit(desk: Desk) -> None:
    before = [_count(desk, table) for table in (t.meta, t.outbox, t.audit)]
    with desk.house.writing(Right.SETTINGS, "test") as unit:
        unit.execute(t.meta.insert(), {"key": "a", "value": "b"})
        unit.put("test", {"n": 1})
        unit.put("test", {"n": 2})
        unit.commit(subject="a")
    assert [_count(desk, table) for table in (t.meta, t.outbox, t.audit)] == [before[0] + 1, before[1] + 2, before[2] + 1]
    assert desk.proofs.verify().ok


def test_writing_without_an_item_is_a_mistake(desk: Desk) -> None:
    with pytest.raises(AssertionError), desk.house.writing(Right.SETTINGS, "test") as unit:
        unit.execute(t.meta.insert(), {"key": "a", "value": "b"})
        unit.commit()


def test_every_write_knows_who_and_where(desk: Desk) -> None:
    with desk.house.store.reading() as connection:
        rows = connection.execute(sa.select(t.audit.c.operator, t.audit.c.station)).all()
    assert rows
    assert all(row.operator and row.station for row in rows)


@pytest.mark.parametrize(
    ("table", "column", "chain"),
    [("audit", "details", "audit_chain"), ("outbox", "body", "outbox_chain")],
)
def test_a_touched_chain_is_seen(desk: Desk, table: str, column: str, chain: str) -> None:
    with desk.house.store.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE {table} SET {column} = '[1]' WHERE rowid = 1")
    proof = desk.proofs.verify()
    assert not proof.ok
    assert getattr(proof, chain) == "broken at 1"


def test_a_missing_right_stops_before_anything(desk: Desk) -> None:
    house = desk.house
    house.actor = Actor(house.actor.operator, OperatorRole.READER, house.actor.station, house.actor.station_name)
    for verb in (
        lambda: desk.imports.undo("x"),
        lambda: desk.registrations.cancel("x"),
        lambda: desk.operators.sit_at("new"),
        lambda: desk.registrations.list("X", unmasked=True),
        lambda: desk.tickets.cards("X"),
        lambda: desk.attendance.door("X"),
    ):
        with pytest.raises(NotAllowed):
            verb()


def test_a_busy_desk_says_so(desk: Desk) -> None:
    from eventdesk.store.engine import connect

    other = connect(desk.house.store.file, None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with desk.house.store.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 50")
        with pytest.raises(StoreProblem) as caught, desk.house.writing(Right.SETTINGS, "test") as unit:
            unit.put("test", {})
            unit.commit()
        assert caught.value.code == "store_busy"
    finally:
        other.execute("ROLLBACK")
        other.close()
