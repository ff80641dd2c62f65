"""Inviting families that came to answer, or reminding them: the address, the text, and then a text for each to copy."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from ui.dialogs.family_forms import lines
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Label, fill, hbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.cells import ActionCell, Cell, Column, TextCell
from ui.widgets.choice import Select
from ui.widgets.dialog import Dialog
from ui.widgets.fields import Field, FieldFrame
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.errors import DeskError
    from eventdesk.services.feedback_invitations import Given, InvitationText, InvitationTexts
    from eventdesk.services.survey_views import SurveyView


class FeedbackInvite(Dialog):
    """``written(sentence, invitations)`` after something was written: new invitations (ids), none where links were noted."""

    written = Signal(str, object)

    def __init__(self, context: PageContext, event: str, surveys: "tuple[SurveyView, ...]", *, again: bool, parent: QWidget) -> None:
        words = context.words
        title = words("feedback_page.remind_title" if again else "feedback_page.invite_title")
        super().__init__(context.theme, title, parent=parent, width=760)
        self.context, self.words, self._event, self._again = context, words, event, again
        theme = self.theme
        self.survey = Select(theme, [(one.id, one.name) for one in surveys], current=surveys[-1].id if surveys else "")
        self.address = Field(
            theme, words("feedback_page.address"), text=context.settings().survey_address, placeholder="https://",
            hint=words("feedback_page.address_hint"),
        )  # fmt: skip
        fields = {"nickname": "{nickname}", "event": "{event}", "link": "{link}"}
        text = words("feedback_page.remind_text" if again else "feedback_page.invite_text", **fields)
        self.text = lines(text, theme.px(64))
        self.trouble = Label(theme, "", Type.COMPACT, color="refuse-text", wrap=True)
        self.trouble.hide()
        self.table: DataTable[InvitationText] = DataTable(
            theme, self._columns(), key=lambda one: one.family, name=words("feedback_page.texts")
        )
        self.table.acted.connect(lambda row, *_: self._copy(row))
        self.table.setMinimumHeight(theme.px(150))
        self.given = Field(
            theme, words("feedback_page.given"), placeholder=words("feedback_page.given_hint"), optional=words("common.optional")
        )
        self.note = Button(theme, words("feedback_page.given_do"))
        self.note.setAutoDefault(False)
        self.note.clicked.connect(self.note_given)
        row = hbox(spacing=10)
        row.addWidget(self.given, 1)
        row.addWidget(self.note)
        fill(
            self.content, FieldFrame(theme, words("feedback_page.which_survey"), self.survey), self.address,
            FieldFrame(theme, words("feedback_page.invite_what"), self.text), self.trouble, self.table, row,
        )  # fmt: skip
        self.add_button(words("common.close"), key="Esc").clicked.connect(self.reject)
        self.go = self.add_button(words("feedback_page.make_texts"), kind=Kind.PRIMARY, icon="send")
        self.go.setAutoDefault(False)
        self.go.clicked.connect(self.make)
        self.go.set_reason("" if surveys else words("feedback_page.no_open_survey"))
        if not surveys:
            self._tell(words("feedback_page.no_open_survey_line"), "warn-text")
            self.survey.setEnabled(False)
            self.table.hide()  # nothing will stand there
            self.address.edit.setFocus()

    def _columns(self) -> "list[Column[InvitationText]]":
        words = self.words

        def act(one: "InvitationText") -> Cell:
            return ActionCell("copy", words("common.copy"), "file")

        return [
            Column("label", words("feedback_page.family"), lambda one: TextCell(one.label or "\u2013", bold=True), 110),
            Column("text", words("feedback_page.invite_what"), lambda one: one.text, 300, 1),
            Column("act", "", act, 110),
        ]

    def make(self) -> None:
        """Have the links made, and the texts."""
        self.trouble.hide()
        verbs = self.context.desk.feedback_invitations
        verb = verbs.remind if self._again else verbs.invite
        work = partial(
            verb, self._event, self.survey.current, address=self.address.text(), text=self.text.toPlainText(), words=self.words
        )
        self.context.tasks.run(work, done=self._made, failed=self._failed, owner=self)

    def _made(self, found: "InvitationTexts") -> None:
        words = self.words
        self.context.save(survey_address=self.address.text().strip())
        self.table.set_rows(found.texts)
        said = words("feedback_page.texts_made", n=len(found.texts), refusing=found.refusing)
        if found.elsewhere:
            said = words("feedback_page.texts_elsewhere", said=said, n=found.elsewhere)
        self._tell(said, "text2")
        if found.new:
            self.written.emit(words("feedback_page.invited", n=len(found.new)), found.new)

    def _copy(self, one: "InvitationText") -> None:
        QGuiApplication.clipboard().setText(one.text)
        self._tell(self.words("feedback_page.copied", name=one.label or "\u2013"), "text2")

    def note_given(self) -> None:
        """Note the links that answers came with."""
        links = self.given.text().replace(",", " ").split()
        if links:
            given = self.context.desk.feedback_invitations.given
            self.context.tasks.run(given, links, done=self._noted, failed=self._failed, owner=self)

    def _noted(self, done: "Given") -> None:
        said = self.words("feedback_page.noted", n=done.noted, before=done.before, unknown=done.unknown)
        self._tell(said, "text2")
        self.given.set_text("")
        self.written.emit(said, ())

    def _failed(self, error: "DeskError") -> None:
        self._tell(self.context.wording.error(error).whole, "refuse-text")

    def _tell(self, said: str, color: str) -> Any:
        self.trouble.set_look(color=color)
        self.trouble.setText(said)
        self.trouble.show()
