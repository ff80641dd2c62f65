"""Surveys keep what was answered as it was asked; the screen at the exit keeps each press, whatever happens after it."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from eventdesk.desk import Desk, open_desk
from eventdesk.domain.feedback import QuestionKind, ResponseSource, SurveyQuestion, SurveyState, as_plain, from_plain
from eventdesk.domain.feedback_figures import Answer
from eventdesk.domain.survey import BuiltIn, built_in, for_adults, for_children
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services.feedback_rows import NewResponse, write_responses
from eventdesk.services.kiosk import Offered
from eventdesk.services.survey_views import KioskView
from eventdesk.store import feedback_tables as f
from resources.words import LANGUAGES, Words


def texts(key: str) -> dict[str, str]:
    return {language: Words(language)(f"surveys.{key}") for language in LANGUAGES}


# As they are kept, where the usual scales are written out.
FACES, ADULTS, EVENT = (from_plain(as_plain(built_in(one, texts))) for one in (BuiltIn.SMILEYS, BuiltIn.ADULTS, BuiltIn.EVENT))


def stored(desk: Desk, table: sa.Table) -> list[Any]:
    with desk.house.store.reading() as connection:
        return list(connection.execute(sa.select(table)))


def opened(desk: Desk) -> KioskView:
    return desk.kiosk.open("FAIR", children=Offered("faces", FACES), adults=Offered("adults", ADULTS))


def test_built_in_surveys_can_be_asked_where_they_are_for(fair: Desk) -> None:
    for name, questions in (("a", FACES), ("b", ADULTS), ("c", EVENT)):
        made = fair.surveys.add(name, questions)
        assert (made.event, made.number, made.state, made.questions) == (None, 1, SurveyState.DRAFT, questions)
    assert [for_children(one) for one in (FACES, ADULTS, EVENT)] == [True, False, False]
    assert [for_adults(one) for one in (FACES, ADULTS, EVENT)] == [False, True, False]
    assert [one.name for one in fair.surveys.list()] == ["a", "b", "c"] and fair.surveys.list("FAIR") == ()


def test_what_was_answered_is_never_changed(fair: Desk) -> None:
    survey = fair.surveys.add("faces", FACES, event="FAIR", state=SurveyState.OPEN)
    changed = fair.surveys.change(survey.id, questions=FACES[:2], revision=survey.revision)
    assert (changed.version, changed.number, changed.questions) == (survey.version, 1, FACES[:2])
    with pytest.raises(Conflict) as refused:
        fair.surveys.change(survey.id, name="x", revision=survey.revision)
    assert refused.value.code == "survey_changed"
    fair.kiosk.press(changed.version, "happy", 3)
    later = fair.surveys.change(survey.id, questions=FACES)
    assert (later.number, later.responses, later.answered) == (2, 1, False) and later.version != survey.version
    assert fair.surveys.change(survey.id, questions=FACES).number == 2
    kept = {row.id: len(row.questions) for row in stored(fair, f.survey_version)}
    assert kept == {survey.version: 2, later.version: 3}
    fair.kiosk.press(later.version, "happy", 1)
    found = fair.feedback.read("FAIR")
    assert [one.key for one in found.questions] == ["happy", "teacher", "again"]
    assert (found.figures("happy").n, len(found.asked("again"))) == (2, 1)


def test_a_survey_without_answers_goes_and_comes_back(fair: Desk) -> None:
    survey = fair.surveys.add("faces", FACES, event="FAIR", state=SurveyState.OPEN)
    removed = fair.surveys.remove(survey.id)
    assert fair.surveys.list("FAIR") == () and stored(fair, f.survey_version) == []
    with pytest.raises(NotFound):
        fair.surveys.show(survey.id)
    back = fair.surveys.put_back(removed)
    assert replace(back, changes=frozenset()) == replace(survey, changes=frozenset())
    copy = fair.surveys.copy(survey.id, name="again")
    assert (copy.event, copy.state, copy.questions) == (None, SurveyState.DRAFT, FACES)
    fair.kiosk.press(survey.version, "happy", 2)
    with pytest.raises(Conflict) as refused:
        fair.surveys.remove(survey.id)
    assert refused.value.code == "survey_answered"


@pytest.mark.parametrize(
    ("code", "questions"),
    [
        ("survey_empty", ()),
        ("survey_key_twice", (FACES[0], FACES[0])),
        ("survey_text_missing", (SurveyQuestion("a", QuestionKind.TEXT, {"zh": " "}),)),
        ("survey_options_missing", (SurveyQuestion("a", QuestionKind.SINGLE, {"zh": "x"}),)),
    ],
)
def test_what_cannot_be_asked_is_refused(fair: Desk, code: str, questions: tuple[SurveyQuestion, ...]) -> None:
    with pytest.raises(InvalidInput) as refused:
        fair.surveys.add("x", questions, event="FAIR")
    assert refused.value.code == code and stored(fair, f.survey) == []


def test_the_screen_makes_its_surveys_once(fair: Desk) -> None:
    first, second = opened(fair), opened(fair)
    assert first.children == second.children and first.adults == second.adults and not second.changes
    assert len(stored(fair, f.survey)) == 2
    assert first.adults is not None
    fair.surveys.change(first.adults.survey, state=SurveyState.CLOSED)
    assert opened(fair).adults is None
    fair.surveys.change(first.children.survey, state=SurveyState.CLOSED)
    with pytest.raises(Conflict) as refused:
        opened(fair)
    assert refused.value.code == "kiosk_closed" and len(stored(fair, f.survey)) == 2


def test_presses_become_one_response_that_is_complete_at_the_end(fair: Desk) -> None:
    form = opened(fair).children
    first = fair.kiosk.press(form.version, "happy", 3)
    assert not first.complete
    fair.kiosk.press(form.version, "happy", 1, response=first.response)
    fair.kiosk.press(form.version, "teacher", 2, response=first.response)
    assert fair.kiosk.press(form.version, "again", 3, response=first.response).complete
    half = fair.kiosk.press(form.version, "happy", 2)
    assert half.response != first.response
    found = {row.id: (row.complete, row.source, row.who) for row in stored(fair, f.survey_response)}
    assert found == {first.response: (True, "kiosk", None), half.response: (False, "kiosk", None)}
    said = {(row.response == half.response, row.question): row.value for row in stored(fair, f.survey_answer)}
    assert said == {(False, "happy"): 1, (False, "teacher"): 2, (False, "again"): 3, (True, "happy"): 2}


@pytest.mark.parametrize(("question", "value"), [("happy", 4), ("happy", 0), ("happy", True), ("happy", "3"), ("other", 1)])
def test_a_press_outside_the_question_is_not_kept(fair: Desk, question: str, value: Any) -> None:
    form = opened(fair).children
    with pytest.raises(InvalidInput) as refused:
        fair.kiosk.press(form.version, question, value)
    assert refused.value.code == "answer_not_taken" and stored(fair, f.survey_response) == []


def test_a_closed_survey_and_a_response_of_another_form_take_nothing(fair: Desk) -> None:
    view = opened(fair)
    assert view.adults is not None
    child = fair.kiosk.press(view.children.version, "happy", 3).response
    with pytest.raises(NotFound):
        fair.kiosk.press(view.adults.version, "overall", 5, response=child)
    fair.surveys.change(view.children.survey, state=SurveyState.CLOSED)
    with pytest.raises(Conflict):
        fair.kiosk.press(view.children.version, "teacher", 3, response=child)
    assert len(stored(fair, f.survey_answer)) == 1


_PRESS_AND_WAIT = """
import sys, time
from pathlib import Path
from eventdesk.desk import open_desk
desk = open_desk(Path(sys.argv[1]))
desk.kiosk.press(sys.argv[2], "happy", 3)
print("kept", flush=True)
time.sleep(600)
"""


def test_a_press_survives_a_power_cut(fair: Desk, tmp_path: Path) -> None:
    version, folder = opened(fair).children.version, fair.house.store.folder
    fair.close()
    program = [sys.executable, "-c", _PRESS_AND_WAIT, str(folder), version]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as pressing:
        assert pressing.stdout is not None
        said = pressing.stdout.readline()
        pressing.kill()
    assert said == "kept\n"
    with open_desk(folder) as again:
        (answer,) = stored(again, f.survey_answer)
        assert (answer.question, answer.value) == ("happy", 3)
        (response,) = stored(again, f.survey_response)
        assert not response.complete


def test_a_draft_is_not_asked_and_only_presses_are_added_to(fair: Desk) -> None:
    view = opened(fair)
    version = view.children.version
    event = stored(fair, f.survey)[0].event
    with fair.house.store.unit(actor=fair.actor, clock=fair.clock, action="test") as unit:
        new = NewResponse(unit.now, {("happy", ""): Answer(3)}, complete=False)
        (other,) = write_responses(unit, [new], event=event, version=version, source=ResponseSource.PAPER)
        unit.commit(subject=None)
    with pytest.raises(NotFound):
        fair.kiosk.press(version, "teacher", 3, response=other)
    first = fair.kiosk.press(version, "happy", 3)
    assert not fair.kiosk.press(version, "teacher", 3, response=first.response).complete
    fair.surveys.change(view.children.survey, state=SurveyState.DRAFT)
    with pytest.raises(Conflict):
        fair.kiosk.press(version, "happy", 3)
