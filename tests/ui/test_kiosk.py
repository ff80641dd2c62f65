"""The screen at the exit, pressed as children and parents do."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from eventdesk.store import feedback_tables as f
from tests.ui.feedback_desk import make, opened
from tests.ui.people_desk import Key, Opened, activate
from ui.pages.kiosk import KioskWindow, Pauses, open_kiosk
from ui.pages.kiosk_art import wrapped

LEFT = Qt.MouseButton.LeftButton
QUICK = Pauses(next=30, thanks=60, idle=60_000, hold=120)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    clock = make(tmp_path / "desk", answers=0)
    with opened(qtbot, tmp_path / "desk", clock, page="families") as made:
        yield made


def kiosk(desk: Opened, pauses: Pauses = QUICK) -> KioskWindow:
    found: list[KioskWindow] = []
    open_kiosk(desk.page.context, "FAIR", over=desk.running.window, opened=found.append, pauses=pauses)
    desk.qtbot.waitUntil(lambda: bool(found), timeout=8000)
    activate(desk.qtbot, found[0])
    return found[0]


def kept(desk: Opened) -> tuple[list[Any], dict[str, dict[str, Any]]]:
    """Responses in the order they came, and what each said."""

    def read() -> tuple[list[Any], dict[str, dict[str, Any]]]:
        said: dict[str, dict[str, Any]] = {}
        with desk.running.window._desk.house.store.reading() as connection:  # type: ignore[union-attr]
            rows = list(connection.execute(sa.select(f.survey_response).order_by(f.survey_response.c.id)))
            for row in connection.execute(sa.select(f.survey_answer)):
                said.setdefault(row.response, {})[row.question] = row.value
        return rows, said

    return desk.ask(read)  # type: ignore[no-any-return]


def test_three_presses_are_one_complete_response_and_the_next_visitor_begins_anew(desk: Opened) -> None:
    window = kiosk(desk)
    for place, tile in enumerate((0, 2, 1)):
        desk.qtbot.waitUntil(lambda wanted=place: window.place == wanted)
        QTest.mouseClick(window.faces.tiles[tile], LEFT)
        assert window.faces.tiles[tile].isChecked()
    desk.qtbot.waitUntil(lambda: window.faces.thanking)
    desk.qtbot.waitUntil(lambda: not window.faces.thanking and window.place == 0)
    QTest.keyClick(window, Key.Key_3)
    desk.settle()
    rows, said = kept(desk)
    assert [said[row.id] for row in rows] in (
        [{"happy": 3, "teacher": 1, "again": 2}, {"happy": 1}], [{"happy": 1}, {"happy": 3, "teacher": 1, "again": 2}],
    )  # fmt: skip
    assert sorted((len(said[row.id]), row.complete, row.source) for row in rows) == [(1, False, "kiosk"), (3, True, "kiosk")]


def test_another_face_within_the_pause_takes_the_place_of_the_first(desk: Opened) -> None:
    window = kiosk(desk, Pauses(next=400, thanks=60, hold=120))
    QTest.mouseClick(window.faces.tiles[0], LEFT)
    QTest.mouseClick(window.faces.tiles[2], LEFT)
    desk.settle()
    rows, said = kept(desk)
    assert [said[row.id] for row in rows] == [{"happy": 1}]


def test_who_walks_away_leaves_half_an_answer(desk: Opened) -> None:
    window = kiosk(desk, Pauses(next=20, thanks=60, idle=150, hold=120))
    QTest.mouseClick(window.language, LEFT)
    assert window.words.language == "en"
    QTest.mouseClick(window.faces.tiles[0], LEFT)
    desk.qtbot.waitUntil(lambda: window.place == 1)
    desk.qtbot.waitUntil(lambda: window.place == 0)
    assert window.words.language == "zh"
    rows, said = kept(desk)
    assert [(said[row.id], row.complete) for row in rows] == [({"happy": 3}, False)]


def test_who_only_looked_at_the_other_page_or_language_leaves_the_screen_as_it_was(desk: Opened) -> None:
    window = kiosk(desk, Pauses(next=20, thanks=60, idle=150, hold=120))
    QTest.mouseClick(window.language, LEFT)
    assert window.words.language == "en"
    desk.qtbot.waitUntil(lambda: window.words.language == "zh")
    QTest.mouseClick(window.other, LEFT)
    assert window.adults is not None
    desk.qtbot.waitUntil(lambda: window.adults is None)
    assert kept(desk)[0] == []


def test_adults_say_a_little_more_and_only_what_they_pressed_is_kept(desk: Opened) -> None:
    window = kiosk(desk)
    QTest.mouseClick(window.other, LEFT)
    page = window.adults
    assert page is not None and window.faces.isHidden()
    page.ready.click()
    assert page.lacks.text() and not window.faces.thanking
    page.points["overall"].buttons[3].click()
    page.points["overall"].buttons[4].click()
    page.points["recommend"].buttons[10].click()
    page.texts["better"].setPlainText("  停车难  ")
    page.ready.click()
    desk.qtbot.waitUntil(lambda: not window.faces.thanking and window.adults is None)
    rows, said = kept(desk)
    assert [(said[row.id], row.complete) for row in rows] == [({"overall": 5, "recommend": 10, "better": "停车难"}, True)]


def test_only_a_long_press_leads_out(desk: Opened) -> None:
    window = kiosk(desk)
    gone: list[bool] = []
    window.destroyed.connect(lambda: gone.append(True))
    for key in (Key.Key_Escape, Key.Key_F11, Key.Key_Return, Key.Key_Q):
        QTest.keyClick(window, key)
    QTest.mouseClick(window.hold, LEFT)
    desk.qtbot.wait(180)
    assert window.isVisible()
    QTest.mousePress(window.hold, LEFT)
    desk.qtbot.waitUntil(lambda: bool(gone))
    assert desk.running.window.isVisible()


def test_a_press_that_cannot_be_kept_says_so(desk: Opened) -> None:
    window = kiosk(desk)

    def close() -> None:
        open_desk = desk.running.window._desk
        assert open_desk is not None
        with open_desk.house.store.unit(actor=open_desk.actor, clock=open_desk.clock, action="x") as unit:
            unit.execute(f.survey.update().values(state="closed"))
            unit.put("survey", {})
            unit.commit()

    desk.ask(lambda: (close(), True)[1])
    QTest.mouseClick(window.faces.tiles[0], LEFT)
    desk.settle()
    assert window.hold.accessibleName().startswith(window.words("errors_surveys.survey_closed"))


@pytest.mark.parametrize("text", ["今天的亲子手工活动" * 12, "Did you like what we made together today? " * 8, "长" * 5000])
def test_a_long_question_stays_between_its_lead_and_the_faces(qapp: object, text: str) -> None:
    font, room = QFont("Noto Sans SC"), QSizeF(1026, 106)
    font.setPixelSize(44)
    small, said = wrapped(font, text, room, least=20)
    flags = int(Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere)
    box = QFontMetricsF(small).boundingRect(QRectF(0, 0, room.width(), 100_000), flags, said)
    assert box.height() <= room.height() and small.pixelSize() >= 20
    assert said == text or (said.endswith("\u2026") and len(said) > 150)
