"""The schedule: whatever steps were taken, all of them can be taken back; what is wrong with it is found."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain.age import AgeBand
from eventdesk.domain.conflicts import Conflict, ConflictKind, RemedyKind, Severity, Siblings, find, free_at
from eventdesk.domain.event import SlotKind
from eventdesk.domain.schedule import BadSchedule, ChangeKind, History, PlannedSlot, Schedule, changes, snap
from eventdesk.domain.venue import Closed, Grounds, Resource, Room

START = datetime(2026, 11, 28, 1, 0, tzinfo=UTC)
END = START + timedelta(hours=8)
ROOMS = ("hall", "workshop", "lawn")
GROUNDS = Grounds(rooms=(Room("hall", 40), Room("workshop", 24), Room("lawn")), resources=(Resource("projector", 1),))


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def slot(number: int, room: str, start: float, end: float, **more: object) -> PlannedSlot:
    return PlannedSlot(f"id{number}", f"S{number}", f"slot {number}", room=room, start=at(start), end=at(end), **more)  # type: ignore[arg-type]


def plan(*slots: PlannedSlot, changeover: int = 10) -> Schedule:
    return Schedule(START, END, changeover, slots)


@st.composite
def slots(draw: st.DrawFn) -> tuple[PlannedSlot, ...]:
    made = []
    for number in range(draw(st.integers(0, 8))):
        begin = draw(st.integers(0, 28)) / 4
        made.append(
            slot(
                number, draw(st.sampled_from(ROOMS)), begin, begin + draw(st.integers(1, 8)) / 4,
                leader=draw(st.sampled_from(("", "fang", "gao"))), capacity=draw(st.sampled_from((None, 20, 30, 50))),
                resources=draw(st.sampled_from(((), (("projector", 1),)))), pinned=draw(st.booleans()),
                kind=draw(st.sampled_from(SlotKind)),
            )
        )  # fmt: skip
    return tuple(made)


Step = Callable[[Schedule, str], Schedule]
STEPS: st.SearchStrategy[Step] = st.one_of(
    st.tuples(st.sampled_from(ROOMS), st.integers(0, 40)).map(
        lambda to: lambda plan, id: plan.move(id, room=to[0], start=at(to[1] / 4))
    ),
    st.integers(1, 12).map(lambda long: lambda plan, id: plan.change(id, minutes=long * 5)),
    st.just(lambda plan, id: plan.remove(id)),
    st.just(lambda plan, id: plan.unplace(id)),
    st.integers(-8, 8).map(lambda by: lambda plan, id: plan.ripple(id, timedelta(minutes=15 * by))),
    st.integers(0, 30).map(
        lambda to: lambda plan, id: plan.copy(id, new_id=f"{id}+", code=plan.free_code(), room="hall", start=at(to / 4))
    ),
)


@given(slots(), st.lists(st.tuples(STEPS, st.integers(0, 9)), max_size=40))
def test_undo_of_everything_gives_the_start_and_redo_the_end(made: tuple[PlannedSlot, ...], steps: list[tuple[Step, int]]) -> None:
    history = History(plan(*made))
    start = history.now
    for step, which in steps:
        if history.now.slots:
            id = history.now.slots[which % len(history.now.slots)].id
            try:
                history.take(step(history.now, id), "step")
            except BadSchedule:
                continue
    end = history.now
    while history.undo():
        pass
    assert history.now == start
    assert not history.can_undo
    while history.redo():
        pass
    assert history.now == end


def test_a_new_step_forgets_what_was_taken_back() -> None:
    history = History(plan(slot(1, "hall", 0, 1)))
    history.take(history.now.move("id1", room="lawn", start=at(1)), "move")
    assert history.undo() == "move"
    history.take(history.now.remove("id1"), "remove")
    assert history.redo() is None
    assert history.now.slots == ()


@given(slots())
def test_rooms_and_leaders_are_found_out_exactly(made: tuple[PlannedSlot, ...]) -> None:
    """Against the plain definition: two at a time, every pair looked at."""
    found = find(plan(*made), GROUNDS)
    for kind, shared in ((ConflictKind.ROOM, lambda one: one.room), (ConflictKind.LEADER, lambda one: one.leader)):
        wanted = {
            frozenset((one.id, other.id))
            for one in made for other in made
            if one.id < other.id and shared(one) and shared(one) == shared(other)
            and one.span[0] < other.span[1] and other.span[0] < one.span[1]
        }  # fmt: skip
        assert {frozenset(c.slots) for c in found if c.kind is kind} == wanted
        assert all(c.severity is Severity.ERROR for c in found if c.kind is kind)


@settings(max_examples=40)
@given(slots())
def test_a_remedy_ends_its_conflict_and_makes_no_new_error(made: tuple[PlannedSlot, ...]) -> None:
    before = plan(*made)
    found = find(before, GROUNDS)
    errors = {(c.kind, frozenset(c.slots)) for c in found if c.severity is Severity.ERROR}
    for conflict in found:
        assert len(conflict.remedies) <= 3
        for remedy in conflict.remedies:
            after = find(remedy.apply(before), GROUNDS)
            left = {(c.kind, frozenset(c.slots)) for c in after if c.severity is Severity.ERROR}
            assert (conflict.kind, frozenset(conflict.slots)) not in {(c.kind, frozenset(c.slots)) for c in after}
            # Who still quarrels about a resource when one has left quarrelled before.
            assert all(any(one[0] is was[0] and one[1] <= was[1] for was in errors) for one in left)


@given(slots(), st.sampled_from(ROOMS), st.integers(0, 28))
def test_what_a_drag_shows_is_what_a_drop_gives(made: tuple[PlannedSlot, ...], room: str, quarter: int) -> None:
    if not made:
        return
    schedule = plan(*made)
    shown = free_at(schedule, GROUNDS, made[0].id)(room, at(quarter / 4))
    dropped = find(schedule.move(made[0].id, room=room, start=at(quarter / 4)), GROUNDS)
    with_it = {
        (c.kind, frozenset(c.slots)) for c in dropped if made[0].id in c.slots
        and c.kind not in (ConflictKind.AGE_GAP, ConflictKind.FAMILY)
    }  # fmt: skip
    assert {(c.kind, frozenset(c.slots)) for c in shown} == with_it


def kinds(schedule: Schedule, grounds: Grounds = GROUNDS, siblings: tuple[Siblings, ...] = ()) -> list[tuple[ConflictKind, Severity]]:
    return [(c.kind, c.severity) for c in find(schedule, grounds, siblings)]


def test_slots_that_touch_are_at_most_a_warning() -> None:
    assert kinds(plan(slot(1, "hall", 0, 1), slot(2, "hall", 1, 2))) == [(ConflictKind.CHANGEOVER, Severity.WARNING)]
    assert kinds(plan(slot(1, "hall", 0, 1), slot(2, "hall", 1, 2), changeover=0)) == []
    assert kinds(plan(slot(1, "hall", 0, 1, leader="fang"), slot(2, "lawn", 1, 2, leader="fang"))) == []


def test_each_kind_has_its_words_and_remedies() -> None:
    crowded = find(plan(slot(1, "workshop", 0, 1, capacity=30)), GROUNDS)[0]
    assert crowded.kind is ConflictKind.CAPACITY
    assert dict(crowded.facts) == {"capacity": 30, "room": "workshop", "most": 24}
    assert [(r.kind, r.room, r.capacity) for r in crowded.remedies] == [(RemedyKind.SHRINK, "", 24), (RemedyKind.ROOM, "hall", None)]
    shared = plan(slot(1, "hall", 0, 1, resources=(("projector", 1),)), slot(2, "lawn", 0.5, 1, resources=(("projector", 1),)))
    assert kinds(shared) == [(ConflictKind.RESOURCE, Severity.ERROR)]
    closed = Grounds(rooms=(Room("hall", closed=(Closed(at(0), at(1), "cleaning"),)),))
    assert kinds(plan(slot(1, "hall", 0.5, 2)), closed) == [(ConflictKind.CLOSED, Severity.ERROR)]
    assert kinds(plan(slot(1, "hall", 1, 2)), closed) == []
    assert kinds(plan(slot(1, "hall", 7, 9))) == [(ConflictKind.OUTSIDE, Severity.WARNING)]


def test_an_age_band_without_anything_for_an_hour() -> None:
    small, large = AgeBand(0, 35), AgeBand(36, 72)
    morning = (slot(1, "hall", 0, 1, band=small), slot(2, "hall", 3, 4, band=small), slot(3, "lawn", 0, 4, band=large))
    gap = next(c for c in find(plan(*morning), GROUNDS))
    assert (gap.kind, gap.slots) == (ConflictKind.AGE_GAP, ("id2",))
    assert dict(gap.facts)["start"] == at(1)


def test_siblings_of_two_bands_cannot_be_in_two_rooms() -> None:
    small, large = AgeBand(0, 35), AgeBand(36, 72)
    day = plan(slot(1, "hall", 0, 1, band=small), slot(2, "lawn", 0, 1, band=large))
    family = Siblings("R", (20, 50), ("id1", "id2"))
    (conflict,) = find(day, GROUNDS, (family, replace(family, registration="Q"), Siblings("P", (20,), ("id1", "id2"))))
    assert (conflict.kind, dict(conflict.facts)) == (ConflictKind.FAMILY, {"families": 2})


def test_the_one_to_move_is_not_the_pinned_one() -> None:
    def first(conflicts: tuple[Conflict, ...]) -> str:
        return conflicts[0].slots[0]

    assert first(find(plan(slot(1, "hall", 0, 1), slot(2, "hall", 0.5, 2)), GROUNDS)) == "id2"
    assert first(find(plan(slot(1, "hall", 0, 1), slot(2, "hall", 0.5, 2, pinned=True)), GROUNDS)) == "id1"


def test_what_changed_between_two_releases() -> None:
    before = (slot(1, "hall", 0, 1), slot(2, "hall", 2, 3), slot(3, "lawn", 0, 1), slot(4, "lawn", 2, 3, kind=SlotKind.BLOCKER))
    after = (slot(1, "hall", 0.5, 1.5), slot(2, "lawn", 2, 3), slot(5, "lawn", 4, 5))
    lines = {(c.after or c.before).code: c.kind for c in changes(before, after) if (c.after or c.before)}  # type: ignore[union-attr]
    assert lines == {"S1": ChangeKind.MOVED, "S2": ChangeKind.ROOM, "S3": ChangeKind.REMOVED, "S5": ChangeKind.ADDED}
    assert changes(before, before) == ()


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (lambda p: p.resize("id1", start=at(1), end=at(1)), "too_short"),
        (lambda p: p.resize("id1", start=at(2), end=at(1)), "too_short"),
        (lambda p: p.change("id1", title=" "), "title_missing"), (lambda p: p.add(slot(1, "hall", 0, 1)), "slot_exists"),
        (lambda p: p.change("id1", end=None), "half_a_time"), (lambda p: p.remove("nobody"), "no_such_slot"),
    ],
)  # fmt: skip
def test_a_step_that_leaves_no_slot_is_refused(step: Callable[[Schedule], Schedule], code: str) -> None:
    with pytest.raises(BadSchedule) as caught:
        step(plan(slot(1, "hall", 0, 1)))
    assert caught.value.code == code


@given(st.integers(0, 24 * 60 - 1), st.sampled_from((5, 10, 15, 30)))
def test_a_snapped_moment_is_near_and_on_the_grid(minute: int, grid: int) -> None:
    moment = datetime(2026, 11, 28, tzinfo=UTC) + timedelta(minutes=minute)
    snapped = snap(moment, grid)
    assert abs(snapped - moment) <= timedelta(minutes=grid / 2)
    assert (snapped.hour * 60 + snapped.minute) % grid == 0


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"title": "x"}, ChangeKind.CHANGED), ({"leader": "x"}, ChangeKind.CHANGED), ({"code": "X"}, ChangeKind.CHANGED),
        ({"band": AgeBand(0, 11)}, ChangeKind.CHANGED), ({"kind": SlotKind.BREAK}, ChangeKind.CHANGED),
        ({"room": "lawn"}, ChangeKind.ROOM), ({"end": at(2)}, ChangeKind.MOVED), ({"kind": SlotKind.BLOCKER}, ChangeKind.REMOVED),
        ({"notes": "x"}, None), ({"capacity": 3}, None), ({"resources": (("projector", 1),)}, None), ({"pinned": True}, None),
    ],
)  # fmt: skip
def test_families_are_told_what_they_see_and_nothing_else(changed: dict[str, object], kind: ChangeKind | None) -> None:
    before = slot(1, "hall", 0, 1)
    after = replace(before, **changed)  # type: ignore[arg-type]  # any field
    assert [line.kind for line in changes((before,), (after,))] == ([kind] if kind is not None else [])


def test_the_oldest_steps_are_forgotten_first() -> None:
    history = History(plan(), limit=2)
    for count in (1, 2, 3):
        history.take(plan(*(slot(number, "hall", number, number + 1) for number in range(count))), str(count))
    assert [history.undo(), history.undo(), history.undo()] == ["3", "2", None]
    assert len(history.now.slots) == 1
