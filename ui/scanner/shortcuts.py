"""Keys that were held back and turn out to be typing still have to work as shortcuts.

Qt looks for shortcuts only when a key comes from the system. For a single character, without modifiers, this
repeats what Qt's own search does: actions, shortcuts and buttons of the active window, in the contexts they
are valid in.
"""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget

_Bound = tuple[QObject, list[QKeySequence], QWidget, Qt.ShortcutContext, Callable[[], None]]
"""What is bound to keys: itself, the keys, the widget and the context they are valid in, and what they do."""


def trigger(sequence: QKeySequence, window: QWidget) -> bool:
    """Does what the key stands for in ``window``; ``False`` where it stands for nothing.

    Where it stands for several things, nothing is done but to tell a shortcut of the ambiguity, as Qt does.
    """
    focus = QApplication.focusWidget() or window
    found = {
        thing: act
        for top in _windows(window)
        for thing, keys, owner, context, act in (*_shortcuts(top), *_actions(top), *_buttons(top))
        if any(not key.isEmpty() and key == sequence for key in keys) and _valid(owner, context, focus, window)
    }
    if len(found) == 1:
        next(iter(found.values()))()
    else:
        for thing in found:
            if isinstance(thing, QShortcut):
                thing.activatedAmbiguously.emit()
                break
    return bool(found)


def _shortcuts(top: QWidget) -> Iterator[_Bound]:
    for shortcut in top.findChildren(QShortcut):
        owner = shortcut.parent()
        if shortcut.isEnabled() and isinstance(owner, QWidget):
            yield shortcut, shortcut.keys(), owner, shortcut.context(), shortcut.activated.emit


def _actions(top: QWidget) -> Iterator[_Bound]:
    for widget in (top, *top.findChildren(QWidget)):
        # A menu's actions count where the menu hangs.
        owner = widget.parentWidget() if isinstance(widget, QMenu) else widget
        if owner is not None:
            for action in widget.actions():
                if action.isEnabled() and action.isVisible():
                    yield action, action.shortcuts(), owner, action.shortcutContext(), action.trigger


def _buttons(top: QWidget) -> Iterator[_Bound]:
    for button in top.findChildren(QAbstractButton):
        yield button, [button.shortcut()], button, Qt.ShortcutContext.WindowShortcut, button.click


def _windows(window: QWidget) -> Iterator[QWidget]:
    """The active window first; others for shortcuts of the whole program, unless a modal dialog is open."""
    yield window
    if QApplication.activeModalWidget() is None:
        yield from (top for top in QApplication.topLevelWidgets() if top is not window and top.isVisible())


def _valid(owner: QWidget, context: Qt.ShortcutContext, focus: QWidget, window: QWidget) -> bool:
    if not owner.isEnabled() or not owner.isVisible():
        return False
    if context is Qt.ShortcutContext.WidgetShortcut:
        return owner is focus
    if context is Qt.ShortcutContext.WidgetWithChildrenShortcut:
        return owner is focus or owner.isAncestorOf(focus)
    if context is Qt.ShortcutContext.WindowShortcut:
        return owner.window() is window
    return True
