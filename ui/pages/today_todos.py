"""What waits for somebody: a fact, what it means, and a button that goes where it is settled."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Theme, Type
from ui.widgets.base import Card, Label, Rule, Themed, clear, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Size
from ui.widgets.chips import Chip
from ui.widgets.paint import Tone
from ui.wording import Wording

if TYPE_CHECKING:
    from eventdesk.services.readiness import Todo

_LOOKS = {
    "consent": ("consent", "warn-text"),
    "places": ("people", "admit-text"),
    "rejected": ("import", "warn-text"),
    "doubled": ("warn", "warn-text"),
    "allergies": ("allergy", "info-text"),
}
_KINDS_SHOWN = 4


class TodoRow(Themed, QWidget):
    """One of them."""

    def __init__(self, theme: Theme, wording: Wording, todo: "Todo") -> None:
        super().__init__()
        self.adopt(theme)
        words, matter = wording.words, todo.matter.value
        self._icon, self._ink = _LOOKS[matter]
        self.last = False
        self.fact = Label(theme, words(f"today.todo_{matter}", n=todo.count), bold=True, wrap=True)
        self.detail = Label(theme, detail_of(wording, todo), Type.COMPACT, color="text2", wrap=True)
        self.action = Button(theme, words(f"today.todo_{matter}_do"), size=Size.SMALL)
        column = vbox(spacing=1)
        fill(column, self.fact, self.detail)
        row = hbox(50, 11, 18, 11, spacing=12)
        row.addLayout(column, 1)
        row.addWidget(self.action, 0, Qt.AlignmentFlag.AlignTop)
        self.setLayout(row)
        self.setMinimumHeight(theme.px(65))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint icon and hairline."""
        painter = QPainter(self)
        self.theme.paint_icon(painter, self._icon, 18, self.fact.y() + 1, 20, self._ink)
        if not self.last:
            painter.fillRect(0, self.height() - 1, self.width(), 1, self.theme.color("border"))


class TodoCard(Card):
    """All of them with their number. ``wanted`` carries the matter whose button was pressed."""

    wanted = Signal(str)

    def __init__(self, theme: Theme, wording: Wording) -> None:
        super().__init__(theme, padding=(1, 0, 1, 4), spacing=0)
        self._wording = wording
        self._count = Chip(theme)
        heading = hbox(17, 11, 17, 11, spacing=8)
        fill(heading, Label(theme, wording.words("today.todos_title"), bold=True), self._count, None)
        self._rows = vbox()
        content = QWidget()
        content.setLayout(self._rows)
        fill(self.body, heading, Rule(theme))
        self.body.addWidget(scrolled(content), 1)
        self.rows: list[TodoRow] = []
        self.setMinimumHeight(theme.px(136))

    def set(self, todos: "tuple[Todo, ...]") -> None:
        """Show other things."""
        clear(self._rows)
        self.rows = []
        self._count.set(str(len(todos)), Tone.NEUTRAL)
        self._count.setVisible(bool(todos))
        for todo in todos:
            row = TodoRow(self.theme, self._wording, todo)
            row.action.clicked.connect(lambda _, matter=todo.matter.value: self.wanted.emit(matter))
            self.rows.append(row)
            self._rows.addWidget(row)
        for row in self.rows[-1:]:
            row.last = True  # a hairline parts rows, it does not end them
        if not todos:
            note = Label(self.theme, self._wording.words("today.todos_none"), color="muted", wrap=True)
            note.setContentsMargins(17, 14, 17, 14)
            self._rows.addWidget(note)
        self._rows.addStretch(1)


def detail_of(wording: Wording, todo: "Todo") -> str:
    """The line below the fact: who or what it is, and what follows."""
    words, matter = wording.words, todo.matter.value
    comma = words("common.list_sep")
    if todo.kinds:
        shown = comma.join(f"{kind} {count}" for kind, count in todo.kinds[:_KINDS_SHOWN])
        hidden = len(todo.kinds) - _KINDS_SHOWN
        return (
            words("today.todo_kinds_more", kinds=shown, n=hidden)
            if hidden > 0
            else words("today.todo_kinds", kinds=shown)
        )
    names = comma.join(todo.names)
    if todo.names and len(todo.names) < todo.count and matter != "rejected":
        names = words("today.todo_names_more", names=names)
    return words(f"today.todo_{matter}_detail", names=names) if names else words(f"today.todo_{matter}_bare")
