"""Native charts of a workbook: of every drawing that a spreadsheet can make itself, from cells that hold the drawing's own numbers."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from eventdesk.reports import EXPORTERS, attendance, event_report
from eventdesk.reports.document import Comparison, FillBars, ReportDocument
from eventdesk.reports.phrases import say
from resources.words import LANGUAGES, Words
from tests.reports.made import ZONE, crowd, facts
from tests.reports.test_stage import AFTER, DURING, event

_XLSX = next(one for one in EXPORTERS if one.key == "xlsx")


def book_of(document: ReportDocument, folder: Path, words: Words) -> Any:
    return load_workbook(_XLSX.export(document, folder=folder, words=words, zone=ZoneInfo(ZONE), name="charts"))


def drawn(book: Any) -> dict[str, list[list[Any]]]:
    """By title: the values of each series of each chart, read from the cells that it refers to."""
    found = {}
    for chart in book.worksheets[0]._charts:
        title = "".join(run.t for paragraph in chart.title.tx.rich.p for run in paragraph.r or ())
        found[title] = [[cells(book, series.tx.strRef.f)[0], *cells(book, series.val.numRef.f)] for series in chart.series]
    return found


def cells(book: Any, reference: str) -> list[Any]:
    sheet, _, area = reference.rpartition("!")
    found = book[sheet.strip("'")][area.replace("$", "")]
    return [cell.value for row in (found if isinstance(found, tuple) else ((found,),)) for cell in row]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_comparison_is_native(language: str, tmp_path: Path) -> None:
    words, document = Words(language), event_report.build(event(AFTER))
    against = next(chart for chart in document.charts if isinstance(chart, Comparison))
    found = {title: series for title, series in drawn(book_of(document, tmp_path, words)).items() if say(against.title, words) in title}
    assert len(found) == 3, "people, shares and the mean: a chart for each unit"
    people, shares, _ = found.values()
    now, goal = words("report_event.legend_now"), words("report_event.legend_goal")
    assert [series[0] for series in people][-2:] == [now, goal]
    row = against.rows[0]
    assert [series[1] for series in people] == [row.before[0], row.value, row.goal]
    assert [series[1:] for series in shares][1] == [against.rows[1].value, against.rows[2].value]


def test_stations_are_native(tmp_path: Path) -> None:
    words, document = Words("zh"), attendance.build(facts(crowd()))
    stations = next(chart for chart in document.charts if isinstance(chart, FillBars) and chart.key == "stations")
    (series,) = drawn(book_of(document, tmp_path, words))[say(stations.title, words)]
    assert series[1:] == [bar.attended for bar in stations.bars]


def test_every_drawing_has_a_native_chart(tmp_path: Path) -> None:
    """All kinds that an event's report draws; the only one that a spreadsheet has no chart for is a heat map."""
    words = Words("en")
    for at in (DURING, AFTER):
        document = event_report.build(event(at))
        titles = drawn(book_of(document, tmp_path, words))
        for chart in document.charts:
            assert any(say(chart.title, words) in title for title in titles), chart.key


def test_nothing_in_the_numbers_of_charts_runs(tmp_path: Path) -> None:
    people = tuple(person for person in crowd() if person.station)
    named = tuple(person._replace(station="=1+1") for person in people)
    book = book_of(attendance.build(facts(named)), tmp_path, Words("zh"))
    sheet = book[Words("zh")("report_event.table_chart_data")]
    label = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1")
    assert label.data_type == "s" and label.quotePrefix
