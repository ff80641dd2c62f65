"""Sending on what was held back, so that it does what it would have done at once."""

from dataclasses import dataclass
from typing import Self

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence, QWindow
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from ui.scanner import shortcuts


@dataclass(frozen=True)
class Key:
    """A key pressed or released, and the window that it was for."""

    event: QKeyEvent
    window: QWindow

    @classmethod
    def of(cls, event: QKeyEvent, window: QWindow) -> Self:
        """Keeps a copy: Qt's own event is gone when its handler returns."""
        copy = QKeyEvent(
            event.type(),
            event.key(),
            event.modifiers(),
            event.nativeScanCode(),
            event.nativeVirtualKey(),
            event.nativeModifiers(),
            event.text(),
            event.isAutoRepeat(),
            event.count(),
        )
        return cls(copy, window)

    def send(self) -> None:
        """The way of a fresh key: a widget may claim it, then a shortcut may have it, then it is typed."""
        if not isValid(self.window):
            return
        if self.event.type() == QEvent.Type.KeyPress and not self._claimed() and self._shortcut():
            return
        QCoreApplication.sendEvent(self.window, self.event)

    def _claimed(self) -> bool:
        event = self.event
        question = QKeyEvent(QEvent.Type.ShortcutOverride, event.key(), event.modifiers(), event.text())
        question.ignore()
        QCoreApplication.sendEvent(self.window, question)
        return question.isAccepted()

    def _shortcut(self) -> bool:
        top = next((top for top in QApplication.topLevelWidgets() if top.windowHandle() is self.window), None)
        if top is None:
            return False
        none = Qt.KeyboardModifier.NoModifier
        modifiers = self.event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return any(
            shortcuts.trigger(QKeySequence(self.event.key() | used.value), top)
            for used in dict.fromkeys((modifiers, none))
        )


@dataclass(frozen=True)
class Commit:
    """A character that an input method committed, and the widget that it was for."""

    text: str
    widget: QWidget

    def send(self) -> None:
        """Commits it to the widget, if that is still there."""
        if isValid(self.widget):
            event = QInputMethodEvent()
            event.setCommitString(self.text)
            QCoreApplication.sendEvent(self.widget, event)
