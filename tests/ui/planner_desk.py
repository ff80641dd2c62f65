"""A real desk with a schedule as in the drawn week, and one with many slots, for tests and pictures of the planner."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import SlotKind
from eventdesk.domain.schedule import PlannedSlot, Schedule
from tests.conftest import ZONE
from tests.desks import create_desk, lay, made_once
from ui.pages.base import Page, PageContext, State
from ui.pages.planner import PlannerView
from ui.widgets.base import vbox

MORNING = datetime(2026, 11, 27, 9, 0, tzinfo=ZONE)
DAY = datetime(2026, 11, 28, 0, 0, tzinfo=ZONE)
ROOMS = (("彩虹厅", 40, "可投影"), ("积木教室", 24, "工具柜"), ("小树屋", 30, "软垫"), ("户外草坪", 56, "看天气"))


def at(clock: str) -> datetime:
    """A time of the day of the event."""
    hour, minute = clock.split(":")
    return DAY + timedelta(hours=int(hour), minutes=int(minute))


def slot(id: str, title: str, room: str, start: str, end: str, **more: Any) -> PlannedSlot:
    """A slot of the day; its code is its id."""
    return PlannedSlot(id, id.upper(), title, room=room, start=at(start), end=at(end), **more)


SLOTS = (
    slot("a1", "落叶拓印", "彩虹厅", "9:30", "10:30", leader="方雨", capacity=40, band=AgeBand(36, 59)),
    slot("a2", "亲子音乐圈", "彩虹厅", "10:40", "11:30", leader="高阳", capacity=40, band=AgeBand(0, 35)),
    slot("b1", "积木搭桥", "积木教室", "9:30", "10:35", leader="许岚", capacity=24, band=AgeBand(60, 83)),
    slot("b2", "小小木匠", "积木教室", "10:20", "11:20", leader="沈浩", capacity=20, band=AgeBand(84, 119)),
    slot("c1", "故事会", "小树屋", "9:30", "10:30", leader="赵晨", capacity=30, band=AgeBand(36, 83)),
    slot("c2", "故事会（二）", "小树屋", "10:40", "11:30", capacity=30, band=AgeBand(36, 83)),
    slot("d1", "草坪野餐", "户外草坪", "11:30", "12:15", leader="李静", capacity=56),
)  # fmt: skip
WAITING = PlannedSlot("t1", "T1", "童谣手指操", minutes=30, capacity=20, leader="方雨", band=AgeBand(0, 35))


def make(folder: Path, *, slots: tuple[PlannedSlot, ...] = (*SLOTS, WAITING)) -> SetClock:
    """The desk with the event ``FAIR``; its clock stands still."""
    lay(_made(slots), folder)
    return SetClock(MORNING)


@cache
def _made(slots: tuple[PlannedSlot, ...]) -> bytes:
    return made_once(partial(_make, slots=slots))


def _make(folder: Path, *, slots: tuple[PlannedSlot, ...]) -> None:
    with create_desk(folder, name="小禾苗亲子社", passphrase=None, station="东门", clock=SetClock(MORNING)) as desk:
        fill(desk, slots)


def fill(desk: Desk, slots: tuple[PlannedSlot, ...]) -> None:
    """The venue, its rooms, the event and its slots."""
    desk.venues.put("青禾社区中心")
    for name, capacity, features in ROOMS:
        desk.venues.put_room("青禾社区中心", name, capacity=capacity, features=features)
    desk.events.add(
        title="秋日亲子工坊日", start=at("9:30"), end=at("12:30"), code="FAIR", venue="青禾社区中心", capacity=150
    )
    schedule = desk.schedules.load("FAIR").schedule
    desk.schedules.save("FAIR", replace(schedule, slots=slots))


def crowd(slots: int = 60, rooms: int = 8) -> Schedule:
    """A day of many slots, evenly in many rooms, without a conflict."""
    start = at("8:00")
    each = slots // rooms + 1
    made = []
    for number in range(slots):
        lane, place = number % rooms, number // rooms
        begin = start + timedelta(minutes=place * (600 // each))
        made.append(
            PlannedSlot(
                f"s{number}", f"S{number}", f"场次 {number}", room=f"房间 {lane + 1}", start=begin,
                end=begin + timedelta(minutes=45), leader=f"领队 {number}", capacity=30, registered=number % 31,
                band=AgeBand(36, 83), kind=SlotKind.SLOT,
            )
        )  # fmt: skip
    return Schedule(start, at("20:00"), 10, tuple(made))


class PlannerPage(Page):
    """The planner alone, as a page."""

    nouns = frozenset({"events", "registrations"})

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.planner = PlannerView(context)
        column = vbox()
        column.addWidget(self.planner)
        self.setLayout(column)
        self.planner.label_changed.connect(self.header_changed)

    def title(self) -> str:
        """As the page of events."""
        return self.words("events.title")

    def subtitle(self) -> str:
        """The week."""
        return self.planner.label() if self.planner.code else ""

    def refresh(self) -> None:
        """Show the event, or read it again."""
        self.planner.open(self.planner.code or "FAIR")

    def shown(self) -> None:
        """The grid has the keys."""
        self.planner.setFocus()

    def undo(self) -> None:
        """The planner's own."""
        self.planner.undo()

    def keys(self) -> tuple[tuple[str, str], ...]:
        """The planner's own."""
        return self.planner.keys()

    def state(self) -> dict[str, Any]:
        """The event."""
        return {"event": self.planner.code}

    def restore(self, state: State) -> None:
        """Open it."""
        if state.get("event"):
            self.planner.open(str(state["event"]))
