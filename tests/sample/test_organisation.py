"""The sample organisation: lists are not empty, the day is soon, and nothing real is ever taken away."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.clock import SetClock
from eventdesk.desk import create_desk, has_desk, open_desk
from eventdesk.domain.registration import RegistrationState
from eventdesk.errors import Conflict
from eventdesk.sample import feedback
from eventdesk.sample.organisation import begins_soon, build_sample, clear_sample, open_sample
from eventdesk.sample.programme import LATER, NEXT, PAST, TODAY
from eventdesk.services.case_views import CaseFilter

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 28, 9, 1, tzinfo=ZONE)


def test_the_day_has_begun_for_some(tmp_path: Path) -> None:
    sample = build_sample(tmp_path / "desk", clock=SetClock(NOW), with_checkins=True)
    with sample.desk as desk:
        assert desk.sample
        assert not desk.encrypted
        door = desk.attendance.door(sample.event)
        assert (door.registered_families, door.registered, door.waitlisted_families) == (46, 132, 5)
        assert 7 <= door.attended_families <= 20
        assert {name for name, n in door.by_station if n} == set(desk.operators.stations())
        assert all(NOW - timedelta(minutes=15) <= entry.at <= NOW for entry in door.recent)
        first = door.waiting[0]
        assert (first.label, first.adults, first.children, first.arrived) == ("林晓梅", 2, 2, 1)
        states = [r.state for r in desk.registrations.list(sample.event)]
        assert states.count(RegistrationState.CANCELLED) == 3
        assert sum(not r.consent for r in desk.registrations.list(sample.event)) == 2
        assert desk.proofs.verify().ok


def test_other_events_have_been_and_are_to_come(tmp_path: Path) -> None:
    sample = build_sample(tmp_path / "desk", clock=SetClock(NOW))
    with sample.desk as desk:
        by_title = {event.title: event for event in desk.events.list()}
        assert list(by_title) == [LATER.title, NEXT.title, TODAY.title, PAST.title]
        over = desk.attendance.show(by_title[PAST.title].code).totals
        assert 0 < over.attended.persons < over.registered.persons
        assert desk.attendance.show(sample.event).journal_entries == 0
        # What a newcomer may import: new families, some that are known, and rows to put right.
        counts = desk.imports.run(by_title[NEXT.title].code, sample.to_import).counts
        assert counts["accepted"] > 10
        assert counts["updated"] > 0
        assert counts["duplicates"] > 0
        assert counts["rejected"] > 0


def test_a_season_for_more_families_has_larger_rooms(tmp_path: Path) -> None:
    with build_sample(tmp_path / "desk", clock=SetClock(NOW), families=60, with_season=True).desk as desk:
        today = next(event for event in desk.events.list() if event.title == TODAY.title)
        assert [release.number for release in desk.schedules.releases(today.code)] == [1]


def test_planners_have_prepared_the_season(tmp_path: Path) -> None:
    sample = build_sample(tmp_path / "desk", clock=SetClock(NOW), with_checkins=True, with_season=True)
    with sample.desk as desk:
        advice = desk.places.advice(sample.event).advice
        assert advice.places is not None, "there is a past to learn from"
        assert advice.places > advice.capacity
        assert len({event.no_show_rate for event in advice.history}) >= 5
        by_title = {event.title: event for event in desk.events.list()}
        assert len(desk.events.list()) > 15
        today = desk.schedules.load(by_title[TODAY.title].code)
        assert (today.released, today.unreleased) == (1, ())
        assert [conflict.severity for conflict in today.conflicts] == ["warning"], "some siblings cannot attend both"
        assert [room.name for room in today.grounds.rooms] == ["彩虹厅", "积木教室", "小树屋", "户外草坪"]
        work = desk.schedules.load(by_title[NEXT.title].code)
        assert [conflict.kind for conflict in work.conflicts if conflict.severity == "error"] == ["room"]
        assert [slot.title for slot in work.schedule.tray()] == ["手指谣"]
        assert [c.kind for c in desk.schedules.of_year()[1] if c.severity == "error"] == []
        assert desk.proofs.verify().ok


@pytest.mark.parametrize("families", [1, 2, 5])
def test_a_handful_is_enough(tmp_path: Path, families: int) -> None:
    with build_sample(tmp_path / "desk", clock=SetClock(NOW), families=families, with_checkins=True).desk as desk:
        (today,) = [event for event in desk.events.list() if event.title == TODAY.title]
        assert today.registered_families == families
        assert desk.attendance.show(today.code).totals.inside > 0


@given(st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2028, 1, 1)))  # noqa: DTZ001 - given a zone below
def test_the_event_is_soon_and_today(naive: datetime) -> None:
    now = naive.replace(tzinfo=ZONE)
    start = begins_soon(now)
    assert start.date() == now.date()
    assert (start + timedelta(minutes=TODAY.minutes)).date() == now.date()
    assert start.minute in (0, 30)
    if now.hour < 20:
        assert timedelta(minutes=19) < start - now < timedelta(minutes=50)


def test_the_sample_is_kept_for_a_day_and_then_made_anew(tmp_path: Path) -> None:
    folder, clock = tmp_path / "sample", SetClock(NOW)
    with open_sample(folder, clock=clock, families=8) as desk:
        event = next(event for event in desk.events.list() if event.title == TODAY.title)
        entries = desk.attendance.show(event.code).journal_entries
        desk.registrations.cancel(desk.registrations.list(event.code)[0].id)
    clock.at = NOW + timedelta(hours=6)
    with open_sample(folder, clock=clock, families=8) as desk:
        assert desk.attendance.show(event.code).journal_entries == entries
        assert RegistrationState.CANCELLED in {r.state for r in desk.registrations.list(event.code)}
    clock.at = NOW + timedelta(days=1)
    with open_sample(folder, clock=clock, families=8) as desk:
        days = {event.start.astimezone(ZONE).date() for event in desk.events.list() if event.title == TODAY.title}
        assert days == {clock.at.date()}


@pytest.mark.parametrize("passphrase", [None, "long enough"])
def test_a_real_desk_is_never_taken_away(tmp_path: Path, passphrase: str | None) -> None:
    create_desk(tmp_path, name="real", passphrase=passphrase).close()
    for attempt in (clear_sample, lambda folder: open_sample(folder, clock=SetClock(NOW))):
        with pytest.raises(Conflict) as problem:
            attempt(tmp_path)
        assert problem.value.code == "desk_exists"
    with open_desk(tmp_path, passphrase=passphrase) as desk:
        assert desk.organisation == "real"


def test_nothing_to_clear_is_fine(tmp_path: Path) -> None:
    assert not clear_sample(tmp_path / "none")
    build_sample(tmp_path / "desk", clock=SetClock(NOW), families=1).desk.close()
    assert clear_sample(tmp_path / "desk")
    assert not has_desk(tmp_path / "desk")


def test_the_team_knows_its_families(tmp_path: Path) -> None:
    with build_sample(tmp_path / "desk", clock=SetClock(NOW), with_checkins=True, with_season=True).desk as desk:
        (pair,) = desk.duplicates.list()
        assert pair.score >= 80
        assert all(level.families for level in desk.memberships.levels())
        assert len(desk.follow_ups.list()) == 3
        came = desk.growth.of_year(NOW.year)
        assert came.figures[0].numerator == came.came > 20
        assert len(came.groups["district"]) > 2


def test_a_past_event_has_answers_that_were_followed_up(tmp_path: Path) -> None:
    with build_sample(tmp_path / "desk", clock=SetClock(NOW), with_season=True).desk as desk:
        past = next(event for event in desk.events.list() if event.title == PAST.title)
        assert desk.feedback.summary(past.code).responses == feedback.FACES + len(feedback.SCORES)
        cases = desk.cases.list(past.code, which=CaseFilter.ALL)
        assert (len(cases), sum(case.done_at is not None for case in cases)) == (3, 1)
        assert len(desk.feedback_imports.batches(past.code)) == 1 and desk.proofs.verify().ok
