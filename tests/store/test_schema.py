"""The migrated schema is the models' schema, up and down; foreign files are refused politely."""

import gzip
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from eventdesk.desk import Desk, create_desk, open_desk
from eventdesk.errors import StoreProblem
from eventdesk.services.checkins import Scan
from eventdesk.store import engine, migrate
from eventdesk.store.tables import metadata


def _schema(file: Path) -> list[tuple[str, str]]:
    connection = engine.connect(file, None)
    try:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()
        return [(name, sql) for name, sql in rows if name not in ("alembic_version", "sqlite_sequence")]
    finally:
        connection.close()


def _models_only(object_: object, name: str | None, kind: str, reflected: bool, compared: object) -> bool:
    """The full-text table and its shadows are SQLite's own; the models know nothing of them."""
    return not (kind == "table" and name is not None and name.startswith("name_text"))


def test_the_migrations_make_the_models(tmp_path: Path) -> None:
    file = tmp_path / "made.db"
    migrate.create(file, None)
    opened = engine.open_engine(file, None)
    with opened.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _models_only, "compare_type": True})
        assert compare_metadata(context, metadata) == []
    opened.dispose()


def test_every_step_down_and_up_again_is_the_same(tmp_path: Path) -> None:
    file = tmp_path / "made.db"
    migrate.create(file, None)
    before = _schema(file)
    migrate.run_alembic(file, None, lambda command, config: command.downgrade(config, "base"))
    assert _schema(file) == []
    migrate.create(file, None)
    assert _schema(file) == before


def test_the_program_knows_its_newest_schema() -> None:
    folder = Path(migrate.__file__).parent / "migrations"
    assert ScriptDirectory(str(folder)).get_current_head() == migrate.HEAD


def test_a_newer_desk_is_refused_and_left_alone(tmp_path: Path, desk: Desk) -> None:
    file, folder = desk.house.store.file, desk.folder
    desk.close()
    connection = engine.connect(file, None)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StoreProblem) as caught:
        open_desk(folder)
    assert caught.value.code == "newer_desk"


def test_an_upgrade_that_fails_leaves_the_desk_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "desk.db"
    migrate.create(file, None)
    migrate.run_alembic(file, None, lambda command, config: command.downgrade(config, "base"))
    connection = engine.connect(file, None)
    connection.execute("INSERT INTO alembic_version VALUES ('0000')")
    connection.close()
    # 0000 is no step we know, and Alembic refuses it.
    with pytest.raises(Exception, match="0000"):
        migrate.bring_up(file, None)
    connection = engine.connect(file, None)
    assert migrate.revision_of(connection) == "0000"
    connection.close()
    assert [left.name for left in tmp_path.iterdir()] == ["desk.db"]


def test_a_day_of_the_first_schema_lives_on(tmp_path: Path) -> None:
    """The file was written by the program as it was then: five families, four admitted, one of them twice."""
    (tmp_path / "desk.db").write_bytes(gzip.decompress((Path(__file__).parent / "desk-0001.db.gz").read_bytes()))
    before = engine.connect(tmp_path / "desk.db", None)
    codes = dict(before.execute("SELECT registration, pickup_code FROM checkin_session").fetchall())
    before.close()
    assert len(set(codes.values())) == 4
    with open_desk(tmp_path) as desk:
        proof = desk.proofs.verify()
        assert proof.ok, proof
        with desk.house.store.reading() as connection:
            names = connection.exec_driver_sql("SELECT name FROM person WHERE name > '一'").scalars().all()
            keys = connection.exec_driver_sql("SELECT key FROM search_key").scalars().all()
        assert names and set(names) <= set(keys)
        assert desk.attendance.show("FAIR").totals.attended.persons == 8
        waiting = [view for view in desk.registrations.list("FAIR") if view.id not in codes]
        for view in desk.registrations.list("FAIR"):
            look = desk.checkins.look("FAIR", Scan(registration=view.id))
            assert look.pickup_code == codes.get(view.id)
        at = datetime(2026, 11, 28, 9, 45, tzinfo=desk.zone)
        new = desk.checkins.scan("FAIR", Scan(registration=waiting[0].id, at=at))
        assert new.pickup_code not in codes.values()
        assert desk.proofs.verify().ok


def test_other_files_are_no_desk(tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    folder.mkdir()
    for content, codes in (
        (b"hello, this is not a database at all" * 100, {"passphrase_needed"}),
        (b"", {"not_a_desk"}),
    ):
        (folder / "desk.db").write_bytes(content)
        with pytest.raises(StoreProblem) as caught:
            open_desk(folder)
        assert caught.value.code in codes


def test_an_encrypted_desk_opens_with_its_passphrase_alone(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "desk"
    create_desk(folder, name="x", passphrase="sesame, open").close()
    assert b"SQLite format" not in (folder / "desk.db").read_bytes()[:16]
    open_desk(folder, passphrase="sesame, open").close()
    for wrong, code in (("sesame, close", "wrong_passphrase"), (None, "passphrase_needed")):
        with pytest.raises(StoreProblem) as caught:
            open_desk(folder, passphrase=wrong)
        assert caught.value.code == code
    assert capfd.readouterr().err == "", "the driver must not write to standard error by itself"


@pytest.mark.parametrize(("version", "good"), [("3.51.2", False), ("3.9.9", False), ("3.51.3", True), ("4.0.0", True)])
def test_an_old_sqlite_is_refused(version: str, good: bool) -> None:
    if good:
        engine.check_version(version)
    else:
        with pytest.raises(StoreProblem, match="sqlite_too_old"):
            engine.check_version(version)


def test_writes_are_durable(desk: Desk) -> None:
    with desk.house.store.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_foreign_keys_hold(desk: Desk) -> None:
    with desk.house.store.engine.connect() as connection, pytest.raises(sa.exc.IntegrityError):
        connection.exec_driver_sql(
            "INSERT INTO slot (id, event, code, title, room, capacity_unit, position) VALUES ('x','nowhere','S','t','','persons',1)"
        )
