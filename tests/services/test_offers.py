"""Offers and moves: what is kept for a family is nobody else's, and what it lets go is free at once."""

from datetime import timedelta

import pytest

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.capacity import Count, LimitKind
from eventdesk.domain.event import Unit
from eventdesk.domain.registration import OfferState, RegistrationState
from eventdesk.errors import Conflict, DeskError, InvalidInput
from eventdesk.services.family_views import RegistrationView
from tests.conftest import Register

CONFIRMED, WAITING = RegistrationState.CONFIRMED, RegistrationState.WAITLISTED


def limit(desk: Desk, capacity: int | None) -> None:
    event = desk.events.show("FAIR")
    desk.events.change(
        "FAIR", title=event.title, start=event.start, end=event.end, venue=event.venue, capacity=capacity,
        capacity_unit=Unit.PERSONS, band=None,
    )  # fmt: skip


def full(desk: Desk, register: Register, *, waiting: int = 2) -> tuple[RegistrationView, list[RegistrationView]]:
    """An event of two places: who has them, and families of two who wait."""
    limit(desk, 2)
    return register(), [register() for _ in range(waiting)]


def state(desk: Desk, registration: RegistrationView) -> RegistrationState:
    return desk.registrations.show(registration.id).state


def code_of(error: pytest.ExceptionInfo[DeskError]) -> str:
    return error.value.code


def test_what_is_kept_for_a_family_is_nobody_elses(fair: Desk, register: Register) -> None:
    first, (second, third) = full(fair, register)
    fair.registrations.cancel(first.id)
    made = fair.offers.make(third.id, hours=2)
    assert (made.state, made.until - made.at) == (OfferState.OPEN, timedelta(hours=2))
    assert fair.registrations.promote_waiting("FAIR") == ()
    with pytest.raises(Conflict) as caught:
        fair.registrations.promote(second.id)
    assert (code_of(caught), caught.value.details["free"], caught.value.details["need"]) == ("no_place_event", 0, 2)
    assert state(fair, fair.registrations.restore(first.id)) is WAITING
    assert register().state is WAITING
    assert fair.offers.open("FAIR") == (fair.offers.list("FAIR")[0],)
    assert fair.offers.accept(made.id).state is OfferState.ACCEPTED
    assert (state(fair, third), state(fair, second)) == (CONFIRMED, WAITING)
    with pytest.raises(Conflict) as caught:
        fair.offers.decline(made.id)
    assert code_of(caught) == "offer_not_open"


def test_an_offer_runs_out_by_the_clock_alone(fair: Desk, register: Register, clock: SetClock) -> None:
    first, (second, third) = full(fair, register)
    fair.registrations.cancel(first.id)
    (made,) = fair.offers.make_next("FAIR", hours=1)
    assert made.registration == second.id
    clock.at += timedelta(hours=1)
    assert fair.offers.list("FAIR")[0].state is OfferState.EXPIRED
    with pytest.raises(Conflict) as caught:
        fair.offers.accept(made.id)
    assert code_of(caught) == "offer_not_open"
    assert fair.places.show("FAIR").resting == (second.id,)
    assert fair.registrations.promote_waiting("FAIR") == (third.id,), "who let an offer go holds up nobody"
    assert (fair.offers.expire(), fair.offers.expire()) == (1, 0)
    fair.registrations.cancel(third.id)
    assert fair.registrations.promote_waiting("FAIR") == ()
    assert fair.registrations.promote(second.id).state is CONFIRMED, "it stays on the list until somebody decides"


def test_an_offer_that_is_declined_goes_to_the_next(fair: Desk, register: Register) -> None:
    first, (second, third) = full(fair, register)
    fair.registrations.cancel(first.id)
    (made,) = fair.offers.make_next("FAIR")
    assert fair.offers.make_next("FAIR") == (), "all places are kept"
    fair.offers.decline(made.id)
    assert [one.registration for one in fair.offers.make_next("FAIR")] == [third.id]
    fair.offers.withdraw(fair.offers.open("FAIR")[0].id)
    assert state(fair, second) is state(fair, third) is WAITING
    assert fair.registrations.promote_waiting("FAIR") == (third.id,), "withdrawn: it waits as before"


