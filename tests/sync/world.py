"""An organisation with a hub and up to eight desks, made once and copied for each trial; and a day in its life."""

import contextlib
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.domain.family import Role
from eventdesk.errors import DeskError, HubTrouble
from eventdesk.services.booking import BookedPerson
from eventdesk.services.checkins import Scan
from eventdesk.services.family_views import RegistrationView
from eventdesk.store.store import FILE_NAME
from eventdesk.sync import protocol as wire
from eventdesk.sync.apply import receive
from eventdesk.sync.cycle import Cycle
from eventdesk.sync.enrol import Enrolment, keep_enrolment
from eventdesk.sync.identity import find_identity
from eventdesk.sync.outbox import heard_items, known_devices, own_items
from eventdesk.sync.told import Told
from tests.conftest import ZONE
from tests.desks import create_desk, lay
from tests.sync.meeting import join
from tests.sync.network import URL, HubPlace, Line, Weather

START = datetime(2026, 11, 28, 9, 30, tzinfo=ZONE)
MOST = 8
"""Desks of the organisation."""


@dataclass(frozen=True)
class Template:
    """The files of the organisation on the morning of its event: hub and desks, which know each other."""

    desks: tuple[bytes, ...]
    hub: dict[str, bytes]
    tickets: tuple[str, ...]


@cache
def template() -> Template:
    """Made once: a desk with an event, two slots and three families, and seven desks that joined it and know of each other."""
    with TemporaryDirectory() as made:
        folder, clock = Path(made), SetClock(START - timedelta(hours=2))
        with contextlib.closing(HubPlace(folder / "hub", clock)) as place, ExitStack() as stack:
            first = stack.enter_context(
                create_desk(folder / "0", name="小禾苗亲子社", passphrase=None, station="门0", clock=clock)
            )
            first.events.add(title="秋日亲子工坊日", start=START, end=START.replace(hour=12), code="FAIR", venue="青禾社区中心")
            for code in ("S1", "S2"):
                first.events.add_slot("FAIR", title=code, code=code, capacity=3)
            first.proposals.add(title="星空观察")
            tickets = tuple(book(first, number).ticket for number in range(3))
            desks = [first]
            for number in range(1, MOST):
                desks.append(stack.enter_context(join(first, folder / str(number), f"门{number}", clock)))
                hear(first, desks[-1])
            for desk in desks[1:]:
                hear(desk, first)
            for desk in desks:
                admit(place, desk)
            calm(desks, [Line(place, random.Random(0)) for _ in desks])
        files = {file.name: file.read_bytes() for file in (folder / "hub").iterdir() if file.is_file()}
        return Template(tuple((folder / str(n) / FILE_NAME).read_bytes() for n in range(MOST)), files, tickets)


def admit(place: HubPlace, desk: Desk) -> None:
    """The hub lets a desk in, without any line between."""
    with desk.house.store.reading() as connection:
        identity = find_identity(connection)
    assert identity is not None
    code = place.hub.stations.invite(wire.Scope.STATION).code
    let_in = place.hub.stations.enrol(wire.Enrol(code=code, public_key=wire.packed(identity.public), name=identity.name))
    keep_enrolment(desk.house, Enrolment(URL, "", "", let_in.token, "station", place.hub.epoch.hub_id))


def book(desk: Desk, number: int) -> RegistrationView:
    """A mother and a child."""
    guardian = BookedPerson(Role.GUARDIAN, f"家长{number}", phone=f"1380000{number:04}", phone_type="mobile")
    child = BookedPerson(Role.CHILD, f"宝宝{number}", birthdate=date(2023, 1, 1 + number % 28))
    return desk.registrations.add("FAIR", people=(guardian, child), consent_method="paper")


def everything(desk: Desk) -> list[Told]:
    """All that a desk told and heard."""
    with desk.house.store.reading() as connection:
        identity = find_identity(connection)
        assert identity is not None
        return [*own_items(connection, identity), *heard_items(connection)]


def hear(target: Desk, source: Desk, items: list[Told] | None = None) -> None:
    """A stick goes from one desk to another, with all items or with some."""
    with source.house.store.reading() as connection:
        devices = known_devices(connection)
    assert receive(target.house, everything(source) if items is None else items, devices).refused == ()


