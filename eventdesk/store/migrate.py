"""Makes and upgrades the desk's schema with Alembic: on a copy that is swapped in only when it passed its checks."""

import shutil
from pathlib import Path
from typing import Any

from eventdesk.errors import StoreProblem
from eventdesk.store.engine import connect, open_engine

HEAD = "0003"
"""The revision this program works with. Kept here so that opening a desk needs no Alembic; a test compares."""


def revision_of(connection: Any) -> str | None:
    """The schema revision of an open file (driver connection); None for an empty file."""
    found = connection.execute("SELECT name FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    if found is None:
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])


def create(file: Path, passphrase: str | None) -> None:
    """Makes a new desk file with the newest schema."""
    _upgrade(file, passphrase, HEAD)


def bring_up(file: Path, passphrase: str | None) -> None:
    """Upgrades an older file; a newer one than the program is refused, and stays as it is."""
    connection = connect(file, passphrase)
    try:
        found = revision_of(connection)
        if found == HEAD:
            return
        if found is None or found > HEAD:
            raise StoreProblem("newer_desk" if found else "not_a_desk", found=found, known=HEAD)
        copy = file.with_name(f"{file.stem}.upgrading.db")
        copy.unlink(missing_ok=True)
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            # Somebody else has the desk open: what they write would be missing from the copy.
            raise StoreProblem("store_busy")
        shutil.copy2(file, copy)
    finally:
        connection.close()
    try:
        _upgrade(copy, passphrase, HEAD)
        _check(copy, passphrase)
        copy.replace(file)
    finally:
        copy.unlink(missing_ok=True)


def _check(file: Path, passphrase: str | None) -> None:
    connection = connect(file, passphrase)
    try:
        if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise StoreProblem("upgrade_failed")
        if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise StoreProblem("upgrade_failed")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.close()


def _upgrade(file: Path, passphrase: str | None, revision: str) -> None:
    run_alembic(file, passphrase, lambda command, config: command.upgrade(config, revision))


def run_alembic(file: Path, passphrase: str | None, work: Any) -> None:
    """Runs one Alembic command, ``work(command, config)``, on a file."""
    from alembic import command
    from alembic.config import Config

    engine = open_engine(file, passphrase)
    try:
        with engine.begin() as connection:
            config = Config()
            config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
            config.attributes["connection"] = connection
            work(command, config)
    finally:
        engine.dispose()
