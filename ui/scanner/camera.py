"""Reading codes by camera: one camera at a time, found again when it was lost, never in the way of the
window.

Frames are read in a thread of its own. While it reads, newer frames replace the one that waits: what is read
is always the newest. Qt Multimedia is loaded with the first :meth:`CameraScanner.start`.
"""

import time
from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QThread, QTimer, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from ui.scanner import frames
from ui.scanner.sources import Camera, Devices, FrameSource, Permission, SystemDevices

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QVideoFrame, QVideoSink

_PREVIEW_MS = 1000 / 15
_THOROUGH_EVERY = 5
_AGAIN_MS = 2000
"""A code that stays in view is told once; out of view for so long, it is told again."""
_READ_MS = 1200
_SILENT_MS = 6000
_RETRY_MS = (1000, 2000, 5000, 10_000)


class State(Enum):
    """How the camera is; each has words ``scanner.camera_<value>``."""

    OFF = "off"
    STARTING = "starting"
    READY = "ready"
    READ = "read"
    COVERED = "covered"
    FAILED = "failed"
    LOST = "lost"
    NONE = "none"
    PERMISSION = "permission"


class _Reader(QObject):
    """Lives in the reading thread."""

    done = Signal(object)

    @Slot(object, bool, bool)
    def read(self, frame: "QVideoFrame", thorough: bool, picture: bool) -> None:
        self.done.emit(frames.look(frame, thorough=thorough, picture=picture))


