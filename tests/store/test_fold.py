"""Writing the file anew after an erasure: nothing is left of it, and whoever is in the way is no reason to fail."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from eventdesk.store.engine import connect
from eventdesk.store.store import Store

SECRET = "gone-for-good"
SOON = timedelta(milliseconds=50)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A file that kept something and lets go of it."""
    made = Store(tmp_path, passphrase=None)
    with made.engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA secure_delete = OFF")
        connection.exec_driver_sql("CREATE TABLE note (text)")
        connection.exec_driver_sql("INSERT INTO note VALUES (?)", (SECRET,))
    with made.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM note")
    assert SECRET in left(tmp_path)
    yield made
    made.close()


def left(folder: Path) -> str:
    return "".join(file.read_bytes().decode("latin-1") for file in folder.iterdir())


def test_what_was_erased_is_gone_at_once(store: Store, tmp_path: Path) -> None:
    assert store.fold()
    assert SECRET not in left(tmp_path)


@pytest.mark.parametrize("begin", ["BEGIN IMMEDIATE", "BEGIN"])
def test_somebody_in_the_way_does_not_fail_it_and_closing_makes_up_for_it(store: Store, tmp_path: Path, begin: str) -> None:
    other = connect(store.file, None)
    other.execute(begin)
    other.execute("SELECT * FROM note").fetchall()
    assert not store.fold(patience=SOON) and SECRET in left(tmp_path)
    other.close()
    store.close()
    assert SECRET not in left(tmp_path)


def test_a_large_file_is_written_anew_when_it_is_closed(store: Store, tmp_path: Path) -> None:
    assert not store.fold(largest=100) and SECRET in left(tmp_path)
    store.close()
    assert SECRET not in left(tmp_path)


def test_writers_wait_again_afterwards(store: Store) -> None:
    store.fold(patience=SOON)
    with store.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 10_000
