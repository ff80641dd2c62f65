"""A card with a table that is changed in place: what venues, rooms, resources and closed hours have in common."""

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QWidget

from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Card, Label, Rule, fill, hbox, vbox
from ui.widgets.cells import Column, EditCell, RowState
from ui.widgets.table import DataTable

Line = TypeVar("Line")

ROW, HEAD = 40, 39
CAPTION = 24  # a field's caption and the gap below it


class Lines(Card, Generic[Line]):
    """A title, the table, what to say while it is empty, one sentence in red, and room for what adds a line.

    ``most`` rows are shown at once, ``fewest`` at least; without ``most`` the table takes the room there is. What was
    typed into a cell and could not be taken stays there until it can.
    """

    def __init__(
        self, context: PageContext, title: str, columns: Sequence[Column[Line]], *, key: Callable[[Line], Hashable],
        none: str, state: Callable[[Line], RowState] | None = None, fewest: int = 1, most: int = 0,
    ) -> None:  # fmt: skip
        super().__init__(context.theme, padding=(1, 0, 1, 16), spacing=0)
        self.context, self.words = context, context.words
        self._name, self._fewest, self._most = title, fewest, most
        self._typed: dict[tuple[Hashable, str], str] = {}
        self.heading = hbox(16, 12, 16, 10, spacing=8)
        self.caption = Label(self.theme, title, bold=True)
        fill(self.heading, self.caption, None)
        self.table: DataTable[Line] = DataTable(
            self.theme, columns, key=key, state=state, name=title, frame=False
        )  # fmt: skip
        self._none = Label(self.theme, none, color="muted", wrap=True)
        self._none.setContentsMargins(16, 12, 16, 2)
        self.error = Label(self.theme, "", Type.COMPACT, color="refuse-text", wrap=True)
        self.error.setContentsMargins(16, 8, 16, 0)
        self.error.hide()
        fill(self.body, self.heading, Rule(self.theme))
        self.body.addWidget(self.table, 0 if most else 1)
        fill(self.body, self._none, self.error)

    def bind(self, key: str, do: Callable[[], object]) -> None:
        """A key that works while the table has the focus."""
        shortcut = QShortcut(QKeySequence(key), self.table, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(do)

    def show_lines(self, lines: Sequence[Line], *, count: str = "") -> None:
        """Show other lines; ``count`` is the title with their number."""
        self.caption.setText(count if lines and count else self._name)
        self.table.set_rows(lines)
        self.table.setVisible(bool(lines) or not self._most)
        self._none.setVisible(not lines)
        if self._most:
            rows = min(max(len(lines), self._fewest), self._most)
            self.table.setFixedHeight(self.theme.px(HEAD + rows * ROW))

    def cell(self, key: Hashable, column: str, kept: str, *, right: bool = False) -> EditCell:
        """A cell to type into: what is kept, or what was typed and is wrong."""
        wrong = self._typed.get((key, column))
        return EditCell(kept if wrong is None else wrong, error=wrong is not None, right=right)

    def refuse(self, key: Hashable, column: str, text: str, sentence: str) -> None:
        """Keep what was typed into a cell, and say what is wrong with it."""
        self._typed[key, column] = text
        self.say(sentence)
        self.table.set_rows(list(self.table.rows))

    def take(self, key: Hashable, column: str) -> None:
        """A cell's text was taken: what was wrong there is forgotten."""
        self._typed.pop((key, column), None)
        if not self._typed:
            self.say("")

    def forget(self) -> None:
        """Other lines are shown: nothing was typed into these."""
        self._typed.clear()
        self.say("")

    def say(self, sentence: str) -> None:
        """Say what is wrong; an empty sentence takes it back."""
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))

    def adding(self, row: QBoxLayout) -> None:
        """Put what adds a line below the table."""
        row.setContentsMargins(16, 12, 16, 0)
        row.setSpacing(8)
        self.body.addLayout(row)

    def level(self, widget: QWidget) -> QBoxLayout:
        """A column that puts a button level with fields that have captions."""
        column = vbox(0, self.theme.px(CAPTION), 0, 0)
        fill(column, widget, None)
        return column
