"""Who was expected when an event began: kept once, and found again among the people who came."""

from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.expected import NOBODY, Expected, Seat, expected_people, was_expected

PEOPLE = [Seat(f"p{n}", child=n % 3 == 2, counted=n % 4 != 3) for n in range(8)]
SEATS = st.lists(st.sampled_from(PEOPLE), unique=True, max_size=8)


def test_adults_stand_before_children_and_who_is_not_counted_is_left_out() -> None:
    seats = [Seat("a", child=True), Seat("b", child=False), Seat("c", child=True, counted=False), Seat("d", child=False)]
    kept = was_expected(seats, confirmed=True, at_door=False)
    assert kept == Expected(adults=2, children=1, members=("b", "d", "a"))
    assert Expected.of(kept.plain()) == kept
    assert kept.seats == {"b": False, "d": False, "a": True}


def test_nobody_is_expected_of_who_waits_or_came_as_a_walk_in() -> None:
    seats = [Seat("a", child=False)]
    assert was_expected(seats, confirmed=False, at_door=False) == NOBODY
    assert was_expected(seats, confirmed=True, at_door=True) == NOBODY
    assert not NOBODY.anybody


def test_who_came_in_the_place_of_a_member_who_is_gone_was_expected() -> None:
    kept = Expected(1, 2, ("father", "nameless", "sister"))
    now = [Seat("father", child=False), Seat("brother", child=True), Seat("sister", child=True), Seat("aunt", child=False)]
    assert expected_people(kept, now, came={"brother", "aunt"}) == {"father": False, "brother": True, "sister": True}
    assert expected_people(kept, now, came=()) == {"father": False, "nameless": True, "sister": True}
    assert expected_people(kept, now, came={"nameless", "brother"}) == {"father": False, "nameless": True, "sister": True}


@given(then=SEATS, now=SEATS, came=st.sets(st.sampled_from([seat.person for seat in PEOPLE])))
def test_as_many_adults_and_children_stay_expected_whoever_comes(then: list[Seat], now: list[Seat], came: set[str]) -> None:
    kept = was_expected(then, confirmed=True, at_door=False)
    found = expected_people(kept, now, came=came)
    assert (sum(not child for child in found.values()), sum(found.values())) == (kept.adults, kept.children)
    assert came.intersection(kept.members) <= set(found)