@dataclass
class World:
    """Some of the desks with clocks of their own, lines to the hub, and what happens at them.

    ``made`` are the ids of all that was written, by table; ``let_in`` are the people of each entry of the journal, ``taken_back``
    the entries that were undone.
    """

    chance: random.Random
    desks: list[Desk]
    clocks: list[SetClock]
    lines: list[Line]
    place: HubPlace
    tickets: list[str]
    made: set[tuple[str, str]] = field(default_factory=set)
    let_in: dict[str, tuple[str, ...]] = field(default_factory=dict)
    taken_back: set[str] = field(default_factory=set)
    rounds: int = 0

    def step(self) -> None:
        """Time passes, and something happens at a desk, on the way, or to the hub."""
        for clock in self.clocks:
            clock.at += timedelta(seconds=self.chance.randint(3, 40))
        acts = (self.register, self.edit, self.edit, self.settle, self.scan, self.scan, self.cancel, self.plan, self.alike)
        kind = self.chance.random()
        if kind < 0.5:
            # Refused there, as it would be in life: a place that is full, a registration that was cancelled.
            with contextlib.suppress(DeskError):
                self.chance.choice(acts)(self.chance.choice(self.desks))
        elif kind < 0.88:
            self.sync(self.chance.randrange(len(self.desks)))
        else:
            self.chance.choice((self.unplug, self.unplug, self.stick, self.set_clock, *self.hubs))()

    # -- at a desk

    def register(self, desk: Desk) -> None:
        view = book(desk, self.chance.randint(100, 9999))
        self.tickets.append(view.ticket)
        self.made.add(("registration", view.id))

    def edit(self, desk: Desk) -> None:
        known = desk.registrations.list("FAIR")
        marks = {"notes": f"记{self.chance.randint(0, 3)}"}, {"adults": self.chance.randint(1, 3)}
        change: dict[str, Any] = self.chance.choice(marks)
        desk.edits.change(self.chance.choice(known).id, **change)

    def cancel(self, desk: Desk) -> None:
        desk.registrations.cancel(self.chance.choice(desk.registrations.list("FAIR")).id)

    def settle(self, desk: Desk) -> None:
        for clash in desk.sync.clashes()[:1]:
            desk.sync.settle(clash, other=self.chance.random() < 0.5)

    def scan(self, desk: Desk) -> None:
        out, undo = self.chance.random() < 0.15, self.chance.random() < 0.15
        if undo and self.let_in:
            entry = self.chance.choice(list(self.let_in))
            desk.checkins.undo("FAIR", entry, reason="扫错了")
            self.taken_back.add(entry)
            return
        done = desk.checkins.scan("FAIR", Scan(text=self.chance.choice(self.tickets), at=START, out=out))
        if done.journal is not None:
            self.made.add(("journal", done.journal))
            if not out:
                self.let_in[done.journal] = done.entered

    def plan(self, desk: Desk) -> None:
        if self.chance.random() < 0.5:
            desk.events.plan("FAIR", changeover=self.chance.randint(5, 15))
        else:
            desk.events.change_slot("FAIR", self.chance.choice(("S1", "S2")), title=f"场{self.chance.randint(0, 9)}")

    def alike(self, desk: Desk) -> None:
        """Something is made whose name, code or number another desk may give as well, or said that another may say."""
        number = self.chance.randint(1, 3)
        kind = self.chance.randrange(5)
        if kind == 0:
            desk.partners.add(name=f"青禾书店{number}")
        elif kind == 1:
            desk.events.add_slot("FAIR", title=f"场{number}", code=f"T{number}")
        elif kind == 2:
            desk.announcements.write("FAIR", title="地点", text="改到二楼。")
        elif kind == 3:
            desk.events.add(title="活动", start=START, end=START.replace(hour=12), code=f"E{number}")
        else:
            desk.proposals.vote(desk.proposals.list()[0].id, voter=f"1390000000{number}")

    # -- on the way

    def sync(self, number: int) -> None:
        """A round of a desk with the hub; whatever goes wrong on the way is the line's."""
        self.rounds += 1
        with contextlib.suppress(HubTrouble):
            Cycle(self.desks[number].house, transport=self.lines[number]).run()

    def unplug(self) -> None:
        line = self.chance.choice(self.lines)
        line.cable = not line.cable

    def stick(self) -> None:
        """Some of what one desk knows comes to another, out of order and twice."""
        source, target = self.chance.sample(self.desks, 2)
        items = [item for item in everything(source) if self.chance.random() < 0.8]
        items += self.chance.sample(items, min(len(items), 5))
        self.chance.shuffle(items)
        hear(target, source, items)

    def set_clock(self) -> None:
        """Somebody sets a desk's clock, forward or back."""
        self.chance.choice(self.clocks).at = self.now() + off(self.chance)

    def now(self) -> datetime:
        return max(clock.at for clock in self.clocks) - timedelta(minutes=10)

    @property
    def hubs(self) -> tuple[Callable[[], None], ...]:
        """What happens to the hub."""
        return (self.place.restart, self.place.back_up, self.place.restore)

    # -- in the end

    def calm(self) -> None:
        """The weather is fair, all are there, and everybody meets at the hub until nobody has anything to say."""
        for line in self.lines:
            line.weather, line.cable = Weather(), True
        while self.place.under_way:
            self.place.answer(self.place.under_way.pop())
        calm(self.desks, self.lines)

    def expected(self) -> set[str]:
        """Everybody who was let in by an entry that nobody took back."""
        return {person for entry, people in self.let_in.items() if entry not in self.taken_back for person in people}


