"""How many places to give by the organisation's own no-shows: the answer first, then what it rests on."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from resources.words import Words
from ui.theme import Theme, Type
from ui.widgets.base import Label, Rule, fill
from ui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from eventdesk.services.overbooking import AdviceView

_SHOWN = 8
"""So many past events are listed, the latest first."""


class OverbookingDialog(Dialog):
    """The advice with its reasoning; it changes nothing by itself."""

    def __init__(self, theme: Theme, words: Words, view: "AdviceView", *, parent: QWidget | None = None) -> None:
        from eventdesk.services.place_words import reasoning

        super().__init__(theme, words("places.advice_title", event=view.event.title), parent=parent, width=520)
        self.lines = reasoning(view, words)
        fill(self.content, Label(theme, self.lines[0], Type.LEAD, bold=True, wrap=True))
        for line in self.lines[1:]:
            fill(self.content, Label(theme, line, color="text2", wrap=True))
        if view.advice.history:
            fill(self.content, Rule(theme))
            self.content.addLayout(self._history(view, words))
        self.add_button(words("common.close"), key="Esc").clicked.connect(self.reject)

    def _history(self, view: "AdviceView", words: Words) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        heads = [words(f"places.advice_{name}") for name in ("event", "registered", "came", "rate")]
        rows = [heads] + [
            [event.code, str(event.registered), str(event.came), f"{event.no_show_rate * 100:.0f} %"]
            for event in view.advice.history[:_SHOWN]
        ]
        for line, cells in enumerate(rows):
            for column, text in enumerate(cells):
                label = Label(self.theme, text, Type.COMPACT, color="muted" if line == 0 else "text", bold=line == 0)
                label.setAlignment(Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight)
                grid.addWidget(label, line, column)
        grid.setColumnStretch(0, 1)
        return grid
