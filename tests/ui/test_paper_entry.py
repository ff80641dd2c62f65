"""Typing paper forms in, by keys alone, on a real desk."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from eventdesk.domain.feedback import SurveyState
from tests.ui.people_desk import Key, Opened
from tests.ui.survey_desk import opened, with_survey
from ui.dialogs.paper_entry import PaperEntryDialog
from ui.widgets.cells import words_of


def entry(desk: Opened) -> PaperEntryDialog:
    desk.press(Key.Key_E)
    dialog = desk.dialog(PaperEntryDialog)
    desk.settle()
    assert isinstance(dialog, PaperEntryDialog)
    return dialog


def typed(desk: Opened, text: str) -> None:
    desk.type(text)
    desk.press(Key.Key_Return)
    desk.settle()


def responses(desk: Opened, survey: str) -> int:
    return int(desk.ask(desk.page.desk.surveys.show, survey).responses)


def shown(dialog: PaperEntryDialog) -> list[str]:
    return [words_of(dialog.last.model.columns[0].cell(row)).split()[-1] for row in dialog.last.rows]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_forms_go_in_one_after_the_other(qtbot: QtBot, tmp_path: Path, language: str) -> None:
    clock, survey = with_survey(tmp_path / "desk")
    with opened(qtbot, tmp_path / "desk", clock, language=language) as (desk, _):
        dialog, words = entry(desk), desk.running.window.words
        assert dialog.line.edit.hasFocus()
        typed(desk, "5-54--3a")
        typed(desk, "4- ---?ab")
        assert dialog.count == 2 and shown(dialog) == ["4-----?AB", "5-54--3A"]
        desk.type("2+5")
        assert list(dialog.texts) == [("why", "")]
        desk.type("----")
        desk.press(Key.Key_Return)
        assert words("errors_surveys.paper_short", question=4) in dialog.line.error
        typed(desk, "b")
        assert dialog.texts["why", ""].edit.hasFocus() and dialog.count == 2
        typed(desk, "slow")
        assert (dialog.count, dialog.line.edit.text(), dialog.texts) == (3, "", {})
        assert responses(desk, survey.id) == 3 and dialog.line.edit.hasFocus()


def test_a_mistake_is_told_at_its_question_while_it_is_typed(qtbot: QtBot, tmp_path: Path) -> None:
    clock, survey = with_survey(tmp_path / "desk")
    with opened(qtbot, tmp_path / "desk", clock) as (desk, _):
        dialog = entry(desk)
        desk.type("5-")
        assert not dialog.line.error and dialog.echo._cell is not None and dialog.echo._cell.number == 3
        desk.type("7")
        assert "3" in dialog.line.error and dialog.line.edit.text() == "5-7"
        desk.press(Key.Key_Return)
        desk.settle()
        assert responses(desk, survey.id) == 0
        desk.press(Key.Key_Backspace)
        assert not dialog.line.error
        # Esc drops what is typed first, and only then the dialog.
        desk.press(Key.Key_Escape)
        assert dialog.isVisible() and dialog.line.edit.text() == ""
        desk.press(Key.Key_Escape)
        assert QApplication.activeModalWidget() is None


def test_the_last_ones_are_put_right_and_taken_back(qtbot: QtBot, tmp_path: Path) -> None:
    clock, survey = with_survey(tmp_path / "desk")
    with opened(qtbot, tmp_path / "desk", clock) as (desk, _):
        dialog = entry(desk)
        typed(desk, "5------A")
        typed(desk, "2+-----B")
        typed(desk, "slow")
        desk.press(Key.Key_Up)
        assert dialog.line.edit.text() == "2+-----B" and dialog.texts["why", ""].text() == "slow"
        desk.press(Key.Key_Up)
        assert dialog.line.edit.text() == "5------A" and not dialog.texts
        dialog.line.edit.selectAll()
        typed(desk, "4------A")
        found = desk.ask(desk.page.desk.answering.last, survey.id)
        assert [one.answers["overall", ""].value for one in found] == [2, 4] and dialog.count == 2
        dialog.last.acted.emit(dialog.last.rows[0], "drop", "drop")
        desk.settle()
        assert responses(desk, survey.id) == 1 and len(dialog.last.rows) == 1
        QTest.mouseClick(dialog.back, Qt.MouseButton.LeftButton)
        desk.settle()
        assert responses(desk, survey.id) == 2 and len(dialog.last.rows) == 2 and not dialog.back.isVisible()


def test_a_draft_takes_no_forms(qtbot: QtBot, tmp_path: Path) -> None:
    clock, survey = with_survey(tmp_path / "desk", state=SurveyState.DRAFT)
    with opened(qtbot, tmp_path / "desk", clock) as (desk, _):
        dialog = entry(desk)
        assert not dialog.keep.isEnabled() and dialog.status.text()
        typed(desk, "5------A")
        QTest.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
        desk.settle()
        assert responses(desk, survey.id) == 0
        dialog.line.set_text("")
