"""Finding a family and reading its card, by keys and clicks."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from eventdesk.domain.family import Role
from eventdesk.services.booking import BookedPerson
from eventdesk.services.checkins import Scan
from tests.ui.people_desk import Key, Opened, make_desk, opened
from ui.widgets.base import Label
from ui.widgets.buttons import Button
from ui.widgets.states import EmptyState


@pytest.fixture
def camp(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    clock = make_desk(tmp_path / "desk", filled=True)
    with opened(qtbot, tmp_path / "desk", clock, "families") as made:
        made.ask(
            made.page.desk.registrations.add, "CAMP", consent_method="paper", slots=("S1",),
            people=(
                BookedPerson(Role.GUARDIAN, "单晓梅", phone="13800009876", phone_type="mobile", relation="mother"),
                BookedPerson(Role.CHILD, "周予安", nickname="安安", allergies="花生"),
            ),
        )  # fmt: skip
        made.settle()
        yield made


def words_of(camp: Opened) -> str:
    return " ".join(label.text() for label in camp.page.panel.findChildren(Label) if label.isVisible())


def find(camp: Opened, text: str) -> None:
    camp.page.search.clear()
    camp.type(text, on=camp.page.search)
    camp.settle()


def test_typing_works_at_once_and_the_desk_is_counted(camp: Opened) -> None:
    assert camp.running.window.focusWidget() is camp.page.search
    assert "194" in camp.page.subtitle()
    assert not camp.page.panel.showing


@pytest.mark.parametrize("text", ["9876", "sxm", "shanxiaomei", "晓梅", "安安", "aa"])
def test_a_family_is_found_by_all_it_is_known_by(camp: Opened, text: str) -> None:
    find(camp, text)
    found = [hit for hit in camp.page.table.rows if any((p.phone or "").endswith("9876") for p in hit.people)]
    assert len(found) == 1


def test_the_card_shows_the_family_masked_and_whole_on_purpose(camp: Opened) -> None:
    find(camp, "9876")
    assert camp.page.panel.showing
    shown = words_of(camp)
    assert "138****9876" in shown
    assert "单**" in shown
    assert "花生" in shown
    assert "安安" in shown
    assert "13800009876" not in shown

    QTest.mouseClick(camp.page.panel.whole, Qt.MouseButton.LeftButton)
    camp.settle()
    assert "13800009876" in words_of(camp)
    assert "单晓梅" in words_of(camp)

    QTest.mouseClick(camp.page.panel.whole, Qt.MouseButton.LeftButton)
    camp.settle()
    assert "13800009876" not in words_of(camp)


def test_another_family_comes_masked(camp: Opened) -> None:
    find(camp, "w")
    QTest.mouseClick(camp.page.panel.whole, Qt.MouseButton.LeftButton)
    camp.settle()
    camp.press(Key.Key_Return, on=camp.page.search)
    camp.press(Key.Key_Down, on=camp.page.table.view)
    camp.settle()
    assert not camp.page.panel.whole.isChecked()
    assert camp.page.list.current == camp.page.table.current.family
    assert "*" in words_of(camp)


def test_leaving_masks_the_card(camp: Opened) -> None:
    find(camp, "9876")
    QTest.mouseClick(camp.page.panel.whole, Qt.MouseButton.LeftButton)
    camp.settle()
    camp.running.window.navigate("registrations")
    camp.settle()
    camp.running.window.navigate("families")
    camp.settle()
    assert "13800009876" not in words_of(camp)


def test_the_newest_answer_wins(camp: Opened) -> None:
    camp.page.list._search("w")
    camp.page.list._search("9876")
    camp.settle()
    assert len(camp.page.table.rows) == 1


def test_no_match_echoes_the_question(camp: Opened) -> None:
    find(camp, "qqqq")
    assert not camp.page.panel.showing
    echo = camp.page.table.findChild(EmptyState)
    assert echo is not None
    assert "qqqq" in echo._fact.text()
    camp.press(Key.Key_Escape, on=camp.page.search)
    camp.settle()
    assert camp.page.invite.isVisible()


def test_who_came_is_counted_and_the_event_is_a_click_away(camp: Opened) -> None:
    made = camp.ask(camp.page.desk.registrations.list, "CAMP")[-1]
    camp.ask(camp.page.desk.checkins.scan, "CAMP", Scan(made.ticket))
    find(camp, made.ticket)
    words = camp.page.words
    assert words("families.attended", n=made.persons) in words_of(camp)
    link = next(b for b in camp.page.panel.findChildren(Button) if b.accessibleDescription())
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    camp.settle()
    assert camp.running.window.current == "registrations"


def test_a_desk_without_families_says_how_to_begin(qtbot: QtBot, tmp_path: Path) -> None:
    clock = make_desk(tmp_path / "desk", filled=False)
    with opened(qtbot, tmp_path / "desk", clock, "families", language="en") as made:
        assert made.page.words("families.none") == made.page.invite._fact.text()
