"""A window on a desk whose families can be written to, for tests of the page of messages."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import EventKind
from eventdesk.domain.message import Channel
from eventdesk.services.checkins import Scan
from eventdesk.settings import Settings
from tests.conftest import ZONE
from tests.desks import create_desk, lay, made_once
from tests.services.message_ground import enrol, set_family
from tests.ui.day_desk import Elsewhere
from tests.ui.people_desk import Opened, activate
from ui.app import start
from ui.pages import PAGES
from ui.pages.base import PageSpec

MORNING = datetime(2026, 11, 28, 9, 0, tzinfo=ZONE)
NICKNAMES = ("豆豆", "果果", "小满", "安安", "米粒", "团子", "乐乐", "可可", "点点", "阿布", "糖糖", "小宝", "晨晨", "圆圆")


def fill(desk: Desk) -> None:
    """``PAST`` a while ago, ``FAIR`` tomorrow with 14 families, ``WALK`` in two weeks, to which two are registered."""
    for code, title, days in (("PAST", "秋日亲子工坊日", -20), ("FAIR", "绘本之夜", 1), ("WALK", "冬日森林徒步", 14)):
        begin = MORNING + timedelta(days=days, minutes=30)
        desk.events.add(
            title=title, start=begin, end=begin + timedelta(hours=2), code=code, venue="青禾社区中心", band=AgeBand(12, 83)
        )
    desk.events.plan("WALK", kind=EventKind.OUTDOOR)
    for number, nickname in enumerate(NICKNAMES, start=1):
        born = date(2026 - number % 7, 1 + number % 11, 5) if number != 9 else None
        made = enrol(desk, number, nickname=nickname, born=born, email=None if number in (3, 8) else "")
        interests = [("户外徒步",), (), ("手工",)][number % 3]
        set_family(desk, made.family, district="青禾" if number % 4 == 0 else "城东", interests=interests)
        if number in (5, 6):
            desk.messages.opt_out(made.family, (Channel.EMAIL,))
        if number < 6:
            came = enrol(desk, number, nickname=nickname, email=None if number == 3 else "", event="PAST")
            desk.checkins.scan("PAST", Scan(registration=came.id, at=MORNING - timedelta(days=20)))
        if number in (1, 2):
            enrol(desk, number, nickname=nickname, event="WALK")


def make(folder: Path, *, filled: bool = True) -> SetClock:
    """The desk; its clock stands still."""
    lay(_made(filled), folder)
    return SetClock(MORNING)


@cache
def _made(filled: bool) -> bytes:
    def build(folder: Path) -> None:
        with create_desk(folder, name="小禾苗亲子社", passphrase=None, station="东门", clock=SetClock(MORNING)) as desk:
            if filled:
                fill(desk)

    return made_once(build)


@contextmanager
def opened(qtbot: QtBot, folder: Path, clock: SetClock, **settings: Any) -> Iterator[Opened]:
    """The window on this desk, showing the page."""

    def opener(passphrase: str | None) -> Desk:
        return open_desk(folder, clock=clock)

    messages = next(spec for spec in PAGES if spec.key == "messages")
    specs = (PageSpec("events", "cal", "events.nav", Elsewhere), messages)
    chosen = Settings(**({"theme": "light", "reduced_motion": True, "event": "FAIR"} | settings))
    running = start(opener, page="messages", chosen=chosen, pages=specs, size=(1366, 768))
    made = Opened(running, qtbot)
    qtbot.waitUntil(lambda: running.window.current == "messages", timeout=8000)
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
