"""What a hub keeps apart: for so long and so much, told in numbers, taken out and forgotten under the eyes of the audit."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from eventdesk.errors import NotFound
from eventdesk.hub import tables as t
from eventdesk.hub.audit import Audit
from eventdesk.hub.hub import Hub
from eventdesk.hub.quarantine import KEPT_FOR, Quarantine, trim
from eventdesk.sync import protocol as wire
from tests.hub.station import LOG, Author, Served, let_in

ITEMS = f"/v1/events/{LOG}/items"


def quarantine(hub: Hub) -> Quarantine:
    return Quarantine(hub.database, hub.clock)


def poison(hub: Hub, count: int, *, size: int = 10) -> None:
    """Items that nobody can read, each another, from one station."""
    who = let_in(hub, Author())
    raw = [{"id": None, "odd": f"{number:0{size}d}"} for number in range(count)]
    results = hub.ledger.take(LOG, wire.Push(items=raw), who).results
    assert {one.outcome for one in results} == {wire.Outcome.QUARANTINED}


def test_it_is_listed_taken_and_forgotten(hub: Hub) -> None:
    poison(hub, 3)
    kept = quarantine(hub)
    first, *others = kept.list()
    assert (first.station, first.problem, len(others)) == ("东门", "malformed", 2)
    volume = kept.volume()
    assert volume.count == 3 and volume.size == sum(one.size for one in (first, *others))
    digest, raw = kept.take(first.digest[:12], by="王芳")
    assert digest == first.digest and len(raw) == first.size and b'"odd"' in raw
    assert kept.forget(first.digest, by="王芳") == first.digest
    assert kept.volume().count == 2
    acts = [(one.action, one.subject, one.account) for one in Audit(hub.database, hub.clock).list(limit=2)]
    assert acts == [("quarantine_forgotten", digest, "王芳"), ("quarantine_taken", digest, "王芳")]


@pytest.mark.parametrize("which", ["", "zz", "%", "0" * 64, "_"])
def test_what_is_not_there_or_is_no_number_is_refused(hub: Hub, which: str) -> None:
    poison(hub, 2)
    for verb in (quarantine(hub).take, quarantine(hub).forget):
        with pytest.raises(NotFound, match="quarantine_none"):
            verb(which)
    assert quarantine(hub).volume().count == 2 and Audit(hub.database, hub.clock).list() == []


def test_a_beginning_that_two_share_names_neither(hub: Hub) -> None:
    poison(hub, 17)
    beginnings = Counter(one.digest[0] for one in quarantine(hub).list())
    shared, count = beginnings.most_common(1)[0]
    assert count > 1
    with pytest.raises(NotFound, match="quarantine_none"):
        quarantine(hub).forget(shared)
    assert quarantine(hub).volume().count == 17


def test_what_is_old_goes_when_something_comes(hub: Hub) -> None:
    poison(hub, 1)
    old = int((hub.clock.now() - KEPT_FOR - timedelta(days=1)).timestamp() * 1000)
    with hub.database.writing() as connection:
        connection.execute(t.quarantine.update().values(at=old))
    assert quarantine(hub).volume().oldest_seconds >= KEPT_FOR.total_seconds()
    poison(hub, 2, size=20)
    assert quarantine(hub).volume().count == 2


def test_without_its_row_in_the_audit_nothing_is_forgotten(hub: Hub) -> None:
    poison(hub, 1)
    (one,) = quarantine(hub).list()
    with hub.database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE audit RENAME TO elsewhere")
    with pytest.raises(sa.exc.DBAPIError):
        quarantine(hub).forget(one.digest)
    assert quarantine(hub).volume().count == 1


def test_what_is_old_goes_and_the_oldest_where_there_is_too_much(hub: Hub) -> None:
    poison(hub, 4, size=1_000)
    now = int(hub.clock.now().timestamp() * 1000)
    digests = sorted(one.digest for one in quarantine(hub).list())
    q = t.quarantine
    with hub.database.writing() as connection:
        for place, digest in enumerate(digests):
            connection.execute(q.update().where(q.c.digest == digest).values(at=now - (4 - place) * 1_000))
        connection.execute(q.update().where(q.c.digest == digests[0]).values(at=now - KEPT_FOR // timedelta(milliseconds=1) - 1))
        assert trim(connection, now) == 1
        size = connection.execute(sa.select(sa.func.length(q.c.raw)).where(q.c.digest == digests[3])).scalar_one()
        assert trim(connection, now, most=2 * size) == 1
        assert sorted(connection.execute(sa.select(q.c.digest)).scalars()) == digests[2:]
        assert trim(connection, now, most=2 * size) == 0


def test_how_much_there_is_can_be_measured(served: Served) -> None:
    with served.station() as (_, client):
        assert "eventdesk_hub_quarantine_items 0" in client.get("/metrics").text
        client.post(ITEMS, json={"items": [{"odd": 1}]})
        text = client.get("/metrics").text
    volume = quarantine(served.hub).volume()
    assert "eventdesk_hub_quarantine_items 1" in text and f"eventdesk_hub_quarantine_bytes {volume.size}" in text


def test_a_full_quarantine_delays_nobody(hub: Hub) -> None:
    poison(hub, 5, size=1_000)
    author = Author()
    who = let_in(hub, author)
    mixed = [{"odd": "x" * 1_000}, author.write(), {"odd": "y" * 1_000}, author.write()]
    results = hub.ledger.take(LOG, wire.Push(items=mixed), who).results
    assert [one.outcome for one in results] == [
        wire.Outcome.QUARANTINED, wire.Outcome.ACCEPTED, wire.Outcome.QUARANTINED, wire.Outcome.ACCEPTED,
    ]  # fmt: skip


def test_the_folder_of_a_hub_is_its_own_alone(tmp_path: Path) -> None:
    import os

    from eventdesk.hub.hub import open_hub

    before = os.umask(0o022)
    try:
        with open_hub(tmp_path / "hub", f"sqlite:///{tmp_path / 'hub' / 'hub.db'}") as hub:
            poison(hub, 1)
            assert (tmp_path / "hub").stat().st_mode & 0o077 == 0
    finally:
        os.umask(before)
