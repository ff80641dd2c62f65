"""Who may do what about feedback: every verb, asked by everybody."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from eventdesk.desk import Desk
from eventdesk.domain.feedback import QuestionKind, SurveyQuestion, SurveyState
from eventdesk.domain.right import OperatorRole
from eventdesk.domain.themes import Theme, lexicon
from eventdesk.exchange.reader import read_text
from eventdesk.services.answering import Answering
from eventdesk.services.case_views import TakenUp
from eventdesk.services.cases import Cases
from eventdesk.services.feedback import Feedback
from eventdesk.services.feedback_imports import FeedbackImports
from eventdesk.services.feedback_invitations import FeedbackInvitations
from eventdesk.services.kiosk import Kiosk, Offered
from eventdesk.services.rows import Removed
from eventdesk.services.survey_views import RemovedEntry, RemovedSurvey, SurveyView
from eventdesk.services.surveys import Surveys
from eventdesk.services.themes import Corrected, Themes
from resources.theme_words import theme_words
from resources.words import Words
from tests.rights import ALL, all_verbs, asked, try_all_roles

KEEPERS = frozenset({OperatorRole.OWNER, OperatorRole.LEAD, OperatorRole.PLANNER})
READERS = KEEPERS | {OperatorRole.READER}
AT_THE_EXIT = frozenset({OperatorRole.OWNER, OperatorRole.LEAD, OperatorRole.DOOR})
FACES = (SurveyQuestion("happy", QuestionKind.SMILEY, {"zh": "x"}),)
WORDS = (SurveyQuestion("better", QuestionKind.TEXT, {"zh": "y"}),)
ANSWERS = "提交时间,总体满意度,您的建议\n" + "".join(f"2026-11-28 13:0{n}:00,5,好{n}\n" for n in range(8))
RULES = lexicon(theme_words())
LETTER: dict[str, Any] = {"address": "https://example.org/f", "text": "{link}", "words": Words("zh")}


@dataclass
class Ground:
    """A desk with answers of one file, and another file to import."""

    desk: Desk
    folder: Path
    batch: str
    file: Path
    survey: SurveyView
    removed: RemovedSurvey
    case: str
    removed_case: Removed
    entry: str
    removed_entry: RemovedEntry
    comment: str
    corrected: Corrected


@pytest.fixture
def ground(fair: Desk, tmp_path: Path) -> Ground:
    book = read_text(ANSWERS, name="first.csv")
    batch = fair.feedback_imports.run("FAIR", Path("first.csv"), workbook=book).batch
    assert batch is not None
    folder = tmp_path / "out"
    folder.mkdir()
    file = folder / "answers.csv"
    file.write_text(ANSWERS.replace(" 13:", " 14:"), encoding="utf-8")
    survey = fair.surveys.add("faces", FACES, event="FAIR", state=SurveyState.OPEN)
    removed = fair.surveys.remove(fair.surveys.add("gone", FACES).id)
    case, gone = (fair.cases.add("FAIR", text).id for text in ("one", "two"))
    asked = fair.surveys.add("paper", FACES, event="FAIR", state=SurveyState.OPEN)
    entry, other = (fair.answering.enter(asked.id, "3").response for _ in range(2))
    taken = fair.answering.take_back(other)
    comment, other_comment, *_ = (one.comment for one in fair.themes.comments("FAIR", by=RULES).comments)
    corrected = fair.themes.correct("FAIR", other_comment, {Theme.NOISE}, by=RULES)
    return Ground(
        fair, folder, batch, file, survey, removed, case, fair.cases.remove(gone), entry, taken, comment, corrected
    )


VERBS: dict[type, dict[str, tuple[frozenset[OperatorRole], Callable[[Ground], object]]]] = {
    Feedback: {
        "read": (READERS, lambda g: g.desk.feedback.read("FAIR")),
        "comments": (READERS, lambda g: g.desk.feedback.comments("FAIR")),
        "compare": (READERS, lambda g: g.desk.feedback.compare("FAIR", "FAIR")),
        "summary": (READERS, lambda g: g.desk.feedback.summary("FAIR")),
    },
    FeedbackImports: {
        "read": (KEEPERS, lambda g: g.desk.feedback_imports.read(g.file)),
        "run": (KEEPERS, lambda g: g.desk.feedback_imports.run("FAIR", g.file)),
        "batches": (ALL, lambda g: g.desk.feedback_imports.batches("FAIR")),
        "undo": (KEEPERS, lambda g: g.desk.feedback_imports.undo(g.batch)),
    },
    Cases: {
        "list": (KEEPERS, lambda g: g.desk.cases.list("FAIR")),
        "add": (KEEPERS, lambda g: g.desk.cases.add("FAIR", "x")),
        "overdue": (KEEPERS, lambda g: g.desk.cases.overdue()),
        "answers": (KEEPERS, lambda g: g.desk.cases.answers(g.case)),
        "owners": (KEEPERS, lambda g: g.desk.cases.owners("FAIR")),
        "take_up": (KEEPERS, lambda g: g.desk.cases.take_up("FAIR", by=RULES)),
        "take_back": (KEEPERS, lambda g: g.desk.cases.take_back(TakenUp("FAIR", ()))),
        "change": (KEEPERS, lambda g: g.desk.cases.change(g.case, owner="x")),
        "done": (KEEPERS, lambda g: g.desk.cases.done(g.case)),
        "reopen": (KEEPERS, lambda g: g.desk.cases.reopen(g.case)),
        "remove": (KEEPERS, lambda g: g.desk.cases.remove(g.case)),
        "put_back": (KEEPERS, lambda g: g.desk.cases.put_back(g.removed_case)),
    },
    Themes: {
        "of": (READERS, lambda g: g.desk.themes.of("FAIR", by=RULES)),
        "comments": (KEEPERS, lambda g: g.desk.themes.comments("FAIR", by=RULES)),
        "correct": (KEEPERS, lambda g: g.desk.themes.correct("FAIR", g.comment, {Theme.QUEUE}, by=RULES)),
        "put_back": (KEEPERS, lambda g: g.desk.themes.put_back(g.corrected)),
    },
    FeedbackInvitations: {
        "reach": (READERS, lambda g: g.desk.feedback_invitations.reach("FAIR")),
        "invite": (KEEPERS, lambda g: g.desk.feedback_invitations.invite("FAIR", g.survey.id, **LETTER)),
        "remind": (KEEPERS, lambda g: g.desk.feedback_invitations.remind("FAIR", g.survey.id, **LETTER)),
        "given": (KEEPERS, lambda g: g.desk.feedback_invitations.given(["x"])),
        "take_back": (KEEPERS, lambda g: g.desk.feedback_invitations.take_back(["x"])),
    },
    Surveys: {
        "list": (ALL, lambda g: g.desk.surveys.list("FAIR")),
        "show": (ALL, lambda g: g.desk.surveys.show(g.survey.id)),
        "before": (ALL, lambda g: g.desk.surveys.before("FAIR")),
        "subjects": (ALL, lambda g: g.desk.surveys.subjects("FAIR")),
        "add": (KEEPERS, lambda g: g.desk.surveys.add("new", FACES)),
        "change": (KEEPERS, lambda g: g.desk.surveys.change(g.survey.id, name="new")),
        "copy": (KEEPERS, lambda g: g.desk.surveys.copy(g.survey.id)),
        "remove": (KEEPERS, lambda g: g.desk.surveys.remove(g.survey.id)),
        "put_back": (KEEPERS, lambda g: g.desk.surveys.put_back(g.removed)),
    },
    Answering: {
        "form": (ALL, lambda g: g.desk.answering.form(g.survey.id)),
        "paper": (ALL, lambda g: g.desk.answering.paper(g.survey.id, g.folder / "form.pdf", [Words("zh")])),
        "enter": (KEEPERS, lambda g: g.desk.answering.enter(g.survey.id, "3")),
        "last": (KEEPERS, lambda g: g.desk.answering.last(g.survey.id)),
        "correct": (KEEPERS, lambda g: g.desk.answering.correct(g.entry, "2")),
        "take_back": (KEEPERS, lambda g: g.desk.answering.take_back(g.entry)),
        "put_back": (KEEPERS, lambda g: g.desk.answering.put_back(g.removed_entry)),
    },
    Kiosk: {
        "open": (AT_THE_EXIT, lambda g: g.desk.kiosk.open("FAIR", children=Offered("f", FACES), adults=Offered("a", WORDS))),
        "press": (AT_THE_EXIT, lambda g: g.desk.kiosk.press(g.survey.version, "happy", 3)),
    },
}


@pytest.mark.parametrize("noun", VERBS)
def test_no_verb_is_forgotten(noun: type) -> None:
    assert set(VERBS[noun]) == all_verbs(noun)


@pytest.mark.parametrize(("allowed", "verb"), asked(VERBS))
def test_a_verb_is_for_those_who_may(
    ground: Ground, allowed: frozenset[OperatorRole], verb: Callable[[Any], object]
) -> None:
    try_all_roles(ground, allowed, verb)