def calm(desks: Sequence[Desk], lines: Sequence[Line]) -> None:
    """Rounds until nobody has anything to say: of each desk that has something unsent, or may hear of what came in since."""
    told, heard = 0, [-1] * len(desks)
    for _ in range(6):
        for number, (desk, line) in enumerate(zip(desks, lines, strict=True)):
            if heard[number] != told or pending(desk):
                told += Cycle(desk.house, transport=line).run().pushed
                heard[number] = told
        if heard == [told] * len(desks) and not any(map(pending, desks)):
            silent = Cycle(desks[-1].house, transport=lines[-1]).run()
            assert (silent.pushed, silent.pulled) == (0, 0)
            return
    raise AssertionError("they are never silent")


def pending(desk: Desk) -> bool:
    with desk.house.store.reading() as connection:
        return connection.exec_driver_sql("SELECT 1 FROM outbox WHERE sent_at IS NULL LIMIT 1").first() is not None


def off(chance: random.Random) -> timedelta:
    """By how much a clock is wrong."""
    return timedelta(minutes=chance.uniform(-10, 10))


@contextlib.contextmanager
def seated(seats: Path, number: int, clock: SetClock) -> Iterator[Desk]:
    """A desk as it was made. What opened it before is used again over the new file: an engine knows its statements by then."""
    folder = seats / str(number)
    for file in folder.glob("*"):
        file.unlink()
    lay(template().desks[number], folder)
    house = opened(folder).house
    try:
        yield Desk(replace(house, clock=clock))
    finally:
        house.store.engine.dispose()


@cache
def opened(folder: Path) -> Desk:
    return open_desk(folder)


@contextlib.contextmanager
def world(seats: Path, seed: int, *, most: int = MOST) -> Iterator[World]:
    """Two to ``most`` desks, in the folder ``seats``, and the hub."""
    chance, made = random.Random(seed), template()
    many = chance.randint(2, most)
    with ExitStack() as stack:
        hub = Path(stack.enter_context(TemporaryDirectory())) / "hub"
        hub.mkdir()
        for name, content in made.hub.items():
            (hub / name).write_bytes(content)
        place = stack.enter_context(contextlib.closing(HubPlace(hub, SetClock(START - timedelta(minutes=30)))))
        clocks = [SetClock(START - timedelta(minutes=30) + off(chance)) for _ in range(many)]
        weather = Weather.drawn(chance)
        desks = [stack.enter_context(seated(seats, number, clocks[number])) for number in range(many)]
        yield World(chance, desks, clocks, [Line(place, chance, weather) for _ in desks], place, list(made.tickets))