def test_what_becomes_of_the_family_answers_its_offer(fair: Desk, register: Register) -> None:
    first, (second, third) = full(fair, register)
    fair.registrations.cancel(first.id)
    made = fair.offers.make(second.id)
    with pytest.raises(Conflict) as caught:
        fair.offers.make(second.id)
    assert code_of(caught) == "offer_open"
    fair.registrations.cancel(second.id)
    assert fair.offers.list("FAIR")[0].state is OfferState.WITHDRAWN
    assert made.id == fair.offers.list("FAIR")[0].id
    fair.offers.make(third.id)
    fair.registrations.promote(third.id)
    assert fair.offers.list("FAIR")[0].state is OfferState.ACCEPTED
    with pytest.raises(Conflict) as caught:
        fair.offers.make(third.id)
    assert code_of(caught) == "nothing_to_offer"
    for hours in (0, 721, float("nan")):
        with pytest.raises(InvalidInput):
            fair.offers.make(third.id, hours=hours)


def test_an_offer_keeps_slots_alone_for_who_has_the_event(fair: Desk, register: Register) -> None:
    for code, places in (("S1", 2), ("S2", 9)):
        fair.events.add_slot("FAIR", title=code, code=code, capacity=places)
    first = register(slots=("S1",))
    partly = register(slots=("S1", "S2"))
    fair.registrations.cancel(first.id)
    made = fair.offers.make(partly.id)
    assert made.slots == ("S1",)
    bars = {bar.slots: (bar.taken, bar.offered, bar.waiting, bar.free) for bar in fair.places.bars("FAIR")}
    assert bars == {(): (2, 0, 0, None), ("S1",): (0, 2, 0, 0), ("S2",): (2, 0, 0, 7)}
    assert register(slots=("S1",)).state is WAITING
    fair.offers.accept(made.id)
    assert {str(one) for _, one in fair.registrations.show(partly.id).slot_status} == {"confirmed"}


def test_a_promise_outlives_a_smaller_soft_limit_and_no_hard_one(fair: Desk, register: Register) -> None:
    first, (second, third) = full(fair, register)
    fair.registrations.cancel(first.id)
    limit(fair, 4)
    soft, hard = fair.offers.make(second.id), fair.offers.make(third.id)
    limit(fair, 2)
    fair.offers.accept(soft.id)
    fair.places.add_limit("FAIR", kind=LimitKind.EVENT, places=2, unit=Count.PERSONS, hard=True)
    with pytest.raises(Conflict) as caught:
        fair.offers.accept(hard.id)
    assert code_of(caught) == "no_place_event_hard"
    assert fair.events.show("FAIR").registered_persons == 2


def test_who_moves_gives_a_place_up_only_for_another(fair: Desk, register: Register) -> None:
    for code, places in (("S1", 4), ("S2", 2), ("S3", 9)):
        fair.events.add_slot("FAIR", title=code, code=code, capacity=places)
    here, there = register(slots=("S1",)), register(slots=("S2",))
    with pytest.raises(Conflict) as caught:
        fair.registrations.move(here.id, source="S1", target="S2")
    assert (code_of(caught), caught.value.details["limit"]) == ("no_place_slot", "S2")
    assert fair.registrations.show(here.id).slot_status == (("S1", "confirmed"),)
    assert fair.registrations.move(here.id, source="s1", target="S3").slot_status == (("S3", "confirmed"),)
    late = register(slots=("S2",))
    assert fair.registrations.move(late.id, source="S2", target="S1").slot_status == (("S1", "waitlisted"),)
    assert fair.registrations.promote_waiting("FAIR") == (late.id,)
    passed = fair.registrations.move(here.id, source="S3", target="S2", override="一家人不拆开")
    assert passed.slot_status == (("S2", "confirmed"),)
    fair.places.add_limit("FAIR", kind=LimitKind.SLOT, slot="S2", places=4, hard=True)
    with pytest.raises(Conflict) as caught:
        fair.registrations.move(late.id, source="S1", target="S2", override="再多一家")
    assert code_of(caught) == "no_place_slot_hard"
    for source, target, code in (("S1", "S2", "slot_not_chosen"), ("S2", "S2", "slot_chosen")):
        with pytest.raises(Conflict) as caught:
            fair.registrations.move(there.id, source=source, target=target)
        assert code_of(caught) == code


def test_nobody_moves_past_those_who_wait_or_out_of_an_offer(fair: Desk, register: Register) -> None:
    for code, places in (("S1", 4), ("S2", 2)):
        fair.events.add_slot("FAIR", title=code, code=code, capacity=places)
    here, there = register(slots=("S1",)), register(slots=("S2",))
    waiting = register(slots=("S2",))
    fair.registrations.cancel(there.id)
    with pytest.raises(Conflict) as caught:
        fair.registrations.move(here.id, source="S1", target="S2")
    assert code_of(caught) == "no_place_behind"
    fair.offers.make(waiting.id)
    with pytest.raises(Conflict) as caught:
        fair.registrations.move(waiting.id, source="S2", target="S1")
    assert code_of(caught) == "offer_open"
