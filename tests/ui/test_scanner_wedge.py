"""A scanner works whatever has the focus and leaves no trace there; typing is as if no scanner were watched
for."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QStringListModel, Qt
from PySide6.QtGui import QAction, QInputMethodEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDialog,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ui.scanner.rhythm import Settings
from ui.scanner.wedge import WedgeFilter

TICKET = "ED1MFRGGZDFMZTWQ2LK234567"


class Hall(QWidget):
    """A window with every sort of thing that takes keys, and a count of what happened to it."""

    def __init__(self) -> None:
        super().__init__()
        self.line, self.text, self.plain = QLineEdit("before"), QTextEdit("before"), QPlainTextEdit("before")
        self.spin, self.date, self.check = QSpinBox(maximum=10**6, value=7), QDateEdit(), QCheckBox("check")
        self.button, self.default = QPushButton("button"), QPushButton("default")
        self.combo, self.editable = QComboBox(), QComboBox(editable=True)
        self.view = QListView()
        self.view.setModel(QStringListModel(["apple", "Emma", "Dora", "1st", "Milo"], self.view))
        self.view.setCurrentIndex(self.view.model().index(0, 0))
        self.combo.addItems(["apple", "Emma", "Dora"])
        layout = QVBoxLayout(self)
        for widget in self.parts():
            layout.addWidget(widget)
        self.clicks = 0
        self.returns = 0
        self.keys: list[str] = []
        self.line.returnPressed.connect(self._returned)
        for button in (self.button, self.default, self.check):
            button.clicked.connect(self._clicked)
        for key in "1X/":
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(lambda key=key: self.keys.append(key))
        action = QAction("act", self, shortcut=QKeySequence("Space"))
        action.triggered.connect(lambda: self.keys.append("space"))
        self.button.addAction(action)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setEnabled(False)
        self.action = action

    def parts(self) -> tuple[QWidget, ...]:
        return (
            self.line, self.text, self.plain, self.spin, self.date, self.check,
            self.button, self.default, self.combo, self.editable, self.view,
        )  # fmt: skip

    def state(self) -> tuple[object, ...]:
        return (
            self.line.text(), self.line.selectedText(), self.line.cursorPosition(), self.text.toPlainText(),
            self.plain.toPlainText(), self.spin.text(), self.spin.value(), self.date.date(), self.check.isChecked(),
            self.combo.currentIndex(), self.editable.currentText(), self.view.currentIndex().row(),
            self.clicks, self.returns, tuple(self.keys), QWidget.focusWidget(self),
        )  # fmt: skip

    def _returned(self) -> None:
        self.returns += 1

    def _clicked(self) -> None:
        self.clicks += 1


@dataclass
class Rig:
    hall: Hall
    wedge: WedgeFilter
    scans: list[str] = field(default_factory=list)
    garbled: int = 0

    def hear(self) -> None:
        self.garbled += 1


@pytest.fixture
def rig(qtbot: QtBot) -> Iterator[Rig]:
    hall = Hall()
    qtbot.addWidget(hall)
    wedge = WedgeFilter()
    wedge.install()
    hall.show()
    hall.activateWindow()
    qtbot.waitActive(hall).__enter__()
    made = Rig(hall, wedge)
    wedge.scanned.connect(made.scans.append)
    wedge.garbled.connect(made.hear)
    yield made
    wedge.remove()


def strike(top: QWidget, text: str, gap: int) -> None:
    """Keys as the system sends them: through the window."""
    for key in text:
        shift = Qt.KeyboardModifier.ShiftModifier if key.isupper() else Qt.KeyboardModifier.NoModifier
        if key == "\n":
            QTest.keyClick(top.windowHandle(), Qt.Key.Key_Return)
        elif key == "\t":
            QTest.keyClick(top.windowHandle(), Qt.Key.Key_Tab)
        else:
            QTest.keyClick(top.windowHandle(), key, shift)
        QTest.qWait(gap)


PARTS = ["line", "text", "plain", "spin", "date", "check", "button", "default", "combo", "editable", "view"]


@pytest.mark.parametrize("part", [*PARTS, "nothing"])
def test_a_scan_leaves_no_trace_in_what_has_the_focus(rig: Rig, part: str) -> None:
    if part == "nothing":
        rig.hall.line.setFocus()
        rig.hall.line.clearFocus()
    else:
        getattr(rig.hall, part).setFocus()
    before = rig.hall.state()
    strike(rig.hall, TICKET + "\n", 8)
    assert rig.scans == [TICKET]
    QTest.qWait(200)
    assert rig.hall.state() == before
    assert rig.wedge.last_scan_at is not None


@pytest.mark.parametrize("gap", [5, 15, 30])
@pytest.mark.parametrize("end", ["\n", "\t", ""])
def test_a_scan_is_known_at_any_pace_and_with_any_suffix(rig: Rig, qtbot: QtBot, gap: int, end: str) -> None:
    rig.hall.line.setFocus()
    before = rig.hall.state()
    strike(rig.hall, TICKET + end, gap)
    qtbot.waitUntil(lambda: rig.scans == [TICKET])
    assert rig.hall.state() == before


def test_caps_lock_does_not_break_a_scan(rig: Rig) -> None:
    rig.hall.button.setFocus()
    strike(rig.hall, TICKET.lower() + "\n", 5)
    assert rig.scans == [TICKET]


def test_two_scans_in_a_row_are_two(rig: Rig) -> None:
    strike(rig.hall, TICKET + "\n" + TICKET[:-1] + "A\n", 5)
    assert rig.scans == [TICKET, TICKET[:-1] + "A"]


@pytest.mark.parametrize("gap", [85, 140])
def test_typing_arrives_unchanged(rig: Rig, gap: int) -> None:
    rig.hall.line.setFocus()
    rig.hall.line.clear()
    strike(rig.hall, "13812345678", gap)
    QTest.qWait(60)
    assert rig.hall.line.text() == "13812345678"
    assert rig.scans == []


def test_typing_reaches_every_part(rig: Rig) -> None:
    for part, text in (("text", "Ab1"), ("plain", "x y"), ("spin", "42"), ("editable", "Ed1")):
        widget = getattr(rig.hall, part)
        widget.setFocus()
        QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        strike(rig.hall, text, 85)
    QTest.qWait(60)
    hall = rig.hall
    seen = (hall.text.toPlainText(), hall.plain.toPlainText(), hall.spin.value(), hall.editable.currentText())
    assert seen == ("Ab1", "x y", 42, "Ed1")
    hall.view.setFocus()
    strike(hall, "d", 85)
    assert hall.view.currentIndex().data() == "Dora"


def test_a_key_and_enter_right_after_keep_their_order(rig: Rig) -> None:
    rig.hall.line.setFocus()
    rig.hall.line.clear()
    seen: list[str] = []
    rig.hall.line.returnPressed.connect(lambda: seen.append(rig.hall.line.text()))
    strike(rig.hall, "57\n", 5)
    assert seen == ["57"]


def test_other_keys_wait_for_nothing_and_overtake_nothing(rig: Rig) -> None:
    rig.hall.line.setFocus()
    rig.hall.line.clear()
    window = rig.hall.windowHandle()
    QTest.keyClick(window, "a")
    QTest.keyClick(window, Qt.Key.Key_Home)
    QTest.keyClick(window, "b")
    QTest.keyClick(window, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert (rig.hall.line.text(), rig.hall.line.selectedText()) == ("ba", "ba")


def test_a_click_comes_after_what_was_typed_before_it(rig: Rig) -> None:
    rig.hall.line.setFocus()
    rig.hall.line.clear()
    QTest.keyClick(rig.hall.windowHandle(), "a")
    at = rig.hall.plain.mapTo(rig.hall, QPoint(5, 5))
    QTest.mouseClick(rig.hall.windowHandle(), Qt.MouseButton.LeftButton, pos=at)
    QTest.qWait(60)
    assert (rig.hall.line.text(), rig.hall.plain.toPlainText()) == ("a", "before")


def test_enter_does_nothing_for_a_moment_after_a_scan(rig: Rig, qtbot: QtBot) -> None:
    rig.hall.line.setFocus()
    strike(rig.hall, TICKET + "\n", 5)
    strike(rig.hall, "\n", 100)
    assert rig.hall.returns == 0
    QTest.qWait(400)
    strike(rig.hall, "\n", 1)
    assert rig.hall.returns == 1


def test_single_keys_are_shortcuts_where_no_field_has_the_focus(rig: Rig) -> None:
    rig.hall.button.setFocus()
    strike(rig.hall, "1/", 60)
    assert rig.hall.keys == ["1", "/"]
    strike(rig.hall, "X", 60)
    assert rig.hall.keys == ["1", "/", "X"]
    strike(rig.hall, " ", 60)
    assert rig.hall.clicks == 1


def test_shortcuts_of_actions_and_buttons_work_as_well(rig: Rig) -> None:
    rig.hall.action.setEnabled(True)
    rig.hall.default.setShortcut(QKeySequence("2"))
    rig.hall.view.setFocus()
    rig.hall.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    rig.hall.button.setFocus()
    strike(rig.hall, " 2", 60)
    assert (rig.hall.keys, rig.hall.clicks) == (["space"], 1)


def test_a_shortcut_does_not_fire_in_a_field_or_behind_a_dialog(rig: Rig, qtbot: QtBot) -> None:
    rig.hall.line.setFocus()
    strike(rig.hall, "1", 60)
    assert (rig.hall.keys, rig.hall.line.text()) == ([], "before1")
    dialog = QDialog(rig.hall)
    QVBoxLayout(dialog).addWidget(QCheckBox("in the dialog"))
    dialog.open()
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    strike(dialog, "1", 60)
    assert rig.hall.keys == []


def test_a_scan_is_heard_over_a_modal_dialog_and_does_not_close_it(rig: Rig, qtbot: QtBot) -> None:
    dialog = QDialog(rig.hall)
    layout = QVBoxLayout(dialog)
    line, button = QLineEdit(), QPushButton("yes", default=True)
    layout.addWidget(line)
    layout.addWidget(button)
    button.clicked.connect(dialog.accept)
    dialog.open()
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    line.setFocus()
    strike(dialog, TICKET + "\n", 8)
    assert rig.scans == [TICKET]
    assert dialog.isVisible()
    assert line.text() == ""


@pytest.mark.parametrize("part", ["line", "text", "plain", "spin", "editable", "view", "combo", "date"])
def test_first_characters_that_leaked_are_taken_back(rig: Rig, part: str) -> None:
    widget = getattr(rig.hall, part)
    widget.setFocus()
    if part == "line":
        rig.hall.line.setSelection(1, 3)
    before = rig.hall.state()
    stumbling = WedgeFilter(Settings(hold_ms=20, join_ms=400))
    rig.wedge.remove()
    stumbling.install()
    scans: list[str] = []
    stumbling.scanned.connect(scans.append)
    strike(rig.hall, "ED", 45)
    if part in {"line", "text", "plain", "editable", "view", "combo"}:
        assert rig.hall.state() != before
    strike(rig.hall, TICKET[2:] + "\n", 3)
    stumbling.remove()
    assert scans == [TICKET]
    assert rig.hall.state() == before


def test_what_leaked_is_taken_back_from_the_undo_history_too(rig: Rig) -> None:
    rig.hall.line.setFocus()
    rig.hall.line.clear()
    strike(rig.hall, "lin", 90)
    QTest.qWait(60)
    rig.wedge.remove()
    rig.wedge.configure(Settings(hold_ms=20, join_ms=400))
    rig.wedge.install()
    strike(rig.hall, "ED", 45)
    strike(rig.hall, TICKET[2:] + "\n", 3)
    assert (rig.scans, rig.hall.line.text()) == ([TICKET], "lin")
    assert rig.hall.line.isUndoAvailable()


def commit(widget: QWidget, text: str, composing: str = "") -> None:
    event = QInputMethodEvent(composing, [])
    event.setCommitString(text)
    QCoreApplication.sendEvent(widget, event)


def test_an_input_method_that_commits_letters_one_by_one_breaks_no_scan(rig: Rig) -> None:
    rig.hall.line.setFocus()
    before = rig.hall.state()
    for key in TICKET:
        commit(rig.hall.line, chr(ord(key) + 0xFEE0))
        QTest.qWait(5)
    strike(rig.hall, "\n", 1)
    assert rig.scans == [TICKET]
    assert rig.hall.state() == before


def test_letters_that_a_person_commits_arrive(rig: Rig) -> None:
    rig.hall.line.setFocus()
    rig.hall.line.clear()
    for text in ("a", "\uff11", "\u6797", "\u6653\u6885", "b"):
        commit(rig.hall.line, text)
        QTest.qWait(90)
    assert rig.hall.line.text() == "a\uff11\u6797\u6653\u6885b"
    assert rig.scans == []


def compose(widget: QWidget, text: str, gap: int) -> None:
    for length in range(1, len(text) + 1):
        commit(widget, "", text[:length])
        QTest.qWait(gap)


def test_a_scan_caught_in_a_composition_is_read_and_cleared_away(rig: Rig) -> None:
    rig.hall.line.setFocus()
    before = rig.hall.state()
    compose(rig.hall.line, TICKET.lower(), 5)
    commit(rig.hall.line, TICKET.lower())
    strike(rig.hall, "\n", 1)
    assert (rig.scans, rig.garbled) == ([TICKET], 0)
    assert rig.hall.state() == before


def test_a_scan_that_became_other_characters_is_cleared_away_and_said(rig: Rig, qtbot: QtBot) -> None:
    rig.hall.line.setFocus()
    before = rig.hall.state()
    compose(rig.hall.line, "edmfrggzdf", 5)
    commit(rig.hall.line, "\u989d\u7684")
    qtbot.waitUntil(lambda: rig.garbled == 1)
    assert rig.scans == []
    assert rig.hall.state() == before


def test_a_person_composing_is_left_alone(rig: Rig) -> None:
    rig.hall.line.setFocus()
    rig.hall.line.clear()
    compose(rig.hall.line, "linxiaomei", 85)
    commit(rig.hall.line, "\u6797\u6653\u6885")
    QTest.qWait(250)
    assert rig.hall.line.text() == "\u6797\u6653\u6885"
    assert (rig.scans, rig.garbled) == ([], 0)


@given(
    keys=st.lists(st.tuples(st.integers(80, 200), st.sampled_from("0123456789abcEDx ")), min_size=1, max_size=12),
    cut=st.integers(0, 12),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_scan_at_any_moment_of_typing_leaves_the_typing(rig: Rig, keys: list[tuple[int, str]], cut: int) -> None:
    now = [50_000.0]
    wedge = WedgeFilter(clock=lambda: now[0])
    scans: list[str] = []
    wedge.scanned.connect(scans.append)
    line = rig.hall.line
    line.setFocus()
    line.clear()
    rig.wedge.remove()
    wedge.install()

    def send(key: str, gap: float) -> None:
        # The timer is the clock's: it is asked whenever its moment lies between two keys.
        now[0] += gap
        wedge.look()
        code = Qt.Key.Key_Return if key == "\n" else Qt.Key(ord(key.upper()))
        for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier, "\r" if key == "\n" else key)
            event.setTimestamp(int(now[0]))
            QCoreApplication.sendEvent(rig.hall.windowHandle(), event)

    for gap, key in keys[:cut]:
        send(key, gap)
    for number, key in enumerate(TICKET + "\n"):
        send(key, 6 if number else 90)
    for gap, key in keys[cut:]:
        send(key, gap)
    now[0] += 1000
    wedge.look()
    wedge.remove()
    rig.wedge.install()
    assert scans == [TICKET]
    assert line.text() == "".join(key for _, key in keys)
    assert rig.hall.returns == 0
