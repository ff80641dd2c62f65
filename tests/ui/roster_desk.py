"""A window on a real desk with the roster of :mod:`tests.ui.roster_made`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.domain.volunteer import Assigned, Skill, Vetting, Window
from eventdesk.settings import Settings
from tests.desks import create_desk, lay, made_once
from tests.ui.people_desk import Opened, activate
from tests.ui.roster_made import PEOPLE, SHIFTS, at
from ui.app import start
from ui.pages import PAGES

MORNING = at("9:00") - timedelta(days=1)
EVENT = "CAMP"
SPECS = tuple(spec for spec in PAGES if spec.key in ("events", "volunteers", "families"))


def make(folder: Path) -> SetClock:
    """The desk; the last person's shift is not given, so that a plan can."""
    lay(_made(), folder)
    return SetClock(MORNING)


@cache
def _made() -> bytes:
    return made_once(_make)


def _make(folder: Path) -> None:
    with create_desk(folder, name="小禾苗亲子社", passphrase=None, clock=SetClock(MORNING)) as desk:
        fill(desk)


def fill(desk: Desk) -> None:
    """Event, shifts, people, and who has what."""
    desk.events.add(title="秋日亲子工坊日", start=at("8:30"), end=at("13:00"), code=EVENT)
    for role, first, last, need, skills in SHIFTS:
        desk.shifts.add(EVENT, role=role, start=at(first), end=at(last), need=need, skills=skills)
    for number, (name, skills, first, last, _, hours, _) in enumerate(PEOPLE, start=1):
        person = desk.volunteers.add(
            name=name, phone=f"138000011{number:02}", skills=[Skill(one) for one in skills],
            vetting=Vetting.PERMANENT if number % 3 else Vetting.NONE,
        )  # fmt: skip
        window = Window(at(first), at(last))
        desk.rosters.enlist(EVENT, person.id, windows=(window,), max_day_minutes=hours and hours * 60)
    view = desk.rosters.show(EVENT)
    codes = {f"VOL{n:03}": mine for n, (*_, mine) in enumerate(PEOPLE[:-1], start=1)}
    given = [Assigned(view.shifts[one - 1].id, person.id) for person in view.people for one in codes.get(person.code, ())]
    desk.rosters.change(EVENT, add=given)


@contextmanager
def opened(qtbot: QtBot, folder: Path, clock: SetClock, **settings: object) -> Iterator[Opened]:
    """The window on this desk, showing the page of volunteers."""

    def opener(passphrase: str | None) -> Desk:
        return open_desk(folder, clock=clock)

    chosen = Settings(theme="light", reduced_motion=True, event=EVENT, **settings)  # type: ignore[arg-type]
    running = start(opener, page="volunteers", chosen=chosen, pages=SPECS, size=(1366, 768))
    made = Opened(running, qtbot)
    qtbot.waitUntil(lambda: running.window.current == "volunteers", timeout=8000)
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
