"""Desks and a real hub: what one tells the other hears, whatever happens to the hub or the line meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import httpx
import pytest

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.family import Role
from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, HubTrouble, InvalidInput
from eventdesk.hub.hub import Hub, open_hub
from eventdesk.hub.serve import Place, Serving, running
from eventdesk.joining import Joining, join_hub
from eventdesk.services.booking import BookedPerson
from eventdesk.sync.cycle import Cycle
from eventdesk.sync.enrol import enrol
from eventdesk.sync.identity import make_identity
from eventdesk.sync.invitation import Invitation, read_invitation
from eventdesk.sync.protocol import Scope
from tests.conftest import ZONE
from tests.sync.meeting import differences
from tests.sync.network import HubPlace, Line
from tests.sync.world import admit

GUARDIAN = BookedPerson(Role.GUARDIAN, "林晓梅", phone="13800001234", phone_type="mobile")


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with open_hub(tmp_path / "hub", f"sqlite:///{tmp_path / 'hub' / 'hub.db'}") as made:
        yield made


@pytest.fixture
def serving(hub: Hub) -> Iterator[Serving]:
    with running(hub, Place("127.0.0.1", 0)) as made:
        yield made


@pytest.fixture
def now() -> SetClock:
    """Invitations are measured by the hub's clock, which is the machine's."""
    return SetClock(datetime.now(ZONE))


def invite(serving: Serving) -> Invitation:
    code = serving.office.hub.stations.invite(Scope.STATION)
    return Invitation(
        serving.place.url, serving.office.certificates.ca_sha256, code.code, code.expires, code.scope.value
    )


def test_an_invitation_is_a_line_of_text() -> None:
    one = Invitation("https://10.0.0.7:8440", "ab" * 32, "code", 1_800_000_000, "station")
    assert read_invitation(f" {one.text()[:20]}\n{one.text()[20:]} ") == one
    for wrong in (
        "",
        "EDHUB1.",
        "EDHUB1.!!",
        "https://x",
        Invitation("ftp://x", "", "c", 1, "station").text(),
        one.text()[:-9],
    ):
        with pytest.raises(InvalidInput, match="not_an_invitation"):
            read_invitation(wrong)


def test_two_desks_meet_at_a_hub(fair: Desk, serving: Serving, clock: SetClock, now: SetClock, tmp_path: Path) -> None:
    clock.at = now.at
    with pytest.raises(Conflict, match="no_hub"):
        fair.sync.run()
    enrol(fair.house, invite(serving))
    done = fair.sync.run()
    assert done.pushed > 0 and (done.quarantined, done.rejected) == (0, 0)
    status = fair.sync.status()
    assert (status.pending, status.hub) == (0, serving.place.url) and status.last_success is not None
    with join_hub(tmp_path / "b", invite(serving), passphrase=None, station="西门", clock=clock) as other:
        first = other.sync.run()
        assert (first.rejected, first.pulled) == (0, 0), "what the desk was made of is not read again"
        fair.sync.run()
        assert differences(fair, other) == {}
        one = other.registrations.add("FAIR", people=(GUARDIAN,), consent_method="paper")
        other.sync.run()
        assert fair.sync.run().pulled > 0
        fair.edits.change(one.id, notes="推车")
        clock.at += timedelta(seconds=1)
        other.edits.change(one.id, notes="轮椅")
        for desk in (fair, other, fair):
            desk.sync.run()
        assert differences(fair, other) == {}
        assert len(fair.sync.clashes()) == len(other.sync.clashes()) == 1
        for desk in (fair, other, fair, other):
            desk.sync.run()
        quiet = fair.sync.run()
        assert (quiet.pushed, quiet.pulled) == (0, 0), "two that have nothing to say are silent"


def test_who_joins_before_anybody_told_anything_can_try_again(
    fair: Desk, serving: Serving, clock: SetClock, now: SetClock, tmp_path: Path
) -> None:
    clock.at = now.at
    enrol(fair.house, invite(serving))
    joining, line = Joining(clock=clock), invite(serving)
    with pytest.raises(InvalidInput, match="nothing_to_join"):
        joining.join(tmp_path / "b", line, passphrase=None, station="西门")
    fair.sync.run()
    with joining.join(tmp_path / "b", line, passphrase=None, station="西门") as other:
        assert [one.code for one in other.events.list()] == ["FAIR"]


def test_who_was_erased_is_gone_from_the_hub_too(fair: Desk, hub: Hub, serving: Serving, clock: SetClock, now: SetClock) -> None:
    def held() -> str:
        with hub.database.engine.connect() as connection:
            return "".join(str(row[0]) for row in connection.exec_driver_sql("SELECT body FROM item"))

    clock.at = now.at
    enrol(fair.house, invite(serving))
    family = fair.registrations.add("FAIR", people=(GUARDIAN,), consent_method="paper").family
    fair.sync.run()
    assert "林晓梅" in held()
    fair.privacy.erase(family, reason="来信要求")
    fair.sync.run()
    assert "林晓梅" not in held() and "13800001234" not in held()
    assert fair.sync.status().pending == 0


def test_a_revoked_desk_is_told_so_and_goes_on(
    fair: Desk, hub: Hub, serving: Serving, clock: SetClock, now: SetClock
) -> None:
    clock.at = now.at
    enrol(fair.house, invite(serving))
    fair.sync.run()
    (station,) = [one for one in hub.stations.list() if one.enrolled is not None]
    hub.stations.revoke(station.id)
    fair.events.plan("FAIR", owner="李静")
    with pytest.raises(HubTrouble, match="hub_revoked"):
        fair.sync.run()
    assert fair.sync.status().pending > 0
    assert fair.sync.status().problem == "hub_revoked"


def test_a_code_works_once(fair: Desk, serving: Serving, clock: SetClock, now: SetClock) -> None:
    clock.at = now.at
    invited = invite(serving)
    enrol(fair.house, invited)
    with pytest.raises(HubTrouble, match="hub_code"):
        enrol(fair.house, invited)
    with pytest.raises(InvalidInput, match="invitation_over"):
        enrol(fair.house, Invitation(invited.url, invited.ca_sha256, invited.code, 1_000, "station"))


def test_another_hub_at_the_address_is_not_believed(
    fair: Desk, serving: Serving, clock: SetClock, now: SetClock, tmp_path: Path
) -> None:
    clock.at = now.at
    false = Invitation(serving.place.url, "00" * 32, "x", int(now.at.timestamp()) + 60, "station")
    with pytest.raises(HubTrouble, match="hub_untrusted"):
        enrol(fair.house, false)
    invited = invite(serving)
    enrol(fair.house, invited)
    with ExitStack() as stack:
        thief = stack.enter_context(open_hub(tmp_path / "thief", f"sqlite:///{tmp_path / 'thief' / 'hub.db'}"))
        other = stack.enter_context(running(thief, Place("127.0.0.1", 0)))
        move(fair, other.place.url)
        with pytest.raises(HubTrouble, match="hub_untrusted"):
            fair.sync.run()


def test_a_desk_moves_to_another_hub_only_when_told_to(
    fair: Desk, serving: Serving, clock: SetClock, now: SetClock, tmp_path: Path
) -> None:  # fmt: skip
    clock.at = now.at
    enrol(fair.house, invite(serving))
    pushed = fair.sync.run().pushed
    with ExitStack() as stack:
        second = stack.enter_context(open_hub(tmp_path / "second", f"sqlite:///{tmp_path / 'second' / 'hub.db'}"))
        other = stack.enter_context(running(second, Place("127.0.0.1", 0)))
        invited = invite(other).text()
        with pytest.raises(Conflict, match="hub_already"):
            fair.sync.enrol(invited)
        assert fair.sync.status().hub == serving.place.url
        assert fair.sync.enrol(invited, move=True).url == other.place.url, "the invitation is still good"
        assert fair.sync.run().pushed > pushed and second.ledger.counts()[1] > pushed, "it gets everything"
    fair.events.plan("FAIR", owner="李静")
    with pytest.raises(Conflict, match="hub_pending"):
        fair.sync.leave()
    fair.sync.leave(anyway=True)
    assert fair.sync.status().hub is None
    with pytest.raises(Conflict, match="no_hub"):
        fair.sync.leave()


def test_a_hub_that_is_gone_is_offline(fair: Desk, hub: Hub, clock: SetClock, now: SetClock) -> None:
    clock.at = now.at
    with running(hub, Place("127.0.0.1", 0)) as serving:
        enrol(fair.house, invite(serving))
    with pytest.raises(HubTrouble, match="hub_offline"):
        fair.sync.run()


def test_a_restored_hub_gets_everything_again(
    fair: Desk, hub: Hub, clock: SetClock, now: SetClock, tmp_path: Path
) -> None:  # fmt: skip
    clock.at = now.at
    with running(hub, Place("127.0.0.1", 0)) as serving:
        enrol(fair.house, invite(serving))
        fair.sync.run()
    hub.close()
    with (
        open_hub(tmp_path / "hub", f"sqlite:///{tmp_path / 'hub' / 'hub.db'}", new_epoch=True) as again,
        running(again, Place("127.0.0.1", 0)) as serving,
    ):
        move(fair, serving.place.url)
        told = fair.sync.run().pushed
        assert told > 5, "all of it"
        assert (fair.sync.run().pushed, fair.sync.status().pending) == (0, 0)


def test_a_restored_hub_gets_everything_again_from_who_heard_nothing_yet(fair: Desk, tmp_path: Path) -> None:
    """Its items are sent, the answer to what it asked then is lost: no cursor tells it later that the hub is an older one."""
    with closing(HubPlace(tmp_path / "hub", fair.clock)) as place:
        with fair.house.writing(Right.LOOK, "test") as unit:
            make_identity(unit, "东门")
            unit.commit()
        admit(place, fair)
        place.back_up()
        with pytest.raises(HubTrouble, match="hub_offline"):
            Cycle(fair.house, transport=Deaf(place, Random(0))).run()
        assert fair.sync.status().pending == 0
        place.restore()
        sent = Cycle(fair.house, transport=Line(place, Random(0))).run().pushed
        assert sent > 5 and place.hub.ledger.counts()[1] == sent, "all of it"


class Deaf(Line):
    """Nothing that is asked for comes back."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/events":
            raise httpx.ReadError("lost", request=request)
        return super().handle_request(request)


def test_a_page_that_is_no_hub_is_said_to_be_one(
    fair: Desk, serving: Serving, clock: SetClock, now: SetClock, portal: str
) -> None:
    clock.at = now.at
    enrol(fair.house, invite(serving))
    move(fair, portal, plain=True)
    with pytest.raises(HubTrouble, match="hub_portal"):
        fair.sync.run()


@pytest.fixture
def portal() -> Iterator[str]:
    """The page of a hotel's network that wants a room number."""
    import threading
    from http.server import BaseHTTPRequestHandler, HTTPServer

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>Welcome to the hotel</html>")

        def log_message(self, format: str, *args: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


Move = Callable[[Desk, str], None]


def move(desk: Desk, url: str, *, plain: bool = False) -> None:
    """The hub's address leads elsewhere from now on."""
    from eventdesk.store import sync_tables as s

    with desk.house.store.unit(actor=desk.actor, clock=desk.clock, action="test") as unit:
        unit.execute(s.hub.update().values(url=url, **({"ca": "", "server_name": ""} if plain else {})))
        unit.keep()
