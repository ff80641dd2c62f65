"""The replica of a hub: a desk that is one more station, told of everything and telling everything."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from eventdesk.desk import Desk
from eventdesk.domain.right import OperatorRole
from eventdesk.services.online_views import Fate, SignUp
from eventdesk.web.replica import NotReady, Replica, Trouble
from eventdesk.web.replicas import Replicas
from tests.web.place import Town, furnished, town

FORM = SignUp(
    name="林晓梅", phone="13800001111", adults=1, children=(), slots=("BUGS",), photo=False, mark="one", answers={"way": "地铁"}
)


@dataclass
class Ground:
    """A hub that serves one organisation, whose desk has met it."""

    town: Town
    desk: Desk
    replica: Replica


def replica_of(place: Town, name: str = "own", **more: Any) -> Replica:
    """A replica in the hub's folder that looks at the hub at every question."""
    return Replica(place.office, place.folder / name, place.loop, **more)


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("town")
    with town(folder, lambda office: ()) as place, furnished(folder / "desk", place.clock) as desk:
        replica = replica_of(place)
        with pytest.raises(NotReady) as early:
            place.run(replica.ask(lambda one: one.organisation))
        assert early.value.why is Trouble.NOTHING
        place.enrol(desk)
        replica.close()
        replica = replica_of(place)
        yield Ground(place, desk, replica)
        replica.close()


def test_it_is_one_more_station_and_has_a_planners_rights(ground: Ground) -> None:
    asked = ground.replica.ask(lambda desk: (desk.organisation, desk.actor, [one.code for one in desk.online.events()]))
    found = ground.town.run(asked)
    ground.town.meet(ground.desk)
    assert found[0] == "小树亲子社" and found[2] == ["FOREST"]
    assert found[1].station_name == "网上报名" and found[1].role is OperatorRole.PLANNER
    assert set(ground.desk.operators.stations()) == {"前台", "网上报名"}
    assert {one.name for one in ground.town.hub.stations.list()} == {"desk", "网上报名"}


def test_what_a_family_does_there_is_at_every_desk_after_a_round(ground: Ground) -> None:
    done = ground.town.run(ground.replica.ask(lambda desk: desk.online.sign_up("FOREST", FORM), writes=True))
    assert done.fate is Fate.NEW
    ground.town.run(ground.replica.ask(lambda desk: None))  # what was written before is sent before this is asked
    ground.town.meet(ground.desk)
    here = ground.desk.registrations.list("FOREST")
    assert [(one.ticket, one.source.value, one.consent, one.photo_consent, one.slots) for one in here] == [
        (done.ticket, "online", True, False, ("BUGS",))
    ]
    again = ground.town.run(ground.replica.ask(lambda desk: desk.online.sign_up("FOREST", FORM)))
    other = ground.town.run(ground.replica.ask(lambda desk: desk.online.sign_up("FOREST", replace(FORM, mark="two", name="x"))))
    assert (again.fate, again.ticket) == (Fate.SAME, done.ticket) and (other.fate, other.ticket) == (Fate.KNOWN, "")


def test_what_a_desk_does_is_there_at_the_next_look(ground: Ground) -> None:
    ground.desk.events.add_slot("FOREST", title="纸船", code="BOAT")
    ground.desk.notices.add("2026-05", "我们只把这些资料用在活动上。")
    ground.desk.notices.use("2026-05")
    ground.town.meet(ground.desk)
    ground.town.run(ground.replica.meet())
    slots, notice = ground.town.run(
        ground.replica.ask(lambda desk: ([one.code for one in desk.online.event("FOREST").slots], desk.house.notice))  # type: ignore[union-attr]  # it is there
    )
    assert "BOAT" in slots and notice == "2026-05"


def test_it_goes_on_after_a_restart_and_is_let_in_anew_at_another_hub(ground: Ground) -> None:
    place = ground.town
    ground.replica.close(wait=True)
    again = replica_of(place)
    place.run(again.ask(lambda desk: None))
    assert len(place.hub.stations.list()) == 2  # nobody had to let it in again
    again.close(wait=True)
    folder = place.folder / "moved"
    shutil.copytree(place.folder / "own", folder / "own")
    with town(folder, lambda office: ()) as other:
        moved = replica_of(other)
        assert other.run(moved.ask(lambda desk: desk.sync.status().hub)) == f"http://{other.hub.epoch.hub_id}.invalid"
        other.run(moved.meet())
        # It brings all that it told; who told the rest brings that.
        assert other.hub.ledger.counts()[1] > 0
        moved.close()
    ground.replica = replica_of(place)


def test_revoking_its_station_turns_it_off(ground: Ground) -> None:
    place = ground.town
    place.run(ground.replica.ask(lambda desk: None))
    place.hub.stations.revoke("网上报名")
    with pytest.raises(NotReady) as refused:
        place.run(ground.replica.meet())
    assert refused.value.why is Trouble.OFF


def test_each_branch_has_its_own_and_who_is_idle_is_closed(tmp_path: Path) -> None:
    with town(tmp_path, lambda office: ()) as place, furnished(tmp_path / "a", place.clock) as first:
        one, two = place.hub.branches.add("EAST", "东城"), place.hub.branches.add("WEST", "西城")
        place.enrol(first, branch=one.id)
        all_of = Replicas(place.office)
        east, west, own = (place.run(all_of.find(code)) for code in ("EAST", "west", None))
        assert east is not None and west is not None and own is None
        assert place.run(east.ask(lambda desk: [event.code for event in desk.online.events()])) == ["FOREST"]
        with pytest.raises(NotReady) as nothing:
            place.run(west.ask(lambda desk: None))
        assert nothing.value.why is Trouble.NOTHING
        assert all_of.folder_of(one.id).is_dir() and not all_of.folder_of(two.id).is_dir()
        place.run(_soon(lambda: all_of.close_idle(0)))
        anew = place.run(all_of.find("EAST"))
        assert anew is not east and anew is not None
        assert place.run(anew.ask(lambda desk: desk.organisation)) == "小树亲子社"
        place.hub.branches.close("EAST")
        assert place.run(all_of.find("EAST")) is None
        place.run(_soon(all_of.close))


async def _soon(verb: Any) -> None:
    verb()


