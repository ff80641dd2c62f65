"""What floats above a page, and the list that several pages share: where it lies, what it covers, what it leaves free."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from resources.words import Words
from ui.dialogs.notice import NoticeDialog
from ui.models.door_view import FamilyRow
from ui.pages.door_families import FamilyList
from ui.theme import Mode, Theme
from ui.widgets.base import Label
from ui.widgets.bulk import BulkBar
from ui.widgets.buttons import CheckBox
from ui.widgets.choice import Select
from ui.widgets.dialog import Dialog, Question, Scrim
from ui.widgets.elevation import REACH, Menu, Shadow, draw_shadow
from ui.widgets.focus import FocusRing
from ui.widgets.lines import LineList
from ui.widgets.recent import Recent, RecentList


def shown(qtbot: QtBot, width: int = 600, height: int = 400) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(width, height)
    window.show()
    return window


def painted(paint: Callable[[QPainter], None]) -> QImage:
    image = QImage(120, 120, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(Qt.GlobalColor.white))
    painter = QPainter(image)
    paint(painter)
    painter.end()
    return image


def test_a_shadow_falls_downwards_and_ends(theme: Theme) -> None:
    box = QRectF(30, 30, 60, 60)
    image = painted(lambda painter: draw_shadow(painter, theme, box, 8))

    def dark(x: int, y: int) -> int:
        return 255 - image.pixelColor(x, y).lightness()

    assert dark(60, 92) > dark(60, 28), "it lies lower than its box"
    assert dark(60, 92) > dark(60, 96) > 0, "it fades"
    assert dark(60, 92) <= 42, "16 % black at most"
    assert dark(60, 30 + 60 + REACH) == 0, "nothing beyond its reach"


def test_in_the_dark_the_hairline_does_it_alone(theme: Theme) -> None:
    theme.set_mode(Mode.DARK)
    image = painted(lambda painter: draw_shadow(painter, theme, QRectF(30, 30, 60, 60), 8))
    assert image.pixelColor(60, 92) == QColor(Qt.GlobalColor.white)


def test_the_shadow_of_a_bar_follows_it_and_takes_no_clicks(qtbot: QtBot, theme: Theme, words: Words) -> None:
    window = shown(qtbot)
    below = QPushButton(window)
    below.setGeometry(0, 0, 900, 900)
    below.show()
    bar = BulkBar(theme, words, window)
    shadow = window.findChild(Shadow)
    assert shadow is not None
    assert not shadow.isVisible(), "no bar, no shadow"
    bar.show_count("3")
    assert shadow.geometry() == bar.geometry().adjusted(-REACH, -REACH, REACH, REACH)
    window.resize(700, 500)
    assert shadow.geometry() == bar.geometry().adjusted(-REACH, -REACH, REACH, REACH)
    order = window.children()
    assert order.index(shadow) < order.index(bar)
    beside = bar.geometry().topLeft() - QPoint(4, -10)
    assert window.childAt(beside) is below, "the pointer reaches what the shadow lies on"
    bar.show_count("")
    assert not shadow.isVisible()


def test_a_dialog_dims_its_window_as_long_as_it_is_there(qtbot: QtBot, theme: Theme) -> None:
    window = shown(qtbot)
    dialog = Dialog(theme, "Question", parent=window)
    dialog.open()
    scrim = window.findChild(Scrim)
    assert scrim is not None
    assert scrim.isVisible()
    window.resize(800, 300)
    assert scrim.geometry() == window.rect()
    dialog.reject()
    assert not scrim.isVisible()


def test_a_dialog_shows_where_the_keyboard_is(qtbot: QtBot, theme: Theme) -> None:
    window = shown(qtbot)
    dialog = Dialog(theme, "Question", parent=window)
    button = dialog.add_button("Do it")
    dialog.open()
    qtbot.waitExposed(dialog)
    dialog.activateWindow()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    ring = dialog.findChild(FocusRing)
    assert ring is not None
    qtbot.waitUntil(ring.isVisible)
    assert ring.geometry().contains(button.geometry())
    ring.follow_input(keyboard=False)
    assert not ring.isVisible()
    dialog.reject()


def test_a_menu_opens_with_its_box_at_the_point(qtbot: QtBot, theme: Theme) -> None:
    window = shown(qtbot)
    menu = Menu(theme, window)
    menu.addAction("One")
    place = window.mapToGlobal(QPoint(60, 60))
    menu.popup_at(place)
    assert menu.geometry().topLeft() + QPoint(REACH, REACH) == place
    corner = menu.grab().toImage().pixelColor(1, 1)
    assert corner.alpha() == 0, "the system paints no ground around it"
    menu.close()


def test_a_drop_down_list_shows_all_it_may_without_scrolling(qtbot: QtBot, theme: Theme) -> None:
    window = shown(qtbot)
    select = Select(theme, [(str(n), f"Option {n}") for n in range(9)], parent=window)
    select.resize(select.sizeHint())
    select.show()
    select.showPopup()
    view = select.view()
    assert view.verticalScrollBar().maximum() == 0
    box = view.window().geometry().adjusted(REACH, REACH, -REACH, -REACH)
    assert box.width() >= select.width()
    assert box.left() == select.mapToGlobal(QPoint(0, 0)).x()
    select.hidePopup()


def test_an_editor_of_several_lines_can_be_seen(qtbot: QtBot, theme: Theme) -> None:
    window = shown(qtbot)
    editor = QPlainTextEdit(window)
    editor.setGeometry(20, 20, 200, 80)
    editor.show()
    assert editor.grab().toImage().pixelColor(100, 0) == theme.color("border-strong")


def test_a_tick_begins_where_the_fields_above_it_do(qtbot: QtBot, theme: Theme) -> None:
    box = CheckBox(theme, "Agreed")
    qtbot.addWidget(box)
    box.resize(box.sizeHint())
    box.show()
    image = box.grab().toImage()
    edge = theme.color("border-strong")
    assert image.pixelColor(0, image.height() // 2) == edge


def family(n: int) -> FamilyRow:
    return FamilyRow(str(n), f"Family {n}")


@pytest.mark.parametrize("recent", [False, True])
def test_rows_end_at_one_place_with_and_without_a_scroll_bar(
    qtbot: QtBot, theme: Theme, words: Words, recent: bool
) -> None:
    made: LineList[Any] = RecentList(theme, words) if recent else FamilyList(theme, name="families")
    rows = [Recent(n, "Lu", "3") if recent else family(n) for n in range(40)]
    qtbot.addWidget(made)
    made.resize(300, 200)
    made.show()
    made.set_rows(rows[:1])
    qtbot.waitUntil(lambda: made.viewportMargins().right() > 0)
    free = made.viewport().width()
    made.set_rows(rows)
    qtbot.waitUntil(lambda: made.verticalScrollBar().maximum() > 0)
    assert made.viewport().width() == free


def test_a_hairline_parts_rows_and_does_not_end_them(qtbot: QtBot, theme: Theme) -> None:
    families = FamilyList(theme, name="families")
    qtbot.addWidget(families)
    families.resize(700, 300)
    families.set_rows([family(1), family(2)])
    families.show()
    image, tall = families.viewport().grab().toImage(), families.row_height()
    assert image.pixelColor(300, tall - 1) == theme.color("border")
    assert image.pixelColor(300, 2 * tall - 1) != theme.color("border")


def test_the_lists_rows_are_read_out(qtbot: QtBot, theme: Theme, words: Words) -> None:
    recent = RecentList(theme, words)
    qtbot.addWidget(recent)
    recent.set_rows([Recent("a", "Lu", "3 at nine")])
    index = recent.model().index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Lu 3 at nine"
    assert index.data(Qt.ItemDataRole.ToolTipRole) is None


@pytest.mark.parametrize("scale", [100, 150])
@pytest.mark.parametrize("lines", [1, 3, 6])
def test_a_question_is_as_high_as_what_it_says(qtbot: QtBot, theme: Theme, lines: int, scale: int) -> None:
    theme.set_scale(scale)
    said = "\n\n".join(["10 changes become a new version that families see. All versions are kept."] * lines)
    question = Question(theme, question="Release?", consequence=said, verb="Release", safe="Not now")
    qtbot.addWidget(question)
    question.open()
    qtbot.wait(20)
    text = next(label for label in question.findChildren(Label) if label.text() == said)
    needed = text.fontMetrics().boundingRect(0, 0, text.width(), 10_000, Qt.TextFlag.TextWordWrap, said).height()
    assert text.height() >= needed
    assert question.height() < needed + 2.5 * scale


def test_words_that_wrap_squeeze_nothing(theme: Theme, words: Words, qtbot: QtBot) -> None:
    notice = NoticeDialog(theme, words, version="1", text="x", may_change=True)
    qtbot.addWidget(notice)
    notice.show()
    assert notice.frame.height() >= notice.frame.minimumSizeHint().height()
    notice.version.set_error("x " * 200)
    qtbot.wait(20)
    assert notice.frame.height() >= notice.frame.minimumSizeHint().height(), "an error makes room for itself"
