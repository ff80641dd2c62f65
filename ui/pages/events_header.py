"""The header of the events: which stretch of time, in which way it is shown, undo, and a new event."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from resources.words import Words
from ui.theme import Theme
from ui.widgets.base import Label, fill, hbox
from ui.widgets.buttons import Button, Kind, icon_button
from ui.widgets.choice import Seg

MONTH, WEEK, LIST, YEAR = "month", "week", "list", "year"
MODES = (MONTH, WEEK, LIST, YEAR)
_TIMED = (MONTH, WEEK, YEAR)


class EventsHeader(QWidget):
    """``stepped`` carries -1 or 1. What does not belong to a mode is not shown in it."""

    stepped = Signal(int)
    today_wanted = Signal()
    mode_wanted = Signal(str)
    undo_wanted = Signal()
    new_wanted = Signal()

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self._theme = theme
        self.before = icon_button(theme, "left", words("events_plan.before"))
        self.after = icon_button(theme, "right", words("events_plan.after"))
        self.label = Label(theme, "", bold=True, align=Qt.AlignmentFlag.AlignHCenter)
        self.today = Button(theme, words("events_plan.today"), key="T")
        self.seg = Seg(theme, [(mode, words(f"events_plan.mode_{mode}")) for mode in MODES])
        self.undo = Button(theme, words("common.undo"), icon="undo", tip="Ctrl+Z")
        self.new = Button(theme, words("events_plan.new"), kind=Kind.PRIMARY, icon="plus", key="N")
        row = hbox(spacing=0)
        fill(row, self.before, self.label, self.after, 10, self.today, 14, self.seg, 14, self.undo, 8, self.new)
        self.setLayout(row)
        self.before.clicked.connect(lambda: self.stepped.emit(-1))
        self.after.clicked.connect(lambda: self.stepped.emit(1))
        self.today.clicked.connect(self.today_wanted)
        self.seg.chosen.connect(self.mode_wanted)
        self.undo.clicked.connect(self.undo_wanted)
        self.new.clicked.connect(self.new_wanted)

    def show_mode(
        self, mode: str, label: str, *, widest: Sequence[str] = (), undoable: str | None = None, timed: bool = True
    ) -> None:
        """Say what is shown; ``widest`` keeps the arrows where they are; ``undoable`` None: no button for it, empty: there is
        something to undo, else why not. ``timed`` False: no stretch of time is shown, whatever the mode."""
        self.seg.set_current(mode)
        for widget in (self.before, self.label, self.after, self.today):
            widget.setVisible(timed and mode in _TIMED)
        self.label.setText(label)
        width = max((self.label.fontMetrics().horizontalAdvance(text) for text in (label, *widest)), default=0)
        self.label.setFixedWidth(width + 16)
        self.undo.setVisible(undoable is not None)
        self.undo.set_reason(undoable or "")
