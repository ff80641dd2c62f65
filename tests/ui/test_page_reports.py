"""The page of reports with a real desk: choosing, reading, opening figures, writing files, changing language."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.reports.phrases import word
from eventdesk.services.checkins import Scan
from eventdesk.settings import Settings
from tests.conftest import Register
from ui.app import Running, start
from ui.pages.base import PageSpec
from ui.pages.reports import ReportsPage
from ui.pages.reports_tables import FigureDialog

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
PAGES = (PageSpec("reports", "chart", "reports.nav", ReportsPage),)


class Shown:
    """The window on the page of reports."""

    def __init__(self, running: Running, qtbot: QtBot) -> None:
        self.running, self._qtbot = running, qtbot

    @property
    def page(self) -> ReportsPage:
        page = self.running.window.page
        assert isinstance(page, ReportsPage)
        return page

    def settle(self) -> None:
        """Until nothing is being read or drawn any more."""
        QTest.qWait(160)
        self._qtbot.waitUntil(lambda: not self.running.tasks.busy, timeout=20_000)
        QTest.qWait(40)
        self._qtbot.waitUntil(lambda: not self.running.tasks.busy, timeout=20_000)

    def press(
        self, widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        window = self.running.window
        window.activateWindow()
        self._qtbot.waitUntil(window.isActiveWindow)
        QTest.keyClick(widget, key, modifier)
        self.settle()

    def dialog(self) -> FigureDialog:
        return next(d for d in self.page.findChildren(FigureDialog) if d.isVisible())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where files go."""
    made = tmp_path / "files"
    made.mkdir()
    return made


@pytest.fixture
def two_events(fair: Desk, register: Register, clock: SetClock) -> Path:
    """``FAIR`` with two families of whom one came, and ``LATER`` with nobody; closed, in its folder."""
    start_later = clock.at + timedelta(days=7)
    fair.events.add(title="later", start=start_later, end=start_later + timedelta(hours=1), code="LATER")
    came = register(children=2)
    register(children=1)
    fair.checkins.scan("FAIR", Scan(registration=came.id))
    fair.close()
    return fair.folder


@pytest.fixture
def shown(two_events: Path, clock: SetClock, folder: Path, qtbot: QtBot) -> Iterator[Shown]:
    """The page on those events, with a folder that was chosen before."""
    chosen = Settings(language="zh", theme="light", reduced_motion=True, report_folder=str(folder))
    running = start(lambda _: open_desk(two_events, clock=clock), chosen=chosen, pages=PAGES, size=(1366, 768))
    made = Shown(running, qtbot)
    qtbot.waitUntil(lambda: running.window.page is not None, timeout=20_000)
    made.settle()
    yield made
    running.window.close()
    made.settle()
    running.end()


def test_it_opens_on_the_event_that_somebody_came_to(shown: Shown) -> None:
    page = shown.page
    assert [row.code for row in page.list.rows] == ["LATER", "FAIR"]
    assert page.state()["event"] == "FAIR"
    assert page.report_shown
    numbers = [number.accessibleName() for number in page.paper.numbers]
    assert numbers[0].startswith(page.words("reports.kpi_persons")) and " 3 " in numbers[0]
    assert all(chart.has_drawing for chart in page.paper.charts if chart.isVisible())


def test_arrow_keys_choose_an_event_and_an_empty_one_says_so(shown: Shown) -> None:
    page = shown.page
    shown.press(page.list, Key.Key_Up)
    assert page.state()["event"] == "LATER"
    assert not page.report_shown and page.empty.isVisible()
    shown.press(page.list, Key.Key_Down)
    assert page.report_shown


def test_a_key_writes_the_pdf_and_the_list_tells_the_revision(shown: Shown, folder: Path) -> None:
    shown.press(shown.running.window, Key.Key_P, CTRL)
    assert [file.name for file in folder.iterdir()] == ["attendance-FAIR-r1.pdf"]
    assert (folder / "attendance-FAIR-r1.pdf").read_bytes().startswith(b"%PDF")
    assert "attendance-FAIR-r1.pdf" in shown.running.window.toast.text
    row = next(row for row in shown.page.list.rows if row.code == "FAIR")
    assert row.state == shown.page.words("reports.state_made", revision=1, at="11-28 09:00")
    assert shown.page.paper.chip.text == shown.page.words("reports.chip_made", revision=1)


