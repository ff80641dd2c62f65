"""Operators: who may act, who acts, and that the desk remembers it."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from eventdesk.desk import Desk, open_desk
from eventdesk.domain.right import Actor, OperatorRole
from eventdesk.errors import DeskError, NotAllowed
from eventdesk.services.house import first_actor
from eventdesk.store import tables as t
from tests.services.test_outbox import check


def code_of(verb: Callable[[], object]) -> str:
    with pytest.raises(DeskError) as raised:
        verb()
    return raised.value.code


def audited(desk: Desk, action: str) -> list[Any]:
    with desk.house.store.reading() as connection:
        return list(connection.execute(sa.select(t.audit).where(t.audit.c.action == action).order_by(t.audit.c.seq)))


def first_of(desk: Desk) -> str:
    with desk.house.store.reading() as connection:
        return first_actor(connection).operator


def test_operators_are_added_and_told_of(desk: Desk) -> None:
    (owner,) = desk.operators.list()
    assert (owner.role, owner.name, owner.active, owner.acting) == (OperatorRole.OWNER, "", True, True)
    made = desk.operators.add("  方  雨 ", OperatorRole.PLANNER)
    assert (made.name, made.role, made.active, made.acting) == ("方 雨", OperatorRole.PLANNER, True, False)
    assert [one.id for one in desk.operators.list()] == [owner.id, made.id]
    (row,) = audited(desk, "operator.added")
    assert (row.subject, row.operator, json.loads(row.details)) == (made.id, owner.id, {"role": "planner"})
    check(desk)


@pytest.mark.parametrize("name", ["", "   ", "x" * 41, "a\x00b", "a\u202eb"])
def test_a_name_that_is_none_is_refused(desk: Desk, name: str) -> None:
    assert code_of(lambda: desk.operators.add(name, OperatorRole.DOOR)) == "bad_operator"
    assert len(desk.operators.list()) == 1


def test_a_name_is_had_once_however_it_is_written(desk: Desk) -> None:
    desk.operators.add("Mia Ｃ", OperatorRole.DOOR)
    assert code_of(lambda: desk.operators.add("MIA C", OperatorRole.LEAD)) == "operator_exists"
    desk.operators.retire("mia c")
    assert code_of(lambda: desk.operators.add("Mia C", OperatorRole.LEAD)) == "operator_exists"
    other = desk.operators.add("Bo", OperatorRole.LEAD)
    assert code_of(lambda: desk.operators.rename("Bo", "mia c")) == "operator_exists"
    assert desk.operators.rename(other.id, "BO").name == "BO"


def test_there_is_one_owner_and_it_stays(desk: Desk) -> None:
    assert code_of(lambda: desk.operators.add("x", OperatorRole.OWNER)) == "bad_role"
    owner = desk.operators.list()[0]
    assert code_of(lambda: desk.operators.retire(owner.id)) == "operator_owner"
    assert desk.operators.rename(owner.id, "李静").name == "李静"
    assert desk.operators.list()[0].name == "李静"
    check(desk)


def test_another_takes_the_seat_and_gives_it_back(desk: Desk) -> None:
    owner, station = desk.actor.operator, desk.actor.station
    reader = desk.operators.add("赵晨", OperatorRole.READER)
    assert desk.operators.act_as("赵晨") == Actor(reader.id, OperatorRole.READER, station, "东门")
    assert desk.actor.operator == reader.id
    assert [one.acting for one in desk.operators.list()] == [False, True]
    assert code_of(lambda: desk.operators.add("x", OperatorRole.DOOR)) == "not_allowed"
    desk.operators.act_as("赵晨")
    assert desk.operators.act_as(owner).role is OperatorRole.OWNER
    assert first_of(desk) == owner
    assert [(row.operator, row.subject) for row in audited(desk, "operator.changed")] == [(owner, reader.id), (reader.id, owner)]
    check(desk)
    assert desk.proofs.verify().ok


def test_a_process_that_begins_as_somebody_writes_nothing(desk: Desk) -> None:
    made = desk.operators.add("赵晨", OperatorRole.PLANNER)
    with open_desk(desk.folder, clock=desk.clock) as second:
        assert second.operators.begin_as("赵晨").operator == made.id
    assert audited(desk, "operator.changed") == []


def test_nobody_acts_as_one_who_left_or_never_was(desk: Desk) -> None:
    desk.operators.add("赵晨", OperatorRole.LEAD)
    assert desk.operators.retire("赵晨").active is False
    assert desk.operators.retire("赵晨").active is False
    assert len(audited(desk, "operator.retired")) == 1
    for take in (desk.operators.act_as, desk.operators.begin_as):
        for who, code in (("赵晨", "operator_retired"), ("nobody", "operator_not_found"), ("", "operator_not_found")):
            assert code_of(partial(take, who)) == code
    assert desk.actor.role is OperatorRole.OWNER
    assert desk.operators.bring_back("赵晨").active
    desk.operators.act_as("赵晨")
    desk.operators.act_as(desk.operators.list()[0].id)
    check(desk)


def test_whoever_acts_is_not_retired(desk: Desk) -> None:
    made = desk.operators.add("赵晨", OperatorRole.LEAD)
    house = desk.house
    house.actor = Actor(made.id, OperatorRole.OWNER, house.actor.station, house.actor.station_name)
    assert code_of(lambda: desk.operators.retire("赵晨")) == "operator_acting"


@pytest.mark.parametrize("role", [role for role in OperatorRole if role is not OperatorRole.OWNER])
def test_only_the_owner_adds_and_retires(desk: Desk, role: OperatorRole) -> None:
    for name in ("一", "二"):
        desk.operators.add(name, role)
    desk.operators.act_as("一")
    verbs: tuple[Callable[[], object], ...] = (
        lambda: desk.operators.add("x", OperatorRole.DOOR), lambda: desk.operators.retire("二"),
        lambda: desk.operators.bring_back("二"), lambda: desk.operators.rename("二", "y"),
    )  # fmt: skip
    for verb in verbs:
        with pytest.raises(NotAllowed):
            verb()
    assert len(desk.operators.list()) == 3
