"""Schedules where the clock on the wall is no measure: an hour that is there twice, or not at all."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain.age import AgeBand
from eventdesk.domain.clashes import SeasonEvent, clashes
from eventdesk.domain.conflicts import ConflictKind, find, free_at, look
from eventdesk.domain.schedule import (
    BadSchedule,
    ChangeKind,
    History,
    PlannedSlot,
    Schedule,
    changes,
    planned_alike,
    snap,
)
from eventdesk.domain.venue import Grounds, Room

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = datetime(2026, 10, 24, 22, tzinfo=UTC)
"""Midnight in Berlin before the hour from two to three comes twice."""
GROUNDS = Grounds(rooms=(Room("hall", 40), Room("barn", 40)))


def at(minutes: int, zone: ZoneInfo = BERLIN) -> datetime:
    return (NIGHT + timedelta(minutes=minutes)).astimezone(zone)


def slot(number: int, start: int, end: int, room: str = "hall", zone: ZoneInfo = BERLIN, **more: object) -> PlannedSlot:
    return PlannedSlot(f"id{number}", f"S{number}", f"slot {number}", room=room, start=at(start, zone), end=at(end, zone), **more)  # type: ignore[arg-type]


def plan(*slots: PlannedSlot, zone: ZoneInfo = BERLIN) -> Schedule:
    return Schedule(at(0, zone), at(600, zone), 0, slots)


def test_both_rounds_of_an_hour_are_free_of_each_other() -> None:
    first, second = slot(1, 120, 180), slot(2, 180, 240)
    assert (first.start, second.start) == (datetime(2026, 10, 25, 2, tzinfo=BERLIN), datetime(2026, 10, 25, 2, fold=1, tzinfo=BERLIN))
    assert first.length == second.length == timedelta(hours=1)
    assert [one.id for one in plan(second, first).placed()] == ["id1", "id2"]
    assert look(plan(first, second), GROUNDS) == ()
    assert free_at(plan(first, second), GROUNDS, "id2")("hall", at(180)) == ()
    (clash,) = free_at(plan(first, second), GROUNDS, "id2")("hall", at(150))
    assert dict(clash.facts)["minutes"] == 30
    rival = SeasonEvent("B", "b", "v", plan(slot(2, 150, 210)))
    assert [one.kind for one in clashes([SeasonEvent("A", "a", "v", plan(first)), rival])] == ["room"]
    one, other = (Schedule(at(start), at(start + 60), 0, (made,)) for start, made in ((120, first), (180, second)))
    assert clashes([SeasonEvent("A", "a", "v", one), SeasonEvent("B", "b", "v", other)]) == ()


def test_a_slot_keeps_its_length_through_both_changes_of_the_clock() -> None:
    moved = plan(slot(1, 0, 60)).move("id1", room="hall", start=at(150)).slot("id1")
    assert (moved.length, moved.end) == (timedelta(hours=1), datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=BERLIN))
    spring = datetime(2026, 3, 29, 1, 30, tzinfo=BERLIN)
    moved = plan(slot(1, 0, 60)).move("id1", room="hall", start=spring).slot("id1")
    assert (moved.length, moved.end) == (timedelta(hours=1), datetime(2026, 3, 29, 3, 30, tzinfo=BERLIN))
    with pytest.raises(BadSchedule, match="too_short"):
        plan(slot(1, 0, 60)).resize("id1", start=at(180), end=at(120))


def test_from_one_round_to_the_other_is_a_step_and_a_move() -> None:
    first, second = slot(1, 150, 180), slot(1, 210, 240)
    assert not planned_alike(first, second)
    assert [change.kind for change in changes([first], [second])] == [ChangeKind.MOVED]
    history = History(plan(first))
    history.take(plan(second), "move")
    assert history.can_undo
    told = PlannedSlot("id1", "S1", "slot 1", room="hall", start=datetime.fromisoformat(at(150).isoformat()), end=at(180))
    assert changes([told], [first]) == ()  # as a release keeps it: with an offset, without a zone


def test_hours_are_told_in_the_zone_that_they_came_in() -> None:
    band, other = AgeBand(36, 47), AgeBand(48, 71)
    gap = plan(slot(1, 0, 60, band=band), slot(2, 240, 300, band=band), slot(3, 0, 30, band=other, room="barn"))
    (found,) = look(gap, GROUNDS)
    assert (found.kind, dict(found.facts)["end"].utcoffset()) == (ConflictKind.AGE_GAP, timedelta(hours=1))  # type: ignore[attr-defined]
    (room,) = find(plan(slot(1, 120, 180), slot(2, 150, 210)), GROUNDS)
    starts = [remedy.start for remedy in room.remedies if remedy.start is not None]
    assert starts and all(start.tzinfo is BERLIN for start in starts)


@given(minutes=st.integers(0, 600), step=st.sampled_from((5, 10, 15, 30)))
def test_snapping_goes_to_the_nearest_moment(minutes: int, step: int) -> None:
    snapped = snap(at(minutes), step)
    assert abs(snapped.astimezone(UTC) - at(minutes).astimezone(UTC)) <= timedelta(minutes=step / 2)
    assert snapped.minute % step == 0


SPANS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 24), st.sampled_from(("hall", "barn")), st.sampled_from(("", "fang"))), max_size=6
)


@settings(max_examples=60)
@given(SPANS, st.integers(-30, 30))
def test_a_zone_changes_nothing(spans: list[tuple[int, int, str, str]], by: int) -> None:
    """What is found, how long it takes and where it goes is the same in Berlin as on a clock that never changes."""
    here, there = (
        plan(*(slot(n, s * 5, (s + d) * 5, room, zone, leader=who) for n, (s, d, room, who) in enumerate(spans)), zone=zone)
        for zone in (BERLIN, ZoneInfo("UTC"))
    )
    pairs = [(here, there)]
    if spans:
        later = timedelta(minutes=by * 5)
        pairs.append((here.ripple("id0", later), there.ripple("id0", later)))
    for one, other in pairs:
        assert [(c.kind, c.slots, c.facts) for c in look(one, GROUNDS)] == [(c.kind, c.slots, c.facts) for c in look(other, GROUNDS)]
        assert [s.length for s in one.placed()] == [s.length for s in other.placed()]
        assert one.in_utc() == other.in_utc()
        assert [s.id for s in one.placed()] == [s.id for s in other.placed()]
