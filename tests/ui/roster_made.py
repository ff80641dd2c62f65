"""A small roster made by hand: ten people, eight shifts of a morning, one place that nobody can fill."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from eventdesk.domain.volunteer import (
    Assigned,
    Response,
    Shift,
    Skill,
    Staffing,
    StaffingRules,
    Vetting,
    Volunteer,
    Window,
)
from eventdesk.services.volunteer_views import AssignmentView, EngagementView, RosterView, ShiftView

ZONE = ZoneInfo("Asia/Shanghai")
DAY = datetime(2026, 11, 28, tzinfo=ZONE)

# role, start, end, need, skills
SHIFTS = (
    ("签到东门", "8:45", "10:00", 2, ()), ("签到南门", "8:45", "10:00", 2, ()), ("落叶拓印", "9:30", "10:30", 2, ()),
    ("积木搭桥", "9:30", "10:30", 2, ()), ("故事会", "9:30", "10:30", 1, ()), ("音乐圈", "10:40", "11:30", 1, ("音乐",)),
    ("故事会二", "10:40", "11:30", 1, ("急救证",)), ("收场", "12:00", "12:30", 1, ()),
)  # fmt: skip
# name, skills, from, to, times before, at most so many hours a day, shifts (numbers from 1)
PEOPLE = (
    ("方雨", ("急救证", "音乐"), "8:00", "13:00", 2, None, (3, 6)), ("高阳", ("音乐",), "9:15", "13:00", 1, None, ()),
    ("赵晨", ("急救证",), "8:00", "10:30", 4, None, (5,)), ("沈浩", ("木工",), "8:00", "13:00", 3, None, (4,)),
    ("周明", (), "8:00", "13:00", 1, None, (1,)), ("孙倩", ("急救证",), "8:00", "11:45", 2, 2, (2,)),
    ("何静", (), "8:00", "10:10", 0, None, (1,)), ("许航", (), "8:00", "13:00", 2, None, (2, 8)),
    ("陈曦", (), "9:20", "13:00", 1, None, (3,)), ("蒋立", (), "8:00", "11:40", 0, None, (4,)),
)  # fmt: skip


def at(clock: str) -> datetime:
    """A time of the day."""
    hour, minute = clock.split(":")
    return DAY + timedelta(hours=int(hour), minutes=int(minute))


def made_view() -> RosterView:
    """The roster; its last person's shift is one that a plan gave."""
    shifts, people, have = [], [], []
    for number, (role, start, end, need, skills) in enumerate(SHIFTS, start=1):
        shifts.append(Shift(f"s{number}", f"S{number:02}", role, at(start), at(end), need, need, frozenset(skills)))
    for number, (name, able, start, end, times, hours, mine) in enumerate(PEOPLE, start=1):
        person = Volunteer(
            f"v{number}", f"VOL{number:03}", name, (Window(at(start), at(end)),), tuple(Skill(one) for one in able),
            max_day_minutes=hours and hours * 60, load=times * 60,
        )  # fmt: skip
        people.append(person)
        have += [Assigned(f"s{one}", person.id) for one in mine]
    return view_of(Staffing(tuple(shifts), tuple(people), ZONE, StaffingRules(), assigned=tuple(sorted(have))))


def view_of(staffing: Staffing) -> RosterView:
    """A staffing as the desk would show it."""
    start, end = min(one.start for one in staffing.shifts), max(one.end for one in staffing.shifts)
    return RosterView(
        "CAMP", "秋日亲子工坊日", start, end, tuple(_shift(one, staffing) for one in staffing.shifts),
        tuple(_person(one) for one in staffing.volunteers), tuple(_assignment(one) for one in staffing.assigned), staffing,
    )  # fmt: skip


def _shift(one: Shift, staffing: Staffing) -> ShiftView:
    filled = sum(1 for assigned in staffing.assigned if assigned.shift == one.id)
    return ShiftView(
        one.id, one.code, one.role, None, "", one.start, one.end, one.need, one.ideal, tuple(one.skills), False, False,
        None, None, 0, "", 1, filled,
    )  # fmt: skip


def _person(one: Volunteer) -> EngagementView:
    return EngagementView(
        one.id, one.id, one.code, one.name, "138****0000", one.windows, one.skills, Vetting.NONE, None, False, None,
        one.max_day_minutes, (), False, "", "", 1, times_before=one.load // 60,
    )  # fmt: skip


def _assignment(one: Assigned) -> AssignmentView:
    by_hand = one.volunteer != "v10"
    return AssignmentView(
        f"{one.shift}{one.volunteer}", one.shift, one.volunteer, False, by_hand, (), "", Response.OPEN, None, None, 1
    )
