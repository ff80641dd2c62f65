"""Who may plan: every verb of events, schedules, venues and the list of calls, asked by everybody."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from eventdesk.desk import Desk
from eventdesk.domain.event import EventKind, EventState, Unit
from eventdesk.domain.right import OperatorRole
from eventdesk.domain.schedule import PlannedSlot
from eventdesk.services.calls import Calls
from eventdesk.services.events import Events
from eventdesk.services.schedules import Schedules
from eventdesk.services.venues import Venues
from resources.words import Words
from tests.conftest import ZONE, Register
from tests.rights import all_verbs, asked, try_all_roles

START = datetime(2026, 11, 28, 9, 30, tzinfo=ZONE)
END = START + timedelta(hours=2)
PLANNERS = frozenset({OperatorRole.OWNER, OperatorRole.LEAD, OperatorRole.PLANNER})
ALL = frozenset(OperatorRole)
WHOLE = frozenset({OperatorRole.OWNER, OperatorRole.LEAD})


@dataclass
class Ground:
    """A desk on which every verb finds what it needs; what is told of it was read by its owner."""

    desk: Desk
    folder: Path
    room: str
    call: str
    closure: str
    venue: Any
    resource: Any
    planned: Any


@pytest.fixture
def ground(fair: Desk, register: Register, tmp_path: Path) -> Ground:
    register()
    fair.events.add(title="雨天", start=START, end=END, code="RAIN")
    fair.events.add_slot("FAIR", title="拓印", code="S1", room="彩虹厅", start=START, end=END)
    fair.venues.put("青禾社区中心")
    for room in ("彩虹厅", "积木教室"):
        fair.venues.put_room("青禾社区中心", room)
    fair.venues.put("旧仓库")
    fair.venues.put_resource("投影仪", 2)
    fair.venues.put_resource("音箱", 1)
    room = fair.venues.show("青禾社区中心").rooms[0].id
    closed = fair.venues.close(room, start=START + timedelta(days=1), end=END + timedelta(days=1))
    event = fair.events.show("FAIR")
    fair.events.change(
        "FAIR", title=event.title, start=event.start, end=event.end, venue="公园", capacity=None, capacity_unit=Unit.PERSONS,
        band=None,
    )  # fmt: skip
    venue = fair.venues.remove("旧仓库")
    resource = next(one for one in fair.venues.resources() if one.name == "音箱")
    fair.venues.remove_resource("音箱")
    call = fair.calls.list("FAIR")[0].id
    return Ground(fair, tmp_path, room, call, closed.id, venue, resource, fair.schedules.load("FAIR"))


def again(ground: Ground, **changed: Any) -> Any:
    event = ground.planned.event
    names = ("title", "start", "end", "venue", "capacity", "capacity_unit", "band")
    return ground.desk.events.change("FAIR", **{name: getattr(event, name) for name in names} | changed)


def saved(ground: Ground) -> Any:
    more = PlannedSlot("00000001-0000-7000-8000-000000000000", "S2", "音乐")
    return ground.desk.schedules.save("FAIR", ground.planned.schedule.add(more))


def put_back_room(ground: Ground) -> Any:
    room = ground.desk.venues.show("青禾社区中心").rooms[0]
    room = replace(room, id="00000002-0000-7000-8000-000000000000", name="阁楼", closures=())
    return ground.desk.venues.put_back_room("青禾社区中心", room, 0)


Verb = Callable[[Ground], object]

EVENTS: dict[str, tuple[frozenset[OperatorRole], Verb]] = {
    "add": (PLANNERS, lambda g: g.desk.events.add(title="x", start=START, end=END)),
    "plan": (PLANNERS, lambda g: g.desk.events.plan("FAIR", kind=EventKind.LECTURE)),
    "clone": (PLANNERS, lambda g: g.desk.events.clone("FAIR", start=END)),
    "repeat": (PLANNERS, lambda g: g.desk.events.repeat("FAIR", "FREQ=WEEKLY;COUNT=2")),
    "publish": (PLANNERS, lambda g: g.desk.events.publish("FAIR")),
    "advance": (PLANNERS, lambda g: g.desk.events.advance("FAIR", EventState.IDEA)),
    "cancel": (PLANNERS, lambda g: g.desk.events.cancel("FAIR", reason="雨")),
    "change": (PLANNERS, lambda g: again(g, title="新名字")),
    "remove": (PLANNERS, lambda g: g.desk.events.remove("RAIN")),
    "set_rule": (PLANNERS, lambda g: g.desk.events.set_rule("FAIR", "soft_limit", "9")),
    "add_slot": (PLANNERS, lambda g: g.desk.events.add_slot("FAIR", title="音乐")),
    "change_slot": (PLANNERS, lambda g: g.desk.events.change_slot("FAIR", "S1", title="音乐")),
    "remove_slot": (PLANNERS, lambda g: g.desk.events.remove_slot("FAIR", "S1")),
    "list": (ALL, lambda g: g.desk.events.list()),
    "show": (ALL, lambda g: g.desk.events.show("FAIR")),
}
SCHEDULES: dict[str, tuple[frozenset[OperatorRole], Verb]] = {
    "save": (PLANNERS, saved),
    "draft": (PLANNERS, lambda g: g.desk.schedules.draft(g.planned, seconds=0.1)),
    "release": (PLANNERS, lambda g: g.desk.schedules.release("FAIR")),
    "remedies": (ALL, lambda g: g.desk.schedules.remedies(g.planned)),
    "load": (ALL, lambda g: g.desk.schedules.load("FAIR")),
    "of_year": (ALL, lambda g: g.desk.schedules.of_year(2026)),
    "releases": (ALL, lambda g: g.desk.schedules.releases("FAIR")),
}
VENUES: dict[str, tuple[frozenset[OperatorRole], Verb]] = {
    "put": (PLANNERS, lambda g: g.desk.venues.put("公园")),
    "put_room": (PLANNERS, lambda g: g.desk.venues.put_room("青禾社区中心", "阁楼")),
    "rename": (PLANNERS, lambda g: g.desk.venues.rename("青禾社区中心", "新中心")),
    "rename_room": (PLANNERS, lambda g: g.desk.venues.rename_room("青禾社区中心", "彩虹厅", "大厅")),
    "rename_resource": (PLANNERS, lambda g: g.desk.venues.rename_resource("投影仪", "幕布")),
    "remove": (PLANNERS, lambda g: g.desk.venues.remove("青禾社区中心")),
    "put_back": (PLANNERS, lambda g: g.desk.venues.put_back(g.venue)),
    "put_back_room": (PLANNERS, put_back_room),
    "put_back_resource": (PLANNERS, lambda g: g.desk.venues.put_back_resource(g.resource)),
    "order_rooms": (PLANNERS, lambda g: g.desk.venues.order_rooms("青禾社区中心", ("积木教室", "彩虹厅"))),
    "remove_room": (PLANNERS, lambda g: g.desk.venues.remove_room("青禾社区中心", "彩虹厅")),
    "put_resource": (PLANNERS, lambda g: g.desk.venues.put_resource("投影仪", 3)),
    "remove_resource": (PLANNERS, lambda g: g.desk.venues.remove_resource("投影仪")),
    "close": (PLANNERS, lambda g: g.desk.venues.close(g.room, start=START, end=END)),
    "reopen": (PLANNERS, lambda g: g.desk.venues.reopen(g.closure)),
    "list": (ALL, lambda g: g.desk.venues.list()),
    "show": (ALL, lambda g: g.desk.venues.show("青禾社区中心")),
    "resources": (ALL, lambda g: g.desk.venues.resources()),
}
CALLS: dict[str, tuple[frozenset[OperatorRole], Verb]] = {
    "done": (PLANNERS, lambda g: g.desk.calls.done(g.call)),
    "export": (PLANNERS, lambda g: g.desk.calls.export("FAIR", g.folder / "calls.csv", Words("zh"))),
    "export whole": (WHOLE, lambda g: g.desk.calls.export("FAIR", g.folder / "calls.csv", Words("zh"), unmasked=True)),
    "list": (ALL, lambda g: g.desk.calls.list("FAIR")),
    "list whole": (WHOLE, lambda g: g.desk.calls.list("FAIR", unmasked=True)),
}
NOUNS = {Events: EVENTS, Schedules: SCHEDULES, Venues: VENUES, Calls: CALLS}


@pytest.mark.parametrize("noun", NOUNS)
def test_no_verb_is_forgotten(noun: type) -> None:
    assert {name.split()[0] for name in NOUNS[noun]} == all_verbs(noun)


@pytest.mark.parametrize(("allowed", "verb"), asked(NOUNS))
def test_a_verb_is_for_those_who_have_its_right(ground: Ground, allowed: frozenset[OperatorRole], verb: Verb) -> None:
    try_all_roles(ground, allowed, verb)