@pytest.mark.parametrize(("number", "ending"), [(0, "csv"), (1, "json"), (2, "xlsx"), (3, "pdf")])
def test_every_button_writes_its_format(shown: Shown, folder: Path, number: int, ending: str) -> None:
    button = shown.page.header_actions()[number]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    shown.settle()
    assert [file.suffix for file in folder.iterdir()] == [f".{ending}"]


def test_a_folder_that_went_away_is_asked_for_again(shown: Shown, folder: Path, tmp_path: Path) -> None:
    folder.rmdir()
    other = tmp_path / "other"
    other.mkdir()
    shown.page.export.start("json")
    dialog = shown.page.export.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(other))
    dialog.close()
    shown.settle()
    assert [file.name for file in other.iterdir()] == ["attendance-FAIR-r1.json"]
    assert shown.running.window.shell.settings.report_folder == str(other)


def test_a_file_that_cannot_be_written_says_so_and_keeps_the_page(shown: Shown, folder: Path) -> None:
    (folder / "attendance-FAIR-r1.csv").mkdir()
    shown.page.export.start("csv")
    shown.settle()
    assert shown.page.export.trouble.isVisible()
    assert shown.page.report_shown
    (folder / "attendance-FAIR-r1.csv").rmdir()
    shown.page.export.start("csv")
    shown.settle()
    assert not shown.page.export.isVisible()


def test_giving_up_writes_nothing(shown: Shown, folder: Path) -> None:
    shown.page.export.start("xlsx")
    shown.page.export.cancel()
    shown.settle()
    assert list(folder.iterdir()) == []
    assert shown.running.window.toast.text == shown.page.words("reports.stopped", format="Excel")
    assert shown.page.header_actions()[2].isEnabled()


def test_a_figure_opens_to_its_masked_people(shown: Shown) -> None:
    page = shown.page
    page.restore({"tab": "figures"})
    assert page.figures.table.select("registered.persons")
    shown.press(page.figures.table.view, Key.Key_Return)
    dialog = shown.dialog()
    assert len(dialog.table.rows) == 5
    assert {person.label for person in dialog.table.rows} == {"家**", "孩****"}
    assert dialog.said.text() == page.words("reports.figure_people", n=5)
    QTest.keyClick(dialog, Key.Key_Escape)
    assert page.findChildren(FigureDialog) == [] or not dialog.isVisible()


def test_a_figure_without_people_says_so(shown: Shown) -> None:
    page = shown.page
    page.restore({"tab": "figures"})
    page.figures.table.select("digest")
    shown.press(page.figures.table.view, Key.Key_Return)
    dialog = shown.dialog()
    assert dialog.said.text() == page.words("report_behind.closed_record")
    assert not dialog.table.isVisible()
    dialog.reject()


def test_who_did_not_come_is_listed_masked(shown: Shown) -> None:
    page = shown.page
    page.restore({"tab": "no_shows"})
    table = page.lists["no_shows"].table
    assert table is not None and [row[1][:2] for row in table.rows] == [("家**", "138****0002")]
    twice = page.lists["incidents"].table
    assert twice is not None and not twice.rows


def test_who_is_not_here_is_still_expected_until_the_event_is_over(shown: Shown, clock: SetClock) -> None:
    page = shown.page
    page.restore({"tab": "no_shows"})

    def titles() -> tuple[str, str, str]:
        table = page.lists["no_shows"].table
        assert table is not None
        return table.view.accessibleName(), page.lists["no_shows"].note.text(), page.tabs._group.button(2).text()

    def expected(name: str) -> tuple[str, str, str]:
        words = page.words
        return word(f"table_{name}", words), word(f"note_{name}", words), words(f"reports.tab_{name}", n=1)

    assert titles() == expected("still_expected")
    clock.at += timedelta(days=1)
    page.refresh()
    shown.settle()
    assert titles() == expected("no_shows")


def test_language_and_colours_change_without_losing_the_place(shown: Shown) -> None:
    shown.page.restore({"event": "LATER", "tab": "no_shows"})
    shown.settle()
    shown.running.window.save(language="en", theme="dark")
    shown.settle()
    assert shown.page.state() == {"event": "LATER", "kind": "attendance", "tab": "no_shows"}
    assert shown.running.window.header.title == "Reports"
    shown.page.restore({"event": "FAIR", "tab": "overview"})
    shown.settle()
    assert shown.page.report_shown


def test_the_whole_hash_is_copied(shown: Shown) -> None:
    shown.page.export.start("json")
    shown.settle()
    shown.page.copy_hash()
    assert len(QGuiApplication.clipboard().text()) == 64
