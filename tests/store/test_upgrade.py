"""An older desk is brought up whole or not at all, and only while nobody else works with it."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from eventdesk.desk import create_desk, open_desk
from eventdesk.errors import StoreProblem
from eventdesk.store import engine, migrate
from tests.desks import lay, made_once

ROOT = Path(__file__).parents[2]
PASSPHRASES = {"plain": None, "encrypted": "sesame, open"}

IDLE = """
from pathlib import Path
from eventdesk.store import engine
connection = engine.connect(Path({file!r}), {passphrase!r})
print(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0], flush=True)
input()
connection.execute("INSERT INTO meta VALUES ('acknowledged', 'yes')")
print("written", flush=True)
input()
connection.close()
"""
"""A program that has the desk open, does nothing, and writes when it is told to."""

UPGRADE = """
from pathlib import Path
from eventdesk.errors import StoreProblem
from eventdesk.store import migrate
import alembic.command, alembic.config
print("ready", flush=True)
input()
try:
    migrate.bring_up(Path({file!r}), {passphrase!r})
    print("done", flush=True)
except StoreProblem as problem:
    print(problem.code, flush=True)
"""

CUT_OFF = "os._exit(9)"
"""What a power cut does to this one program."""

WAIT = "sys.setprofile(None); print('waits', flush=True); input()"

STOPPED = """
import os, sys
from pathlib import Path
from eventdesk.store import migrate
import alembic.command, alembic.config
left = {statements}
def count(frame, event, called):
    global left
    if event == "c_call" and called.__name__ in ("execute", "commit"):
        left -= 1
        if left < 0:
            {then}
