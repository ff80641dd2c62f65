"""Who may give places, set limits and pass them: every verb, asked by everybody."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from eventdesk.desk import Desk
from eventdesk.domain.capacity import LimitKind
from eventdesk.domain.right import OperatorRole
from eventdesk.errors import NotAllowed
from eventdesk.services.limits import Places
from eventdesk.services.offers import Offers
from eventdesk.services.registrations import Registrations
from tests.conftest import Register

ALL = frozenset(OperatorRole)
PLANNERS = frozenset({OperatorRole.OWNER, OperatorRole.LEAD, OperatorRole.PLANNER})
WHOLE = frozenset({OperatorRole.OWNER, OperatorRole.LEAD})


@dataclass
class Ground:
    """A desk on which every verb finds what it needs: a family with a place, two that wait, one of them with an offer."""

    desk: Desk
    here: str
    waiting: str
    offer: str
    limit: str
    removed: Any


@pytest.fixture
def ground(fair: Desk, register: Register) -> Ground:
    for code, places in (("S1", 3), ("S2", 9)):
        fair.events.add_slot("FAIR", title=code, code=code, capacity=places)
    removed = fair.places.remove_limit(_set(fair, 99))
    here, gone = register(slots=("S1",)), register(children=0, slots=("S1",))
    offered, waiting = register(children=0, slots=("S1",)), register(children=0, slots=("S1",))
    fair.registrations.cancel(gone.id)
    limit = _set(fair, 50)
    return Ground(fair, here.id, waiting.id, fair.offers.make(offered.id).id, limit, removed)


def _set(desk: Desk, places: int) -> str:
    made = desk.places.add_limit("FAIR", kind=LimitKind.EVENT, places=places, hard=True)
    return next(bar.limit for bar in made.bars if bar.limit)


Verb = Callable[[Ground], object]

VERBS: dict[type, dict[str, tuple[frozenset[OperatorRole], Verb]]] = {
    Places: {
        "show": (ALL, lambda g: g.desk.places.show("FAIR")),
        "bars": (ALL, lambda g: g.desk.places.bars("FAIR")),
        "advice": (ALL, lambda g: g.desk.places.advice("CAPPED")),
        "add_limit": (PLANNERS, lambda g: g.desk.places.add_limit("FAIR", kind=LimitKind.FAMILY, places=5)),
        "change_limit": (PLANNERS, lambda g: g.desk.places.change_limit(g.limit, places=60)),
        "remove_limit": (PLANNERS, lambda g: g.desk.places.remove_limit(g.limit)),
        "put_back_limit": (PLANNERS, lambda g: g.desk.places.put_back_limit(g.removed)),
    },
    Offers: {
        "make": (PLANNERS, lambda g: (g.desk.offers.withdraw(g.offer), g.desk.offers.make(g.waiting))),
        "make_next": (PLANNERS, lambda g: g.desk.offers.make_next("FAIR")),
        "accept": (PLANNERS, lambda g: g.desk.offers.accept(g.offer)),
        "decline": (PLANNERS, lambda g: g.desk.offers.decline(g.offer)),
        "withdraw": (PLANNERS, lambda g: g.desk.offers.withdraw(g.offer)),
        "expire": (PLANNERS, lambda g: g.desk.offers.expire()),
        "open": (ALL, lambda g: g.desk.offers.open("FAIR")),
        "list": (ALL, lambda g: g.desk.offers.list("FAIR")),
    },
    Registrations: {
        "promote": (WHOLE, lambda g: g.desk.registrations.promote(g.waiting, override="讲师的孩子")),
        "move": (PLANNERS, lambda g: g.desk.registrations.move(g.here, source="S1", target="S2")),
    },
}
CASES = [(kind, name, *rest) for kind, verbs in VERBS.items() for name, rest in verbs.items()]


@pytest.mark.parametrize(("kind", "name", "may", "verb"), CASES, ids=[f"{kind.__name__}.{name}" for kind, name, *_ in CASES])
def test_only_who_may_does_it(kind: type, name: str, may: frozenset[OperatorRole], verb: Verb, ground: Ground) -> None:
    event = ground.desk.events.show("FAIR")
    ground.desk.events.add(title="x", start=event.start, end=event.end, code="CAPPED", capacity=9)
    owner = ground.desk.house.actor
    for role in sorted(ALL - may):
        ground.desk.house.actor = replace(owner, role=role)
        with pytest.raises(NotAllowed):
            verb(ground)
    ground.desk.house.actor = replace(owner, role=sorted(may)[-1])
    verb(ground)


@pytest.mark.parametrize("kind", [Places, Offers])
def test_no_verb_is_forgotten(kind: type) -> None:
    assert {name for name in vars(kind) if not name.startswith("_")} == set(VERBS[kind])


def test_passing_a_limit_takes_the_right_however_it_is_asked(ground: Ground) -> None:
    desk, owner = ground.desk, ground.desk.house.actor
    desk.house.actor = replace(owner, role=OperatorRole.PLANNER)
    with pytest.raises(NotAllowed):
        desk.registrations.move(ground.here, source="S1", target="S2", override="x")
    with pytest.raises(NotAllowed):
        desk.registrations.add("FAIR", people=(), override="x")
