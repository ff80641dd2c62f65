"""Codes are read from frames of every format; cameras are chosen, lost, and found again."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTransform
from PySide6.QtMultimedia import QtVideo, QVideoFrame, QVideoFrameFormat, QVideoSink
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from benchmarks.photographs import Shot, photograph
from benchmarks.qr import ticket
from resources.words import LANGUAGES, Words
from ui.scanner import frames
from ui.scanner.camera import CameraScanner, State
from ui.scanner.sources import Camera, Devices, FilmSource, FrameSource, GivenDevices, Permission, PictureSource

TICKET = ticket(random.Random(11))
OTHER = ticket(random.Random(12))

FORMATS = [
    kind
    for kind in QVideoFrameFormat.PixelFormat
    if kind.name
    not in {"Format_Invalid", "Format_SamplerExternalOES", "Format_SamplerRect", "Format_Jpeg", "Format_YUV420P10"}
]


def image(text: str = TICKET, shot: Shot | None = None, seed: int = 1) -> QImage:
    grey = photograph(text, shot or Shot(turn=9, noise=3, size=(640, 480), module=5), seed)
    return QImage(grey.tobytes(), grey.width, grey.height, grey.width, QImage.Format.Format_Grayscale8).copy()


def video_frame(picture: QImage, kind: QVideoFrameFormat.PixelFormat) -> QVideoFrame:
    """A frame of this pixel format whose first plane holds the picture's brightness and nothing else
    useful."""
    frame = QVideoFrame(QVideoFrameFormat(picture.size(), kind))
    assert frame.map(QVideoFrame.MapMode.WriteOnly)
    plane, stride = memoryview(frame.bits(0)), frame.bytesPerLine(0)
    name = kind.name.removeprefix("Format_").removesuffix("_Premultiplied")
    # Which bytes of a pixel are bright with it; the others stay dark, as strong colours would leave them.
    bright = {
        "YUYV": (2, (0,)), "UYVY": (2, (1,)), "Y16": (2, (1,)), "P010": (2, (1,)), "P016": (2, (1,)),
        "AYUV": (4, (1,)), "ARGB8888": (4, (1, 2, 3)), "XRGB8888": (4, (1, 2, 3)), "ABGR8888": (4, (1, 2, 3)),
        "XBGR8888": (4, (1, 2, 3)), "BGRA8888": (4, (0, 1, 2)), "BGRX8888": (4, (0, 1, 2)),
        "RGBA8888": (4, (0, 1, 2)), "RGBX8888": (4, (0, 1, 2)),
    }  # fmt: skip
    step, places = bright.get(name, (1, (0,)))
    grey = memoryview(picture.constBits())
    for y in range(picture.height()):
        row = grey[y * picture.bytesPerLine() : y * picture.bytesPerLine() + picture.width()]
        for place in places:
            plane[y * stride + place : y * stride + place + (picture.width() - 1) * step + 1 : step] = row
    frame.unmap()
    return frame


@pytest.mark.parametrize("kind", FORMATS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("size", [(640, 480), (650, 470)])
def test_every_pixel_format_is_read_where_it_lies(kind: QVideoFrameFormat.PixelFormat, size: tuple[int, int]) -> None:
    picture = image(shot=Shot(turn=9, noise=3, size=size, module=5))
    frame = video_frame(picture, kind)
    assert frames.read_in_place(frame, thorough=False) == ((TICKET,), False)
    reading = frames.look(frame, thorough=False, picture=False)
    assert reading == frames.Reading((TICKET,), dark=False, picture=None)


@pytest.mark.parametrize(
    "kind",
    [QImage.Format.Format_RGB32, QImage.Format.Format_RGBA8888, QImage.Format.Format_Grayscale8],
)
def test_pictures_are_read_as_frames(kind: QImage.Format) -> None:
    reading = frames.look(QVideoFrame(image().convertToFormat(kind)), thorough=False, picture=True)
    assert reading.codes == (TICKET,)
    assert reading.picture is not None
    assert reading.picture.size() == QSize(640, 480)


def test_a_format_that_can_t_be_read_in_place_is_no_error() -> None:
    # Ten bits in two bytes; Qt converts it where the computer has a graphics card.
    frame = QVideoFrame(QVideoFrameFormat(QSize(640, 480), QVideoFrameFormat.PixelFormat.Format_YUV420P10))
    assert frames.read_in_place(frame, thorough=False) is None
    assert frames.look(frame, thorough=True, picture=True).codes == ()


def test_rotation_and_mirroring_change_nothing() -> None:
    for turn in (90, 180, 270):
        turned = image().transformed(QTransform().rotate(turn))
        assert frames.look(QVideoFrame(turned), thorough=False, picture=False).codes == (TICKET,)
    mirrored = QVideoFrame(image().flipped(Qt.Orientation.Horizontal))
    mirrored.setMirrored(True)
    assert frames.look(mirrored, thorough=False, picture=False).codes == (TICKET,)


@pytest.mark.parametrize(
    ("rotation", "mirrored", "corner"),
    [
        (QtVideo.Rotation.None_, False, (0, 0)),
        (QtVideo.Rotation.None_, True, (1, 0)),
        (QtVideo.Rotation.Clockwise90, False, (1, 0)),
        (QtVideo.Rotation.Clockwise180, False, (1, 1)),
        (QtVideo.Rotation.Clockwise270, False, (0, 1)),
        (QtVideo.Rotation.Clockwise90, True, (0, 0)),
    ],
)
def test_a_preview_is_upright_and_small(rotation: QtVideo.Rotation, mirrored: bool, corner: tuple[int, int]) -> None:
    picture = QImage(1920, 1080, QImage.Format.Format_RGB32)
    picture.fill(QColor("black"))
    painter = QPainter(picture)
    painter.fillRect(0, 0, 400, 400, QColor("white"))
    painter.end()
    frame = QVideoFrame(picture)
    frame.setRotation(rotation)
    frame.setMirrored(mirrored)
    shown = frames.look(frame, thorough=False, picture=True).picture
    assert shown is not None
    lying = rotation in {QtVideo.Rotation.None_, QtVideo.Rotation.Clockwise180}
    assert (shown.width(), shown.height()) == ((960, 540) if lying else (405, 720))
    for x in (0, 1):
        for y in (0, 1):
            seen = shown.pixelColor(10 + x * (shown.width() - 20), 10 + y * (shown.height() - 20))
            assert (seen.lightness() > 200) == ((x, y) == corner)


def test_an_invalid_frame_shows_nothing() -> None:
    assert frames.look(QVideoFrame(), thorough=True, picture=True) == frames.Reading((), False, None)


class Hand(FrameSource):
    """A camera in the test's hand."""

    def __init__(self) -> None:
        super().__init__()
        self.sink: QVideoSink | None = None

    def start(self, sink: QVideoSink) -> None:
        self.sink = sink

    def stop(self) -> None:
        self.sink = None

    def show(self, picture: QImage) -> None:
        assert self.sink is not None
        self.sink.setVideoFrame(QVideoFrame(picture))


