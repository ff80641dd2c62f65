"""A venue's hub and its head office: everything gets there, everything new comes back, whatever breaks in between."""

import contextlib
import json
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from eventdesk.errors import Conflict, HubTrouble, InvalidInput, NotFound
from eventdesk.hub.hub import Hub, open_hub
from eventdesk.hub.relay import Relay, relaying
from eventdesk.hub.serve import Place, Serving, running
from eventdesk.sync import protocol as wire
from eventdesk.sync.invitation import Invitation
from tests.hub.station import LOG, OTHER_LOG, Author, let_in

Held = dict[str, tuple[str, bool]]


@contextmanager
def opened(folder: Path, *, new_epoch: bool = False) -> Iterator[Hub]:
    with open_hub(folder, f"sqlite:///{folder / 'hub.db'}", new_epoch=new_epoch) as made:
        yield made


@pytest.fixture
def venue(tmp_path: Path) -> Iterator[Hub]:
    with opened(tmp_path / "venue") as made:
        yield made


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Hub]:
    with opened(tmp_path / "office") as made:
        yield made


@contextmanager
def serving(hub: Hub, port: int = 0) -> Iterator[Serving]:
    with running(hub, Place("127.0.0.1", port, plain=True)) as made:
        yield made


def invitation(made: Serving, *, branch: str | None = None, scope: wire.Scope = wire.Scope.RELAY) -> Invitation:
    code = made.office.hub.stations.invite(scope, branch=branch)
    return Invitation(made.place.url, "", code.code, code.expires, scope.value)


def join(hub: Hub, made: Serving, *, branch: str | None = None, transport: httpx.BaseTransport | None = None) -> Relay:
    relay = Relay(hub, transport=transport)
    relay.upstreams.join(hub.folder, invitation(made, branch=branch), name="会场")
    return relay


def take(hub: Hub, author: Author, items: list[dict[str, Any]], log: str = LOG) -> list[str]:
    found = hub.ledger.take(log, wire.Push(items=items), let_in(hub, author))
    return [str(one.outcome) for one in found.results]


def held(hub: Hub) -> Held:
    """Every item with its digest and whether it was emptied; where it stands in a log is each hub's own."""
    with hub.database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT log, id, digest, erased FROM item")
        return {f"{row.log}/{row.id}": (row.digest, bool(row.erased)) for row in rows}


def test_everything_goes_there_and_what_is_new_there_comes_back(venue: Hub, office: Hub) -> None:
    here, there = Author(), Author(name="总部")
    take(venue, here, here.many(450))
    take(office, there, there.many(30), OTHER_LOG)
    with serving(office) as made:
        relay = join(venue, made)
        first = relay.round()
        assert first is not None and (first.pushed, first.pulled) == (450, 30)
        assert held(venue) == held(office) and len(held(venue)) == 480
        assert venue.ledger.authors(OTHER_LOG, upto=99)[0].public_key == there.public, "with the key of who wrote them"
        quiet = relay.round()
        assert quiet is not None and (quiet.pushed, quiet.pulled) == (0, 0), "what came from there does not go back"
        take(venue, here, here.many(3), OTHER_LOG)
        take(office, there, there.many(2), LOG)
        relay.round()
        assert held(venue) == held(office)
        state = relay.upstreams.state()
        assert state is not None and (state.pending, state.problem) == (0, "") and state.success is not None
    assert relay.counts["pushed_accepted"] == 453 and relay.counts["pulled_accepted"] == 32


def test_a_long_time_offline_is_made_up_for(venue: Hub, office: Hub) -> None:
    author = Author()
    with serving(office) as made:
        relay = join(venue, made)
        port = made.place.port
    for _ in range(3):
        take(venue, author, author.many(5))
        with pytest.raises(HubTrouble, match="hub_offline"):
            relay.round()
    state = relay.upstreams.state()
    assert state is not None and (state.pending, state.problem) == (15, "hub_offline")
    with serving(office, port):
        relay.round()
    assert held(venue) == held(office) and len(held(office)) == 15


class Answers(httpx.BaseTransport):
    """A line to the head office on which something happens to some requests."""

    def __init__(self, happens: Callable[[httpx.Request, bytes], httpx.Response | None], *, lost_after: bool = False) -> None:
        self._happens, self._lost_after = happens, lost_after

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        found = self._happens(request, request.read())
        if found is None or self._lost_after:
            with httpx.HTTPTransport() as line:
                there = line.handle_request(request)
                answer = httpx.Response(there.status_code, headers=there.headers, content=b"".join(there.iter_raw()))
        return answer if found is None else found


