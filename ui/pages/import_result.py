"""The last step of the import: what was done, and where to go from here."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.models.import_rows import Outcome
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Card, Label, clear, fill, hbox, vbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.mark import Mark
from ui.widgets.paint import Tone

_LINES = (
    ("confirmed", "done_accepted", "okc", Tone.OK),
    ("waiting", "done_waitlisted", "clock", Tone.WARN),
    ("updated", "done_updated", "sync", Tone.INFO),
    ("same", "done_same", "minus", Tone.NEUTRAL),
    ("duplicates", "done_duplicates", "people", Tone.INFO),
    ("rejected", "done_rejected", "octagon", Tone.REFUSE),
)


class ResultStep(QWidget):
    """``onward()`` goes to the registrations, ``again()`` to another file, ``undo_wanted()`` takes the import back."""

    onward = Signal()
    again = Signal()
    undo_wanted = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._words, self._theme = context.words, context.theme
        words, theme = self._words, self._theme
        card = Card(theme, padding=32, spacing=14)
        card.setFixedWidth(theme.px(560))
        heading = hbox(spacing=14)
        self.fact = Label(theme, "", Type.TITLE, bold=True, wrap=True)
        heading.addWidget(Mark(theme, "okc", "admit-text", size=30))
        heading.addWidget(self.fact, 1)
        self._lines = vbox(spacing=8)
        self.go = Button(theme, words("importing.to_registrations"), kind=Kind.PRIMARY, key="Enter")
        self.undo = Button(theme, words("importing.undo"), icon="undo")
        more = Button(theme, words("importing.another"))
        self.go.clicked.connect(self.onward)
        self.undo.clicked.connect(self.undo_wanted)
        more.clicked.connect(self.again)
        buttons = hbox(spacing=8)
        fill(buttons, self.go, more, None, self.undo)
        fill(card.body, heading, self._lines, Label(theme, words("importing.undo_hint"), Type.COMPACT, color="muted", wrap=True))
        fill(card.body, 4, buttons)
        row, column = hbox(), vbox()
        fill(row, None, card, None)
        column.addStretch(1)
        column.addLayout(row)
        column.addStretch(2)
        self.setLayout(column)

    def show_outcome(self, done: Outcome) -> None:
        """Say what was done."""
        clear(self._lines)
        words, theme = self._words, self._theme
        self.fact.setText(words("importing.done", n=done.families) if done.families else words("importing.done_nothing"))
        for key, word, icon, tone in _LINES:
            number = getattr(done, key)
            if number:
                row = hbox(spacing=10)
                fill(row, Mark(theme, icon, tone.ink), Label(theme, words(f"importing.{word}", n=number)), None)
                self._lines.addLayout(row)
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)
