"""The report on volunteers: exact counts, nothing of who it was, and the same bytes when it is counted again."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.duty import MarkKind
from eventdesk.domain.right import OperatorRole
from eventdesk.reports.volunteers_facts import gini
from eventdesk.services.report_reasons import Closed
from eventdesk.services.report_views import CountedRecord
from resources.words import LANGUAGES, Words
from tests.services.duty_ground import DAY, NAMES, at, ids, staffed


@pytest.fixture
def clock() -> SetClock:
    """Before the first shift."""
    return SetClock(at(9))


@pytest.fixture
def desk(tmp_path: Path, clock: SetClock) -> Iterator[Desk]:
    """Four people in three shifts."""
    with staffed(tmp_path / "desk", clock) as made:
        yield made


def values(desk: Desk) -> dict[str, Any]:
    return {figure.key: figure.value for figure in desk.reports.look("FAIR", "volunteers").document.figures}


def test_shifts_and_minutes_are_counted_exactly(desk: Desk, clock: SetClock) -> None:
    assert "shifts.came" not in values(desk)  # nobody's coming was recorded
    desk.duty.mark("FAIR", "VOL001", MarkKind.IN, at=at(9))
    desk.duty.mark("FAIR", "VOL003", MarkKind.IN, at=at(9, 40))
    clock.at = at(13)
    found = values(desk)
    assert (found["places.needed"], found["places.filled"], found["shifts.held"]) == (4, 1.0, 4)
    assert (found["shifts.came"], found["shifts.late"], found["shifts.missed"]) == (0.5, 0.5, 0.5)
    # 9 to 12 less a break of 30, and 9:40 to 11.
    assert found["minutes.credited"] == 150 + 80
    assert found["minutes.planned"] == 2 * 150 + 90 + 120
    assert found["skills.covered"] == 1.0 and found["wishes.met"] is None


def test_who_is_replaced_has_missed_and_the_place_is_filled(desk: Desk, clock: SetClock) -> None:
    clock.at = at(10, 20)
    desk.duty.mark("FAIR", "VOL005", MarkKind.IN, at=at(10, 20))
    desk.duty.step_in("FAIR", "S03", absent="VOL004", by="VOL005", reason="病了")
    clock.at = at(13)
    document = desk.reports.look("FAIR", "volunteers").document
    replaced = document.figure("shifts.replaced")
    assert replaced.numerator == 1 and document.figure("places.filled").value == 1.0
    missed = next(row for row in document.table("shifts").rows if row[0] == "S03")
    names = [column.key for column in document.table("shifts").columns]
    assert (missed[names.index("came_count")], missed[names.index("missed_count")]) == (1, 1)


def test_it_names_nobody_and_tells_no_group_of_fewer_than_five(desk: Desk, clock: SetClock, tmp_path: Path) -> None:
    desk.duty.mark("FAIR", "VOL001", MarkKind.IN, at=at(9))
    clock.at = at(13)
    for language in LANGUAGES:
        made = desk.reports.make("volunteers", "FAIR", folder=tmp_path / language, words=Words(language))
        files = dict(made.files)
        text = "".join(files[name].read_text(encoding="utf-8-sig") for name in ("json", "csv"))
        for secret in (*NAMES, *ids(desk).values(), "1380000", "VOL00"):
            assert secret not in text
        payload = json.loads(files["json"].read_text(encoding="utf-8"))
        keys = {figure["key"] for figure in payload["figures"]}
        assert not keys & {"minutes.mean", "minutes.median", "minutes.gini", "people.with_shift", "people.new"}
        assert not {key for key in keys if key.startswith("hours.")} - {"hours.3", "hours.4", "hours.5"}  # nobody is in those
    clock.at += timedelta(days=1)
    look = desk.reports.look("FAIR", "volunteers")
    assert (look.draft, look.document.sha256) == (False, made.sha256)


def test_a_figure_opens_to_its_shifts(desk: Desk) -> None:
    behind = desk.reports.behind("FAIR", "role.签到台.filled", "volunteers")
    assert behind is not None and [(one.key, one.numerator, one.denominator) for one in behind if isinstance(one, CountedRecord)] == [
        ("S01", 2, 2)
    ]
    every = desk.reports.behind("FAIR", "places.needed", "volunteers")
    assert every is not None and [one.numerator for one in every if isinstance(one, CountedRecord)] == [2, 1, 1]
    held = desk.reports.behind("FAIR", "minutes.planned", "volunteers")
    assert held is not None and [one.numerator for one in held if isinstance(one, CountedRecord)] == [300, 90, 120]


def test_the_minutes_of_a_shift_are_for_whoever_may_see_volunteers(desk: Desk) -> None:
    desk.house.actor = replace(desk.house.actor, role=OperatorRole.READER)
    for kind, key in (("volunteers", "minutes.credited"), ("event", "volunteers.minutes"), ("event", "volunteers.people")):
        assert desk.reports.behind("FAIR", key, kind) is None
        assert desk.reports.why_closed(key, kind) is Closed.RIGHT
    assert desk.reports.behind("FAIR", "shifts.held", "volunteers")


def test_an_event_without_shifts_has_a_report(desk: Desk, tmp_path: Path) -> None:
    desk.events.add(title="Empty", start=DAY, end=DAY + timedelta(hours=1), code="EMPTY")
    assert len(desk.reports.make("volunteers", "EMPTY", folder=tmp_path / "out", words=Words("en")).files) == 4


@settings(max_examples=50)
@given(st.lists(st.integers(0, 600), min_size=1, max_size=12))
def test_gini_is_the_mean_difference_over_twice_the_mean(amounts: list[int]) -> None:
    whole, n = sum(amounts), len(amounts)
    expected = None if not whole else sum(abs(a - b) for a in amounts for b in amounts) / (2 * n * whole)
    assert gini(amounts) == (None if expected is None else pytest.approx(expected, abs=1e-12))
