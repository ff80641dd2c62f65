"""What two desks wrote without knowing of each other is told by the hub as the desks tell it, and settled by an item like any other."""

import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.family import Role
from eventdesk.errors import HubTrouble, NotFound
from eventdesk.hub import tables as t
from eventdesk.hub.conflicts import Conflicts, settle_at
from eventdesk.hub.database import Database
from eventdesk.hub.hub import Hub, open_hub
from eventdesk.hub.ledger import Asker
from eventdesk.hub.serve import Place, Serving, running
from eventdesk.joining import join_hub
from eventdesk.services.booking import BookedPerson
from eventdesk.sync.conflict_records import ConflictInfo
from eventdesk.sync.enrol import enrol
from eventdesk.sync.invitation import Invitation
from eventdesk.sync.protocol import Push, Scope
from eventdesk.web.replicas import Replicas
from eventdesk.web.settling import Settling
from tests.conftest import ZONE
from tests.hub.station import LOG, OTHER_LOG, Author, Served, let_in
from tests.sync.meeting import differences

GUARDIAN = BookedPerson(Role.GUARDIAN, "林晓梅", phone="13800001234", phone_type="mobile")


@dataclass
class Hall:
    """A hub, and two desks that wrote differently of one registration."""

    hub: Hub
    serving: Serving
    desks: tuple[Desk, Desk]
    clock: SetClock
    registration: str

    def rounds(self) -> None:
        for desk in (*self.desks, *self.desks):
            desk.sync.run()


@pytest.fixture
def hall(fair: Desk, clock: SetClock, tmp_path: Path) -> Iterator[Hall]:
    clock.at = datetime.now(ZONE)

    def invite() -> Invitation:
        code = serving.office.hub.stations.invite(Scope.STATION)
        return Invitation(serving.place.url, "", code.code, code.expires, code.scope.value)

    with (
        open_hub(tmp_path / "hub", f"sqlite:///{tmp_path / 'hub' / 'hub.db'}") as hub,
        running(hub, Place("127.0.0.1", 0, plain=True)) as serving,
    ):
        enrol(fair.house, invite())
        id = fair.registrations.add("FAIR", people=(GUARDIAN,), consent_method="paper").id
        fair.sync.run()
        with join_hub(tmp_path / "b", invite(), passphrase=None, station="西门", clock=clock) as other:
            other.sync.run()
            fair.edits.change(id, notes="推车")
            clock.at += timedelta(seconds=1)
            other.edits.change(id, notes="轮椅")
            hall = Hall(hub, serving, (fair, other), clock, id)
            hall.rounds()
            yield hall


class Beside:
    """A desk beside the hub; ``trouble`` is what it raises instead."""

    def __init__(self, desk: Desk, trouble: Exception | None = None) -> None:
        self.desk, self.trouble = desk, trouble

    async def settle(
        self, conflict: ConflictInfo, *, other: bool, branch: str | None, before: Callable[[], None] = lambda: None
    ) -> None:
        assert branch is None
        if self.trouble is not None:
            raise self.trouble
        settle_at(self.desk, conflict, other=other, before=before)


def client_of(hall: Hall, scope: Scope = Scope.STATION) -> httpx.Client:
    token = Served(hall.hub, hall.serving).enrol(Author(scope.value), scope)
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.Client(base_url=hall.serving.place.url, headers=headers, trust_env=False, verify=False)


def test_the_hub_tells_what_the_desks_tell_and_a_desk_beside_it_settles(hall: Hall) -> None:
    (seen,) = hall.desks[0].sync.clashes()
    with client_of(hall) as client, client_of(hall, Scope.READER) as reader:
        (told,) = client.get("/v1/conflicts").json()["conflicts"]
        assert (told["table"], tuple(told["record"]), told["field"]) == (seen.table, seen.record, "notes")
        assert (told["kept"], told["other"]) == (seen.kept, seen.other) == ("轮椅", "推车")
        assert reader.get("/v1/conflicts").json()["conflicts"] == [told]
        path = f"/v1/conflicts/{told['id']}"
        assert reader.post(path, json={"choice": "other"}).status_code == 403
        alone = client.post(path, json={"choice": "other"})
        assert (alone.status_code, alone.json()["code"]) == (409, "cannot_settle")
        assert client.post(path, json={"choice": "both"}).status_code == 400
        office = hall.serving.office
        for trouble, status in ((HubTrouble("hub_busy"), 503), (NotFound("clash_not_found"), 404)):
            office.conflicts = Beside(hall.desks[0], trouble)
            assert client.post(path, json={"choice": "other"}).status_code == status
        _settle_by_the_first_desk(hall, client, path)
        hall.rounds()
        assert differences(*hall.desks) == {} and hall.desks[1].sync.clashes() == ()
        assert client.get("/v1/conflicts").json() == {"conflicts": []}
        assert client.post(path, json={"choice": "kept"}).status_code == 404
        (view,) = [one for one in hall.desks[1].registrations.list("FAIR") if one.id == hall.registration]
        assert view.notes == "推车"


def _settle_by_the_first_desk(hall: Hall, client: httpx.Client, path: str) -> None:
    hall.clock.at += timedelta(seconds=1)
    hall.serving.office.conflicts = Beside(hall.desks[0])
    answer = client.post(path, json={"choice": "other"})
    assert (answer.status_code, answer.content) == (204, b"")


