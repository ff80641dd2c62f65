"""Venues, rooms and resources get other names and come back; what is over keeps its old names."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from eventdesk.desk import Desk
from eventdesk.domain.schedule import PlannedSlot
from eventdesk.errors import Conflict, InvalidInput, NotFound
from tests.conftest import ZONE

START = datetime(2026, 11, 28, 9, 30, tzinfo=ZONE)
HALL = "青禾社区中心"


@pytest.fixture
def grounds(fair: Desk) -> Desk:
    """The event's venue with three rooms; a slot in the second needs a projector."""
    event = fair.events.show("FAIR")
    fair.events.change(
        "FAIR", title=event.title, start=START, end=START + timedelta(hours=3), venue=HALL, capacity=None,
        capacity_unit=event.capacity_unit, band=None,
    )  # fmt: skip
    fair.venues.put(HALL, address="青禾路 18 号", capacity=400)
    for name in ("甲", "乙", "丙"):
        fair.venues.put_room(HALL, name, capacity=30, features="软垫")
    fair.venues.put_resource("投影仪", 2)
    slot = PlannedSlot(
        "00000001-0000-7000-8000-000000000000", "S1", "故事会", room="乙", start=START, end=START + timedelta(hours=1),
        resources=(("投影仪", 1), ("坐垫", 20)),
    )  # fmt: skip
    fair.schedules.save("FAIR", fair.schedules.load("FAIR").schedule.add(slot))
    return fair


def rooms(desk: Desk) -> list[str]:
    return [room.name for room in desk.venues.show(HALL).rooms]


def slot_of(desk: Desk) -> PlannedSlot:
    return desk.schedules.load("FAIR").schedule.slots[-1]


def test_a_new_name_goes_into_events_that_are_not_over(grounds: Desk) -> None:
    past = START - timedelta(days=400)
    grounds.events.add(title="去年", start=past, end=past + timedelta(hours=1), code="PAST", venue=HALL)
    grounds.venues.rename(HALL, " 青禾中心 ")
    assert [venue.name for venue in grounds.venues.list()] == ["青禾中心"]
    assert grounds.events.show("FAIR").venue == "青禾中心"
    assert grounds.events.show("PAST").venue == HALL
    assert [room.name for room in grounds.schedules.load("FAIR").grounds.rooms][:3] == ["甲", "乙", "丙"]


def test_slots_follow_their_room_and_what_they_need(grounds: Desk) -> None:
    grounds.venues.rename_room(HALL, "乙", "积木教室")
    grounds.venues.rename_resource("投影仪", "大投影")
    assert rooms(grounds) == ["甲", "积木教室", "丙"]
    assert slot_of(grounds).room == "积木教室"
    assert slot_of(grounds).resources == (("大投影", 1), ("坐垫", 20))


def test_two_never_have_one_name(grounds: Desk) -> None:
    grounds.venues.put("别处")
    grounds.venues.put_resource("音箱", 1)
    for error, do in (
        ("venue_exists", lambda: grounds.venues.rename("别处", HALL)),
        ("room_exists", lambda: grounds.venues.rename_room(HALL, "甲", "乙")),
        ("resource_exists", lambda: grounds.venues.rename_resource("音箱", "投影仪")),
    ):
        with pytest.raises(Conflict) as raised:
            do()
        assert raised.value.code == error
    with pytest.raises(InvalidInput):
        grounds.venues.rename_room(HALL, "甲", "  ")
    with pytest.raises(NotFound):
        grounds.venues.rename_room(HALL, "丁", "戊")
    assert rooms(grounds) == ["甲", "乙", "丙"]


def test_the_same_name_writes_nothing(grounds: Desk) -> None:
    before = _items(grounds)
    grounds.venues.rename(HALL, HALL)
    grounds.venues.rename_room(HALL, "甲", "甲 ")
    grounds.venues.rename_resource("投影仪", "投影仪")
    assert _items(grounds) == before


def test_what_was_taken_away_comes_back_as_it_was(grounds: Desk) -> None:
    venue = grounds.venues.show(HALL)
    room = venue.rooms[1]
    grounds.venues.close(room.id, start=START, end=START + timedelta(hours=2), reason="刷墙")
    grounds.venues.close(venue.id, start=START, end=START + timedelta(hours=1))
    [tool] = grounds.venues.resources()
    grounds.venues.close(tool.id, start=START, end=START + timedelta(days=1), reason="送修")
    venue, [tool] = grounds.venues.show(HALL), grounds.venues.resources()

    grounds.venues.remove_room(HALL, "乙")
    grounds.venues.put_back_room(HALL, venue.rooms[1], 1)
    assert grounds.venues.show(HALL) == venue
    removed = grounds.venues.remove(HALL)
    assert grounds.venues.list() == ()
    assert slot_of(grounds).room == "乙"
    grounds.venues.put_back(removed)
    assert grounds.venues.show(HALL) == venue
    grounds.venues.remove_resource("投影仪")
    grounds.venues.put_back_resource(tool)
    assert grounds.venues.resources() == (tool,)


def test_nothing_comes_back_twice(grounds: Desk) -> None:
    venue = grounds.venues.show(HALL)
    for do in (
        lambda: grounds.venues.put_back(venue),
        lambda: grounds.venues.put_back_room(HALL, venue.rooms[0], 0),
        lambda: grounds.venues.put_back_resource(grounds.venues.resources()[0]),
    ):
        with pytest.raises(Conflict):
            do()
    assert grounds.venues.show(HALL) == venue


def _items(desk: Desk) -> int:
    with desk.house.store.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM outbox").scalar_one())


def test_a_closure_has_hours_that_can_be(desk: Desk) -> None:
    venue = desk.venues.put("云栖公园").id
    first = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    second = first.replace(minute=15, fold=1)  # later, though the clock on the wall says less
    assert desk.venues.close(venue, start=first, end=second).end == second.astimezone(UTC)
    with pytest.raises(InvalidInput, match="ends_before_start"):
        desk.venues.close(venue, start=second, end=first)
    with pytest.raises(InvalidInput, match="bad_time"):
        desk.venues.close(venue, start=first.replace(tzinfo=None), end=first.replace(tzinfo=None, hour=3))
