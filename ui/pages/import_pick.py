"""The first step of the import: which file, into which event; and what was imported before."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from eventdesk.errors import DeskError
from ui.models.import_fields import source_name
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Card, Elided, Label, clear, fill, hbox, vbox
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.choice import Select
from ui.widgets.states import EmptyState, ErrorCard

if TYPE_CHECKING:
    from eventdesk.services.import_views import BatchView

MOST_BATCHES = 4


class PickStep(QWidget):
    """``picked()`` asks for the file dialog, ``paste_wanted()`` for what is on the clipboard, ``given_up()`` stops reading,
    ``undo_wanted(batch)`` and ``event_chosen(code)`` say what a person chose."""

    picked = Signal()
    paste_wanted = Signal()
    given_up = Signal()
    undo_wanted = Signal(object)
    event_chosen = Signal(str)

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context, self._words, theme = context, context.words, context.theme
        words = self._words
        self.chooser = Select(theme, placeholder=words("registrations.no_event"))
        self.chooser.setAccessibleName(words("importing.into"))
        self.chooser.setMinimumWidth(theme.px(240))
        self.chooser.chosen.connect(self.event_chosen)
        into = hbox(spacing=10)
        fill(into, Label(theme, words("importing.into"), color="text2"), self.chooser, None)
        self.choose = Button(theme, words("importing.choose_file"), kind=Kind.PRIMARY, icon="file")
        self.choose.clicked.connect(self.picked)
        self.paste = Button(theme, words("importing.paste_text"), key="Ctrl+V")
        self.paste.clicked.connect(self.paste_wanted)
        invite = EmptyState(
            theme, "import", words("importing.invite"), words("importing.invite_hint"), actions=(self.choose, self.paste),
            dashed=True,
        )  # fmt: skip
        self._reading = Label(theme, "", bold=True)
        self.stop = Button(theme, words("common.cancel"), size=Size.SMALL)
        self.stop.clicked.connect(self.given_up)
        waiting = vbox(24, 24, 24, 24, spacing=12)
        line = hbox(spacing=12)
        fill(line, None, self._reading, self.stop, None)
        fill(waiting, None, line, None)
        reading = QWidget()
        reading.setLayout(waiting)
        self._stack = QStackedLayout()
        self._stack.addWidget(invite)
        self._stack.addWidget(reading)
        zone = QWidget()
        zone.setLayout(self._stack)
        zone.setMinimumHeight(theme.px(240))
        self._problem = vbox()
        self._batches = Card(theme, padding=(16, 12, 16, 12), spacing=4)
        self._batches.hide()
        column = vbox(spacing=16)
        fill(column, into, self._problem)
        column.addWidget(zone, 1)
        column.addWidget(self._batches)
        self.setLayout(column)

    def show_reading(self, file: Path | None) -> None:
        """Say that a file is being read, or (None) ask for one."""
        if file is not None:
            clear(self._problem)
            self._reading.setText(self._words("importing.reading", file=file.name))
        self._stack.setCurrentIndex(0 if file is None else 1)

    def show_problem(self, error: DeskError) -> None:
        """Say what is wrong with the file, and offer to take another one."""
        clear(self._problem)
        sentence = self._context.wording.error(error)
        other = Button(self._context.theme, self._words("importing.other_file"))
        other.setObjectName("other_file")
        other.clicked.connect(self.picked)
        self.error = ErrorCard(self._context.theme, sentence.what, sentence.hint, actions=(other,))
        self._problem.addWidget(self.error)
        self._stack.setCurrentIndex(0)
        self.error.show()  # at once: only what is seen takes the focus
        other.setFocus()

    def show_no_problem(self) -> None:
        """Nothing is wrong any more."""
        clear(self._problem)

    def show_batches(self, batches: "tuple[BatchView, ...]") -> None:
        """The imports of this event, the latest first."""
        clear(self._batches.body)
        theme, words = self._context.theme, self._words
        self._batches.setVisible(bool(batches))
        self._batches.body.addWidget(Label(theme, words("importing.before"), Type.COMPACT, bold=True, color="text2"))
        for batch in batches[:MOST_BATCHES]:
            row = hbox(spacing=12)
            when = self._context.wording.date_time(batch.at.astimezone(self._context.desk.zone))
            made = words("importing.batch_counts", n=taken(batch))
            line = words("importing.batch_line", when=when, source=source_name(words, batch.source), counts=made)
            row.addWidget(Elided(theme, batch.file, bold=True), 1)
            row.addWidget(Elided(theme, line, Type.COMPACT, color="text2"), 2)
            if batch.undone_at is not None:
                row.addWidget(Label(theme, words("importing.was_undone"), Type.COMPACT, color="muted"))
            elif batch.undo_offered:
                undo = Button(theme, words("importing.undo"), size=Size.SMALL, icon="undo")
                undo.clicked.connect(lambda _=False, batch=batch: self.undo_wanted.emit(batch))
                row.addWidget(undo)
            holder = QWidget()
            holder.setLayout(row)
            holder.setFixedHeight(theme.px(38))
            self._batches.body.addWidget(holder)


def taken(batch: "BatchView") -> int:
    """The rows that an import took."""
    return sum(batch.counts.get(key, 0) for key in ("accepted", "updated", "waitlisted"))
