"""What the door listens to and sounds with: scanner, camera, loudspeaker, and whether anybody is there."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QAction, QCursor
from PySide6.QtWidgets import QWidget

from eventdesk.domain.checkin import Verdict
from ui.models.door import Origin
from ui.pages.base import PageContext
from ui.pages.door_sides import CameraPanel
from ui.scanner.camera import CameraScanner, State
from ui.scanner.rhythm import Settings, Suffix
from ui.scanner.sounds import Sounds, Tone
from ui.scanner.sources import Devices, SystemDevices
from ui.scanner.wedge import WedgeFilter
from ui.widgets.elevation import Menu

_TONES = {Verdict.ADMIT: Tone.ADMIT, Verdict.ATTENTION: Tone.ATTENTION, Verdict.REFUSE: Tone.REFUSE}
_ALIVE = (
    QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
)  # fmt: skip
AWAY_MS = 3 * 60 * 1000
"""So long without a key or the pointer, and names are covered."""


class DoorDevices(QObject):
    """One queue for scanner and camera: ``scanned(text, origin)``. ``away(bool)`` when nobody is there, and again."""

    scanned = Signal(str, object)
    garbled = Signal()
    away = Signal(bool)
    muted = Signal(bool)

    def __init__(
        self, context: PageContext, panel: CameraPanel, devices: Callable[[], Devices] = SystemDevices
    ) -> None:
        super().__init__(panel)
        settings = context.settings()
        self._context, self._panel = context, panel
        self.wedge = WedgeFilter(Settings(suffix=Suffix(settings.scanner_suffix)), parent=self)
        self.camera = CameraScanner(settings.camera, devices=devices, parent=self)
        self.sounds = Sounds(muted=settings.muted, parent=self)
        self._watched: QObject | None = None
        self._on = self._covered = False
        self._timer = QTimer(self, singleShot=True, interval=AWAY_MS)
        self._timer.timeout.connect(self.cover)
        self.wedge.scanned.connect(lambda text: self.scanned.emit(text, Origin.SCANNER))
        self.wedge.garbled.connect(self.garbled)
        self.camera.code.connect(self._code)
        self.camera.frame.connect(panel.set_frame)
        self.camera.state.connect(panel.show_camera)
        self.sounds.muted_changed.connect(self.muted)
        panel.menu_wanted.connect(self.show_menu)

    def begin(self, window: QWidget) -> None:
        """The door came to the front: listen. The camera starts once the page is painted."""
        if self._on:
            return
        self._on = True
        self._take_settings()
        self.wedge.install()
        self._watched = window.windowHandle()
        if self._watched is not None:
            self._watched.installEventFilter(self)
        self._timer.start()
        QTimer.singleShot(150, self, self._warm_up)

    def _take_settings(self) -> None:
        """What was chosen in the settings since."""
        settings = self._context.settings()
        self.wedge.configure(Settings(suffix=Suffix(settings.scanner_suffix)))
        self.camera.choose(settings.camera)
        self.sounds.set_muted(settings.muted)

    def end(self) -> None:
        """Another page came to the front: let go of everything."""
        if not self._on:
            return
        self._on = False
        self.wedge.remove()
        self.camera.stop()
        self._timer.stop()
        if self._watched is not None:
            self._watched.removeEventFilter(self)
            self._watched = None
        self.uncover()

    def sound(self, verdict: Verdict) -> None:
        """Sound a verdict."""
        self.sounds.play(_TONES[verdict])

    def toggle_mute(self) -> None:
        """Sound off or on, and kept so."""
        self.sounds.set_muted(not self.sounds.muted)
        self._context.save(muted=self.sounds.muted)

    # -- the camera

    def set_camera_on(self, on: bool) -> None:
        """Switch the camera, and keep it so."""
        self._context.save(camera_on=on)
        if on and self._on:
            self.camera.start()
        else:
            self.camera.stop()

    def choose_camera(self, camera: str) -> None:
        """Take this camera from now on."""
        self._context.save(camera=camera, camera_on=True)
        self.camera.choose(camera)
        if self._on:
            self.camera.start()

    def menu(self) -> Menu:
        """Cameras to choose from, and the switch."""
        words, menu = self._context.words, Menu(self._context.theme, self._panel)
        current = self.camera.camera
        cameras = self.camera.cameras()
        for camera in cameras:
            action = QAction(camera.name, menu, checkable=True)
            action.setChecked(current is not None and camera.id == current.id)
            action.triggered.connect(lambda _=False, id=camera.id: self.choose_camera(id))
            menu.addAction(action)
        if not cameras:
            menu.addAction(words("door.camera_none_advice")).setEnabled(False)
        menu.addSeparator()
        on = self.camera.current is not State.OFF
        switch = menu.addAction(words("door.camera_switch_off") if on else words("door.camera_switch_on"))
        switch.triggered.connect(lambda: self.set_camera_on(not on))
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def show_menu(self) -> None:
        """Open the camera's menu at the pointer or, by keyboard, at the picture."""
        inside = self._panel.rect().contains(self._panel.mapFromGlobal(QCursor.pos()))
        self.menu().popup_at(QCursor.pos() if inside else self._panel.mapToGlobal(self._panel.rect().center()))

    # -- whether anybody is there

    def cover(self) -> None:
        """Nobody is there."""
        if not self._covered:
            self._covered = True
            self.away.emit(True)

    def uncover(self) -> None:
        """Somebody is there."""
        if self._on:
            self._timer.start()
        if self._covered:
            self._covered = False
            self.away.emit(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A key or the pointer: somebody is there."""
        if event.type() in _ALIVE:
            self.uncover()
        return False

    def _code(self, text: str) -> None:
        self.uncover()
        self.scanned.emit(text, Origin.CAMERA)

    def _warm_up(self) -> None:
        if self._on:
            self.sounds.load()
            if self._context.settings().camera_on:
                self.camera.start()
