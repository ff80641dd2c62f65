"""The table: ticks, order, keys, cells that act; ticks and place outlive a refresh."""

from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from resources.words import Words
from ui.theme import Theme
from ui.widgets.bulk import BulkBar
from ui.widgets.cells import ActionCell, ChoiceCell, Column, EditCell, NameCell, RowState, TextCell
from ui.widgets.table import DataTable

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


@dataclass(frozen=True)
class Guest:
    id: int
    name: str
    age: int
    state: RowState = RowState.NORMAL


GUESTS = tuple(Guest(n, f"Family {n:03}", age=(n * 37) % 100) for n in range(100))


def columns() -> list[Column[Guest]]:
    return [
        Column("name", "Name", lambda guest: NameCell(guest.name), 160, sort=lambda guest: guest.name),
        Column("age", "Age", lambda guest: str(guest.age), 60, sort=lambda guest: guest.age),
        Column("phone", "Phone", lambda guest: EditCell("138", error=True), 140),
        Column("fate", "Fate", lambda guest: ChoiceCell((("merge", "Merge"), ("skip", "Skip")), "merge"), 160),
        Column("more", "", lambda guest: ActionCell("open", "Open"), 80, 1),
    ]


@pytest.fixture
def table(qtbot: QtBot, theme: Theme) -> DataTable[Guest]:
    made = DataTable(theme, columns(), key=lambda g: g.id, state=lambda g: g.state, checkable=True, name="guests")
    qtbot.addWidget(made)
    made.resize(760, 400)
    made.show()
    qtbot.waitExposed(made)
    made.set_rows(GUESTS)
    return made


def click(table: DataTable[Guest], row: int, column: int, x: float | None = None) -> None:
    rect = table.view.visualRect(table.model.index(row, column))
    point = QPoint(int(rect.left() + x) if x is not None else rect.center().x(), rect.center().y())
    QTest.mouseClick(table.view.viewport(), LEFT, pos=point)


def state(table: DataTable[Guest]) -> str:
    return table.model.check_state.name


def test_columns_share_the_width(table: DataTable[Guest]) -> None:
    header = table.view.horizontalHeader()
    total = sum(header.sectionSize(n) for n in range(5))
    assert total == table.view.viewport().width()
    table.resize(900, 400)
    assert sum(header.sectionSize(n) for n in range(5)) == table.view.viewport().width()
    assert header.sectionSize(1) == 60, "only columns that stretch grow"


def test_rows_are_forty_high_and_grow_with_the_type(table: DataTable[Guest], theme: Theme) -> None:
    assert table.view.rowHeight(0) == 40
    theme.set_scale(125)
    assert table.view.rowHeight(0) == 50


