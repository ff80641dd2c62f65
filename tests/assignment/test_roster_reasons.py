"""Why a place is empty, and what would fill it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.rosters import KINDS, staffing
from eventdesk.assignment.roster import plan
from eventdesk.assignment.roster_greedy import greedy
from eventdesk.assignment.roster_grid import roster_grid
from eventdesk.assignment.roster_reasons import RemedyKind, gaps, reasons, remedies, why_here, why_not
from eventdesk.domain.roster import WAIVABLE, forbids
from eventdesk.domain.roster_check import breaches
from eventdesk.domain.volunteer import Assigned, Rule, Shift, Skill, Staffing, StaffingRules, Volunteer, Window

DAY = datetime(2026, 11, 28, tzinfo=timezone(timedelta(hours=8)))


def workshop() -> Staffing:
    """A story hour asks for first aid: one who has it makes music, one leaves early, one has worked enough."""

    def at(hour: float) -> datetime:
        return DAY + timedelta(hours=hour)

    def shift(id: str, start: float, end: float, *skills: str) -> Shift:
        return Shift(id, id, id, at(start), at(end), 1, 1, frozenset(skills))

    def person(id: str, *skills: str, until: float = 18, day: int | None = None) -> Volunteer:
        known = tuple(Skill(name) for name in skills)
        return Volunteer(id, id, id, (Window(at(8), at(until)),), known, max_day_minutes=day)

    return Staffing(
        shifts=(shift("door", 8, 10), shift("music", 10, 11, "music"), shift("story", 10, 11, "first aid")),
        volunteers=(
            person("aid", "first aid", "music"), person("band", "music"), person("early", "first aid", until=10.5),
            person("tired", "first aid", day=120), person("green"),
        ),
        zone=DAY.tzinfo or UTC,
        rules=StaffingRules(),
        assigned=(Assigned("door", "tired"), Assigned("music", "aid")),
    )  # fmt: skip


def test_everybody_counts_once_under_the_first_rule() -> None:
    found = reasons(workshop(), "story")
    assert found.missing == 1
    assert dict(found.counts) == {Rule.SKILL: 2, Rule.UNAVAILABLE: 1, Rule.OVERLAP: 1, Rule.DAY_HOURS: 1}
    assert found.people(Rule.SKILL) == ("band", "green")
    assert found.blocked["aid"].other == "music"
    assert found.blocked["early"].minutes == 30
    assert found.blocked["tired"].limit == 120
    assert [one.shift for one in gaps(workshop())] == ["story"]


def test_the_three_ways_of_the_picture() -> None:
    swap, hours, time, waive = remedies(workshop(), "story", most=4)
    assert (swap.kind, swap.people, swap.changes, swap.approval) == (RemedyKind.SWAP, ("aid", "band"), 2, False)
    assert (hours.kind, hours.volunteer, hours.consent, hours.approval) == (RemedyKind.HOURS, "tired", ("tired",), True)
    assert (time.kind, time.volunteer) == (RemedyKind.TIME, "early")
    assert (waive.kind, waive.volunteer, waive.added[0].waived) == (RemedyKind.WAIVE, "band", frozenset({Rule.SKILL}))
    assert swap.apply(workshop()).filled == 3
    assert [one.kind for one in remedies(workshop(), "story")] == [RemedyKind.SWAP, RemedyKind.HOURS, RemedyKind.TIME]


def test_nobody_pinned_is_moved_and_a_free_one_goes_first() -> None:
    pinned = replace(workshop(), assigned=(Assigned("door", "tired"), Assigned("music", "aid", pinned=True)))
    first = remedies(pinned, "story", most=9)[0]
    assert (first.kind, first.volunteer) == (RemedyKind.SWAP, "tired")
    assert all(not any(gone.pinned for gone in one.removed) for one in remedies(pinned, "story", most=9))
    free = replace(workshop(), assigned=(Assigned("door", "green"),))
    assert remedies(free, "story", most=2)[0].kind is RemedyKind.GIVE
    assert remedies(replace(free, shifts=(replace(free.shifts[2], end=DAY),), assigned=()), "story") == ()


def test_why_not_and_why_here() -> None:
    assert [block.rule for block in why_not(workshop(), "aid", "story")] == [Rule.OVERLAP]
    assert why_not(workshop(), "green", "door")[0].rule is Rule.FULL
    assert why_not(replace(workshop(), assigned=()), "green", "door") == ()
    here = why_here(workshop(), "music", "aid")
    assert (here.needed, here.able, here.skills, here.wished) == (True, ("band",), ("music",), False)
    with pytest.raises(KeyError):
        why_here(workshop(), "story", "aid")


def test_a_third_in_between() -> None:
    """Who could come is needed where only somebody could go who is needed as well."""
    base = workshop()
    late = replace(base.shifts[1], id="late", code="late", skills=frozenset({"drums"}))
    drummer = replace(base.volunteers[4], id="drum", code="drum", skills=(Skill("drums"),))
    band = replace(base.volunteers[1], skills=(Skill("music"), Skill("drums")))
    chained = replace(
        base, shifts=(*base.shifts, late), volunteers=(base.volunteers[0], band, drummer),
        assigned=(Assigned("music", "aid"), Assigned("late", "band")),
    )  # fmt: skip
    first = remedies(chained, "story")[0]
    assert (first.kind, first.people, first.changes) == (RemedyKind.CHAIN, ("aid", "band", "drum"), 3)
    assert first.apply(chained).filled == 3


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(KINDS))
def test_remedies_fill_a_place_break_nothing_and_can_be_undone(seed: int, kind: str) -> None:
    question = staffing(14, 9, seed=seed, kind=kind)
    grid = roster_grid(question)
    made = greedy(grid, cancelled=lambda: False).pairs
    # Some places are emptied again, so that there is something to find.
    question = replace(question, assigned=grid.roster(sorted(made)[seed % 3 :: 2]))
    for gap in gaps(question):
        assert len(gap.blocked) + len(gap.free) + len([1 for one in question.assigned if one.shift == gap.shift]) == 14
        assert sum(gap.counts.values()) == len(gap.blocked)
        shift = question.shift_by_id[gap.shift]
        for id in gap.free:
            assert forbids(question, shift, question.volunteer_by_id[id], question.assigned) == ()
        for remedy in remedies(question, gap.shift, most=6):
            after = remedy.apply(question)
            assert breaches(after) == ()
            assert after.filled == question.filled + 1
            assert sorted(remedy.undo(after).assigned) == sorted(question.assigned)
            waived = {rule for one in remedy.added for rule in one.waived}
            assert waived <= WAIVABLE
            assert bool(waived) == remedy.approval == bool(remedy.consent)


def test_a_finished_plan_leaves_nothing_that_is_free() -> None:
    question = staffing(20, 12, seed=1, kind="rare")
    finished = replace(question, assigned=plan(question, seconds=30).assigned)
    for gap in gaps(finished):
        assert gap.free == ()
        easy = {RemedyKind.GIVE, RemedyKind.MOVE, RemedyKind.SWAP, RemedyKind.CHAIN}
        assert not easy & {one.kind for one in remedies(finished, gap.shift, most=9)}
