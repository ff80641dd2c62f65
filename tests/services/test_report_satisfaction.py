"""The satisfaction report: the figures of the sample's truth in every format, nothing that tells of few, and the same bytes again."""

import csv
import json
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.errors import InvalidInput
from eventdesk.reports.exporters.json import proves_itself
from resources.words import Words
from tests.conftest import SAMPLES, ZONE
from tests.desks import create_desk, lay, made_once

NOW = datetime(2026, 10, 20, 9, tzinfo=ZONE)
FILE = SAMPLES / "feedback_public.csv"
FEW = "志愿者家庭专场"
"""The slot of which four answered, and nobody must learn how."""


def _with_sample() -> bytes:
    def make(folder: Path) -> None:
        with create_desk(folder, name="小禾苗亲子社", passphrase=None, station="东门", clock=SetClock(NOW)) as desk:
            start = NOW - timedelta(days=2)
            desk.events.add(title="秋日营", start=start, end=start + timedelta(hours=4), code="CAMP")
            desk.events.add(title="静夜", start=start, end=start + timedelta(hours=1), code="QUIET")
            desk.feedback_imports.run("CAMP", FILE)

    return made_once(make)


@pytest.fixture(scope="module")
def kept() -> bytes:
    """A desk that holds the public sample's answers, packed."""
    return _with_sample()


@pytest.fixture
def camp(kept: bytes, tmp_path: Path) -> Iterator[Desk]:
    """That desk, open."""
    lay(kept, tmp_path / "camp")
    with open_desk(tmp_path / "camp", clock=SetClock(NOW)) as desk:
        yield desk


@pytest.fixture(scope="module")
def made(kept: bytes) -> Iterator[dict[str, Path]]:
    """Its files, by format."""
    with tempfile.TemporaryDirectory() as folder:
        lay(kept, Path(folder) / "camp")
        with open_desk(Path(folder) / "camp", clock=SetClock(NOW)) as desk:
            yield dict(desk.reports.make("satisfaction", "camp", folder=Path(folder) / "out", words=Words("en")).files)


def test_the_figures_are_those_of_the_summary(camp: Desk) -> None:
    summary = camp.feedback.summary("CAMP")
    document = camp.reports.look("CAMP", "satisfaction").document
    assert document.figure("responses").value == summary.responses
    for one in summary.questions:
        if one.key == "slot":
            continue
        assert document.figure(f"questions.{one.key}.answered").value == one.answered
        if one.top2 is not None:
            figure = document.figure(f"questions.{one.key}.top2")
            assert (figure.value, figure.numerator, figure.denominator) == (one.top2, one.top2_count, one.answered)
        if one.mean is not None:
            figure = document.figure(f"questions.{one.key}.mean")
            assert figure.numerator is not None and figure.numerator / one.answered == figure.value == one.mean
        if one.nps is not None:
            assert document.figure(f"questions.{one.key}.nps").value == one.nps


def test_every_format_has_the_same_rows(made: dict[str, Path]) -> None:
    body = json.loads(made["json"].read_text(encoding="utf-8"))
    with made["csv"].open(encoding="utf-8-sig", newline="") as file:
        in_csv = list(csv.DictReader(file))
    sheet = load_workbook(made["xlsx"])[Words("en")("report.table_figures")]
    in_book = list(sheet.iter_rows(min_row=2, max_col=5, values_only=True))
    assert [row["key"] for row in in_csv] == [row["key"] for row in body["figures"]] == [row[0] for row in in_book]
    for row, one, cells in zip(in_csv, body["figures"], in_book, strict=True):
        assert row["value"] == ("" if one["value"] is None else str(one["value"]))
        assert cells[1] == one["value"] or float(cells[1] or 0) == pytest.approx(one["value"])
        assert (row["definition"], cells[4]) == (one["definition"], one["definition"])
    assert proves_itself(made["json"].read_text(encoding="utf-8"))
    assert body["report"] == "satisfaction" and body["satisfaction"]["responses"] == 135


