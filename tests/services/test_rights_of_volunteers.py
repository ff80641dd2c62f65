"""Who may do what about volunteers: every verb, asked by everybody."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.domain.family import Role
from eventdesk.domain.right import OperatorRole
from eventdesk.domain.volunteer import Assigned, Response, Rule, StaffingRules, Window
from eventdesk.services.booking import BookedPerson
from eventdesk.services.rosters import Rosters
from eventdesk.services.shifts import Shifts
from eventdesk.services.trainings import Trainings
from eventdesk.services.volunteer_imports import VolunteerImports
from eventdesk.services.volunteer_views import RosterView
from eventdesk.services.volunteers import Volunteers
from tests.conftest import SAMPLES, ZONE
from tests.desks import create_desk, lay, made_once
from tests.rights import all_verbs, asked, try_all_roles

ALL = frozenset(OperatorRole)
KEEPERS = frozenset({OperatorRole.OWNER, OperatorRole.LEAD, OperatorRole.PLANNER})
WHOLE = frozenset({OperatorRole.OWNER, OperatorRole.LEAD})
NOW = datetime(2026, 11, 28, 7, 0, tzinfo=ZONE)
START, END = NOW.replace(hour=9), NOW.replace(hour=12)
FILES = (SAMPLES / "volunteers_public.xlsx", SAMPLES / "shifts_public.csv")


@dataclass
class Ground:
    """A desk on which every verb finds what it needs; what is told of it was read by its owner."""

    desk: Desk
    folder: Path
    roster: RosterView
    other: str
    family: str
    training: str
    removed: dict[str, Any]

    @property
    def person(self) -> str:
        return self.roster.people[0].volunteer

    @property
    def key(self) -> tuple[str, str]:
        return self.roster.shifts[0].id, self.roster.people[0].id


@cache
def made() -> bytes:
    def make(folder: Path) -> None:
        with create_desk(folder, name="小禾苗亲子社", passphrase=None, clock=SetClock(NOW)) as desk:
            desk.events.add(title="秋日亲子工坊日", start=START, end=END, code="FAIR")
            desk.events.add_slot("FAIR", title="a", code="A")
            for role in ("签到", "引导"):
                desk.shifts.add("FAIR", role=role, start=START, end=END, slot="A", skills=["急救"] if role == "引导" else [])
            for number in range(4):
                person = desk.volunteers.add(name=f"志愿者{number}", phone=f"1380000000{number}")
                if number < 3:
                    desk.rosters.enlist("FAIR", person.id)
            desk.rosters.withdraw("FAIR", ["VOL003"], reason="x")
            desk.registrations.add("FAIR", people=[BookedPerson(Role.GUARDIAN, "林晓梅", phone="13800009999", phone_type="mobile")])
            view = desk.rosters.show("FAIR")
            desk.rosters.change("FAIR", add=[Assigned(view.shifts[0].id, view.people[0].id)])
            desk.shifts.keep_template("FAIR", "市集")

    return made_once(make)


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    lay(made(), tmp_path / "desk")
    (tmp_path / "out").mkdir()
    with open_desk(tmp_path / "desk", passphrase=None, clock=SetClock(NOW)) as desk:
        extra = desk.shifts.add("FAIR", role="x", start=START, end=END, code="X").shifts[-1]
        training = desk.trainings.add(title="急救", day=date(2026, 3, 1), minutes=60)
        gone = desk.trainings.add(title="x", day=date(2026, 3, 1), minutes=60)
        desk.shifts.keep_template("FAIR", "x")
        removed = {
            "shift": desk.shifts.remove(extra.id), "training": desk.trainings.remove(gone.id),
            "template": desk.shifts.remove_template("x"),
        }  # fmt: skip
        other = next(one.id for one in desk.volunteers.list() if one.name == "志愿者3")
        family = desk.registrations.list("FAIR")[0].family
        yield Ground(desk, tmp_path / "out", desk.rosters.show("FAIR"), other, family, training.id, removed)


Verb = Callable[[Ground], object]
Verbs = dict[str, tuple[frozenset[OperatorRole], Verb]]


def waived(g: Ground) -> object:
    key = (g.roster.shifts[1].id, g.roster.people[1].id)
    return g.desk.rosters.change("FAIR", add=[Assigned(*key)], waive={key: [Rule.SKILL]}, reason="没有别人")


def planned(g: Ground, *rules: Rule) -> object:
    staffing = g.roster.staffing
    one = Assigned(g.roster.shifts[1 if rules else 0].id, g.roster.people[1].id, waived=frozenset(rules))
    rest = staffing.assigned if rules else ()
    return g.desk.rosters.keep("FAIR", [*rest, one], based_on=staffing, reason="没有别人" if rules else "")


ROSTERS: Verbs = {
    "show": (ALL, lambda g: g.desk.rosters.show("FAIR")),
    "show whole": (WHOLE, lambda g: g.desk.rosters.show("FAIR", unmasked=True)),
    "question": (ALL, lambda g: g.desk.rosters.question("FAIR")),
    "enlist": (KEEPERS, lambda g: g.desk.rosters.enlist("FAIR", g.other)),
    "change_engagement": (
        KEEPERS, lambda g: g.desk.rosters.change_engagement(g.roster.people[0].id, windows=[Window(START, END)], note="x")
    ),
    "withdraw": (KEEPERS, lambda g: g.desk.rosters.withdraw("FAIR", ["VOL001"], reason="x")),
    "relist": (KEEPERS, lambda g: g.desk.rosters.relist("FAIR", ["VOL003"])),
    "change": (KEEPERS, lambda g: g.desk.rosters.change("FAIR", remove=[g.key])),
    "change waived": (WHOLE, waived),
    "pin": (KEEPERS, lambda g: g.desk.rosters.pin("FAIR", [g.key])),
    "keep": (KEEPERS, planned),
    "keep waived": (WHOLE, lambda g: planned(g, Rule.SKILL)),
    "respond": (KEEPERS, lambda g: g.desk.rosters.respond("FAIR", [g.key], Response.ACCEPTED)),
    "rules": (ALL, lambda g: g.desk.rosters.rules("FAIR")),
    "set_rules": (KEEPERS, lambda g: g.desk.rosters.set_rules("FAIR", StaffingRules(rest_minutes=30))),
}
VOLUNTEERS: Verbs = {
    "list": (ALL, lambda g: g.desk.volunteers.list()),
    "list whole": (WHOLE, lambda g: g.desk.volunteers.list(unmasked=True)),
    "show": (ALL, lambda g: g.desk.volunteers.show(g.person)),
    "show whole": (WHOLE, lambda g: g.desk.volunteers.show(g.person, unmasked=True)),
    "add": (KEEPERS, lambda g: g.desk.volunteers.add(name="x")),
    "change": (KEEPERS, lambda g: g.desk.volunteers.change(g.person, name="x")),
    "retire": (KEEPERS, lambda g: g.desk.volunteers.retire(g.person)),
    "take_back": (KEEPERS, lambda g: g.desk.volunteers.take_back(g.person)),
    "erase": (WHOLE, lambda g: g.desk.volunteers.erase(g.person, reason="x")),
    "pair": (KEEPERS, lambda g: g.desk.volunteers.pair(g.person, g.other, "apart")),
    "skills": (ALL, lambda g: g.desk.volunteers.skills()),
    "of_family": (ALL, lambda g: g.desk.volunteers.of_family(g.family)),
    "proposed_family": (ALL, lambda g: g.desk.volunteers.proposed_family(g.person)),
}
SHIFTS: Verbs = {
    "add": (KEEPERS, lambda g: g.desk.shifts.add("FAIR", role="x", start=START, end=END)),
    "change": (KEEPERS, lambda g: g.desk.shifts.change(g.key[0], role="x")),
    "remove": (KEEPERS, lambda g: g.desk.shifts.remove(g.key[0])),
    "put_back": (KEEPERS, lambda g: g.desk.shifts.put_back(g.removed["shift"])),
    "from_slots": (KEEPERS, lambda g: g.desk.shifts.from_slots("FAIR", role="y")),
    "conflicts": (ALL, lambda g: g.desk.shifts.conflicts("FAIR")),
    "follow_slot": (KEEPERS, lambda g: g.desk.shifts.follow_slot(g.key[0])),
    "move_all": (KEEPERS, lambda g: g.desk.shifts.move_all("FAIR", timedelta(hours=1))),
    "templates": (ALL, lambda g: g.desk.shifts.templates()),
    "keep_template": (KEEPERS, lambda g: g.desk.shifts.keep_template("FAIR", "y")),
    "remove_template": (KEEPERS, lambda g: g.desk.shifts.remove_template("市集")),
    "put_back_template": (KEEPERS, lambda g: g.desk.shifts.put_back_template(g.removed["template"])),
    "apply_template": (KEEPERS, lambda g: g.desk.shifts.apply_template("FAIR", "市集")),
}
TRAININGS: Verbs = {
    "list": (ALL, lambda g: g.desk.trainings.list()),
    "add": (KEEPERS, lambda g: g.desk.trainings.add(title="x", day=date(2026, 3, 1), minutes=60)),
    "change": (KEEPERS, lambda g: g.desk.trainings.change(g.training, title="x")),
    "remove": (KEEPERS, lambda g: g.desk.trainings.remove(g.training)),
    "put_back": (KEEPERS, lambda g: g.desk.trainings.put_back(g.removed["training"])),
    "attended": (KEEPERS, lambda g: g.desk.trainings.attended(g.training, [g.person])),
}
IMPORTS: Verbs = {
    "run": (KEEPERS, lambda g: g.desk.volunteer_imports.run("FAIR", *FILES)),
    "preview": (KEEPERS, lambda g: g.desk.volunteer_imports.preview("FAIR", *FILES)),
}  # fmt: skip
NOUNS: dict[type, Verbs] = {
    Rosters: ROSTERS, Volunteers: VOLUNTEERS, Shifts: SHIFTS, Trainings: TRAININGS, VolunteerImports: IMPORTS,
}  # fmt: skip


@pytest.mark.parametrize("noun", NOUNS)
def test_no_verb_is_forgotten(noun: type) -> None:
    assert {name.split()[0] for name in NOUNS[noun]} == all_verbs(noun)


@pytest.mark.parametrize(("allowed", "verb"), asked(NOUNS))
def test_a_verb_is_for_those_who_have_its_right(ground: Ground, allowed: frozenset[OperatorRole], verb: Verb) -> None:
    try_all_roles(ground, allowed, verb)
