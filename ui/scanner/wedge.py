"""The keyboard-wedge scanner: its characters are collected whatever has the focus, and leave no trace there.

Real keys come through the window (``QWindow``); only there they are held, so keys that the program itself
sends to a widget pass freely. Rhythm decides (``rhythm.py``); typing is sent on to the window, shortcuts
included.
"""

import time
import unicodedata
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from ui.scanner.composition import Composition
from ui.scanner.delivery import Commit, Key
from ui.scanner.fields import Restore, remember
from ui.scanner.rhythm import Collector, Outcome, Scanned, Settings, Token

_KINDS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        QEvent.Type.ShortcutOverride,
        QEvent.Type.InputMethod,
        QEvent.Type.MouseButtonPress,
    }
)
_ENDS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
_ENTERS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_MODIFIERS = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
    }
)
_PLAIN = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
_BUSY_MS = 15
"""A timer so much later than asked for means that the program was busy and keys may be waiting."""


_Held = Key | Commit


class WedgeFilter(QObject):
    """Watches the whole program's keys from :meth:`install` to :meth:`remove`."""

    scanned = Signal(str)
    """The text of a scan: full-width characters narrowed, a ticket in upper case, no suffix."""
    garbled = Signal()
    """An input method has made other characters of a scan; it has to be repeated with the method off."""

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        clock: Callable[[], float] | None = None,
        parent: QObject | None = None,
    ) -> None:
        """``clock`` gives milliseconds that never go back; the system's monotonic clock if not given."""
        super().__init__(parent)
        self._settings = settings or Settings()
        self._clock = clock or _monotonic_ms
        self._collector: Collector[_Held] = Collector(self._settings)
        self._composition = Composition(self._settings.hold_ms)
        self._before: dict[Token[_Held], Restore] = {}
        self._before_composition: Restore = remember(None)
        self._swallowed: set[int] = set()
        self._delivering = False
        self._offset: float | None = None
        self._grace = False
        self.last_scan_at: float | None = None
        """When the last scan ended, in the clock's milliseconds."""
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.look)

    def install(self) -> None:
        """Starts watching."""
        _application().installEventFilter(self)

    def remove(self) -> None:
        """Delivers what is held and stops watching."""
        self._take(self._collector.interrupt())
        self._timer.stop()
        _application().removeEventFilter(self)

    def configure(self, settings: Settings) -> None:
        """Takes new settings; what is held is delivered first."""
        self._take(self._collector.interrupt())
        self._settings = settings
        self._collector = Collector(settings)
        self._composition = Composition(settings.hold_ms)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Holds, swallows or passes an event."""
        if self._delivering or event.type() not in _KINDS:
            return False
        if isinstance(event, QInputMethodEvent):
            return isinstance(watched, QWidget) and self._input_method(watched, event)
        if not isinstance(watched, QWindow):
            return False
        if not isinstance(event, QKeyEvent):
            self._take(self._collector.interrupt())
            return False
        if event.type() == QEvent.Type.KeyRelease:
            return self._release(watched, event)
        swallow = self._press(watched, event)
        if swallow and event.type() == QEvent.Type.ShortcutOverride:
            # Accepted, so that Qt looks for no shortcut and sends the key itself.
            event.accept()
        return swallow

    def _press(self, window: QWindow, event: QKeyEvent) -> bool:
        """A key, or the question before it whether a shortcut may have it. Whether it goes no further."""
        key, asking = event.key(), event.type() == QEvent.Type.ShortcutOverride
        if key in _MODIFIERS:
            return False
        at = self._time(event)
        if self._composition.caught:
            return self._press_while_composing(event, asking=asking)
        if key in _ENDS and not _modified(event):
            return self._end(event, at, asking=asking)
        if _modified(event) or event.isAutoRepeat() or not _printable(event.text()):
            self._take(self._collector.interrupt())
            return False
        if not asking:
            self._take(self._collector.press(event.text(), at, Key.of(event, window)))
        return True

    def _end(self, event: QKeyEvent, at: float, *, asking: bool) -> bool:
        """Enter or Tab: the end of a scan, too soon after one, or meant."""
        outcomes, swallowed = self._collector.end(at)
        self._take(outcomes)
        if event.key() in _ENTERS and not swallowed:
            swallowed = self._just_scanned()
        if swallowed or (asking is False and event.key() in self._swallowed):
            self._swallowed.add(event.key())
            return True
        return False

    def _just_scanned(self) -> bool:
        return self.last_scan_at is not None and self._clock() - self.last_scan_at < self._settings.guard_ms

    def _release(self, window: QWindow, event: QKeyEvent) -> bool:
        if event.key() in _MODIFIERS or event.isAutoRepeat():
            return False
        if event.key() in self._swallowed:
            self._swallowed.discard(event.key())
            return True
        if _modified(event) or event.key() in _ENDS:
            return False
        return self._collector.release(self._time(event), Key.of(event, window))

    def _take(self, outcomes: list[Outcome[_Held]]) -> None:
        for outcome in outcomes:
            if isinstance(outcome, Scanned):
                self._scan(outcome)
            else:
                for token in outcome.tokens:
                    self._deliver(token)
        self._arm()

    def _scan(self, scan: Scanned[_Held]) -> None:
        if scan.taken_back:
            self._guarded(self._before.get(scan.taken_back[0], remember(None)))
        self._before.clear()
        self._announce(scan.text)

    def _announce(self, text: str) -> None:
        self.last_scan_at = self._clock()
        upper = text.upper()
        self.scanned.emit(upper if upper.startswith(self._settings.ticket) else text)

    def _deliver(self, token: Token[_Held]) -> None:
        """Sends on what was held back, as if it came now."""
        if token.text:
            self._before[token] = remember(QApplication.focusWidget())
            while len(self._before) > 16:
                del self._before[next(iter(self._before))]
        self._guarded(token.payload.send)

    def _guarded(self, action: Callable[[], object]) -> None:
        """Does something whose events are not to be held again."""
        self._delivering = True
        try:
            action()
        finally:
            self._delivering = False

    def _input_method(self, widget: QWidget, event: QInputMethodEvent) -> bool:
        committed, composing = event.commitString(), event.preeditString()
        at = self._clock()
        narrow = unicodedata.normalize("NFKC", committed)
        if len(narrow) == 1 and narrow.isascii() and not composing and not self._composition.caught:
            self._take(self._collector.press(committed, at, Commit(committed, widget)))
            return True
        if not committed and not composing and not event.replacementLength():
            return self._composition.caught
        self._take(self._collector.interrupt())
        if self._composition.change(committed, composing, at):
            self._before_composition = remember(widget)
        self._arm()
        return self._composition.caught

    def _press_while_composing(self, event: QKeyEvent, *, asking: bool) -> bool:
        if asking:
            return True
        self._swallowed.add(event.key())
        if event.key() in _ENDS:
            self._finish_composition()
        elif _printable(event.text()):
            self._composition.change(event.text(), "", self._clock())
            self._arm()
        return True

    def _finish_composition(self) -> None:
        """Clears away what the input method shows and has committed, and says what was scanned."""
        widget = QApplication.focusWidget()
        text = self._composition.finish()

        def clear() -> None:
            if widget is not None:
                QCoreApplication.sendEvent(widget, QInputMethodEvent())
            self._before_composition()

        self._forget_composition()
        self._guarded(clear)
        if text is None:
            self.last_scan_at = self._clock()
            self.garbled.emit()
        else:
            self._announce(text)

    def _forget_composition(self) -> None:
        """The input method drops its text; what it commits over that is not delivered."""
        QGuiApplication.inputMethod().reset()

    def _time(self, event: QKeyEvent) -> float:
        """When the key was struck, in the clock's milliseconds.

        The system's own time stamp tells the rhythm even where the program was busy and keys had to wait. Its
        zero is unknown; the smallest distance seen to our clock is taken.
        """
        now, stamp = self._clock(), float(event.timestamp())
        if stamp <= 0:
            return now
        offset = now - stamp
        if self._offset is None or offset < self._offset or offset - self._offset > 5000:
            self._offset = offset
        return stamp + self._offset

    def _arm(self) -> None:
        deadlines = [self._collector.deadline]
        if self._composition.caught:
            deadlines.append(self._composition.last + self._settings.settle_ms)
        soonest = min((moment for moment in deadlines if moment is not None), default=None)
        if soonest is None:
            self._timer.stop()
        else:
            self._timer.start(max(0, int(soonest - self._clock()) + 1))

    def look(self) -> None:
        """Decides what has waited long enough; the timer calls it."""
        now = self._clock()
        deadline = self._collector.deadline
        if deadline is not None and now - deadline > _BUSY_MS and not self._grace:
            # Keys that were struck in the meantime are still on their way: let them come first.
            self._grace = True
            self._timer.start(1)
            return
        self._grace = False
        if self._composition.caught and now >= self._composition.last + self._settings.settle_ms:
            self._finish_composition()
        self._take(self._collector.tick(now))


def _application() -> QCoreApplication:
    application = QCoreApplication.instance()
    if application is None:
        raise RuntimeError("there is no application to watch")
    return application


def _monotonic_ms() -> float:
    return time.monotonic() * 1000


def _modified(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & ~_PLAIN)


def _printable(text: str) -> bool:
    return bool(text) and text.isprintable()
