"""What two desks that did not know of each other called alike: held by both, called alike everywhere, whoever hears of what first."""

import itertools
import random
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.domain.right import Right
from eventdesk.services.typed import plain
from eventdesk.store import tables as t
from eventdesk.store.store import FILE_NAME
from eventdesk.store.unit import Unit
from eventdesk.sync.apart import NEVER_TWICE, RULES, Rule
from eventdesk.sync.apply import look_again
from eventdesk.sync.records import SYNCED
from tests.desks import create_desk, lay, made_once
from tests.sync.meeting import differences, join
from tests.sync.world import START, book, everything, hear

TOLD_TOGETHER = ("family", "registration")
"""What is told with its people."""
KINDS = {"report_revision": "report"}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, ...]:
    """Three desks of one organisation that know of each other, with an event and two families."""
    folder, clock = tmp_path_factory.mktemp("made"), SetClock(START - timedelta(hours=2))

    def make_first(place: Path) -> None:
        with create_desk(place, name="小禾苗亲子社", passphrase=None, station="门0", clock=clock) as first:
            first.events.add(title="秋日亲子工坊日", start=START, end=START.replace(hour=12), code="FAIR", venue="青禾社区中心")
            for number in range(2):
                book(first, number)
            for number in (1, 2):
                join(first, folder / str(number), f"门{number}", clock).close()

    first = made_once(make_first)
    return (first, *((folder / str(number) / FILE_NAME).read_bytes() for number in (1, 2)))


@pytest.fixture
def desks(files: tuple[bytes, ...], tmp_path: Path) -> Iterator[list[Desk]]:
    with ExitStack() as stack:
        found = []
        for number, file in enumerate(files):
            lay(file, tmp_path / str(number))
            clock = SetClock(START + timedelta(seconds=number))
            found.append(stack.enter_context(open_desk(tmp_path / str(number), clock=clock)))
        meet(found, random.Random(0))
        yield found


def meet(desks: list[Desk], chance: random.Random) -> None:
    """Each hears all that the others told, out of order and in two parts."""
    for _ in range(2):
        for target, source in itertools.permutations(desks, 2):
            items = everything(source)
            chance.shuffle(items)
            cut = chance.randrange(len(items))
            hear(target, source, items[:cut])
            hear(target, source, items[cut:])


def made(unit: Unit, table: str, values: dict[str, Any]) -> str:
    """Writes a row and tells of it; what isn't given is plain, and what it hangs on is there already or is made as well."""
    of = SYNCED[table]
    links = {link.parent.name: link.column.table.name for link in of.foreign_keys}
    row: dict[str, Any] = {"id": unit.new_id()}
    for column in of.c:
        if column.name in values:
            row[column.name] = values[column.name]
        elif column.name in links and not column.nullable:
            row[column.name] = some(unit, links[column.name])
        elif column.name not in row and not column.nullable and column.default is None:
            row[column.name] = blank(unit, column)
    unit.execute(of.insert(), row)
    unit.put(KINDS.get(table, table), plain(row))
    return str(row["id"])


def some(unit: Unit, table: str) -> str:
    row = unit.execute(sa.select(SYNCED[table].c.id).order_by(SYNCED[table].c.id)).first()
    return made(unit, table, {}) if row is None else str(row.id)


def blank(unit: Unit, column: sa.Column[Any]) -> Any:
    if isinstance(column.type, t.Moment):
        return datetime.combine(unit.now.date(), unit.now.time().replace(microsecond=0), unit.now.tzinfo)
    if isinstance(column.type, t.Day):
        return unit.now.date()
    if isinstance(column.type, t.Json):
        return []
    if isinstance(column.type, sa.Boolean):
        return False
    return 1 if isinstance(column.type, sa.Integer) else unit.new_id()


def write(desk: Desk) -> Unit:
    return desk.house.writing(Right.LOOK, "sync.tried")


def values_of(desk: Desk, table: str, rule: Rule) -> dict[str, tuple[Any, ...]]:
    of = SYNCED[table]
    with desk.house.store.reading() as connection:
        rows = connection.execute(sa.select(of.c.id, *(of.c[name] for name in rule.columns))).all()
    return {row[0]: tuple(row[1:]) for row in rows}


def test_whatever_must_be_ones_own_has_a_rule() -> None:
    for name, table in SYNCED.items():
        ones = {tuple(one.columns.keys()) for one in table.constraints if isinstance(one, sa.UniqueConstraint)}
        ones |= {tuple(column.name for column in one.columns) for one in table.indexes if one.unique}
        known = {rule.columns for rule in RULES.get(name, ())} | ({NEVER_TWICE[name]} if name in NEVER_TWICE else set())
        assert ones == known, name
        for link in table.foreign_keys:
            if any(rule.another is None for rule in RULES.get(link.column.table.name, ())):
                assert "id" in table.c, f"{name} hangs on a record that another may stand for"