def test_space_ticks_and_ctrl_a_ticks_all(table: DataTable[Guest], qtbot: QtBot) -> None:
    table.select(3)
    with qtbot.waitSignal(table.ticked):
        QTest.keyClick(table.view, Key.Key_Space)
    assert [guest.id for guest in table.checked] == [3]
    assert state(table) == "PartiallyChecked"
    QTest.keyClick(table.view, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(table.checked) == 100
    assert state(table) == "Checked"
    QTest.keyClick(table.view, Key.Key_Space)
    assert len(table.checked) == 99


def test_the_headers_box_ticks_all_and_none(table: DataTable[Guest]) -> None:
    viewport = table.view.horizontalHeader().viewport()
    QTest.mouseClick(viewport, LEFT, pos=QPoint(25, 18))
    assert len(table.checked) == 100
    QTest.mouseClick(viewport, LEFT, pos=QPoint(25, 18))
    assert table.checked == ()
    assert table.model.order is None, "the box is not the title"


def test_a_title_sorts_and_turns_round(table: DataTable[Guest]) -> None:
    header = table.view.horizontalHeader()
    point = QPoint(header.sectionViewportPosition(1) + 20, 18)
    QTest.mouseClick(header.viewport(), LEFT, pos=point)
    assert [guest.age for guest in table.rows] == sorted(guest.age for guest in GUESTS)
    QTest.mouseClick(header.viewport(), LEFT, pos=point)
    assert table.model.order == ("age", True)
    assert table.rows[0].age == 99


def test_the_current_row_stays_current_through_a_new_order(table: DataTable[Guest]) -> None:
    table.select(42)
    table.sort_by("age", descending=True)
    assert table.current is not None
    assert table.current.id == 42


def test_ticks_and_place_outlive_a_refresh(table: DataTable[Guest]) -> None:
    table.model.check([5, 6])
    table.sort_by("age")
    table.select(6)
    table.set_rows([replace(guest, age=100 - guest.age) for guest in GUESTS if guest.id != 5])
    assert [guest.id for guest in table.checked] == [6], "a row that is gone can't stay ticked"
    assert table.current is not None
    assert table.current.id == 6
    assert [guest.age for guest in table.rows] == sorted(guest.age for guest in table.rows)


def test_enter_and_double_click_open(table: DataTable[Guest]) -> None:
    opened: list[Guest] = []
    table.opened.connect(opened.append)
    table.select(7)
    QTest.keyClick(table.view, Key.Key_Return)
    rect = table.view.visualRect(table.model.index(2, 0))
    QTest.mouseDClick(table.view.viewport(), LEFT, pos=rect.center())
    assert [guest.id for guest in opened] == [7, 2]


def test_a_click_on_the_box_ticks_and_beside_it_selects(table: DataTable[Guest]) -> None:
    click(table, 2, 0, 25)
    assert [guest.id for guest in table.checked] == [2]
    click(table, 4, 0, 100)
    assert [guest.id for guest in table.checked] == [2]
    assert table.current is not None
    assert table.current.id == 4


def test_slash_asks_for_the_search(table: DataTable[Guest], qtbot: QtBot) -> None:
    with qtbot.waitSignal(table.search_wanted):
        QTest.keyClick(table.view, Key.Key_Slash)


@pytest.mark.parametrize("by", ["click", "key"])
def test_a_value_is_changed_in_place(table: DataTable[Guest], qtbot: QtBot, by: str) -> None:
    edited: list[tuple[Guest, str, str]] = []
    table.edited.connect(lambda row, column, text: edited.append((row, column, text)))
    table.select(1)
    if by == "click":
        click(table, 1, 2)
    else:
        QTest.keyClick(table.view, Key.Key_F2)
    editor = table.view.findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    QTest.keyClicks(editor, "13800001234")
    QTest.keyClick(editor, Key.Key_Return)
    qtbot.waitUntil(lambda: bool(edited))
    assert [(row.id, column, text) for row, column, text in edited] == [(1, "phone", "13800001234")]


def test_a_choice_drops_down_and_tells(table: DataTable[Guest], qtbot: QtBot) -> None:
    chosen: list[tuple[int, str, str]] = []
    table.chosen.connect(lambda row, column, key: chosen.append((row.id, column, key)))
    click(table, 3, 3, 30)
    menu = table.findChild(QMenu)
    assert menu is not None
    menu.actions()[1].trigger()
    menu.close()
    assert chosen == [(3, "fate", "skip")]


def test_an_action_tells(table: DataTable[Guest]) -> None:
    acted: list[tuple[int, str, str]] = []
    table.acted.connect(lambda row, column, key: acted.append((row.id, column, key)))
    rect = QRectF(table.view.visualRect(table.model.index(5, 4)))
    click(table, 5, 4, rect.width() - 40)
    assert acted == [(5, "more", "open")]


def test_headings_are_neither_ticked_nor_opened(table: DataTable[Guest]) -> None:
    heading = Guest(1000, "Below can be imported as they are", 0, RowState.HEADING)
    table.set_rows([*GUESTS[:2], heading, *GUESTS[2:5]])
    opened: list[Guest] = []
    table.opened.connect(opened.append)
    table.model.check_all()
    assert heading not in table.checked
    assert state(table) == "Checked"
    rect = table.view.visualRect(table.model.index(2, 0))
    assert rect.width() == table.view.viewport().width()
    QTest.mouseDClick(table.view.viewport(), LEFT, pos=rect.center())
    assert opened == []


def test_an_empty_table_says_so(qtbot: QtBot, theme: Theme) -> None:
    empty = QWidget()
    made = DataTable(theme, columns(), key=lambda guest: guest.id, empty=empty)
    qtbot.addWidget(made)
    made.show()
    made.set_rows([])
    assert empty.isVisible()
    made.set_rows(GUESTS)
    assert not empty.isVisible()


def test_a_hundred_thousand_rows_are_only_made_when_seen(qtbot: QtBot, theme: Theme) -> None:
    asked: list[int] = []

    def cell(guest: Guest) -> TextCell:
        asked.append(guest.id)
        return TextCell(guest.name)

    made = DataTable(theme, [Column("name", "Name", cell, 200, 1)], key=lambda guest: guest.id)
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    made.set_rows([Guest(n, str(n), 0) for n in range(100_000)])
    made.grab()
    assert max(asked) < 50


def test_the_bulk_bar_floats_at_the_foot(table: DataTable[Guest], theme: Theme, words: Words) -> None:
    bar = BulkBar(theme, words, table)
    confirm = bar.add_action("Confirm", "okc")
    bar.show_count("3 families")
    assert bar.isVisible()
    assert table.rect().contains(bar.geometry())
    assert confirm.isVisible()
    table.resize(700, 300)
    assert table.rect().contains(bar.geometry())
    bar.show_count("")
    assert not bar.isVisible()
