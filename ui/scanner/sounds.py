"""The tones of the verdicts. Where there is no loudspeaker, or muted, there is silence and no complaint."""

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal

from resources import path

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QMediaDevices, QSoundEffect


class Tone(Enum):
    """What can be heard; each is a file in ``resources/sounds``. A blocked collector has none, on purpose."""

    ADMIT = "admit"
    ATTENTION = "attention"
    REFUSE = "refuse"


class Sounds(QObject):
    """Plays tones; the last one asked for wins. Qt Multimedia is loaded with :meth:`load` or the first
    tone."""

    muted_changed = Signal(bool)
    """The top bar shows the mute state by this."""

    def __init__(self, *, muted: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._muted = muted
        self._loaded = False
        self._media: QMediaDevices | None = None
        self._effects: dict[Tone, QSoundEffect] = {}

    @property
    def muted(self) -> bool:
        """Whether tones are off."""
        return self._muted

    def set_muted(self, muted: bool) -> None:
        """Switches tones off or on; what sounds is cut off."""
        if muted == self._muted:
            return
        self._muted = muted
        if muted:
            self._hush()
        self.muted_changed.emit(muted)

    def load(self) -> None:
        """Gets ready before the first verdict, which would otherwise sound late."""
        if self._loaded:
            return
        self._loaded = True
        try:
            from PySide6.QtMultimedia import QMediaDevices
        except ImportError:
            return
        self._media = QMediaDevices(self)
        self._media.audioOutputsChanged.connect(self._prepare)
        self._prepare()

    def play(self, tone: Tone) -> bool:
        """Sounds the tone; returns at once. Whether there is something to hear it from."""
        self.load()
        if self._muted or tone not in self._effects:
            return False
        self._hush()
        self._effects[tone].play()
        return True

    def _prepare(self) -> None:
        """Opens the tones on the loudspeaker there is now."""
        from PySide6.QtMultimedia import QMediaDevices, QSoundEffect

        self._hush()
        for effect in self._effects.values():
            effect.deleteLater()
        self._effects = {}
        device = QMediaDevices.defaultAudioOutput()
        if device.isNull():
            return
        for tone in Tone:
            effect = QSoundEffect(device, self)
            effect.setSource(QUrl.fromLocalFile(str(path("sounds", f"{tone.value}.wav"))))
            self._effects[tone] = effect

    def _hush(self) -> None:
        for effect in self._effects.values():
            effect.stop()
