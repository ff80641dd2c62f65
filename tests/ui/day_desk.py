"""A window on a real desk with an event this morning, for tests of the pages that a day begins with."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.domain.event import Unit
from eventdesk.domain.family import Role
from eventdesk.services.booking import BookedPerson
from eventdesk.settings import Settings
from tests.conftest import ZONE
from tests.desks import create_desk, lay, made_once
from tests.ui.people_desk import Opened
from ui.app import start
from ui.pages import PAGES
from ui.pages.base import Page, PageContext, PageSpec, State
from ui.pages.today import TodayPage
from ui.scanner.camera import CameraScanner
from ui.scanner.sources import GivenDevices, PictureSource
from ui.widgets.dialog import Question

MORNING = datetime(2026, 11, 28, 9, 1, 46, tzinfo=ZONE)


class Elsewhere(Page):
    """Stands where another page would be and keeps what it was told on the way."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.told: dict[str, Any] = {}

    def restore(self, state: State) -> None:
        """Keep it."""
        self.told = dict(state)


def today_with(cameras: tuple[str, ...], context: PageContext) -> Page:
    """The page on a computer that has these cameras."""
    given = [(name, partial(PictureSource, ())) for name in cameras]
    return TodayPage(
        context, camera=lambda parent: CameraScanner(devices=partial(GivenDevices, given), parent=parent)
    )


def specs(cameras: tuple[str, ...]) -> tuple[PageSpec, ...]:
    """The two pages, and where they lead."""
    events = next(spec for spec in PAGES if spec.key == "events")
    others = [PageSpec(key, "grid", "today.nav", Elsewhere) for key in ("door", "registrations", "import", "reports", "event_more")]
    return (PageSpec("today", "sun", "today.nav", partial(today_with, cameras)), events, *others)


def family(number: int, *, children: int = 1, allergies: str | None = None) -> list[BookedPerson]:
    """One guardian with some children."""
    return [
        BookedPerson(Role.GUARDIAN, f"家长{number}", phone=f"138{number:08d}", phone_type="mobile"),
        *(BookedPerson(Role.CHILD, f"孩子{number}之{n}", allergies=allergies) for n in range(children)),
    ]


def fill(desk: Desk) -> None:
    """The event ``FAIR`` with two slots, one of them full with a family waiting, and one family without consent."""
    start = MORNING.replace(hour=9, minute=30, second=0)
    desk.events.add(
        title="秋日亲子工坊日", start=start, end=start.replace(hour=12, minute=0), code="FAIR", venue="青禾社区中心",
        capacity=150,
    )  # fmt: skip
    desk.events.add_slot("FAIR", title="积木搭桥", room="积木教室", capacity=2, capacity_unit=Unit.CHILDREN)
    desk.events.add_slot("FAIR", title="故事会", room="小树屋", capacity=30)
    desk.registrations.add("FAIR", people=family(1, children=2, allergies="花生"), slots=("S1",), consent_method="paper")
    desk.registrations.add("FAIR", people=family(2), slots=("S1",), consent_method="paper")
    desk.registrations.add("FAIR", people=family(3), slots=("S2",))
    past = start - timedelta(days=14)
    desk.events.add(title="摘橘子", start=past, end=past + timedelta(hours=2), code="PAST")


def make(folder: Path, *, filled: bool = True) -> SetClock:
    """The desk; its clock stands still until a test moves it."""
    lay(_made(filled), folder)
    return SetClock(MORNING)


@cache
def _made(filled: bool) -> bytes:
    return made_once(partial(_make, filled=filled))


def _make(folder: Path, *, filled: bool) -> None:
    with create_desk(folder, name="小禾苗亲子社", passphrase=None, station="东门", clock=SetClock(MORNING)) as desk:
        if filled:
            fill(desk)


def _give_up() -> None:
    """Say yes where a page asks whether what was typed may go."""
    question = QApplication.activeModalWidget()
    if isinstance(question, Question):
        question.act.click()


@contextmanager
def opened(
    qtbot: QtBot, folder: Path, clock: SetClock, page: str, *, cameras: tuple[str, ...] = (),
    pages: tuple[PageSpec, ...] = (), **settings: Any,
) -> Iterator[Opened]:  # fmt: skip
    """The window, showing a page that has read its data."""

    def opener(passphrase: str | None) -> Desk:
        return open_desk(folder, clock=clock)

    chosen = Settings(theme="light", reduced_motion=True, **settings)
    running = start(opener, page=page, chosen=chosen, pages=pages or specs(cameras), size=(1366, 768))
    made = Opened(running, qtbot)
    qtbot.waitUntil(lambda: running.window.current == page, timeout=8000)
    running.window.activateWindow()
    made.settle()
    yield made
    while (dialog := QApplication.activeModalWidget()) is not None:
        dialog.close()
        qtbot.wait(5)
    QTimer.singleShot(0, running.window, _give_up)
    running.window.navigate("door")  # nothing is typed there, so the window closes without asking
    running.window.close()
    qtbot.waitUntil(lambda: not running.window.isVisible(), timeout=15000)
    running.end()
    running.window.deleteLater()
