"""Who was expected at an event is settled when it begins: what the desk does after that adds walk-ins and takes nobody away."""

from collections.abc import Callable
from datetime import datetime

import pytest

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.attendance import Heads
from eventdesk.domain.registration import RegistrationState
from eventdesk.services.checkins import Scan
from eventdesk.services.family_views import RegistrationView
from tests.conftest import ZONE, Register

BEFORE, DURING = datetime(2026, 11, 28, 9, 20, tzinfo=ZONE), datetime(2026, 11, 28, 10, tzinfo=ZONE)
Verb = Callable[[Desk, RegistrationView], object]

GIVE_A_PLACE: dict[str, Verb] = {
    "promote": lambda desk, waiting: desk.registrations.promote(waiting.id),
    "promote_waiting": lambda desk, waiting: desk.registrations.promote_waiting("FAIR"),
    "accept": lambda desk, waiting: desk.offers.accept(desk.offers.make(waiting.id).id),
}


def expected(desk: Desk) -> Heads:
    return desk.attendance.show("FAIR").totals.registered


@pytest.mark.parametrize("verb", GIVE_A_PLACE)
@pytest.mark.parametrize(("at", "more"), [(BEFORE, 1), (DURING, 0)])
def test_who_gets_a_place_once_it_has_begun_is_a_walk_in(
    fair: Desk, clock: SetClock, register: Register, verb: str, at: datetime, more: int
) -> None:
    register()
    waiting = register()
    fair.edits.wait(waiting.id)
    clock.at = at
    GIVE_A_PLACE[verb](fair, waiting)
    assert fair.registrations.show(waiting.id).state is RegistrationState.CONFIRMED
    assert expected(fair).families == 1 + more
    fair.checkins.scan("FAIR", Scan(registration=waiting.id, at=DURING))
    assert fair.attendance.show("FAIR").totals.walk_ins.families == 1 - more


@pytest.mark.parametrize(("at", "more"), [(BEFORE, 1), (DURING, 0)])
def test_who_registers_once_it_has_begun_is_a_walk_in(
    fair: Desk, clock: SetClock, register: Register, at: datetime, more: int
) -> None:
    register()
    clock.at = at
    register()
    assert expected(fair).families == 1 + more


@pytest.mark.parametrize(("at", "left"), [(BEFORE, 1), (DURING, 2)])
def test_who_is_erased_while_it_lasts_was_expected(
    fair: Desk, clock: SetClock, register: Register, at: datetime, left: int
) -> None:
    gone = register()
    register()
    clock.at = at
    done = fair.privacy.erase(gone.family, reason="家长来信要求")
    assert done.cancelled == ((gone.id,) if at is BEFORE else ())
    assert expected(fair).families == left
