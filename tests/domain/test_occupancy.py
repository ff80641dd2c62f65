"""How many were in: against a recount that looks at every moment for itself."""

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain.attendance import Attender, Course, Movement, course
from eventdesk.domain.event import Unit

START = datetime(2026, 11, 21, 1, 28, tzinfo=UTC)
FIVE = timedelta(minutes=5)


def person(number: int, family: int, *, child: bool, first: int | None) -> Attender:
    at = None if first is None else START + timedelta(seconds=first)
    return Attender(f"p{number}", f"r{family}", child, True, False, at, "1", at is not None)


@st.composite
def crowds(draw: st.DrawFn) -> tuple[Attender, ...]:
    shapes = draw(st.lists(st.tuples(st.integers(0, 3), st.booleans(), st.none() | st.integers(0, 4_000)), max_size=9))
    return tuple(
        person(number, family, child=child, first=first) for number, (family, child, first) in enumerate(shapes)
    )


@st.composite
def days(draw: st.DrawFn) -> tuple[tuple[Attender, ...], tuple[Movement, ...]]:
    """A crowd with movements of it and of strangers, at most one each second, in any order: twice in, out without ever being in."""
    people = draw(crowds())
    names = st.sampled_from([*(one.person for one in people), "stranger"])
    steps = draw(st.dictionaries(st.integers(0, 4_000), st.tuples(names, st.booleans()), max_size=25))
    return people, tuple(
        Movement(START + timedelta(seconds=second), name, inward) for second, (name, inward) in steps.items()
    )


def recount(people: tuple[Attender, ...], moved: tuple[Movement, ...], unit: Unit, at: datetime) -> int:
    """Who is in at a moment: whose last movement until then led inward."""
    inside = []
    for one in people:
        until = [step for step in moved if step.person == one.person and step.at <= at]
        if until and max(until, key=lambda step: step.at).inward:
            inside.append(one)
    if unit is Unit.FAMILIES:
        return len({one.registration for one in inside})
    return sum(one.child or unit is Unit.PERSONS for one in inside)


def assert_counts(found: Course, people: tuple[Attender, ...], moved: tuple[Movement, ...], unit: Unit) -> None:
    most = len({one.registration if unit is Unit.FAMILIES else one.person for one in people})
    assert all(0 <= now <= most for _, now in found.steps)
    moments = sorted({step.at for step in moved})
    naive = {at: recount(people, moved, unit, at) for at in moments}
    # The same moment can have several steps where first entries stand in: the last of them is what holds from then on.
    assert all(naive[at] == now for at, now in dict(found.steps).items())
    fullest = found.fullest()
    if fullest is None:
        assert not any(naive.values())
        return
    assert fullest.count == max(naive.values(), default=0)
    if fullest.count:
        assert fullest.at == min(at for at, now in naive.items() if now == fullest.count)
    bins = found.bins(FIVE)
    assert [end for end, _ in bins] == sorted({end for end, _ in bins})
    for end, now in bins:
        assert end.minute % 5 == 0 == end.second
        last = max(at for at, _ in found.steps if at < end)
        assert end - FIVE <= last and now == naive[last] >= 0


@settings(max_examples=60, deadline=None)
@given(days(), st.sampled_from(Unit))
def test_it_counts_what_a_recount_of_every_moment_counts(
    day: tuple[tuple[Attender, ...], tuple[Movement, ...]], unit: Unit
) -> None:
    people, moved = day
    if moved:
        found = course(people, moved, unit)
        assert_counts(found, people, moved, unit)
        assert found.exits is any(not step.inward for step in moved)


@settings(max_examples=40, deadline=None)
@given(crowds(), st.sampled_from(Unit))
def test_without_movements_first_entries_stand_in_and_never_fall(people: tuple[Attender, ...], unit: Unit) -> None:
    found = course(people, (), unit)
    moved = tuple(Movement(one.first_in, one.person, True) for one in people if one.first_in is not None)
    assert_counts(found, people, moved, unit)
    counts = [now for _, now in found.steps]
    assert counts == sorted(counts) and not found.exits


@settings(max_examples=40, deadline=None)
@given(days(), st.randoms(use_true_random=False))
def test_the_order_in_which_movements_are_told_changes_nothing(
    day: tuple[tuple[Attender, ...], tuple[Movement, ...]], chance: Random
) -> None:
    people, moved = day
    told = list(moved)
    chance.shuffle(told)
    assert course(people, told) == course(people, moved)


def test_whoever_leaves_makes_room_and_who_comes_back_is_no_second_person() -> None:
    people = (
        person(0, 0, child=False, first=0),
        person(1, 0, child=True, first=0),
        person(2, 1, child=False, first=60),
    )
    steps = ((0, 0, True), (1, 1, True), (60, 2, True), (90, 2, True), (600, 0, False), (601, 0, False), (900, 0, True))
    moved = [Movement(START + timedelta(seconds=second), f"p{who}", inward) for second, who, inward in steps]
    found = course(people, moved)
    assert [now for _, now in found.steps] == [1, 2, 3, 2, 3]
    fullest = found.fullest()
    assert fullest is not None and (fullest.at, fullest.count, fullest.exits) == (
        START + timedelta(seconds=60),
        3,
        True,
    )
    assert [now for _, now in course(people, moved, Unit.FAMILIES).steps] == [1, 1, 2, 2, 2]
    # 01:28 to 01:30 three came, at 01:38 one left, at 01:43 it came back.
    assert found.bins(FIVE) == tuple((START.replace(minute=minute), now) for minute, now in ((30, 3), (40, 2), (45, 3)))
