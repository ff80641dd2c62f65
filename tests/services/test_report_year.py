"""The year report: its figures against a count from the rows written another way, its goals, and an attack on what it keeps back."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.errors import InvalidInput
from eventdesk.reports.document import ReportDocument
from eventdesk.services.report_views import CountedRecord
from eventdesk.store import feedback_tables as f
from eventdesk.store import tables as t
from resources.words import LANGUAGES, Words
from tests.services.year_ground import AFTER, opened


@pytest.fixture(scope="module")
def clock() -> SetClock:
    """Nine days after the last event."""
    return SetClock(AFTER)


@pytest.fixture(scope="module")
def desk(clock: SetClock, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Two years of events."""
    with opened(tmp_path_factory.mktemp("year") / "desk", clock) as made:
        yield made


@pytest.fixture(scope="module")
def document(desk: Desk) -> ReportDocument:
    """The report of 2026."""
    return desk.reports.look("2026", "year").document


def rows_of(desk: Desk, table: sa.Table) -> list[Any]:
    with desk.house.store.reading() as connection:
        return list(connection.execute(sa.select(table)))


class Raw:
    """Who came where, from the rows alone: one person, one entry after the other."""

    def __init__(self, desk: Desk) -> None:
        self.events = {row.id: row for row in rows_of(desk, t.event)}
        journal = rows_of(desk, t.journal)
        gone = {row.target for row in journal if row.kind == "void"}
        self.came: dict[str, set[str]] = defaultdict(set)
        for row in journal:
            if row.kind in ("in", "override") and row.id not in gone:
                self.came[row.event].update(row.persons)
        registrations = {row.id: row for row in rows_of(desk, t.registration)}
        self.booked: dict[str, set[str]] = defaultdict(set)
        self.visits: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
        families: dict[tuple[str, str], bool] = {}
        for row in rows_of(desk, t.registration_member):
            registration = registrations[row.registration]
            if registration.state == "confirmed" and row.counted:
                self.booked[registration.event].add(row.person)
            if row.person in self.came[registration.event]:
                families[registration.family, registration.event] = True
        for family, event in families:
            self.visits[family].append((self.events[event].start, event))

    def of_year(self, year: int) -> list[Any]:
        found = [row for row in self.events.values() if row.start.astimezone(UTC).year == year]
        return sorted(found, key=lambda row: row.start)

    def kinds(self, event: str) -> dict[str, int]:
        """Families of an event as they stood on that day."""
        counted = {"families": 0, "new": 0, "returning": 0, "lapsed": 0}
        for visits in self.visits.values():
            for at, where in visits:
                if where == event:
                    earlier = [one for one, _ in visits if one < at]
                    recent = any(at - one <= timedelta(days=365) for one in earlier)
                    counted["families"] += 1
                    counted["returning" if recent else "lapsed" if earlier else "new"] += 1
        return counted


def test_every_shown_cell_is_what_the_rows_say(desk: Desk, document: ReportDocument) -> None:
    raw = Raw(desk)
    table = document.table("year_events")
    names = [column.key.removeprefix("year_") for column in table.columns]
    held = raw.of_year(2026)
    assert len(table.rows) == len(held) == 4
    for event, row in zip(held, table.rows, strict=True):
        shown = dict(zip(names, row, strict=True))
        booked, came = raw.booked[event.id], raw.came[event.id]
        expected = {"registered": len(booked), "attended": len(came)} | raw.kinds(event.id)
        for name, count in expected.items():
            assert shown[name] in (count, None), (event.code, name)
        if shown["rate"] is not None:
            assert Fraction(str(shown["rate"])).limit_denominator(500) == Fraction(len(booked & came), len(booked))
        small = [name for name, count in expected.items() if 0 < count < 5]
        assert all(shown[name] is None for name in small)
    assert [row[names.index("attended")] for row in table.rows] == [23, None, 24, 21]


def test_the_goals_are_what_the_rows_say(desk: Desk, document: ReportDocument) -> None:
    raw = Raw(desk)
    value = {figure.key: figure.value for figure in document.figures}
    told = [len(raw.came[event.id]) for event in raw.of_year(2026) if len(raw.came[event.id]) >= 5]
    assert value["goal.events.value"] == 4 and value["goal.events.verdict"] == "not_proven"
    assert value["goal.persons.value"] == pytest.approx(sum(told) / len(told), abs=1e-12)
    visits = [sum(raw.kinds(event.id)["families"] for event in raw.of_year(year)) for year in (2026, 2025)]
    assert value["goal.participation.value"] == pytest.approx(visits[0] / visits[1] - 1, abs=1e-12)
    assert value["total.families"] == visits[0]
    assert value["goal.retention.verdict"] == "none" and value["goal.effect.verdict"] == "none"
    assert value["goal.partners.value"] == 1


def test_the_years_content_is_each_persons_last_answer_at_each_event(desk: Desk, document: ReportDocument) -> None:
    overall = str(desk.feedback.summary("SPRING").overall)
    answers = {row.response: row.value for row in rows_of(desk, f.survey_answer) if row.question == overall and not row.invalid}
    last: dict[tuple[str, str], Any] = {}
    year = {row.id for row in Raw(desk).of_year(2026)}
    for row in sorted(rows_of(desk, f.survey_response), key=lambda row: (row.at, row.id)):
        if row.event in year:
            last[row.event, row.who or row.id] = answers.get(row.id)
    given = [value for value in last.values() if value is not None]
    figure = document.figure("goal.content.value")
    assert figure.denominator == len(given) and figure.numerator == sum(value >= 4 for value in given)
    assert document.figure("goal.mean.value").value == pytest.approx(sum(given) / len(given), abs=1e-12)


