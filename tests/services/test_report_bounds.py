"""Bounds of the reports on volunteers, years and minors' data: what is counted, of which whole, and what is told only at the end."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from eventdesk.clock import SetClock
from eventdesk.domain.consent import Purpose
from eventdesk.domain.duty import MarkKind
from eventdesk.domain.family import Role
from eventdesk.domain.right import OperatorRole
from eventdesk.domain.statistics import Verdict
from eventdesk.domain.statistics_means import paired_change
from eventdesk.reports.year_facts import YearCounts, YearFacts
from eventdesk.reports.year_goals import GoalLine, goals
from eventdesk.services.booking import BookedPerson
from eventdesk.services.growth import Visits
from eventdesk.services.report_year import _retention
from eventdesk.store import tables as t
from tests.desks import create_desk
from tests.services.duty_ground import at, staffed
from tests.services.year_ground import AFTER

FACTS = YearFacts(
    organisation="小禾苗亲子社", zone="Asia/Shanghai", year=2026, now=YearCounts((), 100), before=YearCounts((), 200),
    targets={"events": 20, "persons": 300, "partners": 1}, with_partners=0, partners=0, partners_before=0, mean=None,
    mean_interval=None, retention=(20, 100), retention_before=(50, 100), effect=None, effect_base=None, digest="", position="",
    computed_at=AFTER, revision=1,
)  # fmt: skip


def goal(facts: YearFacts, key: str) -> GoalLine:
    return next(one for one in goals(facts) if one.key == key)


def test_who_is_not_here_yet_is_not_among_those_who_came_late(tmp_path: Path) -> None:
    clock = SetClock(at(9))
    with staffed(tmp_path / "desk", clock) as desk:
        desk.duty.mark("FAIR", "VOL001", MarkKind.IN, at=at(9))
        clock.at = at(9, 10)
        assert any(row.late and row.came is None for row in desk.duty.board("FAIR").rows)
        document = desk.reports.look("FAIR", "volunteers").document
    late = document.figure("shifts.late")
    assert (late.numerator, late.denominator) == (0, 1)


def test_a_place_is_replaced_once_however_many_lost_it(tmp_path: Path) -> None:
    clock = SetClock(at(10, 20))
    with staffed(tmp_path / "desk", clock) as desk:
        desk.duty.mark("FAIR", "VOL005", MarkKind.IN, at=at(10, 20))
        desk.duty.step_in("FAIR", "S01", absent="VOL001", by="VOL005", reason="病了")
        clock.at = at(13)
        # Two are on the shift and one of them stepped in.
        document = desk.reports.look("FAIR", "volunteers").document
    assert document.figure("shifts.replaced").numerator == 1


def test_a_change_is_a_share_of_what_was_before() -> None:
    pairs = [(0.5, 0.6 + 0.01 * (n % 2)) for n in range(20)]
    found = goal(replace(FACTS, effect=paired_change(pairs), effect_base=0.5), "effect")
    assert found.value == pytest.approx(0.21) and found.verdict is Verdict.MET
    assert found.interval is not None and found.value in found.interval
    assert found.interval.high - found.interval.low == pytest.approx(2 * 2.093 * 0.01026 / 20**0.5, rel=0.01)


@pytest.mark.parametrize("key", ["participation", "retention"])
def test_what_is_compared_with_a_whole_year_is_missed_only_after_it(key: str) -> None:
    assert goal(FACTS, key).verdict is Verdict.NOT_PROVEN
    over = replace(FACTS, computed_at=FACTS.ends)
    assert goal(over, key).verdict is Verdict.MISSED
    assert goal(replace(over, computed_at=FACTS.ends - timedelta(seconds=1)), key).verdict is Verdict.NOT_PROVEN


@pytest.mark.parametrize(("before", "stayed", "told"), [(12, 7, (7, 12)), (12, 8, None), (12, 4, None), (12, 5, (5, 12)), (4, 0, None)])
def test_retention_tells_of_neither_few_who_stayed_nor_few_who_left(before: int, stayed: int, told: tuple[int, int] | None) -> None:
    days = {f"f{n}": [date(2025, 3, 1), *([date(2026, 3, 1)] if n < stayed else [])] for n in range(before)}
    events = {family: {str(day): day for day in visited} for family, visited in days.items()}
    assert _retention(Visits(days, events, {}), 2026, {}) == told


def test_pictures_still_allowed_and_retired_operators_are_told_in_the_audit(tmp_path: Path) -> None:
    start = AFTER + timedelta(days=5)
    with create_desk(tmp_path / "desk", name="小禾苗亲子社", passphrase=None, clock=SetClock(AFTER)) as desk:
        desk.events.add(title="市集", start=start, end=start + timedelta(hours=3), code="FAIR")
        guardian = BookedPerson(Role.GUARDIAN, "家长", phone="13800000001", phone_type="mobile")
        people = [guardian, BookedPerson(Role.CHILD, "孩子")]
        made = desk.registrations.add("FAIR", people=people, adults=1, children=1, consent_method="paper", photo_consent=True)
        desk.consents.give(made.family, {Purpose.PHOTO: False}, method="screen")
        desk.operators.add("小陈", OperatorRole.DOOR)
        desk.operators.retire("小陈")
        document = desk.reports.look("2026", "audit").document
        assert document.figure("withdrawals.photos").value == 0
        # A booking that another desk changed back, and whose guardian still does not wish it.
        with desk.house.store.unit(actor=desk.actor, clock=desk.clock, action="test") as unit:
            unit.execute(t.registration.update().values(photo_consent=True))
            unit.put("registration", {"id": made.id, "photo_consent": True})
            unit.commit(subject=None)
        again = desk.reports.look("2026", "audit").document
    assert again.figure("withdrawals.photos").value == 1
    assert document.figure("rights.checkin").value == 1 == document.figure("operators").value
