"""A disk that takes no more, for real: the system refuses every write beyond what the files have."""

import contextlib
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from eventdesk.desk import Desk, open_desk
from eventdesk.domain.checkin import Code
from eventdesk.domain.right import Right
from eventdesk.errors import StoreProblem
from eventdesk.services.checkins import Scan
from eventdesk.store import quick
from eventdesk.store import tables as t
from eventdesk.store.store import Store
from tests.conftest import Register

resource = pytest.importorskip("resource", reason="this system sets no limit to the size of files")


@contextlib.contextmanager
def full_disk(store: Store) -> Iterator[None]:
    """No file may grow beyond the write-ahead log as it is: the next commit fails while it writes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    log = store.file.with_name(store.file.name + "-wal")
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_commit_that_fails_is_a_sentence_and_leaves_nothing(fair: Desk, register: Register) -> None:
    register()
    before = fair.families.count()
    with full_disk(fair.house.store), pytest.raises(StoreProblem) as caught:
        register()
    assert caught.value.code in ("disk_full", "store_failed")
    assert fair.families.count() == before
    register()
    assert fair.families.count() == (before[0] + 1, before[1] + 2)
    assert fair.proofs.verify().ok


def test_nobody_is_inside_whose_entry_did_not_reach_the_disk(fair: Desk, register: Register) -> None:
    ticket, other = register(adults=2).ticket, register().ticket
    assert fair.checkins.scan("FAIR", Scan(text=other)).admitted == 2
    with full_disk(fair.house.store):
        for _ in range(2):
            with pytest.raises(StoreProblem):
                fair.checkins.scan("FAIR", Scan(text=ticket))
        looked = fair.checkins.look("FAIR", Scan(text=ticket))
    assert (looked.code, looked.inside) == (Code.OK, 2)
    assert fair.attendance.show("FAIR").totals.inside == 2
    came = fair.checkins.scan("FAIR", Scan(text=ticket))
    assert (came.code, came.admitted, came.inside) == (Code.OK, 3, 5)
    assert fair.proofs.verify().ok


def test_a_commit_is_a_store_problem_inside_the_unit_too(fair: Desk, register: Register) -> None:
    """Who must ask whether a failed commit reached the disk all the same asks before the unit is left."""
    register()
    with full_disk(fair.house.store), fair.house.writing(Right.SETTINGS, "test") as unit:
        unit.put("test", {"text": "x" * 100_000})
        with pytest.raises(StoreProblem):
            unit.commit()


def test_a_damaged_file_is_a_sentence(fair: Desk, register: Register) -> None:
    for _ in range(40):
        register()
    file = fair.house.store.file
    with fair.house.store.reading() as connection:
        roots = connection.exec_driver_sql("SELECT rootpage FROM sqlite_master WHERE tbl_name = 'registration'")
        pages = [row[0] for row in roots]
        size = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
    fair.close()
    content = bytearray(file.read_bytes())
    for page in pages:
        content[(page - 1) * size : page * size] = b"\xff" * size
    file.write_bytes(content)
    with open_desk(fair.folder) as desk:
        registration = "00000000-0000-7000-8000-000000000000"
        for verb in (lambda: desk.registrations.list("FAIR"), lambda: desk.checkins.look("FAIR", Scan(registration=registration))):
            with pytest.raises(StoreProblem) as caught:
                verb()
            assert caught.value.code == "store_damaged"


def test_an_error_of_the_store_holds_no_values(fair: Desk) -> None:
    """What is written holds names and phones; what is logged of an error must not."""
    person = {"id": "x", "family": "nobody", "role": "child", "position": 0, "name": "Emma Wang", "phone": "13800001234"}
    with pytest.raises(sa.exc.IntegrityError) as caught, fair.house.writing(Right.SETTINGS, "test") as unit:
        unit.execute(t.person.insert(), person)
    assert "Emma" not in str(caught.value)
    with pytest.raises(sa.exc.IntegrityError) as caught, fair.house.writing(Right.SETTINGS, "test") as unit:
        unit.raw("INSERT INTO person (id, family, role, position, name) VALUES (?,?,?,?,?)", ("x", "nobody", "child", 0, "Emma"))
    assert "Emma" not in str(caught.value)


def test_a_mistake_in_the_program_is_no_problem_of_the_store(fair: Desk) -> None:
    for sql in ("SELECT nothing FROM person", "SELECT * FROM nowhere", "SELEC 1"):
        with pytest.raises(sa.exc.OperationalError), fair.house.store.reading() as connection:
            connection.exec_driver_sql(sql)
        with pytest.raises(sa.exc.OperationalError), fair.house.store.reading() as connection:
            quick.rows(connection, sql)
