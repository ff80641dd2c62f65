"""A desk with one event, ``FAIR``, its volunteers and who has which shift; made once, copied from then on."""

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.domain.volunteer import Assigned, Skill, Window
from tests.conftest import ZONE
from tests.desks import create_desk, lay, made_once

DAY = datetime(2026, 11, 28, 9, 30, tzinfo=ZONE)
NAMES = ("周敏", "何嘉禾", "林晓彤", "罗婉清", "马俊熙", "卫一鸣")
"""VOL001 … VOL006. The first two are at the desk from 9 to 12, the third guides from 9:30 to 11, the fourth is for first aid
from 10 to 12; the fifth is free and can do first aid, the sixth is free until ten."""


def at(hour: int, minute: int = 0) -> datetime:
    """A moment of the day."""
    return DAY.replace(hour=hour, minute=minute)


def staffed(folder: Path, clock: SetClock) -> Desk:
    """The desk, open."""
    lay(_made(), folder)
    return open_desk(folder, clock=clock)


def ids(desk: Desk) -> dict[str, str]:
    """Engagements and shifts by their codes."""
    roster = desk.rosters.show("FAIR")
    return {one.code: one.id for one in (*roster.people, *roster.shifts)}


@cache
def _made() -> bytes:
    return made_once(_make)


def _make(folder: Path) -> None:
    clock = SetClock(DAY - timedelta(days=7))
    with create_desk(folder, name="小禾苗亲子社", passphrase=None, station="东门", clock=clock) as desk:
        desk.events.add(title="秋日亲子工坊日", start=DAY, end=at(12), code="FAIR", venue="青禾社区中心")
        for number, name in enumerate(NAMES, start=1):
            made = desk.volunteers.add(
                name=name, phone=f"1380000{number:04}", email=f"v{number}@example.org" if number != 2 else "",
                skills=[Skill("急救")] if number in (4, 5) else [],
            )  # fmt: skip
            until = at(10) if number == 6 else at(13)
            desk.rosters.enlist("FAIR", made.id, windows=[Window(at(8), until)])
        desk.shifts.add("FAIR", role="签到台", start=at(9), end=at(12), need=2, room="正门", break_minutes=30, note="=1+1")
        desk.shifts.add("FAIR", role="引导", start=DAY, end=at(11), need=1)
        desk.shifts.add("FAIR", role="急救", start=at(10), end=at(12), need=1, skills=["急救"], room="彩虹厅")
        by = ids(desk)
        pairs = (("S01", "VOL001"), ("S01", "VOL002"), ("S02", "VOL003"), ("S03", "VOL004"))
        desk.rosters.change("FAIR", add=[Assigned(by[shift], by[person]) for shift, person in pairs])
