"""The second step of the import: columns on the left, rows on the right, and the button that imports."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.models.import_rows import Kind, Place, imported_rows, kind_counts
from ui.pages.base import PageContext
from ui.pages.import_columns import ColumnList
from ui.pages.import_pick import taken
from ui.pages.import_preview import Preview
from ui.theme import Type
from ui.widgets.base import Elided, fill, hbox, vbox
from ui.widgets.buttons import Button, Size
from ui.widgets.buttons import Kind as Look
from ui.widgets.mark import Mark
from ui.widgets.states import ErrorCard

if TYPE_CHECKING:
    from eventdesk.services.event_views import EventView
    from eventdesk.services.import_views import BatchView, ImportResult


class CheckStep(QWidget):
    """``back()``, ``go()`` and ``undo_wanted(batch)`` are the buttons at the foot."""

    back = Signal()
    go = Signal()
    undo_wanted = Signal(object)

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        theme, self._words, self._context = context.theme, context.words, context
        words = self._words
        self.columns = ColumnList(context)
        self.preview = Preview(theme, words)
        self.problem = ErrorCard(theme, "")
        self.problem.hide()
        right = vbox(spacing=12)
        right.addWidget(self.problem)
        right.addWidget(self.preview, 1)
        sides = hbox(spacing=16)
        sides.addWidget(self.columns)
        sides.addLayout(right, 1)
        self.foot_line = Elided(theme, "", Type.COMPACT, color="text2")
        self.undo_last = Button(theme, words("importing.undo"), size=Size.SMALL)
        self.undo_last.hide()
        self._last: BatchView | None = None
        self.undo_last.clicked.connect(lambda: self.undo_wanted.emit(self._last))
        self.back_button = Button(theme, words("importing.back"), size=Size.DOOR)
        self.act = Button(theme, "", kind=Look.PRIMARY, size=Size.DOOR, key="Ctrl+Enter")
        self.back_button.clicked.connect(self.back)
        self.act.clicked.connect(self.go)
        foot = hbox(spacing=10)
        foot.addWidget(Mark(theme, "undo", "text2"))
        foot.addWidget(self.foot_line, 40)  # all it needs, before the gap behind its button
        fill(foot, self.undo_last, None, 8, self.back_button, self.act)
        column = vbox(spacing=14)
        column.addLayout(sides, 1)
        column.addLayout(foot)
        self.setLayout(column)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The rows need the room more than the columns do."""
        width = self.width()
        self.columns.setFixedWidth(self._context.theme.px(284 if width < 960 else 346 if width < 1300 else 420))

    def show_result(self, result: "ImportResult", event: "EventView", corrections: frozenset[Place]) -> None:
        """Show what the import would do."""
        self.problem.hide()
        self.columns.show_columns(result.columns, {slot.code: slot.title for slot in event.bookable}, result.questions)
        self.preview.show_result(result, corrections)
        words, rows = self._words, imported_rows(result)
        left = len(result.rows) - rows
        self.act.set_text(
            words("importing.go_skip", rows=words("importing.rows", n=rows), skipped=left) if left
            else words("importing.go", rows=words("importing.rows", n=rows))
        )  # fmt: skip
        refused = kind_counts(result)[Kind.REFUSED]
        self.act.set_reason("" if rows else words("importing.nothing_to_import", n=refused))

    def set_busy(self, busy: bool) -> None:
        """The figures are being worked out again."""
        self.preview.busy.setVisible(busy)
        if busy:
            self.act.set_reason(self._words("importing.checking"))

    def show_last(self, batch: "BatchView | None") -> None:
        """The latest import that can be undone."""
        self._last = batch
        words = self._words
        self.undo_last.setVisible(batch is not None)
        if batch is None:
            self._say(words("importing.foot"))
            return
        day = self._context.wording.day_short(batch.at.astimezone(self._context.desk.zone).date())
        self._say(words("importing.foot_last", day=day, n=taken(batch)))

    def _say(self, sentence: str) -> None:
        self.foot_line.setText(sentence)
        self.foot_line.setMaximumWidth(self.foot_line.sizeHint().width() + 2)
