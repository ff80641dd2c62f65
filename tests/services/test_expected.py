"""Who was expected at an event is settled when it begins: what the desk does after that adds walk-ins and takes nobody away."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.domain.attendance import Heads
from eventdesk.domain.capacity import Count, LimitKind
from eventdesk.domain.checkin import Verdict
from eventdesk.domain.consent import Purpose
from eventdesk.domain.event import Unit as Counted
from eventdesk.domain.family import Role
from eventdesk.domain.registration import RegistrationState
from eventdesk.errors import DeskError
from eventdesk.services.booking import BookedPerson
from eventdesk.services.checkins import Scan
from eventdesk.services.family_views import RegistrationView
from eventdesk.services.import_views import KeptReason
from tests.conftest import ZONE, Register
from tests.desks import create_desk, lay, made_once
from tests.services.test_outbox import check

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


# -- what is done to registrations once the event has begun changes nobody's having been expected


@dataclass(frozen=True)
class Ground:
    """A desk whose event, with one slot of few places, has just begun; registrations by what they are there for."""

    desk: Desk
    named: dict[str, RegistrationView]
    batch: str

    def again(self, key: str) -> RegistrationView:
        return self.desk.registrations.show(self.named[key].id)

    def bring(self, *rows: str) -> str:
        text = "\n".join(("家长姓名,手机号,宝宝姓名,到场成人数,到场儿童数,报名场次", *rows))
        batch = self.desk.imports.run_text("FAIR", text, name="a.csv").batch
        assert batch is not None
        return batch


def _people(number: int, *, child: str) -> list[BookedPerson]:
    guardian = BookedPerson(Role.GUARDIAN, f"家长{'甲乙丙丁戊己庚辛'[number]}", phone=f"1380000000{number}", phone_type="mobile")
    return [guardian, BookedPerson(Role.CHILD, child)]


def _prepare(folder: Path) -> None:
    clock = SetClock(BEFORE)
    with create_desk(folder, name="小禾苗亲子社", passphrase=None, station="东门", clock=clock) as desk:
        start = BEFORE.replace(minute=30)
        desk.events.add(title="秋日亲子工坊日", start=start, end=start.replace(hour=12, minute=0), code="FAIR")
        desk.events.add_slot("FAIR", title="一场", code="S1", capacity=6, capacity_unit=Counted.FAMILIES)
        desk.events.add_slot("FAIR", title="二场", code="S2", capacity=30, capacity_unit=Counted.FAMILIES)
        for number in range(3):
            people = _people(number, child=f"孩子{number}")
            desk.registrations.add("FAIR", people=people, adults=2, children=2, slots=["S1"], consent_method="paper")
        ground = Ground(desk, {}, "")
        ground.bring(*(f"家长{'丁戊己庚'[n]},1380000000{n + 3},孩子{n + 3},1,1,S1" for n in range(4)))
        desk.registrations.cancel(desk.registrations.list("FAIR")[2].id)


@cache
def _file() -> bytes:
    return made_once(_prepare)


@contextmanager
def begun() -> Iterator[Ground]:
    """The desk at ten o'clock: two are confirmed by hand, one cancelled, three of an import confirmed, one of it waits."""
    with TemporaryDirectory() as folder:
        lay(_file(), Path(folder) / "desk")
        with open_desk(Path(folder) / "desk", passphrase=None, clock=SetClock(DURING)) as desk:
            keys = ("first", "second", "cancelled", "brought", "brought2", "brought3", "waiting")
            views = dict(zip(keys, desk.registrations.list("FAIR", unmasked=True), strict=True))
            batch = desk.imports.batches("FAIR")[0].id
            yield Ground(desk, views, batch)


After = Callable[[Ground], object]


def _merge(ground: Ground) -> None:
    done = ground.desk.merges.merge(ground.named["first"].family, ground.named["second"].family)
    ground.desk.registrations.cancel(ground.named["second"].id)
    ground.desk.merges.unmerge(done.id)


AFTER: dict[str, After] = {
    "cancel": lambda g: g.desk.registrations.cancel(g.named["first"].id),
    "cancel_waiting": lambda g: g.desk.registrations.cancel(g.named["waiting"].id),
    "cancel_and_restore": lambda g: g.desk.registrations.restore(g.desk.registrations.cancel(g.named["first"].id).id),
    "restore": lambda g: g.desk.registrations.restore(g.named["cancelled"].id),
    "wait": lambda g: g.desk.edits.wait(g.named["first"].id),
    "wait_and_promote": lambda g: (g.desk.edits.wait(g.named["first"].id), g.desk.registrations.promote_waiting("FAIR")),
    "override": lambda g: g.desk.registrations.promote(g.named["waiting"].id, override="志愿者的孩子"),
    "smaller": lambda g: g.desk.edits.change(g.named["first"].id, children=1),
    "larger": lambda g: g.desk.edits.change(g.named["first"].id, adults=3, children=4),
    "other_slot": lambda g: g.desk.edits.change(g.named["first"].id, slots=["S2"]),
    "move": lambda g: g.desk.registrations.move(g.named["first"].id, source="S1", target="S2"),
    "register": lambda g: g.desk.registrations.add("FAIR", people=_people(7, child="孩子7"), slots=["S2"]),
    "register_again": lambda g: g.desk.registrations.add("FAIR", people=_people(0, child="新来的"), adults=1, children=3),
    "import_new": lambda g: g.bring("家长辛,13800000007,孩子7,1,1,S2"),
    "import_again": lambda g: g.bring("家长丁,13800000003,孩子3,2,4,S2"),
    "import_undone": lambda g: g.desk.imports.undo(g.bring("家长丁,13800000003,别人,2,3,S1", "家长辛,13800000007,孩子7,1,1,S2")),
    "earlier_import_undone": lambda g: g.desk.imports.undo(g.batch),
    "merge": lambda g: g.desk.merges.merge(g.named["first"].family, g.named["brought"].family),
    "merge_and_unmerge": _merge,
    "erase": lambda g: g.desk.privacy.erase(g.named["first"].family, reason="来信要求"),
    "withdraw": lambda g: g.desk.consents.withdraw(g.named["first"].family, Purpose.PARTICIPATION),
    "smaller_slot": lambda g: g.desk.events.change_slot("FAIR", "S1", title="一场", capacity=1, capacity_unit=Counted.FAMILIES),
    "limit": lambda g: g.desk.places.add_limit("FAIR", kind=LimitKind.EVENT, unit=Count.PERSONS, places=3, hard=True),
    "scan": lambda g: g.desk.checkins.scan("FAIR", Scan(registration=g.named["first"].id, at=DURING)),
    "scan_waiting": lambda g: g.desk.checkins.scan("FAIR", Scan(registration=g.named["waiting"].id, at=DURING)),
}


