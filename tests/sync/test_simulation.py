"""Desks that meet now and then, by sticks and a network that loses, doubles and reorders, hold the same in the end."""

import contextlib
import random
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.family import Role
from eventdesk.errors import DeskError
from eventdesk.services.booking import BookedPerson
from eventdesk.services.checkins import Scan
from eventdesk.sync.apply import receive
from eventdesk.sync.identity import find_identity
from eventdesk.sync.outbox import heard_items, known_devices, own_items
from eventdesk.sync.told import Told
from tests.conftest import ZONE
from tests.desks import create_desk
from tests.sync.meeting import differences, join

START = datetime(2026, 11, 28, 9, 30, tzinfo=ZONE)


@dataclass
class Venue:
    """Some desks with clocks of their own, and what happened at them."""

    chance: random.Random
    desks: list[Desk]
    clocks: list[SetClock]
    tickets: list[tuple[str, str]] = field(default_factory=list)
    admitted: int = 0

    def one(self) -> Desk:
        return self.chance.choice(self.desks)

    def act(self) -> None:
        """Somebody does something at one of the desks, about what that desk knows."""
        for clock in self.clocks:
            clock.at += timedelta(seconds=self.chance.randint(1, 40))
        acts = (
            self.register,
            self.edit,
            self.edit,
            self.settle,
            self.scan,
            self.scan,
            self.cancel,
            self.plan,
            self.talk,
            self.talk,
        )
        # Refused there, as it would be in life: a place that is full, a registration that was cancelled.
        with contextlib.suppress(DeskError):
            self.chance.choice(acts)()

    def register(self) -> None:
        desk, number = self.one(), self.chance.randint(0, 9999)
        guardian = BookedPerson(Role.GUARDIAN, f"家长{number}", phone=f"1380000{number:04}", phone_type="mobile")
        child = BookedPerson(Role.CHILD, f"宝宝{number}", birthdate=date(2023, 1, 1 + number % 28))
        view = desk.registrations.add("FAIR", people=(guardian, child), consent_method="paper")
        self.tickets.append((view.id, view.ticket))

    def edit(self) -> None:
        desk = self.one()
        known = desk.registrations.list("FAIR")
        if known:
            values = self.chance.choice(
                [{"notes": f"记{self.chance.randint(0, 3)}"}, {"adults": self.chance.randint(1, 3)}]
            )
            desk.edits.change(self.chance.choice(known).id, **values)  # type: ignore[arg-type]  # one of two fields

    def cancel(self) -> None:
        desk = self.one()
        known = desk.registrations.list("FAIR")
        if known:
            desk.registrations.cancel(self.chance.choice(known).id)

    def settle(self) -> None:
        desk = self.one()
        for clash in desk.sync.clashes()[:1]:
            desk.sync.settle(clash, other=self.chance.random() < 0.5)

    def scan(self) -> None:
        if self.tickets:
            _, ticket = self.chance.choice(self.tickets)
            out = self.chance.random() < 0.2
            done = self.one().checkins.scan("FAIR", Scan(text=ticket, at=START, out=out))
            self.admitted += done.journal is not None

    def plan(self) -> None:
        desk = self.one()
        if self.chance.random() < 0.5:
            desk.events.plan("FAIR", changeover=self.chance.randint(5, 15))
        else:
            code = f"S{self.chance.randint(1, 3)}"
            slots = {slot.code for slot in desk.events.show("FAIR").slots}
            if code in slots:
                desk.events.change_slot("FAIR", code, title=f"场{self.chance.randint(0, 9)}")
            elif desk is self.desks[0]:
                desk.events.add_slot("FAIR", title=code, code=code, capacity=30)

    def talk(self) -> None:
        """One desk hears another, over a network that loses, doubles and reorders."""
        source, target = self.chance.sample(self.desks, 2)
        items = [item for item in everything(source) if self.chance.random() < 0.8]
        items += self.chance.sample(items, min(len(items), 5))
        self.chance.shuffle(items)
        hear(target, source, items)

    def meet(self) -> None:
        """Everybody hears everybody, whole."""
        for source in self.desks * 2:
            for target in self.desks:
                if source is not target:
                    hear(target, source, everything(source))


