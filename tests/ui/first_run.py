"""A window on a folder without a desk."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.settings import Settings
from eventdesk.sync.nearby import Nearby
from ui.app import Running, start
from ui.hubs_nearby import Heard
from ui.main_window import MainWindow
from ui.pages.base import Page, PageContext, PageSpec
from ui.pages.onboarding import Onboarding
from ui.scanner.sources import Devices, GivenDevices, PictureSource

MORNING = datetime(2026, 11, 28, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


class Blank(Page):
    """A page to arrive at."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.name = context.desk.organisation
        self.is_sample = context.desk.sample
        self.station = context.desk.actor.station_name


PAGES = (PageSpec("blank", "grid", "shell.nav", Blank),)


class First:
    """A window on a folder without a desk."""

    def __init__(self, folder: Path, sample: Path, qtbot: QtBot, *, at: datetime = MORNING) -> None:
        self.folder, self.sample, self._qtbot = folder, sample, qtbot
        self.hubs = SimpleQueue[tuple[Nearby, ...]]()
        self.camera: list[QImage] = []
        self.saved: list[Settings] = []
        clock = SetClock(at)

        def welcome(window: MainWindow, made: Callable[[Desk], None]) -> QWidget:
            return Onboarding(
                window, made, folder=folder, sample_folder=sample, clock=clock, around=self._around, devices=self._devices
            )

        self.running: Running = start(
            lambda passphrase: open_desk(folder, passphrase=passphrase), chosen=Settings(language="zh", theme="light"),
            keep=self.saved.append, pages=PAGES, welcome=welcome, size=(1366, 768),
        )  # fmt: skip
        self.settle()

    def _around(self, heard: Heard, over: Event) -> None:
        while not over.is_set():
            with suppress(Empty):
                heard(self.hubs.get(timeout=0.02))

    def _devices(self) -> Devices:
        return GivenDevices([("camera", lambda: PictureSource(self.camera, fps=20))] if self.camera else [])

    def settle(self) -> None:
        QTest.qWait(20)
        self._qtbot.waitUntil(lambda: not self.running.tasks.busy, timeout=30_000)
        window = self.running.window
        self._qtbot.waitUntil(lambda: window.page is not None or window.findChild(Onboarding) is not None, timeout=30_000)
        QTest.qWait(20)

    @property
    def welcome(self) -> Onboarding:
        found = self.running.window.findChild(Onboarding)
        assert isinstance(found, Onboarding)
        return found

    @property
    def arrived(self) -> Blank:
        page = self.running.window.page
        assert isinstance(page, Blank)
        return page

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.welcome, key)
        self.settle()

    def fill_in(self, name: str, station: str, passphrase: str, again: str) -> None:
        form = self.welcome.form
        for field, text in (
            (form.name, name),
            (form.desk.station, station),
            (form.desk.passphrase, passphrase),
            (form.desk.again, again),
        ):
            field.edit.clear()
            QTest.keyClicks(field.edit, text)