def test_answers_that_get_lost_cost_a_duplicate_and_nothing_else(venue: Hub, office: Hub) -> None:
    author, lost = Author(), [3]
    take(venue, author, author.many(500))

    def lose(request: httpx.Request, body: bytes) -> httpx.Response | None:
        if request.method == "POST" and request.url.path.endswith("/items") and lost[0]:
            lost[0] -= 1
            return httpx.Response(503, json={"type": "x", "title": "x", "status": 503, "code": "busy"})
        return None

    with serving(office) as made:
        relay = join(venue, made, transport=Answers(lose, lost_after=True))
        for _ in range(3):
            with pytest.raises(HubTrouble, match="hub_busy"):
                relay.round()
        relay.round()
    assert held(venue) == held(office) and len(held(office)) == 500
    assert relay.counts["pushed_duplicate"] == 200


def test_an_item_that_the_office_will_not_have_holds_up_no_other(venue: Hub, office: Hub) -> None:
    author = Author()
    items = author.many(40)
    take(venue, author, items)
    bad = {items[7]["id"], items[23]["id"]}

    def refuse(request: httpx.Request, body: bytes) -> httpx.Response | None:
        if request.method == "POST" and any(id.encode() in body for id in bad):
            return httpx.Response(413, json={"type": "x", "title": "x", "status": 413, "code": "too_large"})
        return None

    # One that is forked there as well: a verdict, and the next ones go on.
    twin = Author(key=author.key)
    take(office, twin, [twin.write({"another": "first"})])
    with serving(office) as made:
        relay = join(venue, made, transport=Answers(refuse))
        relay.round()
        assert len(held(office)) == 40 - len(bad) - 2 + 1
        assert relay.counts["pushed_unfit"] == 2 and relay.counts["pushed_rejected"] == 1
        assert relay.counts["pushed_quarantined"] == 1, "the one behind the fork follows another one"
        state = relay.upstreams.state()
        assert state is not None and (state.pending, state.problem) == (0, "")


def test_an_office_that_was_set_back_gets_everything_again(venue: Hub, tmp_path: Path) -> None:
    author = Author()
    with opened(tmp_path / "office") as office, serving(office) as made:
        relay, port = join(venue, made), made.place.port
        take(venue, author, author.many(20))
        relay.round()
        with office.database.writing() as connection:
            connection.exec_driver_sql("DELETE FROM item WHERE seq > 5")
            connection.exec_driver_sql("UPDATE log SET head = 5")
    with opened(tmp_path / "office") as office, serving(office, port):
        assert office.epoch.anew
        relay.round()
        assert held(office) == held(venue) and len(held(office)) == 20


def test_a_venue_that_was_set_back_gets_everything_again(office: Hub, tmp_path: Path) -> None:
    author = Author()
    file = tmp_path / "venue" / "hub.db"
    with opened(tmp_path / "venue") as venue, serving(office) as made:
        relay, port = join(venue, made), made.place.port
        take(venue, author, author.many(10))
        relay.round()
        with contextlib.closing(sqlite3.connect(file)) as here, contextlib.closing(sqlite3.connect(tmp_path / "backup.db")) as kept:
            here.backup(kept)
        take(venue, author, author.many(10))
        relay.round()
    for beside in (file, Path(f"{file}-wal"), Path(f"{file}-shm")):
        beside.unlink(missing_ok=True)
    file.write_bytes((tmp_path / "backup.db").read_bytes())
    with opened(tmp_path / "venue") as venue, serving(office, port):
        assert venue.epoch.anew and len(held(venue)) == 10
        take(venue, author, author.told)
        late = Author(name="南门")
        take(venue, late, late.many(4))
        Relay(venue).round()
        assert held(office) == held(venue) and len(held(office)) == 24


def test_two_venues_of_one_office_hold_the_same(venue: Hub, office: Hub, tmp_path: Path) -> None:
    with ExitStack() as stack:
        second = stack.enter_context(opened(tmp_path / "second"))
        made = stack.enter_context(serving(office))
        relays = [join(hub, made) for hub in (venue, second)]
        authors = [Author(name=name) for name in ("东门", "西门")]
        for turn in range(3):
            for hub, author in zip((venue, second), authors, strict=True):
                take(hub, author, author.many(30 + turn), LOG if turn % 2 else OTHER_LOG)
            for relay in (relays[0], relays[1], relays[0]):
                relay.round()
        assert held(venue) == held(second) == held(office) and len(held(venue)) == 186
        assert [one.upstreams.state().pending for one in relays if one.upstreams.state()] == [0, 0]  # type: ignore[union-attr]


def erased_form(item: dict[str, Any]) -> dict[str, Any]:
    return item | {"body": {}, "erased": True, "digest": wire.digest_of(item)}


