"""The header of the events: which stretch of time, in which way it is shown, undo, and a new event."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from resources.words import Words
from ui.theme import Theme
from ui.widgets.base import Label, fill, hbox
from ui.widgets.buttons import Button, Kind, icon_button
from ui.widgets.choice import Seg
from ui.widgets.elevation import Menu

MONTH, WEEK, LIST, YEAR = "month", "week", "list", "year"
MODES = (MONTH, WEEK, LIST, YEAR)
_TIMED = (MONTH, WEEK, YEAR)


class EventsHeader(QWidget):
    """``stepped`` carries -1 or 1. What does not belong to a mode is not shown in it."""

    stepped = Signal(int)
    today_wanted = Signal()
    mode_wanted = Signal(str)
    undo_wanted = Signal()
    import_wanted = Signal()
    export_wanted = Signal()
    new_wanted = Signal()

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self._theme, self._words, self._year = theme, words, 0
        self.before = icon_button(theme, "left", words("events_plan.before"))
        self.after = icon_button(theme, "right", words("events_plan.after"))
        self.label = Label(theme, "", bold=True, align=Qt.AlignmentFlag.AlignHCenter)
        self.today = Button(theme, words("events_plan.today"), key="T")
        self.seg = Seg(theme, [(mode, words(f"events_plan.mode_{mode}")) for mode in MODES])
        self.undo = Button(theme, words("common.undo"), icon="undo")
        self.more = icon_button(theme, "dots", words("calendar_import.more"))
        self.new = Button(theme, words("events_plan.new"), kind=Kind.PRIMARY, icon="plus", key="N")
        row = hbox(spacing=0)
        fill(row, self.before, self.label, self.after, 10, self.today, 14, self.seg, 10, self.more, 4, self.undo, 8, self.new)
        self.setLayout(row)
        self.before.clicked.connect(lambda: self.stepped.emit(-1))
        self.after.clicked.connect(lambda: self.stepped.emit(1))
        self.today.clicked.connect(self.today_wanted)
        self.set_narrow(False)
        self.seg.chosen.connect(self.mode_wanted)
        self.more.clicked.connect(self.open_menu)
        self.undo.clicked.connect(self.undo_wanted)
        self.new.clicked.connect(self.new_wanted)

    def show_mode(
        self, mode: str, label: str, *, year: int, widest: Sequence[str] = (), undoable: str | None = None, timed: bool = True
    ) -> None:
        """Say what is shown; ``widest`` keeps the arrows where they are; ``undoable`` None: no button for it, empty: there is
        something to undo, else why not. ``year`` is that of the calendar that is offered. ``timed`` False: no stretch of time is
        shown, whatever the mode."""
        self._year = year
        self.more.setVisible(timed)
        self.seg.set_current(mode)
        for widget in (self.before, self.label, self.after, self.today):
            widget.setVisible(timed and mode in _TIMED)
        self.label.setText(label)
        width = max((self.label.fontMetrics().horizontalAdvance(text) for text in (label, *widest)), default=0)
        self.label.setFixedWidth(width + 16)
        self.undo.setVisible(undoable is not None)
        self.undo.set_reason(undoable or "")

    def set_narrow(self, narrow: bool) -> None:
        """Undo is an icon alone where there is little room."""
        word = self._words("common.undo")
        self.undo.set_text("" if narrow else word)
        self.undo.set_tip(f"{word} (Ctrl+Z)")

    def open_menu(self) -> Menu:
        """Calendar files, in and out."""
        menu = Menu(self._theme, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self._words("calendar_import.menu")).triggered.connect(self.import_wanted)
        menu.addAction(self._words("calendar_import.menu_year", year=self._year)).triggered.connect(self.export_wanted)
        menu.popup_at(self.more.mapToGlobal(self.more.rect().bottomLeft()))
        return menu
