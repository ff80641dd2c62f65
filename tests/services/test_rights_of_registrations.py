"""Who may change registrations, take money and ask questions: every verb, asked by everybody."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from eventdesk.desk import Desk
from eventdesk.domain.fee import PersonKind
from eventdesk.domain.question import QuestionKind
from eventdesk.domain.right import OperatorRole
from eventdesk.services.fees import Fees
from eventdesk.services.payments import Payments
from eventdesk.services.questions import Questions
from eventdesk.services.registration_edits import RegistrationEdits
from eventdesk.services.registration_history import RegistrationHistory
from eventdesk.services.registration_lists import RegistrationLists
from resources.words import Words
from tests.conftest import Register
from tests.rights import all_verbs, asked, try_all_roles

ALL = frozenset(OperatorRole)
PLANNERS = frozenset({OperatorRole.OWNER, OperatorRole.LEAD, OperatorRole.PLANNER})
WHOLE = frozenset({OperatorRole.OWNER, OperatorRole.LEAD})
ZH = Words("zh")


@dataclass
class Ground:
    """A desk on which every verb finds what it needs: a family that paid a part, with a refund to take back."""

    desk: Desk
    folder: Path
    here: str
    paid: str
    question: str
    removed: Any


@pytest.fixture
def ground(fair: Desk, register: Register, tmp_path: Path) -> Ground:
    fair.fees.set_price("FAIR", kind=PersonKind.ADULT, amount=3000)
    here = register().id
    fair.fees.set_price("FAIR", kind=PersonKind.CHILD, amount=2000)
    paid = fair.payments.pay(here, 1000, method="cash").payments[0].id
    for text in ("怎么来", "吃什么"):
        fair.questions.add("FAIR", text=text, kind=QuestionKind.TEXT)
    first, second = fair.questions.list("FAIR").questions
    removed = fair.questions.remove(second.id)
    return Ground(fair, tmp_path, here, paid, first.id, removed)


Verb = Callable[[Ground], object]

VERBS: dict[type, dict[str, tuple[frozenset[OperatorRole], Verb]]] = {
    RegistrationEdits: {
        "change": (PLANNERS, lambda g: g.desk.edits.change(g.here, notes="新")),
        "wait": (PLANNERS, lambda g: g.desk.edits.wait(g.here)),
    },
    RegistrationHistory: {"show": (ALL, lambda g: g.desk.history.show(g.here))},
    RegistrationLists: {
        "export": (PLANNERS, lambda g: g.desk.lists.export("FAIR", g.folder, ZH, formats=("csv",))),
        "export whole": (WHOLE, lambda g: g.desk.lists.export("FAIR", g.folder, ZH, formats=("csv",), unmasked=True)),
        "contacts": (PLANNERS, lambda g: g.desk.lists.contacts("FAIR")),
        "contacts whole": (WHOLE, lambda g: g.desk.lists.contacts("FAIR", unmasked=True)),
    },
    Fees: {
        "prices": (ALL, lambda g: g.desk.fees.prices("FAIR")),
        "totals": (ALL, lambda g: g.desk.fees.totals("FAIR")),
        "set_price": (PLANNERS, lambda g: g.desk.fees.set_price("FAIR", kind=PersonKind.FAMILY, amount=1)),
        "set_prices": (PLANNERS, lambda g: g.desk.fees.set_prices("FAIR", {("", PersonKind.FAMILY): 1})),
        "work_out": (PLANNERS, lambda g: g.desk.fees.work_out("FAIR")),
        "into_budget": (PLANNERS, lambda g: g.desk.fees.into_budget("FAIR")),
    },
    Payments: {
        "show": (ALL, lambda g: g.desk.payments.show(g.here)),
        "pay": (PLANNERS, lambda g: g.desk.payments.pay(g.here, 1, method="cash")),
        "refund": (PLANNERS, lambda g: g.desk.payments.refund(g.here, 1, method="cash")),
        "waive": (PLANNERS, lambda g: g.desk.payments.waive(g.here, 1, note="x")),
        "take_back": (PLANNERS, lambda g: g.desk.payments.take_back(g.paid)),
        "receipt": (PLANNERS, lambda g: g.desk.payments.receipt(g.paid, g.folder, ZH)),
        "receipt whole": (WHOLE, lambda g: g.desk.payments.receipt(g.paid, g.folder, ZH, unmasked=True)),
    },
    Questions: {
        "list": (ALL, lambda g: g.desk.questions.list("FAIR")),
        "answers": (ALL, lambda g: g.desk.questions.answers(g.here)),
        "unanswered": (ALL, lambda g: g.desk.questions.unanswered("FAIR")),
        "check": (ALL, lambda g: g.desk.questions.check({"q1": "x"}, event="FAIR")),
        "add": (PLANNERS, lambda g: g.desk.questions.add("FAIR", text="x", kind=QuestionKind.TEXT)),
        "change": (PLANNERS, lambda g: g.desk.questions.change(g.question, text="y")),
        "move": (PLANNERS, lambda g: g.desk.questions.move(g.question, to=0)),
        "remove": (PLANNERS, lambda g: g.desk.questions.remove(g.question)),
        "put_back": (PLANNERS, lambda g: g.desk.questions.put_back(g.removed)),
        "answer": (PLANNERS, lambda g: g.desk.questions.answer(g.here, {"q1": "走路"})),
    },
}


@pytest.mark.parametrize("noun", VERBS)
def test_no_verb_is_forgotten(noun: type) -> None:
    assert {name.split()[0] for name in VERBS[noun]} == all_verbs(noun)


@pytest.mark.parametrize(("allowed", "verb"), asked(VERBS))
def test_a_verb_is_for_those_who_have_its_right(ground: Ground, allowed: frozenset[OperatorRole], verb: Verb) -> None:
    try_all_roles(ground, allowed, verb)
