"""Every format holds the same figures, and none of them runs anything."""

import csv
import io
import json
import re
import tempfile
import zipfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from openpyxl import load_workbook

from eventdesk.errors import StoreProblem
from eventdesk.reports import EXPORTERS
from eventdesk.reports.attendance import AttendanceFacts, build
from eventdesk.reports.document import Figure, ReportDocument, plain
from eventdesk.reports.exporters import Exporter
from eventdesk.reports.exporters import json as json_format
from eventdesk.reports.exporters.rows import HEADINGS
from resources.words import LANGUAGES, Words
from tests.reports.made import NASTY, ZONE, any_facts, crowd, facts, nobody_came

SHANGHAI = ZoneInfo(ZONE)


def exporter(key: str) -> Exporter:
    return next(e for e in EXPORTERS if e.key == key)


def written(document: ReportDocument, key: str, folder: Path, language: str = "zh") -> Path:
    return exporter(key).export(document, folder=folder, words=Words(language), zone=SHANGHAI, name=document.stem)


def csv_rows(file: Path) -> dict[str, list[str]]:
    rows = list(csv.reader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")))
    assert tuple(rows[0]) == HEADINGS
    return {row[0]: row[1:] for row in rows[1:]}


def xlsx_rows(file: Path, language: str = "zh") -> dict[str, tuple[object, ...]]:
    sheet = load_workbook(file)[Words(language)("report.table_figures")]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:5] == HEADINGS
    return {str(row[0]): row[1:] for row in rows[1:]}


def without_controls(text: str) -> str:
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)


def assert_same_in_csv(figure: Figure, row: list[str]) -> None:
    value = plain(figure.value)
    expected = ["" if part is None else str(part) for part in (value, figure.numerator, figure.denominator)]
    assert row[:3] == expected, figure.key
    assert row[3]


def assert_same_in_xlsx(figure: Figure, row: tuple[object, ...]) -> None:
    value = figure.value
    if isinstance(value, datetime):
        assert isinstance(row[0], datetime)
        # A workbook keeps days as a fraction, good to a fraction of a millisecond.
        assert abs((row[0] - value.replace(tzinfo=None)).total_seconds()) < 0.001, figure.key
    else:
        # A workbook keeps sixteen digits of a share.
        expected = pytest.approx(value, rel=1e-15) if isinstance(value, float) else value
        assert row[0] == expected, figure.key
    assert row[1:3] == (figure.numerator, figure.denominator), figure.key


@settings(max_examples=20, deadline=None)
@given(any_facts())
def test_the_same_figures_in_csv_excel_and_json(made: AttendanceFacts) -> None:
    document = build(made)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        in_csv = csv_rows(written(document, "csv", folder))
        in_xlsx = xlsx_rows(written(document, "xlsx", folder))
        in_json = json.loads(written(document, "json", folder).read_bytes())
    assert in_json["attendance"] == json.loads(json.dumps(document.sections["attendance"]))
    assert len(in_csv) == len(in_xlsx) == len(in_json["figures"]) == len(document.figures)
    for figure, row in zip(document.figures, in_json["figures"], strict=True):
        assert (row["key"], row["value"]) == (figure.key, plain(figure.value))
        assert (row["numerator"], row["denominator"]) == (figure.numerator, figure.denominator)
        assert row["definition"]
        assert_same_in_csv(figure, in_csv[figure.key])
        assert_same_in_xlsx(figure, in_xlsx[without_controls(figure.key)])


@settings(max_examples=20, deadline=None)
@given(any_facts())
def test_nothing_in_a_workbook_runs(made: AttendanceFacts) -> None:
    with tempfile.TemporaryDirectory() as name:
        file = written(build(made), "xlsx", Path(name))
        with zipfile.ZipFile(file) as parts:
            sheets = [parts.read(part).decode() for part in parts.namelist() if "/worksheets/sheet" in part]
        book = load_workbook(file)
    assert sheets
    assert not [sheet for sheet in sheets if re.search(r"<f[ >/]", sheet)]
    types = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert types <= {"s", "n", "d"}, "no formula, no error"


def test_texts_that_look_like_formulas_stay_what_they_are(tmp_path: Path) -> None:
    document = build(facts(crowd(), event_title=NASTY[0], event_code="20261121-FALL"))
    book = load_workbook(written(document, "xlsx", tmp_path))
    slots = book[Words("zh")("report.table_slots")]
    cell = next(cell for row in slots.iter_rows() for cell in row if cell.value == "=1+1")
    assert cell.data_type == "s"
    assert cell.quotePrefix, "it stays text when somebody edits it"
    with_csv = written(build(facts(event_code="=1+1")), "csv", tmp_path)
    assert csv_rows(with_csv)["event"][0] == "'=1+1"


def test_cells_have_types(tmp_path: Path) -> None:
    document = build(facts(crowd()))
    book = load_workbook(written(document, "xlsx", tmp_path))
    words = Words("zh")
    figures = {row[0].value: row for row in book[words("report.table_figures")].iter_rows(min_row=2)}
    rate = figures["attendance_rate"][1]
    assert isinstance(rate.value, float)
    assert rate.number_format.endswith("%")
    assert isinstance(figures["t90"][1].value, datetime)
    people = book[words("report.table_people")]
    first = next(row for row in people.iter_rows(min_row=2, values_only=True) if row[5] is not None)
    moment = next(row[5] for row in document.table("people").rows if row[5] is not None)
    assert isinstance(moment, datetime)
    assert first[5] == moment.astimezone(SHANGHAI).replace(tzinfo=None)
    assert people.freeze_panes == "A2"
    assert people.auto_filter.ref.startswith("A1:H")
    charts = book[words("report.table_summary")]._charts
    assert len(charts) == 5


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("made", [facts(), nobody_came(), facts(crowd(1)), facts(crowd(), slots=())])
def test_every_format_takes_events_of_any_size(made: AttendanceFacts, language: str, tmp_path: Path) -> None:
    document = build(made)
    for kind in EXPORTERS:
        file = written(document, kind.key, tmp_path, language)
        assert file == tmp_path / f"{document.stem}.{kind.key}"
        assert file.stat().st_size > 100


def test_the_json_file_proves_itself(tmp_path: Path) -> None:
    text = written(build(facts(crowd())), "json", tmp_path).read_text(encoding="utf-8")
    assert json_format.proves_itself(text)
    assert not json_format.proves_itself(text.replace("落叶运动会", "落叶运动"))
    altered = json.loads(text)
    altered["attendance"]["inside"] += 1
    assert not json_format.proves_itself(json.dumps(altered))


@pytest.mark.parametrize("key", [kind.key for kind in EXPORTERS])
def test_a_file_that_cannot_be_written_leaves_the_old_one(key: str, tmp_path: Path) -> None:
    document = build(facts(crowd()))
    (tmp_path / f"{document.stem}.{key}").mkdir()
    with pytest.raises(StoreProblem) as problem:
        written(document, key, tmp_path)
    assert problem.value.code == "report_not_written"
    assert [part.name for part in tmp_path.iterdir()] == [f"{document.stem}.{key}"], "no half file is left"
    for language in LANGUAGES:
        assert Words(language)("errors_reports.report_not_written", **problem.value.details)


def test_every_exporter_is_listed() -> None:
    folder = Path(json_format.__file__).parent
    modules = {file.stem for file in folder.glob("*.py") if "def export(" in file.read_text(encoding="utf-8")}
    assert modules - {"__init__"} == {kind.key for kind in EXPORTERS}
