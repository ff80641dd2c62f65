"""The sample's volunteers: ten people, eight shifts, a roster that a planner made by hand and pinned, and one place that
nobody can fill without a word with somebody."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from eventdesk.desk import Desk
from eventdesk.domain.duty import MarkKind
from eventdesk.domain.volunteer import Assigned, Skill, Vetting, Window
from eventdesk.services.volunteer_views import RosterView

FIRST_AID, MUSIC, WOOD = "急救证", "音乐", "木工"


@dataclass(frozen=True)
class SampleShift:
    """A shift: minutes from the event's start, and the slot it belongs to."""

    code: str
    role: str
    start: int
    end: int
    need: int
    slot: str | None = None
    room: str = ""
    skills: tuple[str, ...] = ()


@dataclass(frozen=True)
class SampleVolunteer:
    """Somebody who helps: from when to when (minutes from the event's start), what they have, and how often they came."""

    name: str
    skills: tuple[str, ...] = ()
    first: int = -45
    last: int = 180
    shifts: tuple[str, ...] = ()
    vetted: bool = True
    most: int | None = None
    before: bool = False
    note: str = ""


SHIFTS = (
    SampleShift("EAST", "签到东门", -45, 30, 2), SampleShift("SOUTH", "签到南门", -45, 30, 2),
    SampleShift("LEAF", "落叶拓印", 0, 60, 2, "LEAF", "彩虹厅"), SampleShift("BLOCKS", "积木搭桥", 0, 60, 2, "BLOCKS", "积木教室"),
    SampleShift("STORY", "故事会", 0, 60, 1, "STORY", "小树屋"),
    SampleShift("MUSIC", "音乐圈", 70, 120, 1, "MUSIC", "彩虹厅", (MUSIC,)),
    SampleShift("STORY2", "故事会二", 70, 120, 1, None, "小树屋", (FIRST_AID,)), SampleShift("CLOSE", "收场", 150, 180, 1),
)  # fmt: skip

PEOPLE = (
    SampleVolunteer("方雨", (FIRST_AID, MUSIC), shifts=("LEAF", "MUSIC"), before=True),
    SampleVolunteer("高阳", (MUSIC,), first=0),
    SampleVolunteer("赵晨", (FIRST_AID,), last=60, shifts=("STORY",), note="中途要早退"),
    SampleVolunteer("沈浩", (WOOD,), shifts=("BLOCKS",), before=True),
    SampleVolunteer("周明", shifts=("EAST",), before=True),
    SampleVolunteer("孙倩", (FIRST_AID,), last=150, shifts=("SOUTH",), most=120, before=True),
    SampleVolunteer("何静", shifts=("EAST",), vetted=False, note="第一次来"),
    SampleVolunteer("许航", shifts=("SOUTH", "CLOSE"), before=True),
    SampleVolunteer("陈曦", first=0, shifts=("LEAF",)),
    SampleVolunteer("蒋立", last=150),
)

_WITH_CHILDREN = ("LEAF", "BLOCKS", "STORY", "MUSIC", "STORY2")
_CAME = (("周明", -53), ("孙倩", -47), ("许航", -39))
"""Who is here, and when they came, in minutes from the event's start."""

_PAST_SHIFTS = (("签到", -30, 60, ("周明", "许航")), ("讲故事", 0, 120, ("方雨", "孙倩", "沈浩")))


def help_out(desk: Desk, today: str, past: str) -> None:
    """Enters the people, the shifts of the day and of the event before it, and who has which."""
    day = desk.clock.now().date()
    ids = {
        one.name: desk.volunteers.add(
            name=one.name, phone=f"139000021{number:02d}", skills=[Skill(name) for name in one.skills],
            vetting=Vetting.DATED if one.vetted else Vetting.NONE,
            vetting_until=day + timedelta(days=200 + 40 * number) if one.vetted else None,
        ).id
        for number, one in enumerate(PEOPLE)
    }  # fmt: skip
    desk.volunteers.pair(ids["何静"], ids["周明"], "together")
    training = desk.trainings.add(title="急救与走失应对", day=day - timedelta(days=20), minutes=120, leader="李静")
    desk.trainings.attended(training.id, [ids[one.name] for one in PEOPLE if one.before])
    _of_past(desk, past, ids)
    start = desk.events.show(today).start
    for shift in SHIFTS:
        desk.shifts.add(
            today, code=shift.code, role=shift.role, start=_at(start, shift.start), end=_at(start, shift.end), need=shift.need,
            slot=shift.slot, room=shift.room, skills=shift.skills, vetted=shift.code in _WITH_CHILDREN,
        )  # fmt: skip
    for one in PEOPLE:
        desk.rosters.enlist(
            today, ids[one.name], windows=[Window(_at(start, one.first), _at(start, one.last))], max_day_minutes=one.most,
            note=one.note,
        )  # fmt: skip
    view = desk.rosters.show(today)
    by_hand = [(shift, one.name) for one in PEOPLE for shift in one.shifts]
    desk.rosters.change(today, add=_assigned(view, by_hand))


def come_in(desk: Desk, today: str) -> None:
    """Three of the four at the doors are here, one of them late; the fourth is the one whom somebody has to stand in for."""
    start, now = desk.events.show(today).start, desk.clock.now()
    codes = {person.name: person.code for person in desk.rosters.show(today).people}
    for name, minutes in _CAME:
        at = _at(start, minutes)
        if at < now:
            desk.duty.mark(today, codes[name], MarkKind.IN, at=at)


def _of_past(desk: Desk, past: str, ids: dict[str, str]) -> None:
    event = desk.events.show(past)
    for role, first, last, _ in _PAST_SHIFTS:
        desk.shifts.add(past, code=None, role=role, start=_at(event.start, first), end=_at(event.start, last), need=2, ideal=3)
    names = [name for *_, there in _PAST_SHIFTS for name in there]
    for name in names:
        desk.rosters.enlist(past, ids[name])
    view = desk.rosters.show(past)
    codes = {shift.role: shift.code for shift in view.shifts}
    desk.rosters.change(past, add=_assigned(view, [(codes[role], name) for role, _, _, there in _PAST_SHIFTS for name in there]))
    desk.duty.credit_planned(past)


def _assigned(view: RosterView, pairs: list[tuple[str, str]]) -> list[Assigned]:
    shifts = {shift.code: shift.id for shift in view.shifts}
    people = {person.name: person.id for person in view.people}
    return [Assigned(shifts[shift], people[name], pinned=True) for shift, name in pairs]


def _at(start: datetime, minutes: int) -> datetime:
    return start + timedelta(minutes=minutes)