class Shelf(Devices):
    """Cameras that the test plugs in and pulls out."""

    def __init__(self, *names: str) -> None:
        super().__init__()
        self.names = list(names)
        self.opened: list[tuple[str, Hand]] = []
        self.permission = Permission.GRANTED

    def cameras(self) -> tuple[Camera, ...]:
        return tuple(Camera(name, name.title()) for name in self.names)

    def source(self, camera: Camera) -> FrameSource:
        hand = Hand()
        self.opened.append((camera.id, hand))
        return hand

    def ask(self, answer: Callable[[Permission], None]) -> None:
        answer(self.permission)

    def plug(self, *names: str) -> None:
        self.names = list(names)
        self.changed.emit()

    @property
    def hand(self) -> Hand:
        return self.opened[-1][1]


class Watch(QObject):
    """What a scanner has told."""

    def __init__(self, scanner: CameraScanner) -> None:
        super().__init__()
        self.codes: list[str] = []
        self.states: list[State] = []
        self.pictures: list[QImage] = []
        scanner.code.connect(self.codes.append)
        scanner.state.connect(self.states.append)
        scanner.frame.connect(self.pictures.append)


@pytest.fixture
def shelf(qapp: object) -> Shelf:
    return Shelf("front", "back")


@pytest.fixture
def scanner(shelf: Shelf) -> Iterator[CameraScanner]:
    made = CameraScanner(devices=lambda: shelf)
    yield made
    made.stop()


