"""The families report: counted a second way with SQL of its own, the same bytes again, and attacked over all of its files."""

import csv
import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openpyxl import load_workbook

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.domain.family import Role
from eventdesk.domain.message import Channel
from eventdesk.errors import InvalidInput
from eventdesk.reports.exporters.json import proves_itself
from eventdesk.services.booking import BookedPerson
from eventdesk.services.checkins import Scan
from eventdesk.services.report_families import read_circle
from resources.words import Words
from tests.conftest import ZONE
from tests.desks import create_desk, lay, made_once

DAYS = (date(2025, 3, 8), date(2025, 8, 9), date(2025, 11, 8), date(2026, 1, 10), date(2026, 2, 7), date(2026, 5, 9), date(2026, 9, 12))
COME = (range(14), range(5, 24), range(9), range(8, 30), range(20, 34), range(12, 40), range(1, 48, 3))
"""Which of the families came to each event."""
NOW = datetime(2026, 10, 20, 9, tzinfo=ZONE)


def _circle() -> bytes:
    def make(folder: Path) -> None:
        clock = SetClock(NOW)
        with create_desk(folder, name="小禾苗亲子社", passphrase=None, station="东门", clock=clock) as desk:
            families: dict[int, str] = {}
            for number, (day, come) in enumerate(zip(DAYS, COME, strict=True)):
                clock.at = datetime(day.year, day.month, day.day, 9, tzinfo=ZONE)
                code = f"E{number}"
                desk.events.add(title=f"第{number}次", start=clock.at, end=clock.at + timedelta(hours=3), code=code)
                for one in come:
                    _come(desk, code, one, families)
            clock.at = NOW
            desk.memberships.add_level("金")
            for one in (*range(6), *range(30, 37)):
                desk.memberships.join(families[one], "金", since=date(2026, 3, 1))
            for one in (2, 3, 9):
                desk.messages.opt_out(families[one], (Channel.EMAIL,))

    return made_once(make)


def _come(desk: Desk, code: str, one: int, families: dict[int, str]) -> None:
    people = [BookedPerson(Role.GUARDIAN, f"家长{one}", phone=f"138{one:08d}", phone_type="mobile")]
    born = [date(2019 + (one + child) % 6, 5, 1) for child in range(1 + one % 3)]
    people += [BookedPerson(Role.CHILD, f"孩子{one}{place}", birthdate=day) for place, day in enumerate(born)]
    booked = desk.registrations.add(code, people=people, adults=1, children=1 + one % 3, consent_method="paper")
    if one not in families:
        families[one] = booked.family
        if one < 40:
            desk.profiles.change(booked.family, district="=浦东" if one < 20 else "徐汇")
    desk.checkins.scan(code, Scan(registration=booked.id))


@pytest.fixture(scope="module")
def kept() -> bytes:
    """A desk with seven events of two years, packed."""
    return _circle()


@pytest.fixture
def desk(kept: bytes, tmp_path: Path) -> Iterator[Desk]:
    """That desk, open."""
    lay(kept, tmp_path / "circle")
    with open_desk(tmp_path / "circle", clock=SetClock(NOW)) as found:
        yield found


@pytest.fixture(scope="module")
def made(kept: bytes) -> Iterator[dict[str, Path]]:
    """Its files, by format."""
    with tempfile.TemporaryDirectory() as folder:
        lay(kept, Path(folder) / "circle")
        with open_desk(Path(folder) / "circle", clock=SetClock(NOW)) as found:
            yield dict(found.reports.make("families", "2026", folder=Path(folder) / "out", words=Words("en")).files)


def _figures(path: Path) -> dict[str, Any]:
    return {row["key"]: row for row in json.loads(path.read_text("utf-8"))["figures"]}


def test_the_counts_are_those_of_a_plain_reading_of_who_came(made: dict[str, Path]) -> None:
    shown = json.loads(made["json"].read_text("utf-8"))["families"]["counts"]
    days: dict[int, list[date]] = defaultdict(list)
    for day, come in zip(DAYS, COME, strict=True):
        for one in come:
            days[one].append(day)
    of_year = {one: [day for day in visited if day.year == 2026] for one, visited in days.items()}
    assert shown["came"] == sum(bool(visited) for visited in of_year.values())
    assert shown["ever"] == len(days)
    assert shown["families"] == len(days)
    new = [one for one, visited in days.items() if min(visited).year == 2026]
    assert shown["year.new"] == len(new)
    assert shown["before"] == sum(any(day.year == 2025 for day in visited) for visited in days.values())
    assert shown["stayed"] == sum(any(d.year == 2025 for d in v) and any(d.year == 2026 for d in v) for v in days.values())
    assert shown["visits"] in (None, sum(len(visited) for visited in of_year.values()))
    often = Counter(min(len(visited), 5) for visited in of_year.values() if visited)
    for number, families in often.items():
        assert shown[f"often.{number if number < 5 else '5+'}"] in (None, families)
    first = [one for one, visited in days.items() if min(visited) in (date(2025, 3, 8),)]
    assert shown["cohort.2025Q1.size"] == len(first)
    assert shown["cohort.2025Q1.2025Q4"] in (None, sum(date(2025, 11, 8) in days[one] for one in first))
    assert sum(count is not None for count in shown.values()) > 40