def test_a_workbook_draws_the_answers_itself(made: dict[str, Path]) -> None:
    book = load_workbook(made["xlsx"])
    assert len(book.worksheets[0]._charts) == 2
    answers = book[Words("en")("report_feedback.table_answers")]
    assert answers.freeze_panes == "A2" and answers.auto_filter.ref


def test_nothing_tells_of_a_slot_of_few_nor_lets_it_be_worked_out(camp: Desk, made: dict[str, Path]) -> None:
    document = camp.reports.look("CAMP", "satisfaction").document
    slots = {row[0]: row[1:] for row in document.table("slot_answers").rows}
    hidden = [title for title, cells in slots.items() if cells[-1] == "hidden"]
    # One alone would be the whole less the others.
    assert FEW in hidden and len(hidden) >= 2
    assert all(slots[title][:-1] == (None,) * 5 for title in hidden)
    for key in (figure.key for figure in document.figures):
        assert not any(title in key for title in hidden), key
    told = [one for one in document.sections["satisfaction"]["slots"] if one["title"] in hidden]
    assert all(set(one) == {"slot", "title", "suppressed"} for one in told)
    whole = document.figure(f"questions.{document.sections['satisfaction']['overall']}.answered").value
    shown = sum(cells[0] for title, cells in slots.items() if title not in hidden)  # type: ignore[misc]  # counts of a mixed row
    assert int(str(whole)) - shown >= 5
    assert not any(row[0] == "slot" for row in document.table("answers").rows)
    for name in ("csv", "json"):
        assert f"{FEW}," not in made[name].read_text(encoding="utf-8-sig")
    pages = subprocess.run(["pdftotext", "-layout", made["pdf"], "-"], capture_output=True, check=True, text=True).stdout
    line = next(line for line in pages.splitlines() if line.strip().startswith(FEW))
    assert not any(mark.isdigit() for mark in line)


def test_it_is_the_same_to_the_byte_until_something_changes(camp: Desk, tmp_path: Path) -> None:
    first = camp.reports.make("satisfaction", "CAMP", folder=tmp_path / "out", formats=["json"], words=Words("zh"))
    before = dict(first.files)["json"].read_bytes()
    again = camp.reports.make("satisfaction", "CAMP", folder=tmp_path / "out", formats=["json"], words=Words("zh"))
    assert (again.revision, again.sha256) == (1, first.sha256) and dict(again.files)["json"].read_bytes() == before
    assert not camp.reports.look("CAMP", "satisfaction").draft
    camp.feedback_imports.undo(camp.feedback_imports.batches("CAMP")[0].id)
    look = camp.reports.look("CAMP", "satisfaction")
    assert look.draft and look.document.revision == 2
    # Kinds have revisions of their own.
    assert camp.reports.look("CAMP").document.revision == 1
    assert camp.reports.events()[0].revision is None
    assert [one.revision is not None for one in camp.reports.events("satisfaction") if one.event.code == "CAMP"] == [True]


def test_an_event_without_answers_has_a_report_that_says_so(camp: Desk, tmp_path: Path) -> None:
    made = camp.reports.make("satisfaction", "QUIET", folder=tmp_path / "out", words=Words("zh"))
    document = camp.reports.look("QUIET", "satisfaction").document
    assert [name for name, _ in made.files] == ["xlsx", "pdf", "csv", "json"]
    assert document.figure("responses").value == 0 and document.figure("goal.content").value == "none"
    assert document.charts == ()


def test_a_kind_that_does_not_exist_is_refused_by_name(camp: Desk, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        camp.reports.make("horoscope", "CAMP", folder=tmp_path, words=Words("zh"))
    assert (caught.value.code, caught.value.details["kind"]) == ("unknown_report", "horoscope")
    with pytest.raises(InvalidInput):
        camp.reports.look("CAMP", "horoscope")
