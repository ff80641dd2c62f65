"""What two desks wrote without knowing of each other is told by the hub as the desks tell it, and settled by an item like any other."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.family import Role
from eventdesk.errors import HubTrouble, NotFound
from eventdesk.hub.conflicts import settle_at
from eventdesk.hub.hub import Hub, open_hub
from eventdesk.hub.serve import Place, Serving, running
from eventdesk.joining import join_hub
from eventdesk.services.booking import BookedPerson
from eventdesk.sync.conflict_records import ConflictInfo
from eventdesk.sync.enrol import enrol
from eventdesk.sync.invitation import Invitation
from eventdesk.sync.protocol import Scope
from eventdesk.web.replicas import Replicas
from eventdesk.web.settling import Settling
from tests.conftest import ZONE
from tests.hub.station import Author, Served
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

    async def settle(self, conflict: ConflictInfo, *, other: bool, branch: str | None) -> None:
        assert branch is None
        if self.trouble is not None:
            raise self.trouble
        settle_at(self.desk, conflict, other=other)


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
            for _ in range(200):
                # What it wrote goes to the hub right after.
                if not client.get("/v1/conflicts").json()["conflicts"]:
                    break
                time.sleep(0.05)
            assert client.get("/v1/conflicts").json() == {"conflicts": []}
        hall.rounds()
        for desk in hall.desks:
            assert desk.sync.clashes() == ()
            assert [one.notes for one in desk.registrations.list("FAIR")] == ["推车"]
    finally:
        replicas.close()