def test_nothing_below_five_is_told_and_nobody_can_work_it_out_from_all_files(desk: Desk, made: dict[str, Path]) -> None:
    found = read_circle(desk.house, "2026")
    counts = found.counts
    seen = json.loads(made["json"].read_text("utf-8"))["families"]["counts"]
    for key, row in _figures(made["json"]).items():
        if key in counts:
            seen[key] = row["value"] if row["numerator"] is None else row["numerator"]
    with made["csv"].open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["key"] in counts]
    assert {row["key"] for row in rows} == {key for key, count in seen.items() if count is not None}
    small = {key for key, count in counts.items() if 0 < count < 5 and key not in found.never}
    assert small, "a circle without few proves nothing"
    assert all(seen[key] is None for key in small)
    unknown = [key for key, count in counts.items() if count and seen.get(key) is None]
    rows_ = np.array([[equation.get(key, 0) for key in unknown] for equation in found.equations], dtype=float)
    _, sizes, vectors = np.linalg.svd(rows_)
    free = vectors[int((sizes > 1e-9).sum()) :]
    assert not [key for place, key in enumerate(unknown) if key in small and np.abs(free[:, place]).max(initial=0) < 1e-7]


def test_no_cell_of_the_workbook_says_more_than_the_json(made: dict[str, Path]) -> None:
    shown = json.loads(made["json"].read_text("utf-8"))
    book = load_workbook(made["xlsx"])
    cohorts = {(row[0], row[1]): row[2:] for row in book["Cohorts"].iter_rows(min_row=2, values_only=True)}
    counts = shown["families"]["counts"]
    assert len(cohorts) == 28
    for (first, later), (size, again, share) in cohorts.items():
        assert (size, again) == (counts[f"cohort.{first}.size"], counts[f"cohort.{first}.{later}"])
        assert (share is None) is (again is None or not size)


def test_the_same_facts_give_the_same_bytes(desk: Desk, tmp_path: Path) -> None:
    first = desk.reports.make("families", "2026", folder=tmp_path / "a", formats=("json", "csv"), words=Words("zh"))
    again = desk.reports.make("families", "2026", folder=tmp_path / "b", formats=("json", "csv"), words=Words("zh"))
    assert (first.revision, first.sha256) == (again.revision, again.sha256) == (1, first.sha256)
    for (_, one), (_, other) in zip(first.files, again.files, strict=True):
        assert one.read_bytes() == other.read_bytes()
    assert proves_itself(dict(first.files)["json"].read_bytes())


def test_a_figure_that_is_told_opens_to_its_families_and_another_does_not(desk: Desk) -> None:
    came = desk.reports.behind("2026", "came", kind="families")
    assert came is not None
    assert len(came) == read_circle(desk.house, "2026").counts["came"]
    assert desk.reports.behind("2026", "opted_out.email", kind="families") is None
    assert desk.reports.behind("2026", "cohort.2025Q1.2025Q4.away", kind="families") is None


def test_a_year_that_is_none_or_has_not_begun_is_refused(desk: Desk) -> None:
    for year in ("2027", "26", "x", "２０２６", ""):
        with pytest.raises(InvalidInput, match="not_a_year"):
            desk.reports.look(year, "families")


def test_no_name_and_no_phone_is_in_any_file(made: dict[str, Path]) -> None:
    for key in ("json", "csv"):
        text = made[key].read_text("utf-8")
        assert "孩子" not in text
        assert "家长" not in text
        assert "1380000" not in text


def test_a_share_is_of_its_own_whole(made: dict[str, Path]) -> None:
    figures = _figures(made["json"])
    counts = json.loads(made["json"].read_text("utf-8"))["families"]["counts"]
    wholes = {"year.new": "came", "year.returning": "came", "stayed": "before", "silent": "ever", "members": "families"}
    told = [key for key in wholes if counts[key] is not None and counts[wholes[key]] is not None]
    assert told and "year.new" in told
    for key in told:
        assert (figures[key]["numerator"], figures[key]["denominator"]) == (counts[key], counts[wholes[key]]), key