class CameraScanner(QObject):
    """Codes from a camera. Call :meth:`start` and :meth:`stop`, or :meth:`follow` a widget that shows the
    preview."""

    frame = Signal(QImage)
    """A picture for the preview, at most 15 a second and 960×720, upright."""
    code = Signal(str)
    """A code has come into view."""
    state = Signal(State)
    """The state has changed."""
    cameras_changed = Signal()
    """The list of :meth:`cameras` is another."""

    _look = Signal(object, bool, bool)

    def __init__(
        self,
        camera_id: str = "",
        *,
        devices: Callable[[], Devices] = SystemDevices,
        parent: QObject | None = None,
    ) -> None:
        """``camera_id``: the one chosen last time; another is used while it isn't there."""
        super().__init__(parent)
        self._wanted = camera_id
        self._make_devices = devices
        self._devices: Devices | None = None
        self._camera: Camera | None = None
        self._source: FrameSource | None = None
        self._sink: QVideoSink | None = None
        self._thread: QThread | None = None
        self._reader: _Reader | None = None
        self._waiting: QVideoFrame | None = None
        self._busy = False
        self._running = False
        self._state = State.OFF
        self._tries = 0
        self._looks = 0
        self._shown_at = 0.0
        self._read_at = 0.0
        self._seen: dict[str, float] = {}
        self._retry = QTimer(self, singleShot=True)
        self._retry.timeout.connect(self._open)
        self._watchdog = QTimer(self, singleShot=True, interval=_SILENT_MS)
        self._watchdog.timeout.connect(self._fail)

    @property
    def current(self) -> State:
        """The state now."""
        return self._state

    @property
    def camera(self) -> Camera | None:
        """The camera in use."""
        return self._camera

    def cameras(self) -> tuple[Camera, ...]:
        """Those to choose from, the system's default first; none where Qt Multimedia can't be loaded."""
        return self._devices.cameras() if self._load() and self._devices is not None else ()

    def choose(self, camera_id: str) -> None:
        """Takes this camera from now on; keep the id for next time."""
        self._wanted = camera_id
        if self._running and (self._camera is None or self._camera.id != camera_id):
            self._reopen()

    def start(self) -> None:
        """Begins to read; returns at once, :attr:`state` tells what came of it."""
        if self._running:
            return
        self._running = True
        self._tries = 0
        self._enter(State.STARTING)
        if not self._load() or self._devices is None:
            self._enter(State.FAILED)
            return
        self._begin_thread()
        self._devices.ask(self._allowed)

    def stop(self) -> None:
        """Lets go of the camera and waits for the frame that is being read, some milliseconds."""
        self._running = False
        self._close()
        if self._thread is not None:
            self._thread.quit()
            self._thread.wait()
            self._thread = None
            self._reader = None
        self._busy = False
        self._seen.clear()
        self._enter(State.OFF)

    def follow(self, widget: QWidget) -> None:
        """Runs while ``widget`` is shown."""
        widget.installEventFilter(self)
        if widget.isVisible():
            self.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Starts and stops with the widget that is followed."""
        if event.type() == QEvent.Type.Show:
            self.start()
        elif event.type() in {QEvent.Type.Hide, QEvent.Type.Close}:
            self.stop()
        return False

    def _load(self) -> bool:
        """Loads Qt Multimedia once; ``False`` where its system libraries are missing."""
        if self._devices is None:
            try:
                from PySide6.QtMultimedia import QVideoSink

                self._devices = self._make_devices()
            except ImportError:
                return False
            self._devices.setParent(self)
            self._devices.changed.connect(self._devices_changed)
            self._sink = QVideoSink(self)
            self._sink.videoFrameChanged.connect(self._arrived)
        return True

    def _begin_thread(self) -> None:
        thread = QThread(self)
        reader = _Reader()
        reader.moveToThread(thread)
        self._look.connect(reader.read)
        reader.done.connect(self._took)
        thread.finished.connect(reader.deleteLater)
        self._thread, self._reader = thread, reader
        thread.start()

    def _allowed(self, permission: Permission) -> None:
        if not self._running:
            return
        if permission is Permission.GRANTED:
            self._open()
        else:
            self._enter(State.PERMISSION)

    def _open(self) -> None:
        if not self._running or self._devices is None or self._sink is None:
            return
        cameras = self._devices.cameras()
        self._close()
        if not cameras:
            self._enter(State.LOST if self._camera is not None else State.NONE)
            return
        self._camera = next((one for one in cameras if one.id == self._wanted), cameras[0])
        if self._state is not State.FAILED:
            self._enter(State.STARTING)
        self._source = self._devices.source(self._camera)
        self._source.failed.connect(self._fail)
        self._watchdog.start()
        self._source.start(self._sink)

    def _close(self) -> None:
        self._retry.stop()
        self._watchdog.stop()
        self._waiting = None
        if self._source is not None:
            self._source.failed.disconnect(self._fail)
            self._source.stop()
            self._source.deleteLater()
            self._source = None

    def _reopen(self) -> None:
        self._tries = 0
        self._enter(State.STARTING)
        self._open()

    def _fail(self) -> None:
        """The camera didn't open, broke off or fell silent: say so, and try again by and by."""
        if not self._running or self._devices is None:
            return
        self._close()
        there = self._camera in self._devices.cameras()
        self._enter(State.FAILED if there else State.LOST)
        self._retry.start(_RETRY_MS[min(self._tries, len(_RETRY_MS) - 1)])
        self._tries += 1

    def _devices_changed(self) -> None:
        self.cameras_changed.emit()
        if not self._running or self._devices is None or self._state is State.PERMISSION:
            return
        cameras = self._devices.cameras()
        better = any(one.id == self._wanted for one in cameras) and (
            self._camera is None or self._camera.id != self._wanted
        )
        if self._camera is not None and self._camera not in cameras and self._source is not None:
            self._fail()
        elif better or self._source is None:
            self._reopen()

    def _arrived(self, frame: "QVideoFrame") -> None:
        """A frame is there; it waits while another one is read."""
        if self._source is None or not frame.isValid():
            return
        self._waiting = frame
        if not self._busy:
            self._next()

    def _next(self) -> None:
        frame, self._waiting = self._waiting, None
        if frame is None or self._reader is None:
            return
        now = _now()
        picture = now - self._shown_at >= _PREVIEW_MS
        if picture:
            self._shown_at = now
        self._busy = True
        self._looks += 1
        self._look.emit(frame, self._looks % _THOROUGH_EVERY == 0, picture)

    def _took(self, reading: frames.Reading) -> None:
        """A frame has been read."""
        self._busy = False
        if self._source is None:
            return
        self._watchdog.start()
        self._tries = 0
        now = _now()
        if reading.picture is not None:
            self.frame.emit(reading.picture)
        fresh = [text for text in reading.codes if now - self._seen.get(text, -1e12) > _AGAIN_MS]
        self._seen = {text: at for text, at in self._seen.items() if now - at <= _AGAIN_MS}
        self._seen.update(dict.fromkeys(reading.codes, now))
        if reading.codes:
            self._read_at = now
        if now - self._read_at < _READ_MS and self._seen:
            self._enter(State.READ)
        else:
            self._enter(State.COVERED if reading.dark else State.READY)
        for text in fresh:
            self.code.emit(text)
        if not self._busy:
            self._next()

    def _enter(self, state: State) -> None:
        if state is not self._state:
            self._state = state
            self.state.emit(state)


def _now() -> float:
    return time.monotonic() * 1000
