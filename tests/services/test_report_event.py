"""The event report: everything of one event in one document, beside the events before it and the goals."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.domain import statistics
from eventdesk.domain.duty import MarkKind
from eventdesk.domain.family import Role
from eventdesk.domain.money import LineKind, Side
from eventdesk.domain.season import GoalKey
from eventdesk.services.booking import BookedPerson
from eventdesk.services.checkins import Scan
from eventdesk.services.report_event import read_event
from eventdesk.services.report_views import CountedRecord
from resources.words import Words
from tests.conftest import SAMPLES, ZONE
from tests.desks import create_desk, lay, made_once
from tests.services.duty_ground import at, staffed

NOW = datetime(2026, 11, 28, 9, tzinfo=ZONE)
CODES = ("FIRST", "SECOND", "FAIR")


def _family(desk: Desk, code: str, number: int) -> str:
    guardian = BookedPerson(Role.GUARDIAN, f"家长{number}", phone=f"138{number:08d}", phone_type="mobile")
    people = [guardian, BookedPerson(Role.CHILD, f"孩子{number}")]
    return desk.registrations.add(code, people=people, adults=1, children=1, consent_method="paper").id


def _three_events() -> bytes:
    """Of ten families at each event 4, 6 and 9 come; the last two have the sample's answers, the last one a budget."""

    def make(folder: Path) -> None:
        clock = SetClock(NOW)
        with create_desk(folder, name="小禾苗亲子社", passphrase=None, station="东门", clock=clock) as desk:
            number = 0
            for week, (code, come) in enumerate(zip(CODES, (4, 6, 9), strict=True)):
                clock.at = NOW + timedelta(days=7 * week)
                start = clock.at + timedelta(minutes=30)
                desk.events.add(title=code.title(), start=start, end=start + timedelta(hours=3), code=code)
                booked = []
                for _ in range(10):
                    number += 1
                    booked.append(_family(desk, code, number))
                for id in booked[:come]:
                    desk.checkins.scan(code, Scan(registration=id))
            for code in CODES[1:]:
                desk.feedback_imports.run(code, SAMPLES / "feedback_public.csv")
            desk.budgets.add("FAIR", side=Side.COST, kind=LineKind.MATERIAL, title="Paper", planned_fen=30_000, actual_fen=27_050)
            desk.budgets.add("FAIR", side=Side.COST, kind=LineKind.CATERING, title="Buns", planned_fen=10_000)

    return made_once(make)


@pytest.fixture(scope="module")
def kept() -> bytes:
    """A desk with three events, packed."""
    return _three_events()


@pytest.fixture
def desk(kept: bytes, tmp_path: Path) -> Iterator[Desk]:
    """That desk, open a day after the last event."""
    lay(kept, tmp_path / "desk")
    with open_desk(tmp_path / "desk", clock=SetClock(NOW + timedelta(days=15))) as made:
        yield made


def test_it_holds_the_figures_of_the_other_reports(desk: Desk) -> None:
    document = desk.reports.look("FAIR", "event").document
    attendance, said = desk.reports.look("FAIR").document, desk.reports.look("FAIR", "satisfaction").document
    for figure in attendance.figures:
        assert document.figure(figure.key) == figure
    for figure in said.figures:
        if figure.key != "event":
            assert document.figure(f"satisfaction.{figure.key}").value == figure.value
    assert document.sections["attendance"] == attendance.sections["attendance"]
    keys = [figure.key for figure in document.figures]
    assert len(set(keys)) == len(keys)


