"""The one capacity function."""

from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.capacity import EVENT_KEY, Allotment, Limit, Party, own_limits, shrank, slot_key
from eventdesk.domain.crowding import crowded_out
from eventdesk.domain.event import Unit

parties = st.builds(Party, adults=st.integers(0, 4), children=st.integers(0, 4)).filter(lambda p: p.persons > 0)
units = st.sampled_from(Unit)
limits = st.builds(Limit, places=st.none() | st.integers(0, 20), unit=units)
requests = st.lists(st.tuples(parties, st.lists(st.sampled_from("ABC"), unique=True, max_size=3)), max_size=25)


def _run(event: Limit, slots: dict[str, Limit], wishes: list[tuple[Party, list[str]]], *, pass_over: bool) -> list:  # type: ignore[type-arg]
    allotment = Allotment(own_limits(event, slots), pass_over=pass_over)
    return [(party, allotment.allocate(party, chosen)) for party, chosen in wishes]


@given(limits, st.fixed_dictionaries(dict.fromkeys("ABC", limits)), requests, st.booleans())
def test_no_limit_is_ever_passed(event: Limit, slots: dict[str, Limit], wishes: list, pass_over: bool) -> None:  # type: ignore[type-arg]
    given_out = _run(event, slots, wishes, pass_over=pass_over)
    taken = sum(party.places(event.unit) for party, got in given_out if got.confirmed)
    assert event.places is None or taken <= event.places
    for code, limit in slots.items():
        inside = sum(party.places(limit.unit) for party, got in given_out if got.slots.get(code))
        assert limit.places is None or inside <= limit.places


@given(limits, st.fixed_dictionaries(dict.fromkeys("ABC", limits)), requests)
def test_the_queue_is_strict(event: Limit, slots: dict[str, Limit], wishes: list) -> None:  # type: ignore[type-arg]
    given_out = _run(event, slots, wishes, pass_over=False)
    turned_away: set[str] = set()
    for _, got in given_out:
        for code, has_place in got.slots.items():
            assert not (has_place and code in turned_away), "somebody overtook a family that waits for the slot"
        if got.confirmed:
            turned_away |= {code for code, has_place in got.slots.items() if not has_place}


@given(limits, st.fixed_dictionaries(dict.fromkeys("ABC", limits)), requests)
def test_what_is_stored_counts_as_it_was_given_out(event: Limit, slots: dict[str, Limit], wishes: list) -> None:  # type: ignore[type-arg]
    first = Allotment(own_limits(event, slots))
    stored = [(party, first.allocate(party, chosen)) for party, chosen in wishes]
    again = Allotment(own_limits(event, slots))
    for party, got in stored:
        if got.confirmed:
            again.hold(party, [code for code, has_place in got.slots.items() if has_place])
    assert {k: v for k, v in again.taken.items() if v} == {k: v for k, v in first.taken.items() if v}
    for party, got in stored:
        held = [code for code, has_place in got.slots.items() if has_place]
        left = [code for code in got.slots if code not in held]
        if left or not got.confirmed:
            again.wait(party, left, held=held if got.confirmed else None)
    assert first.waiting <= again.waiting, "somebody could overtake by coming after a restart"


def test_a_full_event_lets_whole_families_wait() -> None:
    limits = own_limits(Limit(5, Unit.PERSONS), {})
    strict, loose = Allotment(limits), Allotment(limits, pass_over=True)
    wishes = (Party(2, 2), Party(1, 1), Party(1, 0))
    assert [strict.allocate(party, ()).confirmed for party in wishes] == [True, False, False]
    assert [loose.allocate(party, ()).confirmed for party in wishes] == [True, False, True]


def test_a_family_that_gets_one_of_two_slots_is_partly_waiting() -> None:
    slots = {"A": Limit(0), "B": Limit(None)}
    got = Allotment(own_limits(Limit(None), slots)).allocate(Party(1, 1), ("A", "B"))
    assert got.confirmed
    assert got.partly
    assert got.slots == {"A": False, "B": True}


def test_whoever_could_have_a_place_by_now_is_not_overtaken() -> None:
    """A family waits for the event; then a place of it is given back. Later ones stay behind, whatever they choose."""
    allotment = Allotment(own_limits(Limit(2), {"A": Limit(9), "B": Limit(9)}))
    allotment.wait(Party(1, 1), ("A",))
    assert not allotment.allocate(Party(1, 0), ("B",)).confirmed