sys.setprofile(count)
migrate.bring_up(Path({file!r}), {passphrase!r})
sys.setprofile(None)
print({statements} - left)
"""
"""An upgrade that gets no further than some statement of its own; says how many there were, if it gets to the end."""


def program(code: str, **values: object) -> subprocess.Popen[str]:
    """A program of its own, as another window would be."""
    return subprocess.Popen(
        [sys.executable, "-c", code.format(**values)],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def told(other: subprocess.Popen[str]) -> str:
    """The next line that it says."""
    assert other.stdout is not None
    return other.stdout.readline().strip()


def tell(other: subprocess.Popen[str]) -> None:
    """Lets it go on."""
    assert other.stdin is not None
    other.stdin.write("\n")
    other.stdin.flush()


@cache
def _older(passphrase: str | None) -> bytes:
    def make(folder: Path) -> None:
        create_desk(folder, name="x", passphrase=passphrase).close()
        file = folder / "desk.db"
        migrate.run_alembic(file, passphrase, lambda command, config: command.downgrade(config, "-1"))

    return made_once(make)


@pytest.fixture(params=PASSPHRASES)
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Path, str | None]]:
    """The file of a closed desk of the schema before, and its passphrase."""
    passphrase = PASSPHRASES[request.param]
    folder = tmp_path / "desk"
    lay(_older(passphrase), folder)
    yield folder / "desk.db", passphrase
    assert not [left.name for left in folder.iterdir() if "upgrading" in left.name]


def revision(file: Path, passphrase: str | None) -> str | None:
    """The schema of a closed file that is whole."""
    connection = engine.connect(file, passphrase)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return migrate.revision_of(connection)
    finally:
        connection.close()


def count_of_statements(file: Path, passphrase: str | None) -> int:
    """How many statements an upgrade takes, by doing it; the last is the commit."""
    with program(STOPPED, file=str(file), passphrase=passphrase, statements=1_000_000, then="pass") as whole:
        return int(told(whole))


def test_a_desk_that_another_program_has_open_is_left_alone(older: tuple[Path, str | None]) -> None:
    """An idle program holds no lock that a write would meet, and goes on writing to the file that it knows."""
    file, passphrase = older
    with program(IDLE, file=str(file), passphrase=passphrase) as other:
        before = told(other)
        with pytest.raises(StoreProblem) as caught:
            migrate.bring_up(file, passphrase)
        assert caught.value.code == "store_busy"
        tell(other)
        assert told(other) == "written"
        assert revision(file, passphrase) == before
        tell(other)
    migrate.bring_up(file, passphrase)
    with open_desk(file.parent, passphrase=passphrase) as desk:
        assert desk.proofs.verify().ok
        with desk.house.store.reading() as connection:
            assert connection.exec_driver_sql("SELECT value FROM meta WHERE key = 'acknowledged'").scalar() == "yes"
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_a_connection_of_this_program_counts_as_well(older: tuple[Path, str | None]) -> None:
    file, passphrase = older
    connection = engine.connect(file, passphrase)
    with pytest.raises(StoreProblem, match="store_busy"):
        migrate.bring_up(file, passphrase)
    connection.execute("INSERT INTO meta VALUES ('acknowledged', 'yes')")
    connection.close()
    migrate.bring_up(file, passphrase)
    assert revision(file, passphrase) == migrate.HEAD


def test_two_programs_that_upgrade_at_once_do_it_once(older: tuple[Path, str | None]) -> None:
    file, passphrase = older
    programs = [program(UPGRADE, file=str(file), passphrase=passphrase) for _ in range(2)]
    assert [told(one) for one in programs] == ["ready", "ready"]
    for one in programs:
        tell(one)
    outcomes = [told(one) for one in programs]
    for one in programs:
        one.communicate()
    assert "done" in outcomes
    assert set(outcomes) <= {"done", "store_busy"}
    assert revision(file, passphrase) == migrate.HEAD
    with open_desk(file.parent, passphrase=passphrase) as desk:
        assert desk.proofs.verify().ok


def test_who_waits_at_the_door_meanwhile_finds_the_new_desk(older: tuple[Path, str | None]) -> None:
    """The file that was opened before the upgrade was done is the file that has the upgrade."""
    file, passphrase = older
    content = file.read_bytes()
    reached = count_of_statements(file, passphrase) - 1
    file.write_bytes(content)
    found = []

    def come() -> None:
        connection = engine.connect(file, passphrase)
        found.append(migrate.revision_of(connection))
        connection.execute("INSERT INTO meta VALUES ('acknowledged', 'yes')")
        connection.close()

    with program(STOPPED, file=str(file), passphrase=passphrase, statements=reached, then=WAIT) as upgrading:
        assert told(upgrading) == "waits"
        waiting = threading.Thread(target=come)
        waiting.start()
        time.sleep(0.5)
        assert found == []
        tell(upgrading)
        assert upgrading.wait() == 0
        waiting.join()
    assert found == [migrate.HEAD]
    with open_desk(file.parent, passphrase=passphrase) as desk, desk.house.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT value FROM meta WHERE key = 'acknowledged'").scalar() == "yes"


def test_an_upgrade_that_is_cut_off_leaves_a_whole_desk(older: tuple[Path, str | None]) -> None:
    file, passphrase = older
    content, before = file.read_bytes(), revision(file, passphrase)
    statements = count_of_statements(file, passphrase)
    assert revision(file, passphrase) == migrate.HEAD
    file.write_bytes(content)
    # At 1 everything is done but the last statement of all, which is the commit.
    for done in (0.3, 0.6, 0.9, 1):
        reached = int((statements - 1) * done)
        with program(STOPPED, file=str(file), passphrase=passphrase, statements=reached, then=CUT_OFF) as crashed:
            assert crashed.wait() == 9
        assert revision(file, passphrase) == before
    with open_desk(file.parent, passphrase=passphrase) as desk:
        assert desk.proofs.verify().ok


def test_what_does_not_pass_its_checks_is_not_taken(older: tuple[Path, str | None]) -> None:
    """A row that points nowhere: found before the commit, and the file stays as it was."""
    file, passphrase = older
    connection = engine.connect(file, passphrase)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("INSERT INTO revoked_ticket VALUES ('x', 'nowhere', 0)")
    before = migrate.revision_of(connection)
    connection.close()
    with pytest.raises(StoreProblem, match="upgrade_failed"):
        migrate.bring_up(file, passphrase)
    assert revision(file, passphrase) == before
