"""Events from a calendar file in the window: what is shown before, what is written, the way back, files that are none."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from eventdesk.desk import Desk, create_desk
from eventdesk.settings import Settings
from ui.app import Running, start
from ui.dialogs.calendar_import import CalendarPreview
from ui.pages import PAGES
from ui.pages.events import EventsPage
from ui.pages.events_header import EventsHeader
from ui.pages.events_keys import IMPORT

Key = Qt.Key


def ics(*events: str) -> str:
    return "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//t//t//EN", *events, "END:VCALENDAR", ""))


def entry(uid: str, start: str, end: str, title: str, *more: str) -> str:
    zone = "TZID=Asia/Shanghai"
    lines = (f"UID:{uid}", "DTSTAMP:20261101T000000Z", f"DTSTART;{zone}:{start}", f"DTEND;{zone}:{end}", f"SUMMARY:{title}", *more)
    return "\r\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT"))


FAIR = entry("fair@x", "20261212T093000", "20261212T113000", "Winter fair", "LOCATION:Hall")
SLOT = entry("slot@x", "20261212T100000", "20261212T103000", "Story hour", "RELATED-TO:fair@x")
LATER = entry("fair@x", "20261213T093000", "20261213T113000", "Winter fair", "LOCATION:Hall", "SEQUENCE:1")
TASK = "BEGIN:VTODO\r\nUID:task@x\r\nDTSTAMP:20261101T000000Z\r\nSUMMARY:Call\r\nEND:VTODO"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return create_desk(tmp_path / "desk", name="Sprout Club", passphrase=None)


@pytest.fixture
def running(qtbot: QtBot, desk: Desk) -> Iterator[Running]:
    chosen = Settings(language="en", theme="light", reduced_motion=True)
    made = start(lambda passphrase: desk, page="events", chosen=chosen, size=(1366, 768), pages=PAGES)
    qtbot.waitUntil(lambda: made.window.current == "events", timeout=8000)
    settle(made, qtbot)
    yield made
    made.window.close()
    qtbot.waitUntil(lambda: not made.window.isVisible(), timeout=8000)
    made.end()
    made.window.deleteLater()


def settle(running: Running, qtbot: QtBot) -> None:
    qtbot.wait(10)
    qtbot.waitUntil(lambda: not running.tasks.busy, timeout=8000)
    qtbot.wait(10)


def page(running: Running) -> EventsPage:
    found = running.window.page
    assert isinstance(found, EventsPage)
    return found


def preview(running: Running, qtbot: QtBot, tmp_path: Path, *events: str) -> CalendarPreview:
    file = tmp_path / "season.ics"
    file.write_text(ics(*events), encoding="utf-8", newline="")
    page(running).calendar.look(file)
    settle(running, qtbot)
    shown = page(running).calendar.preview
    assert shown is not None and shown.isVisible()
    return shown


def lines(shown: CalendarPreview) -> list[tuple[str, str, str]]:
    return [(line.chip.text, line.title, line.detail) for line in shown.table.rows]


def test_a_file_is_shown_taken_and_taken_back_by_keys(running: Running, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    shown = preview(running, qtbot, tmp_path, FAIR, SLOT, TASK)
    assert [line[:2] for line in lines(shown)][1:] == [("New", "Winter fair"), ("New slot", "Story hour")]
    assert lines(shown)[0][0] == "Left out" and "journal" in lines(shown)[0][2], "what needs a look comes first"
    assert "Sat 12 Dec" in lines(shown)[1][2] and "Hall" in lines(shown)[1][2]
    assert "1 new event" in shown.fact.text() and "1 new slot" in shown.fact.text()
    assert desk.events.list() == (), "nothing is written yet"
    QTest.keyClick(shown, Key.Key_Return)
    settle(running, qtbot)
    (event,) = desk.events.list()
    assert (event.title, event.start) == ("Winter fair", datetime(2026, 12, 12, 9, 30, tzinfo=desk.zone))
    assert page(running).month.shown_month.month == 12, "the month of what came is shown"
    assert running.window.toast.can_undo
    running.window.toast.undo()
    settle(running, qtbot)
    assert desk.events.list() == ()
    assert "1 event removed" in running.window.toast.text
    assert not page(running).verbs.can_undo, "once is enough"


def test_esc_writes_nothing(running: Running, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    shown = preview(running, qtbot, tmp_path, FAIR)
    QTest.keyClick(shown, Key.Key_Escape)
    settle(running, qtbot)
    assert desk.events.list() == ()


def test_where_they_differ_the_file_counts_only_if_said(running: Running, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    QTest.keyClick(preview(running, qtbot, tmp_path, FAIR), Key.Key_Return)
    settle(running, qtbot)
    shown = preview(running, qtbot, tmp_path, LATER)
    assert lines(shown)[0][0] == "Differs" and "13 Dec" in lines(shown)[0][2]
    assert not shown.verb.isEnabled(), "nothing is new"
    assert shown.overwrite.hasFocus()
    QTest.keyClick(shown.overwrite, Key.Key_Space)
    assert shown.verb.isEnabled()
    QTest.keyClick(shown, Key.Key_Return)
    settle(running, qtbot)
    assert desk.events.list()[0].start.day == 13
    page(running).undo()
    settle(running, qtbot)
    assert desk.events.list()[0].start.day == 12
    assert "as before" in running.window.toast.text


def test_the_same_file_again_says_so(running: Running, qtbot: QtBot, tmp_path: Path) -> None:
    QTest.keyClick(preview(running, qtbot, tmp_path, FAIR), Key.Key_Return)
    settle(running, qtbot)
    page(running).calendar.look(tmp_path / "season.ics")
    settle(running, qtbot)
    assert "nothing new" in running.window.toast.text


def test_what_was_edited_since_stays_and_is_named(running: Running, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    QTest.keyClick(preview(running, qtbot, tmp_path, FAIR), Key.Key_Return)
    settle(running, qtbot)
    (event,) = desk.events.list()
    desk.events.plan(event.code, purpose="Warm hands")
    running.window.toast.undo()
    settle(running, qtbot)
    assert [one.code for one in desk.events.list()] == [event.code]
    assert f"{event.code} (edited since" in running.window.toast.text


def test_a_file_that_is_none_leaves_everything(running: Running, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "photo.ics"
    file.write_bytes(b"\x89PNG not a calendar")
    page(running).calendar.look(file)
    settle(running, qtbot)
    assert page(running).calendar.preview is None
    assert "photo.ics" in running.window.toast.text
    assert desk.events.list() == ()


def test_key_and_menu_ask_for_a_file(running: Running, qtbot: QtBot) -> None:
    running.window.activateWindow()
    header = running.window.header.findChildren(EventsHeader)[-1]
    menu = header.open_menu()
    assert menu.actions()[0].text() == "Import a calendar file…"
    menu.close()
    told = page(running).keys()
    assert (IMPORT, "Import a calendar file") in told
    dialog = page(running).calendar.ask()
    assert isinstance(dialog, QFileDialog)
    dialog.reject()
