"""A window on a desk with answers, for tests of the feedback page and of the screen at the exit."""

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
from eventdesk.exchange.workbook import Sheet, Workbook
from eventdesk.settings import Settings
from tests.conftest import ZONE
from tests.desks import create_desk, lay, made_once
from tests.ui.people_desk import Opened, activate
from ui.app import start
from ui.pages import PAGES

AFTER = datetime(2026, 11, 28, 17, 0, tzinfo=ZONE)
HEAD = ("提交时间", "场次", "手机号", "总体满意度（1-5分）", "推荐给朋友（0-10分）", "您的建议")
SLOTS = (("亲子音乐圈", 8), ("落叶拓印", 9), ("积木搭桥", 6), ("草坪野餐", 7), ("故事会", 3))
_POINTS = (5, 5, 4, 5, 4, 5, 3, 5, 5, 2, 4)
_SAID = (
    "老师很有耐心，蹲下来跟孩子说话", "拓印的叶子贴在冰箱上了", "东门排队等了十来分钟", "周边停满了，希望提前发停车图", "",
    "一岁半的弟弟只能在旁边看", "",
)  # fmt: skip


def lines(total: int | None = None) -> tuple[tuple[Any, ...], ...]:
    """Answers to the event's slots; a few repeat themselves, and not everybody writes."""
    made = []
    for title, count in SLOTS:
        for _ in range(count):
            n = len(made)
            points = _POINTS[n % len(_POINTS)]
            said = _SAID[n % len(_SAID)]
            made.append((f"2026-11-28 13:{n:02}:00", title, f"1380000{n:04}", points, min(10, 2 * points), said))
    return tuple(made[:total])


def book(*found: tuple[Any, ...]) -> Workbook:
    """A file of answers, as it was read."""
    return Workbook("csv", (Sheet("csv", (HEAD, *found)),), file="answers.csv")


def make(folder: Path, *, answers: int | None = None) -> SetClock:
    """The desk with its event ``FAIR`` and so many answers (None: all); its clock stands still."""
    lay(_made(answers), folder)
    return SetClock(AFTER)


@cache
def _made(answers: int | None) -> bytes:
    return made_once(partial(_make, answers=answers))


def _make(folder: Path, *, answers: int | None) -> None:
    with create_desk(folder, name="小禾苗亲子社", passphrase=None, station="东门", clock=SetClock(AFTER)) as desk:
        begin = AFTER.replace(hour=9, minute=30)
        desk.events.add(title="秋日亲子工坊日", start=begin, end=begin + timedelta(hours=3), code="FAIR", venue="青禾社区中心")
        desk.events.add(title="元宵灯会", start=begin + timedelta(days=60), end=begin + timedelta(days=60, hours=3), code="LAMP")
        for title, _ in SLOTS:
            desk.events.add_slot("FAIR", title=title, capacity=20)
        if answers != 0:
            desk.feedback_imports.run("FAIR", Path("answers.csv"), workbook=book(*lines(answers)))


@contextmanager
def opened(qtbot: QtBot, folder: Path, clock: SetClock, *, page: str = "feedback", **settings: Any) -> Iterator[Opened]:
    """The window on this desk, showing the page."""

    def opener(passphrase: str | None) -> Desk:
        return open_desk(folder, clock=clock)

    specs = tuple(spec for spec in PAGES if spec.key in ("feedback", "families"))
    chosen = Settings(theme="light", reduced_motion=True, **settings)
    running = start(opener, page=page, chosen=chosen, pages=specs, size=(1366, 768))
    made = Opened(running, qtbot)
    qtbot.waitUntil(lambda: running.window.current == page, timeout=8000)
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
