"""The builder of surveys, by keys and clicks on a real desk."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from eventdesk.desk import open_desk
from eventdesk.domain.feedback import Condition, QuestionKind, SurveyState
from eventdesk.domain.right import OperatorRole
from tests.ui.people_desk import CTRL, Key, Opened
from tests.ui.survey_desk import ASKED, opened, with_survey
from ui.dialogs.survey_form import SurveyFormDialog
from ui.dialogs.survey_new import NewSurvey
from ui.pages.feedback_surveys import FeedbackSurveys
from ui.pages.feedback_surveys_cards import DOWN, DROP
from ui.widgets.base import Label
from ui.widgets.dialog import Question

LEFT = Qt.MouseButton.LeftButton


def surveys(desk: Opened) -> Any:
    return desk.ask(desk.page.desk.surveys.list, "FAIR")


def order(part: FeedbackSurveys) -> list[str]:
    assert part.session is not None
    return [one.key for one in part.session.sheet.questions]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_question_is_added_written_and_saved(qtbot: QtBot, tmp_path: Path, language: str) -> None:
    clock, _ = with_survey(tmp_path / "desk", state=SurveyState.DRAFT)
    with opened(qtbot, tmp_path / "desk", clock, language=language) as (desk, part):
        assert part.session is not None and not part.editor.save.isEnabled()
        part.editor.open("overall")
        part.editor.kind.set_current("single")
        desk.press(Key.Key_Return, CTRL)
        assert order(part) == ["overall", "q1", "why", "each", "how"] and part.session.chosen == "q1"
        assert not part.editor.cards["q1"].trouble.isHidden() and not part.editor.save.isEnabled()
        # Saving by key tells where it is wrong instead of doing nothing.
        part.editor.open("how")
        desk.press(Key.Key_S, CTRL)
        assert part.session.chosen == "q1"
        part.editor.form.start()
        desk.type("Where?")
        form = part.editor.form
        for place, text in enumerate(("North", "South")):
            form.options.edits[place][language].setFocus()
            desk.type(text)
        desk.press(Key.Key_Return)
        assert len(form.options.edits) == 3 and part.session.problems == {"q1": "survey_options_text"}
        desk.type("West")
        assert part.session.problems == {} and part.list.rows[0].row.unsaved
        desk.press(Key.Key_S, CTRL)
        desk.settle()
        (kept,) = surveys(desk)
        made = next(one for one in kept.questions if one.key == "q1")
        assert made.texts == {language: "Where?"} and [one.texts[language] for one in made.options] == ["North", "South", "West"]
        assert kept.number == 1 and not part.session.dirty and not part.list.rows[0].row.unsaved


def test_steps_by_key_and_back_again(qtbot: QtBot, tmp_path: Path) -> None:
    clock, _ = with_survey(tmp_path / "desk", state=SurveyState.DRAFT)
    with opened(qtbot, tmp_path / "desk", clock) as (desk, part):
        editor = part.editor
        QTest.mouseClick(editor.cards["each"], LEFT)
        assert part.session is not None and part.session.chosen == "each" and editor.form.isVisible()
        desk.press(Key.Key_Up, CTRL)
        assert order(part) == ["overall", "each", "why", "how"]
        desk.press(Key.Key_D, CTRL)
        assert order(part) == ["overall", "each", "q1", "why", "how"] and part.session.chosen == "q1"
        QTest.mouseClick(editor.cards["q1"].verbs[DOWN], LEFT)
        assert order(part) == ["overall", "each", "why", "q1", "how"]
        desk.press(Key.Key_PageDown)
        assert part.session.chosen == "how"
        QTest.mouseClick(editor.cards["overall"].verbs[DROP], LEFT)
        # What was shown after its answer says so, and is not asked of everybody instead.
        assert part.session.problems == {"why": "survey_condition"} and not editor.cards["why"].trouble.isHidden()
        for _step in range(4):
            desk.page.undo()
        assert order(part) == [one.key for one in ASKED] and not part.session.dirty
        desk.press(Key.Key_Y, CTRL, on=editor.cards["how"])
        assert order(part) == ["overall", "each", "why", "how"]
        desk.page.undo()


def test_kind_scale_and_condition_are_set_in_the_form(qtbot: QtBot, tmp_path: Path) -> None:
    clock, _ = with_survey(tmp_path / "desk", state=SurveyState.DRAFT)
    with opened(qtbot, tmp_path / "desk", clock) as (_desk, part):
        editor, form = part.editor, part.editor.form
        editor.open("how")
        assert [form.condition.on.itemData(n) for n in range(form.condition.on.count())] == ["", "overall", "each"]
        for select, key in ((form.condition.on, "overall"), (form.condition.how, "one_of")):
            select.set_current(key)
            select.chosen.emit(key)
        assert part.session is not None and part.session.problems == {"how": "survey_condition_empty"}
        form.condition.boxes["1"].click()
        form.condition.boxes["5"].click()
        assert part.session.question is not None and part.session.question.show_if == Condition("overall", any_of=(1, 5))
        for select, key in ((form.kind, "rating"), (form.scale, "0-10"), (form.per, "leader")):
            select.set_current(key)
            select.chosen.emit(key)
        form.required.click()
        now = part.session.question
        assert (now.kind, now.ends, now.per.value, now.required, now.options) == (QuestionKind.RATING, (0, 10), "leader", True, ())
        form.condition.how.chosen.emit("at_least")
        form.condition.bound.set_current("5")
        form.condition.bound.chosen.emit("5")
        assert part.session.question.show_if == Condition("overall", at_least=5) and not part.session.problems


def test_the_preview_shows_what_follows_from_an_answer(qtbot: QtBot, tmp_path: Path) -> None:
    clock, _ = with_survey(tmp_path / "desk")
    with opened(qtbot, tmp_path / "desk", clock) as (_desk, part):
        preview = part.preview
        assert [one.key for one in preview.shown] == ["overall", "each", "how"] and preview.hidden_line.isVisible()
        QTest.mouseClick(preview.presses[("overall", ""), "2"], LEFT)
        assert [one.key for one in preview.shown] == ["overall", "why", "each", "how"]
        QTest.mouseClick(preview.presses[("overall", ""), "5"], LEFT)
        assert len(preview.shown) == 3 and preview.answers == {("overall", ""): 5}
        QTest.mouseClick(preview.presses[("how", ""), "o2"], LEFT)
        QTest.mouseClick(preview.presses[("how", ""), "o1"], LEFT)
        assert preview.answers["how", ""] == ["o1", "o2"]
        preview.seg.set_current("en")
        preview.seg.chosen.emit("en")
        assert any("All in all?" in one.text() for one in preview.findChildren(Label))
        part.editor.open("overall")
        part.editor.act_on_open(DROP)
        assert ("overall", "") not in preview.answers and [one.key for one in preview.shown] == ["each", "how"]
        preview.forget()
        assert preview.answers == {}
        part.editor.undo()


def test_answered_questions_make_the_next_version_and_a_clash_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    clock, survey = with_survey(tmp_path / "desk", answers=2)
    with opened(qtbot, tmp_path / "desk", clock) as (desk, part):
        words = desk.running.window.words
        assert words("survey_page.would_be_next", n=2) in part.editor.note.accessibleName()
        part.editor.open("how")
        part.editor.act_on_open(DROP)
        assert words("survey_page.will_be_next", n=2) in part.editor.note.accessibleName()
        desk.ask(desk.page.desk.surveys.change, survey.id, name="other")
        part.save()
        desk.settle()
        assert part.editor.over.isVisible() and part.session is not None and part.session.dirty
        QTest.mouseClick(part.editor.over, LEFT)
        desk.settle()
        (kept,) = surveys(desk)
        assert (kept.number, kept.name, len(kept.questions)) == (2, "秋日问卷", 3) and not part.editor.over.isVisible()
        part.editor.name.setFocus()
        desk.type("!")
        desk.ask(desk.page.desk.surveys.change, survey.id, name="third")
        part.save()
        desk.settle()
        QTest.mouseClick(part.editor.load, LEFT)
        desk.settle()
        assert part.editor.name.text() == "third" and not part.sessions[survey.id].dirty


def test_what_is_not_saved_is_never_lost_silently(qtbot: QtBot, tmp_path: Path) -> None:
    clock, survey = with_survey(tmp_path / "desk", state=SurveyState.DRAFT)
    with opened(qtbot, tmp_path / "desk", clock) as (desk, part):
        other = desk.ask(desk.page.desk.surveys.add, "b", ASKED[:1], event="FAIR")
        desk.settle()
        part.choose(survey.id)
        part.editor.act("how", DROP)
        part.choose(other.id)
        part.show_event("LAMP")
        desk.settle()
        assert part.session is None and part.empty.isVisible()
        part.show_event("FAIR")
        desk.settle()
        part.choose(survey.id)
        assert order(part) == ["overall", "why", "each"]
        told: list[str] = []

        def answer(yes: bool) -> None:
            dialog = QApplication.activeModalWidget()
            assert isinstance(dialog, Question)
            told.append(dialog.windowTitle())
            (dialog.act if yes else dialog.keep).click()

        QTimer.singleShot(100, lambda: answer(False))
        assert not part.may_leave() and order(part) == ["overall", "why", "each"]
        kept = part.state()
        fresh = FeedbackSurveys(desk.page.context)
        qtbot.addWidget(fresh)
        fresh.restore(kept)
        fresh.show_event("FAIR")
        desk.settle()
        assert fresh.session is not None and fresh.session.dirty and order(fresh) == ["overall", "why", "each"]
        QTimer.singleShot(100, lambda: answer(True))
        assert part.may_leave() and order(part) == [one.key for one in ASKED] and len(told) == 2


def test_new_ones_templates_states_and_taking_away(qtbot: QtBot, tmp_path: Path) -> None:
    clock, survey = with_survey(tmp_path / "desk")
    with opened(qtbot, tmp_path / "desk", clock) as (desk, part):
        desk.press(Key.Key_N)
        dialog = desk.dialog(NewSurvey)
        desk.settle()
        assert [row.key.partition(" ")[0] for row in dialog.table.rows] == ["built-in"] * 3 + ["empty"]
        dialog.table.select("built-in smileys")
        dialog.go.click()
        desk.settle()
        assert [one.name for one in surveys(desk)] == ["秋日问卷", "小朋友的笑脸"]
        assert part.session is not None and part.session.base.name == "小朋友的笑脸"
        QTest.mouseClick(part.editor.state, LEFT)
        desk.settle()
        assert surveys(desk)[1].state is SurveyState.OPEN
        part.editor.verbs["template"].click()
        desk.settle()
        assert [one.name for one in desk.ask(desk.page.desk.surveys.list)] == ["小朋友的笑脸"]
        assert part.session.base.event is None and not part.editor.verbs["print"].isEnabled() and part.enter_paper() is None
        part.choose(survey.id)
        part.editor.verbs["duplicate"].click()
        desk.settle()
        assert len(surveys(desk)) == 3 and part.session.base.id not in (survey.id, "")
        part.editor.verbs["remove"].click()
        desk.settle()
        assert len(surveys(desk)) == 2
        desk.running.window.toast.undo()
        desk.settle()
        assert len(surveys(desk)) == 3


def test_the_paper_form_is_written(qtbot: QtBot, tmp_path: Path) -> None:
    clock, _ = with_survey(tmp_path / "desk")
    with opened(qtbot, tmp_path / "desk", clock) as (desk, part):
        part.editor.verbs["print"].click()
        dialog = desk.dialog(SurveyFormDialog)
        dialog.seg.set_current("both")
        dialog.go.click()
        desk.choose(tmp_path / "form.pdf")
        assert (tmp_path / "form.pdf").read_bytes().startswith(b"%PDF") and "form.pdf" in desk.toast


def test_who_may_not_change_surveys_only_looks(qtbot: QtBot, tmp_path: Path) -> None:
    clock, _ = with_survey(tmp_path / "desk")
    with open_desk(tmp_path / "desk", clock=clock) as desk:
        reader = desk.operators.add("r", OperatorRole.READER)
    with opened(qtbot, tmp_path / "desk", clock) as (made, _part):
        made.ask(made.page.desk.operators.begin_as, reader.id)
        fresh = FeedbackSurveys(made.page.context)
        qtbot.addWidget(fresh)
        fresh.show_event("FAIR")
        made.settle()
        assert not fresh.editor.form.isEnabled() and not fresh.editor.add.isEnabled() and fresh.new() is None
        assert not fresh.editor.state.isEnabled() and fresh.enter_paper() is None
