"""Who may do what about families: every verb, asked by everybody."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eventdesk.desk import Desk
from eventdesk.domain.family import Role
from eventdesk.domain.message import Channel, Outcome, Purpose
from eventdesk.domain.right import OperatorRole
from eventdesk.exchange.mail import MailServer, Security
from eventdesk.services.duplicates import Duplicates
from eventdesk.services.families import Families
from eventdesk.services.family_people import FamilyPeople
from eventdesk.services.family_profile import FamilyProfiles
from eventdesk.services.follow_ups import FollowUps
from eventdesk.services.growth import GrowthFigures
from eventdesk.services.invitations import Invitations
from eventdesk.services.mailing import Folder, Mail, Mailing, Sent
from eventdesk.services.memberships import Memberships
from eventdesk.services.merges import Merges
from eventdesk.services.message_people import Wording
from eventdesk.services.messages import Messages
from resources.words import Words
from tests.conftest import Register
from tests.rights import all_verbs, asked, try_all_roles
from tests.services.message_ground import set_email

ALL = frozenset(OperatorRole)
KEEPERS = frozenset({OperatorRole.OWNER, OperatorRole.LEAD, OperatorRole.PLANNER})
WHOLE = frozenset({OperatorRole.OWNER, OperatorRole.LEAD})
DAY = date(2020, 1, 1)
ZH = Words("zh")
NOTICE, TEXT = Purpose.NOTICE, Wording("通知", "明天见。")
SERVER = MailServer("smtp.example.org", 465, Security.TLS, "desk", "desk@example.org")


@dataclass
class Ground:
    """A desk on which every verb finds what it needs; what is told of it was read by its owner."""

    desk: Desk
    folder: Path
    family: str
    other: str
    person: str
    membership: str
    follow_up: str
    merge: str
    removed: dict[str, Any]
    mail: Mail


@pytest.fixture
def ground(fair: Desk, register: Register, tmp_path: Path) -> Ground:
    family, other, third, fourth = (register().family for _ in range(4))
    fair.profiles.tag(family, "热心")
    fair.memberships.add_level("金")
    fair.memberships.add_level("银")
    held = fair.memberships.join(family, "金", since=DAY)
    follow_up = fair.follow_ups.add(family, "回电话").id
    removed = {
        "person": fair.family_people.remove(fair.family_people.add(family, role=Role.CHILD, name="x").people[-1].id),
        "level": fair.memberships.remove_level("银"),
        "membership": fair.memberships.remove(fair.memberships.join(other, "金", since=DAY).id),
        "follow_up": fair.follow_ups.remove(fair.follow_ups.add(other, "x").id),
    }
    fair.memberships.add_level("铜")
    merge = fair.merges.merge(third, fourth).id
    person = fair.families.show(family).people[0].id
    set_email(fair, other, "other@example.org")
    fair.mailing.set_server(SERVER)
    mail = fair.mailing.prepare("FAIR", purpose=NOTICE, words=ZH, wording=TEXT, only=(other,))
    return Ground(fair, tmp_path, family, other, person, held.id, follow_up, merge, removed, mail)


Verb = Callable[[Ground], object]
Verbs = dict[str, tuple[frozenset[OperatorRole], Verb]]

FAMILIES: Verbs = {
    "search": (ALL, lambda g: g.desk.families.search("1")),
    "search whole": (WHOLE, lambda g: g.desk.families.search("家长", unmasked=True)),
    "show": (ALL, lambda g: g.desk.families.show(g.family)),
    "show whole": (WHOLE, lambda g: g.desk.families.show(g.family, unmasked=True)),
    "named": (ALL, lambda g: g.desk.families.named([g.family])),
    "count": (ALL, lambda g: g.desk.families.count()),
}
PROFILES: Verbs = {
    "change": (KEEPERS, lambda g: g.desk.profiles.change(g.family, notes="x")),
    "tag": (KEEPERS, lambda g: g.desk.profiles.tag(g.family, "x")),
    "untag": (KEEPERS, lambda g: g.desk.profiles.untag(g.family, "热心")),
    "tags": (ALL, lambda g: g.desk.profiles.tags()),
    "districts": (ALL, lambda g: g.desk.profiles.districts()),
    "form": (KEEPERS, lambda g: g.desk.profiles.form(g.person)),
    "change_person": (KEEPERS, lambda g: g.desk.profiles.change_person(g.person, name="x")),
}
PEOPLE: Verbs = {
    "add": (KEEPERS, lambda g: g.desk.family_people.add(g.family, role=Role.CHILD, name="x")),
    "remove": (KEEPERS, lambda g: g.desk.family_people.remove(g.person)),
    "put_back": (KEEPERS, lambda g: g.desk.family_people.put_back(g.removed["person"])),
}
MEMBERSHIPS: Verbs = {
    "levels": (ALL, lambda g: g.desk.memberships.levels()),
    "add_level": (KEEPERS, lambda g: g.desk.memberships.add_level("x")),
    "change_level": (KEEPERS, lambda g: g.desk.memberships.change_level("金", benefits="x")),
    "remove_level": (KEEPERS, lambda g: g.desk.memberships.remove_level("铜")),
    "put_back_level": (KEEPERS, lambda g: g.desk.memberships.put_back_level(g.removed["level"])),
    "join": (KEEPERS, lambda g: g.desk.memberships.join(g.other, "金", since=DAY)),
    "change": (KEEPERS, lambda g: g.desk.memberships.change(g.membership, until=DAY)),
    "end": (KEEPERS, lambda g: g.desk.memberships.end(g.membership)),
    "remove": (KEEPERS, lambda g: g.desk.memberships.remove(g.membership)),
    "put_back": (KEEPERS, lambda g: g.desk.memberships.put_back(g.removed["membership"])),
}
FOLLOW_UPS: Verbs = {
    "list": (ALL, lambda g: g.desk.follow_ups.list()),
    "list whole": (WHOLE, lambda g: g.desk.follow_ups.list(unmasked=True)),
    "add": (KEEPERS, lambda g: g.desk.follow_ups.add(g.family, "x")),
    "change": (KEEPERS, lambda g: g.desk.follow_ups.change(g.follow_up, text="x")),
    "done": (KEEPERS, lambda g: g.desk.follow_ups.done(g.follow_up)),
    "reopen": (KEEPERS, lambda g: g.desk.follow_ups.reopen(g.follow_up)),
    "remove": (KEEPERS, lambda g: g.desk.follow_ups.remove(g.follow_up)),
    "put_back": (KEEPERS, lambda g: g.desk.follow_ups.put_back(g.removed["follow_up"])),
}
DUPLICATES: Verbs = {
    "list": (ALL, lambda g: g.desk.duplicates.list(least=1)),
    "list whole": (WHOLE, lambda g: g.desk.duplicates.list(least=1, unmasked=True)),
    "dismiss": (KEEPERS, lambda g: g.desk.duplicates.dismiss(g.family, g.other)),
    "propose_again": (KEEPERS, lambda g: g.desk.duplicates.propose_again(g.family, g.other)),
}
MERGES: Verbs = {
    "preview": (ALL, lambda g: g.desk.merges.preview(g.family, g.other)),
    "preview whole": (WHOLE, lambda g: g.desk.merges.preview(g.family, g.other, unmasked=True)),
    "merge": (KEEPERS, lambda g: g.desk.merges.merge(g.family, g.other)),
    "unmerge": (KEEPERS, lambda g: g.desk.merges.unmerge(g.merge)),
}
GROWTH: Verbs = {
    "of": (ALL, lambda g: g.desk.growth.of(DAY, DAY)),
    "of_year": (ALL, lambda g: g.desk.growth.of_year(2026)),
}
MESSAGES: Verbs = {
    "template": (ALL, lambda g: g.desk.messages.template(NOTICE, ZH)),
    "templates": (ALL, lambda g: g.desk.messages.templates(ZH)),
    "keep_template": (KEEPERS, lambda g: g.desk.messages.keep_template(NOTICE, ZH, subject="a", text="b", group="c")),
    "plan": (ALL, lambda g: g.desk.messages.plan("FAIR", purpose=NOTICE, channel=Channel.EMAIL)),
    "preview": (KEEPERS, lambda g: g.desk.messages.preview("FAIR", purpose=NOTICE, words=ZH, wording=TEXT)),
    "texts": (KEEPERS, lambda g: g.desk.messages.texts("FAIR", purpose=NOTICE, words=ZH, wording=TEXT, group="x")),
    "copied": (KEEPERS, lambda g: g.desk.messages.copied("FAIR", [g.family], purpose=NOTICE, wording=TEXT)),
    "list": (ALL, lambda g: g.desk.messages.list("FAIR")),
    "opt_outs": (ALL, lambda g: g.desk.messages.opt_outs(g.family)),
    "opt_out": (KEEPERS, lambda g: g.desk.messages.opt_out(g.family)),
    "opt_in": (KEEPERS, lambda g: g.desk.messages.opt_in(g.family)),
    "due": (ALL, lambda g: g.desk.messages.due()),
}
INVITATIONS: Verbs = {
    "rank": (ALL, lambda g: g.desk.invitations.rank("FAIR")),
    "rank whole": (WHOLE, lambda g: g.desk.invitations.rank("FAIR", unmasked=True)),
    "export": (KEEPERS, lambda g: g.desk.invitations.export("FAIR", g.folder / "calls.csv", ZH)),
    "export whole": (WHOLE, lambda g: g.desk.invitations.export("FAIR", g.folder / "calls.csv", ZH, unmasked=True)),
}
MAILING: Verbs = {
    "settings": (ALL, lambda g: g.desk.mailing.settings()),
    "set_server": (frozenset({OperatorRole.OWNER}), lambda g: g.desk.mailing.set_server(SERVER)),
    "connect": (KEEPERS, lambda g: Mailing(g.desk.house, transport=lambda server, _: Folder(g.folder)).connect(password="x")),
    "prepare": (KEEPERS, lambda g: g.desk.mailing.prepare("FAIR", purpose=NOTICE, words=ZH, wording=TEXT)),
    "prepare whole": (
        WHOLE, lambda g: g.desk.mailing.prepare("FAIR", purpose=NOTICE, words=ZH, wording=TEXT, test=True, unmasked=True)
    ),
    "record": (KEEPERS, lambda g: g.desk.mailing.record(g.mail, [Sent(g.family, Outcome.SENT)])),
    "finish": (KEEPERS, lambda g: g.desk.mailing.finish(g.mail)),
    "send": (KEEPERS, lambda g: g.desk.mailing.send(g.mail, Folder(g.folder), ZH)),
}  # fmt: skip
NOUNS: dict[type, Verbs] = {
    Families: FAMILIES, FamilyProfiles: PROFILES, FamilyPeople: PEOPLE, Memberships: MEMBERSHIPS, FollowUps: FOLLOW_UPS,
    Duplicates: DUPLICATES, Merges: MERGES, GrowthFigures: GROWTH, Messages: MESSAGES, Invitations: INVITATIONS, Mailing: MAILING,
}  # fmt: skip


@pytest.mark.parametrize("noun", NOUNS)
def test_no_verb_is_forgotten(noun: type) -> None:
    assert {name.split()[0] for name in NOUNS[noun]} == all_verbs(noun)


@pytest.mark.parametrize(("allowed", "verb"), asked(NOUNS))
def test_a_verb_is_for_those_who_have_its_right(ground: Ground, allowed: frozenset[OperatorRole], verb: Verb) -> None:
    try_all_roles(ground, allowed, verb)