def test_it_stands_beside_the_events_before_it(desk: Desk) -> None:
    document = desk.reports.look("FAIR", "event").document
    assert [(row[0], row[2], row[3], row[6]) for row in document.table("earlier").rows] == [
        ("Second", 12, 0.6, 127), ("First", 8, 0.4, None),
    ]  # fmt: skip
    interval = statistics.difference((18, 20), (12, 20))
    assert interval is not None
    assert document.figure("compare.attendance.difference").value == pytest.approx(0.3)
    assert document.figure("compare.attendance.low").value == interval.low
    assert document.figure("compare.attendance.verdict").value == ("not_proven" if 0.0 in interval else "more")
    # The same answers twice: no difference can be proven.
    assert document.figure("compare.content.difference").value == 0
    assert document.figure("compare.content.verdict").value == "not_proven"
    first = desk.reports.look("FIRST", "event").document
    assert first.table("earlier").rows == () and not any(figure.key.startswith("compare") for figure in first.figures)


def test_money_is_told_in_fen_and_read_in_yuan(desk: Desk, tmp_path: Path) -> None:
    made = desk.reports.make("event", "FAIR", folder=tmp_path / "out", words=Words("en"))
    files = dict(made.files)
    body = json.loads(files["json"].read_text(encoding="utf-8"))
    figures = {row["key"]: row["value"] for row in body["figures"]}
    assert (figures["money.cost_fen"], figures["money.balance_fen"], figures["money.open"]) == (27_050, -27_050, 1)
    assert figures["money.per_family_fen"] == 3_006  # 270.50 yuan over nine families, half a fen up
    sheet = load_workbook(files["xlsx"])[Words("en")("report.table_figures")]
    assert {row[0]: row[1] for row in sheet.iter_rows(values_only=True)}["money.cost_fen"] == 270.5
    assert [file.stat().st_size > 2_000 for file in files.values()] == [True] * 4
    again = desk.reports.make("event", "FAIR", folder=tmp_path / "out", formats=["json"], words=Words("en"))
    assert (again.revision, again.sha256) == (1, made.sha256)


def test_who_was_checked_in_came_before_the_shift_began_as_well(tmp_path: Path) -> None:
    clock = SetClock(at(9, 10))
    with staffed(tmp_path / "desk", clock) as desk:
        for code in ("VOL001", "VOL003"):  # whose shift began at nine, and whose begins at half past
            desk.duty.mark("FAIR", code, MarkKind.IN, at=at(9))
        of_event, of_volunteers = (desk.reports.look("FAIR", kind).document for kind in ("event", "volunteers"))
        came = of_event.figure("volunteers.came")
        assert (came.numerator, came.denominator) == (2, 4)
        assert of_volunteers.figure("shifts.came").numerator == came.numerator
        behind = desk.reports.behind("FAIR", "shifts.came", "volunteers")
        assert behind is not None and sum(one.numerator or 0 for one in behind if isinstance(one, CountedRecord)) == came.numerator


def test_a_goal_of_nothing_is_one(kept: bytes, tmp_path: Path) -> None:
    lay(kept, tmp_path / "desk")
    with open_desk(tmp_path / "desk", clock=SetClock(NOW + timedelta(days=30))) as desk:
        for goal in (0, 9):
            desk.seasons.set_goal(2026, GoalKey.PERSONS, goal)
            assert read_event(desk.house, desk.attendance, "FAIR").persons_goal == goal


def test_volunteers_are_counted_by_their_shifts(tmp_path: Path) -> None:
    clock = SetClock(at(8, 30))
    with staffed(tmp_path / "desk", clock) as desk:
        board = desk.duty.board("FAIR")
        before = desk.reports.look("FAIR", "event").document
        assert before.figure("volunteers.shifts").value == len(board.rows) > 0
        assert "volunteers.came" not in {figure.key for figure in before.figures}
        first = next(row for row in board.rows if row.code == "VOL001")
        desk.checkins.scan("FAIR", Scan(text=desk.roster_files.codes("FAIR")[first.volunteer], at=at(8, 45)))
        clock.at = at(20, 0)
        after = desk.reports.look("FAIR", "event").document
        came, missed = after.figure("volunteers.came"), after.figure("volunteers.missed")
        assert came.numerator is not None and came.numerator >= 1
        assert (came.denominator, missed.value) == (len(board.rows), len(board.rows) - came.numerator)
        assert after.figure("attended.persons").value == 0
