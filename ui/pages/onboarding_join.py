"""Joining an organisation that others have already: by its hub's invitation, or by a stick."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from eventdesk.errors import DeskError
from resources.words import Words
from ui.hubs_nearby import Around, hubs_around
from ui.invitation_field import InvitationField
from ui.joining_words import why_not_joined
from ui.pages.onboarding_fields import DeskFields, Texts, tell
from ui.scanner.sources import Devices, SystemDevices
from ui.tasks import Tasks
from ui.theme import Theme, Type
from ui.widgets.base import Label, fill, hbox, vbox
from ui.widgets.buttons import Button, Kind, Size


@dataclass(frozen=True)
class Joined:
    """What was filled in: an invitation's line or a stick's file. ``passphrase`` None: not encrypted."""

    invitation: str
    stick: Path | None
    station: str
    passphrase: str | None


class JoinForm(QWidget):
    """``submitted`` comes with a :class:`Joined`; ``stopped`` when somebody ends it half way. ``foot`` is for its owner to put below
    it."""

    submitted = Signal(object)
    stopped = Signal()
    back = Signal()

    def __init__(
        self, theme: Theme, words: Words, folder: str, tasks: Tasks, *, around: Around = hubs_around,
        devices: Callable[[], Devices] = SystemDevices,
    ) -> None:  # fmt: skip
        super().__init__()
        self._words = words
        self.invitation = InvitationField(theme, words, tasks, sticks=True, around=around, devices=devices)
        self.desk = DeskFields(theme, words)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.note = Label(theme, "", color="text2", wrap=True)
        self.note.hide()
        self.verb = Button(theme, words("joining.verb"), kind=Kind.PRIMARY, size=Size.DOOR, key="Enter")
        self.leave = Button(theme, words("common.back"), icon="left", key="Esc", size=Size.DOOR)
        self.stop = Button(theme, words("joining.stop"), key="Esc", size=Size.DOOR)
        self.stop.hide()
        for button, slot in ((self.verb, self.submit), (self.leave, self.back), (self.stop, self.stopped)):
            button.clicked.connect(slot)
        for field in self.desk.every():
            field.submitted.connect(self.submit)
        self.foot, row, below = QWidget(), hbox(spacing=12), vbox(spacing=8)
        fill(row, self.leave, self.stop, None, self.verb)
        fill(below, self.bar, self.note, row)
        self.foot.setLayout(below)
        where = Label(theme, words("onboarding.form_folder", folder=folder), Type.COMPACT, color="muted", wrap=True)
        column = vbox(spacing=12)
        fill(column, self.invitation, self.desk, where, None)
        self.setLayout(column)

    @property
    def busy(self) -> bool:
        """Whether it is being joined."""
        return not self.verb.isEnabled()

    def submit(self) -> None:
        """Check, and hand over; the first field that lacks something gets the focus."""
        self.note.hide()
        here = self.invitation.text or self.invitation.stick is not None
        self.invitation.set_error("" if here else self._words("joining.missing"))
        wrong = tell(self.desk.faults())
        if not here:
            self.invitation.line.setFocus()
        elif not wrong and not self.busy:
            self.show_working()
            self.submitted.emit(
                Joined(self.invitation.text, self.invitation.stick, self.desk.station.text(), self.desk.secret())
            )

    def show_working(self) -> None:
        """It is being joined from now on: there is a bar, and a way to stop."""
        self.invitation.hush()
        self.verb.set_busy(self._words("joining.working"))
        self._working(True)

    def moved(self, done: int, total: int) -> None:
        """So many items are here, of so many; 0 where nobody knows."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        whole = 0 < total <= done
        if whole:
            # What is written now is written whole or not at all: there is nothing left to stop.
            self.bar.setRange(0, 0)
        self.stop.setEnabled(not whole)
        self.note.setText(self._words("joining.writing" if whole else "joining.reading", done=done, total=total))

    def refuse(self, error: DeskError) -> None:
        """The desk was not made; everything stays as it was typed."""
        self.ended()
        sentence = why_not_joined(self._words, error).whole
        fields = {"station": self.desk.station, "passphrase": self.desk.passphrase}
        field = fields.get(_field_of(error))
        if field is not None:
            field.set_error(sentence)
            field.edit.setFocus()
        else:
            self.invitation.set_error(sentence)
            self.invitation.line.setFocus()

    def ended(self, *, stopped: bool = False) -> None:
        """Nobody joins any more; ``stopped``: because somebody did not want to."""
        self.verb.set_busy("")
        self._working(False)
        if stopped:
            self.note.setText(self._words("joining.stopped"))
            self.note.show()

    def _working(self, on: bool) -> None:
        self.bar.setRange(0, 0)
        self.note.setText(self._words("joining.asking"))
        for widget, shown in ((self.bar, on), (self.note, on), (self.stop, on), (self.leave, not on)):
            widget.setVisible(shown)
        self.stop.setEnabled(on)
        for part in (self.invitation, self.desk):
            part.setEnabled(not on)

    def texts(self) -> tuple[str, Path | None, Texts]:
        """Everything typed, to carry it over to another language."""
        return self.invitation.text, self.invitation.stick, self.desk.texts()

    def set_texts(self, texts: tuple[str, Path | None, Texts]) -> None:
        """Take them up again."""
        self.invitation.line.setPlainText(texts[0])
        if texts[1] is not None:
            self.invitation.take(texts[1])
        self.desk.set_texts(texts[2])


def _field_of(error: DeskError) -> str:
    return "station" if error.code == "station_taken" else str(error.details.get("field", ""))