def test_a_code_in_view_is_told_once_and_shown(scanner: CameraScanner, shelf: Shelf, qtbot: QtBot) -> None:
    watch = Watch(scanner)
    scanner.start()
    assert scanner.current is State.STARTING
    for _ in range(4):
        shelf.hand.show(image())
        qtbot.wait(40)
    qtbot.waitUntil(lambda: scanner.current is State.READ)
    shelf.hand.show(image(OTHER))
    qtbot.waitUntil(lambda: watch.codes == [TICKET, OTHER])
    assert watch.pictures
    assert watch.states[:2] == [State.STARTING, State.READ]


def test_a_code_out_of_view_for_a_while_is_told_again(scanner: CameraScanner, shelf: Shelf, qtbot: QtBot) -> None:
    watch = Watch(scanner)
    blank = image(shot=Shot(size=(640, 480), blur=60))
    scanner.start()
    shelf.hand.show(image())
    qtbot.waitUntil(lambda: watch.codes == [TICKET])
    shelf.hand.show(blank)
    qtbot.wait(1300)
    shelf.hand.show(blank)
    qtbot.waitUntil(lambda: scanner.current is State.READY)
    qtbot.wait(900)
    shelf.hand.show(image())
    qtbot.waitUntil(lambda: watch.codes == [TICKET, TICKET])


def test_while_a_frame_is_read_only_the_newest_waits(scanner: CameraScanner, shelf: Shelf, qtbot: QtBot) -> None:
    watch = Watch(scanner)
    scanner.start()
    # No event is handled in between: the first is being read, the last replaces all others.
    codes = [f"{TICKET[:-2]}{number}" for number in range(8)]
    for picture in [image(text) for text in codes]:
        shelf.hand.show(picture)
    qtbot.waitUntil(lambda: codes[-1] in watch.codes)
    assert watch.codes == [codes[0], codes[-1]]


def test_previews_come_at_most_fifteen_times_a_second(scanner: CameraScanner, shelf: Shelf, qtbot: QtBot) -> None:
    watch = Watch(scanner)
    picture = image()
    scanner.start()
    for _ in range(60):
        shelf.hand.show(picture)
        qtbot.wait(10)
    qtbot.wait(50)
    # 60 frames in 0.6 s or a little more: nine or ten previews, never one a frame.
    assert 3 <= len(watch.pictures) <= 25


def test_a_covered_lens_is_noticed(scanner: CameraScanner, shelf: Shelf, qtbot: QtBot) -> None:
    scanner.start()
    black = QImage(640, 480, QImage.Format.Format_RGB32)
    black.fill(QColor(4, 4, 4))
    shelf.hand.show(black)
    qtbot.waitUntil(lambda: scanner.current is State.COVERED)


def test_without_a_camera_there_is_none_until_one_is_plugged_in(
    scanner: CameraScanner, shelf: Shelf, qtbot: QtBot
) -> None:
    shelf.names = []
    scanner.start()
    assert scanner.current is State.NONE
    shelf.plug("usb")
    assert scanner.current is State.STARTING
    shelf.hand.show(image())
    qtbot.waitUntil(lambda: scanner.current is State.READ)
    assert scanner.camera == Camera("usb", "Usb")


def test_a_lost_camera_is_found_again(scanner: CameraScanner, shelf: Shelf, qtbot: QtBot) -> None:
    shelf.names = ["usb"]
    watch = Watch(scanner)
    scanner.start()
    shelf.hand.show(image())
    qtbot.waitUntil(lambda: scanner.current is State.READ)
    lost = shelf.hand
    shelf.plug()
    assert scanner.current is State.LOST
    assert lost.sink is None
    shelf.plug("usb")
    assert scanner.current is State.STARTING
    shelf.hand.show(image(OTHER))
    qtbot.waitUntil(lambda: watch.codes == [TICKET, OTHER])


