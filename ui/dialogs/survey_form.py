"""The paper form of a survey: in which languages, and where to write it."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from eventdesk.errors import DeskError
from resources.words import LANGUAGES, Words
from ui.dialogs.files import ask_save
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Label
from ui.widgets.buttons import Kind
from ui.widgets.choice import Seg
from ui.widgets.dialog import Dialog
from ui.widgets.fields import FieldFrame

if TYPE_CHECKING:
    from eventdesk.services.survey_views import SurveyView

BOTH = "both"


class SurveyFormDialog(Dialog):
    """Closes when the file is written, and says so."""

    def __init__(self, context: PageContext, survey: "SurveyView", *, unsaved: bool, parent: QWidget) -> None:
        words = context.words
        super().__init__(context.theme, words("survey_page.print_title"), parent=parent, width=460)
        self.setObjectName("survey_form")
        self.context, self.words, self._survey = context, words, survey
        self.seg = Seg(self.theme, [(one, words(f"survey_page.paper_{one}")) for one in (*LANGUAGES, BOTH)], current=words.language)
        line = words("survey_page.print_line", code=f"{survey.code}-{survey.number}", n=survey.number)
        self.content.addWidget(Label(self.theme, line, color="text2", wrap=True))
        if unsaved:
            self.content.addWidget(Label(self.theme, words("survey_page.print_unsaved"), color="warn-text", wrap=True))
        self.content.addWidget(FieldFrame(self.theme, words("survey_page.paper_language"), self.seg))
        self.trouble = Label(self.theme, "", Type.COMPACT, color="refuse-text", wrap=True)
        self.trouble.hide()
        self.content.addWidget(self.trouble)
        cancel = self.add_button(words("common.cancel"), key="Esc")
        cancel.clicked.connect(self.reject)
        self.go = self.add_button(words("survey_page.print_save"), kind=Kind.PRIMARY, icon="printer")
        self.go.setDefault(True)
        self.go.clicked.connect(self._ask)

    def _ask(self) -> None:
        name = f"survey-{self._survey.code}-{self._survey.number}.pdf"
        ask_save(self, self.words("survey_page.print_save"), name, self.write, kinds="PDF (*.pdf)")

    def write(self, file: Path) -> None:
        """Write the form into this file."""
        languages: tuple[str, ...] = LANGUAGES if self.seg.current == BOTH else (self.seg.current,)
        if self.seg.current == BOTH and self.words.language != languages[0]:
            languages = tuple(reversed(languages))
        self.go.set_busy(self.words("common.working"))
        self.context.tasks.run(
            self.context.desk.answering.paper, self._survey.id, file, [Words(one) for one in languages],
            done=lambda _: self._done(file), failed=self._failed, ended=lambda: self.go.set_busy(""), owner=self,
        )  # fmt: skip

    def _done(self, file: Path) -> None:
        self.context.toast(self.words("survey_page.printed", file=file.name))
        self.accept()

    def _failed(self, error: DeskError) -> None:
        self.trouble.setText(self.context.wording.error(error).whole)
        self.trouble.show()
