"""What planners of the sample organisation have prepared: rooms, what they share, and the events of a season."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from eventdesk.desk import Desk
from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import EventKind
from eventdesk.sample.programme import VENUE, SampleEvent
from eventdesk.services.event_views import EventView

ROOMS = (("彩虹厅", 40, "可投影"), ("积木教室", 24, "工具柜"), ("小树屋", 30, "软垫"), ("户外草坪", 56, "看天气"))
RESOURCES = (("投影仪", 2), ("急救包", 2), ("坐垫", 60))
LEADERS = {
    "LEAF": "方雨", "BLOCKS": "沈浩", "STORY": "赵晨", "MUSIC": "高阳", "PICNIC": "李静", "LAMP": "方雨", "SCARF": "赵晨",
    "DUMPLING": "李静",
}  # fmt: skip
AGES = {
    "LEAF": (36, 59), "BLOCKS": (60, 83), "STORY": (36, 83), "MUSIC": (0, 35), "LAMP": (36, 83), "SCARF": (48, 83),
    "DUMPLING": (24, 83),
}  # fmt: skip
BREAK = "间休"


@dataclass(frozen=True)
class Planned:
    """An event of the season: ``days`` from the sample's day, hour, minutes, and how often it comes again each week."""

    title: str
    days: int
    hour: int
    minutes: int
    kind: EventKind
    months: tuple[int, int]
    capacity: int
    expected: int
    weeks: int = 1


SEASON = (
    Planned("亲子瑜伽", -17, 10, 60, EventKind.COURSE, (12, 47), 20, 40, weeks=7),
    Planned("家长课堂：情绪", 1, 15, 90, EventKind.LECTURE, (0, 83), 60, 60),
    Planned("小小消防员", 8, 9, 150, EventKind.WORKSHOP, (36, 83), 120, 260),
    Planned("绘本与积木：品牌联合日", 15, 9, 240, EventKind.BRAND, (24, 71), 400, 420),
    Planned("爸爸读书会", 22, 10, 60, EventKind.LECTURE, (24, 59), 40, 40),
    Planned("冬至包饺子", 23, 9, 180, EventKind.FESTIVAL, (36, 83), 300, 320),
    Planned("雪地找动物", 43, 9, 180, EventKind.OUTDOOR, (48, 83), 320, 340),
    Planned("元宵灯会", 85, 16, 240, EventKind.FESTIVAL, (0, 83), 900, 1100),
)


def prepare(desk: Desk, today: SampleEvent, next: SampleEvent, codes: dict[str, str]) -> None:
    """Writes rooms and resources down, gives the slots their leaders and ages, and plans the season.

    ``codes`` are the codes of events by title. The next event has what a planner has to look at: two slots that quarrel,
    and one that waits for its place.
    """
    desk.venues.put(VENUE, address="青禾路 18 号", capacity=400)
    needed = _largest(desk, codes[today.title])
    for name, capacity, features in ROOMS:
        # For more families than the day was thought for, its slots are larger, and so are the rooms.
        desk.venues.put_room(VENUE, name, capacity=max(capacity, needed.get(name, 0)), features=features)
    for name, quantity in RESOURCES:
        desk.venues.put_resource(name, quantity)
    desk.events.plan(codes[today.title], kind=EventKind.WORKSHOP, owner="李静", expected=150, purpose="认识秋天，动手做一件东西")
    desk.events.plan(codes[next.title], kind=EventKind.WORKSHOP, owner="李静", expected=120)
    for title in (today.title, next.title):
        _staff(desk, codes[title])
    _leave_some_work(desk, codes[next.title])
    desk.schedules.release(codes[today.title])
    desk.events.publish(codes[today.title])


def _largest(desk: Desk, code: str) -> dict[str, int]:
    """The most that a slot of an event may hold, by room."""
    found: dict[str, int] = {}
    for slot in desk.events.show(code).slots:
        found[slot.room] = max(found.get(slot.room, 0), slot.capacity or 0)
    return found


def plan_season(desk: Desk, day: datetime) -> None:
    """Plans the events around ``day`` (aware): weekly ones as series, the next ones published."""
    for one in SEASON:
        start = (day + timedelta(days=one.days)).replace(hour=one.hour, minute=0)
        event = desk.events.add(
            title=one.title, start=start, end=start + timedelta(minutes=one.minutes), capacity=one.capacity,
            venue="" if one.expected > 400 else VENUE, band=AgeBand(*one.months),
        )
        desk.events.plan(event.code, kind=one.kind, owner="李静", expected=one.expected)
        made: tuple[EventView, ...] = (event,)
        if one.weeks > 1:
            made += desk.events.repeat(event.code, f"FREQ=WEEKLY;COUNT={one.weeks}")
        for view in made:
            if view.start - day < timedelta(days=20):
                desk.events.publish(view.code)


def _staff(desk: Desk, code: str) -> None:
    schedule = desk.schedules.load(code).schedule
    for slot in schedule.slots:
        ages = AGES.get(slot.code)
        resources = (("投影仪", 1),) if slot.room == "彩虹厅" else (("坐垫", 20),) if slot.room == "小树屋" else ()
        schedule = schedule.change(
            slot.id, leader=LEADERS.get(slot.code, ""), band=AgeBand(*ages) if ages else None, resources=resources
        )
    desk.schedules.save(code, schedule)


def _leave_some_work(desk: Desk, code: str) -> None:
    schedule = desk.schedules.load(code).schedule
    dumplings = next(slot for slot in schedule.slots if slot.code == "DUMPLING")
    start = dumplings.span[0] - timedelta(minutes=10)
    carpenters = replace(
        dumplings, id="01a2f000-0000-7000-8000-000000000001", code="WOOD", title="小小木匠", start=start,
        end=start + timedelta(minutes=25), capacity=20, leader="沈浩", band=AgeBand(60, 83), registered=0,
    )  # fmt: skip
    waiting = replace(
        carpenters, id="01a2f000-0000-7000-8000-000000000002", code="SONG", title="手指谣", room="", start=None, end=None,
        minutes=30, leader="高阳", band=AgeBand(0, 35),
    )  # fmt: skip
    desk.schedules.save(code, schedule.add(carpenters).add(waiting))
