"""What a widget showed before a character reached it, so that the character can be taken back."""

from collections.abc import Callable

from PySide6.QtCore import QAbstractItemModel, QItemSelectionModel, QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QDateTimeEdit,
    QDoubleSpinBox,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

Restore = Callable[[], None]


def remember(widget: QWidget | None) -> Restore:
    """Keeps text, selection, cursor, value or current row of a widget; the answer puts them back.

    Putting back does nothing where the widget is gone, and keeps the undo history where the widget has one.
    """
    restore = _memory(widget)

    def put_back() -> None:
        if widget is not None and isValid(widget):
            restore()

    return put_back


def _memory(widget: QWidget | None) -> Restore:
    if isinstance(widget, QLineEdit):
        return _line(widget)
    if isinstance(widget, QTextEdit | QPlainTextEdit):
        return _text(widget)
    if isinstance(widget, QAbstractSpinBox):
        return _spin(widget)
    if isinstance(widget, QComboBox):
        return _combo(widget)
    if isinstance(widget, QAbstractItemView):
        return _view(widget)
    return _nothing


def _nothing() -> None:
    """A button or a bare window: it shows nothing of what it was sent."""


def _line(line: QLineEdit) -> Restore:
    text, cursor, modified = line.text(), line.cursorPosition(), line.isModified()
    start, length = line.selectionStart(), line.selectionLength()
    selected = line.selectedText()

    def restore() -> None:
        at = start if length else cursor
        inserted = len(line.text()) - len(text) + length
        if line.text() != text and inserted > 0:
            line.setSelection(at, inserted)
            line.insert(selected)
        if line.text() != text:
            line.setText(text)
        line.setModified(modified)
        if not length:
            line.setCursorPosition(cursor)
        elif cursor == start:
            line.setSelection(start + length, -length)
        else:
            line.setSelection(start, length)

    return restore


def _text(edit: QTextEdit | QPlainTextEdit) -> Restore:
    before = edit.textCursor()
    text, count = edit.toPlainText(), _document(edit).characterCount()
    anchor, position = before.anchor(), before.position()
    start, end = before.selectionStart(), before.selectionEnd()
    selected = before.selection()

    def restore() -> None:
        cursor = edit.textCursor()
        inserted = _document(edit).characterCount() - count + end - start
        if edit.toPlainText() != text and inserted > 0:
            cursor.setPosition(start)
            cursor.setPosition(start + inserted, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertFragment(selected)
        if edit.toPlainText() != text:
            edit.setPlainText(text)
            cursor = edit.textCursor()
        cursor.setPosition(anchor)
        cursor.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
        edit.setTextCursor(cursor)

    return restore


def _document(edit: QTextEdit | QPlainTextEdit) -> QTextDocument:
    return edit.document()


def _spin(box: QAbstractSpinBox) -> Restore:
    line = box.findChild(QLineEdit)
    restore_line = _line(line) if line is not None else _nothing
    restore_value = _value(box)

    def restore() -> None:
        restore_value()
        restore_line()

    return restore


def _value(box: QAbstractSpinBox) -> Restore:
    if isinstance(box, QSpinBox):
        number = box.value()
        return lambda: box.setValue(number)
    if isinstance(box, QDoubleSpinBox):
        amount = box.value()
        return lambda: box.setValue(amount)
    if isinstance(box, QDateTimeEdit):
        moment, section = box.dateTime(), box.currentSection()

        def restore() -> None:
            box.setDateTime(moment)
            box.setCurrentSection(section)

        return restore
    return _nothing


def _combo(box: QComboBox) -> Restore:
    index = box.currentIndex()
    line = box.lineEdit()
    restore_line = _line(line) if box.isEditable() and line is not None else _nothing

    def restore() -> None:
        if box.currentIndex() != index:
            box.setCurrentIndex(index)
        restore_line()

    return restore


def _view(view: QAbstractItemView) -> Restore:
    model: QAbstractItemModel | None = view.model()
    if model is None:
        return _nothing
    current = QPersistentModelIndex(view.currentIndex())
    rows = [QPersistentModelIndex(row) for row in view.selectionModel().selectedIndexes()]

    def restore() -> None:
        if view.model() is not model:
            return
        chosen, flags = view.selectionModel(), QItemSelectionModel.SelectionFlag
        chosen.setCurrentIndex(_index(current), flags.NoUpdate)
        chosen.clearSelection()
        for row in filter(QPersistentModelIndex.isValid, rows):
            chosen.select(_index(row), flags.Select)

    return restore


def _index(kept: QPersistentModelIndex) -> QModelIndex:
    return kept.model().index(kept.row(), kept.column(), kept.parent()) if kept.isValid() else QModelIndex()