def test_who_waits_for_a_full_slot_holds_up_nobody_elsewhere() -> None:
    allotment = Allotment(own_limits(Limit(9), {"A": Limit(1), "B": Limit(9)}))
    for children in (2, 1):  # the second would fit into the slot, and waits behind the first
        allotment.wait(Party(1, children), ("A",))
    assert allotment.allocate(Party(1, 0), ("B",)).confirmed


@given(limits, st.fixed_dictionaries(dict.fromkeys("ABC", limits)), requests, parties, st.sets(st.sampled_from("ABC")))
def test_a_party_grows_into_free_places_alone(
    event: Limit, slots: dict[str, Limit], wishes: list, after: Party, more: set[str]  # type: ignore[type-arg]
) -> None:
    allotment = Allotment(own_limits(event, slots))
    got = [(party, allotment.allocate(party, chosen)) for party, chosen in wishes]
    sizes = [(party, allocation) for party, allocation in got if allocation.confirmed]
    if not sizes:
        return
    before, first = sizes[0]
    held = [code for code, has_place in first.slots.items() if has_place]
    grown = not allotment.resize(before, after, held)
    party = after if grown else before
    further = allotment.more(party, sorted(more - set(first.slots)), held=held)
    now = [(party, {*held, *(code for code, has_place in further.items() if has_place)})]
    now += [(other, {code for code, has_place in allocation.slots.items() if has_place}) for other, allocation in sizes[1:]]
    assert allotment.taken[EVENT_KEY] == sum(one.places(event.unit) for one, _ in now)
    assert event.places is None or allotment.taken[EVENT_KEY] <= event.places
    for code, limit in slots.items():
        taken = sum(one.places(limit.unit) for one, has in now if code in has)
        assert allotment.taken.get(slot_key(code), 0) == taken
        assert limit.places is None or taken <= limit.places
    if max(after.adults - before.adults, after.children - before.children) <= 0:
        assert grown, "a party may always become smaller"


queues = st.lists(st.tuples(parties, st.lists(st.sampled_from("ABC"), unique=True, max_size=3).map(tuple)), max_size=12)


@given(limits, st.fixed_dictionaries(dict.fromkeys("ABC", limits)), queues, st.sets(st.integers(0, 11)), st.booleans())
def test_no_later_family_keeps_a_place_that_an_earlier_one_lost(
    event: Limit, slots: dict[str, Limit], queue: list[tuple[Party, tuple[str, ...]]], inside: set[int], pass_over: bool
) -> None:
    held = [(str(place), party, codes, bool(codes)) for place, (party, codes) in enumerate(queue)]
    here = {str(place) for place in inside}
    out = crowded_out(own_limits(event, slots), held, inside=here, pass_over=pass_over)
    assert not here & set(out), "somebody who is inside was sent away"
    kept = {
        id: (party, tuple(code for code in codes if code not in (out.get(id) or ())))
        for id, party, codes, _ in held
        if out.get(id, ()) is not None
    }
    outside = {id: pair for id, pair in kept.items() if id not in here}
    if outside:
        taken = sum(party.places(event.unit) for party, _ in kept.values())
        assert event.places is None or taken <= event.places
    for code, limit in slots.items():
        if any(code in has for _, has in outside.values()):
            taken = sum(party.places(limit.unit) for party, has in kept.values() if code in has)
            assert limit.places is None or taken <= limit.places
    if pass_over:
        return
    lost: set[str] = set()
    full = False
    for id, _, codes, _ in held:
        if id in here:
            continue
        has = kept[id][1] if id in kept else ()
        assert not (full and id in kept), "somebody kept a place of the event that an earlier family lost"
        assert not lost & set(has), "somebody kept a place of a slot that an earlier family lost"
        full |= id not in kept and not codes
        lost |= set(codes) - set(has)


def test_a_smaller_family_passes_a_larger_one_where_the_rules_say_so() -> None:
    held = [("a", Party(1, 1), (), False), ("b", Party(1, 2), (), False), ("c", Party(1, 0), (), False)]
    limits = own_limits(Limit(3), {})
    assert crowded_out(limits, held) == {"b": None, "c": None}
    assert crowded_out(limits, held, pass_over=True) == {"b": None}
    assert crowded_out(limits, held, inside={"b"}) == {"a": None, "c": None}


def test_a_limit_shrinks_where_it_might_hold_fewer() -> None:
    assert shrank(Limit(None), Limit(9))
    assert shrank(Limit(9), Limit(8))
    assert shrank(Limit(9, Unit.FAMILIES), Limit(12, Unit.PERSONS))
    assert not shrank(Limit(9), Limit(9))
    assert not shrank(Limit(9), Limit(10))
    assert not shrank(Limit(9), Limit(None, Unit.FAMILIES))
