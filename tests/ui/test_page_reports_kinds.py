"""The page of reports on the satisfaction report: chosen beside attendance, drawn, listed, written."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.services.checkins import Scan
from eventdesk.settings import Settings
from tests.conftest import SAMPLES, Register
from tests.ui.test_page_reports import PAGES, Shown
from ui.app import start


@pytest.fixture
def shown(fair: Desk, register: Register, clock: SetClock, tmp_path: Path, qtbot: QtBot) -> Iterator[Shown]:
    """``FAIR`` with somebody who came and the sample's answers, ``LATER`` with neither."""
    start_later = clock.at + timedelta(days=7)
    fair.events.add(title="later", start=start_later, end=start_later + timedelta(hours=1), code="LATER")
    fair.checkins.scan("FAIR", Scan(registration=register(children=2).id))
    fair.feedback_imports.run("FAIR", SAMPLES / "feedback_public.csv")
    fair.close()
    files = tmp_path / "files"
    files.mkdir()
    chosen = Settings(language="zh", theme="light", reduced_motion=True, report_folder=str(files))
    running = start(lambda _: open_desk(fair.folder, clock=clock), chosen=chosen, pages=PAGES, size=(1366, 768))
    made = Shown(running, qtbot)
    qtbot.waitUntil(lambda: running.window.page is not None, timeout=20_000)
    made.settle()
    yield made
    running.window.close()
    made.settle()
    running.end()


def choose(shown: Shown, kind: str) -> None:
    """As a person picks it from the list."""
    kinds = shown.page.kinds
    kinds.activated.emit(kinds.findData(kind))
    shown.settle()


def test_another_report_of_the_event_is_drawn_listed_and_written(shown: Shown, tmp_path: Path) -> None:
    page = shown.page
    choose(shown, "satisfaction")
    assert page.report_shown and page.state() == {"event": "FAIR", "kind": "satisfaction", "tab": "overview"}
    numbers = [number for number in page.paper.numbers if number.isVisible()]
    assert len(numbers) == 4 and " 135 " in numbers[0].accessibleName() and "76%" in numbers[1].accessibleName()
    charts = [chart for chart in page.paper.charts if chart.isVisible()]
    assert len(charts) == 2 and all(chart.has_drawing for chart in charts)
    table = page.lists["slot_answers"].table
    assert table is not None and {row[1][-1] for row in table.rows} == {
        page.words("report_feedback.value_told"), page.words("report_feedback.value_hidden"),
    }  # fmt: skip
    page.restore({"tab": "figures"})
    assert page.figures.table.select("questions.q2.top2")
    page.open_figure_of("questions.q2.top2")
    shown.settle()
    dialog = shown.dialog()
    assert dialog.said.text() == page.words("report_year.figure_records", n=5)
    dialog.reject()
    page.export.start("pdf")
    shown.settle()
    assert [file.name for file in (tmp_path / "files").iterdir()] == ["satisfaction-FAIR-r1.pdf"]
    assert page.paper.chip.text == page.words("reports.chip_made", revision=1)
    choose(shown, "attendance")
    assert page.tabs.isVisible() and page.paper.chip.text == page.words("reports.chip_draft")
    assert len([number for number in page.paper.numbers if number.isVisible()]) == 6


def test_the_event_report_brings_both_together(shown: Shown) -> None:
    page = shown.page
    choose(shown, "event")
    assert page.report_shown
    numbers = [number.accessibleName() for number in page.paper.numbers if number.isVisible()]
    assert len(numbers) == 5 and " 3 " in numbers[0] and "76%" in numbers[2]
    charts = [chart for chart in page.paper.charts if chart.isVisible()]
    assert len(charts) == 6 and all(chart.has_drawing for chart in charts)
    page.restore({"tab": "figures"})
    assert page.figures.table.select("attended.persons")
    page.open_figure_of("attended.persons")
    shown.settle()
    dialog = shown.dialog()
    assert len(dialog.table.rows) == 3
    dialog.reject()
    page.restore({"tab": "earlier"})
    earlier = page.lists["earlier"].table
    assert earlier is not None and not earlier.rows and earlier.isVisible()


def test_an_event_without_answers_says_so(shown: Shown) -> None:
    page = shown.page
    choose(shown, "satisfaction")
    page.restore({"event": "LATER"})
    QTest.qWait(200)
    shown.settle()
    assert not page.report_shown and page.empty.isVisible()
    assert page.answers.isVisible()  # the way to where answers come in
    page.restore({"event": "FAIR"})
    QTest.qWait(200)
    shown.settle()
    assert page.report_shown
    shown.running.window.save(language="en", theme="dark")
    shown.settle()
    assert shown.page.state() == {"event": "FAIR", "kind": "satisfaction", "tab": "overview"}


@pytest.mark.parametrize(
    ("kind", "figure", "listed", "rows"), [("families", "members", "circle_quarters", 4), ("audit", "children", "audit_findings", 7)]
)
def test_a_year_of_families_and_of_the_audit_is_drawn_listed_and_opened(
    shown: Shown, kind: str, figure: str, listed: str, rows: int
) -> None:
    page = shown.page
    page.left.abouts.chosen.emit("year")
    shown.settle()
    choose(shown, kind)
    assert page.report_shown and page.left.abouts.current == "year"
    assert page.sent.isHidden() is (kind == "audit")  # which is not handed in as figures
    numbers = [number for number in page.paper.numbers if number.isVisible()]
    charts = [chart for chart in page.paper.charts if chart.isVisible()]
    assert len(numbers) == 5 and len(charts) == 1 and charts[0].has_drawing
    page.restore({"tab": listed})
    table = page.lists[listed].table
    assert table is not None and table.isVisible() and len(table.rows) == rows
    page.restore({"tab": "figures"})
    page.open_figure_of(figure)
    shown.settle()
    dialog = shown.dialog()
    assert dialog.said.text()  # what it is made of, or why that is not opened
    dialog.reject()
