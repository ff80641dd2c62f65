"""Who may do what with the plan of a year and of an event: every verb, asked by everybody.

Whoever lacks the right is refused before anything is looked up, so that a refusal says nothing of what is there. Most verbs are
therefore asked for what is not there.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from eventdesk.desk import Desk
from eventdesk.domain.emergency import EmergencyPlan
from eventdesk.domain.money import LineKind, Side
from eventdesk.domain.plan_changes import PlanChanges
from eventdesk.domain.right import OperatorRole
from eventdesk.domain.season import GoalKey
from eventdesk.errors import DeskError, NotAllowed
from eventdesk.services.announcements import Announcements
from eventdesk.services.budgets import Budgets
from eventdesk.services.calendars import Calendars
from eventdesk.services.checklists import Checklists
from eventdesk.services.online_address import OnlineAddress
from eventdesk.services.operators import Operators
from eventdesk.services.partners import Partners
from eventdesk.services.plans import Plans
from eventdesk.services.proposals import Proposals
from eventdesk.services.rows import Removed
from eventdesk.services.seasons import Moved, Seasons
from eventdesk.store import tables as t
from resources.words import Words
from tests.conftest import ZONE
from tests.desks import create_desk

START = datetime(2026, 11, 28, 9, 30, tzinfo=ZONE)
END = START + timedelta(hours=2)
ALL = frozenset(OperatorRole)
PLANNERS = frozenset({OperatorRole.OWNER, OperatorRole.LEAD, OperatorRole.PLANNER})
WHOLE = frozenset({OperatorRole.OWNER, OperatorRole.LEAD})
REPORTS = ALL - {OperatorRole.DOOR}
OWNER = frozenset({OperatorRole.OWNER})
ZH = Words("zh")
GONE = {"id": "x", "name": "x", "partner": "x", "event": "x"}
PARTNER = {"id": "x", "name": "x", "kind": "other", "contact": "", "phone": "", "notes": "", "since": START, "revision": 1}


@dataclass(frozen=True)
class Ground:
    """A desk with one event and a folder to write to; ``sheet`` is what a workbook would change."""

    desk: Desk
    folder: Path
    sheet: PlanChanges

    @property
    def file(self) -> Path:
        """A file that is not there yet."""
        return self.folder / "out.bin"


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("rights")
    with create_desk(folder / "desk", name="x", passphrase=None, zone="Asia/Shanghai") as desk:
        desk.events.add(title="x", start=START, end=END, code="FAIR")
        sheet = desk.plans.read_sheet("FAIR", desk.plans.sheet("FAIR", folder / "plan.xlsx", ZH))
        out = folder / "out"
        out.mkdir()
        yield Ground(desk, out, sheet)


Verb = Callable[[Ground], object]
Table = dict[str, tuple[frozenset[OperatorRole], Verb]]

SEASONS: Table = {
    "year": (ALL, lambda g: g.desk.seasons.year(2026)),
    "month": (ALL, lambda g: g.desk.seasons.month(2026, 11)),
    "card": (ALL, lambda g: g.desk.seasons.card("FAIR")),
    "move": (PLANNERS, lambda g: g.desk.seasons.move("NONE", date(2026, 12, 5))),
    "move_back": (PLANNERS, lambda g: g.desk.seasons.move_back(Moved("NONE", "x", START, END, 0, START))),
    "set_goal": (PLANNERS, lambda g: g.desk.seasons.set_goal(2026, GoalKey.EVENTS, 3)),
    "set_goals": (PLANNERS, lambda g: g.desk.seasons.set_goals(2026, {GoalKey.CONTENT: 80, GoalKey.MEAN: 430})),
}
PLANS: Table = {
    "day_plan": (PLANNERS, lambda g: g.desk.plans.day_plan("NONE", g.file, ZH)),
    "sheet": (PLANNERS, lambda g: g.desk.plans.sheet("NONE", g.file, ZH)),
    "read_sheet": (PLANNERS, lambda g: g.desk.plans.read_sheet("NONE", g.file)),
    "take_sheet": (PLANNERS, lambda g: g.desk.plans.take_sheet("FAIR", g.sheet)),
    "emergency": (ALL, lambda g: g.desk.plans.emergency("FAIR")),
    "set_emergency": (PLANNERS, lambda g: g.desk.plans.set_emergency("NONE", EmergencyPlan(hospital="x"))),
    "emergency_page": (ALL, lambda g: g.desk.plans.emergency_page("NONE", g.file, ZH)),
}
ANNOUNCEMENTS: Table = {
    "list": (ALL, lambda g: g.desk.announcements.list("FAIR")),
    "show": (ALL, lambda g: g.desk.announcements.show("FAIR", 1)),
    "write": (PLANNERS, lambda g: g.desk.announcements.write("NONE", title="x", text="x")),
    "change": (PLANNERS, lambda g: g.desk.announcements.change("NONE", 1, title="x", text="x")),
    "submit": (PLANNERS, lambda g: g.desk.announcements.submit("NONE", 1)),
    "release": (PLANNERS, lambda g: g.desk.announcements.release("NONE", 1)),
    "send_back": (PLANNERS, lambda g: g.desk.announcements.send_back("NONE", 1, remark="x")),
    "poster": (PLANNERS, lambda g: g.desk.announcements.poster("NONE", folder=g.folder, words=ZH)),
}
ONLINE_ADDRESS: Table = {
    "show": (ALL, lambda g: g.desk.online_address.show()),
    "keep": (OWNER, lambda g: g.desk.online_address.keep("x")),
}
PARTNERS: Table = {
    "list": (REPORTS, lambda g: g.desk.partners.list()),
    "show": (REPORTS, lambda g: g.desk.partners.show("x")),
    "show whole": (WHOLE, lambda g: g.desk.partners.show("x", unmasked=True)),
    "of_event": (REPORTS, lambda g: g.desk.partners.of_event("NONE")),
    "add": (PLANNERS, lambda g: g.desk.partners.add(name="x", phone="12")),
    "change": (PLANNERS, lambda g: g.desk.partners.change("x", notes="x")),
    "remove": (PLANNERS, lambda g: g.desk.partners.remove("x")),
    "put_back": (PLANNERS, lambda g: g.desk.partners.put_back(Removed("partner", PARTNER))),
    "pledge": (PLANNERS, lambda g: g.desk.partners.pledge("x", title="x", pledged_fen=1)),
    "change_pledge": (PLANNERS, lambda g: g.desk.partners.change_pledge("x", pledged_fen=1)),
    "remove_pledge": (PLANNERS, lambda g: g.desk.partners.remove_pledge("x")),
    "put_pledge_back": (PLANNERS, lambda g: g.desk.partners.put_pledge_back(Removed("contribution", GONE))),
}
BUDGETS: Table = {
    "of_event": (REPORTS, lambda g: g.desk.budgets.of_event("FAIR")),
    "of_year": (REPORTS, lambda g: g.desk.budgets.of_year(2026)),
    "add": (PLANNERS, lambda g: g.desk.budgets.add("NONE", side=Side.COST, kind=LineKind.PRINT, title="x", planned_fen=1)),
    "change": (PLANNERS, lambda g: g.desk.budgets.change("x", planned_fen=1)),
    "remove": (PLANNERS, lambda g: g.desk.budgets.remove("x")),
    "put_back": (PLANNERS, lambda g: g.desk.budgets.put_back(Removed("budget_line", GONE))),
}
PROPOSALS: Table = {
    "list": (ALL, lambda g: g.desk.proposals.list()),
    "show": (ALL, lambda g: g.desk.proposals.show("x")),
    "votes": (ALL, lambda g: g.desk.proposals.votes("x")),
    "add": (PLANNERS, lambda g: g.desk.proposals.add(title="")),
    "change": (PLANNERS, lambda g: g.desk.proposals.change("x", text="x")),
    "close": (PLANNERS, lambda g: g.desk.proposals.close("x")),
    "reopen": (PLANNERS, lambda g: g.desk.proposals.reopen("x")),
    "remove": (PLANNERS, lambda g: g.desk.proposals.remove("x")),
    "put_back": (PLANNERS, lambda g: g.desk.proposals.put_back(Removed("proposal", {
        "id": "x", "title": "x", "kind": "other", "text": "", "state": "open", "at": START, "event": None, "revision": 1,
    }))),
    "vote": (PLANNERS, lambda g: g.desk.proposals.vote("none", voter="13800000001")),
    "take_vote_back": (PLANNERS, lambda g: g.desk.proposals.take_vote_back("x")),
    "read": (PLANNERS, lambda g: g.desk.proposals.read(g.file)),
    "import_votes": (PLANNERS, lambda g: g.desk.proposals.import_votes(g.file)),
    "make_event": (PLANNERS, lambda g: g.desk.proposals.make_event("none")),
}  # fmt: skip
CHECKLISTS: Table = {
    "show": (ALL, lambda g: g.desk.checklists.show("FAIR")),
    "offered": (ALL, lambda g: g.desk.checklists.offered("FAIR")),
    "add": (PLANNERS, lambda g: g.desk.checklists.add("NONE", title="x", due_days=1)),
    "add_all": (PLANNERS, lambda g: g.desk.checklists.add_all("NONE", [("x", 1)])),
    "change": (PLANNERS, lambda g: g.desk.checklists.change("x", owner="x")),
    "done": (PLANNERS, lambda g: g.desk.checklists.done("x")),
    "move": (PLANNERS, lambda g: g.desk.checklists.move("x", to=0)),
    "remove": (PLANNERS, lambda g: g.desk.checklists.remove("x")),
    "put_back": (PLANNERS, lambda g: g.desk.checklists.put_back(Removed("task", GONE))),
}
CALENDARS: Table = {
    "export": (PLANNERS, lambda g: g.desk.calendars.export("NONE", g.file)),
    "export_year": (PLANNERS, lambda g: g.desk.calendars.export_year(1, g.file)),
    "export_family": (PLANNERS, lambda g: g.desk.calendars.export_family("x", g.file)),
    "look": (PLANNERS, lambda g: g.desk.calendars.look(g.file)),
    "import_file": (PLANNERS, lambda g: g.desk.calendars.import_file(g.file)),
    "undo": (PLANNERS, lambda g: g.desk.calendars.undo("x")),
}
OPERATORS: Table = {
    "list": (ALL, lambda g: g.desk.operators.list()),
    "stations": (ALL, lambda g: g.desk.operators.stations()),
    "own_stations": (ALL, lambda g: g.desk.operators.own_stations()),
    "add": (OWNER, lambda g: g.desk.operators.add("林", OperatorRole.DOOR)),
    "rename": (OWNER, lambda g: g.desk.operators.rename("nobody", "林")),
    "retire": (OWNER, lambda g: g.desk.operators.retire("nobody")),
    "bring_back": (OWNER, lambda g: g.desk.operators.bring_back("nobody")),
    # Whoever sits there may give the seat to another, and take it to another door.
    "act_as": (ALL, lambda g: g.desk.operators.act_as("nobody")),
    "begin_as": (ALL, lambda g: g.desk.operators.begin_as("nobody")),
    "sit_at": (ALL, lambda g: g.desk.operators.sit_at("")),
}
NOUNS: dict[type, Table] = {
    Seasons: SEASONS, Plans: PLANS, Announcements: ANNOUNCEMENTS, OnlineAddress: ONLINE_ADDRESS,
    Partners: PARTNERS, Budgets: BUDGETS, Proposals: PROPOSALS,
    Checklists: CHECKLISTS, Calendars: CALENDARS, Operators: OPERATORS,
}  # fmt: skip
ASKED = [
    pytest.param(allowed, verb, id=f"{noun.__name__}.{name}")
    for noun, verbs in NOUNS.items()
    for name, (allowed, verb) in verbs.items()
]


def written(ground: Ground) -> tuple[object, ...]:
    with ground.desk.house.store.reading() as connection:
        counts = tuple(connection.execute(sa.select(sa.func.count()).select_from(log)).scalar() for log in (t.outbox, t.audit))
    return (*counts, *sorted(file.name for file in ground.folder.iterdir()))


@pytest.mark.parametrize("noun", NOUNS)
def test_no_verb_is_forgotten(noun: type) -> None:
    verbs = {name for name, value in vars(noun).items() if callable(value) and not name.startswith("_")}
    assert {name.split()[0] for name in NOUNS[noun]} == verbs


@pytest.mark.parametrize(("allowed", "verb"), ASKED)
def test_a_verb_is_for_those_who_have_its_right(ground: Ground, allowed: frozenset[OperatorRole], verb: Verb) -> None:
    house = ground.desk.house
    owner = house.actor
    try:
        for role in sorted(ALL):
            house.actor, before = replace(owner, role=role), written(ground)
            try:
                verb(ground)
            except NotAllowed:
                assert role not in allowed
                assert written(ground) == before
            except DeskError:
                assert role in allowed, "looked before it asked"
            else:
                assert role in allowed
    finally:
        house.actor = owner