def test_nothing_kept_back_can_be_worked_out(desk: Desk, document: ReportDocument) -> None:
    """Whoever knows every sum tries all numbers that fit: each hidden cell of one to four people must have another way to be."""
    table = document.table("year_events")
    names = [column.key.removeprefix("year_") for column in table.columns]
    raw, held = Raw(desk), Raw(desk).of_year(2026)
    kinds = ("new", "returning", "lapsed")
    cells: list[dict[str, Any]] = [{name: row[names.index(name)] for name in ("families", *kinds)} for row in table.rows]
    truth = [raw.kinds(event.id) for event in held]
    assert any(cell[kind] is None for cell in cells for kind in kinds)
    whole = document.figure("total.families").value
    assert isinstance(whole, int)
    ways: list[list[dict[str, int]]] = []
    for cell in cells:
        # A visitor of the report knows what is shown, and no more than that nobody is counted twice in a row.
        free: list[Any] = [range(whole + 1) if cell[kind] is None else (cell[kind],) for kind in kinds]
        fit = [
            dict(zip(kinds, numbers, strict=True)) | {"families": sum(numbers)}
            for numbers in product(*free) if cell["families"] in (None, sum(numbers)) and sum(numbers) <= whole
        ]  # fmt: skip
        ways.append(fit)
    sums = [{one["families"] for one in fit} for fit in ways]
    possible = {picked for picked in product(*sums) if sum(picked) == whole}
    for place, (cell, fit) in enumerate(zip(cells, ways, strict=True)):
        fits = [one for one in fit if any(picked[place] == one["families"] for picked in possible)]
        for name in ("families", *kinds):
            if cell[name] is None and 0 < truth[place][name] < 5:
                assert len({one[name] for one in fits}) > 1, (held[place].code, name)


def test_a_total_less_what_is_shown_leaves_nothing_over(document: ReportDocument) -> None:
    table = document.table("year_events")
    names = [column.key for column in table.columns]

    def shown(name: str) -> int:
        return sum(int(str(row[names.index(name)] or 0)) for row in table.rows)

    assert document.figure("total.registered").value == shown("year_registered")
    assert document.figure("total.attended").value == shown("year_attended")
    assert document.figure("goal.content.value").denominator == shown("year_answered")


def test_a_made_revision_is_the_same_bytes_when_it_is_counted_again(desk: Desk, clock: SetClock, tmp_path: Path) -> None:
    made = desk.reports.make("year", "2026", folder=tmp_path, words=Words("en"))
    clock.at = AFTER + timedelta(days=1)
    look = desk.reports.look("2026", "year")
    assert not look.draft and look.document.sha256 == made.sha256 and made.revision == 1
    files = dict(made.files)
    assert {file.name for file in files.values()} == {f"year-2026-r1.{name}" for name in ("pdf", "xlsx", "csv", "json")}
    payload = json.loads(files["json"].read_text(encoding="utf-8"))
    assert payload["about"]["kind"] == "year" and payload["sha256"] == made.sha256
    assert [goal["goal"] for goal in payload["year"]["goals"]] == [
        "events", "persons", "content", "mean", "effect", "participation", "retention", "partners",
    ]  # fmt: skip
    book = load_workbook(files["xlsx"])
    assert len(book.worksheets[0]._charts) > 2, "both trends, and the goals"
    again = desk.reports.make("year", "2026", folder=tmp_path / "zh", formats=["json"], words=Words("zh"))
    assert (again.revision, again.sha256) == (1, made.sha256)


def test_a_figure_opens_to_its_events_without_what_is_kept_back(desk: Desk) -> None:
    behind = desk.reports.behind("2026", "total.attended", "year")
    assert behind is not None
    assert [(one.key, one.numerator) for one in behind if isinstance(one, CountedRecord)] == [
        ("SPRING", 23), ("FEW", None), ("SUMMER", 24), ("AUTUMN", 21),
    ]  # fmt: skip
    assert desk.reports.behind("2026", "goal.effect.value", "year") is None


def test_a_year_without_events_is_a_report_too(desk: Desk, tmp_path: Path) -> None:
    for language in LANGUAGES:
        made = desk.reports.make("year", "2024", folder=tmp_path / language, words=Words(language))
        assert len(made.files) == 4
    look = desk.reports.look("2024", "year")
    assert {figure.value for figure in look.document.figures if figure.key.endswith("verdict")} == {"none", "missed"}


@pytest.mark.parametrize("subject", ["26", "FAIR", "２０２６", "1066", "2026-01"])
def test_what_is_no_year_is_refused(desk: Desk, subject: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        desk.reports.look(subject, "year")
    assert refused.value.code == "not_a_year"


def test_years_with_events_and_this_one_are_offered(desk: Desk) -> None:
    assert [(one.subject, one.came) for one in desk.reports.subjects("year")] == [("2026", 71), ("2025", 29)]
