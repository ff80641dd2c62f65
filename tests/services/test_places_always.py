"""Whatever happens in whatever order: no hard limit is exceeded, and nobody who waits is lost.

The figures are counted here from the rows alone, by none of the program's own rules.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.age import AgeBand, months_between
from eventdesk.domain.capacity import Count, LimitKind
from eventdesk.domain.family import Role
from eventdesk.domain.registration import OfferState
from eventdesk.errors import Conflict, NotFound
from eventdesk.exchange.workbook import Sheet, Workbook
from eventdesk.services.booking import BookedPerson
from eventdesk.services.checkins import Scan
from eventdesk.store import tables as t
from eventdesk.store.family_tables import offer
from tests.conftest import ZONE
from tests.desks import create_desk

START = datetime(2026, 11, 28, 9, 30, tzinfo=ZONE)
BABY, CHILD = date(2026, 1, 1), date(2022, 1, 1)
HARD = {"event": 9, "S1": 4, "room": 7, "babies": 2}
"""The hard limits: persons of the event, children of a slot, persons of a room in two slots at once, babies."""

families = st.integers(0, 3)
ages = st.lists(st.sampled_from([BABY, CHILD, None]), min_size=1, max_size=3)
chosen = st.lists(st.sampled_from(["S1", "S2", "S3"]), unique=True, min_size=1, max_size=3)
steps = st.one_of(
    st.tuples(st.just("register"), families, st.integers(1, 3), ages, chosen, st.booleans()),
    st.tuples(st.just("bring"), families, st.integers(1, 4), st.integers(1, 3), st.sampled_from(["", "S1", "S2"]), ages),
    st.tuples(st.sampled_from(["cancel", "restore", "wait", "promote", "override", "offer", "scan"]), families),
    st.tuples(st.just("move"), families, st.sampled_from(["S1", "S2", "S3"]), st.sampled_from(["S1", "S2", "S3"]), st.booleans()),
    st.tuples(st.just("change"), families, st.integers(1, 4), st.integers(1, 4), st.none() | chosen),
    st.tuples(st.sampled_from(["cancel", "override", "offer", "offer", "accept"]), families),
    st.tuples(st.sampled_from(["accept", "decline", "withdraw", "undo"]), st.integers(0, 3)),
    st.tuples(st.sampled_from(["promote_waiting", "offer_next", "later", "expire"])),
)


BEGINNING: tuple[tuple[Any, ...], ...] = (
    ("register", 0, 1, [CHILD], ["S1"], False), ("register", 1, 1, [BABY], ["S2", "S1"], False),
    ("register", 2, 1, [CHILD, BABY], ["S3"], False), ("register", 3, 2, [BABY, CHILD], ["S1", "S3"], False),
)  # fmt: skip
"""Seven persons have their places, four wait."""


@dataclass
class Life:
    """One event and what was done to it so far."""

    desk: Desk
    clock: SetClock
    code: str
    number: int
    batches: list[str] = field(default_factory=list)
    registrations: dict[int, str] = field(default_factory=dict)

    def guardian(self, family: int) -> BookedPerson:
        return BookedPerson(Role.GUARDIAN, f"家长{family}", phone=self.phone(family), phone_type="mobile")

    def phone(self, family: int) -> str:
        return f"13{self.number:06d}{family:03d}"

    def do(self, verb: str, *given: Any) -> None:
        with self.desk.house.store.reading() as connection:
            known = connection.execute(
                sa.select(t.person.c.phone, t.registration.c.id)
                .join(t.registration, t.registration.c.family == t.person.c.family)
                .join(t.event, t.event.c.id == t.registration.c.event)
                .where(t.event.c.code == self.code, t.person.c.phone.is_not(None)).order_by(t.registration.c.queue)
            ).all()  # fmt: skip
        self.registrations = {int(phone[-3:]): id for phone, id in known}
        getattr(self, f"do_{verb}")(*given)

    def do_register(self, family: int, adults: int, births: list[date | None], slots: list[str], override: bool) -> None:
        people = [BookedPerson(Role.CHILD, f"孩子{n}", birthdate=born) for n, born in enumerate(births)]
        self.desk.registrations.add(
            self.code, people=[self.guardian(family), *people], adults=adults, children=len(births), slots=slots,
            override="有理由" if override else None,
        )  # fmt: skip

    def do_bring(self, family: int, adults: int, children: int, slot: str, births: list[date | None]) -> None:
        head = ("家长姓名", "手机号", "宝宝姓名", "出生日期", "到场成人数", "到场儿童数", "报名场次")
        rows = [
            (f"家长{family}", self.phone(family), f"孩子{n}", born and born.isoformat(), adults, children, slot)
            for n, born in enumerate(births)
        ]
        book = Workbook("csv", (Sheet("csv", (head, *rows)),), file="a.csv")
        done = self.desk.imports.run(self.code, Path("a.csv"), workbook=book, as_of=START.date(), remember=False)
        self.batches += [done.batch] if done.batch else []

    def do_undo(self, which: int) -> None:
        if which < len(self.batches):
            self.desk.imports.undo(self.batches.pop(which))

    def one(self, family: int) -> str:
        if family not in self.registrations:
            raise NotFound("registration_not_found", registration="")
        return self.registrations[family]

    def do_cancel(self, family: int) -> None:
        self.desk.registrations.cancel(self.one(family))

    def do_restore(self, family: int) -> None:
        self.desk.registrations.restore(self.one(family))

    def do_wait(self, family: int) -> None:
        self.desk.edits.wait(self.one(family))

    def do_promote(self, family: int) -> None:
        self.desk.registrations.promote(self.one(family))

    def do_override(self, family: int) -> None:
        self.desk.registrations.promote(self.one(family), override="有理由")

    def do_offer(self, family: int) -> None:
        self.desk.offers.make(self.one(family), hours=5)

    def do_scan(self, family: int) -> None:
        ticket = self.desk.registrations.show(self.one(family)).ticket
        self.desk.checkins.scan(self.code, Scan(text=ticket, override="有理由"))

    def do_move(self, family: int, source: str, target: str, override: bool) -> None:
        self.desk.registrations.move(self.one(family), source=source, target=target, override="有理由" if override else None)

    def do_change(self, family: int, adults: int, children: int, slots: list[str] | None) -> None:
        self.desk.edits.change(self.one(family), adults=adults, children=children, slots=slots)

    def offered(self, which: int) -> str:
        found = self.desk.offers.open(self.code)
        if which >= len(found):
            raise NotFound("offer_not_found", offer="")
        return found[which].id

    def do_accept(self, which: int) -> None:
        self.desk.offers.accept(self.offered(which))

    def do_decline(self, which: int) -> None:
        self.desk.offers.decline(self.offered(which))

    def do_withdraw(self, which: int) -> None:
        self.desk.offers.withdraw(self.offered(which))

    def do_promote_waiting(self) -> None:
        self.desk.registrations.promote_waiting(self.code)

    def do_offer_next(self) -> None:
        self.desk.offers.make_next(self.code, hours=5, most=None)

    def do_later(self) -> None:
        self.clock.at += timedelta(hours=3)

    def do_expire(self) -> None:
        self.desk.offers.expire()


def given_out(life: Life) -> dict[str, int]:
    """What is given or kept for somebody under each hard limit, from the rows."""
    r, c, m, p, e = t.registration, t.slot_choice, t.registration_member, t.person, t.event
    with life.desk.house.store.reading() as connection:
        event = connection.execute(sa.select(e.c.id).where(e.c.code == life.code)).scalar_one()
        codes = dict(connection.execute(sa.select(t.slot.c.id, t.slot.c.code).where(t.slot.c.event == event)).all())
        rows = connection.execute(sa.select(r).where(r.c.event == event)).all()
        kept = {
            one.registration: set(one.slots)
            for one in connection.execute(sa.select(offer).where(offer.c.event == event, offer.c.state == OfferState.OPEN.value))
            if one.until > life.clock.now()
        }
        used = {"event": 0, "S1": 0, "room": 0, "babies": 0}
        for row in rows:
            has_place = row.state == "confirmed"
            if not has_place and row.id not in kept:
                continue
            slots = {one.slot for one in connection.execute(sa.select(c).where(c.c.registration == row.id))
                     if has_place and one.state == "confirmed"} | kept.get(row.id, set())  # fmt: skip
            here = {codes[slot] for slot in slots}
            births = connection.execute(
                sa.select(p.c.birthdate).join(m, m.c.person == p.c.id)
                .where(m.c.registration == row.id, m.c.counted, m.c.role == "child")
            ).scalars().all()  # fmt: skip
            used["event"] += row.adults + row.children
            used["S1"] += row.children if "S1" in here else 0
            used["room"] += row.adults + row.children if here & {"S1", "S2"} else 0
            used["babies"] += sum(1 for born in births if born and months_between(born, START.date()) < 24)
        return used


def standing(life: Life) -> dict[str, tuple[str, bool]]:
    """Every registration: its state, and whether it still says which slots it wants."""
    r, c = t.registration, t.slot_choice
    with life.desk.house.store.reading() as connection:
        rows = connection.execute(sa.select(r).join(t.event, t.event.c.id == r.c.event).where(t.event.c.code == life.code)).all()
        wants = set(connection.execute(sa.select(c.c.registration)).scalars())
    return {row.id: (row.state, row.id in wants) for row in rows}


@pytest.fixture(scope="module")
def ground() -> Iterator[tuple[Desk, SetClock, Iterator[int]]]:
    clock = SetClock(START - timedelta(minutes=20))
    with TemporaryDirectory() as folder, create_desk(Path(folder) / "desk", name="x", passphrase=None, clock=clock) as desk:
        yield desk, clock, itertools.count(1)


@given(st.lists(steps, min_size=5, max_size=14))
@settings(max_examples=16, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_no_order_of_things_exceeds_a_hard_limit_or_loses_a_family(
    ground: tuple[Desk, SetClock, Iterator[int]], life_of: list[tuple[Any, ...]]
) -> None:
    desk, clock, numbers = ground
    number = next(numbers)
    clock.at = START - timedelta(minutes=20)
    life = Life(desk, clock, f"E{number}", number)
    desk.events.add(title="x", start=START, end=START + timedelta(hours=3), code=life.code, capacity=7)
    for code, capacity in (("S1", 5), ("S2", 6), ("S3", None)):
        room = "彩虹厅" if code != "S3" else ""
        desk.events.add_slot(life.code, title=code, code=code, room=room, capacity=capacity)
    for kind, unit, places, more in (
        (LimitKind.EVENT, Count.PERSONS, HARD["event"], {}),
        (LimitKind.SLOT, Count.CHILDREN, HARD["S1"], {"slot": "S1"}),
        (LimitKind.ROOM, Count.PERSONS, HARD["room"], {"room": "彩虹厅"}),
        (LimitKind.BAND, Count.CHILDREN, HARD["babies"], {"band": AgeBand(0, 23)}),
    ):
        desk.places.add_limit(life.code, kind=kind, unit=unit, places=places, hard=True, **more)
    before: dict[str, tuple[str, bool]] = {}
    for verb, *values in (*BEGINNING, *life_of):
        try:
            life.do(verb, *values)
        except (Conflict, NotFound):
            assert verb not in ("later", "expire", "promote_waiting", "offer_next", "bring"), "this is never refused"
        used = given_out(life)
        assert all(used[name] <= HARD[name] for name in HARD), (verb, values, used)
        now = standing(life)
        if verb != "undo":
            for id, (state, wanted) in before.items():
                assert id in now, "a registration is gone"
                assert state == "cancelled" or now[id][0] != "cancelled" or verb == "cancel", "nobody cancelled it"
                assert now[id][1] or not wanted or verb == "change", "it forgot what it waits for"
        before = now
