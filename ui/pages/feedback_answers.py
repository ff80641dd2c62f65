"""All that was written, line by line, with what it is about; whoever keeps registrations may put that right."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from eventdesk.domain.right import Right
from ui.dialogs.comment_themes import CommentThemes
from ui.pages.base import PageContext
from ui.widgets.base import vbox
from ui.widgets.cells import ActionCell, Cell, ChipsCell, Column, TextCell
from ui.widgets.paint import ChipLook, Tone
from ui.widgets.states import EmptyState
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.domain.themes import Lexicon
    from eventdesk.services.themes import Corrected, ThemedComment, ThemedComments

TONES = {"praise": Tone.OK, "wish": Tone.WARN, "complaint": Tone.REFUSE}


class FeedbackAnswers(QWidget):
    """The segment of comments; ``changed`` comes after themes were put right."""

    changed = Signal()

    def __init__(self, context: PageContext, rules: "Lexicon", say: Callable[..., None]) -> None:
        super().__init__()
        self.context, self._rules, self._say = context, rules, say
        self._event = ""
        words = context.words
        self.table: DataTable[ThemedComment] = DataTable(
            context.theme, self._columns(), key=lambda row: row.comment, name=words("feedback_page.seg_answers")
        )
        self.table.opened.connect(self.edit)
        self.table.acted.connect(lambda row, *_: self.edit(row))
        column = vbox()
        column.addWidget(self.table, 1)
        self.setLayout(column)

    @property
    def _may(self) -> bool:
        return self.context.desk.actor.may(Right.REGISTRATIONS)

    def _columns(self) -> "list[Column[ThemedComment]]":
        words = self.context.words

        def themes(row: "ThemedComment") -> Cell:
            return ChipsCell(tuple(ChipLook(words(f"themes.{one.value}"), tone=TONES[one.polarity.value]) for one in row.themes))

        def act(row: "ThemedComment") -> Cell:
            return ActionCell("themes", words("feedback_page.edit_themes"), "tag")

        columns: list[Column[ThemedComment]] = [
            Column("question", words("feedback_page.question"), lambda row: TextCell(row.question, tone="text2"), 180),
            Column("text", words("feedback_page.text"), lambda row: row.text, 280, 2),
        ]
        if self._may:
            columns += [Column("themes", words("feedback_page.themes"), themes, 240, 1), Column("act", "", act, 120)]
        return columns

    def show_comments(self, event: str, found: "ThemedComments") -> None:
        """Show an event's comments."""
        self._event, words = event, self.context.words
        fact = words("feedback_page.quotes_few_short" if found.few else "feedback_page.quotes_none")
        self.table.set_empty(EmptyState(self.context.theme, "list", fact, words("feedback_page.quotes_line")))
        self.table.set_rows(found.comments)

    def edit(self, row: "ThemedComment") -> None:
        """Ask what a comment is about."""
        if self._may:
            dialog = CommentThemes(self.context, row, parent=self.window())
            dialog.accepted.connect(partial(self._correct, row, dialog))
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def _correct(self, row: "ThemedComment", dialog: CommentThemes) -> None:
        correct = partial(self.context.desk.themes.correct, self._event, row.comment, dialog.chosen, by=self._rules)
        self.context.tasks.run(correct, done=self._corrected, owner=self)

    def _corrected(self, done: "Corrected") -> None:
        def back() -> None:
            self.context.tasks.run(self.context.desk.themes.put_back, done, done=lambda _: self.changed.emit(), owner=self)

        self._say(self.context.words("feedback_page.themes_set"), undo=back)
        self.changed.emit()