def everything(desk: Desk) -> list[Told]:
    with desk.house.store.reading() as connection:
        identity = find_identity(connection)
        assert identity is not None
        return [*own_items(connection, identity), *heard_items(connection)]


def clashing(desk: Desk) -> set[str]:
    return {repr((one.table, one.record, one.field, one.kept, one.other)) for one in desk.sync.clashes()}


def hear(target: Desk, source: Desk, items: list[Told]) -> None:
    with source.house.store.reading() as connection:
        devices = known_devices(connection)
    assert receive(target.house, items, devices).refused == ()


def venue(folder: Path, seed: int, stack: ExitStack) -> Venue:
    chance = random.Random(seed)
    many = chance.randint(2, 4)
    # Clocks that are off by up to ten minutes.
    clocks = [SetClock(START - timedelta(minutes=60 + chance.randint(-10, 10))) for _ in range(many)]
    first = stack.enter_context(
        create_desk(folder / "0", name="小禾苗亲子社", passphrase=None, station="东门", clock=clocks[0])
    )
    first.events.add(title="秋日亲子工坊日", start=START, end=START.replace(hour=12), code="FAIR", venue="青禾社区中心")
    others: list[Desk] = []
    for number in range(1, many):
        others.append(stack.enter_context(join(first, folder / str(number), f"门{number}", clocks[number])))
        hear(first, others[-1], everything(others[-1]))
    return Venue(chance, [first, *others], clocks)


def live(folder: Path, seed: int) -> None:
    with ExitStack() as stack:
        place = venue(folder, seed, stack)
        for _ in range(place.chance.randint(20, 60)):
            place.act()
        place.meet()
        first, *others = place.desks
        for other in others:
            assert differences(first, other) == {}, f"seed {seed}"
            assert clashing(other) == clashing(first), f"seed {seed}"
        shown = [desk.attendance.show("FAIR") for desk in place.desks]
        assert len({one.digest for one in shown}) == 1
        assert all(one.totals == shown[0].totals and one.incidents == shown[0].incidents for one in shown)
        for desk in place.desks:
            status = desk.sync.status()
            assert (status.waiting, status.unread) == (0, 0), f"seed {seed}"
            assert desk.proofs.verify().ok
        while clashes := first.sync.clashes():
            first.sync.settle(clashes[0], other=place.chance.random() < 0.5)
        place.meet()
        assert all(differences(first, other) == {} and other.sync.clashes() == () for other in others), f"seed {seed}"


@pytest.mark.parametrize("seed", range(4))
def test_they_hold_the_same_in_the_end(tmp_path: Path, seed: int) -> None:
    live(tmp_path, seed)


@pytest.mark.proof
@pytest.mark.timeout(0)
@pytest.mark.parametrize("seed", range(100, 400))
def test_they_hold_the_same_in_the_end_at_length(tmp_path: Path, seed: int) -> None:
    live(tmp_path, seed)


def test_one_person_at_two_doors_is_one_attendance_and_an_incident(tmp_path: Path) -> None:
    with ExitStack() as stack:
        clock = SetClock(START - timedelta(minutes=20))
        one = stack.enter_context(
            create_desk(tmp_path / "a", name="小禾苗亲子社", passphrase=None, station="东门", clock=clock)
        )
        one.events.add(
            title="秋日亲子工坊日", start=START, end=START.replace(hour=12), code="FAIR", venue="青禾社区中心"
        )
        guardian = BookedPerson(Role.GUARDIAN, "林晓梅", phone="13800001234", phone_type="mobile")
        ticket = one.registrations.add("FAIR", people=(guardian,), consent_method="paper").ticket
        other = stack.enter_context(join(one, tmp_path / "b", "西门", clock))
        for desk in (one, other):
            assert desk.checkins.scan("FAIR", Scan(text=ticket, at=clock.at)).journal is not None
        for target, source in ((one, other), (other, one)):
            hear(target, source, everything(source))
        for desk in (one, other):
            shown = desk.attendance.show("FAIR")
            assert (shown.totals.attended.persons, len(shown.incidents)) == (1, 1)
