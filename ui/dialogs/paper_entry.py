"""Typing paper forms in: a line for each, echoed as it is read, kept by Enter; the last ones can be put right and taken back."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QWidget

from eventdesk.domain.feedback import SubjectKey, SurveyState
from eventdesk.domain.feedback_figures import Answer
from eventdesk.domain.survey_line import Cell, Line, cells_of, kept_answers, read_line, write_line
from eventdesk.errors import DeskError, InvalidInput
from ui.dialogs.paper_entry_parts import Echo, EchoRow, LastRow, WordsOf
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Label, clear, fill, hbox, vbox
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.cells import ActionCell, Column, TextCell
from ui.widgets.choice import Select
from ui.widgets.dialog import Dialog
from ui.widgets.fields import Field
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.survey_views import PaperEntry, PaperForm, RemovedEntry, SurveyView

_HEIGHT = 300


class PaperEntryDialog(Dialog):
    """``kept`` after each form. Up goes to the form before; Esc leaves that again, then what is typed, then the dialog."""

    kept = Signal()

    def __init__(self, context: PageContext, survey: "SurveyView", *, parent: QWidget) -> None:
        words = context.words
        super().__init__(context.theme, words("paper_entry.title", name=survey.name), parent=parent, width=940)
        self.setObjectName("paper_entry")
        self.context, self.words, self._survey = context, words, survey
        self.form: PaperForm | None = None
        self.cells: tuple[Cell, ...] = ()
        self.count = 0
        self._correcting: PaperEntry | None = None
        self._removed: RemovedEntry | None = None
        self._busy = False
        self.texts: dict[SubjectKey, Field] = {}
        self._make()
        self._read(survey.number)

    def _make(self) -> None:
        theme, words = self.theme, self.words
        versions = [(str(n), words("survey_page.version", n=n)) for n in range(self._survey.number, 0, -1)]
        self.version = Select(theme, versions, current=versions[0][0])
        self.version.setAccessibleName(words("paper_entry.version"))
        self.version.setVisible(len(versions) > 1)
        self.version.chosen.connect(lambda number: self._read(int(number)))
        self.line = Field(theme, words("paper_entry.line"), hint=words("paper_entry.hint"))
        font = QFont(theme.font(Type.TITLE, bold=True))
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 4)
        self.line.edit.setFont(font)
        self.line.edit.setMinimumHeight(theme.px(48))
        self.line.changed.connect(self._typed)
        self.line.submitted.connect(self._enter)
        self.counter = Label(theme, "", Type.SUBTITLE, bold=True)
        self.status = Label(theme, "", Type.COMPACT, color="text2", wrap=True)
        self.echo = Echo(theme, words)
        self._texts = vbox(spacing=6)
        self.last: DataTable[LastRow] = DataTable(
            theme, self._columns(), key=lambda row: row.entry.response, name=words("paper_entry.last")
        )
        self.last.setFixedHeight(theme.px(_HEIGHT))
        self.last.acted.connect(lambda row, _column, what: self._take_back(row.entry) if what == "drop" else self.correct(row.entry))
        self.last.opened.connect(lambda row: self.correct(row.entry))
        self.echo.setFixedHeight(theme.px(_HEIGHT))
        top, both = hbox(spacing=12), hbox(spacing=14)
        fill(top, self.counter, None, self.version)
        both.addWidget(self.echo, 3)
        both.addWidget(self.last, 2)
        self.back = Button(theme, words("common.undo"), size=Size.SMALL, icon="undo")
        self.back.setAutoDefault(False)
        self.back.clicked.connect(self._put_back)
        self.back.hide()
        said = hbox(spacing=10)
        fill(said, self.status, self.back, None)
        fill(self.content, top, self.line, self._texts, said, both)
        close = self.add_button(words("common.close"), key="Esc")
        close.clicked.connect(self.leave)
        self.keep = self.add_button(words("paper_entry.keep"), kind=Kind.PRIMARY, key="Enter")
        self.keep.clicked.connect(self.submit)

    def _columns(self) -> "list[Column[LastRow]]":
        words = self.words
        return [
            Column("place", words("paper_entry.last"), lambda row: TextCell(row.said, bold=True), 130, 1),
            Column("fix", "", lambda row: ActionCell("fix", words("paper_entry.fix"), "pencil", link=True), 78),
            Column("drop", "", lambda row: ActionCell("drop", words("paper_entry.drop"), "undo", link=True), 78),
        ]

    # -- reading

    def _read(self, number: int) -> None:
        desk, survey = self.context.desk, self._survey.id
        self.context.tasks.run(
            lambda: (desk.answering.form(survey, number=number), desk.answering.last(survey, number=number)),
            done=lambda found: self._show(*found), failed=self._failed, owner=self,
        )  # fmt: skip

    def _show(self, form: "PaperForm", last: "tuple[PaperEntry, ...]") -> None:
        self.form, self.cells = form, cells_of(form.questions, form.subjects)
        self._show_last(last)
        self._say_count()
        if self._survey.state is not SurveyState.OPEN:
            code = "survey_draft" if self._survey.state is SurveyState.DRAFT else "survey_closed"
            sentence = self.context.wording.error(InvalidInput(code)).whole
            self._say(sentence, "refuse-text")
            self.keep.set_reason(sentence)
        self.line.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._typed()

    def _show_last(self, last: "tuple[PaperEntry, ...]") -> None:
        said = [LastRow(one, self.words("paper_entry.form", n=one.place) + "  " + write_line(self.cells, one.answers)) for one in last]
        self.last.set_rows(said)

    def _say_count(self) -> None:
        code = self.form.code if self.form is not None else ""
        self.counter.setText(self.words("paper_entry.count", n=max(0, self.count), code=code))

    def _now(self) -> Line:
        return read_line(self.cells, self.line.edit.text())

    def _typed(self, *_: object) -> None:
        """Echo what is typed, as it is read."""
        line = self._now()
        self.echo.show_rows(self._echo(line), line.cell)
        self._show_texts(line)
        if self.line.edit.text() and line.wrong in ("paper_not_taken", "paper_long"):
            self.line.set_error(self._wrong(line))
        else:
            self.line.set_error("")

    def _wrong(self, line: Line) -> str:
        number = line.cell.number if line.cell is not None else 0
        return self.context.wording.error(InvalidInput(line.wrong, question=number, at=line.at + 1)).whole

    def _echo(self, line: Line) -> list[EchoRow]:
        said = WordsOf(self.words)
        read = {one.cell.key: one for one in line.read}
        assert self.form is not None, "typed after the form was read"
        kept = kept_answers(self.form.questions, line.answers)
        return [EchoRow(cell, *said.answer(cell, read.get(cell.key), kept)) for cell in self.cells]

    def _show_texts(self, line: Line) -> None:
        """A field for each place that somebody has written words into; what is typed there stays."""
        wanted = {cell.key: cell for cell in line.written}
        if list(wanted) == list(self.texts):
            return
        typed = {key: field.text() for key, field in self.texts.items()}
        clear(self._texts)
        self.texts = {}
        for key, cell in wanted.items():
            field = Field(self.theme, WordsOf(self.words).question(cell), text=typed.get(key, self._text_before(key)))
            field.edit.setMaxLength(4000)
            field.submitted.connect(self.submit)
            self.texts[key] = field
            self._texts.addWidget(field)

    def _text_before(self, key: SubjectKey) -> str:
        answer = self._correcting.answers.get(key) if self._correcting is not None else None
        return str(answer.value) if answer is not None else ""

    # -- keeping

    def _enter(self) -> None:
        """Enter in the line goes to the words that are to be typed, else keeps the form."""
        empty = next((field for field in self.texts.values() if not field.text()), None)
        if empty is not None and not self._now().wrong:
            empty.edit.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.submit()

    def submit(self) -> None:
        """Keep the form, and be ready for the next one."""
        line = self._now()
        if self._busy or self.form is None or not self.keep.isEnabled():
            return
        if line.wrong:
            self.line.set_error(self._wrong(line))
            self.line.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        empty = next((field for field in self.texts.values() if not field.text()), None)
        if empty is not None:
            empty.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._busy = True
        texts = {key: field.text() for key, field in self.texts.items()}
        answering, text, correcting = self.context.desk.answering, self.line.edit.text(), self._correcting
        run = partial(self.context.tasks.run, failed=self._failed, ended=self._ended, owner=self)
        if correcting is not None:
            run(answering.correct, correcting.response, text, texts, done=partial(self._done, "paper_entry.corrected"))
        else:
            run(answering.enter, self.form.survey, text, texts, number=self.form.number, done=self._entered)

    def _ended(self) -> None:
        self._busy = False

    def _entered(self, entry: "PaperEntry") -> None:
        self.count += 1
        self._done("paper_entry.kept" if entry.complete else "paper_entry.kept_incomplete", entry)

    def _done(self, key: str, entry: "PaperEntry") -> None:
        self._say(self.words(key, n=entry.place), "admit-text")
        self._begin_new()
        rows = [row.entry for row in self.last.rows if row.entry.response != entry.response]
        self._show_last(tuple(sorted((*rows, entry), key=lambda one: -one.place)))
        self._say_count()
        self.kept.emit()

    def _begin_new(self) -> None:
        self._correcting = None
        self.line.set_text("")
        self.keep.set_text(self.words("paper_entry.keep"))
        self._typed()
        self.line.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _failed(self, error: DeskError) -> None:
        sentence = self.context.wording.error(error).whole
        if isinstance(error, InvalidInput) and error.details.get("field") == "line":
            self.line.set_error(sentence)
        else:
            self._say(sentence, "refuse-text")

    def _say(self, text: str, color: str) -> None:
        self.status.set_look(color=color)
        self.status.setText(text)
        self.back.hide()

    # -- the ones before

    def correct(self, entry: "PaperEntry") -> None:
        """Type a form anew that was kept."""
        self._correcting = entry
        answers: Mapping[SubjectKey, Answer] = entry.answers
        clear(self._texts)
        self.texts = {}
        self.line.set_text(write_line(self.cells, answers))
        self.keep.set_text(self.words("paper_entry.put_right", n=entry.place))
        self._say(self.words("paper_entry.correcting", n=entry.place), "text2")
        self._typed()
        self.line.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_back(self, entry: "PaperEntry") -> None:
        take_back = self.context.desk.answering.take_back
        done = partial(self._taken_back, entry)
        self.context.tasks.run(take_back, entry.response, done=done, failed=self._failed, owner=self)

    def _taken_back(self, entry: "PaperEntry", removed: "RemovedEntry") -> None:
        self.last.set_rows([row for row in self.last.rows if row.entry.response != entry.response])
        self.count -= 1
        self._say_count()
        if self._correcting is not None and self._correcting.response == entry.response:
            self._begin_new()
        self._say(self.words("paper_entry.taken_back", n=entry.place), "text2")
        self._removed = removed
        self.back.show()

    def _put_back(self) -> None:
        removed, self._removed = self._removed, None
        if removed is not None:
            put_back = self.context.desk.answering.put_back
            self.context.tasks.run(put_back, removed, done=self._again, failed=self._failed, owner=self)

    def _again(self, entry: "PaperEntry") -> None:
        self.count += 1
        self._done("paper_entry.kept", entry)

    # -- keys

    def leave(self) -> None:
        """Leave a correction, then what is typed, then the dialog: nothing that was typed goes by one key."""
        if self._correcting is not None or self.line.edit.text():
            self._say("", "text2")
            self._begin_new()
        else:
            super().reject()

    def reject(self) -> None:
        """Esc."""
        self.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up goes to the form before the one that is typed; Enter is the fields' own."""
        if event.key() == Qt.Key.Key_Up and self.last.rows and self.line.edit.hasFocus():
            rows = [row.entry for row in self.last.rows]
            place = rows.index(self._correcting) + 1 if self._correcting in rows else 0
            self.correct(rows[min(place, len(rows) - 1)])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
        else:
            super().keyPressEvent(event)
