"""A window on a desk with partners, money and ideas, for tests of the page about them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.domain.event import EventKind
from eventdesk.domain.family import Role
from eventdesk.domain.money import LineKind, Side
from eventdesk.domain.partner import PartnerKind
from eventdesk.services.booking import BookedPerson
from eventdesk.services.checkins import Scan
from eventdesk.settings import Settings
from tests.conftest import ZONE
from tests.desks import create_desk, lay, made_once
from tests.ui.day_desk import Elsewhere
from tests.ui.people_desk import Opened, activate
from ui.app import start
from ui.pages import PAGES
from ui.pages.base import PageSpec

MORNING = datetime(2026, 11, 28, 9, 0, tzinfo=ZONE)


def fill(desk: Desk) -> None:
    """Three events of the year, two partners, lines, three ideas with votes, some tasks."""
    for code, title, days in (("FAIR", "秋日亲子工坊日", -14), ("WALK", "森林徒步", 14), ("LAMP", "元宵灯会", 85)):
        begin = MORNING + timedelta(days=days)
        desk.events.add(title=title, start=begin, end=begin + timedelta(hours=3), code=code, venue="青禾社区中心")
    for number in range(3):
        people = [
            BookedPerson(Role.GUARDIAN, f"林{number}梅", phone=f"1380000000{number}", phone_type="mobile"),
            BookedPerson(Role.CHILD, f"孩子{number}"),
        ]
        made = desk.registrations.add("FAIR", people=people, consent_method="paper")
        if number:
            desk.checkins.scan("FAIR", Scan(text=made.ticket))
    shop = desk.partners.add(
        name="蓝鲸绘本馆", kind=PartnerKind.SPONSOR, contact="沈经理", phone="13800006621", notes="每季度见一次"
    )
    desk.partners.pledge(shop.id, title="活动赞助", pledged_fen=800000, received_fen=500000, event="FAIR")
    desk.partners.pledge(
        shop.id, title="绘本 60 册", pledged_fen=180000, received_fen=180000, event="FAIR", in_kind=True
    )
    desk.partners.pledge(shop.id, title="年度支持", pledged_fen=2000000)
    desk.partners.add(name="青禾社区中心", kind=PartnerKind.VENUE, contact="李主任")
    add = desk.budgets.add
    add("FAIR", side=Side.INCOME, kind=LineKind.TICKETS, title="门票", planned_fen=600000, actual_fen=572050)
    add("FAIR", side=Side.COST, kind=LineKind.VENUE, title="场地", planned_fen=300000, actual_fen=300000)
    add("FAIR", side=Side.COST, kind=LineKind.MATERIAL, title="工坊材料", planned_fen=420000, actual_fen=456680)
    add("FAIR", side=Side.COST, kind=LineKind.CATERING, title="点心和水", planned_fen=90000)
    add("WALK", side=Side.COST, kind=LineKind.TRANSPORT, title="大巴", planned_fen=260000)
    ideas = (("亲子话剧", EventKind.FESTIVAL, 2), ("天文夜", EventKind.OUTDOOR, 5), ("旧物市集", EventKind.FESTIVAL, 0))
    for title, kind, votes in ideas:
        idea = desk.proposals.add(title=title, kind=kind, text="家长在群里提的，想放在晚上。")
        for number in range(votes):
            desk.proposals.vote(idea.id, voter=f"1380000000{number}")
    desk.checklists.add_all("WALK", [("报备", -30), ("踏勘路线", -7), ("买好保险", -3), ("写总结", 7)])


def make(folder: Path, *, filled: bool = True) -> SetClock:
    """The desk; its clock stands still."""
    lay(_made(filled), folder)
    return SetClock(MORNING)


@cache
def _made(filled: bool) -> bytes:
    return made_once(partial(_make, filled=filled))


def _make(folder: Path, *, filled: bool) -> None:
    with create_desk(folder, name="小禾苗亲子社", passphrase=None, station="东门", clock=SetClock(MORNING)) as desk:
        if filled:
            fill(desk)


@contextmanager
def opened(qtbot: QtBot, folder: Path, clock: SetClock, **settings: Any) -> Iterator[Opened]:
    """The window on this desk, showing the page."""

    def opener(passphrase: str | None) -> Desk:
        return open_desk(folder, clock=clock)

    partners = next(spec for spec in PAGES if spec.key == "partners")
    specs = (PageSpec("events", "cal", "events.nav", Elsewhere), partners)
    chosen = Settings(theme="light", reduced_motion=True, **settings)
    running = start(opener, page="partners", chosen=chosen, pages=specs, size=(1366, 768))
    made = Opened(running, qtbot)
    qtbot.waitUntil(lambda: running.window.current == "partners", timeout=8000)
    activate(qtbot, running.window)
    made.settle()
    yield made
    while (dialog := QApplication.activeModalWidget()) is not None:
        dialog.close()
        qtbot.wait(5)
    running.window.close()
    qtbot.waitUntil(lambda: not running.window.isVisible(), timeout=15000)
    running.end()
    running.window.deleteLater()
