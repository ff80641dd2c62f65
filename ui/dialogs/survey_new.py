"""What a new survey begins with: one that comes with the program, a template, the last event's, or one question."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from eventdesk.domain.feedback import QuestionKind, SurveyQuestion
from eventdesk.domain.survey import BuiltIn, built_in
from eventdesk.errors import DeskError
from resources.words import LANGUAGES, Words
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Label
from ui.widgets.buttons import Kind
from ui.widgets.cells import Column, TextCell
from ui.widgets.dialog import Dialog
from ui.widgets.fields import Field
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.survey_views import SurveyView

_HEIGHT = 316


@dataclass(frozen=True)
class Source:
    """One thing to begin with."""

    key: str
    name: str
    group: str
    questions: tuple[SurveyQuestion, ...]


class NewSurvey(Dialog):
    """``made(survey)``: it is there, as a draft."""

    made = Signal(object)

    def __init__(self, context: PageContext, event: str, *, parent: QWidget) -> None:
        words = context.words
        super().__init__(context.theme, words("survey_page.new"), parent=parent, width=620)
        self.setObjectName("survey_new")
        self.context, self.words, self._event = context, words, event
        self.name = Field(self.theme, words("survey_page.name"), hint=words("survey_page.name_hint"))
        self.table: DataTable[Source] = DataTable(
            self.theme, self._columns(), key=lambda row: row.key, name=words("survey_page.begin_with")
        )
        self.table.setFixedHeight(self.theme.px(_HEIGHT))
        self.table.selected.connect(self._selected)
        self.table.opened.connect(lambda _: self.make())
        self.trouble = Label(self.theme, "", Type.COMPACT, color="refuse-text", wrap=True)
        self.trouble.hide()
        for widget in (self.table, self.name, self.trouble):
            self.content.addWidget(widget)
        cancel = self.add_button(words("common.cancel"), key="Esc")
        cancel.clicked.connect(self.reject)
        self.go = self.add_button(words("survey_page.make"), kind=Kind.PRIMARY)
        self.go.clicked.connect(self.make)
        self.go.setDefault(True)
        self._named = ""
        self._fill((), ())
        desk = context.desk
        context.tasks.run(
            lambda: (desk.surveys.list(), desk.surveys.before(event)), done=lambda found: self._fill(*found), failed=self._failed,
            owner=self,
        )  # fmt: skip

    def _columns(self) -> list[Column[Source]]:
        words = self.words
        return [
            Column("name", words("survey_page.begin_with"), lambda row: TextCell(row.name, bold=True), 260, 1),
            Column("group", words("survey_page.from"), lambda row: TextCell(row.group, tone="text2"), 160),
            Column("n", words("survey_page.questions"), lambda row: str(len(row.questions)), 104),
        ]

    def _fill(self, templates: "tuple[SurveyView, ...]", before: "tuple[SurveyView, ...]") -> None:
        words, current = self.words, self.table.current
        said = words("survey_page.from_built_in")
        rows = [
            Source(f"built-in {one.value}", words(f"surveys.name_{one.value}"), said, built_in(one, _texts)) for one in BuiltIn
        ]
        for key, group in (("template", templates), ("before", before)):
            said = words(f"survey_page.from_{key}")
            rows += [Source(f"{key} {one.id}", one.name, said, one.questions) for one in group]
        first = SurveyQuestion("overall", QuestionKind.RATING, _texts("question_overall"), required=True)
        rows.append(Source("empty", words("survey_page.empty"), words("survey_page.from_empty"), (first,)))
        self.table.set_rows(rows)
        self.table.select(current.key if current is not None else rows[0].key)

    def _selected(self, row: Source | None) -> None:
        """The name follows what is chosen, until somebody typed another one."""
        if row is not None and self.name.text() == self._named:
            self._named = self.words("survey_page.new_name") if row.key == "empty" else row.name
            self.name.set_text(self._named)

    def make(self) -> None:
        """Make it."""
        source = self.table.current
        if source is None:
            return
        self.trouble.hide()
        self.go.set_busy(self.words("common.working"))
        self.context.tasks.run(
            self.context.desk.surveys.add, self.name.text() or source.name, source.questions, event=self._event, done=self._done,
            failed=self._failed, ended=lambda: self.go.set_busy(""), owner=self,
        )  # fmt: skip

    def _done(self, survey: "SurveyView") -> None:
        self.made.emit(survey)
        self.accept()

    def _failed(self, error: DeskError) -> None:
        self.trouble.setText(self.context.wording.error(error).whole)
        self.trouble.show()


def _texts(key: str) -> dict[str, str]:
    return {language: Words(language)(f"surveys.{key}") for language in LANGUAGES}