@dataclass
class Tried:
    """What is made at three desks at once by one rule, with the records that come of it."""

    table: str
    rule: Rule
    values: dict[str, Any]
    ids: list[str] = field(default_factory=list)

    def make(self, unit: Unit, values: Mapping[str, Any]) -> None:
        """A record of these values. What else must be its own is: it hangs on something new."""
        fresh: dict[str, str] = {}
        for rule in RULES[self.table]:
            if rule.another is None and rule is not self.rule:
                column, parent = next((c, p) for c, p in links_of(self.table).items() if c in rule.columns and c not in values)
                fresh[column] = made(unit, parent, {})
        self.ids.append(made(unit, self.table, {**fresh, **values}))


def links_of(table: str) -> dict[str, str]:
    found = {link.parent.name: link.column.table.name for link in SYNCED[table].foreign_keys}
    return {name: found[name] for name in sorted(found, reverse=True)}


def tried(unit: Unit, table: str, rule: Rule) -> Tried:
    values: dict[str, Any] = {
        name: some(unit, parent) if parent in TOLD_TOGETHER else made(unit, parent, {})
        for name, parent in links_of(table).items() if name in rule.columns
    }  # fmt: skip
    for name in rule.columns:
        number = isinstance(SYNCED[table].c[name].type, sa.Integer)
        values.setdefault(name, 7 if number else "W" if name == "prefix" else "S1")
    return Tried(table, rule, values)


@pytest.mark.parametrize("seed", range(2))
def test_what_must_be_ones_own_is_made_at_three_desks_at_once(desks: list[Desk], seed: int) -> None:
    chance = random.Random(seed)
    with write(desks[0]) as unit:
        all_tried = [tried(unit, table, rule) for table, rules in RULES.items() for rule in rules]
        unit.put("audit.tried", {})
        unit.commit()
    meet(desks, chance)
    for desk in desks:
        with write(desk) as unit:
            for one in all_tried:
                one.make(unit, one.values)
            unit.commit()
    for one in all_tried:
        # Somebody has the next value already.
        if one.rule.another is not None:
            desk, last = chance.choice(desks), one.rule.columns[-1]
            taken = {values[-1] for values in values_of(desk, one.table, one.rule).values()}
            with write(desk) as unit:
                one.make(unit, {**one.values, last: one.rule.another(one.values[last], frozenset(taken))})
                unit.commit()
    meet(desks, chance)
    first, *others = desks
    assert all(differences(first, desk) == {} for desk in others)
    assert [desk.sync.status().waiting for desk in desks] == [0, 0, 0]
    for one in all_tried:
        found = values_of(first, one.table, one.rule)
        kept, lowest = tuple(one.values[name] for name in one.rule.columns), min(one.ids[:3])
        assert found[lowest] == kept, "the first keeps its own"
        if one.rule.another is None:
            assert set(one.ids) & found.keys() == {lowest}, one.table
        else:
            assert len({found[id] for id in one.ids}) == len(one.ids) == 4, one.table
            assert found[one.ids[3]] != kept


def test_a_name_that_is_free_again_is_given_back(desks: list[Desk]) -> None:
    ids = []
    for desk in desks[:2]:
        with write(desk) as unit:
            ids.append(made(unit, "venue", {"name": "青禾社区中心二楼"}))
            unit.commit()
    meet(desks, random.Random(1))
    (rule,) = RULES["venue"]
    assert values_of(desks[2], "venue", rule)[max(ids)] == ("青禾社区中心二楼 2",)
    winner = desks[ids.index(min(ids))]
    with write(winner) as unit:
        unit.execute(SYNCED["venue"].update().where(SYNCED["venue"].c.id == min(ids)).values(name="学校礼堂"))
        unit.put("venue", {"id": min(ids), "name": "学校礼堂", "base": {}})
        unit.commit()
    look_again(winner.house)
    assert values_of(winner, "venue", rule) == {min(ids): ("学校礼堂",), max(ids): ("青禾社区中心二楼",)}
    meet(desks, random.Random(2))
    for desk in desks:
        assert values_of(desk, "venue", rule) == {min(ids): ("学校礼堂",), max(ids): ("青禾社区中心二楼",)}


def test_what_hangs_on_one_thing_that_was_said_twice_hangs_on_the_first(desks: list[Desk]) -> None:
    with write(desks[0]) as unit:
        event, volunteer = some(unit, "event"), made(unit, "volunteer", {})
        shift = made(unit, "shift", {"event": event})
        unit.commit()
    meet(desks, random.Random(3))
    parts, posts = [], []
    for desk in desks:
        with write(desk) as unit:
            parts.append(made(unit, "engagement", {"event": event, "volunteer": volunteer}))
            posts.append(made(unit, "assignment", {"shift": shift, "engagement": parts[-1]}))
            unit.commit()
    meet(desks, random.Random(4))
    with write(desks[2]) as unit:
        later = made(unit, "roster_notice", {"engagement": min(parts)})
        unit.commit()
    meet(desks, random.Random(5))
    for desk in desks:
        assert differences(desks[0], desk) == {}
        assert desk.sync.status().waiting == 0
        assert values_of(desk, "assignment", RULES["assignment"][0]) == {min(posts): (shift, min(parts))}
        assert set(values_of(desk, "engagement", RULES["engagement"][0])) == {min(parts)}
    assert later