@pytest.mark.parametrize("at", ["venue", "office"])
def test_who_was_erased_is_gone_at_both(venue: Hub, office: Hub, at: str) -> None:
    author = Author()
    items = [author.write({"name": "林晓梅"}), author.write({"n": 1})]
    first, _ = (venue, office) if at == "venue" else (office, venue)
    take(first, author, items)
    with serving(office) as made:
        relay = join(venue, made)
        relay.round()
        assert held(venue) == held(office)
        take(first, author, [erased_form(items[0])])
        relay.round()
        relay.round()
    assert held(venue) == held(office)
    assert [erased for _, erased in held(venue).values()].count(True) == 1
    for hub in (venue, office):
        with hub.database.reading() as connection:
            assert not any("林晓梅" in row.body for row in connection.exec_driver_sql("SELECT body FROM item"))


def report(hub: Hub, number: int, body: dict[str, Any]) -> str:
    id = str(uuid.UUID(int=7))
    hub.reports.put(id, number, json.dumps(body).encode(), station=id)
    return id


def test_reports_are_handed_on_and_one_that_is_refused_holds_up_no_other(venue: Hub, office: Hub) -> None:
    branch = office.branches.add("HZ", "杭州")
    id = report(venue, 1, {"report": "event", "event": {"code": "FAIR"}})
    report(venue, 2, {"report": "event", "tables": {"people": [{"registration": "A1"}]}})
    report(venue, 3, {"report": "event"})
    office.reports.put(id, 3, b'{"of":"another"}', station=id, branch=branch.id)
    with serving(office) as made:
        relay = join(venue, made, branch=branch.id)
        done = relay.round()
        assert done is not None and done.reports == 1
        kept = {one.revision: office.reports.body(id, one.revision) for one in office.reports.list(id, branch=branch.id)}
        assert kept == {1: venue.reports.body(id, 1), 3: b'{"of":"another"}'}
        state = relay.upstreams.state()
        assert state is not None and (state.reports_pending, state.refused) == (0, 2)
        office.branches.agree("HZ", persons=True)
        relay.upstreams.try_refused()
        again = relay.round()
        assert again is not None and again.reports == 1 and office.reports.body(id, 2) == venue.reports.body(id, 2)


def test_a_log_of_another_branch_holds_up_no_other(venue: Hub, office: Hub) -> None:
    ours, theirs = office.branches.add("HZ", "杭州"), office.branches.add("SH", "上海")
    stranger, author = Author(), Author()
    office.ledger.take(LOG, wire.Push(items=[]), let_in(office, stranger))
    with office.database.writing() as connection:
        connection.exec_driver_sql("UPDATE log SET branch = ?", (theirs.id,))
    take(venue, author, author.many(2), LOG)
    take(venue, author, author.many(2), OTHER_LOG)
    with serving(office) as made:
        relay = join(venue, made, branch=ours.id)
        with pytest.raises(HubTrouble, match="hub_refused"):
            relay.round()
        assert {key.split("/")[0] for key in held(office)} == {OTHER_LOG}
        state = relay.upstreams.state()
        assert state is not None and (state.pending, state.problem) == (2, "hub_refused")


def test_joining_and_leaving(venue: Hub, office: Hub, tmp_path: Path) -> None:
    relay = Relay(venue)
    assert relay.round() is None and relay.upstreams.state() is None
    with pytest.raises(NotFound):
        relay.upstreams.leave()
    with serving(office) as made, serving(venue) as own:
        with pytest.raises(InvalidInput, match="relay_scope"):
            relay.upstreams.join(venue.folder, invitation(made, scope=wire.Scope.STATION), name="x")
        with pytest.raises(Conflict, match="relay_itself"):
            relay.upstreams.join(venue.folder, invitation(own), name="x")
        relay.upstreams.join(venue.folder, invitation(made), name="x")
        relay.upstreams.join(venue.folder, invitation(made), name="x")
        assert sum(one.scope is wire.Scope.RELAY for one in office.stations.list()) == 1, "known again by its key"
        with opened(tmp_path / "third") as third, serving(third) as other, pytest.raises(Conflict, match="relay_already"):
            relay.upstreams.join(venue.folder, invitation(other), name="x")
        relay.upstreams.leave()
    assert relay.round() is None


def test_rounds_go_on_by_themselves(venue: Hub, office: Hub) -> None:
    author = Author()
    rung: list[str] = []
    with serving(office) as made:
        relay = join(venue, made)
        relay = Relay(venue, ring=rung.append)
        take(office, author, author.many(3))
        with relaying(relay, between=0.05):
            _until(lambda: len(held(venue)) == 3)
            take(venue, other := Author(), other.many(2), OTHER_LOG)
            _until(lambda: len(held(office)) == 5)
    assert rung == [LOG]


def _until(true: Callable[[], bool]) -> None:
    import time

    for _ in range(600):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it never came")
