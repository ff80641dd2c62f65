"""Who may do what about reports: every verb, of every kind, asked by everybody."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from eventdesk.desk import Desk
from eventdesk.domain.right import OperatorRole
from eventdesk.reports.document import About
from eventdesk.services.report_sending import ReportSending
from eventdesk.services.report_sources import KINDS, kind_of
from eventdesk.services.report_templates import ReportTemplates
from eventdesk.services.reports import Reports
from eventdesk.services.rows import Removed
from resources.words import Words
from tests.rights import ALL, all_verbs, asked, try_all_roles

KEEPERS = frozenset({OperatorRole.OWNER, OperatorRole.LEAD, OperatorRole.PLANNER})
READERS = KEEPERS | {OperatorRole.READER}


@dataclass
class Ground:
    """A desk with an event, and the folder that files may go to."""

    desk: Desk
    folder: Path


@pytest.fixture
def ground(fair: Desk, tmp_path: Path) -> Ground:
    folder = tmp_path / "out"
    folder.mkdir()
    fair.report_templates.add("Kept", "attendance", formats=("json",), language="en")
    return Ground(fair, folder)


def _subject(kind: str) -> str:
    return "FAIR" if kind_of(kind).about is About.EVENT else "2026"


def _make(ground: Ground, kind: str = "attendance") -> object:
    return ground.desk.reports.make(kind, _subject(kind), folder=ground.folder, formats=["json"], words=Words("zh"))


def _shown(ground: Ground) -> object:
    return ground.desk.report_templates.show("Kept")


def _changed(ground: Ground) -> object:
    return ground.desk.report_templates.change("Kept", language="both")


def _made_by_template(ground: Ground) -> object:
    return ground.desk.report_templates.make("Kept", "FAIR", folder=ground.folder)


def _removed(ground: Ground) -> Removed:
    return ground.desk.report_templates.remove("Kept")


VERBS: dict[type, dict[str, tuple[frozenset[OperatorRole], Callable[[Ground], object]]]] = {
    Reports: {
        "attendance": (ALL, lambda g: g.desk.reports.attendance("FAIR")),
        "attendance_facts": (ALL, lambda g: g.desk.reports.attendance_facts("FAIR")),
        "behind": (READERS, lambda g: g.desk.reports.behind("FAIR", "attended.persons")),
        "events": (ALL, lambda g: g.desk.reports.events()),
        "why_closed": (READERS, lambda g: g.desk.reports.why_closed("digest")),
        "look": (READERS, lambda g: g.desk.reports.look("FAIR")),
        "make": (KEEPERS, _make),
        "subjects": (ALL, lambda g: g.desk.reports.subjects("attendance")),
        "revisions": (ALL, lambda g: g.desk.reports.revisions()),
    },
    ReportSending: {
        "list": (ALL, lambda g: g.desk.report_sending.list()),
        "send": (KEEPERS, lambda g: g.desk.report_sending.send("FAIR")),
    },
    ReportTemplates: {
        "add": (KEEPERS, lambda g: g.desk.report_templates.add("Short", "event")),
        "change": (KEEPERS, _changed),
        "due": (ALL, lambda g: g.desk.report_templates.due()),
        "list": (ALL, lambda g: g.desk.report_templates.list()),
        "make": (KEEPERS, _made_by_template),
        "make_due": (ALL, lambda g: g.desk.report_templates.make_due()),  # of nothing that is due; each is made by `make`
        "put_back": (KEEPERS, lambda g: g.desk.report_templates.put_back(_removed(g))),
        "remove": (KEEPERS, _removed),
        "show": (ALL, _shown),
    },
}


def test_no_verb_is_forgotten() -> None:
    for of, verbs in VERBS.items():
        assert set(verbs) == all_verbs(of)


@pytest.mark.parametrize(("allowed", "verb"), asked(VERBS))
def test_a_verb_is_for_those_who_may(
    ground: Ground, allowed: frozenset[OperatorRole], verb: Callable[[Ground], object]
) -> None:
    try_all_roles(ground, allowed, verb)


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_asks_for_more_or_less(ground: Ground, kind: str) -> None:
    try_all_roles(ground, READERS, lambda g: g.desk.reports.look(_subject(kind), kind))
    try_all_roles(ground, KEEPERS, lambda g: _make(g, kind))
