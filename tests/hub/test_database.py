"""The hub's tables on both databases: migrated is as written, numbers are seen in their order, an old backup is noticed."""

import shutil
import sqlite3
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from eventdesk.errors import InvalidInput, StoreProblem
from eventdesk.hub import database as d
from eventdesk.hub.hub import Hub, open_hub
from eventdesk.hub.tables import metadata
from eventdesk.sync.protocol import Outcome, Push, digest_of
from tests.hub.station import LOG, OTHER_LOG, Author, let_in


def test_migrated_is_as_written(hub: Hub) -> None:
    with hub.database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == d.HEAD


def test_every_step_goes_down_and_up_again(hub: Hub) -> None:
    with hub.database.writing() as connection:
        d.run_alembic(connection, lambda command, config: command.downgrade(config, "base"))
        assert set(sa.inspect(connection).get_table_names()) == {"alembic_version"}
        d.run_alembic(connection, lambda command, config: command.upgrade(config, d.HEAD))
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_head_is_the_last_step() -> None:
    script = ScriptDirectory(str(Path(d.__file__).parent / "migrations"))
    assert script.get_current_head() == d.HEAD


def test_a_newer_database_is_left_alone(hub: Hub, database_url: str) -> None:
    with hub.database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreProblem) as caught:
        d.open_database(database_url)
    assert caught.value.code == "hub_newer"


@pytest.mark.parametrize("url", ["", "hub.db", "mysql://x/y", "sqlite://", "sqlite:///", "http://x"])
def test_what_is_no_database_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput):
        d.open_database(url)


def test_a_database_that_is_away_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreProblem) as caught:
        d.open_database(f"postgresql://desk@/postgres?host={tmp_path}")
    assert caught.value.code == "hub_unreachable"


def write_and_read(hub: Hub, *, writers: int, each: int, batch: int) -> list[int]:
    """Several write to one log while one polls; the numbers that the reader saw, in its order."""
    authors = [Author(f"门{number}") for number in range(writers)]
    askers = [let_in(hub, one) for one in authors]
    failed: list[BaseException] = []
    seen: list[int] = []
    done = threading.Event()

    def write(place: int) -> None:
        try:
            for _ in range(each // batch):
                written = hub.ledger.take(LOG, Push(items=authors[place].many(batch)), askers[place])
                assert {one.outcome for one in written.results} == {Outcome.ACCEPTED}
        except BaseException as error:
            failed.append(error)
            raise

    def read() -> None:
        after = 0
        while True:
            last_round = done.is_set()
            page = hub.ledger.page(LOG, after=after, limit=1_000)
            seen.extend(int(text[text.rindex('"seq":') + 6 : -1]) for text in page.items)
            after = page.last
            if last_round and not page.items:
                return
            time.sleep(0.002)

    reader = threading.Thread(target=read)
    reader.start()
    threads = [threading.Thread(target=write, args=(place,)) for place in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    reader.join()
    assert failed == []
    return seen


def test_eight_writers_and_a_reader_that_misses_none(hub: Hub) -> None:
    assert write_and_read(hub, writers=8, each=250, batch=10) == list(range(1, 2_001))


@pytest.mark.proof
@pytest.mark.timeout(1_200)
def test_eight_writers_and_a_reader_that_misses_none_of_many(hub: Hub) -> None:
    assert write_and_read(hub, writers=8, each=12_500, batch=50) == list(range(1, 100_001))


def test_the_same_items_by_two_doors_at_once_are_taken_once(hub: Hub) -> None:
    author = Author()
    asker, items = let_in(hub, author), author.many(100)
    outcomes: list[Outcome | None] = []

    def send() -> None:
        outcomes.extend(one.outcome for one in hub.ledger.take(LOG, Push(items=items), asker).results)

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(str(one) for one in outcomes) == ["accepted"] * 100 + ["duplicate"] * 300
    assert hub.ledger.head(LOG)[0] == 100


def test_a_hub_stays_who_it_is(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'hub.db'}"
    with open_hub(tmp_path / "hub", url) as first:
        author = Author()
        first.ledger.take(LOG, Push(items=author.many(3)), let_in(first, author))
        before = (first.epoch.hub_id, first.epoch.epoch)
    for _ in range(2):
        with open_hub(tmp_path / "hub", url) as again:
            assert (again.epoch.hub_id, again.epoch.epoch) == before
            assert not again.epoch.anew
    with open_hub(tmp_path / "hub", url, new_epoch=True) as asked:
        assert asked.epoch.hub_id == before[0]
        assert asked.epoch.epoch != before[1]


@pytest.mark.parametrize("when", ["run before", "same run", "report", "emptied", "lost"])
def test_an_old_backup_begins_a_new_epoch(tmp_path: Path, when: str) -> None:
    file, kept = tmp_path / "hub.db", tmp_path / "kept.db"
    url, author = f"sqlite:///{file}", Author()

    def backup() -> None:
        # SQLite's own copy of a file in use.
        with sqlite3.connect(file) as from_, sqlite3.connect(kept) as to:
            from_.backup(to)
        from_.close()
        to.close()

    with open_hub(tmp_path / "hub", url) as hub:
        asker = let_in(hub, author)
        hub.ledger.take(LOG, Push(items=author.many(3)), asker)
        before = (hub.epoch.hub_id, hub.epoch.epoch)
        backup()
        if when == "same run":
            hub.ledger.take(LOG, Push(items=author.many(1)), asker)
        if when == "report":
            # Its desk was told that it is in, and would not send it again.
            hub.reports.put(OTHER_LOG, 1, b"{}", station=author.id)
        if when == "emptied":
            told = author.told[0]
            emptied = told | {"body": {}, "erased": True, "digest": digest_of(told)}
            hub.ledger.take(LOG, Push(items=[emptied]), asker)
    if when == "run before":
        open_hub(tmp_path / "hub", url).close()
    for left in tmp_path.glob("hub.db*"):
        left.unlink()
    if when != "lost":
        shutil.copy(kept, file)
    with open_hub(tmp_path / "hub", url) as restored:
        assert restored.epoch.hub_id == before[0]
        assert restored.epoch.epoch != before[1]
        # What was lost comes again, what was not is a duplicate.
        asker = let_in(restored, author)
        outcomes = [one.outcome for one in restored.ledger.take(LOG, Push(items=author.told), asker).results]
        kept_items = 0 if when == "lost" else 3
        assert outcomes == [Outcome.DUPLICATE] * kept_items + [Outcome.ACCEPTED] * (len(author.told) - kept_items)
