"""What every test of rights asks: no verb is forgotten, and who lacks a verb's right writes nothing by it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import pytest
import sqlalchemy as sa

from eventdesk.desk import Desk
from eventdesk.domain.right import OperatorRole
from eventdesk.errors import NotAllowed
from eventdesk.store import tables as t

ALL = frozenset(OperatorRole)


class Ground(Protocol):
    """What verbs are tried on: a desk, and the folder that they may write to."""

    desk: Desk
    folder: Path


Verbs = Mapping[str, tuple[frozenset[OperatorRole], Callable[[Any], object]]]


def asked(nouns: Mapping[type, Verbs]) -> list[Any]:
    """Every verb of the nouns with those who may, as parameters of a test."""
    return [
        pytest.param(allowed, verb, id=f"{noun.__name__}.{name}")
        for noun, verbs in nouns.items()
        for name, (allowed, verb) in verbs.items()
    ]


def all_verbs(noun: type) -> set[str]:
    """The public verbs that a service has."""
    return {name for name, value in vars(noun).items() if callable(value) and not name.startswith("_")}


def try_all_roles(ground: Ground, allowed: frozenset[OperatorRole], verb: Callable[[Any], object]) -> None:
    """Who may not is refused and leaves no trace; who may, may."""
    house, before = ground.desk.house, _written(ground)
    owner = house.actor
    for role in sorted(ALL - allowed):
        house.actor = replace(owner, role=role)
        with pytest.raises(NotAllowed):
            verb(ground)
        assert _written(ground) == before, role
    house.actor = replace(owner, role=min(allowed & {OperatorRole.PLANNER} or allowed))
    verb(ground)


def _written(ground: Ground) -> tuple[Any, ...]:
    with ground.desk.house.store.reading() as connection:
        counts = tuple(connection.execute(sa.select(sa.func.count()).select_from(log)).scalar() for log in (t.outbox, t.audit))
    return (*counts, sorted(file.name for file in ground.folder.iterdir()))