def test_a_camera_that_fails_is_tried_again(scanner: CameraScanner, shelf: Shelf, qtbot: QtBot) -> None:
    scanner.start()
    shelf.hand.failed.emit()
    assert scanner.current is State.FAILED
    assert len(shelf.opened) == 1
    qtbot.waitUntil(lambda: len(shelf.opened) == 2, timeout=3000)
    shelf.hand.show(image())
    qtbot.waitUntil(lambda: scanner.current is State.READ)


def test_the_chosen_camera_is_remembered_and_taken_when_it_comes(shelf: Shelf) -> None:
    scanner = CameraScanner("usb", devices=lambda: shelf)
    scanner.start()
    assert [name for name, _ in shelf.opened] == ["front"]
    shelf.plug("front", "back", "usb")
    assert [name for name, _ in shelf.opened] == ["front", "usb"]
    scanner.choose("back")
    assert [name for name, _ in shelf.opened] == ["front", "usb", "back"]
    scanner.choose("back")
    assert len(shelf.opened) == 3
    scanner.stop()


def test_a_refused_permission_is_said_and_nothing_opened(scanner: CameraScanner, shelf: Shelf) -> None:
    shelf.permission = Permission.DENIED
    scanner.start()
    assert scanner.current is State.PERMISSION
    assert shelf.opened == []


def test_a_computer_without_multimedia_fails_politely(qapp: object) -> None:
    def missing() -> Devices:
        raise ImportError("libpulse.so.0")

    scanner = CameraScanner(devices=missing)
    assert scanner.cameras() == ()
    scanner.start()
    assert scanner.current is State.FAILED
    scanner.stop()


def test_it_runs_while_its_widget_is_shown(scanner: CameraScanner, shelf: Shelf, qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    scanner.follow(widget)
    assert scanner.current is State.OFF
    widget.show()
    assert scanner.current is State.STARTING
    shelf.hand.show(image())
    qtbot.waitUntil(lambda: scanner.current is State.READ)
    widget.hide()
    assert scanner.current is State.OFF
    assert shelf.hand.sink is None
    widget.show()
    assert scanner.current is State.STARTING


def test_stopping_in_the_middle_of_a_frame_is_clean(scanner: CameraScanner, shelf: Shelf, qtbot: QtBot) -> None:
    watch = Watch(scanner)
    for _ in range(5):
        scanner.start()
        shelf.hand.show(image())
        scanner.stop()
    qtbot.wait(50)
    assert watch.codes == []
    assert scanner.current is State.OFF


def test_pictures_stand_in_for_a_camera(qtbot: QtBot) -> None:
    devices = GivenDevices([("demo", lambda: PictureSource([image(), image(OTHER)], fps=20))])
    scanner = CameraScanner(devices=lambda: devices)
    watch = Watch(scanner)
    scanner.start()
    qtbot.waitUntil(lambda: watch.codes == [TICKET, OTHER])
    scanner.stop()


def test_a_film_that_is_none_fails(tmp_path: Path, qtbot: QtBot, qtlog: Any) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(b"no film")
    source = FilmSource(film)
    with qtlog.disabled(), qtbot.waitSignal(source.failed, timeout=5000):
        source.start(QVideoSink(source))
    source.stop()


def test_a_film_is_read(tmp_path: Path, qtbot: QtBot) -> None:
    picture = photograph(TICKET, Shot(size=(640, 480), module=6))
    film = tmp_path / "film.gif"
    blank = Image.new("L", picture.size, 128)
    picture.save(film, save_all=True, append_images=[blank, picture, blank], duration=200)
    devices = GivenDevices([("film", lambda: FilmSource(film))])
    scanner = CameraScanner(devices=lambda: devices)
    watch = Watch(scanner)
    scanner.start()
    qtbot.waitUntil(lambda: TICKET in watch.codes, timeout=5000)
    scanner.stop()


def test_the_system_s_own_cameras_can_be_asked_for(qtbot: QtBot) -> None:
    scanner = CameraScanner()
    for camera in scanner.cameras():
        assert camera.id
    answers: list[Permission] = []
    devices = scanner._devices
    assert devices is not None
    devices.ask(answers.append)
    assert answers == [Permission.GRANTED]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_has_words(language: str) -> None:
    words = Words(language)
    for state in State:
        assert words(f"scanner.camera_{state.value}")
