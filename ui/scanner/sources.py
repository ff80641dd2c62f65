"""Where frames come from: cameras of this computer, or pictures and films for tests and demonstrations."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QCamera, QCameraDevice, QCameraFormat, QMediaPlayer, QVideoSink

_WANTED = QSize(1280, 720)
_SMOOTH_FPS = 15


@dataclass(frozen=True)
class Camera:
    """A camera by its id, which stays the same when it is plugged in again, and its name."""

    id: str
    name: str


class Permission(Enum):
    """Whether the system lets the program use cameras."""

    GRANTED = "granted"
    DENIED = "denied"


class FrameSource(QObject):
    """Delivers frames into a sink between :meth:`start` and :meth:`stop`."""

    failed = Signal()
    """It can't deliver, or no longer."""

    def start(self, sink: "QVideoSink") -> None:
        """Begins to deliver frames; returns at once."""
        raise NotImplementedError

    def stop(self) -> None:
        """Lets go of the device; no frames come after this."""
        raise NotImplementedError


class Devices(QObject):
    """The cameras there are."""

    changed = Signal()
    """One was plugged in or pulled out."""

    def cameras(self) -> tuple[Camera, ...]:
        """All of them, the system's default first."""
        raise NotImplementedError

    def source(self, camera: Camera) -> FrameSource:
        """A source of this camera's frames."""
        raise NotImplementedError

    def ask(self, answer: Callable[[Permission], None]) -> None:
        """Asks the system, and where need be the person, for permission; the answer may come later."""
        raise NotImplementedError


class SystemDevices(Devices):
    """The computer's own cameras, by Qt Multimedia. ``ImportError`` where its system libraries are
    missing."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        from PySide6.QtMultimedia import QMediaDevices

        self._media = QMediaDevices(self)
        self._media.videoInputsChanged.connect(self.changed)

    def cameras(self) -> tuple[Camera, ...]:
        """All of them, the system's default first."""
        default = self._media.defaultVideoInput()
        found = sorted(self._media.videoInputs(), key=lambda device: device != default)
        return tuple(Camera(_id(device), device.description()) for device in found)

    def source(self, camera: Camera) -> FrameSource:
        """A source of this camera's frames."""
        return SystemCamera(camera.id, self)

    def ask(self, answer: Callable[[Permission], None]) -> None:
        """macOS asks the person once; other systems say yes by themselves."""
        from PySide6.QtCore import QCameraPermission

        application = QCoreApplication.instance()
        if application is None:
            return
        permission = QCameraPermission()
        status = application.checkPermission(permission)
        if status is Qt.PermissionStatus.Undetermined:
            application.requestPermission(permission, self, lambda given: answer(_answer(given.status())))
        else:
            answer(_answer(status))


class SystemCamera(FrameSource):
    """One camera of the computer, at about 1280×720 and as smooth as it can."""

    def __init__(self, camera_id: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._id = camera_id
        self._camera: QCamera | None = None

    def start(self, sink: "QVideoSink") -> None:
        """Opens the camera; :attr:`failed` where it is gone or another program holds it."""
        from PySide6.QtMultimedia import QCamera, QMediaCaptureSession, QMediaDevices

        device = next((one for one in QMediaDevices.videoInputs() if _id(one) == self._id), None)
        if device is None:
            self.failed.emit()
            return
        camera = QCamera(device, self)
        chosen = _best(device.videoFormats())
        if chosen is not None:
            camera.setCameraFormat(chosen)
        near, barcode = QCamera.FocusMode.FocusModeAutoNear, QCamera.ExposureMode.ExposureBarcode
        if camera.isFocusModeSupported(near):
            camera.setFocusMode(near)
        if camera.isExposureModeSupported(barcode):
            camera.setExposureMode(barcode)
        camera.errorOccurred.connect(self.failed)
        session = QMediaCaptureSession(camera)
        session.setCamera(camera)
        session.setVideoSink(sink)
        self._camera = camera
        camera.start()

    def stop(self) -> None:
        """Closes the camera."""
        if self._camera is not None:
            self._camera.errorOccurred.disconnect(self.failed)
            self._camera.stop()
            self._camera.deleteLater()
            self._camera = None


class PictureSource(FrameSource):
    """Pictures one after another, again and again, as if they were held before a camera."""

    def __init__(self, pictures: Sequence[QImage], *, fps: int = 15, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures = tuple(pictures)
        self._shown = 0
        self._sink: QVideoSink | None = None
        self._timer = QTimer(self, interval=1000 // fps)
        self._timer.timeout.connect(self._show)

    def start(self, sink: "QVideoSink") -> None:
        """Begins with the first picture."""
        self._sink = sink
        self._shown = 0
        self._timer.start()

    def stop(self) -> None:
        """Shows no more."""
        self._timer.stop()
        self._sink = None

    def _show(self) -> None:
        from PySide6.QtMultimedia import QVideoFrame

        if self._sink is not None and self._pictures:
            self._sink.setVideoFrame(QVideoFrame(self._pictures[self._shown % len(self._pictures)]))
            self._shown += 1


class FilmSource(FrameSource):
    """A video file, again and again, without its sound."""

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._player: QMediaPlayer | None = None

    def start(self, sink: "QVideoSink") -> None:
        """Plays from the beginning; :attr:`failed` where the file is none that can be played."""
        from PySide6.QtMultimedia import QMediaPlayer

        player = QMediaPlayer(self)
        player.errorOccurred.connect(self.failed)
        player.setLoops(QMediaPlayer.Loops.Infinite.value)
        player.setVideoSink(sink)
        player.setSource(QUrl.fromLocalFile(str(self._path)))
        self._player = player
        player.play()

    def stop(self) -> None:
        """Stops playing."""
        if self._player is not None:
            self._player.errorOccurred.disconnect(self.failed)
            self._player.stop()
            self._player.deleteLater()
            self._player = None


class GivenDevices(Devices):
    """Cameras that are made of given sources, for demonstrations: (name, what makes its source)."""

    def __init__(self, given: Sequence[tuple[str, Callable[[], FrameSource]]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._given = dict(given)

    def cameras(self) -> tuple[Camera, ...]:
        """Those given, in their order."""
        return tuple(Camera(name, name) for name in self._given)

    def source(self, camera: Camera) -> FrameSource:
        """A new source of this camera."""
        return self._given[camera.id]()

    def ask(self, answer: Callable[[Permission], None]) -> None:
        """Needs no permission."""
        answer(Permission.GRANTED)


def _id(device: "QCameraDevice") -> str:
    return bytes(device.id().data()).decode(errors="replace")


def _answer(status: Qt.PermissionStatus) -> Permission:
    return Permission.GRANTED if status is Qt.PermissionStatus.Granted else Permission.DENIED


def _best(formats: Sequence["QCameraFormat"]) -> "QCameraFormat | None":
    """Smooth before sharp: of those with enough frames the one nearest to 1280×720."""

    def rank(one: "QCameraFormat") -> tuple[bool, int, float]:
        size = one.resolution()
        away = abs(size.width() * size.height() - _WANTED.width() * _WANTED.height())
        return one.maxFrameRate() < _SMOOTH_FPS, away, -one.maxFrameRate()

    return min(formats, key=rank, default=None)
