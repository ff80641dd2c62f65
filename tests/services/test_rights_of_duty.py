"""Who may do what about the volunteers' day, their files and notices: every verb, asked by everybody."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.duty import MarkKind
from eventdesk.domain.message import Outcome
from eventdesk.domain.right import OperatorRole
from eventdesk.services.duty import Duty
from eventdesk.services.mailing import Folder
from eventdesk.services.roster_files import RosterFiles
from eventdesk.services.roster_notices import NoticeMail, NoticeSent, RosterNotices
from resources.words import Words
from tests.rights import Verbs, all_verbs, asked, try_all_roles
from tests.services.duty_ground import at, staffed

ZH = Words("zh")
ALL = frozenset(OperatorRole)
KEEPERS = frozenset({OperatorRole.OWNER, OperatorRole.LEAD, OperatorRole.PLANNER})
WHOLE = frozenset({OperatorRole.OWNER, OperatorRole.LEAD})
DOOR = frozenset({OperatorRole.OWNER, OperatorRole.LEAD, OperatorRole.DOOR})


@dataclass
class Ground:
    """A desk after its event, with what each verb needs."""

    desk: Desk
    folder: Path
    person: str
    mark: str
    mail: NoticeMail


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    clock = SetClock(at(13))
    with staffed(tmp_path / "desk", clock) as desk:
        mark = desk.duty.mark("FAIR", "VOL001", MarkKind.IN, at=at(9)).id
        person = next(one.id for one in desk.volunteers.list("周敏"))
        (tmp_path / "out").mkdir()
        yield Ground(desk, tmp_path / "out", person, mark, desk.roster_notices.prepare("FAIR", ZH, test=True))


DUTY: Verbs = {
    "board": (ALL, lambda g: g.desk.duty.board("FAIR")),
    "find": (DOOR, lambda g: g.desk.duty.find("FAIR", "1")),
    "marks": (ALL, lambda g: g.desk.duty.marks("FAIR")),
    "mark": (DOOR, lambda g: g.desk.duty.mark("FAIR", "VOL002", MarkKind.IN)),
    "void": (DOOR, lambda g: g.desk.duty.void("FAIR", g.mark, reason="x")),
    "credit": (KEEPERS, lambda g: g.desk.duty.credit("FAIR", "S01", "VOL002", 60)),
    "credit_planned": (KEEPERS, lambda g: _credit_planned(g)),
    "step_in": (WHOLE, lambda g: g.desk.duty.step_in("FAIR", "S01", absent="VOL002", by="VOL005", reason="x")),
}
FILES: Verbs = {
    "write": (KEEPERS, lambda g: g.desk.roster_files.write("FAIR", g.folder / "r.xlsx", words=ZH)),
    "write whole": (WHOLE, lambda g: g.desk.roster_files.write("FAIR", g.folder / "r.xlsx", words=ZH, unmasked=True)),
    "calendars": (KEEPERS, lambda g: g.desk.roster_files.calendars("FAIR", g.folder, words=ZH)),
    "cards": (KEEPERS, lambda g: g.desk.roster_files.cards("FAIR", g.folder / "c.pdf", words=ZH)),
    "codes": (KEEPERS, lambda g: g.desk.roster_files.codes("FAIR")),
    "certificate": (KEEPERS, lambda g: g.desk.roster_files.certificate(g.person, g.folder / "t.pdf", words=ZH)),
}
NOTICES: Verbs = {
    "list": (KEEPERS, lambda g: g.desk.roster_notices.list("FAIR", ZH)),
    "group_text": (KEEPERS, lambda g: g.desk.roster_notices.group_text("FAIR", ZH)),
    "copied": (KEEPERS, lambda g: g.desk.roster_notices.copied("FAIR", ["VOL001"])),
    "prepare": (KEEPERS, lambda g: g.desk.roster_notices.prepare("FAIR", ZH)),
    "prepare whole": (WHOLE, lambda g: g.desk.roster_notices.prepare("FAIR", ZH, test=True, unmasked=True)),
    "record": (KEEPERS, lambda g: g.desk.roster_notices.record(g.mail, [NoticeSent(g.mail.letters[0], Outcome.SENT)])),
    "send": (KEEPERS, lambda g: g.desk.roster_notices.send(g.mail, Folder(g.folder))),
}  # fmt: skip
NOUNS: dict[type, Verbs] = {Duty: DUTY, RosterFiles: FILES, RosterNotices: NOTICES}


def _credit_planned(ground: Any) -> object:
    """Where it is allowed, nobody's coming was recorded after all; its owner takes it back."""
    house = ground.desk.house
    actor = house.actor
    if actor.role is OperatorRole.PLANNER:
        house.actor = replace(actor, role=OperatorRole.OWNER)
        ground.desk.duty.void("FAIR", ground.mark, reason="x")
        house.actor = actor
    return ground.desk.duty.credit_planned("FAIR")


@pytest.mark.parametrize("noun", NOUNS)
def test_no_verb_is_forgotten(noun: type) -> None:
    assert {name.split()[0] for name in NOUNS[noun]} == all_verbs(noun)


@pytest.mark.parametrize(("allowed", "verb"), asked(NOUNS))
def test_a_verb_is_for_those_who_have_its_right(
    ground: Ground, allowed: frozenset[OperatorRole], verb: Callable[[Any], object]
) -> None:
    try_all_roles(ground, allowed, verb)