def test_another_word_makes_another_conflict_and_the_old_id_settles_nothing(hall: Hall) -> None:
    with client_of(hall) as client:
        (before,) = client.get("/v1/conflicts").json()["conflicts"]
        hall.clock.at += timedelta(seconds=1)
        hall.desks[1].edits.change(hall.registration, notes="担架")
        hall.desks[1].sync.run()
        found = client.get("/v1/conflicts").json()["conflicts"]
        assert before["id"] not in {one["id"] for one in found}
        hall.serving.office.conflicts = Beside(hall.desks[0])
        assert client.post(f"/v1/conflicts/{before['id']}", json={"choice": "kept"}).status_code == 404
        hall.rounds()
        assert {one["kept"] for one in found} == {one.kept for one in hall.desks[0].sync.clashes()}


def test_the_replica_beside_the_hub_settles_it(hall: Hall) -> None:
    office = hall.serving.office
    replicas = Replicas(office)
    office.conflicts = Settling(office, replicas)
    try:
        with client_of(hall) as client:
            (told,) = client.get("/v1/conflicts").json()["conflicts"]
            answer = client.post(f"/v1/conflicts/{told['id']}", json={"choice": "other"}, timeout=60)
            assert (answer.status_code, answer.content) == (204, b"")
            # It ended when the hub had heard of it.
            assert client.get("/v1/conflicts").json() == {"conflicts": []}
        hall.rounds()
        for desk in hall.desks:
            assert desk.sync.clashes() == ()
            assert [one.notes for one in desk.registrations.list("FAIR")] == ["推车"]
    finally:
        replicas.close()


def test_what_was_read_is_not_read_again_and_erasing_begins_anew(tmp_path: Path) -> None:
    """Reading on finds what reading everything finds; nothing that was read before is looked at again but what it touches."""
    with open_hub(tmp_path / "hub", f"sqlite:///{tmp_path / 'hub.db'}") as hub:
        one, two = Author("A"), Author("B")
        askers = let_in(hub, one), let_in(hub, two)
        rooms = [str(uuid.uuid4()) for _ in range(40)]
        rows = [{"id": id, "venue": LOG, "name": f"R{n}", "indoor": True, "capacity": 5} for n, id in enumerate(rooms)]
        hub.ledger.take(LOG, Push(items=[one.write(row, type="room") for row in rows]), askers[0])
        everything = Asker("", Scope.READER)
        counted = Counted(hub.database)
        conflicts = Conflicts(counted)
        assert conflicts.all(everything) == () and counted.rows >= 40
        counted.rows = 0
        for asker, author, name in ((askers[0], one, "first"), (askers[1], two, "second")):
            push = Push(items=[author.write({"id": rooms[7], "name": name, "base": 1, "seen": {}}, type="room", hlc=later(len(name)))])
            hub.ledger.take(OTHER_LOG, push, asker)
        (found,) = conflicts.all(everything)
        assert (found.table, found.record, found.field) == ("room", [rooms[7]], "name")
        assert counted.rows < 15
        counted.rows = 0
        assert conflicts.all(everything) == (found,) and counted.rows < 5
        assert Conflicts(hub.database).all(everything) == (found,)
        (view,) = conflicts.views([found], everything)
        assert (view.about, {view.kept_by, view.other_by}) == (found.kept, {"A", "B"})
        with hub.database.writing() as connection:
            connection.execute(t.item.update().where(t.item.c.log == OTHER_LOG).values(body=json.dumps({"id": rooms[7]})))
            connection.execute(t.log.update().where(t.log.c.id == OTHER_LOG).values(emptied=1))
        assert conflicts.all(everything) == ()


@pytest.mark.parametrize("odd", [
    {"base": 1, "seen": []}, {"base": 1, "seen": {"x": "y"}}, {"base": 1, "revision": "two", "seen": {}}, {"id": {"a": 1}},
    {"id": None},
], ids=str)  # fmt: skip
def test_odd_items_of_one_station_hide_no_conflict_of_others(odd: dict[str, object], tmp_path: Path) -> None:
    with open_hub(tmp_path / "hub", f"sqlite:///{tmp_path / 'hub.db'}") as hub:
        authors = [Author(name) for name in "ABC"]
        askers = [let_in(hub, author) for author in authors]
        room, bad = str(uuid.uuid4()), str(uuid.uuid4())
        made = authors[0].write({"id": room, "venue": LOG, "name": "R", "indoor": True}, type="room")
        hub.ledger.take(LOG, Push(items=[made]), askers[0])
        for number in (0, 1):
            body = {"id": room, "name": f"R{number}", "base": 1, "seen": {authors[0].id: 1}}
            hub.ledger.take(LOG, Push(items=[authors[number].write(body, type="room", hlc=later(number))]), askers[number])
        for number in (1, 2):
            item = authors[number].write({"id": bad, "name": f"S{number}", **odd}, type="room", hlc=later(10 + number))
            hub.ledger.take(LOG, Push(items=[item]), askers[number])
        everything = Asker("", Scope.READER)
        found = hub.conflicts.all(everything)
        assert [room] in [one.record for one in found]
        assert len(hub.conflicts.views(found, everything)) == len(found)


def later(number: int) -> str:
    """A hybrid time after all that an author says by itself."""
    return f"{1_764_292_000_000 + number:013d}-000000"


class Counted(Database):
    """Counts the rows of items that are read."""

    def __init__(self, of: Database) -> None:
        super().__init__(of.engine)
        self.rows = 0
        sa.event.listen(of.engine, "after_cursor_execute", self._count)

    def _count(self, connection: sa.Connection, cursor: Any, statement: str, *more: Any) -> None:
        if "FROM item" in statement and not statement.startswith("SELECT count"):
            self.rows += connection.exec_driver_sql(f"SELECT count(*) FROM ({statement})", more[0]).scalar_one()
