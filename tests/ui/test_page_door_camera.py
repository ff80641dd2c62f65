"""The door's camera: codes in pictures become cards; where there is no camera, it says so and all else works."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from eventdesk.exchange.qr import matrix
from eventdesk.settings import Settings
from tests.ui.door_desk import EVENT, Hall, furnished
from ui.app import start
from ui.models.door import Origin
from ui.pages.base import Page, PageContext, PageSpec
from ui.pages.door import DoorPage
from ui.scanner.sources import Devices, FrameSource, GivenDevices, PictureSource
from ui.widgets.camera import CameraState


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return furnished(tmp_path / "desk")


@pytest.fixture
def open_page(hall: Hall, qtbot: QtBot) -> Iterator[Callable[[Callable[[], Devices]], DoorPage]]:
    windows = []

    def make(devices: Callable[[], Devices]) -> DoorPage:
        def factory(context: PageContext) -> Page:
            return DoorPage(context, devices=devices)

        spec = PageSpec("door", "scan", "door.nav", factory, full_screen=True)
        chosen = Settings(theme="light", reduced_motion=True, event=EVENT, muted=True)
        running = start(lambda passphrase: hall.desk, page="door", chosen=chosen, pages=(spec,))
        windows.append(running)
        qtbot.waitUntil(lambda: isinstance(running.window.page, DoorPage), timeout=10_000)
        page = running.window.page
        assert isinstance(page, DoorPage)
        qtbot.waitUntil(lambda: page.view is not None, timeout=10_000)
        return page

    yield make
    for running in windows:
        running.window.close()
        qtbot.waitUntil(lambda running=running: not running.window.isVisible(), timeout=10_000)
        running.end()
        running.window.deleteLater()


def picture(text: str) -> QImage:
    """A code as a camera would see it."""
    modules = matrix(text)
    size = 8 * (len(modules) + 8)
    image = QImage(size, size, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            if dark:
                painter.fillRect(QRectF(8 * (x + 4), 8 * (y + 4), 8, 8), Qt.GlobalColor.black)
    painter.end()
    return image


def test_a_code_before_the_camera_opens_the_card(
    hall: Hall, qtbot: QtBot, open_page: Callable[[Callable[[], Devices]], DoorPage]
) -> None:
    image = picture(hall.code("马悦"))

    def source() -> FrameSource:
        return PictureSource([image])

    page = open_page(lambda: GivenDevices([("hall", source)]))
    qtbot.waitUntil(lambda: page.flow.card is not None, timeout=8000)
    assert page.flow.card is not None
    assert page.flow.card.origin is Origin.CAMERA
    assert page.flow.card.result.family_label == "马悦"
    assert page.left.camera.state is CameraState.READ
    page.context.navigate("door")
    page.hidden()
    assert page.devices.camera.current.value == "off"


def test_without_a_camera_it_says_so_and_the_scanner_works(
    hall: Hall, qtbot: QtBot, open_page: Callable[[Callable[[], Devices]], DoorPage]
) -> None:
    page = open_page(lambda: GivenDevices([]))
    qtbot.waitUntil(lambda: page.left.camera.state is CameraState.FAILED, timeout=8000)
    assert page.words("door.camera_none") in page.left.camera.accessibleDescription()
    page.take_scan(hall.code("马悦"), Origin.SCANNER)
    qtbot.waitUntil(lambda: page.flow.card is not None, timeout=5000)


def test_the_camera_is_switched_off_and_stays_off(
    qtbot: QtBot, open_page: Callable[[Callable[[], Devices]], DoorPage]
) -> None:
    page = open_page(lambda: GivenDevices([]))
    qtbot.waitUntil(lambda: page.left.camera.state is CameraState.FAILED, timeout=8000)
    page.devices.set_camera_on(False)
    assert page.left.camera.state is CameraState.COVERED
    assert page.context.settings().camera_on is False