@pytest.mark.parametrize("verb", AFTER)
def test_what_is_done_once_it_has_begun_changes_nobody_s_having_been_expected(verb: str) -> None:
    with begun() as ground:
        at_start = expected(ground.desk)
        assert at_start == Heads(families=5, adults=7, children=7)
        AFTER[verb](ground)
        assert expected(ground.desk) == at_start


@settings(max_examples=8)
@given(verbs=st.lists(st.sampled_from(sorted(AFTER)), min_size=2, max_size=6))
def test_no_sequence_of_verbs_changes_who_was_expected(verbs: list[str]) -> None:
    with begun() as ground:
        at_start = expected(ground.desk)
        for verb in verbs:
            with suppress(DeskError):
                AFTER[verb](ground)
            assert expected(ground.desk) == at_start
            shown = ground.desk.attendance.show("FAIR").totals
            assert shown.came_of_registered + shown.walk_ins.persons == shown.attended.persons
        check(ground.desk)


def test_who_was_cancelled_after_the_start_did_not_come_and_is_no_cancellation() -> None:
    with begun() as ground:
        ground.desk.registrations.cancel(ground.named["first"].id)
        facts = ground.desk.reports.attendance_facts("FAIR")
        assert facts.cancelled.families == 1
        assert sum(one.adults + one.children for one in facts.no_shows) == expected(ground.desk).persons


def test_the_calendar_says_of_an_event_that_is_over_who_was_expected() -> None:
    with begun() as ground:
        for key in ("first", "brought"):
            ground.desk.registrations.cancel(ground.named[key].id)
        ground.desk.registrations.add("FAIR", people=_people(7, child="孩子7"), slots=["S2"])
        clock = ground.desk.house.clock
        assert isinstance(clock, SetClock)
        assert ground.desk.seasons.card("FAIR").facts.registered == 14 - 4 - 2
        clock.at = DURING.replace(hour=13)
        assert ground.desk.seasons.card("FAIR").facts.registered == expected(ground.desk).persons == 14


def test_a_child_that_is_given_a_name_at_the_door_was_expected() -> None:
    with begun() as ground:
        ground.desk.registrations.add("FAIR", people=[*_people(0, child="孩子0"), BookedPerson(Role.CHILD, "弟弟")], adults=2)
        ground.desk.checkins.scan("FAIR", Scan(registration=ground.named["first"].id, at=DURING))
        shown = ground.desk.attendance.show("FAIR").totals
        assert (shown.came_of_registered, shown.walk_ins.persons) == (4, 0)


def test_an_undone_import_leaves_who_was_expected_as_cancelled() -> None:
    with begun() as ground:
        done = ground.desk.imports.undo(ground.batch)
        assert (done.removed, done.kept) == (1, 3)
        assert {(one.kind, one.reason) for one in done.kept_list} == {("registration", KeptReason.EXPECTED)}
        assert {ground.again(key).state for key in ("brought", "brought2", "brought3")} == {RegistrationState.CANCELLED}
        assert ground.desk.checkins.scan("FAIR", Scan(text=ground.named["brought"].ticket, at=DURING)).verdict is Verdict.REFUSE


def test_an_event_that_is_entered_after_it_was_held_counts_as_it_is_written_down(desk: Desk, clock: SetClock) -> None:
    start = BEFORE.replace(day=1)
    desk.events.add(title="去年", start=start, end=start.replace(hour=12), code="FAIR")
    view = desk.registrations.add("FAIR", people=_people(0, child="孩子0"))
    assert expected(desk).families == 1
    desk.registrations.cancel(view.id)
    assert expected(desk).families == 0


def test_an_event_that_is_put_off_expects_who_is_confirmed_then(desk: Desk, clock: SetClock) -> None:
    start = BEFORE.replace(minute=30)
    desk.events.add(title="秋日", start=start, end=start.replace(hour=12), code="FAIR")
    view = desk.registrations.add("FAIR", people=_people(0, child="孩子0"))
    clock.at = DURING
    desk.registrations.cancel(view.id)
    desk.seasons.move("FAIR", date(2026, 12, 5))
    assert expected(desk).families == 0
    desk.registrations.restore(view.id)
    assert expected(desk).families == 1
